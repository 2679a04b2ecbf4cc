//! Files of other programs: whatever is in a table, a card or a calendar, what comes out is read without an error.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use docent::config::Config;
use docent::diag::Severity;
use docent::import::{Format, Import, Imported, Portal, decode, import};
use docent::kinds::{AnyKind, KINDS};
use docent::memo::Memo;
use docent::parse::content_line;
use docent::pipeline::{Options, build};
use docent::route::slug;
use docent::source::Snapshot;
use jiff::civil::date;

/// The promises of the import.
pub fn check(data: &[u8]) {
    let Some(text) = decode(data) else { return };
    lines(&text);
    let kinds = match Format::of(&text) {
        Format::Table => ["contacts", "faqs"],
        Format::Cards => ["contacts", "contacts"],
        Format::Calendar => ["training", "training"],
    };
    // What the text begins with decides which of them, so that each input is read once.
    let kind = kinds[text.len() % 2];
    let portal = portal();
    if let Ok(imported) = import(&text, of(kind, portal)) {
        is_right(&imported, kind, &portal.0);
    }
}

/// Every content line has a name and a number that grows, and all its forms can be asked for.
fn lines(text: &str) {
    let mut before = 0;
    for line in content_line::read(text) {
        assert!(line.number > before && !line.name.is_empty(), "{line:?}");
        before = line.number;
        std::hint::black_box((
            line.text(),
            line.parts(),
            line.items(),
            line.has("TYPE", "home"),
            line.parameter("TYPE"),
        ));
    }
}

fn portal() -> &'static (Snapshot, Options, Config) {
    static PORTAL: OnceLock<(Snapshot, Options, Config)> = OnceLock::new();
    PORTAL.get_or_init(|| {
        let files = [
            (
                "docent.yaml",
                "title: Example portal\nlanguages: [en]\ntimezone: America/New_York\n",
            ),
            ("content/_index.md", "---\ntitle: Home\n---\n"),
        ];
        let snapshot = Snapshot::from_files(files);
        let config = Config::read(&snapshot, &BTreeMap::new()).value;
        (snapshot, Options::on(date(2025, 5, 1)), config)
    })
}

fn of<'a>(kind: &str, (snapshot, options, config): &'a (Snapshot, Options, Config)) -> Import<'a> {
    Import {
        kind: named(kind),
        portal: Portal { snapshot, options, config },
        order: None,
    }
}

fn named(name: &str) -> &'static dyn AnyKind {
    *KINDS.iter().find(|kind| kind.name() == name).expect("a collection")
}

fn is_right(imported: &Imported, kind: &str, portal: &Snapshot) {
    let ids: BTreeSet<&str> = imported.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), imported.entries.len(), "two entries have one id");
    assert!(ids.iter().all(|id| !id.is_empty() && slug(id) == **id), "{ids:?}");
    let (mut portal, path) = (portal.clone(), format!("data/{kind}/imported.yaml"));
    portal.insert(&path, imported.list(named(kind)).into_bytes());
    let build = build(&portal, &Options::on(date(2025, 5, 1)), &mut Memo::new());
    let in_file = build
        .diagnostics
        .iter()
        .filter(|problem| problem.at.as_ref().is_some_and(|at| *at.file == *path));
    let errors: Vec<_> = in_file.filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", imported.list(named(kind)));
}
