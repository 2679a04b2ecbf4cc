//! Text of the main language on a page of another: it is marked from the entry to the last step of the page.
//!
//! Screen readers need to know which words are not in the language of the page (WCAG 2.2, 3.1.2). The marks are
//! noncharacters, which Unicode keeps for use inside a program (section 23.7), so that titles, lists and search carry them
//! without knowing of them, and no template author can forget them. The last step of a page turns them into
//! `<span lang="en">`; where no element can stand, they are taken away.

use std::borrow::Cow;

use serde_json::Value as Json;

/// Begins a text of the main language.
pub const OPEN: char = '\u{fdd0}';
/// Ends it.
pub const CLOSE: char = '\u{fdd1}';

/// The first byte of both in UTF-8.
const FIRST: u8 = 0xef;

/// The text with marks around it.
pub fn mark(text: &str) -> String {
    format!("{OPEN}{}{CLOSE}", strip(text))
}

/// Whether a part of the text is in the main language.
pub fn is_marked(text: &str) -> bool {
    text.contains(OPEN)
}

/// Whether a text may have marks: both begin with the same byte, which is rare in the languages of portals, and looking for one
/// byte is fast.
pub fn may_be_marked(text: &str) -> bool {
    text.as_bytes().contains(&FIRST)
}

/// The text without marks.
pub fn strip(text: &str) -> Cow<'_, str> {
    if may_be_marked(text) && text.contains([OPEN, CLOSE]) {
        text.replace([OPEN, CLOSE], "").into()
    } else {
        text.into()
    }
}

/// A value without the marks of its texts.
pub fn strip_value(value: Json) -> Json {
    match value {
        Json::String(text) => strip(&text).into_owned().into(),
        Json::Array(items) => items.into_iter().map(strip_value).collect(),
        Json::Object(map) => map.into_iter().map(|(key, value)| (key, strip_value(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_as_they_come() {
        assert!(is_marked(&mark("Training")));
        assert_eq!(strip(&mark(&mark("Training"))), "Training");
        assert_eq!(strip("Capacitación"), "Capacitación");
    }
}
