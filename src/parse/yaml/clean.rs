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
    let mut reported_line = None;
    let mut layout = Layout::new(text);
    let mut conflicts = conflicts.iter().peekable();
    for invisible in invisible::find(text) {
        let range = invisible.range.clone();
        let is_layout = layout.contains(&range);
        // One a line: pasted lines often have many, and all are mended in the same way.
        if reported_line.replace(layout.line.start) != Some(layout.line.start) {
            let fix = invisible.fix(text, |_| true, span);
            problems.report(invisible.problem(&span(range.clone())).fix(fix));
        }
        while conflicts.next_if(|conflict| conflict.other.end <= range.start).is_some() {}
        let hidden = conflicts
            .peek()
            .is_some_and(|conflict| overlap(&conflict.start, &range) || overlap(&conflict.other, &range));
        let with = match invisible.kind {
            _ if hidden => continue,
            Kind::Space if is_layout => " ",
            Kind::Space => continue,
            Kind::ZeroWidth | Kind::Direction | Kind::Control => "",
        };
        repairs.push(Repair {
            range,
            with: with.to_owned(),
        });
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

/// Tells for places, asked in order, whether YAML reads spaces there: in the indentation, behind a dash or colon, at the
/// end of a line.
struct Layout<'t> {
    text: &'t str,
    line: Range<usize>,
    /// The content of the line, without the white space around it.
    content: Range<usize>,
    /// The end of the last place, and the answer.
    last: (usize, bool),
}

impl<'t> Layout<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            line: 0..0,
            content: 0..0,
            last: (0, true),
        }
    }

    fn contains(&mut self, place: &Range<usize>) -> bool {
        while self.line.end <= place.start && self.line.end < self.text.len() {
            self.next_line();
        }
        let between = self.text.get(self.last.0.max(self.line.start)..place.start).unwrap_or_default();
        let before = between.trim_end_matches(' ');
        let follows = if before.is_empty() {
            self.last.1
        } else {
            before.ends_with([':', '-'])
        };
        let answer = follows || place.start < self.content.start || place.start >= self.content.end;
        self.last = (place.end, answer);
        answer
    }

    fn next_line(&mut self) {
        let start = self.line.end;
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        self.line = start..start + line.len();
        let content = line.trim_start();
        let from = start + (line.len() - content.len());
        self.content = from..from + content.trim_end().len();
        self.last = (start, true);
    }
}
