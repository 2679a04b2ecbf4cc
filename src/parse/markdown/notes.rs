//! Footnotes: numbered in the order of their first references, each with links back to every place that refers to it.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, TagEnd};

use super::escape::escaped;
use super::events::{Document, Note, note_key};
use super::writer::Writer;

/// The footnotes in the order of their first references, with what their references and back-links need.
#[derive(Default)]
pub(super) struct Notes {
    order: Vec<String>,
    /// By key: the number, how many references there are, and the section of the first.
    used: BTreeMap<String, Used>,
}

struct Used {
    number: usize,
    references: usize,
    section: usize,
}

impl Writer<'_> {
    /// Writes the number of a footnote where the text refers to it.
    pub(super) fn note_reference(&mut self, label: &str, document: &Document<'_>) {
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
    pub(super) fn notes(&mut self, document: &Document<'_>) {
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
}

/// The first reference to footnote 3 is `fnref:3`, the second `fnref:3-2`.
fn note_reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref:{number}"),
        _ => format!("fnref:{number}-{reference}"),
    }
}
