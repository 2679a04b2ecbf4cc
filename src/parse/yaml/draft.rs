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

    /// Where the byte `at` of the mended text stood before.
    pub(super) fn original(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.new.start <= at);
        let Some(edit) = before.checked_sub(1).and_then(|last| self.edits.get(last)) else {
            return at;
        };
        match at.checked_sub(edit.new.end) {
            Some(after) => edit.old.end + after,
            None => (edit.old.start + (at - edit.new.start)).min(edit.old.end),
        }
    }

    /// The place of a range before mending.
    pub(super) fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.original(range.start);
        start..self.original(range.end).max(start)
    }

    /// Makes one more replacement. `None` if it cuts into an earlier one: then the text cannot be mended this way.
    pub(super) fn repaired(&self, repair: &Repair) -> Option<Self> {
        let touches = |edit: &Edit| edit.new.start < repair.range.end && repair.range.start < edit.new.end;
        if self.edits.iter().any(|edit| touches(edit) && edit.new != repair.range) {
            return None;
        }
        let mut text = self.text.clone();
        text.get(repair.range.clone())?;
        text.replace_range(repair.range.clone(), &repair.with);
        let moved = |at: usize| at - repair.range.len() + repair.with.len();
        let before = self
            .edits
            .iter()
            .filter(|edit| edit.new.end <= repair.range.start && edit.new != repair.range);
        let after = self
            .edits
            .iter()
            .filter(|edit| edit.new.start >= repair.range.end && edit.new != repair.range);
        let mut edits: Vec<Edit> = before.cloned().collect();
        edits.push(Edit {
            new: repair.range.start..repair.range.start + repair.with.len(),
            old: self.original_range(repair.range.clone()),
        });
        edits.extend(after.map(|edit| Edit {
            new: moved(edit.new.start)..moved(edit.new.end),
            old: edit.old.clone(),
        }));
        Some(Self { text, edits })
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
        let draft = draft.repaired(&repair(3..7, "\"b: c\"")).unwrap();
        let draft = draft.repaired(&repair(13..17, "\"e: f\"")).unwrap();
        assert_eq!(draft.text(), "a: \"b: c\"\nd: \"e: f\"\n");
        assert_eq!(draft.original_range(3..9), 3..7);
        assert_eq!(draft.original_range(10..11), 8..9);
        assert_eq!(draft.original_range(13..19), 11..15);
        assert_eq!(draft.original(20), 16);
    }

    #[test]
    fn a_repair_can_be_replaced_and_not_cut() {
        let draft = Draft::new("abc").repaired(&repair(1..2, "xyz")).unwrap();
        assert!(draft.repaired(&repair(0..2, "q")).is_none());
        let again = draft.repaired(&repair(1..4, "b")).unwrap();
        assert_eq!((again.text(), again.original(2)), ("abc", 2));
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
