//! Every input file of a portal, as one immutable value.
//!
//! A snapshot comes from the disk (`disk`) or from a test string. Equal snapshots and options build equal sites, byte for byte.

pub mod disk;
mod embedded;
mod history;

pub use history::History;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::stages::{Ended, Stage};

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the portal's root, with forward slashes: `content/about.md`.
    pub path: Arc<str>,
    /// The bytes as they stand on the disk.
    pub bytes: Arc<[u8]>,
    /// BLAKE3 of the bytes.
    pub digest: [u8; 32],
}

impl std::hash::Hash for SourceFile {
    /// The digest stands for the bytes, so that a key is cheap.
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.path.hash(state);
        self.digest.hash(state);
    }
}

impl SourceFile {
    /// A file with these bytes.
    pub fn new(path: &str, bytes: Vec<u8>) -> Self {
        Self {
            path: path.into(),
            digest: *blake3::hash(&bytes).as_bytes(),
            bytes: bytes.into(),
        }
    }

    /// What its name ends in, in small letters: `pdf`. Empty if there is no ending.
    pub fn extension(&self) -> String {
        camino::Utf8Path::new(&*self.path).extension().unwrap_or_default().to_lowercase()
    }

    /// The bytes as text; `None` if they are not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// All input files, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Snapshot {
    files: BTreeMap<Arc<str>, SourceFile>,
    /// When they were last changed.
    pub history: History,
}

impl Snapshot {
    /// A snapshot with the built-in theme and nothing else.
    pub fn with_built_in_theme() -> Self {
        let mut snapshot = Self::default();
        THEME.iter().cloned().for_each(|file| snapshot.add(file));
        snapshot
    }

    /// A portal written in a test: pairs of path and text, over the built-in theme.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut snapshot = Self::with_built_in_theme();
        for (path, text) in files {
            snapshot.insert(path, text.as_bytes().to_vec());
        }
        snapshot
    }

    /// Adds a file, or replaces the one at this path.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        self.add(SourceFile::new(path, bytes));
    }

    /// Adds a file that has been read, or replaces the one at its path.
    pub fn add(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), file);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// Gives a file, or a folder with all that is in it, another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        let moved = |path: &str| {
            path.strip_prefix(from)
                .filter(|rest| is_end(rest))
                .map(|rest| format!("{to}{rest}"))
        };
        let moves: Vec<(Arc<str>, String)> = self.files.keys().filter_map(|path| Some((path.clone(), moved(path)?))).collect();
        for (old, new) in moves {
            if let Some(file) = self.files.remove(&old) {
                let path: Arc<str> = new.into();
                self.files.insert(path.clone(), SourceFile { path, ..file });
            }
        }
    }

    /// The file at this path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// Every file, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The bytes of all files together.
    pub fn size(&self) -> u64 {
        self.files().map(|file| file.bytes.len() as u64).sum()
    }

    /// Reading them all, as the first stage of a build.
    pub fn reading(&self) -> Ended {
        Ended::with_items(Stage::Read, self.files.len()).bytes(self.size())
    }

    /// The files below a folder (`content/`), sorted by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .map(|(_, file)| file)
            .take_while(move |file| file.path.starts_with(folder))
    }
}

/// Whether this can follow the path of a file or a folder: nothing, or a path below it.
pub fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Prefix of the paths of files that come with the program: no folder of a portal can have this name.
pub const BUILT_IN: &str = "built-in:";

/// Prefix of the places of settings that come from the environment or the command line, for messages about them.
pub const ENVIRONMENT: &str = "environment:";

/// The files of the built-in theme, with their digests: the same for every portal that the program reads.
static THEME: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let file = |(path, bytes): &(&str, &[u8])| SourceFile::new(&format!("{BUILT_IN}{path}"), bytes.to_vec());
    embedded::THEME.iter().map(file).collect()
});

/// The files of the built-in theme: pairs of path and bytes.
pub fn theme() -> &'static [(&'static str, &'static [u8])] {
    embedded::THEME
}

/// The files that `docent init` writes: pairs of path and bytes.
pub fn starter() -> &'static [(&'static str, &'static [u8])] {
    embedded::STARTER
}

/// The files that `docent scaffold forge` writes as they are: pairs of path and bytes.
pub fn forge() -> &'static [(&'static str, &'static [u8])] {
    embedded::FORGE
}

/// The published addresses that the portal keeps, beside the configuration.
pub const LOCK: &str = "urls.lock";

/// The path under which the configuration is known, whatever its name on the disk.
pub const CONFIG: &str = "docent.yaml";
