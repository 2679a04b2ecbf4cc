//! Corrects files: the safe fixes of all problems, made again until nothing is left to correct.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diag::fix::{Trust, apply};
use crate::diag::{Code, Diagnostic, Edit, Fix};
use crate::memo::Memo;
use crate::pipeline::{Build, Options, build};
use crate::source::{BUILT_IN, Snapshot, SourceFile, is_end};

/// How often a portal is corrected and looked at again: one slip may hide another, but not many.
const ROUNDS: usize = 20;

/// A portal after its corrections.
pub struct Fixed {
    /// Its files.
    pub snapshot: Snapshot,
    /// The files and folders that got another name, in this order.
    pub renamed: Vec<(Arc<str>, Arc<str>)>,
    /// The problems that were corrected, each with its place in the file as it was then.
    pub corrected: Vec<Diagnostic>,
    /// The portal as it is now, with the problems that are left.
    pub build: Build,
}

/// Makes the corrections that are as sure as `trust`, or surer: of the problems that the build finds, and of those that are
/// `known` beside them.
pub fn fix(snapshot: &Snapshot, options: &Options, trust: Trust, known: &[Diagnostic], memo: &mut Memo) -> Fixed {
    let mut fixed = Fixed {
        build: build(snapshot, options, memo),
        snapshot: snapshot.clone(),
        renamed: Vec::new(),
        corrected: Vec::new(),
    };
    for number in 0..ROUNDS {
        // Their places are those of the files as they were first. What a site has said goes before what is only likely.
        let known = if number == 0 { known } else { &[] };
        let round = Round::of(known.iter().chain(&fixed.build.diagnostics), &fixed.snapshot, trust);
        if round.problems.is_empty() {
            break;
        }
        let mut next = fixed.snapshot.clone();
        for (path, edits) in &round.edits {
            if let Some(file) = fixed.snapshot.get(path) {
                next.insert(path, apply(&file.bytes, edits.iter().copied()));
            }
        }
        for (from, to) in &round.renamed {
            next.rename(from, to);
        }
        fixed.renamed.extend(round.renamed);
        fixed.corrected.extend(round.problems.into_iter().cloned());
        fixed.build = build(&next, options, memo);
        fixed.snapshot = next;
    }
    fixed
}

impl Fixed {
    /// The path at which a file stands now.
    pub fn path_of(&self, path: &str) -> String {
        let moved = |path: String, (from, to): &(Arc<str>, Arc<str>)| match path.strip_prefix(&**from) {
            Some(rest) if is_end(rest) => format!("{to}{rest}"),
            _ => path,
        };
        self.renamed.iter().fold(path.to_owned(), moved)
    }
}

/// The edits of one round, which do not touch each other.
#[derive(Default)]
struct Round<'d> {
    edits: BTreeMap<Arc<str>, Vec<&'d Edit>>,
    taken: BTreeMap<Arc<str>, BTreeSet<(usize, usize)>>,
    renamed: Vec<(Arc<str>, Arc<str>)>,
    problems: Vec<&'d Diagnostic>,
}

