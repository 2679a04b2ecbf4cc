//! Building again with a memory gives what building afresh gives: the same bytes and the same messages.

use std::sync::atomic::{AtomicUsize, Ordering};

use docent::memo::Memo;
use docent::pipeline::{Follow, Indexing, Options, build, build_followed, check, review};
use docent::render::Bundle;
use docent::route::Route;
use docent::source::Snapshot;
use docent::stages::{Ended, Stage, Watch};

use super::{TODAY, fresh, lines, root, snapshot};

/// A repeatable stream of numbers (xorshift): random enough to choose edits.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("small")
    }
}

fn demo() -> Snapshot {
    let mut portal = Snapshot::with_built_in_theme();
    for folder in ["content", "data"] {
        for file in snapshot(&root().join(folder))
            .files()
            .filter(|file| !file.path.starts_with("built-in:"))
        {
            portal.insert(&format!("{folder}/{}", file.path), file.bytes.to_vec());
        }
    }
    portal.insert("docent.yaml", std::fs::read(root().join("docent.yaml")).expect("the configuration"));
    portal
}

/// One edit of an editor or of a theme author, or a slip.
fn edit(portal: &mut Snapshot, numbers: &mut Numbers) -> String {
    let paths: Vec<String> = portal
        .files()
        .map(|file| file.path.to_string())
        .filter(|path| !path.ends_with(".svg"))
        .collect();
    let path = &paths[numbers.below(paths.len())];
    let text = portal.get(path).and_then(|file| file.text()).unwrap_or_default().to_owned();
    let (what, new) = match numbers.below(6) {
        0 => ("a word changed", text.replacen("school", "campus", 1)),
        1 => ("a line added", format!("{text}\n# More\n")),
        2 => ("the end lost", text.chars().take(text.chars().count() / 2).collect()),
        3 => ("a slip", text.replacen("title:", "titel:", 1)),
        4 if path.starts_with("content/") && !path.contains("_index") => {
            portal.remove(path);
            return format!("{path} deleted");
        }
        _ => ("a template value", text.replacen("{{ page.title }}", "{{ page.titel }}", 1)),
    };
    portal.insert(path, new.into_bytes());
    format!("{path}: {what}")
}

/// Someone who calls a build off when asked for so many times.
struct Fickle(AtomicUsize);

impl Watch for Fickle {
    fn calls_off(&self) -> bool {
        let count_down = |left: usize| left.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count_down).is_err()
    }
}

impl Follow for Fickle {
    fn indexing(&self) -> Indexing {
        Indexing::Last
    }
}

#[test]
fn warm_equals_cold_under_random_edits() {
    let mut numbers = Numbers(0x5eed_cafe);
    let original = demo();
    let mut portal = original.clone();
    let mut memo = Memo::new();
    for turn in 0..14 {
        let what = if turn % 5 == 4 {
            portal = original.clone();
            "everything restored".to_owned()
        } else {
            edit(&mut portal, &mut numbers)
        };
        if turn % 3 == 1 {
            // Somebody saves once more: what this build came to may be remembered, and its site is nobody's.
            let mut fickle = Fickle(AtomicUsize::new(numbers.below(400)));
            build_followed(&portal, &Options::on(TODAY), &mut memo, &mut fickle);
        }
        let warm = build(&portal, &Options::on(TODAY), &mut memo);
        let cold = fresh(&portal, TODAY);
        assert_eq!(
            lines(&warm.diagnostics, &portal),
            lines(&cold.diagnostics, &portal),
            "turn {turn}: {what}"
        );
        assert!(warm.bundle == cold.bundle, "turn {turn}: {what}");
    }
}

#[test]
fn a_turn_without_an_edit_makes_nothing_new() {
    let portal = demo();
    let mut memo = Memo::new();
    let first = build(&portal, &Options::on(TODAY), &mut memo);
    let remembered = memo.len();
    let second = build(&portal, &Options::on(TODAY), &mut memo);
    assert!(first.bundle == second.bundle);
    assert_eq!(memo.len(), remembered);
}

/// Writes down what a build says of its stages, and needs the indices then.
struct Heard(Vec<Ended>, Indexing);

impl Watch for Heard {
    fn ended(&mut self, stage: Ended) {
        self.0.push(stage);
    }
}

impl Follow for Heard {
    fn indexing(&self) -> Indexing {
        self.1
    }
}

impl Heard {
    fn of(portal: &Snapshot, memo: &mut Memo, indexing: Indexing) -> Self {
        let mut heard = Self(Vec::new(), indexing);
        build_followed(portal, &Options::on(TODAY), memo, &mut heard);
        heard
    }

