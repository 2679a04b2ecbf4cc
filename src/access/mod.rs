//! Barriers on a finished page: what of WCAG 2.2 (levels A and AA) can be decided from its HTML alone.
//!
//! A page is read tag by tag, in the pass that rewrites its addresses; no tree is built. Each rule cites its success
//! criterion in the manual page of its code. What needs a layout, such as contrast and the size of targets, is measured
//! elsewhere: the colors of an agency in [`contrast`], the rest in a browser.

mod aria;
pub mod contrast;
mod controls;
mod document;
mod elements;
mod forms;
mod landmarks;
mod language;
mod names;
mod structure;
pub mod trace;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Code;
use crate::parse::html::{Attribute, Tag, unescape};
use elements::Open;
use names::Naming;

/// One barrier on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The words of the page that it is about, if there are some.
    pub subject: Option<String>,
    /// The byte of the page where the tag begins that is at fault.
    pub at: usize,
}

/// What is known about a page once it has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The text of `<title>`.
    pub title: String,
    /// Whether readers stay on the page: not so if it only leads on to another.
    pub leads_on: bool,
    /// The barriers, in the order of the page.
    pub findings: Vec<Finding>,
}

/// A page while it is read.
#[derive(Default)]
pub struct Reading<'h> {
    report: Report,
    /// The elements that are open.
    open: Vec<Open<'h>>,
    /// How many elements are open that no one sees or hears.
    hidden: usize,
    /// Elements that are open and take their name from what is in them.
    naming: Vec<Naming<'h>>,
    document: document::Document,
    landmarks: landmarks::Landmarks<'h>,
    forms: forms::Forms<'h>,
    /// The paragraphs, list items and the like that are open.
    blocks: Vec<names::Block<'h>>,
    /// The first link of each context and text.
    links: BTreeMap<(usize, String), Cow<'h, str>>,
    access_keys: BTreeSet<Cow<'h, str>>,
    /// The level of the last heading.
    level: Option<u8>,
    titles: usize,
    /// References to ids: attribute, id, place.
    references: Vec<(String, String, usize)>,
}

/// The attributes of one tag.
#[derive(Clone, Copy)]
struct Attributes<'a, 'h>(&'a [Attribute<'h>]);

impl<'h> Attributes<'_, 'h> {
    /// The value of an attribute; empty if it is there without one.
    fn get(&self, name: &str) -> Option<Cow<'h, str>> {
        self.0
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| unescape(attribute.value))
    }

    /// The value without the spaces around it, if anything is left.
    fn text(&self, name: &str) -> Option<Cow<'h, str>> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|attribute| attribute.name == name)
    }

    /// Whether the attribute has that value, in any letter case.
    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    }

    /// The first role that is written; browsers take the first that they know.
    fn role(&self) -> Option<Cow<'h, str>> {
        let role = self.text("role")?;
        role.split_ascii_whitespace()
            .next()
            .map(|role| Cow::Owned(role.to_ascii_lowercase()))
    }

    /// Whether the element has a name of its own, whatever is in it.
    fn is_named(&self) -> bool {
        ["aria-label", "aria-labelledby", "title"]
            .iter()
            .any(|name| self.text(name).is_some())
    }

    /// Whether the keyboard reaches the element because its author said so.
    fn is_focusable(&self) -> bool {
        self.get("tabindex")
            .is_some_and(|index| index.trim().parse::<i32>().is_ok_and(|index| index >= 0))
    }
}

impl<'h> Reading<'h> {
    /// Reads a start tag.
    pub fn start(&mut self, tag: &Tag<'h>, attributes: &[Attribute<'h>]) {
        let of = Attributes(attributes);
        self.close_implied(&tag.name);
        let role = of.role();
        self.document_tag(tag, of);
        if self.is_in_template() || (tag.name == "title" && self.is_in_drawing()) {
            return self.push(tag, of, role);
        }
        self.language(tag, of);
        self.aria(tag, of, role.as_deref());
        self.controls(tag, of, role.as_deref());
        if self.hidden == 0 && !elements::is_hidden(of) {
            self.structure(tag, of, role.as_deref());
            self.landmark(tag, of, role.as_deref());
            self.form_tag(tag, of);
            self.name_tag(tag, of, role.as_deref());
        }
        self.push(tag, of, role);
    }

    /// Reads an end tag.
    pub fn end(&mut self, tag: &Tag<'h>) {
        self.close(tag);
    }

    /// Reads what stands between two tags.
    pub fn text(&mut self, text: &str) {
        let Some(open) = self.open.last() else { return };
        match &*open.name {
            "title" if !self.is_in_drawing() => self.report.title.push_str(&unescape(text)),
            "script" | "style" => {}
            _ if self.hidden == 0 => self.name_text(text),
            _ => {}
        }
    }

    /// What is known at the end. `ids` are those of the page.
    pub fn finish(mut self, ids: &BTreeSet<String>) -> Report {
        while let Some(open) = self.open.pop() {
            self.left_open(&open);
            self.closed(open);
        }
        self.document_end();
        self.forms_end();
        self.landmarks_end(ids);
        self.references_end(ids);
        self.report.findings.sort_by_key(|finding| finding.at);
        self.report
    }

    fn find(&mut self, code: Code, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.report.findings.push(Finding {
            code,
            message: message.into(),
            help: help.into(),
            subject: None,
            at,
        });
    }

    /// Names the words that the last finding is about.
    fn about(&mut self, words: &str) {
        if let Some(last) = self.report.findings.last_mut() {
            last.subject = Some(words.to_owned());
        }
    }

    fn refer(&mut self, attribute: &str, value: &str, at: usize) {
        for id in value.split_ascii_whitespace() {
            self.references.push((attribute.to_owned(), id.to_owned(), at));
        }
    }

    fn references_end(&mut self, ids: &BTreeSet<String>) {
        for (attribute, id, at) in std::mem::take(&mut self.references) {
            if !ids.contains(&id) {
                let help = match crate::diag::nearest(&id, ids.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("give the element that is meant `id=\"{id}\"`, or leave the attribute out"),
                };
                self.find(
                    Code::AriaReference,
                    at,
                    format!("`{attribute}` names `{id}`, and nothing on the page has that id"),
                    help,
                );
            }
        }
    }
}
