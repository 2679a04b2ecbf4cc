//! Slips in the layout of a file: indentation, dashes, tabs, missing colons.

use std::ops::Range;

use super::super::draft::Repair;
use super::super::line::Line;
use super::block::LINES_ABOVE;
use super::{Finding, Scene, shortened};
use crate::diag::Code;
use crate::diag::fix::Trust;

impl<'a> Scene<'a> {
    /// Something that is no field among fields.
    pub(super) fn no_key(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        let content = line.start + line.column();
        if line.has_dash() && at <= content {
            return self.misplaced_dash(line);
        }
        if at > content {
            let value = line.value().filter(|value| value.start < at);
            let first = value.as_ref().and_then(|value| self.typed(value.clone()).chars().next());
            return match (first, value) {
                (Some('*' | '&' | '!' | '{' | '['), Some(value)) => self.sign(value.start),
                (Some('"' | '\''), _) => self.quote_inside(at),
                _ => self.unreadable(at),
            };
        }
        if line.key().is_none() {
            return self.no_colon(line);
        }
        self.indentation(line)
    }

    /// A line of a text block (`|` or `>`) that begins further left than the first line of the block.
    pub(super) fn block_text(self, at: usize) -> Option<Finding> {
        let line = Line::at(self.text, at);
        let above = std::iter::successors(line.before(self.text), |above| above.before(self.text));
        let mut column = None;
        for above in above.take(LINES_ABOVE) {
            if above.indent() < line.indent() {
                let value = above.value().filter(|value| self.typed(value.clone()).starts_with(['|', '>']))?;
                let marks = self.typed(value);
                let text = "this line of a text begins further left than the first one";
                return column.filter(|_| marks.len() <= 3).map(|column| self.moved(line, column, text));
            }
            column = Some(above.indent());
        }
        None
    }

    /// Something that is no item in a list.
    pub(super) fn no_entry(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        if line.has_dash() && at > line.start + line.column() {
            return self.no_key(at);
        }
        if line.has_dash() {
            return self.misplaced_dash(line);
        }
        let Some(dash) = self
            .dash_above(line, line.indent() + 1)
            .filter(|dash| dash.key().is_some() && line.key().is_some())
        else {
            let help = "begin the line with `- ` if it is an item of its own; indent it further if it belongs to the item above";
            return self.finding(
                Code::YamlIndentation,
                "this line stands in a list and does not begin with a dash",
                self.content(line),
                help,
            );
        };
        self.moved(line, dash.column(), "this field stands outside of the entry it belongs to")
    }

