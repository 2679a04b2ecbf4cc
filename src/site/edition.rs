//! The portal in each of its languages: the texts of configuration and entries differ, pages and files are the same.

use std::collections::BTreeMap;

use super::{Other, Site, Visibility, marks};

impl<'a> Site<'a> {
    /// Adds the other languages.
    pub(super) fn with_others(mut self, others: Vec<Other<'a>>) -> Self {
        let edition = |other: Other<'a>| {
            let site = Self {
                config: other.config,
                collections: other.collections,
                ..self.clone()
            };
            (other.lang.to_owned(), site)
        };
        self.others = others.into_iter().map(edition).collect();
        self
    }

    /// The other languages with the pages and files that are left after what is hidden has gone, and their entries likewise.
    pub(super) fn others_shown(&mut self, visibility: Visibility) -> BTreeMap<String, Self> {
        let others = std::mem::take(&mut self.others);
        let shown = |(lang, mut other): (String, Self)| {
            other
                .collections
                .retain(|entry| visibility.shows(entry.common().draft, None, entry.common().expires));
            let site = Self {
                config: other.config,
                marks: marks::Marks::of(&other.collections),
                collections: other.collections,
                ..self.clone()
            };
            (lang, site)
        };
        others.into_iter().map(shown).collect()
    }

    /// The portal in a language; in the main one where there is no other.
    pub fn edition(&self, lang: &str) -> &Self {
        self.others.get(lang).unwrap_or(self)
    }

    /// The portal in every language, in the main one first.
    pub fn all_editions(&self) -> impl Iterator<Item = (&str, &Self)> {
        let others = self.others.iter().map(|(lang, other)| (lang.as_str(), other));
        std::iter::once((self.config.language(), self)).chain(others)
    }

    /// The languages that are not the main one.
    pub fn other_languages(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str)
    }
}
