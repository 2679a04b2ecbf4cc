// Every built page by the rules of HTML itself, as html-validate reads them; `.htmlvalidate.json` says which.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileSystemConfigLoader, HtmlValidate, formatterFactory } from "html-validate";
import { SITES, pages, read } from "./sites.mjs";

const validator = new HtmlValidate(new FileSystemConfigLoader());
const format = formatterFactory("text");

for (const site of Object.keys(SITES)) {
  describe(site, () => {
    for (const path of pages(site)) {
      it(path, async () => {
        const report = await validator.validateString(read(site, path), new URL(`${site}/${path}`, import.meta.url).pathname);
        assert.equal(report.errorCount + report.warningCount, 0, format(report.results));
      });
    }
  });
}
