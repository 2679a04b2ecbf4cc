//! `urls.lock`: the addresses that a portal has published and keeps.
//!
//! The file is text, one address a line, sorted, so that two branches that add addresses merge by themselves:
//!
//! ```text
//! # The published addresses of this portal, written by `docent lock`.
//! version 1
//! /about/
//! /about/#history
//! /news/fair/ from=2025-05-01 until=2025-06-30
//! /schedule/basic-2025/ start=2025-03-24T08:30 updated=2025-02-03
//! ```
//! Nothing in it depends on the day: what the portal shows only on some days says on which.

mod change;
mod check;
mod present;

pub use check::{check, settle};
pub use present::addresses;

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::Arc;

use jiff::civil::Date;

use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::schema::FieldType;
use crate::schema::dates::{self, Moment};
use crate::source::{LOCK, SourceFile};

/// What is known of a published address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promise {
    /// The first day on which it is there.
    pub from: Option<Date>,
    /// The last day on which it is there.
    pub until: Option<Date>,
    /// When the class begins whose page it is. A build sees only the present, so that a class was moved can be known only
    /// from what was written down before; the line of its address is the place where that is looked for and merged.
    pub start: Option<Moment>,
    /// The day on which the same class said it was last changed.
    pub updated: Option<Date>,
}

/// Addresses from the root of the site, percent-encoded, pages in their short form: `/about/#history`.
pub type Addresses = BTreeMap<String, Promise>;

impl Promise {
    /// Of what is there from the start, with a last day if it has one.
    fn until(until: Option<Date>) -> Self {
        Self { until, ..Self::default() }
    }

    /// Whether a reader may look for it on a day.
    fn is_owed_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// ` from=… until=… start=… updated=…`, as far as it is known.
impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = |date: &Date| date.to_string();
        let words = [
            ("from", self.from.as_ref().map(date)),
            ("until", self.until.as_ref().map(date)),
            ("start", self.start.and_then(|start| start.data().as_str().map(str::to_owned))),
            ("updated", self.updated.as_ref().map(date)),
        ];
        words
            .into_iter()
            .try_for_each(|(key, value)| value.map_or(Ok(()), |value| write!(f, " {key}={value}")))
    }
}

const HEAD: &str = "# The published addresses of this portal, written by `docent lock`.\n";
const VERSION: &str = "version 1";

/// The text of the file.
pub fn text(addresses: &Addresses) -> String {
    let mut text = format!("{HEAD}{VERSION}\n");
    for (address, promise) in addresses {
        // A string takes all that is written to it.
        let _ = writeln!(text, "{address}{promise}");
    }
    text
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The address and its place.
    pub address: Spanned<String>,
    /// What is known of it.
    pub promise: Promise,
}

/// Reads the file. Lines that cannot be read are reported and left out.
pub fn read(file: &SourceFile) -> Checked<Vec<Line>> {
    let mut reader = Reader {
        path: LOCK.into(),
        version: None,
        lines: Vec::new(),
        report: Vec::new(),
    };
    let Some(text) = file.text() else {
        let problem = Diagnostic::new(Code::NotUtf8, "the file is not saved as UTF-8").at(&Span::file(&reader.path));
        return Checked {
            value: Vec::new(),
            diagnostics: vec![problem.help("write it anew: docent lock")],
        };
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(line.trim_end(), at);
        at += line.len();
    }
    Checked {
        value: reader.lines,
        diagnostics: reader.report,
    }
}

struct Reader {
    path: Arc<str>,
    /// What the first line that is no comment says.
    version: Option<String>,
    lines: Vec<Line>,
    report: Vec<Diagnostic>,
}

