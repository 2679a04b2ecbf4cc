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

/** On a phone and on a desk, light and dark. */
export const VIEWS = [DESK, PHONE].flatMap((viewport) => ["light", "dark"].map((colorScheme) => ({ viewport, colorScheme })));

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

export async function look(page, { viewport, colorScheme }) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
}

/** What axe finds, one text for each element; nothing is excluded. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const options = { runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"] };
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

/** What is wrong with a page in each view: barriers, and sideways scrolling. */
export async function barriers(page) {
  const problems = [];
  for (const view of VIEWS) {
    await look(page, view);
    const found = [...(await violations(page)), ...(await sideways(page))];
    problems.push(...found.map((problem) => `at ${view.viewport.width} px, ${view.colorScheme}: ${problem}`));
  }
  await page.setViewportSize(NARROW);
  return [...problems, ...(await sideways(page))];
}

/** What a reader reads in the main part of a page. */
export const words = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");
