//! Other words by which people ask for an entry: its acronyms in full, what it says in full as an
//! acronym, what means the same, and the words of its address.

use std::collections::{BTreeSet, HashMap};

use crate::formats::search::{Entry, Lexicon};
use crate::kinds::terms::Term;
use crate::schema::fallback::strip;
use crate::site::Site;

/// Names that stand for one another: those of each term of the glossary, and the synonyms of the language.
pub(super) struct Names {
    lang: String,
    groups: Vec<Vec<Name>>,
    /// By its first term, each name that tells what a title is about, with its group.
    said: HashMap<String, Vec<(Vec<String>, usize)>>,
}

/// A name, with its words as the search reads them.
struct Name {
    text: String,
    terms: Vec<String>,
}

/// Which names of a group tell what a title is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Every one.
    All,
    /// So many, from the first; the others may mean something else.
    First(usize),
}

impl Names {
    /// Those of a language.
    pub(super) fn of(site: &Site<'_>, lang: &str) -> Self {
        let mut names = Self::none(lang);
        let mut lexicon = names.lexicon();
        for term in site.collections.of::<Term>() {
            let fields = &term.fields;
            let all = [&fields.term, &fields.full].into_iter().chain(&fields.aliases);
            names.add_group(all.map(|name| strip(name).into_owned()), Said::First(2), &mut lexicon);
        }
        let synonyms = site.strings_of(lang).get("search.synonyms");
        for group in synonyms.lines() {
            names.add_group(group.split(',').map(|name| name.trim().to_owned()), Said::All, &mut lexicon);
        }
        names
    }

    fn none(lang: &str) -> Self {
        Self {
            lang: lang.to_owned(),
            groups: Vec::new(),
            said: HashMap::new(),
        }
    }

    /// What [`Names::add_to`] reads titles with.
    pub(super) fn lexicon(&self) -> Lexicon {
        Lexicon::new(&self.lang)
    }

    fn add_group(&mut self, texts: impl Iterator<Item = String>, said: Said, lexicon: &mut Lexicon) {
        let number = self.groups.len();
        let mut group = Vec::new();
        for (at, text) in texts.enumerate() {
            let ids = lexicon.ids_of_title(&text);
            let terms = lexicon.names(&ids);
            let tells = said == Said::All || matches!(said, Said::First(count) if at < count);
            if let Some(first) = terms.first().filter(|_| tells) {
                self.said.entry(first.clone()).or_default().push((terms.clone(), number));
            }
            group.push(Name { text, terms });
        }
        self.groups.push(group);
    }

    /// Adds to an entry's keywords how else people ask for it.
    pub(super) fn add_to(&self, entry: &mut Entry<'_>, lexicon: &mut Lexicon) {
        let title = lexicon.ids_of_title(&entry.title);
        let about = self.about(&title, lexicon);
        if !about.is_empty() {
            let names = about.into_iter().filter_map(|group| self.groups.get(group)).flatten();
            entry.keywords.extend(new_names(names, &lexicon.names(&title)));
        }
        entry.keywords.extend(of_address(&entry.url, &title, lexicon));
    }

    /// The groups of the names that a title has.
    fn about(&self, title: &[u32], lexicon: &Lexicon) -> BTreeSet<usize> {
        let mut about = BTreeSet::new();
        for (at, first) in title.iter().enumerate() {
            let rest = || title.iter().skip(at).map(|id| lexicon.name(*id));
            let said = self.said.get(lexicon.name(*first)).into_iter().flatten();
            let begins = |terms: &[String]| rest().take(terms.len()).eq(terms.iter().map(String::as_str));
            about.extend(said.filter(|(terms, _)| begins(terms)).map(|(_, group)| *group));
        }
        about
    }
}

/// The texts of the names that say something which neither the title nor a name before them says.
fn new_names<'n>(names: impl Iterator<Item = &'n Name>, title: &'n [String]) -> Vec<String> {
    let mut known: BTreeSet<&str> = title.iter().map(String::as_str).collect();
    let new = |name: &'n Name| {
        let is_new = name.terms.iter().any(|term| !known.contains(term.as_str()));
        known.extend(name.terms.iter().map(String::as_str));
        is_new.then(|| name.text.clone())
    };
    names.filter_map(new).collect()
}

/// The words of the last part of an address that the title does not say: `/glossary/` for "Words and acronyms".
fn of_address(url: &str, title: &[u32], lexicon: &mut Lexicon) -> Option<String> {
    let last = url.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default();
    let mut is_new = |word: &&str| word.contains(char::is_alphabetic) && lexicon.ids_of(word).iter().any(|id| !title.contains(id));
    let words: Vec<&str> = last.split('-').filter(|word| is_new(word)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let texts = |texts: [&str; 3]| texts.map(str::to_owned).into_iter();
        let mut names = Names::none("en");
        let mut lexicon = names.lexicon();
        names.add_group(
            texts(["MOU", "Memorandum of understanding", "contract"]),
            Said::First(2),
            &mut lexicon,
        );
        names.add_group(texts(["register", "enroll", "sign up"]), Said::All, &mut lexicon);
        names.add_group(texts(["must", "required", "mandatory"]), Said::All, &mut lexicon);
        names
    }

    fn keywords(title: &str, url: &str) -> Vec<String> {
        let mut entry = Entry {
            title: title.to_owned(),
            url: url.to_owned(),
            ..Entry::default()
        };
        let names = names();
        names.add_to(&mut entry, &mut names.lexicon());
        entry.keywords
    }

    #[test]
    fn a_title_with_one_name_of_a_term_is_found_by_all() {
        assert_eq!(keywords("Sample MOUs", "/"), ["Memorandum of understanding", "contract"]);
        assert_eq!(keywords("The Model Memorandum of Understanding", "/"), ["MOU", "contract"]);
        assert!(
            keywords("Understanding a memorandum", "/").is_empty(),
            "the words of a name stand together"
        );
        assert!(keywords("A contract", "/").is_empty(), "another name may mean something else");
    }

    #[test]
    fn a_title_is_found_by_what_means_the_same() {
        assert_eq!(keywords("Registering for a class", "/"), ["enroll", "sign up"]);
        assert_eq!(keywords("How do I sign up?", "/"), ["register", "enroll"]);
        assert!(keywords("A sign", "/").is_empty());
        assert_eq!(keywords("Who must come?", "/"), ["required", "mandatory"]);
    }

    #[test]
    fn an_address_adds_what_the_title_does_not_say() {
        assert_eq!(keywords("Words and acronyms", "/glossary/"), ["glossary"]);
        assert_eq!(keywords("Who pays?", "/faq/#who-pays-2025"), Vec::<String>::new());
        assert_eq!(keywords("The School Safety Center", "/contacts/#nc2s"), ["nc2s"]);
        assert_eq!(keywords("What to look for", "/interviews/#qualities"), ["qualities"]);
    }
}
