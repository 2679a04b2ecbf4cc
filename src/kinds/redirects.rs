//! Redirects: old addresses that still lead somewhere.

use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Home, Kind, Portal};
use crate::record;
use crate::schema::values::{Address, Collection};

record! {
    /// An old address and the new one.
    pub struct Redirect {
        /// The address that people still use; of a place on a page, with its anchor: `/contacts/#dana`.
        from: Address = "/old-page/",
        /// Where it leads now.
        to: Address = "/new-page/",
    }
}

/// The page, the former anchor and the anchor of now, where both addresses are places on one page.
pub fn same_page<'a>(from: &'a str, to: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    let ((page, old), (now, new)) = (from.split_once('#')?, to.split_once('#')?);
    (page == now && page.starts_with('/') && !old.is_empty() && !new.is_empty()).then_some((page, old, new))
}

impl Collection for Redirect {
    const NAME: &'static str = "redirects";
}

impl Kind for Redirect {
    const ONE: &'static str = "redirect";
    const HOME: Home = Home::Nowhere;

    fn title(&self, _all: &Collections) -> String {
        self.from.0.value.clone()
    }

    /// `@/about.md` is a file of the editors; the public knows it as `/about/`.
    fn computed(entry: &Entry<Self>, portal: Portal<'_>) -> Map<String, Json> {
        Map::from_iter([("to".to_owned(), portal.surroundings.address(&entry.fields.to).into())])
    }
}
