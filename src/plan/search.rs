//! What search can find in each language of the portal, and the files that tell it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::config::{BestBet as Bet, SearchForm};
use crate::diag::{Code, Diagnostic};
use crate::formats::search::{BestBet, Entry, Index};
use crate::kinds::{AnyEntry, Found};
use crate::parse::markdown::Section;
use crate::schema::Vocabulary;
use crate::schema::fallback::{self, is_marked, strip};
use crate::site::{Page, Site};

use super::Mirrors;
use super::asked::Names;

/// Of texts up to so many bytes, one file is as small as shards, and comes in one answer.
const SMALL: usize = 24 * 1024;

/// Of texts up to so many bytes, one file is at most about 64 KB as it is sent; it is written for other programs to read.
const OF_ONE_FILE: usize = 128 * 1024;

/// At least so many entries are given other names by one thread, which learns their words once.
const TOGETHER: usize = 512;

/// Pages that no one looks for: who sees them is looking for another. "May an officer search a bag?" is not about this one.
const UNSOUGHT: [&str; 2] = ["/404/", "/search/"];

/// How an index is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexForm {
    /// Many small files, of which a browser fetches few.
    Shards,
    /// One file, as elasticlunr.js reads it.
    Json,
}

/// In which forms the index of a language is written. Browsers read the shards where there are any.
pub(super) fn forms(site: &Site<'_>, lang: &str) -> Vec<IndexForm> {
    let chosen = site.config.search.as_ref().map(|search| search.form);
    match chosen.unwrap_or(SearchForm::Auto) {
        SearchForm::Json => vec![IndexForm::Json],
        SearchForm::Shards => vec![IndexForm::Shards],
        SearchForm::Both => vec![IndexForm::Shards, IndexForm::Json],
        SearchForm::Auto => match text_size(site, lang) {
            size if size <= SMALL => vec![IndexForm::Json],
            size if size <= OF_ONE_FILE => vec![IndexForm::Shards, IndexForm::Json],
            _ => vec![IndexForm::Shards],
        },
    }
}

/// How many bytes of text search finds in a language; of a large portal, only that it is more than [`OF_ONE_FILE`].
fn text_size(site: &Site<'_>, lang: &str) -> usize {
    let site = site.edition(lang);
    let of_pages = pages(site, lang).flat_map(|page| sections(site, page, lang));
    let of_records = site.collections.all().flat_map(|entry| found(site, entry, lang));
    let sizes = of_pages.chain(of_records).scan(0, |size, entry| {
        let before = *size;
        *size += entry.text_size();
        (before <= OF_ONE_FILE).then_some(*size)
    });
    sizes.last().unwrap_or_default()
}

/// Best bets that lead to nothing that search knows.
pub(super) fn check_best_bets(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let bets = site.config.search.iter().flat_map(|search| &search.best_bets);
    let mut known = None;
    for bet in bets {
        let url = site.address(&bet.to);
        let is_there = known.get_or_insert_with(|| addresses(site)).contains(&url);
        // An address that leads nowhere at all has been reported.
        if !is_there && site.is_known(&bet.to) {
            let problem = Diagnostic::new(Code::DeadLink, format!("search finds nothing at {url}")).at(&bet.to.0.span);
            report.push(problem.help("name an entry, such as `contacts:derrick-mathis`, or a page that an editor has written"));
        }
    }
}

/// The addresses of everything that can be found in the main language.
fn addresses(site: &Site<'_>) -> BTreeSet<String> {
    let portal = site.portal(site.config.language());
    let of_records = site.collections.all().flat_map(|entry| entry.found(portal)).map(|found| found.url);
    let of_pages = pages(site, site.config.language()).flat_map(|page| told(page).map(|section| address(page, section)));
    of_records.chain(of_pages).collect()
}

