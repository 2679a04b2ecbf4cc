//! A line of YAML as an editor sees it: indentation, dashes, key, value.

use std::ops::Range;

/// One line, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Where it begins in the text.
    pub(super) start: usize,
    /// What stands on it.
    pub(super) text: &'t str,
}

impl<'t> Line<'t> {
    /// The line that contains the byte `at`.
    pub(super) fn at(text: &'t str, at: usize) -> Self {
        let at = at.min(text.len());
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        Self {
            start,
            text: line.strip_suffix('\r').unwrap_or(line),
        }
    }

    /// The line before it that says something.
    pub(super) fn before(&self, text: &'t str) -> Option<Self> {
        let mut start = self.start;
        while start > 0 {
            let line = Self::at(text, start - 1);
            if !line.is_blank() {
                return Some(line);
            }
            start = line.start;
        }
        None
    }

    /// The line after it.
    pub(super) fn next(&self, text: &'t str) -> Option<Self> {
        let rest = text.get(self.start..)?;
        let length = rest.find('\n')? + 1;
        (length < rest.len()).then(|| Self::at(text, self.start + length))
    }

    /// Whether nothing stands on it, or a comment.
    pub(super) fn is_blank(&self) -> bool {
        let typed = self.text.trim();
        typed.is_empty() || typed.starts_with('#')
    }

    /// The byte after its last.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// How many spaces it begins with.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Whether it begins an item of a list.
    pub(super) fn has_dash(&self) -> bool {
        let content = self.text.trim_start_matches(' ');
        content == "-" || content.starts_with("- ")
    }

    /// The column of what stands behind spaces and dashes.
    pub(super) fn column(&self) -> usize {
        let mut column = self.indent();
        while let Some(rest) = self.text.get(column..).and_then(|content| content.strip_prefix('-')) {
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            if spaces == 0 && !rest.is_empty() {
                break;
            }
            column += 1 + spaces;
        }
        column
    }

    fn content(&self) -> &'t str {
        self.text.get(self.column()..).unwrap_or_default()
    }

    /// Where its first key stands.
    pub(super) fn key(&self) -> Option<Range<usize>> {
        let content = self.content();
        let length = match content.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = content.get(1..)?.find(quote)? + 2;
                content.get(end..)?.trim_start().starts_with(':').then_some(end)?
            }
            '{' | '[' | '#' | '|' | '>' => return None,
            _ => colon(content)?,
        };
        let start = self.start + self.column();
        Some(start..start + length)
    }

    /// Where the colon behind its key stands.
    pub(super) fn colon(&self) -> Option<usize> {
        let key = self.key()?;
        let rest = self.text.get(key.end - self.start..)?;
        rest.find(':').map(|at| key.end + at)
    }

    /// Where its value stands: what follows the key, or the whole content if there is no key. Without a comment.
    pub(super) fn value(&self) -> Option<Range<usize>> {
        let after = match self.colon() {
            Some(colon) => colon + 1 - self.start,
            None => self.column(),
        };
        let typed = self.text.get(after..)?;
        let start = self.start + after + (typed.len() - typed.trim_start().len());
        let value = without_comment(typed.trim_start()).trim_end();
        (!value.is_empty()).then(|| start..start + value.len())
    }
}

/// Where the first colon stands that ends a key: a space or nothing follows it.
fn colon(content: &str) -> Option<usize> {
    content.match_indices(':').map(|(at, _)| at).find(|at| {
        content
            .get(at + 1..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

/// A value up to its comment. In quotation marks, `#` is a letter like any other.
fn without_comment(value: &str) -> &str {
    let quoted = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value.rfind(quote).map_or(0, |end| end + 1),
        Some('#') => return "",
        _ => 0,
    };
    let comment = value.get(quoted..).and_then(|rest| rest.find(" #"));
    comment.and_then(|at| value.get(..quoted + at)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_indentation_dashes_a_key_and_a_value() {
        let part = |text: &'static str, range: Option<Range<usize>>| range.map(|range| &text[range]);
        for (text, column, key, value) in [
            ("title: Safety: one # note", 0, Some("title"), Some("Safety: one")),
            ("  - - name:", 6, Some("name"), None),
            ("- 'a: b' : c", 2, Some("'a: b'"), Some("c")),
            ("- https://example.gov", 2, None, Some("https://example.gov")),
            ("a: \"x # y\" # z", 0, Some("a"), Some("\"x # y\"")),
            ("-x: 1", 0, Some("-x"), Some("1")),
            ("a: #", 0, Some("a"), None),
            ("", 0, None, None),
        ] {
            let line = Line::at(text, 0);
            assert_eq!(
                (line.column(), part(text, line.key()), part(text, line.value())),
                (column, key, value),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_follow_each_other_past_empty_ones_and_comments() {
        let text = "a: 1\r\n\n# x\n  b: 2\n";
        let line = Line::at(text, 14);
        assert_eq!((line.text, line.start), ("  b: 2", 11));
        assert_eq!(line.before(text), Some(Line { start: 0, text: "a: 1" }));
        assert_eq!(line.next(text), None);
        assert_eq!(Line::at(text, 0).next(text), Some(Line { start: 6, text: "" }));
    }
}
