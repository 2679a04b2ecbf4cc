//! Values that begin with a number sign, which YAML takes for comments: `brand: #12335f`, `title: #1 Support Officer`.

use std::ops::Range;

use super::draft::Repair;
use super::explain::quoted;
use super::line::Line;
use super::open;
use super::slip::Slip;
use crate::diag::Code;
use crate::diag::fix::Trust;

/// The values that are to be put in quotation marks.
pub(super) fn find(text: &str) -> Vec<Slip> {
    if !text.lines().any(is_suspect) {
        return Vec::new();
    }
    let found = |line| in_brackets(line).or_else(|| behind_key(line, text));
    open::lines(text).filter_map(found).collect()
}

/// Whether a line may have such a value. Most have none, and are not looked at any closer.
fn is_suspect(line: &str) -> bool {
    line.contains(": #") || line.contains(", #") || line.contains("[#") || (line.contains(" #") && line.contains(['[', '{']))
}

/// `title: #1 Support Officer`: a field that has a comment and no value. Comments begin with a space or a word.
fn behind_key(line: Line<'_>, text: &str) -> Option<Slip> {
    let colon = line.colon().filter(|_| line.value().is_none())?;
    let behind = text.get(colon + 1..line.end())?;
    // A comment may follow.
    let typed = behind.trim();
    let typed = typed.split_once(" # ").map_or(typed, |(value, _)| value.trim_end());
    let is_color = is_color(typed);
    if !is_color && !typed.strip_prefix('#')?.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let next = std::iter::successors(line.next(text), |next| next.next(text)).find(|next| !next.is_blank());
    let has_value_below = next.is_some_and(|next| next.indent() > line.column() || (next.has_dash() && next.indent() == line.column()));
    let start = colon + 1 + (behind.len() - behind.trim_start().len());
    let repair = Repair {
        range: start..start + typed.len(),
        with: quoted(typed),
    };
    let trust = if is_color { Trust::Safe } else { Trust::Suggested };
    (!has_value_below).then(|| slip(line, vec![repair], trust))
}

/// `#12335f`, `#fff`.
fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6 | 8) && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// `{brand: #12335f}`, `[Room #12, Room #14]`: the comment would take the closing sign with it.
fn in_brackets(line: Line<'_>) -> Option<Slip> {
    let start = line.value()?.start;
    let typed = line.text.get(start - line.start..)?.trim_end();
    if !typed.starts_with(['[', '{']) {
        return None;
    }
    let (mut depth, mut quote, mut item, mut read) = (0_usize, None, 0, 0);
    let mut repairs = Vec::new();
    let mut before = ' ';
    for (at, sign) in typed.char_indices() {
        let begins = matches!(std::mem::replace(&mut before, sign), ' ' | '[' | '{' | ',');
        match (sign, quote) {
            _ if at < read => {}
            (_, Some(mark)) if sign == mark => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) if begins => quote = Some(sign),
            ('#', None) if begins => {
                read = at + typed.get(at..)?.find([',', ']', '}'])?;
                repairs.push(in_quotation_marks(typed, item..read, start)?);
            }
            ('[' | '{', None) => (depth, item) = (depth + 1, at + 1),
            (']' | '}', None) if depth <= 1 => return (!repairs.is_empty()).then(|| slip(line, repairs, Trust::Safe)),
            (']' | '}', None) => depth -= 1,
            (',' | ':', None) => item = at + 1,
            _ => {}
        }
    }
    // It goes on in the next line, and a comment may stand on this one.
    None
}

/// An item with a number sign in it as a text; `None` if the sign may begin a comment after all.
fn in_quotation_marks(typed: &str, item: Range<usize>, start: usize) -> Option<Repair> {
    let whole = typed.get(item.clone())?;
    let value = whole.trim();
    let begin = start + item.start + (whole.len() - whole.trim_start().len());
    let is_value = !value.contains(['"', '\'']) && !value.contains("# ") && !value.ends_with('#');
    is_value.then(|| Repair {
        range: begin..begin + value.len(),
        with: quoted(value),
    })
}

fn slip(line: Line<'_>, repairs: Vec<Repair>, trust: Trust) -> Slip {
    let mut meant = String::new();
    let mut copied = 0;
    for repair in &repairs {
        let (start, end) = (repair.range.start - line.start, repair.range.end - line.start);
        meant.push_str(line.text.get(copied..start).unwrap_or_default());
        meant.push_str(&repair.with);
        copied = end;
    }
    meant.push_str(line.text.get(copied..).unwrap_or_default());
    let typed = |repair: &Repair| line.text.get(repair.range.start - line.start..).and_then(|rest| rest.find('#'));
    let at = repairs
        .first()
        .map_or(line.start, |repair| repair.range.start + typed(repair).unwrap_or_default());
    Slip {
        code: Code::UnquotedSign,
        message: "`#` begins a comment here, which no reader sees".to_owned(),
        at: at..at + 1,
        help: format!("type `{}`", meant.trim()),
        repairs,
        trust,
    }
}
