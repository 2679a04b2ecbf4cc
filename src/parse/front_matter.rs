//! The fields at the beginning of a page, between two lines `---`.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::parse::yaml::{self, Node};

/// A page cut in two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The fields; `None` if the page has none.
    pub fields: Option<Node>,
    /// Where the Markdown stands in the file.
    pub body: Range<usize>,
}

/// Cuts the text of a page into its fields and its Markdown.
///
/// The fields stand between a first line `---` and another line `---`. A page may have none.
pub fn split(file: &Arc<str>, text: &str) -> Checked<Parts> {
    let start = if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let mut lines = Lines { text, at: start };
    match lines.next() {
        Some((_, line)) if is_fence(line) => fenced(file, text, lines),
        _ => unfenced(file, text, start),
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Lines with their places, without their ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, length) = match rest.find('\n') {
            Some(end) => (rest.get(..end).unwrap_or_default(), end + 1),
            None => (rest, rest.len()),
        };
        let start = self.at;
        self.at += length;
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// A page whose first line is `---`; `lines` stand behind it.
fn fenced(file: &Arc<str>, text: &str, mut lines: Lines<'_>) -> Checked<Parts> {
    let start = lines.at;
    while let Some((end, line)) = lines.next() {
        if is_fence(line) {
            let fields = text.get(start..end).unwrap_or_default();
            let Checked { value, diagnostics } = yaml::parse_from_line(file, fields, start, 2);
            let parts = Parts {
                fields: value,
                body: lines.at..text.len(),
            };
            return Checked { value: parts, diagnostics };
        }
    }
    unclosed(file, text, start)
}

/// The fields begin and do not end. Everything up to the first empty line or heading counts as fields, so that what is
/// wrong in them is told too.
fn unclosed(file: &Arc<str>, text: &str, start: usize) -> Checked<Parts> {
    let mut lines = Lines { text, at: start };
    let end = lines
        .find(|(_, line)| line.trim().is_empty() || line.starts_with("# ") || line.starts_with("## "))
        .map_or(text.len(), |(at, _)| at);
    let fence = start.saturating_sub(4)..start.saturating_sub(1);
    let problem = Diagnostic::new(Code::FrontMatter, "the fields of this page begin with `---` and do not end")
        .at(&Span::new(file, fence))
        .help("write another line `---` after the last field, before the text");
    let Checked { value, mut diagnostics } = yaml::parse_from_line(file, text.get(start..end).unwrap_or_default(), start, 2);
    diagnostics.insert(0, problem);
    Checked {
        value: Parts {
            fields: value,
            body: end..text.len(),
        },
        diagnostics,
    }
}

/// A page that does not begin with `---`: without fields, or with fields in the wrong place or form.
fn unfenced(file: &Arc<str>, text: &str, start: usize) -> Checked<Parts> {
    let _ = file;
    Checked {
        value: Parts {
            fields: None,
            body: start..text.len(),
        },
        diagnostics: Vec::new(),
    }
}
