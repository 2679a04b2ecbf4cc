//! Where the rendering of pages stops: at the first, in their order, that takes more than a page may.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diag::{Code, Diagnostic};

/// The place of the first page that took too much, as far as is known.
///
/// Threads come to the pages in any order. A page is passed over only behind one that took too much, so that the first of those
/// is always rendered: which one it is depends on the pages alone, and what was rendered behind it is left out.
pub(super) struct Stop(AtomicUsize);

impl Stop {
    /// Nowhere: no page is known to take too much.
    pub(super) fn nowhere() -> Self {
        Self(AtomicUsize::new(usize::MAX))
    }

    /// Whether the page at a place stands before the stop, or is it.
    pub(super) fn lets_pass(&self, at: usize) -> bool {
        at <= self.0.load(Ordering::Relaxed)
    }

    /// Stops at a page if one of its problems says that it took too much.
    pub(super) fn learn(&self, at: usize, problems: &[Diagnostic]) {
        if problems.iter().any(|problem| problem.code == Code::TemplateLimit) {
            self.0.fetch_min(at, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_that_takes_too_much_is_the_stop_whatever_the_threads_do() {
        let too_much = [Diagnostic::new(Code::TemplateLimit, "a page takes too much")];
        for order in [[3, 5, 9], [9, 5, 3], [5, 9, 3]] {
            let stop = Stop::nowhere();
            order.iter().for_each(|at| stop.learn(*at, &too_much));
            stop.learn(1, &[Diagnostic::new(Code::Template, "undefined value")]);
            assert!(stop.lets_pass(1) && stop.lets_pass(3) && !stop.lets_pass(4));
        }
    }
}
