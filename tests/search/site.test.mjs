// The built site answers what the public asks. `tests/run` builds it first.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";
import elasticlunr from "elasticlunr";
import { search } from "../../themes/civic/assets/search.js";
import { read } from "../../themes/civic/assets/search-json.js";
import { tools } from "./tools.mjs";

const site = new URL("../../target/sites/sro-hq-2025-05-01/", import.meta.url);
const file = new URL("search/en.json", site);
const options = { skip: !existsSync(file) && "the site is not built" };
const json = () => JSON.parse(readFileSync(file, "utf8"));
const queries = JSON.parse(readFileSync(new URL("site-queries.json", import.meta.url), "utf8"));

/** The mean of 1, 1/2, 1/3, … for right answers in the first, second, third place. */
const meanReciprocalRank = async (answer) => {
  const late = [];
  const ranks = [];
  for (const { q, right } of queries) {
    const place = (await answer(q)).findIndex((url) => right.includes(url)) + 1;
    if (place !== 1) late.push(`${q}: ${place || "missing"}`);
    ranks.push(place ? 1 / place : 0);
  }
  return { mean: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length, late: late.join("; ") };
};

test("the client", options, async () => {
  const index = read(json(), tools);
  const { mean, late } = await meanReciprocalRank(async (query) => {
    const { hits } = await search(index, query, "2026-01-01");
    return index.cards(hits.map(({ ref }) => ref)).map(({ url }) => url);
  });
  assert.ok(mean >= 0.95, `${mean}; ${late}`);
});

// A title with the word "next" stood before the schedule.
test("the next class is found on the schedule", options, async () => {
  const index = read(json(), tools);
  for (const query of ["next class", "when is the next basic class", "upcoming training"]) {
    const { hits } = await search(index, query, "2026-01-01");
    assert.equal(index.cards([hits[0].ref])[0].url, "/schedule/", query);
  }
});

// It knows no typing errors and drops the stop words of titles, so it cannot do as well.
test("stock elasticlunr.js", options, async () => {
  const index = elasticlunr.Index.load(json());
  const { mean, late } = await meanReciprocalRank((query) => index.search(query, { expand: true }).map(({ ref }) => index.documentStore.getDoc(ref).url));
  assert.ok(mean >= 0.75, `${mean}; ${late}`);
});

/** The bytes of a script as docent publishes it and a host sends it. */
const sent = (name) => {
  const asset = readdirSync(new URL("assets", site)).find((asset) => asset.startsWith(name + "."));
  return gzipSync(readFileSync(new URL(`assets/${asset}`, site))).length;
};

test("what the search box loads before it answers is small", options, () => {
  for (const reader of ["search-json", "search-shards"]) {
    const size = sent("search") + sent(reader);
    assert.ok(size <= 8 * 1024, `${reader}: ${size} bytes`);
  }
});
