//! The only reader of input files.

mod known;

use std::fs;
use std::io::{self, Read};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::{CONFIG, LOCK, Snapshot, SourceFile};
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::words;
pub use known::Known;
use known::Stamp;

/// The folders of a portal that are read, beside its `docent.yaml`.
pub const FOLDERS: [&str; 4] = ["content", "data", "static", "themes"];

/// The largest file of each kind that is read, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// A page or another Markdown file.
    pub page: u64,
    /// A file below `data/`, the configuration, or `urls.lock`.
    pub data: u64,
    /// Any other file.
    pub other: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            page: 5_000_000,
            data: 50_000_000,
            other: 200_000_000,
        }
    }
}

/// The configuration alone, from which the limits come that hold for all other files.
pub fn read_config(root: &Utf8Path, config: &Utf8Path) -> Snapshot {
    let mut snapshot = Snapshot::default();
    // What is wrong with it is told when all is read.
    if let Ok((file, _)) = load(root, config, CONFIG, Sizes::default()) {
        snapshot.add(file);
    }
    snapshot
}

/// Reads the portal at `root`, with the usual limits.
pub fn read(root: &Utf8Path, config: &Utf8Path) -> Checked<Snapshot> {
    read_within(root, config, Sizes::default())
}

/// Reads the portal at `root`. A file that cannot be read is reported and left out; the others stay.
///
/// `config` is the path of the configuration relative to `root`; it is known as `docent.yaml` from here on.
pub fn read_within(root: &Utf8Path, config: &Utf8Path, sizes: Sizes) -> Checked<Snapshot> {
    read_again(root, config, sizes, &mut Known::default())
}

/// The same, but for the files that are known and as they were: these are not read.
pub fn read_again(root: &Utf8Path, config: &Utf8Path, sizes: Sizes, known: &mut Known) -> Checked<Snapshot> {
    let now = SystemTime::now();
    let mut diagnostics = Vec::new();
    let mut paths = Vec::new();
    for folder in FOLDERS {
        list(root, folder, &mut paths, &mut diagnostics);
    }
    let mut snapshot = Snapshot::with_built_in_theme();
    for (below, path) in [(config, CONFIG), (Utf8Path::new(LOCK), LOCK)] {
        if root.join(below).symlink_metadata().is_ok() {
            paths.push((below.to_owned(), path.to_owned()));
        }
    }
    let file = |(below, path): (Utf8PathBuf, String)| known_or_loaded(root, &below, &path, sizes, known);
    let read: Vec<_> = paths.into_par_iter().map(file).collect();
    let mut rested = Vec::new();
    for file in read {
        match file {
            Ok((file, stamp)) => {
                rested.extend(stamp.filter(|stamp| stamp.rests_at(now)).map(|stamp| (stamp, file.clone())));
                snapshot.add(file);
            }
            Err(problem) => diagnostics.push(problem),
        }
    }
    known.keep(rested.into_iter(), sizes);
    Checked {
        value: snapshot,
        diagnostics,
    }
}

fn list(root: &Utf8Path, folder: &str, paths: &mut Vec<(Utf8PathBuf, String)>, diagnostics: &mut Vec<Diagnostic>) {
    let top = root.join(folder);
    if top.symlink_metadata().is_err() {
        return;
    }
    let walk = WalkDir::new(&top)
        .follow_root_links(false)
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
        if entry.depth() == 0 && !kind.is_dir() {
            let problem = Diagnostic::new(Code::SkippedFile, format!("`{folder}` is not a folder; nothing is read from it"));
            let problem = problem.at(&Span::file(&relative.into()));
            diagnostics
                .push(problem.help("put the folder itself here: docent follows no links, so that it reads nothing outside of the portal"));
        } else if kind.is_file() {
            paths.push((relative.clone().into(), relative));
        } else if !kind.is_dir() {
            let what = if kind.is_symlink() { A_LINK } else { NO_FILE };
            diagnostics.push(skipped(what).at(&Span::file(&relative.into())));
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

/// A file, with what tells it from a newer one.
type Loaded = (SourceFile, Option<Stamp>);

fn known_or_loaded(root: &Utf8Path, below: &Utf8Path, path: &str, sizes: Sizes, known: &Known) -> Result<Loaded, Diagnostic> {
    let about = root.join(below).symlink_metadata().ok();
    match about.and_then(|about| Some((known.file(path, &about, sizes)?.clone(), Stamp::of(&about)))) {
        Some(loaded) => Ok(loaded),
        None => load(root, below, path, sizes),
    }
}

fn load(root: &Utf8Path, below: &Utf8Path, path: &str, sizes: Sizes) -> Result<Loaded, Diagnostic> {
    let place = Span::file(&path.into());
    let unreadable = |error: io::Error| match error.raw_os_error() {
        Some(code) if code == LINK => skipped(A_LINK).at(&place),
        _ => Diagnostic::new(Code::UnreadableFile, format!("the file cannot be read: {error}")).at(&place),
    };
    let file = open(root, below).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(skipped(NO_FILE).at(&place));
    }
    let (limit, key) = match path {
        // It says what the limits are, so they cannot hold for it.
        CONFIG => (Sizes::default().data, None),
        _ if path.ends_with(".md") => (sizes.page, Some("page_size")),
        _ if path.starts_with("data/") || path == LOCK => (sizes.data, Some("data_size")),
        _ => (sizes.other, Some("file_size")),
    };
    let too_large = |size: u64| {
        let message = format!("the file has {}; docent reads {} here", words::size(size), words::whole_size(limit));
        let more = key.map(|key| format!("; if it is right as it is, raise `{key}` under `limits:` in docent.yaml"));
        let help = format!("split the file, or take it out of the portal{}", more.unwrap_or_default());
        Diagnostic::new(Code::FileTooLarge, message).at(&place).help(help)
    };
    if about.len() > limit {
        return Err(too_large(about.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // A file can grow while it is read.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 {
        size if size > limit => Err(too_large(size)),
        _ => Ok((SourceFile::new(path, bytes), Stamp::of(&about))),
    }
}

/// Opens a file below a folder. No link is followed on the way, whatever has become of it since the folder was listed, and a
/// pipe without a writer is not waited for.
#[cfg(unix)]
fn open(root: &Utf8Path, below: &Utf8Path) -> io::Result<fs::File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let top = if root.as_str().is_empty() { Utf8Path::new(".") } else { root };
    let mut opened = openat(
        CWD,
        top.as_std_path(),
        OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY,
        Mode::empty(),
    )?;
    let mut parts = below.components().peekable();
    while let Some(part) = parts.next() {
        let kind = if parts.peek().is_some() {
            OFlags::DIRECTORY
        } else {
            OFlags::NONBLOCK
        };
        opened = openat(&opened, part.as_str(), flags | kind, Mode::empty())?;
    }
    Ok(opened.into())
}

/// Opens a file below a folder; links have been left out where the folder was listed.
#[cfg(not(unix))]
fn open(root: &Utf8Path, below: &Utf8Path) -> io::Result<fs::File> {
    fs::File::open(root.join(below))
}

/// What the system answers where a link stands that must not be followed.
#[cfg(unix)]
const LINK: i32 = rustix::io::Errno::LOOP.raw_os_error();
#[cfg(not(unix))]
const LINK: i32 = i32::MIN;

const A_LINK: &str = "a link to another file";
const NO_FILE: &str = "a pipe, socket or device";

/// What is left out because it is not a file.
fn skipped(what: &str) -> Diagnostic {
    Diagnostic::new(Code::SkippedFile, format!("this is {what}, not a file; it is left out")).help("put the file itself here")
}
