// Makes the pictures of the README from the built SRO HQ, each under 100 KB: `npm run screenshots --prefix tests/browser`.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PHONE, launch, open } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { COMING, folder, noon, root } from "./sites.mjs";

const PICTURES = [
  { name: "home", page: "index.html", viewport: { width: 1000, height: 700 } },
  { name: "schedule-phone-dark", page: "schedule/index.html", viewport: PHONE, colorScheme: "dark", at: "[id^=month-]" },
  { name: "spanish-phone", page: "es/index.html", viewport: PHONE },
  { name: "search-phone", page: "contacts/index.html", viewport: PHONE, typed: "derick" },
  { name: "contacts", page: "contacts/index.html", viewport: { width: 900, height: 600 }, at: "main h2" },
  { name: "event", page: "schedule/basic-school-hanover-2025/index.html", viewport: { width: 1000, height: 700 } },
];

const target = join(root, "tests/browser/screenshots");
mkdirSync(target, { recursive: true });
const browser = await launch();
const server = await serve(folder(COMING));
for (const { name, page, viewport, colorScheme = "light", at, typed } of PICTURES) {
  const opened = await open(browser, server.url, { now: noon(COMING), viewport, colorScheme });
  await opened.page.goto(server.url + page);
  if (at) await opened.page.locator(at).first().evaluate((element) => element.scrollIntoView());
  if (typed) {
    await opened.page.getByRole("combobox").pressSequentially(typed);
    await opened.page.getByRole("option").first().waitFor();
  }
  const path = join(target, `${name}.png`);
  await opened.page.screenshot({ path });
  await opened.close();
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > 100_000) process.exitCode = 1;
}
await browser.close();
await server.close();
