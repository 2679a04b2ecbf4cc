//! Query in, entries out, the best first: what the search answers, and why.
//!
//! `themes/civic/assets/search.js` ranks in the browser by the same rules and figures; `tests/search/ranking.json` holds the
//! two together. Here each score keeps its parts, for editors who wonder why something is found first.
//!
//! 1. The weight of a term in an entry is BM25F: how often it stands in each field, by the worth of the field and against
//!    its usual length, and how rare the term is.
//! 2. A word of the query means its own term; the term of its stop word in titles; while it is being typed, terms that go on
//!    from it; where it is nowhere, terms within one or two typing errors.
//! 3. A word that an entry lacks costs, and takes nothing off the list. Titles like the query gain; what is over, and
//!    definitions, stand back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::language::{Lexicon, stop_words};
use super::postings::{Postings, postings};
use super::text::{self, MARK, Piece};
use super::{Entry, FIELDS, Index};

/// What a term is worth in each of the [`FIELDS`].
const BOOSTS: [f64; FIELDS.len()] = [10.0, 0.4, 2.5, 1.0];

/// At this weight a term has half of what it can reach by standing in an entry again and again.
const SATURATION: f64 = 4.0;

/// A stop word that stands in the title.
const STOP_WORD: f64 = 0.3;

/// A term that goes on from the word being typed, where the word is no term itself.
const PREFIX: f64 = 0.7;

/// The same where it is one.
const LONGER: f64 = 0.3;

/// A term at one typing error; at more, divided by their number.
const TYPO: f64 = 0.7;

/// How far a word typed past its stem stands from the stem, in typing errors.
const PAST_STEM: f64 = 0.8;

/// What is over, and definitions of terms.
const BEHIND: f64 = 0.6;

/// What scores less than this share of the best is no answer.
const LEAST: f64 = 0.05;

/// The kind whose entries explain words and are rarely what is meant.
const GLOSSARY: &str = "terms";

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'i> {
    /// The number of the entry in the index.
    pub number: u32,
    /// What was found.
    pub entry: &'i Entry,
    /// By which answers are ordered: the sum of the reasons, times the factors.
    pub score: f64,
    /// What each word of the query gives: no term and nothing for a word that the entry lacks.
    pub reasons: Vec<Reason>,
    /// How many words of the query the entry has; stop words count less.
    pub covered: f64,
    /// How near its title is to the query: 2 for the same, 1 for no likeness.
    pub alike: f64,
    /// True for what is over on the day of the question.
    pub is_past: bool,
    /// True for a definition of a term.
    pub is_definition: bool,
}

impl Hit<'_> {
    /// The factor for what stands back.
    pub fn behind(&self) -> f64 {
        if self.is_past || self.is_definition { BEHIND } else { 1.0 }
    }
}

/// What one word of a query gives an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The word, as the search reads it.
    pub word: String,
    /// The terms that were met, with how.
    pub terms: Vec<(String, How)>,
    /// The fields that hold them, of [`FIELDS`] and in that order.
    pub fields: Vec<&'static str>,
    /// What it adds to the sum.
    pub score: f64,
}

/// How a word met a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// By its stem.
    Exact,
    /// As a stop word of the title.
    StopWord,
    /// As the beginning of a longer one.
    Beginning,
    /// As a guess, for it is nowhere.
    Guess,
}

/// An index that answers.
pub struct Reader<'i> {
    index: &'i Index,
    lexicon: Lexicon,
    postings: Postings,
    /// Where the postings of a term are in each field.
    terms: BTreeMap<Vec<u16>, [Option<usize>; FIELDS.len()]>,
    /// The mean length of each field.
    average: [f64; FIELDS.len()],
}

impl<'i> Reader<'i> {
    /// Reads an index.
    pub fn new(index: &'i Index) -> Self {
        let postings = postings(index);
        let mut terms: BTreeMap<Vec<u16>, [Option<usize>; FIELDS.len()]> = BTreeMap::new();
        for (field, posted) in postings.fields.iter().enumerate() {
            for (at, posted) in posted.iter().enumerate() {
                let places = terms.entry(posted.term.clone()).or_default();
                places.iter_mut().skip(field).take(1).for_each(|place| *place = Some(at));
            }
        }
        let count = postings.lengths.len() as f64;
        let mut average = [0.0; FIELDS.len()];
        for lengths in &postings.lengths {
            for (average, length) in average.iter_mut().zip(lengths) {
                *average += f64::from(*length) / count;
            }
        }
        Self {
            index,
            lexicon: Lexicon::new(&index.lang),
            postings,
            terms,
            average,
        }
    }

