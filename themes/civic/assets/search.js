// Search in the browser: `form.search` becomes a combobox over the site's elasticlunr index, `[data-search-page]` shows every answer.
// Without it the form leads there. `data-strings` is `search.client` of i18n/en.yaml.

// Words, as in src/formats/search/text.rs.

const PLAIN = { æ: "ae", œ: "oe", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i", "‘": "'", "’": "'", ʼ: "'", "\u2010": "-", "\u2011": "-" };
const NUMBER_OR_WORD =
  /(?:(?:1[-. ]?\(?)?(\d{3})\)?[-. /]?)?(\d{3})[-. ]?(\d{4})(?![\p{Alpha}\p{N}])|[\p{Alpha}\p{N}]+(?:[.'’/@_&‑-][\p{Alpha}\p{N}]+)*/gu;

const fold = (text) =>
  text
    .replace(/[™℠]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[æœßøłđı‘’ʼ\u2010\u2011]/g, (sign) => PLAIN[sign]);

const chunks = (text) =>
  [...fold(text).matchAll(NUMBER_OR_WORD)].map(([chunk, area, exchange, line]) => {
    if (!line) return compound(chunk);
    const local = exchange + line;
    const forms = area ? [area + local, local, `${area}.${exchange}.${line}`] : [local];
    return { chunk, parts: [area, exchange, line].filter(Boolean), forms };
  });

const compound = (chunk) => {
  const bare = chunk.replace(/'s(?![\p{Alpha}\p{N}])/gu, "").replaceAll("'", "");
  const pieces = bare.split(/[/@_&-]/).map((piece) => (/^\p{Alpha}{1,2}(\.\p{Alpha}{1,2})+$/u.test(piece) ? piece.replaceAll(".", "") : piece));
  const forms = chunk
    .split("-")
    .map((piece) => piece.replace(/'s$/, ""))
    .filter((piece) => /[.'/@_&]/.test(piece));
  if (pieces.length > 1 && !/[/@_]/.test(bare)) {
    const dotted = pieces.join("").includes(".");
    if (dotted ? /^\d[^&]+$/.test(bare) : /\p{Alpha}/u.test(bare)) forms.push(dotted ? bare.replaceAll("-", "_") : pieces.join(""));
  }
  return { chunk, parts: pieces.flatMap((piece) => piece.split(".")), forms };
};

export const words = (text) => chunks(text).flatMap(({ parts, forms }) => [...parts, ...forms]);

// Words to terms: Porter's stemmer.

const shape = (word) => [...word].reduce((shape, letter) => shape + (/[aeiou]/.test(letter) || (letter + shape.at(-1) === "yc") ? "v" : "c"), "");
const measure = (word) => shape(word).split("vc").length - 1;
const endsShort = (word) => /^c+vc$/.test(shape(word)) && !/[wxy]$/.test(word);
const rules = (table, above) => {
  const endings = Object.fromEntries(table.split(" ").map((rule) => rule.split(":")));
  const pattern = new RegExp(`^(.+?)(${Object.keys(endings).join("|")})$`);
  return (word) => {
    const [, stem, ending] = pattern.exec(word) || [];
    return stem && measure(stem) > above ? stem + (endings[ending] || "") : word;
  };
};
const step2 = rules(
  "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble logi:log",
  0,
);
const step3 = rules("icate:ic ative alize:al iciti:ic ical:ic ful ness", 0);
const step4 = rules("al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize", 1);

const porter = (word) => {
  if (word.length < 3) return word;
  word = word.replace(/(.(?:ss|i))es$|(.[^s])s$/, "$1$2");
  const [, past] = /^(.+?)(?:ed|ing)$/.exec(word) || [];
  if (/.eed$/.test(word)) {
    if (measure(word.slice(0, -3))) word = word.slice(0, -1);
  } else if (past && shape(past).includes("v")) {
    word = past;
    if (/([^aeiouylsz])\1$/.test(word)) word = word.slice(0, -1);
    else if (/(at|bl|iz)$/.test(word) || endsShort(word)) word += "e";
  }
  word = step3(step2(word.replace(/(.[^aeiou])y$/, "$1i")));
  const [, ion] = /^(.+[st])ion$/.exec(word) || [];
  word = ion && measure(ion) > 1 ? ion : step4(word);
  const [, stem] = /^(.+)e$/.exec(word) || [];
  if (stem && measure(stem) > (endsShort(stem) ? 1 : 0)) word = stem;
  return /ll$/.test(word) && measure(word) > 1 ? word.slice(0, -1) : word;
};

const spanish = (word) => {
  if (!/^[a-z]+$/.test(word)) return word;
  return /..ces$/.test(word) ? word.slice(0, -3) + "z" : word.replace(/^(.{3,}?)(?:[eoa]s|[oaes])$/, "$1");
};

export const language = ({ lang, stopWords }) => {
  const stem = { English: porter, Spanish: spanish }[lang];
  const stop = new Set(stopWords);
  return (word) => (stop.has(word) ? "" : stem ? stem(word) : word);
};

// Terms to answers: BM25. A missing word costs, but does not empty the list.

const BOOSTS = { title: 10, keywords: 2.5, body: 1, crumbs: 0.4 };
const SATURATION = 4;
const STOP_WORD = 0.3;
const PREFIX = 0.7;
const LONGER = 0.3;
const TYPO = 0.7;
const BEHIND = 0.6;
const LEAST = 0.05;

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

export const read = (json) => {
  const { docs, docInfo, length } = json.documentStore;
  const term = language(json);
  const average = {};
  const holders = new Map();
  const collect = (name, node, term) => {
    if (node.df) holders.set(term, { ...holders.get(term), [name]: node.docs });
    for (const unit in node) if (unit.length < 2) collect(name, node[unit], term + unit);
  };
  for (const name of json.fields) {
    average[name] = Object.values(docInfo).reduce((sum, info) => sum + info[name] / length, 0);
    collect(name, json.index[name].root, "");
  }

  const known = new Map();
  const scores = (term) => {
    const found = known.get(term) || new Map();
    if (known.has(term)) return found;
    known.set(term, found);
    const fields = holders.get(term);
    for (const name in fields) {
      for (const ref in fields[name]) {
        const long = 0.6 + (0.4 * docInfo[ref][name]) / average[name];
        found.set(ref, (found.get(ref) || 0) + (BOOSTS[name] * fields[name][ref].tf ** 2) / long);
      }
    }
    const rarity = Math.log(1 + (length - found.size + 0.5) / (found.size + 0.5));
    for (const [ref, weight] of found) found.set(ref, (rarity * weight) / (weight + SATURATION));
    return found;
  };

  // For words typed past their stem, or mistyped.
  const near = (word) => {
    const typed = term(word);
    let least = typed.length > 7 ? 2 : typed.length > 3 ? 1 : 0;
    let nearest = [];
    for (const other of holders.keys()) {
      const past = other.length > 3 && other.length * 2 >= word.length && word.startsWith(other);
      if (!past && Math.abs(typed.length - other.length) > least) continue;
      const apart = past ? 0.8 : distance(typed, other);
      if (apart > least) continue;
      if (apart < least) nearest = [];
      nearest.push(other);
      least = apart;
    }
    return nearest.map((term) => [term, TYPO / least]);
  };
  const longer = (word, weight) => [...holders.keys()].filter((term) => term.startsWith(word)).map((term) => [term, weight]);

  return { term, docs, scores, near, longer };
};

const meaning = (index, word, typing, exact) => {
  const stop = !index.term(word);
  const terms = new Map();
  const add = ([term, weight]) => index.scores(term).size && terms.set(term, terms.get(term) || weight);
  const missing = () => !(exact || stop || terms.size);
  add(stop ? [index.term("_" + word), STOP_WORD] : [index.term(word), 1]);
  if (typing || missing()) index.longer(word, terms.size ? LONGER : PREFIX).forEach(add);
  const guessed = missing() && !/\P{Alpha}/u.test(word);
  if (guessed) index.near(word).forEach(add);
  const hits = new Map();
  for (const [term, weight] of terms) for (const [ref, score] of index.scores(term)) hits.set(ref, Math.max(hits.get(ref) || 0, score * weight));
  return { hits, terms: [...terms.keys()], guessed };
};

const match = (index, { parts, forms }, typing) => {
  const wholes = forms.map((form) => meaning(index, form, typing, true));
  const found = wholes.some(({ hits }) => hits.size);
  const pieces = parts.map((part, at) => meaning(index, part, typing && at === parts.length - 1, found));
  const hits = new Map();
  for (const piece of pieces) for (const [ref, score] of piece.hits) hits.set(ref, (hits.get(ref) || 0) + score / parts.length);
  for (const whole of wholes) for (const [ref, score] of whole.hits) hits.set(ref, Math.max(hits.get(ref) || 0, score));
  return { hits, meanings: [...pieces, ...wholes], weight: parts.some(index.term) ? 1 : STOP_WORD };
};

// Best first; `meant` is the query as a guess understood it. `today` (YYYY-MM-DD) tells what is past.
export const search = (index, query, today) => {
  const asked = chunks(query);
  const matches = asked.map((chunk, at) => match(index, chunk, at === asked.length - 1 && /[\p{Alpha}\p{N}]$/u.test(query)));
  const plain = (chunks) => " " + chunks.flatMap(({ parts }) => parts).join(" ");
  const phrase = plain(asked);
  const rank = (ref) => {
    let [sum, covered] = [0, 0];
    for (const { hits, weight } of matches) {
      sum += hits.get(ref) || 0;
      covered += hits.has(ref) ? weight : 0;
    }
    const doc = index.docs[ref];
    const title = plain(chunks(doc.title));
    const past = doc.ends < today;
    const alike = title === phrase ? 2 : title.startsWith(phrase) ? 1.5 : title.includes(phrase) ? 1.25 : 1;
    return { ref, doc, past, score: sum * covered * alike * (past || doc.kind === "terms" ? BEHIND : 1) };
  };
  let hits = [...new Set(matches.flatMap(({ hits }) => [...hits.keys()]))].map(rank);
  hits.sort((a, b) => b.score - a.score || a.ref - b.ref);
  hits = hits.filter(({ score }) => score >= hits[0].score * LEAST);

  const isTerm = (meanings) => {
    const terms = new Set(meanings.flatMap(({ terms }) => terms));
    return (word) => terms.has(index.term(word));
  };
  const texts = hits.slice(0, 9).flatMap(({ doc }) => words(doc.title + " " + (doc.text ?? "")));
  const spelled = matches.map(({ meanings }) => texts.find(isTerm(meanings.filter(({ guessed }) => guessed))));
  const meant = spelled.some(Boolean) && asked.map(({ chunk }, at) => spelled[at] || chunk).join(" ");
  const isFound = isTerm(matches.flatMap(({ meanings }) => meanings));
  return { hits, meant, isHit: (text) => words(text).some(isFound) };
};

export const byKind = (hits) => {
  const kinds = {};
  for (const hit of hits) {
    const { kind, label } = hit.doc;
    (kinds[kind] ??= { kind, label, hits: [] }).hits.push(hit);
  }
  return Object.values(kinds);
};

// Elements and text nodes alone.

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) if (attributes[name]) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

const enhance = (form) => {
  const { index, strings, contacts } = form.dataset;
  const address = new URL(index, document.baseURI);
  const texts = JSON.parse(strings);
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const input = form.querySelector("input");
  const main = document.querySelector("[data-search-page]");

  const say = (key, values = {}) => {
    const text = texts[key] ?? key;
    return (text[plural.select(values.n)] ?? text.other ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const place = (url) => new URL(".." + url.replace(/\/(?=#|$)/, "/index.html"), address).href;
  const page = (query) => form.action + "?" + new URLSearchParams(query);
  const elsewhere = () => {
    const az = make("a", { href: new URL("../a-z/index.html", form.action).href }, say("az"));
    return contacts ? [az, " · ", make("a", { href: place(contacts) }, say("contacts"))] : [az];
  };

  let loading;
  const ask = async (query) => {
    loading ??= fetch(address).then((response) => response.json().then(read));
    try {
      const today = new Date().toLocaleDateString("sv"); // YYYY-MM-DD
      return search(await loading, query, today);
    } catch {
      loading = undefined;
      return { hits: [], failed: true };
    }
  };

  const marked = (text = "", isHit, brief) => {
    const found = [...text.matchAll(NUMBER_OR_WORD)].filter(([run]) => isHit(run));
    const first = found[0]?.index ?? 0;
    let at = brief && first > 80 ? text.lastIndexOf(" ", first - 40) + 1 : 0;
    const nodes = at ? ["… "] : [];
    for (const { 0: run, index } of found) {
      nodes.push(text.slice(at, index), make("mark", {}, run));
      at = index + run.length;
    }
    return [...nodes, text.slice(at)];
  };
  const details = ({ doc, past }, isHit, brief) => {
    const call = !brief && /^[+(\d][\d() .-]{6,}$/.test(doc.card);
    const card = call ? make("a", { href: "tel:" + doc.card.replace(/[^+\d]/g, "") }, doc.card) : doc.card;
    const facts = [past && say("past"), card, doc.crumbs].filter(Boolean).flatMap((fact) => [" · ", fact]);
    return [make("span", { class: "search-facts" }, ...facts.slice(1)), make("span", { class: "search-text" }, ...marked(doc.text, isHit, brief))];
  };

  const list = make("div", { role: "listbox", id: "search-list", "aria-label": say("suggestions") });
  const message = make("p", { class: "search-message" });
  const popup = make("div", { class: "search-popup", hidden: "hidden" }, message, list);
  const status = make("p", { class: "vh", role: "status" });
  let turn = 0;
  let timer;
  let active;

  const choose = (option) => {
    active?.removeAttribute("aria-selected");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option ? option.id : "");
    active = option;
  };
  const open = (isOpen, spoken = "") => {
    choose();
    popup.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen && !!list.firstChild);
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = spoken), 700);
  };
  const close = () => {
    turn++;
    open(false);
  };
  const option = (id, href, lang, ...children) => make("a", { role: "option", id: "search-" + id, href, lang, tabindex: "-1" }, ...children);
  const group = ({ label, hits }, isHit) => {
    const options = hits.map((hit) =>
      option(hit.ref, place(hit.doc.url), hit.doc.lang, make("span", { class: "search-title" }, ...marked(hit.doc.title, isHit)), ...details(hit, isHit, true)),
    );
    return make("div", { role: "group", "aria-label": label }, make("span", { class: "search-kind", "aria-hidden": "true" }, label), ...options);
  };
  const suggest = async () => {
    const mine = ++turn;
    const q = input.value.trim();
    if (q.length < 2) return close();
    const { hits, meant, isHit, failed } = await ask(input.value);
    if (mine !== turn) return;
    const n = hits.length;
    const spoken = say(failed ? "failed" : n ? "results" : "none", { n, q });
    message.replaceChildren(...(n ? [meant ? say("did_you_mean", { q: meant }) : ""] : [spoken, " ", ...elsewhere()]));
    list.replaceChildren(...byKind(hits.slice(0, 8)).map((kind) => group(kind, isHit)), ...(n ? [option("all", page({ q }), "", say("all", { n, q }))] : []));
    open(true, spoken);
  };

  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const name in roles) input.setAttribute(name, roles[name]);
  form.append(popup, status);
  input.addEventListener("focus", () => ask(""));
  input.addEventListener("input", suggest);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.indexOf(active);
    if (event.isComposing) return;
    if (key === "ArrowDown") popup.hidden ? suggest() : choose(options[at + 1]);
    else if (key === "ArrowUp") choose(at < 0 ? options.at(-1) : options[at - 1]);
    else if (key === "Enter" && active) active.click();
    else if (key === "Escape" && !popup.hidden) close();
    else return /Home|End/.test(key) && choose();
    event.preventDefault();
  });
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  popup.addEventListener("click", close);
  form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || close());

  const show = async (q, wanted) => {
    const target = main.querySelector("[data-search-results]");
    const status = main.querySelector("[data-search-status]");
    input.value = q;
    status.textContent = say("loading");
    const { hits, meant, isHit, failed } = await ask(q);
    const kinds = byKind(hits);
    const chosen = kinds.find(({ kind }) => kind === wanted);
    const n = (chosen || { hits }).hits.length;
    status.textContent = say(failed ? "failed" : n ? "results" : "none", { n, q });

    const counted = ({ label, hits }) => `${label} (${hits.length})`;
    const facet = (some) => {
      const here = some.kind === (chosen?.kind ?? "") && "true";
      return make("li", {}, make("a", { href: page({ q, kind: some.kind }), "aria-current": here }, counted(some)));
    };
    const facets = [{ kind: "", label: say("all_kinds"), hits }, ...kinds].map(facet);
    const item = (hit) =>
      make("li", { lang: hit.doc.lang }, make("h3", {}, make("a", { href: place(hit.doc.url) }, ...marked(hit.doc.title, isHit))), ...details(hit, isHit));
    const section = (kind) => make("section", {}, make("h2", {}, counted(kind)), make("ul", { class: "search-results" }, ...kind.hits.map(item)));
    target.replaceChildren(
      meant ? make("p", {}, make("a", { href: page({ q: meant }) }, say("did_you_mean", { q: meant }))) : "",
      kinds.length > 1 ? make("nav", { class: "search-kinds", "aria-label": say("kinds") }, make("ul", {}, ...facets)) : "",
      ...(chosen ? [chosen] : kinds).map(section),
    );
  };
  const given = new URLSearchParams(location.search);
  if (main && given.get("q")) show(given.get("q").trim(), given.get("kind"));
};

if (globalThis.document) document.querySelectorAll("form.search[data-index]").forEach(enhance);
