//! Names: what a screen reader says of links, buttons, headings and pictures (WCAG 1.1.1, 2.4.4, 2.4.6, 2.5.3, 4.1.2).

use std::borrow::Cow;

use super::elements::Open;
use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::{Tag, unescape};
use crate::parse::markdown::{is_vague, poor_description};
use crate::words::single_spaced;

/// An element while the words in it come in.
pub(super) struct Naming<'h> {
    pub(super) at: usize,
    /// What is in it, as it is heard.
    text: String,
    /// `aria-label`, which is heard in place of the words.
    label: Option<Cow<'h, str>>,
    /// Whether another element or `title` names it.
    named_elsewhere: bool,
    /// Where it leads.
    href: Option<Cow<'h, str>>,
}

/// What has to have words and has none.
enum Nameless {
    Heading,
    /// Of a column or row of a table.
    Header,
    Picture,
}

/// A link with its words.
pub(super) struct Link<'h> {
    at: usize,
    name: String,
    href: Cow<'h, str>,
}

/// A paragraph, list item, cell or the like while it is open: what stands in it tells a reader what its links are about.
#[derive(Default)]
pub(super) struct Block<'h> {
    /// Whether it has words beside its links.
    words: bool,
    links: Vec<Link<'h>>,
}

/// Whether an element is the nearest context of a link in it (WCAG 2.4.4, "programmatically determined link context").
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "li" | "td" | "th" | "dd" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption" | "caption" | "blockquote"
    )
}

fn is_section(name: &str) -> bool {
    matches!(
        name,
        "article" | "aside" | "body" | "footer" | "form" | "header" | "main" | "nav" | "section"
    )
}

/// Elements and roles that take their name from what is in them, as far as a rule asks for it.
fn is_named_by_content(name: &str, of: Attributes<'_, '_>, role: Option<&str>) -> bool {
    match role {
        Some("button" | "link" | "heading" | "tab" | "menuitem" | "checkbox" | "radio" | "switch" | "option" | "img" | "dialog") => true,
        Some("none" | "presentation") => false,
        _ => match name {
            "a" => of.has("href"),
            "button" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "label" | "legend" | "th" | "object" | "caption" => true,
            _ => false,
        },
    }
}

impl<'h> Reading<'h> {
    pub(super) fn name_tag(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        match &*tag.name {
            "img" => self.picture(tag, of),
            "area" if of.has("href") && of.text("alt").is_none() && !of.is_named() => self.no_description(tag, "this area of an image map"),
            "input" if of.is("type", "image") && of.text("alt").is_none() && !of.is_named() => {
                self.no_description(tag, "this image button")
            }
            "iframe" | "frame" if !of.is_named() => {
                let help = "say what is in it: `title=\"Map of the academy\"`";
                self.find(Code::MissingName, tag.at, "this frame has no title", help);
            }
            _ => {}
        }
        if is_named_by_content(&tag.name, of, role) && !crate::parse::html::is_void(&tag.name) {
            self.naming.push(Naming {
                at: tag.at,
                text: String::new(),
                label: of.text("aria-label"),
                named_elsewhere: of.text("aria-labelledby").is_some() || of.text("title").is_some(),
                href: of.get("href"),
            });
        } else if let Some(label) = of.text("aria-label") {
            // The name of what is inside is heard as a part of the name around it.
            self.name_words(&label);
        }
    }

    fn picture(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        let Some(alt) = of.get("alt") else {
            if !of.is_named() {
                self.no_description(tag, "this image");
            }
            return;
        };
        self.name_words(&alt);
        let src = of.get("src").unwrap_or_default();
        if let Some((message, help)) = poor_description(&alt, src.rsplit('/').next().unwrap_or_default()) {
            self.find(Code::PoorAlt, tag.at, message, help);
            self.about(&alt);
        }
    }

    fn no_description(&mut self, tag: &Tag<'h>, what: &str) {
        let help = "say what it shows: `alt=\"Officer reading to a class\"`; `alt=\"\"` if it only decorates";
        self.find(Code::MissingAlt, tag.at, format!("{what} has no description"), help);
    }

    /// Text that is heard.
    pub(super) fn name_text(&mut self, text: &str) {
        if !self.naming.is_empty() {
            self.name_words(&unescape(text));
        }
        if !self.naming.iter().any(|naming| naming.href.is_some())
            && let Some(block) = self.blocks.last_mut()
        {
            block.words |= text.chars().any(char::is_alphanumeric);
        }
    }

    fn name_words(&mut self, words: &str) {
        for naming in &mut self.naming {
            naming.text.push_str(words);
        }
    }

