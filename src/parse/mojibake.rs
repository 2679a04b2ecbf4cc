//! Letters that were saved as UTF-8 and read in another encoding on the way: `Whatâ€™s` for `What’s`, `estÃ¡` for `está`.

use std::ops::Range;
use std::sync::Arc;

use encoding_rs::WINDOWS_1252;

use crate::diag::{Code, Diagnostic, Edit, Fix, Severity, Span};

/// What there is to say about such letters in a file, once, at the first of them.
pub(super) fn problems(file: &Arc<str>, text: &str) -> Vec<Diagnostic> {
    if text.is_ascii() {
        return Vec::new();
    }
    let warning = |range: Range<usize>, message: String| Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::new(Code::NotUtf8, message).at(&Span::new(file, range))
    };
    let mut problems = Vec::new();
    let garbled = find(text);
    if let Some(first) = garbled.first() {
        let word = word_around(text, &first.place);
        let inside = garbled.iter().take_while(|other| other.place.end <= word.end);
        let mut meant = text.get(word.clone()).unwrap_or_default().to_owned();
        for other in inside.collect::<Vec<_>>().into_iter().rev() {
            meant.replace_range(
                other.place.start - word.start..other.place.end - word.start,
                &other.meant.to_string(),
            );
        }
        let typed = text.get(word).unwrap_or_default();
        let more = match garbled.len() - 1 {
            0 => String::new(),
            1 => "; one more letter of this file is wrong in the same way".to_owned(),
            more => format!("; {more} more letters of this file are wrong in the same way"),
        };
        let edit = |it: &Garbled| Edit::replace(&Span::new(file, it.place.clone()), it.meant);
        let message = format!("`{typed}` is what another encoding made of `{meant}`");
        let fix = Fix::safe(garbled.iter().map(edit));
        problems.push(warning(first.place.clone(), message).help(format!("type `{meant}`{more}")).fix(fix));
    }
    if let Some(at) = text.find(char::REPLACEMENT_CHARACTER) {
        let message = "a letter was lost here when the text was saved in another encoding".to_owned();
        let place = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        problems.push(warning(place, message).help("compare it with the source, and type the letter in place of this sign"));
    }
    problems
}

/// A letter that became several.
struct Garbled {
    place: Range<usize>,
    meant: char,
    /// Whether what stands there may be right: a letter before a quotation mark or dash.
    is_doubtful: bool,
}

/// The letters in question, in order. What may be right counts only beside others that cannot be.
fn find(text: &str) -> Vec<Garbled> {
    let mut found: Vec<Garbled> = Vec::new();
    for (at, first) in text
        .char_indices()
        .filter(|(_, c)| matches!(c, '\u{c2}'..='\u{cb}' | '\u{e2}' | '\u{f0}'))
    {
        if found.last().is_none_or(|last| last.place.end <= at) {
            found.extend(garbled(text, at, first));
        }
    }
    if found.iter().all(|it| it.is_doubtful) {
        found.clear();
    }
    found
}

/// The letter whose bytes begin at `at`, each read as a letter of its own.
fn garbled(text: &str, at: usize, first: char) -> Option<Garbled> {
    let length = match first {
        '\u{f0}' => 4,
        '\u{e2}' => 3,
        _ => 2,
    };
    let letters: String = text.get(at..)?.chars().take(length).collect();
    let (bytes, _, unmappable) = WINDOWS_1252.encode(&letters);
    let mut meant = std::str::from_utf8(&bytes).ok()?.chars();
    let (letter, others) = (meant.next()?, meant.next());
    let is_letter = matches!(letter, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{2044}' | '\u{20ac}' | '\u{2122}' | '\u{1f000}'..='\u{1faff}');
    let is_doubtful = length == 2 && letters.contains(|c: char| matches!(c, '\u{2010}'..='\u{203a}' | '\u{ab}' | '\u{bb}'));
    (!unmappable && others.is_none() && is_letter).then(|| Garbled {
        place: at..at + letters.len(),
        meant: letter,
        is_doubtful,
    })
}

/// The word in which a place stands.
fn word_around(text: &str, place: &Range<usize>) -> Range<usize> {
    let before = text.get(..place.start).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    let is_letter = |c: &char| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace();
    let start: usize = before.chars().rev().take_while(is_letter).map(char::len_utf8).sum();
    let end: usize = after.chars().take_while(is_letter).map(char::len_utf8).sum();
    place.start - start..place.end + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let said = problems(&"content/a.md".into(), text).into_iter();
        said.map(|problem| format!("{}: {}", problem.message, problem.help.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn letters_of_another_encoding_are_read_as_they_were_meant() {
        assert_eq!(
            said("An SRO. Whatâ€™s that? Ã‰l estÃ¡ aquÃ\u{ad}."),
            ["`Whatâ€™s` is what another encoding made of `What’s`: type `What’s`; 3 more letters of this file are wrong in the same way"]
        );
        assert_eq!(said("estÃ¡")[0], "`estÃ¡` is what another encoding made of `está`: type `está`");
        assert!(said("aqu\u{fffd}")[0].starts_with("a letter was lost here"));
    }

    #[test]
    fn letters_of_many_languages_stand_as_they_are() {
        for text in [
            "¿Qué está aquí?",
            "NÃO, São Paulo – “Å”, “Ä”",
            "Château «Â» â",
            "Ærø",
            "naïve – café’s",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
