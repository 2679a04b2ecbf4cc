//! A bundle becomes a directory, all at once or not at all.
//!
//! The new site is staged beside the folder it replaces and swapped in with one call of the system. Whatever happens
//! before that call (a full disk, a power cut, Ctrl-C) the folder holds the whole old site; after it, the whole new one.
//! Files that did not change are hard-linked into the stage, so that they keep their inode and their times and an
//! `rsync` or a backup sees only what is new. Nothing docent did not create is ever deleted: the manifest in the
//! folder (`.docent-manifest.json`) says what docent created, and a folder without one is never replaced.
//!
//! | beside `public/` | what it is |
//! |---|---|
//! | `.public.lock` | held while a build publishes; the system lets go of it when the process ends, however it ends |
//! | `.public.new` | the stage before the swap, the old site after it, nothing once the build is done |
//! | `.public.old` | only where the system cannot exchange two folders: the old site between two renames |

mod error;
mod lock;
mod manifest;
mod places;
mod stage;
mod stamp;
mod swap;
mod target;
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::AtomicBool;

use camino::Utf8Path;
use rayon::prelude::*;

pub use error::{PublishError, Refusal};
pub use manifest::MANIFEST;
use stamp::stamp;
pub use stamp::{Stamp, stamp_at_rest};
pub use swap::Guarantee;

use crate::render::{Artifact, Bundle};
use crate::route::Route;
use lock::Lock;
use manifest::Manifest;
use places::Places;
use stage::Stage;

/// What publishing did.
#[derive(Debug)]
pub struct Published {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were left as they stood.
    pub unchanged: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// The size of the whole site, in bytes.
    pub bytes: u64,
    /// How safe the swap was on this system.
    pub guarantee: Guarantee,
    /// The new site stands, but the old one beside it could not be cleared away; the next build tries again.
    pub leftover: Option<PublishError>,
    /// By this the folder is known again as long as nobody touches it.
    pub stamp: Option<Stamp>,
}

/// Publishes the site into the folder `target`, for the portal whose sources are at `root`.
///
/// # Errors
///
/// On any error the folder is as it was before.
pub fn publish(bundle: &Bundle, target: &Utf8Path, root: &Utf8Path) -> Result<Published, PublishError> {
    publish_unless_stopped(bundle, target, root, &AtomicBool::new(false))
}

/// As [`publish`], but gives up and clears its stage away as soon as `stop` is set, as a signal handler does.
///
/// Once the new site is in place there is nothing left to stop.
///
/// # Errors
///
/// On any error, [`PublishError::Stopped`] among them, the folder is as it was before.
pub fn publish_unless_stopped(bundle: &Bundle, target: &Utf8Path, root: &Utf8Path, stop: &AtomicBool) -> Result<Published, PublishError> {
    let places = Places::beside(target::check(target, root)?)?;
    fs::create_dir_all(&places.parent).map_err(error::io("create the folder", &places.parent))?;
    let _lock = Lock::take(&places.lock, lock::PATIENCE)?;
    swap::recover(&places)?;
    let old = tree::read(&places.target)?;
    let new = Manifest::of(bundle)?;
    let unchanged = unchanged(bundle, &places.target);
    let mut published = Published::plan(bundle, &old, unchanged.len());
    if old.as_ref() == Some(&new) && published.written == 0 {
        published.stamp = stamp(&places.target);
        return Ok(published);
    }
    let stage = Stage::create(&places, &new)?;
    stage.fill(bundle, &unchanged, stop)?;
    stage.verify(bundle)?;
    swap::sync(&places.stage)?;
    published.guarantee = stage.swap_in(stop)?;
    published.leftover = swap::retire(&places).err();
    // Still under the lock, so that it is the stamp of this site and not of the next one.
    published.stamp = stamp(&places.target);
    Ok(published)
}

impl Published {
    /// How many files the site has.
    pub fn files(&self) -> usize {
        self.written + self.unchanged
    }

    fn plan(bundle: &Bundle, old: &Option<Manifest>, unchanged: usize) -> Self {
        let stays: BTreeSet<&str> = bundle.files.keys().map(Route::as_str).collect();
        let removed = old
            .iter()
            .flat_map(|manifest| manifest.files.keys())
            .filter(|path| !stays.contains(path.as_str()));
        Self {
            written: bundle.files.len() - unchanged,
            unchanged,
            removed: removed.count(),
            bytes: bundle.size(),
            guarantee: Guarantee::AtOnce,
            leftover: None,
            stamp: None,
        }
    }
}

/// The addresses whose published file already has the right bytes. The disk decides, not the manifest: someone may
/// have edited a published file by hand.
fn unchanged<'a>(bundle: &'a Bundle, target: &Utf8Path) -> BTreeSet<&'a Route> {
    let same = |(route, artifact): &(&Route, &Artifact)| has_bytes(&target.join(route.as_str()), &artifact.bytes);
    let files: Vec<_> = bundle.files.iter().collect();
    files.into_par_iter().filter(same).map(|(route, _)| route).collect()
}

fn has_bytes(path: &Utf8Path, bytes: &[u8]) -> bool {
    let of_that_size = fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.len() == bytes.len() as u64);
    of_that_size && fs::read(path).is_ok_and(|found| found == bytes)
}
