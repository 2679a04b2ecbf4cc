// Keeps a page right after the day it was made.
//
// data-from, data-until  the element is shown from one instant on, and until another
// data-ends              counts those of its instants that are to come, in the words of data-one and data-other
// data-first             a list that shows so many of its items; others wait until one is over
// data-past              the list that takes the events that are over

function update() {
  const now = Date.now();
  const all = (selector) => document.querySelectorAll(selector);
  for (const element of all("[data-from], [data-until]")) {
    const { from, until } = element.dataset;
    element.hidden = now < Date.parse(from) || now >= Date.parse(until);
  }
  for (const words of all("[data-ends]")) {
    const left = words.dataset.ends.split(" ").filter((end) => now < Date.parse(end)).length;
    const form = new Intl.PluralRules(document.documentElement.lang).select(left);
    words.textContent = (words.dataset[form] ?? words.dataset.other).replace("{n}", left);
  }
  for (const list of all("[data-first]")) {
    let room = Number(list.dataset.first);
    for (const item of list.children) item.hidden ||= room-- <= 0;
  }
  for (const past of all("[data-past]")) {
    for (const event of all(":is(.event-upcoming, .event-ongoing)[hidden]")) {
      event.removeAttribute("data-until");
      event.className = "event event-past";
      event.hidden = false;
      past.prepend(event);
      past.closest("section").hidden = false;
    }
  }
}

update();
// A page that was left open is right again when its reader comes back.
addEventListener("visibilitychange", update);
