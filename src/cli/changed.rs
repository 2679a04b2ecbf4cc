//! `--changed-since`: a change answers for its own problems, and not for those that were there before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::failure::Failure;
use super::git::Repository;
use super::portal::Portal;
use crate::diag::{self, Code, Diagnostic, Severity, Span};
use crate::pipeline::{self, Options};
use crate::source::Snapshot;

/// The problems that count as warnings because they are older than the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Older {
    /// The revision, as it was typed.
    pub since: String,
    /// How many there are.
    pub errors: usize,
}

/// Turns errors into warnings that stand in files which are as they were when the present state parted from `revision`, and that
/// were there then. An error in an untouched file that was not there, such as a link to a page that is deleted now, stays one.
pub fn forgive_older(revision: &str, portal: &Portal, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Result<Older, Failure> {
    let repository = Repository::of(&portal.place)?;
    let base = repository.snapshot(&repository.parting(revision)?, &portal.place.config)?;
    let in_change = |problem: &Diagnostic| {
        let labels = problem.labels.iter().map(|(span, _)| span);
        let mut places = problem.at.iter().chain(labels);
        problem.at.is_none() || places.any(|span| is_changed(&span.file, &base, &portal.snapshot))
    };
    let may_be_forgiven = |problem: &Diagnostic| problem.severity == Severity::Error && !problem.code.leaves_pages_out();
    let is_candidate = |problem: &&mut Diagnostic| may_be_forgiven(problem) && !in_change(problem);
    let mut older = Older {
        since: revision.to_owned(),
        errors: 0,
    };
    let mut candidates: Vec<&mut Diagnostic> = diagnostics.iter_mut().filter(is_candidate).collect();
    if candidates.is_empty() {
        return Ok(older);
    }
    let before = pipeline::check(&base, options).diagnostics;
    let known: BTreeSet<(Code, &str, &Option<Span>)> = before.iter().map(key).collect();
    for problem in candidates.iter_mut().filter(|problem| known.contains(&key(problem))) {
        problem.severity = Severity::Warning;
        older.errors += 1;
    }
    diag::sort(diagnostics);
    Ok(older)
}

/// By what the same problem of an untouched file is known again.
fn key(problem: &Diagnostic) -> (Code, &str, &Option<Span>) {
    (problem.code, problem.message.as_str(), &problem.at)
}

/// Whether a file is not as it was. Line ends do not count: git may give them in the form of the system.
fn is_changed(path: &Arc<str>, base: &Snapshot, now: &Snapshot) -> bool {
    let without_returns = |snapshot: &Snapshot| {
        let file = snapshot.get(path)?;
        Some(file.bytes.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<u8>>())
    };
    let same = base.get(path).map(|file| file.digest) == now.get(path).map(|file| file.digest);
    !same && without_returns(base) != without_returns(now)
}

impl Older {
    /// `; 3 errors in files that main has as well count as warnings`, or nothing.
    pub fn words(&self) -> String {
        match self.errors {
            0 => String::new(),
            count => format!(
                "; {} counted as warnings: older than the change since {}",
                diag::render::plural(count, "error"),
                self.since
            ),
        }
    }
}