impl Reader {
    fn line(&mut self, line: &str, at: usize) {
        let span = Span::new(&self.path, at..at + line.len());
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if self.version.is_none() {
            self.version = Some(line.to_owned());
            if line != VERSION {
                let problem = Diagnostic::new(Code::LockLine, format!("the file begins with `{line}` instead of `{VERSION}`"));
                let help = "a newer docent may have written it; if not, write it anew: docent lock";
                self.report.push(problem.at(&span).help(help));
            }
            return;
        }
        if is_conflict(line) {
            let problem = Diagnostic::new(Code::MergeConflict, "two versions of these lines are in conflict").at(&span);
            self.report
                .push(problem.help("delete the lines that Git has put in, keep the addresses of both sides, and run: docent lock"));
            return;
        }
        let mut words = line.split(' ');
        let address = words.next().unwrap_or_default();
        match words.try_fold(Promise::default(), with_word) {
            Some(promise) if address.starts_with('/') => self.lines.push(Line {
                address: Spanned {
                    value: address.to_owned(),
                    span: Span::new(&self.path, at..at + address.len()),
                },
                promise,
            }),
            _ => {
                let problem = Diagnostic::new(Code::LockLine, format!("`{line}` is not a line of {LOCK}")).at(&span);
                self.report
                    .push(problem.help("a line is an address such as `/about/`, with `from=2025-05-01` and its like behind it; write the file anew: docent lock"));
            }
        }
    }
}

/// `until=2025-06-30`; `None` if it is not one of the words of a line.
fn with_word(mut promise: Promise, word: &str) -> Option<Promise> {
    let (key, value) = word.split_once('=')?;
    match key {
        "from" => promise.from = Some(dates::date(value).ok()?),
        "until" => promise.until = Some(dates::date(value).ok()?),
        "start" => promise.start = Some(dates::moment(value).ok()?),
        "updated" => promise.updated = Some(dates::date(value).ok()?),
        _ => return None,
    }
    Some(promise)
}

/// Whether Git has put the line between those of two branches.
fn is_conflict(line: &str) -> bool {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    marks.iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;

    fn read_text(text: &str) -> Checked<Vec<Line>> {
        let snapshot = Snapshot::from_files([(LOCK, text)]);
        read(snapshot.get(LOCK).expect("it is there"))
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text_of = |text: &str| text.to_owned();
        let addresses = Addresses::from([
            (text_of("/about/#history"), Promise::default()),
            (
                text_of("/schedule/basic/"),
                Promise {
                    from: Some(Date::constant(2025, 1, 2)),
                    until: Some(Date::constant(2026, 1, 2)),
                    start: dates::moment("2025-03-24 08:30").ok(),
                    updated: Some(Date::constant(2025, 2, 3)),
                },
            ),
        ]);
        let written = text(&addresses);
        assert!(
            written.ends_with("/schedule/basic/ from=2025-01-02 until=2026-01-02 start=2025-03-24T08:30 updated=2025-02-03\n"),
            "{written}"
        );
        let read = read_text(&written);
        assert_eq!(read.diagnostics, Vec::new());
        let again: Addresses = read.value.into_iter().map(|line| (line.address.value, line.promise)).collect();
        assert_eq!(again, addresses);
    }

    #[test]
    fn lines_that_are_none_are_reported_and_the_others_stay() {
        let read = read_text("version 1\r\n/a/\r\nabout\r\n/b/ until=soon\r\n/c/ size=3\r\n<<<<<<< HEAD\r\n/d/\r\n");
        let kept: Vec<_> = read.value.iter().map(|line| line.address.value.as_str()).collect();
        assert_eq!(kept, ["/a/", "/d/"]);
        assert_eq!(read.diagnostics.len(), 4);
    }

    #[test]
    fn an_address_is_owed_on_the_days_on_which_it_is_shown() {
        let day = |day| Date::constant(2025, 5, day);
        let promise = Promise {
            from: Some(day(2)),
            until: Some(day(4)),
            ..Promise::default()
        };
        assert_eq!([1, 2, 4, 5].map(|at| promise.is_owed_on(day(at))), [false, true, true, false]);
    }
}
