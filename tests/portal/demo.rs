//! The SRO HQ portal, whole.

use std::collections::BTreeSet;

use docent::diag::Severity;
use docent::memo::{Digested, Memo};
use docent::pipeline::{Build, Options, build};
use docent::route::Route;
use jiff::civil::{Date, date};

use super::{expect_file, lines, portal, root};

fn on(day: Date) -> Build {
    build(&portal(root()), &Options::on(day), &mut Memo::new())
}

fn text(build: &Build, path: &str) -> String {
    let artifact = build
        .bundle
        .files
        .get(&Route::file(path).expect(path))
        .unwrap_or_else(|| panic!("{path} is not built"));
    String::from_utf8(artifact.bytes.to_vec()).expect("UTF-8")
}

#[test]
fn it_has_no_errors_and_its_warnings_are_the_known_gaps_of_its_sources() {
    let build = on(date(2026, 11, 22));
    assert!(
        build.diagnostics.iter().all(|problem| problem.severity != Severity::Error),
        "{}",
        lines(&build.diagnostics, &portal(root())).join("\n")
    );
    let warnings: Vec<String> = build
        .diagnostics
        .iter()
        .map(|problem| format!("{}[{}]: {}", problem.severity, problem.code, problem.message))
        .collect();
    expect_file(&root().join("tests/portal/demo-warnings.txt"), &(warnings.join("\n") + "\n"));
}

/// How many classes the schedule shows as coming.
fn upcoming(day: Date) -> usize {
    let page = text(&on(day), "schedule/index.html");
    let coming = page
        .split("id=\"past\"")
        .next()
        .unwrap_or_default()
        .split("id=\"to-be-announced\"")
        .next()
        .unwrap_or_default();
    coming.matches("<li class=\"event ").count()
}

#[test]
fn a_class_is_coming_through_its_last_day() {
    assert_eq!(upcoming(date(2025, 5, 1)), 5);
    assert_eq!(upcoming(date(2025, 5, 22)), 5, "the last day of the class in Hanover");
    assert_eq!(upcoming(date(2025, 5, 23)), 4);
    assert_eq!(upcoming(date(2026, 11, 22)), 0);
}

#[test]
fn an_empty_schedule_says_so_and_whom_to_call() {
    let page = text(&on(date(2026, 11, 22)), "schedule/index.html");
    for wanted in [
        "No training is scheduled right now",
        "804-802-9084",
        "Dates to be announced",
        "Every June",
        "past/index.html",
    ] {
        assert!(page.contains(wanted), "{wanted} is not on the schedule");
    }
}

#[test]
fn the_published_numbers_are_there_and_can_be_dialed() {
    let page = text(&on(date(2026, 11, 22)), "contacts/index.html");
    for (shown, dialed) in [
        ("804-802-9084", "tel:+18048029084"),
        ("804-759-8577", "tel:+18047598577"),
        ("804-357-0967", "tel:+18043570967"),
    ] {
        assert!(page.contains(shown) && page.contains(dialed), "{shown}");
    }
}

/// A parent who asks whether an officer may search a bag is not looking for the page with the search box.
#[test]
fn the_search_does_not_find_itself() {
    let index = text(&on(date(2026, 11, 22)), "search/en.json");
    assert!(index.contains("\"/faq/#searches\""), "the question is in the index");
    assert!(!index.contains("\"/search/\""), "the page of the search is not");
}

/// Every `href` and `src` of a page, unescaped.
fn addresses(html: &str) -> Vec<String> {
    let attribute = |name: &'static str| {
        html.split(name)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|address| address.replace("&amp;", "&"))
    };
    attribute(" href=\"").chain(attribute(" src=\"")).collect()
}

