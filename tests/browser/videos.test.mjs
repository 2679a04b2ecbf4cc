// Videos: nothing is asked of another host before a click; then the player stands where the link was. The hosts of the
// players are stand-ins: every request to them is answered here, and counted.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { barriers, launch, open, violations } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, VIDEOS, folder, pages, read } from "./sites.mjs";

const PLAYERS = "https://www.youtube-nocookie.com https://player.vimeo.com";
const HOSTS = /^https:\/\/(www\.youtube-nocookie\.com|player\.vimeo\.com|www\.youtube\.com|vimeo\.com|video\.example\.gov)\//;
const STAND_IN = `<!doctype html><html lang="en"><title>Stand-in</title><main><h1>Stand-in</h1><button>Pause</button></main></html>`;

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await serve(folder(VIDEOS), "/", `frame-src ${PLAYERS}`);
});
after(() => Promise.all([browser.close(), server.close()]));

/** A page of a portal, with stand-ins for the hosts of videos; `asked` are the requests that reach them. */
async function visit(home, path, options) {
  const visitor = await open(browser, home, options);
  const asked = [];
  await visitor.page.context().route(HOSTS, async (route) => {
    asked.push(route.request());
    await route.fulfill({ contentType: "text/html", body: STAND_IN });
  });
  await visitor.page.goto(home + path, { waitUntil: "networkidle" });
  return { ...visitor, asked };
}

const watch = (page, name) => page.getByRole("link", { name: new RegExp(`Watch “${name}”`) });

describe("a video on YouTube", () => {
  it("asks nothing of its host until it is clicked, and then plays in place", async () => {
    const { page, problems, requests, asked, close } = await visit(server.url, "videos/school-law/index.html");
    const link = watch(page, "School Law");
    await link.hover();
    await link.focus();
    await page.mouse.move(0, 0);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(requests.filter((url) => !url.startsWith(server.url)), []);
    assert.deepEqual(asked, []);
    assert.deepEqual(problems, []);

    await link.click();
    const frame = page.locator("iframe");
    await page.frameLocator("iframe").getByRole("button", { name: "Pause" }).waitFor();
    const url = new URL(await frame.getAttribute("src"));
    assert.equal(url.origin + url.pathname, "https://www.youtube-nocookie.com/embed/abc123DEF45");
    const wanted = { disablekb: "1", cc_load_policy: "1", cc_lang_pref: "en", hl: "en" };
    for (const [name, value] of Object.entries(wanted)) assert.equal(url.searchParams.get(name), value, name);
    assert.equal(await frame.getAttribute("title"), "Video: School Law");
    assert.equal(await frame.getAttribute("referrerpolicy"), "strict-origin-when-cross-origin");
    assert.ok(await frame.evaluate((frame) => frame === document.activeElement), "the player has the focus");
    assert.equal(await link.count(), 0);
    assert.equal(asked.length, 1);
    assert.equal(await asked[0].headerValue("referer"), server.url);
    assert.deepEqual(await violations(page), []);
    await close();
  });

  it("plays from the keyboard", async () => {
    const { page, asked, close } = await visit(server.url, "videos/school-law/index.html");
    await watch(page, "School Law").focus();
    await page.keyboard.press("Enter");
    // The page itself stays idle; that the player was asked for shows in what stands in it.
    await page.frameLocator("iframe").getByRole("button", { name: "Pause" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/videos/school-law/index.html");
    assert.equal(asked.length, 1);
    await close();
  });

  const leaves = async (page) => {
    await watch(page, "School Law").click();
    await page.waitForURL("https://www.youtube.com/watch?v=abc123DEF45");
  };

  it("is a link without scripts", async () => {
    const { page, asked, close } = await visit(server.url, "videos/school-law/index.html", { javaScriptEnabled: false });
    assert.deepEqual(asked, []);
    await leaves(page);
    await close();
  });

  it("is a link where the policy of the host forbids the frame", async () => {
    const strict = await serve(folder(VIDEOS));
    const { page, close } = await visit(strict.url, "videos/school-law/index.html");
    await leaves(page);
    await close();
    await strict.close();
  });

  it("is a link in a page that is read from a disk", async () => {
    const { page, close } = await visit(`file://${folder(VIDEOS)}/`, "videos/school-law/index.html");
    await leaves(page);
    await close();
  });

  it("opens in another tab for those who ask for one", async () => {
    const { page, close } = await visit(server.url, "videos/school-law/index.html");
    const click = watch(page, "School Law").click({ modifiers: ["ControlOrMeta"] });
    await Promise.all([page.context().waitForEvent("page"), click]);
    assert.equal(new URL(page.url()).pathname, "/videos/school-law/index.html");
    assert.equal(await page.locator("iframe").count(), 0);
    await close();
  });
});

describe("other videos", () => {
  it("one on Vimeo is not measured", async () => {
    const { page, asked, close } = await visit(server.url, "videos/safe-schools/index.html");
    assert.deepEqual(asked, []);
    await watch(page, "Safe Schools").click();
    await page.frameLocator("iframe").getByRole("button", { name: "Pause" }).waitFor();
    const url = new URL(asked[0].url());
    assert.equal(url.origin + url.pathname, "https://player.vimeo.com/video/123456");
    assert.equal(url.searchParams.get("dnt"), "1");
    await close();
  });

  it("a file of the portal is fetched when it is played, with its captions", async () => {
    const { page, problems, requests, close } = await visit(server.url, "videos/teen-brain/index.html");
    const fetched = (ending) => requests.filter((url) => url.endsWith(ending));
    assert.deepEqual(fetched(".webm"), []);
    const video = page.locator("video");
    await video.evaluate((video) => Object.assign(video, { muted: true }).play());
    await page.waitForFunction(() => document.querySelector("video").textTracks[0].cues?.length > 0);
    const tracks = await video.evaluate((video) => [...video.textTracks].map(({ kind, language, label, mode }) => ({ kind, language, label, mode })));
    assert.deepEqual(tracks, [
      { kind: "captions", language: "en", label: "English", mode: "showing" },
      { kind: "captions", language: "es", label: "Spanish", mode: "disabled" },
    ]);
    assert.equal(fetched(".webm").length > 0, true);
    assert.deepEqual(problems, []);
    await close();
  });

  it("a host that docent.yaml does not allow gets no frame", async () => {
    for (const path of pages(COMING)) {
      assert.doesNotMatch(read(COMING, path), /data-frame|<iframe|player\.[0-9a-f]+\.js/, path);
    }
  });

  it("a transcript in a file of its own is shown under its heading", async () => {
    const { page, close } = await visit(server.url, "videos/school-law/index.html");
    const headings = await page.locator("main :is(h2, h3)").allInnerTexts();
    assert.deepEqual(headings, ["Handouts", "First five things [PDF, 3 pages, 523 bytes, revised November 2023]", "Transcript", "The agreement", "The first week"]);
    await close();
  });
});

describe("pages of videos and documents", () => {
  for (const path of ["videos/index.html", "videos/school-law/index.html", "videos/safe-schools/index.html", "videos/teen-brain/index.html", "videos/elsewhere/index.html", "resources/index.html"]) {
    it(path, async () => {
      const { page, problems, close } = await visit(server.url, path);
      problems.push(...(await barriers(page)));
      await close();
      assert.deepEqual(problems, []);
    });
  }
});
