//! The index in shards, of which a reader's browser fetches few: what it has typed decides which.
//!
//! - The manifest (`search/<lang>.gz`) is JSON: how many entries there are and how to make terms, the folder of the shards, the
//!   first key of each, kinds and last days by ranges of entries, best bets.
//! - A term shard (`t0.gz`, `t1.gz`, …) holds sorted keys with the entries that hold them. Keys are terms; `tra*`, all terms with
//!   a beginning that many share; and, for mistyped words, `~0s` with a length and a term: terms by first letter (`~1`: by last).
//! - A card shard (`c0.gz`, …) holds what results show of some consecutive entries, as JSON; the manifest says of how many.
//!
//! A term shard begins with three numbers: [`FORM`], the bytes of its keys, the bytes of its numbers. Keys are UTF-8, one a line: a
//! letter that says how many UTF-16 units it shares with the key before (the code of the letter less 32), and the rest. The
//! numbers follow, of each key: twice how many entries are listed, one more if the whole number of them comes next; for each
//! entry twice the distance from the one before, one more if its title holds the term. Last come the weights, a byte for each
//! entry, and for those titles a byte with the place. A number is written seven bits a byte, the lowest first, with the eighth
//! bit for "more follows" (LEB128).
//!
//! All files are packed with gzip by us, so they are as small on hosts that do not compress. The name of the folder is a digest
//! of all shards: browsers may keep them for ever, and never mix two builds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use serde_json::json;

use super::language::{language, stop_words};
use super::postings::Counted;
use super::rank::best_bets;
use super::weights::{MANY, Term, Weights};
use super::{Entry, Index};
use crate::diag::Checked;
use crate::formats::gzip::Packer;
use crate::memo::Memo;

/// The media type of all files.
pub const MEDIA: &str = "application/gzip";

/// By this number a reader knows a term shard from a page that a host sends in its place.
const FORM: usize = 0x0d0c;

/// A shard of terms is full at so many bytes by a rough count; packed it is about as big.
const FULL: usize = 4 * 1024;

/// So many shards of terms are enough: where there would be more, they are bigger, or the manifest would be.
const TERM_SHARDS: usize = 512;

/// So many cards stand in one shard, or more.
const CARDS: usize = 5;

/// So many shards of cards are enough: where there would be more, each has more cards.
const CARD_SHARDS: usize = 2000;

/// So many files are packed by one thread in turn.
const TOGETHER: usize = 16;

/// The most units that a key may share with the one before, so that the count is one letter of ASCII.
const SHARED: usize = 94;

/// The files of an index in shards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shards {
    /// The one that is read first.
    pub manifest: Arc<Vec<u8>>,
    /// The others: the path from the folder of the manifest's language, and the bytes.
    pub files: Vec<(String, Arc<Vec<u8>>)>,
}

/// A key with what it leads to.
type Row<'w> = (Vec<u16>, Cow<'w, Term>);

/// The files before they are packed, the manifest last.
type Unpacked = Vec<(String, Vec<u8>)>;

/// Writes an index in shards. What is known from before is not made again: the words of a block of entries, the shards of the
/// same index, and the files that were packed together.
pub fn shards(counted: Counted<'_>, memo: &Memo) -> Shards {
    let input = Input {
        index: counted.index,
        counted: Mutex::new(Some(counted)),
    };
    let (unpacked, _) = memo.call(unpacked, &input);
    drop(input);
    let pack = |group: &[(String, Vec<u8>)]| -> Vec<_> {
        let packed = memo.call(packed, &Group(group)).0;
        let named = group.iter().zip(packed.iter());
        named.map(|((name, _), bytes)| (name.clone(), bytes.clone())).collect()
    };
    let mut files: Vec<(String, Arc<Vec<u8>>)> = unpacked.par_chunks(TOGETHER).flat_map_iter(pack).collect();
    Shards {
        manifest: files.pop().map(|(_, bytes)| bytes).unwrap_or_default(),
        files,
    }
}

/// Files that are packed one after another. Their names have no part in that.
struct Group<'f>(&'f [(String, Vec<u8>)]);

impl Hash for Group<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|(_, bytes)| bytes.hash(state));
    }
}

fn packed(group: &Group<'_>) -> Checked<Vec<Arc<Vec<u8>>>> {
    let mut packer = Packer::default();
    let packed = group.0.iter().map(|(_, bytes)| Arc::new(packer.packed(bytes)));
    Checked {
        value: packed.collect(),
        diagnostics: Vec::new(),
    }
}

/// An index, whose words follow from it and are no part of the key. They are taken out, so that they can be let go early.
struct Input<'i> {
    index: &'i Index<'i>,
    counted: Mutex<Option<Counted<'i>>>,
}

