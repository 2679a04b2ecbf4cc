// MiniSearch with its recommended settings for search as one types: prefixes, and typing errors in a fifth of the letters.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import MiniSearch from "minisearch";
import { onDisk, visit } from "../published.mjs";

const library = join(dirname(createRequire(import.meta.url).resolve("minisearch")), "../umd/index.js");

const SETTINGS = {
  fields: ["title", "crumbs", "keywords", "body"],
  storeFields: ["title", "url", "text"],
  searchOptions: { boost: { title: 2 }, fuzzy: 0.2, prefix: true },
};

export const minisearch = {
  name: "MiniSearch",
  isWhole: true,
  publish({ documents, work }) {
    const folder = join(work, "minisearch");
    mkdirSync(folder, { recursive: true });
    const index = new MiniSearch(SETTINGS);
    index.addAll(documents.map(({ title, url, crumbs, marks, body, text }, id) => ({ id, title, url, crumbs, keywords: marks, body, text })));
    copyFileSync(library, join(folder, "minisearch.js"));
    writeFileSync(join(folder, "index.json"), JSON.stringify(index));
    const client = async () => {
      const visitor = visit(folder);
      visitor.send("minisearch.js");
      const index = MiniSearch.loadJSON(String(visitor.send("index.json")), SETTINGS);
      return { bytes: visitor.bytes, ask: async (query) => index.search(query).map(({ url }) => url) };
    };
    return { client, disk: onDisk(folder) };
  },
};