/// Everything that can be found in a language: each entry, and each section of each page. What is not translated is found
/// by its words in the main language.
pub fn index<'s>(site: &'s Site<'_>, mirrors: &Mirrors, lang: &'s str) -> Index<'s> {
    let site = site.edition(lang);
    let main = site.config.language();
    let written = |entry: Entry<'s>| unmarked(localized(entry, mirrors, lang), main);
    let records: Vec<&dyn AnyEntry> = site.collections.all().collect();
    let records = records.into_par_iter().flat_map_iter(|entry| found(site, entry, lang)).map(written);
    let pages: Vec<&Page> = pages(site, lang).collect();
    let pages = pages.into_par_iter().flat_map_iter(|page| sections(site, page, lang)).map(written);
    let mut entries: Vec<Entry<'s>> = records.chain(pages).collect();
    in_order(&mut entries);
    let names = Names::of(site, lang);
    entries
        .par_iter_mut()
        .with_min_len(TOGETHER)
        .for_each_init(|| names.lexicon(), |lexicon, entry| names.add_to(entry, lexicon));
    Index {
        lang: lang.to_owned(),
        entries,
        best_bets: best_bets(site, mirrors, lang),
    }
}

/// What is found of an entry of a collection.
fn found(site: &Site<'_>, entry: &dyn AnyEntry, lang: &str) -> Vec<Entry<'static>> {
    let strings = site.strings_of(lang);
    let (kind, label) = (entry.kind().name(), strings.get(&format!("kinds.{}.other", entry.kind().name())));
    let mut labels = labels(site, entry);
    labels.push(strings.get(&format!("kinds.{kind}.words")));
    let found = entry.found(site.portal(lang)).into_iter();
    found.map(|found| of_record(kind, &label, &labels, found)).collect()
}

/// Those of one kind stay together, and in a kind what ends sooner stands first: shards tell both in few bytes.
fn in_order(entries: &mut [Entry<'_>]) {
    let mut kinds: Vec<String> = Vec::new();
    for entry in entries.iter() {
        if kinds.last() != Some(&entry.kind) && !kinds.contains(&entry.kind) {
            kinds.push(entry.kind.clone());
        }
    }
    let place = |entry: &Entry<'_>| kinds.iter().position(|kind| *kind == entry.kind);
    entries.sort_by_cached_key(|entry| (place(entry), entry.ends.is_none(), entry.ends));
}

/// What editors want first, with the address that it has in the language.
fn best_bets(site: &Site<'_>, mirrors: &Mirrors, lang: &str) -> Vec<BestBet> {
    let bets = site.config.search.iter().flat_map(|search| &search.best_bets);
    let found = |bet: &Bet| {
        let url = mirrors.localized(&site.address(&bet.to), lang);
        let found = |query: &String| BestBet {
            query: query.clone(),
            url: url.clone(),
        };
        bet.queries.iter().map(found).collect::<Vec<_>>()
    };
    bets.flat_map(found).collect()
}

/// A result leads to the page of its language.
fn localized<'s>(entry: Entry<'s>, mirrors: &Mirrors, lang: &str) -> Entry<'s> {
    Entry {
        url: mirrors.localized(&entry.url, lang),
        ..entry
    }
}

/// A result says in which language it is, if that is not the language of the index.
fn unmarked<'s>(entry: Entry<'s>, main: &str) -> Entry<'s> {
    let plain = |text: String| strip(&text).into_owned();
    Entry {
        lang: is_marked(&entry.title).then(|| main.to_owned()),
        title: plain(entry.title),
        kind_label: plain(entry.kind_label),
        crumbs: plain_of(entry.crumbs),
        keywords: entry.keywords.into_iter().map(plain).collect(),
        body: plain_of(entry.body),
        card: entry.card.map(plain),
        ..entry
    }
}

