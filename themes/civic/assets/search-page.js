// The page of results, for search.js: the kinds to choose from, all answers of each, and more where there are more.

const SHOWN = 50;

// Shows what the address asks for; `search` is what search.js lends.
const show = async (main, search) => {
  const { input, say, page, place, ask, foreign, retry, instead, marked, details, make, byKind } = search;
  const given = new URLSearchParams(location.search);
  const [q, wanted, most] = [given.get("q").trim(), given.get("kind"), +given.get("most") || SHOWN];
  const status = main.querySelector("[data-search-status]");
  input.value = q;
  status.textContent = say("loading");
  const ofKind = (hits) => (hits.some(({ kind }) => kind === wanted) ? hits.filter(({ kind }) => kind === wanted) : hits);
  const found = await ask(q, (hits) => ofKind(hits).slice(0, most));
  const { hits, shown, meant, isHit, failed } = found;
  const kinds = byKind(hits);
  const chosen = kinds.some(({ kind }) => kind === wanted) ? wanted : "";
  const n = ofKind(hits).length;
  status.textContent = (n ? foreign(found) : "") + say(failed ? "failed" : n ? "results" : "none", { n, q });

  const counted = ({ label, hits }) => `${label} (${hits.length})`;
  const facet = (some) => {
    const here = some.kind === chosen && "true";
    return make("li", {}, make("a", { href: page({ q, kind: some.kind }), "aria-current": here }, counted(some)));
  };
  const facets = [{ kind: "", label: say("all_kinds"), hits }, ...kinds].map(facet);
  const item = (hit) =>
    make("li", { lang: hit.doc.lang }, make("h3", {}, make("a", { href: place(hit.doc.url) }, ...marked(hit.doc.title, isHit))), ...details(hit, isHit));
  const whole = (kind) => kinds.find((all) => all.kind === kind);
  const section = ({ kind, hits }) => {
    const all = whole(kind);
    const n = all.hits.length;
    const rest = n > hits.length && kind !== chosen ? make("p", {}, make("a", { href: page({ q, kind }) }, say("all_of_kind", { n, kind: all.label }))) : "";
    return make("section", {}, make("h2", {}, counted(all)), make("ul", { class: "search-results" }, ...hits.map(item)), rest);
  };
  main.querySelector("[data-search-results]").replaceChildren(
    failed ? retry(() => show(main, search)) : "",
    meant ? make("p", {}, instead(meant)) : "",
    kinds.length > 1 ? make("nav", { class: "search-kinds", "aria-label": say("kinds") }, make("ul", {}, ...facets)) : "",
    ...byKind(shown).map(section),
    n > most ? make("p", {}, make("a", { href: page({ q, kind: chosen, most: most + SHOWN }) }, say("more"))) : "",
  );
};

export default show;
