//! The sizes of the portal's pictures, for pages that keep the place of each free until it has come.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use crate::parse::asset::Size;
use crate::site::Site;

/// Sizes by address from the root. Equal digests finish pages alike.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    sizes: BTreeMap<String, Size>,
    digest: [u8; 32],
}

impl Hash for Pictures {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Pictures {
    /// Those of a site.
    pub fn of(site: &Site<'_>) -> Self {
        let sizes = site
            .files
            .iter()
            .filter_map(|(route, file)| Some((route.url(), site.picture(&file.path)?)));
        sizes.collect::<BTreeMap<_, _>>().into()
    }

    /// The size of the picture at an address.
    pub fn size(&self, address: &str) -> Option<Size> {
        self.sizes.get(address).copied()
    }
}

impl From<BTreeMap<String, Size>> for Pictures {
    fn from(sizes: BTreeMap<String, Size>) -> Self {
        let digest = *blake3::hash(format!("{sizes:?}").as_bytes()).as_bytes();
        Self { sizes, digest }
    }
}
