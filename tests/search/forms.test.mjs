// One ranking in three readers: of the index in one file, of the index in shards, and of `docent search`, on whole portals.
// `cargo test --test portal search` builds these first.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { search, words } from "../../themes/civic/assets/search.js";
import json from "../../themes/civic/assets/search-json.js";
import shards from "../../themes/civic/assets/search-shards.js";
import { tools } from "./tools.mjs";

const TODAY = "2025-05-23";
const built = new URL("../../target/tmp/search/", import.meta.url);

/** As `fetch`, from the disk. */
const fromDisk = async (address) => new Response(readFileSync(new URL(address)));
const compared = ({ hits }) => hits.slice(0, 50).map(({ ref, score, past, kind }) => ({ ref, score, past, kind }));

for (const name of ["sro-hq", "corpus"]) {
  const folder = new URL(`${name}/`, built);
  const options = { skip: !existsSync(folder) && "the portal is not built" };
  const text = (path) => JSON.parse(readFileSync(new URL(path, folder), "utf8"));

  test(`${name}: the same answers with the same scores from both forms and from Rust`, options, async () => {
    const [whole, parts] = await Promise.all([
      json(new URL("search/en.json", folder), tools, fromDisk),
      shards(new URL("search/en.gz", folder), tools, fromDisk),
    ]);
    const asked = text("answers.json");
    assert.ok(asked.length > 200, asked.length);
    let found = 0;
    for (const { q, hits } of asked) {
      const [one, other] = await Promise.all([search(whole, q, TODAY), search(parts, q, TODAY)]);
      assert.deepEqual(compared(other), compared(one), q);
      assert.deepEqual(
        compared(one).map(({ ref }) => ref),
        hits.map(([ref]) => ref),
        q,
      );
      for (const [at, [, score]] of hits.entries()) assert.ok(Math.abs(one.hits[at].score - score) < 2e-9, `${q}: ${one.hits[at].score}, ${score}`);
      const first = one.hits.slice(0, 3).map(({ ref }) => ref);
      const cards = (docs) => docs.map(({ id, kind, label, ends, ...doc }) => doc);
      assert.deepEqual(cards(await parts.cards(first)), cards(whole.cards(first)), q);
      found += first.length > 0;
    }
    assert.ok(found > 200, found);
  });

  test(`${name}: the same words of every chunk of its texts`, options, () => {
    const chunks = text("words.json");
    assert.ok(chunks.length > 1000, chunks.length);
    for (const [chunk, expected] of chunks) assert.deepEqual(words(chunk), expected, chunk);
  });
}

test("hostile texts are answered in both forms", { skip: !existsSync(new URL("hostile/", built)) && "the index is not built" }, async () => {
  const folder = new URL("hostile/search/", built);
  const [whole, parts] = await Promise.all([json(new URL("en.json", folder), tools, fromDisk), shards(new URL("en.gz", folder), tools, fromDisk)]);
  const queries = ["weaver", "constructor", "__proto__", "toString", "hasOwnProperty", "valueOf ", "<img", "x".repeat(1e6), "\u202e", "\0", "\ud800", "💡", "~0", "~1w", "w*", "_the"];
  for (const q of queries) {
    const [one, other] = await Promise.all([search(whole, q, TODAY), search(parts, q, TODAY)]);
    assert.deepEqual(compared(other), compared(one), q);
    assert.ok(!(await one.meant([])));
  }
  assert.equal((await search(parts, "weaver", TODAY)).hits.length, 11);
  assert.equal((await parts.cards([0]))[0].title, "<img src=x onerror=alert(1)> weaver");
});
