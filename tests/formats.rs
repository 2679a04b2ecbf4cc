//! Standard formats, read back: a folder with the texts and dates that break calendars, cards and feeds.
//!
//! The tests here read it with calcard and roxmltree. With `FORMATS_OUT=<folder>` the folder stays, laid out as a built
//! portal, for `tests/readers/` to read with the parsers of other languages; its `expected.json` says what they must find.

use std::fs;
use std::path::Path;
use std::time::Duration;

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use calcard::vcard::{VCard, VCardProperty};
use calcard::{Entry as Read, Parser};
use docent::formats::Document;
use docent::formats::atom::{Category, Entry, Feed};
use docent::formats::calendar::{Calendar, Cancellation, CancelledStatus, Event, Status, Subscription, When};
use docent::formats::csv::Table;
use docent::formats::json::Json;
use docent::formats::robots::Robots;
use docent::formats::sitemap::{Page, Sitemap};
use docent::formats::timezone::Zone;
use docent::formats::vcard::{Address, Card, Cards, Kind, Name, Telephone, TelephoneLine};
use jiff::civil::{Date, DateTime, date};
use serde_json::{Value, json};

/// A text as an editor gives it, and as every reader must find it.
struct Text {
    name: &'static str,
    given: String,
    read: String,
}

impl Text {
    fn one_line(&self) -> String {
        self.read.replace('\n', " ")
    }
}

