// Search of the built site, by keyboard, by what a screen reader is told, and without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, launch, open, words } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, SINK, folder, noon, read } from "./sites.mjs";

let browser, server, sink;
before(async () => ([browser, server, sink] = await Promise.all([launch(), serve(folder(COMING)), serve(folder(SINK))])));
after(() => Promise.all([browser?.close(), server?.close(), sink?.close()]));

/** A test of one page of the site; it fails if the page had a problem. With `mayFail`, requests may fail for want of a network. */
const visit = (name, path, work, options = {}) =>
  test(name, async () => {
    const { mayFail, ...rest } = options;
    const { page, problems, requests, close } = await open(browser, server.url, { now: noon(COMING), ...rest });
    await page.goto(server.url + path);
    await work(page, requests);
    await close();
    assert.deepEqual(mayFail ? problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED/.test(problem)) : problems, []);
  });

const box = (page) => page.getByRole("combobox", { name: "Search this site" });
/** The option that a screen reader reads while the focus stays in the box. */
const active = async (page) => page.locator(`[id="${await box(page).getAttribute("aria-activedescendant")}"]`);
const type = async (page, query) => {
  await box(page).pressSequentially(query);
  // The last of the options leads to all answers of what is typed; those of a letter less may still be shown.
  const isAnswered = (query) => new URLSearchParams(document.getElementById("search-all")?.search).get("q") === query;
  await page.waitForFunction(isAnswered, query.trim());
  await page.getByRole("option").first().waitFor();
};

visit("typing a name finds the number to call, and Enter goes there", "index.html", async (page) => {
  await box(page).focus();
  assert.equal(await box(page).getAttribute("aria-expanded"), "false");
  await type(page, "weaver");
  assert.equal(await box(page).getAttribute("aria-expanded"), "true");
  assert.equal(await box(page).getAttribute("aria-autocomplete"), "list");
  assert.equal(await page.locator(`[id="${await box(page).getAttribute("aria-controls")}"]`).getAttribute("role"), "listbox");

  await page.keyboard.press("ArrowDown");
  const option = await active(page);
  assert.equal(await option.getAttribute("role"), "option");
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.match(await option.innerText(), /David Weaver[^]*804-759-8577/);
  assert.ok(await box(page).evaluate((input) => input === document.activeElement), "the focus stays in the box");

  await page.keyboard.press("Enter");
  await page.waitForURL(/\/contacts\/index\.html#david-weaver$/);
  assert.ok(await page.locator("#david-weaver").isVisible());
  assert.match(await page.locator("#david-weaver").innerText(), /804-759-8577/);
});

for (const number of ["804-759-8577", "8047598577", "(804) 759-8577", "759-8577"]) {
  visit(`the number ${number} finds whose it is`, "faq/index.html", async (page) => {
    await type(page, number);
    assert.match(await page.getByRole("option").first().innerText(), /David Weaver/);
  });
}

visit("arrows go through the results and back to what was typed; Escape closes the list", "schedule/index.html", async (page) => {
  await type(page, "basic school");
  const options = page.getByRole("option");
  const count = await options.count();
  for (let at = 0; at < count; at++) {
    await page.keyboard.press("ArrowDown");
    assert.equal(await options.nth(at).getAttribute("id"), await box(page).getAttribute("aria-activedescendant"));
    assert.equal(await page.locator("[aria-selected=true]").count(), 1);
    assert.ok(await options.nth(at).evaluate((option) => option.getBoundingClientRect().bottom <= innerHeight), "it is in sight");
  }
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await box(page).getAttribute("aria-activedescendant"), "");
  await page.keyboard.press("ArrowUp");
  assert.match(await (await active(page)).innerText(), /^See all \d+ results/);
  await page.keyboard.press("Escape");
  assert.equal(await box(page).getAttribute("aria-expanded"), "false");
  assert.equal(await options.first().isVisible(), false);
  assert.equal(await box(page).inputValue(), "basic school");
});

visit("results are grouped by kind, and their number is said when typing rests", "index.html", async (page) => {
  await type(page, "school");
  assert.ok((await page.getByRole("listbox").getByRole("group").count()) > 1);
  const said = page.locator("form").getByRole("status");
  await page.waitForFunction((status) => /^\d+ results for “school”$/.test(status.textContent), await said.elementHandle());
});

