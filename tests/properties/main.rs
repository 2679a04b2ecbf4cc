//! Promises that hold for every input: texts are made of the words of each language, of seeds and of anything, and given to the
//! oracles. The same texts on every machine.
//!
//! `tests/properties/dictionaries` holds the words, `tests/properties/seeds` texts to begin with, and `cases` those that once broke a promise.

mod oracles;
mod words;
mod worst;

use std::fs;
use std::path::PathBuf;
use std::thread;

use oracles::{ALL, Oracle};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use words::{root, words};

/// The files of a folder, by name; none where there is no folder.
fn files(folder: PathBuf) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    files.sort();
    files
}

/// Builds are deep in places; the program gives its threads as much room as this.
fn with_room(work: impl FnOnce() + Send) {
    const ROOM: usize = 16 << 20;
    let _ = rayon::ThreadPoolBuilder::new().stack_size(ROOM).build_global();
    thread::scope(|scope| {
        let work = thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, work).expect("a thread");
        work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// Texts of a language: its words, pieces of its seeds, and any signs, in any order.
fn texts(name: &str) -> impl Strategy<Value = String> + use<> {
    let words = words(name);
    let lines: Vec<String> = files(root().join("tests/properties/seeds").join(name))
        .iter()
        .flat_map(|(_, bytes)| {
            String::from_utf8_lossy(bytes)
                .split_inclusive('\n')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let piece = prop_oneof![
        6 => proptest::sample::select(words),
        3 => proptest::sample::select(lines),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Gives an oracle so many texts, the same ones every time.
fn keeps(name: &str, cases: u32) {
    let (_, check) = oracle(name);
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(2025),
        failure_persistence: None,
        ..Config::default()
    };
    with_room(move || {
        let kept = TestRunner::new(config).run(&texts(name), |text| {
            check(text.as_bytes());
            Ok(())
        });
        kept.unwrap_or_else(|broken| panic!("{broken}"));
    });
}

fn oracle(name: &str) -> Oracle {
    *ALL.iter().find(|(known, _)| *known == name).expect("an oracle")
}

#[test]
fn every_seed_and_every_text_that_once_broke_a_promise_keeps_it() {
    for (name, check) in ALL {
        let (seeds, cases) = (
            root().join("tests/properties/seeds").join(name),
            root().join("tests/properties/cases").join(name),
        );
        let seeds = files(seeds);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for (path, bytes) in seeds.into_iter().chain(files(cases)) {
            with_room(|| {
                println!("{path}");
                check(&bytes);
            });
        }
    }
}

macro_rules! promises {
    ($($name:ident: $cases:literal,)*) => {
        $(
            #[test]
            fn $name() {
                keeps(stringify!($name), $cases);
            }
        )*

        #[test]
        fn every_oracle_is_asked() {
            assert_eq!(ALL.map(|(name, _)| name).to_vec(), [$(stringify!($name)),*]);
        }
    };
}

// Fewer where each text builds a portal.
promises! {
    addresses: 2000,
    configuration: 200,
    content_lines: 100,
    dates: 2000,
    fixes: 40,
    front_matter: 2000,
    markdown: 500,
    problems: 500,
    requests: 2000,
    search: 500,
    telephones: 2000,
    templates: 500,
    writers: 500,
    yaml: 2000,
}
