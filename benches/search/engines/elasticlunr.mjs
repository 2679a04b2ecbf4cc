// elasticlunr.js 0.9.5 as mdBook uses it: an index of title, body and breadcrumbs that holds the text too.
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import elasticlunr from "elasticlunr";
import { onDisk, visit } from "../published.mjs";

const library = createRequire(import.meta.url).resolve("elasticlunr").replace(/elasticlunr\.js$/, "elasticlunr.min.js");

/** mdBook's settings as they come: `[output.html.search]`. */
const MDBOOK = {
  bool: "AND",
  expand: true,
  fields: { title: { boost: 2 }, body: { boost: 1 }, breadcrumbs: { boost: 1 } },
};

const built = (documents, isStored) => {
  const index = elasticlunr(function () {
    this.setRef("id");
    ["title", "body", "breadcrumbs"].forEach((field) => this.addField(field));
    this.saveDocument(isStored);
  });
  documents.forEach(({ title, crumbs, everything }, id) => index.addDoc({ id, title, body: everything, breadcrumbs: crumbs }));
  return index;
};

const engine = (name, isStored, settings) => ({
  name,
  isWhole: true,
  publish({ documents, work }) {
    const folder = join(work, name.replace(/\W+/g, "-"));
    mkdirSync(folder, { recursive: true });
    copyFileSync(library, join(folder, "elasticlunr.min.js"));
    writeFileSync(join(folder, "index.json"), JSON.stringify(built(documents, isStored)));
    const client = async () => {
      const visitor = visit(folder);
      visitor.send("elasticlunr.min.js");
      const index = elasticlunr.Index.load(JSON.parse(visitor.send("index.json")));
      return { bytes: visitor.bytes, ask: settings && (async (query) => index.search(query, settings).map(({ ref }) => documents[ref].url)) };
    };
    return { client, disk: onDisk(folder) };
  },
});

export const asMdbook = engine("elasticlunr.js, as mdBook", true, MDBOOK);
export const byDefault = engine("elasticlunr.js, default query", true, {});
/** For its bytes alone: results could not be shown from it. */
export const withoutText = engine("elasticlunr.js, without the text", false);
