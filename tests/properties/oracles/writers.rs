//! Calendars, cards, tables, feeds and files for hosts: whatever is written into them, foreign parsers read it back as a text.

use std::time::Duration;

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use calcard::vcard::{VCard, VCardProperty};
use docent::formats::Document;
use docent::formats::atom::{Category, Entry, Feed};
use docent::formats::calendar::{Calendar, Cancellation, CancelledStatus, Event, Status, Subscription, When};
use docent::formats::csv::Table;
use docent::formats::hosts::{Hosting, Moved, Policy, apache::Apache, netlify, nginx::Nginx};
use docent::formats::json_feed::JsonFeed;
use docent::formats::json_ld::{Thing, script};
use docent::formats::robots::Robots;
use docent::formats::sitemap::{Page, Sitemap};
use docent::formats::vcard::{Address, Card, Cards, Kind, Name, Telephone, TelephoneLine};
use jiff::civil::date;
use serde_json::Value as Json;

use super::texts;

/// The promises of the writers: the input is a title, a text, an address and a name.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    let text = |at: usize| texts.get(at).or(texts.last()).map_or("", String::as_str);
    let given = Given {
        title: text(0),
        text: text(1),
        address: text(2),
        name: text(3),
    };
    calendar(&given);
    card(&given);
    table(&given);
    feed(&given);
    facts(&given);
    hosts(&given);
}

struct Given<'t> {
    title: &'t str,
    text: &'t str,
    address: &'t str,
    name: &'t str,
}

/// A text as every format carries it: one kind of line break, and no control character.
fn carried(text: &str) -> String {
    let one_break = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    let is_left_out =
        |sign: char| (sign.is_control() && sign != '\n') || matches!(sign, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}');
    one_break.replace(is_left_out, "")
}

fn one_line(text: &str) -> String {
    carried(text).replace('\n', " ")
}

/// The file as a text, in which no control character stands but those that end its lines.
fn written(document: &dyn Document) -> String {
    let text = String::from_utf8(document.to_bytes()).expect("UTF-8");
    let bad = |sign: char| sign.is_control() && !matches!(sign, '\r' | '\n');
    assert!(!text.contains(bad), "a control character: {text:?}");
    text
}

/// The content lines of a file are at most 75 bytes long and end as they must (RFC 5545, section 3.1).
fn folded(document: &dyn Document) -> String {
    let text = written(document);
    assert!(
        text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']),
        "{text:?}"
    );
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    text
}

fn calendar(given: &Given<'_>) {
    let some = |text: &str| Some(text.to_owned());
    let event = Event {
        uid: given.name.to_owned(),
        sequence: 1,
        stamp: date(2025, 5, 1),
        summary: given.title.to_owned(),
        description: some(given.text),
        location: some(given.name),
        url: some(given.address),
        categories: vec![given.name.to_owned(), given.title.to_owned()],
        contact: some(given.title),
        status: Status::Scheduled,
        when: When::AllDay {
            first: date(2025, 5, 12),
            last: date(2025, 5, 16),
        },
    };
    let calendar = Calendar {
        uid_domain: "example.gov".to_owned(),
        subscription: Some(Subscription {
            name: given.name.to_owned(),
            description: some(given.text),
            url: some(given.address),
            source: some(given.address),
            refresh: Duration::from_secs(43_200),
        }),
        cancellation: Cancellation {
            word: "CANCELLED".to_owned(),
            status: CancelledStatus::Omit,
        },
        events: vec![event],
    };
    let text = folded(&calendar);
    let read = ICalendar::parse(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let events: Vec<_> = read
        .components
        .iter()
        .filter(|part| part.component_type == ICalendarComponentType::VEvent)
        .collect();
    assert_eq!((read.components.len(), events.len()), (2, 1), "{text}");
    let value = |property: ICalendarProperty| {
        let entry = events[0].entries.iter().find(|entry| entry.name == property)?;
        entry.values.first()?.as_text().map(str::to_owned)
    };
    assert_eq!(
        value(ICalendarProperty::Summary).unwrap_or_default().trim(),
        one_line(given.title).trim(),
        "{text}"
    );
    assert_eq!(
        value(ICalendarProperty::Description).unwrap_or_default().trim(),
        carried(given.text).trim(),
        "{text}"
    );
}

fn card(given: &Given<'_>) {
    let some = |text: &str| Some(text.to_owned());
    let card = Card {
        uid: given.name.to_owned(),
        rev: date(2025, 5, 1),
        kind: Kind::Individual,
        name: given.title.to_owned(),
        name_parts: Some(Name {
            family: given.name.to_owned(),
            given: given.title.to_owned(),
            additional: given.address.to_owned(),
            ..Name::default()
        }),
        organization: vec![given.title.to_owned(), given.name.to_owned()],
        title: some(given.title),
        role: some(given.name),
        telephones: vec![Telephone {
            number: "+18045550100".to_owned(),
            extension: some(given.name),
            line: TelephoneLine::Voice,
        }],
        emails: vec![given.address.to_owned()],
        urls: vec![given.address.to_owned()],
        address: Some(Address {
            street: given.title.to_owned(),
            locality: given.name.to_owned(),
            ..Address::default()
        }),
        languages: vec!["en".to_owned()],
        categories: vec![given.name.to_owned(), given.title.to_owned()],
        note: some(given.text),
    };
    let text = folded(&Cards { cards: vec![card] });
    let read = VCard::parse(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let value = |property: VCardProperty| {
        let entry = read.entries.iter().find(|entry| entry.name == property)?;
        entry.values.first()?.as_text().map(str::to_owned)
    };
    assert_eq!(
        value(VCardProperty::Note).unwrap_or_default().trim(),
        carried(given.text).trim(),
        "{text}"
    );
    // A value may say so too, and be folded right behind it: only a whole line begins a card.
    assert_eq!(text.split("\r\n").filter(|line| *line == "BEGIN:VCARD").count(), 1, "{text}");
}

/// Every cell as it was, behind an apostrophe where a spreadsheet would run it.
fn table(given: &Given<'_>) {
    let cells: Vec<String> = [given.title, given.text, given.address, given.name].map(str::to_owned).to_vec();
    let header = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let text = written(&Table {
        header,
        rows: vec![cells.clone()],
    });
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a table (RFC 4180)");
    assert_eq!(rows.len(), 1, "{text:?}");
    for (cell, given) in rows[0].iter().zip(&cells) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "a formula: {cell:?}");
        assert_eq!(
            cell.strip_prefix('\'').unwrap_or(cell),
            carried(given).strip_prefix('\'').unwrap_or(&carried(given))
        );
    }
}

