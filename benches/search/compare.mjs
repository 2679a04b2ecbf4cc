// Asks every engine the same queries about the same documents, and prints the tables.
//
// usage: compare.mjs WORK [--json FILE]; `run` makes WORK, with a folder for each corpus: its built site, its entries.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { docent } from "./engines/docent.mjs";
import { asMdbook, byDefault, withoutText } from "./engines/elasticlunr.mjs";
import { minisearch } from "./engines/minisearch.mjs";
import * as pagefind from "./engines/pagefind.mjs";
import { knownItems } from "./queries.mjs";
import { seeded } from "./random.mjs";
import { tables } from "./tables.mjs";

const ALL = [docent, minisearch, pagefind.ofDocuments, pagefind.ofPages, asMdbook, byDefault, withoutText];
const ENGINES = ALL.filter(({ name }) => name === (process.env.ENGINE ?? name));

/** The day on which everything is asked: half of the made-up classes are over, and the next ones of SRO HQ are not. */
const TODAY = "2025-05-01";

/** Documents from which queries are made, queries of which the bytes are counted, and those that are typed letter by letter. */
const [KNOWN, COUNTED, TYPED] = [200, 40, 25];

/** The answers that are looked through for the right one. */
const LOOKED_AT = 10;

/** The documents of a corpus: the texts that docent's index is made of, whole, for every engine. */
const documentsOf = (folder) =>
  readFileSync(join(folder, "entries.jsonl"), "utf8").trim().split("\n").map((line) => {
    const entry = JSON.parse(line);
    const marks = [entry.keywords, entry.label, entry.card].filter(Boolean).join(" ");
    return { ...entry, marks, text: entry.body.slice(0, 300), everything: `${entry.body} ${marks}`.trim() };
  });

const isRight = ({ right }, page) => {
  const wanted = page ? right.map(page) : right;
  return (url) => wanted.includes(url);
};

/** Mean reciprocal rank, success at 1 and at 5, and how often there is no answer at all. */
const quality = async (ask, queries, page) => {
  const ranks = [];
  const late = [];
  for (const query of queries) {
    const urls = await ask(query.q, LOOKED_AT, TODAY);
    const rank = urls.findIndex(isRight(query, page)) + 1;
    ranks.push({ rank, isEmpty: !urls.length });
    if (rank !== 1) late.push({ q: query.q, rank, right: query.right, first: urls.slice(0, 3) });
  }
  const mean = (of) => ranks.reduce((sum, rank) => sum + of(rank), 0) / ranks.length;
  return {
    queries: ranks.length,
    mrr: mean(({ rank }) => (rank ? 1 / rank : 0)),
    success1: mean(({ rank }) => Number(rank === 1)),
    success5: mean(({ rank }) => Number(rank > 0 && rank <= 5)),
    empty: mean(({ isEmpty }) => Number(isEmpty)),
    late,
  };
};

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const spread = (numbers) => ({ median: quantile(numbers, 0.5), p95: quantile(numbers, 0.95), most: Math.max(...numbers) });

/** What a first visitor is sent for a query, by a client that has nothing yet. */
const coldBytes = async (client, queries, ask) => {
  const bytes = [];
  for (const { q } of queries) {
    const cold = await client();
    await ask(cold, q);
    bytes.push(cold.bytes());
  }
  return spread(bytes);
};

const beginnings = (query) => Array.from(query, (_, at) => query.slice(0, at + 1)).filter(({ length }) => length > 1);

const typed = async ({ ask }, query) => {
  for (const beginning of beginnings(query)) await ask(beginning, 5, TODAY);
};

const bytes = async ({ isWhole }, { client }, queries) => {
  if (!isWhole) {
    return {
      first: await coldBytes(client, queries, ({ ask }, q) => ask(q, 1, TODAY)),
      fifth: await coldBytes(client, queries, ({ ask }, q) => ask(q, 5, TODAY)),
      typed: await coldBytes(client, queries.slice(0, TYPED), typed),
    };
  }
  // The index is one file: all of it comes before the first answer, and nothing after.
  const whole = spread([(await client()).bytes()]);
  return { first: whole, fifth: whole, typed: whole };
};

/** Milliseconds for each letter typed, by a client that has answered before. */
const latency = async (client, queries) => {
  const { ask } = await client();
  for (const { q } of queries.slice(0, 5)) await typed({ ask }, q);
  const times = [];
  for (const beginning of queries.flatMap(({ q }) => beginnings(q))) {
    const start = performance.now();
    await ask(beginning, 5, TODAY);
    times.push(performance.now() - start);
  }
  return spread(times);
};

const byGroup = (queries) => Map.groupBy?.(queries, ({ group }) => group) ?? queries.reduce((groups, query) => groups.set(query.group, [...(groups.get(query.group) ?? []), query]), new Map());

const measured = async (engine, corpus, queries) => {
  const published = await engine.publish(corpus);
  const random = seeded(`${corpus.name}: which are counted`);
  const counted = random.some(queries, COUNTED);
  const result = { engine: engine.name, disk: published.disk, bytes: await bytes(engine, published, counted) };
  const { ask } = await published.client();
  if (!ask) return result;
  result.quality = {};
  for (const [group, some] of byGroup(queries)) result.quality[group] = await quality(ask, some, engine.page);
  result.quality.all = await quality(ask, queries, engine.page);
  result.latency = await latency(published.client, random.some(queries, TYPED));
  return result;
};

/** What is asked of SRO HQ. Ranking may be tuned with `tuning-queries.json` alone: what it is worth shows on queries never seen. */
const portalQueries = JSON.parse(readFileSync(new URL(process.env.QUERIES || "portal-queries.json", import.meta.url), "utf8"));

const corpora = (work) =>
  readdirSync(work).filter((name) => existsSync(join(work, name, "entries.jsonl"))).map((name) => {
    const folder = join(work, name);
    const documents = documentsOf(folder);
    const [portal, lang = "en"] = name.split(".");
    const isPortal = portal === "sro-hq";
    const queries = isPortal ? portalQueries.filter((query) => (query.lang ?? "en") === lang) : knownItems(documents, KNOWN, `${name}: known items`);
    return { name, lang, isMain: lang === "en", isPortal, documents, queries, site: join(work, portal, "public"), work: join(work, name, "engines") };
  });

const main = async (work, jsonFile) => {
  const results = [];
  const load = loadavg()[0];
  for (const corpus of corpora(work).sort((a, b) => b.isPortal - a.isPortal || a.documents.length - b.documents.length)) {
    const { name, isPortal, documents, queries } = corpus;
    mkdirSync(corpus.work, { recursive: true });
    const engines = [];
    for (const engine of ENGINES) {
      console.error(`${name}: ${engine.name}`);
      engines.push(await measured(engine, corpus, queries));
    }
    results.push({ name, isPortal, documents: documents.length, engines });
  }
  await pagefind.close();
  if (jsonFile) writeFileSync(jsonFile, JSON.stringify({ load, corpora: results }, null, 1));
  console.log(tables({ load, corpora: results }));
};

const [work, , jsonFile] = process.argv.slice(2);
await main(work, jsonFile);
