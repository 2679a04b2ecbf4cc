// The index that docent writes is elasticlunr.js's own: it loads there without a word, and holds what its addDoc would make.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import elasticlunr from "elasticlunr";
import { words } from "../../themes/civic/assets/search.js";

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const entries = json("entries.json");
const written = json("index.json");

const quietly = (work) => {
  const warnings = [];
  const { warn } = console;
  console.warn = (...message) => warnings.push(message.join(" "));
  try {
    return work();
  } finally {
    console.warn = warn;
    assert.deepEqual(warnings, []);
  }
};
const index = quietly(() => elasticlunr.Index.load(written));
const titles = (query, config = {}) => quietly(() => index.search(query, config)).map(({ ref }) => index.documentStore.getDoc(ref).title);

/** The four fields of an entry as the index reads them, in words that elasticlunr's tokenizer gives back. */
const fields = (entry) => {
  const keywords = [...(entry.keywords || []), entry.card || "", entry.kind_label].flatMap(words);
  const stops = words(entry.title).filter((word) => written.stopWords.includes(word));
  return {
    title: words(entry.title).join(" "),
    crumbs: words(entry.crumbs || "").join(" "),
    keywords: [...keywords, ...stops.map((word) => `_${word}_`)].join(" "),
    body: words(entry.body || "").join(" "),
  };
};

test("elasticlunr's addDoc makes the same index of the same words", () => {
  const theirs = elasticlunr(function () {
    this.setRef("id");
    for (const field of written.fields) this.addField(field);
    entries.forEach((entry, id) => this.addDoc({ id, ...fields(entry) }));
  });
  const made = JSON.parse(JSON.stringify(theirs));
  for (const name of ["version", "fields", "ref", "pipeline", "index"]) assert.deepEqual(written[name], made[name], name);
  assert.equal(written.documentStore.length, made.documentStore.length);
  assert.deepEqual(written.documentStore.docInfo, made.documentStore.docInfo);
});

test("its search finds what people look for", () => {
  const first = {
    weaver: "David Weaver",
    "804-555-0177": "David Weaver",
    "804.555.0177": "David Weaver",
    8045550177: "David Weaver",
    "5550177": "David Weaver",
    "memorandum of understanding": "Model Memorandum of Understanding",
    dare: "D.A.R.E.",
    "d.a.r.e.": "D.A.R.E.",
    deescalation: "Training topics",
    "28A.320.124": "RCW 28A.320.124",
    puppy: "What SROs really do",
    "teen brain": "The Teen Brain",
    resume: "Résumé template for candidates",
  };
  for (const [query, title] of Object.entries(first)) {
    assert.equal(titles(query, { fields: { title: { boost: 10 }, keywords: { boost: 4 }, crumbs: { boost: 1 }, body: { boost: 1 } } })[0], title, query);
  }
  assert.ok(titles("sro").includes("SRO/SSO Incentive Grant Program"));
  assert.ok(titles("mediat", { expand: true }).includes("Resolving concerns"));
});

test("its search never throws, whatever is typed", () => {
  for (const query of ["constructor", "__proto__", "toString", "", " ", "?", "[", "\\", "💡", "a".repeat(10_000), "S.R.O.’s (804) 555–0177"]) titles(query);
});
