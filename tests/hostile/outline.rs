//! The outline of a built file: all that is in it except for the words. Two portals that differ in words alone have the same.

use std::collections::BTreeSet;

use docent::render::Bundle;
use pulldown_cmark::{Event as Piece, Options, Parser, Tag};
use quick_xml::events::Event;
use serde_json::Value as Json;

use super::read::{self, Element};

/// The outline of each file, by its address.
pub fn of(bundle: &Bundle) -> Vec<(String, String)> {
    let outline = |(route, artifact): (&docent::route::Route, &docent::render::Artifact)| {
        let path = route.as_str();
        (path.to_owned(), file(path, &artifact.bytes))
    };
    bundle.files.iter().map(outline).collect()
}

fn file(path: &str, bytes: &[u8]) -> String {
    let text = || std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => html(text()),
        "xml" => xml(text()),
        "ics" | "vcf" => lines(text()),
        "csv" => table(text()),
        // The words of the index are words of the portal.
        "json" if path.starts_with("search/") => index(text()),
        "json" => parsed(text()),
        "md" | "txt" if !path.ends_with("robots.txt") => markdown(text()),
        // Files for hosts, styles and scripts: no word of an editor reaches them.
        _ => blake3::hash(bytes).to_string(),
    }
}

fn html(text: &str) -> String {
    read::elements(text).iter().map(element).collect()
}

/// What an element is, without the words in it. Terms are marked where they are found, which depends on the words.
fn element(element: &Element) -> String {
    let mut names: Vec<String> = element
        .attributes
        .iter()
        .map(|(name, value)| match name.as_str() {
            "class" | "type" | "rel" | "http-equiv" => format!("{name}={value}"),
            _ => name.clone(),
        })
        .collect();
    names.sort();
    let facts = match element.attribute("type") {
        Some("application/ld+json") => parsed(&element.text),
        _ => String::new(),
    };
    format!("{}{} {}{facts}\n", " ".repeat(element.depth), element.name, names.join(" "))
}

/// The elements of XML, by two parsers.
fn xml(text: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut seen = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(_) | Event::Empty(_)) => seen += 1,
            Ok(_) => {}
            Err(wrong) => return format!("no XML: {wrong}"),
        }
    }
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(wrong) => return format!("no XML: {wrong}"),
    };
    let elements: Vec<_> = document.descendants().filter(roxmltree::Node::is_element).collect();
    assert_eq!(seen, elements.len(), "two parsers disagree");
    let names =
        |node: &roxmltree::Node<'_, '_>| -> String { node.attributes().map(|attribute| format!(" {}", attribute.name())).collect() };
    elements
        .iter()
        .map(|node| {
            format!(
                "{}{}{}\n",
                " ".repeat(node.ancestors().count()),
                node.tag_name().name(),
                names(node)
            )
        })
        .collect()
}

/// The names of the lines of a calendar or of cards; a foreign parser reads them too.
fn lines(text: &str) -> String {
    let mut parser = calcard::Parser::new(text);
    loop {
        match parser.entry() {
            calcard::Entry::Eof => break,
            calcard::Entry::ICalendar(_) | calcard::Entry::VCard(_) => {}
            other => return format!("broken: {other:?}"),
        }
    }
    read::content_lines(text).iter().map(|(name, _)| format!("{name}\n")).collect()
}

/// The shape of a table. No cell is a formula to a spreadsheet.
fn table(text: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("CSV")).collect();
    let is_formula = |cell: &&str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let formulas = rows.iter().flatten().filter(is_formula).map(|cell| format!("a formula: {cell}\n"));
    let rows = rows.iter().map(|row| format!("{} cells\n", row.len()));
    rows.chain(formulas).collect()
}

fn parsed(text: &str) -> String {
    serde_json::from_str(text).map_or_else(|wrong| format!("no JSON: {wrong}"), |value| json(&value))
}

fn json(value: &Json) -> String {
    match value {
        Json::Object(map) => map.iter().map(|(key, value)| format!("{key}({})", json(value))).collect(),
        // Lists are as long as there are things to list.
        Json::Array(items) => format!(
            "[{}]",
            items
                .iter()
                .map(json)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(",")
        ),
        Json::String(_) => "text".to_owned(),
        _ => "value".to_owned(),
    }
}

/// How many things are found.
fn index(text: &str) -> String {
    let index: Json = serde_json::from_str(text).expect("an index");
    format!(
        "{}",
        index["documentStore"]["docInfo"].as_object().map_or(0, |documents| documents.len())
    )
}

/// The blocks and links of Markdown, for programs that read it.
fn markdown(text: &str) -> String {
    let shown = |event: Piece<'_>| match event {
        Piece::Start(tag) => Some(format!("{}\n", name(&tag))),
        Piece::Html(html) | Piece::InlineHtml(html) => Some(format!("html {html}\n")),
        _ => None,
    };
    Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(shown).collect()
}

fn name(tag: &Tag<'_>) -> String {
    match tag {
        Tag::Heading { level, .. } => format!("heading {level}"),
        Tag::CodeBlock(_) => "code".to_owned(),
        Tag::Link { .. } => "link".to_owned(),
        Tag::Image { .. } => "image".to_owned(),
        other => format!("{other:?}"),
    }
}
