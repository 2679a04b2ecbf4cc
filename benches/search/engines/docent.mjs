// docent's own search: what it published, read by the client it published.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onDisk, visit } from "../published.mjs";

const isOfSearch = (path) => /^search\/.*(?<!\.html)$|^assets\/search\b.*\.js$/.test(path);

/** The addresses of the client and of the index, as the search page of a language names them. */
const named = (site, page) => {
  const html = readFileSync(join(site, page), "utf8");
  const below = (address) => new URL(address, `https://portal.example.gov/${page}`).pathname.slice(1);
  return { script: below(/src="?([^" >]*search[^" >]*\.js)/.exec(html)[1]), index: below(/data-index="?([^" >]+)/.exec(html)[1]) };
};

export const docent = {
  name: "docent",
  async publish({ site, lang, isMain }) {
    const { script, index } = named(site, isMain ? "search/index.html" : `${lang}/search/index.html`);
    const { read, search } = await import(pathToFileURL(join(site, script)));
    const client = async () => {
      const visitor = visit(site);
      visitor.send(script);
      const reader = read(await (await visitor.fetch(index)).json());
      const ask = async (query, shown, today) => search(reader, query, today).hits.slice(0, shown).map(({ doc }) => doc.url);
      return { bytes: visitor.bytes, ask };
    };
    return { client, disk: onDisk(site, isOfSearch) };
  },
};
