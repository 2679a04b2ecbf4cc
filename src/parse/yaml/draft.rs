//! A text in which slips have been mended, so that reading can go on behind them. It knows where each of its bytes stood before.

use std::ops::Range;

/// A mended text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    text: String,
    /// In the order of their places, without overlap.
    edits: Vec<Edit>,
}

/// One replacement.
#[derive(Debug, Clone)]
struct Edit {
    /// Where it stands in the mended text.
    new: Range<usize>,
    /// What it stands for in the text before.
    old: Range<usize>,
}

/// A replacement to make: these bytes of the draft become that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    /// The bytes to replace.
    pub(super) range: Range<usize>,
    /// What takes their place.
    pub(super) with: String,
}

impl Draft {
    /// The text as it is.
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            edits: Vec::new(),
        }
    }

    /// The text with several replacements at once, given in order and without overlap.
    pub(super) fn with_repairs(text: &str, repairs: &[Repair]) -> Self {
        let mut draft = Self {
            text: String::with_capacity(text.len()),
            edits: Vec::with_capacity(repairs.len()),
        };
        let mut copied = 0;
        for repair in repairs {
            draft.text.push_str(text.get(copied..repair.range.start).unwrap_or_default());
            let start = draft.text.len();
            draft.text.push_str(&repair.with);
            draft.edits.push(Edit {
                new: start..draft.text.len(),
                old: repair.range.clone(),
            });
            copied = repair.range.end;
        }
        draft.text.push_str(text.get(copied..).unwrap_or_default());
        draft
    }

    /// The mended text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where the byte `at` of the mended text stood before; in a replacement, where what it replaces begins.
    fn original(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.new.start <= at);
        let Some(edit) = before.checked_sub(1).and_then(|last| self.edits.get(last)) else {
            return at;
        };
        match at.checked_sub(edit.new.end) {
            Some(after) => edit.old.end + after,
            None => edit.old.start,
        }
    }

    /// The place of a range before mending. A replacement that it cuts belongs to it whole.
    pub(super) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.original(range.start);
        let cut = self.edits.partition_point(|edit| edit.new.end <= range.end);
        let end = match self.edits.get(cut) {
            Some(edit) if edit.new.start < range.end => edit.old.end,
            _ => self.original(range.end),
        };
        start..end.max(start)
    }

    /// Whether the bytes of a range, and those beside it, are as they were before mending.
    pub(super) fn is_as_typed(&self, range: &Range<usize>) -> bool {
        let first = self.edits.partition_point(|edit| edit.new.end < range.start);
        self.edits.get(first).is_none_or(|edit| edit.new.start > range.end)
    }

    /// Makes more replacements, given in order and without overlap. `None` if one cuts into an earlier one: then the text
    /// cannot be mended this way.
    pub(super) fn repaired(&self, repairs: &[Repair]) -> Option<Self> {
        let mut draft = Self {
            text: String::with_capacity(self.text.len() + 16 * repairs.len()),
            edits: Vec::with_capacity(self.edits.len() + repairs.len()),
        };
        let mut earlier = self.edits.iter().peekable();
        let mut copied = 0;
        for repair in repairs {
            while let Some(edit) = earlier.next_if(|edit| edit.new.end <= repair.range.start && edit.new != repair.range) {
                draft.carry(edit, copied);
            }
            match earlier.next_if(|edit| edit.new == repair.range) {
                None if earlier.peek().is_some_and(|edit| edit.new.start < repair.range.end) => return None,
                _ => {}
            }
            draft.text.push_str(self.text.get(copied..repair.range.start)?);
            let start = draft.text.len();
            draft.text.push_str(&repair.with);
            draft.edits.push(Edit {
                new: start..draft.text.len(),
                old: self.original_range(repair.range.clone()),
            });
            copied = repair.range.end;
        }
        for edit in earlier {
            draft.carry(edit, copied);
        }
        draft.text.push_str(self.text.get(copied..)?);
        Some(draft)
    }

    /// Takes over an earlier edit that stands behind the byte `copied` of the earlier text, up to which this one has been made.
    fn carry(&mut self, edit: &Edit, copied: usize) {
        let moved = |at: usize| (at + self.text.len()).saturating_sub(copied);
        let new = moved(edit.new.start)..moved(edit.new.end);
        self.edits.push(Edit {
            new,
            old: edit.old.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(range: Range<usize>, with: &str) -> Repair {
        Repair {
            range,
            with: with.to_owned(),
        }
    }

    #[test]
    fn a_mended_text_knows_where_its_bytes_stood() {
        let draft = Draft::new("a: b: c\nd: e: f\n");
        let draft = draft.repaired(&[repair(3..7, "\"b: c\"")]).unwrap();
        let draft = draft.repaired(&[repair(13..17, "\"e: f\"")]).unwrap();
        assert_eq!(draft.text(), "a: \"b: c\"\nd: \"e: f\"\n");
        assert_eq!(draft.original_range(3..9), 3..7);
        assert_eq!(draft.original_range(10..11), 8..9);
        assert_eq!(draft.original_range(13..19), 11..15);
        assert_eq!(draft.original(20), 16);
    }

    #[test]
    fn a_repair_can_be_replaced_and_not_cut() {
        let draft = Draft::new("abc").repaired(&[repair(1..2, "xyz")]).unwrap();
        assert!(draft.repaired(&[repair(0..2, "q")]).is_none());
        let again = draft.repaired(&[repair(1..4, "b")]).unwrap();
        assert_eq!((again.text(), again.original(2)), ("abc", 2));
    }

    #[test]
    fn earlier_repairs_keep_their_places_among_later_ones() {
        let draft = Draft::new("a b c d").repaired(&[repair(2..3, "BB"), repair(6..7, "DD")]).unwrap();
        let draft = draft.repaired(&[repair(0..1, "AAA"), repair(5..6, "")]).unwrap();
        assert_eq!(draft.text(), "AAA BB  DD");
        assert_eq!([0, 3, 4, 6, 7, 8].map(|at| draft.original(at)), [0, 1, 2, 3, 5, 6]);
    }

    #[test]
    fn what_was_mended_is_no_longer_as_typed() {
        let draft = Draft::new("a b c").repaired(&[repair(2..3, "BB")]).unwrap();
        let typed = [0..1, 1..2, 2..3, 4..4, 5..6].map(|range| draft.is_as_typed(&range));
        assert_eq!(typed, [true, false, false, false, true]);
    }

    #[test]
    fn several_repairs_at_once() {
        let draft = Draft::with_repairs("a b c", &[repair(0..0, "__"), repair(1..2, ""), repair(3..4, "--")]);
        assert_eq!(draft.text(), "__ab--c");
        assert_eq!(draft.original(2), 0);
        assert_eq!(draft.original(3), 2);
        assert_eq!(draft.original(6), 4);
    }
}
