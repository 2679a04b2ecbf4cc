//! What stands in a Markdown text, in order, with the footnotes set apart.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::words::single_spaced;

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
#[derive(Default)]
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
    /// The first element that is left out because there are too many.
    pub(super) too_many: Option<Range<usize>>,
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

/// How many elements may stand inside of each other: browsers give up at some depth, and so do tools that read the page.
const DEPTH: usize = 64;

/// Whether an element in so many others stands too deep to be written. Phrases may: they hold no more than their line does.
pub(super) fn is_too_deep(tag: &Tag<'_>, open: usize) -> bool {
    open >= DEPTH && is_block(tag)
}

pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// A row of events while they come in.
#[derive(Default)]
struct Row<'t> {
    items: Vec<Item<'t>>,
    /// How many elements are open.
    open: usize,
    /// How many of them are left out.
    left_out: usize,
}

/// A text while it is taken apart. What is not to be written is not kept either: a megabyte of the signs of lists on one line
/// would take hundreds of megabytes here, only to be left out afterwards.
struct Reading<'t> {
    document: Document<'t>,
    body: Row<'t>,
    /// The footnotes that are open.
    open: Vec<(Note<'t>, Row<'t>)>,
    /// How many more elements are kept.
    room: usize,
}

/// Takes `text` apart; of its elements, so many are kept.
pub(super) fn read(text: &str, elements: usize) -> Document<'_> {
    let (mut undefined, mut spaced) = (Vec::new(), Vec::new());
    let report = |link: BrokenLink<'_>| {
        match link.link_type {
            LinkType::Shortcut => spaced.extend(spaced_address(text, link.span.end)),
            LinkType::Reference | LinkType::Collapsed => undefined.push((link.reference.to_string(), link.span)),
            _ => {}
        }
        None
    };
    let mut reading = Reading {
        document: Document::default(),
        body: Row::default(),
        open: Vec::new(),
        room: elements,
    };
    for (event, range) in Parser::new_with_broken_link_callback(text, OPTIONS, Some(report)).into_offset_iter() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => reading.begin_note(label, range),
            Event::End(TagEnd::FootnoteDefinition) => reading.end_note(),
            event => reading.take(event, range),
        }
    }
    Document {
        body: reading.body.items,
        undefined,
        spaced,
        ..reading.document
    }
}

/// How the names of files end to which pages link.
const ENDINGS: [&str; 20] = [
    "csv", "doc", "docx", "gif", "htm", "html", "ics", "jpeg", "jpg", "md", "mp3", "mp4", "pdf", "png", "pptx", "svg", "txt", "vcf",
    "webp", "xlsx",
];

/// The address with spaces that stands in round brackets at `start`, without the title that may follow it. Most words in such
/// brackets are a remark: an address begins as one, or ends as the name of a file does.
fn spaced_address(text: &str, start: usize) -> Option<Range<usize>> {
    let typed = text.get(start..)?.strip_prefix('(')?.split(['\n', '(', ')', '<', '>']).next()?;
    let is_closed = text.get(start + 1 + typed.len()..)?.starts_with(')');
    let title = [" \"", " '"].iter().filter_map(|sign| typed.find(sign)).min();
    let address = typed.get(..title.unwrap_or(typed.len()))?;
    let first = address.split(' ').next().unwrap_or(address);
    let begins_as_one = ["/", "./", "../", "@/"].iter().any(|sign| first.starts_with(sign)) && first.len() > 1 || first.contains("://");
    let ending = address.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_address = address.contains(' ') && (begins_as_one || ENDINGS.contains(&&*ending.to_ascii_lowercase()));
    (is_closed && is_address && address.trim() == address).then_some(start + 1..start + 1 + address.len())
}

impl<'t> Reading<'t> {
    fn begin_note(&mut self, label: CowStr<'t>, range: Range<usize>) {
        let content = Vec::new();
        self.open.push((Note { label, content, range }, Row::default()));
    }

    fn end_note(&mut self) {
        if let Some((mut note, row)) = self.open.pop() {
            note.content = row.items;
            self.document.keep(note);
        }
    }

    /// Adds an event to the row that is open, unless it stands in an element that is left out. Of one that stands too deep, the
    /// beginning is kept, which tells where it was.
    fn take(&mut self, event: Event<'t>, range: Range<usize>) {
        let row = self.open.last_mut().map_or(&mut self.body, |(_, row)| row);
        match &event {
            Event::Start(_) if row.left_out > 0 => return row.left_out += 1,
            Event::End(_) if row.left_out > 0 => return row.left_out -= 1,
            _ if row.left_out > 0 => return,
            Event::End(_) => row.open = row.open.saturating_sub(1),
            other if self.room == 0 => {
                self.document.too_many.get_or_insert(range);
                row.left_out = usize::from(matches!(other, Event::Start(_)));
                return;
            }
            Event::Start(tag) if is_too_deep(tag, row.open) => row.left_out = 1,
            Event::Start(_) => row.open += 1,
            _ => {}
        }
        if !matches!(event, Event::End(_)) {
            self.room -= 1;
        }
        row.items.push((event, range));
    }
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
    single_spaced(&words).into_owned()
}
