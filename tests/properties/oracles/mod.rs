//! What holds for every input, of anyone: one file for each place at which docent takes or makes a text. An oracle takes bytes
//! and panics where a promise is broken; the tests give it theirs.

pub mod addresses;
pub mod configuration;
pub mod content_lines;
pub mod dates;
pub mod fixes;
pub mod front_matter;
pub mod markdown;
pub mod problems;
pub mod requests;
pub mod search;
pub mod telephones;
pub mod templates;
pub mod writers;
pub mod yaml;

use std::borrow::Cow;
use std::sync::Arc;

use docent::diag::{Diagnostic, Edit, Span};

/// An oracle and its name, which is that of its seeds and of its dictionary.
pub type Oracle = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: [Oracle; 14] = [
    ("addresses", addresses::check),
    ("configuration", configuration::check),
    ("content_lines", content_lines::check),
    ("dates", dates::check),
    ("fixes", fixes::check),
    ("front_matter", front_matter::check),
    ("markdown", markdown::check),
    ("problems", problems::check),
    ("requests", requests::check),
    ("search", search::check),
    ("telephones", telephones::check),
    ("templates", templates::check),
    ("writers", writers::check),
    ("yaml", yaml::check),
];

/// The bytes as a text.
fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Several texts, with a line of five equals signs between them.
fn texts(data: &[u8]) -> Vec<String> {
    text(data).split("\n=====\n").map(str::to_owned).collect()
}

/// Every place lies in the file and between letters, every problem says something, and every correction has a place.
fn problems_are_sound(problems: &[Diagnostic], file: &Arc<str>, text: &str) {
    for problem in problems {
        assert!(!problem.message.trim().is_empty(), "nothing is said: {problem:?}");
        let places = problem.at.iter().chain(problem.labels.iter().map(|(span, _)| span));
        places.for_each(|span| is_in(span, file, text));
        for edit in problem.fix.iter().flat_map(|fix| &fix.edits) {
            if let Edit::Replace { span, .. } | Edit::Word { span, .. } = edit {
                is_in(span, file, text);
            }
        }
    }
}

/// The place lies in the file, if it is of this file, and its ends lie between letters.
fn is_in(span: &Span, file: &Arc<str>, text: &str) {
    let is_sound = span.file != *file || text.get(span.range()).is_some();
    assert!(is_sound, "{span:?} is no place of a text of {} bytes", text.len());
}
