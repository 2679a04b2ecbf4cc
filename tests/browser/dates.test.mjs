// A page that was made in May is still right in November: what is over goes, counts follow, and the empty schedule helps.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, violations } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, OVER, folder } from "./sites.mjs";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(folder(COMING))])));
after(() => Promise.all([browser?.close(), server?.close()]));

/** The class in Hanover ends with May 22, where it is: at four in the morning of May 23, UTC. */
const LAST_MOMENT = "2025-05-23T03:59:59Z";
const OVER_NOW = "2025-05-23T04:00:00Z";

const visit = (name, path, now, work, options = {}) =>
  test(name, async () => {
    const { page, problems, close } = await open(browser, server.url, { now: new Date(now), ...options });
    await page.goto(server.url + path);
    await work(page);
    await close();
    assert.deepEqual(problems, []);
  });

const upcoming = (page) => page.locator(".event-upcoming:visible, .event-ongoing:visible").count();

for (const timezoneId of ["America/New_York", "Pacific/Honolulu", "Asia/Tokyo"]) {
  visit(`a class is shown through its last day, read in ${timezoneId}`, "schedule/index.html", LAST_MOMENT, async (page) => {
    assert.equal(await upcoming(page), 5);
    assert.ok(await page.getByText("5 upcoming classes").isVisible());
  }, { timezoneId });
  visit(`and not a moment longer, read in ${timezoneId}`, "schedule/index.html", OVER_NOW, async (page) => {
    assert.equal(await upcoming(page), 4);
    assert.ok(await page.getByText("4 upcoming classes").isVisible());
    assert.equal(await page.getByRole("heading", { name: "May 2025" }).isVisible(), false);
    assert.ok(await page.getByRole("heading", { name: "June 2025" }).isVisible());
  }, { timezoneId });
}

visit("one class left is counted in the singular", "schedule/index.html", "2025-09-01T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 1);
  assert.ok(await page.getByText("1 upcoming class", { exact: true }).isVisible());
});

visit("when all are over, the schedule says so, and whom to call", "schedule/index.html", "2026-11-22T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 0);
  const empty = page.locator(".empty");
  assert.match(await empty.innerText(), /No training is scheduled right now[^]*Derrick Mathis[^]*804-802-9084/);
  assert.ok(await page.getByRole("heading", { name: "Dates to be announced" }).isVisible());
  assert.deepEqual(await violations(page), []);
});

visit("so does the home page", "index.html", "2026-11-22T12:00Z", async (page) => {
  assert.equal(await upcoming(page), 0);
  assert.ok(await page.getByText("No training is scheduled right now").isVisible());
});

test("a page made on the day says the same as one that grew old", async () => {
  const other = await serve(folder(OVER));
  const { page, close } = await open(browser, other.url, { now: new Date("2026-11-22T12:00-05:00") });
  await page.goto(`${other.url}schedule/index.html`);
  assert.equal(await upcoming(page), 0);
  assert.match(await page.locator(".empty").innerText(), /No training is scheduled right now[^]*804-802-9084/);
  await Promise.all([close(), other.close()]);
});

const ENDED = "This event has ended";
visit("an event says nothing of an end while it lasts", "schedule/basic-school-hanover-2025/index.html", LAST_MOMENT, async (page) => {
  assert.equal(await page.getByText(ENDED).isVisible(), false);
});
visit("and says that it has ended from then on", "schedule/basic-school-hanover-2025/index.html", OVER_NOW, async (page) => {
  assert.ok(await page.getByText(ENDED).isVisible());
  assert.deepEqual(await violations(page), []);
});
