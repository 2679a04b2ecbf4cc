//! Fewer bytes for the same page: comments and white space that no reader sees are left out.
//!
//! Only what changes nothing is done: a run of white space becomes one character, never none, since between two words or
//! two links it is a space on the screen. Where white space counts (`pre`, `textarea`, scripts, styles) all of it stays.

use crate::parse::html::tag_length;

/// Whether pages are made smaller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Minify {
    /// As the templates write them: the source of a page can be read.
    #[default]
    No,
    /// Without comments and spare white space.
    Yes,
}

/// Elements in which every character counts.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];

/// A page with no more white space than it needs, and no comments.
pub fn minified(html: &str) -> String {
    let mut small = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push_text(&mut small, text);
        let (tag, after) = tag.split_at(tag_length(tag));
        rest = after;
        if tag.starts_with("<!--") {
            continue;
        }
        small.push_str(tag);
        if let Some(name) = VERBATIM.iter().find(|name| opens(tag, name)) {
            let (verbatim, after) = rest.split_at(end_of(name, rest));
            small.push_str(verbatim);
            rest = after;
        }
    }
    push_text(&mut small, rest);
    small
}

/// Adds a text with each run of white space as one character: a line break if there is one in it.
fn push_text(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
        let (word, spaced) = rest.split_at(at);
        html.push_str(word);
        let after = spaced.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let run = spaced.get(..spaced.len() - after.len()).unwrap_or_default();
        // What stood on two sides of a comment meets here.
        if !html.ends_with(|c: char| c.is_ascii_whitespace()) {
            html.push(if run.contains('\n') { '\n' } else { ' ' });
        }
        rest = after;
    }
    html.push_str(rest);
}

/// True if `tag` begins the element.
fn opens(tag: &str, name: &str) -> bool {
    let rest = tag.get(1..1 + name.len()).filter(|start| start.eq_ignore_ascii_case(name));
    rest.is_some()
        && tag
            .get(1 + name.len()..)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
}

/// Where the end tag of an element begins; the end of the text if it has none.
fn end_of(name: &str, text: &str) -> usize {
    let mut ends = text.match_indices("</").map(|(at, _)| at);
    ends.find(|at| {
        text.get(at + 2..at + 2 + name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
    .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::minified;

    #[test]
    fn white_space_shrinks_and_never_vanishes() {
        assert_eq!(
            minified("<p>\n  one   <b>two</b>\t<i>three</i>\n</p>"),
            "<p>\none <b>two</b> <i>three</i>\n</p>"
        );
        assert_eq!(minified("a <!-- said in the source --> b"), "a b");
        assert_eq!(minified("1 < 2  and\u{a0} more"), "1 < 2 and\u{a0} more");
    }

    #[test]
    fn where_white_space_counts_all_of_it_stays() {
        for same in [
            "<pre>\n  a\n\n  b</pre>",
            "<textarea>  a  </textarea>",
            "<script>let a  = '<!-- -->';</script>",
        ] {
            assert_eq!(minified(same), same);
        }
        assert_eq!(minified("<PRE>  a  </PRE>  b"), "<PRE>  a  </PRE> b");
        assert_eq!(minified("<present>  a"), "<present> a");
        assert_eq!(minified("<pre>  a"), "<pre>  a");
    }
}
