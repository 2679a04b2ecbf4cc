//! The code in a template: what stands in `{{ … }}` and `{% … %}`, cut into words, and how much of it there may be.
//!
//! The template engine reads chains of operators, filters and conditions without end, and goes as deep into its stack as they
//! are long. No honest template comes near the limits here.

use std::ops::Range;

/// How many words one expression or statement may have.
const WORDS: usize = 1000;
/// How many conditions a template may hang on each other by `elif`.
const CONDITIONS: usize = 200;
/// How large a template may be, in bytes.
const SIZE: usize = 1 << 20;
/// How long a line of a template may be, in bytes: the engine counts columns in two.
const LINE: usize = u16::MAX as usize;

/// A word, a sign or a text in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// As it is written.
    pub text: &'t str,
    /// The byte of the template where it begins.
    pub at: usize,
}

impl Word<'_> {
    /// Where it stands in the template.
    pub fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

/// Each expression and each statement of a template as its words.
pub fn codes(template: &str) -> Vec<Vec<Word<'_>>> {
    let mut codes = Vec::new();
    let mut at = 0;
    while let Some(found) = template.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + found;
        let rest = template.get(start..).unwrap_or_default();
        at = match rest.as_bytes() {
            [b'{', b'#', ..] => start + rest.find("#}").map_or(rest.len(), |end| end + 2),
            [b'{', sign @ (b'{' | b'%'), ..] => {
                let end = if *sign == b'{' { "}}" } else { "%}" };
                let (words, length) = words(rest, end, start);
                codes.push(words);
                start + length
            }
            _ => start + 1,
        };
    }
    codes
}

/// The words up to `end`, and the length of all of it.
fn words<'t>(code: &'t str, end: &str, start: usize) -> (Vec<Word<'t>>, usize) {
    let mut words = Vec::new();
    let mut at = 2;
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(end) {
            return (words, at + end.len());
        }
        let length = word_length(rest);
        let text = rest.get(..length).unwrap_or(rest);
        if !text.trim().is_empty() {
            words.push(Word { text, at: start + at });
        }
        at += text.len();
    }
    (words, code.len())
}

/// The length of the name, number, quotation or single sign that `rest` begins with.
fn word_length(rest: &str) -> usize {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quotation_length(rest, quote),
        Some(first) if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
        Some(first) => first.len_utf8(),
        None => 0,
    }
}

fn quotation_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, sign)| {
        let ends = *sign == quote && !escaped;
        escaped = *sign == '\\' && !escaped;
        ends
    });
    end.map_or(rest.len(), |(at, _)| at + 1)
}

/// What goes beyond a limit: where, and what to say of it.
pub fn excess(template: &str) -> Option<(Range<usize>, String)> {
    if template.len() > SIZE {
        let message = format!(
            "the template has {} KB; a template may have {} KB",
            template.len() >> 10,
            SIZE >> 10
        );
        return Some((0..0, message));
    }
    let mut start = 0;
    for line in template.split_inclusive('\n') {
        if line.len() >= LINE {
            return Some((start..start, format!("this line has {} bytes; one may have {LINE}", line.len())));
        }
        start += line.len();
    }
    let codes = codes(template);
    if let Some(long) = codes.iter().find(|words| words.len() > WORDS) {
        let first = long.first().map_or(0..0, Word::range);
        let message = format!("this expression has {} words and signs; one may have {WORDS}", long.len());
        return Some((first, message));
    }
    let mut conditions = codes
        .iter()
        .filter_map(|words| words.iter().find(|word| !matches!(word.text, "-" | "+")));
    let last = conditions.by_ref().filter(|word| word.text == "elif").nth(CONDITIONS)?;
    Some((last.range(), format!("the template has more than {CONDITIONS} times `elif`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_cut_into_words_and_text_is_left_alone() {
        let template = "a {{ page.title|upper }} {# {{ no }} #} {%- if x == '}}\\'' %}b{ {{";
        let texts: Vec<Vec<&str>> = codes(template)
            .iter()
            .map(|words| words.iter().map(|word| word.text).collect())
            .collect();
        assert_eq!(
            texts,
            [
                vec!["page", ".", "title", "|", "upper"],
                vec!["-", "if", "x", "=", "=", "'}}\\''"],
                vec![]
            ]
        );
        let title = codes(template)[0][2];
        assert_eq!(template.get(title.range()), Some("title"));
    }

    #[test]
    fn what_no_one_writes_is_too_much() {
        assert_eq!(excess("{{ 1 + 1 }}"), None);
        assert!(excess(&format!("{{{{ 1{} }}}}", "+1".repeat(1000))).is_some());
        assert!(excess(&"x".repeat(2 << 20)).is_some());
        assert!(excess(&"x".repeat(1 << 16)).is_some() && excess(&"xxxxxxx\n".repeat(1 << 16)).is_none());
        assert!(excess(&format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(300))).is_some());
    }
}
