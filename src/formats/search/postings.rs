//! Which entries hold which term, and how often: the work of elasticlunr's `Index`, on all cores.
//!
//! The entries are divided into blocks. The vocabulary of each is learned once, and what is known of a block is remembered: an
//! edit costs the block that it is in.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::language::Lexicon;
use super::{Entry, FIELDS, Index, text};
use crate::diag::Checked;
use crate::memo::Memo;

/// A block ends before one entry in so many: it is known by its address, so that an entry more or less moves no other end.
const USUAL: u32 = 64;

/// The longest block.
const LONGEST: usize = 512;

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
    /// In each field: term, entry counted from the first of the block, count; ascending by entry.
    fields: [Vec<(u32, u32, u32)>; FIELDS.len()],
    lengths: Vec<[u32; FIELDS.len()]>,
}

/// The postings of all entries. How they are divided among the cores, and what was known before, does not show in the result.
pub(super) fn postings(index: &Index, memo: &Memo) -> Postings {
    let known: Vec<Arc<Block>> = divided(&index.entries)
        .into_par_iter()
        .map(|entries| {
            memo.call(
                block,
                &Input {
                    lang: &index.lang,
                    entries,
                },
            )
            .0
        })
        .collect();
    let mut first = 0;
    let mut blocks = Vec::with_capacity(known.len());
    for block in &known {
        blocks.push((first, &**block));
        first += block.lengths.len() as u32;
    }
    let names = Names::of(&blocks);
    let mut fields: [Vec<Posted>; FIELDS.len()] = Default::default();
    fields
        .par_iter_mut()
        .enumerate()
        .for_each(|(field, posted)| *posted = join(&blocks, &names, field));
    Postings {
        fields,
        lengths: known.iter().flat_map(|block| &block.lengths).copied().collect(),
    }
}

/// The entries in blocks.
fn divided(entries: &[Entry]) -> Vec<&[Entry]> {
    let ends = |entry: &Entry| {
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

/// All that the postings of a block are made of.
#[derive(Hash)]
struct Input<'i> {
    lang: &'i str,
    entries: &'i [Entry],
}

fn block(Input { lang, entries }: &Input<'_>) -> Checked<Block> {
    let mut lexicon = Lexicon::new(lang);
    let mut block = Block {
        names: Vec::new(),
        fields: Default::default(),
        lengths: Vec::with_capacity(entries.len()),
    };
    let mut found = Vec::new();
    for (number, entry) in (0..).zip(*entries) {
        let mut lengths = [0; FIELDS.len()];
        for (field, (length, postings)) in lengths.iter_mut().zip(&mut block.fields).enumerate() {
            find(&mut lexicon, entry, field, &mut found);
            *length = found.len() as u32;
            count(&mut found, number, postings);
        }
        block.lengths.push(lengths);
    }
    block.names = lexicon.into_names();
    Checked {
        value: block,
        diagnostics: Vec::new(),
    }
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
    fn of(blocks: &[(u32, &'a Block)]) -> Self {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut names = Vec::new();
        let mut number = |name: &'a String| {
            *seen.entry(name).or_insert_with(|| {
                names.push(name.as_str());
                names.len() as u32 - 1
            })
        };
        let numbers = blocks
            .iter()
            .map(|(_, block)| block.names.iter().map(&mut number).collect())
            .collect();
        Self { names, numbers }
    }
}

fn join(blocks: &[(u32, &Block)], names: &Names<'_>, field: usize) -> Vec<Posted> {
    let mut entries: Vec<Vec<(u32, u32)>> = vec![Vec::new(); names.names.len()];
    for ((first, block), numbers) in blocks.iter().zip(&names.numbers) {
        for &(term, entry, count) in block.fields.get(field).into_iter().flatten() {
            let number = numbers.get(term as usize).copied().unwrap_or_default();
            if let Some(entries) = entries.get_mut(number as usize) {
                entries.push((first + entry, count));
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
