//! What makes a text hard to follow: sections without text, headings in capitals, sentences without an end.

use std::ops::Range;

use pulldown_cmark::TagEnd;

use super::events::{Item, words_until};
use super::writer::Writer;
use crate::diag::{Code, Diagnostic, Edit, Fix};
use crate::words::capitalized;

/// A sentence of more words than this is read twice.
const LONGEST_SENTENCE: usize = 40;

/// The last heading is followed by one that is not below it, or by nothing at all.
pub(super) fn empty_section(writer: &mut Writer<'_>) {
    // A heading without words is told as such.
    let Some(heading) = writer.out.headings.last().filter(|heading| !heading.text.is_empty()) else {
        return;
    };
    let problem = Diagnostic::new(Code::EmptySection, format!("nothing stands under the heading \"{}\"", heading.text))
        .at(&heading.span)
        .help("write what it announces, or delete it");
    writer.report(problem);
}

/// A heading in capitals: screen readers spell out some of its words, and everyone reads it more slowly.
pub(super) fn capitals(writer: &mut Writer<'_>) {
    let Some(heading) = writer.out.headings.last() else { return };
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let shouts = !heading.text.chars().any(char::is_lowercase) && heading.text.split_whitespace().any(|word| letters(word) >= 6);
    if !shouts {
        return;
    }
    let calm = sentence_case(&heading.text);
    let marks = "#".repeat(usize::from(heading.level));
    let problem = Diagnostic::new(Code::CapitalHeading, "this heading is in capital letters")
        .at(&heading.span)
        .help(format!("type `{marks} {calm}`, with capitals only for names and acronyms"))
        .fix(Fix::suggested([Edit::word(&heading.span, &*heading.text, calm)]));
    writer.report(problem);
}

/// The first letter large, the others small.
fn sentence_case(text: &str) -> String {
    capitalized(&text.to_lowercase())
}

/// Sentences of a paragraph that no one can say in one breath.
pub(super) fn long_sentences(writer: &mut Writer<'_>, range: &Range<usize>, rest: &[Item<'_>]) {
    let text = words_until(rest, |tag| *tag == TagEnd::Paragraph);
    for sentence in sentences(&text).filter(|sentence| may_be_long(sentence)) {
        let words = sentence.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
        if words > LONGEST_SENTENCE {
            let problem = Diagnostic::new(Code::LongSentence, format!("this sentence has {words} words"))
                .at(&writer.finder.span(beginning(writer.input.text, sentence, range)))
                .help("make two or three of it; what one can say in one breath is understood at once");
            writer.report(problem);
        }
    }
}

/// Whether there are spaces enough for so many words.
fn may_be_long(sentence: &str) -> bool {
    sentence.bytes().filter(|byte| *byte == b' ').count() >= LONGEST_SENTENCE
}

/// A text cut behind each sign that ends a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.match_indices(['.', '!', '?', ':', ';']).filter_map(|(at, sign)| {
        let end = at + sign.len();
        text.get(end..).is_some_and(|rest| rest.starts_with(' ')).then_some(end)
    });
    let mut start = 0;
    let cuts: Vec<Range<usize>> = ends
        .chain([text.len()])
        .map(|end| std::mem::replace(&mut start, end)..end)
        .collect();
    cuts.into_iter().filter_map(|range| text.get(range)).map(str::trim)
}

/// Where the first words of a sentence stand in its paragraph; the first line of the paragraph if they carry markup.
fn beginning(text: &str, sentence: &str, range: &Range<usize>) -> Range<usize> {
    let paragraph = text.get(range.clone()).unwrap_or_default();
    let third = sentence.match_indices(' ').nth(2).and_then(|(at, _)| sentence.get(..at));
    let opening = third.unwrap_or(sentence);
    match paragraph.find(opening) {
        Some(at) => range.start + at..range.start + at + opening.len(),
        None => range.start..range.start + paragraph.lines().next().unwrap_or_default().trim_end().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_its_sign() {
        let cut: Vec<_> = sentences("Call 804-555-0142. Write to us! Open at 8.30; closed on Sunday").collect();
        assert_eq!(cut, ["Call 804-555-0142.", "Write to us!", "Open at 8.30;", "closed on Sunday"]);
    }

    #[test]
    fn capitals_become_a_sentence() {
        assert_eq!(sentence_case("TRAINING FOR OFFICERS"), "Training for officers");
        assert_eq!(sentence_case(""), "");
    }
}
