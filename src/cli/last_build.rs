//! What the last build into a folder was made of and what it said: as long as nothing has changed, neither here nor there,
//! the next one has nothing to do and says the same.
//!
//! The record stands in the user's cache folder and may be deleted at any time. Whatever is missing, cannot be read or is not
//! as it was is a reason to build.

use std::fs;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::args::Problems;
use super::environment;
use super::portal::Portal;
use crate::diag::Diagnostic;
use crate::memo;
use crate::pipeline::{Build, Options};
use crate::publish::{self, Guarantee, Published, Stamp};
use crate::render::Bundle;
use crate::site::NextChange;
use crate::source::Snapshot;

/// The place of the record of a folder, and what a build into it is made of now.
pub struct LastBuild {
    record: Utf8PathBuf,
    target: Utf8PathBuf,
    made_of: String,
}

/// All that decides what a build publishes and says.
#[derive(Hash)]
struct MadeOf<'a> {
    program: (&'static str, u64, SystemTime),
    root: &'a Utf8Path,
    target: &'a Utf8Path,
    snapshot: &'a Snapshot,
    problems: &'a [Diagnostic],
    options: &'a Options,
    strict: bool,
    warn_only: bool,
}

#[derive(Serialize, Deserialize)]
struct Record {
    made_of: String,
    published: Stamp,
    pages: usize,
    files: usize,
    bytes: u64,
    next_change: Option<NextChange>,
    diagnostics: Vec<Diagnostic>,
}

/// Nobody looks for a record after so many days: its portal has moved, or was made for a test.
const KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

impl LastBuild {
    /// Of a folder; `None` where nothing is remembered: there is no cache folder, or more than the files of the portal decides.
    pub fn of(target: &Utf8Path, portal: &Portal, options: &Options, problems: &Problems) -> Option<Self> {
        if problems.changed_since.is_some() {
            return None;
        }
        let target = real(target)?;
        let made_of = MadeOf {
            program: environment::program()?,
            root: &portal.place.root.canonicalize_utf8().ok()?,
            target: &target,
            snapshot: &portal.snapshot,
            problems: portal.problems(),
            options,
            strict: problems.strict,
            warn_only: problems.warn_only,
        };
        let name = format!("{}.json", hexadecimal(memo::digest(&target)));
        Some(Self {
            record: environment::cache()?.join("builds").join(name),
            made_of: hexadecimal(memo::digest(&made_of)),
            target,
        })
    }

    /// The last build and what it published, if the next one would be the same.
    pub fn same(&self) -> Option<(Build, Published)> {
        let record: Record = serde_json::from_slice(&fs::read(&self.record).ok()?).ok()?;
        if record.made_of != self.made_of || publish::stamp_at_rest(&self.target)? != record.published {
            return None;
        }
        let published = Published {
            written: 0,
            unchanged: record.files,
            removed: 0,
            bytes: record.bytes,
            guarantee: Guarantee::AtOnce,
            leftover: None,
            stamp: Some(record.published),
        };
        let build = Build {
            bundle: Bundle::default(),
            diagnostics: record.diagnostics,
            pages: record.pages,
            next_change: record.next_change,
        };
        Some((build, published))
    }

    /// Keeps a build for the next one. Where that cannot be, the next one builds.
    pub fn keep(&self, build: &Build, published: &Published) -> Option<()> {
        if published.leftover.is_some() {
            // The next build has something to clear away.
            return fs::remove_file(&self.record).ok();
        }
        let record = Record {
            made_of: self.made_of.clone(),
            published: published.stamp.clone()?,
            pages: build.pages,
            files: published.files(),
            bytes: published.bytes,
            next_change: build.next_change.clone(),
            diagnostics: build.diagnostics.clone(),
        };
        let folder = self.record.parent()?;
        fs::create_dir_all(folder).ok()?;
        forget_old(folder);
        // Whole or not at all, also when two builds end at once.
        let new = self.record.with_extension(std::process::id().to_string());
        fs::write(&new, serde_json::to_vec(&record).ok()?).ok()?;
        fs::rename(&new, &self.record).ok()
    }
}

/// The same path for a folder whether it is there yet or not.
fn real(target: &Utf8Path) -> Option<Utf8PathBuf> {
    let absolute = camino::absolute_utf8(target).ok()?;
    let (parent, name) = (absolute.parent()?, absolute.file_name()?);
    Some(parent.canonicalize_utf8().unwrap_or_else(|_| parent.to_owned()).join(name))
}

/// Deletes the records that nobody has written for long.
fn forget_old(folder: &Utf8Path) {
    let is_old = |entry: &fs::DirEntry| {
        let written = entry.metadata().and_then(|data| data.modified()).ok();
        written.and_then(|written| written.elapsed().ok()).is_some_and(|age| age > KEPT)
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(is_old) {
        let _ = fs::remove_file(entry.path());
    }
}

fn hexadecimal(digest: [u8; 16]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
