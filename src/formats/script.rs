//! Scripts as they are published: without comments on lines of their own, and without indentation.

use super::Document;

/// A script as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Script(String);

impl Script {
    /// The script without what only its authors read. One with strings of several lines is left as it is: in these, white space
    /// may count, and what looks like a comment may be text.
    ///
    /// ```
    /// use docent::formats::{Document, script::Script};
    /// let script = Script::published("// Counts.\nfor (;;) {\n  i++; // up\n}\n");
    /// assert_eq!(script.to_bytes(), b"for (;;) {\ni++; // up\n}\n");
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
        Self(lines.map(|line| format!("{line}\n")).collect())
    }
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
}
