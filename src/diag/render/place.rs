//! Places as editors know them: a file, a line, a column.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Files;
use super::escape;
use crate::diag::{Diagnostic, Edit, Span};

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The byte in the line, from 1.
    pub byte: usize,
}

/// One replacement of a correction, as an editor shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is replaced; a place without width is where something is added.
    pub place: Place,
    /// What takes its place.
    pub with: String,
}

/// A span as an editor shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the reader of the message finds it.
    pub file: String,
    /// First character and the one after the last; `None` if the place is the whole file, or the file is not known.
    pub range: Option<(Position, Position)>,
}

impl std::fmt::Display for Place {
    /// `data/contacts.yaml:12:5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        match self.range {
            Some((start, _)) => write!(f, ":{}:{}", start.line, start.column),
            None => Ok(()),
        }
    }
}

/// The files of a set of diagnostics, with the beginnings of their lines.
pub struct Places<'a> {
    files: &'a dyn Files,
    texts: BTreeMap<&'a str, Text<'a>>,
}

impl<'a> Places<'a> {
    /// Looks at each file once.
    pub fn new(diagnostics: &'a [Diagnostic], files: &'a dyn Files) -> Self {
        let spans = diagnostics
            .iter()
            .flat_map(|d| d.at.iter().chain(d.labels.iter().map(|(span, _)| span)));
        let fixes = diagnostics.iter().filter_map(|d| d.fix.as_ref());
        let edited = fixes.flat_map(|fix| fix.edits.iter().map(|edit| &**edit.file()));
        Self::in_files(spans.map(|span| &*span.file).chain(edited), files)
    }

    /// The places in these files; each is looked at once.
    pub fn in_files(paths: impl IntoIterator<Item = &'a str>, files: &'a dyn Files) -> Self {
        let mut texts = BTreeMap::new();
        for file in paths {
            if let (false, Some(bytes)) = (texts.contains_key(file), files.bytes(file)) {
                texts.insert(file, Text::new(bytes));
            }
        }
        Self { files, texts }
    }

    /// The place of a span.
    pub fn of(&self, span: &Span) -> Place {
        let range = self.text(span).map(|text| {
            (
                text.position(span.range().start),
                text.position(span.range().end.max(span.range().start)),
            )
        });
        Place {
            file: escape::line(&self.files.name(&span.file)),
            range,
        }
    }

    /// The replacements of the correction of a diagnostic; none if it has no correction, or one that has no place any more.
    pub fn changes(&self, diagnostic: &Diagnostic) -> Vec<Change> {
        let edits = diagnostic.fix.as_ref().map(|fix| fix.edits.as_slice()).unwrap_or_default();
        let change = |edit: &Edit| {
            let text = self.texts.get(&**edit.file())?;
            let (range, with) = edit.place(text.bytes)?;
            let place = Place {
                file: escape::line(&self.files.name(edit.file())),
                range: Some((text.position(range.start), text.position(range.end))),
            };
            Some(Change {
                place,
                with: with.to_owned(),
            })
        };
        let changes: Option<Vec<Change>> = edits.iter().map(change).collect();
        changes.unwrap_or_default()
    }

    /// The text that a span lies in; `None` if the span is a whole file.
    pub(super) fn text(&self, span: &Span) -> Option<&Text<'a>> {
        self.texts.get(&*span.file).filter(|_| span.range() != (0..0))
    }
}

/// The bytes of a file, cut into lines. Any bytes: what is not UTF-8 counts and shows as replacement characters.
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    /// Where each line begins; never empty.
    starts: Vec<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        // Editors do not show a byte-order mark, and count no column for it.
        let first = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let after_breaks = bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(index, _)| index + 1);
        Self {
            bytes,
            starts: std::iter::once(first).chain(after_breaks).collect(),
        }
    }

    /// The index of the line that holds this byte.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where the line begins and where it ends, without its line break.
    pub(super) fn line_range(&self, line: usize) -> Range<usize> {
        let end_of_file = self.bytes.len();
        let start = self.starts.get(line).copied().unwrap_or(end_of_file);
        let next = self.starts.get(line + 1).copied().unwrap_or(end_of_file);
        let bytes = self.bytes.get(start..next).unwrap_or_default();
        let without_break = bytes
            .strip_suffix(b"\n")
            .map_or(bytes, |line| line.strip_suffix(b"\r").unwrap_or(line));
        start..start + without_break.len()
    }

    /// The characters of a line, each with the place of its first byte; of a very long line those within `reach` bytes of `focus`.
    pub(super) fn characters_near(&self, line: Range<usize>, focus: usize, reach: usize) -> Vec<(usize, char)> {
        let start = self.floor(focus.saturating_sub(reach).clamp(line.start, line.end));
        let end = self.floor(focus.saturating_add(reach).clamp(line.start, line.end));
        let mut letters = Vec::with_capacity(end - start);
        let mut offset = start;
        for chunk in self.bytes.get(start..end).unwrap_or_default().utf8_chunks() {
            letters.extend(chunk.valid().char_indices().map(|(index, letter)| (offset + index, letter)));
            offset += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                letters.push((offset, char::REPLACEMENT_CHARACTER));
            }
            offset += chunk.invalid().len();
        }
        letters
    }

    fn position(&self, offset: usize) -> Position {
        let line = self.line_of(offset);
        let range = self.line_range(line);
        let before = self.bytes.get(range.start..self.floor(offset.clamp(range.start, range.end)));
        Position {
            line: line + 1,
            column: before.unwrap_or_default().iter().filter(|byte| !continues(**byte)).count() + 1,
            byte: before.unwrap_or_default().len() + 1,
        }
    }

    /// The beginning of the character that holds this byte.
    fn floor(&self, offset: usize) -> usize {
        let back = (0..4).find(|back| self.bytes.get(offset.saturating_sub(*back)).is_none_or(|byte| !continues(*byte)));
        offset.saturating_sub(back.unwrap_or(0))
    }
}

/// True for the second and later bytes of a character in UTF-8.
fn continues(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(bytes: &[u8], offset: usize) -> (usize, usize) {
        let Position { line, column, .. } = Text::new(bytes).position(offset);
        (line, column)
    }

    #[test]
    fn columns_count_characters() {
        let text = "año\r\nzwei: ä\n".as_bytes();
        assert_eq!(position(text, 0), (1, 1));
        assert_eq!(position(text, 3), (1, 3), "after the two bytes of ñ");
        assert_eq!(position(text, 2), (1, 2), "inside of ñ");
        assert_eq!(position(text, 6), (2, 1), "CRLF is one line break");
        assert_eq!(position(text, text.len()), (3, 1));
    }

    #[test]
    fn places_beyond_the_file_are_its_end() {
        assert_eq!(position(b"", 0), (1, 1));
        assert_eq!(position(b"", 99), (1, 1));
        assert_eq!(position(b"ab", 99), (1, 3));
    }

    #[test]
    fn a_byte_order_mark_has_no_column() {
        assert_eq!(position("\u{feff}title".as_bytes(), 3), (1, 1));
        assert_eq!(position("\u{feff}title".as_bytes(), 1), (1, 1));
    }

    #[test]
    fn bytes_that_are_not_text_have_places_too() {
        assert_eq!(position(b"a\xff\xfeb", 3), (1, 4));
    }
}
