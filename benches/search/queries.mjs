// Queries with one right answer that is known, since they are made from it: words of the title of a document.
import { seeded } from "./random.mjs";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const wordsOf = (title) => [...new Set(title.toLowerCase().match(/[a-z]{4,}/g) ?? [])];

/** One letter added, left out, changed, or exchanged with the next one; at any place, the first letter too. */
const mistyped = (word, random) => {
  const at = random.below(word.length);
  const letter = random.one([...LETTERS].filter((letter) => letter !== word[at]));
  const kinds = {
    added: () => word.slice(0, at) + letter + word.slice(at),
    left_out: () => word.slice(0, at) + word.slice(at + 1),
    changed: () => word.slice(0, at) + letter + word.slice(at + 1),
    exchanged: () => word.slice(0, at) + (word[at + 1] ?? "") + word[at] + word.slice(at + 2),
  };
  const typed = kinds[random.one(Object.keys(kinds))]();
  return typed === word ? mistyped(word, random) : typed;
};

/** The words with the longest of them mistyped. */
const withTypo = (words, random) => {
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  return words.map((word) => (word === longest ? mistyped(word, random) : word));
};

/** The words while the last one is being typed: three letters of it, or more, but not all. */
const withPrefix = (words, random) => {
  const last = words.at(-1);
  return [...words.slice(0, -1), last.slice(0, 3 + random.below(last.length - 3))];
};

/** So many queries of each group for the documents: two or three words of a title; one of them mistyped; the last one cut short. */
export const knownItems = (documents, count, seed) => {
  const random = seeded(seed);
  const suitable = documents.filter(({ title }) => wordsOf(title).length > 1);
  return random.some(suitable, count).flatMap(({ title, url }) => {
    const words = random.some(wordsOf(title), 2 + random.below(2));
    const asked = { exact: words, typo: withTypo(words, random), prefix: withPrefix(words, random) };
    return Object.entries(asked).map(([group, words]) => ({ q: words.join(" "), right: [url], group }));
  });
};
