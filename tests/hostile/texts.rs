//! In a field of one line, a hostile text changes nothing but words: every built file keeps its outline.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use docent::diag::Diagnostic;
use docent::pipeline::Build;
use rayon::prelude::*;

use super::portal::{Words, settings};
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

#[test]
fn a_text_of_docent_yaml_and_of_an_alert_changes_words_alone() {
    let plain = outline::of(&fresh(&settings(words(PLAIN))).bundle);
    let differences: Vec<String> = STRINGS
        .par_iter()
        .flat_map(|hostile| named(hostile, differences(&fresh(&settings(words(&hostile.text))), &plain)))
        .collect();
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
