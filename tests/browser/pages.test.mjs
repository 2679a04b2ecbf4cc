// Every page, at each width and in each theme: no barrier that axe knows, no sideways scroll, a focus that is seen, no other
// host, no message, and the same words without scripts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { NARROW, barriers, jumps, launch, open, sideways, unringed, violations, words } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, OVER, SINK, folder, isForm, isRedirect, noon, pages, pagesUnlike } from "./sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The words of a page without scripts, but for those that only stand there then. */
async function wordsWithoutScripts(url) {
  const { page, close } = await open(browser, url, { javaScriptEnabled: false });
  await page.goto(url);
  const text = await words(page);
  const apart = await page.locator("noscript").allInnerTexts();
  await close();
  return apart.reduce((text, said) => text.replace(said.trim() + " ", ""), text);
}

/** What is looked at on every page; the answer is its words. */
async function look(url, home, now) {
  const { page, problems, close } = await open(browser, home, { now });
  await page.goto(url);
  const text = await words(page);
  assert.equal(await jumps(page), 0, "what is on the page stays where it is");
  problems.push(...(await unringed(page)), ...(await barriers(page)));
  await close();
  assert.deepEqual(problems, []);
  assert.ok(text.length > 40, text);
  return text;
}

async function checkPage(url, home, now) {
  assert.equal(await look(url, home, now), await wordsWithoutScripts(url));
}

/** A form that writes a file works by its script alone; without, the page says so, and what to do instead. */
async function checkForm(url, home, now) {
  await look(url, home, now);
  const { page, close } = await open(browser, url, { javaScriptEnabled: false });
  await page.goto(url);
  assert.ok(!(await page.locator("form[data-suggest]").isVisible()));
  assert.ok((await page.locator('[data-part="without"]').getByRole("link").count()) > 0);
  assert.ok(await page.locator('[data-part="without"]').isVisible());
  await close();
}

/** A redirect is looked at where it is, as those see it whose browser does not follow, and then followed. */
async function checkRedirect(url, home) {
  const { page, problems, close } = await open(browser, home);
  const stay = (route) => (route.request().url() === url ? route.continue() : route.fulfill({ status: 204 }));
  await page.route((other) => other.pathname.endsWith(".html"), stay);
  await page.goto(url);
  assert.deepEqual(await violations(page), []);
  await page.setViewportSize(NARROW);
  assert.deepEqual(await sideways(page), []);
  await page.unrouteAll();
  problems.length = 0;
  await page.goto(url);
  await page.waitForURL((now) => now.href !== url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await close();
  assert.deepEqual(problems, []);
}

for (const [site, paths] of [
  [COMING, pages(COMING)],
  [OVER, pagesUnlike(OVER, COMING)],
  [SINK, pages(SINK)],
]) {
  describe(site, { concurrency: 3 }, () => {
    let server;
    before(async () => (server = await serve(folder(site))));
    after(() => server.close());
    for (const path of paths) {
      const check = isRedirect(site, path) ? checkRedirect : isForm(site, path) ? checkForm : checkPage;
      it(path, () => check(server.url + path, server.url, noon(site)));
    }
  });
}

describe("the measures themselves", () => {
  it("see what is wrong", async () => {
    const { page, problems, close } = await open(browser, "http://127.0.0.1:1/");
    await page.setContent(`<!doctype html><title>x</title><img src="http://127.0.0.2:1/x.png"><div style="width: 3000px">wide</div>
      <a href="#a" style="display: inline-block; height: 5px; width: 5px"></a><script>console.error("oh")</script>`);
    const rules = (await violations(page)).map((problem) => problem.split(":")[0]);
    for (const rule of ["html-has-lang", "image-alt", "link-name", "landmark-one-main", "page-has-heading-one"]) assert.ok(rules.includes(rule), rule);
    assert.match((await sideways(page))[0], /^3\d\d\d wide in 1280$/);
    for (const kind of ["console: oh", "elsewhere: http://127.0.0.2:1/x.png"]) assert.ok(problems.some((problem) => problem.startsWith(kind)), kind);
    await close();
  });

  it("see what is wrong in one theme, at one width, or for the keyboard alone", async () => {
    const { page, close } = await open(browser, "about:blank");
    await page.setContent(`<!doctype html><html lang="en"><title>A page with three mistakes</title><style>
      @media (prefers-color-scheme: dark) { body { background: #333; color: #444 } }
      .narrow { display: none } @media (max-width: 20rem) { .narrow { display: block } } a { outline: 0 }</style>
      <main><h1>Words</h1><button class="narrow"></button><p><a href="#a">A link</a></p></main>`);
    assert.match((await unringed(page)).join("\n"), /^no focus ring: <a href="#a">A link<\/a>$/);
    const found = new Set((await barriers(page)).map((problem) => problem.split(": ").slice(0, 2).join(": ")));
    for (const width of [320, 375, 768, 1280]) assert.ok(found.has(`at ${width} px, dark: color-contrast`), `${width}`);
    assert.ok(found.has("at 320 px, light: button-name"));
    assert.ok(!found.has("at 375 px, light: button-name"));
    await close();
  });
});
