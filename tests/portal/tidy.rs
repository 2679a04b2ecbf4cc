//! Rules of the code that a compiler does not know.

use std::collections::BTreeSet;
use std::fs;

use docent::diag::Code;
use docent::kinds::KINDS;
use docent::schema::{Field, Type};

use super::{files, root};

/// The modules from the bottom to the top: each uses only those before it.
const LAYERS: [&str; 26] = [
    "diag", "memo", "stages", "route", "words", "source", "parse", "schema", "config", "theme", "formats", "access", "kinds", "site",
    "plan", "lock", "render", "pipeline", "fix", "external", "import", "diff", "publish", "serve", "cli", "main",
];

/// Uses that go against the order, each for a reason.
const ALLOWED: [(&str, &str); 1] = [
    // The excerpts of messages are read from the files they are about.
    ("diag/render", "source"),
];

fn sources() -> Vec<(String, String)> {
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8(bytes).expect("UTF-8"));
    files(&root().join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(text)
        .collect()
}

#[test]
fn a_module_uses_only_the_layers_below_it() {
    let rank = |module: &str| LAYERS.iter().position(|layer| *layer == module);
    for (path, text) in sources() {
        let module = path.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = rank(module) else { continue };
        for line in text.lines().take_while(|line| !line.contains("#[cfg(test)]")) {
            for used in line
                .split("crate::")
                .skip(1)
                .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
            {
                let excused = ALLOWED.iter().any(|(from, to)| path.starts_with(from) && used == *to);
                assert!(
                    excused || rank(used).is_none_or(|rank| rank <= own),
                    "src/{path} uses crate::{used}, which stands above it:\n{line}"
                );
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "src/{path} has no first line `//! …`");
    }
}

#[test]
fn only_the_rim_reads_and_writes_files() {
    let rim = ["source/disk", "publish", "serve", "cli", "main.rs", "pipeline.rs"];
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !rim.iter().any(|rim| path.starts_with(rim)) && !path.ends_with("/tests.rs") {
            assert!(
                !code.contains("std::fs") && !code.contains("std::env::"),
                "src/{path} touches the disk or the environment"
            );
        }
    }
}

#[test]
fn no_unfinished_work_and_no_silent_exceptions() {
    for (path, text) in sources() {
        for (mark, why) in [
            ("todo!(", "unfinished"),
            ("unimplemented!(", "unfinished"),
            ("dbg!(", "left over"),
            ("#[ignore", "a skipped test"),
        ] {
            assert!(!text.contains(mark), "src/{path} has {mark}: {why}");
        }
        for line in text.lines().filter(|line| line.contains("#[allow(") || line.contains("#[expect(")) {
            assert!(line.contains("reason"), "src/{path}: an exception without a reason: {line}");
        }
    }
}

/// Clippy refuses what could panic on what someone wrote; each part of the program has to ask it to.
#[test]
fn every_part_of_the_program_refuses_what_could_panic() {
    for part in ["src/lib.rs", "src/main.rs", "build.rs"] {
        let text = fs::read_to_string(root().join(part)).expect(part);
        for lint in ["unwrap_used", "expect_used", "panic", "indexing_slicing", "string_slice"] {
            assert!(text.contains(&format!("clippy::{lint}")), "{part} does not deny clippy::{lint}");
        }
    }
}

#[test]
fn every_code_has_a_manual_page_and_a_name_of_its_own() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.manual().split_whitespace().count() >= 4, "{code} has no manual page");
        assert_eq!(Code::named(code.name()), Some(*code));
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut reason = false;
    let sections = manifest
        .split("\n[")
        .filter(|section| section.starts_with("dependencies]") || section.starts_with("dev-dependencies]"));
    for line in sections.flat_map(str::lines).skip(1) {
        match line {
            "" => reason = false,
            _ if line.starts_with('#') => reason = true,
            _ if line.contains(" = ") => assert!(reason, "no reason for {line}"),
            _ => {}
        }
    }
}

/// The names of all texts of a file of the interface.
fn names_of_texts(lang: &str) -> BTreeSet<String> {
    fn collect(value: &serde_json::Value, above: &str, all: &mut BTreeSet<String>) {
        match value.as_object() {
            Some(group) => group.iter().for_each(|(key, value)| collect(value, &format!("{above}.{key}"), all)),
            None => drop(all.insert(above.to_owned())),
        }
    }
    let path = root().join(format!("themes/civic/i18n/{lang}.yaml"));
    let text = fs::read_to_string(&path).expect("the texts");
    let parsed = docent::parse::yaml::parse(&lang.into(), &text, 0);
    let mut all = BTreeSet::new();
    collect(&docent::schema::values::plain(&parsed.value.expect("texts")), "t", &mut all);
    all
}

#[test]
fn every_field_has_a_label() {
    let texts = names_of_texts("en");
    let label = |field: &Field| format!("t.fields.{}", field.name);
    let asked = |field: &&Field| !matches!(field.ty, Type::File | Type::Free) && field.name != "photo" && field.name != "poster";
    for kind in KINDS {
        let inner = kind.fields().iter().flat_map(|field| match field.ty {
            Type::Group(fields) => fields,
            Type::List(Type::Group(fields)) => *fields,
            _ => &[],
        });
        for field in kind
            .fields()
            .iter()
            .chain(inner)
            .filter(asked)
            .filter(|field| field.name != "caption_files")
        {
            assert!(
                texts.contains(&label(field)),
                "{} of {} has no {}",
                field.name,
                kind.name(),
                label(field)
            );
        }
    }
}

#[test]
fn the_theme_says_in_spanish_all_that_it_says_in_english() {
    let (english, spanish) = (names_of_texts("en"), names_of_texts("es"));
    assert!(english.len() > 100);
    assert_eq!(english.symmetric_difference(&spanish).collect::<Vec<_>>(), Vec::<&String>::new());
}
