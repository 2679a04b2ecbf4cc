//! Writes the index as elasticlunr.js 0.9.5 serializes its own: fields, pipeline, document store, and a trie per field.
//!
//! Two members are ours, which elasticlunr.js passes over: `stopWords`, so that a client of our own need not carry the list,
//! and `bestBets`, the entries that editors want first for a query.

use std::io::Write;

use elasticlunr::ELASTICLUNR_VERSION;
use rayon::prelude::*;

use super::language::{language, stop_words};
use super::postings::{Counted, Held, Postings};
use super::rank::best_bets;
use super::{FIELDS, Index};

/// Appends the whole index. The entries' numbers are their references: elasticlunr.js stumbles over names such as `constructor`.
pub(super) fn write(counted: &Counted<'_>, out: &mut Vec<u8>) {
    let (index, postings) = (counted.index, counted.postings());
    let language = language(&index.lang);
    let pipeline: Vec<String> = language.make_pipeline().queue.iter().map(|step| step.name()).collect();
    let tries: Vec<Vec<u8>> = (0..FIELDS.len()).into_par_iter().map(|field| trie(postings, field)).collect();

    out.extend_from_slice(b"{\"version\":");
    json(out, &ELASTICLUNR_VERSION);
    out.extend_from_slice(b",\"lang\":");
    json(out, &language.name());
    out.extend_from_slice(b",\"fields\":");
    json(out, &FIELDS);
    out.extend_from_slice(b",\"ref\":\"id\",\"pipeline\":");
    json(out, &pipeline);
    out.extend_from_slice(b",\"stopWords\":");
    json(out, &stop_words(&index.lang));
    out.extend_from_slice(b",\"bestBets\":");
    json(out, &best_bets(index));
    write_documents(index, &postings.lengths, out);
    out.extend_from_slice(b",\"index\":{");
    for (position, (field, trie)) in FIELDS.iter().zip(&tries).enumerate() {
        comma(out, position);
        json(out, field);
        out.extend_from_slice(b":{\"root\":");
        out.extend_from_slice(trie);
        out.push(b'}');
    }
    out.extend_from_slice(b"}}\n");
}

fn write_documents(index: &Index<'_>, lengths: &[[u32; FIELDS.len()]], out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"documentStore\":{\"save\":true,\"docs\":{");
    for (number, entry) in index.entries.iter().enumerate() {
        comma(out, number);
        key(out, number);
        let mut stored = entry.stored();
        stored.insert("id", number.to_string());
        json(out, &stored);
    }
    out.extend_from_slice(b"},\"docInfo\":{");
    for (number, lengths) in lengths.iter().enumerate() {
        comma(out, number);
        key(out, number);
        for (position, (field, length)) in FIELDS.iter().zip(lengths).enumerate() {
            out.push(if position == 0 { b'{' } else { b',' });
            json(out, field);
            out.push(b':');
            json(out, length);
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"},\"length\":");
    json(out, &index.entries.len());
    out.push(b'}');
}

/// The trie of one field.
fn trie(postings: &Postings, field: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let held = postings
        .terms
        .iter()
        .map(|posted| (posted.term.as_slice(), postings.held(posted, field)));
    let held: Vec<(&[u16], &Held)> = held.filter(|(_, held)| !held.is_empty()).collect();
    write_node(&held, 0, &mut out);
    out
}

/// The node that all these terms share, which is `depth` units deep, and the nodes below it. The terms are sorted.
fn write_node(terms: &[(&[u16], &Held)], depth: usize, out: &mut Vec<u8>) {
    let (here, below) = match terms.split_first() {
        Some(((term, held), rest)) if term.len() == depth => (*held, rest),
        _ => (Default::default(), terms),
    };
    out.extend_from_slice(b"{\"docs\":{");
    for (position, &(entry, count)) in here.iter().enumerate() {
        comma(out, position);
        key(out, entry as usize);
        write_frequency(count, out);
    }
    out.extend_from_slice(b"},\"df\":");
    json(out, &here.len());
    for branch in below.chunk_by(|(a, _), (b, _)| a.get(depth) == b.get(depth)) {
        out.push(b',');
        write_unit(branch.first().and_then(|(term, _)| term.get(depth)), out);
        write_node(branch, depth + 1, out);
    }
    out.push(b'}');
}

/// The weight of a term that occurs `count` times: the square root, as elasticlunr has it.
fn write_frequency(count: u32, out: &mut Vec<u8>) {
    match count {
        1 => out.extend_from_slice(b"{\"tf\":1}"),
        _ => text(out, format_args!("{{\"tf\":{}}}", f64::from(count).sqrt())),
    }
}

/// The key of a branch. Half of a surrogate pair is a key of its own in JavaScript, and is written as its escape.
fn write_unit(unit: Option<&u16>, out: &mut Vec<u8>) {
    let unit = unit.copied().unwrap_or_default();
    match char::from_u32(u32::from(unit)) {
        Some(letter) => json(out, &letter),
        None => text(out, format_args!("\"\\u{unit:04x}\"")),
    }
    out.push(b':');
}

fn comma(out: &mut Vec<u8>, position: usize) {
    if position > 0 {
        out.push(b',');
    }
}

/// The reference of an entry as the key of what follows.
fn key(out: &mut Vec<u8>, entry: usize) {
    text(out, format_args!("\"{entry}\":"));
}

fn json(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    // Writing plain values to memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}

fn text(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to memory cannot fail.
    let _ = out.write_fmt(text);
}
