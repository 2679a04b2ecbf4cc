// What search.js answers on an index that docent wrote: the right entry for queries as the public types them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { byKind, search } from "../../themes/civic/assets/search.js";
import { read } from "../../themes/civic/assets/search-json.js";
import { tools } from "./tools.mjs";

const file = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const queries = JSON.parse(file("queries.json"));
const index = read(JSON.parse(file("index.json")), tools);
const TODAY = "2025-05-01";

const answer = async (query, today = TODAY) => {
  const { hits, meant, isHit } = await search(index, query, today);
  const docs = index.cards(hits.map(({ ref }) => ref));
  return { hits, docs, isHit, meant: await meant(docs) };
};
const urls = async (query, today) => (await answer(query, today)).docs.map(({ url }) => url);
const isRight = (right, url) => right.some((id) => url === id || url.endsWith(`#${id}`) || url.endsWith(`/${id}/`));

test("every query finds its entry, nearly always first", async () => {
  let sum = 0;
  const late = [];
  for (const { q, right } of queries) {
    const found = await urls(q);
    const place = found.findIndex((url) => isRight(right, url));
    assert.ok(place >= 0 && place < 5, `${q}: ${found.slice(0, 5)}`);
    if (place) late.push(`${q} (${place + 1})`);
    sum += 1 / (place + 1);
  }
  assert.ok(sum / queries.length >= 0.95, `mean reciprocal rank ${sum / queries.length}; not first: ${late.join(", ")}`);
});

test("letter by letter, the entry is there before the word is whole", async () => {
  const soon = { weaver: 3, yots: 2, puppy: 3, interview: 4, "teen brain": 4, "804-555-0177": 12, certification: 5, "28a.320.124": 7 };
  for (const [query, letters] of Object.entries(soon)) {
    const [right] = await urls(query);
    for (let length = letters; length <= query.length; length++) {
      const found = await urls(query.slice(0, length));
      assert.ok(found.slice(0, 5).includes(right), `${query.slice(0, length)}: ${found}`);
    }
  }
});

test("a missing word costs, and does not empty the list", async () => {
  assert.equal((await urls("zzzzqqqq puppy therapy"))[0], "/washington/what/#do");
  assert.deepEqual(await urls("zzzzqqqq"), []);
  assert.deepEqual(await urls(""), []);
});

test("an event that is over stands after all to come that answer as much of the query", async () => {
  for (const query of ["basic school", "class", "four days", "administrators monday", "register course", "school"]) {
    const { hits } = await answer(query + " ", "2025-05-23");
    const events = hits.filter(({ ends }) => ends);
    assert.ok(events.some(({ past }) => past) && events.some(({ past }) => !past), query);
    for (const [at, over] of events.entries())
      if (over.past) assert.ok(events.slice(at).every(({ past, covered }) => past || covered < over.covered), query);
  }
  // What is asked for by its place stays first.
  assert.equal((await urls("basic school hanwell", "2025-05-23"))[0], "/schedule/basic-2025-05/");
});

test("what is to come stands before what is past", async () => {
  const schools = async (today) => (await urls("basic school", today)).filter((url) => url.includes("basic"));
  assert.equal((await schools("2025-03-01")).length, 3);
  assert.equal((await schools("2025-05-22")).at(-1), "/schedule/basic-2025-03/");
  assert.equal((await schools("2025-05-23"))[0], "/schedule/basic-2025-07/");
  assert.ok((await answer("hanwell", "2025-05-23")).hits[0].past);
  assert.ok(!(await answer("hanwell", "2025-05-22")).hits[0].past);
});

test("what editors want first is first, for the same words in other forms", async () => {
  for (const query of ["report a threat", "How do I report threats?"]) {
    assert.deepEqual((await urls(query)).slice(0, 2), ["/contacts/#ines-pena-obrien", "/contacts/#david-weaver"]);
  }
  assert.equal((await urls("constructor"))[0], "/contacts/#david-weaver");
  assert.notEqual((await urls("report a crime"))[0], "/contacts/#ines-pena-obrien");
});

test("a guessed word is said as the results spell it", async () => {
  assert.equal((await answer("cultural diferences")).meant, "cultural differences");
  assert.equal((await answer("assesment manager")).meant, "assessment manager");
  assert.ok(!(await answer("cultural differences")).meant);
  assert.ok(!(await answer("interv")).meant);
});

test("the stem of a mistyped word may be no stem", async () => {
  for (const query of ["traning", "trining", "trained officrs"]) assert.match((await answer(query)).meant, /^train/, query);
});

test("guesses alone are told from what was found", async () => {
  const isGuess = async (query) => (await search(index, query, TODAY)).isGuess;
  assert.deepEqual(await Promise.all(["traning", "traning weaver", "weaver zzzz"].map(isGuess)), [true, false, false]);
});

test("what was found can be marked", async () => {
  const { isHit } = await answer("S.R.O. training");
  for (const text of ["SROs", "SRO’s", "Training", "trained"]) assert.ok(isHit(text), text);
  for (const text of ["school", "the", "_"]) assert.ok(!isHit(text), text);
});

test("results are grouped by kind, the kind of the best one first", async () => {
  const kinds = byKind((await answer("weaver program")).hits);
  assert.equal(kinds[0].label, "Contacts");
  assert.equal(new Set(kinds.map(({ kind }) => kind)).size, kinds.length);
});

test("nothing that can be typed throws", async () => {
  for (const query of ["constructor", "__proto__", "docs", "df", "[", "(", "\\", "'", "’s", "💡", "\ud800", "1".repeat(99), "x".repeat(10_000), "a ".repeat(500)]) await urls(query);
});
