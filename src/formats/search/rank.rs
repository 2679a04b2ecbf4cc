//! Query in, entries out, the best first: what the search answers, and why.
//!
//! `themes/civic/assets/search.js` ranks in the browser by the same rules and figures; `tests/search/ranking.json` holds the
//! two together. Here each score keeps its parts, for editors who wonder why something is found first.
//!
//! 1. The weight of a term in an entry comes from [`super::weights`]; the rarer the term, the more it counts.
//! 2. A word of the query means its own term; the term of its stop word in titles; while it is being typed, or where it is
//!    nowhere, all terms that go on from it; where these are nowhere either, the stem past which it is typed, or terms within
//!    one typing error, or two for words of eight letters: those with the same first letter, and where there are none, those
//!    with the same last. No guess is worth more for being rarer than another.
//! 3. A word that an entry lacks costs, the more the rarer it is, and takes nothing off the list. What has every word gains, and
//!    titles in which words follow one another as in the query; what is over, and definitions, stand back. An event that is over stands after all to come that answer as much of the
//!    query. The best bets of the editors for a query stand before all.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::language::{Lexicon, stop_words};
use super::postings::Counted;
use super::text::{self, Piece};
use super::weights::{LEVELS, Term, Weights, query_term};
use super::{Entry, FIELDS, Index};
use crate::memo::Memo;

/// A stop word that stands in the title.
const STOP_WORD: f64 = 0.3;

/// What the most usual word of a query counts beside the rarest.
const USUAL: f64 = 0.5;

/// An entry that has all words of the query but its stop words, of at least two.
const WHOLE: f64 = 1.25;

/// A term that goes on from the word being typed, where the word is no term itself.
const PREFIX: f64 = 0.7;

/// The same where it is one.
const LONGER: f64 = 0.5;

/// A term at one typing error; at more, divided by their number.
const TYPO: f64 = 0.6;

/// How far a word typed past its stem stands from the stem, in typing errors.
const PAST_STEM: f64 = 0.8;

/// A mistyped word stands for at most so many terms, the most usual ones.
const GUESSES: usize = 4;

/// What is over.
const PAST: f64 = 0.6;

/// Definitions of terms.
const DEFINITION: f64 = 0.8;

/// What scores less than this share of the best is no answer.
const LEAST: f64 = 0.025;

/// The kind whose entries explain words and are rarely what is meant.
const GLOSSARY: &str = "terms";

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'i> {
    /// The number of the entry in the index.
    pub number: u32,
    /// What was found.
    pub entry: &'i Entry<'i>,
    /// By which answers are ordered: the sum of the reasons, times the factors.
    pub score: f64,
    /// What each word of the query gives: no term and nothing for a word that the entry lacks.
    pub reasons: Vec<Reason>,
    /// How many words of the query the entry has; stop words and usual words count less.
    pub covered: f64,
    /// True where it has every word of the query that is no stop word, and there are two.
    pub is_whole: bool,
    /// How near its title is to the query: 3 for the same, 1 for no likeness.
    pub alike: f64,
    /// True for what is over on the day of the question.
    pub is_past: bool,
    /// True for a definition of a term.
    pub is_definition: bool,
    /// True for the best bet of the editors for this query.
    pub is_best_bet: bool,
}

impl Hit<'_> {
    /// The factor for what has every word.
    pub fn whole(&self) -> f64 {
        if self.is_whole { WHOLE } else { 1.0 }
    }

    /// The factor for what stands back.
    pub fn behind(&self) -> f64 {
        match (self.is_past, self.is_definition) {
            (true, _) => PAST,
            (_, true) => DEFINITION,
            _ => 1.0,
        }
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
    counted: Counted<'i>,
    lexicon: Lexicon,
    weights: Weights,
    /// The entries that editors want first, by the query.
    best_bets: BTreeMap<String, Vec<u32>>,
}

impl<'i> Reader<'i> {
    /// Reads an index.
    pub fn new(index: &'i Index<'i>) -> Self {
        let counted = Counted::of(index, &Memo::of_one_turn());
        Self {
            lexicon: Lexicon::new(&index.lang),
            weights: Weights::of(counted.postings()),
            best_bets: best_bets(index),
            counted,
        }
    }

