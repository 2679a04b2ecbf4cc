//! Links to what is not shown any more: readers see the words and that the page is gone, and no link that leads nowhere.
//!
//! A page or an entry with a last day is right until that day is over. The portal is built again every night, with nobody
//! there to mend its links; so such a link is no error.

use std::collections::BTreeSet;

use crate::site::Site;
use crate::theme::Strings;

/// The addresses that expired, and the words in a language that say so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Expired {
    addresses: BTreeSet<String>,
    note: String,
}

impl Expired {
    /// These addresses, and the words in a language that say so.
    pub fn new(addresses: BTreeSet<String>, note: impl Into<String>) -> Self {
        Self {
            addresses,
            note: note.into(),
        }
    }

    /// For the pages of a language.
    pub fn of(site: &Site<'_>, strings: &Strings) -> Self {
        Self::new(site.expired().map(str::to_owned).collect(), strings.get("page.expired"))
    }

    /// Whether nothing has expired.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Whether an address from the root leads to what has expired, or to a place on it.
    pub fn has(&self, address: &str) -> bool {
        let path = address.split(['#', '?']).next().unwrap_or_default();
        self.addresses.contains(address) || self.addresses.contains(path)
    }

    /// What stands in place of the beginning of the link.
    pub fn open(id: Option<&str>) -> String {
        let id = id.map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
        format!("<span class=\"expired\"{id}>")
    }

    /// What stands in place of its end.
    pub fn close(&self) -> String {
        format!(" <span class=\"meta\">({})</span></span>", self.note)
    }
}
