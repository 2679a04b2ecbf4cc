//! Corrections that a machine can make: which bytes of which file become which text, and which file gets another name.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Span;

/// How to correct a problem.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// Whether it may be made without asking.
    pub trust: Trust,
    /// What becomes what. Either all of them are made or none.
    pub edits: Vec<Edit>,
}

/// How sure a correction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Trust {
    /// The file means afterwards what its author meant: `docent fix` makes it.
    Safe,
    /// Probably right: shown to a person, never made by itself.
    Suggested,
}

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Edit {
    /// These bytes become that text.
    Replace {
        /// The bytes.
        span: Span,
        /// What takes their place.
        with: String,
    },
    /// Inside of a value one word becomes another; quotation marks, a comment and all the rest stay as they are.
    Word {
        /// The value as it stands in the file, with its quotation marks if it has any.
        span: Span,
        /// The word as it is typed.
        typed: String,
        /// What takes its place.
        with: String,
    },
    /// A file, or a folder with all that is in it, gets another name. Forms of output that know only replacements leave out
    /// a correction with such an edit.
    Rename {
        /// The path as it is.
        #[serde(with = "super::path")]
        from: Arc<str>,
        /// The path as it should be, at which nothing stands.
        #[serde(with = "super::path")]
        to: Arc<str>,
    },
}

/// What to do about a value: in words, and as the text to type instead where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to type instead, or what to do.
    pub help: String,
    /// The right text, and how sure that is.
    pub right: Option<(Trust, String)>,
}

impl Remedy {
    /// What to do, without knowing the right text.
    pub fn words(help: impl Into<String>) -> Self {
        Self {
            help: help.into(),
            right: None,
        }
    }

    /// What to type instead.
    pub fn text(help: impl Into<String>, trust: Trust, right: impl Into<String>) -> Self {
        Self {
            help: help.into(),
            right: Some((trust, right.into())),
        }
    }
}

impl Fix {
    /// A correction that is right without doubt.
    pub fn safe(edits: impl IntoIterator<Item = Edit>) -> Self {
        Self {
            trust: Trust::Safe,
            edits: edits.into_iter().collect(),
        }
    }

    /// A correction that a person should look at.
    pub fn suggested(edits: impl IntoIterator<Item = Edit>) -> Self {
        Self {
            trust: Trust::Suggested,
            edits: edits.into_iter().collect(),
        }
    }
}

impl Edit {
    /// These bytes become that text.
    pub fn replace(span: &Span, with: impl Into<String>) -> Self {
        Self::Replace {
            span: span.clone(),
            with: with.into(),
        }
    }

    /// In the value at `span` the word `typed` becomes `with`.
    pub fn word(span: &Span, typed: impl Into<String>, with: impl Into<String>) -> Self {
        Self::Word {
            span: span.clone(),
            typed: typed.into(),
            with: with.into(),
        }
    }

    /// This file or folder gets that name.
    pub fn rename(from: &str, to: &str) -> Self {
        Self::Rename {
            from: from.into(),
            to: to.into(),
        }
    }

    /// The file it changes.
    pub fn file(&self) -> &Arc<str> {
        match self {
            Self::Replace { span, .. } | Self::Word { span, .. } => &span.file,
            Self::Rename { from, .. } => from,
        }
    }

    /// The bytes of `file` to replace, and what takes their place. `None` if the file is not as it was when the edit was
    /// thought of, if the new word would mean something else where it is to stand, and for a new name.
    pub fn place(&self, file: &[u8]) -> Option<(Range<usize>, &str)> {
        match self {
            Self::Replace { span, with } => {
                file.get(span.range())?;
                Some((span.range(), with))
            }
            Self::Word { span, typed, with } => {
                let value = std::str::from_utf8(file.get(span.range())?).ok()?;
                let mut found = value.match_indices(typed.as_str());
                let (at, _) = found.next().filter(|_| !typed.is_empty() && is_plain(typed, with))?;
                let start = span.range().start + at;
                found.next().is_none().then_some((start..start + typed.len(), with))
            }
            Self::Rename { .. } => None,
        }
    }
}

/// Whether a word means itself in YAML, CSV and Markdown alike, with and without quotation marks, where `typed` stood.
fn is_plain(typed: &str, with: &str) -> bool {
    let same_sign = with.chars().next() == typed.chars().next();
    let own = |c: char| c.is_alphanumeric() || "-_./@+%~:#?=&".contains(c);
    let starts_well = with.starts_with(char::is_alphanumeric) || same_sign;
    // A date with a time is two words; a colon or a number sign has a meaning only beside a space.
    let words = with.split(' ').all(|word| !word.is_empty() && word.chars().all(own));
    starts_well && words && !with.contains(": ") && !with.contains(" #") && !with.ends_with(':')
}

/// The text of a file after `edits`, which do not overlap; those that have no place in it are left out.
pub fn apply<'e>(file: &[u8], edits: impl IntoIterator<Item = &'e Edit>) -> Vec<u8> {
    let mut places: Vec<(Range<usize>, &str)> = edits.into_iter().filter_map(|edit| edit.place(file)).collect();
    places.sort_by_key(|(range, _)| (range.start, range.end));
    places.dedup();
    let mut out = Vec::with_capacity(file.len() + 64);
    let mut copied = 0;
    for (range, with) in places {
        out.extend(file.get(copied..range.start).unwrap_or_default());
        out.extend(with.as_bytes());
        copied = copied.max(range.end);
    }
    out.extend(file.get(copied..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str, edits: &[Edit]) -> String {
        String::from_utf8(apply(text.as_bytes(), edits)).expect("UTF-8")
    }

    fn span(range: Range<usize>) -> Span {
        Span::new(&"data/contacts.yaml".into(), range)
    }

    #[test]
    fn edits_change_their_bytes_and_nothing_else() {
        let text = "name: A: B # note\r\nphons: 1\r\n";
        let edits = [Edit::replace(&span(19..24), "phones"), Edit::replace(&span(6..10), "\"A: B\"")];
        assert_eq!(fixed(text, &edits), "name: \"A: B\" # note\r\nphones: 1\r\n");
    }

    #[test]
    fn a_word_changes_inside_of_its_quotation_marks() {
        let text = "ref: 'dana-exampel' # dana-exampel";
        assert_eq!(
            fixed(text, &[Edit::word(&span(5..19), "dana-exampel", "dana-example")]),
            "ref: 'dana-example' # dana-exampel"
        );
    }

    #[test]
    fn a_word_that_would_mean_something_else_is_not_written() {
        for (typed, with) in [
            ("a", "b: c"),
            ("a", "b #c"),
            ("a", "'b"),
            ("a", "*b"),
            ("a", "b,c"),
            ("x", "b"),
            ("a", ""),
        ] {
            assert_eq!(Edit::word(&span(0..1), typed, with).place(b"a"), None, "{with}");
        }
        assert_eq!(
            Edit::word(&span(0..3), "a", "b").place(b"a a"),
            None,
            "which of the two is not known"
        );
        assert!(Edit::word(&span(0..2), "/a", "/b/#c").place(b"/a").is_some());
    }

    #[test]
    fn an_edit_of_another_file_content_has_no_place() {
        assert_eq!(Edit::replace(&span(4..9), "x").place(b"abc"), None);
    }
}
