//! The JSON Schemas that editors complete and check with agree with what docent itself reads.

use std::sync::Arc;

use docent::config::Config;
use docent::kinds::{Common, ID_FIELD, KINDS, Kinds};
use docent::parse::yaml::{Node, Value};
use docent::parse::{front_matter, table, yaml};
use docent::schema::values::plain;
use docent::schema::{Record, Vocabulary, json_schema};
use docent::site::FrontMatter;
use docent::source::{Snapshot, SourceFile};
use jsonschema::Validator;
use serde_json::Value as Json;

use super::{TODAY, fresh, lines, portal, root, snapshot};

/// The words of the vocabularies in the configuration of the demonstration portal.
fn words(portal: &Snapshot) -> impl Fn(Vocabulary) -> Vec<String> {
    let config = Config::read(portal, &Default::default()).value;
    move |vocabulary| config.vocabulary(vocabulary).iter().map(|word| word.id.value.clone()).collect()
}

fn validator(schema: &Json) -> Validator {
    jsonschema::draft7::new(schema).expect("a schema of draft-07")
}

fn of_collection(name: &str, portal: &Snapshot) -> Validator {
    let kind = Kinds::default().named(name).expect("a collection");
    validator(&json_schema::collection(
        name,
        ID_FIELD,
        &[kind.fields(), Common::FIELDS],
        &words(portal),
    ))
}

/// A YAML text as an editor's own reader sees it.
fn json(path: &str, text: &str) -> Json {
    let file: Arc<str> = path.into();
    let node = match path.ends_with(".csv") {
        true => table::parse(&file, text).value,
        false => yaml::parse(&file, text, 0).value,
    };
    node.map_or(Json::Null, |node| plain(&node))
}

fn starter() -> Snapshot {
    let mut portal = Snapshot::with_built_in_theme();
    for (path, bytes) in docent::source::starter() {
        portal.insert(path, bytes.to_vec());
    }
    portal
}

/// What a schema has to say about a value, one line each.
fn complaints(schema: &Validator, value: &Json) -> Vec<String> {
    schema
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}

#[test]
fn the_schemas_accept_the_data_of_whole_portals() {
    for portal in [portal(root()), starter()] {
        let mut seen = 0;
        for file in portal.below("data/") {
            let name = file.path.split(['/', '.']).nth(1).expect("a collection");
            let value = json(&file.path, file.text().expect("UTF-8"));
            assert_eq!(
                complaints(&of_collection(name, &portal), &value),
                Vec::<String>::new(),
                "{}",
                file.path
            );
            seen += 1;
        }
        assert!(seen > 8, "only {seen} files were looked at");
    }
}

#[test]
fn the_schema_of_front_matter_accepts_the_pages_of_whole_portals() {
    for portal in [portal(root()), starter()] {
        let schema = validator(&json_schema::group("Front matter", &[FrontMatter::FIELDS], &words(&portal)));
        let pages = portal.below("content/").filter(|file| file.path.ends_with(".md"));
        let mut seen = 0;
        for file in pages {
            let parts = front_matter::split(&file.path, file.text().expect("UTF-8")).value;
            let value = plain(&parts.fields.expect("fields"));
            assert_eq!(complaints(&schema, &value), Vec::<String>::new(), "{}", file.path);
            seen += 1;
        }
        assert!(seen > 8, "only {seen} pages were looked at");
    }
}

#[test]
fn the_schema_of_the_configuration_accepts_whole_portals() {
    for portal in [portal(root()), starter()] {
        let schema = validator(&json_schema::group("docent.yaml", &[Config::FIELDS], &words(&portal)));
        let text = portal.get("docent.yaml").and_then(|file| file.text()).expect("the configuration");
        assert_eq!(complaints(&schema, &json("docent.yaml", text)), Vec::<String>::new());
    }
}

/// Entries that are wrong: collection, and what is typed after an id.
const WRONG: [(&str, &str); 24] = [
    ("contacts", "{name: Dana, phons: 804-555-0142}"),
    ("contacts", "{title: Coordinator}"),
    ("contacts", "{name: [Dana, Example]}"),
    ("contacts", "{name: Dana, kind: persona}"),
    ("contacts", "{name: Dana, emails: [sam.example.gov]}"),
    ("contacts", "{name: Dana, url: www.example.gov}"),
    ("contacts", "{name: Dana, form_url: contact-form}"),
    ("contacts", "{name: Dana, phones: [{ext: 12}]}"),
    ("contacts", "{name: Dana, phones: [{number: 804-555-0142, type: moblie}]}"),
    ("contacts", "{name: Dana, photo: img/dana.jpg}"),
    ("contacts", "{name: Dana, languages: [english]}"),
    ("contacts", "{name: Dana, updated: 3/24/2025}"),
    ("training", "{title: Open house, start: 3/24/2025}"),
    ("training", "{title: Open house, start: 2025-03-24 8:30 EST}"),
    ("training", "{title: Open house, start: 2025-03-24, weekday: Mon}"),
    ("training", "{title: Open house, start: 2025-03-24, status: canceled}"),
    ("training", "{title: Open house, start: 2025-03-24, capacity: forty}"),
    ("training", "{title: Open house, start: 2025-03-24, free: perhaps}"),
    ("training", "{title: Open house, start: 2025-03-24, timezone: EST}"),
    ("training", "{title: Open house, start: 2025-03-24, audiences: [parent]}"),
    (
        "documents",
        "{title: Report, url: https://www.example.gov/r.pdf, revised: Nov 2023}",
    ),
    (
        "videos",
        "{title: Series, episodes: [{title: One, url: https://video.example.gov/1, captions: human, duration: 3 minutes}]}",
    ),
    ("redirects", "{from: /old/}"),
    ("terms", "{term: SRO, full: {en: School Resource Officer}}"),
];

