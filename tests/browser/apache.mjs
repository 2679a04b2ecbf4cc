// Apache as agencies run it: one folder, and what its .htaccess says.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering, freePort } from "./nginx.mjs";

/** Whether Apache is on this machine. */
export const isThere = spawnSync("apache2", ["-v"]).status === 0;

const MODULES = ["mpm_event", "authz_core", "authz_host", "mime", "dir", "headers", "alias"];

const configuration = (work, port) => `
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${work}/apache.pid
ErrorLog ${work}/error.log
DefaultRuntimeDir ${work}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
TypesConfig ${work}/mime.types
DocumentRoot ${work}/site
<Directory ${work}/site>
  AllowOverride All
  Require all granted
</Directory>
`;

/** What a server knows of media types that has not been told of calendars and cards. */
const TYPES = "text/html html\ntext/css css\ntext/javascript js\napplication/json json\nimage/svg+xml svg\n";

/** Serves a folder by the file that docent wrote into it: a copy, since Apache's workers may be nobody, who may read little. */
export async function serveAsTold(folder) {
  const work = mkdtempSync(join(tmpdir(), "docent-apache-"));
  const port = await freePort();
  cpSync(folder, join(work, "site"), { recursive: true });
  writeFileSync(join(work, "mime.types"), TYPES);
  writeFileSync(join(work, "apache.conf"), configuration(work, port));
  spawnSync("chmod", ["-R", "a+rX", work]);
  const apache = spawn("apache2", ["-f", join(work, "apache.conf"), "-D", "FOREGROUND"], { stdio: ["ignore", "ignore", "inherit"] });
  return answering(apache, "SIGTERM", `http://127.0.0.1:${port}/`, work);
}
