// `docent serve` in the browser: what is saved is seen, found and styled at once, and a mistake lies over the last good page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, violations, words } from "./chromium.mjs";
import { SINK, SITES, noon, root } from "./sites.mjs";

const portal = join(mkdtempSync(join(tmpdir(), "serve-")), "portal");
const NAME = "themes/civic/assets/civic.css";
let server, browser, url;

/** The address that the server prints when it is ready. */
const ready = (process) =>
  new Promise((resolve, reject) => {
    let said = "";
    process.stdout.on("data", (text) => {
      said += text;
      const address = /http:\S+/.exec(said)?.[0];
      if (address) resolve(address);
    });
    process.once("exit", () => reject(new Error(`the server ended: ${said}`)));
  });

before(async () => {
  cpSync(join(root, SITES[SINK].portal), portal, { recursive: true });
  mkdirSync(join(portal, NAME, ".."), { recursive: true });
  cpSync(join(root, NAME), join(portal, NAME));
  const command = ["serve", "--root", portal, "--as-of", SITES[SINK].today, "--port", "0"];
  server = spawn(join(root, "target/debug/docent"), command, { stdio: ["ignore", "pipe", "inherit"] });
  url = await ready(server);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(join(portal, ".."), { recursive: true });
});

/** Changes a file as an editor does, and gives back what undoes it. */
const edit = (path, change) => {
  const file = join(portal, path);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, change(text));
  return () => writeFileSync(file, text);
};

/** Waits until the server has made all of the site, and what search finds on it. */
const settled = async () => {
  const abort = new AbortController();
  const { body } = await fetch(url + "_docent/events", { signal: abort.signal });
  let said = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    said += part;
    const last = said.split("\n\n").at(-2)?.match(/^data: (.*)$/m)?.[1];
    if (last && JSON.parse(last).index) break;
  }
  abort.abort();
};

/** A page of the served portal; `loads` counts how often it has been loaded. */
async function visit(path, look) {
  await settled();
  const { page, problems, close } = await open(browser, url, { now: noon(SINK) });
  const loads = [];
  page.on("load", () => loads.push(page.url()));
  try {
    await page.goto(url + path);
    await look(page, { loads, problems });
  } finally {
    await close();
  }
}

const seen = (page, text) => page.getByText(text).first().waitFor();

test("an edit is seen with one new look at the page, and found at once", () =>
  visit("", async (page, { loads, problems }) => {
    const undo = edit("content/_index.md", (text) => `${text}\n\nThe zebrafinch nests here.\n`);
    await seen(page, "The zebrafinch nests here.");
    const search = page.locator("form.search input");
    await search.fill("zebrafinch");
    await page.locator("[role=option]").first().waitFor();
    assert.equal(loads.length, 2, "the index that came later is no reason to load the page again");
    undo();
    await page.waitForFunction(() => !document.body.innerText.includes("zebrafinch"));
    assert.deepEqual(problems, []);
  }));

test("words that only search knows bring a page with the new index", () =>
  visit("", async (page, { loads }) => {
    const undo = edit("content/_index.md", (text) => text.replace("---\n", "---\nkeywords: [quokka]\n"));
    await page.waitForEvent("load");
    await page.locator("form.search input").fill("quokka");
    await page.locator("[role=option]").first().waitFor();
    assert.equal(loads.length, 2);
    undo();
    await page.waitForEvent("load");
  }));

test("new styles come without a new page", () =>
  visit("", async (page, { loads, problems }) => {
    const undo = edit(NAME, (text) => `${text}\nh1 { letter-spacing: 7px }\n`);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
    undo();
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing !== "7px");
    assert.equal(loads.length, 1);
    assert.deepEqual(problems, []);
  }));

test("a mistake lies over the last good page until it is mended", () =>
  visit("contacts/", async (page, { loads }) => {
    const before = await words(page);
    const undo = edit("data/contacts.yaml", (text) => `${text}\n- id: [\n`);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /data\/contacts\.yaml:\d+:\d+/);
    assert.deepEqual(await violations(page), []);
    assert.equal(await words(page), before);
    undo();
    await dialog.waitFor({ state: "detached" });
    assert.equal(loads.length, 1, "the page is as it was");
  }));

// The page that is looked at is there before the links of all pages are followed.
test("a mistake that shows itself late lies over the last good page too", () =>
  visit("", async (page) => {
    const before = await words(page);
    const undo = edit("content/_index.md", (text) => `${text}\n\n[The zebrafinch nests here.](/nowhere/)\n`);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /content\/_index\.md:\d+:\d+/);
    await page.waitForFunction(() => !document.body.innerText.includes("zebrafinch"));
    assert.equal(await words(page), before);
    undo();
    await dialog.waitFor({ state: "detached" });
    assert.equal(await words(page), before);
  }));
