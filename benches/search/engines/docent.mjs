// docent's own search: what it published, read by the client it published.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onDisk, visit } from "../published.mjs";

const ORIGIN = "https://portal.example.gov/";

/** What a page of the site loads to search it: the client, its readers, and the index in each of its languages. */
const named = (site, page) => {
  const html = readFileSync(join(site, page), "utf8");
  const below = (address) => new URL(address, ORIGIN + page).pathname.slice(1);
  const data = (name) => new RegExp(`data-${name}="?([^" >]+)`).exec(html)?.[1];
  const script = below(/src="?([^" >]*\/search\.[^" >]*js)/.exec(html)[1]);
  return { script, index: below(data("index")), json: below(data("json")), shards: below(data("shards")), typos: below(data("typos")) };
};

/** The client, its readers and one form of the index; the other form is not asked for. */
const isOf = ({ script, index, json, shards, typos }) => {
  const isShards = index.endsWith(".gz");
  const folder = index.replace(/\.gz$/, "/");
  return (path) => [script, index, typos, isShards ? shards : json].includes(path) || (isShards && path.startsWith(folder));
};

export const docent = {
  name: "docent",
  async publish({ site, lang, isMain }) {
    const names = named(site, isMain ? "search/index.html" : `${lang}/search/index.html`);
    const reader = names.index.endsWith(".gz") ? names.shards : names.json;
    const module = (path) => import(pathToFileURL(join(site, path)));
    const [{ search, tools }, { default: read }] = await Promise.all([module(names.script), module(reader)]);
    const client = async () => {
      const visitor = visit(site);
      visitor.send(names.script);
      visitor.send(reader);
      const typos = () => {
        visitor.send(names.typos);
        return module(names.typos);
      };
      const index = await read(new URL(names.index, ORIGIN), { ...tools, typos }, visitor.fetch);
      const ask = async (query, shown, today) => {
        const { hits } = await search(index, query, today);
        const cards = await index.cards(hits.slice(0, shown).map(({ ref }) => ref));
        return cards.map(({ url }) => url);
      };
      return { bytes: visitor.bytes, ask };
    };
    return { client, disk: onDisk(site, isOf(names)) };
  },
};
