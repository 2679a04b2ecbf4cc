//! The mistakes that editors make, by number, and the case that shows what docent says to each.

use super::{cases, files, root};

/// Whether a machine can correct a mistake.
#[derive(PartialEq)]
enum By {
    /// `docent fix` corrects the case.
    Machine,
    /// Only someone who knows what was meant.
    Editor,
}

/// Number, mistake, codes that tell it (none: it just works), case in `marked/`, who corrects it.
type Mistake = (u8, &'static str, &'static [&'static str], &'static str, By);

const MISTAKES: &[Mistake] = &[
    (1, "a field twice", &["duplicate-key"], "yaml-duplicate-key", By::Editor),
    (
        2,
        "a colon without quotation marks",
        &["unquoted-colon"],
        "yaml-unquoted-colon",
        By::Machine,
    ),
    (
        3,
        "a value that begins with a sign",
        &["unquoted-sign"],
        "yaml-unquoted-sign",
        By::Machine,
    ),
    (
        4,
        "quotation marks inside of quotation marks",
        &["quote-in-quotes"],
        "yaml-quotes",
        By::Machine,
    ),
    (5, "a backslash", &["bad-escape"], "yaml-quotes", By::Machine),
    (6, "curly quotation marks", &["curly-quotes"], "yaml-quotes", By::Machine),
    (7, "a tab", &["yaml-tab"], "yaml-tab", By::Machine),
    (7, "indentation and dashes", &["yaml-indentation"], "yaml-indentation", By::Machine),
    (7, "a dash too many", &["yaml-syntax"], "yaml-dash-too-many", By::Machine),
    (
        7,
        "comments and fields as programs write them",
        &["yaml-syntax"],
        "yaml-notation",
        By::Machine,
    ),
    (
        8,
        "invisible characters",
        &["invisible-character"],
        "invisible-characters",
        By::Machine,
    ),
    (8, "another encoding than UTF-8", &["not-utf8"], "not-utf8", By::Machine),
    (
        9,
        "front matter that is not first",
        &["front-matter"],
        "front-matter-not-first",
        By::Machine,
    ),
    (
        9,
        "front matter without an end",
        &["front-matter"],
        "front-matter-unclosed",
        By::Machine,
    ),
    (
        9,
        "front matter between two hyphens",
        &["front-matter"],
        "front-matter-two-dashes",
        By::Machine,
    ),
    (
        10,
        "the marks of a merge conflict",
        &["merge-conflict"],
        "yaml-merge-conflict",
        By::Editor,
    ),
    (11, "a comma in braces", &["inline-comma"], "yaml-inline-comma", By::Machine),
    (12, "a field that is not known", &["unknown-field"], "unknown-field", By::Machine),
    (13, "a field that is missing", &["missing-field"], "missing-field", By::Editor),
    (14, "a day that does not exist", &["bad-date"], "dates", By::Editor),
    (15, "a date in the form of the United States", &["bad-date"], "dates", By::Machine),
    (16, "a time in another form", &["bad-date"], "dates", By::Machine),
    (17, "an offset or the name of a zone", &["bad-date"], "dates", By::Editor),
    (18, "an end before its start", &["end-before-start"], "training-rules", By::Editor),
    (19, "the wrong weekday", &["weekday-mismatch"], "training-rules", By::Editor),
    (
        19,
        "the wrong weekday in a text",
        &["weekday-mismatch"],
        "weekdays-in-text",
        By::Editor,
    ),
    (
        20,
        "registration after the event",
        &["end-before-start"],
        "training-rules",
        By::Editor,
    ),
    (21, "`NO`, `on`, leading zeros, numbers for texts", &[], "fine-values", By::Editor),
    (22, "the digits of a telephone number", &["bad-phone"], "telephones", By::Editor),
    (23, "the form of an e-mail address", &["bad-email"], "e-mail", By::Machine),
    (24, "a reference to nothing", &["unknown-reference"], "references", By::Machine),
    (25, "an id twice", &["duplicate-id"], "ids", By::Editor),
    (
        25,
        "a published id renamed",
        &["vanished-address"],
        "published-addresses",
        By::Editor,
    ),
    (
        26,
        "a file name with spaces or capitals",
        &["bad-file-name"],
        "file-names",
        By::Editor,
    ),
    (26, "a data file among the pages", &["misplaced-data"], "misplaced-data", By::Editor),
    (
        27,
        "a file that is not there, or in other letters",
        &["dead-link"],
        "images",
        By::Machine,
    ),
    (
        28,
        "a picture without a description, or with a poor one",
        &["missing-alt", "poor-alt"],
        "images",
        By::Editor,
    ),
    (29, "links that say nothing", &["vague-link"], "link-texts", By::Editor),
    (29, "links that read alike", &["same-link-text"], "same-link-text", By::Editor),
    (
        30,
        "dead links and anchors",
        &["dead-link", "dead-anchor"],
        "dead-links",
        By::Machine,
    ),
    (30, "addresses of one's own computer", &["bad-url"], "web-addresses", By::Machine),
    (
        30,
        "addresses from a search page, without encryption",
        &["bad-url", "insecure-link"],
        "web-addresses-pasted",
        By::Machine,
    ),
    (
        31,
        "a link to a document without its type and size",
        &[],
        "fine-document-links",
        By::Editor,
    ),
    (
        32,
        "levels of headings, bold lines",
        &["heading-jump", "second-title", "bold-heading"],
        "headings",
        By::Editor,
    ),
    (
        32,
        "empty sections, headings in capitals",
        &["empty-section", "capital-heading"],
        "sections",
        By::Editor,
    ),
    (33, "a table without names of columns", &["table-header"], "tables", By::Editor),
    (34, "HTML in a page", &["raw-html"], "raw-html", By::Editor),
    (35, "captions that no one knows of", &["captions"], "videos", By::Editor),
    (
        35,
        "the code of a player in place of a name",
        &["bad-value"],
        "video-embed-code",
        By::Machine,
    ),
    (
        36,
        "the code of another language, or none",
        &["unknown-language"],
        "unknown-language-meant",
        By::Machine,
    ),
    (
        36,
        "a translation older than its original",
        &["stale-translation"],
        "translations-stale",
        By::Editor,
    ),
    (
        36,
        "a translation that is missing",
        &["missing-translation"],
        "translations-stale",
        By::Editor,
    ),
    (37, "an alert without an end", &["alert-without-expiry"], "alerts", By::Editor),
    (38, "a review that is overdue", &["review-overdue"], "reviews", By::Editor),
    (38, "a law that no one has checked", &["unchecked-law"], "laws", By::Editor),
    (
        39,
        "a published class deleted, or moved in silence",
        &["vanished-address", "moved-in-silence"],
        "published-addresses",
        By::Editor,
    ),
    (
        40,
        "a contact whom no one can reach",
        &["unreachable-contact"],
        "unreachable-contact",
        By::Editor,
    ),
    (40, "blanks of the starter", &["starter-blank"], "starter-blanks", By::Editor),
    (41, "personal data", &["personal-data"], "personal-data", By::Editor),
    (
        41,
        "files that a program left behind",
        &["leftover-file"],
        "leftover-files",
        By::Editor,
    ),
    (
        42,
        "an acronym that is not spelled out",
        &["unexplained-acronym"],
        "acronyms",
        By::Editor,
    ),
    (42, "long sentences", &["long-sentence"], "long-sentences", By::Editor),
];

#[test]
fn every_mistake_has_a_case_that_says_what_is_wrong() {
    let known: Vec<String> = cases("marked")
        .iter()
        .map(|case| case.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    for (number, mistake, codes, case, by) in MISTAKES {
        assert!(
            known.iter().any(|name| name == case),
            "{number}, {mistake}: there is no case {case}"
        );
        let folder = root().join("tests/portal/marked").join(case);
        let text: String = files(&folder)
            .into_iter()
            .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        for code in *codes {
            assert!(
                text.contains(&format!("[{code}]: ")),
                "{number}, {mistake}: {case} does not mark {code}"
            );
        }
        let diff = root().join("tests/portal/fixes").join(format!("{case}.diff"));
        assert!(
            *by == By::Editor || diff.exists(),
            "{number}, {mistake}: nothing of {case} is corrected"
        );
    }
}
