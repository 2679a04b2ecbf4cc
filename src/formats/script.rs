//! Scripts as they are published: without comments on lines of their own, and without indentation.

use super::Document;

/// A script as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Script(String);

impl Script {
    /// The script without what only its authors read. One with strings or comments of several lines is left as it is: in these,
    /// white space may count, and what looks like a comment of one line may be something else.
    ///
    /// ```
    /// use docent::formats::{Document, script::Script};
    /// let script = Script::published("// Counts.\nfor (;;) {\n  i++; // up\n}\n");
    /// assert_eq!(script.to_bytes(), b"for (;;) {\ni++; // up\n}\n");
    /// ```
    pub fn published(text: &str) -> Self {
        if text.lines().any(may_go_on) {
            return Self(text.to_owned());
        }
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"));
        Self(lines.map(|line| format!("{line}\n")).collect())
    }
}

/// Whether a string or a comment of a line may go on in the next one; in doubt, it may.
fn may_go_on(line: &str) -> bool {
    let count = |sign: &str| line.matches(sign).count();
    let comment = line
        .rfind("/*")
        .is_some_and(|at| !line.get(at + 2..).is_some_and(|rest| rest.contains("*/")));
    // Templates hold code, which holds templates.
    let template = count("`") % 2 == 1 || (count("`") > 0 && (line.contains("\\`") || count("${") > count("}")));
    line.ends_with('\\') || comment || template
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
    fn strings_and_comments_of_several_lines_stay_as_they_are() {
        for text in [
            "const a = `\n  // text\n`;\n",
            "const a = 'b \\\n  // text';\n",
            "const a = `<ul>${items.map((item) => `\n  // text\n`)}`;\n",
            "const a = `Use \\`a\n  // text`;\n",
            "/*\nold();\n//*/\nnew();\n",
            "/**\n * Joins the parts with\n * / as separator.\n */\n",
        ] {
            assert_eq!(Script::published(text).to_bytes(), text.as_bytes());
        }
    }
}