fn of_record(kind: &str, label: &str, labels: &[String], found: Found) -> Entry<'static> {
    // What it is said to be twice is no more so.
    let marks = labels.iter().filter(|label| !found.keywords.contains(label));
    let keywords = found.keywords.iter().chain(marks).cloned().collect();
    Entry {
        card: found.answer(),
        title: found.title,
        url: found.url,
        kind: kind.to_owned(),
        kind_label: label.to_owned(),
        crumbs: Cow::default(),
        keywords,
        body: found.body.into(),
        ends: found.ends,
        lang: None,
    }
}

/// A text without the marks; most have none, and are not copied.
fn plain_of(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => strip(text),
        Cow::Owned(text) => strip(&text).into_owned().into(),
    }
}

/// The words of the vocabularies that an entry is marked with.
fn labels(site: &Site<'_>, entry: &dyn AnyEntry) -> Vec<String> {
    let all = &site.collections;
    let labels = |vocabulary: Vocabulary| {
        entry
            .terms(vocabulary, all)
            .into_iter()
            .map(move |id| site.config.label(vocabulary, id).to_owned())
    };
    Vocabulary::ALL.into_iter().flat_map(labels).collect()
}

/// The words by which people ask for a page: those that its editors know of, and for the page that lists the entries of a kind,
/// those of the kind.
fn words_for(site: &Site<'_>, page: &Page, lang: &str) -> Vec<String> {
    let own = page.front.keywords.iter().map(|word| in_language(word, page, lang));
    own.chain(words_of_kinds(site, page, lang)).collect()
}

/// A text of a page, marked where an index of another language has it.
fn in_language(text: &str, page: &Page, lang: &str) -> String {
    if page.lang == lang { text.to_owned() } else { fallback::mark(text) }
}

fn words_of_kinds(site: &Site<'_>, page: &Page, lang: &str) -> Vec<String> {
    let strings = site.strings_of(lang);
    let kinds = site
        .collections
        .kinds()
        .all()
        .filter(|kind| kind.home().list().as_ref() == Some(&page.key));
    kinds
        .flat_map(|kind| ["other", "words"].map(|form| strings.get(&format!("kinds.{}.{form}", kind.name()))))
        .collect()
}

/// The pages whose words are found.
fn pages<'s>(site: &'s Site<'_>, lang: &'s str) -> impl Iterator<Item = &'s Page> {
    site.pages_for(lang).filter(|page| !UNSOUGHT.contains(&page.key.as_str()))
}

/// The sections of a page that are results: its beginning, and what stands below a heading.
fn told(page: &Page) -> impl Iterator<Item = &Section> {
    let sections = page.body.sections.iter();
    sections.filter(|section| section.heading.is_none() || !section.text.is_empty())
}

fn address(page: &Page, section: &Section) -> String {
    match section.heading.and_then(|at| page.body.headings.get(at)) {
        Some(heading) => format!("{}#{}", page.url, heading.id),
        None => page.url.clone(),
    }
}

/// One result for the page with its beginning, and one for each of its headings.
fn sections<'s>(site: &Site<'_>, page: &'s Page, lang: &str) -> Vec<Entry<'s>> {
    let label = site.strings_of(lang).get("kinds.page.other");
    let title = &page.front.title.value;
    let text = |text: &String| in_language(text, page, lang);
    let section = |section: &'s Section| {
        let heading = section.heading.and_then(|at| page.body.headings.get(at));
        let intro = [page.front.description.clone(), page.front.summary.clone()].into_iter().flatten();
        Entry {
            title: text(heading.map_or(title, |heading| &heading.text)),
            url: address(page, section),
            kind: "page".to_owned(),
            kind_label: label.clone(),
            crumbs: heading.map(|_| title.as_str().into()).unwrap_or_default(),
            keywords: if heading.is_none() {
                words_for(site, page, lang)
            } else {
                Vec::new()
            },
            body: if heading.is_none() {
                intro.chain([section.text.clone()]).collect::<Vec<_>>().join(" ").into()
            } else {
                section.text.as_str().into()
            },
            ..Entry::default()
        }
    };
    told(page).map(section).collect()
}
