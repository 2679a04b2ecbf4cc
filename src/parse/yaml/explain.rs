//! What a fault of YAML means to an editor: the slip behind it, in plain words, with the line as it should be typed, and the
//! repair that lets reading go on.

mod block;
mod inline;
mod layout;
mod value;

use std::ops::Range;

use serde_yaml::granit_parser::ErrorKind;

pub(super) use self::value::MERGED;
use super::build::{Fault, Stop};
use super::draft::Repair;
use super::line::Line;
use super::shared::Places;
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic};

/// A fault, explained.
pub(super) struct Finding {
    /// What to tell the editor.
    pub(super) problem: Diagnostic,
    /// What mends the text, in the order of the places; empty if that would be a guess.
    pub(super) repairs: Vec<Repair>,
    /// Whether the repair is what the editor meant, or only lets reading go on.
    pub(super) trust: Trust,
}

/// The text in which a fault stands.
#[derive(Clone, Copy)]
struct Scene<'a> {
    text: &'a str,
    places: &'a Places<'a>,
}

/// Explains what stopped the reading of `places.part`.
pub(super) fn explain((fault, place): &Stop, places: &Places<'_>) -> Finding {
    let scene = Scene {
        text: places.part.text(),
        places,
    };
    match fault {
        Fault::Syntax(kind) => scene.syntax(kind, place.start),
        Fault::UnknownAlias => scene.unknown_alias(place.clone()),
        Fault::Tag => scene.sign(place.start),
        Fault::AliasInItself => scene.finding(Code::YamlSyntax, "this value contains itself", place.clone(), "delete it"),
        Fault::InlineKey { before } => scene.inline_key(before.clone(), place.clone()),
        Fault::DashInText => scene.dash_in_text(Line::at(scene.text, place.start)),
        Fault::NoField => scene.no_colon(Line::at(scene.text, place.start)),
        Fault::Curly => scene.curly(place.start),
        Fault::Limit(limit) => {
            let (message, help) = limit.words();
            scene.finding(Code::YamlLimit, message, place.clone(), help)
        }
    }
}

impl<'a> Scene<'a> {
    fn syntax(self, kind: &ErrorKind, at: usize) -> Finding {
        use ErrorKind as E;
        if let (E::MappingValueNotAllowed | E::ExpectedBlockMappingKey | E::SimpleKeyExpected, Some(finding)) = (kind, self.block_text(at))
        {
            return finding;
        }
        match kind {
            E::MappingValueNotAllowed => self.colon(at),
            E::ExpectedBlockMappingKey => self.no_key(at),
            E::ExpectedBlockSequenceEntry => self.no_entry(at),
            E::BlockSequenceEntryNotAllowed => self.dash_in_line(at),
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.no_colon(Line::at(self.text, at)),
            E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => self.quote_inside(at),
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => self.bad_escape(at),
            E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => self.unclosed_quote(at),
            E::UnexpectedCharacter { .. }
            | E::MissingAnchorOrAliasName
            | E::MappingKeyNotAllowed
            | E::InvalidBlockScalarHeader
            | E::ZeroBlockScalarIndent
            | E::MisplacedFlowCollectionEnd
            | E::UndeclaredTagHandle
            | E::ExpectedTagBang
            | E::InvalidTagTerminator
            | E::MissingTagUri
            | E::UnclosedVerbatimTag => self.sign(at),
            E::DirectiveDisallowed => self.finding(
                Code::YamlSyntax,
                "a line begins with `%`, which gives orders to YAML",
                self.character(at),
                "delete the line, or put the text in quotation marks",
            ),
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart
            | E::InvalidBlockEntryWhitespace
            | E::InvalidMappingValueWhitespace => self.tab(at),
            E::UnclosedFlowCollection { .. }
            | E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::InvalidColonPlacement
            | E::MismatchedFlowCollectionEnd { .. }
            | E::BlockEntryInFlowCollection
            | E::FlowMappingValueAdjacentCollection
            | E::InvalidFlowScalarIndent => self.inline(at),
            E::InvalidBlockScalarIndent | E::InvalidIndentation => self.indentation(Line::at(self.text, at)),
            _ => self.unreadable(at),
        }
    }

