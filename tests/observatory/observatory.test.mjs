// The headers that docent writes for hosts, graded by the rules of MDN HTTP Observatory. Its scanner asks a site over the
// network; here its tests get the answers that a host gives by the files of the portal.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import { getGradeForScore, getScoreModifier } from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { parseHttpEquivHeaders } from "@mdn/mdn-http-observatory/src/retriever/utils.js";
import { Requests } from "@mdn/mdn-http-observatory/src/types.js";

const HOST = "portal.example.gov";
const docent = fileURLToPath(new URL("../../target/debug/docent", import.meta.url));
/** Where the portal is whose pages carry checksums. */
const CHECKED = "checked";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observatory-"));

// The package fetches the browsers' list of encrypted hosts when it is installed, which this folder forbids (`.npmrc`): none is on it.
const preloaded = new URL("../conf/hsts-preload.json", import.meta.resolve("@mdn/mdn-http-observatory"));

before(() => {
  fs.writeFileSync(preloaded, "{}");
  fs.mkdirSync(path.join(folder, "content"));
  fs.writeFileSync(path.join(folder, "content/_index.md"), "---\ntitle: Home\n---\nWe answer questions.\n");
  const hosts = "[netlify, cloudflare, github-pages, s3-cloudfront, nginx, apache]";
  const config = `title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\nbase_url: https://${HOST}/\nhsts: true\nhosts: ${hosts}\n`;
  for (const [output, setting] of [["public", ""], [CHECKED, "integrity: true\n"]]) {
    fs.writeFileSync(path.join(folder, "docent.yaml"), config + setting);
    execFileSync(docent, ["build", "--root", folder, "--output-dir", path.join(folder, output)], { stdio: "pipe" });
  }
});
after(() => fs.rmSync(folder, { recursive: true }));

const read = (name, output = "public") => fs.readFileSync(path.join(folder, output, name), "utf8");

/** The grade of the home page, answered with these headers. Hosts lead from http to https by themselves. */
function grade(headers, output) {
  const html = read("index.html", output);
  const answer = { status: 200, verified: true, data: html, headers: { "content-type": "text/html; charset=utf-8", ...headers }, request: { headers: {} } };
  const requests = new Requests(HOST);
  requests.resources.path = html;
  requests.session = { jar: { serializeSync: () => ({ cookies: [] }) }, url: new URL(`https://${HOST}/`), response: answer };
  const redirects = [`http://${HOST}/`, `https://${HOST}/`].map((url) => ({ url: new URL(url), status: 301 }));
  Object.assign(requests.responses, { auto: answer, http: answer, https: answer, cors: null, httpRedirects: redirects, httpsRedirects: redirects });
  answer.httpEquiv = parseHttpEquivHeaders(html, `https://${HOST}/`);
  const results = ALL_TESTS.map((rule) => rule(requests));
  const modifiers = results.map(({ result }) => getScoreModifier(result));
  const lost = modifiers.filter((points) => points < 0).reduce((sum, points) => sum + points, 0);
  const all = modifiers.reduce((sum, points) => sum + points, 0);
  const score = 100 + (100 + lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost);
  return { ...getGradeForScore(score), results: results.map(({ result }) => result).join("\n") };
}

/** `Name: value`, one a line. */
const named = (lines) => Object.fromEntries(lines.map((line) => line.split(/: (.*)/s)).map(([name, value]) => [name.toLowerCase(), value]));

const headers = {
  "Netlify and Cloudflare": () => named(read("_headers").split(/^\/assets/m)[0].split("\n").slice(1).filter(Boolean).map((line) => line.trim())),
  nginx: () => named([...read("_host/nginx.conf").matchAll(/^add_header (\S+) "(.*)" always;$/gm)].map(([, name, value]) => `${name}: ${value}`)),
  Apache: () => named([...read(".htaccess").matchAll(/^\s*Header always set (\S+) "(.*)"$/gm)].map(([, name, value]) => `${name}: ${value}`)),
};

for (const [host, of] of Object.entries(headers)) {
  test(`${host}: A+`, () => {
    const { score, grade: mark, results } = grade(of());
    assert.equal(mark, "A+", results);
    // The last five points are for checksums on scripts of the portal itself, which keep its pages from opening from a folder.
    assert.ok(score >= 130, `${score}\n${results}`);
  });

  test(`${host}: all points for a portal that wants checksums`, () => {
    const { score, grade: mark, results } = grade(of(), CHECKED);
    assert.equal(mark, "A+", results);
    assert.ok(score >= 135, `${score}\n${results}`);
    assert.match(results, /sri-implemented/);
  });
}

test("GitHub Pages takes no headers; the policy in the pages is worth a B", () => {
  const { grade: mark, results } = grade({ "strict-transport-security": "max-age=31556952" });
  assert.match(mark, /^B/, results);
});

test("without a policy the rules find fault", () => {
  const { grade: mark } = grade({});
  assert.notEqual(mark, "A+");
});