impl Hash for Input<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl<'i> Input<'i> {
    fn counted(&self) -> Counted<'i> {
        let counted = self.counted.lock().ok().and_then(|mut counted| counted.take());
        counted.unwrap_or_else(|| Counted::of(self.index, &Memo::of_one_turn()))
    }
}

fn unpacked(input: &Input<'_>) -> Checked<Unpacked> {
    let (index, weights) = (input.index, Weights::of(&input.counted().into_postings()));
    let rows = rows(&weights);
    let parts = divided(&rows);
    let terms: Vec<Vec<u8>> = parts.par_iter().map(|rows| written(rows)).collect();
    let firsts: Vec<String> = parts.iter().scan(None, |before, rows| Some(separator(before, rows))).collect();
    let cards: Vec<Vec<u8>> = index.entries.par_chunks(cards_per_shard(index)).map(written_cards).collect();
    let folder = digest(terms.iter().chain(&cards));
    let named = |letter: char, files: Vec<Vec<u8>>| {
        let folder = folder.clone();
        let name = move |at| format!("{folder}/{letter}{at}.gz");
        files.into_iter().enumerate().map(move |(at, bytes)| (name(at), bytes))
    };
    let manifest = manifest(index, &folder, &firsts).to_string().into_bytes();
    let files = named('t', terms).chain(named('c', cards));
    Checked {
        value: files.chain([("manifest".to_owned(), manifest)]).collect(),
        diagnostics: Vec::new(),
    }
}

fn digest<'f>(files: impl Iterator<Item = &'f Vec<u8>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(&(file.len() as u64).to_le_bytes());
        hasher.update(file);
    }
    hasher.finalize().to_hex().chars().take(10).collect()
}

/// Every key, sorted.
fn rows(weights: &Weights) -> Vec<Row<'_>> {
    let names: Vec<&[u16]> = weights.terms.keys().map(Vec::as_slice).collect();
    let mut beginnings = Vec::new();
    shared_beginnings(&names, 1, &mut beginnings);
    let begun = weights.beginnings(&beginnings);
    let named = beginnings.into_iter().map(starred);
    let beginnings = named.zip(begun.into_iter().map(Cow::Owned));
    let terms = weights.terms.iter().map(|(name, term)| (name.clone(), Cow::Borrowed(term)));
    let mut rows: Vec<Row<'_>> = terms.chain(beginnings).chain(spelled(weights)).collect();
    rows.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    rows
}

/// The beginnings, from `depth` units on, that more than [`MANY`] of these sorted names share.
fn shared_beginnings<'n>(names: &[&'n [u16]], depth: usize, found: &mut Vec<&'n [u16]>) {
    for same in names.chunk_by(|a, b| a.get(depth - 1) == b.get(depth - 1)) {
        let beginning = same.last().and_then(|name| name.get(..depth));
        if let Some(beginning) = beginning.filter(|_| same.len() > MANY) {
            let is_whole = String::from_utf16(beginning).is_ok();
            found.extend(is_whole.then_some(beginning));
            shared_beginnings(same, depth + 1, found);
        }
    }
}

fn starred(beginning: &[u16]) -> Vec<u16> {
    beginning.iter().copied().chain("*".encode_utf16()).collect()
}

/// The terms for which a mistyped word may stand, by first and by last letter and by length, with how many entries hold them.
fn spelled(weights: &Weights) -> impl Iterator<Item = Row<'_>> {
    weights.guessable().flat_map(|(name, term)| {
        let key = |side: &str, letter: Option<&u16>| {
            let length = 32 + name.len() as u16;
            let head = side.encode_utf16().chain(letter.copied()).chain([length]);
            let count = Term {
                count: term.count,
                holders: Vec::new(),
            };
            (head.chain(name.iter().copied()).collect(), Cow::Owned(count))
        };
        [key("~0", name.first()), key("~1", name.last())]
    })
}

/// The rows in shards.
fn divided<'r, 'w>(rows: &'r [Row<'w>]) -> Vec<&'r [Row<'w>]> {
    let bytes = |(_, term): &Row<'_>| 6 + 2 * term.holders.len();
    let full = (rows.iter().map(bytes).sum::<usize>() / TERM_SHARDS).max(FULL);
    let mut shards = Vec::new();
    let (mut rest, mut length, mut size) = (rows, 0, 0);
    for row in rows {
        size += bytes(row);
        length += 1;
        if size >= full {
            let (shard, after) = rest.split_at(length);
            shards.push(shard);
            (rest, length, size) = (after, 0, 0);
        }
    }
    if !rest.is_empty() {
        shards.push(rest);
    }
    shards
}

