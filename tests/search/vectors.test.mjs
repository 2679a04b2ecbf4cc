// The text contract: search.js makes the same words and terms as src/formats/search/text.rs (whose test reads the same vectors).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import elasticlunr from "elasticlunr";
import { language, words } from "../../themes/civic/assets/search.js";

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const vectors = json("vectors.json");
const index = json("index.json");

test("words", () => {
  assert.ok(vectors.words.length >= 500);
  for (const { text, words: expected } of vectors.words) assert.deepEqual(words(text), expected, text);
});

test("terms", () => {
  const names = { en: "English", es: "Spanish" };
  for (const { lang, text, terms } of vectors.terms) {
    // Which words stop is in the index; here they are the words that have no terms.
    const stopWords = terms.length ? [] : words(text);
    const term = language({ lang: names[lang], stopWords });
    const made = words(text).map(term).filter(Boolean);
    // In Spanish the index holds the words themselves, too.
    assert.ok(
      made.every((term) => terms.includes(term)),
      `${text}: ${made}`,
    );
    if (lang === "en") assert.deepEqual(made, terms, text);
  }
});

test("the stop words in the index are elasticlunr's", () => {
  const expected = Object.keys(elasticlunr.defaultStopWords).filter(Boolean);
  assert.deepEqual(index.stopWords.toSorted(), expected.toSorted());
});

test("the stemmer is elasticlunr's, on words made of all endings that it knows", () => {
  const term = language({ lang: "English", stopWords: [] });
  const stems = "a be tr ag fil hop rat adopt commun electr conform digit y yell sk cr ai ooz tann fizz plast con l sh wh s5".split(" ");
  const endings =
    " s es ed ing eed ies sses y ly ational tional enci anci izer bli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize sion tion ion e ll".split(" ");
  for (const stem of stems)
    for (const one of endings)
      for (const two of endings) {
        const word = stem + one + two;
        assert.equal(term(word), elasticlunr.stemmer(word), word);
      }
});
