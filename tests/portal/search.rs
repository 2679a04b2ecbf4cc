//! The search index of whole portals, in both forms. What is built here stays in `target/tmp/search/`, with the answers of
//! `docent search`; `tests/search/forms.test.mjs` asks the same of both forms by the client that browsers run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use docent::formats::Document;
use docent::formats::search::rank::Reader;
use docent::formats::search::shards::{self, Shards};
use docent::formats::search::{Counted, Index};
use docent::memo::Memo;
use docent::pipeline::{Options, build, with_site};
use docent::{diag::Checked, plan, render};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{portal, root};

/// As many answers to a query are compared.
const COMPARED: usize = 50;

/// The day on which the portals are asked.
const TODAY: Date = date(2025, 5, 23);

/// Writes both forms of an index into a folder for the tests in JavaScript.
fn write(index: &Index, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    let shards = sharded(index, &Memo::new());
    let files = shards.files.into_iter().map(|(path, bytes)| (format!("en/{path}"), bytes));
    for (path, bytes) in files.chain([
        ("en.gz".to_owned(), shards.manifest),
        ("en.json".to_owned(), index.to_bytes().into()),
    ]) {
        let path = folder.join("search").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, bytes.as_slice()).expect("the file is written");
    }
}

fn sharded(index: &Index, memo: &Memo) -> Shards {
    shards::shards(Counted::of(index, memo), memo)
}

/// Writes the index of a portal in both forms, and what Rust answers to some queries.
fn compare(name: &str, folder: &Path, queries: impl Fn(&Index<'_>) -> Vec<String>) {
    let snapshot = portal(folder);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search").join(name);
    with_site(&snapshot, &Options::on(TODAY), &mut Memo::new(), |site, _| Checked {
        value: write_answers(&render::search_index(site, &plan::plan(site).value, "en"), &folder, queries),
        diagnostics: Vec::new(),
    });
}

fn write_answers(index: &Index<'_>, folder: &Path, queries: impl Fn(&Index<'_>) -> Vec<String>) {
    write(index, folder);
    let mut reader = Reader::new(index);
    let answer = |query: String| {
        let hits = reader.search(&query, TODAY);
        let hits: Vec<Value> = hits.iter().take(COMPARED).map(|hit| json!([hit.number, hit.score])).collect();
        json!({ "q": query, "hits": hits })
    };
    let answers: Vec<Value> = queries(index).into_iter().map(answer).collect();
    fs::write(folder.join("answers.json"), json!(answers).to_string()).expect("the answers are written");
    let texts: BTreeSet<&str> = index.entries.iter().flat_map(chunks).collect();
    let words: Vec<Value> = texts.into_iter().map(|text| json!([text, words(text)])).collect();
    fs::write(folder.join("words.json"), json!(words).to_string()).expect("the words are written");
}

/// What stands between white space in the texts of an entry.
fn chunks<'e>(entry: &'e docent::formats::search::Entry<'_>) -> impl Iterator<Item = &'e str> {
    [entry.title.as_str(), &entry.crumbs, &entry.body]
        .into_iter()
        .chain(entry.keywords.iter().map(String::as_str))
        .flat_map(|text| text.split_whitespace())
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    docent::formats::search::text::each_word(text, &mut |word| words.push(word.to_owned()));
    words
}

/// Queries as people type them: a title, its beginning, two words of it with a letter missing or exchanged, one word as it grows.
fn typed(index: &Index) -> Vec<String> {
    let titles: Vec<&str> = index
        .entries
        .iter()
        .step_by(index.entries.len() / 60 + 1)
        .map(|entry| entry.title.as_str())
        .collect();
    let mut queries: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    for (at, title) in titles.iter().enumerate() {
        let letters: Vec<char> = title.chars().collect();
        queries.push(letters.iter().take(3 + at % 9).collect());
        let mut mistyped = letters.clone();
        let place = at * 7 % letters.len();
        mistyped.remove(place);
        queries.push(mistyped.iter().collect());
        let mut exchanged = letters;
        let place = at * 5 % exchanged.len().max(2).saturating_sub(1);
        exchanged.swap(place, place + 1);
        queries.push(exchanged.into_iter().collect::<String>() + " ");
    }
    let other = [
        "",
        "the",
        "zzzz",
        "constructor",
        "__proto__",
        "804-555-0112",
        "8045550112 ",
        "5550112",
        "💡",
        "a b c d e f g h",
        "xtrouteing",
    ];
    queries.extend(other.map(str::to_owned));
    queries.extend((1..=8).map(|length| "training".chars().take(length).collect()));
    queries
}

fn asked_of_the_demo(index: &Index) -> Vec<String> {
    let mut queries = typed(index);
    for file in ["queries.json", "site-queries.json"] {
        let text = fs::read_to_string(root().join("tests/search").join(file)).expect(file);
        let read: Vec<Value> = serde_json::from_str(&text).expect(file);
        queries.extend(read.iter().filter_map(|query| query["q"].as_str().map(str::to_owned)));
    }
    queries
}

#[test]
fn the_demo_answers_in_both_forms() {
    compare("sro-hq", root(), asked_of_the_demo);
}

