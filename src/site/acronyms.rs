//! Acronyms that a page uses and nowhere spells out.
//!
//! Few false alarms matter more than none missed: what is written in capitals for emphasis, the letters of states, Roman
//! numerals, formats of files and what everyone knows by its letters are left alone.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::{Page, Site};
use crate::diag::{Code, Diagnostic, Span};
use crate::kinds::Collections;
use crate::kinds::programs::Program;
use crate::kinds::terms::Term;
use crate::parse::html::unescape;
use crate::source::SourceFile;

/// Known by their letters; capitals of emphasis; formats of files; points of the compass; the mark that Git leaves in a conflict.
const EVERYDAY: &str = "AA AAA ALL ALWAYS AM AND ANY API ATM AV BC CD CPU CSS CSV DO DOC DOCX DVD EE EST ET EU FAQ FAQS FREE GIF GPS HEAD HTML HTTP HTTPS ID IDS IP \
    ISO IT JPEG JPG JSON MP MST MUST NE NEVER NEW NO NONE NOT NOTE NOW NW OK ON ONLY OR PC PDF PDFS PIN PM PNG PO PST RFC RSS RSVP SE SMS SQL SVG SW \
    TIP TV UK UN URL URLS US USA USB UTC UTF UU VIP VS WEBP XLSX XML YAML YES ZIP";

/// The postal codes of states, districts and territories (USPS Publication 28, appendix B).
const STATES: &str = "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR \
    RI SC SD TN TX UT VA VI VT WA WI WV WY";

/// Units, as they are written in capitals.
const UNITS: &str = "CM DB FT GB GHZ HZ KB KG KM KW LB MB MHZ MM MPH OZ TB";

/// Words that are left out when an acronym is made.
const SMALL_WORDS: [&str; 12] = ["a", "an", "and", "at", "by", "de", "for", "in", "of", "on", "the", "to"];

impl Site<'_> {
    /// A note for each acronym of a page that neither the page nor the glossary spells out.
    pub(super) fn unexplained_acronyms(&self, page: &Page) -> Vec<Diagnostic> {
        // Most pages have none, and are told by a look at their bytes.
        if !runs(page).any(has_capitals) {
            return Vec::new();
        }
        let text = visible_text(page);
        let mut unexplained = acronyms(&text);
        if unexplained.is_empty() {
            return Vec::new();
        }
        let known = self.known_acronyms(page);
        let mut told = BTreeSet::new();
        unexplained.retain(|acronym| told.insert(*acronym) && !known.contains(*acronym) && !is_spelled_out(acronym, &text));
        unexplained.into_iter().map(|acronym| self.unexplained(page, acronym)).collect()
    }

    /// What pages explain by themselves, and the names that the portal gives to itself.
    fn known_acronyms<'a>(&'a self, page: &'a Page) -> BTreeSet<&'a str> {
        let edition = self.edition(&page.lang);
        let agency = edition.config.agency.as_ref().map(|agency| agency.name.as_str());
        let own = [Some(edition.config.title.as_str()), agency, Some(page.front.title.value.as_str())];
        let names = own.into_iter().flatten().chain(named(&edition.collections));
        names.flat_map(words).map(|(_, word)| word).collect()
    }

    fn unexplained(&self, page: &Page, acronym: &str) -> Diagnostic {
        let problem = Diagnostic::new(Code::UnexplainedAcronym, format!("`{acronym}` is not spelled out on this page"));
        let file = self.snapshot.get(&page.file).and_then(SourceFile::text).unwrap_or_default();
        let body = file.len().saturating_sub(page.body.source.len());
        let place = file
            .get(body..)
            .and_then(|text| words(text).find(|(_, word)| singular(word) == acronym));
        let at = place.map_or_else(
            || page.front.title.span.clone(),
            |(at, _)| Span::new(&page.file, body + at..body + at + acronym.len()),
        );
        problem.at(&at).help(format!(
            "write it out where it stands first, `Its Whole Name ({acronym})`, or add it to `data/terms.yaml`: every page then explains it"
        ))
    }
}

/// The names that glossary and programs explain.
fn named(collections: &Collections) -> impl Iterator<Item = &str> {
    let of_terms = collections.of::<Term>().flat_map(|term| {
        let fields = &term.fields;
        [&fields.term].into_iter().chain(&fields.aliases)
    });
    let of_programs = collections.of::<Program>().filter(|program| program.fields.full_name.is_some());
    of_terms.chain(of_programs.map(|program| &program.fields.title)).map(String::as_str)
}

/// The runs of text of a page, without code.
fn runs(page: &Page) -> impl Iterator<Item = &str> {
    page.body.prose.iter().filter_map(|range| page.body.html.get(range.clone()))
}

/// Whether two capitals stand side by side, as in every acronym.
fn has_capitals(run: &str) -> bool {
    run.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// What readers see of the text of a page.
fn visible_text(page: &Page) -> String {
    unescape(&runs(page).collect::<Vec<_>>().join(" ¶ ")).into_owned()
}

/// The acronyms of a text in their order, each as often as it stands there.
fn acronyms(text: &str) -> Vec<&str> {
    let all: Vec<(usize, &str)> = words(text).collect();
    let shouts = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|(_, word)| is_capitals(word));
    let is_next = |one: usize, other: usize| {
        let [first, second] = [one.min(other), one.max(other)].map(|at| all.get(at));
        let between = first.zip(second).and_then(|((a, word), (b, _))| text.get(a + word.len()..*b));
        between.is_some_and(|between| between.chars().all(|c| c == ' ' || c == ','))
    };
    let mut found = Vec::new();
    for (at, (start, word)) in all.iter().enumerate() {
        let acronym = singular(word);
        // Two words in capitals side by side are emphasis, or a name.
        let beside = [at.checked_sub(1), Some(at + 1)];
        let in_a_row = || {
            beside
                .into_iter()
                .any(|other| shouts(other) && other.is_some_and(|other| is_next(at, other)))
        };
        if is_acronym(acronym) && !in_a_row() && stands_free(text, &(*start..start + word.len())) {
            found.push(acronym);
        }
    }
    found
}

