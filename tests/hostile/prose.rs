//! In Markdown, a hostile text becomes only what Markdown can say, whatever form it stands in.

use std::collections::BTreeSet;
use std::path::Path;

use docent::diag::{Code, Severity};
use docent::parse::markdown::ALLOWABLE;
use docent::pipeline::Build;
use docent::source::Snapshot;
use rayon::prelude::*;
use serde_json::json;

use super::addresses::is_harmless;
use super::portal::yaml;
use super::read::elements;
use super::strings::Hostile;
use super::{fresh, messages, strings};

/// An element and one of its attributes; without one, the element by itself.
type Pair = (String, String);

#[test]
fn markdown_becomes_what_markdown_can_say() {
    let allowed = everything();
    assert_expected(&strings::all(), &[], &allowed);
}

#[test]
fn an_element_that_is_allowed_brings_no_attribute_that_is_not() {
    let mut allowed = everything();
    for element in ALLOWABLE {
        for attribute in ["", "title", "lang", "id"] {
            allowed.insert(((*element).to_owned(), attribute.to_owned()));
        }
    }
    assert_expected(&strings::of("markup.txt"), ALLOWABLE, &allowed);
}

/// Every element with every attribute that the portal of the browser tests has, which shows everything once; what it has
/// only because `docent.yaml` allows it is taken out, and what Markdown can also say is added.
fn everything() -> BTreeSet<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/kitchen-sink");
    let root = camino::Utf8Path::from_path(&folder).expect("UTF-8");
    let portal = docent::source::disk::read(root, camino::Utf8Path::new("docent.yaml")).value;
    let typed_as_html = ["kbd", "sub"];
    let titles = ["a", "img"].map(|element| (element.to_owned(), "title".to_owned()));
    let footnotes = ["", "class"].map(|attribute| ("sup".to_owned(), attribute.to_owned()));
    let pairs = pairs(&fresh(&portal));
    pairs
        .into_iter()
        .chain(titles)
        .chain(footnotes)
        .filter(|(element, _)| !typed_as_html.contains(&&**element))
        .collect()
}

fn pages(build: &Build) -> impl Iterator<Item = (&str, &str)> {
    build.bundle.files.iter().filter_map(|(route, artifact)| {
        let html = route
            .as_str()
            .ends_with(".html")
            .then(|| std::str::from_utf8(&artifact.bytes).ok())?;
        Some((route.as_str(), html?))
    })
}

fn pairs(build: &Build) -> BTreeSet<Pair> {
    let elements = pages(build).flat_map(|(_, html)| elements(html));
    elements
        .flat_map(|element| {
            let name = element.name.clone();
            let attributes = element.attributes.into_iter().map(move |(attribute, _)| (name.clone(), attribute));
            attributes.chain([(element.name, String::new())])
        })
        .collect()
}

fn assert_expected(texts: &[Hostile], html: &[&str], allowed: &BTreeSet<Pair>) {
    let unexpected: Vec<String> = texts
        .par_iter()
        .flat_map(|hostile| {
            let portal = portal(&hostile.text, html);
            let build = fresh(&portal);
            messages::assert_harmless(&build.diagnostics, &portal, &hostile.place);
            let found = unexpected(&build, allowed);
            found
                .into_iter()
                .map(|found| format!("{}: {found}", hostile.place))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(unexpected.is_empty(), "{} unexpected\n{}", unexpected.len(), unexpected.join("\n"));
}

fn unexpected(build: &Build, allowed: &BTreeSet<Pair>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let stops = |code| {
        build
            .diagnostics
            .iter()
            .any(|problem| problem.code == code && problem.severity == Severity::Error)
    };
    for (path, html) in pages(build) {
        for element in elements(html) {
            let pair = |attribute: &str| (element.name.clone(), attribute.to_owned());
            if !allowed.contains(&pair("")) {
                found.insert(format!("{path}: <{}>", element.name));
            }
            for (name, value) in &element.attributes {
                let is_loaded = matches!(name.as_str(), "src" | "poster" | "data" | "srcset");
                let is_foreign = leads_to_the_attacker(value);
                if !allowed.contains(&pair(name)) || !is_harmless(name, value) || (is_loaded && is_foreign && !stops(Code::ThirdParty)) {
                    found.insert(format!("{path}: <{} {name}={value:?}>", element.name));
                }
            }
        }
    }
    found
}

/// As a browser understands an address on a page of the portal (URL Standard).
fn leads_to_the_attacker(address: &str) -> bool {
    let page = url::Url::parse("https://portal.example.gov/page/").expect("an address");
    let url = page.join(address);
    url.is_ok_and(|url| url.host_str().is_some_and(|host| host.ends_with("evil.example.gov")))
}

/// A portal with one page of the text alone, and one question for each form of Markdown in which it can stand.
fn portal(text: &str, html: &[&str]) -> Snapshot {
    let config = json!({ "title": "Example portal of a county", "languages": ["en"], "timezone": "America/New_York", "html": html });
    let questions: Vec<_> = forms(text)
        .into_iter()
        .enumerate()
        .map(|(at, answer)| json!({ "id": format!("q-{at}"), "question": format!("What is number {at}?"), "answer": answer }))
        .collect();
    let page = format!("---\ntitle: Everything in one page\n---\n\n{text}\n");
    Snapshot::from_files([
        ("docent.yaml", &*yaml(&config)),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/page.md", &page),
        ("data/faqs.json", &yaml(&json!(questions))),
    ])
}

fn forms(text: &str) -> Vec<String> {
    vec![
        text.to_owned(),
        format!("## {text}\n\nx"),
        format!("## x {{#{text}}}\n\nx"),
        format!("## x {{.{text} {text}}}\n\nx"),
        format!("[{text}](/page/)"),
        format!("[x](/page/ \"{text}\")"),
        format!("[x]({text})"),
        format!("[x](<{text}>)"),
        format!("<{text}>"),
        format!("[x]\n\n[x]: {text}"),
        format!("[x][{text}]\n\n[{text}]: /page/ '{text}'"),
        format!("![{text}](/x.png)"),
        format!("![x]({text} \"{text}\")"),
        format!("> {text}"),
        format!("> [!NOTE]\n> {text}"),
        format!("> [!{text}]\n> x"),
        format!("- {text}\n- [ ] {text}"),
        format!("1. {text}"),
        format!("| {text} |\n|---|\n| {text} |"),
        format!("`{text}`"),
        format!("```\n{text}\n```"),
        format!("```{text}\nx\n```"),
        format!("    {text}"),
        format!("**{text}** *{text}* ~~{text}~~"),
        format!("x[^{text}]\n\n[^{text}]: {text}"),
        format!("{text}\n: {text}"),
        format!("<b>{text}</b>"),
        format!("<b title=\"{text}\">x</b>"),
        format!("<b {text}>x</b>"),
        format!("<{text} title=x>x</{text}>"),
        format!("<details>\n<summary>{text}</summary>\n\n{text}\n\n</details>"),
    ]
}
