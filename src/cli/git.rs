//! What git knows of a portal: its files at a revision, read as objects.
//!
//! Nothing of the repository is run. Objects are read without filters, `git` is given no pager, hook, file-system monitor or
//! difference program, asks no one for a password and fetches nothing.

mod changes;

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::process::{Command, Output, Stdio};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::failure::Failure;
use super::portal::Place;
use crate::source::{CONFIG, LOCK, Snapshot, disk};

/// A repository and the folder of the portal in it.
pub struct Repository {
    root: Utf8PathBuf,
    /// The folder of the portal from the root of the repository: empty, or ending with a slash.
    prefix: String,
}

/// A commit, and when each text of the portal was last changed by it or before it.
pub struct Commit {
    /// Its id.
    pub id: String,
    /// The texts, by their paths from the portal's folder.
    pub texts: BTreeMap<String, Text>,
}

/// A page or a data file at a commit.
pub struct Text {
    /// The digest of its bytes, as [`digest`] makes it.
    pub digest: [u8; 32],
    /// The moment of the commit that wrote it so.
    pub changed: Timestamp,
}

/// A digest of bytes without their carriage returns: git may give line ends in the form of the system.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    *blake3::hash(&bytes).as_bytes()
}

/// Settings that a repository could have, and that would run a program of its choice.
const NOTHING_RUNS: [&str; 8] = [
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.allow=never",
];

impl Repository {
    /// The repository in which a portal stands.
    pub fn of(place: &Place) -> Result<Self, Failure> {
        let root = match place.root.as_str() {
            "" => Utf8Path::new("."),
            _ => &place.root,
        };
        let mut repository = Self {
            root: root.to_owned(),
            prefix: String::new(),
        };
        let shown = repository.run(&["rev-parse", "--show-prefix"], &[])?;
        if !shown.status.success() {
            let why = said(&shown);
            let failure = Failure::new(format!("git cannot read the history of {root}: {why}"));
            return Err(match why.contains("not a git repository") {
                true => failure.help("start docent in a clone of the repository, or compare with a built folder: docent diff public"),
                false => failure.help("the command to look into it: git status"),
            });
        }
        repository.prefix = text(&shown.stdout).trim_end().to_owned();
        Ok(repository)
    }

