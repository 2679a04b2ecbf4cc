//! What is not copied: an element with all that stands in it, until its end tag, or where that may be missing (HTML, 13.1.2.4).

use super::BLOCKS;

/// An element that is left out.
pub struct Skipped {
    element: String,
    /// How many elements are open within it whose ends come first.
    depth: usize,
}

/// What an end tag ends.
#[derive(PartialEq, Eq)]
pub enum End {
    /// Something within the element.
    Within,
    /// The element.
    Itself,
    /// What the element stands in, and the element with it.
    Around,
}

impl Skipped {
    /// An element whose start tag was read.
    pub fn new(element: &str) -> Self {
        Self {
            element: element.to_owned(),
            depth: 0,
        }
    }

    /// True if the start tag of such an element ends this one.
    pub fn ends_before(&self, name: &str) -> bool {
        let ends = match &*self.element {
            "p" => BLOCKS.contains(&name),
            "li" => name == "li",
            "dt" | "dd" => matches!(name, "dt" | "dd"),
            "td" | "th" => matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot"),
            "tr" => matches!(name, "tr" | "tbody" | "tfoot"),
            _ => false,
        };
        ends && self.depth == 0
    }

    /// A start tag within the element.
    pub fn start(&mut self, name: &str) {
        self.depth += usize::from(self.is_deepened_by(name));
    }

    /// An end tag.
    pub fn end(&mut self, name: &str) -> End {
        match (self.depth, self.is_deepened_by(name)) {
            (0, _) if name == self.element => return End::Itself,
            (0, true) => return End::Around,
            (depth, is_deepened) => self.depth = depth.saturating_sub(usize::from(is_deepened)),
        }
        End::Within
    }

    /// True if the end of this element is looked for behind such a one: another of its kind, or what may stand around both if an
    /// end tag may be missing.
    fn is_deepened_by(&self, name: &str) -> bool {
        match &*self.element {
            "p" => BLOCKS.contains(&name),
            "li" => matches!(name, "ol" | "ul"),
            "dt" | "dd" => name == "dl",
            "td" | "th" | "tr" => name == "table",
            element => name == element,
        }
    }
}
