//! Diagnostics as text: for people, for programs, for a forge.
//!
//! Everything an author wrote (paths, values quoted in messages, source lines) is shown through [`escape`], so that no
//! file of a portal can steer the terminal or the log it is printed to.

pub mod escape;
mod excerpt;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
mod place;
pub mod rdjsonl;
pub mod sarif;
pub mod wrap;

pub use place::{Change, Place, Places, Position};

use std::collections::BTreeSet;
use std::fmt;

use super::{Diagnostic, Severity};

/// The files that diagnostics speak of.
pub trait Files {
    /// The bytes of the file at this path, if there is such a file.
    fn bytes(&self, path: &str) -> Option<&[u8]>;

    /// The path under which the reader of the message finds the file.
    fn name(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// How many problems there are, and in how many files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Problems that stand in the way of publishing.
    pub errors: usize,
    /// Problems that do not.
    pub warnings: usize,
    /// Remarks.
    pub notes: usize,
    /// Files in which at least one of them is.
    pub files: usize,
}

impl Summary {
    /// Counts the problems.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        let files: BTreeSet<_> = diagnostics.iter().filter_map(|d| d.at.as_ref()).map(|at| &at.file).collect();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            files: files.len(),
        }
    }
}

impl fmt::Display for Summary {
    /// `2 errors, 3 warnings in 4 files`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| plural(*n, word)).collect();
        match (parts.is_empty(), self.files) {
            (true, _) => f.write_str("no problems"),
            (false, 0) => f.write_str(&parts.join(", ")),
            (false, files) => write!(f, "{} in {}", parts.join(", "), plural(files, "file")),
        }
    }
}

/// `1 file`, `1,204 files`, `2 addresses`.
pub fn plural(count: usize, word: &str) -> String {
    let ending = match count {
        1 => "",
        _ if word.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {word}{ending}", grouped(count))
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Most severe first; problems of one severity stay in the order of their files.
fn most_severe_first(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| diagnostic.severity);
    ordered
}

/// The same problem (code and message) wherever it occurs, in the order of the first occurrences.
fn same_problems<'a>(ordered: &[&'a Diagnostic]) -> Vec<Vec<&'a Diagnostic>> {
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    let mut seen = std::collections::BTreeMap::new();
    for &diagnostic in ordered {
        let key = (diagnostic.severity, diagnostic.code, diagnostic.message.as_str());
        let index = *seen.entry(key).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(diagnostic),
            None => groups.push(vec![diagnostic]),
        }
    }
    groups
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Code, Span};

    /// Files written in a test.
    pub struct TestFiles(pub BTreeMap<&'static str, Vec<u8>>);

    impl TestFiles {
        pub fn new(files: &[(&'static str, &str)]) -> Self {
            Self(files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect())
        }
    }

    impl Files for TestFiles {
        fn bytes(&self, path: &str) -> Option<&[u8]> {
            self.0.get(path).map(Vec::as_slice)
        }
    }

    /// The place of `word` in `text`, which is the file `path`.
    pub fn place_of(path: &str, text: &str, word: &str) -> Span {
        let start = text.find(word).expect("the word is in the text");
        let file: Arc<str> = path.into();
        Span::new(&file, start..start + word.len())
    }

    #[test]
    fn the_summary_counts_problems_and_files() {
        let at = |file: &str| Span::file(&file.into());
        let problems = [
            Diagnostic::new(Code::MissingField, "a").at(&at("one")),
            Diagnostic::new(Code::Captions, "b").at(&at("one")),
            Diagnostic::new(Code::Captions, "c").at(&at("two")),
        ];
        assert_eq!(Summary::of(&problems).to_string(), "1 error, 2 warnings in 2 files");
        assert_eq!(Summary::of(&[]).to_string(), "no problems");
        assert_eq!(plural(1_204, "page"), "1,204 pages");
    }
}
