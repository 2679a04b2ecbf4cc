//! The moment in which the new site takes the place of the old one, and putting things right after a crash.

use std::fs;
use std::io::{self, ErrorKind};

use camino::Utf8Path;

use super::error::{self, PublishError, Refusal};
use super::places::Places;
use super::tree;

/// What a reader of the folder may see during the swap, and what a power cut may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarantee {
    /// The folder is at every instant the whole old site or the whole new one.
    AtOnce,
    /// Where the system cannot exchange two folders (Windows, some network file systems): between two renames the
    /// folder is missing for an instant. A build that dies in that instant leaves the old site beside it, and the next
    /// build puts it back.
    TwoRenames,
}

/// Puts the stage in the place of the target. The old site is then where the stage was.
pub(super) fn swap(places: &Places) -> Result<Guarantee, PublishError> {
    if fs::symlink_metadata(&places.target).is_err() {
        fs::rename(&places.stage, &places.target).map_err(|error| failed(places, error))?;
        return Ok(Guarantee::AtOnce);
    }
    keep_mode(&places.target, &places.stage)?;
    let guarantee = match exchange(&places.stage, &places.target) {
        Ok(()) => Guarantee::AtOnce,
        Err(error) if error.kind() == ErrorKind::Unsupported => rename_twice(places)?,
        Err(error) => return Err(failed(places, error)),
    };
    Ok(guarantee)
}

/// Deletes the old site after a swap. It stays for as long as the disk does not confirm the new one.
pub(super) fn retire(places: &Places) -> Result<(), PublishError> {
    settle(&places.parent)?;
    clear(places)
}

/// Deletes what stands beside the target.
fn clear(places: &Places) -> Result<(), PublishError> {
    tree::delete(&places.stage)?;
    tree::delete(&places.old)
}

/// Puts right what a build left that died halfway. Called under the lock, so that nobody is still at work.
pub(super) fn recover(places: &Places) -> Result<(), PublishError> {
    let exists = |path: &Utf8Path| fs::symlink_metadata(path).is_ok();
    if exists(&places.old) && !exists(&places.target) {
        fs::rename(&places.old, &places.target).map_err(error::io("put back the old site", &places.target))?;
    }
    clear(places)
}

fn rename_twice(places: &Places) -> Result<Guarantee, PublishError> {
    fs::rename(&places.target, &places.old).map_err(|error| failed(places, error))?;
    if let Err(error) = fs::rename(&places.stage, &places.target) {
        fs::rename(&places.old, &places.target).map_err(error::io("put back the old site", &places.target))?;
        return Err(failed(places, error));
    }
    Ok(Guarantee::TwoRenames)
}

fn failed(places: &Places, error: io::Error) -> PublishError {
    match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => PublishError::refused(&places.target, Refusal::MountPoint),
        _ => error::io("replace the folder", &places.target)(error),
    }
}

/// Two folders change names in one step: `RENAME_EXCHANGE` of Linux, `RENAME_SWAP` of macOS.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Utf8Path, other: &Utf8Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one.as_str(), CWD, other.as_str(), RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(ErrorKind::Unsupported.into()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Utf8Path, _: &Utf8Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Brings the stage to the disk before it counts: one call for the whole file system, where there is one, is far
/// quicker than one for each file.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn sync(stage: &Utf8Path) -> Result<(), PublishError> {
    let synced = fs::File::open(stage).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
    synced.map_err(error::io("bring to the disk", stage))
}

/// Brings the stage to the disk before it counts.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn sync(stage: &Utf8Path) -> Result<(), PublishError> {
    for entry in tree::walk(stage) {
        let entry = entry?;
        if entry.data.is_file() {
            let synced = fs::File::options().append(true).open(&entry.path).and_then(|file| file.sync_all());
            synced.map_err(error::io("bring to the disk", &entry.path))?;
        }
    }
    Ok(())
}

/// Brings the swap itself to the disk. Some systems cannot sync a folder; they order their changes themselves.
fn settle(parent: &Utf8Path) -> Result<(), PublishError> {
    match fs::File::open(parent).and_then(|folder| folder.sync_all()) {
        Err(error) if !cannot_sync_folders(error.kind()) => Err(error::io("bring to the disk", parent)(error)),
        _ => Ok(()),
    }
}

/// What a system says that opens or syncs files alone; so does one where the folder may be written to, but not read.
fn cannot_sync_folders(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::IsADirectory
    )
}

/// Whoever may read and write the old folder may do so with the new one: a web server's group, for example.
#[cfg(unix)]
fn keep_mode(target: &Utf8Path, stage: &Utf8Path) -> Result<(), PublishError> {
    use std::os::unix::fs::PermissionsExt;
    const OWNER: u32 = 0o700;
    let mode = |path: &Utf8Path| fs::metadata(path).map(|data| data.permissions().mode());
    let keep = || {
        let old = mode(target)? | OWNER;
        // A file system without modes gives the same to all, and takes none.
        if old == mode(stage)? {
            return Ok(());
        }
        fs::set_permissions(stage, fs::Permissions::from_mode(old))
    };
    keep().map_err(error::io("give the mode of the old folder to", stage))
}

#[cfg(not(unix))]
fn keep_mode(_: &Utf8Path, _: &Utf8Path) -> Result<(), PublishError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::MANIFEST;

    fn places() -> (tempfile::TempDir, Places) {
        let folder = tempfile::tempdir().unwrap();
        let parent = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        let places = Places::beside(parent.join("public")).unwrap();
        (folder, places)
    }

    fn site(folder: &Utf8Path, text: &str) {
        fs::create_dir(folder).unwrap();
        fs::write(
            folder.join(MANIFEST),
            r#"{"generator":"docent","version":1,"files":{"index.html":""}}"#,
        )
        .unwrap();
        fs::write(folder.join("index.html"), text).unwrap();
    }

    #[test]
    fn without_an_exchange_two_renames_do_the_same() {
        let (_folder, places) = places();
        site(&places.target, "old");
        site(&places.stage, "new");
        assert_eq!(rename_twice(&places).unwrap(), Guarantee::TwoRenames);
        assert_eq!(fs::read(places.target.join("index.html")).unwrap(), b"new");
        clear(&places).unwrap();
        assert!(!places.old.exists() && !places.stage.exists());
    }

    #[test]
    fn a_second_rename_that_fails_puts_the_old_site_back() {
        let (_folder, places) = places();
        site(&places.target, "old");
        assert!(rename_twice(&places).is_err(), "there is no stage");
        assert_eq!(fs::read(places.target.join("index.html")).unwrap(), b"old");
    }

    #[test]
    fn a_crash_between_two_renames_is_put_right() {
        let (_folder, places) = places();
        site(&places.old, "old");
        site(&places.stage, "half");
        recover(&places).unwrap();
        assert_eq!(fs::read(places.target.join("index.html")).unwrap(), b"old");
        assert!(!places.old.exists() && !places.stage.exists());
    }
}
