//! Shows the problems of a site in the form that was asked for.

use std::fs::OpenOptions;
use std::io::Write;

use camino::Utf8Path;

use super::Outcome;
use super::args::{Format, Global, Problems, Verbosity};
use super::changed::forgive_older;
use super::failure::Failure;
use super::portal::Portal;
use super::{environment, output};
use crate::diag::fix::Trust;
use crate::diag::render::human::{Colour, Look};
use crate::diag::render::{Files, Summary, github, gitlab, human, json, rdjsonl, sarif};
use crate::diag::{self, Diagnostic, Severity};
use crate::pipeline::{Build, Options};
use crate::site::NextChange;
use crate::words::capitalized;

impl Problems {
    /// The form in which problems are printed.
    pub fn format(&self) -> Format {
        let usual = if environment::is_github() { Format::Github } else { Format::Human };
        self.format.unwrap_or(usual)
    }

    /// Weighs problems as `--strict` and `--warn-only` want it, most severe first.
    /// With `--changed-since`, what is older than the change counts as a warning; how many those are is said in words.
    pub fn weigh(&self, portal: &Portal, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Result<String, Failure> {
        for diagnostic in diagnostics.iter_mut() {
            diagnostic.severity = match diagnostic.severity {
                Severity::Warning if self.strict => Severity::Error,
                Severity::Error if self.warn_only && !diagnostic.code.leaves_pages_out() => Severity::Warning,
                severity => severity,
            };
        }
        diag::sort(diagnostics);
        match &self.changed_since {
            Some(revision) => Ok(forgive_older(revision, portal, options, diagnostics)?.words()),
            None => Ok(String::new()),
        }
    }

    /// Prints the problems, already weighed.
    pub fn show(&self, build: &Build, files: &dyn Files, global: &Global) -> Result<(), Failure> {
        let diagnostics = &build.diagnostics;
        match self.format() {
            Format::Human => show_to_people(diagnostics, files, global.verbosity()),
            Format::Json => {
                let next_change = build.next_change.as_ref().map(NextChange::rfc3339);
                output::result(&json::render(diagnostics, next_change.as_deref(), files))
            }
            Format::Github => show_to_github(diagnostics, files),
            Format::Sarif => output::result(&sarif::render(diagnostics, &InWorkspace { files })),
            Format::Gitlab => output::result(&gitlab::render(diagnostics, files)),
            Format::Rdjsonl => output::result(&rdjsonl::render(diagnostics, files)),
        }
    }
}

/// How many of the problems `docent fix` corrects, where it does: `; docent fix corrects 2 of them`.
pub fn correctable(diagnostics: &[Diagnostic]) -> String {
    let is_safe = |diagnostic: &&Diagnostic| diagnostic.fix.as_ref().is_some_and(|fix| fix.trust == Trust::Safe);
    match diagnostics.iter().filter(is_safe).count() {
        0 => String::new(),
        count => format!("; docent fix corrects {count} of them"),
    }
}

/// `next change: 2025-07-11 00:00 America/New_York`, the line by which a publisher plans the next build.
pub fn next_change(build: &Build) -> String {
    let moment = build.next_change.as_ref().map_or("none".to_owned(), NextChange::to_string);
    format!("next change: {moment}\n")
}

/// What the problems mean for the exit code.
pub fn outcome(diagnostics: &[Diagnostic]) -> Outcome {
    if diag::publishable(diagnostics) {
        Outcome::Fine
    } else {
        Outcome::SiteHasErrors
    }
}

/// Prints problems with their source lines, and where to read more.
pub fn show_to_people(diagnostics: &[Diagnostic], files: &dyn Files, verbosity: Verbosity) -> Result<(), Failure> {
    let is_shown = |d: &&Diagnostic| verbosity != Verbosity::Quiet || d.severity == Severity::Error;
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let look = Look {
        width: output::width(),
        colour: Colour::Ansi,
        places: if verbosity == Verbosity::Verbose {
            usize::MAX
        } else {
            Look::default().places
        },
    };
    output::aside(&human::render(&shown, files, look))?;
    match shown.first() {
        Some(first) if verbosity != Verbosity::Quiet => {
            output::aside(&format!("To read more about a problem: docent explain {}\n", first.code))
        }
        _ => Ok(()),
    }
}

fn show_to_github(diagnostics: &[Diagnostic], files: &dyn Files) -> Result<(), Failure> {
    let files = InWorkspace { files };
    output::result(&github::commands(diagnostics, &files))?;
    let Some(path) = environment::github_summary() else {
        return Ok(());
    };
    let summary = github::summary(diagnostics, &files);
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(summary.as_bytes()));
    written.map_err(|error| Failure::system("append the summary to", path.display(), &error))
}

/// The forge wants paths from the root of the repository, wherever docent was started.
struct InWorkspace<'a> {
    files: &'a dyn Files,
}

impl Files for InWorkspace<'_> {
    fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.bytes(path)
    }

    fn name(&self, path: &str) -> String {
        let name = self.files.name(path);
        let absolute = Utf8Path::new(&name).canonicalize_utf8().ok();
        let workspace = environment::github_workspace().and_then(|folder| Utf8Path::new(&folder).canonicalize_utf8().ok());
        let inside = absolute
            .zip(workspace)
            .and_then(|(file, folder)| file.strip_prefix(folder).map(|path| path.to_string()).ok());
        inside.unwrap_or(name)
    }
}

/// `2 errors, 3 warnings in 4 files`, beginning as a sentence does.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    capitalized(&Summary::of(diagnostics).to_string())
}
