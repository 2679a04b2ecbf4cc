// What the public comes for, done as they would do it: whom to call, an answer, a document, the next class.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, folder, noon } from "./sites.mjs";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve(folder(COMING))])));
after(() => Promise.all([browser?.close(), server?.close()]));

/** Visits a page of SRO HQ, in spring and with classes to come. */
const visit = (name, path, work, options = {}) =>
  test(name, async () => {
    const { page, problems, close } = await open(browser, server.url, { now: noon(COMING), ...options });
    await page.goto(server.url + path);
    await work(page);
    await close();
    assert.deepEqual(problems, []);
  });

visit("the home page says for which state each number is", "index.html", async (page) => {
  const people = page.locator(".home-contacts li");
  assert.match(await people.filter({ hasText: "Derrick Mathis" }).innerText(), /Virginia\n[^]*804-802-9084/);
  assert.match(await people.filter({ hasText: "School Safety Operations" }).innerText(), /Washington\nVisit the website/);
});

visit("a link that opens no PDF does not say that it does", "index.html", async (page) => {
  const guide = page.locator(".home-documents li").first();
  assert.match(await guide.innerText(), /Model Memorandum of Understanding \[revised November 2023\]/);
});

visit("where calendars have no address, a file is offered and no address spoken of", "schedule/index.html", async (page) => {
  const panel = await page.locator("#subscribe").innerText();
  assert.match(panel, /Open a file below.*It is a copy/);
  assert.doesNotMatch(panel, /address|Subscribe/);
});

visit("without addresses, the home page offers no subscription either", "index.html", async (page) => {
  await page.getByRole("main").getByRole("link", { name: "Get this schedule in your calendar" }).click();
  await page.waitForURL(/schedule\/index\.html#subscribe$/);
});

/** A phone whose keyboard covers the lower half. */
const TYPING = { viewport: { ...PHONE, height: PHONE.height / 2 } };
visit("answers show above the keyboard of a phone", "index.html", async (page) => {
  await page.getByRole("combobox").fill("hanover");
  await page.getByRole("option").first().waitFor();
  const { y, height } = await page.getByRole("option").first().boundingBox();
  assert.ok(y >= 0 && y + Math.min(height, 60) <= TYPING.viewport.height, `the first answer begins at ${y}`);
  assert.ok(await page.getByRole("combobox").evaluate((box) => box.getBoundingClientRect().top >= 0));
}, TYPING);

for (const [path, question, title] of [
  ["index.html", "can an SRO search my child's backpack", "Can an SRO search my child's backpack?"],
  ["es/index.html", "¿puede un SRO revisar la mochila de mi hijo?", "¿Puede un SRO revisar la mochila de mi hijo o hija?"],
]) {
  visit(`a parent asks: ${question}`, path, async (page) => {
    await page.getByRole("combobox").fill(question);
    const first = page.getByRole("option").first();
    assert.equal(await first.locator(".search-title").innerText(), title);
    await first.click();
    await page.waitForURL(/faq\/index\.html#searches$/);
    assert.match(await page.locator(".question:has(:target)").innerText(), /MOU/);
  });
}
