//! Dashes that YAML does not take for the beginning of an item: without a space, in another sign, or left out; and dashes too many.
//!
//! Each of these slips lets two entries become one, or one a list, so that every field after it would be told too. The dash is
//! put where it was meant before the text is read, and the slip is told once.

use std::collections::BTreeSet;
use std::ops::Range;

use super::draft::Repair;
use super::line::Line;
use super::open::Open;
use super::slip::Slip;
use crate::diag::Code;
use crate::diag::fix::Trust;

/// Signs that people and word processors make in place of a dash; the longer ones first.
const SIGNS: [&str; 8] = ["--", "\u{2022}", "\u{b7}", "\u{2013}", "\u{2014}", "\u{2212}", "*", "+"];

/// The field that begins an entry.
const FIRST_FIELD: &str = "id";

/// Two dashes of which the second has no space.
const TIGHT: &str = "- -id: ";

const DASH_TOO_MANY: &str = "a dash too many stands before this entry";

/// `- - id: dana`, `- -id: dana`: entries of a file with a dash too many, which makes each a list of its own.
pub(super) fn too_many(text: &str) -> Vec<Slip> {
    if !text.contains("- - ") && !text.contains(TIGHT) {
        return Vec::new();
    }
    let lines = || std::iter::successors(Some(Line::at(text, 0)), |line| line.next(text));
    let first = lines().find(|line| !line.is_blank() && line.text != "---");
    if !first.is_some_and(|line| line.text.starts_with("- ")) {
        return Vec::new();
    }
    lines().filter_map(|line| one_too_many(line, text)).collect()
}

fn one_too_many(line: Line<'_>, text: &str) -> Option<Slip> {
    if line.text.starts_with(TIGHT) {
        let dash = line.start + 2..line.start + 3;
        return Some(Slip {
            code: Code::YamlSyntax,
            message: DASH_TOO_MANY.to_owned(),
            at: dash.clone(),
            help: format!("type `- {}`", line.text.get(3..)?.trim_end()),
            repairs: vec![Repair {
                range: dash,
                with: String::new(),
            }],
            trust: Trust::Safe,
        });
    }
    line.text.strip_prefix("- - ")?;
    let column = line.column();
    let field = text.get(line.key()?.start..line.end())?.trim_end();
    let spaces = |range: Range<usize>| Repair {
        range,
        with: String::new(),
    };
    let mut repairs = vec![spaces(line.start + 2..line.start + column)];
    let below = std::iter::successors(line.next(text), |below| below.next(text));
    let own: Vec<Line<'_>> = below.take_while(|below| below.is_blank() || below.indent() >= 2).collect();
    let next = own.iter().find(|below| !below.is_blank());
    // The lines of the entry stand behind the second dash; or behind the first, where they belong.
    if next.is_some_and(|next| next.has_dash() || next.indent() >= column) {
        let indented = own.iter().filter(|below| below.indent() >= 2);
        repairs.extend(indented.map(|below| spaces(below.start..below.start + below.indent().min(column - 2))));
    }
    Some(Slip {
        code: Code::YamlSyntax,
        message: DASH_TOO_MANY.to_owned(),
        at: line.start + 2..line.start + 3,
        help: format!("type `- {field}`"),
        repairs,
        trust: Trust::Safe,
    })
}

/// The dashes that are to be put in.
pub(super) fn find(text: &str) -> Vec<Slip> {
    if !text.lines().any(is_suspect) {
        return Vec::new();
    }
    let mut levels = Vec::new();
    let mut slips = Vec::new();
    let mut open: Option<Open> = None;
    let mut above = None;
    let mut line = Some(Line::at(text, 0));
    while let Some(this) = line {
        line = this.next(text);
        if Open::holds(&mut open, &this) {
            continue;
        }
        let commented_out = commented_out(&this, &levels, text);
        if this.is_blank() && commented_out.is_none() {
            continue;
        }
        let dash = commented_out
            .or_else(|| left_out(&this, &levels, text))
            .or_else(|| in_place_of_dash(this, &levels, above, text));
        match dash {
            Some(dash) => {
                enter(&mut levels, dash.column, dash.column + 2, dash.key);
                slips.push(dash.slip);
            }
            None => follow(&mut levels, &this, text),
        }
        open = Open::begun(&this);
        above = Some(this);
    }
    slips
}

/// Whether a line may be one of these slips. Most files have no such line, and are not looked at any closer.
fn is_suspect(line: &str) -> bool {
    let content = line.trim_start_matches(' ');
    false_dash(content).is_some() || is_first_field(content) || behind_number_sign(content).is_some()
}