fn texts() -> Vec<Text> {
    let same = |name, text: &str| Text {
        name,
        given: text.into(),
        read: text.into(),
    };
    let changed = |name, given: &str, read: &str| Text {
        name,
        given: given.into(),
        read: read.into(),
    };
    vec![
        same("plain", "Basic School for School Resource Officers"),
        same(
            "punctuation",
            r#"Commas, semicolons; colons: quotes "a" 'b', equals = and (brackets) [a] {b}"#,
        ),
        same("backslashes", r"C:\new\table, \; \, \\ and \n that is not a line break\"),
        same(
            "long",
            "The class is for school resource officers and for administrators. "
                .repeat(40)
                .trim_end(),
        ),
        same("long-word", &"x".repeat(400)),
        same("long-escapes", &",;\\".repeat(120)),
        same(
            "accents",
            "Capacitación de agentes: niñez, vigésimo, pingüino. ".repeat(5).trim_end(),
        ),
        same("wide", &"学校安全研修会・東京都".repeat(12)),
        same("emoji", &"👩‍🏫👮🏽‍♀️🏫".repeat(14)),
        same("right-to-left", "تدريب السلامة المدرسية אבטחת בתי ספר ".repeat(6).trim_end()),
        same("combining", "e\u{301}n\u{303}a\u{30a} ".repeat(30).trim_end()),
        same("markup", "<b>Bold</b> &amp; <script>alert(1)</script> ]]> <!-- x --> & more"),
        same("injection", "BEGIN:VEVENT END:VCALENDAR \\nATTENDEE:mailto:x@example.gov"),
        same("formula", "=HYPERLINK(\"https://example.gov\",\"click\")"),
        same("plus", "+1 804-555-0100 is the number"),
        same("percent", "100% %s %20 %0D%0A ^n ^' ${HOME} {{ title }}"),
        changed("line-breaks", "One\nTwo\r\nThree\rFour\n\nSix", "One\nTwo\nThree\nFour\n\nSix"),
        changed(
            "crlf-injection",
            "Title\r\nSTATUS:CANCELLED\r\nEND:VEVENT",
            "Title\nSTATUS:CANCELLED\nEND:VEVENT",
        ),
        changed(
            "controls",
            "be\u{7}ll\u{0}, es\u{1b}cape, de\u{7f}lete, c1\u{9b}",
            "bell, escape, delete, c1",
        ),
        changed(
            "separators",
            "para\u{2029}graph, line\u{2028}line, next\u{85}line",
            "para\ngraph, line\nline, next\nline",
        ),
        changed("tabs", "a\tb, form\u{c}feed, vertical\u{b}tab", "a b, formfeed, verticaltab"),
        changed(
            "marks",
            "\u{feff}mark\u{feff} and\u{fffe} no\u{ffff} char\u{fdd0}acter\u{fdef}",
            "mark and no character",
        ),
        changed("space-around", "  \n text with space around it \n ", "text with space around it"),
    ]
}

fn zoned(start: DateTime, end: DateTime, name: &str) -> When {
    let zone = Zone::named(name).expect(name);
    When::Timed { start, end, zone }
}

/// On one day, from an hour and minute to another.
fn hours(day: Date, start: (i8, i8), end: (i8, i8), zone: &str) -> When {
    zoned(day.at(start.0, start.1, 0, 0), day.at(end.0, end.1, 0, 0), zone)
}

const NEW_YORK: &str = "America/New_York";

fn dates() -> Vec<(&'static str, When)> {
    let days = |first, last| When::AllDay { first, last };
    let night = |first: Date, last: Date, zone| zoned(first.at(22, 0, 0, 0), last.at(6, 0, 0, 0), zone);
    vec![
        ("one-day", days(date(2025, 3, 24), date(2025, 3, 24))),
        ("four-days", days(date(2025, 3, 24), date(2025, 3, 27))),
        ("over-new-year", days(date(2025, 12, 30), date(2026, 1, 2))),
        ("leap-day", days(date(2028, 2, 28), date(2028, 2, 29))),
        ("days-over-spring", days(date(2025, 3, 8), date(2025, 3, 10))),
        ("days-over-autumn", days(date(2025, 11, 1), date(2025, 11, 3))),
        ("winter", hours(date(2025, 1, 15), (8, 30), (16, 0), NEW_YORK)),
        ("summer", hours(date(2025, 7, 15), (8, 30), (16, 0), NEW_YORK)),
        ("day-before-spring", hours(date(2025, 3, 8), (8, 30), (16, 0), NEW_YORK)),
        ("day-of-spring", hours(date(2025, 3, 9), (8, 30), (16, 0), NEW_YORK)),
        ("day-of-autumn", hours(date(2025, 11, 2), (8, 30), (16, 0), NEW_YORK)),
        ("night-over-spring", night(date(2025, 3, 8), date(2025, 3, 9), NEW_YORK)),
        ("night-over-autumn", night(date(2025, 11, 1), date(2025, 11, 2), NEW_YORK)),
        ("skipped-hour", hours(date(2025, 3, 9), (2, 30), (5, 0), NEW_YORK)),
        ("repeated-hour", hours(date(2025, 11, 2), (1, 30), (4, 0), NEW_YORK)),
        ("midnight", hours(date(2025, 5, 1), (0, 0), (0, 30), NEW_YORK)),
        ("no-end", hours(date(2025, 5, 1), (9, 0), (9, 0), NEW_YORK)),
        ("end-before-start", hours(date(2025, 5, 1), (9, 0), (8, 0), NEW_YORK)),
        ("old-rule", hours(date(2006, 3, 20), (9, 0), (10, 0), "America/Chicago")),
        ("new-rule", hours(date(2007, 3, 20), (9, 0), (10, 0), "America/Chicago")),
        ("far", hours(date(2045, 7, 3), (9, 0), (10, 0), "America/Los_Angeles")),
        ("no-daylight-time", hours(date(2025, 7, 3), (9, 0), (10, 0), "America/Phoenix")),
        ("island", hours(date(2025, 7, 3), (9, 0), (10, 0), "Pacific/Honolulu")),
        ("territory", hours(date(2025, 7, 3), (9, 0), (10, 0), "America/Puerto_Rico")),
        ("utc", hours(date(2025, 7, 3), (9, 0), (10, 0), "UTC")),
        ("dublin", night(date(2025, 10, 25), date(2025, 10, 26), "Europe/Dublin")),
        ("jerusalem", night(date(2025, 3, 27), date(2025, 3, 28), "Asia/Jerusalem")),
        ("nuuk", night(date(2025, 3, 29), date(2025, 3, 30), "America/Nuuk")),
        ("casablanca", hours(date(2025, 3, 10), (9, 0), (10, 0), "Africa/Casablanca")),
        (
            "half-hour-of-daylight",
            night(date(2025, 4, 5), date(2025, 4, 6), "Australia/Lord_Howe"),
        ),
        ("quarter-hours", hours(date(2025, 9, 29), (9, 0), (10, 0), "Pacific/Chatham")),
        ("kathmandu", hours(date(2025, 9, 29), (9, 0), (10, 0), "Asia/Kathmandu")),
        ("santiago", night(date(2025, 9, 6), date(2025, 9, 7), "America/Santiago")),
    ]
}

const STATUSES: [Status; 3] = [Status::Scheduled, Status::Tentative, Status::Cancelled];

/// An event, and what readers must find in it.
struct Sample {
    event: Event,
    expected: Value,
}

/// Every text with every status, then every date.
fn samples() -> Vec<Sample> {
    let texts = texts();
    let plain = &texts[0];
    let ordinary = dates();
    let with_texts = texts.iter().enumerate().map(|(n, text)| {
        let when = ordinary[n % ordinary.len()].1.clone();
        sample(format!("text-{}", text.name), text, STATUSES[n % 3], when)
    });
    let with_dates = dates()
        .into_iter()
        .enumerate()
        .map(|(n, (name, when))| sample(name.to_owned(), plain, STATUSES[n / 2 % 3], when));
    with_texts.chain(with_dates).collect()
}

fn sample(id: String, text: &Text, status: Status, when: When) -> Sample {
    let url = format!("https://example.gov/schedule/{id}/?a=1,2;b=3");
    let stamp = date(2025, 1, 15);
    let title = text.one_line();
    let word = if status == Status::Cancelled { "CANCELLED: " } else { "" };
    let expected = json!({
        "id": id, "title": text.one_line(), "summary": format!("{word}{title}").trim(), "description": text.read,
        "location": title, "contact": title, "categories": [title, "a, b"], "url": url, "stamp": stamp.to_string(),
        "sequence": 3, "status": format!("{status:?}").to_lowercase(), "when": when_expected(&when),
    });
    let event = Event {
        uid: id,
        sequence: 3,
        stamp,
        summary: text.given.clone(),
        description: Some(text.given.clone()),
        location: Some(text.given.clone()),
        url: Some(url),
        categories: vec![text.given.clone(), "a, b".into()],
        contact: Some(text.given.clone()),
        status,
        when,
    };
    Sample { event, expected }
}

fn when_expected(when: &When) -> Value {
    match when {
        When::AllDay { first, last } => json!({ "first": first.to_string(), "last": last.to_string() }),
        When::Timed { start, end, zone } => json!({ "start": start.to_string(), "end": end.to_string(), "zone": zone.name() }),
    }
}

fn calendar(subscription: Option<Subscription>, status: CancelledStatus, events: Vec<Event>) -> Calendar {
    Calendar {
        uid_domain: "example.gov".into(),
        subscription,
        cancellation: Cancellation {
            word: "CANCELLED".into(),
            status,
        },
        events,
    }
}

fn schedule(events: Vec<Event>) -> Calendar {
    let subscription = Subscription {
        name: "Training, Example Agency".into(),
        description: Some("Every class;\nfor everyone".into()),
        url: Some("https://example.gov/schedule/".into()),
        source: Some("https://example.gov/schedule.ics".into()),
        refresh: Duration::from_secs(12 * 60 * 60),
    };
    calendar(Some(subscription), CancelledStatus::Omit, events)
}

fn card(text: &Text, kind: Kind) -> (Card, Value) {
    let id = format!("contact-{}", text.name);
    let line = text.one_line();
    let expected = json!({
        "id": id, "uid": format!("{id}@example.gov"), "name": line, "family": line, "title": line, "role": line,
        "organization": [line, "Unit; 2"], "note": text.read, "street": line, "categories": [line, "a, b"],
        "telephones": ["tel:+18045550100;ext=12", "911"], "emails": ["office@example.gov"],
        "urls": ["https://example.gov/contacts/?a=1&b=2;c=3"], "rev": "20250115T000000Z",
    });
    let given = || text.given.clone();
    let name = Name {
        family: given(),
        given: "Ana".into(),
        ..Name::default()
    };
    let telephone = |number: &str, extension: Option<&str>| Telephone {
        number: number.into(),
        extension: extension.map(Into::into),
        line: TelephoneLine::Voice,
    };
    let card = Card {
        uid: format!("{id}@example.gov"),
        rev: date(2025, 1, 15),
        kind,
        name: given(),
        name_parts: Some(name),
        organization: vec![given(), "Unit; 2".into()],
        title: Some(given()),
        role: Some(given()),
        telephones: vec![telephone("+1 (804) 555-0100", Some("12")), telephone("911", None)],
        emails: vec!["office@example.gov".into()],
        urls: vec!["https://example.gov/contacts/?a=1&b=2;c=3".into()],
        address: Some(Address {
            street: given(),
            locality: "Richmond".into(),
            region: "VA".into(),
            code: "23219".into(),
            country: String::new(),
        }),
        languages: vec!["en".into(), "es".into()],
        categories: vec![given(), "a, b".into()],
        note: Some(given()),
    };
    (card, expected)
}

fn cards() -> (Vec<Card>, Vec<Value>) {
    let kinds = [Kind::Individual, Kind::Organization];
    texts()
        .iter()
        .zip(kinds.into_iter().cycle())
        .map(|(text, kind)| card(text, kind))
        .unzip()
}

fn feed() -> (Feed, Vec<Value>) {
    let (entries, expected) = texts().iter().map(entry).unzip();
    let feed = Feed {
        id: "https://example.gov/news/".into(),
        title: "News & more".into(),
        subtitle: Some("What <changed>".into()),
        language: Some("en".into()),
        updated: date(2025, 3, 3),
        self_link: Some("https://example.gov/feed.xml".into()),
        alternate: "https://example.gov/news/".into(),
        author: "Example Agency".into(),
        entries,
    };
    (feed, expected)
}

fn entry(text: &Text) -> (Entry, Value) {
    let link = format!("https://example.gov/news/{}/?a=1&b=2", text.name);
    let entry = Entry {
        id: link.clone(),
        title: text.given.clone(),
        updated: date(2025, 3, 3),
        published: Some(date(2025, 1, 15)),
        link: link.clone(),
        summary: text.given.clone(),
        categories: vec![Category {
            term: "training".into(),
            label: text.given.clone(),
        }],
    };
    let line = text.one_line();
    let expected = json!({
        "id": link, "link": link, "title": line, "summary": text.read, "category": line,
        "updated": "2025-03-03", "published": "2025-01-15",
    });
    (entry, expected)
}

fn sitemap() -> Sitemap {
    let page = |path: &str, lastmod| Page {
        loc: format!("https://example.gov/{path}"),
        lastmod,
        versions: Vec::new(),
    };
    Sitemap {
        pages: vec![page("", Some(date(2025, 3, 3))), page("schedule/", None)],
    }
}

/// Open data as the portal gives it: JSON, and the same as a table.
fn write_open_data(folder: &Path, collection: &str, entries: &[Value]) {
    let header: Vec<String> = ["id", "title", "name", "note", "description", "status"].map(str::to_owned).into();
    let cell = |entry: &Value, field: &String| entry[field.as_str()].as_str().unwrap_or_default().to_owned();
    let rows = entries.iter().map(|entry| header.iter().map(|field| cell(entry, field)).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    write(folder, &format!("data/{collection}.csv"), &Table { header, rows });
    write(folder, &format!("data/{collection}.json"), &Json::new(&Value::from(entries)));
}

fn write(folder: &Path, path: &str, document: &dyn Document) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder to write in");
    fs::write(file, document.to_bytes()).expect("a file to write");
}

fn write_portal(folder: &Path) {
    let (events, event_data): (Vec<Event>, Vec<Value>) = samples().into_iter().map(|sample| (sample.event, sample.expected)).unzip();
    for event in &events {
        let alone = calendar(None, CancelledStatus::Write, vec![event.clone()]);
        write(folder, &format!("schedule/{}.ics", event.uid), &alone);
    }
    write(folder, "schedule.ics", &schedule(events));
    write(folder, "schedule/none.ics", &schedule(Vec::new()));
    let (cards, card_data) = cards();
    for (card, data) in cards.iter().zip(&card_data) {
        let id = data["id"].as_str().expect("an id");
        write(folder, &format!("contacts/{id}.vcf"), &Cards { cards: vec![card.clone()] });
    }
    write(folder, "contacts/all.vcf", &Cards { cards });
    let (feed, feed_data) = feed();
    write(folder, "feed.xml", &feed);
    write(folder, "sitemap.xml", &sitemap());
    let sitemap = Some("https://example.gov/sitemap.xml".to_owned());
    write(
        folder,
        "robots.txt",
        &Robots {
            sitemap,
            ..Robots::default()
        },
    );
    write_open_data(folder, "training", &event_data);
    write_open_data(folder, "contacts", &card_data);
    write_pages(folder);
    let expected = json!({ "events": event_data, "cards": card_data, "entries": feed_data });
    fs::write(folder.join("expected.json"), expected.to_string()).expect("a file to write");
}

/// The pages that the feed and the sitemap lead to.
fn write_pages(folder: &Path) {
    let news = texts().into_iter().map(|text| format!("news/{}", text.name));
    for path in ["", "schedule"].map(str::to_owned).into_iter().chain(news) {
        fs::create_dir_all(folder.join(&path)).expect("a folder to write in");
        fs::write(
            folder.join(path).join("index.html"),
            "<!doctype html><title>A page of the test</title>",
        )
        .expect("a file to write");
    }
}

#[test]
fn a_portal_of_hard_cases_is_written_for_foreign_readers() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = std::env::var("FORMATS_OUT").map_or_else(|_| temporary.path().to_owned(), Into::into);
    write_portal(&folder);
    let count = |path: &str| fs::read_dir(folder.join(path)).expect(path).count();
    assert!(count("schedule") > 40, "at least 40 events");
    assert_eq!(count("contacts"), texts().len() + 1);
}

