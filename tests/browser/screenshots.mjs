// Makes the pictures of the README from the built SRO HQ, each under 100 KB: `npm run screenshots --prefix tests/browser`.
import { mkdirSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { PHONE, launch, open } from "./chromium.mjs";
import { COMING, folder, noon, root } from "./sites.mjs";

const PICTURES = [
  { name: "home", page: "index.html", viewport: { width: 1000, height: 700 }, colorScheme: "light" },
  { name: "schedule-phone-dark", page: "schedule/index.html", viewport: PHONE, colorScheme: "dark" },
];

const target = join(root, "tests/browser/screenshots");
mkdirSync(target, { recursive: true });
const browser = await launch();
for (const { name, page, viewport, colorScheme } of PICTURES) {
  const home = pathToFileURL(folder(COMING)).href;
  const opened = await open(browser, home, { now: noon(COMING), viewport, colorScheme });
  await opened.page.goto(`${home}/${page}`);
  const path = join(target, `${name}.png`);
  await opened.page.screenshot({ path });
  await opened.close();
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > 100_000) process.exitCode = 1;
}
await browser.close();
