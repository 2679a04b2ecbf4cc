// A page that was made in May is still right in November: what is over goes, what was to come is there, counts follow, and
// the empty schedule helps. Nothing moves while a reader looks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, open, violations } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, DATES, OVER, folder } from "./sites.mjs";

let browser;
const servers = {};
before(async () => {
  browser = await launch();
  for (const site of [COMING, DATES, OVER]) servers[site] = await serve(folder(site));
});
after(() => Promise.all([browser?.close(), ...Object.values(servers).map((server) => server.close())]));

/** Visits a page at a moment; whatever the page does, nothing on it may move (Layout Instability API). */
const visit = (site, name, path, now, work, options = {}) =>
  test(name, async () => {
    const { url } = servers[site];
    const { page, problems, close } = await open(browser, url, { now: new Date(now), ...options });
    await page.addInitScript(watchShifts);
    await page.goto(url + path);
    await work(page);
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await close();
    assert.deepEqual(problems, []);
  });

function watchShifts() {
  window.shifts = [];
  const note = (list) => window.shifts.push(...list.getEntries().map(({ value, sources }) => `${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80))}`));
  new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
}

/** The titles of the elements that a reader sees. */
const shown = async (page, selector) => (await page.locator(`${selector}:visible`).allInnerTexts()).map((text) => text.trim());
const upcoming = (page) => page.locator(".event-upcoming:visible, .event-ongoing:visible").count();
const titles = async (page) => (await shown(page, ":is(.event-upcoming, .event-ongoing) h3 a")).map((text) => text.split(/[\n,]/)[0]);

/** The class in Hanover ends with May 22, where it is: at four in the morning of May 23, UTC. */
const LAST_MOMENT = "2025-05-23T03:59:59Z";
const OVER_NOW = "2025-05-23T04:00:00Z";
const ZONES = ["America/New_York", "Pacific/Honolulu", "Asia/Tokyo"];

for (const timezoneId of ZONES) {
  visit(COMING, `a class is shown through its last day, read in ${timezoneId}`, "schedule/index.html", LAST_MOMENT, async (page) => {
    assert.equal(await upcoming(page), 5);
    assert.ok(await page.getByText("5 upcoming classes").isVisible());
    assert.deepEqual(await shown(page, ".tag-ongoing"), ["Happening now"]);
  }, { timezoneId });
  visit(COMING, `and not a moment longer, read in ${timezoneId}`, "schedule/index.html", OVER_NOW, async (page) => {
    assert.equal(await upcoming(page), 4);
    assert.ok(await page.getByText("4 upcoming classes").isVisible());
    assert.equal(await page.getByRole("heading", { name: "May 2025" }).isVisible(), false);
    assert.ok(await page.getByRole("heading", { name: "June 2025" }).isVisible());
    assert.match((await shown(page, ".event-past h3"))[0], /Hanover/, "it is the first of the past ones");
  }, { timezoneId });
}

visit(COMING, "one class left is counted in the singular", "schedule/index.html", "2025-09-01T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 1);
  assert.ok(await page.getByText("1 upcoming class", { exact: true }).isVisible());
});

visit(COMING, "when all are over, the schedule says so, and whom to call", "schedule/index.html", "2026-11-22T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 0);
  const empty = page.locator(".empty");
  assert.match(await empty.innerText(), /No training is scheduled right now[^]*Derrick Mathis[^]*804-802-9084/);
  assert.ok(await page.getByRole("heading", { name: "Dates to be announced" }).isVisible());
  assert.deepEqual(await violations(page), []);
});

visit(COMING, "so does the home page, with what is planned", "index.html", "2026-11-22T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 0);
  assert.ok(await page.getByText("No training is scheduled right now").isVisible());
  assert.deepEqual(await shown(page, ".home-events .event-when"), ["Every June"]);
  assert.deepEqual(await violations(page), []);
});

visit(OVER, "a page made on the day says the same as one that grew old", "schedule/index.html", "2026-11-22T12:00-05:00", async (page) => {
  assert.equal(await upcoming(page), 0);
  assert.match(await page.locator(".empty").innerText(), /No training is scheduled right now[^]*804-802-9084/);
});

const ENDED = "This event has ended";
visit(COMING, "an event says nothing of an end while it lasts", "schedule/basic-school-hanover-2025/index.html", LAST_MOMENT, async (page) => {
  assert.equal(await page.getByText(ENDED).isVisible(), false);
});
visit(COMING, "and says that it has ended from then on", "schedule/basic-school-hanover-2025/index.html", OVER_NOW, async (page) => {
  assert.ok(await page.getByText(ENDED).isVisible());
  assert.equal(await page.getByText("Add to calendar").isVisible(), false);
  assert.deepEqual(await violations(page), []);
});

/** The moment, the words about registration, and whether there is a button. */
const REGISTRATION = [
  ["2025-05-05T12:59:59Z", ["Registration is not open yet."], 0],
  ["2025-05-05T13:00:00Z", [], 1],
  ["2025-05-16T15:59:59Z", [], 1],
  ["2025-05-16T16:00:00Z", ["Registration is closed."], 0],
];
for (const [now, words, buttons] of REGISTRATION) {
  for (const timezoneId of ZONES) {
    visit(DATES, `registration opens and closes to the hour: ${now}, read in ${timezoneId}`, "schedule/to-the-hour/index.html", now, async (page) => {
      assert.deepEqual(await shown(page, ".facts dd p strong"), words);
      assert.equal(await page.getByRole("link", { name: "Register", exact: true }).count(), buttons);
    }, { timezoneId });
  }
}