#[test]
fn every_text_of_a_calendar_is_read_back() {
    let samples = samples();
    let file = schedule(samples.iter().map(|sample| sample.event.clone()).collect()).to_bytes();
    let read = ICalendar::parse(String::from_utf8(file).expect("UTF-8")).expect("a calendar");
    let events = read
        .components
        .iter()
        .filter(|part| part.component_type == ICalendarComponentType::VEvent);
    let events: Vec<_> = events.collect();
    assert_eq!(events.len(), samples.len());
    for (event, Sample { expected, .. }) in events.iter().zip(&samples) {
        let text = |property| event.property(&property).and_then(|found| found.values.first()?.as_text());
        assert_eq!(text(ICalendarProperty::Summary), expected["summary"].as_str());
        assert_eq!(text(ICalendarProperty::Description), expected["description"].as_str());
        assert_eq!(text(ICalendarProperty::Location), expected["location"].as_str());
        assert_eq!(text(ICalendarProperty::Contact), expected["contact"].as_str());
        let categories = event.property(&ICalendarProperty::Categories).expect("categories");
        let categories: Vec<&str> = categories.values.iter().filter_map(|value| value.as_text()).collect();
        assert_eq!(json!(categories), expected["categories"]);
    }
}

#[test]
fn every_text_of_a_card_is_read_back() {
    let (cards, expected) = cards();
    let file = String::from_utf8(Cards { cards }.to_bytes()).expect("UTF-8");
    let mut parser = Parser::new(&file);
    for expected in &expected {
        let Read::VCard(card) = parser.entry() else {
            panic!("no card for {expected}")
        };
        assert_card(&card, expected);
    }
    assert!(matches!(parser.entry(), Read::Eof));
}

