//! When each text of a portal was last changed, from one pass through the log of git.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The arguments of the pass. Commits are listed before those they were made from, each with the files it changed: the ids
/// of their old and new content. A merge lists those that are like none of its parents' (`-c`). Only renames without any
/// other change are found: with another, the commit is the last change anyway.
pub const LOG: [&str; 13] = [
    "log",
    "--date-order",
    "--no-show-signature",
    "--no-relative",
    "--no-color",
    "--no-ext-diff",
    "-c",
    "-z",
    "--raw",
    "--no-abbrev",
    "--find-renames=100%",
    // The day on which a change came into the history is nearer to the one on which readers could first see it than the day
    // on which its author wrote it: a change may wait for its review for weeks.
    "--format=%x01%ct",
    "--end-of-options",
];

/// The moments at which contents came to stand at their paths: for each `(path, id)` of the files as they are, the latest commit
/// that wrote exactly that. What another branch wrote and a merge has dropped again does not count.
pub fn moments(log: &[u8], files: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, Timestamp> {
    let mut wanted: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (path, id) in files {
        wanted.entry((path.clone(), id)).or_default().push(path);
    }
    let mut found = BTreeMap::new();
    let mut now = None;
    let mut words = log.split(|byte| *byte == 0).map(|word| word.strip_prefix(b"\n").unwrap_or(word));
    while let Some(word) = words.next() {
        match word.first() {
            Some(1) => now = moment(word),
            Some(b':') => {
                let (Some(change), Some(at)) = (Change::read(word, &mut words), now) else {
                    continue;
                };
                let Some(names) = wanted.remove(&(change.path, change.id.clone())) else {
                    continue;
                };
                match change.moved_from {
                    Some(old) => wanted.entry((old, change.id)).or_default().extend(names),
                    None => found.extend(names.into_iter().map(|name| (name, at))),
                }
            }
            _ => {}
        }
    }
    found
}

fn moment(word: &[u8]) -> Option<Timestamp> {
    let seconds = std::str::from_utf8(word.get(1..)?).ok()?;
    Timestamp::from_second(seconds.trim().parse().ok()?).ok()
}

/// One file of a commit.
struct Change {
    path: String,
    /// The id of its new content.
    id: String,
    /// Where the same content stood before.
    moved_from: Option<String>,
}

impl Change {
    /// `:100644 100644 <old> <new> M`, then the path; with a colon, a mode and an id more for each further parent of a merge;
    /// with two paths where a file was renamed.
    fn read<'w>(word: &[u8], paths: &mut impl Iterator<Item = &'w [u8]>) -> Option<Self> {
        let mut path = || Some(String::from_utf8_lossy(paths.next()?).into_owned());
        let parents = word.iter().take_while(|byte| **byte == b':').count();
        let about = std::str::from_utf8(word.get(parents..)?).ok()?;
        let words: Vec<&str> = about.split(' ').collect();
        let (id, status) = (words.get(2 * parents + 1)?, words.get(2 * parents + 2)?);
        let is_rename = parents == 1 && status.starts_with(['R', 'C']);
        let moved_from = if is_rename { Some(path()?) } else { None };
        Some(Self {
            path: path()?,
            id: (*id).to_owned(),
            moved_from: moved_from.filter(|_| status.starts_with('R')),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(log: &str, files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, id)| ((*path).to_owned(), (*id).to_owned()));
        let found = moments(log.replace('|', "\0").as_bytes(), files);
        found.iter().map(|(path, at)| format!("{path} {}", at.as_second())).collect()
    }

    #[test]
    fn the_latest_commit_that_wrote_the_present_content_counts() {
        let log = "\x01300||:1 1 aa bb M|a.md|\x01200||:1 1 cc aa M|a.md|:0 1 00 dd A|b.md|\x01100||:0 1 00 cc A|a.md";
        assert_eq!(changed(log, &[("a.md", "bb"), ("b.md", "dd")]), ["a.md 300", "b.md 200"]);
        assert_eq!(
            changed(log, &[("a.md", "aa")]),
            ["a.md 200"],
            "what came later was dropped by a merge"
        );
        assert_eq!(changed(log, &[("a.md", "ee"), ("c.md", "aa")]), [""; 0]);
    }

    #[test]
    fn a_file_that_was_only_renamed_keeps_its_date() {
        let log = "\x01300||:1 1 aa aa R100|old.md|new.md|\x01200||:1 1 bb aa M|old.md";
        assert_eq!(changed(log, &[("new.md", "aa")]), ["new.md 200"]);
    }

    #[test]
    fn a_merge_counts_for_what_it_changed_itself() {
        let log = "\x01300||::1 1 1 aa bb cc MM|a.md|\x01200||:1 1 dd bb M|a.md|\x01100||:1 1 dd aa M|a.md";
        assert_eq!(changed(log, &[("a.md", "cc")]), ["a.md 300"]);
        assert_eq!(changed(log, &[("a.md", "bb")]), ["a.md 200"]);
    }
}
