//! In a field of one line, a hostile text changes nothing but words: every built file keeps its outline.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use docent::diag::Diagnostic;
use docent::diag::render::escape::is_hidden;
use docent::kinds::KINDS;
use docent::pipeline::Build;
use docent::render::Bundle;
use docent::route::Route;
use rayon::prelude::*;

use super::portal::{Words, portal, settings};
use super::strings::Hostile;
use super::{fresh, outline, strings};

static STRINGS: LazyLock<Vec<Hostile>> = LazyLock::new(strings::all);

/// A text without any sign.
const PLAIN: &str = "Plain words of an editor";

fn words(text: &str) -> Words<'_> {
    Words {
        text,
        prose: "Something else is said in a longer text.",
        html: &[],
    }
}

/// How many texts share a portal.
const TOGETHER: usize = 20;

#[test]
fn a_text_in_an_entry_or_a_page_changes_words_alone() {
    let mut all: Vec<&Hostile> = STRINGS.iter().collect();
    // Every portal is as large as the plain one: the last texts stand in two of them.
    let rest = all.len() % TOGETHER;
    all.extend(STRINGS.iter().take((TOGETHER - rest) % TOGETHER));
    let plain: Vec<String> = (0..TOGETHER).map(|number| format!("{PLAIN} number {number}")).collect();
    let plain: Vec<Words<'_>> = plain.iter().map(|text| words(text)).collect();
    let plain = outline::of(&fresh(&portal(&plain)).bundle);
    let differences: Vec<String> = all
        .par_chunks(TOGETHER)
        .flat_map(|some| {
            let texts: Vec<&str> = some.iter().map(|hostile| &*hostile.text).collect();
            let hostile: Vec<Words<'_>> = texts.iter().map(|text| words(text)).collect();
            let build = fresh(&portal(&hostile));
            let missing = missing(&texts, &build.bundle).into_iter();
            named(some[0], missing.chain(differences(&build, &plain)).collect())
        })
        .collect();
    nothing(&differences);
}

#[test]
fn a_text_of_docent_yaml_and_of_an_alert_changes_words_alone() {
    let plain = outline::of(&fresh(&settings(words(PLAIN))).bundle);
    let differences: Vec<String> = STRINGS
        .par_iter()
        .flat_map(|hostile| named(hostile, differences(&fresh(&settings(words(&hostile.text))), &plain)))
        .collect();
    nothing(&differences);
}

fn nothing(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
}

fn named(first: &Hostile, found: Vec<String>) -> Vec<String> {
    found.into_iter().map(|found| format!("{}: {found}", first.place)).collect()
}

/// Where the outlines of the built files differ from those of a portal with plain words. Pages and their copies list entries in
/// the order of their words: they may have what any page of the plain portal has, and as many scripts and forms as the same one.
fn differences(build: &Build, plain: &[(String, String)]) -> Vec<String> {
    let built = outline::of(&build.bundle);
    let addresses = |outlines: &[(String, String)]| outlines.iter().map(|(path, _)| path.clone()).collect::<BTreeSet<_>>();
    let mut found: Vec<String> = addresses(plain)
        .symmetric_difference(&addresses(&built))
        .map(|path| format!("{path} is in one of the two only: {:?}", said(&build.diagnostics)))
        .collect();
    let known = |ending: &str| -> BTreeSet<&str> {
        let alike = plain.iter().filter(|(path, _)| path.ends_with(ending));
        alike.flat_map(|(_, outline)| outline.lines().map(str::trim)).collect()
    };
    let known = [(".html", known(".html")), (".md", known(".md")), ("llms.txt", known("llms.txt"))];
    for (path, outline) in &built {
        let expected = plain.iter().find(|(other, _)| other == path).map_or("", |(_, outline)| outline);
        match known.iter().find(|(ending, _)| path.ends_with(ending)) {
            Some((_, known)) => found.extend(
                outline
                    .lines()
                    .filter(|line| !known.contains(line.trim()))
                    .map(|line| format!("{path}: {}", line.trim())),
            ),
            None if outline != expected => found.push(format!("{path} has another outline")),
            None => {}
        }
        if counted(outline) != counted(expected) {
            found.push(format!("{path}: {:?} where {:?} stood", counted(outline), counted(expected)));
        }
    }
    found
}

/// How often a page has what may run, load or send.
fn counted(outline: &str) -> Vec<usize> {
    let often = |name: &&str| outline.lines().filter(|line| line.trim().starts_with(&format!("{name} "))).count();
    [
        "script", "style", "link", "meta", "base", "form", "iframe", "object", "embed", "video", "svg",
    ]
    .iter()
    .map(often)
    .collect()
}

fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|problem| problem.message.clone()).collect()
}

/// The texts that are not in the open data of every collection: no test here may be about entries that were left out.
fn missing(texts: &[&str], bundle: &Bundle) -> Vec<String> {
    let mut missing = Vec::new();
    let names = KINDS.iter().map(|kind| kind.name()).chain(["own"]);
    for name in names.filter(|name| *name != "redirects") {
        let route = Route::file(&format!("data/{name}.json")).expect("an address");
        let data = bundle
            .files
            .get(&route)
            .map(|artifact| String::from_utf8_lossy(&artifact.bytes).into_owned());
        let data: serde_json::Value = serde_json::from_str(&data.unwrap_or_default()).unwrap_or_default();
        let mut found = BTreeSet::new();
        collect(&data, &mut found);
        for text in texts {
            if !found.contains(&seen(text)) {
                missing.push(format!("{name} lacks {text:?}"));
            }
        }
    }
    missing
}

/// What is seen of a text: signs without a shape may be left out on the way.
fn seen(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && !is_hidden(*sign) && !matches!(sign, '\u{fffe}' | '\u{ffff}' | '\u{1fffe}' | '\u{10ffff}'))
        .collect()
}

fn collect(data: &serde_json::Value, texts: &mut BTreeSet<String>) {
    match data {
        serde_json::Value::String(text) => drop(texts.insert(seen(text))),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        serde_json::Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}
