//! Markdown: the HTML has no element and no attribute but those that docent writes, and a browser finds no mistake in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use docent::parse::markdown::{ALLOWABLE, Input, Markdown, Place, parse};
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::{problems_are_sound, text};

/// The elements that are written for Markdown, besides those that a portal allows.
const ELEMENTS: &[&str] = &[
    "a",
    "aside",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "label",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The attributes that are written.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-label",
    "checked",
    "decoding",
    "class",
    "disabled",
    "href",
    "id",
    "loading",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
];

/// Those that allowed elements may have besides.
const ALLOWED_ATTRIBUTES: &[&str] = &[
    "cite", "colspan", "datetime", "dir", "headers", "lang", "open", "reversed", "rowspan", "span", "title", "value",
];

/// The promises of Markdown, with no HTML allowed and with all that may be.
pub fn check(data: &[u8]) {
    let text = text(data);
    let allowable: Vec<String> = ALLOWABLE.iter().map(|name| (*name).to_owned()).collect();
    for allowed in [&[][..], &allowable] {
        is_right(&text, allowed);
    }
}

fn is_right(text: &str, allowed: &[String]) {
    let file: Arc<str> = "content/about.md".into();
    let parsed = parse(&Input {
        text,
        file: &file,
        place: Place::Verbatim(0),
        allowed_html: allowed,
        callout_words: &["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
        note_words: &["Footnotes", "Back to reference"].map(str::to_owned),
        anchor_prefix: "",
    });
    problems_are_sound(&parsed.diagnostics, &file, text);
    places(&parsed.value, &file);
    let addresses: Vec<Option<String>> = parsed.value.links.iter().map(|link| Some(link.target.clone())).collect();
    let html = parsed.value.fill(&addresses, Vec::new());
    let page = format!("<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{html}</body></html>");
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(page.as_str());
    let mut found = BTreeSet::new();
    elements(&dom.document, &mut found);
    for (element, attribute) in found {
        let is_known =
            ELEMENTS.contains(&&*element) || allowed.contains(&element) || matches!(&*element, "html" | "head" | "title" | "body");
        assert!(is_known, "<{element}> in {html}");
        let may_have = ATTRIBUTES.contains(&&*attribute) || (!allowed.is_empty() && ALLOWED_ATTRIBUTES.contains(&&*attribute));
        assert!(
            attribute.is_empty() || may_have || (element == "html" && attribute == "lang"),
            "{attribute} of <{element}> in {html}"
        );
    }
    if allowed.is_empty() {
        assert!(dom.errors.borrow().is_empty(), "{:?} in {html}", dom.errors.borrow());
    }
}

/// Holes stand in order behind the names of their elements, runs of prose between letters, and anchors are told apart.
fn places(markdown: &Markdown, file: &Arc<str>) {
    let Markdown {
        html,
        links,
        prose,
        headings,
        ..
    } = markdown;
    assert!(links.windows(2).all(|pair| pair[0].at < pair[1].at), "holes out of order");
    for link in links {
        let before = html.get(..link.at).unwrap_or_default();
        let is_open = before.ends_with("<a") || before.ends_with("<img");
        assert!(is_open, "the hole of {:?} is not behind the name of its element", link.target);
        super::is_in(&link.span, file, &markdown.source);
    }
    assert!(prose.iter().all(|run| html.get(run.clone()).is_some()));
    let ids: BTreeSet<&str> = headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids.len(), headings.len(), "two headings have one anchor");
    assert!(ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace)), "{ids:?}");
    for (_, span) in markdown.element_places(file, &Place::Verbatim(0)) {
        super::is_in(&span, file, &markdown.source);
    }
}

/// Every element with each of its attributes, and with none.
fn elements(node: &Handle, found: &mut BTreeSet<(String, String)>) {
    // A list of what is left to look at: a page may be deeper than a stack.
    let mut left = vec![node.clone()];
    while let Some(node) = left.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            found.insert((name.local.to_string(), String::new()));
            found.extend(
                attrs
                    .borrow()
                    .iter()
                    .map(|attribute| (name.local.to_string(), attribute.name.local.to_string())),
            );
        }
        left.extend(node.children.borrow().iter().cloned());
    }
}
