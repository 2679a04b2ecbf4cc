// The portal in Eleventy: YAML data, Markdown by markdown-it with anchors at headings, lists by groups and topics.
// INDEX=no leaves the search index out.
import { createRequire } from "node:module";

// The packages stand beside the program, not beside the portal.
const require = createRequire(process.argv[1]);
const yaml = require("js-yaml");
const markdownIt = require("markdown-it");

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });

/** Gives every heading an anchor. */
const anchors = (markdown) =>
  markdown.core.ruler.push("anchors", ({ tokens }) => {
    for (const [at, token] of tokens.entries()) if (token.type === "heading_open") token.attrSet("id", slug(tokens[at + 1].content));
  });

const isPage = (item) => item.data.parent !== undefined;
const newestFirst = (a, b) => b.date - a.date;

const by = (items, keys) => {
  const found = {};
  for (const item of items) for (const key of keys(item)) (found[key] ??= []).push(item);
  return found;
};

export default function (config) {
  const markdown = markdownIt({ html: true });
  anchors(markdown);
  config.setLibrary("md", markdown);
  config.addDataExtension("yaml", (text) => yaml.load(text));
  config.addCollection("articles", (all) => all.getAll().filter(isPage));
  config.addCollection("newest", (all) => all.getAll().filter(isPage).sort(newestFirst).slice(0, 20));
  config.addCollection("ofGroup", (all) => by(all.getAll().filter(isPage).sort(newestFirst), (page) => [page.data.parent]));
  config.addCollection("ofSection", (all) => by(all.getAll().filter((item) => item.data.within), (group) => [group.data.within]));
  config.addCollection("sections", (all) => all.getAll().filter((item) => item.data.section));
  config.addCollection("ofTopic", (all) => Object.entries(by(all.getAll().filter(isPage), (page) => page.data.topics)).map(([topic, pages]) => ({ topic, pages })));
  config.addFilter("day", (date) => day.format(new Date(date)));
  config.addFilter("isoDay", (date) => new Date(date).toISOString().slice(0, 10));
  config.addFilter("moment", (text) => moment.format(new Date(`${text.replace(" ", "T")}:00Z`)));
  config.addFilter("markdown", (text) => markdown.render(text));
  config.addFilter("inOrder", (rows) => rows.toSorted((a, b) => (a.start < b.start ? -1 : 1)));
  config.addFilter("contents", (html) =>
    [...html.matchAll(/<h2 id="([^"]*)">(.*?)<\/h2>/g)].map(([, id, text]) => `<li><a href="#${id}">${text}</a></li>`).join(""));
  config.addFilter("words", (html) => (html ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim());
  if (process.env.INDEX === "no") config.ignores.add("content/search.njk");
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
}
