//! Examples of the search index, and its agreement with elasticlunr's own.

use serde_json::Value;

use super::*;

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    text::each_word(text, &mut |word| words.push(word.to_string()));
    words
}

fn entry(title: &str, body: &str) -> Entry<'static> {
    Entry {
        title: title.into(),
        body: body.to_owned().into(),
        url: "/x/".into(),
        kind: "page".into(),
        ..Entry::default()
    }
}

fn read(index: &Index) -> Value {
    serde_json::from_slice(&index.to_bytes()).unwrap()
}

fn english(entries: Vec<Entry>) -> Value {
    read(&Index {
        lang: "en".into(),
        entries,
        ..Index::default()
    })
}

/// The node of a term in the trie of a field.
fn node<'a>(index: &'a Value, field: &str, term: &str) -> &'a Value {
    let root = &index["index"][field]["root"];
    term.chars().fold(root, |node, letter| &node[letter.to_string()])
}

/// JSON with every number as a float: elasticlunr-rs writes `1.0` where JavaScript and we write `1`.
fn as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.iter().map(as_floats).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), as_floats(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn plain_entries_give_the_index_of_elasticlunr_itself() {
    let documents = [
        ("Training officers", "schools train officers and officers train schools"),
        ("Grants", "money for schools relational conditional policies"),
        ("Policy", ""),
    ];
    let mut theirs = elasticlunr::Index::new(["title", "body"]);
    for (number, (title, body)) in documents.iter().enumerate() {
        theirs.add_doc(&number.to_string(), [title, body]);
    }
    let theirs = as_floats(&serde_json::from_str(&theirs.to_json()).unwrap());
    let ours = as_floats(&english(documents.iter().map(|(title, body)| entry(title, body)).collect()));
    for field in ["title", "body"] {
        assert_eq!(ours["index"][field], theirs["index"][field], "{field}");
        for number in ["0", "1", "2"] {
            assert_eq!(
                ours["documentStore"]["docInfo"][number][field],
                theirs["documentStore"]["docInfo"][number][field]
            );
        }
    }
    for same in ["version", "lang", "ref", "pipeline"] {
        assert_eq!(ours[same], theirs[same], "{same}");
    }
    assert_eq!(ours["documentStore"]["length"], theirs["documentStore"]["length"]);
}

#[test]
fn the_stop_words_that_the_index_names_are_those_of_the_pipeline() {
    for lang in ["en", "es-US"] {
        for word in language::stop_words(lang) {
            assert!(terms(lang, word).is_empty(), "{lang}: {word}");
        }
    }
    let index = english(vec![]);
    assert_eq!(index["stopWords"].as_array().unwrap().len(), 119);
}

#[test]
fn the_stop_words_of_a_title_are_keywords_with_a_mark() {
    let index = english(vec![entry("Why have an SRO", "why not")]);
    for term in ["_why_", "_have_", "_an_"] {
        assert_eq!(node(&index, "keywords", term)["df"], 1, "{term}");
    }
    assert!(node(&index, "keywords", "_sro_").is_null());
    assert!(node(&index, "keywords", "_not_").is_null());
}

#[test]
fn what_a_result_shows_is_stored_and_finds_the_entry() {
    let contact = Entry {
        card: Some("804-555-0100".into()),
        kind_label: "Contacts".into(),
        ..entry("Ana Peña", &"word ".repeat(200))
    };
    let event = Entry {
        ends: Some(jiff::civil::date(2025, 5, 22)),
        ..entry("Basic School", "")
    };
    let index = english(vec![contact, event]);
    let stored = &index["documentStore"]["docs"];
    assert_eq!(stored["0"]["card"], "804-555-0100");
    assert_eq!(stored["1"]["ends"], "2025-05-22");
    assert_eq!(stored["1"].get("card"), None);
    let text = stored["0"]["text"].as_str().unwrap();
    assert!(text.ends_with("word…") && text.chars().count() <= EXCERPT + 1, "{text}");
    for term in ["8045550100", "5550100", "contact"] {
        assert_eq!(node(&index, "keywords", term)["df"], 1, "{term}");
    }
    assert_eq!(node(&index, "title", "pena")["df"], 1);
}

#[test]
fn a_word_without_end_is_left_out_and_the_others_stay() {
    let index = english(vec![entry("Long", &format!("before {} after", "x".repeat(100_000)))]);
    assert!(node(&index, "body", "x").is_null());
    assert_eq!(node(&index, "body", "befor")["df"], 1);
    assert_eq!(index["documentStore"]["docInfo"]["0"]["body"], 1, "“after” is a stop word");
}

#[test]
fn letters_beyond_the_first_plane_are_found_as_javascript_finds_them() {
    let index = Index {
        lang: "zh".into(),
        entries: vec![entry("\u{20000}", "")],
        ..Index::default()
    };
    let text = String::from_utf8(index.to_bytes()).unwrap();
    assert!(
        text.contains(r#""\ud840":{"docs":{},"df":0,"\udc00":{"docs":{"0":{"tf":1}},"df":1}"#),
        "{text}"
    );
}

#[test]
fn spanish_keeps_digits_folds_accents_and_finds_other_forms() {
    let index = read(&Index {
        lang: "es".into(),
        entries: vec![entry("Capacitación en 2025", "Llame al 804-555-0100")],
        ..Index::default()
    });
    assert_eq!(index["lang"], "Spanish");
    assert_eq!(index["pipeline"], serde_json::json!(["trimmer"]));
    for term in ["capacitacion", "2025"] {
        assert_eq!(node(&index, "title", term)["df"], 1, "{term}");
    }
    assert_eq!(node(&index, "body", "8045550100")["df"], 1);
    assert_eq!(node(&index, "keywords", "_en_")["df"], 1);
    for [one, many] in [
        ["escuela", "escuelas"],
        ["oficial", "oficiales"],
        ["voz", "voces"],
        ["clase", "clases"],
    ] {
        assert_eq!(terms("es", one).last(), terms("es", many).last(), "{one}");
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let texts = ["school", "officer training", "S.R.O. 804.555.0100", "résumé", "a b c"];
    let entries = (0..500)
        .map(|n| entry(texts[n % 5], &format!("{} number {n}", texts[n * 7 % 5])))
        .collect();
    let index = Index {
        lang: "en".into(),
        entries,
        ..Index::default()
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| index.to_bytes())
    };
    assert!(on(1) == on(7));
}

#[test]
fn an_empty_index_is_an_index() {
    let index = english(Vec::new());
    assert_eq!(index["index"]["title"]["root"], serde_json::json!({"docs": {}, "df": 0}));
    assert_eq!(index["documentStore"]["length"], 0);
}

#[test]
fn the_text_contract_holds_for_the_shared_vectors() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/search/vectors.json")).unwrap();
    let strings = |value: &Value| -> Vec<String> { value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().into()).collect() };
    let cases = vectors["words"].as_array().unwrap();
    assert!(cases.len() >= 500);
    for case in cases {
        assert_eq!(words(case["text"].as_str().unwrap()), strings(&case["words"]), "{}", case["text"]);
    }
    for case in vectors["terms"].as_array().unwrap() {
        let (lang, text) = (case["lang"].as_str().unwrap(), case["text"].as_str().unwrap());
        assert_eq!(terms(lang, text), strings(&case["terms"]), "{lang}: {text}");
    }
}

