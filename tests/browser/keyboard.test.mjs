// Pages by keyboard alone: the way past the menu, the order of the stops, and a focus that can be seen at each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, SINK, folder, noon, specimens } from "./sites.mjs";

let browser, server, sink;
before(async () => ([browser, server, sink] = await Promise.all([launch(), serve(folder(COMING)), serve(folder(SINK))])));
after(() => Promise.all([browser?.close(), server?.close(), sink?.close()]));

/** Where the focus is: its place among all stops in the order of the source, and whether and how it is seen. */
const stop = () => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const stops = [...document.querySelectorAll("a[href], button, input:not([disabled]), select, textarea, summary, video, [tabindex='0']")].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here);
  const [box] = here.getClientRects();
  const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2];
  return {
    name: here.outerHTML.slice(0, 120),
    hasStops: here.matches("video, input[type=date], input[type=time]"),
    at: stops.indexOf(here),
    count: stops.length,
    ringed: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
    inSight: box.height > 0 && box.width > 0 && y >= 0 && y <= innerHeight && x >= 0 && x <= innerWidth,
    covered: !here.contains(document.elementFromPoint(x, y)) && !document.elementFromPoint(x, y)?.contains(here),
  };
};

/** Goes through a page by Tab, from its first stop to its last. */
async function walk(page) {
  for (let expected = 0; ; expected++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(stop);
    if (here === null) return assert.ok(expected > 10, `only ${expected} stops`);
    // The controls of a player and the parts of a date are the browser's own, and so are their rings.
    if (here.hasStops && here.at === expected - 1) {
      expected--;
      continue;
    }
    assert.equal(here.at, expected, here.name);
    assert.ok(here.ringed, `no focus ring: ${here.name}`);
    assert.ok(here.inSight && !here.covered, `not in sight: ${here.name}`);
    if (here.at === here.count - 1 && !here.hasStops) return;
  }
}

async function checkWalk(home, path, site, viewport) {
  const { page, problems, close } = await open(browser, home, { now: noon(site), viewport });
  await page.goto(home + path);
  if (path.includes("?q=")) await page.getByRole("heading", { level: 3 }).first().waitFor();
  await walk(page);
  assert.deepEqual(problems, []);
  await close();
}

for (const path of ["index.html", "schedule/index.html", "contacts/index.html", "faq/index.html", "schedule/basic-school-hanover-2025/index.html", "search/index.html?q=sro"]) {
  for (const viewport of [DESK, PHONE]) {
    test(`${path} at ${viewport.width} px: each stop in order, seen, and none a trap`, () => checkWalk(server.url, path, COMING, viewport));
  }
}

for (const path of specimens(SINK)) {
  test(`the kitchen sink, ${path}: each stop in order, seen, and none a trap`, () => checkWalk(sink.url, path, SINK, DESK));
}

test("the first stop leads past the menu into the main part", async () => {
  const { page, close } = await open(browser, server.url, { now: noon(COMING) });
  await page.goto(`${server.url}schedule/index.html`);
  const skip = page.getByRole("link", { name: "Skip to main content" });
  assert.ok((await skip.boundingBox()).width <= 1, "it is out of sight until it is needed");
  await page.keyboard.press("Tab");
  assert.ok(await skip.evaluate((link) => link === document.activeElement));
  assert.ok((await skip.boundingBox()).height >= 24);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
  await close();
});

test("the menu says which page is shown", async () => {
  const { page, close } = await open(browser, server.url, { now: noon(COMING) });
  await page.goto(`${server.url}contacts/index.html`);
  const current = page.getByRole("navigation", { name: "Main menu" }).locator("[aria-current=page]");
  assert.deepEqual(await current.allInnerTexts(), ["Contacts"]);
  await close();
});
