// What mistyped words may mean, for search.js, which loads this with the first word that is nowhere.

const TYPO = 0.6;
const PAST_STEM = 0.8;
const GUESSES = 4;

// How many letters must be changed, added, taken away, or exchanged with the next one.
const distance = (a, b) => {
  let before = [];
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
};

// The stems past which a word is typed, and the most usual terms that may be mistyped so: first those with the same first letter,
// then, where there is no stem, those with the same last. Each with its weight; `typed` is the term of the word. A stem
// to which an e was added, as in "traning", is looked for without it too.
const named = async (index, word, typed) => {
  const stems = [];
  if (typed.length < 4) return stems;
  for (let length = word.length; length > 3 && length * 2 >= word.length; length--) stems.push(word.slice(0, length));
  const known = await Promise.all(stems.map(index.find));
  const past = stems.filter((_, at) => known[at]).map((stem) => [stem, TYPO / PAST_STEM]);
  const most = word.length > 7 && !past.length ? 2 : 1;
  const read = new Set([typed, word.startsWith(typed) ? typed : typed.replace(/(....)e$/, "$1")]);
  for (let errors = 1; errors <= most; errors++)
    for (const side of past.length ? [0] : [0, 1])
      for (const stem of read) {
        const spelled = await index.spelled(stem, errors, side);
        const meant = spelled.filter(([term]) => distance(stem, term) <= errors).sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1));
        if (meant.length) return [...past, ...meant.slice(0, GUESSES).map(([term]) => [term, TYPO / errors])];
      }
  return past;
};

// The same with what the index knows of each, and how many entries hold the most usual: no guess is worth more for being rarer.
export const near = async (index, word, typed) => {
  const guesses = await named(index, word, typed);
  const found = await Promise.all(guesses.map(([term]) => index.find(term)));
  const usual = Math.max(...found.map(({ count }) => count));
  return guesses.map(([term, weight], at) => [term, found[at], weight, usual]);
};

// The query as the guesses for its words understood it, the best of each, in the spelling of these results.
export const meant = ({ term }, chunks, guesses, docs, words) => {
  const texts = docs.flatMap(({ title, text = "" }) => words(title + " " + text));
  const spelled = guesses.map((terms) => terms.map((guess) => texts.find((word) => term(word) === guess)).find(Boolean));
  return spelled.some(Boolean) && chunks.map(({ chunk }, at) => spelled[at] || chunk).join(" ");
};
