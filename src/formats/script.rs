//! Scripts as they are published: without comments on lines of their own, indentation, and spaces beside signs.

use super::Document;

/// Signs beside which a space says nothing, whatever stands on their other side. `+` and `-` do not close up with their like,
/// and `<` not with `!--`.
const CLOSED: [char; 16] = ['=', '>', '(', ')', '{', '}', '[', ']', ',', ';', ':', '?', '&', '|', '*', '%'];

/// Signs after which a slash begins a regular expression.
const BEFORE_PATTERN: [char; 10] = ['=', '>', '(', '[', ',', ';', ':', '?', '&', '|'];

/// A script as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Script(String);

impl Script {
    /// The script without what only its authors read. One with strings of several lines is left as it is: in these, white space
    /// may count, and what looks like a comment may be text. So is the rest of a line from where it may be read in two ways.
    ///
    /// ```
    /// use docent::formats::{Document, script::Script};
    /// let script = Script::published("// Counts.\nfor (;;) {\n  total = f(i, \"a, b\"); // up\n}\n");
    /// assert_eq!(script.to_bytes(), b"for(;;){\ntotal=f(i,\"a, b\");// up\n}\n");
    /// ```
    pub fn published(text: &str) -> Self {
        let is_open = |line: &str| line.ends_with('\\') || line.matches('`').count() % 2 == 1;
        if text.lines().any(is_open) {
            return Self(text.to_owned());
        }
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"));
        Self(lines.map(|line| closed_up(line) + "\n").collect())
    }
}

/// A line without the spaces that only its authors need.
fn closed_up(line: &str) -> String {
    let mut short = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '`', '/']) {
        let (code, here) = rest.split_at(at);
        push_code(&mut short, code);
        let Some(length) = literal_length(here, short.chars().next_back()) else {
            return short + here;
        };
        let (literal, after) = here.split_at(length);
        short.push_str(literal);
        rest = after;
    }
    push_code(&mut short, rest);
    short
}

/// Adds code that has no literals, without the spaces beside signs.
fn push_code(short: &mut String, code: &str) {
    for c in code.chars() {
        if CLOSED.contains(&c) && short.ends_with(' ') {
            short.pop();
        }
        if c != ' ' || !short.ends_with(CLOSED) {
            short.push(c);
        }
    }
}

/// The length of the string or the regular expression at the start of a text; none where it is not sure to be one.
fn literal_length(text: &str, before: Option<char>) -> Option<usize> {
    let mut letters = text.char_indices();
    let (_, quote) = letters.next()?;
    let is_pattern = quote == '/';
    let is_doubtful = quote == '`' || text.starts_with("//") || text.starts_with("/*");
    if is_doubtful || is_pattern && before.is_none_or(|sign| !BEFORE_PATTERN.contains(&sign)) {
        return None;
    }
    let mut is_of_class = false;
    while let Some((at, c)) = letters.next() {
        match c {
            '\\' => drop(letters.next()),
            '[' if is_pattern => is_of_class = true,
            ']' => is_of_class = false,
            _ if c == quote && !is_of_class => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

impl Document for Script {
    fn media(&self) -> &'static str {
        "text/javascript; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_several_lines_stay_as_they_are() {
        for text in ["const a = `\n  // text\n`;\n", "const a = 'b \\\n  // text';\n"] {
            assert_eq!(Script::published(text).to_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn literals_keep_their_spaces() {
        for (line, short) in [
            (r#"a = "b = \" c" + 'd , e';"#, r#"a="b = \" c" + 'd , e';"#),
            ("f(/[/ ] = \\/ /g, b);", "f(/[/ ] = \\/ /g,b);"),
            ("a = b ? `c , d` : e;", "a=b?`c , d` : e;"),
        ] {
            assert_eq!(closed_up(line), short);
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_stays() {
        for (line, short) in [
            ("x = (a) / b ; c = d / e;", "x=(a)/ b ; c = d / e;"),
            ("a = b + +c - -d < !--e;", "a=b + +c - -d < !--e;"),
            ("i++; /* a = b */", "i++;/* a = b */"),
            ("a = \"open ; b", "a=\"open ; b"),
        ] {
            assert_eq!(closed_up(line), short);
        }
    }
}
