//! Front matter: the fields of a page end before its text begins, and no text is lost or taken for fields.

use std::sync::Arc;

use docent::diag::Code;
use docent::parse::front_matter::split;

use super::{problems_are_sound, text};

/// The promises of the reader of pages.
pub fn check(data: &[u8]) {
    let (file, text): (Arc<str>, _) = ("content/about.md".into(), text(data));
    let parts = split(&file, &text);
    problems_are_sound(&parts.diagnostics, &file, &text);
    let body = &parts.value.body;
    assert!(text.get(body.clone()).is_some(), "{body:?} is no place of the page");
    assert_eq!(body.end, text.len(), "the end of the page is lost");
    if let Some(fields) = &parts.value.fields {
        assert!(fields.span.range().start <= body.start, "the fields stand behind the text");
    }
    behind_fields(&file, &text);
}

/// Behind whole fields stands the text as it was typed, whatever it looks like.
fn behind_fields(file: &Arc<str>, text: &str) {
    let page = format!("---\ntitle: About us\n---\n{text}");
    let parts = split(file, &page);
    assert_eq!(page.get(parts.value.body.clone()), Some(text));
    assert!(parts.value.fields.is_some());
    let is_conflict = |code: Code| code == Code::MergeConflict;
    assert!(
        parts.diagnostics.iter().all(|problem| is_conflict(problem.code)),
        "{:?}",
        parts.diagnostics
    );
}
