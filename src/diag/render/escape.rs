//! Makes the characters visible that could steer a terminal, turn text around or hide in it.

use std::fmt::Write as _;

/// `text` on one line: line breaks and tabs become spaces, control and invisible characters their code.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => out.push(' '),
            _ => push(&mut out, letter),
        }
    }
    out
}

/// Text on one line that Markdown shows as it stands: every sign of punctuation may have a backslash before it (CommonMark
/// §2.4).
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in line(text).chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '.' | ',' | '/' | '-') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// `text` with its line breaks kept.
pub fn lines(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Appends one character, as itself or as its code: `<U+202E>`.
pub fn push(out: &mut String, letter: char) {
    // The runners of GitHub Actions and Azure Pipelines take `##[` and `##vso[` anywhere in a line of their logs for the
    // beginning of a command.
    if is_hidden(letter) || (letter == '[' && (out.ends_with("##") || out.ends_with("##vso"))) {
        // Writing to a string cannot fail.
        let _ = write!(out, "<U+{:04X}>", u32::from(letter));
    } else {
        out.push(letter);
    }
}

/// Control characters, marks that change the direction of writing (UAX #9), characters without a shape, and noncharacters.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        )
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(letter, '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_shown_as_its_code() {
        assert_eq!(line("red \u{1b}[31m"), "red <U+001B>[31m");
        assert_eq!(line("a\u{202e}b\u{2066}c"), "a<U+202E>b<U+2066>c");
        assert_eq!(line("bell\u{7} c1\u{9b} del\u{7f}"), "bell<U+0007> c1<U+009B> del<U+007F>");
        assert_eq!(line("no\u{a0}break"), "no<U+00A0>break");
    }

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in ["¿Qué es un SRO?", "日本語", "שלום", "नमस्ते", "👩‍🏫", "“quotes” — dash …"] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn line_breaks_are_kept_only_where_they_are_wanted() {
        assert_eq!(line("a\r\nb\tc"), "a  b c");
        assert_eq!(lines("a\nb\u{0}"), "a\nb<U+0000>");
    }

    #[test]
    fn commands_of_a_forge_are_broken() {
        assert_eq!(line("##[error]oh"), "##<U+005B>error]oh");
        assert_eq!(line("a ##vso[task]b"), "a ##vso<U+005B>task]b");
    }
}
