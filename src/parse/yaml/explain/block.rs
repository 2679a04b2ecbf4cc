//! Slips around texts of several lines, which begin with `|` on the line of their field.

use std::ops::Range;

use super::super::draft::Repair;
use super::super::line::Line;
use super::{Finding, Scene, shortened};
use crate::diag::Code;
use crate::diag::fix::Trust;

/// How many lines a search upwards looks at.
pub(super) const LINES_ABOVE: usize = 200;

/// From how many words on a value is a text, and no name or number.
const WORDS: usize = 3;

impl<'a> Scene<'a> {
    /// `answer: | First paragraph.`: the text begins on the line of its sign. `answer: ||`: a sign too many. `at` is where the
    /// value begins. Without lines below it, `> 5 years` is a value that begins so.
    pub(super) fn behind_block_sign(self, line: Line<'a>, at: usize) -> Option<Finding> {
        line.colon().filter(|colon| *colon < at)?;
        let below = self.text_below(line).next().map(|first| first.indent());
        let indent = below.or((self.typed(at..at + 1) == "|").then_some(line.column() + 2))?;
        let typed = self.typed(at..line.end()).trim_end();
        let rest = typed.trim_start_matches(['|', '>']);
        let words = rest.trim_start();
        let begin = at + typed.len() - words.len();
        let (message, repair) = if words.is_empty() {
            let message = format!("`{typed}` begins no block of lines; one sign does");
            (
                message,
                Repair {
                    range: at..begin,
                    with: "|".to_owned(),
                },
            )
        } else if rest.len() + 1 == typed.len() && !rest.starts_with(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit()) {
            let message = format!("text stands behind `{}`, which begins a block of lines", self.typed(at..at + 1));
            let with = format!("\n{}", " ".repeat(indent));
            (
                message,
                Repair {
                    range: at + 1..begin,
                    with,
                },
            )
        } else {
            return None;
        };
        Some(self.mended(Code::UnquotedSign, message, self.character(at), repair))
    }

    /// A text of several lines that has no `|`, with a line in it that YAML takes for a field or an item.
    pub(super) fn without_block_sign(self, owner: Line<'a>, code: Code, place: Range<usize>) -> Option<Finding> {
        let colon = owner.colon()?;
        let below = || self.text_below(owner);
        let indent = below().map(|line| line.indent()).min()?;
        let value = owner.value();
        let is_level = value.is_some() || below().next().is_some_and(|first| first.indent() == indent);
        let begin = value
            .clone()
            .map(|value| self.typed(value))
            .or_else(|| Some(below().next()?.text.trim()))?;
        if !is_level || begin.starts_with(['"', '\'', '|', '>', '[', '{', '&', '*', '!']) {
            return None;
        }
        let has_words = |line: Line<'a>| line.key().is_some_and(|key| self.typed(key).contains(' '));
        let is_text = (is_sentence(begin) || below().any(has_words)) && below().all(|line| is_text(&line, self.text));
        let name = owner.key().map(|key| self.typed(key)).unwrap_or_default();
        let (repair, first) = match value {
            Some(value) => {
                let with = format!(" |\n{}", " ".repeat(indent));
                let first = format!(", and on the next line `{}{}`", " ".repeat(indent), shortened(begin));
                (
                    Repair {
                        range: colon + 1..value.start,
                        with,
                    },
                    first,
                )
            }
            None => {
                let with = " |".to_owned();
                (
                    Repair {
                        range: colon + 1..colon + 1,
                        with,
                    },
                    String::new(),
                )
            }
        };
        let message = format!("a text of several lines stands here, and `{name}:` has no `|` before it");
        let help = format!("type `{name}: |`{first}; the lines below then belong to it");
        let mut finding = self.finding(code, message, place, help);
        finding.repairs.push(repair);
        finding.trust = if is_text { Trust::Safe } else { Trust::Suggested };
        Some(finding)
    }