impl<'d> Round<'d> {
    fn of(problems: impl Iterator<Item = &'d Diagnostic> + Clone, snapshot: &Snapshot, trust: Trust) -> Self {
        let conflicts = problems.clone().filter(|problem| problem.code == Code::MergeConflict);
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
        if let [Edit::Rename { from, to }] = fix.edits.as_slice() {
            return self.take_name(from, to, snapshot);
        }
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

    /// Adds a new name, unless something stands there or comes to stand there: letter case does not tell files apart on
    /// every system. All pages of a folder ask for its new name, which it gets once.
    fn take_name(&mut self, from: &Arc<str>, to: &Arc<str>, snapshot: &Snapshot) -> bool {
        let is_same = |(old, new): &(Arc<str>, Arc<str>)| (old, new) == (from, to);
        if self.renamed.iter().any(is_same) {
            return true;
        }
        let moves = |path: &str| path.strip_prefix(&**from).is_some_and(is_end);
        let is_taken = |file: &SourceFile| is_at(&file.path, to) && !moves(&file.path);
        let meets = |(old, new): &(Arc<str>, Arc<str>)| is_at(old, from) || is_at(from, old) || is_at(new, to) || is_at(to, new);
        let is_free = !snapshot.files().any(is_taken) && !self.renamed.iter().any(meets);
        let is_there = snapshot.files().any(|file| moves(&file.path));
        if is_free && is_there {
            self.renamed.push((from.clone(), to.clone()));
        }
        is_free && is_there
    }

    fn touches(&self, file: &str, range: &Range<usize>) -> bool {
        let Some(taken) = self.taken.get(file) else { return false };
        let before = taken.range(..=(range.end, usize::MAX)).next_back();
        before.is_some_and(|(_, end)| *end >= range.start)
    }
}

/// Whether a path is that of a file or a folder, or below it, however large its letters are.
fn is_at(path: &str, place: &str) -> bool {
    let (path, place) = (path.to_lowercase(), place.to_lowercase());
    path.strip_prefix(&place).is_some_and(is_end)
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
        let fixed = fix(&Snapshot::from_files(files), &options, Trust::Safe, &[], &mut Memo::new());
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

    /// The paths of the pages after their corrections, with what each says.
    fn pages(pages: &[(&str, &str)]) -> Vec<String> {
        let mut files = vec![("docent.yaml", CONFIG), ("content/_index.md", HOME)];
        files.extend(pages);
        let options = Options::on(date(2025, 5, 1));
        let fixed = fix(&Snapshot::from_files(files), &options, Trust::Safe, &[], &mut Memo::new());
        let page = |file: &SourceFile| Some(format!("{}: {}", file.path, file.text()?.lines().last()?));
        fixed
            .snapshot
            .below("content/")
            .filter(|file| !file.path.ends_with("_index.md"))
            .filter_map(page)
            .collect()
    }

    #[test]
    fn a_file_gets_a_name_that_can_be_an_address_and_links_follow() {
        let link = "---\ntitle: Links\n---\n[us](<About Us.md>), [rules](My%20Folder/The%20R\u{e8}gles.md#top), [rules](@/My%20Folder/The%20R\u{e8}gles.md)";
        assert_eq!(
            pages(&[
                (
                    "content/About Us.md",
                    "---\ntitle: About us\n---\n[rules](<My Folder/The R\u{e8}gles.md>)"
                ),
                (
                    "content/My Folder/The R\u{e8}gles.md",
                    "---\ntitle: Rules\n---\n[us](../About%20Us.md)"
                ),
                ("content/links.md", link),
            ]),
            [
                "content/about-us.md: [rules](<my-folder/the-regles.md>)",
                "content/links.md: [us](<about-us.md>), [rules](my-folder/the-regles.md#top), [rules](@/my-folder/the-regles.md)",
                "content/my-folder/the-regles.md: [us](../about-us.md)",
            ]
        );
    }

    #[test]
    fn no_file_is_written_over_another() {
        let (about, other) = ("---\ntitle: About us\n---\nThis.", "---\ntitle: Also about us\n---\nThat.");
        assert_eq!(
            pages(&[("content/About Us.md", about), ("content/about-us.md", other)]),
            ["content/About Us.md: This.", "content/about-us.md: That."]
        );
        assert_eq!(
            pages(&[("content/About Us.md", about), ("content/about us.md", other)]),
            ["content/about us.md: That.", "content/about-us.md: This."],
            "one of the two has to get its name from someone"
        );
    }

    #[test]
    fn a_file_with_two_versions_is_left_to_its_editor() {
        let text = "- id: dana-example\n<<<<<<< HEAD\n  name: Dana: one\n=======\n  name: Dana\n>>>>>>> main\n  phons: [804-555-0142]\n";
        assert_eq!(fixed(text), text);
    }
}
