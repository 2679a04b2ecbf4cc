//! The only reader of input files.

use std::fs;
use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::{LOCK, Snapshot, SourceFile};
use crate::diag::{Checked, Code, Diagnostic, Span};

/// The folders of a portal that are read, beside its `docent.yaml`.
pub const FOLDERS: [&str; 4] = ["content", "data", "static", "themes"];

const PAGE_LIMIT: u64 = 5 << 20;
const DATA_LIMIT: u64 = 50 << 20;
const ASSET_LIMIT: u64 = 200 << 20;

/// Reads the portal at `root`. A file that cannot be read is reported and left out; the others stay.
///
/// `config` is the path of the configuration relative to `root`; it is known as `docent.yaml` from here on.
pub fn read(root: &Utf8Path, config: &Utf8Path) -> Checked<Snapshot> {
    let mut diagnostics = Vec::new();
    let mut paths = Vec::new();
    for folder in FOLDERS {
        list(root, folder, &mut paths, &mut diagnostics);
    }
    let mut snapshot = Snapshot::with_built_in_theme();
    if root.join(config).is_file() {
        paths.push((root.join(config), crate::source::CONFIG.to_owned()));
    }
    if root.join(LOCK).is_file() {
        paths.push((root.join(LOCK), LOCK.to_owned()));
    }
    let file = |(disk, path): (Utf8PathBuf, String)| load(&disk, &path).map(|bytes| SourceFile::new(&path, bytes));
    let read: Vec<_> = paths.into_par_iter().map(file).collect();
    for file in read {
        match file {
            Ok(file) => snapshot.add(file),
            Err(problem) => diagnostics.push(problem),
        }
    }
    Checked {
        value: snapshot,
        diagnostics,
    }
}

fn list(root: &Utf8Path, folder: &str, paths: &mut Vec<(Utf8PathBuf, String)>, diagnostics: &mut Vec<Diagnostic>) {
    let top = root.join(folder);
    if !top.exists() {
        return;
    }
    let walk = WalkDir::new(&top)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_hidden(entry));
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.push(Diagnostic::new(Code::UnreadableFile, format!("{folder}: {error}")));
                continue;
            }
        };
        let Ok(disk) = Utf8PathBuf::from_path_buf(entry.path().to_owned()) else {
            let name = entry.path().to_string_lossy().into_owned();
            diagnostics.push(
                Diagnostic::new(Code::BadFileName, format!("the name of {name:?} is not UTF-8"))
                    .help("rename the file with small letters, digits and hyphens"),
            );
            continue;
        };
        let relative = disk.strip_prefix(root).unwrap_or(&disk).as_str().replace('\\', "/");
        let kind = entry.file_type();
        if kind.is_file() {
            paths.push((disk, relative));
        } else if !kind.is_dir() {
            let what = if kind.is_symlink() {
                "a link to another file"
            } else {
                "a pipe, socket or device"
            };
            diagnostics.push(
                Diagnostic::new(Code::SkippedFile, format!("this is {what}, not a file; it is left out"))
                    .at(&Span::file(&relative.into()))
                    .help("put the file itself here"),
            );
        }
    }
}

/// Whether a path below a portal is one that a portal is read from: in one of its folders, and not hidden.
pub fn is_read(path: &str) -> bool {
    let mut parts = path.split('/');
    let is_in_folder = parts.next().is_some_and(|first| FOLDERS.contains(&first));
    is_in_folder && parts.all(|part| !is_hidden_name(part))
}

/// Editors and systems leave hidden files behind (`.DS_Store`, `.main.md.swp`); `.well-known` is meant for the site.
fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_str().is_some_and(is_hidden_name)
}

fn is_hidden_name(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

fn load(disk: &Utf8Path, path: &str) -> Result<Vec<u8>, Diagnostic> {
    let file: Arc<str> = path.into();
    let unreadable =
        |error: io::Error| Diagnostic::new(Code::UnreadableFile, format!("the file cannot be read: {error}")).at(&Span::file(&file));
    let size = fs::metadata(disk).map_err(unreadable)?.len();
    let limit = match path {
        _ if path.ends_with(".md") => PAGE_LIMIT,
        _ if path.starts_with("data/") || path == crate::source::CONFIG || path == LOCK => DATA_LIMIT,
        _ => ASSET_LIMIT,
    };
    if size > limit {
        let message = format!("the file has {} MB; docent accepts {} MB here", size >> 20, limit >> 20);
        return Err(Diagnostic::new(Code::FileTooLarge, message)
            .at(&Span::file(&file))
            .help("split the file, or take it out of the portal"));
    }
    fs::read(disk).map_err(unreadable)
}