const FULL = "schedule/fifth/index.html";
visit(DATES, "a full class has no button", FULL, "2025-05-10T12:00Z", async (page) => {
  assert.equal(await page.getByRole("link", { name: "Register", exact: true }).count(), 0);
  assert.ok(await page.getByText("Full", { exact: true }).isVisible());
});

const CLOSED = "The office is closed";
for (const timezoneId of ZONES) {
  const alert = (name, now, visible) =>
    visit(DATES, `${name}, read in ${timezoneId}`, "contacts/index.html", now, async (page) => {
      assert.equal(await page.getByText(CLOSED).isVisible(), visible);
    }, { timezoneId });
  alert("an alert waits for its first day", "2025-05-10T03:59:59Z", false);
  alert("begins with it", "2025-05-10T04:00:00Z", true);
  alert("stands through its last day", "2025-05-12T03:59:59Z", true);
  alert("and is gone with it", "2025-05-12T04:00:00Z", false);
}
visit(DATES, "an alert of one page stands on that page", "about/index.html", "2025-05-09T12:00Z", async (page) => {
  assert.deepEqual(await shown(page, ".alert-title"), ["The forms have moved"]);
  assert.deepEqual(await violations(page), []);
});
visit(DATES, "until it is over there too", "about/index.html", "2025-05-10T12:00Z", async (page) => {
  assert.deepEqual(await shown(page, ".alert-title"), [CLOSED]);
});

/** The moment, and what the two grants say: one closes at five in the afternoon, the other with the day. */
const GRANTS = [
  ["2025-05-05T03:59:59Z", ["Not open yet", "Open"]],
  ["2025-05-05T04:00:00Z", ["Open", "Open"]],
  ["2025-05-30T21:00:00Z", ["Closed", "Open"]],
  ["2025-05-31T04:00:00Z", ["Closed", "Closed"]],
];
for (const [now, states] of GRANTS) {
  for (const timezoneId of ZONES) {
    visit(DATES, `grants are ${states.join(" and ")} at ${now}, read in ${timezoneId}`, "grants/index.html", now, async (page) => {
      assert.deepEqual(await shown(page, ".tag"), states);
    }, { timezoneId });
  }
}

visit(DATES, "the home page shows the next three classes", "index.html", "2025-05-20T19:59:59Z", async (page) => {
  assert.deepEqual(await titles(page), ["Class to the hour", "Class to the day", "Class in Honolulu"]);
});
visit(DATES, "when one is over, the next one takes its place", "index.html", "2025-05-20T20:00:00Z", async (page) => {
  assert.deepEqual(await titles(page), ["Class to the day", "Class in Honolulu", "Fourth class"]);
});
visit(DATES, "a class in Honolulu ends by the clocks of Honolulu", "index.html", "2025-05-27T02:59:59Z", async (page) => {
  assert.deepEqual(await titles(page), ["Class in Honolulu", "Fourth class", "Fifth class"]);
});
visit(DATES, "the numbers of the filters follow", "schedule/index.html", "2025-05-27T03:00:00Z", async (page) => {
  assert.ok(await page.getByText("3 upcoming classes").isVisible());
  const filter = (name) => page.locator(".pills a", { hasText: name }).innerText();
  assert.deepEqual([await filter("North"), await filter("South"), await filter("May 2025")], ["North (2)", "South (1)", "May 2025 (0)"]);
});

for (const viewport of [PHONE, DESK]) {
  for (const path of ["index.html", "schedule/index.html", "schedule/to-the-hour/index.html", "grants/index.html", "contacts/index.html"]) {
    visit(DATES, `nothing on ${path} moves when much has changed, ${viewport.width} px wide`, path, "2025-05-11T12:00Z", async (page) => {
      await page.waitForTimeout(300);
    }, { viewport });
    visit(DATES, `nor when all is over, ${viewport.width} px wide: ${path}`, path, "2027-01-01T12:00Z", async (page) => {
      await page.waitForTimeout(300);
    }, { viewport });
  }
}

test("a page that was left open is right when its reader comes back", async () => {
  const { url } = servers[DATES];
  const { page, close } = await open(browser, url, { now: new Date("2025-05-20T19:59:59Z") });
  await page.goto(`${url}schedule/index.html`);
  assert.equal(await upcoming(page), 6);
  await page.clock.setFixedTime(new Date("2025-05-20T20:00:00Z"));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  assert.equal(await upcoming(page), 5);
  await close();
});

test("without scripts the dates stand there plainly, with the day on which the list was made", async () => {
  const { url } = servers[DATES];
  const { page, close } = await open(browser, url, { now: new Date("2027-01-01T12:00Z"), javaScriptEnabled: false });
  await page.goto(`${url}schedule/index.html`);
  const text = await page.locator("main").innerText();
  assert.match(text, /6 upcoming classes List made on May 1, 2025/);
  assert.match(text, /May 20, 2025, 8:30 am to 4:00 pm/);
  await close();
});

test("the panel says what is in each calendar, and gives an address to subscribe to and one to copy", async () => {
  const { url } = servers[DATES];
  const { page, close } = await open(browser, url, { now: new Date("2025-05-10T12:00Z") });
  await page.goto(`${url}schedule/index.html`);
  const panel = page.locator("#subscribe");
  assert.deepEqual(await panel.locator(".feeds strong").allInnerTexts(), ["Every class", "Classes for: Officers", "Classes for: Principals", "Classes in North", "Classes in South"]);
  const subscribe = panel.getByRole("link", { name: /^Subscribe ?: Classes in North$/ });
  assert.equal(await subscribe.getAttribute("href"), "webcal://portal.example.gov/schedule/regions/north.ics");
  assert.ok(await panel.getByText("https://portal.example.gov/schedule/regions/north.ics").isVisible());
  assert.match(await panel.innerText(), /can take a day/);
  await close();
});
