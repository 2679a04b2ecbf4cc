//! The pipeline from files to a site, by example. Each module reads cases that a non-programmer could write.

mod access;
mod bad_inputs;
mod bombs;
mod demo;
mod diff;
mod fixes;
mod golden;
mod incremental;
mod integrity;
mod kinds;
mod lock;
mod manual;
mod marked;
mod minify;
mod mistakes;
mod next_change;
mod schemas;
mod search;
mod tidy;

use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use docent::diag::Diagnostic;
use docent::memo::Memo;
use docent::pipeline::{Build, Options, build};
use docent::source::{CONFIG, History, Snapshot, disk};
use jiff::civil::{Date, date};

/// The day on which every case is built, unless it says otherwise.
const TODAY: Date = date(2025, 5, 1);

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, as pairs of relative path and bytes, sorted.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let walk = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("a readable folder"));
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry
                .path()
                .strip_prefix(folder)
                .expect("below it")
                .to_str()
                .expect("UTF-8")
                .replace('\\', "/");
            (path, fs::read(entry.path()).expect("a readable file"))
        })
        .collect()
}

/// A portal as the commands read it: what else stands in its folder, such as `target`, is no part of it.
fn portal(folder: &Path) -> Snapshot {
    let read = disk::read(Utf8Path::from_path(folder).expect("UTF-8"), Utf8Path::new(CONFIG));
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.value
}

/// A portal from a folder of the tests.
fn snapshot(folder: &Path) -> Snapshot {
    let mut snapshot = Snapshot::with_built_in_theme();
    for (path, bytes) in files(folder) {
        snapshot.insert(&path, bytes);
    }
    if let Ok(text) = fs::read_to_string(folder.join("history.txt")) {
        snapshot.remove("history.txt");
        snapshot.history = history(&text);
    }
    snapshot
}

/// What git would say, in lines `content/about.md 2025-02-11T03:30:00Z`; or `unknown: ` and why it says nothing.
fn history(text: &str) -> History {
    if let Some(why) = text.strip_prefix("unknown: ") {
        return History::Unknown {
            why: why.trim().to_owned(),
            help: "make a whole clone".to_owned(),
        };
    }
    let file = |line: &str| {
        let (path, moment) = line.split_once(' ').expect("a path and a moment");
        (path.into(), moment.parse().expect("a moment"))
    };
    History::Known(text.lines().map(file).collect())
}

/// Builds with nothing remembered.
fn fresh(snapshot: &Snapshot, today: Date) -> Build {
    build(snapshot, &Options::on(today), &mut Memo::new())
}

/// `data/contacts.yaml:3:9: error[bad-phone]: … (help: …)`, one line each.
fn lines(diagnostics: &[Diagnostic], snapshot: &Snapshot) -> Vec<String> {
    let line = |problem: &Diagnostic| {
        let place = problem.at.as_ref().map_or(String::new(), |span| {
            let text = snapshot.get(&span.file).and_then(|file| file.text()).unwrap_or_default();
            let before = &text[..(span.start as usize).min(text.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!("{}:{line}:{column}: ", span.file)
        });
        let help = problem.help.as_ref().map(|help| format!(" (help: {help})")).unwrap_or_default();
        format!("{place}{}[{}]: {}{help}", problem.severity, problem.code, problem.message)
    };
    diagnostics.iter().map(line).collect()
}

/// Compares text with a file of the tests; `UPDATE=1` writes the file instead.
fn expect_file(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, actual).expect("the file");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs; `UPDATE=1 cargo test` rewrites it\n--- expected\n{expected}\n--- actual\n{actual}",
        path.display()
    );
}

/// The folders of cases below `tests/portal/`.
fn cases(name: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/portal").join(name);
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}
