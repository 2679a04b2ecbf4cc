//! What was posted or updated, for the news page and the feed.

use jiff::civil::Date;

use crate::kinds::AnyEntry;
use crate::schema::fallback;
use crate::site::{Page, Site};

/// Something new or updated.
pub struct Change {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What it is.
    pub label: String,
    /// What it is about.
    pub summary: Option<String>,
    /// The day it was first published, if that is known.
    pub posted: Option<Date>,
    /// The day of its last change.
    pub updated: Date,
}

/// What was posted or updated, newest first. Files' own times never count: they change with every copy.
pub fn changes(site: &Site<'_>, lang: &str) -> Vec<Change> {
    let strings = site.strings_of(lang);
    let text = |page: &Page, text: &str| {
        if page.lang == lang { text.to_owned() } else { fallback::mark(text) }
    };
    let page = |page: &Page| {
        let front = &page.front;
        let updated = front.updated.or(front.date)?;
        Some(Change {
            title: text(page, &front.title.value),
            url: page.url.clone(),
            label: strings.get("kinds.page.one"),
            summary: front.description.as_ref().map(|summary| text(page, summary)),
            posted: front.date,
            updated,
        })
    };
    let entry = |entry: &dyn AnyEntry| {
        let common = entry.common();
        let updated = common.updated.or(common.posted)?;
        let label = strings.get(&format!("kinds.{}.one", entry.kind().name()));
        Some(Change {
            title: entry.title(&site.collections),
            url: entry.address()?,
            label,
            summary: common.summary.clone(),
            posted: common.posted,
            updated,
        })
    };
    let mut changes: Vec<_> = site
        .pages_for(lang)
        .filter_map(page)
        .chain(site.collections.all().filter_map(entry))
        .collect();
    changes.retain(|change| change.updated <= site.today);
    changes.sort_by(|a, b| (b.updated, &a.title, &a.url).cmp(&(a.updated, &b.title, &b.url)));
    changes
}
