//! Values that go on over several lines: what stands on those is a text, and no slip of YAML.

use super::line::Line;

/// A value that goes on over several lines, in which nothing is a slip.
pub(super) enum Open {
    /// A block (`|`, `>`): all that is indented further than this.
    Block(usize),
    /// A text or list up to this sign.
    Until(char),
}

impl Open {
    /// The value that `line` begins and does not end.
    pub(super) fn begun(line: &Line<'_>) -> Option<Self> {
        let value = line.value()?;
        let typed = line.text.get(value.start - line.start..value.end - line.start)?;
        let sign = typed.chars().next()?;
        let rest = typed.get(sign.len_utf8()..)?;
        let end = match sign {
            '|' | '>' if rest.len() <= 2 && line.colon().is_some() => return Some(Self::Block(line.column())),
            '|' | '>' if rest.len() <= 2 => return Some(Self::Block(line.indent())),
            '"' | '\'' => sign,
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        (!ends(rest, end)).then_some(Self::Until(end))
    }

    /// Whether `line` stands in an open value; the value is closed where it ends.
    pub(super) fn holds(open: &mut Option<Self>, line: &Line<'_>) -> bool {
        let Some(value) = open.take() else { return false };
        *open = value.after(line);
        open.is_some() || matches!(value, Self::Until(_))
    }

    /// What is left of it after `line`.
    fn after(&self, line: &Line<'_>) -> Option<Self> {
        match self {
            Self::Block(column) if line.text.trim().is_empty() || line.indent() > *column => Some(Self::Block(*column)),
            Self::Until(end) if !ends(line.text, *end) => Some(Self::Until(*end)),
            _ => None,
        }
    }
}

/// The lines of a text that stand in no open value, without blank ones.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut open = None;
    std::iter::successors(Some(Line::at(text, 0)), |line| line.next(text)).filter(move |line| {
        if Open::holds(&mut open, line) || line.is_blank() {
            return false;
        }
        open = Open::begun(line);
        true
    })
}

/// Whether a value that goes on up to `sign` ends in `text`. Quotation marks may be part of what they enclose: `\"` and `''`.
fn ends(text: &str, sign: char) -> bool {
    match sign {
        '"' => text.replace("\\\\", "").replace("\\\"", "").contains(sign),
        '\'' => text.replace("''", "").contains(sign),
        _ => text.contains(sign),
    }
}
