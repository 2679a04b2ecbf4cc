//! A small portal in which every text field of an entry holds the same text.

use std::collections::BTreeMap;

use docent::config::Config;
use docent::kinds::own::declare;
use docent::kinds::{AnyKind, Common, KINDS, Kinds};
use docent::schema::{Field, Record, Type};
use docent::site::FrontMatter;
use docent::source::Snapshot;
use serde_json::{Map, Value as Json, json};

/// What stands in the fields.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// In fields of one line.
    pub text: &'a str,
    /// In fields that take Markdown, and in the text of the page.
    pub prose: &'a str,
    /// The HTML elements that Markdown may contain.
    pub html: &'a [&'a str],
}

/// The portal: a page and an entry of each collection for each of `all`, and the files of every host. What there is only
/// once, such as the name of the portal, has the first of them.
pub fn portal(all: &[Words<'_>]) -> Snapshot {
    let mut portal = Snapshot::with_built_in_theme();
    let mut config = config(all[0]);
    // The shards of a large index differ with the words; its one file has an outline.
    config["search"]["form"] = "json".into();
    portal.insert("docent.yaml", yaml(&config).into_bytes());
    for (path, bytes) in [
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("static/files/paper.txt", "A paper.\n"),
        ("static/video/captions.vtt", "WEBVTT\n"),
        (
            "static/img/picture.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
        ),
    ] {
        portal.insert(path, bytes.as_bytes().to_vec());
    }
    for (at, words) in all.iter().enumerate() {
        let mut front = record(FrontMatter::FIELDS, *words, "content");
        front.insert("slug".to_owned(), format!("page-{at}").into());
        portal.insert(&format!("content/page-{at}.md"), page(&front.into(), words.prose));
    }
    for kind in kinds(&portal).all() {
        let entries = all.iter().enumerate().map(|(at, words)| entry(kind, &format!("x-{at}"), *words));
        let list: Json = entries.map(Json::Object).collect();
        portal.insert(&format!("data/{}.json", kind.name()), yaml(&list).into_bytes());
    }
    portal
}

/// The kinds of a portal, with the one of its own.
pub fn kinds(portal: &Snapshot) -> Kinds {
    declare(&Config::read(portal, &BTreeMap::new()).value.collections).value
}

/// An entry with all its fields.
pub fn entry(kind: &dyn AnyKind, id: &str, words: Words<'_>) -> Map<String, Json> {
    let mut entry = Map::from_iter([("id".to_owned(), Json::from(id))]);
    entry.extend(record(Common::FIELDS, words, kind.name()));
    entry.extend(record(kind.fields(), words, kind.name()));
    if kind.name() == "redirects" {
        entry.insert("from".to_owned(), format!("/old-{id}/").into());
    }
    entry
}

/// A portal without entries: what `docent.yaml` says stands on every page.
pub fn settings(words: Words<'_>) -> Snapshot {
    Snapshot::from_files([
        ("docent.yaml", &*yaml(&config(words))),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/page-0.md", "---\ntitle: A page of words\n---\n"),
        ("data/alerts.json", &yaml(&json!([entry(KINDS[0], "x", words)]))),
    ])
}

/// A value as YAML in which every sign beyond ASCII is written by its number, so that nothing cleans it away before it is read.
pub fn yaml(value: &Json) -> String {
    let escaped = |sign: char| match u32::from(sign) {
        0x20..0x7f => sign.to_string(),
        number => format!("\\U{number:08x}"),
    };
    value.to_string().chars().map(escaped).collect()
}

fn page(front: &Json, body: &str) -> Vec<u8> {
    let fields = front.as_object().expect("fields");
    let fields: String = fields.iter().map(|(name, value)| format!("{name}: {}\n", yaml(value))).collect();
    format!("---\n{fields}---\n\n{body}\n").into_bytes()
}

fn config(words: Words<'_>) -> Json {
    let mut config = record(Config::FIELDS, words, "docent.yaml");
    let word = |id: &str| json!([{ "id": id, "label": words.text, "summary": words.text }]);
    let fixed = json!({
        "languages": ["en"],
        "base_url": "https://portal.example.gov/",
        "hosts": ["netlify", "cloudflare", "github-pages", "s3-cloudfront", "nginx", "apache"],
        "hsts": true,
        "integrity": true,
        "llms": true,
        "translated": [],
        "suggestions": ["training", "contacts"],
        "required_pages": [],
        "html": words.html,
        "theme": {},
        "repository": { "url": "https://forge.example.gov/agency/portal" },
        "menu": [{ "title": words.text, "to": "/page-0/" }],
        "footer_menu": [{ "title": words.text, "to": "/page-0/" }],
        "collections": [{
            "id": "own", "title": words.text, "entry": words.text, "words": words.text, "pages": true,
            "fields": [
                { "id": "said", "label": words.text, "help": words.text },
                { "id": "told", "label": words.text, "type": "markdown", "list": true },
                { "id": "chosen", "label": words.text, "type": "choice", "choices": ["one"] },
            ],
        }],
        "vocabularies": { "audiences": word("officers"), "regions": word("north"), "topics": word("training") },
    });
    config.extend(fixed.as_object().expect("fields").clone());
    config.into()
}

/// Every field with its text, or with a value that it takes.
pub fn record(fields: &[Field], words: Words<'_>, owner: &str) -> Map<String, Json> {
    fields
        .iter()
        .filter_map(|field| {
            Some((
                field.name.to_owned(),
                special(field, owner).or_else(|| value(&field.ty, field, words, owner))?,
            ))
        })
        .filter(|(_, value)| !value.is_null())
        .collect()
}

/// Fields whose value is bound by others; `Null` leaves one out.
fn special(field: &Field, owner: &str) -> Option<Json> {
    Some(match (owner, field.name) {
        // Alone they say what a date says.
        ("training", "month" | "year" | "free") => Json::Null,
        ("training", "start") => "2025-05-12 08:30".into(),
        ("training", "end") => "2025-05-12 16:00".into(),
        // A film of the portal's own, rather than one of a platform.
        ("videos", "platform" | "video_id") => Json::Null,
        ("alerts", "starts" | "show_on") => Json::Null,
        ("redirects", "to") => "/page-0/".into(),
        ("content", "template" | "taxonomies" | "translated_from" | "translation" | "aliases" | "related" | "cards") => Json::Null,
        ("content", "contacts" | "featured") => Json::Null,
        (_, "expires" | "expiry_date" | "replaced_by" | "supersedes" | "part_of") => Json::Null,
        (_, "id") => "part".into(),
        _ => return None,
    })
}

fn value(ty: &Type, field: &Field, words: Words<'_>, owner: &str) -> Option<Json> {
    Some(match ty {
        Type::Text => words.text.into(),
        Type::Markdown => words.prose.into(),
        Type::Free => json!({ "key": words.text }),
        Type::File if field.example.ends_with(".vtt") => "video/captions.vtt".into(),
        Type::File if field.example.ends_with(".jpg") => "img/picture.svg".into(),
        Type::File => "files/paper.txt".into(),
        Type::Choice(choices) => (*choices.first()?).into(),
        Type::Reference(collection) if *collection == owner => return None,
        Type::Reference(_) => "x-0".into(),
        Type::Term(vocabulary) => match vocabulary {
            docent::schema::Vocabulary::Audiences => "officers".into(),
            docent::schema::Vocabulary::Regions => "north".into(),
            docent::schema::Vocabulary::Topics => "training".into(),
        },
        Type::Language => "en".into(),
        Type::Email => "dana@example.gov".into(),
        Type::List(inner) => Json::Array(vec![value(inner, field, words, owner)?]),
        Type::Group(fields) => record(fields, words, owner).into(),
        _ => field.example.into(),
    })
}
