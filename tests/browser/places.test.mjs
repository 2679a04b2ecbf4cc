// One build, any place: at the root of a host, below a path, and straight from a folder.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, open } from "./chromium.mjs";
import * as nginx from "./nginx.mjs";
import { serve } from "./server.mjs";
import { BELOW, COMING, folder, isRedirect, noon, pages, read } from "./sites.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The menu, entry by entry, then from the home page to a contact and back home by the name of the site. */
async function walk(page) {
  const menu = page.getByRole("navigation", { name: "Main menu" });
  for (const title of await menu.getByRole("link").allInnerTexts()) {
    await menu.getByRole("link", { name: title, exact: true }).click();
    await page.waitForFunction((title) => [...document.querySelectorAll("nav [aria-current]")].some((link) => link.textContent === title), title);
    // A page can be asked before its style sheet has come.
    await page.waitForLoadState();
    assert.equal(await page.locator("header").evaluate((header) => getComputedStyle(header).backgroundColor), "rgb(18, 51, 95)", "the style sheet is there");
  }
  await page.locator(".brand").getByRole("link").click();
  await page.getByRole("main").getByRole("link", { name: "Derrick Mathis", exact: true }).click();
  await page.waitForURL(/\/contacts\/index\.html#derrick-mathis$/);
  assert.match(await page.locator(":target").innerText(), /804-802-9084/);
  await page.getByRole("contentinfo").getByRole("link", { name: "A to Z" }).click();
  await page.waitForURL(/\/a-z\/index\.html$/);
}

test("below a path", async () => {
  const server = await serve(folder(COMING), "/a/b/");
  const { page, problems, close } = await open(browser, server.url, { now: noon(COMING) });
  await page.goto(server.url);
  await walk(page);
  await page.getByRole("combobox").pressSequentially("weaver");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}contacts/index.html#david-weaver`);
  assert.deepEqual(problems, []);
  await Promise.all([close(), server.close()]);
});

test("with nginx, below a path", { skip: !nginx.isThere && "NGINX IS NOT INSTALLED" }, async () => {
  const server = await nginx.serve(folder(BELOW), "/a/b/");
  const { page, problems, close } = await open(browser, server.url, { now: noon(BELOW) });
  const response = await page.goto(server.url + "no/such/page/");
  assert.equal(response.status(), 404);
  await walk(page);
  assert.deepEqual(problems.filter((problem) => !problem.includes("status of 404")), []);
  const media = async (path) => (await fetch(server.url + path)).headers.get("content-type");
  assert.deepEqual(await Promise.all(["schedule.ics", "contacts/all.vcf", "feed.json", "search/en.json"].map(media)), [
    "text/calendar",
    "text/vcard",
    "application/json",
    "application/json",
  ]);
  await Promise.all([close(), server.close()]);
});

test("from a folder, without a server", async () => {
  const home = pathToFileURL(`${folder(COMING)}/`).href;
  const { page, problems, close } = await open(browser, home, { now: noon(COMING) });
  await page.goto(`${home}index.html`);
  await walk(page);
  await page.getByLabel("Search this site").fill("weaver");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(`${home}search/index.html?q=weaver`);
  await page.getByRole("main").getByRole("link", { name: "A–Z list of everything" }).click();
  await page.waitForURL(`${home}a-z/index.html`);
  // Browsers load no module from a folder: there the pages are as they are without scripts.
  assert.deepEqual(problems.filter((problem) => !/\.js\b/.test(problem)), []);
  await close();
});

// A site that knows no address of its own is put below a path.
test("the page of results below a path has the answers, for mistyped words too", async () => {
  const server = await serve(folder(COMING), "/a/b/");
  const { page, problems, close } = await open(browser, server.url, { now: noon(COMING) });
  for (const query of ["weaver", "weever"]) {
    await page.goto(`${server.url}search/index.html?q=${query}`);
    await page.getByRole("main").getByRole("link", { name: "David Weaver" }).waitFor();
  }
  assert.deepEqual(problems, []);
  await Promise.all([close(), server.close()]);
});

for (const [site, below] of [
  [COMING, "/"],
  [BELOW, "/a/b/"],
]) {
  test(`an unknown address below ${below}, however deep, is answered with a page that works`, async () => {
    const server = await serve(folder(site), below);
    const { page, problems, close } = await open(browser, server.url, { now: noon(site) });
    for (const path of ["nothing", "no/such/page/at/all/"]) {
      const response = await page.goto(server.url + path);
      assert.equal(response.status(), 404);
      await page.getByRole("heading", { name: "Page not found" }).waitFor();
      await walk(page);
    }
    assert.deepEqual(problems.filter((problem) => !problem.includes("status of 404")), []);
    assert.equal(problems.length, 2, "one message for each unknown address, and no more");
    await Promise.all([close(), server.close()]);
  });
}

test("every link of every page leads to a file, and to a place on it, wherever the site is", () => {
  const html = new Map(pages(COMING).map((path) => [path, read(COMING, path)]));
  const broken = [];
  for (const [path, text] of html) {
    if (path.endsWith("404.html")) continue;
    for (const [, raw] of text.matchAll(/\b(?:href|src|action)="([^"]*)"/g)) {
      const link = raw.replaceAll("&#x2f;", "/").replaceAll("&amp;", "&");
      if (/^(https?|mailto|tel):/.test(link)) continue;
      const at = new URL(link, `file:///site/${path}`);
      const target = decodeURIComponent(at.pathname).replace(/^\/site\//, "");
      const isThere = at.pathname.startsWith("/site/") && (html.has(target) || exists(target));
      const anchor = decodeURIComponent(at.hash.slice(1));
      if (!isThere || (anchor && !html.get(target)?.includes(`id="${anchor}"`))) broken.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

const exists = (path) => {
  try {
    return read(COMING, path) !== undefined;
  } catch {
    return false;
  }
};

test("an address that moved leads on", () => {
  assert.ok(pages(COMING).filter((path) => isRedirect(COMING, path)).length > 0);
});