    /// The answers to a query on a day. Its last word counts as being typed while nothing follows it.
    pub fn search(&mut self, query: &str, today: Date) -> Vec<Hit<'i>> {
        let asked = chunks(query);
        let is_typing = query.chars().next_back().is_some_and(char::is_alphanumeric);
        let last = asked.len().saturating_sub(1);
        let matches: Vec<Match> = asked
            .iter()
            .enumerate()
            .map(|(at, chunk)| self.matched(chunk, is_typing && at == last))
            .collect();
        let phrase = plain(&asked);
        let found: BTreeSet<u32> = matches.iter().flat_map(|matched| matched.hits.keys().copied()).collect();
        let mut hits: Vec<Hit<'i>> = found
            .into_iter()
            .filter_map(|number| self.hit(number, &matches, &phrase, today))
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
        let least = hits.first().map_or(0.0, |best| best.score * LEAST);
        hits.retain(|hit| hit.score >= least);
        hits
    }

    fn hit(&self, number: u32, matches: &[Match], phrase: &str, today: Date) -> Option<Hit<'i>> {
        let entry = self.index.entries.get(number as usize)?;
        let (mut sum, mut covered) = (0.0, 0.0);
        for matched in matches {
            if let Some(worth) = matched.hits.get(&number) {
                sum += worth.score;
                covered += matched.weight;
            }
        }
        let title = plain(&chunks(&entry.title));
        let alike = match title {
            _ if title == phrase => 2.0,
            _ if title.starts_with(phrase) => 1.5,
            _ if title.contains(phrase) => 1.25,
            _ => 1.0,
        };
        let mut hit = Hit {
            number,
            entry,
            score: sum * covered * alike,
            reasons: matches.iter().map(|matched| self.reason(matched, number)).collect(),
            covered,
            alike,
            is_past: entry.ends.is_some_and(|ends| ends < today),
            is_definition: entry.kind == GLOSSARY,
        };
        hit.score *= hit.behind();
        Some(hit)
    }

    fn reason(&self, matched: &Match, number: u32) -> Reason {
        let worth = matched.hits.get(&number).cloned().unwrap_or_default();
        let holds = |field: usize, name: &str, (term, how): &(Vec<u16>, How)| match how {
            How::StopWord => name == "title",
            _ => self.count(term, field, number) > 0,
        };
        let fields = FIELDS.into_iter().enumerate();
        Reason {
            word: matched.chunk.clone(),
            fields: fields
                .filter(|(field, name)| worth.terms.iter().any(|met| holds(*field, name, met)))
                .map(|(_, name)| name)
                .collect(),
            terms: worth
                .terms
                .iter()
                .map(|(term, how)| (String::from_utf16_lossy(term), *how))
                .collect(),
            score: worth.score,
        }
    }

    /// How often an entry has a term in a field.
    fn count(&self, term: &[u16], field: usize, number: u32) -> u32 {
        let posted = self.posted(term, field);
        let at = posted.binary_search_by_key(&number, |(entry, _)| *entry);
        at.ok().and_then(|at| posted.get(at)).map_or(0, |(_, count)| *count)
    }

    /// The entries that have a term in a field.
    fn posted(&self, term: &[u16], field: usize) -> &[(u32, u32)] {
        let at = self.terms.get(term).and_then(|places| *places.get(field)?);
        let posted = at.and_then(|at| self.postings.fields.get(field)?.get(at));
        posted.map_or(&[], |posted| &posted.entries)
    }

    /// What a word is in the index; nothing for a stop word.
    fn term(&mut self, word: &str) -> Option<Vec<u16>> {
        if stop_words(&self.index.lang).contains(&word) {
            return None;
        }
        let id = self.lexicon.ids(word).last().copied();
        let term = id.map_or(word, |id| self.lexicon.name(id));
        Some(term.encode_utf16().collect())
    }

    /// The weight of a term in each entry that has it.
    fn scores(&self, term: &[u16]) -> BTreeMap<u32, f64> {
        let mut found = BTreeMap::new();
        for (field, (boost, average)) in BOOSTS.iter().zip(self.average).enumerate() {
            for (entry, count) in self.posted(term, field) {
                let lengths = self.postings.lengths.get(*entry as usize);
                let length = lengths.and_then(|lengths| lengths.get(field)).copied().unwrap_or_default();
                let long = 0.6 + 0.4 * f64::from(length) / average;
                *found.entry(*entry).or_insert(0.0) += boost * f64::from(*count) / long;
            }
        }
        let (all, some) = (self.index.entries.len() as f64, found.len() as f64);
        let rarity = (1.0 + (all - some + 0.5) / (some + 0.5)).ln();
        for weight in found.values_mut() {
            *weight = rarity * *weight / (*weight + SATURATION);
        }
        found
    }

    /// The terms at the least number of typing errors, and the stems of words typed past them.
    fn near(&mut self, word: &str) -> Vec<(Vec<u16>, f64)> {
        let typed = self.term(word).unwrap_or_default();
        let word: Vec<u16> = word.encode_utf16().collect();
        let mut least = match typed.len() {
            0..=3 => 0.0,
            4..=7 => 1.0,
            _ => 2.0,
        };
        let mut nearest = Vec::new();
        for other in self.terms.keys() {
            let is_stem = other.len() > 3 && other.len() * 2 >= word.len() && word.starts_with(other);
            if !is_stem && typed.len().abs_diff(other.len()) as f64 > least {
                continue;
            }
            let apart = if is_stem { PAST_STEM } else { distance(&typed, other) as f64 };
            if apart > least {
                continue;
            }
            if apart < least {
                nearest.clear();
            }
            nearest.push(other.clone());
            least = apart;
        }
        nearest.into_iter().map(|term| (term, TYPO / least)).collect()
    }

    /// The terms that begin with a word.
    fn longer(&self, word: &str) -> Vec<Vec<u16>> {
        let word: Vec<u16> = word.encode_utf16().collect();
        let from = self.terms.range(word.clone()..).map(|(term, _)| term);
        from.take_while(|term| term.starts_with(&word)).cloned().collect()
    }

    /// What a word may mean, and what that gives each entry.
    fn meaning(&mut self, word: &str, is_typing: bool, is_settled: bool) -> BTreeMap<u32, Worth> {
        let own = self.term(word);
        let is_stop_word = own.is_none();
        let mut terms: BTreeMap<Vec<u16>, (f64, How)> = BTreeMap::new();
        let first = match own {
            Some(term) => Some((term, (1.0, How::Exact))),
            None => self.term(&format!("{MARK}{word}")).map(|term| (term, (STOP_WORD, How::StopWord))),
        };
        terms.extend(first.filter(|(term, _)| self.terms.contains_key(term)));
        let is_missing = |terms: &BTreeMap<_, _>| !is_settled && !is_stop_word && terms.is_empty();
        if is_typing || is_missing(&terms) {
            let weight = if terms.is_empty() { PREFIX } else { LONGER };
            for term in self.longer(word) {
                terms.entry(term).or_insert((weight, How::Beginning));
            }
        }
        if is_missing(&terms) && word.chars().all(char::is_alphabetic) {
            for (term, weight) in self.near(word) {
                terms.entry(term).or_insert((weight, How::Guess));
            }
        }
        let mut hits: BTreeMap<u32, Worth> = BTreeMap::new();
        for (term, (weight, how)) in terms {
            for (entry, score) in self.scores(&term) {
                hits.entry(entry).or_default().at_least(score * weight, &term, how);
            }
        }
        hits
    }

    /// What a chunk gives: the mean of its words, or the best of the forms that people also type, whichever is more.
    fn matched(&mut self, chunk: &Chunk, is_typing: bool) -> Match {
        let wholes: Vec<_> = chunk.forms.iter().map(|form| self.meaning(form, is_typing, true)).collect();
        let is_found = wholes.iter().any(|hits| !hits.is_empty());
        let last = chunk.parts.len().saturating_sub(1);
        let mut hits: BTreeMap<u32, Worth> = BTreeMap::new();
        for (at, part) in chunk.parts.iter().enumerate() {
            for (entry, worth) in self.meaning(part, is_typing && at == last, is_found) {
                hits.entry(entry).or_default().add(worth, chunk.parts.len());
            }
        }
        for (entry, worth) in wholes.into_iter().flatten() {
            let best = hits.entry(entry).or_default();
            if worth.score > best.score {
                *best = worth;
            }
        }
        let is_meant = chunk.parts.iter().any(|part| self.term(part).is_some());
        Match {
            chunk: chunk.text.clone(),
            hits,
            weight: if is_meant { 1.0 } else { STOP_WORD },
        }
    }
}

