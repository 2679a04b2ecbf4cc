//! Redirects: old addresses that still lead somewhere.

use super::{Collections, Home, Kind};
use crate::record;
use crate::schema::values::{Address, Collection};

record! {
    /// An old address and the new one.
    pub struct Redirect {
        /// The address that people still use.
        from: Address = "/old-page/",
        /// Where it leads now.
        to: Address = "/new-page/",
    }
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
}
