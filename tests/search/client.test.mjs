// What search.js answers on an index that docent wrote: the right entry for queries as the public types them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { byKind, read, search } from "../../themes/civic/assets/search.js";

const file = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const queries = JSON.parse(file("queries.json"));
const index = read(JSON.parse(file("index.json")));
const TODAY = "2025-05-01";

const urls = (query, today = TODAY) => search(index, query, today).hits.map(({ doc }) => doc.url);
const isRight = (right, url) => right.some((id) => url === id || url.endsWith(`#${id}`) || url.endsWith(`/${id}/`));

test("every query finds its entry, nearly always first", () => {
  let sum = 0;
  const late = [];
  for (const { q, right } of queries) {
    const place = urls(q).findIndex((url) => isRight(right, url));
    assert.ok(place >= 0 && place < 5, `${q}: ${urls(q).slice(0, 5)}`);
    if (place) late.push(`${q} (${place + 1})`);
    sum += 1 / (place + 1);
  }
  assert.ok(sum / queries.length >= 0.95, `mean reciprocal rank ${sum / queries.length}; not first: ${late.join(", ")}`);
});

test("letter by letter, the entry is there before the word is whole", () => {
  const soon = { weaver: 3, yots: 2, puppy: 3, interview: 4, "teen brain": 4, "804-555-0177": 12, certification: 5, "28a.320.124": 7 };
  for (const [query, letters] of Object.entries(soon)) {
    const { right } = { right: urls(query)[0] };
    for (let length = letters; length <= query.length; length++) {
      assert.ok(urls(query.slice(0, length)).slice(0, 5).includes(right), `${query.slice(0, length)}: ${urls(query.slice(0, length))}`);
    }
  }
});

test("a missing word costs, and does not empty the list", () => {
  assert.equal(urls("zzzzqqqq puppy therapy")[0], "/washington/what/#do");
  assert.deepEqual(urls("zzzzqqqq"), []);
  assert.deepEqual(urls(""), []);
});

test("what is to come stands before what is past", () => {
  const schools = (today) => urls("basic school", today).filter((url) => url.includes("basic"));
  assert.equal(schools("2025-03-01").length, 3);
  assert.equal(schools("2025-05-22").at(-1), "/schedule/basic-2025-03/");
  assert.equal(schools("2025-05-23")[0], "/schedule/basic-2025-07/");
  assert.ok(search(index, "hanwell", "2025-05-23").hits[0].past);
  assert.ok(!search(index, "hanwell", "2025-05-22").hits[0].past);
});

test("a guessed word is said as the results spell it", () => {
  assert.equal(search(index, "cultural diferences", TODAY).meant, "cultural differences");
  assert.equal(search(index, "assesment manager", TODAY).meant, "assessment manager");
  assert.ok(!search(index, "cultural differences", TODAY).meant);
  assert.ok(!search(index, "interv", TODAY).meant);
});

test("what was found can be marked", () => {
  const { isHit } = search(index, "S.R.O. training", TODAY);
  for (const text of ["SROs", "SRO’s", "Training", "trained"]) assert.ok(isHit(text), text);
  for (const text of ["school", "the", "_"]) assert.ok(!isHit(text), text);
});

test("results are grouped by kind, the kind of the best one first", () => {
  const kinds = byKind(search(index, "weaver program", TODAY).hits);
  assert.equal(kinds[0].label, "Contacts");
  assert.equal(new Set(kinds.map(({ kind }) => kind)).size, kinds.length);
});

test("nothing that can be typed throws", () => {
  for (const query of ["constructor", "__proto__", "docs", "df", "[", "(", "\\", "'", "’s", "💡", "\ud800", "1".repeat(99), "x".repeat(10_000), "a ".repeat(500)]) urls(query);
});

test("the client is small", () => {
  const size = gzipSync(file("../../themes/civic/assets/search.js"), { level: 9 }).length;
  assert.ok(size <= 6.5 * 1024, `${size} bytes`);
});
