//! Which pages the other languages have, and how the pages of one language stand to those of another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Output, Plan, Screen, Task};
use crate::kinds::{Collections, Kinds};
use crate::route::unprefixed;
use crate::site::{Page, Site};

/// The address of a page in a language: those of the main language stand at the root, others below `/es/`.
pub fn address(url: &str, lang: &str, main: &str) -> String {
    if lang == main { url.to_owned() } else { format!("/{lang}{url}") }
}

/// What a portal has in a language.
pub(super) struct Presence {
    home: bool,
    anything: bool,
    /// The kinds of the portal.
    declared: Kinds,
    /// Those of which an entry is translated.
    kinds: BTreeSet<&'static str>,
}

impl Presence {
    pub(super) fn of(site: &Site<'_>, lang: &str) -> Self {
        let mut pages = site.pages.iter().filter(|page| page.lang == lang);
        let kinds = translated_kinds(&site.collections, lang);
        Self {
            home: pages.clone().any(Page::is_home),
            anything: pages.next().is_some() || !kinds.is_empty(),
            declared: site.collections.kinds(),
            kinds,
        }
    }

    /// Whether a page that docent makes has a mirror in the language.
    ///
    /// With a home page, all of them do: a reader who has come in by it can go everywhere without leaving the language of
    /// the menu, and telephone numbers, dates and places need few words. Without one, a reader comes from the page of the
    /// main language, and finds a mirror only where there is something to read: a list of which an entry is translated,
    /// and what helps to find it.
    pub(super) fn mirrors(&self, screen: &Screen) -> bool {
        self.home
            || match screen {
                Screen::Content(_) => false,
                Screen::List(path) => super::listed_at(path, self.declared).iter().any(|kind| self.kinds.contains(kind)),
                Screen::Schedule(..) => self.kinds.contains("training"),
                Screen::Entry(kind, _) => self.kinds.contains(kind),
                Screen::Episode(..) => self.kinds.contains("videos"),
                Screen::Search | Screen::AToZ | Screen::Missing => self.anything,
                Screen::News | Screen::Data | Screen::DataSet(_) | Screen::Word(..) | Screen::Suggest(_) => false,
            }
    }
}

/// The kinds of which an entry is translated.
pub fn translated_kinds(collections: &Collections, lang: &str) -> BTreeSet<&'static str> {
    let translated = collections.all().filter(|entry| entry.translations().contains_key(lang));
    translated.map(|entry| entry.kind().name()).collect()
}

/// How the pages of the languages stand to each other.
#[derive(Debug, Default)]
pub struct Mirrors {
    /// Every page and feed by its address: its language, and the address of its original.
    pages: BTreeMap<String, (String, String)>,
    /// The versions of each original, by language.
    versions: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mirrors {
    /// Those of a plan.
    pub fn of(site: &Site<'_>, plan: &Plan<'_>) -> Self {
        let mut mirrors = Self::default();
        for (route, planned) in plan {
            let url = route.url();
            let (lang, original) = match &planned.task {
                Task::Page(screen, lang) => (lang, original(site, screen, lang, &url)),
                Task::Output(Output::Feed(lang) | Output::JsonFeed(lang)) => (lang, unprefixed(&url, lang)),
                _ => continue,
            };
            let versions = mirrors.versions.entry(original.clone()).or_default();
            versions.insert(lang.clone(), url.clone());
            mirrors.pages.insert(url, (lang.clone(), original));
        }
        mirrors
    }

    /// The address of the original of a page: its own if it is one.
    pub fn original<'s>(&'s self, url: &'s str) -> &'s str {
        self.pages.get(url).map_or(url, |(_, original)| original)
    }

    /// The language of the page at an address.
    pub fn lang(&self, url: &str) -> Option<&str> {
        self.pages.get(url).map(|(lang, _)| lang.as_str())
    }

    /// The address of the version of a page in a language.
    pub fn version(&self, url: &str, lang: &str) -> Option<&str> {
        self.versions.get(self.original(url))?.get(lang).map(String::as_str)
    }

    /// The address of a place in a language, if its page has a version in it.
    pub fn localized(&self, url: &str, lang: &str) -> String {
        let (path, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
        self.version(path, lang)
            .map_or_else(|| url.to_owned(), |path| format!("{path}{fragment}"))
    }

    /// What leads from the pages of a language to others: the addresses of originals with those of their versions.
    pub fn leads(&self, lang: &str) -> BTreeMap<String, Lead> {
        let lead = |(original, versions): (&String, &BTreeMap<String, String>)| {
            let lead = match versions.get(lang) {
                Some(url) if url == original => return None,
                Some(url) => Lead::Version(url.clone()),
                None => Lead::Foreign(self.lang(original)?.to_owned()),
            };
            Some((original.clone(), lead))
        };
        self.versions.iter().filter_map(lead).collect()
    }
}

/// Where a link to an original leads on a page of another language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lead {
    /// To its version in the language of the page.
    Version(String),
    /// There is none: to the original, in this language.
    Foreign(String),
}

fn original(site: &Site<'_>, screen: &Screen, lang: &str, url: &str) -> String {
    let main = site.config.language();
    if lang == main {
        return url.to_owned();
    }
    let written = match screen {
        Screen::Content(at) => site.pages.get(*at),
        _ => site.page_at(url),
    };
    written.map_or_else(|| unprefixed(url, lang), |page| site.original_url(page))
}