/// A portal with one entry.
fn portal_with(collection: &str, entry: &str) -> (Snapshot, Json) {
    let config =
        "title: Example portal\nlanguages: [en]\ntimezone: America/New_York\nvocabularies:\n  audiences: [{id: parents, label: Parents}]\n";
    let path = format!("data/{collection}/example.yaml");
    let text = format!("{entry}\n");
    let portal = Snapshot::from_files([
        ("docent.yaml", config),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        (&path, &text),
    ]);
    (portal, json(&path, &text))
}

#[test]
fn what_reading_refuses_the_schema_refuses_too() {
    for (collection, entry) in WRONG {
        let (portal, value) = portal_with(collection, entry);
        let problems = fresh(&portal, TODAY).diagnostics;
        assert!(!docent::diag::publishable(&problems), "docent accepts {collection} {entry}");
        assert!(
            !of_collection(collection, &portal).is_valid(&value),
            "the schema accepts {collection} {entry}"
        );
    }
}

/// Entries as people also type them: all of these are right.
const RIGHT: [(&str, &str); 8] = [
    (
        "contacts",
        "{name: 012, phones: 804.555.0142, emails: dana@example.gov, kind: person}",
    ),
    (
        "contacts",
        "{name: NO, phones: [{number: 911, ext: 012}], draft: no, languages: en}",
    ),
    (
        "training",
        "{title: 2025, start: 2025-06-03 2:00 PM, registration: {note: Call.}, capacity: \"1,200\"}",
    ),
    (
        "training",
        "{title: Open house, when_text: Every June, month: 6, audiences: parents, summary: }",
    ),
    (
        "documents",
        "{title: Report, url: https://www.example.gov/r.pdf, revised: 2023-11, archived: Yes}",
    ),
    ("faqs", "{question: Is it true?, answer: true, order: 10}"),
    ("links", "{title: Association, url: HTTPS://www.example.gov/page?a=1}"),
    ("redirects", "{from: /old/, to: https://www.example.gov/}"),
];

#[test]
fn what_reading_accepts_the_schema_accepts_too() {
    for (collection, entry) in RIGHT {
        let (portal, value) = portal_with(collection, entry);
        let problems = fresh(&portal, TODAY).diagnostics;
        assert!(
            docent::diag::publishable(&problems),
            "{collection} {entry}: {:?}",
            lines(&problems, &portal)
        );
        let complaints = complaints(&of_collection(collection, &portal), &value);
        assert_eq!(complaints, Vec::<String>::new(), "{collection} {entry}");
    }
}

/// A file of the portal as an editor's reader sees it, with its places, and the schema that is for it.
fn with_its_schema(file: &SourceFile, portal: &Snapshot) -> Option<(Node, Validator)> {
    let text = file.text()?;
    let words = words(portal);
    Some(match file.path.split(['/', '.']).collect::<Vec<_>>().as_slice() {
        ["docent", _] => {
            let schema = json_schema::group("docent.yaml", &[Config::FIELDS], &words);
            (yaml::parse(&file.path, text, 0).value?, validator(&schema))
        }
        ["content", .., "md"] => {
            let schema = json_schema::group("Front matter", &[FrontMatter::FIELDS], &words);
            (front_matter::split(&file.path, text).value.fields?, validator(&schema))
        }
        ["data", name, ..] => (yaml::parse(&file.path, text, 0).value?, of_collection(name, portal)),
        _ => return None,
    })
}

/// The value to which the path of a complaint leads.
fn at<'a>(node: &'a Node, path: &str) -> &'a Node {
    let steps = path.split('/').filter(|step| !step.is_empty());
    steps.fold(node, |node, step| match &node.value {
        Value::Map(map) => map.iter().find(|(key, _)| key.value == step).map_or(node, |(_, value)| value),
        Value::List(items) => step.parse().ok().and_then(|index: usize| items.get(index)).unwrap_or(node),
        _ => node,
    })
}

/// Each of these files has one slip, marked with what docent says of it (`marked.rs` holds docent to that).
/// `tests/readers/editor.mjs` shows them to a language server.
#[test]
fn the_schemas_know_most_slips_and_where_they_are() {
    let mut portal = snapshot(&root().join("tests/portal/marked/slips-that-schemas-know"));
    super::marked::complete(&mut portal);
    let mut found = 0;
    for file in portal.files() {
        let text = file.text().unwrap_or_default();
        let slips = super::marked::lines_with_errors(file);
        let ([slip], Some((node, schema))) = (slips.as_slice(), with_its_schema(file, &portal)) else {
            continue;
        };
        let value = plain(&node);
        let lines_of = |path: &str| {
            let span = at(&node, path).span.range();
            let line = |byte: usize| text[..byte].matches('\n').count() + 1;
            line(span.start)..=line(span.end)
        };
        let places: Vec<_> = schema
            .iter_errors(&value)
            .map(|error| lines_of(error.instance_path().as_str()))
            .collect();
        if text.starts_with("# Only docent tells: ") {
            assert!(places.is_empty(), "{}: the schema tells too", file.path);
            continue;
        }
        assert!(places.iter().any(|lines| lines.contains(slip)), "{}: {places:?}", file.path);
        found += 1;
    }
    assert!(found >= 60, "only {found} slips are found");
}

#[test]
fn every_field_of_every_collection_is_explained_with_an_example() {
    for kind in KINDS {
        for field in kind.fields().iter().chain(Common::FIELDS) {
            assert!(field.help.trim().ends_with('.'), "{}.{} is not explained", kind.name(), field.name);
        }
    }
}