    /// The answers to a query on a day. Its last word counts as being typed while nothing follows it.
    pub fn search(&mut self, query: &str, today: Date) -> Vec<Hit<'i>> {
        let asked = chunks(query);
        let is_typing = query.chars().next_back().is_some_and(char::is_alphanumeric);
        let last = asked.len().saturating_sub(1);
        let mut matches: Vec<Match> = asked
            .iter()
            .enumerate()
            .map(|(at, chunk)| self.matched(chunk, is_typing && at == last))
            .collect();
        weigh(&mut matches, self.counted.index.entries.len());
        let found: BTreeSet<u32> = matches.iter().flat_map(|matched| matched.hits.keys().copied()).collect();
        let bets = self
            .best_bets
            .get(&phrase(&mut self.lexicon, &self.counted.index.lang, query))
            .cloned();
        let bets = bets.unwrap_or_default();
        let mut hits: Vec<Hit<'i>> = found.into_iter().filter_map(|number| self.hit(number, &matches, today)).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
        let least = hits.first().map_or(0.0, |best| best.score * LEAST);
        hits.retain(|hit| hit.score >= least && !bets.contains(&hit.number));
        put_off_past(&mut hits, today);
        let first = bets
            .iter()
            .filter_map(|number| self.hit(*number, &matches, today))
            .map(|hit| Hit { is_best_bet: true, ..hit });
        first.chain(hits).collect()
    }

    fn hit(&self, number: u32, matches: &[Match], today: Date) -> Option<Hit<'i>> {
        let entry = self.counted.index.entries.get(number as usize)?;
        let (mut sum, mut covered) = (0.0, 0.0);
        for matched in matches {
            if let Some(worth) = matched.hits.get(&number) {
                sum += worth.score;
                covered += matched.weight;
            }
        }
        let mut hit = Hit {
            number,
            entry,
            score: sum * covered,
            reasons: matches.iter().map(|matched| self.reason(matched, number)).collect(),
            covered,
            is_whole: is_whole(number, matches),
            alike: alike(number, matches),
            is_past: entry.ends.is_some_and(|ends| ends < today),
            is_definition: entry.kind == GLOSSARY,
            is_best_bet: false,
        };
        hit.score = rounded(hit.score * hit.whole() * hit.alike * hit.behind());
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
        let postings = self.counted.postings();
        let at = postings.terms.binary_search_by(|posted| posted.term.as_slice().cmp(term));
        let posted = at.ok().and_then(|at| postings.terms.get(at));
        posted.map(|posted| postings.held(posted, field)).unwrap_or_default()
    }

    fn is_stop_word(&self, word: &str) -> bool {
        stop_words(&self.counted.index.lang).contains(&word)
    }

    /// What a word is in the index.
    fn term(&mut self, word: &str) -> Vec<u16> {
        query_term(&mut self.lexicon, &self.counted.index.lang, word)
            .encode_utf16()
            .collect()
    }

    /// The stems past which a word is typed, and the most usual of the terms at the least number of typing errors: one, where
    /// there are stems, since `managment` is rather `manage` than any word two letters away. A stem to which an e was added,
    /// as in `traning`, is looked for without it too.
    fn near(&mut self, word: &str) -> Vec<(Vec<u16>, f64)> {
        let typed = self.term(word);
        if typed.len() <= 3 {
            return Vec::new();
        }
        let units: Vec<u16> = word.encode_utf16().collect();
        let stems = (units.len().div_ceil(2).max(4)..=units.len())
            .rev()
            .filter_map(|length| units.get(..length));
        let stems = stems.filter(|stem| self.weights.terms.contains_key(*stem));
        let mut near: Vec<_> = stems.map(|stem| (stem.to_vec(), TYPO / PAST_STEM)).collect();
        let is_past_stem = !near.is_empty();
        let most = if units.len() > 7 && !is_past_stem { 2 } else { 1 };
        let sides: &[Side] = if is_past_stem { &[Side::First] } else { &[Side::First, Side::Last] };
        let read: Vec<Vec<u16>> = std::iter::once(typed.clone()).chain(without_e(&units, typed)).collect();
        let tries = (1..=most).flat_map(|errors| sides.iter().map(move |side| (errors, *side)));
        let tries = tries.flat_map(|(errors, side)| read.iter().map(move |stem| (errors, side, stem)));
        let mut found = tries.map(|(errors, side, stem)| self.mistyped(stem, errors, side));
        near.extend(found.find(|found| !found.is_empty()).unwrap_or_default());
        near
    }

    /// The most usual of the terms that may be meant, with no more typing errors than so many and the same letter at one side.
    fn mistyped(&self, typed: &[u16], errors: usize, side: Side) -> Vec<(Vec<u16>, f64)> {
        let may_be_meant = |name: &[u16]| {
            typed.len().abs_diff(name.len()) <= errors && side.letter(name) == side.letter(typed) && distance(typed, name) <= errors
        };
        let terms = self.weights.guessable().filter(|(name, _)| may_be_meant(name));
        let mut near: Vec<(usize, &[u16])> = terms.map(|(name, term)| (term.count, name.as_slice())).collect();
        near.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        near.truncate(GUESSES);
        near.into_iter().map(|(_, name)| (name.to_vec(), TYPO / errors as f64)).collect()
    }

    /// What a word may mean, and what that gives each entry.
    fn meaning(&mut self, word: &str, is_typing: bool, is_settled: bool) -> BTreeMap<u32, Worth> {
        let is_stop_word = self.is_stop_word(word);
        let own = self.term(word);
        let units: Vec<u16> = word.encode_utf16().collect();
        let mut hits = Hits::new(self.counted.index.entries.len());
        let mut begun = is_typing.then(|| self.weights.beginning(&units));
        if let Some(term) = self.weights.terms.get(&own) {
            let (weight, how) = if is_stop_word {
                (STOP_WORD, How::StopWord)
            } else {
                (1.0, How::Exact)
            };
            // A word being typed is as usual as all that it may become.
            let count = begun.as_ref().map_or(0, |term| term.count).max(term.count);
            hits.add(term, count, weight, how, |_| &own);
        }
        let is_missing = |hits: &Hits| !is_settled && !is_stop_word && hits.found.is_empty();
        if begun.is_none() && is_missing(&hits) {
            begun = Some(self.weights.beginning(&units));
        }
        if let Some(term) = begun {
            let by = self.weights.begun_by(&units);
            let weight = if hits.found.is_empty() { PREFIX } else { LONGER };
            hits.add(&term, term.count, weight, How::Beginning, |entry| {
                by.get(&entry).copied().unwrap_or_default()
            });
        }
        if is_missing(&hits) && word.chars().all(char::is_alphabetic) {
            let near = self.near(word);
            let terms = || {
                near.iter()
                    .filter_map(|(name, weight)| Some((name, self.weights.terms.get(name)?, *weight)))
            };
            let usual = terms().map(|(_, term, _)| term.count).max().unwrap_or_default();
            for (name, term, weight) in terms() {
                hits.add(term, usual, weight, How::Guess, |_| name);
            }
        }
        hits.found
    }

    /// What a chunk gives: the mean of its words, or the best of the forms that people also type, whichever is more.
    fn matched(&mut self, chunk: &Chunk, is_typing: bool) -> Match {
        let wholes: Vec<_> = chunk.forms.iter().map(|form| self.meaning(form, is_typing, true)).collect();
        let is_found = wholes.iter().any(|hits| !hits.is_empty());
        let last = chunk.parts.len().saturating_sub(1);
        let mut hits: BTreeMap<u32, Worth> = BTreeMap::new();
        let mut places = Vec::new();
        for (at, part) in chunk.parts.iter().enumerate() {
            let found = self.meaning(part, is_typing && at == last, is_found);
            places.push(found.iter().map(|(entry, worth)| (*entry, worth.place)).collect());
            for (entry, worth) in found {
                hits.entry(entry).or_default().add(worth, chunk.parts.len());
            }
        }
        for (entry, worth) in wholes.into_iter().flatten() {
            let best = hits.entry(entry).or_default();
            if worth.score > best.score {
                *best = worth;
            }
        }
        let is_meant = chunk.parts.iter().any(|part| !self.is_stop_word(part));
        Match {
            chunk: chunk.text.clone(),
            hits,
            places,
            weight: if is_meant { 1.0 } else { STOP_WORD },
            is_telling: is_meant,
        }
    }
}