/// The entries that the tests in `tests/search` look for, as they stand in `entries.json`.
fn shared_entries() -> Vec<Entry<'static>> {
    let entries: Value = serde_json::from_str(include_str!("../../../tests/search/entries.json")).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_string);
    let entry = |value: &Value| Entry {
        title: text(&value["title"]).unwrap(),
        url: text(&value["url"]).unwrap(),
        kind: text(&value["kind"]).unwrap(),
        kind_label: text(&value["kind_label"]).unwrap(),
        crumbs: text(&value["crumbs"]).unwrap_or_default().into(),
        keywords: value["keywords"].as_array().into_iter().flatten().filter_map(text).collect(),
        body: text(&value["body"]).unwrap_or_default().into(),
        card: text(&value["card"]),
        ends: text(&value["ends"]).map(|day| day.parse().unwrap()),
        lang: None,
    };
    entries.as_array().unwrap().iter().map(entry).collect()
}

fn shared_index() -> Index<'static> {
    let bet = |query: &str, url: &str| BestBet {
        query: query.into(),
        url: url.into(),
    };
    Index {
        lang: "en".into(),
        entries: shared_entries(),
        best_bets: vec![
            bet("report a threat", "/contacts/#ines-pena-obrien"),
            bet("Why?", "/washington/why/"),
            bet("report a threat", "/contacts/#david-weaver"),
            bet("zzzz", "/nowhere/"),
            bet("constructor", "/contacts/#david-weaver"),
        ],
    }
}

