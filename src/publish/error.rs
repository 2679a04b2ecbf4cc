//! Why a site could not be published, in words that say what to do.

use std::fmt;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

/// Why nothing was published. The folder is as it was before.
#[derive(Debug)]
pub enum PublishError {
    /// A site must not be published there.
    Refused {
        /// The folder that was asked for.
        target: Utf8PathBuf,
        /// What speaks against it.
        why: Refusal,
    },
    /// The folder holds things that docent did not create, and publishing would delete them.
    Foreign {
        /// The folder.
        folder: Utf8PathBuf,
        /// Up to five of them, relative to the folder.
        paths: Vec<Utf8PathBuf>,
        /// How many more there are.
        more: usize,
    },
    /// Another build is publishing to the same folder.
    Busy {
        /// The lock it holds.
        lock: Utf8PathBuf,
        /// The number of its process, where the lock tells it.
        holder: Option<u32>,
    },
    /// The site has a file with the name that docent needs for itself.
    Reserved {
        /// The address.
        path: String,
    },
    /// The staged site does not have the files it must have.
    Incomplete {
        /// The first file that is missing, too many or of the wrong size.
        path: Utf8PathBuf,
    },
    /// The program was asked to stop before the new site was in place.
    Stopped,
    /// The system refused.
    Io {
        /// What docent was about to do: `write the file`.
        doing: &'static str,
        /// To what.
        path: Utf8PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What speaks against a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is the root of the file system.
    FileSystemRoot,
    /// It is the home folder, or a folder that holds it.
    Home,
    /// It is the folder of the portal itself.
    Project,
    /// It holds the folder of the portal.
    HoldsSources,
    /// It is, or is inside, this folder of the portal's sources.
    InsideSources(&'static str),
    /// It is the root of a repository, or inside its records.
    Repository,
    /// It is a link to somewhere else.
    Link,
    /// It is a file, a pipe or a device.
    NotAFolder,
    /// It has something in it, and no manifest that docent can read.
    NotOurs,
    /// It is a mount point, which cannot be swapped.
    MountPoint,
}

impl PublishError {
    /// What happened, without a word about the published site: for a failure after the new one was in place.
    pub fn reason(&self) -> String {
        match self {
            Self::Io { doing, path, error } => format!("docent could not {doing} `{path}`: {error}"),
            _ => self.to_string(),
        }
    }

    pub(super) fn refused(target: &Utf8Path, why: Refusal) -> Self {
        let target = target.to_owned();
        Self::Refused { target, why }
    }

    pub(super) fn foreign(folder: &Utf8Path, mut paths: Vec<Utf8PathBuf>) -> Self {
        paths.sort();
        let more = paths.len().saturating_sub(5);
        paths.truncate(5);
        let folder = folder.to_owned();
        Self::Foreign { folder, paths, more }
    }
}

/// Turns what the system said into a [`PublishError`]: `fs::write(..).map_err(io("write the file", path))`.
pub(super) fn io(doing: &'static str, path: &Utf8Path) -> impl FnOnce(io::Error) -> PublishError {
    let path = path.to_owned();
    move |error| PublishError::Io { doing, path, error }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { target, why } => write!(f, "docent does not publish into `{target}`: {why}"),
            Self::Foreign { folder, paths, more } => write_foreign(f, folder, paths, *more),
            Self::Busy { lock, holder } => write_busy(f, lock, *holder),
            Self::Reserved { path } => write!(f, "the site has a file `{path}`, a name docent keeps for itself; rename the file"),
            Self::Incomplete { path } => write!(
                f,
                "the new site is not as it was written: `{path}`. The published site is as it was; look whether something else \
                 changes files there, and build again"
            ),
            Self::Stopped => write!(f, "stopped; the published site is as it was"),
            Self::Io { error, .. } => write!(f, "{}. {}", self.reason(), remedy(error.kind())),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

fn write_foreign(f: &mut fmt::Formatter<'_>, folder: &Utf8Path, paths: &[Utf8PathBuf], more: usize) -> fmt::Result {
    write!(f, "`{folder}` holds what docent did not create, and publishing would delete it:")?;
    for path in paths {
        write!(f, "\n  {path}")?;
    }
    if more > 0 {
        write!(f, "\n  and {more} more")?;
    }
    write!(
        f,
        "\nMove it away. What belongs to the site goes into `static/`, from where each build copies it."
    )
}

fn write_busy(f: &mut fmt::Formatter<'_>, lock: &Utf8Path, holder: Option<u32>) -> fmt::Result {
    match holder {
        Some(process) => write!(f, "another build (process {process}) is publishing to the same folder")?,
        None => write!(f, "another build is publishing to the same folder")?,
    }
    write!(
        f,
        " and holds `{lock}`. Wait until it is done and build again; the published site is as it was"
    )
}

fn remedy(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "The published site is as it was; make room and build again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "The published site is as it was. docent prepares the new site beside the folder it replaces: choose a folder \
             whose parent you may write to"
        }
        _ => "The published site is as it was",
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const OWN: &str = "The site needs a folder of its own, such as `--output-dir public`";
        match self {
            Self::FileSystemRoot => write!(f, "that is the root of the file system. {OWN}"),
            Self::Home => write!(f, "your home folder is there. {OWN}"),
            Self::Project => write!(f, "that is the folder of the portal itself. {OWN}"),
            Self::HoldsSources => write!(f, "the portal's own files are inside it. {OWN}"),
            Self::InsideSources(folder) => write!(f, "`{folder}/` holds the portal's own files. {OWN}"),
            Self::Repository => write!(f, "it is a repository, whose history would be lost. {OWN}"),
            Self::Link => write!(f, "it is a link to somewhere else. Name the folder itself, or take the link away"),
            Self::NotAFolder => write!(f, "it is not a folder. {OWN}"),
            Self::NotOurs => write!(
                f,
                "it has something in it, and docent did not make it (there is no `{}` that can be read). \
                 Empty the folder yourself, or choose another with `--output-dir`",
                super::MANIFEST
            ),
            Self::MountPoint => write!(
                f,
                "it is a mount point, which cannot be replaced in one step. What is in it is as it was; publish into a folder inside it"
            ),
        }
    }
}
