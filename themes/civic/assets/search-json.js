// Reads an index in one file (`search/<lang>.json`) for search.js, with the weights of src/formats/search/weights.rs.

const BOOSTS = { title: 10, crumbs: 0.4, keywords: 2.5, body: 1 };
const LONG = { title: 0.6, crumbs: 0.6, keywords: 0.6, body: 0.75 };
const SATURATION = 4;
const COMMON = 1024;
const MANY = 128;
const BEST = 128;
const PLACES = 63;

const keep = ({ count, hits }, most) => {
  const best = hits.size > most && [...hits].sort(([a, [one]], [b, [two]]) => two - one || a - b).slice(0, most);
  return { count, hits: best ? new Map(best.sort(([a], [b]) => a - b)) : hits };
};

export const read = ({ documentStore: { docs, docInfo, length }, fields, index, bestBets, ...json }, { chunks, language, levels, merge, typos }) => {
  const term = language(json);
  const average = {};
  const holders = new Map();
  const collect = (name, node, term) => {
    if (node.df) holders.set(term, { ...holders.get(term), [name]: node.docs });
    for (const unit in node) if (unit.length < 2) collect(name, node[unit], term + unit);
  };
  for (const name of fields) {
    average[name] = Object.values(docInfo).reduce((sum, info) => sum + info[name] / length, 0);
    collect(name, index[name].root, "");
  }
  const terms = [...holders.keys()].sort();

  const places = new Map();
  for (const ref in docs) {
    const parts = chunks(docs[ref].title ?? "").flatMap(({ parts }) => parts);
    parts.slice(0, PLACES).forEach((part, at) => {
      const key = term(part) || term(`_${part}_`);
      if (!places.has(key)) places.set(key, {});
      places.get(key)[ref] ??= 2 * at + 2 + (at === parts.length - 1);
    });
  }

  const weigh = (term) => {
    const sums = {};
    const held = holders.get(term);
    for (const name of fields)
      for (const ref in held[name]) {
        const long = 1 - LONG[name] + (LONG[name] * docInfo[ref][name]) / average[name];
        sums[ref] = (sums[ref] || 0) + (BOOSTS[name] * Math.round(held[name][ref].tf ** 2)) / long;
      }
    const hits = Object.keys(sums).map((ref) => [+ref, [1 + Math.floor((levels * sums[ref]) / (sums[ref] + SATURATION)), places.get(term)?.[ref] || 0]]);
    return keep({ count: hits.length, hits: new Map(hits) }, COMMON);
  };
  const known = new Map();
  const find = (term) => {
    if (!known.has(term) && holders.has(term)) known.set(term, weigh(term));
    return known.get(term);
  };
  const beginning = (word) => {
    const longer = terms.filter((term) => term.startsWith(word));
    const all = merge(longer.map(find));
    return longer.length > MANY ? keep(all, BEST) : all;
  };
  // The terms of letters alone, of nearly the same length, with the same first or last letter.
  const spelled = (typed, most, side) =>
    terms
      .filter((term) => term.length > 2 && term.at(-side) === typed.at(-side) && Math.abs(term.length - typed.length) <= most && !/\P{Alpha}|[^\0-\uffff]/u.test(term))
      .map((term) => [term, find(term).count]);

  return { term, typos, length, bestBets, find, beginning, spelled, about: (ref) => docs[ref], cards: (refs) => refs.map((ref) => docs[ref]) };
};

export default async (address, tools, get = fetch) => {
  const response = await get(address);
  if (!response.ok) throw response;
  return read(await response.json(), tools);
};