/// Runs of letters and digits, with where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let start = from;
        let next = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
        from = start + word.len() + next.map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// `SRO` of `SROs`.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|rest| is_capitals(rest)).unwrap_or(word)
}

fn is_capitals(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase())
}

fn is_acronym(word: &str) -> bool {
    let is_listed = || {
        let mut lists = [EVERYDAY, STATES, UNITS].into_iter();
        lists.any(|list| list.split_ascii_whitespace().any(|known| known == word))
    };
    // Nearly every word of a text is told by its letters alone; the lists are long.
    (2..=6).contains(&word.len()) && is_capitals(word) && !is_roman(word) && !is_listed()
}

/// Codes such as `COVID-19`, `A.B.C`, `IEP.pdf` and `RCW 28A.320` are no acronyms.
fn stands_free(text: &str, word: &Range<usize>) -> bool {
    let before = text.get(..word.start).and_then(|text| text.chars().next_back());
    let mut after = text.get(word.end..).unwrap_or_default().chars();
    let (next, second) = (after.next(), after.next());
    // `RCW 28A.320`, `RFC 5545`: the citation of a law or a standard, whose name is in the numbers.
    let is_citation = next == Some(' ') && second.is_some_and(|c| c.is_ascii_digit());
    let joins = |sign: Option<char>| sign.is_some_and(|sign| "!-_@/\\.&'’+#".contains(sign));
    let goes_on = second.is_some_and(char::is_alphanumeric);
    let is_part = joins(next) && goes_on && next != Some('/');
    !(is_citation || joins(before) || is_part)
}

/// A number in Roman numerals: thousands, hundreds, tens and ones, in this order.
fn is_roman(word: &str) -> bool {
    let digit = |rest: &mut &str, [one, five, ten]: [&str; 3]| {
        for pattern in [format!("{one}{ten}"), format!("{one}{five}")] {
            if let Some(after) = rest.strip_prefix(pattern.as_str()) {
                *rest = after;
                return;
            }
        }
        *rest = rest.strip_prefix(five).unwrap_or(rest);
        for _ in 0..3 {
            *rest = rest.strip_prefix(one).unwrap_or(rest);
        }
    };
    let mut rest = word.trim_start_matches('M');
    for signs in [["C", "D", "M"], ["X", "L", "C"], ["I", "V", "X"]] {
        digit(&mut rest, signs);
    }
    rest.is_empty()
}

/// Whether the text has the acronym in parentheses behind its name, its name in parentheses behind it, or words with these
/// initials.
fn is_spelled_out(acronym: &str, text: &str) -> bool {
    let in_parentheses = text.contains(&format!("({acronym})")) || text.contains(&format!("({acronym}s)"));
    let has_name_behind = [format!("{acronym} ("), format!("{acronym}s (")].iter().any(|opening| {
        let behind = text.split(opening.as_str()).skip(1).filter_map(|rest| rest.split(')').next());
        behind.into_iter().any(|inside| inside.split(' ').count() >= 2)
    });
    let letters = acronym.to_lowercase();
    // Some acronyms have the letters of small words, and some have not: MOU, CPR.
    let has_initials = [SMALL_WORDS.as_slice(), &[]]
        .iter()
        .any(|left_out| initials(text, left_out).contains(&letters));
    in_parentheses || has_name_behind || has_initials
}

/// The initials of the text, without the words that are left out.
fn initials(text: &str, left_out: &[&str]) -> String {
    let large = words(text)
        .map(|(_, word)| word.to_lowercase())
        .filter(|word| !left_out.contains(&word.as_str()));
    large.filter_map(|word| word.chars().next()).collect()
}

/// Adds the notes of all pages.
pub(super) fn check(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    report.par_extend(site.pages.par_iter().flat_map_iter(|page| site.unexplained_acronyms(page)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_stand_for_words_are_found() {
        assert_eq!(acronyms("Ask the DCJS, or the SROs of your school."), ["DCJS", "SRO"]);
        assert_eq!(acronyms("An MOU between police and school (ESD)."), ["MOU", "ESD"]);
    }

    #[test]
    fn other_capitals_are_left_alone() {
        for text in [
            "Richmond, VA 23219",
            "Part XIV and Title IV",
            "a PDF of 12 MB",
            "COVID-19 and K-12",
            "DO NOT ENTER THIS ROOM",
            "It is NOT free.",
            "see IEP.pdf or A.B.C. of it",
            "by RCW 28A.320.124",
            "ABCDEFG and A",
            "write to INFO@example.gov",
        ] {
            assert_eq!(acronyms(text), Vec::<&str>::new(), "{text}");
        }
        assert!(!is_roman("CDC") && is_roman("MCMXCIV"));
    }

    #[test]
    fn a_name_beside_it_spells_it_out() {
        for text in [
            "A Memorandum of Understanding (MOU) says who does what.",
            "An MOU (memorandum of understanding) says who does what.",
            "A memorandum of understanding says who does what. The MOU is public.",
            "Memoranda of Understanding (MOUs) are public.",
        ] {
            assert!(is_spelled_out("MOU", text), "{text}");
        }
        assert!(!is_spelled_out("MOU", "The MOU (2019) is public."));
    }
}