/// What a chunk of the query gives each entry.
struct Match {
    chunk: String,
    hits: BTreeMap<u32, Worth>,
    weight: f64,
}

/// A score with the terms that made it.
#[derive(Debug, Clone, Default)]
struct Worth {
    score: f64,
    terms: Vec<(Vec<u16>, How)>,
}

impl Worth {
    fn at_least(&mut self, score: f64, term: &[u16], how: How) {
        if score > self.score {
            self.score = score;
            self.terms = vec![(term.to_vec(), how)];
        }
    }

    fn add(&mut self, other: Self, of: usize) {
        self.score += other.score / of as f64;
        self.terms.extend(other.terms);
    }
}

/// A chunk of a text with its words.
#[derive(Debug, Default)]
struct Chunk {
    text: String,
    parts: Vec<String>,
    forms: Vec<String>,
}

fn chunks(text: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    text::each_piece(text, &mut |piece| match (piece, chunks.last_mut()) {
        (Piece::Part(part), Some(chunk)) => chunk.parts.push(part.to_owned()),
        (Piece::Form(form), Some(chunk)) => chunk.forms.push(form.to_owned()),
        (Piece::Chunk(text), _) => chunks.push(Chunk {
            text: text.to_owned(),
            ..Chunk::default()
        }),
        (_, None) => {}
    });
    chunks
}

/// The words of a text, each after a space, so that one text can be looked for in another word by word.
fn plain(chunks: &[Chunk]) -> String {
    let parts = chunks.iter().flat_map(|chunk| &chunk.parts).map(String::as_str);
    format!(" {}", parts.collect::<Vec<_>>().join(" "))
}

/// How many letters must be changed, added, taken away, or exchanged with the next one: optimal string alignment.
fn distance(a: &[u16], b: &[u16]) -> usize {
    let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let changed = cell(&row, j) + usize::from(left != right);
            let mut least = (cell(&row, j + 1) + 1).min(cell(&next, j) + 1).min(changed);
            let is_exchange = i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if is_exchange {
                least = least.min(cell(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    cell(&row, b.len())
}
