//! A diagnostic as a browser shows it: plain text, with the lines of the file it is about.

use serde::Serialize;

use crate::diag::render::human::{self, Look};
use crate::diag::render::{Files, Places, escape};
use crate::diag::{Diagnostic, Severity};
use crate::source::Snapshot;

/// One error of the portal. All of it is text, and is only ever shown as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    /// The name of the kind of problem.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The file, the line and the column, and the line with carets under what it is about.
    pub excerpt: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Columns of an excerpt: as many as a window shows without scrolling sideways.
const WIDTH: usize = 90;

impl Problem {
    /// The errors among the diagnostics.
    pub fn errors(diagnostics: &[Diagnostic], snapshot: &Snapshot) -> Vec<Self> {
        let files = InPortal(snapshot);
        let places = Places::new(diagnostics, &files);
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(|diagnostic| Self::of(diagnostic, &places)).collect()
    }

    /// A mistake of docent's own.
    pub fn bug(message: &str) -> Self {
        Self {
            code: "bug".to_owned(),
            message: format!("docent has a bug: {}", escape::line(message)),
            excerpt: None,
            help: Some("please report it, with the change that led to it; undo the change to go on".to_owned()),
        }
    }

    fn of(diagnostic: &Diagnostic, places: &Places<'_>) -> Self {
        let look = Look {
            width: WIDTH,
            ..Look::default()
        };
        Self {
            code: diagnostic.code.name().to_owned(),
            message: escape::line(&diagnostic.message),
            excerpt: human::lines(diagnostic, places, look),
            help: diagnostic.help.as_deref().map(escape::lines),
        }
    }
}

/// Files under the paths they have in the portal.
struct InPortal<'a>(&'a Snapshot);

impl Files for InPortal<'_> {
    fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(|file| &*file.bytes)
    }
}
