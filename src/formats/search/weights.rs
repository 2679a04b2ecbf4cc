//! What each term is worth in each entry: the one table by which queries are answered and from which shards are written.
//!
//! A weight is BM25F, how often a term stands in each field by the worth of the field and against its usual length, rounded to
//! one of [`LEVELS`]. The client makes the same table of the elasticlunr index and reads it from shards; all three round alike, so
//! all answers and scores are the same.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::FIELDS;
use super::language::{Lexicon, marked, stop_words};
use super::postings::{Held, Posted, Postings};

/// What a term is worth in each of the [`FIELDS`].
const BOOSTS: [f64; FIELDS.len()] = [10.0, 0.4, 2.5, 1.0];

/// How much a text longer than usual takes off a term, in each of the fields: nothing at 0, all in proportion at 1.
const LONG: [f64; FIELDS.len()] = [0.6, 0.6, 0.6, 0.75];

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
            self.holders
                .select_nth_unstable_by(most, |a, b| b.weight.cmp(&a.weight).then(a.entry.cmp(&b.entry)));
            self.holders.truncate(most);
            // Those of a common term would keep the room of all.
            self.holders.shrink_to_fit();
            self.holders.sort_unstable_by_key(|holder| holder.entry);
        }
        self
    }
}

/// Every term of an index with what it is worth.
pub(super) struct Weights {
    pub(super) terms: BTreeMap<Vec<u16>, Term>,
    /// How many entries there are.
    entries: usize,
}

impl Weights {
    pub(super) fn of(postings: &Postings) -> Self {
        let lengths = &postings.lengths;
        let average = average(lengths);
        let terms: Vec<_> = postings
            .terms
            .par_iter()
            .map(|posted| (posted.term.clone(), weigh(posted, postings, &average)))
            .collect();
        Self {
            terms: terms.into_iter().collect(),
            entries: lengths.len(),
        }
    }

    /// All terms that begin with a word as one term.
    pub(super) fn beginning(&self, word: &[u16]) -> Term {
        self.joined(word, &mut Best::of(self.entries))
    }

    /// The same of many words.
    pub(super) fn beginnings(&self, words: &[&[u16]]) -> Vec<Term> {
        let best = || Best::of(self.entries);
        words.par_iter().map_init(best, |best, word| self.joined(word, best)).collect()
    }

    fn joined<'w>(&'w self, word: &[u16], best: &mut Best<'w>) -> Term {
        let terms = self.begun(word, best);
        let holders: Vec<Holder> = best.holders().map(|(holder, _)| holder).collect();
        let term = Term {
            count: holders.len(),
            holders,
        };
        if terms > MANY { term.keep(BEST) } else { term }
    }

    /// For each entry that holds a term with this beginning: the first of those that are worth most in it.
    pub(super) fn begun_by<'w>(&'w self, word: &[u16]) -> BTreeMap<u32, &'w [u16]> {
        let mut best = Best::of(self.entries);
        self.begun(word, &mut best);
        best.holders().map(|(holder, name)| (holder.entry, name)).collect()
    }

    /// How many terms begin with a word; `best` learns who holds them.
    fn begun<'w>(&'w self, word: &[u16], best: &mut Best<'w>) -> usize {
        best.clear();
        let range = self.terms.range(word.to_vec()..);
        let begun = range.take_while(|(name, _)| name.starts_with(word));
        let mut terms = 0;
        for (name, term) in begun {
            terms += 1;
            term.holders.iter().for_each(|holder| best.add(holder, name));
        }
        terms
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

/// The term by which a word of a query, or of a title, is found: a stop word is marked.
pub(super) fn query_term(lexicon: &mut Lexicon, lang: &str, word: &str) -> String {
    let marked = stop_words(lang).contains(&word).then(|| marked(word)).flatten();
    let word = marked.as_deref().unwrap_or(word);
    let id = lexicon.ids(word).last().copied();
    id.map_or_else(|| word.to_owned(), |id| lexicon.name(id).to_owned())
}

/// What entries hold of several terms: the most that one of these is worth in each.
struct Best<'n> {
    /// By the number of the entry: what it holds, and the term that is worth most.
    found: Vec<(Option<Holder>, &'n [u16])>,
    entries: Vec<u32>,
}

impl<'n> Best<'n> {
    fn of(entries: usize) -> Self {
        Self {
            found: vec![(None, &[]); entries],
            entries: Vec::new(),
        }
    }

    fn add(&mut self, holder: &Holder, name: &'n [u16]) {
        let Some((best, by)) = self.found.get_mut(holder.entry as usize) else {
            return;
        };
        let Some(best) = best else {
            (*best, *by) = (Some(*holder), name);
            return self.entries.push(holder.entry);
        };
        if holder.weight > best.weight {
            (best.weight, *by) = (holder.weight, name);
        }
        if best.place == 0 {
            best.place = holder.place;
        }
    }

    /// Forgets all of it, in the time that learning it took.
    fn clear(&mut self) {
        for entry in self.entries.drain(..) {
            if let Some(found) = self.found.get_mut(entry as usize) {
                *found = (None, &[]);
            }
        }
    }

    /// Ascending by entry.
    fn holders(&mut self) -> impl Iterator<Item = (Holder, &'n [u16])> {
        self.entries.sort_unstable();
        self.entries.iter().filter_map(|entry| {
            let (holder, by) = self.found.get(*entry as usize)?;
            Some(((*holder)?, *by))
        })
    }
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

/// A term in the entries that hold it: all fields are gone through side by side, since each is ascending.
fn weigh(posted: &Posted, postings: &Postings, average: &[f64; FIELDS.len()]) -> Term {
    let fields: [&Held; FIELDS.len()] = std::array::from_fn(|field| postings.held(posted, field));
    let mut rest = fields.map(|held| held.iter().copied().peekable());
    let mut places = posted.places.iter().copied().peekable();
    let mut holders = Vec::with_capacity(fields.iter().map(|held| held.len()).max().unwrap_or_default());
    while let Some(entry) = rest.iter_mut().filter_map(|held| held.peek()).map(|(entry, _)| *entry).min() {
        let lengths = postings.lengths.get(entry as usize).copied().unwrap_or_default();
        let mut weight = 0.0;
        for (((held, boost), long), (length, average)) in rest.iter_mut().zip(BOOSTS).zip(LONG).zip(lengths.iter().zip(average)) {
            if let Some((_, count)) = held.next_if(|(held, _)| *held == entry) {
                let long = 1.0 - long + long * f64::from(*length) / average;
                weight += boost * f64::from(count) / long;
            }
        }
        holders.push(Holder {
            entry,
            weight: 1 + (f64::from(LEVELS) * weight / (weight + SATURATION)).floor() as u8,
            place: places.next_if(|(of, _)| *of == entry).map_or(0, |(_, place)| place),
        });
    }
    let term = Term {
        count: holders.len(),
        holders,
    };
    term.keep(COMMON)
}
