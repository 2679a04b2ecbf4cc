// One Chromium for a test file, pages that remember what went wrong in them, and the measures taken of a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const PHONE = { width: 375, height: 812 };
export const DESK = { width: 1280, height: 900 };
/** A desk at 400 % (WCAG 1.4.10). */
export const NARROW = { width: 320, height: 640 };

/** A headless browser with a profile that is thrown away. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/**
 * A page in a context of its own. `problems` collects what a visitor never sees: messages of the console, failed
 * requests, and requests to any host but `home`.
 */
export async function open(browser, home, { now, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESK, locale: "en-US", timezoneId: "America/New_York", reducedMotion: "reduce", ...options });
  if (now) await context.clock.setFixedTime(now);
  const page = await context.newPage();
  const [problems, requests] = [[], []];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(`console: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => isAborted(request) || problems.push(`failed: ${request.url()} (${request.failure()?.errorText})`));
  page.on("request", (request) => {
    requests.push(request.url());
    if (!request.url().startsWith(home)) problems.push(`elsewhere: ${request.url()}`);
  });
  return { page, problems, requests, close: () => context.close() };
}

/** A page that is left before all of it is there. */
const isAborted = (request) => request.failure()?.errorText === "net::ERR_ABORTED";

/**
 * What axe finds, one text for each element; nothing is excluded. `rules` are those of WCAG 2.2 AA and of good practice,
 * unless some are named.
 */
export async function violations(page, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const options = { runOnly: rules ? { type: "rule", values: rules } : { type: "tag", values: RULES }, resultTypes: ["violations"] };
  const found = await page.evaluate((options) => window.axe.run(options), options);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, html }) => `${id}: ${target}: ${failureSummary}\n${html}`));
}

/** How much wider a page is than its window, and the elements that make it so. */
export const sideways = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
    return [`${scrollWidth} wide in ${clientWidth}`, ...wide.slice(0, 5).map((element) => `sticks out: ${element.outerHTML.slice(0, 200)}`)];
  });

/** A phone at its narrowest, a phone, a tablet, a desk. */
const WIDTHS = [320, 375, 768, 1280];

/** What readers may choose for their screens. */
const THEMES = [
  { name: "light", media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "forced colors", media: { colorScheme: "light", forcedColors: "active" } },
];

/** The rules of axe that read colors: these alone can find more in another theme. */
const OF_COLORS = ["color-contrast", "link-in-text-block"];

/** The rules of axe that read sizes and places: these can find more at another width, with colors, as what stands on what changes. */
const OF_LAYOUT = [...OF_COLORS, "target-size", "scrollable-region-focusable"];

/** Which elements a page shows. All other rules read these and their attributes: where both are the same, they find the same. */
const shownElements = (page) =>
  page.evaluate(() => [...document.querySelectorAll("*")].map((element) => (element.checkVisibility({ visibilityProperty: true }) ? "1" : "0")).join(""));

/** Whether each stop of the keyboard shows by a ring that it has the focus (WCAG 2.4.7). */
export const unringed = (page) =>
  page.evaluate(() => {
    const stops = [...document.querySelectorAll("a[href], button, input:not([disabled]), select, summary, video, [tabindex='0']")];
    const isRinged = (element) => {
      element.focus({ focusVisible: true, preventScroll: true });
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return document.activeElement === element && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const found = stops.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !isRinged(element));
    document.activeElement.blur();
    return found.map((element) => `no focus ring: ${element.outerHTML.slice(0, 160)}`);
  });

/** Text as far apart as readers may set it (WCAG 1.4.12). */
const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
/** Letters twice as large as those of the theme (WCAG 1.4.4). */
const LARGE = "html { font-size: 212.5% !important }";

/** Lays a style sheet of the reader's own over a page while something is measured. */
async function withSheet(page, text, measure) {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, text);
  const found = await measure();
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  return found;
}

/**
 * Words that are cut off: their box is smaller than they are, and hides or clips what does not fit. A box to type in moves
 * under its words, and an excerpt of a number of lines ends somewhere however they are set.
 */
const cut = (page) =>
  page.evaluate(() => {
    const isCut = (element) => {
      const { overflowX, overflowY, clipPath, webkitLineClamp } = getComputedStyle(element);
      if (element.localName === "input" || webkitLineClamp !== "none") return false;
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      const tooWide = hides(overflowX) && element.scrollWidth > element.clientWidth + 1;
      const tooHigh = hides(overflowY) && element.scrollHeight > element.clientHeight + 1;
      return clipPath === "none" && element.clientWidth > 0 && (tooWide || tooHigh);
    };
    return [...document.body.querySelectorAll("*")].filter(isCut).map((element) => `cut off: ${element.outerHTML.slice(0, 200)}`);
  });

/** What people touch that is smaller than 24 px and stands closer to another than that (WCAG 2.5.8); links in a sentence may be. */
const small = (page) =>
  page.evaluate(() => {
    const inSentence = (element) => {
      const block = element.closest("p, li, dd, td, th, figcaption, blockquote");
      return getComputedStyle(element).display === "inline" && block && block.innerText.trim().length > element.innerText.trim().length;
    };
    const targets = [...document.querySelectorAll("a[href], button, input:not([disabled]), select, summary")];
    const boxes = targets.map((element) => [element, element.getBoundingClientRect()]).filter(([element, box]) => box.width > 1 && box.height > 1 && element.checkVisibility());
    const center = (box) => [box.left + box.width / 2, box.top + box.height / 2];
    const isNear = (one, other) => {
      const [[x, y], [u, v]] = [center(one), center(other)];
      return Math.hypot(x - u, y - v) < 24;
    };
    const tooSmall = ([element, box]) =>
      (box.width < 24 || box.height < 24) && !inSentence(element) && boxes.some(([other, its]) => other !== element && !element.contains(other) && !other.contains(element) && isNear(box, its));
    return boxes.filter(tooSmall).map(([element, box]) => `${Math.round(box.width)} by ${Math.round(box.height)}: ${element.outerHTML.slice(0, 160)}`);
  });

/** What axe finds at each width in each theme. Rules run again where they can find more, and only there: one page takes seconds. */
async function barriersOfAxe(page, note) {
  const seen = new Set();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const { name, media } of THEMES) {
      await page.emulateMedia(media);
      const shown = await shownElements(page);
      const again = name === THEMES[0].name ? OF_LAYOUT : OF_COLORS;
      note(`at ${width} px, ${name}`, await violations(page, seen.has(shown) ? again : undefined));
      seen.add(shown);
    }
  }
  await page.emulateMedia(THEMES[0].media);
}

/** What is wrong with a page: barriers at each width in each theme, small targets, a focus that cannot be seen, sideways scrolling, also with large letters, and words that are cut off when set apart. */
export async function barriers(page) {
  const problems = [];
  const note = (where, found) => problems.push(...found.map((problem) => `${where}: ${problem}`));
  await barriersOfAxe(page, note);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    note(`at ${width} px`, [...(await small(page)), ...(await sideways(page))]);
  }
  await page.setViewportSize(NARROW);
  note("at 320 px with text set apart", await withSheet(page, SPACED, async () => [...(await sideways(page)), ...(await cut(page))]));
  await page.setViewportSize(PHONE);
  note("at 375 px with large letters", await withSheet(page, LARGE, () => sideways(page)));
  return problems;
}

/** How far what is on a page has jumped by itself since it began to load; 0 is still (Layout Instability, section 2). */
export const jumps = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) => (sum += hadRecentInput ? 0 : value))).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(sum), 50));
      }),
  );

/** What a reader reads in the main part of a page. */
export const words = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");
