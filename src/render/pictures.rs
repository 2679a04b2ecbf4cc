//! The sizes of the portal's pictures, for pages that keep the place of each free until it has come.

use std::collections::BTreeMap;

use crate::parse::asset::Size;
use crate::site::Site;

/// Sizes by address from the root.
pub type Pictures = BTreeMap<String, Size>;

/// Those of a site.
pub fn sizes(site: &Site<'_>) -> Pictures {
    let sizes = site
        .files
        .iter()
        .filter_map(|(route, file)| Some((route.url(), site.picture(&file.path)?)));
    sizes.collect()
}
