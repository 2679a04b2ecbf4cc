//! Which entries hold which term, and how often: the work of elasticlunr's `Index`, on all cores.
//!
//! The entries are divided into blocks. The words of each are counted, and what is known of a block is remembered: an edit
//! costs the block that it is in. Only then are words made into terms, each word of the whole index once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::language::{Analyzer, stop_words};
use super::text::{self, Piece};
use super::{Entry, FIELDS, Index};
use crate::diag::Checked;
use crate::memo::Memo;

/// A block ends before one entry in so many: it is known by its address, so that an entry more or less moves no other end.
const USUAL: u32 = 64;

/// The longest block. Its entries are counted in 16 bits.
const LONGEST: usize = 512;

/// Only so many words of a title have a place; nobody types more of it.
const PLACES: usize = 63;

/// The position of the keywords in [`FIELDS`]: there, the stop words of a title stand in their marked form.
const KEYWORDS: usize = 2;

/// The entries that hold a term, ascending, each with how often.
pub(super) type Held = [(u32, u32)];

/// One term, and where it stands.
pub(super) struct Posted {
    /// The term, as the UTF-16 units by which elasticlunr.js steps through its trie.
    pub(super) term: Vec<u16>,
    /// Its number in the vocabulary.
    number: u32,
    /// Entries whose titles hold it, ascending, each with the place: twice the place, counted from 1, and 1 more for the last word.
    pub(super) places: Vec<(u32, u8)>,
}

/// What the index knows besides the stored entries.
pub(super) struct Postings {
    /// The terms, sorted by their units.
    pub(super) terms: Vec<Posted>,
    /// How many terms each entry has in each field.
    pub(super) lengths: Vec<[u32; FIELDS.len()]>,
    fields: [Field; FIELDS.len()],
}

impl Postings {
    /// Who holds a term in a field.
    pub(super) fn held(&self, posted: &Posted, field: usize) -> &Held {
        self.fields.get(field).map(|field| field.of(posted.number)).unwrap_or_default()
    }
}

/// The words of some consecutive entries, which are counted from the first of the block.
pub(super) struct Block {
    words: Vec<Box<str>>,
    entries: usize,
    /// In each field: word, entry, count; ascending by entry.
    fields: [Vec<(u32, u16, u16)>; FIELDS.len()],
    /// The words of titles: word, entry, place or 0; ascending by entry.
    titles: Vec<(u32, u16, u8)>,
}

/// An index whose words are counted: once, in however many forms it is written.
pub struct Counted<'i> {
    /// The index.
    pub(super) index: &'i Index<'i>,
    blocks: Vec<Arc<Block>>,
    joined: OnceLock<Postings>,
}

impl<'i> Counted<'i> {
    /// Counts the words; what is known of a block of entries from before is not looked for again.
    pub fn of(index: &'i Index<'i>, memo: &Memo) -> Self {
        let blocks = divided(&index.entries).into_par_iter();
        Self {
            index,
            blocks: blocks.map(|entries| memo.call(block, &entries).0).collect(),
            joined: OnceLock::new(),
        }
    }

    /// The postings of all entries, joined when they are first asked for. How the entries are divided among the cores does not
    /// show in them.
    pub(super) fn postings(&self) -> &Postings {
        self.joined.get_or_init(|| joined(&self.blocks, &self.index.lang))
    }

    /// The same for whoever is the last to ask: what they are made of is let go, since a large index takes much room.
    pub(super) fn into_postings(self) -> Postings {
        let (blocks, lang) = (self.blocks, &self.index.lang);
        self.joined.into_inner().unwrap_or_else(|| joined(&blocks, lang))
    }
}

/// The postings of all blocks of an index in a language.
fn joined(blocks: &[Arc<Block>], lang: &str) -> Postings {
    let vocabulary = Vocabulary::of(blocks, lang);
    let mut fields: [Field; FIELDS.len()] = Default::default();
    let mut lengths: [Vec<u32>; FIELDS.len()] = Default::default();
    (&mut fields, &mut lengths)
        .into_par_iter()
        .enumerate()
        .for_each(|(field, (joined, lengths))| (*joined, *lengths) = vocabulary.join(blocks, field));
    let places = vocabulary.places(blocks);
    Postings {
        terms: vocabulary.posted(&fields, places),
        lengths: by_entry(&lengths),
        fields,
    }
}

/// The entries in blocks.
fn divided<'e>(entries: &'e [Entry<'e>]) -> Vec<&'e [Entry<'e>]> {
    let ends = |entry: &Entry<'_>| {
        let mixed = entry
            .url
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        mixed % USUAL == 0
    };
    entries
        .chunk_by(|_, next| !ends(next))
        .flat_map(|run| run.chunks(LONGEST))
        .collect()
}

