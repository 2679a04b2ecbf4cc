//! Whether a published folder is as a build left it, told without reading its files.

use std::fs;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::tree;

/// A digest of what the system says about everything in a folder: names, sizes, times and, where there are any, the numbers of
/// the files and the times at which anything about them changed. A program that puts other bytes into a file leaves a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(String);

/// The stamp of a folder; `None` if something in it cannot be looked at, or if it is no folder.
pub fn stamp(folder: &Utf8Path) -> Option<Stamp> {
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
