// Search in the browser: `form.search` becomes a combobox over the site's index; `[data-search-page]` names the module that shows
// all answers on a page.
// Without it the form leads there. `data-strings` is `search.client` of i18n/en.yaml. An index is read by the module of its form,
// `data-json` or `data-shards`, words that are nowhere by the one of `data-typos`; `data-others` names the indices of other
// languages, for what is found in none of this one. `data-json-integrity` and the like are the checksums of these modules, where
// the portal wants them.

// Words, as in src/formats/search/text.rs.

const PLAIN = { æ: "ae", œ: "oe", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i", "‘": "'", "’": "'", ʼ: "'", "\u2010": "-", "\u2011": "-" };
// Scripts without spaces, and the letters and digits of all others.
const UNSPACED = "(?:(?=[\\p{Alpha}\\p{N}])[\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}])";
const LETTER = `(?:(?!${UNSPACED})[\\p{Alpha}\\p{N}])`;
const NUMBER_OR_WORD = RegExp(
  `(?:(?:1[-. ]?\\(?)?(\\d{3})\\)?[-. /]?)?(\\d{3})[-. ]?(\\d{4})(?!${LETTER})|(${UNSPACED}+)|${LETTER}+(?:[.'’/@_&‑-]${LETTER}+)*`,
  "gu",
);

const fold = (text) =>
  text
    .replace(/[™℠]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[^ -~]/g, (sign) => PLAIN[sign] ?? sign)
    .normalize();

const pairs = (letters) => (letters[1] ? letters.slice(1).map((letter, at) => letters[at] + letter) : letters);

const chunks = (text) =>
  [...fold(text).matchAll(NUMBER_OR_WORD)].map(([chunk, area, exchange, line, unspaced]) => {
    if (unspaced) return { chunk, parts: pairs([...unspaced]), forms: [] };
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
  return (word) => (stop.has(word) ? "" : stem && !/[^!-~]/.test(word) ? stem(word) : word);
};

// Terms to answers, as in src/formats/search/rank.rs. A missing word costs, the rarer the more, but does not empty the list.
// A term is { count, hits }: how many entries hold it, and of each [weight, place in the title].

const LEVELS = 63;
const STOP_WORD = 0.3;
const USUAL = 0.5;
const WHOLE = 1.25;
const PREFIX = 0.7;
const LONGER = 0.5;
const PAST = 0.6;
const DEFINITION = 0.8;
const LEAST = 0.025;

// Several terms as one.
const merge = (terms) => {
  const hits = new Map();
  for (const term of terms)
    for (const [ref, [weight, place]] of term.hits) {
      const [best, first] = hits.get(ref) || [0];
      hits.set(ref, [Math.max(best, weight), first || place]);
    }
  return { count: hits.size, hits };
};

const rarity = (index, count) => Math.log(1 + (index.length - count + 0.5) / (count + 0.5));

export const tools = { chunks, language, levels: LEVELS, merge };

const own = (index, word) => index.term(word) || index.term(`_${word}_`);

const meaning = async (index, word, typing, settled) => {
  const stop = !index.term(word);
  const hits = new Map();
  const add = (term, weight, usual = 0) => {
    if (!term) return;
    const rare = rarity(index, Math.max(term.count, usual));
    for (const [ref, [worth, place]] of term.hits) {
      const [best, first] = hits.get(ref) || [0];
      hits.set(ref, [Math.max(best, ((rare * worth) / LEVELS) * weight), first || place]);
    }
  };
  const missing = () => !(settled || stop || hits.size);
  const guesses = [];
  const first = own(index, word);
  // A word being typed is as usual as all that it may become.
  let begun = typing && (await index.beginning(word));
  add(await index.find(first), stop ? STOP_WORD : 1, begun.count);
  const going = typing || missing();
  if (going) begun ||= await index.beginning(word);
  add(begun, hits.size ? LONGER : PREFIX);
  if (missing() && !/\P{Alpha}/u.test(word))
    for (const [name, ...guess] of await (await index.typos()).near(index, word, first)) {
      add(...guess);
      guesses.push(name);
    }
  const met = (text) => {
    const term = index.term(text);
    return term && (term === first || guesses.includes(term) || (going && (term.startsWith(word) || text.startsWith(word))));
  };
  return { hits, met, guesses };
};

const match = async (index, { parts, forms }, typing) => {
  const wholes = await Promise.all(forms.map((form) => meaning(index, form, typing, true)));
  const found = wholes.some(({ hits }) => hits.size);
  const pieces = await Promise.all(parts.map((part, at) => meaning(index, part, typing && at === parts.length - 1, found)));
  const hits = new Map();
  for (const piece of pieces) for (const [ref, [score]] of piece.hits) hits.set(ref, (hits.get(ref) || 0) + score / parts.length);
  for (const whole of wholes) for (const [ref, [score]] of whole.hits) hits.set(ref, Math.max(hits.get(ref) || 0, score));
  const tells = parts.some(index.term);
  return { hits, pieces, meanings: [...pieces, ...wholes], tells, weight: tells ? 1 : STOP_WORD };
};

// Best first, with the kind of each and whether it is over. `today` is YYYY-MM-DD. `meant(docs)` is the query as a guess
// understood it, in the spelling of these results; `isGuess` is true where nothing else was found.
export const search = async (index, query, today) => {
  const asked = chunks(query);
  const matches = await Promise.all(asked.map((chunk, at) => match(index, chunk, at === asked.length - 1 && /[\p{Alpha}\p{N}]$/u.test(query))));
  const pieces = matches.flatMap(({ pieces }) => pieces);
  const told = matches.filter(({ tells }) => tells);
  const most = Math.max(0, ...told.map(({ hits }) => hits.size && rarity(index, hits.size)));
  if (most) for (const match of matches) match.weight *= USUAL + (1 - USUAL) * Math.min(1, rarity(index, match.hits.size) / most);
  // A title gains by words that follow one another in the query and in it; more if it begins with the query, most if it is the query.
  const alike = (ref) => {
    const places = pieces.map(({ hits }) => hits.get(ref)?.[1] || 0);
    const pairs = places.filter((place, at) => places[at - 1] && place >> 1 === (places[at - 1] >> 1) + 1).length;
    const begins = places[0] >> 1 === 1 && pairs === places.length - 1;
    return (1 + pairs / (places.length - 1 || 1)) * (!begins ? 1 : places.at(-1) % 2 ? 1.5 : 1.2);
  };
  const rank = (ref) => {
    let [sum, covered] = [0, 0];
    for (const { hits, weight } of matches) {
      sum += hits.get(ref) || 0;
      covered += hits.has(ref) ? weight : 0;
    }
    const about = index.about(ref);
    const past = about.ends < today;
    const behind = past ? PAST : about.kind === "terms" ? DEFINITION : 1;
    const whole = told.length > 1 && told.every(({ hits }) => hits.has(ref)) ? WHOLE : 1;
    const score = sum * covered * whole * alike(ref) * behind;
    // The last digits of logarithms differ between browsers.
    return { ref, ...about, past, covered, score: Math.round(score * 1e9) / 1e9 };
  };
  const typed = asked.flatMap(({ parts }) => parts);
  const telling = typed.filter(index.term);
  const phrase = (telling.length ? telling : typed).map((word) => own(index, word)).join(" ");
  const bets = Object.hasOwn(index.bestBets, phrase) ? index.bestBets[phrase] : [];
  let hits = [...new Set(matches.flatMap(({ hits }) => [...hits.keys()]))].map(rank);
  hits.sort((a, b) => b.score - a.score || a.ref - b.ref);
  hits = hits.filter(({ ref, score }) => score >= hits[0].score * LEAST && !bets.includes(ref));
  // Before an event that is over stand all to come that answer as much of the query.
  const over = new Map();
  for (const { past, covered, score } of hits) if (past && !over.has(covered)) over.set(covered, score);
  const place = (hit) => Math.max(hit.score, ...[...over].map(([covered, score]) => (hit.ends >= today && covered <= hit.covered ? score : 0)));
  hits.sort((a, b) => place(b) - place(a) || a.past - b.past);

  const guessed = matches.map(({ meanings }) => meanings.flatMap(({ guesses }) => guesses));
  const meant = async (docs) => guessed.some(({ length }) => length) && (await index.typos()).meant(index, asked, guessed, docs, words);
  const isHit = (text) => words(text).some((word) => matches.some(({ meanings }) => meanings.some(({ met }) => met(word))));
  const isGuess = matches.every(({ hits }, at) => !hits.size || guessed[at].length);
  return { hits: [...bets.map(rank), ...hits], meant, isHit, isGuess };
};

export const byKind = (hits) =>
  [...new Set(hits.map(({ kind }) => kind))].map((kind) => {
    const some = hits.filter((hit) => hit.kind === kind);
    return { kind, label: some[0].label, hits: some };
  });

// Elements and text nodes alone.

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) if (attributes[name]) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

// `import` knows no checksum, and takes a module that was preloaded with one.
const preload = (href, integrity) =>
  new Promise((resolve, reject) => {
    const link = make("link", { rel: "modulepreload", href, integrity });
    if (!link.relList.supports("modulepreload")) return resolve();
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });

const SUGGESTED = 8;
const SLOW = 400;

const enhance = (form) => {
  const { index, typos, others, strings, contacts } = form.dataset;
  const address = new URL(index, document.baseURI);
  const texts = JSON.parse(strings);
  const here = document.documentElement.lang;
  const plural = new Intl.PluralRules(here);
  const input = form.querySelector("input");
  const main = document.querySelector("[data-search-page]");

  const say = (key, values = {}) => {
    const text = texts[key] ?? key;
    return (text[plural.select(values.n)] ?? text.other ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const place = (url) => new URL(".." + url.replace(/\/(?=#|$)/, "/index.html"), address).href;
  const page = (query) => form.action + "?" + new URLSearchParams(query);
  const instead = (meant) => make("a", { href: page({ q: meant }) }, say("did_you_mean", { q: meant }));
  const elsewhere = () => {
    const az = make("a", { href: new URL("../a-z/index.html", form.action).href }, say("az"));
    return contacts ? [az, " · ", make("a", { href: place(contacts) }, say("contacts"))] : [az];
  };

  let opened = {};
  let tries = 0;
  let waiting;
  // Browsers may remember that a module did not come; at another address they ask again.
  const load = async (name, { [name]: module, [name + "Integrity"]: integrity } = form.dataset) => {
    const { href } = new URL(module + (tries ? "?" + tries : ""), document.baseURI);
    if (integrity) await preload(href, integrity);
    return import(href);
  };
  // A form of another theme may not name the module: then words that are nowhere have no others near them.
  const helped = { ...tools, typos: async () => (typos ? load("typos") : { near: () => [] }) };
  const read = (name) =>
    (opened[name] ??= load(/gz$/.test(name) ? "shards" : "json").then((form) => form.default(new URL(name, address), helped)));
  const forget = () => {
    opened = {};
    tries++;
  };
  // `pick` chooses which of the answers are shown; only their cards are read.
  const ask = async (query, pick) => {
    waiting = undefined;
    try {
      for (const name of [address.href, ...(others?.split(" ") ?? [])]) {
        const index = await read(name);
        // In Sweden a day is written as YYYY-MM-DD.
        const found = await search(index, query, new Date().toLocaleDateString("sv"));
        const picked = pick(found.hits);
        const lang = name === address.href ? "" : name.split(".")[0];
        // What is only guessed at in another language is no answer.
        if (!picked.length || (lang && found.isGuess)) continue;
        const docs = await index.cards(picked.map(({ ref }) => ref));
        return { ...found, lang, meant: await found.meant(docs.slice(0, SUGGESTED)), shown: picked.map((hit, at) => ({ ...hit, doc: { lang, ...docs[at] } })) };
      }
      return { hits: [], shown: [] };
    } catch {
      forget();
      return { hits: [], shown: [], failed: true };
    }
  };
  // What is not found in this language may be in another.
  const foreign = ({ lang }) => (lang ? say("foreign", { language: new Intl.DisplayNames(here, { type: "language" }).of(lang) }) + " " : "");
  const retry = (work) => {
    const button = make("button", { type: "button", class: "button" }, say("retry"));
    waiting = work;
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      work();
    });
    return button;
  };
  addEventListener("online", () => waiting?.());

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
    // On a phone, the keyboard may leave no room for answers below the box.
    if (isOpen && visualViewport.height < 500) form.scrollIntoView();
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
    const slow = setTimeout(() => {
      if (mine !== turn) return;
      message.replaceChildren(say("loading"));
      list.replaceChildren();
      open(true, say("loading"));
    }, SLOW);
    const found = await ask(input.value, (hits) => hits.slice(0, SUGGESTED));
    clearTimeout(slow);
    if (mine !== turn) return;
    const { hits, shown, meant, isHit, failed } = found;
    const n = hits.length;
    const spoken = (n ? foreign(found) : "") + say(failed ? "failed" : n ? "results" : "none", { n, q });
    const help = failed ? [retry(suggest), " ", ...elsewhere()] : elsewhere();
    message.replaceChildren(...(n ? [foreign(found), meant ? instead(meant) : ""] : [spoken, " ", ...help]));
    list.replaceChildren(...byKind(shown).map((kind) => group(kind, isHit)), ...(n ? [option("all", page({ q }), "", say("all", { n, q }))] : []));
    open(true, spoken);
  };

  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const name in roles) input.setAttribute(name, roles[name]);
  form.append(popup, status);
  input.addEventListener("focus", () => read(address.href).catch(forget));
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

  // A module that does not come, as offline, is asked for again.
  const results = async () => {
    try {
      const { default: show } = await load("searchPage", main.dataset);
      await show(main, { input, say, page, place, ask, foreign, retry, instead, marked, details, make, byKind });
    } catch {
      forget();
      main.querySelector("[data-search-status]").replaceChildren(say("failed"), " ", retry(results));
    }
  };
  if (main && new URLSearchParams(location.search).get("q")) results();
};

if (globalThis.document) document.querySelectorAll("form.search[data-index]").forEach(enhance);
