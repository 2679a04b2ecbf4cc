// nginx as agencies run it: a plain configuration, one folder below a path, its 404.html for everything else.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether nginx is on this machine. */
export const isThere = spawnSync("nginx", ["-v"]).status === 0;

const configuration = (work, port, site) => `
${process.getuid() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${work}/nginx.pid;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  types { text/calendar ics; text/vcard vcf; text/javascript js mjs; application/manifest+json webmanifest; }
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${work}/${name};`).join(" ")}
  server {
    listen 127.0.0.1:${port};
    ${site}
  }
}
`;

/** A port that nobody listens on. */
export const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

/** Serves a folder below a path; `url` ends in a slash. */
export const serve = (folder, below) => serveWith(`location ${below} { alias ${folder}/; error_page 404 ${below}404.html; }`, below);

/** Serves a folder by the lines that docent wrote into it. */
export const serveAsTold = (folder) => serveWith(`root ${folder}; include ${folder}/_host/nginx.conf;`, "/");

async function serveWith(site, below) {
  const work = mkdtempSync(join(tmpdir(), "docent-nginx-"));
  const port = await freePort();
  writeFileSync(join(work, "nginx.conf"), configuration(work, port, site));
  const nginx = spawn("nginx", ["-e", "stderr", "-p", work, "-c", join(work, "nginx.conf")], { stdio: ["ignore", "ignore", "inherit"] });
  return answering(nginx, "SIGQUIT", `http://127.0.0.1:${port}${below}`, work);
}

/** A server process once it answers; closing it ends it and deletes its folder. */
export async function answering(server, signal, url, work) {
  const ended = new Promise((end) => server.once("exit", end));
  // Should the test itself be ended, its server ends with it.
  process.once("exit", () => server.kill());
  const close = async () => {
    server.kill(signal);
    await ended;
    rmSync(work, { recursive: true });
  };
  for (let tries = 200; ; tries -= 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return { url, close };
    if (tries === 0 || server.exitCode !== null) throw new Error(`${server.spawnfile} does not answer`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