    fn stages(&self) -> Vec<Stage> {
        self.0.iter().map(|ended| ended.stage).collect()
    }

    fn remembered(&self, stage: Stage) -> Option<usize> {
        self.0.iter().find(|ended| ended.stage == stage)?.remembered
    }
}

#[test]
fn whoever_watches_hears_of_each_stage_and_of_what_was_remembered() {
    let (mut portal, mut memo) = (demo(), Memo::new());
    let mut heard = |portal: &Snapshot| Heard::of(portal, &mut memo, Indexing::First);
    let (cold, warm) = (heard(&portal), heard(&portal));
    let expected = [
        Stage::Parse,
        Stage::Collect,
        Stage::Resolve,
        Stage::Plan,
        Stage::Index,
        Stage::Render,
        Stage::Check,
    ];
    assert_eq!(cold.stages(), expected);
    assert_eq!(cold.remembered(Stage::Parse), Some(0));
    assert_eq!(warm.remembered(Stage::Parse), Some(warm.0[0].items), "no file is parsed again");
    portal.insert("content/about.md", "---\ntitle: About\n---\n".into());
    let edited = heard(&portal);
    assert_eq!(
        edited.remembered(Stage::Parse),
        Some(edited.0[0].items - 1),
        "but the one that changed"
    );
}

/// Someone who looks at some pages, and what of the site came first.
struct Looking {
    pages: Vec<Route>,
    first: Option<Bundle>,
}

impl Looking {
    fn at(pages: &[&str]) -> Self {
        Self {
            pages: pages.iter().map(|page| Route::file(page).expect("an address")).collect(),
            first: None,
        }
    }
}

impl Watch for Looking {}

impl Follow for Looking {
    fn looked_at(&self) -> Vec<Route> {
        self.pages.clone()
    }

    fn first(&mut self, pages: Bundle) {
        self.first = Some(pages);
    }
}

#[test]
fn the_pages_that_someone_looks_at_come_first_and_are_those_of_the_site() {
    let mut looking = Looking::at(&["contacts/index.html", "gone/index.html"]);
    let site = build_followed(&demo(), &Options::on(TODAY), &mut Memo::new(), &mut looking).bundle;
    let first = looking.first.expect("the first pages").files;
    assert!(first.iter().all(|(route, artifact)| site.files.get(route) == Some(artifact)));
    let has = |ending: &str| first.keys().filter(|route| route.as_str().ends_with(ending)).count();
    assert_eq!(has(".html"), 1, "no other page");
    let styles = site.files.keys().filter(|route| route.extension() == "css").count();
    assert_eq!(has(".css"), styles, "every style sheet");
}

#[test]
fn no_page_comes_first_of_a_portal_with_an_error() {
    let mut portal = demo();
    portal.insert("data/contacts.yaml", "- name: Dana".into());
    let mut looking = Looking::at(&["contacts/index.html"]);
    build_followed(&portal, &Options::on(TODAY), &mut Memo::new(), &mut looking);
    assert!(looking.first.is_none());
}

/// The demonstration site with something to say about a page.
fn with_a_dead_link() -> Snapshot {
    let mut portal = demo();
    portal.insert("content/about.md", "---\ntitle: About\n---\n[gone](/gone/)\n".into());
    portal
}

#[test]
fn a_review_says_what_a_build_says_and_makes_all_but_the_search() {
    let portal = with_a_dead_link();
    let (built, reviewed) = (fresh(&portal, TODAY), review(&portal, &Options::on(TODAY)));
    assert_eq!(lines(&reviewed.diagnostics, &portal), lines(&built.diagnostics, &portal));
    let mut without_search = built.bundle.files;
    without_search.retain(|route, _| !route.as_str().starts_with("search/") || route.extension() == "html");
    assert!(reviewed.bundle.files == without_search);
}

#[test]
fn a_check_says_what_a_build_says_and_makes_no_more_than_the_pages() {
    let portal = with_a_dead_link();
    let (built, checked) = (fresh(&portal, TODAY), check(&portal, &Options::on(TODAY)));
    assert_eq!(lines(&checked.diagnostics, &portal), lines(&built.diagnostics, &portal));
    assert_eq!(checked.next_change, built.next_change);
    let mut pages = built.bundle.files;
    pages.retain(|route, _| route.extension() == "html");
    assert!(checked.bundle.files == pages);
}

#[test]
fn a_site_with_errors_has_no_index_where_someone_waits_for_its_pages() {
    let portal = with_a_dead_link();
    let heard = Heard::of(&portal, &mut Memo::new(), Indexing::Last);
    assert_eq!(heard.stages().last(), Some(&Stage::Check));
}
