//! Former anchors: a place on a page that has got another name is found by the old one too.
//!
//! What follows the number sign never reaches a server, so that no redirect page can lead on from it: the old anchor has to
//! stand on the page itself, at the place that has the new one.

use std::collections::BTreeMap;

use crate::kinds::redirects::{Redirect, same_page};
use crate::plan::Mirrors;
use crate::route::{Route, percent_decode};
use crate::site::Site;

/// The former anchors of a page, by those of now.
pub type Former = BTreeMap<String, Vec<String>>;

/// The former anchors of every page that has some, in each of its languages.
pub fn anchors(site: &Site<'_>, mirrors: &Mirrors) -> BTreeMap<Route, Former> {
    let mut pages: BTreeMap<Route, Former> = BTreeMap::new();
    for redirect in site.collections.of::<Redirect>() {
        let to = site.address(&redirect.fields.to);
        let Some((page, old, new)) = same_page(&redirect.fields.from.0.value, &to) else {
            continue;
        };
        let versions = site.strings.iter().filter_map(|strings| mirrors.version(page, &strings.lang));
        for url in versions.chain([page]) {
            if let Ok(route) = Route::page(&percent_decode(url)) {
                let old = percent_decode(old);
                let known = pages.entry(route).or_default().entry(percent_decode(new)).or_default();
                if !known.contains(&old) {
                    known.push(old);
                }
            }
        }
    }
    pages
}
