//! The search index of one language, in two forms: one file that elasticlunr.js 0.9.5 reads, and shards of which few are fetched.
//!
//! An [`Index`] holds one [`Entry`] per thing a reader may look for: a record of a collection, or a heading section of a page.
//! Writing it takes three steps, each in its own file: [`text`] divides a text into words, a language of [`language`]
//! makes terms of them, `postings` notes which entries hold each term, and `json` writes them down as one file. `weights` rounds
//! what each term is worth in each entry; [`shards`] writes that, and [`rank`] answers queries by it.
//!
//! What always holds: the same entries give the same bytes on any number of threads, and giving the words of [`text`] to
//! elasticlunr.js's own `addDoc` makes the same index. Stock elasticlunr.js can therefore search it, and a client that also
//! reads queries with the rules of [`text`] finds `S.R.O.`, `804.802.9084` and `§ 9.1-102` however they are typed.

mod json;
mod language;
mod postings;
pub mod rank;
pub mod shards;
pub mod text;
mod weights;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Document;
use crate::memo::Memo;
pub use language::{Lexicon, terms};
pub use postings::Counted;

/// The fields of the index, in the order in which they are indexed.
pub const FIELDS: [&str; 4] = ["title", "crumbs", "keywords", "body"];

/// The longest excerpt of an entry's text that is kept for results, in characters.
pub const EXCERPT: usize = 300;

/// Everything that can be found in one language of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Index<'t> {
    /// The language of the entries as a BCP 47 tag: `en`, `es-US`. It decides stop words and stems.
    pub lang: String,
    /// What can be found. Their order decides between entries that match equally well.
    pub entries: Vec<Entry<'t>>,
    /// What editors want first for certain queries.
    pub best_bets: Vec<BestBet>,
}

/// An entry that stands first for a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BestBet {
    /// What readers type; stop words and endings make no difference.
    pub query: String,
    /// The address of the entry.
    pub url: String,
}

/// One thing that can be found: a record of a collection or a heading section of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Entry<'t> {
    /// What the result is called.
    pub title: String,
    /// Where it is, from the root of the site: `/contacts/#derrick-mathis`.
    pub url: String,
    /// The machine name of its kind, by which results are grouped: `contacts`, `training`, `page`.
    pub kind: String,
    /// The name of its kind for readers, "Contacts"; its words find the entry too.
    pub kind_label: String,
    /// What it is part of, outermost first: `Getting an SRO`.
    pub crumbs: Cow<'t, str>,
    /// Other words by which people look for it: synonyms, expansions of acronyms, audiences, topics, regions.
    pub keywords: Vec<String>,
    /// Its text without markup. The beginning is kept for results, the whole is searched.
    pub body: Cow<'t, str>,
    /// The answer itself, shown in the result: a telephone number, a date and place.
    pub card: Option<String>,
    /// The last day of an event: from the day after, it is listed below what is still to come.
    pub ends: Option<Date>,
    /// The language of the entry as a BCP 47 tag, if it is not that of the index.
    pub lang: Option<String>,
}

impl Document for Index<'_> {
    fn media(&self) -> &'static str {
        "application/json"
    }

    fn write(&self, out: &mut Vec<u8>) {
        Counted::of(self, &Memo::of_one_turn()).write(out);
    }
}

impl Document for Counted<'_> {
    fn media(&self) -> &'static str {
        "application/json"
    }

    fn write(&self, out: &mut Vec<u8>) {
        json::write(self, out);
    }
}

impl Entry<'_> {
    /// How many bytes of text it has.
    pub fn text_size(&self) -> usize {
        let keywords: usize = self.keywords.iter().map(String::len).sum();
        self.title.len() + self.crumbs.len() + keywords + self.body.len()
    }

    /// The words of one of the [`FIELDS`], each passed to `word`.
    fn each_word(&self, field: usize, word: &mut dyn FnMut(&str)) {
        match field {
            0 => text::each_word(&self.title, word),
            1 => text::each_word(&self.crumbs, word),
            2 => self.each_keyword(word),
            _ => text::each_word(&self.body, word),
        }
    }

    /// Keywords, the answer that the result shows and the name of the kind.
    fn each_keyword(&self, word: &mut dyn FnMut(&str)) {
        for text in self.keywords.iter().chain(&self.card).chain([&self.kind_label]) {
            text::each_word(text, word);
        }
    }

    /// What a result needs to show the entry, under the names it has in the index.
    fn stored(&self) -> BTreeMap<&'static str, String> {
        let given = [
            ("title", Some(self.title.clone())),
            ("url", Some(self.url.clone())),
            ("kind", Some(self.kind.clone())),
            ("label", Some(self.kind_label.clone())),
            ("crumbs", Some(self.crumbs.to_string())),
            ("text", Some(excerpt(&self.body))),
            ("card", self.card.clone()),
            ("ends", self.ends.map(|day| day.to_string())),
            ("lang", self.lang.clone()),
        ];
        given
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)))
            .collect()
    }
}

/// The beginning of a text, cut between words, with its white space evened.
fn excerpt(body: &str) -> String {
    let mut excerpt = String::new();
    let mut length = 0;
    for word in body.split_whitespace() {
        length += word.chars().count() + 1;
        if length > EXCERPT {
            excerpt.push('…');
            break;
        }
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.push_str(word);
    }
    excerpt
}

#[cfg(test)]
mod tests;
