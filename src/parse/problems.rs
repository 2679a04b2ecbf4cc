//! The problems of one text while it is read: a file with ten thousand of one kind shows the first hundred.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity, Span};

/// How many problems of one kind are shown for one text.
const SHOWN: usize = 100;

/// A list that stays short.
#[derive(Debug, Default)]
pub(super) struct Problems {
    shown: Vec<Diagnostic>,
    counts: BTreeMap<Code, usize>,
}

impl Problems {
    /// Adds a problem.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        let count = self.counts.entry(problem.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.shown.push(problem);
        }
    }

    /// Whether one of them is an error.
    pub(super) fn has_error(&self) -> bool {
        self.shown.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Adds all problems of another list.
    pub(super) fn absorb(&mut self, more: Self) {
        let unshown = more.counts.iter().map(|(code, count)| (*code, count.saturating_sub(SHOWN)));
        for (code, count) in unshown.filter(|(_, count)| *count > 0) {
            *self.counts.entry(code).or_default() += count;
        }
        more.shown.into_iter().for_each(|problem| self.report(problem));
    }

    /// The list, with the number of those that were left out.
    pub(super) fn finish(mut self, file: &Arc<str>) -> Vec<Diagnostic> {
        for (code, count) in self.counts {
            if count > SHOWN {
                let more = format!("the file has {} more problems of this kind", count - SHOWN);
                let mut problem = Diagnostic::new(code, more).at(&Span::file(file));
                problem.severity = problem.severity.max(Severity::Warning);
                self.shown.push(problem);
            }
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_are_shown_and_the_rest_counted() {
        let mut problems = Problems::default();
        for _ in 0..250 {
            problems.report(Diagnostic::new(Code::RawHtml, "HTML stands here"));
        }
        let shown = problems.finish(&"a.md".into());
        assert_eq!(shown.len(), 101);
        assert_eq!(shown[100].message, "the file has 150 more problems of this kind");
    }
}
