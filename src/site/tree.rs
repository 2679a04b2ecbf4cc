//! How pages stand to each other: by address, by section, by language. Built once, so that no page has to look through all others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Page, Site};
use crate::schema::Vocabulary;

/// Places of pages in `Site::pages`.
#[derive(Debug, Default, Clone)]
pub(super) struct Tree {
    by_url: BTreeMap<String, usize>,
    below: BTreeMap<String, Vec<usize>>,
    versions: BTreeMap<String, Vec<usize>>,
    /// The words with which something is marked that readers of a language find.
    marked: BTreeMap<String, BTreeSet<(Vocabulary, String)>>,
}

impl Tree {
    /// The tree of the published pages. `languages` is the order in which versions of a page are listed.
    fn of(pages: &[Page], languages: &[&str]) -> Self {
        let mut tree = Self::default();
        for (at, page) in pages.iter().enumerate() {
            tree.by_url.insert(page.url.clone(), at);
            tree.versions.entry(page.key.clone()).or_default().push(at);
            if let Some(parent) = parent(&page.url).filter(|_| page.key != "/404/" && page.key != "/") {
                tree.below.entry(parent.to_owned()).or_default().push(at);
            }
        }
        let order = |at: &usize| {
            pages
                .get(*at)
                .map(|page| (page.front.weight.unwrap_or(u32::MAX), page.front.title.value.to_lowercase()))
        };
        tree.below.values_mut().for_each(|below| below.sort_by_cached_key(order));
        let language = |at: &usize| {
            pages
                .get(*at)
                .and_then(|page| languages.iter().position(|language| *language == page.lang))
        };
        tree.versions.values_mut().for_each(|versions| versions.sort_by_key(language));
        tree
    }
}

impl Site<'_> {
    /// Arranges the pages and entries anew, after they have been filled in or exchanged.
    pub(super) fn arrange(&mut self) {
        let languages: Vec<&str> = self.strings.iter().map(|strings| strings.lang.as_str()).collect();
        self.tree = Tree::of(&self.pages, &languages);
        self.tree.marked = languages.iter().map(|lang| ((*lang).to_owned(), self.words_in_use(lang))).collect();
    }

    fn words_in_use(&self, lang: &str) -> BTreeSet<(Vocabulary, String)> {
        let marks = Vocabulary::ALL.into_iter().flat_map(|vocabulary| {
            let of_pages = self.pages_for(lang).flat_map(move |page| page.front.terms(vocabulary));
            let entries = self.collections.all().filter(|entry| entry.address().is_some());
            let of_entries = entries.flat_map(move |entry| entry.terms(vocabulary, &self.collections));
            of_pages.chain(of_entries).map(move |id| (vocabulary, id.to_owned()))
        });
        marks.collect()
    }

    /// The page at an address.
    pub fn page_at(&self, url: &str) -> Option<&Page> {
        self.pages.get(*self.tree.by_url.get(url)?)
    }

    /// The pages right below an address, by weight and title.
    pub fn pages_below(&self, url: &str) -> impl Iterator<Item = &Page> {
        self.tree.below.get(url).into_iter().flatten().filter_map(|at| self.pages.get(*at))
    }

    /// The address of a page in the main language; of one that is written in another language only, the one it would have.
    pub fn original_url(&self, page: &Page) -> String {
        let main = self.config.language();
        let original = self.versions(page).find(|version| version.lang == main);
        original.map_or_else(|| page.key.clone(), |original| original.url.clone())
    }

    /// The page in a language whose original stands, or would stand, at an address.
    pub fn page_for(&self, original: &str, lang: &str) -> Option<&Page> {
        let key = self.page_at(original).map_or(original, |page| page.key.as_str());
        let versions = self.tree.versions.get(key).into_iter().flatten();
        versions.filter_map(|at| self.pages.get(*at)).find(|page| page.lang == lang)
    }

    /// Every page as readers of a language find it: in their language, or else in the main one.
    pub fn pages_for(&self, lang: &str) -> impl Iterator<Item = &Page> {
        let main = self.config.language();
        let is_lacking = move |page: &Page| page.lang == main && !self.versions(page).any(|version| version.lang == lang);
        self.pages.iter().filter(move |page| page.lang == lang || is_lacking(page))
    }

    /// Whether a page or an entry that readers of a language find is marked with a word.
    pub fn is_marked(&self, lang: &str, vocabulary: Vocabulary, id: &str) -> bool {
        let words = self.tree.marked.get(lang);
        words.is_some_and(|words| words.contains(&(vocabulary, id.to_owned())))
    }

    /// A page in every language in which it exists, itself included.
    pub fn versions(&self, page: &Page) -> impl Iterator<Item = &Page> {
        self.tree
            .versions
            .get(&page.key)
            .into_iter()
            .flatten()
            .filter_map(|at| self.pages.get(*at))
    }
}

/// `/a/b/` is below `/a/`.
pub fn parent(url: &str) -> Option<&str> {
    let path = url.strip_suffix('/')?;
    path.rfind('/').and_then(|at| url.get(..=at))
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[test]
    fn the_home_page_is_below_nothing() {
        assert_eq!(parent("/a/b/"), Some("/a/"));
        assert_eq!(parent("/a/"), Some("/"));
        assert_eq!(parent("/"), None);
    }
}