    fn unreadable(self, at: usize) -> Finding {
        let begins_value = Line::at(self.text, at).value().is_some_and(|value| value.start == at);
        if begins_value && self.typed(self.character(at)).starts_with(|c: char| c.is_ascii_punctuation()) {
            return self.sign(at);
        }
        let help = "look for a missing colon, quotation mark or bracket here or on the line before";
        self.finding(Code::YamlSyntax, "YAML cannot be read on from here", self.character(at), help)
    }

    /// A problem that only an editor can mend.
    fn finding(self, code: Code, message: impl Into<String>, range: Range<usize>, help: impl Into<String>) -> Finding {
        Finding {
            problem: Diagnostic::new(code, message).at(&self.places.span(range)).help(help),
            repairs: Vec::new(),
            trust: Trust::Suggested,
        }
    }

    /// A problem with its repair; the help shows the line as it should be typed.
    fn mended(self, code: Code, message: impl Into<String>, range: Range<usize>, repair: Repair) -> Finding {
        let help = format!("type {}", self.retyped(&repair));
        let mut finding = self.finding(code, message, range, help);
        finding.repairs.push(repair);
        finding.trust = Trust::Safe;
        finding
    }

    /// The line of a repair after it: `` `title: "Safety: one"` ``, or the first two lines if it makes a second.
    fn retyped(self, repair: &Repair) -> String {
        let line = Line::at(self.text, repair.range.start);
        let before = self.text.get(line.start..repair.range.start).unwrap_or_default();
        let after = self.text.get(repair.range.end..).unwrap_or_default();
        let after = after.lines().next().unwrap_or_default();
        let lines = format!("{before}{}{after}", repair.with);
        let lines = lines.trim_start().lines().take(2);
        let shown: Vec<String> = lines.map(|line| format!("`{}`", shortened(line.trim_end()))).collect();
        shown.join(", and on the next line ")
    }

    /// The character at a byte; the one before it at the end of a line.
    fn character(self, at: usize) -> Range<usize> {
        let after = self.text.get(at..).and_then(|rest| rest.chars().next());
        if let Some(character) = after.filter(|character| !matches!(character, '\n' | '\r')) {
            return at..at + character.len_utf8();
        }
        self.character_before(at)
    }

    fn character_before(self, at: usize) -> Range<usize> {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        at - before.map_or(0, char::len_utf8)..at
    }

    /// The value that begins on `line`, with the lines it goes on over.
    fn whole_value(self, line: Line<'a>) -> Option<Range<usize>> {
        let value = line.value()?;
        Some(value.start..self.end_of_text(line, line.column()).unwrap_or(value.end))
    }

    /// Safe if nothing on the lines after `line` can belong to a value on it.
    fn trust_at_end(self, line: Line<'a>) -> Trust {
        let mut next = line.next(self.text);
        while let Some(blank) = next.filter(Line::is_blank) {
            next = blank.next(self.text);
        }
        match next {
            Some(next) if next.key().is_none() && !next.has_dash() => Trust::Suggested,
            _ => Trust::Safe,
        }
    }

    /// Where the lines end that go on with the text of `line`, further right than `column`. `None` if there are none.
    fn end_of_text(self, line: Line<'a>, column: usize) -> Option<usize> {
        let mut end = None;
        let mut last = line;
        while let Some(next) = last.next(self.text) {
            let goes_on = !next.is_blank() && next.indent() > column && !next.has_dash() && next.key().is_none();
            if !goes_on {
                break;
            }
            end = Some(next.start + next.text.trim_end().len());
            last = next;
        }
        end
    }

    fn typed(self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }
}

/// `value` in the quotation marks that change it least.
pub(super) fn quoted(value: &str) -> String {
    if !value.contains(['"', '\\']) {
        return format!("\"{value}\"");
    }
    if !value.contains('\'') {
        return format!("'{value}'");
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A line that fits into a message.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}
