//! Characters that no one sees and that change what a text means: they come in with text pasted from the web.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Edit, Fix, Span};

/// An invisible character in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invisible {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
    character: char,
}

/// What an invisible character does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It looks like a space and is none.
    Space,
    /// It takes no room.
    ZeroWidth,
    /// It turns the direction of the text, so that it reads differently from what it says (Unicode TR 36, 3.1).
    Direction,
    /// It told teleprinters and terminals what to do (Unicode, section 23.1), and says nothing.
    Control,
}

/// The invisible characters of `text`, in order. A byte order mark at the beginning is in its place.
///
/// Joiners between letters that are not ASCII are left alone: scripts such as Persian, and emoji, need them.
pub(super) fn find(text: &str) -> impl Iterator<Item = Invisible> + '_ {
    find_in(text, 0..text.len())
}

fn find_in(text: &str, within: Range<usize>) -> impl Iterator<Item = Invisible> + '_ {
    let part = text.get(within.clone()).unwrap_or_default();
    let suspects = part.char_indices().filter(|(_, c)| !c.is_ascii() || c.is_ascii_control());
    suspects.filter_map(move |(at, character)| {
        let start = within.start + at;
        let kind = kind(character)?;
        let range = start..start + character.len_utf8();
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let after = text.get(range.end..).and_then(|after| after.chars().next());
        let joins = matches!(character, '\u{200c}' | '\u{200d}') && [before, after].iter().all(|c| c.is_some_and(|c| !c.is_ascii()));
        let first = character == '\u{feff}' && start == 0;
        (!joins && !first).then_some(Invisible { range, kind, character })
    })
}

fn kind(character: char) -> Option<Kind> {
    match character {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(Kind::Space),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Some(Kind::ZeroWidth),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Kind::Direction),
        '\t' | '\n' | '\r' => None,
        _ => character.is_control().then_some(Kind::Control),
    }
}

impl Invisible {
    /// The correction of it and of those that follow on its line, as far as they are `wanted`; `span` makes places of ranges.
    pub(super) fn fix(&self, text: &str, wanted: impl Fn(&Self) -> bool, span: impl Fn(Range<usize>) -> Span) -> Fix {
        let rest = text.get(self.range.start..).unwrap_or_default();
        let end = self.range.start + rest.find('\n').unwrap_or(rest.len());
        let line = find_in(text, self.range.start..end).filter(wanted);
        Fix::safe(line.map(|it| Edit::replace(&span(it.range.clone()), if it.kind == Kind::Space { " " } else { "" })))
    }

    /// What there is to say about it.
    pub(super) fn problem(&self, span: &Span) -> Diagnostic {
        let code = u32::from(self.character);
        let (name, help) = match self.kind {
            Kind::Space => ("a no-break space", "delete it and type a space"),
            Kind::ZeroWidth => (
                "a character without width",
                "delete it: put the cursor behind it and press Backspace once",
            ),
            Kind::Direction => (
                "a sign that turns the direction of the text",
                "delete it: what is shown is not what is written",
            ),
            Kind::Control => (
                "a control character",
                "delete it: put the cursor behind it and press Backspace once",
            ),
        };
        Diagnostic::new(Code::InvisibleCharacter, format!("{name} (U+{code:04X}) stands here"))
            .at(span)
            .help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_found_unless_their_script_needs_them() {
        let found: Vec<_> = find("\u{feff}a\u{a0}b\u{200b} می\u{200c}خواهم \u{202e}x")
            .map(|it| (it.range.start, it.kind))
            .collect();
        let controls: Vec<_> = find("a\tb\r\n\u{7}c\u{1b}").map(|it| (it.range.start, it.kind)).collect();
        assert_eq!(controls, [(5, Kind::Control), (7, Kind::Control)]);
        assert_eq!(found, [(4, Kind::Space), (7, Kind::ZeroWidth), (29, Kind::Direction)]);
    }
}
