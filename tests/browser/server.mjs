// A static host as simple as they come: files of one folder below one path, and its 404.html for everything else.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const MEDIA = {
  ".atom": "application/atom+xml",
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html; charset=utf-8",
  ".ics": "text/calendar",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".vcf": "text/vcard",
  ".vtt": "text/vtt",
  ".webm": "video/webm",
  ".xml": "application/xml",
};

/** Agencies send such a policy: the pages must do with files of their own, and with no script or style in the page. */
const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

async function answer(folder, path) {
  const file = join(folder, normalize("/" + path.replace(/(^|\/)$/, "$1index.html")));
  try {
    return { status: 200, media: MEDIA[extname(file)] ?? "application/octet-stream", body: await readFile(file) };
  } catch {
    return { status: 404, media: MEDIA[".html"], body: await readFile(join(folder, "404.html")) };
  }
}

/** Serves a folder on a free port of this machine; `url` ends in a slash. `allowed` is added to the policy. */
export async function serve(folder, below = "/", allowed = "") {
  const policy = [POLICY, allowed].filter(Boolean).join("; ");
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const inside = path.startsWith(below);
    const { status, media, body } = inside ? await answer(folder, path.slice(below.length)) : { status: 404, media: "text/plain", body: "Nothing here" };
    response.writeHead(status, { "content-type": media, "content-security-policy": policy, "cache-control": "no-cache" });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // A test file whose browser did not start ends all the same.
  server.unref();
  const close = () => new Promise((closed) => server.close(closed) && server.closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}${below}`, close };
}