fn assert_card(card: &VCard, expected: &Value) {
    let text = |property| card.property(&property).and_then(|found| found.values.first()?.as_text());
    assert_eq!(text(VCardProperty::Fn), expected["name"].as_str());
    assert_eq!(text(VCardProperty::Title), expected["title"].as_str());
    assert_eq!(text(VCardProperty::Role), expected["role"].as_str());
    assert_eq!(text(VCardProperty::Note), expected["note"].as_str());
    assert_eq!(text(VCardProperty::Uid), expected["uid"].as_str());
    assert_eq!(text(VCardProperty::Url), expected["urls"][0].as_str());
}

#[test]
fn every_text_of_a_feed_is_read_back() {
    let (feed, expected) = feed();
    let file = String::from_utf8(feed.to_bytes()).expect("UTF-8");
    let read = roxmltree::Document::parse(&file).expect("XML");
    let entries: Vec<_> = read.descendants().filter(|node| node.has_tag_name("entry")).collect();
    assert_eq!(entries.len(), expected.len());
    for (entry, expected) in entries.iter().zip(&expected) {
        let text = |name: &str| entry.children().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
        assert_eq!(text("title"), expected["title"].as_str());
        assert_eq!(text("summary"), expected["summary"].as_str());
        assert_eq!(text("updated").and_then(|day| day.get(..10)), expected["updated"].as_str());
    }
}

#[test]
fn every_cell_of_a_table_is_read_back() {
    let cells: Vec<Vec<String>> = texts().into_iter().map(|text| vec![text.name.to_owned(), text.given]).collect();
    let header = vec!["name".to_owned(), "text".to_owned()];
    let file = Table { header, rows: cells }.to_bytes();
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), texts().len());
    for (row, text) in rows.iter().zip(texts()) {
        let cell = row.get(1).map(|cell| cell.strip_prefix('\'').unwrap_or(cell).trim());
        assert_eq!(cell, Some(text.read.as_str()));
    }
}
