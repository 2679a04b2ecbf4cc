//! How long each bad input takes that the tests have an answer for: the cases of `tests/portal/marked`, and the bombs.
//!
//! usage: bad_inputs
//!
//! What is measured is the processor time of all threads, not the clock. The slowest are printed; one that takes over a second is
//! too slow, and the exit code is 1.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use camino::Utf8Path;
use docent::memo::Memo;
use docent::pipeline::{Options, build};
use docent::source::{Snapshot, disk};
use docent_fuzz::{bombs::bombs, spent, words::root};
use jiff::civil::date;
use rustix::time::ClockId;

const LONGEST: Duration = Duration::from_secs(1);

/// How many are printed.
const SLOWEST: usize = 10;

fn main() -> ExitCode {
    // As much room as docent gives its threads.
    rayon::ThreadPoolBuilder::new()
        .stack_size(16 << 20)
        .build_global()
        .expect("threads");
    let mut took: Vec<(Duration, String)> = portals().into_iter().map(|(name, portal)| (time(&portal), name)).collect();
    took.sort_by(|a, b| b.cmp(a));
    for (time, name) in took.iter().take(SLOWEST) {
        println!("{:>5} ms  {name}", time.as_millis());
    }
    let slow = took.iter().filter(|(time, _)| *time > LONGEST).count();
    println!("{slow} of {} bad inputs take over a second", took.len());
    if slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The portals, each with its mistakes.
fn portals() -> Vec<(String, Snapshot)> {
    let mut cases: Vec<_> = fs::read_dir(root().join("tests/portal/marked"))
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    let marked = cases.iter().map(|case| (case.display().to_string(), read(case)));
    let exploding = bombs().into_iter().map(|(path, bytes, said)| {
        let mut portal = read(Path::new("no such folder"));
        portal.insert(path, bytes);
        (format!("{path}: {said}"), portal)
    });
    marked.chain(exploding).collect()
}

/// What stands in a folder, with what a portal needs besides.
fn read(folder: &Path) -> Snapshot {
    let folder = Utf8Path::from_path(folder).expect("UTF-8");
    let mut portal = disk::read(folder, Utf8Path::new("docent.yaml")).value;
    let needed = [
        (
            "docent.yaml",
            "title: Example portal\nlanguages: [en]\ntimezone: America/New_York\n",
        ),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
    ];
    for (path, text) in needed {
        if portal.get(path).is_none() {
            portal.insert(path, text.as_bytes().to_vec());
        }
    }
    portal
}

fn time(portal: &Snapshot) -> Duration {
    let began = spent(ClockId::ProcessCPUTime);
    build(portal, &Options::on(date(2025, 5, 1)), &mut Memo::new());
    spent(ClockId::ProcessCPUTime) - began
}
