//! Other words by which people ask for an entry: its acronyms in full, what it says in full as an acronym, and the words of its address.

use std::collections::BTreeSet;

use crate::formats::search::{Entry, Lexicon};
use crate::kinds::terms::Term;
use crate::schema::fallback::strip;
use crate::site::Site;

/// The words and acronyms of the glossary, each with all its names.
pub(super) struct Names {
    lexicon: Lexicon,
    terms: Vec<Known>,
}

/// A term that stands for something.
struct Known {
    /// The term and what it stands for, as the search reads them: a title that has one of them is about it.
    said: [Vec<String>; 2],
    /// By all of these it is asked for.
    names: Vec<String>,
}

impl Names {
    /// Those of the glossary in a language.
    pub(super) fn of(site: &Site<'_>, lang: &str) -> Self {
        let mut lexicon = Lexicon::new(lang);
        let known = site.collections.of::<Term>().map(|term| {
            let fields = &term.fields;
            let own = [&fields.term, &fields.full];
            Known {
                said: own.map(|name| lexicon.terms(&strip(name))),
                names: own
                    .into_iter()
                    .chain(&fields.aliases)
                    .map(|name| strip(name).into_owned())
                    .collect(),
            }
        });
        let terms = known.collect();
        Self { lexicon, terms }
    }

    /// Adds to an entry's keywords how else people ask for it.
    pub(super) fn add_to(&mut self, entry: &mut Entry) {
        let title = self.lexicon.terms(&entry.title);
        let is_about = |known: &&Known| known.said.iter().any(|said| has(&title, said));
        let about = self.terms.iter().filter(is_about).flat_map(|known| known.names.iter().cloned());
        entry.keywords.extend(about);
        let address = of_address(&entry.url, &title, &mut self.lexicon);
        entry.keywords.extend(address);
    }
}

/// Whether a text has a phrase: all its terms, one after the other.
fn has(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

/// The words of the last part of an address that the title does not say: `/glossary/` for "Words and acronyms".
fn of_address(url: &str, title: &[String], lexicon: &mut Lexicon) -> Option<String> {
    let last = url.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default();
    let said: BTreeSet<&String> = title.iter().collect();
    let mut is_new = |word: &&str| word.chars().all(char::is_alphabetic) && lexicon.terms(word).iter().any(|term| !said.contains(term));
    let words: Vec<&str> = last.split('-').filter(|word| is_new(word)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary() -> Names {
        let mut lexicon = Lexicon::new("en");
        let names = ["MOU", "Memorandum of understanding", "contract"].map(str::to_owned);
        let said = ["MOU", "Memorandum of understanding"].map(|name| lexicon.terms(name));
        Names {
            lexicon,
            terms: vec![Known {
                said,
                names: names.to_vec(),
            }],
        }
    }

    fn keywords(title: &str, url: &str) -> Vec<String> {
        let mut entry = Entry {
            title: title.to_owned(),
            url: url.to_owned(),
            ..Entry::default()
        };
        glossary().add_to(&mut entry);
        entry.keywords
    }

    #[test]
    fn a_title_with_one_name_of_a_term_is_found_by_all() {
        let all = ["MOU", "Memorandum of understanding", "contract"];
        assert_eq!(keywords("Sample MOUs", "/"), all);
        assert_eq!(keywords("The Model Memorandum of Understanding", "/"), all);
        assert!(
            keywords("Understanding a memorandum", "/").is_empty(),
            "the words of a name stand together"
        );
        assert!(keywords("A contract", "/").is_empty(), "another name may mean something else");
    }

    #[test]
    fn an_address_adds_what_the_title_does_not_say() {
        assert_eq!(keywords("Words and acronyms", "/glossary/"), ["glossary"]);
        assert_eq!(keywords("Who pays?", "/faq/#who-pays-2025"), Vec::<String>::new());
        assert_eq!(keywords("What to look for", "/interviews/#qualities"), ["qualities"]);
    }
}