/// An end of a word, where a typing error is rare.
#[derive(Debug, Clone, Copy)]
enum Side {
    First,
    Last,
}

impl Side {
    fn letter(self, word: &[u16]) -> Option<&u16> {
        match self {
            Self::First => word.first(),
            Self::Last => word.last(),
        }
    }
}

/// What a word of the query gives each entry.
struct Hits {
    all: f64,
    found: BTreeMap<u32, Worth>,
}

impl Hits {
    fn new(all: usize) -> Self {
        Self {
            all: all as f64,
            found: BTreeMap::new(),
        }
    }

    /// A term that the word may mean, as usual as if so many entries held it; `by` names it for each entry.
    fn add<'n>(&mut self, term: &Term, count: usize, weight: f64, how: How, by: impl Fn(u32) -> &'n [u16]) {
        let count = count as f64;
        let rarity = rarity(self.all, count);
        for holder in &term.holders {
            let score = rarity * f64::from(holder.weight) / f64::from(LEVELS) * weight;
            let worth = self.found.entry(holder.entry).or_default();
            worth.at_least(score, by(holder.entry), how);
            if worth.place == 0 {
                worth.place = holder.place;
            }
        }
    }
}

/// How rare it is that so many of all entries hold something: the logarithm of BM25.
fn rarity(all: f64, count: f64) -> f64 {
    (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
}

/// Makes usual words count less than rare ones, as far as anything holds them.
fn weigh(matches: &mut [Match], all: usize) {
    let rarity = |matched: &Match| rarity(all as f64, matched.hits.len() as f64);
    let telling = matches.iter().filter(|matched| matched.is_telling && !matched.hits.is_empty());
    let Some(most) = telling.map(rarity).max_by(f64::total_cmp) else {
        return;
    };
    for matched in matches {
        matched.weight *= USUAL + (1.0 - USUAL) * (rarity(matched) / most).min(1.0);
    }
}

/// Puts before each event that is over all to come that answer as much of the query. The best stand first, before and after.
fn put_off_past(hits: &mut [Hit<'_>], today: Date) {
    // The best score of what is over, for each share of the query; there are few.
    let mut over: Vec<(f64, f64)> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.is_past) {
        if over.iter().all(|(covered, _)| *covered != hit.covered) {
            over.push((hit.covered, hit.score));
        }
    }
    let place = |hit: &Hit<'_>| {
        let is_to_come = hit.entry.ends.is_some_and(|ends| ends >= today);
        let answered = over.iter().filter(|(covered, _)| is_to_come && *covered <= hit.covered);
        answered.map(|(_, score)| *score).fold(hit.score, f64::max)
    };
    hits.sort_by(|a, b| place(b).total_cmp(&place(a)).then(a.is_past.cmp(&b.is_past)));
}

