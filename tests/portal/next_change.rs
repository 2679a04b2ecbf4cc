//! The moment of the next change: what stands in a portal, the day it is built, and the moment that is told.

use docent::pipeline::Build;
use docent::source::Snapshot;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{fresh, lines};

const CONFIG: &str = "title: Example portal\ntimezone: America/New_York\n";

/// A portal of a home page and one file.
fn portal(path: &str, text: &str) -> Snapshot {
    let mut portal = Snapshot::with_built_in_theme();
    portal.insert("docent.yaml", CONFIG.into());
    portal.insert("content/_index.md", b"---\ntitle: Home\n---\n".to_vec());
    portal.insert(path, text.into());
    portal
}

fn told(build: &Build) -> String {
    build.next_change.as_ref().map_or("none".to_owned(), ToString::to_string)
}

/// A file, a day, and the date of the midnight that is told when the portal is built on that day.
type Case = (&'static str, &'static str, Date, Option<Date>);

const CLASS: &str = "- {id: a, title: A, start: 2025-07-07, end: 2025-07-10, registration: {note: Call.}}";
const AFTERNOON: &str = "- {id: a, title: A, start: 2025-07-10 13:00, end: 2025-07-10 16:00, registration: {note: Call., opens: 2025-06-02 09:00, closes: 2025-07-01}}";
const HONOLULU: &str = "- {id: a, title: A, start: 2025-07-10, timezone: Pacific/Honolulu, registration: {note: Call.}}";
const TOKYO: &str =
    "- {id: a, title: A, start: 2025-07-10 18:00, end: 2025-07-10 20:00, timezone: Asia/Tokyo, registration: {note: Call.}}";
const ALERT: &str = "- {id: a, title: A, body: B., posted: 2025-05-01, starts: 2025-05-10, expires: 2025-05-12}";
const GRANT: &str = "- {id: a, title: A, opens: 2025-05-10, closes: 2025-05-12 17:00}";
const LAW: &str = "- {id: a, citation: § 1, jurisdiction: Example, checked: 2024-05-10}";
const FAQ: &str = "- {id: a, question: Why?, answer: So., review_by: 2025-05-10, expires: 2025-05-20}";
const LINK: &str = "- {id: a, title: A, url: \"https://www.example.gov/\", updated: 2025-05-10}";
const NEWS: &str = "- {id: a, question: Why?, answer: So., updated: 2025-05-10}";

const TRAINING: &str = "data/training.yaml";

