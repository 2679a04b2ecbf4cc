// Search in the browser: reads the site's elasticlunr index and answers as you type.
//
// Enhances `<form class="search" data-index data-strings>` to a combobox with a list of results (WAI-ARIA APG), and fills
// `<main data-search-page>` on the search page. The index is loaded when the box is first used. Without this script the
// form leads to the search page, which lists everything.
//
// `data-strings` is JSON with the words of the interface; {n} stands for a count, {q} for the query:
//   results_one, results_other (or another plural category), none, none_help, did_you_mean, all, all_kinds, kinds,
//   suggestions, past, loading, failed, contacts, az

// ---- Text to words: the same rules as src/formats/search/text.rs, held together by tests/search/vectors.json ----

const LETTERS = { æ: "ae", œ: "oe", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i" };
const NUMBER_OR_WORD =
  /(?:1[-. ]?\(?)?(\d{3})\)?[-. /]?(\d{3})[-. ]?(\d{4})(?![\p{Alpha}\p{N}])|(\d{3})[-. ](\d{4})(?![\p{Alpha}\p{N}])|[\p{Alpha}\p{N}]+(?:[.'/@_&-][\p{Alpha}\p{N}]+)*/gu;

const fold = (text) =>
  text
    .replace(/[™℠]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[\u2010\u2011]/g, "-")
    .replace(/[æœßøłđı]/g, (letter) => LETTERS[letter]);

/** The chunks of a text: each has its parts, and forms in one piece that mean the same. */
export const chunks = (text) =>
  [...fold(text).matchAll(NUMBER_OR_WORD)].map(([chunk, area, exchange, line, localExchange, localLine]) => {
    if (area) {
      const number = exchange + line;
      return { chunk, parts: [area, exchange, line], forms: [area + number, number, `${area}.${exchange}.${line}`] };
    }
    if (localLine) return { chunk, parts: [localExchange, localLine], forms: [localExchange + localLine] };
    return compound(chunk);
  });

const compound = (chunk) => {
  const bare = chunk.replace(/'s(?![\p{Alpha}\p{N}])/gu, "").replaceAll("'", "");
  const pieces = bare
    .split(/[/@_&-]/)
    .map((piece) => (/^\p{Alpha}{1,2}(\.\p{Alpha}{1,2})+$/u.test(piece) ? piece.replaceAll(".", "") : piece));
  const forms = chunk
    .split("-")
    .map((piece) => piece.replace(/'s$/, ""))
    .filter((piece) => /[.'/@_&]/.test(piece));
  const joined = pieces.join("");
  if (pieces.length > 1 && !/[/@_]/.test(bare)) {
    if (!joined.includes(".")) {
      if (/\p{Alpha}/u.test(bare)) forms.push(joined);
    } else if (/^\d/.test(bare) && !bare.includes("&")) forms.push(bare.replaceAll("-", "_"));
  }
  return { chunk, parts: pieces.flatMap((piece) => piece.split(".")), forms };
};

/** All words of a text, as the index has them. */
export const words = (text) => chunks(text).flatMap(({ parts, forms }) => [...parts, ...forms]);

// ---- Words to terms ----

const STOP_WORDS = {
  English:
    "a able about across after all almost also am among an and any are as at be because been but by can cannot could dear did do does either else ever every for from get got had has have he her hers him his how however i if in into is it its just least let like likely may me might most must my neither no nor not of off often on only or other our own rather said say says she should since so some than that the their them then there these they this tis to too twas us wants was we were what when where which while who whom why will with would yet you your",
  Spanish:
    "a al como con cual cuando de del desde donde e el ella ellas ellos en entre es esa ese eso esta estan este esto fue ha hay la las le les lo los mas me mi muy no nos o para pero por que quien se ser si sin sobre son su sus tu un una y ya yo",
};

// Porter's algorithm, with the two changes its author published later ("bli", "logi"), as elasticlunr has it.
const rules = (table) => {
  const endings = Object.fromEntries(table.split(" ").map((rule) => rule.split(":")));
  const pattern = new RegExp(`^(.+?)(${Object.keys(endings).join("|")})$`);
  return (word, measureAbove) => {
    const [, stem, ending] = pattern.exec(word) || [];
    return stem && measure(stem) > measureAbove ? stem + (endings[ending] || "") : word;
  };
};
const STEP_2 = rules(
  "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble logi:log",
);
const STEP_3 = rules("icate:ic ative alize:al iciti:ic ical:ic ful ness");
const STEP_4 = rules("al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize");

/** The word with v for each vowel and c for each other letter; y is a vowel after a consonant. */
const shape = (word) => {
  let shape = "";
  for (const letter of word) shape += /[aeiou]/.test(letter) || (letter === "y" && shape.endsWith("c")) ? "v" : "c";
  return shape;
};
const measure = (word) => shape(word).split("vc").length - 1;
const endsShort = (word) => /^c+vc$/.test(shape(word)) && !/[wxy]$/.test(word);

const porter = (word) => {
  if (word.length < 3) return word;
  word = word.replace(/(.(?:ss|i))es$|(.[^s])s$/, "$1$2");
  const past = /^(.+?)(ed|ing)$/.exec(word);
  if (/.eed$/.test(word)) {
    if (measure(word.slice(0, -3))) word = word.slice(0, -1);
  } else if (past && shape(past[1]).includes("v")) {
    word = past[1];
    if (/(at|bl|iz)$/.test(word)) word += "e";
    else if (/([^aeiouylsz])\1$/.test(word)) word = word.slice(0, -1);
    else if (endsShort(word)) word += "e";
  }
  word = word.replace(/(.[^aeiou])y$/, "$1i");
  word = STEP_3(STEP_2(word, 0), 0);
  const ion = /^(.+[st])ion$/.exec(word);
  const cut = STEP_4(word, 1);
  if (cut === word && ion && measure(ion[1]) > 1) word = ion[1];
  else word = cut;
  const e = /^(.+)e$/.exec(word);
  if (e && (measure(e[1]) > 1 || (measure(e[1]) === 1 && !endsShort(e[1])))) word = e[1];
  return /ll$/.test(word) && measure(word) > 1 ? word.slice(0, -1) : word;
};

const spanish = (word) => {
  if (!/^[a-z]+$/.test(word)) return word;
  return /..ces$/.test(word) ? word.slice(0, -3) + "z" : word.replace(/^(.{3,}?)(?:[eoa]s|[oaes])$/, "$1");
};

/** How a language makes a term of a word; an empty term is a stop word's. */
export const language = (name) => {
  const stop = new Set((STOP_WORDS[name] || "").split(" "));
  const trim = (word) => word.replace(/^\W+|\W+$/g, "");
  if (name === "English") return (word) => (stop.has((word = trim(word))) ? "" : porter(word));
  if (name === "Spanish") return (word) => (stop.has((word = trim(word))) ? "" : spanish(word));
  return (word) => word;
};
