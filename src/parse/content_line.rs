//! Content lines, of which vCards and iCalendar files consist (RFC 6350, section 3.3; RFC 5545, section 3.1), each with
//! the number of its line. How they are written is in `formats`; a reader of both that tells lines by number is not to be
//! had from a library.

/// `NAME;PARAMETER=value:value`, unfolded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line of the file, from 1.
    pub number: usize,
    /// The name in capitals, without the group before it.
    pub name: String,
    /// The group before the name (`item1.`), which ties lines together.
    pub group: Option<String>,
    /// The parameters, their names in capitals; a bare word, as vCard 2.1 has it, is a TYPE.
    pub parameters: Vec<(String, String)>,
    /// The value as it stands, with its escapes.
    pub value: String,
}

impl Line {
    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has this value, among others.
    pub fn has(&self, name: &str, value: &str) -> bool {
        let values = self.parameters.iter().filter(|(known, _)| known == name);
        values
            .flat_map(|(_, values)| values.split(','))
            .any(|known| known.eq_ignore_ascii_case(value))
    }

    /// The value as a text.
    pub fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The parts of a structured value such as that of N or ADR.
    pub fn parts(&self) -> Vec<String> {
        split(&self.value, ';')
            .iter()
            .map(|part| unescaped(part).trim().to_owned())
            .collect()
    }

    /// The items of a value that is a list.
    pub fn items(&self) -> Vec<String> {
        split(&self.value, ',')
            .iter()
            .map(|part| unescaped(part).trim().to_owned())
            .collect()
    }
}

/// Every content line of a text. What is none (no colon) is left out, as readers do.
pub fn read(text: &str) -> Vec<Line> {
    unfolded(text)
        .into_iter()
        .filter_map(|(number, line)| parse(number, &line))
        .collect()
}

/// Lines as they were before they were folded: a line that begins with a space or a tab goes on (RFC 5545, 3.1), and so
/// does one in quoted-printable that ends in `=` (vCard 2.1).
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        match lines.last_mut() {
            Some((_, last)) if last.ends_with('=') && is_quoted_printable(last) => {
                last.pop();
                last.push_str(line);
            }
            Some((_, last)) if line.starts_with([' ', '\t']) => last.push_str(line.get(1..).unwrap_or_default()),
            _ => lines.push((at + 1, line.to_owned())),
        }
    }
    lines
}

/// Whether the parameters of a line say so.
fn is_quoted_printable(line: &str) -> bool {
    // No name is longer with its parameters, and a line that goes on and on is not read anew for each of its parts.
    const HEAD: usize = 1000;
    let head = line
        .as_bytes()
        .iter()
        .take(HEAD)
        .position(|byte| *byte == b':')
        .unwrap_or(HEAD.min(line.len()));
    let head = line.as_bytes().get(..head).unwrap_or_default();
    // This is asked of each part of a long line: most places are ruled out by their first letter.
    let begins = |word: &[u8]| matches!(word.first(), Some(b'Q' | b'q'));
    head.windows(QUOTED_PRINTABLE.len())
        .any(|word| begins(word) && word.eq_ignore_ascii_case(QUOTED_PRINTABLE))
}

/// The encoding of vCard 2.1 (RFC 2045, section 6.7).
const QUOTED_PRINTABLE: &[u8] = b"QUOTED-PRINTABLE";

fn parse(number: usize, line: &str) -> Option<Line> {
    let (head, value) = cut(line, ':')?;
    let mut parts = split_quoted(head, ';').into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameters: Vec<(String, String)> = parts.map(parameter).collect();
    let (group, name) = match name.split_once('.') {
        Some((group, name)) => (Some(group.to_owned()), name.to_owned()),
        None => (None, name),
    };
    let value = if is_quoted_printable(line) {
        quoted_printable(value)
    } else {
        value.to_owned()
    };
    (!name.is_empty()).then_some(Line {
        number,
        name,
        group,
        parameters,
        value,
    })
}

fn parameter(text: &str) -> (String, String) {
    match text.split_once('=') {
        Some((name, value)) => (name.trim().to_ascii_uppercase(), value.replace('"', "")),
        None => ("TYPE".to_owned(), text.to_owned()),
    }
}

/// The text before and behind the first of a sign that stands outside of quotation marks.
fn cut(text: &str, sign: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == sign && !quoted).then_some(at)
    })?;
    Some((text.get(..at)?, text.get(at + sign.len_utf8()..)?))
}

fn split_quoted(mut text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some((part, rest)) = cut(text, sign) {
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

/// At every such sign that has no backslash before it.
fn split(text: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if c == sign && !escaped {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    parts
}

/// A TEXT value (RFC 5545, 3.3.11; RFC 6350, 3.4).
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(c) = signs.next() {
        match c {
            '\\' => match signs.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// `Pi=C3=B1a` is `Piña` (RFC 2045, section 6.7). What is no UTF-8 was written in the code of Western Windows.
fn quoted_printable(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, code) {
            (b'=', Some(byte)) => {
                // A line break inside of a value is an escape in the later versions.
                match byte {
                    b'\r' => {}
                    b'\n' => bytes.extend(b"\\n"),
                    byte => bytes.push(byte),
                }
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => super::encoding::meant(other.as_bytes()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn folded_quoted_and_grouped_lines_are_read() {
        let lines = read("BEGIN:VCARD\r\nitem1.TEL;TYPE=\"work,voice\";PREF=1:+1 804 555\r\n  0142\r\nNOTE:a\\, b\\nc\\;d\r\n");
        let tel = &lines[1];
        assert_eq!((tel.number, tel.name.as_str(), tel.group.as_deref()), (2, "TEL", Some("ITEM1")));
        assert!(tel.has("TYPE", "WORK") && tel.has("TYPE", "voice") && !tel.has("TYPE", "fax"));
        assert_eq!(tel.text(), "+1 804 555 0142");
        assert_eq!((lines[2].number, lines[2].text().as_str()), (4, "a, b\nc;d"));
    }

    #[test]
    fn a_colon_in_a_parameter_and_quoted_printable_are_read() {
        let lines = read(
            "ORGANIZER;CN=\"Office: training\":mailto:a@example.gov\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Pi=C3=B1a=\n Ex=\nample\nno colon\n",
        );
        assert_eq!(
            (lines[0].parameter("CN"), lines[0].value.as_str()),
            (Some("Office: training"), "mailto:a@example.gov")
        );
        assert_eq!(lines[1].text(), "Piña Example");
        assert_eq!(lines.len(), 2);
    }
}