    /// A dash in a text: an item that is not under the others of its list, or a list in a text that has no `|`.
    pub(super) fn dash_in_text(self, line: Line<'a>) -> Finding {
        let mut above = std::iter::successors(line.before(self.text), |above| above.before(self.text)).take(LINES_ABOVE);
        let owner = above.find(|above| above.column() < line.indent() && above.colon().is_some());
        let text = |owner: Line<'a>| is_sentence(self.typed(owner.colon()? + 1..line.start)).then_some(owner);
        let place = line.start + line.indent()..line.start + line.text.trim_end().len();
        let finding = owner
            .and_then(text)
            .and_then(|owner| self.without_block_sign(owner, Code::YamlIndentation, place));
        finding.unwrap_or_else(|| self.misplaced_dash(line))
    }

    /// A line of a block that begins no further right than the field of the block: `answer: |` and `First paragraph.` below it.
    pub(super) fn left_of_block(self, line: Line<'a>) -> Option<Finding> {
        let above = std::iter::successors(line.before(self.text), |above| above.before(self.text));
        let words = line.text.trim();
        // `category Money`: a field whose colon is missing.
        let may_be_field = words.starts_with(|c: char| c.is_ascii_lowercase());
        if may_be_field && words.split(' ').count() < WORDS {
            return None;
        }
        let is_sign = |sign: &str| sign.starts_with(['|', '>']) && sign.len() <= 2;
        let begins = |above: &Line<'a>| above.colon().is_some() && above.value().is_some_and(|value| is_sign(self.typed(value)));
        let owner = above
            .clone()
            .take(LINES_ABOVE)
            .find(begins)
            .filter(|owner| owner.column() >= line.indent())?;
        let own: Vec<Line<'a>> = above.take_while(|above| above.start > owner.start).collect();
        if own.iter().any(|above| above.indent() <= owner.column()) {
            return None;
        }
        let column = own.last().map_or(owner.column() + 2, Line::indent);
        let name = self.typed(owner.key()?);
        let help = format!("begin this line with {column} spaces: it belongs to `{name}`");
        let place = line.start + line.indent()..line.start + line.text.trim_end().len();
        let message = "this line of a text begins no further right than its field";
        let mut finding = self.finding(Code::YamlIndentation, message, place, help);
        let lines = std::iter::successors(Some(line), |line| line.next(self.text));
        let lines = lines.take_while(|below| !is_entry(below, &owner, self.text));
        let lines: Vec<Line<'a>> = lines.filter(|line| !line.text.trim().is_empty()).collect();
        if !may_be_field && lines.iter().all(|line| is_text(line, self.text)) {
            finding.trust = Trust::Safe;
        }
        finding.repairs = lines
            .iter()
            .filter(|line| line.indent() < column)
            .map(|line| Repair {
                range: line.start..line.start + line.indent(),
                with: " ".repeat(column),
            })
            .collect();
        Some(finding)
    }

    /// The lines below a field that stand further right than it, without the empty ones.
    fn text_below(self, owner: Line<'a>) -> impl Iterator<Item = Line<'a>> {
        std::iter::successors(owner.next(self.text), move |line| line.next(self.text))
            .take_while(move |line| line.text.trim().is_empty() || line.indent() > owner.column())
            .filter(|line| !line.text.trim().is_empty())
    }
}

/// Whether a text is neither a name nor a number.
fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words >= WORDS || (words > 1 && text.trim_end().ends_with(['.', '!', '?', ':']))
}

/// Whether a line can be nothing but text, or an item of a list in one.
fn is_text(line: &Line<'_>, text: &str) -> bool {
    let is_field = line.key().and_then(|key| text.get(key)).is_some_and(|key| !is_words(key));
    !is_field && !line.is_blank() && !line.text.contains('\t')
}

/// `Note`, `please note`: the beginning of a sentence, and not the name of a field.
pub(super) fn is_words(key: &str) -> bool {
    key.contains(' ') || key.starts_with(char::is_uppercase)
}

/// Whether a line begins another field or entry than the block of `owner`.
fn is_entry(line: &Line<'_>, owner: &Line<'_>, text: &str) -> bool {
    let is_field = line.key().and_then(|key| text.get(key)).is_some_and(|key| !is_words(key));
    let begins = line.indent() <= owner.column() && (is_field || (line.has_dash() && line.indent() <= owner.indent()));
    begins || line.text == "---"
}
