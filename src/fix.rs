//! Corrects files: the safe fixes of all problems, made again until nothing is left to correct.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diag::fix::{Trust, apply};
use crate::diag::{Code, Diagnostic, Edit, Fix};
use crate::memo::Memo;
use crate::pipeline::{Build, Options, build};
use crate::source::{BUILT_IN, Snapshot};

/// How often a portal is corrected and looked at again: one slip may hide another, but not many.
const ROUNDS: usize = 20;

/// A portal after its corrections.
pub struct Fixed {
    /// Its files.
    pub snapshot: Snapshot,
    /// The problems that were corrected, each with its place in the file as it was then.
    pub corrected: Vec<Diagnostic>,
    /// The portal as it is now, with the problems that are left.
    pub build: Build,
}

/// Makes the corrections that are as sure as `trust`, or surer.
pub fn fix(snapshot: &Snapshot, options: &Options, trust: Trust) -> Fixed {
    let mut memo = Memo::new();
    let mut fixed = Fixed {
        build: build(snapshot, options, &mut memo),
        snapshot: snapshot.clone(),
        corrected: Vec::new(),
    };
    for _ in 0..ROUNDS {
        let round = Round::of(&fixed.build.diagnostics, &fixed.snapshot, trust);
        if round.problems.is_empty() {
            break;
        }
        let mut next = fixed.snapshot.clone();
        for (path, edits) in &round.edits {
            if let Some(file) = fixed.snapshot.get(path) {
                next.insert(path, apply(&file.bytes, edits.iter().copied()));
            }
        }
        fixed.corrected.extend(round.problems.into_iter().cloned());
        fixed.build = build(&next, options, &mut memo);
        fixed.snapshot = next;
    }
    fixed
}

/// The edits of one round, which do not touch each other.
#[derive(Default)]
struct Round<'d> {
    edits: BTreeMap<Arc<str>, Vec<&'d Edit>>,
    taken: BTreeMap<Arc<str>, BTreeSet<(usize, usize)>>,
    problems: Vec<&'d Diagnostic>,
}

impl<'d> Round<'d> {
    fn of(problems: &'d [Diagnostic], snapshot: &Snapshot, trust: Trust) -> Self {
        let conflicts = problems.iter().filter(|problem| problem.code == Code::MergeConflict);
        let in_conflict: BTreeSet<&str> = conflicts.filter_map(|problem| problem.at.as_ref().map(|at| &*at.file)).collect();
        // Which of two versions is right has to be decided first.
        let may_change = |edit: &Edit| !edit.file().starts_with(BUILT_IN) && !in_conflict.contains(&**edit.file());
        let mut round = Self::default();
        for problem in problems {
            let fix = problem
                .fix
                .as_ref()
                .filter(|fix| fix.trust <= trust && fix.edits.iter().all(may_change));
            if fix.is_some_and(|fix| round.take(fix, snapshot)) {
                round.problems.push(problem);
            }
        }
        round
    }

    /// Adds all edits of a fix, or none if one has no place or touches another; says whether it did.
    fn take(&mut self, fix: &'d Fix, snapshot: &Snapshot) -> bool {
        let place = |edit: &'d Edit| {
            let file = snapshot.get(edit.file())?;
            let (range, with) = edit.place(&file.bytes)?;
            let changes = file.bytes.get(range.clone()) != Some(with.as_bytes());
            (changes && !self.touches(edit.file(), &range)).then_some((edit, range))
        };
        let Some(places) = fix.edits.iter().map(place).collect::<Option<Vec<_>>>() else {
            return false;
        };
        for (edit, range) in &places {
            self.taken.entry(edit.file().clone()).or_default().insert((range.start, range.end));
            self.edits.entry(edit.file().clone()).or_default().push(edit);
        }
        !places.is_empty()
    }

    fn touches(&self, file: &str, range: &Range<usize>) -> bool {
        let Some(taken) = self.taken.get(file) else { return false };
        let before = taken.range(..=(range.end, usize::MAX)).next_back();
        before.is_some_and(|(_, end)| *end >= range.start)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const CONFIG: &str = "title: Example\nlanguages: [en]\ntimezone: America/New_York\n";
    const HOME: &str = "---\ntitle: Home\n---\n";

    fn fixed(contacts: &str) -> String {
        let files = [
            ("docent.yaml", CONFIG),
            ("content/_index.md", HOME),
            ("data/contacts.yaml", contacts),
        ];
        let options = Options::on(date(2025, 5, 1));
        let fixed = fix(&Snapshot::from_files(files), &options, Trust::Safe);
        let file = fixed.snapshot.get("data/contacts.yaml").and_then(|file| file.text());
        file.expect("a text").to_owned()
    }

    #[test]
    fn one_slip_behind_another_is_corrected_in_the_next_round() {
        assert_eq!(
            fixed("- id: dana-example # keep\r\n  title: Officer: north\r\n  name: Dana\u{200b} Example\r\n  phons: [804-555-0142]\r\n"),
            "- id: dana-example # keep\r\n  title: \"Officer: north\"\r\n  name: Dana Example\r\n  phones: [804-555-0142]\r\n"
        );
    }

    #[test]
    fn a_file_with_two_versions_is_left_to_its_editor() {
        let text = "- id: dana-example\n<<<<<<< HEAD\n  name: Dana: one\n=======\n  name: Dana\n>>>>>>> main\n  phons: [804-555-0142]\n";
        assert_eq!(fixed(text), text);
    }
}
