//! Markdown events as HTML. Nothing reaches the HTML but what is written here: every text and attribute is escaped.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::anchors::Anchors;
use super::escape::{escaped, push};
use super::events::{self, Document, Item, Note, note_key, words_until};
use super::place::Finder;
use super::{Heading, Input, Link, LinkKind, Markdown, Section, raw_html, rules};
use crate::diag::{Checked, Diagnostic};
use crate::parse::problems::Problems;

/// How many elements may stand inside of each other.
const DEPTH: usize = 64;

/// The writer's state between two events.
pub(super) struct Writer<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) finder: Finder<'a>,
    pub(super) problems: Problems,
    pub(super) out: Markdown,
    pub(super) anchors: Anchors,
    /// Allowed HTML elements that are open, each with the number of Markdown elements around it.
    pub(super) raw_open: Vec<(String, usize)>,
    /// How many Markdown elements are open.
    pub(super) depth: usize,
    /// How many elements are open in which terms and citations are not marked.
    pub(super) quiet: usize,
    /// An HTML block while its lines come in: its text, and the place of each line in it and in the source.
    pub(super) raw_block: Option<(String, Vec<(usize, usize)>)>,
    /// The section that text goes to.
    section: usize,
    /// Whether a space belongs before the next word of the plain text.
    gap: bool,
    last_level: Option<u8>,
    heading: bool,
    /// Index of the open link in `out.links`.
    link: Option<(usize, LinkType)>,
    image: Option<Image>,
    table: Option<Table>,
    table_labels: Anchors,
    /// How many elements are open around the label of a task that is open.
    task_label: Option<usize>,
    /// How many elements are open that are left out, because they stand too deep.
    skipped: usize,
    callouts: Vec<&'static str>,
    notes: Notes,
}

/// An image while its description comes in.
struct Image {
    link: usize,
    title: String,
    /// Images inside of its description.
    nested: usize,
}

/// A table while its cells come in.
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
}

/// The footnotes in the order of their first references, with what their references and back-links need.
#[derive(Default)]
struct Notes {
    order: Vec<String>,
    /// By key: the number, how many references there are, and the section of the first.
    used: BTreeMap<String, Used>,
}

struct Used {
    number: usize,
    references: usize,
    section: usize,
}

/// Writes a whole text.
pub(super) fn write(input: &Input<'_>) -> Checked<Markdown> {
    let document = events::read(input.text);
    let mut writer = Writer::new(input);
    rules::invisible_characters(&mut writer);
    rules::references(&mut writer, &document);
    writer.items(&document.body, &document);
    writer.close_raw(0, &(0..input.text.len()));
    writer.notes(&document);
    rules::unused_notes(&mut writer, &document);
    let Writer { problems, mut out, .. } = writer;
    out.source = input.text.to_owned();
    Checked {
        value: out,
        diagnostics: problems.finish(input.file),
    }
}