#[test]
fn a_best_bet_stands_first_whatever_else_matches() {
    let index = shared_index();
    let mut reader = rank::Reader::new(&index);
    let mut urls = |query: &str| -> Vec<String> {
        let hits = reader.search(query, jiff::civil::date(2025, 5, 23));
        hits.iter().map(|hit| hit.entry.url.clone()).collect()
    };
    for query in ["report a threat", "how do I REPORT threats?", "reporting the threat"] {
        assert_eq!(
            urls(query)[..2],
            ["/contacts/#ines-pena-obrien", "/contacts/#david-weaver"],
            "{query}"
        );
        assert_eq!(
            urls(query).iter().filter(|url| *url == "/contacts/#david-weaver").count(),
            1,
            "{query}"
        );
    }
    assert_eq!(urls("why ")[0], "/washington/why/");
    assert_ne!(
        urls("report a crime").first().map(String::as_str),
        Some("/contacts/#ines-pena-obrien")
    );
    assert!(urls("zzzz").is_empty());
}

/// `UPDATE=1 cargo test` writes the index anew.
#[test]
fn the_index_that_the_javascript_tests_read_is_what_we_write() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/index.json");
    let index = shared_index().to_bytes();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &index).unwrap();
    }
    assert!(
        std::fs::read(path).unwrap() == index,
        "tests/search/index.json is out of date: run UPDATE=1 cargo test"
    );
}

/// What the tests in `tests/search` ask: whole queries, and each as it is typed.
fn shared_queries() -> Vec<String> {
    let queries: Value = serde_json::from_str(include_str!("../../../tests/search/queries.json")).unwrap();
    let whole: Vec<String> = queries
        .as_array()
        .unwrap()
        .iter()
        .map(|query| query["q"].as_str().unwrap().into())
        .collect();
    let typed = whole
        .iter()
        .step_by(7)
        .flat_map(|query| query.char_indices().map(|(at, _)| query[..at].to_owned()));
    typed
        .chain(whole.clone())
        .chain(
            [
                "zzzz puppy",
                "how do I report threats?",
                "why",
                "the",
                "",
                "  ",
                "constructor",
                "💡 sro",
                "traning",
                "trained officrs",
            ]
            .map(String::from),
        )
        .collect()
}

#[test]
fn no_guess_is_worth_more_for_being_rarer_than_another() {
    let index = Index {
        lang: "en".into(),
        entries: vec![
            entry("Why students arent telling adults", ""),
            entry("Officers arrest adults", ""),
            entry("May they arrest students", ""),
        ],
        ..Index::default()
    };
    let hits = rank::Reader::new(&index).search("arest", jiff::civil::date(2025, 5, 23));
    assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), [2, 1, 0]);
}

/// `UPDATE=1 cargo test` writes the answers anew; `ranking.test.mjs` compares them with those of search.js.
#[test]
fn the_answers_that_the_javascript_tests_compare_are_ours() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/ranking.json");
    let index = shared_index();
    let mut reader = rank::Reader::new(&index);
    let mut lines = Vec::new();
    for query in shared_queries() {
        let hits = reader.search(&query, jiff::civil::date(2025, 5, 23));
        let hits: Vec<Value> = hits
            .iter()
            .map(|hit| serde_json::json!([hit.number, format!("{:.6}", hit.score)]))
            .collect();
        lines.push(serde_json::json!({"q": query, "hits": hits}).to_string());
    }
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == text,
        "tests/search/ranking.json is out of date: run UPDATE=1 cargo test"
    );
}

