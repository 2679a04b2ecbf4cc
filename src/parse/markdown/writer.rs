//! Markdown events as HTML. Nothing reaches the HTML but what is written here: every text and attribute is escaped.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::anchors::Anchors;
use super::escape::{escaped, push};
use super::events::{self, Document, Item, is_block, is_too_deep, words_until};
use super::links::Image;
use super::notes::Notes;
use super::place::Finder;
use super::tables::{Part, Table};
use super::{Heading, Input, Markdown, Section, Source, raw_html, rules, slips, style, weekdays};
use crate::diag::{Checked, Diagnostic};
use crate::parse::problems::Problems;
use crate::words::is_single_spaced;

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
    pub(super) section: usize,
    /// Whether a space belongs before the next word of the plain text.
    pub(super) gap: bool,
    last_level: Option<u8>,
    heading: bool,
    /// Where in the HTML the last heading ends.
    after_heading: Option<usize>,
    /// Index of the open link in `out.links`.
    pub(super) link: Option<(usize, LinkType)>,
    /// How many links are open in that one. HTML knows none, so their words alone are written.
    pub(super) links_inside: usize,
    /// The open image.
    pub(super) image: Option<Image>,
    /// The open table.
    pub(super) table: Option<Table>,
    /// The names of tables so far.
    pub(super) table_labels: Anchors,
    /// How many elements are open around the label of a task that is open.
    task_label: Option<usize>,
    callouts: Vec<&'static str>,
    /// The footnotes that the text refers to so far.
    pub(super) notes: Notes,
}

/// Writes a whole text.
pub(super) fn write(input: &Input<'_>, elements: usize) -> Checked<Markdown> {
    let document = events::read(input.text, elements);
    let mut writer = Writer::new(input);
    rules::invisible_characters(&mut writer);
    rules::references(&mut writer, &document);
    rules::too_many(&mut writer, &document, elements);
    writer.items(&document.body, &document);
    writer.close_raw(0, &(0..input.text.len()));
    writer.check_last_section(0);
    writer.notes(&document);
    rules::unused_notes(&mut writer, &document);
    let Writer { problems, out, .. } = writer;
    Checked {
        // A copy has no room to spare: what grows by doubling keeps up to as much again, and a portal keeps thousands of these.
        value: Markdown {
            source: Source::Own(input.text.to_owned()),
            ..out.clone()
        },
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
            finder: Finder::new(input.text, input.file, &input.place),
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
            after_heading: None,
            link: None,
            links_inside: 0,
            image: None,
            table: None,
            table_labels: Anchors::default(),
            task_label: None,
            callouts: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.report(problem);
    }

    /// Notes that an element begins here, made from what begins at `start` in the source.
    pub(super) fn element(&mut self, start: usize) {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.out.elements.push((clamp(self.out.html.len()), clamp(start)));
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
        let words = text.trim_matches(' ');
        if !words.is_empty() && is_single_spaced(words) {
            let is_apart = self.gap || text.starts_with(' ');
            if is_apart && !section.text.is_empty() {
                section.text.push(' ');
            }
            section.text.push_str(words);
            self.gap = text.ends_with(' ');
            return;
        }
        for word in text.split_inclusive(char::is_whitespace) {
            let trimmed = word.trim_end();
            if self.gap && !trimmed.is_empty() && !section.text.is_empty() {
                section.text.push(' ');
            }
            section.text.push_str(trimmed);
            self.gap = trimmed.len() < word.len() || (self.gap && trimmed.is_empty());
        }
    }

    /// Writes a row of events.
    pub(super) fn items(&mut self, items: &[Item<'_>], document: &Document<'_>) {
        for (at, (event, range)) in items.iter().enumerate() {
            let rest = items.get(at + 1..).unwrap_or_default();
            match event {
                Event::Start(tag) if is_too_deep(tag, self.depth) => rules::too_deep(self, range),
                Event::Start(tag) => self.start(tag, range, rest),
                Event::End(tag) => self.end(*tag, range),
                Event::Text(text) if self.raw_block.is_none() => {
                    rules::undefined_note(self, text, range, document);
                    weekdays::check(self, text, range);
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
        self.element(range.start);
        match tag {
            Tag::Paragraph => {
                rules::bold_heading(self, range, rest);
                style::long_sentences(self, range, rest);
                slips::paragraph(self, range, rest);
                self.raw("<p>");
            }
            Tag::Heading { level, id, .. } => self.start_heading(*level as u8, id.as_ref(), range, rest),
            Tag::BlockQuote(kind) => self.start_quote(*kind, range),
            Tag::CodeBlock(kind) => self.start_code_block(kind, range),
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
            Tag::Image { dest_url, title, .. } => self.start_image(dest_url, title, range),
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
                self.after_heading = Some(self.out.html.len());
                style::capitals(self);
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

    /// Reports the section that ends here if nothing stands in it, not even a heading of a lower level than `next`.
    fn check_last_section(&mut self, next: u8) {
        let below = self.after_heading.and_then(|end| self.out.html.get(end..));
        let is_empty = below.is_some_and(|html| html.trim().is_empty());
        if is_empty && self.out.headings.last().is_some_and(|last| last.level >= next) {
            style::empty_section(self);
        }
    }

    fn start_heading(&mut self, level: u8, id: Option<&CowStr<'_>>, range: &Range<usize>, rest: &[Item<'_>]) {
        self.check_last_section(level);
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

    fn start_code_block(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        self.quiet += 1;
        if matches!(kind, CodeBlockKind::Fenced(_)) {
            slips::open_code(self, range);
        }
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

    /// Whether the text of a paragraph, and not code or the description of an image, comes in.
    pub(super) fn in_prose(&self) -> bool {
        self.quiet == 0 && self.image.is_none() && self.raw_block.is_none()
    }
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

/// Whether marking terms inside of an element would be wrong: it says itself what its text means.
pub(super) fn is_quiet_element(name: &str) -> bool {
    matches!(name, "abbr" | "dfn" | "code" | "kbd" | "samp" | "var" | "pre" | "summary" | "th") && raw_html::ALLOWABLE.contains(&name)
}
