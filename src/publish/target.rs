//! Which folders a site may be published into.

use std::env;
use std::fs;
use std::io::ErrorKind;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::{self, PublishError, Refusal};
use super::manifest::MANIFEST;
use crate::source::disk::FOLDERS;

/// What marks a repository: of Git, Mercurial, Subversion, Jujutsu.
const REPOSITORIES: [&str; 4] = [".git", ".hg", ".svn", ".jj"];

/// The real path of a target that is safe to replace. Touches nothing.
pub(super) fn check(target: &Utf8Path, root: &Utf8Path) -> Result<Utf8PathBuf, PublishError> {
    // Without its trailing slash: `public/` would ask about what a link leads to, not about the link.
    let plain: Utf8PathBuf = target.components().collect();
    if fs::symlink_metadata(&plain).is_ok_and(|data| data.is_symlink()) {
        return Err(PublishError::refused(target, Refusal::Link));
    }
    let real = resolve(&absolute(&plain)?)?;
    let root = resolve(&absolute(root)?)?;
    match place_refusal(&real, &root).or_else(|| content_refusal(&real)) {
        Some(why) => Err(PublishError::refused(target, why)),
        None => Ok(real),
    }
}

fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf, PublishError> {
    camino::absolute_utf8(path).map_err(error::io("find the folder", path))
}

/// The path without links and dots, for as much of it as exists.
fn resolve(path: &Utf8Path) -> Result<Utf8PathBuf, PublishError> {
    match (path.canonicalize_utf8(), path.parent(), path.file_name()) {
        (Ok(real), _, _) => Ok(real),
        (Err(error), Some(parent), Some(name)) if error.kind() == ErrorKind::NotFound => Ok(resolve(parent)?.join(name)),
        (Err(error), _, _) => Err(error::io("find the folder", path)(error)),
    }
}

/// What the place itself says, whatever it holds.
fn place_refusal(target: &Utf8Path, root: &Utf8Path) -> Option<Refusal> {
    if target.parent().is_none() {
        return Some(Refusal::FileSystemRoot);
    }
    if target == root {
        return Some(Refusal::Project);
    }
    if root.starts_with(target) {
        return Some(Refusal::HoldsSources);
    }
    if home().is_some_and(|home| home.starts_with(target)) {
        return Some(Refusal::Home);
    }
    if is_repository(target) {
        return Some(Refusal::Repository);
    }
    let sources = FOLDERS.into_iter().chain(["src"]);
    let mut holding = sources.filter(|folder| target.starts_with(root.join(folder)));
    holding.next().map(Refusal::InsideSources)
}

fn home() -> Option<Utf8PathBuf> {
    let home = Utf8PathBuf::from_path_buf(env::home_dir()?).ok()?;
    home.canonicalize_utf8().ok()
}

fn is_repository(target: &Utf8Path) -> bool {
    let inside = target.components().any(|part| REPOSITORIES.contains(&part.as_str()));
    let marked = |name: &&str| fs::symlink_metadata(target.join(name)).is_ok();
    inside || REPOSITORIES.iter().any(marked)
}

/// What stands there now: nothing, an empty folder and a folder with a manifest are welcome.
fn content_refusal(target: &Utf8Path) -> Option<Refusal> {
    let data = fs::symlink_metadata(target).ok()?;
    if !data.is_dir() {
        return Some(Refusal::NotAFolder);
    }
    let empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    let ours = fs::symlink_metadata(target.join(MANIFEST)).is_ok_and(|data| data.is_file());
    (!empty && !ours).then_some(Refusal::NotOurs)
}