#[test]
fn a_score_keeps_its_reasons() {
    let index = Index {
        lang: "en".into(),
        entries: vec![
            entry("Basic school", "For new officers in Hanover"),
            Entry {
                ends: Some(jiff::civil::date(2025, 5, 22)),
                ..entry("Basic school in Hanover", "Ended")
            },
            entry("Parking", "Behind the building"),
        ],
        ..Index::default()
    };
    let hits = rank::Reader::new(&index).search("the hannover school ", jiff::civil::date(2025, 5, 23));
    assert_eq!(
        hits.iter().map(|hit| hit.number).collect::<Vec<_>>(),
        [0, 1],
        "what is over stands back"
    );
    let past = &hits[1];
    assert!(past.is_past && past.behind() < 1.0);
    assert!(past.reasons[0].terms.is_empty(), "“the” is in no title");
    let guessed = &past.reasons[1];
    assert_eq!(guessed.terms, [("hanov".to_owned(), rank::How::Guess)]);
    assert_eq!(guessed.fields, ["title"]);
    let school = &hits[0].reasons[2];
    assert_eq!(school.terms, [("school".to_owned(), rank::How::Exact)]);
    let sum: f64 = past.reasons.iter().map(|reason| reason.score).sum();
    assert!((past.score - sum * past.covered * past.whole() * past.alike * past.behind()).abs() < 2e-9);
}

/// Asks some entries, on a day after which nothing ends.
fn asked<'i>(index: &'i Index, query: &str) -> Vec<rank::Hit<'i>> {
    rank::Reader::new(index).search(query, jiff::civil::date(2025, 5, 23))
}

#[test]
fn what_has_every_word_gains() {
    let index = Index {
        lang: "en".into(),
        entries: vec![
            entry("Justice services", "A department of the state"),
            entry("Training", "Twelve areas, and justice that is restorative"),
            entry("Parking", "Behind the building"),
        ],
        ..Index::default()
    };
    let whole = |query: &str| -> Vec<u32> {
        asked(&index, query)
            .iter()
            .filter(|hit| hit.is_whole)
            .map(|hit| hit.number)
            .collect()
    };
    assert_eq!(whole("what is restorative justice "), [1], "stop words do not count");
    assert_eq!(
        asked(&index, "restorative justice ")[0].number,
        1,
        "both words in a text stand before one in a title"
    );
    assert!(whole("justice ").is_empty(), "one word is nothing to have all of");
}

#[test]
fn words_that_follow_one_another_in_a_title_gain() {
    let index = Index {
        lang: "en".into(),
        entries: vec![entry("Handle with care", "A program"), entry("Parking", "Behind the building")],
        ..Index::default()
    };
    let alike = |query: &str| asked(&index, query)[0].alike;
    assert_eq!(alike("handle with care "), 3.0);
    assert_eq!(alike("handle with "), 2.4, "the title begins so");
    assert_eq!(alike("with care "), 2.0);
    assert_eq!(alike("how to handle with care "), 1.5, "two of four pairs");
    assert_eq!(alike("care handle "), 1.0);
}

#[test]
fn an_event_that_is_over_stands_after_those_to_come_that_answer_as_much() {
    let event = |title: &str, body: &str, month| Entry {
        ends: Some(jiff::civil::date(2025, month, 10)),
        ..entry(title, body)
    };
    let index = Index {
        lang: "en".into(),
        entries: vec![
            event("Parent night, Hanover", "A talk for parents", 3),
            event("Open house", "With a night for every parent of Bristol", 7),
            entry("Parents", "What parents ask"),
        ],
        ..Index::default()
    };
    let found = |query: &str| -> Vec<u32> {
        let hits = rank::Reader::new(&index).search(query, jiff::civil::date(2025, 5, 23));
        hits.iter().map(|hit| hit.number).collect()
    };
    assert_eq!(found("parent night "), [1, 0, 2], "the one to come says it in its text alone");
    assert_eq!(found("parent night hanover ")[0], 0, "what is asked for by its place stays first");
}