/** Pages of the kitchen sink, and what their live region says when a word is found often. */
const SAID = { "index.html": /^\d+ results for “training”$/, "guide/everything/index.html": /^\d+ results for “training”$/, "404.html": /^\d+ results for “training”$/, "es/index.html": /^\d+ resultados para «training»$/ };
for (const [path, words] of Object.entries(SAID)) {
  test(`the kitchen sink, ${path}: the number of results is said, and Escape closes the list`, async () => {
    const { page, problems, close } = await open(browser, sink.url, { now: noon(SINK) });
    await page.goto(sink.url + path);
    const search = page.getByRole("combobox");
    await search.pressSequentially("training");
    await page.getByRole("option").first().waitFor();
    const said = page.locator("form").getByRole("status");
    await page.waitForFunction(([status, words]) => new RegExp(words).test(status.textContent), [await said.elementHandle(), words.source]);
    await page.keyboard.press("Escape");
    assert.equal(await search.getAttribute("aria-expanded"), "false");
    assert.equal(await page.getByRole("option").first().isVisible(), false);
    assert.equal(await search.inputValue(), "training");
    assert.ok(await search.evaluate((input) => input === document.activeElement), "the focus stays in the box");
    await close();
    assert.deepEqual(problems, []);
  });
}

visit("going on by Tab leads to the button, and past it closes the list", "index.html", async (page) => {
  await type(page, "weaver");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Search");
  await page.keyboard.press("Tab");
  assert.equal(await page.getByRole("option").first().isVisible(), false);
});

visit("the index is fetched when somebody searches, not before, and each part of it once", "index.html", async (page, requests) => {
  const fetched = () => requests.filter((url) => /\/search\/.*\.(json|gz)$/.test(url));
  assert.deepEqual(fetched(), []);
  await type(page, "sro");
  await page.keyboard.press("Backspace");
  assert.ok(fetched().some((url) => url.endsWith("/search/en.gz")));
  assert.equal(new Set(fetched()).size, fetched().length);
});

/** What may happen to a file on its way: how the host answers in its place. */
const DAMAGE = {
  "is missing": () => ({ status: 404, contentType: "text/html", body: "<h1>Not found</h1>" }),
  "is a page of the host": () => ({ status: 200, contentType: "text/html", body: "<!doctype html><title>Welcome</title><h1>Log in to the network</h1>" }),
  "is cut off": (body) => ({ status: 200, body: body.subarray(0, body.length >> 1) }),
  "is empty": () => ({ status: 200, body: Buffer.alloc(0) }),
  "has other bytes in it": (body) => ({ status: 200, body: Buffer.from(body.map((byte, at) => (at > 40 && at % 7 === 0 ? byte ^ 85 : byte))) }),
};
const PARTS = { "the manifest": /\/search\/en\.gz$/, "a shard of terms": /\/t\d+\.gz$/, "a shard of cards": /\/c\d+\.gz$/ };
const STRICT = "require-trusted-types-for 'script'; trusted-types 'none'";

test("a broken index is said, with the way to A–Z, and asked for again", async (t) => {
  const strict = await serve(folder(COMING), "/", STRICT);
  t.after(() => strict.close());
  for (const [part, address] of Object.entries(PARTS))
    for (const [how, damaged] of Object.entries(DAMAGE))
      await t.test(`${part} ${how}`, async () => {
        const { page, problems, close } = await open(browser, strict.url, { now: noon(COMING) });
        let isBroken = true;
        await page.route(address, async (route) => (isBroken ? route.fulfill(damaged(await (await route.fetch()).body())) : route.continue()));
        await page.goto(strict.url + "index.html");
        await box(page).fill("weaver");
        await page.getByText("Search did not load").first().waitFor();
        await page.getByRole("search").getByRole("link", { name: "A–Z list of everything" }).waitFor();
        isBroken = false;
        await page.getByRole("button", { name: "Try again" }).click();
        await page.getByRole("option", { name: /David Weaver/ }).first().waitFor();
        await close();
        assert.deepEqual(problems.filter((problem) => !/status of 404/.test(problem)), []);
      });
});

test("what mistyped words need comes with the first of them, and is asked for again where it did not come", async (t) => {
  const strict = await serve(folder(COMING), "/", STRICT);
  t.after(() => strict.close());
  const { page, problems, requests, close } = await open(browser, strict.url, { now: noon(COMING) });
  let isThere = false;
  await page.route(/\/search-typos\./, (route) => (isThere ? route.continue() : route.fulfill({ status: 404, contentType: "text/html", body: "<h1>Not found</h1>" })));
  const asked = () => requests.filter((url) => url.includes("/search-typos."));
  await page.goto(strict.url + "index.html");
  await type(page, "weaver");
  assert.deepEqual(asked(), []);
  await box(page).fill("weever");
  await page.getByText("Search did not load").first().waitFor();
  isThere = true;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("option", { name: /David Weaver/ }).first().waitFor();
  await page.getByText("Did you mean “weaver”?").waitFor();
  const before = asked().length;
  await box(page).fill("");
  await type(page, "jmaes");
  assert.equal(asked().length, before);
  await close();
  assert.deepEqual(problems.filter((problem) => !/status of 404/.test(problem)), []);
});

