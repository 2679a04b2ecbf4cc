//! Entries out of the files of other programs: any collection from a table, contacts from cards, classes from calendars.
//!
//! What docent has a field for is taken, and everything else is named. Nothing is guessed: a value that docent would refuse
//! is left out, with the reason docent gives, so that what comes out reads without an error.

mod calendar;
mod cards;
mod contacts;
mod moments;
mod proof;
mod table;
mod text;
mod training;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::config::Config;
use crate::kinds::AnyKind;
use crate::pipeline::Options;
use crate::route::slug;
use crate::source::Snapshot;

pub use moments::DayOrder;

/// What files are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table: CSV (RFC 4180), also with semicolons or tabs.
    Table,
    /// Cards of people: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).
    Cards,
    /// A calendar: iCalendar (RFC 5545).
    Calendar,
}

impl Format {
    /// The format of a text, by what it begins with.
    pub fn of(text: &str) -> Self {
        let begins = |mark: &str| {
            text.trim_start()
                .get(..mark.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(mark))
        };
        if begins("BEGIN:VCARD") {
            Self::Cards
        } else if begins("BEGIN:VCALENDAR") || begins("BEGIN:VEVENT") {
            Self::Calendar
        } else {
            Self::Table
        }
    }
}

/// The portal for which entries are read.
#[derive(Clone, Copy)]
pub struct Portal<'a> {
    /// Its files.
    pub snapshot: &'a Snapshot,
    /// How it is built.
    pub options: &'a Options,
    /// Its settings.
    pub config: &'a Config,
}

/// What is read, and how.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    /// The collection.
    pub kind: &'static dyn AnyKind,
    /// The portal.
    pub portal: Portal<'a>,
    /// What stands first in dates such as `3/4/2025`, if it is known.
    pub order: Option<DayOrder>,
}

/// Something that was not taken as it stood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The line of the file, from 1; 0 where it is about the file.
    pub line: usize,
    /// Which entry it is about, and what was done why.
    pub text: String,
}

/// An entry on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Draft {
    /// The line on which it begins.
    line: usize,
    /// Its fields by name, with its id once it has one.
    fields: Map<String, Json>,
}

/// What came out of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Found {
    drafts: Vec<Draft>,
    remarks: Vec<Remark>,
}

impl Found {
    fn remark(&mut self, line: usize, text: impl Into<String>) {
        self.remarks.push(Remark { line, text: text.into() });
    }
}

/// Entries that docent reads without an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Each by its id, in the order of the file, as the text of its fields.
    pub entries: Vec<Entry>,
    /// What was left out or changed, in the order of the file.
    pub remarks: Vec<Remark>,
}

/// An entry that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    fields: Map<String, Json>,
}

impl Imported {
    /// All entries as one list.
    pub fn list(&self, kind: &dyn AnyKind) -> String {
        write::list(kind, self.entries.iter().map(|entry| (entry.id.as_str(), &entry.fields)))
    }
}

impl Entry {
    /// The entry as a file of its own, whose name is its id.
    pub fn file(&self, kind: &dyn AnyKind) -> String {
        write::entry(kind, &self.fields)
    }
}

/// The text of a file, whatever it was saved in; nothing if it is no text.
pub fn decode(bytes: &[u8]) -> Option<String> {
    text::decode(bytes)
}

/// Reads a file of another program. Fails where the collection is not to be had from such a file.
pub fn import(text: &str, import: Import<'_>) -> Result<Imported, String> {
    let (name, format) = (import.kind.name(), Format::of(text));
    let mut found = match (format, name) {
        (Format::Table, _) => table::read(text, import)?,
        (Format::Cards, "contacts") => cards::read(text),
        (Format::Calendar, "training") => calendar::read(text, import.portal.config),
        (Format::Cards, _) => return Err(format!("cards are contacts, not {name}")),
        (Format::Calendar, _) => return Err(format!("a calendar holds classes (training), not {name}")),
    };
    give_ids(&mut found, import);
    proof::leave_out_what_is_wrong(&mut found, import);
    found.remarks.sort();
    found.remarks.dedup();
    Ok(Imported {
        entries: found.drafts.into_iter().map(ready).collect(),
        remarks: found.remarks,
    })
}

fn ready(mut draft: Draft) -> Entry {
    let id = draft.fields.remove("id");
    Entry {
        id: id.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned(),
        fields: draft.fields,
    }
}

/// Gives every entry an id that no other has, here or in the portal.
fn give_ids(found: &mut Found, import: Import<'_>) {
    let mut taken: BTreeMap<String, usize> = proof::ids(import).into_iter().map(|id| (id, 0)).collect();
    let Found { drafts, remarks } = found;
    for draft in drafts {
        let wanted = match draft.fields.get("id").and_then(Json::as_str).map(slug) {
            Some(id) if !id.is_empty() => id,
            _ => id_of(&draft.fields, import.kind),
        };
        let id = (1..)
            .map(|count| numbered(&wanted, count))
            .find(|id| !taken.contains_key(id))
            .unwrap_or_default();
        if id != wanted {
            let by = match taken.get(&wanted) {
                Some(line) if *line > 0 => format!("that of line {line}"),
                _ => format!("that of an entry of {} in the portal", import.kind.name()),
            };
            remarks.push(Remark {
                line: draft.line,
                text: format!(
                    "{}: the id `{wanted}` is {by}; this one is `{id}`. Is it the same?",
                    title(&draft.fields)
                ),
            });
        }
        taken.insert(id.clone(), draft.line);
        draft.fields.insert("id".to_owned(), id.into());
    }
}

fn numbered(id: &str, count: usize) -> String {
    if count == 1 { id.to_owned() } else { format!("{id}-{count}") }
}

/// The fields that name an entry, in the order in which they are looked for.
const NAMES: [&str; 5] = ["title", "name", "term", "question", "citation"];

/// What an entry is called in remarks.
fn title(fields: &Map<String, Json>) -> String {
    let named = ["name", "title", "course"].into_iter().chain(NAMES);
    let found = named.filter_map(|field| fields.get(field)).find_map(Json::as_str);
    found.unwrap_or("an entry without a name").to_owned()
}

/// An id made of what names the entry, and of the month for what has a date.
fn id_of(fields: &Map<String, Json>, kind: &dyn AnyKind) -> String {
    let declared: BTreeSet<&str> = kind.fields().iter().map(|field| field.name).collect();
    // A contact has a title too, which is a position.
    let order: &[&str] = if declared.contains("name") {
        &["name"]
    } else {
        &["title", "course", "term", "question", "citation"]
    };
    let name = order
        .iter()
        .filter_map(|field| fields.get(*field)?.as_str())
        .map(slug)
        .find(|id| !id.is_empty());
    let mut id = shortened(&name.unwrap_or_else(|| slug(kind.one())));
    if let Some(month) = fields.get("start").and_then(Json::as_str).and_then(|start| start.get(..7)) {
        id = format!("{id}-{month}");
    }
    id
}

/// The first words, as many as fit an address that can be read aloud.
fn shortened(id: &str) -> String {
    const LONGEST: usize = 60;
    match id.get(..LONGEST) {
        None => id.to_owned(),
        Some(head) => head.rsplit_once('-').map_or(head, |(words, _)| words).to_owned(),
    }
}

#[cfg(test)]
mod tests;
