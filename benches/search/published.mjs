// The files of a folder as a host sends them: compressed unless they are already, each once to a client.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const sizes = new Map();

/** The bytes that go over the wire for a file: gzip at its usual level, or the file itself where that is less. */
export const wireSize = (file) => {
  if (!sizes.has(file)) {
    const bytes = readFileSync(file);
    sizes.set(file, Math.min(bytes.length, gzipSync(bytes).length));
  }
  return sizes.get(file);
};

/** A visit to the site: `fetch` answers from the folder, `bytes` says what has been sent. A browser asks for no file twice. */
export const visit = (folder) => {
  const sent = new Set();
  const send = (path) => {
    const file = join(folder, decodeURIComponent(path));
    const bytes = readFileSync(file);
    sent.add(file);
    return bytes;
  };
  const fetch = async (address) => {
    const { pathname } = new URL(address.url ?? address, "https://portal.example.gov/");
    try {
      return new Response(send(pathname));
    } catch {
      return new Response("", { status: 404 });
    }
  };
  const bytes = () => [...sent].reduce((sum, file) => sum + wireSize(file), 0);
  return { send, fetch, bytes, files: () => [...sent].map((file) => relative(folder, file)) };
};

/** The files below a folder that `isOf` picks by their paths: how many, and their bytes on the disk. */
export const onDisk = (folder, isOf = () => true) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).filter((path) => isOf(relative(folder, path)));
  return { files: paths.length, bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0) };
};
