//! `docent diff`: what readers will see change.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use walkdir::WalkDir;

use super::args::{Global, Site};
use super::failure::Failure;
use super::git::Repository;
use super::history;
use super::portal::Portal;
use super::progress::Progress;
use super::{Outcome, output, report};
use crate::config::Config;
use crate::diag::{self, render::Summary};
use crate::diff::{self, Published};
use crate::kinds::Kinds;
use crate::kinds::own::declare;
use crate::pipeline;
use crate::publish::MANIFEST;
use crate::render::Bundle;
use crate::route::Route;
use crate::source::Snapshot;

/// Say in words what readers will see change: entries by field, pages, links, dates in calendars
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// What to compare with: a revision of git (a branch, a tag, a commit), or the folder of a built site
    base: String,

    /// How the changes are printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    #[command(flatten)]
    pub site: Site,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people, on a terminal
    Human,
    /// For a comment on a pull request
    Markdown,
    /// For programs
    Json,
}

impl Diff {
    /// Builds both sides for the same day, in memory, and prints what is different.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let progress = Progress::start("Reading", global);
        let portal = Portal::read(global)?;
        let options = portal.options(&self.site)?;
        let kinds_of = |snapshot: &Snapshot| declare(&Config::read(snapshot, &options.overrides).value.collections).value;
        let kinds = kinds_of(&portal.snapshot);
        let base = match built_folder(&self.base) {
            Some(folder) => folder_site(&folder, kinds)?,
            None => {
                let repository = Repository::of(&portal.place)?;
                let commit = repository.commit(&self.base).map_err(|failure| self.no_base(failure))?;
                let mut snapshot = repository.snapshot(&commit, &portal.place.config)?;
                snapshot.history = history::of_past(&repository, &portal.place, &commit, &snapshot, &options.overrides);
                progress.step("Building the base");
                let build = pipeline::review(&snapshot, &options);
                note_errors(&format!("at {}", self.base), &build.diagnostics)?;
                published(&build.bundle, kinds_of(&snapshot))
            }
        };
        progress.step("Building");
        let build = portal.review(&options);
        drop(progress);
        note_errors("now", &build.diagnostics)?;
        let changes = diff::changes(&base, &published(&build.bundle, kinds));
        output::result(&match self.format {
            Format::Human => diff::human(&changes),
            Format::Markdown => diff::markdown(&changes),
            Format::Json => diff::json(&changes, &self.base),
        })?;
        Ok(report::outcome(&build.diagnostics))
    }

    /// A name that is neither: people who meant a folder learn what is wrong with it.
    fn no_base(&self, failure: Failure) -> Failure {
        match Utf8Path::new(&self.base).is_dir() {
            true => failure.help(format!("the folder {} was not built by docent: it has no {MANIFEST}", self.base)),
            false => failure,
        }
    }
}

/// What is not read is missing from the comparison, on either side.
fn note_errors(when: &str, diagnostics: &[diag::Diagnostic]) -> Result<(), Failure> {
    if diag::publishable(diagnostics) {
        return Ok(());
    }
    let summary = Summary::of(diagnostics);
    output::aside(&format!(
        "The portal has {summary} {when}: docent check. What could not be read is missing here.\n"
    ))
}

fn published(bundle: &Bundle, kinds: Kinds) -> Published {
    Published::of(bundle.files.iter().map(|(route, artifact)| (route, &*artifact.bytes)), kinds)
}

/// The folder of that name, if docent has built it.
fn built_folder(name: &str) -> Option<Utf8PathBuf> {
    let folder = Utf8PathBuf::from(name);
    folder.join(MANIFEST).is_file().then_some(folder)
}

fn folder_site(folder: &Utf8Path, kinds: Kinds) -> Result<Published, Failure> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| Failure::new(format!("cannot read {folder}: {error}")))?;
        let path = entry.path().strip_prefix(folder).ok().and_then(|path| path.to_str());
        // What is no address of a site was not put there by docent.
        let route = path.and_then(|path| Route::file(&path.replace('\\', "/")).ok());
        if let Some(route) = route.filter(|route| entry.file_type().is_file() && route.as_str() != MANIFEST) {
            let bytes = fs::read(entry.path()).map_err(|error| Failure::system("read", entry.path().display(), &error))?;
            files.push((route, bytes));
        }
    }
    Ok(Published::of(files.iter().map(|(route, bytes)| (route, bytes.as_slice())), kinds))
}
