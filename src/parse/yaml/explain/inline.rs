//! Slips in lists and groups on one line: `[a, b]` and `{name: value}`.

use std::ops::Range;

use super::super::draft::Repair;
use super::super::line::Line;
use super::{Finding, Scene, quoted};
use crate::diag::Code;
use crate::diag::fix::Trust;

impl<'a> Scene<'a> {
    /// The item of an inline list or group that begins at `at`.
    pub(super) fn inline_item(self, at: usize, end: usize) -> Option<Range<usize>> {
        let typed = self.typed(at..end);
        let length = typed.find([',', ']', '}']).unwrap_or(typed.len());
        let item = typed.get(..length)?.trim_end();
        (!item.is_empty()).then(|| at..at + item.len())
    }

    /// A comma that belongs to a value cuts it in two: `{name: Hanover, VA}`.
    pub(super) fn inline_key(self, before: Option<Range<usize>>, key: Range<usize>) -> Finding {
        match before {
            Some(before) => {
                let range = before.start..self.end_of_parts(key.end);
                let comma = self.typed(before.end..key.start).find(',').map_or(before.end, |at| before.end + at);
                let with = quoted(self.typed(range.clone()));
                self.mended(
                    Code::InlineComma,
                    "a comma stands in a value without quotation marks",
                    comma..comma + 1,
                    Repair { range, with },
                )
            }
            None => match self.inline_start(key.start) {
                Some((start, _)) => self.sign(start),
                None => self.unreadable(key.start),
            },
        }
    }

    /// Where a value ends that commas cut into more than two parts: `123 Main Street, Hanover, VA`, `rgb(18, 51, 95)`.
    fn end_of_parts(self, at: usize) -> usize {
        let rest = self.typed(at..Line::at(self.text, at).end());
        let Some(inside) = rest.find([']', '}']).and_then(|end| rest.get(..end)) else {
            return at;
        };
        let mut end = at;
        let mut next = at;
        for part in inside.split(',') {
            if part.contains([':', '"']) {
                break;
            }
            next += part.len();
            end = next - (part.len() - part.trim_end().len());
            next += ",".len();
        }
        end
    }

    /// An inline list or group that cannot be read, usually because its bracket is not closed.
    pub(super) fn inline(self, at: usize) -> Finding {
        let Some((start, end)) = self.inline_start(at) else {
            return self.unreadable(at);
        };
        let typed = self.typed(start..end);
        let Some((open, close)) = brackets(typed) else {
            return self.unreadable(at);
        };
        let closed = typed.contains(close);
        // `[Support Officer`: a list of several words would have commas.
        let words = typed.strip_prefix('[').unwrap_or_default();
        if !closed && words.contains(' ') && words.starts_with(char::is_alphabetic) && !words.contains([',', ':', '"']) {
            let with = quoted(typed);
            let repair = Repair { range: start..end, with };
            let mut finding = self.mended(
                Code::UnquotedSign,
                format!("`{open}` begins a list and is not closed"),
                start..start + 1,
                repair,
            );
            finding.trust = Trust::Suggested;
            return finding;
        }
        if !closed {
            let repair = Repair {
                range: end..end,
                with: close.to_string(),
            };
            let mut finding = self.mended(Code::YamlSyntax, format!("`{open}` is not closed"), start..start + 1, repair);
            finding.trust = self.trust_at_end(Line::at(self.text, start));
            return finding;
        }
        if !typed.ends_with(close) {
            return self.sign(start);
        }
        let help = "put each value that contains a comma, a colon, a bracket or a quotation mark in quotation marks";
        self.finding(
            Code::YamlSyntax,
            "a value in these brackets cannot be read",
            self.character(at),
            help,
        )
    }

    /// Where the inline list or group begins in which `at` stands, and where its first line ends.
    fn inline_start(self, at: usize) -> Option<(usize, usize)> {
        let mut line = Line::at(self.text, at.min(self.text.len().saturating_sub(1)));
        for _ in 0..50 {
            if let Some(value) = line.value().filter(|value| brackets(self.typed(value.clone())).is_some()) {
                return Some((value.start, value.end));
            }
            line = line.before(self.text)?;
        }
        None
    }
}

fn brackets(typed: &str) -> Option<(char, char)> {
    match typed.chars().next()? {
        '[' => Some(('[', ']')),
        '{' => Some(('{', '}')),
        _ => None,
    }
}
