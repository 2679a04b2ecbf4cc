//! The fields at the beginning of a page, between two lines `---`.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::Checked;
use crate::parse::yaml::Node;

/// A page cut in two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The fields; `None` if the page has none.
    pub fields: Option<Node>,
    /// Where the Markdown stands in the file.
    pub body: Range<usize>,
}

/// Cuts the text of a page into its fields and its Markdown.
pub fn split(file: &Arc<str>, text: &str) -> Checked<Parts> {
    let _ = (file, text);
    todo!()
}
