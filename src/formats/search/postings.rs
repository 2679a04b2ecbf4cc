//! Which entries hold which term, and how often: the work of elasticlunr's `Index`, on all cores.

use std::collections::HashMap;

use rayon::prelude::*;

use super::language::Lexicon;
use super::{Entry, FIELDS, Index, text};

/// The entries are divided into this many blocks or fewer, so that each block's vocabulary is learned once.
const BLOCKS: usize = 16;

/// No block is smaller than this, since a small one costs more to join than to make.
const SMALLEST_BLOCK: usize = 64;

/// One term in one field: the entries that hold it, ascending, each with how often.
pub(super) struct Posted {
    /// The term, as the UTF-16 units by which elasticlunr.js steps through its trie.
    pub(super) term: Vec<u16>,
    /// Number of the entry and count, ascending by entry.
    pub(super) entries: Vec<(u32, u32)>,
}

/// What the index knows besides the stored entries.
pub(super) struct Postings {
    /// The terms of each field, sorted by their units.
    pub(super) fields: [Vec<Posted>; FIELDS.len()],
    /// How many terms each entry has in each field.
    pub(super) lengths: Vec<[u32; FIELDS.len()]>,
}

/// The postings of some consecutive entries.
struct Block {
    names: Vec<String>,
    /// In each field: term, entry, count; ascending by entry.
    fields: [Vec<(u32, u32, u32)>; FIELDS.len()],
    lengths: Vec<[u32; FIELDS.len()]>,
}

/// The postings of all entries. How they are divided among the cores does not show in the result.
pub(super) fn postings(index: &Index) -> Postings {
    let size = index.entries.len().div_ceil(BLOCKS).max(SMALLEST_BLOCK);
    let blocks: Vec<Block> = index
        .entries
        .par_chunks(size)
        .enumerate()
        .map(|(number, entries)| block(&index.lang, entries, number * size))
        .collect();
    let names = Names::of(&blocks);
    let mut fields: [Vec<Posted>; FIELDS.len()] = Default::default();
    fields
        .par_iter_mut()
        .enumerate()
        .for_each(|(field, posted)| *posted = join(&blocks, &names, field));
    Postings {
        fields,
        lengths: blocks.into_iter().flat_map(|block| block.lengths).collect(),
    }
}

fn block(lang: &str, entries: &[Entry], first: usize) -> Block {
    let mut lexicon = Lexicon::new(lang);
    let mut block = Block {
        names: Vec::new(),
        fields: Default::default(),
        lengths: Vec::with_capacity(entries.len()),
    };
    let mut found = Vec::new();
    for (number, entry) in (first as u32..).zip(entries) {
        let mut lengths = [0; FIELDS.len()];
        for (field, (length, postings)) in lengths.iter_mut().zip(&mut block.fields).enumerate() {
            find(&mut lexicon, entry, field, &mut found);
            *length = found.len() as u32;
            count(&mut found, number, postings);
        }
        block.lengths.push(lengths);
    }
    block.names = lexicon.into_names();
    block
}

/// The terms of one field of an entry. The stop words of the title are keywords, in their marked form.
fn find(lexicon: &mut Lexicon, entry: &Entry, field: usize, found: &mut Vec<u32>) {
    found.clear();
    entry.each_word(field, &mut |word| found.extend_from_slice(lexicon.ids(word)));
    if FIELDS.get(field) == Some(&"keywords") {
        text::each_word(&entry.title, &mut |word| found.extend_from_slice(lexicon.ids_of_stop_word(word)));
    }
}

fn count(found: &mut [u32], entry: u32, postings: &mut Vec<(u32, u32, u32)>) {
    found.sort_unstable();
    for same in found.chunk_by(|a, b| a == b) {
        postings.extend(same.first().map(|term| (*term, entry, same.len() as u32)));
    }
}

/// One numbering of the terms of all blocks.
struct Names<'a> {
    names: Vec<&'a str>,
    /// For each block: the number here of each of its terms.
    numbers: Vec<Vec<u32>>,
}

impl<'a> Names<'a> {
    fn of(blocks: &'a [Block]) -> Self {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut names = Vec::new();
        let mut number = |name: &'a String| {
            *seen.entry(name).or_insert_with(|| {
                names.push(name.as_str());
                names.len() as u32 - 1
            })
        };
        let numbers = blocks.iter().map(|block| block.names.iter().map(&mut number).collect()).collect();
        Self { names, numbers }
    }
}

fn join(blocks: &[Block], names: &Names<'_>, field: usize) -> Vec<Posted> {
    let mut entries: Vec<Vec<(u32, u32)>> = vec![Vec::new(); names.names.len()];
    for (block, numbers) in blocks.iter().zip(&names.numbers) {
        for &(term, entry, count) in block.fields.get(field).into_iter().flatten() {
            let number = numbers.get(term as usize).copied().unwrap_or_default();
            if let Some(entries) = entries.get_mut(number as usize) {
                entries.push((entry, count));
            }
        }
    }
    let mut posted: Vec<Posted> = names
        .names
        .iter()
        .zip(entries)
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(name, entries)| Posted {
            term: name.encode_utf16().collect(),
            entries,
        })
        .collect();
    posted.sort_unstable_by(|a, b| a.term.cmp(&b.term));
    posted
}
