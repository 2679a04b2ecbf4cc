//! Whether a published folder is as a build left it, told without reading its files.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::places::Places;
use super::tree;

/// A digest of what the system says about everything in a folder: names, sizes, times and, where there are any, the numbers of
/// the files and the times at which anything about them changed. A program that puts other bytes into a file leaves a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(String);

/// The stamp of a published folder that no build is at work on; `None` if one is, or was stopped and left something beside the
/// folder that the next one has to clear away.
pub fn stamp_at_rest(folder: &Utf8Path) -> Option<Stamp> {
    let places = Places::beside(folder.to_owned()).ok()?;
    let is_there = |path: &&Utf8PathBuf| path.symlink_metadata().is_ok();
    let left = [&places.lock, &places.stage, &places.old].into_iter().find(is_there);
    stamp(folder).filter(|_| left.is_none())
}

/// The stamp of a folder; `None` if something in it cannot be looked at, or if it is no folder.
pub(super) fn stamp(folder: &Utf8Path) -> Option<Stamp> {
    if !fs::symlink_metadata(folder).ok()?.is_dir() {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    for entry in tree::walk(folder) {
        let entry = entry.ok()?;
        hasher.update(entry.relative.as_str().as_bytes()).update(&[0]);
        match entry.data.is_dir() {
            // What is in a folder comes by itself.
            true => hasher.update(b"folder"),
            false => hasher.update(about(&entry.data)?.as_bytes()),
        };
        hasher.update(&[0]);
    }
    Some(Stamp(hasher.finalize().to_hex().to_string()))
}

#[cfg(unix)]
fn about(data: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let modified = (data.mtime(), data.mtime_nsec());
    let changed = (data.ctime(), data.ctime_nsec());
    Some(format!(
        "{:?}",
        (data.mode(), data.len(), data.dev(), data.ino(), modified, changed)
    ))
}

#[cfg(not(unix))]
fn about(data: &fs::Metadata) -> Option<String> {
    Some(format!("{:?}", (data.file_type(), data.len(), data.modified().ok()?)))
}
