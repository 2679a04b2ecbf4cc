// Reads what the pages of built portals tell search engines (JSON-LD), and checks it against the vocabulary of schema.org:
// every fact becomes a TypeScript value of its type in schema-dts, which Google makes of that vocabulary, and tsc says
// whether the property is one of the type and its value one of the property.
//
// usage: node structured.mjs PUBLIC_DIR...
//
// Once: npm ci --prefix tests/readers

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folders = process.argv.slice(2);
const problems = [];
const facts = [];

const SCRIPT = /<script type="application\/ld\+json">([^]*?)<\/script>/g;

function collect(folder, path) {
  const html = readFileSync(join(folder, path), "utf8");
  for (const [, text] of html.matchAll(SCRIPT)) {
    const { "@context": context, "@graph": graph, ...alone } = JSON.parse(text);
    if (context !== "https://schema.org") problems.push(`${folder}${path}: the context is ${context}`);
    for (const thing of graph ?? [alone]) facts.push({ where: `${folder}${path}`, thing });
  }
}

for (const folder of folders) {
  for (const path of readdirSync(folder, { recursive: true }).map(String)) if (path.endsWith(".html")) collect(folder, path);
}

/** A line of TypeScript for each different fact; the same one on many pages is looked at once. */
const values = new Map(facts.map(({ where, thing }) => [JSON.stringify(thing), { where, thing }]));
const lines = [...values].map(([text, { thing }], at) => `export const fact${at}: S.${thing["@type"]} = ${text};`);

// A slip has to be found, or the check checks nothing.
const SLIPS = ['{"@type":"Event","name":"x","startsOn":"2025-01-01"}', '{"@type":"Event","location":true}', '{"@type":"Happening"}'];
const slips = SLIPS.map((text, at) => `export const slip${at}: S.Event = ${text};`);

const work = mkdtempSync(join(here, "node_modules", ".structured-"));
try {
  const source = ['import type * as S from "schema-dts";', ...lines, ...slips].join("\n");
  writeFileSync(join(work, "facts.ts"), source);
  const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--target", "es2022", "--module", "nodenext"];
  const run = spawnSync(process.execPath, [join(dirname(tsc), "bin", "tsc"), ...options, join(work, "facts.ts")], { encoding: "utf8" });
  const said = run.stdout.split("\n").flatMap((line) => {
    const found = /facts\.ts\((\d+),\d+\): (.*)/.exec(line);
    return found ? [{ at: Number(found[1]) - 2, message: found[2] }] : [];
  });
  const all = [...values.values()];
  for (const { at, message } of said.filter(({ at }) => at < lines.length)) problems.push(`${all[at].where}: ${message}`);
  const found = new Set(said.filter(({ at }) => at >= lines.length).map(({ at }) => at));
  if (found.size !== SLIPS.length) problems.push(`tsc found ${found.size} of ${SLIPS.length} slips: ${run.stdout}${run.stderr}`);
} finally {
  rmSync(work, { recursive: true });
}
const kinds = new Set(facts.map(({ thing }) => thing["@type"]));
if (facts.length === 0) problems.push("no page tells anything");
if (problems.length > 0) console.log(problems.join("\n"));
console.log(`${facts.length} facts of ${kinds.size} kinds (${[...kinds].sort().join(", ")}) read; ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
