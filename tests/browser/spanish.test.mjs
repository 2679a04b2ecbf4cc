// SRO HQ in Spanish: the language of pages and of what is not translated, the way from one language to the other, search.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, launch, open, words } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, folder, noon, pages, read } from "./sites.mjs";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(folder(COMING))])));
after(() => Promise.all([browser?.close(), server?.close()]));

/** A test of one page of the site; it fails if the page had a problem. */
const visit = (name, path, work) =>
  test(name, async () => {
    const { page, problems, close } = await open(browser, server.url, { now: noon(COMING), locale: "es-US" });
    await page.goto(server.url + path);
    await work(page);
    await close();
    assert.deepEqual(problems, []);
  });

/** Follows the link to the same page in another language. */
const change = async (page, language, from) => {
  await page.getByRole("navigation", { name: from }).getByRole("link", { name: language }).click();
  return new URL(page.url()).pathname;
};

test("every page below es/ says that it is Spanish, and has its English page", () => {
  const spanish = pages(COMING).filter((path) => path.startsWith("es/"));
  assert.ok(spanish.length > 40, `${spanish.length} pages`);
  for (const path of spanish) {
    assert.match(read(COMING, path), /<html lang="es">/, path);
    assert.match(read(COMING, path.slice("es/".length)), /<html lang="en">/, path);
  }
});

visit("a reader of the contacts goes to Spanish and back, to the same page", "contacts/index.html", async (page) => {
  assert.equal(await change(page, "Español", "Language"), "/es/contacts/index.html");
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  assert.match(await words(page), /Derrick Mathis[^]*804-802-9084/);
  assert.equal(await change(page, "English", "Idioma"), "/contacts/index.html");
});

visit("the menu stays in Spanish, and a page that is only in English says so", "es/index.html", async (page) => {
  const menu = page.getByRole("navigation", { name: "Menú principal" });
  await menu.getByRole("link", { name: "Preguntas" }).click();
  assert.match(page.url(), /\/es\/faq\/index\.html$/);
  const english = menu.getByRole("link", { name: "Washington" });
  assert.equal(await english.getAttribute("hreflang"), "en");
  await english.click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

visit("a translation that no one has read says so, and leads to its original", "es/faq/index.html", async (page) => {
  const notice = page.getByText("Nadie ha revisado todavía esta traducción");
  assert.ok(await notice.isVisible());
  await notice.getByRole("link", { name: "Lea el original en inglés" }).click();
  assert.match(page.url(), /[^s]\/faq\/index\.html$/);
});

visit("what is not translated is marked as English", "es/resources/index.html", async (page) => {
  const guide = page.getByText("Information Sharing Guide for K-12 Public Schools");
  assert.equal(await guide.evaluate((element) => element.closest("[lang]").lang), "en");
  const label = page.getByText("Para obtenerlo, pregunte a:").first();
  assert.equal(await label.evaluate((element) => element.closest("[lang]").lang), "es");
});

for (const query of ["capacitacion", "CAPACITACIÓN"]) {
  visit(`${query} finds the Spanish pages`, `es/search/index.html?q=${encodeURIComponent(query)}`, async (page) => {
    const results = page.locator("[data-search-results] a[href*='/es/']");
    await results.first().waitFor();
    assert.match(await page.locator("[data-search-status]").innerText(), /resultados para/);
    assert.match((await results.allInnerTexts()).join("\n"), /Calendario de capacitación/);
  });
}

visit("a result in English says that it is", "es/search/index.html?q=interview", async (page) => {
  const result = page.locator("[data-search-results] li[lang=en]").first();
  await result.waitFor();
  assert.match(await result.innerText(), /interview/i);
});

for (const path of ["index", "faq/index", "contacts/index", "schedule/index", "schedule/s5-summit/index", "resources/index", "a-z/index"]) {
  visit(`es/${path}.html has no barriers`, `es/${path}.html`, async (page) => assert.deepEqual(await barriers(page), []));
}
