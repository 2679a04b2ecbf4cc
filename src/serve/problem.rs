//! A diagnostic as a browser shows it: plain text, with the line of the file it is about.

use serde::Serialize;

use crate::diag::{Diagnostic, Severity, Span};
use crate::source::Snapshot;

/// One error of the portal. All of it is text, and is only ever shown as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    /// The name of the kind of problem.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// `data/contacts.yaml:12:3`.
    pub place: Option<String>,
    /// The line, with carets under what it is about.
    pub excerpt: Option<String>,
    /// Other places that belong to it, each with its word.
    pub labels: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// The errors among the diagnostics.
    pub fn errors(diagnostics: &[Diagnostic], snapshot: &Snapshot) -> Vec<Self> {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(|diagnostic| Self::of(diagnostic, snapshot)).collect()
    }

    /// A mistake of docent's own.
    pub fn bug(message: &str) -> Self {
        Self {
            code: "bug".to_owned(),
            message: format!("docent has a bug: {}", visible(message)),
            place: None,
            excerpt: None,
            labels: Vec::new(),
            help: Some("please report it, with the change that led to it; undo the change to go on".to_owned()),
        }
    }

    fn of(diagnostic: &Diagnostic, snapshot: &Snapshot) -> Self {
        let line = diagnostic.at.as_ref().and_then(|span| Line::of(span, snapshot));
        let label = |(span, word): &(Span, String)| format!("{}: {}", place(span, snapshot), visible(word));
        Self {
            code: diagnostic.code.name().to_owned(),
            message: visible(&diagnostic.message),
            place: diagnostic.at.as_ref().map(|span| place(span, snapshot)),
            excerpt: line.map(|line| line.excerpt()),
            labels: diagnostic.labels.iter().map(label).collect(),
            help: diagnostic.help.as_deref().map(visible),
        }
    }
}

fn place(span: &Span, snapshot: &Snapshot) -> String {
    let file = visible(&span.file);
    match Line::of(span, snapshot) {
        Some(line) => format!("{file}:{}:{}", line.number, line.column()),
        None => file,
    }
}

/// The line on which a span begins, cut where the span begins and ends.
struct Line<'a> {
    number: usize,
    before: &'a str,
    marked: &'a str,
    after: &'a str,
}

impl<'a> Line<'a> {
    /// `None` for a span that means a whole file, or a file that is not text.
    fn of(span: &Span, snapshot: &'a Snapshot) -> Option<Self> {
        if span.range() == (0..0) {
            return None;
        }
        let text = snapshot.get(&span.file)?.text()?;
        let start = boundary(text, span.range().start);
        let begin = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        let stop = boundary(text, span.range().end).clamp(start, end);
        Some(Self {
            number: text[..start].matches('\n').count() + 1,
            before: &text[begin..start],
            marked: &text[start..stop],
            after: text[stop..end].trim_end(),
        })
    }

    /// Counted in characters, from one, as editors do.
    fn column(&self) -> usize {
        self.before.chars().count() + 1
    }

    fn excerpt(&self) -> String {
        let before = last(&visible(self.before), 60);
        let marked = first(&visible(self.marked), 80);
        let after = first(&visible(self.after), 60);
        let number = self.number.to_string();
        let gutter = " ".repeat(number.len());
        let space = " ".repeat(before.chars().count());
        let carets = "^".repeat(marked.trim_end().chars().count().max(1));
        format!("{number} | {before}{marked}{after}\n{gutter} | {space}{carets}")
    }
}

/// The index itself, or the beginning of the character it is inside of.
fn boundary(text: &str, index: usize) -> usize {
    let index = index.min(text.len());
    (0..=index).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

fn first(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn last(text: &str, limit: usize) -> String {
    let length = text.chars().count();
    match text.char_indices().nth(length.saturating_sub(limit)) {
        Some((start, _)) if start > 0 => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

/// Text whose order and length on the screen is that in the file: a tab is four spaces, and characters that hide or
/// turn others around are shown as what they are, out of place.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' => shown.push_str("    "),
            '\n' => shown.push('\n'),
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => shown.push('\u{fffd}'),
            _ if letter.is_control() => shown.push('\u{fffd}'),
            _ => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    fn problem(text: &str, marked: &str) -> Problem {
        let snapshot = Snapshot::from_files([("data/contacts.yaml", text)]);
        let start = text.find(marked).unwrap();
        let span = Span::new(&"data/contacts.yaml".into(), start..start + marked.len());
        let diagnostic = Diagnostic::new(Code::UnreadableFile, "no").at(&span).help("do this");
        Problem::errors(&[diagnostic], &snapshot).remove(0)
    }

    #[test]
    fn the_place_is_counted_as_editors_count() {
        let problem = problem("- name: Ana\n  título: x\n  phone: 555-01\n", "555-01");
        assert_eq!(problem.place.unwrap(), "data/contacts.yaml:3:10");
        assert_eq!(problem.excerpt.unwrap(), "3 |   phone: 555-01\n  |          ^^^^^^");
        assert_eq!(problem.help.unwrap(), "do this");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let excerpt = problem(&text, "HERE").excerpt.unwrap();
        assert!(
            excerpt.starts_with("1 | …aaa") && excerpt.contains("aHEREb") && excerpt.contains("b…\n"),
            "{excerpt}"
        );
        assert_eq!(
            excerpt
                .lines()
                .map(|line| line.find(['H', '^']).map(|at| line[..at].chars().count()))
                .collect::<Vec<_>>(),
            [Some(65); 2]
        );
    }

    #[test]
    fn characters_that_deceive_the_eye_are_shown() {
        let excerpt = problem("a\u{202e}b\u{0}\tc d", "c").excerpt.unwrap();
        assert_eq!(excerpt, "1 | a\u{fffd}b\u{fffd}    c d\n  |         ^");
    }

    #[test]
    fn spans_that_do_not_fit_the_text_do_no_harm() {
        let snapshot = Snapshot::from_files([("a.md", "é")]);
        for range in [0..1, 1..1, 1..9, 7..9, 9..2] {
            let at = Span::new(&"a.md".into(), range);
            Problem::errors(&[Diagnostic::new(Code::UnreadableFile, "no").at(&at)], &snapshot);
        }
    }
}
