//! No address that runs, reads the disk or leaves the portal unseen gets through any field.

use docent::config::Config;
use docent::diag::Code;
use docent::kinds::{Common, KINDS};
use docent::pipeline::Build;
use docent::schema::web::web_url;
use docent::schema::{Field, Record, Type};
use docent::site::FrontMatter;
use docent::source::Snapshot;
use rayon::prelude::*;
use serde_json::{Value as Json, json};
use url::Url;

use super::portal::{Words, entry, record, yaml};
use super::read::{content_lines, elements};
use super::{fresh, strings};

/// The attributes in which a browser finds an address (HTML, section "Attributes").
const ADDRESSES: [&str; 14] = [
    "action",
    "archive",
    "background",
    "cite",
    "code",
    "data",
    "formaction",
    "href",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "xlink:href",
];

/// Whether an attribute is no address, or one that a public page may have, as a browser understands it (URL Standard).
pub fn is_harmless(name: &str, value: &str) -> bool {
    let base = Url::parse("https://portal.example.gov/a/b/").expect("an address");
    !ADDRESSES.contains(&name)
        || base.join(value).is_ok_and(|url| {
            let is_own = url.host() == base.host();
            let says_so = value.starts_with("https://") || value.starts_with("http://");
            match url.scheme() {
                "https" | "http" => is_own || says_so,
                scheme => matches!(scheme, "mailto" | "tel"),
            }
        })
}

