//! Blocks below one another, within quotations and lists.

/// The text so far.
#[derive(Default)]
pub struct Lines {
    /// It ends without a line feed.
    pub out: String,
    containers: Vec<Container>,
    /// The last block is the first of its item: an item may follow on the next line.
    is_tight: bool,
}

/// What holds blocks.
pub enum Container {
    /// Every line has a mark.
    Quote {
        /// `blockquote` or `aside`.
        element: String,
        /// A block of it has been written.
        is_begun: bool,
    },
    /// Its items have numbers, or have none.
    List {
        /// The number of the next item.
        next: Option<usize>,
    },
    /// The first line has a mark, the others are as far in.
    Item {
        /// The mark.
        mark: String,
        /// It has been written.
        is_begun: bool,
    },
}

/// More containers than that are not nested.
const DEEPEST: usize = 24;

impl Container {
    /// A list; with the number of its first item if items have numbers.
    pub fn list(next: Option<usize>) -> Self {
        Self::List { next }
    }

    /// A quotation, or what stands aside.
    pub fn quote(element: &str) -> Self {
        Self::Quote {
            element: element.to_owned(),
            is_begun: false,
        }
    }

    fn is(&self, name: &str) -> bool {
        match self {
            Self::Quote { element, .. } => element == name,
            Self::List { next: None } => name == "ul",
            Self::List { next: Some(_) } => name == "ol",
            Self::Item { .. } => name == "li",
        }
    }
}

impl Lines {
    /// Opens what holds the blocks that follow.
    pub fn open(&mut self, container: Container) {
        if self.containers.len() < DEEPEST {
            self.containers.push(container);
        }
    }

    /// Opens an item of the innermost list, and ends the one before.
    pub fn item(&mut self) {
        if let [.., Container::List { .. }, Container::Item { .. }] = self.containers.as_slice() {
            self.containers.pop();
        }
        let mark = match self.containers.last_mut() {
            Some(Container::List { next: Some(number) }) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => "- ".to_owned(),
        };
        self.open(Container::Item { mark, is_begun: false });
    }

    /// Closes the innermost container of an element, with all within it.
    pub fn close(&mut self, element: &str) {
        if let Some(at) = self.containers.iter().rposition(|container| container.is(element)) {
            self.containers.truncate(at);
        }
        // What follows a whole list is no item of it.
        self.is_tight &= !self.containers.is_empty();
    }

    /// Adds a block.
    pub fn write(&mut self, block: &str) {
        let begins_item = matches!(self.containers.last(), Some(Container::Item { is_begun: false, .. }));
        if !self.out.is_empty() {
            self.out.push('\n');
            if !(begins_item && self.is_tight) {
                let blank = self.indentation(Line::Between);
                self.out.push_str(blank.trim_end());
                self.out.push('\n');
            }
        }
        let first = self.indentation(Line::First);
        let next = self.indentation(Line::Next);
        for (at, line) in block.lines().enumerate() {
            let (feed, indentation) = if at == 0 { ("", &first) } else { ("\n", &next) };
            self.out.push_str(feed);
            self.out
                .push_str(if line.is_empty() { indentation.trim_end() } else { indentation });
            self.out.push_str(line);
        }
        self.is_tight = begins_item;
    }

    /// What stands before a line.
    fn indentation(&mut self, line: Line) -> String {
        let mut indentation = String::new();
        for container in &mut self.containers {
            match container {
                Container::List { .. } => {}
                Container::Quote { is_begun, .. } => {
                    if *is_begun || line == Line::First {
                        indentation.push_str("> ");
                    }
                    *is_begun |= line == Line::First;
                }
                Container::Item { mark, is_begun } if line == Line::First && !*is_begun => {
                    indentation.push_str(mark);
                    *is_begun = true;
                }
                Container::Item { mark, .. } => indentation.push_str(&" ".repeat(mark.len())),
            }
        }
        indentation
    }
}

/// Which line of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The empty one before it.
    Between,
    /// Its first.
    First,
    /// All others.
    Next,
}