    /// An element whose words are all there.
    pub(super) fn named(&mut self, open: &Open<'h>) {
        let Some(naming) = self.naming.pop() else { return };
        let text = single_spaced(&naming.text).into_owned();
        let has_name = !text.is_empty() || naming.label.is_some() || naming.named_elsewhere;
        let is_heading = matches!(&*open.name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") || open.role.as_deref() == Some("heading");
        let role = open.role.as_deref();
        match &*open.name {
            _ if is_heading && role.is_none_or(|role| role == "heading") => {
                if !has_name {
                    self.nameless(open, Nameless::Heading);
                }
            }
            "label" => self.label_words(open, &text),
            "legend" if has_name => self.legend(),
            "th" if !has_name => self.nameless(open, Nameless::Header),
            "object" | "svg" | "span" | "div" | "p" | "i" if !has_name && (role == Some("img") || open.name == "object") => {
                self.nameless(open, Nameless::Picture);
            }
            "th" | "legend" | "caption" | "object" => {}
            _ if role == Some("img") => {}
            _ if !has_name => self.no_name(open),
            _ => self.named_control(open, naming, &text),
        }
    }

    fn nameless(&mut self, open: &Open<'h>, what: Nameless) {
        let (code, message, help) = match what {
            Nameless::Heading => (Code::EmptyHeading, "this heading has no words", "write the heading, or delete it"),
            Nameless::Header => (
                Code::TableHeader,
                "this column or row has no name",
                "write its name, or make it a `<td>`",
            ),
            Nameless::Picture => (
                Code::MissingAlt,
                "this picture has no description",
                "say what it shows in `aria-label`, or hide it with `aria-hidden=\"true\"`",
            ),
        };
        self.find(code, open.at, message, help);
    }

    /// A link, a button or another thing to press, with its name.
    fn named_control(&mut self, open: &Open<'h>, naming: Naming<'h>, text: &str) {
        self.label_in_name(open, &naming, text);
        if let Some(href) = naming.href
            && !naming.named_elsewhere
        {
            let name = naming.label.as_deref().unwrap_or(text).to_lowercase();
            self.link_name(Link { at: open.at, name, href });
        }
    }

    fn no_name(&mut self, open: &Open<'h>) {
        let what = match (&*open.name, open.role.as_deref()) {
            ("a", None) | (_, Some("link")) => "link",
            ("summary", _) => "summary",
            (_, Some("dialog")) => "dialog",
            ("button", None) | (_, Some("button")) => "button",
            _ => "control",
        };
        let help = "write words in it; if it is a picture, describe the picture in `alt` or `aria-label`";
        self.find(
            Code::MissingName,
            open.at,
            format!("this {what} has no words that a screen reader can say"),
            help,
        );
    }

    /// People who speak to their device say what they see (WCAG 2.5.3).
    fn label_in_name(&mut self, open: &Open<'h>, naming: &Naming<'h>, text: &str) {
        let Some(label) = &naming.label else { return };
        if text.chars().any(char::is_alphanumeric) && !words(label).contains(&words(text)) {
            let message = format!("what is seen, `{text}`, is not in what is heard, `{label}`");
            self.find(
                Code::LabelInName,
                open.at,
                message,
                "let `aria-label` begin with the words that are seen, or delete it",
            );
        }
    }

    fn link_name(&mut self, link: Link<'h>) {
        if is_vague(&link.name) {
            let message = format!("the link text \"{}\" says nothing by itself", link.name);
            let help = "write the words that name the target; `<span class=\"vh\">` holds those that only need to be heard";
            self.find(Code::VagueLink, link.at, message, help);
            return self.about(&link.name);
        }
        match self.blocks.last_mut() {
            Some(block) => block.links.push(link),
            None => self.compare(link, self.section()),
        }
    }

    /// The place of the innermost section that is open.
    fn section(&self) -> usize {
        self.open.iter().rev().find(|open| is_section(&open.name)).map_or(0, |open| open.at)
    }

    /// The links of a block whose words are all there. A block of nothing but links gives them to the block around it.
    pub(super) fn block_end(&mut self, at: usize) {
        let Some(block) = self.blocks.pop() else { return };
        // What stands beside a block in the same list item tells about its links too.
        if let Some(outer) = self.blocks.last_mut() {
            outer.words |= block.words;
        }
        match self.blocks.last_mut() {
            Some(outer) if !block.words => outer.links.extend(block.links),
            _ => {
                let context = if block.words { at } else { self.section() };
                block.links.into_iter().for_each(|link| self.compare(link, context));
            }
        }
    }

    /// In one context, the same words must not lead to two places (WCAG 2.4.4).
    fn compare(&mut self, link: Link<'h>, context: usize) {
        let key = (context, link.name);
        let Some(first) = self.links.get(&key) else {
            self.links.insert(key, link.href);
            return;
        };
        if *first != link.href {
            let message = format!(
                "two links have the text \"{}\" and lead to different places: `{first}` and `{}`",
                key.1, link.href
            );
            self.find(Code::SameLinkText, link.at, message, "say in each what is different");
            self.about(&key.1);
        }
    }
}

/// Letters and digits of a text with single spaces between the words.
fn words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
