//! `docent.yaml`: whatever stands in it, every problem has its place, and a portal that is told to be right is built.

use std::collections::BTreeMap;
use std::sync::Arc;

use docent::config::Config;
use docent::diag::publishable;
use docent::memo::Memo;
use docent::pipeline::{Options, build};
use docent::source::Snapshot;
use jiff::civil::date;

use super::{problems_are_sound, text};

/// The promises of the settings.
pub fn check(data: &[u8]) {
    let (file, text): (Arc<str>, _) = ("docent.yaml".into(), text(data));
    let portal = Snapshot::from_files([
        ("docent.yaml", &*text),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/about.md", "---\ntitle: About\n---\n"),
    ]);
    let read = Config::read(&portal, &BTreeMap::new());
    problems_are_sound(&read.diagnostics, &file, &text);
    for lang in ["en", "es"] {
        problems_are_sound(&Config::read_in(lang, &portal, &BTreeMap::new()).diagnostics, &file, &text);
    }
    if publishable(&read.diagnostics) {
        let build = build(&portal, &Options::on(date(2025, 5, 1)), &mut Memo::new());
        problems_are_sound(&build.diagnostics, &file, &text);
        assert!(!build.bundle.files.is_empty(), "a portal of two pages has files");
    }
}
