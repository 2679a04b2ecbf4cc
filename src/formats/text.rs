//! The characters a text may hold in a standard format: no control characters, and one kind of line break.

/// `text` with every line break as LF, tabs as spaces, and no other control character.
///
/// Noncharacters (Unicode, section 23.7; some are none of XML 1.0 either) and U+FEFF (a byte order mark in the wrong place)
/// are left out too, so that the same text can stand in every format.
pub(super) fn lines(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    clean
}

/// `text` on one line: as [`lines`], with a space for each line break.
pub(super) fn line(text: &str) -> String {
    lines(text).replace('\n', " ")
}

/// `address` as a URI can stand in a file: without control characters, spaces as `%20`.
pub(super) fn uri(address: &str) -> String {
    line(address).trim().replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_break_becomes_lf() {
        assert_eq!(lines("a\r\nb\rc\nd\u{2028}e\u{85}f"), "a\nb\nc\nd\ne\nf");
        assert_eq!(line("two\r\nlines"), "two lines");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(lines("be\u{7}ll\u{0} tab\tend\u{1b}[0m\u{feff}\u{ffff}"), "bell tab end[0m");
    }

    #[test]
    fn letters_of_every_script_stay() {
        assert_eq!(lines("Señor 学校 👩‍🏫 سلام"), "Señor 学校 👩‍🏫 سلام");
    }

    #[test]
    fn an_address_has_no_spaces() {
        assert_eq!(uri(" https://example.gov/a file.pdf\n"), "https://example.gov/a%20file.pdf");
    }
}
