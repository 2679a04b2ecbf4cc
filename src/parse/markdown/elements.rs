//! HTML elements in Markdown: each allowed one is written afresh, each other one is reported.

use std::ops::Range;

use super::embed;
use super::escape::escaped;
use super::raw_html::{self, Piece, pieces};
use super::writer::{Writer, is_quiet_element};
use crate::diag::{Code, Diagnostic, Edit, Fix};

impl Writer<'_> {
    /// One line of an HTML block: a tag may go over several, so they are read together at the end.
    pub(super) fn html_line(&mut self, line: &str, range: &Range<usize>) {
        if let Some((text, places)) = &mut self.raw_block {
            places.push((text.len(), range.start));
            text.push_str(line);
        }
    }

    /// The end of an HTML block.
    pub(super) fn end_html_block(&mut self) {
        if let Some((text, places)) = self.raw_block.take() {
            self.html(&text, &places);
        }
    }

    /// Writes or reports what `html` consists of. `places` tells for places in it where they stand in the source.
    pub(super) fn html(&mut self, html: &str, places: &[(usize, usize)]) {
        let pieces = pieces(html);
        let ends: Vec<usize> = pieces.iter().skip(1).map(|(at, _)| *at).chain([html.len()]).collect();
        for ((at, piece), end) in pieces.iter().zip(ends) {
            let first_line = html.get(*at..end).and_then(|typed| typed.lines().next()).unwrap_or_default();
            let start = source_place(places, *at);
            let place = start..start + first_line.trim_end().len();
            match piece {
                Piece::Text(text) => self.text(&decoded(text)),
                Piece::Open { name, attributes } => match embed::link(name, attributes) {
                    Some(link) => self.embed_code(&link, place),
                    None => self.open_element(name, attributes, place),
                },
                Piece::Close(name) => self.close_element(name, place),
                Piece::Comment => {}
                Piece::OpenComment => self.open_comment(place),
                Piece::Declaration => self.declaration(place),
            }
        }
    }

    fn is_allowed(&self, name: &str) -> bool {
        raw_html::ALLOWABLE.contains(&name) && self.input.allowed_html.iter().any(|allowed| allowed == name)
    }

    fn open_element(&mut self, name: &str, attributes: &[(String, &str)], place: Range<usize>) {
        if !self.is_allowed(name) {
            let problem = Diagnostic::new(Code::RawHtml, format!("the HTML element `<{name}>` cannot stand in a page"));
            let problem = problem.at(&self.finder.span(place)).help(raw_html::instead(name));
            return self.report(problem);
        }
        let mut tag = format!("<{name}");
        for (attribute, value) in attributes {
            match attribute.as_str() {
                "id" => tag.push_str(&format!(" id=\"{}\"", escaped(&self.element_id(value)))),
                attribute if raw_html::ATTRIBUTES.contains(&attribute) => {
                    tag.push_str(&format!(" {attribute}=\"{}\"", escaped(&decoded(value))));
                }
                _ => self.bad_attribute(name, attribute, place.clone()),
            }
        }
        tag.push('>');
        self.element(place.start);
        self.raw(&tag);
        if !raw_html::is_void(name) {
            self.quiet += usize::from(is_quiet_element(name));
            self.raw_open.push((name.to_owned(), self.depth));
        }
    }

    /// Code that a host gives to be pasted: a link does the same, and calls no one until it is followed.
    fn embed_code(&mut self, link: &str, place: Range<usize>) {
        let line = self
            .input
            .text
            .get(place.start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default();
        let whole: usize = line.split_inclusive('>').take(2).map(str::len).sum();
        let code = line.get(..whole).filter(|code| code.to_ascii_lowercase().ends_with("</iframe>"));
        let fix = code.and_then(|code| {
            let at = self.finder.span(place.start..place.start + code.len());
            // In a text of YAML, a code that is written otherwise there is not found, and the place is the whole text.
            (at.range().len() == code.len()).then(|| Fix::suggested([Edit::replace(&at, link)]))
        });
        let problem = Diagnostic::new(
            Code::RawHtml,
            "a player's code cannot stand in a page: it would tell the video's host who reads the page",
        );
        let help = format!("write a link: `{link}`; with captions and a transcript, the video belongs in `data/videos.yaml`");
        self.report(problem.at(&self.finder.span(place)).help(help).fix(fix));
    }

    fn element_id(&mut self, value: &str) -> String {
        let value: String = decoded(value).split_whitespace().collect::<Vec<_>>().join("-");
        let id = if value.is_empty() { "section" } else { &value };
        self.anchors.unique(&format!("{}{id}", self.input.anchor_prefix))
    }

    fn bad_attribute(&mut self, name: &str, attribute: &str, place: Range<usize>) {
        let known = raw_html::ATTRIBUTES.join("`, `");
        let problem = Diagnostic::new(Code::RawHtml, format!("`<{name}>` cannot have the attribute `{attribute}`"))
            .at(&self.finder.span(place))
            .help(format!("delete it; `{known}` are the ones that may stand there"));
        self.report(problem);
    }

    fn close_element(&mut self, name: &str, place: Range<usize>) {
        if !self.is_allowed(name) {
            // Its beginning has been reported.
            return;
        }
        match self.raw_open.last() {
            Some((open, depth)) if open == name && *depth == self.depth => {
                self.raw_open.pop();
                self.quiet -= usize::from(is_quiet_element(name));
                self.raw(&format!("</{name}>"));
            }
            _ => {
                let problem = Diagnostic::new(Code::RawHtml, format!("`</{name}>` closes an element that is not open here"))
                    .at(&self.finder.span(place))
                    .help(format!("write `<{name}>` before it, in the same paragraph, or delete it"));
                self.report(problem);
            }
        }
    }

    /// Closes the elements that were opened inside of the Markdown element that ends now.
    pub(super) fn close_raw(&mut self, depth: usize, place: &Range<usize>) {
        while let Some((name, _)) = self.raw_open.pop_if(|(_, opened)| *opened >= depth) {
            self.quiet -= usize::from(is_quiet_element(&name));
            self.raw(&format!("</{name}>"));
            let end = super::rules::last_character(self.input.text, place);
            let problem = Diagnostic::new(Code::RawHtml, format!("`<{name}>` is not closed"))
                .at(&self.finder.span(end))
                .help(format!("write `</{name}>` where it ends"));
            self.report(problem);
        }
    }

    fn open_comment(&mut self, place: Range<usize>) {
        let problem = Diagnostic::new(Code::RawHtml, "this comment does not end, so it hides everything after it")
            .at(&self.finder.span(place))
            .help("write `-->` where it ends");
        self.report(problem);
    }

    fn declaration(&mut self, place: Range<usize>) {
        let problem = Diagnostic::new(Code::RawHtml, "a piece of HTML or program code stands in the text")
            .at(&self.finder.span(place))
            .help("delete it; to show it to readers, put backticks around it: `` `<!…>` ``");
        self.report(problem);
    }
}

/// Where the byte `at` of a joined text stands in the source.
fn source_place(places: &[(usize, usize)], at: usize) -> usize {
    let line = places.partition_point(|(joined, _)| *joined <= at).saturating_sub(1);
    places.get(line).map_or(at, |(joined, source)| source + at.saturating_sub(*joined))
}

/// The character references that people type, as characters. Others stay as they are typed.
fn decoded(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    named
        .iter()
        .fold(text.to_owned(), |text, (reference, character)| text.replace(reference, character))
}
