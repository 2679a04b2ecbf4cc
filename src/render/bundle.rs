//! The whole site, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::route::Route;

/// One output file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The bytes to publish.
    pub bytes: Arc<[u8]>,
    /// The media type, with its parameters: `text/html; charset=utf-8`.
    pub media: &'static str,
    /// BLAKE3 of the bytes.
    pub digest: [u8; 32],
}

impl Artifact {
    /// A file with these bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>, media: &'static str) -> Self {
        let bytes = bytes.into();
        let digest = *blake3::hash(&bytes).as_bytes();
        Self { bytes, media, digest }
    }

    /// A file whose bytes have this BLAKE3, which is known already.
    pub fn digested(bytes: Arc<[u8]>, digest: [u8; 32], media: &'static str) -> Self {
        Self { bytes, media, digest }
    }
}

/// Every output file by its address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The files, sorted by address.
    pub files: BTreeMap<Route, Artifact>,
}

impl Bundle {
    /// The size of all files, in bytes.
    pub fn size(&self) -> u64 {
        self.files.values().map(|artifact| artifact.bytes.len() as u64).sum()
    }
}