    /// The nearest line above that begins with a dash further left than `column`.
    fn dash_above(self, line: Line<'a>, column: usize) -> Option<Line<'a>> {
        let above = std::iter::successors(line.before(self.text), |above| above.before(self.text));
        above.take(LINES_ABOVE).find(|above| above.has_dash() && above.indent() < column)
    }

    /// A dash that is not under the others of its list.
    pub(super) fn misplaced_dash(self, line: Line<'a>) -> Finding {
        match self.dash_above(line, line.indent()) {
            Some(dash) => self.moved(line, dash.indent(), "this dash is not under the dash of the entry above"),
            None => {
                let help = "a list stands under a field that has no value on its own line: write `name:` above it, or delete the dash";
                let dash = line.start + line.indent();
                self.finding(
                    Code::YamlIndentation,
                    "an item of a list stands where a field is expected",
                    self.character(dash),
                    help,
                )
            }
        }
    }

    /// A field that is not under the others of its group.
    pub(super) fn indentation(self, line: Line<'a>) -> Finding {
        let above = std::iter::successors(line.before(self.text), |above| above.before(self.text));
        let mut columns: Vec<usize> = Vec::new();
        for above in above.take(LINES_ABOVE) {
            let lowest = columns.last().copied().unwrap_or(usize::MAX);
            if above.column() < lowest && above.key().is_some() {
                columns.push(above.column());
            }
            if above.indent() == 0 {
                break;
            }
        }
        let indent = line.indent();
        let left = columns.iter().copied().find(|column| *column < indent);
        let right = columns.iter().copied().rfind(|column| *column > indent);
        let message = "this line is not under the others of its group";
        let (column, trust) = match (right, left) {
            // The nearer group is meant; between two that are as near, only the editor knows.
            (Some(right), Some(left)) if right - indent < indent - left => (right, Trust::Safe),
            (Some(right), Some(left)) if right - indent > indent - left => (left, Trust::Safe),
            (Some(column), Some(_)) => (column, Trust::Suggested),
            (Some(column), None) | (None, Some(column)) => (column, Trust::Safe),
            (None, None) => {
                let help = "fields of one group begin in the same column";
                return self.finding(Code::YamlIndentation, message, self.content(line), help);
            }
        };
        let mut finding = self.moved(line, column, message);
        finding.trust = trust;
        finding
    }

    /// Says how far a line has to move, and moves it together with the lines that belong to it.
    fn moved(self, line: Line<'a>, column: usize, message: &str) -> Finding {
        let spaces = match column {
            0 => "at the left margin, without spaces before it".to_owned(),
            1 => "with 1 space before it".to_owned(),
            _ => format!("with {column} spaces before it"),
        };
        let help = format!("type `{}` {spaces}", shortened(line.text.trim()));
        let mut finding = self.finding(Code::YamlIndentation, message, self.content(line), help);
        finding.repairs = self.shifted(line, column);
        finding.trust = Trust::Safe;
        finding
    }

    fn shifted(self, first: Line<'a>, column: usize) -> Vec<Repair> {
        let indent = first.indent();
        let mut repairs = Vec::new();
        let mut line = Some(first);
        while let Some(shifted) = line.filter(|line| line.is_blank() || line.indent() >= indent) {
            if !shifted.text.trim().is_empty() {
                let spaces = (shifted.indent() + column).saturating_sub(indent);
                repairs.push(Repair {
                    range: shifted.start..shifted.start + shifted.indent(),
                    with: " ".repeat(spaces),
                });
            }
            line = shifted.next(self.text);
        }
        repairs
    }

    fn content(self, line: Line<'a>) -> Range<usize> {
        let start = line.start + line.indent();
        start..(line.start + line.text.trim_end().len()).max(start)
    }

    /// `phones: - 804-555-0142`: a list on the line of its field, or a text that begins with a dash.
    pub(super) fn dash_in_line(self, at: usize) -> Finding {
        let line = Line::at(self.text, at);
        let Some(value) = line.value().filter(|value| value.start == at && line.key().is_some()) else {
            return self.misplaced_dash(line);
        };
        let repair = Repair {
            range: line.colon().map_or(at, |colon| colon + 1)..at,
            with: format!("\n{}", " ".repeat(line.column() + 2)),
        };
        let mut finding = self.mended(Code::YamlIndentation, "a list begins on the line of its field", at..at + 1, repair);
        let text = super::quoted(self.typed(value));
        if let Some(help) = &mut finding.problem.help {
            help.push_str(&format!("; if it is a text, put it in quotation marks: `{}`", shortened(&text)));
        }
        finding.trust = Trust::Suggested;
        finding
    }

    /// A line without a colon where a field is expected.
    pub(super) fn no_colon(self, line: Line<'a>) -> Finding {
        if let Some(finding) = self.left_of_block(line) {
            return finding;
        }
        let content = self.content(line);
        let typed = self.typed(content.clone());
        let tight = typed.find(':').filter(|_| !typed.contains("://"));
        let first_word = typed.find(' ').unwrap_or(typed.len());
        if let Some(colon) = tight.filter(|colon| *colon < first_word) {
            let at = content.start + colon + 1;
            let repair = Repair {
                range: at..at,
                with: " ".to_owned(),
            };
            let mut finding = self.mended(Code::YamlSyntax, "a space is missing after the colon", at - 1..at, repair);
            let name = typed.get(..colon).unwrap_or_default().trim_start_matches("- ");
            if !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                finding.trust = Trust::Suggested;
            }
            return finding;
        }
        let above = line.before(self.text).filter(|above| above.value().is_some());
        match above {
            Some(above) if typed.split(' ').count() > 2 => self.outdented_line(line, above),
            _ => {
                let at = content.start + first_word;
                let repair = Repair {
                    range: at..at,
                    with: ":".to_owned(),
                };
                let mut finding = self.mended(Code::YamlSyntax, "a field has no colon after its name", content, repair);
                finding.trust = Trust::Suggested;
                finding
            }
        }
    }

    /// The second line of a text that is not indented.
    fn outdented_line(self, line: Line<'a>, above: Line<'a>) -> Finding {
        let indent = above.column() + 2;
        let help = format!(
            "begin the line with {indent} spaces if it goes on with the text above; put a colon after the name if it is a field: `{}`",
            shortened(&as_field(line.text.trim()))
        );
        let message = "this line is neither a field nor part of the text above";
        let mut finding = self.finding(Code::YamlIndentation, message, self.content(line), help);
        finding.repairs.push(Repair {
            range: line.start..line.start + line.indent(),
            with: " ".repeat(indent),
        });
        finding
    }

    /// Tabs in the indentation. YAML may notice at the line before.
    pub(super) fn tab(self, at: usize) -> Finding {
        let mut line = Some(Line::at(self.text, at));
        for _ in 0..3 {
            let Some(found) = line else { break };
            let white = found.text.len() - found.text.trim_start().len();
            if found.text.get(..white).is_some_and(|white| white.contains('\t')) {
                return self.tabbed(found, white);
            }
            line = found.next(self.text);
        }
        let here = Line::at(self.text, at);
        match here.text.find('\t') {
            Some(tab) => {
                let repair = Repair {
                    range: here.start + tab..here.start + tab + 1,
                    with: " ".to_owned(),
                };
                self.mended(
                    Code::YamlTab,
                    "a tab stands here, and YAML wants spaces",
                    repair.range.clone(),
                    repair,
                )
            }
            None => self.unreadable(at),
        }
    }

    fn tabbed(self, line: Line<'a>, white: usize) -> Finding {
        let typed = line.text.get(..white).unwrap_or_default();
        let range = line.start..line.start + white;
        let repair = Repair {
            range: range.clone(),
            with: typed.replace('\t', "  "),
        };
        let help = "delete it and type spaces: two for each level";
        let mut finding = self.finding(Code::YamlTab, "a tab stands in the indentation", range, help);
        finding.repairs.push(repair);
        finding.trust = Trust::Safe;
        finding
    }
}

/// A line as a field: its first word is the name, if it can be one.
fn as_field(text: &str) -> String {
    let is_name = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    match text.split_once(' ') {
        Some((name, value)) if is_name(name) => format!("{name}: {}", value.trim_start()),
        _ => format!("name: {text}"),
    }
}
