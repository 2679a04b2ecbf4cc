// The search box and the search page in Chromium, by keyboard, under the strictest policy a host may set.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const theme = new URL("../../themes/civic/assets/", import.meta.url);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const strings = {
  suggestions: "Search results",
  loading: "Searching",
  results: { one: "{n} result for {q}", other: "{n} results for {q}" },
  none: "No results for {q}",
  did_you_mean: "Did you mean {q}?",
  all_of_kind: "All {n} under {kind}",
  all: "All {n}",
  kinds: "Kinds",
  all_kinds: "Everything",
  past: "Past",
  failed: "Search did not load",
  foreign: "This is in {language}.",
  more: "More",
  retry: "Try again",
  az: "A to Z",
  contacts: "Ask a person",
};
const form = `<form class="search" role="search" action="../search/index.html" method="get" data-index="../search/en.json" data-json="../search-json.js" data-shards="../search-shards.js" data-typos="../search-typos.js" data-contacts="/contacts/"
  data-strings='${JSON.stringify(strings)}'><label for="q">Search this site</label><input id="q" name="q" type="search" autocomplete="off"><button>Search</button></form>`;
const page = (main) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page of the example site</title>
  <link rel="stylesheet" href="../civic.css"><script type="module" src="../search.js"></script></head><body>${main}</body></html>`;
const pages = {
  "/sub/page/index.html": page(`<header>${form}</header><main><h1>A page</h1></main>`),
  "/sub/page/hostile.html": page(`<header>${form.replace("en.json", "en.gz")}</header><main><h1>A page</h1></main>`),
  "/sub/search/hostile.html": page(
    `<main data-search-page="../search-page.js"><h1>Search</h1>${form.replace("en.json", "en.gz")}<p role="status" data-search-status></p><div data-search-results></div></main>`,
  ),
  "/sub/search/index.html": page(
    `<main data-search-page="../search-page.js"><h1>Search</h1>${form}<p role="status" data-search-status></p><div data-search-results></div></main>`,
  ),
};
const files = {
  "/sub/search.js": ["text/javascript", new URL("search.js", theme)],
  "/sub/search-page.js": ["text/javascript", new URL("search-page.js", theme)],
  "/sub/search-json.js": ["text/javascript", new URL("search-json.js", theme)],
  "/sub/search-shards.js": ["text/javascript", new URL("search-shards.js", theme)],
  "/sub/search-typos.js": ["text/javascript", new URL("search-typos.js", theme)],
  "/sub/civic.css": ["text/css", new URL("civic.css", theme)],
  "/sub/search/en.json": ["application/json", new URL("index.json", import.meta.url)],
};
/** An index of hostile texts, in shards: `cargo test --test portal search` writes it. */
const hostile = new URL("../../target/tmp/search/hostile/", import.meta.url);
const policy = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

let server, browser, base, isIndexThere;
before(async () => {
  server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const shard = /^\/sub\/(search\/.*\.gz)$/.exec(pathname)?.[1];
    const [type, file] = shard ? ["application/gzip", new URL(shard, hostile)] : files[pathname] || [];
    if (pathname.endsWith(".json") && !isIndexThere) response.writeHead(404).end("<h1>Not found</h1>");
    else if (file) response.writeHead(200, { "content-type": type }).end(readFileSync(file));
    else response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(pages[pathname] || page("<main></main>"));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // Where no browser starts, the tests fail and end.
  server.unref();
  base = `http://127.0.0.1:${server.address().port}/sub/`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" "),
  });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A fresh page; the test fails if anything is written to its console. */
const visit = (name, options, work) =>
  test(name, { skip: options.skip }, async () => {
    isIndexThere = !options.broken;
    const context = await browser.newContext(options);
    const view = await context.newPage();
    const complaints = [];
    view.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    view.on("pageerror", (error) => complaints.push(String(error)));
    await view.goto(base + (options.path || "page/index.html"));
    await work(view, view.locator("#q"));
    if (!options.broken) assert.deepEqual(complaints, []);
    await context.close();
  });
const attribute = (box, name) => box.getAttribute(`aria-${name}`);
const violations = (view) => view.evaluate(`${axe};axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`);

visit("arrows walk the list, Home leaves it, Escape closes it, Enter goes", {}, async (view, box) => {
  assert.equal(await attribute(box, "expanded"), "false");
  await box.pressSequentially("teen");
  await view.waitForSelector("[role=option]");
  assert.equal(await attribute(box, "expanded"), "true");
  await box.press("ArrowDown");
  const active = view.locator(`#${await attribute(box, "activedescendant")}`);
  assert.equal(await active.getAttribute("aria-selected"), "true");
  assert.match(await active.innerText(), /The Teen Brain/);
  assert.equal(await active.locator("mark").first().innerText(), "Teen");
  await box.press("ArrowUp");
  assert.equal(await attribute(box, "activedescendant"), "");
  await box.press("ArrowUp");
  assert.equal(await attribute(box, "activedescendant"), "search-all");
  await box.press("Home");
  assert.equal(await attribute(box, "activedescendant"), "");
  await box.press("Escape");
  assert.equal(await attribute(box, "expanded"), "false");
  assert.equal(await box.inputValue(), "teen");
  await box.press("ArrowDown");
  await view.waitForSelector(".search-popup:not([hidden])");
  await box.press("ArrowDown");
  await box.press("Enter");
  await view.waitForURL(`${base}videos/index.html#teen-brain`);
});