fn block(entries: &&[Entry<'_>]) -> Checked<Block> {
    let mut words = Words::default();
    let mut block = Block {
        words: Vec::new(),
        entries: entries.len(),
        fields: Default::default(),
        titles: Vec::new(),
    };
    let mut found = Vec::new();
    for (number, entry) in (0..).zip(*entries) {
        for (field, postings) in block.fields.iter_mut().enumerate() {
            found.clear();
            entry.each_word(field, &mut |word| found.push(words.number(word)));
            count(&mut found, number, postings);
        }
        each_of_title(&entry.title, &mut |word, place| {
            block.titles.push((words.number(word), number, place))
        });
    }
    block.words = words.all;
    // The blocks of a large index wait for one another.
    block.fields.iter_mut().for_each(Vec::shrink_to_fit);
    Checked {
        value: block,
        diagnostics: Vec::new(),
    }
}

/// The words of a title, each with its place, or 0 for one that has none.
fn each_of_title(title: &str, word: &mut dyn FnMut(&str, u8)) {
    let mut parts = 0;
    text::each_piece(title, &mut |piece| parts += usize::from(matches!(piece, Piece::Part(_))));
    let mut at = 0;
    text::each_piece(title, &mut |piece| match piece {
        Piece::Part(part) => {
            at += 1;
            let place = 2 * at.min(PLACES) as u8 + u8::from(at == parts);
            word(part, if at > PLACES { 0 } else { place });
        }
        Piece::Form(form) => word(form, 0),
        Piece::Chunk(_) => {}
    });
}

/// Numbers words as they are met. They are looked up by the million, so the hash is a fast one; no order of it is ever seen.
#[derive(Default)]
struct Words {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32, RandomState>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }
}

/// Counts stop at 65,535: a word that an entry has so often is worth no more for being there once more.
fn count(found: &mut [u32], entry: u16, postings: &mut Vec<(u32, u16, u16)>) {
    found.sort_unstable();
    for same in found.chunk_by(|a, b| a == b) {
        let count = u16::try_from(same.len()).unwrap_or(u16::MAX);
        postings.extend(same.first().map(|word| (*word, entry, count)));
    }
}

/// What a word of the index means.
struct Meaning {
    /// Its terms: none for a stop word.
    terms: Vec<u32>,
    /// The terms of a stop word that stands in a title.
    marked: Vec<u32>,
    /// The term by which it is found in a title.
    of_title: Option<u32>,
}

/// The words of all blocks, and their terms.
struct Vocabulary {
    /// The terms; the place of each is its number.
    terms: Vec<Box<str>>,
    /// For each block: what each of its words means, by its place in `meanings`.
    numbers: Vec<Vec<u32>>,
    meanings: Vec<Meaning>,
}

impl Vocabulary {
    fn of(blocks: &[Arc<Block>], lang: &str) -> Self {
        let (words, numbers) = numbered(blocks);
        let meant: Vec<[Vec<String>; 2]> = words
            .par_chunks(LONGEST)
            .flat_map_iter(|words| {
                let analyzer = Analyzer::new(lang);
                words.iter().map(move |word| terms_of(word, &analyzer))
            })
            .collect();
        let mut terms = Words::default();
        let stop_words = stop_words(lang);
        let meanings = words.iter().zip(meant).map(|(word, meant)| {
            let [terms, marked] = meant.map(|meant| -> Vec<u32> { meant.iter().map(|term| terms.number(term)).collect() });
            let of_title = if stop_words.contains(word) { &marked } else { &terms };
            Meaning {
                of_title: of_title.last().copied(),
                terms,
                marked,
            }
        });
        Self {
            meanings: meanings.collect(),
            terms: terms.all,
            numbers,
        }
    }

