//! Contacts out of cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as address books write them.

use std::collections::BTreeSet;

use super::contacts::Parts;
use super::{Draft, Found};

use crate::parse::content_line::{self, Line};

/// Every card of a text.
pub fn read(text: &str) -> Found {
    let mut found = Found::default();
    let mut card: Option<(usize, Vec<Line>)> = None;
    for line in content_line::read(text) {
        let is_card = line.value.trim().eq_ignore_ascii_case("VCARD");
        match (line.name.as_str(), &mut card) {
            ("BEGIN", _) if is_card => {
                if let Some((at, _)) = card.replace((line.number, Vec::new())) {
                    found.remark(at, "this card has no end; it is left out");
                }
            }
            ("END", card) if is_card => {
                if let Some((at, lines)) = card.take() {
                    contact(at, &lines, &mut found);
                }
            }
            (_, Some((_, lines))) => lines.push(line),
            _ => {}
        }
    }
    if let Some((at, _)) = card {
        found.remark(at, "this card has no end; it is left out");
    }
    found
}

fn contact(at: usize, lines: &[Line], found: &mut Found) {
    let mut parts = Parts::default();
    let mut unused = BTreeSet::new();
    for line in lines {
        if !take(line, lines, &mut parts) {
            unused.insert(line.name.clone());
        }
    }
    let (fields, mut left_out) = parts.fields();
    if !fields.contains_key("name") {
        return found.remark(at, "this card has no name; it is left out");
    }
    if !unused.is_empty() {
        left_out.push(unused.into_iter().collect::<Vec<_>>().join(", "));
    }
    if !left_out.is_empty() {
        found.remark(at, format!("{}: left out: {}", super::title(&fields), left_out.join("; ")));
    }
    found.drafts.push(Draft { line: at, fields });
}

/// Puts a line where it belongs; false if there is no place for it.
fn take(line: &Line, all: &[Line], parts: &mut Parts) -> bool {
    let types = || {
        let own = line
            .parameters
            .iter()
            .filter(|(name, _)| name == "TYPE")
            .map(|(_, value)| value.as_str());
        own.chain(label(line, all)).collect::<Vec<_>>().join(",")
    };
    let is_home = line.has("TYPE", "home") && !line.has("TYPE", "work");
    let mut of_name = line.parts().into_iter();
    match line.name.as_str() {
        "FN" => parts.name = line.text(),
        "N" => (parts.family, parts.given) = (of_name.next().unwrap_or_default(), of_name.next().unwrap_or_default()),
        "ORG" => parts.organization = line.parts(),
        "TITLE" => parts.title = line.text(),
        "ROLE" if parts.title.is_empty() && !all.iter().any(|line| line.name == "TITLE") => parts.title = line.text(),
        "TEL" => parts.phones.push((line.text(), types())),
        "EMAIL" if !is_home => parts.emails.push(line.text()),
        "URL" if !is_home => parts.urls.push(line.text()),
        // Post office box, extended address, street, city, state, ZIP code, country (RFC 6350, 6.3.1).
        "ADR" if !is_home && parts.address.is_empty() => parts.address = address(&line.parts()),
        "LANG" => parts.languages.push(line.text()),
        "KIND" | "X-ADDRESSBOOKSERVER-KIND" => parts.is_organization = !line.value.eq_ignore_ascii_case("individual"),
        "X-ABSHOWAS" => parts.is_organization = line.value.eq_ignore_ascii_case("company"),
        // What docent writes anew, or what is about the file.
        "VERSION" | "PRODID" | "UID" | "REV" | "X-ABLABEL" | "X-ABADR" => {}
        _ => return false,
    }
    true
}

/// What Apple's address book calls the line: `item1.X-ABLabel:_$!<Work>!$_`.
fn label<'a>(line: &Line, all: &'a [Line]) -> Option<&'a str> {
    let group = line.group.as_ref()?;
    let found = all
        .iter()
        .find(|other| other.name == "X-ABLABEL" && other.group.as_ref() == Some(group))?;
    Some(found.value.as_str())
}

/// The parts in the order of a letter, the state before the ZIP code.
fn address(parts: &[String]) -> Vec<String> {
    let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
    let region = format!("{} {}", part(4), part(5)).trim().to_owned();
    // Letters within the country do not name it.
    let country = Some(part(6))
        .filter(|country| !["usa", "us", "united states", "united states of america"].contains(&country.to_lowercase().as_str()));
    vec![part(0), part(2), part(1), part(3), region, country.unwrap_or_default()]
}