visit("the number of results is said once typing rests", {}, async (view, box) => {
  await box.pressSequentially("weaver");
  await view.waitForFunction(() => document.querySelector("form [role=status]").textContent === "1 result for weaver");
});

visit("Enter without a choice leads to the search page, which filters by kind", {}, async (view, box) => {
  await box.fill("sro");
  await box.press("Enter");
  await view.waitForSelector(".search-results");
  assert.equal(view.url(), `${base}search/index.html?q=sro`);
  assert.equal(await box.inputValue(), "sro");
  const said = await view.locator("[data-search-status]").innerText();
  assert.equal(said, `${await view.locator(".search-results li").count()} results for sro`);
  await view.getByRole("link", { name: /^Videos/ }).click();
  await view.waitForURL(/kind=videos/);
  await view.waitForSelector(".search-results");
  assert.equal(await view.locator("[aria-current]").innerText(), "Videos (2)");
  assert.deepEqual(await violations(view), []);
});

for (const colorScheme of ["light", "dark"])
  visit(`no barriers in the open list, ${colorScheme}, nor sideways scrolling on a phone`, { colorScheme, viewport: { width: 320, height: 640 } }, async (view, box) => {
    await box.pressSequentially("sro");
    await view.waitForSelector("[role=option]");
    await box.press("ArrowDown");
    assert.deepEqual(await violations(view), []);
    assert.equal(await view.evaluate(() => document.documentElement.scrollWidth), 320);
  });

visit("a telephone number is a link, a guess is offered", { path: "search/index.html?q=weever" }, async (view) => {
  assert.equal(await view.locator("a[href^=tel]").first().getAttribute("href"), "tel:8045550177");
  assert.match(await view.getByRole("link", { name: "Did you mean weaver?" }).getAttribute("href"), /q=weaver$/);
});

visit("a guess is offered as soon as it is made", {}, async (view, box) => {
  await box.pressSequentially("weever");
  assert.match(await view.locator(".search-popup").getByRole("link", { name: "Did you mean weaver?" }).getAttribute("href"), /q=weaver$/);
  assert.deepEqual(await violations(view), []);
});

visit("what is typed is text", { path: `search/index.html?q=${encodeURIComponent("<img src=x onerror=alert(1)> weaver")}` }, async (view) => {
  await view.waitForSelector(".search-results");
  assert.equal(await view.locator("main img").count(), 0);
});

visit("nothing found points to A–Z and to a person", {}, async (view, box) => {
  await box.fill("zzzzqqqq");
  assert.equal(await view.getByRole("link", { name: "A to Z" }).getAttribute("href"), `${base}a-z/index.html`);
  assert.equal(await view.getByRole("link", { name: "Ask a person" }).getAttribute("href"), `${base}contacts/index.html`);
  assert.equal(await attribute(box, "expanded"), "false");
});

visit("an index that does not load is said, with the way to A–Z, and asked for again", { broken: true }, async (view, box) => {
  await box.fill("weaver");
  await view.getByRole("link", { name: "A to Z" }).waitFor();
  assert.match(await view.locator(".search-message").innerText(), /Search did not load/);
  isIndexThere = true;
  await box.press("Backspace");
  await view.waitForSelector("[role=option]");
});

visit("a click on a result goes there, a click elsewhere closes the list", {}, async (view, box) => {
  await box.fill("weaver");
  await view.waitForSelector("[role=option]");
  await view.locator("h1").click();
  assert.equal(await view.locator(".search-popup").isVisible(), false);
  await box.fill("weave");
  await view.locator("[role=option]").first().click();
  await view.waitForURL(`${base}contacts/index.html#david-weaver`);
});

for (const path of ["page/index.html", "search/index.html?q=weaver"])
  visit(`hostile texts are shown as texts: ${path}`, { path: path.replace(/index/, "hostile"), skip: !existsSync(hostile) && "the index is not built" }, async (view, box) => {
    if (!path.includes("?")) await box.fill("weaver");
    await view.getByText("<img src=x onerror=alert(1)> weaver").first().waitFor();
    assert.equal(await view.locator("img, b, i, u, form script, main script").count(), 0);
    assert.equal(await view.locator("a[href^='javascript']").count(), 0);
    assert.ok((await view.locator("mark").count()) > 0);
  });
