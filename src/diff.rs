//! What readers see change from one published site to another: pages, entries by field, places, links, dates in calendars.
//!
//! Both sites are looked at as they are published, not as they are written: a build of a revision and a folder on a web server
//! are compared in one way, and what leaves no trace on a page is no change.

mod compare;
mod published;
mod records;
mod report;
mod sides;

pub use compare::changes;
pub use published::Published;
pub use report::{human, json, markdown};

use serde::Serialize;

/// Everything that changes for readers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// What happens to pages.
    pub pages: Pages,
    /// What happens to entries of collections.
    pub entries: Entries,
    /// Places on pages that are still there, which links lead to and which are gone.
    pub anchors: Vec<LostAnchors>,
    /// Links that no longer stand on pages that are still there.
    pub links: Vec<LostLink>,
    /// What subscribers of calendars see.
    pub events: Vec<EventChange>,
    /// What happens to files that are no pages.
    pub files: Files,
}

/// What happens to pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// New pages.
    pub added: Vec<PageName>,
    /// Pages that are gone.
    pub removed: Vec<Removed>,
    /// Pages that stand at another address.
    pub moved: Vec<Moved>,
    /// Pages whose text changes, beside what the entries on them say.
    pub changed: Vec<Reworded>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PageName {
    /// Its address.
    pub url: String,
    /// Its first heading.
    pub title: String,
}

/// A page that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Its former address.
    pub url: String,
    /// Its first heading.
    pub title: String,
    /// Where its address leads now; nothing if links to it are dead.
    pub leads_to: Option<String>,
}

/// A page that stands at another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its former address.
    pub from: String,
    /// Its address.
    pub to: String,
    /// Its first heading.
    pub title: String,
    /// Whether the former address leads on.
    pub redirected: bool,
}

/// A page whose text changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reworded {
    /// Its address.
    pub url: String,
    /// Its first heading.
    pub title: String,
    /// Its first heading as it was, if that is another.
    pub former_title: Option<String>,
    /// The headings under which the text is another.
    pub sections: Vec<String>,
}

/// What happens to entries of collections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entries {
    /// New entries.
    pub added: Vec<EntryName>,
    /// Entries that are gone.
    pub removed: Vec<EntryName>,
    /// Entries with other values.
    pub changed: Vec<ChangedEntry>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EntryName {
    /// The collection.
    pub collection: String,
    /// Its id.
    pub id: String,
    /// What the public calls it.
    pub title: String,
}

/// An entry with other values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedEntry {
    /// Which one.
    #[serde(flatten)]
    pub entry: EntryName,
    /// The values that are others.
    pub fields: Vec<FieldChange>,
}

/// A value that is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The path of the field in open data: `phones.1.number`, the first item being 1.
    pub field: String,
    /// The same in words: `Telephone`.
    pub name: String,
    /// The value as it was; nothing if there was none.
    pub before: Option<String>,
    /// The value; nothing if there is none.
    pub after: Option<String>,
    /// The pages on which the change shows.
    pub pages: Vec<String>,
}

/// Places that are gone from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostAnchors {
    /// The page.
    pub url: String,
    /// The anchors, without `#`.
    pub anchors: Vec<String>,
}

/// A link that is gone from pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostLink {
    /// Where it led.
    pub to: String,
    /// The pages that no longer have it.
    pub pages: Vec<String>,
}

/// An event as calendars show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventChange {
    /// Its identity in calendars (RFC 5545, section 3.8.4.7).
    pub uid: String,
    /// Its title.
    pub title: String,
    /// What happens to it.
    #[serde(flatten)]
    pub what: EventNews,
}

/// What happens to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum EventNews {
    /// It is new.
    Added {
        /// When it begins.
        start: String,
    },
    /// It is gone: calendars of subscribers lose it without a word.
    Removed {
        /// When it was to begin.
        start: String,
    },
    /// It begins or ends at another time.
    Moved {
        /// When it was to take place.
        before: String,
        /// When it takes place.
        after: String,
        /// Whether calendars of subscribers take the new date.
        followed: Followed,
    },
    /// It is called off.
    Cancelled {
        /// When it was to begin.
        start: String,
        /// Whether calendars of subscribers learn of it.
        followed: Followed,
    },
    /// It was called off and is not any more.
    Restored {
        /// When it begins.
        start: String,
        /// Whether calendars of subscribers learn of it.
        followed: Followed,
    },
}

/// Whether calendars that have read an event before take the change (RFC 5545, section 3.8.7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Followed {
    /// The number of the revision grows, as `updated` does.
    Yes,
    /// It has another identity now: the old event is taken out and a new one put in. A session without an id is known by its day.
    Replaced,
    /// The number of the revision is the same: some programs keep what they have.
    Uncertain,
}

/// What happens to files that are no pages: calendars, cards, open data, documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Files {
    /// New files.
    pub added: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether readers see no change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