/// The shortest key that stands after the shard before and not after the first of this one.
fn separator(before: &mut Option<Vec<u16>>, rows: &[Row<'_>]) -> String {
    let first = rows.first().map(|(key, _)| key.as_slice()).unwrap_or_default();
    let last = before.take().unwrap_or_default();
    *before = rows.last().map(|(key, _)| key.clone());
    let lengths = 1..=first.len();
    let shortest = lengths.filter_map(|length| String::from_utf16(first.get(..length)?).ok());
    let mut after = shortest.filter(|key| key.encode_utf16().gt(last.iter().copied()));
    after.next().unwrap_or_else(|| String::from_utf16_lossy(first))
}

/// The bytes of a term shard, before packing.
fn written(rows: &[Row<'_>]) -> Vec<u8> {
    let (mut keys, mut numbers, mut weights) = (String::new(), Vec::new(), Vec::new());
    let mut before: &[u16] = &[];
    for (key, term) in rows {
        write_key(&mut keys, before, key);
        before = key;
        write_term(term, &mut numbers, &mut weights);
    }
    let mut out = Vec::new();
    for head in [FORM, keys.len(), numbers.len()] {
        number(&mut out, head);
    }
    out.extend(keys.into_bytes());
    out.extend(numbers);
    out.extend(weights);
    out
}

fn write_key(keys: &mut String, before: &[u16], key: &[u16]) {
    if !keys.is_empty() {
        keys.push('\n');
    }
    let mut shared = before.iter().zip(key).take(SHARED).take_while(|(a, b)| a == b).count();
    // A pair of surrogates is not divided.
    let is_low = |at: usize| key.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
    shared -= usize::from(shared > 0 && is_low(shared));
    keys.push(char::from(32 + shared as u8));
    keys.push_str(&String::from_utf16_lossy(key.get(shared..).unwrap_or_default()));
}

fn write_term(term: &Term, numbers: &mut Vec<u8>, weights: &mut Vec<u8>) {
    let listed = term.holders.len();
    number(numbers, 2 * listed + usize::from(term.count > listed));
    if term.count > listed {
        number(numbers, term.count);
    }
    let mut before = 0;
    for holder in &term.holders {
        let is_in_title = holder.place > 0;
        number(numbers, 2 * (holder.entry - before) as usize + usize::from(is_in_title));
        before = holder.entry;
        weights.push(holder.weight);
        weights.extend(is_in_title.then_some(holder.place));
    }
}

fn number(out: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn cards_per_shard(index: &Index<'_>) -> usize {
    index.entries.len().div_ceil(CARD_SHARDS).max(CARDS)
}

fn written_cards(entries: &[Entry<'_>]) -> Vec<u8> {
    let cards: Vec<BTreeMap<&str, String>> = entries.iter().map(card).collect();
    json!(cards).to_string().into_bytes()
}

/// What a result shows beside what the manifest tells.
fn card(entry: &Entry<'_>) -> BTreeMap<&'static str, String> {
    let mut card = entry.stored();
    card.retain(|name, _| !["kind", "label", "ends"].contains(name));
    card
}

fn manifest(index: &Index<'_>, folder: &str, firsts: &[String]) -> serde_json::Value {
    let (kinds, ends) = (kinds(index), ends(index));
    json!({
        "lang": language(&index.lang).name(),
        "stopWords": stop_words(&index.lang),
        "bestBets": best_bets(index),
        "length": index.entries.len(),
        "folder": folder,
        "perShard": cards_per_shard(index),
        "shards": firsts,
        "kinds": kinds,
        "ends": ends,
    })
}

/// Where a run of entries of one kind begins: the first entry, the name of the kind, and the name for readers.
fn kinds<'i>(index: &'i Index<'_>) -> Vec<(usize, &'i str, &'i str)> {
    let runs = index.entries.chunk_by(|a, b| (&a.kind, &a.kind_label) == (&b.kind, &b.kind_label));
    let starts = runs.scan(0, |start, run| {
        let at = *start;
        *start += run.len();
        run.first().map(|first| (at, first.kind.as_str(), first.kind_label.as_str()))
    });
    starts.collect()
}

/// The last days, as pairs of numbers: how far the entry is from the one before, and how many days the day is.
/// The first are counted from entry 0 and from 1 January 1970.
fn ends(index: &Index<'_>) -> Vec<i64> {
    let (mut entry, mut day) = (0, 0);
    let mut pairs = Vec::new();
    for (number, ends) in (0..).zip(&index.entries).filter_map(|(number, entry)| Some((number, entry.ends?))) {
        let since = i64::from(ends.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days()));
        pairs.extend([number - entry, since - day]);
        (entry, day) = (number, since);
    }
    pairs
}
