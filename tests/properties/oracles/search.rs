//! Search: words that stock readers keep, shards that unpack, and answers that are finite, in order and of the index.

use std::io::Read;

use docent::formats::Document;
use docent::formats::search::rank::Reader;
use docent::formats::search::shards::shards;
use docent::formats::search::text::{Piece, each_piece, each_word};
use docent::formats::search::{BestBet, Counted, Entry, Index};
use docent::memo::Memo;
use flate2::read::GzDecoder;
use jiff::civil::date;
use serde_json::Value as Json;

use super::texts;

/// The promises of the search: the input is a query, then titles and texts of entries in turn.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    texts.iter().for_each(|text| words(text));
    let lang = ["en", "es", "de", "zh"][data.len() % 4];
    let index = index(&texts, lang);
    packed(&index);
    serde_json::from_str::<Json>(&with_whole_letters(&index.to_bytes())).expect("the whole index is JSON");
    answers(&index, texts.first().map_or("", String::as_str));
}

/// Words hold neither white space nor hyphens, and chunks go on from where the last ended.
fn words(text: &str) {
    let sound = |word: &str| !word.is_empty() && !word.contains(|sign: char| sign.is_whitespace() || sign == '-');
    each_word(text, &mut |word| assert!(sound(word), "{word:?} of {text:?}"));
    let mut has_chunk = false;
    each_piece(text, &mut |piece| {
        has_chunk |= matches!(piece, Piece::Chunk(_));
        assert!(has_chunk, "a word of no chunk");
    });
}

/// The index with a question mark for each half of a letter: its tree has a node for every UTF-16 unit, as elasticlunr.js makes
/// them, and JSON of JavaScript may hold halves (RFC 8259, section 8.2).
fn with_whole_letters(index: &[u8]) -> String {
    let text = std::str::from_utf8(index).expect("UTF-8");
    let mut parts = text.split("\\ud");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + "?" + part.get(3..).unwrap_or_default())
}

fn index(texts: &[String], lang: &str) -> Index<'static> {
    let entry = |(number, texts): (usize, &[String])| Entry {
        title: texts[0].clone(),
        url: format!("/entry-{number}/"),
        kind: if number % 3 == 0 { "terms".to_owned() } else { "pages".to_owned() },
        kind_label: "Pages".to_owned(),
        keywords: texts.iter().skip(2).cloned().collect(),
        body: texts.get(1).cloned().unwrap_or_default().into(),
        ends: (number % 2 == 0).then(|| date(2025, 4, 30)),
        ..Entry::default()
    };
    let best_bets = texts.first().map(|query| BestBet {
        query: query.clone(),
        url: "/entry-0/".to_owned(),
    });
    Index {
        lang: lang.to_owned(),
        entries: texts.get(1..).unwrap_or_default().chunks(3).enumerate().map(entry).collect(),
        best_bets: best_bets.into_iter().collect(),
    }
}

fn packed(index: &Index) {
    let memo = Memo::new();
    let shards = shards(Counted::of(index, &memo), &memo);
    let unpacked = |bytes: &[u8]| {
        let mut plain = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut plain).expect("gzip (RFC 1952)");
        plain
    };
    let manifest: Json = serde_json::from_slice(&unpacked(&shards.manifest)).expect("the manifest is JSON");
    assert!(manifest.is_object());
    for (name, bytes) in &shards.files {
        let plain = unpacked(bytes);
        if name.contains("/c") {
            let cards: Json = serde_json::from_slice(&plain).expect("cards are JSON");
            assert!(cards.is_array(), "{name}: {cards}");
        }
    }
}

fn answers(index: &Index, query: &str) {
    let mut reader = Reader::new(index);
    let hits = reader.search(query, date(2025, 5, 1));
    for hit in &hits {
        assert!(hit.score.is_finite() && hit.score >= 0.0, "{hit:?}");
        assert_eq!(index.entries.get(hit.number as usize), Some(hit.entry));
    }
    let ranks: Vec<(bool, f64)> = hits.iter().map(|hit| (hit.is_best_bet, hit.score)).collect();
    let in_order = |pair: &[(bool, f64)]| pair[0] >= pair[1];
    assert!(ranks.windows(2).all(in_order), "{ranks:?}");
    assert_eq!(
        hits,
        reader.search(query, date(2025, 5, 1)),
        "the same question has the same answer"
    );
}