fn feed(given: &Given<'_>) {
    let entry = Entry {
        id: given.address.to_owned(),
        title: given.title.to_owned(),
        updated: date(2025, 5, 1),
        published: None,
        link: given.address.to_owned(),
        summary: given.text.to_owned(),
        categories: vec![Category {
            term: given.name.to_owned(),
            label: given.title.to_owned(),
        }],
    };
    let feed = Feed {
        id: given.address.to_owned(),
        title: given.name.to_owned(),
        subtitle: Some(given.text.to_owned()),
        language: Some("en".to_owned()),
        updated: date(2025, 5, 1),
        self_link: Some(given.address.to_owned()),
        alternate: given.address.to_owned(),
        author: given.name.to_owned(),
        entries: vec![entry],
    };
    let text = written(&feed);
    let read = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let said = |name: &str| {
        let entry = read.descendants().find(|node| node.has_tag_name("entry"))?;
        entry
            .children()
            .find(|node| node.tag_name().name() == name)?
            .text()
            .map(str::to_owned)
    };
    assert_eq!(said("title").unwrap_or_default().trim(), one_line(given.title).trim(), "{text}");
    assert_eq!(
        read.root_element().descendants().filter(|node| node.is_element()).count(),
        16,
        "{text}"
    );
    is_json(&String::from_utf8(JsonFeed(feed).to_bytes()).expect("UTF-8"));
    let page = Page {
        loc: given.address.to_owned(),
        lastmod: Some(date(2025, 5, 1)),
        versions: vec![
            ("en".to_owned(), given.address.to_owned()),
            ("es".to_owned(), given.title.to_owned()),
        ],
    };
    let text = written(&Sitemap { pages: vec![page] });
    roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
}

/// Facts in a page: nothing in them ends the script or is taken for an element.
fn facts(given: &Given<'_>) {
    let thing = Thing::new("Event").with("name", given.title).with("description", given.text);
    let script = script(vec![thing]).expect("a script");
    assert!(!script.contains(['<', '>', '&']), "{script}");
    is_json(&script);
}

/// Each rule of a host is one line: no text in an address begins another.
fn hosts(given: &Given<'_>) {
    let of = |from: &str, to: &str| Hosting {
        policy: Policy {
            origins: vec![given.name.to_owned()],
            is_encrypted: true,
            hsts: true,
        },
        moved: vec![Moved {
            from: format!("/{from}"),
            to: format!("/{to}"),
        }],
        base: "/".to_owned(),
        ..Hosting::default()
    };
    let (hostile, plain) = (of(given.title, given.address), of("old", "new"));
    let lines = |document: &dyn Document| written(document).lines().count();
    let spellings = |hosting: &Hosting| {
        if hosting.moved[0].from.ends_with('/') && hosting.moved[0].from != "/" {
            3
        } else {
            1
        }
    };
    let redirects = |hosting: &Hosting| netlify::Redirects {
        hosting: hosting.clone(),
        mark: netlify::Mark::Forced,
    };
    let more = spellings(&hostile) - 1;
    assert_eq!(lines(&redirects(&hostile)), lines(&redirects(&plain)) + more);
    for (hostile, plain) in [
        (written(&Nginx(hostile.clone())), written(&Nginx(plain.clone()))),
        (written(&Apache(hostile.clone())), written(&Apache(plain.clone()))),
    ] {
        assert!(hostile.lines().count() <= plain.lines().count() + 4 * more, "{hostile}");
    }
    let robots = Robots {
        disallow: vec![given.address.to_owned()],
        sitemap: Some(given.address.to_owned()),
    };
    assert_eq!(lines(&robots), 4);
}

fn is_json(text: &str) {
    let _: Json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
}
