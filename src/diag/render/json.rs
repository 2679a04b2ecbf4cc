//! Diagnostics for programs: one JSON document, whose form changes only with its `version`.
//!
//! ```json
//! {
//!   "version": 1,
//!   "diagnostics": [
//!     {
//!       "code": "unknown-field",
//!       "severity": "error",
//!       "message": "a contact has no field `phoness`",
//!       "help": "did you mean `phones`?",
//!       "file": "data/contacts.yaml",
//!       "line": 3, "column": 3, "end_line": 3, "end_column": 10,
//!       "labels": [],
//!       "fix": {
//!         "safe": true,
//!         "edits": [{ "text": "phones", "file": "data/contacts.yaml", "line": 3, "column": 3, "end_line": 3, "end_column": 10 }]
//!       }
//!     }
//!   ],
//!   "summary": { "errors": 1, "warnings": 0, "notes": 0, "files": 1 },
//!   "next_change": "2025-07-11T00:00:00-04:00"
//! }
//! ```
//!
//! - `severity` is `error`, `warning` or `note`; the most severe come first.
//! - `file` is the path as it is reached from where docent was started. `null`: the problem belongs to no file.
//! - Lines and columns count from 1, columns in characters; the end is the place after the last character.
//!   All four are `null` if the problem is about the file as a whole.
//! - `labels` are further places, each with a `message` and the same five fields.
//! - `next_change` is the moment (RFC 3339) from which a new build of the same files gives another site; `null` if there is
//!   none.
//! - `fix` is the correction that a machine can make, all of its `edits` together: each replaces what stands at its place
//!   by `text`. `docent fix` makes those that are `safe`; the others are for a person to look at. `null`: there is none, or
//!   it gives a file another name, which is no edit of a text; `docent fix` makes that too.
//! - `help` is `null` if there is none. A field is never left out; new ones may be added without a new version.

use serde::Serialize;

use super::{Files, Place, Places, Position, Summary, most_severe_first};
use crate::diag::Diagnostic;
use crate::diag::fix::Trust;

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    diagnostics: Vec<Problem<'a>>,
    summary: Counts,
    next_change: Option<&'a str>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: String,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    at: Location,
    labels: Vec<Label<'a>>,
    fix: Option<Correction>,
}

#[derive(Serialize)]
struct Correction {
    safe: bool,
    edits: Vec<Replacement>,
}

#[derive(Serialize)]
struct Replacement {
    text: String,
    #[serde(flatten)]
    at: Location,
}

#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    #[serde(flatten)]
    at: Location,
}

#[derive(Serialize, Default)]
struct Location {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
}

/// The whole document, with a line break at its end.
pub fn render(diagnostics: &[Diagnostic], next_change: Option<&str>, files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let Summary {
        errors,
        warnings,
        notes,
        files,
    } = Summary::of(diagnostics);
    let report = Report {
        version: VERSION,
        diagnostics: most_severe_first(diagnostics).into_iter().map(|d| problem(d, &places)).collect(),
        summary: Counts {
            errors,
            warnings,
            notes,
            files,
        },
        next_change,
    };
    let text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text + "\n"
}

fn problem<'a>(diagnostic: &'a Diagnostic, places: &Places<'_>) -> Problem<'a> {
    let label = |(span, word): &'a (crate::diag::Span, String)| Label {
        message: word,
        at: location(places.of(span)),
    };
    Problem {
        code: diagnostic.code.name(),
        severity: diagnostic.severity.to_string(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        at: diagnostic.at.as_ref().map(|at| location(places.of(at))).unwrap_or_default(),
        labels: diagnostic.labels.iter().map(label).collect(),
        fix: correction(diagnostic, places),
    }
}

fn correction(diagnostic: &Diagnostic, places: &Places<'_>) -> Option<Correction> {
    let changes = places.changes(diagnostic).into_iter();
    let edits: Vec<_> = changes
        .map(|change| Replacement {
            text: change.with,
            at: location(change.place),
        })
        .collect();
    let safe = diagnostic.fix.as_ref()?.trust == Trust::Safe;
    (!edits.is_empty()).then_some(Correction { safe, edits })
}

fn location(place: Place) -> Location {
    let split = |position: Option<Position>| (position.map(|p| p.line), position.map(|p| p.column));
    let (line, column) = split(place.range.map(|(start, _)| start));
    let (end_line, end_column) = split(place.range.map(|(_, end)| end));
    Location {
        file: Some(place.file),
        line,
        column,
        end_line,
        end_column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::{TestFiles, place_of};
    use crate::diag::{Code, Span};

    #[test]
    fn a_document_has_every_field_of_the_published_form() {
        let text = "id: a\nname: Ñu\nname: B\n";
        let file: std::sync::Arc<str> = "data/contacts/a.yaml".into();
        let first = place_of("data/contacts/a.yaml", text, "name");
        let problems = [
            Diagnostic::new(Code::Captions, "unknown captions").at(&Span::file(&file)),
            Diagnostic::new(Code::DuplicateKey, "`name` is written twice")
                .at(&Span::new(&file, 16..20))
                .label(&first, "first here"),
            Diagnostic::new(Code::MissingPage, "there is no page /privacy/").help("write content/privacy.md"),
        ];
        let expected = serde_json::json!({
            "version": 1,
            "diagnostics": [
                {
                    "code": "duplicate-key", "severity": "error", "message": "`name` is written twice", "help": null,
                    "file": "data/contacts/a.yaml", "line": 3, "column": 1, "end_line": 3, "end_column": 5,
                    "labels": [{
                        "message": "first here",
                        "file": "data/contacts/a.yaml", "line": 2, "column": 1, "end_line": 2, "end_column": 5
                    }],
                    "fix": null
                },
                {
                    "code": "missing-page", "severity": "error", "message": "there is no page /privacy/",
                    "help": "write content/privacy.md",
                    "file": null, "line": null, "column": null, "end_line": null, "end_column": null, "labels": [], "fix": null
                },
                {
                    "code": "captions", "severity": "warning", "message": "unknown captions", "help": null,
                    "file": "data/contacts/a.yaml", "line": null, "column": null, "end_line": null, "end_column": null,
                    "labels": [], "fix": null
                }
            ],
            "summary": { "errors": 2, "warnings": 1, "notes": 0, "files": 1 },
            "next_change": "2025-07-11T00:00:00-04:00"
        });
        let rendered = render(
            &problems,
            Some("2025-07-11T00:00:00-04:00"),
            &TestFiles::new(&[("data/contacts/a.yaml", text)]),
        );
        let read: serde_json::Value = serde_json::from_str(&rendered).expect("valid JSON");
        assert_eq!(read, expected);
    }
}
