//! Which pages are looked at: whoever edits them waits for these, and not for all others.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use crate::route::Route;

/// So many pages are made before all others. More are hardly looked at at once.
const MOST: usize = 4;

/// The last pages that were asked for, the latest first.
#[derive(Default)]
pub(super) struct LookedAt(Mutex<VecDeque<Route>>);

impl LookedAt {
    /// Somebody asks for a page.
    pub fn add(&self, page: Route) {
        let mut pages = self.lock();
        pages.retain(|other| *other != page);
        pages.push_front(page);
        pages.truncate(MOST);
    }

    /// The pages.
    pub fn pages(&self) -> Vec<Route> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Route>> {
        // Whatever a panic left there, they are pages.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pages_are_known_once_each() {
        let looked_at = LookedAt::default();
        for name in ["a", "b", "a", "c", "d", "e"] {
            looked_at.add(Route::file(name).unwrap());
        }
        let names: Vec<String> = looked_at.pages().iter().map(|page| page.as_str().to_owned()).collect();
        assert_eq!(names, ["e", "d", "c", "a"]);
    }
}
