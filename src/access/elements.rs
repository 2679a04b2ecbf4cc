//! Which elements are open: the end tags that HTML lets authors leave out (HTML, section 13.1.2.4), and those that it does not.

use std::borrow::Cow;

use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::{self, Tag};

/// An element that is open.
pub(super) struct Open<'h> {
    pub(super) name: Cow<'h, str>,
    pub(super) role: Option<Cow<'h, str>>,
    pub(super) at: usize,
    /// Whether no one sees or hears what is in it.
    pub(super) hidden: bool,
    /// Whether it is hidden by `aria-hidden` alone: it is seen, and not heard.
    pub(super) silent: bool,
    /// Whether it takes its name from what is in it.
    pub(super) named: bool,
    /// Whether it is a link, a button or the like.
    pub(super) control: bool,
    /// For a table: whether it has a cell of names; for a field set: a legend; for a video: captions; for a label: a control.
    pub(super) complete: bool,
    /// Whether it is drawn: an `<svg>`, or in one.
    drawn: bool,
    /// Whether it is only kept for scripts: a `<template>`, or in one.
    kept: bool,
}

/// Whether an element is hidden from everyone, or from those who hear the page.
pub(super) fn is_hidden(of: Attributes<'_, '_>) -> bool {
    of.has("hidden") || of.is("aria-hidden", "true")
}

/// Elements whose end tag may be left out.
fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "li"
            | "dt"
            | "dd"
            | "p"
            | "option"
            | "optgroup"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "caption"
            | "rp"
            | "rt"
    )
}

/// Elements that end a paragraph.
fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "table"
            | "ul"
    )
}

/// Whether the start of `next` ends `open`.
fn is_ended_by(open: &str, next: &str) -> bool {
    match open {
        "p" => ends_paragraph(next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "option" => matches!(next, "option" | "optgroup"),
        "optgroup" => next == "optgroup",
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(next, "tbody" | "thead" | "tfoot"),
        "head" => next == "body",
        "rp" | "rt" => matches!(next, "rp" | "rt"),
        _ => false,
    }
}

impl<'h> Reading<'h> {
    pub(super) fn is_inside(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    /// Whether the next element is part of a drawing.
    pub(super) fn is_in_drawing(&self) -> bool {
        self.open.last().is_some_and(|open| open.drawn)
    }

    /// Whether the next element is only kept for scripts.
    pub(super) fn is_in_template(&self) -> bool {
        self.open.last().is_some_and(|open| open.kept)
    }

    /// The open element around the next one.
    pub(super) fn parent(&self) -> Option<&Open<'h>> {
        self.open.last()
    }

    pub(super) fn close_implied(&mut self, next: &str) {
        while self.open.last().is_some_and(|open| is_ended_by(&open.name, next)) {
            self.pop();
        }
    }

    pub(super) fn push(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<Cow<'h, str>>) {
        let names_itself = self.naming.last().is_some_and(|naming| naming.at == tag.at);
        let (is_in_drawing, is_in_template) = (self.is_in_drawing(), self.is_in_template());
        if html::is_void(&tag.name) || (is_in_drawing && tag.text.ends_with("/>")) {
            return;
        }
        if super::names::is_block(&tag.name) {
            self.blocks.push(super::names::Block::default());
        }
        let hidden = is_hidden(of) || matches!(&*tag.name, "template" | "noscript");
        self.hidden += usize::from(hidden);
        self.open.push(Open {
            control: super::controls::is_control(&tag.name, of, role.as_deref()),
            name: tag.name.clone(),
            role,
            at: tag.at,
            hidden,
            silent: hidden && !of.has("hidden") && !matches!(&*tag.name, "template" | "noscript"),
            named: names_itself,
            complete: false,
            drawn: is_in_drawing || tag.name == "svg",
            kept: is_in_template || tag.name == "template",
        });
    }

    pub(super) fn close(&mut self, tag: &Tag<'h>) {
        let Some(at) = self.open.iter().rposition(|open| open.name == tag.name) else {
            // `</p>` and `</br>` without a beginning make an element of their own; every other one is passed over.
            let message = format!("`</{}>` ends an element that is not open here", tag.name);
            return self.find(
                Code::UnclosedElement,
                tag.at,
                message,
                "delete it, or look where the element began and already ended",
            );
        };
        while self.open.len() > at + 1 {
            if let Some(open) = self.open.last() {
                let (name, place) = (open.name.clone(), open.at);
                self.left_open_at(&name, place);
            }
            self.pop();
        }
        self.pop();
    }

    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.closed(open);
        }
    }

    /// What can be said about an element once it is whole.
    pub(super) fn closed(&mut self, open: Open<'h>) {
        self.hidden -= usize::from(open.hidden);
        if open.named {
            self.named(&open);
        }
        if super::names::is_block(&open.name) {
            self.block_end(open.at);
        }
        if self.hidden == 0 && !open.hidden {
            self.table_end(&open);
            self.media_end(&open);
            self.form_tag_end(&open);
        }
    }

    pub(super) fn left_open(&mut self, open: &Open<'h>) {
        self.left_open_at(&open.name, open.at);
    }

    fn left_open_at(&mut self, name: &str, at: usize) {
        if !may_stay_open(name) {
            let message = format!("`<{name}>` is not closed");
            self.find(Code::UnclosedElement, at, message, format!("write `</{name}>` where it ends"));
        }
    }
}
