//! Built files, read by parsers that know nothing of docent.

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element as a browser finds it: its name and its attributes.
pub struct Element {
    pub depth: usize,
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text directly inside of it.
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of an HTML page, in order.
pub fn elements(html: &str) -> Vec<Element> {
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
    let mut found = Vec::new();
    collect(&dom.document, 0, &mut found);
    found
}

fn collect(node: &Handle, depth: usize, found: &mut Vec<Element>) {
    if let NodeData::Element {
        name,
        attrs,
        template_contents,
        ..
    } = &node.data
    {
        let text = |child: &Handle| match &child.data {
            NodeData::Text { contents } => contents.borrow().to_string(),
            _ => String::new(),
        };
        found.push(Element {
            depth,
            name: name.local.to_string(),
            attributes: attrs
                .borrow()
                .iter()
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                .collect(),
            text: node.children.borrow().iter().map(text).collect(),
        });
        if let Some(contents) = &*template_contents.borrow() {
            collect(contents, depth + 1, found);
        }
    }
    for child in node.children.borrow().iter() {
        collect(child, depth + 1, found);
    }
}

/// The logical lines of a calendar or a card (RFC 5545, section 3.1), each cut into name, names of parameters, and value.
pub fn content_lines(text: &str) -> Vec<(String, String)> {
    let unfolded = text.replace("\r\n ", "").replace("\r\n\t", "");
    assert!(
        !unfolded.replace("\r\n", "").contains(['\r', '\n']),
        "a lone line break: {unfolded:?}"
    );
    unfolded.split_terminator("\r\n").map(content_line).collect()
}

fn content_line(line: &str) -> (String, String) {
    let mut quoted = false;
    let end = line.find(|sign: char| {
        quoted ^= sign == '"';
        sign == ':' && !quoted
    });
    let (head, value) = line.split_at(end.unwrap_or_else(|| panic!("no value: {line:?}")));
    let mut parts = Vec::new();
    let mut quoted = false;
    for part in head.split(|sign: char| {
        quoted ^= sign == '"';
        sign == ';' && !quoted
    }) {
        parts.push(part.split('=').next().unwrap_or_default());
    }
    (parts.join(";"), value.trim_start_matches(':').to_owned())
}
