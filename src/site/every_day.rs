//! What a site keeps back on its day, and the site as it would be if no day counted.

use std::borrow::Cow;

use super::{Page, Site, beside};
use crate::kinds::{AnyEntry, Collections};
use crate::route::Route;
use crate::source::SourceFile;

/// What is written and not shown.
#[derive(Debug, Clone, Default)]
pub struct KeptBack<'a> {
    /// The pages that are hidden.
    pub pages: Vec<Page>,
    /// Every entry, also those that are shown.
    pub entries: Collections,
    /// The files that only hidden pages mention.
    pub files: Vec<(Route, &'a SourceFile)>,
}

impl<'a> Site<'a> {
    /// The site with all that is published on one day or another, and without drafts. What it holds does not depend on the
    /// day of the build, nor on options that show more.
    pub fn of_every_day(&self) -> Cow<'_, Self> {
        let is_same = self.kept_back.pages.is_empty()
            && self.pages.iter().all(|page| !page.front.draft)
            && self.kept_back.entries.all().count() == self.collections.all().count()
            && self.collections.all().all(|entry| !entry.common().draft);
        if is_same {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.with_every_day())
        }
    }

    fn with_every_day(&self) -> Self {
        let mut site = self.clone();
        site.pages.extend(self.kept_back.pages.iter().cloned());
        site.pages.sort_by(|a, b| a.route.cmp(&b.route));
        let (drafts, pages) = std::mem::take(&mut site.pages).into_iter().partition(|page| page.front.draft);
        let drafts: Vec<Page> = drafts;
        site.pages = pages;
        site.collections = self.kept_back.entries.clone();
        site.collections.retain(|entry| !entry.common().draft);
        site.files.extend(self.kept_back.files.iter().cloned());
        let of_drafts = beside::only_of(&drafts, &site);
        site.files.retain(|(route, _)| !of_drafts.contains(&route.url()));
        site.arrange();
        site
    }

    /// The entry that would stand at an address if it were not a draft.
    pub fn draft_at(&self, url: &str) -> Option<&dyn AnyEntry> {
        let entries = self.kept_back.entries.all();
        let mut drafts = entries.filter(|entry| entry.common().draft);
        drafts.find(|entry| entry.address().is_some_and(|address| address == url))
    }
}
