//! Markdown as HTML with holes: everything a page says, written once, with the places left open that depend on other files.

mod anchors;
mod elements;
mod embed;
mod escape;
mod events;
mod links;
mod notes;
mod place;
mod raw_html;
mod rules;
mod slips;
mod style;
mod tables;
#[cfg(test)]
mod tests;
mod weekdays;
mod writer;

use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

pub use escape::{escaped, push as push_escaped};
pub use raw_html::ALLOWABLE;
pub use rules::{is_vague, poor_description};

use crate::diag::{Checked, Span};

/// A Markdown text, parsed. Its HTML lacks only the addresses of links and images (`links`), which the site resolves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Markdown {
    /// The text as it was typed, for open data.
    pub source: Source,
    /// The HTML, without the `href` and `src` of links and images.
    pub html: String,
    /// The links and images, in the order of their places in `html`.
    pub links: Vec<Link>,
    /// The runs of escaped text in `html` that stand outside of headings, links and code: there, terms and citations can be marked.
    pub prose: Vec<Range<usize>>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The plain text, one section a heading, for search; the first has no heading.
    pub sections: Vec<Section>,
    /// The elements: where each begins in `html`, and where what it was made from begins in `source`.
    pub elements: Vec<(u32, u32)>,
}

/// A text as it was typed: one of its own, or a part of a file. Thousands of pages need not be kept twice.
#[derive(Debug, Clone)]
pub enum Source {
    /// A text of its own, such as a value of YAML without its quotation marks.
    Own(String),
    /// A part of a file of UTF-8.
    PartOf {
        /// The bytes of the file.
        file: Arc<[u8]>,
        /// The part.
        range: Range<usize>,
    },
}

impl Deref for Source {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Own(text) => text,
            Self::PartOf { file, range } => {
                let part = file.get(range.clone()).unwrap_or_default();
                std::str::from_utf8(part).unwrap_or_default()
            }
        }
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::Own(String::new())
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Source {}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(self, state);
    }
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Where in `html` the attribute with the address goes.
    pub at: usize,
    /// The address as typed: `contacts.md#derrick`, `@/about.md`, `https://…`.
    pub target: String,
    /// Whether it is followed or shown.
    pub kind: LinkKind,
    /// The text a reader sees, or the description of the image.
    pub text: String,
    /// Where the address (or the whole link) stands in the source.
    pub span: Span,
}

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// The reader follows it.
    Link,
    /// The browser shows it.
    Image,
}

impl LinkKind {
    /// The attribute that holds an address.
    fn attribute(self, address: &str) -> String {
        let name = match self {
            Self::Link => "href",
            Self::Image => "src",
        };
        format!(" {name}=\"{}\"", escaped(address))
    }
}

/// A heading with its anchor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 2 to 6 (1 is the title of the page and an error in its text).
    pub level: u8,
    /// The anchor, unique on the page: `{#id}` or made of the text.
    pub id: String,
    /// The plain text.
    pub text: String,
    /// Where it stands in the source.
    pub span: Span,
}

/// The plain text from one heading to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Section {
    /// Index into `headings`; `None` for the text before the first.
    pub heading: Option<usize>,
    /// The text, words separated by single spaces.
    pub text: String,
}

/// Where a Markdown text stands, and what it may contain.
#[derive(Debug, Clone, Hash)]
pub struct Input<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// Its file.
    pub file: &'a Arc<str>,
    /// How places in `text` become places in the file.
    pub place: Place<'a>,
    /// HTML elements that `docent.yaml` allows (`html: [kbd, sub]`).
    pub allowed_html: &'a [String],
    /// The titles of the five callouts in the language of the text: Note, Tip, Important, Warning, Caution.
    pub callout_words: &'a [String; 5],
    /// "Footnotes" and "Back to reference", in the language of the text.
    pub note_words: &'a [String; 2],
    /// What every anchor of the text begins with. Empty for a page; where several texts share a page, something that
    /// only this text has (`derrick-mathis-`), so that their anchors differ.
    pub anchor_prefix: &'a str,
}

/// How a place in a Markdown text becomes a place in its file.
#[derive(Debug, Clone, Hash)]
pub enum Place<'a> {
    /// The text stands in the file as it is, beginning at this byte.
    Verbatim(usize),
    /// The text is a YAML value: quoting and indentation differ. A place is found by looking for its words inside the value.
    Inside {
        /// The place of the value in the file.
        value: &'a Span,
        /// The text of the whole file.
        file_text: &'a str,
    },
}

/// How many elements a text may have, unless more are allowed: a page of five megabytes of prose has about as many.
pub const ELEMENTS: usize = 300_000;

/// Parses one Markdown text.
pub fn parse(input: &Input<'_>) -> Checked<Markdown> {
    parse_within(input, ELEMENTS)
}

/// Parses one Markdown text; what stands behind so many elements is left out, and told.
pub fn parse_within(input: &Input<'_>, elements: usize) -> Checked<Markdown> {
    writer::write(input, elements)
}

impl Markdown {
    /// The HTML with its holes filled, one unescaped address for each of `links`, in order, and with insertions: HTML and the
    /// byte of `html` where it goes. All go in together, so that the places of each still hold. Where an address was refused
    /// there is none: what was typed appears nowhere, and nothing can be followed or loaded.
    pub fn fill(&self, addresses: &[Option<String>], insertions: Vec<(usize, String)>) -> String {
        let given = self.links.iter().zip(addresses);
        let holes = given.filter_map(|(link, address)| Some((link.at, link.kind.attribute(address.as_deref()?))));
        let mut all: Vec<(usize, String)> = holes.chain(insertions).collect();
        all.sort_by_key(|(at, _)| *at);
        let mut html = String::with_capacity(self.html.len() + all.iter().map(|(_, text)| text.len()).sum::<usize>());
        let mut copied = 0;
        for (at, insertion) in all {
            html.push_str(self.html.get(copied..at).unwrap_or_default());
            html.push_str(&insertion);
            copied = at;
        }
        html.push_str(self.html.get(copied..).unwrap_or_default());
        html
    }

    /// The places in `file` that the elements were made from, each with the byte of `html` where the element begins.
    pub fn element_places(&self, file: &Arc<str>, place: &Place<'_>) -> Vec<(usize, Span)> {
        let finder = place::Finder::new(&self.source, file, place);
        let ends = place::Ends::new(&self.source);
        let places = self.elements.iter().map(|(at, start)| (*at as usize, *start as usize));
        places.map(|(at, start)| (at, finder.span(start..ends.after(start)))).collect()
    }

    /// All plain text, for descriptions and search.
    pub fn text(&self) -> String {
        self.sections
            .iter()
            .map(|section| section.text.as_str())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
