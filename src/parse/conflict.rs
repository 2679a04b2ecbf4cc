//! The marks that Git leaves in a file when two people changed the same lines.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Span};

/// One conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The line `<<<<<<<`.
    pub(super) start: Range<usize>,
    /// From the line `=======` (or `|||||||`) to the end of the line `>>>>>>>`: the other version with its marks.
    pub(super) other: Range<usize>,
}

/// The conflicts of a text, in order. A line `=======` alone is none: it underlines a heading.
pub(super) fn find(text: &str) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    if !text.contains("<<<<<<<") {
        return conflicts;
    }
    let mut open: Option<(Range<usize>, Option<usize>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let mark = |sign: &str| {
            line.strip_prefix(sign)
                .is_some_and(|rest| rest.starts_with([' ', '\n', '\r']) || rest.is_empty())
        };
        if mark("<<<<<<<") {
            open = Some((range, None));
        } else if let Some((start, middle)) = &mut open {
            if middle.is_none() && (mark("=======") || mark("|||||||")) {
                *middle = Some(range.start);
            } else if mark(">>>>>>>") {
                let other = middle.unwrap_or(range.start)..range.end;
                conflicts.push(Conflict {
                    start: start.clone(),
                    other,
                });
                open = None;
            }
        }
    }
    if let Some((start, middle)) = open {
        let other = middle.unwrap_or(start.end);
        conflicts.push(Conflict {
            other: other..other,
            start,
        });
    }
    conflicts
}

impl Conflict {
    /// All of its lines, with both versions and the marks.
    pub(super) fn lines(&self) -> Range<usize> {
        self.start.start..self.other.end
    }

    /// What there is to say about it; `span` makes places of ranges.
    pub(super) fn problem(&self, text: &str, span: impl Fn(Range<usize>) -> Span) -> Diagnostic {
        let line = |range: &Range<usize>| {
            let typed = text.get(range.clone()).unwrap_or_default();
            let first = typed.lines().next().unwrap_or_default();
            range.start..range.start + first.len()
        };
        let problem = Diagnostic::new(Code::MergeConflict, "two versions of these lines stand in the file")
            .at(&span(line(&self.start)))
            .help("keep the right lines and delete the others, with the lines `<<<<<<<`, `=======` and `>>>>>>>`");
        if self.other.is_empty() {
            return problem;
        }
        problem.label(&span(line(&self.other)), "the other version begins here")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_two_versions() {
        let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\nd\n";
        assert_eq!(
            find(text),
            [Conflict {
                start: 2..15,
                other: 17..40
            }]
        );
        assert_eq!(find("Title\n=======\n"), []);
        assert_eq!(
            find("<<<<<<< HEAD\nb\n"),
            [Conflict {
                start: 0..13,
                other: 13..13
            }]
        );
    }
}
