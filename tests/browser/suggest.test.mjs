// "Suggest an entry": the form writes YAML that docent reads as it was meant, whatever is typed, and leads to the forge
// with it. It is used here as people use it: with a mouse, with a keyboard, and without script.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { NARROW, launch, open, sideways, violations } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { SINK, folder, read, root } from "./sites.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(folder(SINK));
});
after(() => Promise.all([browser.close(), server.close()]));

async function visit(path, options) {
  const visitor = await open(browser, server.url, options);
  await visitor.page.goto(`${server.url}suggest/${path}/index.html`, { waitUntil: "networkidle" });
  return visitor;
}

const send = (page) => page.getByRole("button", { name: "Write the entry" }).click();
const written = (page) => page.getByRole("textbox", { name: /The entry, in the file/ });
const forge = (page) => page.getByRole("link", { name: "Open the new file" });

describe("the form for a class", () => {
  it("writes a file with what is filled in, and opens it on the forge", async () => {
    const { page, problems, close } = await visit("training");
    await page.getByLabel(/^Title \(required/).fill("Open day: all welcome");
    await page.getByLabel(/^Starts \(required/).fill("2027-03-24");
    await page.getByLabel("Starts: time", { exact: true }).first().fill("08:30");
    await page.getByLabel("Status", { exact: true }).selectOption("full");
    await page.getByRole("group", { name: "Place" }).getByLabel("City").fill("Example City");
    await page.getByRole("group", { name: "Session" }).getByLabel("Starts", { exact: true }).fill("2027-03-24");
    await page.getByRole("group", { name: "Session" }).getByLabel("Room").fill("2");
    await page.getByLabel("Free of charge").check();
    await page.getByLabel("Places").fill("40");
    await page.getByLabel("Description").fill("Bring *your* ID.\n\n- one\n- two");
    await send(page);
    assert.equal(
      await written(page).inputValue(),
      `title: "Open day: all welcome"\nstart: 2027-03-24 08:30\nsessions:\n  - start: 2027-03-24\n    room: "2"\nstatus: full\nplace:\n  city: Example City\nfree: true\ncapacity: 40\ndescription: |\n  Bring *your* ID.\n\n  - one\n  - two\n`,
    );
    assert.equal(await page.evaluate(() => document.activeElement.id), "ready");
    const url = new URL(await forge(page).getAttribute("href"));
    assert.equal(url.origin + url.pathname, "https://forge.example.gov/agency/portal/new/main/data/training");
    assert.equal(url.searchParams.get("filename"), "open-day-all-welcome-2027-03.yaml");
    assert.equal(url.searchParams.get("value"), await written(page).inputValue());
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
    await close();
  });

  it("says what is missing or wrong, and leads there", async () => {
    const { page, close } = await visit("training");
    await page.getByLabel("Places").fill("forty");
    await page.getByRole("group", { name: "Help for people" }).getByLabel("Ask by").fill("2027-03-01");
    await send(page);
    const summary = page.getByRole("alert");
    assert.deepEqual(
      (await summary.getByRole("listitem").allInnerTexts()).map((text) => text.split(":")[0]),
      ["Title", "Starts", "Places", "Text"],
    );
    assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has the focus");
    assert.equal(await page.getByLabel(/^Title \(required/).getAttribute("aria-invalid"), "true");
    assert.equal(await written(page).isVisible(), false);
    assert.deepEqual(await violations(page), []);
    await summary.getByRole("link", { name: /^Starts/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "f-start");
    await close();
  });

  it("asks for no title where a course is chosen, and for no start where words say when", async () => {
    const { page, close } = await visit("training");
    await page.getByLabel("Title (required, unless you fill in: Course)").waitFor();
    await page.getByLabel("Course", { exact: true }).selectOption({ index: 1 });
    await page.locator("#f-when-text").fill("Every June");
    await send(page);
    assert.match(await written(page).inputValue(), /^course: [a-z-]+\nwhen_text: Every June\n$/);
    await close();
  });

  it("can be filled in with the keyboard alone", async () => {
    const { page, close } = await visit("faqs");
    await page.getByLabel("Question (required)").focus();
    await page.keyboard.type("Is it open?");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Yes.");
    await page.getByLabel("Question (required)").focus();
    await page.keyboard.press("Enter");
    assert.equal(await written(page).inputValue(), `question: "Is it open?"\nanswer: Yes.\n`.replace("Yes.", '"Yes."'));
    await close();
  });

  it("is saved and copied where it is too long for an address", async () => {
    const { page, close } = await visit("faqs", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByLabel("Question (required)").fill("Is it long?");
    await page.getByLabel("Answer (required)").fill("Ñandú. ".repeat(2000));
    await send(page);
    assert.ok((await forge(page).getAttribute("href")).length < 200);
    await page.getByText("Copy it first").waitFor();
    await page.getByRole("button", { name: "Copy the entry" }).click();
    await page.getByText("The entry is copied.").waitFor();
    const text = await written(page).inputValue();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save the entry as a file" }).click()]);
    assert.equal(download.suggestedFilename(), "is-it-long.yaml");
    assert.equal(readFileSync(await download.path(), "utf8"), text);
    await close();
  });

  it("says without script what to do instead", async () => {
    const { page, close } = await visit("training", { javaScriptEnabled: false });
    assert.equal(await page.locator("form[data-suggest]").isVisible(), false);
    assert.equal(
      await page.getByRole("link", { name: "Write the file" }).getAttribute("href"),
      "https://forge.example.gov/agency/portal/new/main/data/training",
    );
    await close();
  });

  it("speaks of no ids to those who choose from a list", async () => {
    const { page, close } = await visit("training");
    const hints = await page.locator(":is(fieldset, p).field").filter({ has: page.locator("option, [data-as=checks]") }).locator(".hint").allInnerTexts();
    assert.ok(hints.includes("For whom it is.") && hints.includes("The course that is taught."), hints.join("\n"));
    assert.deepEqual(hints.filter((hint) => /\bids?\b/.test(hint)), []);
    await close();
  });

  it("fits the narrowest screen, and no page is too long", async () => {
    const { page, close } = await visit("training", { viewport: NARROW });
    assert.deepEqual(await sideways(page), []);
    assert.deepEqual(await violations(page), []);
    await close();
    for (const name of ["training", "contacts", "faqs"]) assert.ok(read(SINK, `suggest/${name}/index.html`).length <= 30 * 1024, name);
  });
});

/** Texts with everything that means something to YAML, to Markdown, to HTML or to a forge. */
const HOSTILE = [
  "- a", "? b", ": c", "a: b", "a:", "#c", "a #b", "&a *b", "!tag", "|", ">", "%x", "@x", "`x`", "{a: b}", "[a, b]", '"', "'", "''", '"a" b', "\\", "a\\nb",
  "true", "NO", "null", "~", "1e3", "0x1F", "012", "-.inf", "2027-03-24", "12:30", "=1+1", "---", "...", "<<: *x", "- - -", "a,b", "${{ x }}", "{{ x }}",
  "ñ é 漢字 🙂", "a\u0000b\u0007c\u001b[0m", "x\u2028y\u2029z\u0085w", "\u202eabc", "\ufeffx", "\ud800 alone", "a\tb", "  a  ", "</textarea><script>x</script>", "a&b=c?d#e%20+", "x".repeat(900),
];
const LINES = ["a\nb", "  a\n b", "- a\n- b:\n    c", "# a\n\n\n\n# b", "a\n---\nb", "a: |\n  b\n c", "\ta\n\tb", "a \nb ", "|\n>", "a\r\nb", "'\n\"", "\n\na\n \n  b\n\n"];
/** What an entry keeps of a text: a line has no breaks in it and no signs that cannot be seen. */
const kept = (text) => text.replace(/\x85/g, " ").replace(/[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202e\ufeff]|\p{Surrogate}/gu, "").replace(/\s+/g, " ").trim();

describe("whatever is typed", () => {
  it("is what docent reads", async () => {
    const portal = mkdtempSync(join(tmpdir(), "docent-suggest-"));
    const { page, close } = await visit("training");
    const docent = join(root, "target/debug/docent");
    try {
      execFileSync(docent, ["init", "--quiet"], { cwd: portal });
      mkdirSync(join(portal, "data/training"), { recursive: true });
      const texts = [...HOSTILE, ...LINES];
      for (const [at, text] of texts.entries()) {
        await page.evaluate((text) => {
          const form = document.querySelector("[data-suggest]");
          form.reset();
          const fill = (name, text) => (form.querySelector(`[name="${name}"]`).value = text);
          for (const name of ["certificate", "place.city", "sessions.0.title", "description"]) fill(name, text);
          fill("title", `Class ${text}`);
          for (const name of ["start", "sessions.0.start"]) fill(name, "2027-03-24");
          form.requestSubmit();
        }, text);
        writeFileSync(join(portal, `data/training/t-${String(at).padStart(2, "0")}.yaml`), await written(page).inputValue());
      }
      // Markdown has its own rules; here it is about the file.
      const check = JSON.parse(spawnSync(docent, ["check", "--format", "json"], { cwd: portal, encoding: "utf8", maxBuffer: 1 << 26 }).stdout);
      const broken = check.diagnostics.filter(({ code, file }) => file?.startsWith("data/training/t-") && /^(yaml|wrong-shape|unknown-field|invisible|missing-field|duplicate|not-utf8)/.test(code));
      assert.deepEqual(broken.map(({ code, file, message }) => `${file}: ${code}: ${message}`), []);
      for (const [at] of texts.entries()) {
        const path = join(portal, `data/training/t-${String(at).padStart(2, "0")}.yaml`);
        writeFileSync(path, readFileSync(path, "utf8").replace(/^description:.*(\n(  .*)?)*(?=\n[a-z]|$)/m, "").trimEnd() + "\n");
      }
      execFileSync(docent, ["build", "--quiet", "--warn-only"], { cwd: portal });
      const classes = JSON.parse(readFileSync(join(portal, "public/data/training.json"), "utf8"));
      for (const [at, text] of texts.entries()) {
        const entry = classes.find(({ id }) => id === `t-${String(at).padStart(2, "0")}`);
        // A box of one line takes the breaks out itself.
        const line = kept(text.replace(/[\r\n]/g, ""));
        assert.equal(entry?.title, kept(`Class ${text.replace(/[\r\n]/g, "")}`), `title of ${JSON.stringify(text)}`);
        assert.equal(entry.certificate ?? "", line, JSON.stringify(text));
        assert.equal(entry.place?.city ?? "", line, JSON.stringify(text));
        assert.equal(entry.sessions[0].title ?? "", line, JSON.stringify(text));
      }
    } finally {
      rmSync(portal, { recursive: true });
    }
    await close();
  });
});
