//! The moments at which git saw the files of a portal change, for portals whose pages show them (`updated_from_git`).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::git::{Commit, Repository};
use super::portal::Place;
use crate::config::Config;
use crate::source::{History, Snapshot};

/// What git says of the last commit. It stays right as long as that is the last one.
pub type Remembered = Option<Commit>;

/// The history of the files on the disk, if the configuration asks for it.
pub fn of_disk(place: &Place, snapshot: &Snapshot, config: &Config, remembered: &mut Remembered) -> History {
    if !config.shows_dates_of_git() {
        return History::Unasked;
    }
    let repository = match Repository::of(place) {
        Ok(repository) => repository,
        Err(failure) => return unknown(failure.message()),
    };
    match repository.head() {
        // Nothing is committed yet.
        Ok(None) => History::Known(BTreeMap::new()),
        Ok(Some(head)) => of_commit(&repository, place, &head, snapshot, remembered),
        Err(failure) => unknown(failure.message()),
    }
}

/// The history of the files as they were at a commit, if the portal asked for it then.
pub fn of_past(repository: &Repository, place: &Place, id: &str, snapshot: &Snapshot, overrides: &BTreeMap<String, String>) -> History {
    match Config::read(snapshot, overrides).value.shows_dates_of_git() {
        true => of_commit(repository, place, id, snapshot, &mut None),
        false => History::Unasked,
    }
}

fn of_commit(repository: &Repository, place: &Place, id: &str, snapshot: &Snapshot, remembered: &mut Remembered) -> History {
    if remembered.as_ref().is_none_or(|commit| commit.id != id) {
        *remembered = match repository.last_changes(id, &place.config) {
            Ok(Some(commit)) => Some(commit),
            Ok(None) => return unknown("this clone has only a part of the history"),
            Err(failure) => return unknown(failure.message()),
        };
    }
    let commit = remembered.as_ref();
    History::Known(commit.map(|commit| unchanged(commit, snapshot)).unwrap_or_default())
}

/// The moments of the files that are as they were committed.
fn unchanged(commit: &Commit, snapshot: &Snapshot) -> BTreeMap<Arc<str>, Timestamp> {
    let moment = |(path, text): (&String, &super::git::Text)| {
        let file = snapshot.get(path)?;
        (text.digest == super::git::digest(&file.bytes)).then(|| (file.path.clone(), text.changed))
    };
    commit.texts.iter().filter_map(moment).collect()
}

fn unknown(why: &str) -> History {
    let help = "build where git is and in a clone with the whole history (`git fetch --unshallow`; `fetch-depth: 0` of actions/checkout), \
                or take the line out";
    History::Unknown {
        why: why.to_owned(),
        help: help.to_owned(),
    }
}