    /// The words of a block by their numbers in it.
    fn words_of<'v>(&'v self, block: usize) -> impl Fn(u32) -> Option<&'v Meaning> {
        let numbers = self.numbers.get(block).map(Vec::as_slice).unwrap_or_default();
        move |word| self.meanings.get(*numbers.get(word as usize)? as usize)
    }

    /// Who holds each term in a field, and how many terms each entry has there.
    fn join(&self, blocks: &[Arc<Block>], field: usize) -> (Field, Vec<u32>) {
        let mut counts = vec![0; self.terms.len()];
        self.each_held(blocks, field, |term, _, _| {
            counts.get_mut(term as usize).into_iter().for_each(|count| *count += 1)
        });
        let mut joined = Field::with_room(&counts);
        let mut lengths = vec![0; blocks.iter().map(|block| block.entries).sum()];
        self.each_held(blocks, field, |term, entry, count| {
            joined.add(term, entry, count);
            lengths.get_mut(entry as usize).into_iter().for_each(|length| *length += count);
        });
        (joined, lengths)
    }

    /// Gives each term that an entry holds in a field, with the entry and how often: entry by entry, some terms of one entry
    /// twice, where words mean the same.
    fn each_held(&self, blocks: &[Arc<Block>], field: usize, mut held: impl FnMut(u32, u32, u32)) {
        let mut first = 0;
        for (at, block) in blocks.iter().enumerate() {
            let meaning = self.words_of(at);
            for &(word, entry, count) in block.fields.get(field).into_iter().flatten() {
                let terms = meaning(word).map(|meaning| &meaning.terms);
                let (entry, count) = (first + u32::from(entry), u32::from(count));
                terms.into_iter().flatten().for_each(|term| held(*term, entry, count));
            }
            for &(word, entry, _) in block.titles.iter().filter(|_| field == KEYWORDS) {
                let terms = meaning(word).map(|meaning| &meaning.marked);
                terms
                    .into_iter()
                    .flatten()
                    .for_each(|term| held(*term, first + u32::from(entry), 1));
            }
            first += block.entries as u32;
        }
    }

    /// Where each term first stands in the titles that hold it.
    fn places(&self, blocks: &[Arc<Block>]) -> Vec<Vec<(u32, u8)>> {
        let mut places: Vec<Vec<(u32, u8)>> = vec![Vec::new(); self.terms.len()];
        let mut first = 0;
        for (at, block) in blocks.iter().enumerate() {
            let meaning = self.words_of(at);
            for &(word, entry, place) in block.titles.iter().filter(|(_, _, place)| *place > 0) {
                let term = meaning(word).and_then(|meaning| meaning.of_title);
                let Some(places) = term.and_then(|term| places.get_mut(term as usize)) else {
                    continue;
                };
                let entry = first + u32::from(entry);
                if places.last().is_none_or(|(last, _)| *last != entry) {
                    places.push((entry, place));
                }
            }
            first += block.entries as u32;
        }
        places
    }

    /// Every term that some entry holds, sorted.
    fn posted(self, fields: &[Field; FIELDS.len()], places: Vec<Vec<(u32, u8)>>) -> Vec<Posted> {
        let all = (0..).zip(self.terms).zip(places);
        let all = all.filter(|((number, _), _)| fields.iter().any(|field| !field.of(*number).is_empty()));
        let posted = all.map(|((number, term), places)| Posted {
            term: term.encode_utf16().collect(),
            number,
            places,
        });
        let mut posted: Vec<Posted> = posted.collect();
        posted.par_sort_unstable_by(|a, b| a.term.cmp(&b.term));
        posted
    }
}

/// The terms of a word, and those of a stop word in a title.
fn terms_of(word: &str, analyzer: &Analyzer) -> [Vec<String>; 2] {
    let terms = analyzer.terms(word);
    let marked = if terms.is_empty() {
        analyzer.terms_of_stop_word(word)
    } else {
        Vec::new()
    };
    [terms, marked]
}

/// Every word once, and for each block the numbers that its words have among them.
fn numbered(blocks: &[Arc<Block>]) -> (Vec<&str>, Vec<Vec<u32>>) {
    let mut words: Vec<&str> = Vec::new();
    let mut seen: HashMap<&str, u32, RandomState> = HashMap::default();
    let mut number = |word| {
        *seen.entry(word).or_insert_with(|| {
            words.push(word);
            words.len() as u32 - 1
        })
    };
    let numbers = blocks
        .iter()
        .map(|block| block.words.iter().map(|word| number(&**word)).collect())
        .collect();
    (words, numbers)
}

/// Who holds each term in one field: a list for each term, all of them side by side.
#[derive(Default)]
struct Field {
    /// Of each term: where its list begins and ends.
    lists: Vec<Range<usize>>,
    all: Vec<(u32, u32)>,
}

impl Field {
    /// Empty lists, each with room for so many.
    fn with_room(counts: &[u32]) -> Self {
        let mut room = 0;
        let list = |count: &u32| {
            let start = room;
            room += *count as usize;
            start..start
        };
        let lists = counts.iter().map(list).collect();
        Self {
            lists,
            all: vec![(0, 0); room],
        }
    }

    /// Adds to the list of a term. Words that mean the same count together.
    fn add(&mut self, term: u32, entry: u32, count: u32) {
        let Some(list) = self.lists.get_mut(term as usize) else { return };
        let last = self.all.get_mut(list.clone()).and_then(<[_]>::last_mut);
        match last.filter(|(last, _)| *last == entry) {
            Some((_, total)) => *total += count,
            None => {
                self.all.get_mut(list.end).into_iter().for_each(|next| *next = (entry, count));
                list.end += 1;
            }
        }
    }

    /// The list of a term.
    fn of(&self, term: u32) -> &Held {
        let list = self.lists.get(term as usize).cloned();
        list.and_then(|list| self.all.get(list)).unwrap_or_default()
    }
}

fn by_entry(fields: &[Vec<u32>; FIELDS.len()]) -> Vec<[u32; FIELDS.len()]> {
    let entries = fields.first().map_or(0, Vec::len);
    let length = |entry: usize| fields.each_ref().map(|lengths| lengths.get(entry).copied().unwrap_or_default());
    (0..entries).map(length).collect()
}