/// The files and folders of the search in a build of the demo with this `form`.
fn published(form: &str) -> BTreeSet<String> {
    let snapshot = portal(root());
    let mut options = Options::on(TODAY);
    options.overrides.insert("search.form".to_owned(), form.to_owned());
    let built = build(&snapshot, &options, &mut Memo::new());
    let paths = built.bundle.files.keys().filter_map(|route| route.as_str().strip_prefix("search/"));
    paths.map(|path| path.split('/').next().unwrap_or(path).to_owned()).collect()
}

#[test]
fn the_settings_decide_the_form() {
    for (form, files) in [
        ("json", &["en.json", "es.json", "index.html"][..]),
        ("shards", &["en", "en.gz", "es", "es.gz", "index.html"]),
        ("both", &["en", "en.gz", "en.json", "es", "es.gz", "es.json", "index.html"]),
    ] {
        assert_eq!(published(form), files.iter().map(|name| (*name).to_owned()).collect(), "{form}");
    }
}

#[test]
fn a_thousand_pages_answer_in_both_forms() {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search-corpus");
    let made = Command::new("python3")
        .arg(root().join("benches/corpus.py"))
        .arg("1000")
        .arg(&folder)
        .status();
    assert!(made.expect("Python runs").success());
    compare("corpus", &folder, typed);
}

/// An index in shards, with the biggest of them, from entries whose words follow no pattern.
fn made_of(entries: usize) -> Index<'static> {
    let word = |number: usize| format!("{}{}", ["ba", "ke", "lo", "mi", "su"][number % 5], number * 7919 % 3001);
    let entry = |number: usize| docent::formats::search::Entry {
        title: format!("{} {}", word(number), word(number / 3)),
        url: format!("/entry/#{number}"),
        kind: if number < entries / 2 { "page" } else { "training" }.to_owned(),
        body: (0..40).map(|at| word(number * at % 4001)).collect::<Vec<_>>().join(" ").into(),
        ..Default::default()
    };
    Index {
        lang: "en".to_owned(),
        entries: (0..entries).map(entry).collect(),
        ..Index::default()
    }
}

/// What nobody should write, and somebody will.
fn hostile() -> Index<'static> {
    let titles = [
        "<img src=x onerror=alert(1)> weaver",
        "constructor",
        "__proto__ weaver",
        "toString hasOwnProperty",
        "\"quoted\" 'weaver' `\\` ${weaver}",
        "\u{202e}reveaw thgir ot tfel\u{202c} weaver",
        "</script><script>alert(1)</script>",
        "&lt;b&gt; weaver &amp;",
        "\u{0} weaver \u{7f}",
        "",
        "💡",
    ];
    let entry = |(at, title): (usize, &&str)| docent::formats::search::Entry {
        title: (*title).to_owned(),
        url: format!("/page/#entry-{at}"),
        kind: ["page", "constructor", "__proto__"][at % 3].to_owned(),
        kind_label: "<i>Kind</i>".to_owned(),
        crumbs: "<u>Crumbs</u>".into(),
        body: format!("{} <b>weaver</b> {} end", "x".repeat(1 << 20), "y".repeat(at * 1000)).into(),
        card: Some("javascript:alert(1)".to_owned()),
        ..Default::default()
    };
    Index {
        lang: "en".to_owned(),
        entries: titles.iter().enumerate().map(entry).collect(),
        ..Index::default()
    }
}

#[test]
fn hostile_texts_are_found_in_both_forms() {
    let index = hostile();
    write(&index, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("search/hostile"));
    let mut reader = Reader::new(&index);
    assert_eq!(reader.search("weaver", date(2025, 5, 1)).len(), index.entries.len());
    assert_eq!(reader.search("constructor", date(2025, 5, 1))[0].number, 1);
}

#[test]
fn shards_are_small_and_so_is_the_manifest() {
    let shards = sharded(&made_of(3000), &Memo::new());
    assert!(shards.manifest.len() <= 2 << 10, "the manifest has {} bytes", shards.manifest.len());
    assert!(shards.files.len() > 100);
    for (path, bytes) in &shards.files {
        assert!(bytes.len() <= 16 << 10, "{path} has {} bytes", bytes.len());
    }
}

#[test]
fn shards_have_another_folder_when_a_word_changes_and_the_same_when_none_does() {
    let folder = |index: &Index| {
        {
            let memo = Memo::new();
            shards::shards(Counted::of(index, &memo), &memo)
        }
        .files[0]
            .0
            .split('/')
            .next()
            .unwrap()
            .to_owned()
    };
    let index = made_of(200);
    assert_eq!(folder(&index), folder(&index.clone()));
    let mut other = index.clone();
    other.entries[7].body.to_mut().push_str(" ka12");
    assert_ne!(folder(&index), folder(&other));
}

#[test]
fn what_was_known_before_does_not_show_in_the_shards() {
    let mut memo = Memo::new();
    let mut index = made_of(400);
    for at in [0, 390, 200, 17] {
        index.entries[at].title.push_str(" mi77");
        index.entries.remove(at / 2);
        assert!(sharded(&index, &memo) == sharded(&index, &Memo::new()));
        memo.end_turn();
    }
    assert!(!memo.is_empty());
}
