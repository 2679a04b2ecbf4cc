//! Places in a Markdown text as places in its file.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use super::Place;
use crate::diag::Span;

/// More of a line is not looked for: its beginning tells it from others.
const LONGEST: usize = 200;

/// Finds places; remembers the last one found, so that looking in order stays fast.
pub(super) struct Finder<'a> {
    text: &'a str,
    file: &'a Arc<str>,
    place: &'a Place<'a>,
    /// A place in the Markdown and the byte of the value where it was found.
    last: Cell<(usize, usize)>,
    /// How many more bytes may be searched before every place becomes the whole value.
    budget: Cell<usize>,
}

impl<'a> Finder<'a> {
    /// A finder for the places of a text that stands at `place` in `file`.
    pub(super) fn new(text: &'a str, file: &'a Arc<str>, place: &'a Place<'a>) -> Self {
        let budget = 64 * 1024 + 16 * text.len();
        Self {
            text,
            file,
            place,
            last: Cell::new((0, 0)),
            budget: Cell::new(budget),
        }
    }

    /// Where the bytes `range` of the Markdown stand in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        match self.place {
            Place::Verbatim(start) => Span::new(self.file, start + range.start..start + range.end),
            Place::Inside { value, file_text } => self.search(value, file_text, range).unwrap_or_else(|| (*value).clone()),
        }
    }

    /// Looks for the first line of `range` as it was typed. Quoting, escapes and indentation only ever make a YAML value
    /// longer than its text, so the search can begin as far after the last place as the text does.
    fn search(&self, value: &Span, file_text: &str, range: Range<usize>) -> Option<Span> {
        let line = self
            .text
            .get(range.start..range.end.min(boundary(self.text, range.start + LONGEST)))?;
        let typed = line.lines().next()?.trim();
        let slice = file_text.get(value.range())?;
        let (text_at, value_at) = match self.last.get() {
            (text_at, _) if text_at > range.start => (0, 0),
            last => last,
        };
        let from = boundary(slice, value_at + (range.start - text_at));
        let to = boundary(slice, from + self.budget.get());
        let found = slice.get(from..to)?.find(typed).filter(|_| !typed.is_empty());
        self.budget.set(self.budget.get().saturating_sub(found.unwrap_or(to - from)));
        let at = from + found?;
        self.last.set((range.start, at));
        let start = value.range().start + at;
        Some(Span::new(self.file, start..start + typed.len()))
    }
}

/// Where what begins somewhere in a text ends. Many elements can stand on one line, or before one `>`: each place is looked for once.
pub(super) struct Ends<'a> {
    text: &'a str,
    /// Behind each `>`.
    tags: Vec<usize>,
    /// The end of each line, and that of its words.
    lines: Vec<(usize, usize)>,
}

impl<'a> Ends<'a> {
    /// Those of this text.
    pub(super) fn new(text: &'a str) -> Self {
        let mut start = 0;
        let lines = text.split('\n').map(|line| {
            let (end, words) = (start + line.len(), start + line.trim_end().len());
            start = end + 1;
            (end, words)
        });
        Self {
            text,
            lines: lines.collect(),
            tags: text.match_indices('>').map(|(at, _)| at + 1).collect(),
        }
    }

    /// The end of what begins at `start`: of a tag its `>`, of anything else the words of its line.
    pub(super) fn after(&self, start: usize) -> usize {
        let is_tag = self.text.as_bytes().get(start) == Some(&b'<');
        let tag = self
            .tags
            .get(self.tags.partition_point(|end| *end <= start))
            .copied()
            .filter(|_| is_tag);
        let line = || self.lines.get(self.lines.partition_point(|(end, _)| *end < start));
        tag.unwrap_or_else(|| line().map_or(start, |(_, words)| start.max(*words)))
    }
}

/// The last place at or before `at` where a character of `text` begins.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