/// `#- id: dana`: the field behind a dash that is commented out.
fn behind_number_sign(content: &str) -> Option<&str> {
    let field = content.strip_prefix('#')?.trim_start_matches([' ', '#']).strip_prefix("- ")?;
    is_first_field(field).then_some(field)
}

/// The first line of an entry as a comment, with the other fields still below it: they would belong to the entry above.
fn commented_out<'t>(line: &Line<'t>, levels: &[Level<'t>], text: &'t str) -> Option<Dash<'t>> {
    let indent = line.indent();
    let field = behind_number_sign(line.text.get(indent..)?)?;
    let next = line.next(text).filter(|next| !next.is_blank() && !next.has_dash())?;
    let name = text.get(next.key()?)?;
    let dash = levels.windows(2).find_map(|pair| match pair {
        [Level::Dash(dash), Level::Fields(column, names)] if *column == next.indent() && names.all.contains(name) => Some(*dash),
        _ => None,
    })?;
    let start = line.start + indent;
    let slip = Slip {
        code: Code::YamlSyntax,
        message: "the first line of this entry is a comment, and its other lines are not".to_owned(),
        at: start..line.start + line.text.trim_end().len(),
        help: format!("type `- {}`, or begin each line of the entry with `#`", field.trim_end()),
        repairs: vec![Repair {
            range: line.start..line.start + line.text.find("- ")?,
            with: " ".repeat(dash),
        }],
        trust: Trust::Suggested,
    };
    Some(Dash {
        slip,
        column: dash,
        key: Some(FIRST_FIELD),
    })
}

fn is_first_field(content: &str) -> bool {
    content.strip_prefix(FIRST_FIELD).is_some_and(|rest| rest.starts_with(": "))
}

/// The sign at the beginning of a line that was meant as a dash, and what stands behind it.
fn false_dash(content: &str) -> Option<(&str, &str)> {
    if let Some(item) = content.strip_prefix('-') {
        let begins_word = item.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '{' | '['));
        if begins_word {
            return content.split_at_checked(1);
        }
    }
    if let Some(numbered) = false_number(content) {
        return Some(numbered);
    }
    let sign = SIGNS.iter().find(|sign| content.starts_with(**sign))?;
    let (sign, rest) = content.split_at_checked(sign.len())?;
    let item = rest.trim_start_matches(' ');
    (item.len() < rest.len() && !item.is_empty()).then_some((sign, item))
}

/// `1. id: dana`: a number as before the items of a text, where an entry begins.
fn false_number(content: &str) -> Option<(&str, &str)> {
    let digits = content
        .find(|c: char| !c.is_ascii_digit())
        .filter(|digits| (1..=3).contains(digits))?;
    let (sign, rest) = content.split_at_checked(digits + 1)?;
    let item = rest.strip_prefix(' ')?.trim_start_matches(' ');
    (sign.ends_with(['.', ')']) && is_first_field(item)).then_some((sign, item))
}

/// A dash that is to be put in.
struct Dash<'t> {
    slip: Slip,
    /// Where it belongs.
    column: usize,
    /// The field behind it.
    key: Option<&'t str>,
}

/// What the lines above are about, from the left to the right.
enum Level<'t> {
    /// Dashes stand in this column.
    Dash(usize),
    /// Fields begin in this column; these have been written so far.
    Fields(usize, Names<'t>),
}

impl Level<'_> {
    fn column(&self) -> usize {
        match self {
            Self::Dash(column) | Self::Fields(column, _) => *column,
        }
    }

    fn is_fields_at(&self, column: usize) -> bool {
        matches!(self, Self::Fields(at, _) if *at == column)
    }
}

/// The names of the fields of an entry so far.
struct Names<'t> {
    first: &'t str,
    all: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    fn of(first: &'t str) -> Self {
        let all = BTreeSet::from([first]);
        Self { first, all }
    }
}

/// Remembers what a line without a slip says about those below it.
fn follow<'t>(levels: &mut Vec<Level<'t>>, line: &Line<'t>, text: &'t str) {
    let key = line.key().and_then(|key| text.get(key));
    if line.has_dash() {
        return enter(levels, line.indent(), line.column(), key);
    }
    let indent = line.indent();
    // A list that begins in the column of its field ends with the next field there.
    let same = key.and_then(|_| levels.iter().position(|level| level.is_fields_at(indent)));
    match same {
        Some(at) => levels.truncate(at + 1),
        None => levels.retain(|level| level.column() <= indent),
    }
    match levels.last_mut() {
        Some(Level::Fields(column, names)) if *column == indent => names.all.extend(key),
        _ => levels.extend(key.map(|key| Level::Fields(indent, Names::of(key)))),
    }
}