test("what is found in no text of a language is found in another, and said to be", async () => {
  for (const path of ["es/index.html", "es/search/index.html?q=funding"]) {
    const { page, problems, close } = await open(browser, server.url, { now: noon(COMING) });
    await page.goto(server.url + path);
    if (!path.includes("?")) await page.getByRole("combobox").pressSequentially("funding");
    await page.getByText("No se encontró nada en este idioma. Esto está en inglés.").first().waitFor();
    const found = page.locator("form [role=option][lang=en], main li[lang=en]");
    assert.ok((await found.count()) > 0);
    await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((status) => /inglés/.test(status.textContent)));
    assert.deepEqual(await barriers(page), []);
    await close();
    assert.deepEqual(problems, []);
  }
});

visit("what is only guessed at in another language is no answer", "search/index.html?q=capacitasion", async (page) => {
  await page.getByText("No results for “capacitasion”").first().waitFor();
});

visit("a kind of which not all is shown leads to the rest of it", "search/index.html?q=training", async (page) => {
  const all = page.getByRole("link", { name: /^All \d+ under “Training”$/ });
  const [, n] = /(\d+)/.exec(await all.innerText());
  await all.click();
  await page.waitForURL(/kind=training/);
  await page.getByRole("heading", { name: `Training (${n})` }).waitFor();
  assert.equal(await page.locator(".search-results > li").count(), +n);
});

visit("offline, the page says so, and answers by itself when the network is back", "index.html", async (page) => {
  await page.context().setOffline(true);
  await box(page).fill("weaver");
  await page.getByText("Search did not load").first().waitFor();
  await page.context().setOffline(false);
  await page.getByRole("option", { name: /David Weaver/ }).first().waitFor();
}, { mayFail: true });

visit("on a slow network the list says that it searches", "index.html", async (page) => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(/\/search\/en\.gz$/, async (route) => {
    await released;
    await route.continue();
  });
  await box(page).fill("weaver");
  await page.getByText("Searching…").first().waitFor();
  assert.equal(await box(page).getAttribute("aria-expanded"), "false");
  release();
  await page.getByRole("option", { name: /David Weaver/ }).first().waitFor();
  // What screen readers are told follows a moment after the list.
  await page.getByText("Searching…").first().waitFor({ state: "detached" });
});

visit("no barrier in the open list", "index.html", async (page) => {
  await type(page, "sro");
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await barriers(page), []);
  assert.ok(await page.getByRole("option").first().isVisible());
});

visit("Enter without a choice leads to the page of all results, which keeps the question", "about/index.html", async (page) => {
  await box(page).pressSequentially("memorandum");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\/index\.html\?q=memorandum$/);
  await page.getByRole("heading", { level: 3 }).first().waitFor();
  assert.equal(await box(page).inputValue(), "memorandum");
  assert.match(await page.locator("main > div > [role=status]").innerText(), /^\d+ results? for “memorandum”$/);
  assert.ok((await page.locator("main mark").count()) > 0);
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("main").getByRole("link", { name: "Model Memorandum of Understanding" }).first().click();
  await page.waitForURL(/\/resources\/index\.html#model-mou$/);
  assert.match(await page.locator(":target").innerText(), /Model Memorandum of Understanding/);
});

visit("nothing found: A–Z and the people to ask", "search/index.html?q=zzzzqqqq", async (page) => {
  await page.getByText("No results for “zzzzqqqq”").waitFor();
  assert.deepEqual(await barriers(page), []);
  const main = page.getByRole("main");
  assert.match(await main.getByRole("link", { name: "A–Z list of everything" }).getAttribute("href"), /a-z\/index\.html$/);
  assert.ok((await main.locator("a[href$='contacts/index.html']").count()) > 0);
});

visit(
  "without scripts the form leads to a page with the way through everything, A to Z",
  "index.html",
  async (page) => {
    await page.getByLabel("Search this site").fill("weaver");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/\/search\/index\.html\?q=weaver$/);
    assert.match(await words(page), /A–Z list of everything/);
    await page.getByRole("main").getByRole("link", { name: "A–Z list of everything" }).click();
    await page.getByRole("main").getByRole("link", { name: "David Weaver" }).click();
    await page.waitForURL(/\/contacts\/index\.html#david-weaver$/);
    assert.match(await page.locator("#david-weaver").innerText(), /804-759-8577/);
  },
  { javaScriptEnabled: false },
);

test("every entry of the index leads to a page and a place on it", () => {
  const { docs } = JSON.parse(read(COMING, "search/en.json")).documentStore;
  assert.ok(Object.keys(docs).length > 100);
  for (const { url } of Object.values(docs)) {
    const [path, anchor] = url.split("#");
    const html = read(COMING, path.replace(/^\//, "").replace(/(^|\/)$/, "$1index.html"));
    if (anchor) assert.ok(html.includes(`id="${anchor}"`), url);
  }
});
