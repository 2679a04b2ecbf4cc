//! What each term is worth in each entry: the one table by which queries are answered and from which shards are written.
//!
//! A weight is BM25F, how often a term stands in each field by the worth of the field and against its usual length, rounded to
//! one of [`LEVELS`]. The client makes the same table of the elasticlunr index and reads it from shards; all three round alike, so
//! all answers and scores are the same.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::language::{Lexicon, stop_words};
use super::postings::Postings;
use super::text::{self, MARK, Piece};
use super::{FIELDS, Index};

/// What a term is worth in each of the [`FIELDS`].
const BOOSTS: [f64; FIELDS.len()] = [10.0, 0.4, 2.5, 1.0];

/// At this weight a term has half of what it can reach by standing in an entry again and again.
const SATURATION: f64 = 4.0;

/// Into so many steps weights are rounded. A byte takes them, and packed they take about four bits.
pub(super) const LEVELS: u8 = 63;

/// Of the entries that hold a term, so many are kept: a term of more says nothing about any of them.
const COMMON: usize = 1024;

/// A beginning that more terms share is answered by the best entries alone, since the terms are spread over too many shards.
pub(super) const MANY: usize = 128;

/// So many of them.
const BEST: usize = 128;

/// Only so many words of a title have a place; nobody types more of it.
const PLACES: usize = 63;

/// The shortest and the longest term that a mistyped word may be taken for, in UTF-16 units.
const GUESSABLE: std::ops::RangeInclusive<usize> = 3..=48;

/// An entry that holds a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    /// Its number.
    pub(super) entry: u32,
    /// From 1 to [`LEVELS`].
    pub(super) weight: u8,
    /// Where the term stands in the title, 0 if it does not: twice the place, counted from 1, and 1 more for the last word.
    pub(super) place: u8,
}

/// A term, or all terms with one beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Term {
    /// How many entries hold it.
    pub(super) count: usize,
    /// These, ascending; the best of them if they are too many.
    pub(super) holders: Vec<Holder>,
}

impl Term {
    fn keep(mut self, most: usize) -> Self {
        if self.holders.len() > most {
            self.holders.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.entry.cmp(&b.entry)));
            self.holders.truncate(most);
            self.holders.sort_unstable_by_key(|holder| holder.entry);
        }
        self
    }
}

/// The entries that hold a term in each field, with how often.
type Posting<'p> = [&'p [(u32, u32)]; FIELDS.len()];

/// Every term of an index with what it is worth.
pub(super) struct Weights {
    pub(super) terms: BTreeMap<Vec<u16>, Term>,
}

impl Weights {
    pub(super) fn of(index: &Index, postings: &Postings) -> Self {
        let average = average(&postings.lengths);
        let mut places = places(index);
        let mut fields: BTreeMap<&[u16], Posting<'_>> = BTreeMap::new();
        for (field, posted) in postings.fields.iter().enumerate() {
            for posted in posted {
                let slot = fields.entry(&posted.term).or_default().get_mut(field);
                slot.into_iter().for_each(|entries| *entries = &posted.entries);
            }
        }
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(term, fields)| (term, fields, places.remove(term).unwrap_or_default()))
            .collect();
        let terms = fields
            .into_par_iter()
            .map(|(term, fields, places)| (term.to_vec(), weigh(&fields, &places, &postings.lengths, &average)))
            .collect();
        Self { terms }
    }

    /// All terms that begin with a word as one term, and for each entry the first of those that are worth most in it.
    pub(super) fn beginning<'w>(&'w self, word: &[u16]) -> (Term, BTreeMap<u32, &'w [u16]>) {
        let mut all: Vec<(Holder, &[u16])> = Vec::new();
        let mut terms = 0;
        let range = self.terms.range(word.to_vec()..);
        for (name, term) in range.take_while(|(name, _)| name.starts_with(word)) {
            terms += 1;
            all.extend(term.holders.iter().map(|holder| (*holder, name.as_slice())));
        }
        // Those of one entry stay in the order of their terms.
        all.sort_by_key(|(holder, _)| holder.entry);
        let found = all.chunk_by(|(a, _), (b, _)| a.entry == b.entry).filter_map(|same| {
            let (mut best, mut by) = *same.first()?;
            for (holder, name) in same {
                if holder.weight > best.weight {
                    (best.weight, by) = (holder.weight, *name);
                }
                if best.place == 0 {
                    best.place = holder.place;
                }
            }
            Some((best, by))
        });
        let (holders, by): (Vec<Holder>, BTreeMap<u32, &[u16]>) = found.map(|(holder, name)| (holder, (holder.entry, name))).unzip();
        let term = Term {
            count: holders.len(),
            holders,
        };
        (if terms > MANY { term.keep(BEST) } else { term }, by)
    }

    /// The terms for which a mistyped word may stand: those of letters alone.
    pub(super) fn guessable(&self) -> impl Iterator<Item = (&Vec<u16>, &Term)> {
        self.terms.iter().filter(|(name, _)| is_guessable(name))
    }
}

