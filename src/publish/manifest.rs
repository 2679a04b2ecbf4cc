//! The list of what docent created in a folder, kept in the folder.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::error::PublishError;
use crate::render::Bundle;

/// The name of the manifest in the published folder. The folder may be replaced because it is there.
pub const MANIFEST: &str = ".docent-manifest.json";

const GENERATOR: &str = "docent";
const VERSION: u32 = 1;

/// Every file of a published site. It names no time and no version of docent, so equal sites have equal manifests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    generator: String,
    version: u32,
    /// BLAKE3 of each file, in hexadecimal, by its path.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of this site.
    pub fn of(bundle: &Bundle) -> Result<Self, PublishError> {
        if let Some(route) = bundle.files.keys().find(|route| route.as_str().eq_ignore_ascii_case(MANIFEST)) {
            let path = route.to_string();
            return Err(PublishError::Reserved { path });
        }
        let digest = |digest| blake3::Hash::from_bytes(digest).to_hex().to_string();
        let files = bundle.files.iter();
        Ok(Self {
            generator: GENERATOR.to_owned(),
            version: VERSION,
            files: files
                .map(|(route, artifact)| (route.to_string(), digest(artifact.digest)))
                .collect(),
        })
    }

    /// Reads what [`Manifest::to_bytes`] wrote; `None` for anything else, a later version included.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.generator == GENERATOR && manifest.version == VERSION).then_some(manifest)
    }

    /// True if a file of the site is in this folder or below it.
    pub fn has_folder(&self, folder: &Utf8Path) -> bool {
        let inside = format!("{folder}/");
        let next = self.files.range(inside.clone()..).next();
        next.is_some_and(|(path, _)| path.starts_with(&inside))
    }

    /// The bytes of the file: one path a line, sorted, so that a person can read it and a diff is short.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Text in maps and structures always has a JSON form.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
