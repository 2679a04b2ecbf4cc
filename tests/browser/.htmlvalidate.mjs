// The rules that html.test.mjs holds every built page to: all that html-validate recommends, but for what is said here.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // The short form is the one that this theme uses throughout.
    "doctype-style": ["error", { style: "lowercase" }],
    // A file of the site itself needs no digest in the page: whoever can change the one can change the other.
    "require-sri": ["error", { target: "crossorigin" }],
    // A list may have a name (ARIA in HTML allows it), which is how the filters of the schedule are told apart.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Footnotes have ids such as `fn:1`, which HTML allows and Markdown writers use.
    "valid-id": ["error", { relaxed: true }],
    // A number with a plain hyphen can be copied, and is found by the browser's own search; CSS keeps it on one line.
    "tel-non-breaking": "off",
    // How much of a title is shown is up to search engines; a class is named in full.
    "long-title": "off",
  },
};
