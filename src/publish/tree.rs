//! A published folder on the disk: reading what docent created in it, and deleting that and nothing else.

use std::fs;
use std::io::ErrorKind;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::{DirEntry, WalkDir};

use super::error::{self, PublishError, Refusal};
use super::manifest::{MANIFEST, Manifest};

/// What file managers drop into each folder that someone looks at, and make again at the next look.
const DROPPINGS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// The manifest of the site at `folder`; `None` if there is no site yet. A file that the manifest does not name is an error.
pub(super) fn read(folder: &Utf8Path) -> Result<Option<Manifest>, PublishError> {
    let bytes = match fs::read(folder.join(MANIFEST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error::io("read the file", &folder.join(MANIFEST))(error)),
    };
    let manifest = Manifest::parse(&bytes).ok_or_else(|| PublishError::refused(folder, Refusal::NotOurs))?;
    let mut foreign = Vec::new();
    for entry in walk(folder) {
        let entry = entry?;
        if !entry.is_created_by(&manifest) && !entry.holds_something() {
            foreign.push(entry.relative);
        }
    }
    if foreign.is_empty() {
        Ok(Some(manifest))
    } else {
        Err(PublishError::foreign(folder, foreign))
    }
}

/// Deletes the site at `folder`: what its manifest names, then the manifest, then the folder. Anything else stays, and is an error.
///
/// The manifest goes last, so that a deletion that was cut short can be taken up again.
pub(super) fn delete(folder: &Utf8Path) -> Result<(), PublishError> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error::io("look at", folder)(error)),
        Ok(data) if !data.is_dir() => return Err(PublishError::foreign(folder, vec![folder.to_owned()])),
        Ok(_) => {}
    }
    let manifest = fs::read(folder.join(MANIFEST)).ok().and_then(|bytes| Manifest::parse(&bytes));
    let foreign = delete_inside(folder, manifest.as_ref())?;
    if !foreign.is_empty() {
        return Err(PublishError::foreign(folder, foreign));
    }
    remove(fs::remove_file(folder.join(MANIFEST)), &folder.join(MANIFEST))?;
    remove(fs::remove_dir(folder), folder)
}

/// Deletes all but the manifest; tells what had to stay.
fn delete_inside(folder: &Utf8Path, manifest: Option<&Manifest>) -> Result<Vec<Utf8PathBuf>, PublishError> {
    let mut foreign = Vec::new();
    for entry in walk(folder) {
        let entry = entry?;
        if entry.data.is_dir() {
            // A folder that still holds something is not empty; what it holds has been noted already.
            let _ = fs::remove_dir(&entry.path);
        } else if manifest.is_some_and(|manifest| entry.is_created_by(manifest)) {
            if entry.relative != MANIFEST {
                remove(fs::remove_file(&entry.path), &entry.path)?;
            }
        } else if entry.relative != MANIFEST {
            foreign.push(entry.relative);
        }
    }
    Ok(foreign)
}

/// Gone is gone, whoever did it.
fn remove(result: std::io::Result<()>, path: &Utf8Path) -> Result<(), PublishError> {
    match result {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error::io("delete", path)(error)),
        _ => Ok(()),
    }
}

/// One thing in a folder, itself and not what it may be a link to.
pub(super) struct Entry {
    /// Where it is.
    pub path: Utf8PathBuf,
    /// Relative to the folder, with forward slashes.
    pub relative: Utf8PathBuf,
    /// What it is.
    pub data: fs::Metadata,
}

impl Entry {
    fn is_created_by(&self, manifest: &Manifest) -> bool {
        if self.data.is_dir() {
            return manifest.has_folder(&self.relative);
        }
        let named = manifest.files.contains_key(self.relative.as_str()) || self.relative == MANIFEST;
        let dropping = self.relative.file_name().is_some_and(|name| DROPPINGS.contains(&name));
        self.data.is_file() && (named || dropping)
    }

    /// True for a folder about which there is nothing to say that is not said about what is in it.
    fn holds_something(&self) -> bool {
        self.data.is_dir() && fs::read_dir(&self.path).is_ok_and(|mut inside| inside.next().is_some())
    }
}

/// Everything inside a folder, contents before their folder, never through a link.
pub(super) fn walk(folder: &Utf8Path) -> impl Iterator<Item = Result<Entry, PublishError>> {
    let walk = WalkDir::new(folder).min_depth(1).contents_first(true).sort_by_file_name();
    walk.into_iter().map(move |entry| read_entry(folder, entry))
}

fn read_entry(folder: &Utf8Path, entry: walkdir::Result<DirEntry>) -> Result<Entry, PublishError> {
    let refused = |error: walkdir::Error| error::io("read the folder", folder)(error.into());
    let entry = entry.map_err(refused)?;
    let data = entry.metadata().map_err(refused)?;
    let path = Utf8PathBuf::from_path_buf(entry.into_path()).map_err(|path| {
        let name = Utf8PathBuf::from(path.to_string_lossy().into_owned());
        PublishError::foreign(folder, vec![name])
    })?;
    let relative = path.strip_prefix(folder).unwrap_or(&path).as_str().replace('\\', "/").into();
    Ok(Entry { path, relative, data })
}
