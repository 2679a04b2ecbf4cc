//! What stands in a Markdown text, in order, with the footnotes set apart.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// The Markdown of docent. Metadata blocks stay off: front matter is read elsewhere, and theirs takes quadratic time.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// An event and the bytes of the text it comes from.
pub(super) type Item<'t> = (Event<'t>, Range<usize>);

/// A text, taken apart.
pub(super) struct Document<'t> {
    /// Everything but the footnotes.
    pub(super) body: Vec<Item<'t>>,
    /// The footnotes by the key of their labels.
    pub(super) notes: BTreeMap<String, Note<'t>>,
    /// Footnotes whose label was written before.
    pub(super) repeated: Vec<Note<'t>>,
    /// References `[text][name]` for which no line `[name]: address` stands in the text.
    pub(super) undefined: Vec<(String, Range<usize>)>,
    /// Addresses with a space in them, `[text](my page.md)`: Markdown shows the brackets as they are typed.
    pub(super) spaced: Vec<Range<usize>>,
}

/// A footnote.
pub(super) struct Note<'t> {
    /// As it was typed after `^`.
    pub(super) label: CowStr<'t>,
    /// What it says.
    pub(super) content: Vec<Item<'t>>,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

/// Labels of footnotes do not distinguish capitals.
pub(super) fn note_key(label: &str) -> String {
    label.to_lowercase()
}

/// Takes `text` apart.
pub(super) fn read(text: &str) -> Document<'_> {
    let (mut undefined, mut spaced) = (Vec::new(), Vec::new());
    let report = |link: BrokenLink<'_>| {
        match link.link_type {
            LinkType::Shortcut => spaced.extend(spaced_address(text, link.span.end)),
            LinkType::Reference | LinkType::Collapsed => undefined.push((link.reference.to_string(), link.span)),
            _ => {}
        }
        None
    };
    let mut document = Document {
        body: Vec::new(),
        notes: BTreeMap::new(),
        repeated: Vec::new(),
        undefined: Vec::new(),
        spaced: Vec::new(),
    };
    let mut open: Vec<Note<'_>> = Vec::new();
    for (event, range) in Parser::new_with_broken_link_callback(text, OPTIONS, Some(report)).into_offset_iter() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push(Note {
                label,
                content: Vec::new(),
                range,
            }),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some(note) = open.pop() {
                    document.keep(note);
                }
            }
            event => open
                .last_mut()
                .map_or(&mut document.body, |note| &mut note.content)
                .push((event, range)),
        }
    }
    document.undefined = undefined;
    document.spaced = spaced;
    document
}

/// The address with spaces that stands in round brackets at `start`. Words in such brackets are a remark: an address has a
/// slash, or ends as the name of a file does.
fn spaced_address(text: &str, start: usize) -> Option<Range<usize>> {
    let typed = text.get(start..)?.strip_prefix('(')?.split(['\n', '(', ')', '<', '>']).next()?;
    let is_closed = text.get(start + 1 + typed.len()..)?.starts_with(')');
    let ending = typed.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_address = typed.contains(' ') && (typed.contains('/') || is_file);
    (is_closed && is_address && typed.trim() == typed).then_some(start + 1..start + 1 + typed.len())
}

impl<'t> Document<'t> {
    fn keep(&mut self, note: Note<'t>) {
        let key = note_key(&note.label);
        match self.notes.entry(key) {
            std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(note)),
            std::collections::btree_map::Entry::Occupied(_) => self.repeated.push(note),
        }
    }
}

/// The words of `items` without their marks, until `end`.
pub(super) fn words_until(items: &[Item<'_>], end: impl Fn(&TagEnd) -> bool) -> String {
    let mut words = String::new();
    for (event, _) in items {
        match event {
            Event::End(tag) if end(tag) => break,
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    single_spaced(&words)
}

/// The words of a text with one space between them.
fn single_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}
