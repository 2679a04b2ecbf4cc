// Apache as agencies run it: one folder, and what its .htaccess says.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering, freePort } from "./nginx.mjs";

/** Whether Apache is on this machine. */
export const isThere = spawnSync("apache2", ["-v"]).status === 0;

const MODULES = ["mpm_event", "authz_core", "authz_host", "mime", "dir", "headers", "alias"];

const configuration = (work, port, folder) => `
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${work}/apache.pid
ErrorLog ${work}/error.log
DefaultRuntimeDir ${work}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
TypesConfig /etc/mime.types
DocumentRoot ${folder}
<Directory ${folder}>
  AllowOverride All
  Require all granted
</Directory>
`;

/** Serves a folder by the file that docent wrote into it. */
export async function serveAsTold(folder) {
  const work = mkdtempSync(join(tmpdir(), "docent-apache-"));
  const port = await freePort();
  writeFileSync(join(work, "apache.conf"), configuration(work, port, folder));
  const apache = spawn("apache2", ["-f", join(work, "apache.conf"), "-D", "FOREGROUND"], { stdio: ["ignore", "ignore", "inherit"] });
  return answering(apache, "SIGTERM", `http://127.0.0.1:${port}/`, work);
}
