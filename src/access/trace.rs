//! From a tag of a page back to the source that wrote it.
//!
//! A page on which something was found is rendered once more, with comments in front of its tags that name their places:
//! those of a template in its file, those of a text in the Markdown or YAML. Pages without findings are never traced.

use std::sync::Arc;

use crate::diag::Span;
use crate::source::SourceFile;

/// Whether a page is rendered for readers, or to find where its parts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// For readers.
    No,
    /// With marks.
    Yes,
}

const MARK: &str = "<!--@";
const END: &str = "-->";

/// The comment that names a place.
pub fn mark(span: &Span) -> String {
    format!("{MARK}{}:{}:{}{END}", span.file, span.start, span.end)
}

/// The place named by the last mark before the byte `at` of a traced page.
pub fn source(html: &str, at: usize) -> Option<Span> {
    let before = html.get(..at)?;
    let (text, _) = before.get(before.rfind(MARK)? + MARK.len()..)?.split_once(END)?;
    let mut parts = text.rsplitn(3, ':');
    let (end, start, file) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    Some(Span {
        file: Arc::from(file),
        start,
        end,
    })
}

/// A template with a mark in front of each of its tags.
pub fn template(file: &SourceFile) -> String {
    let text = file.text().unwrap_or_default();
    let mut marked = String::with_capacity(text.len() * 2);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '{'])) {
        let start = at + found;
        marked.push_str(text.get(at..start).unwrap_or_default());
        let rest = text.get(start..).unwrap_or_default();
        let length = match expression_length(rest) {
            Some(length) => length,
            None => {
                if begins_tag(rest) {
                    marked.push_str(&mark(&Span::new(&file.path, start..start + tag_length(rest))));
                }
                1
            }
        };
        marked.push_str(rest.get(..length).unwrap_or_default());
        at = start + length;
    }
    marked.push_str(text.get(at..).unwrap_or_default());
    marked
}

/// Whether a tag begins here before which a comment can stand: not so inside of an element whose content is no markup.
fn begins_tag(rest: &str) -> bool {
    let ends_text = ["</title", "</textarea", "</script", "</style"]
        .iter()
        .any(|end| rest.starts_with(end));
    let name = rest.strip_prefix("</").or_else(|| rest.strip_prefix('<'));
    !ends_text && name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The length of `{{ … }}`, `{% … %}` or `{# … #}`.
fn expression_length(rest: &str) -> Option<usize> {
    let end = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
        .into_iter()
        .find_map(|(begin, end)| rest.starts_with(begin).then_some(end))?;
    Some(rest.find(end).map_or(rest.len(), |at| at + end.len()))
}

/// The length of a tag in a template: to its `>`, past the expressions in it.
fn tag_length(rest: &str) -> usize {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| rest.find(['>', '{'])) {
        let here = at + found;
        let tail = rest.get(here..).unwrap_or_default();
        match expression_length(tail) {
            Some(length) => at = here + length,
            None if tail.starts_with('>') => return here + 1,
            None => at = here + 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;

    #[test]
    fn each_tag_of_a_template_is_marked_and_found_again() {
        let text = "{# <b> #}<p{% if a > b %} id=\"x\"{% endif %}>{{ \"<i>\" }}\n  <br></p>";
        let snapshot = Snapshot::from_files([("themes/own/templates/page.html", text)]);
        let file = snapshot.get("themes/own/templates/page.html").unwrap();
        let marked = template(file);
        let of = |tag: &str| {
            let span = source(&marked, marked.find(tag).unwrap()).unwrap();
            text.get(span.range()).unwrap().to_owned()
        };
        assert_eq!(of("<p{%"), "<p{% if a > b %} id=\"x\"{% endif %}>");
        assert_eq!(of("<br>"), "<br>");
        assert_eq!(of("</p>"), "</p>");
        assert_eq!(marked.matches(MARK).count(), 3);
    }

    #[test]
    fn a_page_without_marks_has_no_source() {
        assert_eq!(source("<p>", 0), None);
        assert_eq!(source("<!--@x--><p>", 9), None);
    }
}
