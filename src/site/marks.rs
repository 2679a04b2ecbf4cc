//! Marks in running text: an acronym is explained where it first stands, a citation of a known law links itself.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::kinds::Collections;
use crate::kinds::laws::Law;
use crate::kinds::terms::Term;
use crate::parse::markdown::{Markdown, escaped};

/// The texts to look for, and what becomes of them.
#[derive(Default, Clone)]
pub struct Marks {
    finder: Option<AhoCorasick>,
    marks: Vec<Mark>,
}

#[derive(Clone)]
enum Mark {
    /// `<abbr title="…">`, once a text.
    Term(String),
    /// A link to the law, each time.
    Law(String),
}

/// What to mark in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Acronyms and citations: the text of a page.
    TermsAndLaws,
    /// Citations only: one of many short texts on a page, where explaining every acronym again would be noise.
    Laws,
}

impl Marks {
    /// The terms and laws of a portal.
    pub fn of(collections: &Collections) -> Self {
        let terms = collections
            .of::<Term>()
            .filter(|entry| is_acronym(&entry.fields.term))
            .map(|entry| (escaped(&entry.fields.term), Mark::Term(entry.fields.full.clone())));
        let laws = collections
            .of::<Law>()
            .map(|entry| (escaped(&entry.fields.citation), Mark::Law(format!("/laws/#{}", entry.id.value))));
        let (needles, marks): (Vec<_>, Vec<_>) = terms.chain(laws).unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&needles).ok();
        Self { finder, marks }
    }

    /// The HTML of a text with its addresses filled in and its marks set.
    /// The insertions stand before whatever is marked at the same place.
    pub fn fill(&self, text: &Markdown, addresses: &[Option<String>], wanted: Wanted, mut insertions: Vec<(usize, String)>) -> String {
        let Some(finder) = &self.finder else {
            return text.fill(addresses, insertions);
        };
        let mut explained = vec![false; self.marks.len()];
        for range in &text.prose {
            let run = text.html.get(range.clone()).unwrap_or_default();
            for found in finder.find_iter(run) {
                let at = found.pattern().as_usize();
                let (Some(mark), Some(done)) = (self.marks.get(at), explained.get_mut(at)) else {
                    continue;
                };
                if !stands_alone(run, found.range()) {
                    continue;
                }
                let (start, end) = (range.start + found.start(), range.start + found.end());
                match mark {
                    Mark::Term(full) if wanted == Wanted::TermsAndLaws && !*done => {
                        *done = true;
                        insertions.push((start, format!("<abbr title=\"{}\">", escaped(full))));
                        insertions.push((end, "</abbr>".to_owned()));
                    }
                    Mark::Law(url) => {
                        let end = end + subsection(run.get(found.end()..).unwrap_or_default());
                        insertions.push((start, format!("<a class=\"law\" href=\"{url}\">")));
                        insertions.push((end, "</a>".to_owned()));
                    }
                    Mark::Term(_) => {}
                }
            }
        }
        text.fill(addresses, insertions)
    }
}

/// Only what looks like an acronym is explained in the text; a common word of the glossary would be marked everywhere.
fn is_acronym(term: &str) -> bool {
    term.chars().filter(|c| c.is_uppercase()).count() >= 2 && !term.contains(' ')
}

fn stands_alone(run: &str, range: std::ops::Range<usize>) -> bool {
    let before = run.get(..range.start).and_then(|text| text.chars().next_back());
    let after = run.get(range.end..).and_then(|text| text.chars().next());
    let joins = |c: char| c.is_alphanumeric();
    let decimal = after == Some('.')
        && run
            .get(range.end + 1..)
            .and_then(|text| text.chars().next())
            .is_some_and(char::is_alphanumeric);
    let hyphen = after == Some('-')
        && run
            .get(range.end + 1..)
            .and_then(|text| text.chars().next())
            .is_some_and(char::is_numeric);
    !before.is_some_and(joins) && !after.is_some_and(joins) && !decimal && !hyphen
}

/// The length of `(54)` or `(2)(a)` right after a citation.
fn subsection(rest: &str) -> usize {
    let mut length = 0;
    while let Some(inner) = rest
        .get(length..)
        .and_then(|text| text.strip_prefix('('))
        .and_then(|text| text.split_once(')'))
    {
        if inner.0.is_empty() || inner.0.len() > 6 || !inner.0.chars().all(char::is_alphanumeric) {
            break;
        }
        length += inner.0.len() + 2;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_takes_its_subsections_along() {
        assert_eq!(subsection("(54), Code"), 4);
        assert_eq!(subsection("(2)(a) names"), 6);
        assert_eq!(subsection(" (see below)"), 0);
        assert_eq!(subsection("(see below)"), 0);
    }

    #[test]
    fn a_part_of_a_longer_word_or_number_is_left_alone() {
        assert!(stands_alone("an SRO.", 3..6));
        assert!(!stands_alone("SROs", 0..3));
        assert!(!stands_alone("9.1-101.5", 0..7));
        assert!(!stands_alone("§ 9.1-10-2", 0..8));
    }
}
