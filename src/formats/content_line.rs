//! Content lines, the syntax that iCalendar (RFC 5545, section 3.1) and vCard (RFC 6350, section 3.2) share.
//!
//! Written here and not by the calcard package, because that one escapes commas and semicolons in URI values (RFC 5545,
//! section 3.3.13 has no escapes there) and takes its time zones from other data than the rest of docent.

use super::text;

/// The longest line in octets, without its CRLF.
const WIDTH: usize = 75;

/// Appends content lines to a file. Texts lose the white space around them: a line that was folded before a last space
/// would end in one that looks empty, where some readers stop.
pub(super) struct Lines<'a> {
    out: &'a mut Vec<u8>,
    /// What a text escapes with a backslash, besides the backslash and the line break.
    special: &'static [char],
}

impl<'a> Lines<'a> {
    /// The lines of an iCalendar file.
    pub(super) fn of_calendar(out: &'a mut Vec<u8>) -> Self {
        let special = &[',', ';'];
        Self { out, special }
    }

    /// The lines of a vCard file. A semicolon may be escaped where it separates nothing (RFC 6350, section 3.4), but not
    /// every reader takes that escape away again.
    pub(super) fn of_cards(out: &'a mut Vec<u8>) -> Self {
        let special = &[','];
        Self { out, special }
    }

    /// A line whose value has no escapes: a date, a keyword, a number.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{}", text::line(value)), self.out);
    }

    /// A line with a URI.
    pub(super) fn uri(&mut self, name: &str, value: &str) {
        self.plain(name, &text::uri(value));
    }

    /// A line with a text of one line.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{}", escape(text::line(value).trim(), self.special)), self.out);
    }

    /// A line with a text that may have several lines.
    pub(super) fn long_text(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{}", escape(text::lines(value).trim(), self.special)), self.out);
    }

    /// A line with the members of a list.
    pub(super) fn list<'t>(&mut self, name: &str, members: impl IntoIterator<Item = &'t str>) {
        let members = members.into_iter().map(|value| escape(text::line(value).trim(), self.special));
        let members: Vec<String> = members.collect();
        fold(&format!("{name}:{}", members.join(",")), self.out);
    }

    /// A line with the parts of a whole: a name, an address.
    pub(super) fn parts<'t>(&mut self, name: &str, parts: impl IntoIterator<Item = &'t str>) {
        let parts = parts.into_iter().map(|value| escape(text::line(value).trim(), &[',', ';']));
        let parts: Vec<String> = parts.collect();
        fold(&format!("{name}:{}", parts.join(";")), self.out);
    }
}

/// The escapes of a TEXT value (RFC 5545, section 3.3.11; RFC 6350, section 3.4).
fn escape(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            c if c == '\\' || special.contains(&c) => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Breaks a long line with CRLF and a space, never inside a character or an escape: readers that unfold after
/// decoding or unescaping, against the standard, get the same text.
fn fold(line: &str, out: &mut Vec<u8>) {
    let mut width = 0;
    for unit in units(line) {
        if width + unit.len() > WIDTH {
            out.extend_from_slice(b"\r\n ");
            width = 1;
        }
        out.extend_from_slice(unit.as_bytes());
        width += unit.len();
    }
    out.extend_from_slice(b"\r\n");
}

/// The characters of a line; a backslash and the character that it escapes are one unit.
fn units(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let escaped = if first == '\\' { rest.chars().nth(1) } else { None };
        let (unit, after) = rest.split_at(first.len_utf8() + escaped.map_or(0, char::len_utf8));
        rest = after;
        Some(unit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Lines)) -> String {
        let mut out = Vec::new();
        write(&mut Lines::of_calendar(&mut out));
        String::from_utf8(out).expect("folding keeps characters whole")
    }

    /// What a reader does first (RFC 5545, section 3.1).
    fn unfold(file: &str) -> String {
        file.replace("\r\n ", "")
    }

    #[test]
    fn text_is_escaped() {
        let line = written(|lines| lines.long_text("NOTE", "a, b; c\\d\r\ne: \"f\""));
        assert_eq!(line, "NOTE:a\\, b\\; c\\\\d\\ne: \"f\"\r\n");
    }

    #[test]
    fn a_card_escapes_semicolons_only_between_parts() {
        let mut out = Vec::new();
        let mut lines = Lines::of_cards(&mut out);
        lines.text("NOTE", "a, b; c");
        lines.list("CATEGORIES", ["a, b", "c; d"]);
        lines.parts("N", ["a, b", "c; d"]);
        let expected = "NOTE:a\\, b; c\r\nCATEGORIES:a\\, b,c; d\r\nN:a\\, b;c\\; d\r\n";
        assert_eq!(String::from_utf8(out).as_deref(), Ok(expected));
    }

    #[test]
    fn an_address_is_not_escaped() {
        let line = written(|lines| lines.uri("URL", "https://example.gov/a,b;c?d=1 2"));
        assert_eq!(line, "URL:https://example.gov/a,b;c?d=1%202\r\n");
    }

    #[test]
    fn the_parts_of_a_whole_keep_their_commas() {
        let line = written(|lines| lines.parts("ORG", ["Schools; Safety", "Training, East"]));
        assert_eq!(line, "ORG:Schools\\; Safety;Training\\, East\r\n");
    }

    #[test]
    fn a_line_of_75_octets_is_not_folded_and_one_of_76_is() {
        let fits = written(|lines| lines.text("NOTE", &"x".repeat(70)));
        assert_eq!(fits, format!("NOTE:{}\r\n", "x".repeat(70)));
        let folded = written(|lines| lines.text("NOTE", &"x".repeat(71)));
        assert_eq!(folded, format!("NOTE:{}\r\n x\r\n", "x".repeat(70)));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_nothing_is_cut() {
        for ahead in 1..80 {
            for unit in ["é", "学", "👩", "\\", ",", "\n"] {
                let text = format!("{}{}.", "x".repeat(ahead), unit.repeat(60));
                let file = written(|lines| lines.long_text("NOTE", &text));
                for line in file.split_terminator("\r\n") {
                    assert!(line.len() <= 75, "{line}");
                    let backslashes = line.len() - line.trim_end_matches('\\').len();
                    assert!(backslashes % 2 == 0, "an escape is cut: {line}");
                }
                assert_eq!(unfold(&file), format!("NOTE:{}\r\n", escape(&text, &[',', ';'])));
            }
        }
    }
}
