// Paper: printed pages have what a reader prints them for, and nothing that only works on a screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, SINK, folder, noon, specimens } from "./sites.mjs";

// pdf.js wants the name as soon as it is loaded; it is used for drawing alone, and nothing is drawn here.
globalThis.DOMMatrix ??= class {};
const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");

let browser;
const servers = {};
before(async () => {
  browser = await launch();
  for (const site of [COMING, SINK]) servers[site] = await serve(folder(site));
});
after(() => Promise.all([browser?.close(), ...Object.values(servers).map((server) => server.close())]));

/** A page of a site, to be printed. */
async function visit(site, path) {
  const { page, close } = await open(browser, servers[site].url, { now: noon(site) });
  await page.goto(servers[site].url + path);
  return { page, close };
}

/** The words of a page as they are printed on letter paper. */
async function onPaper(page) {
  const pdf = await getDocument({ data: new Uint8Array(await page.pdf({ format: "Letter" })), verbosity: 0 }).promise;
  let text = "";
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    text += items.map(({ str, hasEOL }) => str + (hasEOL ? " " : "")).join("") + " ";
  }
  return text.replace(/\s+/g, " ");
}

async function printed(path) {
  const { page, close } = await visit(COMING, path);
  const text = await onPaper(page);
  await close();
  return text;
}

/** What only works on a screen: ways through the site, forms, things to press, calendars to subscribe to. A sheet of contacts is for a wallet: it has people and nothing else. */
const OF_THE_SCREEN = "nav, form, .edit, .actions, .event-save, .card-action, .footnote-back, #subscribe, .page-contacts :is(.lead, .prose)";

/** Every piece of text that a reader of the main part sees on a screen and would miss on paper. */
const readable = (page) =>
  page.evaluate((ofTheScreen) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      const isSeen = parentElement.checkVisibility({ visibilityProperty: true }) && !parentElement.closest(`.vh, video, ${ofTheScreen}`);
      if (isSeen && data.trim()) texts.push(data);
    }
    return texts;
  }, OF_THE_SCREEN);

/** Letters alone: lines break elsewhere on paper, and fonts join letters or set them apart. */
const letters = (text) => text.normalize("NFKC").replace(/[\s\p{Cf}]+/gu, "");

/** PDF has letters in the order in which they stand from left to right, Arabic and Hebrew ones too. */
const placed = (text) => (/[\p{sc=Arab}\p{sc=Hebr}]/u.test(text) ? text.split(/\s+/).reverse().map((word) => [...letters(word)].reverse().join("")).join("") : letters(text));

for (const site of [COMING, SINK]) {
  for (const path of specimens(site)) {
    test(`${site}, ${path}: all its text is on paper`, async () => {
      const { page, close } = await visit(site, path);
      const texts = await readable(page);
      const paper = letters(await onPaper(page));
      await close();
      assert.deepEqual(texts.filter((text) => !paper.includes(placed(text))), []);
    });
  }
}

test("contacts print with names, numbers and addresses", async () => {
  const text = await printed("contacts/index.html");
  for (const wanted of ["Derrick Mathis", "804-802-9084", "David Weaver", "804-759-8577", "James Christian", "804-357-0967"]) {
    assert.ok(text.includes(wanted), `${wanted} is not printed: ${text}`);
  }
  for (const unwanted of ["Skip to main content", "What is an SRO? Virginia Washington"]) assert.ok(!text.includes(unwanted), `${unwanted} is printed`);
});

test("contacts are one sheet of small cards in two columns, without header, menu and footer", async () => {
  const { page, close } = await visit(COMING, "contacts/index.html");
  await page.emulateMedia({ media: "print" });
  const columns = await page.locator(".contacts").first().evaluate((list) => getComputedStyle(list).gridTemplateColumns.split(" ").length);
  assert.equal(columns, 2);
  for (const chrome of [".band", "nav", ".search", ".card-action"]) assert.equal(await page.locator(`${chrome}:visible`).count(), 0, chrome);
  const { numPages } = await getDocument({ data: new Uint8Array(await page.pdf({ format: "Letter" })), verbosity: 0 }).promise;
  assert.equal(numPages, 1);
  await close();
});

test("the schedule prints the classes with dates and places", async () => {
  const text = await printed("schedule/index.html");
  for (const wanted of ["May 19–22, 2025", "Hanover, Virginia", "September 8–11, 2025", "Ashburn, Virginia", "Every June"]) {
    assert.ok(text.includes(wanted), `${wanted} is not printed: ${text}`);
  }
});

test("answers print with their questions", async () => {
  const text = await printed("faq/index.html");
  assert.ok(text.split("?").length > 5, text);
});
