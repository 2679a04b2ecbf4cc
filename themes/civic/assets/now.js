// Keeps a page right after the day it was made: what has ended since then is hidden or marked, and counts follow.
//
// An element with data-ends (an instant, or a day that begins where the reader is) is over from then on:
//   data-over="hide"  it disappears          data-over="show"  it appears
// An element with data-counted is one entry of a list. When one of them ends:
//   data-count  says how many are left, in the words of data-one and data-other
//   data-made   counts what was there when the page was made, and disappears
//   data-none   appears when none is left; a month without entries disappears

const instant = (text) => Date.parse(text.length === 10 ? `${text}T00:00` : text);
const left = (within) => within.querySelectorAll("[data-counted]:not([hidden])").length;

function update(now) {
  let changed = 0;
  for (const element of document.querySelectorAll("[data-ends]")) {
    if (!(instant(element.dataset.ends) <= now)) continue;
    const hide = element.dataset.over !== "show";
    if (element.hidden === hide) continue;
    element.hidden = hide;
    changed += 1;
  }
  if (changed === 0 || document.querySelector("[data-counted]") === null) return;
  for (const section of document.querySelectorAll("section.month")) {
    if (section.querySelector("[data-counted]")) section.hidden = left(section) === 0;
  }
  for (const made of document.querySelectorAll("[data-made]")) made.hidden = true;
  const count = left(document);
  for (const words of document.querySelectorAll("[data-count]")) {
    const form = new Intl.PluralRules(document.documentElement.lang).select(count) === "one" ? "one" : "other";
    words.textContent = words.dataset[form].replace("{n}", count);
  }
  for (const empty of document.querySelectorAll("[data-none]")) empty.hidden = count > 0;
}

update(Date.now());
