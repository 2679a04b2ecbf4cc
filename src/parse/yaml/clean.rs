//! What is put aside before a text is read: invisible characters, and the second version of lines in a merge conflict.

use std::ops::Range;
use std::sync::Arc;

use super::draft::{Draft, Repair};
use crate::diag::Span;
use crate::parse::conflict;
use crate::parse::invisible::{self, Kind};
use crate::parse::problems::Problems;

/// The text as YAML should read it, with what there is to say about the rest.
pub(super) fn clean(file: &Arc<str>, text: &str, offset: usize, problems: &mut Problems) -> Draft {
    let span = |range: Range<usize>| Span::new(file, offset + range.start..offset + range.end);
    let conflicts = conflict::find(text);
    let mut repairs = Vec::new();
    if text.starts_with('\u{feff}') {
        repairs.push(removal(0..'\u{feff}'.len_utf8()));
    }
    for conflict in &conflicts {
        problems.report(conflict.problem(text, span));
        repairs.push(removal(conflict.start.clone()));
        repairs.push(removal(conflict.other.clone()));
    }
    let mut last_line = None;
    for invisible in invisible::find(text) {
        let range = invisible.range.clone();
        let start = line_start(text, range.start);
        // One a line: pasted lines often have many, and all are mended in the same way.
        if last_line.replace(start) != Some(start) {
            problems.report(invisible.problem(&span(range.clone())));
        }
        let hidden = conflicts
            .iter()
            .any(|conflict| overlap(&conflict.start, &range) || overlap(&conflict.other, &range));
        if hidden {
            continue;
        }
        match invisible.kind {
            Kind::Space if is_layout(text, start, &range) => repairs.push(Repair {
                range,
                with: " ".to_owned(),
            }),
            Kind::ZeroWidth | Kind::Direction => repairs.push(removal(range)),
            Kind::Space => {}
        }
    }
    repairs.sort_by_key(|repair| (repair.range.start, repair.range.end));
    Draft::with_repairs(text, &repairs)
}

fn removal(range: Range<usize>) -> Repair {
    Repair {
        range,
        with: String::new(),
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

/// Whether a no-break space stands where YAML reads spaces: in the indentation, behind a dash or colon, at the end of a line.
fn is_layout(text: &str, line: usize, range: &Range<usize>) -> bool {
    let before = text.get(line..range.start).unwrap_or_default().trim_end();
    let after = text.get(range.end..).unwrap_or_default();
    let at_end = after.trim_start_matches([' ', '\u{a0}', '\r']).starts_with('\n') || after.trim().is_empty();
    before.is_empty() || before.ends_with([':', '-']) || at_end
}
