//! What `docent diff` says of two portals.
//!
//! A case is a folder below `tests/portal/diff/`: `old/` and `new/` are the portals, `changes.txt`, `changes.md` and
//! `changes.json` what is said. `UPDATE=1 cargo test` rewrites the files, to be read before they are kept.

use docent::diff::{Published, changes, human, json, markdown};
use docent::source::Snapshot;
use serde_json::Value as Json;

use super::{TODAY, cases, expect_file, fresh, lines, snapshot};

fn published(portal: &Snapshot) -> Published {
    let build = fresh(portal, TODAY);
    assert_eq!(lines(&build.diagnostics, portal), Vec::<String>::new());
    Published::of(
        build.bundle.files.iter().map(|(route, artifact)| (route, &*artifact.bytes)),
        docent::kinds::Kinds::default(),
    )
}

#[test]
fn changes_are_told_in_words() {
    for case in cases("diff") {
        let (old, new) = (published(&snapshot(&case.join("old"))), published(&snapshot(&case.join("new"))));
        let found = changes(&old, &new);
        expect_file(&case.join("changes.txt"), &human(&found));
        expect_file(&case.join("changes.md"), &markdown(&found));
        expect_file(&case.join("changes.json"), &json(&found, "main"));
        assert!(changes(&new, &new).is_empty());
    }
}

#[test]
fn every_field_of_the_json_is_in_the_manual() {
    fn keys(value: &Json, all: &mut Vec<String>) {
        match value {
            Json::Object(fields) => fields.iter().for_each(|(key, value)| {
                all.push(key.clone());
                keys(value, all);
            }),
            Json::Array(items) => items.iter().for_each(|item| keys(item, all)),
            _ => {}
        }
    }
    let text = std::fs::read_to_string(super::root().join("tests/portal/diff/everyday/changes.json")).expect("the case");
    let manual = std::fs::read_to_string(super::root().join("docs/content/developers/changes.md")).expect("the page");
    let mut all = Vec::new();
    keys(&serde_json::from_str(&text).expect("JSON"), &mut all);
    for key in all {
        assert!(manual.contains(&format!("`{key}`")), "the manual does not explain `{key}`");
    }
}
