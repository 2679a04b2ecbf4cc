// Pagefind, over a page made for each document, or over the pages of the built site as they are.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pagefind from "pagefind";
import { onDisk, visit } from "../published.mjs";

const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0)};`);

const pageOf = ({ title, crumbs, marks, body }, lang) =>
  `<!doctype html><html lang="${lang}"><title>${escaped(title)}</title><main><h1>${escaped(title)}</h1>` +
  [crumbs, marks, body].map((text) => `<p>${escaped(text)}</p>`).join("") +
  "</main></html>";

/** The parts that a browser loads: the library, its copy in a worker, and what they ask for; no part of its user interface. */
const LIBRARY = ["pagefind/pagefind.js", "pagefind/pagefind-worker.js"];
const isOfSearch = (path) => LIBRARY.includes(join("pagefind", path)) || !/\.(js|css)$/.test(path);

const written = async (folder, settings, fill, address) => {
  mkdirSync(folder, { recursive: true });
  const { index } = await pagefind.createIndex(settings);
  await fill(index);
  await index.writeFiles({ outputPath: join(folder, "pagefind") });
  await index.deleteIndex();
  const { createInstance } = await import(pathToFileURL(join(folder, "pagefind/pagefind.js")));
  const client = async () => {
    const visitor = visit(folder);
    LIBRARY.forEach(visitor.send);
    globalThis.fetch = visitor.fetch;
    const instance = createInstance({ basePath: "/pagefind/", baseUrl: "/" });
    const ask = async (query, shown) => {
      const { results } = await instance.search(query);
      return Promise.all(results.slice(0, shown).map(async (result) => address((await result.data()).url)));
    };
    return { bytes: visitor.bytes, ask };
  };
  return { client, disk: onDisk(join(folder, "pagefind"), isOfSearch) };
};

export const ofDocuments = {
  name: "Pagefind, a page a document",
  publish: ({ documents, work, lang }) =>
    written(
      join(work, "pagefind-documents"),
      { forceLanguage: lang },
      async (index) => {
        for (const [number, document] of documents.entries()) await index.addHTMLFile({ url: `/${number}/`, content: pageOf(document, lang) });
      },
      (url) => documents[Number(url.replaceAll("/", ""))].url,
    ),
};

/** An answer is right where its page holds the right document, wherever on the page that is. */
export const ofPages = {
  name: "Pagefind, the pages of the site",
  publish: ({ site, work, lang }) =>
    written(
      join(work, "pagefind-pages"),
      { rootSelector: "main", forceLanguage: lang },
      (index) => index.addDirectory({ path: site }),
      (url) => url,
    ),
  page: (url) => url.replace(/#.*/, ""),
};

export const close = () => pagefind.close();