    /// The id of a revision: a branch, a tag, a commit.
    pub fn commit(&self, revision: &str) -> Result<String, Failure> {
        let name = format!("{revision}^{{commit}}");
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name], &[])?;
        if found.status.success() {
            return Ok(text(&found.stdout).trim_end().to_owned());
        }
        let failure = Failure::new(format!("git knows no revision {revision} here"));
        Err(match self.is_shallow()? {
            true => failure.help(SHALLOW),
            false => failure
                .help("name a branch, a tag or a commit: git branch --all")
                .help("a branch that is only on the forge has to be fetched: git fetch"),
        })
    }

    /// The id of the commit from which a revision and the present one went apart.
    pub fn parting(&self, revision: &str) -> Result<String, Failure> {
        let commit = self.commit(revision)?;
        let found = self.run(&["merge-base", &commit, "HEAD"], &[])?;
        if found.status.success() {
            return Ok(text(&found.stdout).trim_end().to_owned());
        }
        let failure = Failure::new(format!("git finds no commit that {revision} and the present state have in common"));
        Err(match self.is_shallow()? {
            true => failure.help(SHALLOW),
            false => failure.help("name a revision of the same history"),
        })
    }

    /// The files of the portal at a commit, as they would be read from the disk.
    pub fn snapshot(&self, commit: &str, config: &Utf8Path) -> Result<Snapshot, Failure> {
        let files = self.files(commit, config)?;
        let mut snapshot = Snapshot::with_built_in_theme();
        self.each_object(commit, &files, |path, bytes| snapshot.insert(path, bytes.to_vec()))?;
        Ok(snapshot)
    }

    /// The id of the last commit; `None` before the first.
    pub fn head(&self) -> Result<Option<String>, Failure> {
        let found = self.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], &[])?;
        Ok(found.status.success().then(|| text(&found.stdout).trim_end().to_owned()))
    }

    /// When each text of the portal was last changed, at a commit; `None` in a clone with only a part of the history.
    pub fn last_changes(&self, commit: &str, config: &Utf8Path) -> Result<Option<Commit>, Failure> {
        if self.is_shallow()? {
            return Ok(None);
        }
        let log = self.run(&[&changes::LOG[..], &[commit, "--", "content", "data"]].concat(), &[])?;
        if !log.status.success() {
            return Err(self.unreadable(commit, &log));
        }
        let mut files = self.files(commit, config)?;
        files.retain(|(_, path)| path.starts_with("content/") && path.ends_with(".md") || path.starts_with("data/"));
        let ids = files.iter().map(|(id, path)| (format!("{}{path}", self.prefix), id.clone()));
        let moments = changes::moments(&log.stdout, ids);
        let mut texts = BTreeMap::new();
        self.each_object(commit, &files, |path, bytes| {
            if let Some(changed) = moments.get(&format!("{}{path}", self.prefix)) {
                let text = Text {
                    digest: digest(bytes),
                    changed: *changed,
                };
                texts.insert(path.to_owned(), text);
            }
        })?;
        Ok(Some(Commit {
            id: commit.to_owned(),
            texts,
        }))
    }

    /// Shows the bytes of files, of which the ids and the paths are known.
    fn each_object(&self, commit: &str, files: &[(String, String)], mut see: impl FnMut(&str, &[u8])) -> Result<(), Failure> {
        let ids: Vec<u8> = files.iter().flat_map(|(id, _)| format!("{id}\n").into_bytes()).collect();
        let objects = self.run(&["cat-file", "--batch"], &ids)?;
        if !objects.status.success() {
            return Err(self.unreadable(commit, &objects));
        }
        let mut rest = objects.stdout.as_slice();
        for (_, path) in files {
            let Some((bytes, after)) = object(rest) else {
                return Err(self.unreadable(commit, &objects));
            };
            see(path, bytes);
            rest = after;
        }
        Ok(())
    }

    /// The ids of the files of the portal at a commit, with their paths from the portal's folder. Links and submodules are no
    /// files, as on the disk.
    fn files(&self, commit: &str, config: &Utf8Path) -> Result<Vec<(String, String)>, Failure> {
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit], &[])?;
        if !listed.status.success() {
            return Err(self.unreadable(commit, &listed));
        }
        let entries = listed
            .stdout
            .split(|byte| *byte == 0)
            .filter_map(|entry| std::str::from_utf8(entry).ok());
        let file = |entry: &str| {
            let (about, path) = entry.split_once('\t')?;
            let mut words = about.split(' ');
            let is_file = matches!((words.next()?, words.next()?), ("100644" | "100755", "blob"));
            let below = path.strip_prefix(&self.prefix).filter(|_| is_file)?;
            let path = if below == config.as_str() { CONFIG } else { below };
            let is_read = below == config.as_str() || below == LOCK || disk::is_read(below);
            is_read.then(|| (words.next().unwrap_or_default().to_owned(), path.to_owned()))
        };
        let files: Vec<_> = entries.filter_map(file).collect();
        if !files.iter().any(|(_, path)| path == CONFIG) {
            let at = format!("{}{config}", self.prefix);
            return Err(Failure::new(format!("there is no portal at that revision: it has no {at}")).help("name a later revision"));
        }
        Ok(files)
    }

    fn is_shallow(&self) -> Result<bool, Failure> {
        let said = self.run(&["rev-parse", "--is-shallow-repository"], &[])?;
        Ok(text(&said.stdout).trim_end() == "true")
    }

    fn unreadable(&self, commit: &str, output: &Output) -> Failure {
        Failure::new(format!("git cannot read the files of {commit}: {}", said(output))).help("the command to look into it: git fsck")
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Output, Failure> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root).args(NOTHING_RUNS).args(arguments);
        command
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_NO_LAZY_FETCH", "1");
        command.env("GIT_NO_REPLACE_OBJECTS", "1").env_remove("GIT_EXTERNAL_DIFF");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::new("git is not installed, and only git knows the history of the files")
                .help("install git, or compare with a built folder: docent diff public"),
            _ => Failure::new(format!("cannot start git: {error}")),
        })?;
        let mut stdin = running.stdin.take();
        let output = thread::scope(|scope| {
            // Both ends at once: git answers while it is asked.
            scope.spawn(move || {
                if let Some(stdin) = &mut stdin {
                    // A git that has ended reads no more; how it ended is told by its output.
                    let _ = stdin.write_all(input);
                }
            });
            running.wait_with_output()
        });
        output.map_err(|error| Failure::new(format!("cannot read what git says: {error}")))
    }
}

const SHALLOW: &str = "this clone has only a part of the history: git fetch --unshallow, or `fetch-depth: 0` of actions/checkout";

/// The first object of what `git cat-file --batch` says, and the rest: `<id> blob <size>`, the bytes, a line end.
fn object(said: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(said.get(..end)?).ok()?;
    let size: usize = head.split(' ').nth(2)?.parse().ok()?;
    let bytes = said.get(end + 1..end + 1 + size)?;
    Some((bytes, said.get(end + 2 + size..)?))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first line that git says about a failure.
fn said(output: &Output) -> String {
    let said = text(&output.stderr);
    let line = said.lines().next().unwrap_or("it does not say why");
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_taken_one_by_one() {
        let said = b"aa blob 3\na\nb\nbb blob 0\n\n";
        let (first, rest) = object(said).expect("an object");
        assert_eq!(first, b"a\nb");
        assert_eq!(object(rest), Some((&b""[..], &b""[..])));
        assert_eq!(object(b"cc missing\n"), None);
    }
}
