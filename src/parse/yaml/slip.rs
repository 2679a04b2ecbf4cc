//! Slips that are mended before a text is read, because each of them would be told many times otherwise, or in other words.

use std::ops::Range;
use std::sync::Arc;

use super::draft::{Draft, Repair};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Edit, Fix, Span};
use crate::parse::problems::Problems;

/// A slip, with what is told of it and what mends it.
pub(super) struct Slip {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) at: Range<usize>,
    pub(super) help: String,
    /// In the order of their places.
    pub(super) repairs: Vec<Repair>,
    pub(super) trust: Trust,
}

/// The text as it was meant, with a problem for each slip.
pub(super) fn mend(file: &Arc<str>, clean: Draft, offset: usize, slips: Vec<Slip>, problems: &mut Problems) -> Draft {
    if slips.is_empty() {
        return clean;
    }
    for slip in &slips {
        let place = |range: &Range<usize>| {
            let range = clean.original_range(range.clone());
            Span::new(file, offset + range.start..offset + range.end)
        };
        let edit = |repair: &Repair| Edit::replace(&place(&repair.range), &*repair.with);
        let is_as_typed = slip.repairs.iter().all(|repair| clean.is_as_typed(&repair.range));
        let fix = is_as_typed.then(|| Fix {
            trust: slip.trust,
            edits: slip.repairs.iter().map(edit).collect(),
        });
        let problem = Diagnostic::new(slip.code, &*slip.message).at(&place(&slip.at));
        problems.report(problem.help(&*slip.help).fix(fix));
    }
    let repairs: Vec<Repair> = slips.into_iter().flat_map(|slip| slip.repairs).collect();
    clean.repaired(&repairs).unwrap_or(clean)
}
