//! `urls.lock`: what a portal has published stays, or goes on purpose.

use docent::diag::fix::Trust;
use docent::diag::{Code, Diagnostic};
use docent::fix::fix;
use docent::lock;
use docent::memo::Memo;
use docent::pipeline::{Include, Options, addresses};
use docent::source::Snapshot;
use jiff::civil::{Date, date};

use super::marked::complete;
use super::{TODAY, expect_file, fresh, portal, root, snapshot};

fn case(name: &str) -> Snapshot {
    let mut portal = snapshot(&root().join("tests/portal/marked").join(name));
    complete(&mut portal);
    portal
}

fn text(portal: &Snapshot, options: &Options) -> String {
    lock::text(&addresses(portal, options).value)
}

/// `UPDATE=1 cargo test --test portal lock` writes it, as `docent lock` does.
#[test]
fn the_demonstration_keeps_what_it_has_published() {
    let known = text(&portal(root()), &Options::on(TODAY));
    assert!(known.lines().count() > 100);
    expect_file(&root().join("urls.lock"), &known);
}

#[test]
fn the_addresses_are_the_same_on_every_day_and_with_drafts_shown() {
    let portal = case("fine-published-addresses");
    let on = |day: Date| Options::on(day);
    let known = text(&portal, &on(TODAY));
    for day in [date(2024, 1, 1), date(2025, 6, 2), date(2030, 1, 1)] {
        assert_eq!(text(&portal, &on(day)), known, "{day}");
    }
    let all = Include {
        drafts: true,
        future: true,
        expired: true,
    };
    assert_eq!(text(&portal, &Options { include: all, ..on(TODAY) }), known);
    expect_file(&root().join("tests/portal/marked/fine-published-addresses/urls.lock"), &known);
}

#[test]
fn no_day_makes_an_address_vanish_that_is_kept() {
    let mut portal = case("fine-published-addresses");
    let vanished = |portal: &Snapshot, day| {
        fresh(portal, day)
            .diagnostics
            .iter()
            .filter(|found| found.code == Code::VanishedAddress)
            .count()
    };
    for day in [date(2024, 1, 1), TODAY, date(2025, 6, 2), date(2030, 1, 1)] {
        assert_eq!(vanished(&portal, day), 0, "{day}");
    }
    portal.remove("content/fair.md");
    assert_eq!(
        vanished(&portal, date(2025, 5, 31)),
        2,
        "on its last day, the page and its former address were to be there"
    );
    assert_eq!(vanished(&portal, date(2025, 6, 1)), 0, "its days are over");
}

#[test]
fn a_new_address_that_is_plain_to_see_is_suggested() {
    let portal = case("published-addresses");
    let is_of_lock = |problem: &&Diagnostic| matches!(problem.code, Code::VanishedAddress | Code::MovedInSilence);
    assert_eq!(
        fix(&portal, &Options::on(TODAY), Trust::Safe, &[], &mut Memo::new())
            .corrected
            .iter()
            .filter(is_of_lock)
            .count(),
        0
    );
    let fixed = fix(&portal, &Options::on(TODAY), Trust::Suggested, &[], &mut Memo::new());
    let file = |path| fixed.snapshot.get(path).and_then(|file| file.text()).unwrap_or_default();
    let redirects = file("data/redirects.yaml");
    for (from, to) in [
        ("/about/", "/agency/about/"),
        ("/contacts/#dana-example", "/contacts/#dana-sample"),
        ("/guide/#who-to-call", "/guide/#whom-to-call"),
    ] {
        assert!(redirects.contains(&format!("  from: {from}\n  to: {to}\n")), "{redirects}");
    }
    assert_eq!(redirects.matches("- id:").count(), 4, "{redirects}");
    assert!(file("data/training.yaml").contains("  updated: 2025-05-01\n"));
    let page = &fixed.build.bundle.files[&docent::route::Route::page("contacts").expect("an address")];
    assert!(
        String::from_utf8_lossy(&page.bytes).contains("<li class=\"card contact\" id=\"dana-sample\"><span id=\"dana-example\"></span>")
    );
}
