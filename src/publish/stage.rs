//! The new site, written beside the old one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8Path;
use rayon::prelude::*;

use super::error::{self, PublishError};
use super::manifest::{MANIFEST, Manifest};
use super::places::Places;
use super::swap::{self, Guarantee};
use super::tree;
use crate::render::Bundle;
use crate::route::Route;

/// A stage that clears itself away unless it was swapped in.
pub(super) struct Stage<'a> {
    places: &'a Places,
    manifest: &'a Manifest,
}

impl<'a> Stage<'a> {
    /// An empty stage with its manifest. The manifest comes first: from then on it is known what may be cleared away.
    pub fn create(places: &'a Places, manifest: &'a Manifest) -> Result<Self, PublishError> {
        fs::create_dir(&places.stage).map_err(error::io("create the folder", &places.stage))?;
        let stage = Self { places, manifest };
        write_new(&places.stage.join(MANIFEST), &manifest.to_bytes())?;
        Ok(stage)
    }

    /// Writes every file: the unchanged ones as hard links to the published ones, the others from memory.
    pub fn fill(&self, bundle: &Bundle, unchanged: &BTreeSet<&Route>, stop: &AtomicBool) -> Result<(), PublishError> {
        for folder in folders(bundle) {
            let folder = self.places.stage.join(folder);
            fs::create_dir_all(&folder).map_err(error::io("create the folder", &folder))?;
        }
        let files: Vec<_> = bundle.files.iter().collect();
        files.into_par_iter().try_for_each(|(route, artifact)| {
            go_on(stop)?;
            let staged = self.places.stage.join(route.as_str());
            if unchanged.contains(route) {
                keep(&self.places.target.join(route.as_str()), &staged, &artifact.bytes)
            } else {
                write_new(&staged, &artifact.bytes)
            }
        })
    }

    /// Looks at the stage once more: every file is there, in its full length, and nothing else.
    pub fn verify(&self, bundle: &Bundle) -> Result<(), PublishError> {
        let sizes = bundle.files.iter().map(|(route, artifact)| (route.as_str(), artifact.bytes.len()));
        let mut missing: BTreeMap<&str, u64> = sizes.map(|(path, size)| (path, size as u64)).collect();
        let manifest = self.manifest.to_bytes().len() as u64;
        missing.insert(MANIFEST, manifest);
        for entry in tree::walk(&self.places.stage) {
            let entry = entry?;
            let expected = entry.data.is_dir() || missing.remove(entry.relative.as_str()) == Some(entry.data.len());
            if !expected {
                return Err(PublishError::Incomplete { path: entry.path });
            }
        }
        match missing.keys().next() {
            Some(path) => Err(PublishError::Incomplete {
                path: self.places.stage.join(path),
            }),
            None => Ok(()),
        }
    }

    /// Puts the new site in the place of the old one.
    pub fn swap_in(self, stop: &AtomicBool) -> Result<Guarantee, PublishError> {
        go_on(stop)?;
        let guarantee = swap::swap(self.places)?;
        // From here on the stage's place holds the old site.
        std::mem::forget(self);
        Ok(guarantee)
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What cannot be cleared away now is cleared away by the next build.
        let _ = tree::delete(&self.places.stage);
    }
}

fn go_on(stop: &AtomicBool) -> Result<(), PublishError> {
    if stop.load(Ordering::Relaxed) {
        return Err(PublishError::Stopped);
    }
    Ok(())
}

fn folders(bundle: &Bundle) -> BTreeSet<&Utf8Path> {
    let parents = bundle.files.keys().filter_map(|route| Utf8Path::new(route.as_str()).parent());
    parents.filter(|folder| !folder.as_str().is_empty()).collect()
}

/// The same file under a second name; the first one goes with the old site.
fn keep(published: &Utf8Path, staged: &Utf8Path, bytes: &[u8]) -> Result<(), PublishError> {
    match fs::hard_link(published, staged) {
        Ok(()) => Ok(()),
        // Some file systems have no hard links, and some systems do not link the files of another user.
        Err(_) => copy(published, staged, bytes),
    }
}

fn copy(published: &Utf8Path, staged: &Utf8Path, bytes: &[u8]) -> Result<(), PublishError> {
    write_new(staged, bytes)?;
    // The time is a kindness to programs that copy by it; without it they copy one file too many.
    let modified = fs::metadata(published).and_then(|data| data.modified());
    let _ = modified.and_then(|time| OpenOptions::new().write(true).open(staged)?.set_modified(time));
    Ok(())
}

/// A new file, never an existing one and never through a link.
fn write_new(path: &Utf8Path, bytes: &[u8]) -> Result<(), PublishError> {
    let write = || -> io::Result<()> { OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes) };
    write().map_err(error::io("write the file", path))
}
