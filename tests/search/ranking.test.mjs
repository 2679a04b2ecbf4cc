// One ranking: the answers of src/formats/search/rank.rs, which `docent search` prints, are those of search.js.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { search } from "../../themes/civic/assets/search.js";
import { read } from "../../themes/civic/assets/search-json.js";
import { tools } from "./tools.mjs";

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const index = read(json("index.json"), tools);

test("the same answers in the same order with the same scores", async () => {
  const asked = json("ranking.json");
  assert.ok(asked.length >= 150, asked.length);
  for (const { q, hits } of asked) {
    const ours = (await search(index, q, "2025-05-23")).hits;
    assert.deepEqual(
      ours.map(({ ref }) => ref),
      hits.map(([number]) => number),
      q,
    );
    for (const [at, [, score]] of hits.entries()) assert.ok(Math.abs(ours[at].score - score) < 2e-6, `${q}: ${ours[at].score}, ${score}`);
  }
});
