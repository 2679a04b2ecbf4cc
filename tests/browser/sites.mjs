// The built portals that the tests look at: what each is made from, where it is, and which pages it has.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const SITES = {
  "sro-hq-2025-05-01": { portal: ".", today: "2025-05-01" },
  "sro-hq-2026-11-22": { portal: ".", today: "2026-11-22" },
  "sro-hq-below": { portal: ".", today: "2025-05-01", options: ["--base-url", "https://example.gov/a/b/"] },
  "kitchen-sink": { portal: "tests/browser/kitchen-sink", today: "2025-05-01" },
  videos: { portal: "tests/browser/videos", today: "2025-05-01" },
  dates: { portal: "tests/browser/dates", today: "2025-05-01" },
};
/** SRO HQ with five classes to come. */
export const COMING = "sro-hq-2025-05-01";
/** SRO HQ with all classes over. */
export const OVER = "sro-hq-2026-11-22";
/** Something that turns at every hour that matters. */
export const DATES = "dates";
/** Everything once: each collection, field and state, each form of Markdown. */
export const SINK = "kitchen-sink";
/** A video of each kind. */
export const VIDEOS = "videos";
/** SRO HQ for a host where it lives below a path. */
export const BELOW = "sro-hq-below";

export const folder = (site) => join(root, "target/sites", site);

/** Noon of the day that a site was built for, where its agency is. */
export const noon = (site) => new Date(`${SITES[site].today}T12:00-05:00`);

const files = (site, ending) => readdirSync(folder(site), { recursive: true }).filter((path) => path.endsWith(ending)).sort();

/** The paths of all HTML pages of a site, such as `faq/index.html`. */
export const pages = (site) => files(site, ".html");

export const read = (site, path) => readFileSync(join(folder(site), path), "utf8");

/** Whether a page only sends readers on to another. */
export const isRedirect = (site, path) => read(site, path).includes('http-equiv="refresh"');

/** Whether a page is a form by which readers suggest an entry. */
export const isForm = (site, path) => read(site, path).includes("data-suggest=");

/** The pages of a site whose main part another site does not have word for word. */
export const pagesUnlike = (site, other) => {
  const known = new Set(pages(other));
  const main = (site, path) => /<main[^]*<\/main>/.exec(read(site, path))?.[0];
  return pages(site).filter((path) => !known.has(path) || main(site, path) !== main(other, path));
};

/** One page of a site for each template that it uses, such as `faq/index.html`: the longest, which has most of what the template can show. */
export const specimens = (site) => {
  const longest = new Map();
  for (const path of pages(site).filter((path) => !isRedirect(site, path))) {
    const html = read(site, path);
    const template = /<body class="([^"]*)"/.exec(html)?.[1];
    if (html.length > (longest.get(template)?.length ?? 0)) longest.set(template, { path, length: html.length });
  }
  return [...longest.values()].map(({ path }) => path).sort();
};
