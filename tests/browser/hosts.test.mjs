// The files that docent writes for hosts, read by the servers themselves: headers, redirects, media types, the page for
// unknown addresses.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import * as apache from "./apache.mjs";
import { launch, open } from "./chromium.mjs";
import * as nginx from "./nginx.mjs";
import { SINK, folder, noon, read } from "./sites.mjs";

/** The headers of every answer, as `_headers` has them. */
const policy = Object.fromEntries(
  read(SINK, "_headers")
    .split(/^\/assets/m)[0]
    .split("\n")
    .slice(1)
    .filter(Boolean)
    .map((line) => line.trim().split(/: (.*)/s)),
);

async function answers(url) {
  const ask = (path) => fetch(new URL(path, url), { redirect: "manual" });
  const page = await ask("/guide/");
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("content-type")?.toLowerCase(), "text/html; charset=utf-8");
  assert.ok(Object.keys(policy).length >= 7, Object.keys(policy).join());
  for (const path of ["/guide/", "/no/such/page/", "/schedule.ics", "/old-page/"]) {
    const { headers } = await ask(path);
    for (const name in policy) assert.equal(headers.get(name), policy[name], `${name} of ${path}`);
  }
  for (const path of ["/old-page", "/old-page/", "/old-page/index.html"]) {
    const { status, headers } = await ask(path);
    assert.equal(status, 301, path);
    assert.equal(headers.get("location").replace(url.slice(0, -1), ""), "/guide/everything/#callouts");
  }
  const missing = await ask("/no/such/page/");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>Page not found/);
  for (const path of ["/_host/nginx.conf", "/_host/cloudfront-headers.json"]) assert.equal((await ask(path)).status, 404, path);
  const media = async (path) => (await ask(path)).headers.get("content-type")?.toLowerCase();
  assert.equal(await media("/schedule.ics"), "text/calendar; charset=utf-8");
  assert.equal(await media("/contacts/all.vcf"), "text/vcard; charset=utf-8");
  assert.match(await media("/video/teen-brain.en.vtt"), /^text\/vtt/);
  assert.match(await media("/search/en.json"), /^application\/json/);
  const sheet = /assets\/civic\.[^"]+/.exec(await page.text())[0];
  assert.match((await ask("/" + sheet)).headers.get("cache-control"), /max-age=31536000/);
  assert.doesNotMatch((await ask("/search/en.json")).headers.get("cache-control") ?? "", /max-age=31536000/);
}

for (const [name, server] of Object.entries({ nginx, apache })) {
  test(name, { skip: !server.isThere && `${name.toUpperCase()} IS NOT INSTALLED` }, async () => {
    const { url, close } = await server.serveAsTold(folder(SINK));
    await answers(url).finally(close);
  });
}

test("the policy lets every script and style of the portal work, and no other", { skip: !nginx.isThere && "NGINX IS NOT INSTALLED" }, async () => {
  const server = await nginx.serveAsTold(folder(SINK));
  const browser = await launch();
  const { page, problems, close } = await open(browser, server.url, { now: noon(SINK) });
  await page.goto(server.url);
  await page.getByRole("combobox").pressSequentially("officer");
  await page.getByRole("option").first().waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("header")).backgroundColor), "rgb(31, 77, 58)");
  assert.deepEqual(problems, []);
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'injected'" }));
  }).catch((refused) => assert.match(String(refused), /TrustedScript/));
  assert.notEqual(await page.title(), "injected");
  await close();
  await browser.close();
  await server.close();
});

test("the function for CloudFront leads on and finds the page of a folder", () => {
  const asked = (uri) => vm.runInNewContext(`${read(SINK, "_host/cloudfront-function.js")}; handler({ request: { uri: ${JSON.stringify(uri)} } })`);
  assert.equal(asked("/old-page/").headers.location.value, "/guide/everything/#callouts");
  assert.equal(asked("/guide/").uri, "/guide/index.html");
  assert.equal(asked("/schedule.ics").uri, "/schedule.ics");
});

test("the function for CloudFront has browsers keep what is named by its content", () => {
  const answered = (uri, statusCode = 200) => {
    const event = { request: { uri }, response: { statusCode, headers: {} } };
    return vm.runInNewContext(`${read(SINK, "_host/cloudfront-response.js")}; handler(${JSON.stringify(event)})`).headers["cache-control"]?.value;
  };
  const forever = "public, max-age=31536000, immutable";
  assert.equal(answered("/assets/civic.0123456789.css"), forever);
  assert.equal(answered("/search/en/0123456789/t0.gz"), forever);
  for (const uri of ["/", "/search/en.gz", "/search/index.html", "/schedule.ics"]) assert.equal(answered(uri), undefined, uri);
  assert.equal(answered("/assets/gone.css", 404), undefined);
});
