//! The forms in which problems are told: no text in them steers a terminal or a forge, and each is what it claims to be.

use docent::diag::render::escape::is_hidden;
use docent::diag::render::human::{Colour, Look};
use docent::diag::render::{Files, github, gitlab, human, json, rdjsonl, sarif};
use docent::diag::{Code, Diagnostic, Edit, Fix, Span};
use serde_json::Value as Json;

use super::texts;

/// A portal of one file.
struct OneFile<'t> {
    path: &'t str,
    text: &'t str,
}

impl Files for OneFile<'_> {
    fn bytes(&self, path: &str) -> Option<&[u8]> {
        (path == self.path).then_some(self.text.as_bytes())
    }
}

/// The promises of the forms: the input is a file, its path, a message, help and a label, and places.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    let text = |at: usize| texts.get(at).map_or("x", String::as_str);
    let files = OneFile {
        path: text(1),
        text: text(0),
    };
    let problems = problems(&texts, data);
    for width in [20, 80] {
        for colour in [Colour::Plain, Colour::Ansi] {
            let look = Look {
                width,
                colour,
                ..Look::default()
            };
            is_harmless(&human::render(&problems, &files, look), colour);
        }
    }
    let commands = github::commands(&problems, &files);
    let own = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"];
    assert!(
        commands.lines().all(|line| own.iter().any(|own| line.starts_with(own))),
        "{commands}"
    );
    assert!(!commands.contains(|sign: char| sign.is_control() && sign != '\n'), "{commands:?}");
    github::summary(&problems, &files);
    is_json(&gitlab::render(&problems, &files));
    is_json(&json::render(&problems, None, &files));
    is_json(&sarif::render(&problems, &files));
    rdjsonl::render(&problems, &files).lines().for_each(is_json);
}

/// Two problems, with places in the file, beyond it, and between the bytes of a letter.
fn problems(texts: &[String], data: &[u8]) -> Vec<Diagnostic> {
    let text = |at: usize| texts.get(at).map_or("x", String::as_str);
    let byte = |at: usize| data.get(data.len().saturating_sub(at + 1)).copied().map_or(0, usize::from);
    let file = text(1).into();
    let span = |at: usize| Span::new(&file, byte(at)..byte(at) + byte(at + 1) % 16);
    let first = Diagnostic::new(Code::BadPhone, text(2))
        .at(&span(0))
        .label(&span(2), text(4))
        .help(text(3))
        .fix(Fix::safe([Edit::replace(&span(4), text(2))]));
    let second = Diagnostic::new(Code::YamlSyntax, text(2)).at(&span(6));
    let third = Diagnostic::new(Code::UnknownField, text(4)).at(&Span::file(&file));
    vec![
        first.clone(),
        second,
        third,
        Diagnostic {
            at: Some(span(8)),
            ..first
        },
    ]
}

/// Nothing but line breaks, and where it has colours, their codes.
fn is_harmless(shown: &str, colour: Colour) {
    let mut rest = shown.to_owned();
    if colour == Colour::Ansi {
        rest = without_colours(&rest);
    }
    assert!(!rest.contains(|sign: char| is_hidden(sign) && sign != '\n'), "{shown:?}");
    // A runner of GitHub Actions takes a line for a command that begins so, behind any white space.
    let is_command = |line: &str| line.trim_start().strip_prefix("::").is_some_and(|rest| !rest.starts_with(':'));
    assert!(!rest.lines().any(is_command), "{shown:?}");
}

/// The text without the codes that choose a colour (ECMA-48, section 8.3.117: SGR).
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let end = part.find(|sign: char| !sign.is_ascii_digit() && sign != ';').unwrap_or(part.len());
        let after = part.get(end..).and_then(|rest| rest.strip_prefix('m'));
        plain + after.unwrap_or_else(|| panic!("a code that chooses no colour: {part:?}"))
    })
}

fn is_json(text: &str) {
    let _: Json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
}
