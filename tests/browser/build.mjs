// Builds the portals that the tests look at into target/sites/, with the docent of this repository.
import { spawnSync } from "node:child_process";
import { SITES, folder, root } from "./sites.mjs";

for (const [site, { portal, today, options = [] }] of Object.entries(SITES)) {
  const build = ["build", "--quiet", "--root", portal, "--as-of", today, "--output-dir", folder(site), ...options];
  const { status } = spawnSync("cargo", ["run", "--quiet", "--locked", "--", ...build], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
  console.log(`${site} is built`);
}