const CASES: &[Case] = &[
    // A class begins, ends after its last day, and leaves the feeds after twelve months.
    (TRAINING, CLASS, date(2025, 5, 1), Some(date(2025, 7, 7))),
    (TRAINING, CLASS, date(2025, 7, 7), Some(date(2025, 7, 8))),
    (TRAINING, CLASS, date(2025, 7, 8), Some(date(2025, 7, 11))),
    (TRAINING, CLASS, date(2025, 7, 11), Some(date(2026, 7, 11))),
    (TRAINING, CLASS, date(2026, 7, 11), None),
    // What turns in the middle of a day is another site from the next midnight on.
    (TRAINING, AFTERNOON, date(2025, 5, 1), Some(date(2025, 6, 3))),
    (TRAINING, AFTERNOON, date(2025, 6, 3), Some(date(2025, 7, 2))),
    (TRAINING, AFTERNOON, date(2025, 7, 2), Some(date(2025, 7, 11))),
    // In zones behind and ahead of the portal's.
    (TRAINING, HONOLULU, date(2025, 7, 10), Some(date(2025, 7, 11))),
    (TRAINING, HONOLULU, date(2025, 7, 11), Some(date(2025, 7, 12))),
    (TRAINING, TOKYO, date(2025, 7, 9), Some(date(2025, 7, 11))),
    (
        TRAINING,
        "- {id: a, title: A, month: 6, year: 2025}",
        date(2025, 5, 1),
        Some(date(2025, 7, 1)),
    ),
    (
        TRAINING,
        "- {id: a, title: A, when_text: Every June, month: 6}",
        date(2025, 5, 1),
        None,
    ),
    ("data/alerts.yaml", ALERT, date(2025, 5, 1), Some(date(2025, 5, 10))),
    ("data/alerts.yaml", ALERT, date(2025, 5, 10), Some(date(2025, 5, 13))),
    ("data/alerts.yaml", ALERT, date(2025, 5, 13), None),
    ("data/grants.yaml", GRANT, date(2025, 5, 1), Some(date(2025, 5, 10))),
    ("data/grants.yaml", GRANT, date(2025, 5, 10), Some(date(2025, 5, 13))),
    // A law is checked for twelve months, an entry until the day of its review.
    ("data/laws.yaml", LAW, date(2025, 5, 1), Some(date(2025, 5, 11))),
    ("data/faqs.yaml", FAQ, date(2025, 5, 1), Some(date(2025, 5, 11))),
    ("data/faqs.yaml", FAQ, date(2025, 5, 11), Some(date(2025, 5, 21))),
    // News is told from its day on; a link has no address that the news could lead to.
    ("data/faqs.yaml", NEWS, date(2025, 5, 1), Some(date(2025, 5, 10))),
    ("data/links.yaml", LINK, date(2025, 5, 10), None),
    (
        "content/a.md",
        "---\ntitle: A\npublish_date: 2025-05-10\n---\n",
        date(2025, 5, 1),
        Some(date(2025, 5, 10)),
    ),
    (
        "content/a.md",
        "---\ntitle: A\nexpiry_date: 2025-05-10\n---\n",
        date(2025, 5, 1),
        Some(date(2025, 5, 11)),
    ),
    (
        "content/a.md",
        "---\ntitle: A\nreview_by: 2025-05-10\n---\n",
        date(2025, 5, 1),
        Some(date(2025, 5, 11)),
    ),
    ("content/a.md", "---\ntitle: A\nupdated: 2025-04-01\n---\n", date(2025, 5, 1), None),
];

#[test]
fn the_next_change_is_told_for_each_day() {
    for (path, text, today, expected) in CASES {
        let build = fresh(&portal(path, text), *today);
        let expected = expected.map_or("none".to_owned(), |day| format!("{day} 00:00 America/New_York"));
        assert_eq!(told(&build), expected, "{path} on {today}: {text}");
    }
}

/// Files and problems of a build, without the day on which it was made.
fn seen(portal: &Snapshot, today: Date) -> Vec<String> {
    let build = fresh(portal, today);
    let made = format!("<time datetime=\"{today}\">");
    let without_day = |html: &str| -> String {
        let is_made = |line: &&str| !(line.contains(&made) && (line.contains("This site was made on") || line.contains("List made on")));
        html.lines().filter(is_made).collect::<Vec<_>>().join("\n")
    };
    let files = build.bundle.files.iter();
    let files = files.map(|(route, artifact)| format!("{route}: {}", without_day(&String::from_utf8_lossy(&artifact.bytes))));
    let problems = lines(&build.diagnostics, portal);
    // A remedy may name the day; the problem is the same.
    let problems = problems.iter().filter_map(|line| line.split(" (help:").next().map(str::to_owned));
    files.chain(problems).collect()
}

/// The site turns on the day that is told, and on none before it.
#[test]
fn until_the_next_change_every_day_gives_the_same_site() {
    let day = 1.day();
    for (path, text, today, next) in CASES.iter().step_by(2) {
        let portal = portal(path, text);
        let first = seen(&portal, *today);
        let Some(next) = next else {
            assert!(
                first == seen(&portal, today.saturating_add(40 * day)),
                "{text}: something changed after {today}"
            );
            continue;
        };
        assert!(first != seen(&portal, *next), "{text}: nothing changed on {next}");
        for other in [today.saturating_add(day), next.saturating_sub(day)] {
            if *today < other && other < *next {
                assert!(first == seen(&portal, other), "{text}: something changed on {other}, before {next}");
            }
        }
    }
}
