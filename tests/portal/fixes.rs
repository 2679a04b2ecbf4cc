//! What `docent fix` makes of the mistakes in `marked/`, and that it leaves alone what is right.
//!
//! `fixes/<case>.diff` shows the corrections of the case of that name; `UPDATE=1 cargo test` writes it, to be read before it is
//! kept.

use std::collections::BTreeSet;

use docent::diag::fix::Trust;
use docent::diag::{Code, Diagnostic};
use docent::fix::{Fixed, fix};
use docent::memo::Memo;
use docent::pipeline::{Build, Options};
use docent::source::Snapshot;

use super::marked::complete;
use super::{TODAY, cases, expect_file, fresh, root, snapshot};

fn fixed(portal: &Snapshot) -> Fixed {
    fix(portal, &Options::on(TODAY), Trust::Safe, &[], &mut Memo::new())
}

/// What is different between two portals, as `docent fix --dry-run` shows it, without the marks of the cases.
fn differences(old: &Snapshot, fixed: &Fixed) -> String {
    let mut all = String::new();
    for file in old.files() {
        let path = fixed.path_of(&file.path);
        if *path != *file.path {
            all.push_str(&format!("rename from {}\nrename to {path}\n", file.path));
        }
        let after = fixed.snapshot.get(&path).expect("no file is taken away");
        let (before, after) = (String::from_utf8_lossy(&file.bytes), String::from_utf8_lossy(&after.bytes));
        if before != after {
            let lines = similar::TextDiff::from_lines(&*before, &*after);
            let diff = lines.unified_diff().context_radius(0).header(&file.path, &file.path).to_string();
            all.push_str(&diff.replace('\r', "␍"));
        }
    }
    all
}

/// Slips that reading mends in memory: writing the repair down must not change what is read.
const MENDED: [Code; 11] = [
    Code::UnquotedColon,
    Code::UnquotedSign,
    Code::QuoteInQuotes,
    Code::UnclosedQuote,
    Code::BadEscape,
    Code::CurlyQuotes,
    Code::InlineComma,
    Code::YamlIndentation,
    Code::YamlSyntax,
    Code::YamlTab,
    Code::FrontMatter,
];

#[test]
fn every_safe_fix_corrects_its_lines_and_no_others() {
    let (mut files, mut compared) = (BTreeSet::new(), 0);
    for case in cases("marked") {
        let mut portal = snapshot(&case);
        complete(&mut portal);
        let fixed = fixed(&portal);
        if fixed.corrected.is_empty() {
            continue;
        }
        let name = format!("{}.diff", case.file_name().expect("a name").to_string_lossy());
        let diff = differences(&portal, &fixed);
        expect_file(&root().join("tests/portal/fixes").join(&name), &diff);
        let before = fresh(&portal, TODAY);
        is_gone_and_stays_gone(&name, &before.diagnostics, &fixed);
        if fixed.corrected.iter().all(|problem| MENDED.contains(&problem.code)) {
            is_the_same_site(&name, &before, &fixed.build);
            compared += 1;
        }
        files.insert(name);
    }
    assert!(compared >= 10, "only {compared} sites were compared");
    for entry in std::fs::read_dir(root().join("tests/portal/fixes")).expect("the folder") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        assert!(
            files.contains(&name),
            "tests/portal/fixes/{name}: nothing is corrected in the case of this name"
        );
    }
}

/// What was corrected is there less often than before, and nothing more can be corrected.
fn is_gone_and_stays_gone(name: &str, before: &[Diagnostic], fixed: &Fixed) {
    let twice = self::fixed(&fixed.snapshot);
    assert!(twice.corrected.is_empty(), "{name}: {:?}", twice.corrected);
    let count = |problems: &[Diagnostic], of: &Diagnostic| {
        let same = problems
            .iter()
            .filter(|problem| (problem.code, &problem.message) == (of.code, &of.message));
        same.count()
    };
    for problem in fixed.corrected.iter().filter(|problem| before.contains(problem)) {
        let left = count(&fixed.build.diagnostics, problem);
        assert!(left < count(before, problem), "{name}: {problem:?}");
    }
}

fn is_the_same_site(name: &str, before: &Build, after: &Build) {
    for (route, artifact) in &before.bundle.files {
        let now = after.bundle.files.get(route).map(|artifact| &artifact.bytes);
        assert!(now == Some(&artifact.bytes), "{name}: {} changed", route.url());
    }
}

#[test]
fn what_is_right_is_never_changed() {
    let good = cases("golden").into_iter().map(|case| case.join("site")).chain(cases("marked"));
    for folder in good {
        let mut portal = snapshot(&folder);
        complete(&mut portal);
        if fresh(&portal, TODAY).diagnostics.is_empty() {
            assert_eq!(differences(&portal, &fixed(&portal)), "", "{}", folder.display());
        }
    }
}

/// Numbers that look like chance and are the same on every machine (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// A list of contacts in one of the many ways in which it can be written rightly.
fn contacts(chance: &mut Chance) -> String {
    let mut text = chance.of(&["", "# Who to call\n", "---\n"]).to_owned();
    for number in 0..=chance.below(4) {
        text.push_str(&format!("- id: contact-{number}{}\n", chance.of(&["", "  # a note: kept"])));
        let name = chance.of(&[
            "Dana Example",
            "\"Dana: Example\"",
            "'Dana''s Office'",
            "Dana \"D\" Example",
            "D&D Team",
            "\"Dana \\u00e9 Example\"",
            "Dana – Example",
            ">\n    Dana\n    Example",
        ]);
        text.push_str(&format!("  name: {name}\n"));
        let phones = chance.of(&[
            "phones: [804-555-0142]",
            "phones:\n  - number: 804-555-0142\n    ext: \"12\"",
            "phones:\n    - 804.555.0142 # day\n    - number: (804) 555-0143",
            "emails: [\"dana@example.gov\"]",
            "phones: [{number: 804-555-0142, ext: '012'}]",
        ]);
        text.push_str(&format!("  {phones}\n{}", chance.of(&["", "\n", "  # later\n"])));
    }
    match chance.below(3) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        _ => text,
    }
}

#[test]
fn right_files_of_any_form_are_never_changed() {
    let mut chance = Chance(1);
    for _ in 0..60 {
        let mut portal = Snapshot::with_built_in_theme();
        complete(&mut portal);
        let text = contacts(&mut chance);
        portal.insert("data/contacts.yaml", text.clone().into_bytes());
        let problems = fresh(&portal, TODAY).diagnostics;
        // Two people may have one name; the page that shows both says so.
        let is_namesake = |problem: &Diagnostic| problem.code == Code::SameLinkText;
        assert!(problems.iter().all(is_namesake), "{text}\n{problems:?}");
        assert_eq!(differences(&portal, &fixed(&portal)), "", "{text}");
    }
}
