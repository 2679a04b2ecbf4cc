//! The day on which a page last changed by what git knows (`updated_from_git`), for pages that state none themselves.
//!
//! A date is shown only where the file says it: a list file changes with each of its entries, so its date is that of the page
//! with the list, and of no entry; a folder of entries does not remember what was taken out of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Page, Site};
use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::kinds::period::{beginning, zoned};
use crate::kinds::{AnyEntry, Collections};
use crate::source::History;

/// The days of the last changes of files.
#[derive(Debug, Default)]
pub(super) struct Revised {
    days: BTreeMap<Arc<str>, Date>,
    /// The files with more than one entry.
    shared: BTreeSet<Arc<str>>,
}

impl Revised {
    /// What the history says, in days of the portal's time zone; nothing unless the portal asks for it.
    pub fn of(history: &History, config: &Config, collections: &Collections) -> Self {
        let History::Known(moments) = history else { return Self::default() };
        if !config.shows_dates_of_git() {
            return Self::default();
        }
        let day = |(file, at): (&Arc<str>, &Timestamp)| (file.clone(), zoned(config.zone(), *at).date());
        let mut seen = BTreeSet::new();
        let files = collections.all().map(|entry| entry.at().file.clone());
        Self {
            days: moments.iter().map(day).collect(),
            shared: files.filter(|file| !seen.insert(file.clone())).collect(),
        }
    }

    /// The instants at which a day begins on which a file changed: a clock that was wrong may have named one to come.
    pub fn turns(&self, zone: &str) -> Vec<Timestamp> {
        self.days.values().map(|day| beginning(zone, (*day).into())).collect()
    }
}

impl Site<'_> {
    /// The day on which the file of a page last changed. A day to come is not told before it comes.
    pub fn page_revised(&self, page: &Page) -> Option<Date> {
        self.file_revised(&page.file)
    }

    /// The day on which the file of an entry last changed, if it holds no other.
    pub fn entry_revised(&self, entry: &dyn AnyEntry) -> Option<Date> {
        let file = &entry.at().file;
        self.file_revised(file).filter(|_| !self.revised.shared.contains(file))
    }

    /// The day on which a list of these collections last changed, or the words of the page above it.
    pub fn list_revised(&self, kinds: &[&str], words: Option<&Page>) -> Option<Date> {
        let entries = kinds.iter().flat_map(|kind| self.collections.named(kind));
        let mut files: BTreeSet<&Arc<str>> = entries.map(|entry| &entry.at().file).collect();
        if files.iter().any(|file| !is_list(file)) {
            return None;
        }
        files.extend(words.map(|page| &page.file));
        let days: Option<Vec<Date>> = files.into_iter().map(|file| self.file_revised(file)).collect();
        days?.into_iter().max()
    }

    fn file_revised(&self, file: &Arc<str>) -> Option<Date> {
        self.revised.days.get(file).copied().filter(|day| *day <= self.today)
    }
}

/// Whether a file is the list of a collection: `data/contacts.yaml`.
fn is_list(file: &str) -> bool {
    file.strip_prefix("data/").is_some_and(|rest| !rest.contains('/'))
}

/// Dates that the portal asks for and that cannot be known are told once.
pub(super) fn check(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let setting = site.config.updated_from_git.as_ref().filter(|setting| setting.value);
    if let (Some(setting), History::Unknown { why, help }) = (setting, &site.snapshot.history) {
        let message = format!("no page shows when it was last updated: {why}");
        report.push(Diagnostic::new(Code::UnknownHistory, message).at(&setting.span).help(help));
    }
}
