//! How the words of one language become the terms of the index.
//!
//! English is elasticlunr's own: trimmer, stop words, Porter's stemmer. Spanish is ours, because the usual one deletes digits and
//! keeps accents. Every other language keeps its words as they are.

use std::collections::HashMap;
use std::ops::Range;

use elasticlunr::{Language, Pipeline, lang::English};
use foldhash::fast::RandomState;

use super::text::{self, MARK};

/// The longest word that is indexed, in characters: what is longer is no word, and its trie would nest too deep for some readers.
const LONGEST: usize = 48;

/// What is left of a Spanish word has at least this many letters.
const SHORTEST_STEM: usize = 3;

/// The language of a tag such as `en` or `es-US`.
pub(super) fn language(tag: &str) -> Box<dyn Language> {
    match primary(tag) {
        "en" => Box::new(English::new()),
        "es" => Box::new(Spanish),
        code => Box::new(Plain { code: code.to_string() }),
    }
}

/// The words of a language that are no terms.
pub(super) fn stop_words(tag: &str) -> &'static [&'static str] {
    match primary(tag) {
        "en" => &ENGLISH_STOP_WORDS,
        "es" => &SPANISH_STOP_WORDS,
        _ => &[],
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The terms of a text: its words, those that stop words leave, as stems.
///
/// ```
/// assert_eq!(docent::formats::search::terms("en", "What the officers do"), ["offic"]);
/// assert_eq!(docent::formats::search::terms("es", "las capacitaciones"), ["capacitaciones", "capacitacion"]);
/// ```
pub fn terms(tag: &str, text: &str) -> Vec<String> {
    Lexicon::new(tag).terms(text)
}

/// Makes the terms of words of one language.
pub(super) struct Analyzer {
    language: Box<dyn Language>,
    pipeline: Pipeline,
}

impl Analyzer {
    /// For the language of a tag such as `en`.
    pub(super) fn new(tag: &str) -> Self {
        let language = language(tag);
        let pipeline = language.make_pipeline();
        Self { language, pipeline }
    }

    /// The terms of a word: none for a stop word.
    pub(super) fn terms(&self, word: &str) -> Vec<String> {
        // The one English word for which the stemmers in Rust and in elasticlunr.js differ; the index is JavaScript's to read.
        if word == "ies" && self.language.code() == "en" {
            return vec!["ie".into()];
        }
        match word {
            _ if word.chars().count() > LONGEST => Vec::new(),
            // The trimmer and the stemmers know ASCII alone: of what is written in other letters they would leave nothing.
            _ if !word.is_ascii() => vec![word.to_owned()],
            _ => self.pipeline.run(self.language.tokenize(word)),
        }
    }

    /// The terms by which a word that has none of its own, a stop word, is found where it is part of a title.
    pub(super) fn terms_of_stop_word(&self, word: &str) -> Vec<String> {
        marked(word).map(|word| self.terms(&word)).unwrap_or_default()
    }
}

/// A stop word as it stands in titles; nothing for what is none.
pub(super) fn marked(word: &str) -> Option<String> {
    (word.is_ascii() && word.len() + 1 < LONGEST).then(|| format!("{MARK}{word}{MARK}"))
}

/// Numbers the terms of the words it has seen. Remembering the words makes the pipeline's cost that of the vocabulary, not of the text.
pub struct Lexicon {
    analyzer: Analyzer,
    /// Where the terms of each word stand in `ids`.
    words: HashMap<String, Range<usize>, RandomState>,
    ids: Vec<u32>,
    numbers: HashMap<String, u32, RandomState>,
    names: Vec<String>,
}

impl Lexicon {
    /// For the language of a tag such as `en`; it has seen no word yet.
    pub fn new(tag: &str) -> Self {
        Self {
            analyzer: Analyzer::new(tag),
            words: HashMap::default(),
            ids: Vec::new(),
            numbers: HashMap::default(),
            names: Vec::new(),
        }
    }

    /// The terms of a text, as [`terms`] gives them.
    pub fn terms(&mut self, text: &str) -> Vec<String> {
        let ids = self.ids_of(text);
        self.names(&ids)
    }

    /// The terms of a text, by their numbers.
    pub fn ids_of(&mut self, text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        text::each_word(text, &mut |word| all.extend_from_slice(self.ids(word)));
        all
    }

    /// The terms of a title: those of its text, and between them its stop words in their marked form.
    pub fn ids_of_title(&mut self, title: &str) -> Vec<u32> {
        let mut all = Vec::new();
        text::each_word(title, &mut |word| {
            let before = all.len();
            all.extend_from_slice(self.ids(word));
            if all.len() == before
                && let Some(marked) = marked(word)
            {
                all.extend_from_slice(self.ids(&marked));
            }
        });
        all
    }

    /// The terms of a word: none for a stop word.
    pub(super) fn ids(&mut self, word: &str) -> &[u32] {
        let place = match self.words.get(word) {
            Some(place) => place.clone(),
            None => self.learn(word),
        };
        self.ids.get(place).unwrap_or_default()
    }

    fn learn(&mut self, word: &str) -> Range<usize> {
        let start = self.ids.len();
        for term in self.analyzer.terms(word) {
            let id = self.number(term);
            self.ids.push(id);
        }
        let place = start..self.ids.len();
        self.words.insert(word.to_string(), place.clone());
        place
    }

    /// The terms of some numbers.
    pub fn names(&self, ids: &[u32]) -> Vec<String> {
        ids.iter().map(|id| self.name(*id).to_owned()).collect()
    }

    /// The term of a number.
    pub fn name(&self, id: u32) -> &str {
        self.names.get(id as usize).map(String::as_str).unwrap_or_default()
    }

    fn number(&mut self, term: String) -> u32 {
        let next = self.names.len() as u32;
        *self.numbers.entry(term).or_insert_with_key(|term| {
            self.names.push(term.clone());
            next
        })
    }
}

/// elasticlunr's trimmer alone. It is part of every elasticlunr.js, so an index that names only it loads without plug-ins.
fn trimmer() -> Pipeline {
    let mut pipeline = English::new().make_pipeline();
    pipeline.queue.truncate(1);
    pipeline
}

/// Spanish: digits kept, accents already folded, each word and its light stem.
///
/// Stock elasticlunr.js finds the words as they are written without accents; a client that stems finds their other forms.
struct Spanish;

impl Language for Spanish {
    fn name(&self) -> String {
        "Spanish".into()
    }

    fn code(&self) -> String {
        "es".into()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        let words = text.split_whitespace().filter(|word| !SPANISH_STOP_WORDS.contains(word));
        words
            .flat_map(|word| [Some(word.to_string()), spanish_stem(word)].into_iter().flatten())
            .collect()
    }

    fn make_pipeline(&self) -> Pipeline {
        trimmer()
    }
}

/// A word without the ending of its number and gender, if it has one: `escuelas` and `escuela` share `escuel`.
fn spanish_stem(word: &str) -> Option<String> {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let without = |ending| word.strip_suffix(ending).filter(|stem: &&str| stem.len() >= SHORTEST_STEM);
    if let Some(stem) = word.strip_suffix("ces").filter(|stem| stem.len() >= 2) {
        return Some(format!("{stem}z"));
    }
    ["es", "os", "as", "o", "a", "e", "s"]
        .into_iter()
        .find_map(without)
        .map(str::to_string)
}

/// Articles, pronouns, prepositions and forms of "ser", "estar" and "haber" that carry no meaning in a search, without accents.
const SPANISH_STOP_WORDS: [&str; 60] = [
    "a", "al", "como", "con", "cual", "cuando", "de", "del", "desde", "donde", "e", "el", "ella", "ellas", "ellos", "en", "entre", "es",
    "esa", "ese", "eso", "esta", "estan", "este", "esto", "fue", "ha", "hay", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi",
    "muy", "no", "nos", "o", "para", "pero", "por", "que", "quien", "se", "ser", "si", "sin", "sobre", "son", "su", "sus", "tu", "un",
    "una", "y", "ya", "yo",
];

/// The stop words of elasticlunr.js 0.9.5. The index names them, so that a client need not carry a list.
const ENGLISH_STOP_WORDS: [&str; 119] = [
    "a", "able", "about", "across", "after", "all", "almost", "also", "am", "among", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "but", "by", "can", "cannot", "could", "dear", "did", "do", "does", "either", "else", "ever", "every", "for",
    "from", "get", "got", "had", "has", "have", "he", "her", "hers", "him", "his", "how", "however", "i", "if", "in", "into", "is", "it",
    "its", "just", "least", "let", "like", "likely", "may", "me", "might", "most", "must", "my", "neither", "no", "nor", "not", "of",
    "off", "often", "on", "only", "or", "other", "our", "own", "rather", "said", "say", "says", "she", "should", "since", "so", "some",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "tis", "to", "too", "twas", "us", "wants", "was",
    "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "yet", "you", "your",
];

/// A language without rules of ours: words as they are.
struct Plain {
    code: String,
}

impl Language for Plain {
    fn name(&self) -> String {
        self.code.clone()
    }

    fn code(&self) -> String {
        self.code.clone()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_string).collect()
    }

    fn make_pipeline(&self) -> Pipeline {
        Pipeline { queue: Vec::new() }
    }
}