/// A line with a dash, and the field behind it.
fn enter<'t>(levels: &mut Vec<Level<'t>>, dash: usize, column: usize, key: Option<&'t str>) {
    // A list may begin in the column of its field.
    levels.retain(|level| level.column() < dash || level.is_fields_at(dash));
    levels.push(Level::Dash(dash));
    levels.extend(key.map(|key| Level::Fields(column, Names::of(key))));
}

/// `-id: dana`, `• id: dana`: where the others of a list have a dash, or right below a field that has no value.
fn in_place_of_dash<'t>(line: Line<'t>, levels: &[Level<'t>], above: Option<Line<'t>>, text: &'t str) -> Option<Dash<'t>> {
    let indent = line.indent();
    let content = line.text.get(indent..)?.trim_end();
    let (sign, item) = false_dash(content)?;
    let key = Line::at(item, 0).key().and_then(|key| item.get(key));
    let has_sibling = levels.iter().any(|level| matches!(level, Level::Dash(column) if *column == indent))
        && above.is_some_and(|above| above.indent() >= indent);
    let begins_list = above.is_some_and(|above| above.colon().is_some() && above.value().is_none() && above.column() <= indent);
    // A text may begin on the line below its field, and with such a sign; not with a star, which is a sign of YAML.
    let is_item = has_sibling || (begins_list && (key.is_some() || matches!(sign, "-" | "*"))) || (above.is_none() && key.is_some());
    if !is_item {
        return None;
    }
    let is_certain = has_sibling || key.is_some() || sign != "-";
    let trust = if is_certain {
        Trust::Safe
    } else {
        below_its_field(&line, item, text)?
    };
    let start = line.start + indent;
    let message = match sign {
        "-" => "a space is missing after the dash".to_owned(),
        _ => format!("`{sign}` begins no item of a list; a hyphen does"),
    };
    let slip = Slip {
        code: Code::YamlSyntax,
        message,
        at: start..start + sign.len(),
        help: format!("type `- {item}`"),
        repairs: vec![Repair {
            range: start..start + content.len() - item.len(),
            with: "- ".to_owned(),
        }],
        trust,
    };
    Some(Dash { slip, column: indent, key })
}

/// How sure it is that `-registration`, right below its field, is an item. Others may stand below it; alone it may be a text that
/// begins with a hyphen, and one of several words, or lines, is (`-Dana Miller`): then `None`.
fn below_its_field(line: &Line<'_>, item: &str, text: &str) -> Option<Trust> {
    let next = below(line, text).filter(|next| next.indent() >= line.indent());
    match next {
        Some(next) => {
            let content = next.text.get(next.indent()..)?;
            let is_item = next.indent() == line.indent() && (next.has_dash() || false_dash(content).is_some());
            is_item.then_some(Trust::Safe)
        }
        None => (!item.contains(' ')).then_some(Trust::Suggested),
    }
}

/// The next line on which something stands.
fn below<'t>(line: &Line<'t>, text: &'t str) -> Option<Line<'t>> {
    std::iter::successors(line.next(text), |below| below.next(text)).find(|below| !below.is_blank())
}

/// A second `id:` among the fields of an entry that began with one: here the next entry begins.
fn left_out<'t>(line: &Line<'t>, levels: &[Level<'t>], text: &'t str) -> Option<Dash<'t>> {
    let indent = line.indent();
    let content = line.text.get(indent..)?.trim_end();
    if !is_first_field(content) {
        return None;
    }
    // A field in the column of those around the list is one of them.
    let around = levels.iter().position(|level| level.is_fields_at(indent));
    let (dash, names) = levels.windows(2).enumerate().rev().find_map(|(at, pair)| match pair {
        [Level::Dash(dash), Level::Fields(column, names)]
            if (*dash..=*column).contains(&indent) && around.is_none_or(|around| around > at) =>
        {
            Some((*dash, names))
        }
        _ => None,
    })?;
    let next = below(line, text).and_then(|below| text.get(below.key()?));
    let apart = text
        .get(..line.start)
        .is_some_and(|before| before.ends_with("\n\n") || before.ends_with("\n\r\n"));
    let goes_on = apart || next.is_some_and(|name| names.all.contains(name));
    if names.first != FIRST_FIELD || names.all.len() < 2 || !goes_on {
        return None;
    }
    let start = line.start + indent;
    let slip = Slip {
        code: Code::YamlSyntax,
        message: "a dash is missing before this entry".to_owned(),
        at: start..start + FIRST_FIELD.len(),
        help: format!("type `- {content}`"),
        repairs: vec![Repair {
            range: line.start..start,
            with: format!("{}- ", " ".repeat(dash)),
        }],
        trust: Trust::Safe,
    };
    Some(Dash {
        slip,
        column: dash,
        key: Some(FIRST_FIELD),
    })
}
