//! The words of one line, with what marks them.

use super::escape;

/// A line that is being written.
#[derive(Default)]
pub struct Inline {
    text: String,
    marks: Vec<Mark>,
    /// White space has been met, and nothing after it.
    space: bool,
    /// A line has ended, and the next not begun.
    is_broken: bool,
    /// True within a table, where a pipe ends a cell.
    pub is_cell: bool,
}

/// A mark that is open. It is written before the first word after it: Markdown takes one before a space for a sign.
struct Mark {
    element: String,
    opener: &'static str,
    closer: String,
    is_written: bool,
}

/// More marks than that are not nested.
const DEEPEST: usize = 16;

impl Inline {
    /// Adds words, and the spaces between them.
    pub fn words(&mut self, text: &str) {
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            if sign.is_whitespace() {
                self.space = true;
                continue;
            }
            self.lead();
            match sign {
                '|' if self.is_cell => self.text.push_str("\\|"),
                sign => escape::push(&mut self.text, sign, signs.peek().copied()),
            }
        }
    }

    /// Adds Markdown as it is.
    pub fn raw(&mut self, markdown: &str) {
        self.lead();
        match self.is_cell {
            true => self.text.push_str(&escape::cell(markdown)),
            false => self.text.push_str(markdown),
        }
    }

    /// Adds code.
    pub fn code(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.space |= !text.is_empty();
            return;
        }
        self.lead();
        let code = escape::code(text);
        // Within code a backslash stands for itself, except here.
        match self.is_cell {
            true => self.text.push_str(&code.replace('|', "\\|")),
            false => self.text.push_str(&code),
        }
    }

    /// Ends a line within the paragraph. True if it ends the second in a row, or nothing stands before it.
    pub fn breaks(&mut self) -> bool {
        let is_second = self.is_broken || self.text.is_empty();
        self.is_broken = true;
        is_second
    }

    /// Opens a mark. One within its like says nothing more.
    pub fn open(&mut self, element: &str, opener: &'static str, closer: String) {
        let is_new = self.marks.iter().all(|mark| mark.opener != opener);
        if self.marks.len() < DEEPEST {
            self.marks.push(Mark {
                element: element.to_owned(),
                opener: if is_new { opener } else { "" },
                closer: if is_new { closer } else { String::new() },
                is_written: false,
            });
        }
    }

    /// Closes the mark of an element, and those that were opened within it.
    pub fn close(&mut self, element: &str) {
        let Some(at) = self.marks.iter().rposition(|mark| mark.element == element) else {
            return;
        };
        for mark in self.marks.drain(at..).rev().filter(|mark| mark.is_written) {
            self.text.push_str(&mark.closer);
        }
    }

    /// The line, which is then empty. What is still open is open on the next line too.
    pub fn take(&mut self) -> String {
        for mark in self.marks.iter_mut().rev().filter(|mark| mark.is_written) {
            self.text.push_str(&mark.closer);
            mark.is_written = false;
        }
        self.space = false;
        self.is_broken = false;
        std::mem::take(&mut self.text)
    }

    /// What stands between the words before and the next.
    fn lead(&mut self) {
        if !self.text.is_empty() {
            let gap = if self.is_broken { "\\\n" } else { " " };
            self.text.push_str(if self.is_broken || self.space { gap } else { "" });
        }
        self.space = false;
        self.is_broken = false;
        for mark in self.marks.iter_mut().filter(|mark| !mark.is_written) {
            // A picture would be meant by both together.
            if mark.opener == "[" && self.text.ends_with('!') {
                self.text.insert(self.text.len() - 1, '\\');
            }
            self.text.push_str(mark.opener);
            mark.is_written = true;
        }
    }
}