/// The fields that take an address, each as the way to it.
fn fields_with_addresses(fields: &'static [Field]) -> Vec<Vec<&'static Field>> {
    let mut found = Vec::new();
    for field in fields {
        let inner = if let Type::List(inner) = field.ty { *inner } else { field.ty };
        match inner {
            Type::Url | Type::Address => found.push(vec![field]),
            Type::Group(group) => {
                let below = fields_with_addresses(group).into_iter().map(|way| [vec![field], way].concat());
                found.extend(below);
            }
            _ => {}
        }
    }
    found
}

/// The value of the first field of a way: a record in which the last field is `address`.
fn value(way: &[&'static Field], address: &str) -> Json {
    let Some((field, rest)) = way.split_first() else {
        return address.into();
    };
    let (inner, is_list) = match field.ty {
        Type::List(inner) => (*inner, true),
        ty => (ty, false),
    };
    let value = match (inner, rest.first()) {
        (Type::Group(fields), Some(next)) => {
            let mut group = record(fields, WORDS, "");
            group.insert(next.name.to_owned(), self::value(rest, address));
            group.into()
        }
        _ => address.into(),
    };
    if is_list { json!([value]) } else { value }
}

const WORDS: Words<'_> = Words {
    text: "Plain words of an editor",
    prose: "Plain words of an editor",
    html: &[],
};

/// A portal with the address in each field that takes one, each in an entry or a page of its own, and how many these are.
fn with(address: &str) -> (Snapshot, usize) {
    let mut portal = Snapshot::from_files([
        (
            "docent.yaml",
            "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\n",
        ),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
    ]);
    let mut count = 0;
    for kind in KINDS {
        let ways = [kind.fields(), Common::FIELDS].into_iter().flat_map(fields_with_addresses);
        let entries: Vec<Json> = ways
            .enumerate()
            .map(|(at, way)| {
                let mut entry = entry(*kind, &format!("entry-{at}"), WORDS);
                entry.insert(way[0].name.to_owned(), value(&way, address));
                entry.into()
            })
            .collect();
        count += entries.len();
        portal.insert(&format!("data/{}/hostile.json", kind.name()), yaml(&json!(entries)).into_bytes());
    }
    for (at, way) in fields_with_addresses(FrontMatter::FIELDS).into_iter().enumerate() {
        let page = format!(
            "---\ntitle: Page number {at}\n{}: {}\n---\n",
            way[0].name,
            yaml(&value(&way, address))
        );
        portal.insert(&format!("content/hostile-{at}.md"), page.into_bytes());
        count += 1;
    }
    (portal, count)
}

#[test]
fn no_field_takes_an_address_that_a_public_page_must_not_have() {
    let (_, places) = with("https://www.example.gov/");
    assert!(places > 30, "{places} fields");
    let failures: Vec<String> = strings::of("schemes.txt")
        .par_iter()
        .flat_map(|hostile| {
            let (portal, count) = with(&hostile.text);
            let build = fresh(&portal);
            let refused = build.diagnostics.iter().filter(|problem| problem.code == Code::BadUrl).count();
            let mut failures = got_through(&build);
            if refused < count {
                failures.push(format!("{refused} of {count} fields refuse it"));
            }
            failures
                .into_iter()
                .map(|failure| format!("{}: {failure}", hostile.place))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn docent_yaml_takes_no_address_that_a_public_page_must_not_have() {
    for hostile in strings::of("schemes.txt") {
        for way in fields_with_addresses(Config::FIELDS) {
            let mut config = json!({ "title": "Example portal of a county", "languages": ["en"], "timezone": "America/New_York" });
            config[way[0].name] = value(&way, &hostile.text);
            let portal = Snapshot::from_files([("docent.yaml", &*yaml(&config)), ("content/_index.md", "---\ntitle: Home\n---\n")]);
            let build = fresh(&portal);
            let refused = build.diagnostics.iter().any(|problem| problem.code == Code::BadUrl);
            assert!(refused, "{}: `{}` takes {:?}", hostile.place, way[0].name, hostile.text);
            assert_eq!(got_through(&build), Vec::<String>::new(), "{}: `{}`", hostile.place, way[0].name);
        }
    }
}

/// The addresses in the built files that a public page must not have.
fn got_through(build: &Build) -> Vec<String> {
    let mut found = Vec::new();
    for (route, artifact) in &build.bundle.files {
        let (path, text) = (route.as_str(), String::from_utf8_lossy(&artifact.bytes));
        let mut look = |what: &str, address: &str| {
            if !is_harmless("href", address) {
                found.push(format!("{path}: {what} {address:?}"));
            }
        };
        match path.rsplit('.').next().unwrap_or_default() {
            "html" => {
                for element in elements(&text) {
                    for (name, value) in element.attributes.iter().filter(|(name, _)| ADDRESSES.contains(&&**name)) {
                        look(name, value);
                    }
                    if element.attribute("type") == Some("application/ld+json") {
                        addresses_in(&serde_json::from_str(&element.text).expect("JSON-LD"), &mut look);
                    }
                }
            }
            "xml" => {
                for node in roxmltree::Document::parse(&text).expect("XML").descendants() {
                    node.attribute("href").into_iter().for_each(|address| look("href", address));
                }
            }
            "ics" | "vcf" => {
                let lines = content_lines(&text);
                let named = lines.iter().filter(|(name, _)| name.split(';').next() == Some("URL"));
                named.for_each(|(_, address)| look("URL", address));
            }
            "json" if !path.ends_with(".schema.json") => addresses_in(&serde_json::from_str(&text).expect("JSON"), &mut look),
            _ => {}
        }
    }
    found
}

/// The texts under names that mean addresses.
fn addresses_in(value: &Json, look: &mut dyn FnMut(&str, &str)) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| addresses_in(item, look)),
        Json::Object(map) => {
            for (key, value) in map {
                match value {
                    Json::String(text) if key.ends_with("url") || matches!(&**key, "@id" | "to" | "source" | "sameAs") => look(key, text),
                    _ => addresses_in(value, look),
                }
            }
        }
        _ => {}
    }
}

proptest::proptest! {
    /// Whatever is taken for a web address is one to every browser, and leads where it says.
    #[test]
    fn what_is_taken_for_a_web_address_is_one(
        text in "[ \t\u{1}]{0,2}(javascript|JaVa\tScript|data|file|https?|HTTPS|//|)(:|&colon;|%3A|：)?[/\\\\]{0,3}[a-z.@:%#? \t\r\n\u{0}\u{85}\u{202e}\u{ad}é-]{0,20}"
    ) {
        if let Ok(address) = web_url(&text) {
            let url = Url::parse(&address).expect("an address");
            proptest::prop_assert!(matches!(url.scheme(), "http" | "https"));
            let says_so = address.to_lowercase().starts_with(&format!("{}://", url.scheme()));
            proptest::prop_assert!(says_so);
            proptest::prop_assert!(!address.chars().any(|sign| sign.is_control() || sign.is_whitespace() || sign == '\\'));
            proptest::prop_assert!(url.username().is_empty() && url.password().is_none());
        }
    }
}