#[test]
fn every_link_is_relative_and_leads_to_a_file_and_an_anchor() {
    let build = on(date(2025, 5, 1));
    let files: BTreeSet<String> = build.bundle.files.keys().map(|route| format!("/{route}")).collect();
    let mut seen = 0;
    for (route, artifact) in build
        .bundle
        .files
        .iter()
        .filter(|(route, _)| route.as_str().ends_with(".html") && !route.as_str().ends_with("404.html"))
    {
        let html = String::from_utf8_lossy(&artifact.bytes);
        let here = url::Url::parse(&format!("file:///{route}")).expect("an address");
        for address in addresses(&html)
            .into_iter()
            .filter(|address| !address.contains("://") && !address.starts_with("tel:") && !address.starts_with("mailto:"))
        {
            assert!(!address.starts_with('/'), "{route}: {address} is not relative");
            let target = here.join(&address).expect("an address");
            let path = docent::route::percent_decode(target.path());
            assert!(files.contains(&path), "{route}: {address} leads to no file");
            if let Some(anchor) = target.fragment() {
                let page = text(&build, path.trim_start_matches('/'));
                let anchor = docent::route::percent_decode(anchor);
                assert!(page.contains(&format!("id=\"{anchor}\"")), "{route}: {address} leads to no anchor");
            }
            seen += 1;
        }
    }
    assert!(seen > 1000, "only {seen} links were looked at");
}

#[test]
fn two_builds_are_identical_on_any_number_of_threads() {
    let once = on(date(2025, 5, 1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let again = pool.install(|| on(date(2025, 5, 1)));
    assert!(once.bundle == again.bundle);
    assert_eq!(once.diagnostics, again.diagnostics);
}

#[test]
fn the_binary_writes_the_same_site_in_any_time_zone_and_locale() {
    let folder = tempfile::tempdir().expect("a folder");
    let build = |name: &str, zone: &str, locale: &str, threads: &str| {
        let target = folder.path().join(name);
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_docent"))
            .args(["build", "--quiet", "--as-of", "2025-05-01", "--root"])
            .arg(root())
            .args(["-j", threads, "--output-dir"])
            .arg(&target)
            .envs([("TZ", zone), ("LC_ALL", locale), ("LANG", locale)])
            .env_remove("GITHUB_ACTIONS")
            .status()
            .expect("docent runs");
        assert!(status.success());
        super::files(&target)
    };
    let here = build("a", "UTC", "C", "1");
    let there = build("b", "Pacific/Kiritimati", "tr_TR.UTF-8", "4");
    assert!(here == there);
}

/// Lists of everything may be longer than a page of words.
const LONG_LISTS: [&str; 3] = ["a-z/", "faq/", "schedule/"];

#[test]
fn pages_styles_and_scripts_stay_small() {
    let build = on(date(2025, 5, 1));
    let sizes = |ending: &'static str| {
        let files = build.bundle.files.iter().filter(move |(route, _)| route.as_str().ends_with(ending));
        files.map(|(route, artifact)| (route.as_str().to_owned(), artifact.bytes.len()))
    };
    for (path, size) in sizes(".html").filter(|(path, _)| !LONG_LISTS.iter().any(|list| path.contains(list))) {
        assert!(size <= 30 << 10, "{path} has {size} bytes");
    }
    let styles: usize = sizes(".css").map(|(_, size)| size).sum();
    assert!(styles <= 15 << 10, "the styles have {styles} bytes");
    let scripts: usize = sizes(".js")
        .filter(|(path, _)| !path.contains("search"))
        .map(|(_, size)| size)
        .sum();
    assert!(scripts <= 12 << 10, "the scripts beside search have {scripts} bytes");
}

#[test]
fn no_page_contacts_another_host() {
    let build = on(date(2025, 5, 1));
    for (route, artifact) in build.bundle.files.iter().filter(|(route, _)| route.as_str().ends_with(".html")) {
        let notes = docent::render::html::finish(
            &String::from_utf8_lossy(&artifact.bytes),
            docent::render::html::Place {
                route,
                links: &docent::render::html::Links::Relative,
                tongue: &Digested::default(),
                pictures: &Digested::default(),
                former: None,
                expired: &Digested::default(),
            },
        )
        .notes;
        assert!(notes.contacts.is_empty(), "{route} contacts {:?}", notes.contacts);
    }
}
