// Paper: printed pages have what a reader prints them for, and nothing that only works on a screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, folder, noon } from "./sites.mjs";

// pdf.js wants the name as soon as it is loaded; it is used for drawing alone, and nothing is drawn here.
globalThis.DOMMatrix ??= class {};
const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(folder(COMING))])));
after(() => Promise.all([browser?.close(), server?.close()]));

/** The words of a page as it is printed on letter paper. */
async function printed(path) {
  const { page, close } = await open(browser, server.url, { now: noon(COMING) });
  await page.goto(server.url + path);
  const pdf = await getDocument({ data: new Uint8Array(await page.pdf({ format: "Letter" })), verbosity: 0 }).promise;
  await close();
  let text = "";
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    text += items.map(({ str, hasEOL }) => str + (hasEOL ? " " : "")).join("") + " ";
  }
  return text.replace(/\s+/g, " ");
}

test("contacts print with names, numbers and addresses", async () => {
  const text = await printed("contacts/index.html");
  for (const wanted of ["Derrick Mathis", "804-802-9084", "David Weaver", "804-759-8577", "James Christian", "804-357-0967"]) {
    assert.ok(text.includes(wanted), `${wanted} is not printed: ${text}`);
  }
  for (const unwanted of ["Skip to main content", "What is an SRO? Virginia Washington"]) assert.ok(!text.includes(unwanted), `${unwanted} is printed`);
});

test("contacts are one sheet of small cards in two columns, without header, menu and footer", async () => {
  const { page, close } = await open(browser, server.url, { now: noon(COMING) });
  await page.goto(`${server.url}contacts/index.html`);
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
