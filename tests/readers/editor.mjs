// The schemas of `docent schema` in the language server that VS Code uses for YAML, talked to as an editor does (LSP).
//
// usage: node editor.mjs DOCENT
//
// It finds the slips of tests/portal/marked/slips-that-schemas-know at their lines, has nothing to say about portals that
// are right, and completes and explains fields in the words of the declarations.
//
// Once: npm ci --prefix tests/readers

import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const docent = resolve(process.argv[2] ?? join(root, "target/debug/docent"));
const server = join(here, "node_modules/yaml-language-server/bin/yaml-language-server");
const problems = [];
const seen = { found: 0, right: 0, questions: 0 };

function require(condition, where, message) {
  if (!condition) problems.push(`${where}: ${message}`);
}

/** A language server for a folder: requests, and the problems it sends for each file. */
class Editor {
  constructor(folder, settings) {
    this.folder = folder;
    this.settings = settings;
    this.answers = new Map();
    this.told = new Map();
    this.bytes = Buffer.alloc(0);
    this.next = 1;
    this.process = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process.stdout.on("data", (chunk) => this.read(chunk));
    this.ended = new Promise((done) => this.process.on("exit", done));
  }

  /** Messages are JSON behind a header with their length (Language Server Protocol, Base Protocol). */
  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  read(chunk) {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    for (;;) {
      const end = this.bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.bytes.subarray(0, end).toString())[1]);
      if (this.bytes.length < end + 4 + length) return;
      const message = JSON.parse(this.bytes.subarray(end + 4, end + 4 + length).toString());
      this.bytes = this.bytes.subarray(end + 4 + length);
      this.hear(message);
    }
  }

  hear({ id, method, params, result, error }) {
    if (method === "textDocument/publishDiagnostics") {
      this.told.get(params.uri)?.(params.diagnostics);
    } else if (method === "workspace/configuration") {
      this.send({ id, result: params.items.map(({ section }) => this.settings[section] ?? {}) });
    } else if (method !== undefined) {
      if (id !== undefined) this.send({ id, result: null });
    } else if (error) {
      this.answers.get(id)?.fail(new Error(error.message));
    } else {
      this.answers.get(id)?.done(result);
    }
  }

  ask(method, params) {
    const id = this.next++;
    const answer = new Promise((done, fail) => this.answers.set(id, { done, fail }));
    this.send({ id, method, params });
    return answer;
  }

  async start() {
    const uri = pathToFileURL(this.folder).href;
    await this.ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "portal" }],
      capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { hover: {}, completion: {}, publishDiagnostics: {} } },
    });
    this.send({ method: "initialized", params: {} });
    this.send({ method: "workspace/didChangeConfiguration", params: { settings: this.settings } });
  }

  uri(path) {
    return pathToFileURL(join(this.folder, path)).href;
  }

  /** Opens a file with this text; the problems that the server finds in it. */
  open(path, text) {
    const uri = this.uri(path);
    const told = new Promise((done) => this.told.set(uri, done));
    this.send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    return told;
  }

  async stop() {
    await this.ask("shutdown", null);
    this.send({ method: "exit" });
    await this.ended;
  }
}

const files = (folder, below = "") =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? files(folder, path) : [path];
  });

const isYaml = (path) => /^(docent|data\/.*)\.yaml$/.test(path);