/// A score without its last digits, in which the logarithms of browsers differ: what is worth the same there is worth the same here.
fn rounded(score: f64) -> f64 {
    (score * 1e9).round() / 1e9
}

/// Whether an entry has every word that is no stop word, and there are two.
fn is_whole(number: u32, matches: &[Match]) -> bool {
    let telling = || matches.iter().filter(|matched| matched.is_telling);
    telling().count() > 1 && telling().all(|matched| matched.hits.contains_key(&number))
}

/// How near a title is to the query: 2 if all its words follow one another in both, less by the share that does not; times 1.5
/// for a title of no other words, times 1.2 for one that begins with them.
fn alike(number: u32, matches: &[Match]) -> f64 {
    let places = matches.iter().flat_map(|matched| &matched.places);
    let places: Vec<u8> = places.map(|places| places.get(&number).copied().unwrap_or_default()).collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return 1.0;
    };
    let follows = |(before, place): &(&u8, &u8)| **before > 0 && *place / 2 == *before / 2 + 1;
    let pairs = places.iter().zip(places.iter().skip(1)).filter(follows).count();
    let gaps = places.len() - 1;
    let share = 1.0 + pairs as f64 / gaps.max(1) as f64;
    match first / 2 == 1 && pairs == gaps {
        false => share,
        true if last % 2 == 0 => share * 1.2,
        true => share * 1.5,
    }
}

/// The words of a query that count, as terms: all of them if all are stop words.
pub(super) fn phrase(lexicon: &mut Lexicon, lang: &str, query: &str) -> String {
    let (mut terms, mut stops) = (Vec::new(), Vec::new());
    for part in chunks(query).iter().flat_map(|chunk| &chunk.parts) {
        let term = query_term(lexicon, lang, part);
        if stop_words(lang).contains(&part.as_str()) {
            &mut stops
        } else {
            &mut terms
        }
        .push(term);
    }
    if terms.is_empty() { stops } else { terms }.join(" ")
}

/// The entries that editors want first, by the query as [`phrase`] has it.
pub(super) fn best_bets(index: &Index<'_>) -> BTreeMap<String, Vec<u32>> {
    let mut lexicon = Lexicon::new(&index.lang);
    let mut bets: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for bet in &index.best_bets {
        let found = (0..).zip(&index.entries).find(|(_, entry)| entry.url == bet.url);
        let query = phrase(&mut lexicon, &index.lang, &bet.query);
        if let Some((number, _)) = found.filter(|_| !query.is_empty()) {
            let numbers = bets.entry(query).or_default();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
    bets
}

/// What a chunk of the query gives each entry.
struct Match {
    chunk: String,
    hits: BTreeMap<u32, Worth>,
    /// Where each of its words stands in the titles.
    places: Vec<BTreeMap<u32, u8>>,
    /// What it counts among the words that an entry has.
    weight: f64,
    /// False for stop words alone.
    is_telling: bool,
}

/// A score with the terms that made it.
#[derive(Debug, Clone, Default)]
struct Worth {
    score: f64,
    place: u8,
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

/// The stem of a word without the e that Porter's stemmer puts behind some, where four letters stay.
fn without_e(word: &[u16], mut stem: Vec<u16>) -> Option<Vec<u16>> {
    let is_added = !word.starts_with(&stem) && stem.len() > 4;
    (is_added && stem.pop() == Some(u16::from(b'e'))).then_some(stem)
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
