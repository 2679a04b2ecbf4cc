//! The worst inputs that are known: a megabyte of one pattern, which readers of such files have choked on. Each is read to its
//! end, and what an editor is told is this.

use docent::diag::{Code, Span};
use docent::parse::markdown::{self, Place};
use docent::parse::{Input, content_line, file};
use docent::render::Engine;
use docent::source::Snapshot;
use docent::theme::Strings;

use super::oracles::templates::portal;
use super::with_room;

const SIZE: usize = 1 << 20;

/// The file, what stands in it again and again, and one of the problems that are told.
const PATTERNS: &[(&str, &str, Option<Code>)] = &[
    ("content/page.md", "[", None),
    ("content/page.md", "![", None),
    ("content/page.md", "*a **a ", None),
    ("content/page.md", "`a``", None),
    ("content/page.md", "[a](", None),
    ("content/page.md", "<", None),
    ("content/page.md", "> ", Some(Code::TooDeep)),
    ("content/page.md", "- ", None),
    ("content/page.md", "1. ", Some(Code::TooDeep)),
    ("content/page.md", "+ ", Some(Code::TooDeep)),
    ("content/page.md", "- * ", Some(Code::TooDeep)),
    ("content/page.md", "- 1. ", Some(Code::TooDeep)),
    ("content/page.md", "- + * - + * x\n", Some(Code::PageLimit)),
    ("content/page.md", "+\n", Some(Code::PageLimit)),
    ("content/page.md", "a|", None),
    ("content/page.md", "<b>", Some(Code::RawHtml)),
    ("content/page.md", "<!-- ", Some(Code::RawHtml)),
    ("content/page.md", "---\n", None),
    ("content/page.md", "<<<<<<< a\n", Some(Code::MergeConflict)),
    ("data/contacts.yaml", "[", Some(Code::YamlLimit)),
    ("data/contacts.yaml", "{a: ", Some(Code::YamlLimit)),
    ("data/contacts.yaml", "- ", Some(Code::YamlLimit)),
    ("data/contacts.yaml", "- a: \"\n", Some(Code::UnclosedQuote)),
    ("data/contacts.yaml", "\tk: v\n", Some(Code::YamlTab)),
    ("data/contacts.yaml", "k: v\n", Some(Code::DuplicateKey)),
    ("data/contacts.yaml", "x:\n- a\ny:\n-b\n", Some(Code::YamlSyntax)),
    ("data/contacts.yaml", "a: b: c\n", Some(Code::UnquotedColon)),
    // Lines that end as they did on old computers: to what looks for `\n`, the whole file is one.
    ("data/contacts.yaml", "- \r", None),
    ("data/contacts.yaml", "- a: 1 #2\r", Some(Code::UnquotedSign)),
    ("data/contacts.yaml", "- - a: b\n", Some(Code::YamlSyntax)),
    ("data/contacts.yaml", "a = b\n", Some(Code::YamlSyntax)),
    ("data/contacts.yaml", "// a\n\n", Some(Code::YamlSyntax)),
    ("data/contacts.yaml", "<!-- a\n", Some(Code::YamlSyntax)),
    ("data/contacts.csv", "a,\"b\n", None),
    ("data/contacts.csv", "\n=", None),
    ("data/contacts.csv", "a\nb,c\n", Some(Code::WrongShape)),
];

#[test]
fn a_megabyte_of_one_pattern_is_read_and_told_about() {
    for (path, pattern, code) in PATTERNS {
        with_room(|| {
            let mut portal = Snapshot::default();
            portal.insert(path, pattern.repeat(SIZE / pattern.len()).into_bytes());
            let parsed = file(&Input {
                file: portal.get(path).expect("the file"),
                callout_words: &["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
                note_words: &["Footnotes", "Back to reference"].map(str::to_owned),
                allowed_html: &[],
                yaml: Default::default(),
                page_elements: markdown::ELEMENTS,
            });
            let told = parsed.diagnostics.iter().any(|problem| Some(problem.code) == *code);
            assert!(told || code.is_none(), "{path}: {pattern:?} gives {:?}", parsed.diagnostics.first());
        });
    }
}

/// Very many elements on one line, or before the end of a tag that never comes: where each stands in the file is found as soon as
/// for one.
#[test]
fn the_places_of_very_many_elements_are_found() {
    for pattern in ["*a", "a **b** ", "\n\n<"] {
        let (file, text) = ("content/page.md".into(), pattern.repeat(SIZE / pattern.len()));
        let quoted = format!("- text: \"{text}\"");
        let value = Span::new(&file, 8..quoted.len());
        with_room(|| {
            for place in [
                Place::Verbatim(0),
                Place::Inside {
                    value: &value,
                    file_text: &quoted,
                },
            ] {
                let parsed = markdown::parse(&markdown::Input {
                    text: &text,
                    file: &file,
                    place: place.clone(),
                    allowed_html: &[],
                    callout_words: &["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
                    note_words: &["Footnotes", "Back to reference"].map(str::to_owned),
                    anchor_prefix: "",
                });
                let places = parsed.value.element_places(&file, &place);
                assert!(places.iter().all(|(_, span)| quoted.get(span.range()).is_some()));
                assert!(!places.is_empty(), "{pattern:?}");
            }
        });
    }
}

/// Long expressions go deep into a stack: they are refused before the engine reads them.
#[test]
fn a_template_of_one_pattern_is_refused_at_its_place() {
    for pattern in [
        "{{ (((((((((((((((((((((",
        "{{ 1+",
        "{% if a %}",
        "{% for x in items %}",
        "{{ [1,",
        "{{ x|upper",
        "{% elif a %}",
        "{#",
    ] {
        with_room(|| {
            let (begin, again) = pattern.split_at(pattern.find(['(', '1', '[', '|']).unwrap_or(0));
            let (_, theme) = portal(&format!("{begin}{}", again.repeat(SIZE / 2 / again.len())));
            let engine = Engine::new(&theme, vec![(&Strings::default(), serde_json::json!({}))], Default::default());
            let codes: Vec<Code> = engine.diagnostics.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [Code::Template], "{pattern:?}");
        });
    }
}

/// Each line is read once, however many go on from the one before.
#[test]
fn a_card_whose_lines_go_on_for_ever_is_read() {
    for (first, again) in [
        ("QUOTED-PRINTABLE=\n", "a=\n"),
        ("NOTE;ENCODING=QUOTED-PRINTABLE:=\n", "=\n"),
        ("NOTE:\n", " a\n"),
        ("=\n", "\t=\n"),
        ("TEL;", "TYPE=\"a\";"),
    ] {
        let text = format!("{first}{}", again.repeat(SIZE / again.len()));
        assert!(content_line::read(&text).len() <= 1);
    }
}