fn is_guessable(name: &[u16]) -> bool {
    let is_letter = |unit: &u16| char::from_u32(u32::from(*unit)).is_some_and(char::is_alphabetic);
    GUESSABLE.contains(&name.len()) && name.iter().all(is_letter)
}

/// The term by which a word of a query, or of a title, is found: the mark goes before a stop word.
pub(super) fn query_term(lexicon: &mut Lexicon, lang: &str, word: &str) -> String {
    let marked = stop_words(lang).contains(&word).then(|| format!("{MARK}{word}"));
    let word = marked.as_deref().unwrap_or(word);
    let id = lexicon.ids(word).last().copied();
    id.map_or_else(|| word.to_owned(), |id| lexicon.name(id).to_owned())
}

/// Where the terms of titles stand in them.
fn places(index: &Index) -> BTreeMap<Vec<u16>, BTreeMap<u32, u8>> {
    let mut lexicon = Lexicon::new(&index.lang);
    let mut places: BTreeMap<Vec<u16>, BTreeMap<u32, u8>> = BTreeMap::new();
    for (number, entry) in (0..).zip(&index.entries) {
        let mut parts = Vec::new();
        text::each_piece(&entry.title, &mut |piece| {
            if let Piece::Part(part) = piece {
                parts.push(query_term(&mut lexicon, &index.lang, part));
            }
        });
        let last = parts.len();
        for (at, part) in (1..).zip(parts.iter().take(PLACES)) {
            let place = 2 * at as u8 + u8::from(at == last);
            places
                .entry(part.encode_utf16().collect())
                .or_default()
                .entry(number)
                .or_insert(place);
        }
    }
    places
}

/// The mean length of each field.
fn average(lengths: &[[u32; FIELDS.len()]]) -> [f64; FIELDS.len()] {
    let count = lengths.len() as f64;
    let mut average = [0.0; FIELDS.len()];
    for lengths in lengths {
        for (average, length) in average.iter_mut().zip(lengths) {
            *average += f64::from(*length) / count;
        }
    }
    average
}

fn weigh(fields: &Posting<'_>, places: &BTreeMap<u32, u8>, lengths: &[[u32; FIELDS.len()]], average: &[f64; FIELDS.len()]) -> Term {
    let mut found: BTreeMap<u32, f64> = BTreeMap::new();
    for (field, ((posted, boost), average)) in fields.iter().zip(BOOSTS).zip(average).enumerate() {
        for (entry, count) in *posted {
            let lengths = lengths.get(*entry as usize);
            let length = lengths.and_then(|lengths| lengths.get(field)).copied().unwrap_or_default();
            let long = 0.4 + 0.6 * f64::from(length) / average;
            *found.entry(*entry).or_insert(0.0) += boost * f64::from(*count) / long;
        }
    }
    let holders = found.into_iter().map(|(entry, weight)| Holder {
        entry,
        weight: 1 + (f64::from(LEVELS) * weight / (weight + SATURATION)).floor() as u8,
        place: places.get(&entry).copied().unwrap_or_default(),
    });
    let holders: Vec<Holder> = holders.collect();
    let term = Term {
        count: holders.len(),
        holders,
    };
    term.keep(COMMON)
}