/** The lines (from 0) over the marks `#^^^ error[…]`, and those that are marked as a whole (`#!`). */
function marked(text) {
  const lines = [];
  let line = 0;
  text.split("\n").forEach((content, at) => {
    if (/^\s*#(!|\s*\^+)\s*error\[/.test(content)) lines.push(line);
    else if (!/^\s*#(!|\s*\^+)\s*warning\[/.test(content)) line = at;
  });
  return lines;
}

const said = ({ range, message }) => `line ${range.start.line + 1}: ${message}`;

/** Slips are found through the settings that `docent schema` wrote for VS Code. */
async function slips(portal) {
  cpSync(join(root, "tests/portal/marked/slips-that-schemas-know"), portal, { recursive: true });
  execFileSync(docent, ["schema", "--quiet"], { cwd: portal });
  const schemas = JSON.parse(readFileSync(join(portal, ".vscode/settings.json"), "utf8"))["yaml.schemas"];
  const editor = new Editor(portal, { yaml: { schemas, validate: true, schemaStore: { enable: false } } });
  await editor.start();
  for (const path of files(portal).filter(isYaml)) {
    const text = readFileSync(join(portal, path), "utf8");
    const wanted = text.startsWith("# Only docent tells") ? [] : marked(text);
    const found = await editor.open(path, text);
    // A group in which a field is missing is marked at its first field here, and at its name by the server.
    const isAt = (line, { range }) => [line, line - 1].includes(range.start.line);
    require(wanted.every((line) => found.some((problem) => isAt(line, problem))), path, `nothing is found at line ${wanted.map((line) => line + 1)}; ${found.map(said).join("; ") || "nothing at all"}`);
    require(found.every((problem) => wanted.some((line) => isAt(line, problem))), path, `too much is found: ${found.map(said).join("; ")}`);
    seen.found += wanted.length;
  }
  await editor.stop();
}

/** Portals that are right, by the line at the beginning of each file: nothing is found in them. */
async function right(portal) {
  const editor = new Editor(portal, { yaml: { validate: true, schemaStore: { enable: false } } });
  await editor.start();
  for (const path of files(portal, "data").concat("docent.yaml").filter(isYaml)) {
    const text = readFileSync(join(portal, path), "utf8");
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    require(schema && existsSync(join(portal, dirname(path), schema)), path, "its first line does not lead to a schema");
    const found = await editor.open(path, text);
    require(found.length === 0, path, found.map(said).join("; "));
    seen.right += 1;
  }
  return editor;
}

/** What an editor offers and shows while one types. */
async function questions(editor) {
  const schema = JSON.parse(execFileSync(docent, ["schema", "contacts"], { cwd: editor.folder, encoding: "utf8" }));
  const fields = schema.definitions.entry.properties;
  const head = "# yaml-language-server: $schema=../../schemas/contacts.schema.json\n";
  const at = (path, lines) => {
    const text = head + lines;
    const before = text.slice(0, text.indexOf("|")).split("\n");
    const where = { textDocument: { uri: editor.uri(path) }, position: { line: before.length - 1, character: before.at(-1).length } };
    return { text: text.replace("|", ""), where };
  };
  const labels = async (path, lines) => {
    seen.questions += 1;
    const { text, where } = at(path, lines);
    await editor.open(path, text);
    const answer = await editor.ask("textDocument/completion", where);
    return (answer.items ?? answer).map(({ label }) => label);
  };
  const shown = async (path, lines) => {
    seen.questions += 1;
    const { text, where } = at(path, lines);
    await editor.open(path, text);
    const hover = await editor.ask("textDocument/hover", where);
    return hover?.contents?.value ?? "";
  };
  const offers = (list, wanted, where) => require(wanted.every((word) => list.includes(word)), where, `offered is only ${list.join(", ")}`);

  offers(await labels("data/contacts/a.yaml", "name: Dana Example\n|"), Object.keys(fields).filter((name) => name !== "name"), "fields of a contact");
  offers(await labels("data/contacts/b.yaml", "name: Dana Example\nphones:\n  - number: 804-555-0142\n    |"), ["ext", "type", "hours", "note"], "fields of a telephone number");
  offers(await labels("data/contacts/c.yaml", "name: Dana Example\nkind: |"), ["person", "team", "organization"], "kinds of contacts");
  offers(await labels("data/contacts/d.yaml", "name: Dana Example\naudiences:\n  - |"), ["public", "staff"], "audiences of the portal");
  for (const [lines, help] of [
    ["name: Dana Example\nph|ones: 804-555-0142\n", fields.phones.description],
    ["na|me: Dana Example\n", fields.name.description],
    ["name: Dana Example\nrevie|w_by: 2027-01-01\n", fields.review_by.description],
  ]) {
    const text = await shown(`data/contacts/hover-${seen.questions}.yaml`, lines);
    require(help && text.includes(help), lines.split("|").join(""), `shown is ${JSON.stringify(text)}, not ${help}`);
  }
}

const folders = ["slips", "starter"].map((name) => mkdtempSync(join(tmpdir(), `docent-${name}-`)));
try {
  await slips(folders[0]);
  execFileSync(docent, ["init", "--quiet"], { cwd: folders[1] });
  const editor = await right(folders[1]);
  await questions(editor);
  await editor.stop();
  await (await right(root)).stop();
} finally {
  folders.forEach((folder) => rmSync(folder, { recursive: true }));
}
problems.forEach((problem) => console.error(problem));
console.log(`${seen.found} slips found, ${seen.right} files right, ${seen.questions} questions answered; ${problems.length} problems`);
process.exitCode = problems.length || seen.found < 50 || !seen.right || !seen.questions ? 1 : 0;
