//! The names beside the published folder, made in one place.

use camino::{Utf8Path, Utf8PathBuf};

use super::error::{PublishError, Refusal};

/// Where everything is that publishing may touch.
pub(super) struct Places {
    /// The folder of the site.
    pub target: Utf8PathBuf,
    /// The folder that holds it: renames stay inside one folder, and so on one file system.
    pub parent: Utf8PathBuf,
    /// Held while a build publishes.
    pub lock: Utf8PathBuf,
    /// The new site before the swap, the old one after it.
    pub stage: Utf8PathBuf,
    /// The old site between two renames, where the system cannot exchange.
    pub old: Utf8PathBuf,
}

impl Places {
    /// The places for a checked target.
    pub fn beside(target: Utf8PathBuf) -> Result<Self, PublishError> {
        let (Some(parent), Some(name)) = (target.parent().map(Utf8Path::to_owned), target.file_name()) else {
            return Err(PublishError::refused(&target, Refusal::FileSystemRoot));
        };
        let beside = |what: &str| parent.join(format!(".{name}.{what}"));
        Ok(Self {
            lock: beside("lock"),
            stage: beside("new"),
            old: beside("old"),
            parent,
            target,
        })
    }
}