impl<'a> Writer<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let out = Markdown {
            html: String::with_capacity(input.text.len() * 5 / 4),
            sections: vec![Section {
                heading: None,
                text: String::new(),
            }],
            ..Markdown::default()
        };
        Self {
            input,
            finder: Finder::new(input),
            problems: Problems::default(),
            out,
            anchors: Anchors::default(),
            raw_open: Vec::new(),
            depth: 0,
            quiet: 0,
            raw_block: None,
            section: 0,
            gap: false,
            last_level: None,
            heading: false,
            link: None,
            image: None,
            table: None,
            table_labels: Anchors::default(),
            task_label: None,
            skipped: 0,
            callouts: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.report(problem);
    }

    /// Adds markup as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.html.push_str(markup);
    }

    /// Adds a text for the reader to the HTML and to the plain text.
    pub(super) fn text(&mut self, text: &str) {
        self.plain(text);
        if self.image.is_some() {
            return;
        }
        let start = self.out.html.len();
        push(&mut self.out.html, text);
        self.mark_prose(start);
    }

    fn mark_prose(&mut self, start: usize) {
        let end = self.out.html.len();
        if self.quiet > 0 || start == end {
            return;
        }
        match self.out.prose.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.out.prose.push(start..end),
        }
    }

    /// Adds a text to the section and to the words of the open link or image.
    fn plain(&mut self, text: &str) {
        for index in [self.image.as_ref().map(|image| image.link), self.link.map(|(index, _)| index)]
            .into_iter()
            .flatten()
        {
            if let Some(link) = self.out.links.get_mut(index) {
                link.text.push_str(text);
            }
        }
        let Some(section) = self.out.sections.get_mut(self.section).filter(|_| !self.heading) else {
            return;
        };
        for word in text.split_inclusive(char::is_whitespace) {
            let trimmed = word.trim_end();
            if self.gap && !trimmed.is_empty() && !section.text.is_empty() {
                section.text.push(' ');
            }
            section.text.push_str(trimmed);
            self.gap = trimmed.len() < word.len() || (self.gap && trimmed.is_empty());
        }
    }

    fn items(&mut self, items: &[Item<'_>], document: &Document<'_>) {
        for (at, (event, range)) in items.iter().enumerate() {
            let rest = items.get(at + 1..).unwrap_or_default();
            if self.skips(event, range) {
                continue;
            }
            match event {
                Event::Start(tag) => self.start(tag, range, rest),
                Event::End(tag) => self.end(*tag, range),
                Event::Text(text) if self.raw_block.is_none() => {
                    rules::undefined_note(self, text, range, document);
                    self.text(text);
                }
                Event::Code(code) => self.code(code),
                Event::Html(html) => self.html_line(html, range),
                Event::InlineHtml(html) if self.image.is_none() => self.html(html, &[(0, range.start)]),
                Event::SoftBreak => self.text("\n"),
                Event::HardBreak => self.hard_break(),
                Event::Rule => {
                    self.close_task_label(range);
                    self.raw("<hr>\n");
                }
                Event::TaskListMarker(done) => self.task_marker(*done),
                Event::FootnoteReference(label) => self.note_reference(label, document),
                _ => {}
            }
        }
    }

    /// Whether something stands too deep to be written: browsers give up at some depth, and so do tools that read the page.
    fn skips(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match event {
            Event::Start(_) if self.skipped > 0 => self.skipped += 1,
            Event::End(_) if self.skipped > 0 => {
                self.skipped -= 1;
                return true;
            }
            Event::Start(tag) if self.depth >= DEPTH && is_block(tag) => {
                self.skipped = 1;
                rules::too_deep(self, range);
            }
            _ => {}
        }
        self.skipped > 0
    }

    fn code(&mut self, code: &str) {
        self.quiet += 1;
        if self.image.is_none() {
            self.raw("<code>");
        }
        self.text(code);
        if self.image.is_none() {
            self.raw("</code>");
        }
        self.quiet -= 1;
    }

    fn hard_break(&mut self) {
        self.plain(" ");
        if self.image.is_none() {
            self.raw("<br>\n");
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, rest: &[Item<'_>]) {
        if let Some(image) = &mut self.image {
            image.nested += usize::from(matches!(tag, Tag::Image { .. }));
            return;
        }
        if !matches!(tag, Tag::HtmlBlock) {
            self.depth += 1;
        }
        if is_block(tag) {
            self.close_task_label(range);
            self.gap = true;
        }
        match tag {
            Tag::Paragraph => {
                rules::bold_heading(self, range, rest);
                self.raw("<p>");
            }
            Tag::Heading { level, id, .. } => self.start_heading(*level as u8, id.as_ref(), range, rest),
            Tag::BlockQuote(kind) => self.start_quote(*kind, range),
            Tag::CodeBlock(kind) => self.start_code_block(kind),
            Tag::HtmlBlock => self.raw_block = Some((String::new(), Vec::new())),
            Tag::List(Some(1)) => self.raw("<ol>\n"),
            Tag::List(Some(first)) => self.raw(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.raw("<ul>\n"),
            Tag::Item => self.raw(if is_task(rest) { "<li class=\"task\">" } else { "<li>" }),
            Tag::DefinitionList => self.raw("<dl>\n"),
            Tag::DefinitionListTitle => self.raw("<dt>"),
            Tag::DefinitionListDefinition => self.raw("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments, range, rest),
            Tag::TableHead => self.start_row(Part::Head),
            Tag::TableRow => self.start_row(Part::Body),
            Tag::TableCell => self.start_cell(rest),
            Tag::Emphasis => self.raw("<em>"),
            Tag::Strong => self.raw("<strong>"),
            Tag::Strikethrough => self.raw("<del>"),
            Tag::Superscript => self.raw("<sup>"),
            Tag::Subscript => self.raw("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_link(*link_type, dest_url, title, range),
            Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_image(*link_type, dest_url, title, range),
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        if let Some(image) = &mut self.image {
            match (tag, image.nested) {
                (TagEnd::Image, 0) => self.end_image(range),
                (TagEnd::Image, _) => image.nested -= 1,
                _ => {}
            }
            return;
        }
        if tag == TagEnd::HtmlBlock {
            return self.end_html_block();
        }
        self.close_raw(self.depth, range);
        self.depth = self.depth.saturating_sub(1);
        if self.task_label.is_some_and(|around| around > self.depth) {
            self.close_task_label(range);
        }
        match tag {
            TagEnd::Paragraph => self.raw("</p>\n"),
            TagEnd::Heading(level) => {
                self.quiet -= 1;
                self.heading = false;
                self.raw(&format!("</h{}>\n", (level as u8).max(2)));
            }
            TagEnd::BlockQuote(_) => {
                let close = self.callouts.pop().unwrap_or_default();
                self.raw(close);
            }
            TagEnd::CodeBlock => {
                self.quiet -= 1;
                self.raw("</code></pre>\n");
            }
            TagEnd::List(true) => self.raw("</ol>\n"),
            TagEnd::List(false) => self.raw("</ul>\n"),
            TagEnd::Item => self.raw("</li>\n"),
            TagEnd::DefinitionList => self.raw("</dl>\n"),
            TagEnd::DefinitionListTitle => self.raw("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.raw("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.raw("</tr>\n</thead>\n"),
            TagEnd::TableRow => self.raw("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.raw("</em>"),
            TagEnd::Strong => self.raw("</strong>"),
            TagEnd::Strikethrough => self.raw("</del>"),
            TagEnd::Superscript => self.raw("</sup>"),
            TagEnd::Subscript => self.raw("</sub>"),
            TagEnd::Link => self.end_link(range),
            TagEnd::Image | TagEnd::HtmlBlock | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {}
        }
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) {
            self.gap = true;
        }
    }

    fn start_heading(&mut self, level: u8, id: Option<&CowStr<'_>>, range: &Range<usize>, rest: &[Item<'_>]) {
        let text = words_until(rest, |tag| matches!(tag, TagEnd::Heading(_)));
        let span = self.finder.span(rules::trimmed(self.input.text, range));
        self.last_level = Some(rules::heading_level(self, level, self.last_level, &text, &span));
        let name = id.map_or_else(|| crate::route::slug(&text), |id| id.to_string());
        let name = if name.is_empty() { "section" } else { &name };
        let wanted = format!("{}{name}", self.input.anchor_prefix);
        let given = id.is_some();
        let id = self.anchors.unique(&wanted);
        if given && id != wanted {
            rules::repeated_anchor(self, name, &span);
        }
        let level = level.max(2);
        self.raw(&format!("<h{level} id=\"{}\">", escaped(&id)));
        self.out.sections.push(Section {
            heading: Some(self.out.headings.len()),
            text: String::new(),
        });
        self.section = self.out.sections.len() - 1;
        self.out.headings.push(Heading { level, id, text, span });
        self.heading = true;
        self.quiet += 1;
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        let Some(kind) = kind else {
            rules::unknown_callout(self, range);
            self.callouts.push("</blockquote>\n");
            return self.raw("<blockquote>\n");
        };
        let (class, word) = match kind {
            BlockQuoteKind::Note => ("note", 0),
            BlockQuoteKind::Tip => ("tip", 1),
            BlockQuoteKind::Important => ("important", 2),
            BlockQuoteKind::Warning => ("warning", 3),
            BlockQuoteKind::Caution => ("caution", 4),
        };
        let title = self.input.callout_words.get(word).map(|word| escaped(word)).unwrap_or_default();
        self.callouts.push("</aside>\n");
        self.raw(&format!(
            "<aside class=\"callout callout-{class}\" role=\"note\" aria-label=\"{title}\">\n<p class=\"callout-title\">{title}</p>\n"
        ));
    }

    fn start_code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.quiet += 1;
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let known = !language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric() || "+-#._".contains(c));
        let class = if known {
            format!(" class=\"language-{language}\"")
        } else {
            String::new()
        };
        // The block scrolls sideways when a line is long, so the keyboard has to reach it (WCAG 2.1.1).
        self.raw(&format!("<pre tabindex=\"0\"><code{class}>"));
    }

    fn task_marker(&mut self, done: bool) {
        self.task_label = Some(self.depth);
        let checked = if done { " checked" } else { "" };
        self.raw(&format!("<label><input type=\"checkbox\" disabled{checked}> "));
    }

    /// The words of a task are the label of its box; what is not a phrase cannot stand in a label.
    fn close_task_label(&mut self, range: &Range<usize>) {
        if let Some(depth) = self.task_label.take() {
            self.close_raw(depth, range);
            self.raw("</label>");
        }
    }

    fn start_table(&mut self, alignments: &[Alignment], range: &Range<usize>, rest: &[Item<'_>]) {
        let cells = header_cells(rest);
        rules::table_header(self, &cells, range);
        let heading = self.out.headings.last().map(|heading| heading.text.as_str());
        let named = cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ");
        let label = heading
            .into_iter()
            .chain(Some(named.as_str()))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>();
        let label = self.table_labels.unique(&label.join(": "));
        self.table = Some(Table {
            alignments: alignments.to_vec(),
            column: 0,
            part: Part::Head,
        });
        // A wide table scrolls by itself; a region with a name can be found and scrolled by keyboard (WCAG 2.1.1).
        self.raw(&format!(
            "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n",
            escaped(&label)
        ));
    }

    fn start_row(&mut self, part: Part) {
        let Some(table) = &mut self.table else { return };
        let first_of_body = part == Part::Body && table.part == Part::Head;
        table.column = 0;
        table.part = part;
        match (part, first_of_body) {
            (Part::Head, _) => self.raw("<thead>\n<tr>"),
            (Part::Body, true) => self.raw("<tbody>\n<tr>"),
            (Part::Body, false) => self.raw("<tr>"),
        }
    }

    fn start_cell(&mut self, rest: &[Item<'_>]) {
        let Some(table) = &mut self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        let part = table.part;
        let empty = matches!(rest.first(), Some((Event::End(TagEnd::TableCell), _)));
        match part {
            // An empty header cell names nothing; as a plain cell it is not announced.
            Part::Head if empty => self.raw("<td>"),
            Part::Head => self.raw(&format!("<th scope=\"col\"{class}>")),
            Part::Body => self.raw(&format!("<td{class}>")),
        }
        self.quiet += usize::from(part == Part::Head);
    }

    fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        let part = table.part;
        self.quiet -= usize::from(part == Part::Head);
        let empty_header = self.out.html.ends_with("<td>") && part == Part::Head;
        self.raw(if part == Part::Head && !empty_header { "</th>" } else { "</td>" });
    }

    fn end_table(&mut self) {
        let part = self.table.take().map(|table| table.part);
        self.raw(if part == Some(Part::Body) {
            "</tbody>\n</table>\n</section>\n"
        } else {
            "</table>\n</section>\n"
        });
    }

    fn start_link(&mut self, kind: LinkType, target: &str, title: &str, range: &Range<usize>) {
        let target = if kind == LinkType::Email {
            format!("mailto:{target}")
        } else {
            target.to_owned()
        };
        self.raw("<a href=\"");
        self.link = Some((self.out.links.len(), kind));
        self.push_link(target, LinkKind::Link, range);
        self.raw("\"");
        self.push_title(title);
        self.raw(">");
        self.quiet += 1;
    }

    fn end_link(&mut self, range: &Range<usize>) {
        self.quiet -= 1;
        self.raw("</a>");
        if let Some((index, kind)) = self.link.take() {
            rules::link_text(self, index, kind, range);
        }
    }

    fn start_image(&mut self, _kind: LinkType, target: &str, title: &str, range: &Range<usize>) {
        // What the reader sees of the image is its description: in the plain text it stands as a word of its own.
        self.raw("<img src=\"");
        self.image = Some(Image {
            link: self.out.links.len(),
            title: title.to_owned(),
            nested: 0,
        });
        self.push_link(target.to_owned(), LinkKind::Image, range);
    }

    fn end_image(&mut self, range: &Range<usize>) {
        let Some(image) = self.image.take() else { return };
        self.depth = self.depth.saturating_sub(1);
        if let Some(link) = self.out.links.get_mut(image.link) {
            link.text = link.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let alt = escaped(&link.text);
            self.raw(&format!("\" alt=\"{alt}\""));
        }
        self.push_title(&image.title);
        self.raw(" loading=\"lazy\" decoding=\"async\">");
        rules::alternative_text(self, image.link, range);
    }

    fn push_link(&mut self, target: String, kind: LinkKind, range: &Range<usize>) {
        let place = rules::place_of_target(self.input.text, &target, range);
        self.out.links.push(Link {
            at: self.out.html.len(),
            span: self.finder.span(place),
            target,
            kind,
            text: String::new(),
        });
    }

    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.raw(&format!(" title=\"{}\"", escaped(title)));
        }
    }

    fn note_reference(&mut self, label: &str, document: &Document<'_>) {
        let key = note_key(label);
        if self.image.is_some() || !document.notes.contains_key(&key) {
            return;
        }
        let (number, section) = (self.notes.order.len() + 1, self.section);
        if !self.notes.used.contains_key(&key) {
            self.notes.order.push(key.clone());
        }
        let used = self.notes.used.entry(key).or_insert(Used {
            number,
            references: 0,
            section,
        });
        used.references += 1;
        let (number, reference) = (used.number, note_reference_id(used.number, used.references));
        let prefix = escaped(self.input.anchor_prefix);
        self.raw(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#{prefix}fn:{number}\" id=\"{prefix}{reference}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// The footnotes that are referred to, in the order of their numbers; a footnote may refer to another.
    fn notes(&mut self, document: &Document<'_>) {
        if self.notes.order.is_empty() {
            return;
        }
        let label = self.input.note_words.first().map(|word| escaped(word)).unwrap_or_default();
        self.raw(&format!(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{label}\">\n<ol>\n"
        ));
        let mut at = 0;
        while let Some(key) = self.notes.order.get(at).cloned() {
            at += 1;
            if let (Some(note), Some(used)) = (document.notes.get(&key), self.notes.used.get(&key)) {
                self.section = used.section;
                self.note(&key, note, document);
            }
        }
        self.raw("</ol>\n</section>\n");
    }

    fn note(&mut self, key: &str, note: &Note<'_>, document: &Document<'_>) {
        let number = self.notes.used.get(key).map_or(0, |used| used.number);
        self.gap = true;
        self.raw(&format!("<li id=\"{}fn:{number}\">", escaped(self.input.anchor_prefix)));
        let (content, last) = match note.content.split_last() {
            Some((last @ (Event::End(TagEnd::Paragraph), _), content)) => (content, Some(last)),
            _ => (note.content.as_slice(), None),
        };
        self.items(content, document);
        if last.is_none() {
            self.close_raw(0, &note.range);
        }
        self.back_links(key);
        if let Some(last) = last {
            self.items(std::slice::from_ref(last), document);
        }
        self.raw("</li>\n");
    }

    fn back_links(&mut self, key: &str) {
        let Some((number, references)) = self.notes.used.get(key).map(|used| (used.number, used.references)) else {
            return;
        };
        let words = self.input.note_words.get(1).map(|words| escaped(words)).unwrap_or_default();
        let prefix = escaped(self.input.anchor_prefix);
        for reference in 1..=references {
            let name = note_reference_id(number, reference);
            let which = name.trim_start_matches("fnref:");
            self.raw(&format!(
                " <a href=\"#{prefix}{name}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"{words} {which}\">↩\u{fe0e}</a>"
            ));
        }
    }

    /// Whether a footnote is referred to.
    pub(super) fn uses_note(&self, key: &str) -> bool {
        self.notes.used.contains_key(key)
    }

    /// Whether the text of a paragraph, and not code or the description of an image, comes in.
    pub(super) fn in_prose(&self) -> bool {
        self.quiet == 0 && self.image.is_none() && self.raw_block.is_none()
    }
}

/// The first reference to footnote 3 is `fnref:3`, the second `fnref:3-2`.
fn note_reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref:{number}"),
        _ => format!("fnref:{number}-{reference}"),
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// Whether the item that begins here begins with a box: directly, or in its first paragraph.
fn is_task(rest: &[Item<'_>]) -> bool {
    let mut events = rest.iter().map(|(event, _)| event);
    match events.next() {
        Some(Event::TaskListMarker(_)) => true,
        Some(Event::Start(Tag::Paragraph)) => matches!(events.next(), Some(Event::TaskListMarker(_))),
        _ => false,
    }
}

/// The words of each cell of the header row that begins here.
fn header_cells(rest: &[Item<'_>]) -> Vec<String> {
    let mut cells = Vec::new();
    for (at, (event, _)) in rest.iter().enumerate() {
        match event {
            Event::End(TagEnd::TableHead) => break,
            Event::Start(Tag::TableCell) => {
                let rest = rest.get(at + 1..).unwrap_or_default();
                cells.push(words_until(rest, |tag| *tag == TagEnd::TableCell));
            }
            _ => {}
        }
    }
    cells
}

/// Whether marking terms inside of an element would be wrong: it says itself what its text means.
pub(super) fn is_quiet_element(name: &str) -> bool {
    matches!(name, "abbr" | "dfn" | "code" | "kbd" | "samp" | "var" | "pre" | "summary" | "th") && raw_html::ALLOWABLE.contains(&name)
}
