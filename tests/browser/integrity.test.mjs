// `integrity: true`: a site with checksums works from a server, and a script that was changed on its way does not run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { SINK, SITES, noon, root } from "./sites.mjs";

const folder = mkdtempSync(join(tmpdir(), "integrity-"));
const site = join(folder, "site");

before(() => {
  const { portal, today } = SITES[SINK];
  cpSync(join(root, portal), join(folder, "portal"), { recursive: true });
  appendFileSync(join(folder, "portal/docent.yaml"), "\nintegrity: true\n");
  execFileSync(join(root, "target/debug/docent"), ["build", "--quiet", "--root", join(folder, "portal"), "--as-of", today, "--output-dir", site]);
});
after(() => rmSync(folder, { recursive: true }));

/** Looks at a copy of the site in which someone has changed these files, by the beginnings of their names. */
async function visit(changed, look) {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(site, copy, { recursive: true });
  const assets = join(copy, "assets");
  for (const name of changed) {
    const file = readdirSync(assets).find((file) => file.startsWith(`${name}.`));
    appendFileSync(join(assets, file), "\n");
  }
  const server = await serve(copy);
  const browser = await launch();
  const { page, problems, close } = await open(browser, server.url, { now: noon(SINK) });
  try {
    await page.goto(server.url);
    await look(page, problems, server.url);
  } finally {
    await close();
    await browser.close();
    await server.close();
  }
}

const type = async (page) => page.getByRole("combobox").or(page.locator("form.search input")).first().fill("training");
const isStyled = (page) => page.evaluate(() => getComputedStyle(document.querySelector(".skip")).position !== "static");

test("a site with checksums has its styles and its search", () =>
  visit([], async (page, problems, url) => {
    assert.ok(await isStyled(page));
    await type(page);
    await page.locator("[role=option]").first().waitFor();
    await page.goto(`${url}search/index.html?q=training`);
    await page.locator("[data-search-results] a").first().waitFor();
    assert.deepEqual(problems, []);
  }));

test("a style sheet that was changed is refused", () =>
  visit(["civic"], async (page, problems) => {
    assert.ok(!(await isStyled(page)));
    assert.match(problems.join("\n"), /integrity/i);
  }));

test("a script that was changed does not run", () =>
  visit(["search"], async (page, problems) => {
    await type(page);
    await page.waitForTimeout(500);
    assert.equal(await page.locator("[role=option]").count(), 0);
    assert.match(problems.join("\n"), /integrity/i);
  }));

test("a module that the search loads and that was changed is refused, however often it is asked for", () =>
  visit(["search-json", "search-shards", "search-page"], async (page, problems, url) => {
    const loaded = () => page.evaluate(() => document.querySelectorAll("[data-search-results] a, [role=option] a").length);
    await page.goto(`${url}search/index.html?q=training`);
    const again = page.getByRole("button", { name: "Try again" });
    await again.first().waitFor();
    await again.first().click();
    await page.waitForTimeout(500);
    assert.equal(await loaded(), 0);
    assert.match(problems.join("\n"), /integrity/i);
  }));
