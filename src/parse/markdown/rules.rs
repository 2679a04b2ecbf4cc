//! What the Markdown of a page must observe so that everyone can read it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::Place;
use super::events::{Document, Item, note_key, words_until};
use super::writer::Writer;
use crate::diag::{Code, Diagnostic, Edit, Fix, Severity, Span, nearest};
use crate::parse::invisible::{self, Invisible, Kind};
use crate::words::{grouped, single_spaced};

/// `range` without the white space at its end.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let typed = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + typed.trim_end().len()
}

/// The last character in `range` that is not white space.
pub(super) fn last_character(text: &str, range: &Range<usize>) -> Range<usize> {
    let end = trimmed(text, range).end;
    let length = text
        .get(..end)
        .and_then(|typed| typed.chars().next_back())
        .map_or(0, char::len_utf8);
    end - length..end
}

/// Checks the level of a heading against the one before it; returns what the next one is compared with.
///
/// WCAG 1.3.1: levels say which part belongs to which, so none is left out. The title of the page is the only first one.
pub(super) fn heading_level(writer: &mut Writer<'_>, level: u8, last: Option<u8>, text: &str, span: &Span) -> u8 {
    if level == 1 {
        let problem = Diagnostic::new(Code::SecondTitle, "a heading of the first level stands in the text")
            .at(span)
            .help(format!("the title of the page is its only one; type `## {text}`"));
        writer.report(problem);
        return 2;
    }
    let last = match (last, &writer.input.place) {
        (None, Place::Verbatim(_)) => 1,
        (None, Place::Inside { .. }) => level,
        (Some(last), _) => last,
    };
    if level > last + 1 {
        let marks = "#".repeat(usize::from(last) + 1);
        let before = if last == 1 {
            "the title of the page".to_owned()
        } else {
            format!("a heading of level {last}")
        };
        let problem = Diagnostic::new(Code::HeadingJump, format!("a heading of level {level} follows {before}"))
            .at(span)
            .help(format!("type `{marks} {text}`"));
        writer.report(problem);
        return last + 1;
    }
    level
}

/// An anchor that an editor gives twice can only lead to the first of the two.
pub(super) fn repeated_anchor(writer: &mut Writer<'_>, name: &str, span: &Span) {
    let problem = Diagnostic::new(Code::RepeatedAnchor, format!("the anchor `{name}` stands twice on this page"))
        .at(span)
        .help("give one of the two headings another anchor, or leave the braces out");
    writer.report(problem);
}

/// None of [`VAGUE`] has more bytes.
const LONGEST_VAGUE: usize = 20;

/// Words that say nothing about where a link leads, in English and Spanish.
const VAGUE: &[&str] = &[
    "click",
    "click here",
    "click this",
    "click this link",
    "details",
    "download",
    "follow this link",
    "go",
    "go here",
    "here",
    "learn more",
    "link",
    "more",
    "more details",
    "more info",
    "more information",
    "page",
    "read",
    "read more",
    "see here",
    "see more",
    "this",
    "this link",
    "this page",
    "this site",
    "this website",
    "view",
    "view more",
    "visit",
    "website",
    "aquí",
    "haga clic",
    "haga clic aquí",
    "clic aquí",
    "enlace",
    "este enlace",
    "leer más",
    "más",
    "más información",
    "ver más",
];

/// The text of a link must name its target (WCAG 2.4.4), and there must be one (4.1.2).
pub(super) fn link_text(writer: &mut Writer<'_>, index: usize, kind: LinkType, range: &Range<usize>) {
    let Some(link) = writer.out.links.get_mut(index) else { return };
    link.text = single_spaced(&link.text).into_owned();
    let (text, target) = (link.text.clone(), link.target.clone());
    let example = format!("write the words that name the target, such as `[Training schedule]({target})`");
    let mut problem = if text.is_empty() {
        let mut problem = Diagnostic::new(Code::VagueLink, "this link has no text, so no one can follow it").help(example);
        problem.severity = Severity::Error;
        problem
    } else if is_vague(&text) {
        Diagnostic::new(Code::VagueLink, format!("the link text \"{text}\" says nothing by itself")).help(example)
    } else if !matches!(kind, LinkType::Autolink | LinkType::Email) && is_address(&text) {
        Diagnostic::new(
            Code::VagueLink,
            "the text of this link is a web address, which a screen reader spells out",
        )
        .help(example)
    } else {
        return;
    };
    problem.at = Some(writer.finder.span(range.clone()));
    writer.report(problem);
}

/// Whether the text of a link says nothing about where it leads.
pub fn is_vague(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= LONGEST_VAGUE && VAGUE.contains(&&*bare.to_lowercase())
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://") || (text.starts_with("www.") && !text.contains(' '))
}

/// An image must have a description (WCAG 1.1.1), and one that describes.
pub(super) fn alternative_text(writer: &mut Writer<'_>, index: usize, range: &Range<usize>) {
    let Some(link) = writer.out.links.get(index) else { return };
    let (alt, file) = (link.text.as_str(), link.target.rsplit('/').next().unwrap_or_default());
    let target = &link.target;
    let problem = if alt.is_empty() {
        Diagnostic::new(Code::MissingAlt, "this image has no description").help(format!(
            "say in the brackets what it tells: `![Officer reading to a class]({target})`"
        ))
    } else if let Some((message, help)) = poor_description(alt, file) {
        Diagnostic::new(Code::PoorAlt, message).help(help)
    } else {
        return;
    };
    let problem = problem.at(&writer.finder.span(range.clone()));
    writer.report(problem);
}

/// What is wrong with the description of an image, and what to do; `file` is the name of the image's file.
pub fn poor_description(alt: &str, file: &str) -> Option<(String, &'static str)> {
    let lower = alt.to_lowercase();
    let is_picture = |name: &str| {
        [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"]
            .iter()
            .any(|ending| name.ends_with(ending))
    };
    if !alt.is_empty() && (alt == file || (!alt.contains(' ') && is_picture(&lower))) {
        let message = "the description of this image is a file name";
        return Some((message.to_owned(), "say what the image shows"));
    }
    if lower.contains("description automatically generated") {
        let message = "the description of this image was written by software";
        return Some((message.to_owned(), "say what the image shows, in your words"));
    }
    let openings = ["image of ", "picture of ", "photo of "];
    let opening = openings.iter().find(|opening| lower.starts_with(**opening))?;
    Some((
        format!("the description of this image begins with \"{}\"", opening.trim_end()),
        "screen readers already say that it is an image; begin with what it shows",
    ))
}

/// The marker of a callout that docent does not know, or that something else follows on its line.
pub(super) fn unknown_callout(writer: &mut Writer<'_>, range: &Range<usize>) {
    let text = writer.input.text;
    // Only the marks of this quote itself: those of quotes inside of it are looked at with them.
    let quote = text.get(range.clone()).unwrap_or_default();
    let content = quote.strip_prefix('>').unwrap_or(quote).trim_start_matches(' ');
    let Some(marker) = content.strip_prefix("[!") else {
        return callout_without_mark(writer, range.start + (quote.len() - content.len()), content);
    };
    let line = marker.lines().next().unwrap_or_default();
    let Some((word, after)) = line.split_once(']') else { return };
    if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return;
    }
    let start = range.start + (quote.len() - content.len());
    let kinds = CALLOUTS;
    let place = start..start + word.len() + 3;
    let problem = match kinds.iter().find(|kind| kind.eq_ignore_ascii_case(word)) {
        Some(kind) => {
            let text = after.trim();
            Diagnostic::new(Code::UnknownCallout, format!("text stands on the line of `[!{kind}]`"))
                .help(format!("write the text on the next line: `> [!{kind}]`, then `> {text}`"))
        }
        None => {
            let known = "a callout is `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`";
            let help = match nearest(word, kinds) {
                Some(kind) => format!("did you mean `[!{kind}]`? {known}"),
                None => known.to_owned(),
            };
            Diagnostic::new(Code::UnknownCallout, format!("`[!{word}]` is no kind of callout")).help(help)
        }
    };
    let problem = problem.at(&writer.finder.span(place));
    writer.report(problem);
}

/// The kinds of callouts.
const CALLOUTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// `> [NOTE]`.
fn callout_without_mark(writer: &mut Writer<'_>, start: usize, content: &str) {
    let line = content.lines().next().unwrap_or_default().trim_end();
    let word = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    let Some(kind) = CALLOUTS.iter().find(|kind| kind.eq_ignore_ascii_case(word)) else {
        return;
    };
    let place = writer.finder.span(start..start + line.len());
    let right = format!("[!{kind}]");
    let fix = stands_verbatim(writer).then(|| Fix::safe([Edit::replace(&place, &*right)]));
    let problem = Diagnostic::new(
        Code::UnknownCallout,
        format!("`{line}` begins no callout: an exclamation mark is missing"),
    );
    writer.report(problem.at(&place).help(format!("type `> {right}`")).fix(fix));
}

/// Quotes in quotes in quotes: beyond what anyone can follow, and what browsers show.
pub(super) fn too_deep(writer: &mut Writer<'_>, range: &Range<usize>) {
    let problem = Diagnostic::new(Code::TooDeep, "lists and quotes stand more than 64 deep inside of each other")
        .at(&writer.finder.span(range.start..(range.start + 1).min(range.end)))
        .help("what stands deeper is left out; write it further left");
    writer.report(problem);
}

/// A text of so many elements was put together by a program, or to exhaust one.
pub(super) fn too_many(writer: &mut Writer<'_>, document: &Document<'_>, elements: usize) {
    let Some(range) = &document.too_many else { return };
    let most = grouped(elements.try_into().unwrap_or(u64::MAX));
    let help = match writer.input.place {
        Place::Verbatim(_) => "cut it into several; if it is right, raise `page_elements` under `limits:` in docent.yaml",
        Place::Inside { .. } => "cut it into several",
    };
    let message = format!("the text has more than {most} elements; what begins here and behind it is left out");
    let problem = Diagnostic::new(Code::PageLimit, message).at(&writer.finder.span(trimmed(writer.input.text, range)));
    writer.report(problem.help(help));
}

/// A table whose header row is empty tells no one what its columns are (WCAG 1.3.1).
pub(super) fn table_header(writer: &mut Writer<'_>, cells: &[String], range: &Range<usize>) {
    if cells.iter().any(|cell| !cell.is_empty()) {
        return;
    }
    let first_line = writer
        .input
        .text
        .get(range.clone())
        .and_then(|table| table.lines().next())
        .unwrap_or_default();
    let place = range.start..range.start + first_line.len();
    let problem = Diagnostic::new(Code::TableHeader, "the columns of this table have no names")
        .at(&writer.finder.span(place))
        .help("name each column in the first row: `| Region | Telephone |`");
    writer.report(problem);
}

/// A paragraph that is one bold line and stands before other text is a heading to the eye alone (WCAG 1.3.1).
pub(super) fn bold_heading(writer: &mut Writer<'_>, range: &Range<usize>, rest: &[Item<'_>]) {
    if writer.depth != 1 || !matches!(rest.first(), Some((Event::Start(Tag::Strong), _))) {
        return;
    }
    let Some(end) = rest
        .iter()
        .position(|(event, _)| matches!(event, Event::End(TagEnd::Strong | TagEnd::Paragraph)))
    else {
        return;
    };
    let after = rest.get(end + 1..).unwrap_or_default();
    let alone = matches!(after.first(), Some((Event::End(TagEnd::Paragraph), _)));
    let is_html = |event: &Event<'_>| matches!(event, Event::Html(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock));
    let next = after.iter().skip(1).find(|(event, _)| !is_html(event));
    let heads = matches!(next, Some((Event::Start(Tag::Paragraph | Tag::List(_)), _)));
    let words = words_until(rest, |tag| *tag == TagEnd::Strong);
    if !alone || !heads || words.chars().count() > 80 || words.ends_with(['.', '!', '?', ':', ';', ',', '…', '”', ')']) {
        return;
    }
    let problem = Diagnostic::new(Code::BoldHeading, "this bold line looks like a heading, and is none")
        .at(&writer.finder.span(trimmed(writer.input.text, range)))
        .help(format!("type `## {words}`, so that people who listen to the page can find it"));
    writer.report(problem);
}

/// Characters that no one sees, in a page. Those in YAML have been found when the file was read.
///
/// A no-break space between words is often wanted; behind `#` or `-` it hides a heading or list from Markdown.
pub(super) fn invisible_characters(writer: &mut Writer<'_>) {
    if !matches!(writer.input.place, Place::Verbatim(_)) {
        return;
    }
    let text = writer.input.text;
    let (mut line, mut marks, mut reported) = (0..0, 0, false);
    for found in invisible::find(text) {
        while line.end <= found.range.start {
            let typed = text
                .get(line.end..)
                .and_then(|rest| rest.split_inclusive('\n').next())
                .unwrap_or_default();
            line = line.end..line.end + typed.len();
            let content = typed.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "#>*+-.)".contains(c));
            marks = line.end - content.len();
            reported = false;
        }
        let is_wrong = |found: &Invisible| found.kind != Kind::Space || found.range.start < marks;
        if !reported && is_wrong(&found) {
            reported = true;
            let span = |range| writer.finder.span(range);
            let problem = found.problem(&span(found.range.clone())).fix(found.fix(text, is_wrong, span));
            writer.report(problem);
        }
    }
}

/// Footnotes written twice, links whose address is missing, and those whose address has a space in it.
pub(super) fn references(writer: &mut Writer<'_>, document: &Document<'_>) {
    for note in &document.repeated {
        let label = &note.label;
        let problem = Diagnostic::new(Code::Footnote, format!("the footnote `[^{label}]` is written twice"))
            .at(&writer.finder.span(note_mark(writer.input.text, &note.range)))
            .help("only the first is shown; give the second another name");
        writer.report(problem);
    }
    for (name, range) in &document.undefined {
        let problem = Diagnostic::new(Code::DeadLink, format!("nothing says where `[{name}]` leads"))
            .at(&writer.finder.span(range.clone()))
            .help(format!(
                "write the address in the link, `[words](https://www.example.gov/)`, or add a line `[{name}]: https://www.example.gov/`"
            ));
        writer.report(problem);
    }
    for range in &document.spaced {
        let address = writer.input.text.get(range.clone()).unwrap_or_default();
        let place = writer.finder.span(range.clone());
        let fix = stands_at(writer, &place, address).then(|| {
            let (span, with) = (place.clone(), format!("<{address}>"));
            Fix::safe([Edit::Replace { span, with }])
        });
        let problem = Diagnostic::new(Code::DeadLink, "there are spaces in the address of this link, so it is none").at(&place);
        writer.report(
            problem
                .help(format!("put the address in pointed brackets: `(<{address}>)`"))
                .fix(fix),
        );
    }
}

/// Whether every place of the text is known to the letter.
pub(super) fn stands_verbatim(writer: &Writer<'_>) -> bool {
    matches!(writer.input.place, Place::Verbatim(_))
}

/// Whether the address of a link stands at a place as it is. A text in a value may be typed in another way, with signs of YAML
/// or CSV in it; its place is then the whole value.
fn stands_at(writer: &Writer<'_>, place: &Span, address: &str) -> bool {
    let Place::Inside { file_text, .. } = &writer.input.place else {
        return true;
    };
    let range = place.range();
    let parts = [
        file_text.get(..range.start),
        file_text.get(range.clone()),
        file_text.get(range.end..),
    ];
    matches!(parts, [Some(before), Some(typed), Some(after)] if before.ends_with("](") && typed == address && after.starts_with([')', ' ']))
}

/// `[^name]` in the text where no footnote of that name is written.
pub(super) fn undefined_note(writer: &mut Writer<'_>, text: &str, range: &Range<usize>, document: &Document<'_>) {
    let source = writer.input.text.as_bytes();
    let bracketed = source.get(range.start.wrapping_sub(1)) == Some(&b'[') && source.get(range.end) == Some(&b']');
    let Some(label) = text.strip_prefix('^').filter(|label| bracketed && !label.is_empty()) else {
        return;
    };
    if !writer.in_prose() || label.contains(' ') {
        return;
    }
    let known = document.notes.values().map(|note| &*note.label).take(200);
    let help = match nearest(label, known) {
        Some(known) => format!("did you mean `[^{known}]`?"),
        None => format!("write it on a line of its own: `[^{label}]: …`"),
    };
    let problem = Diagnostic::new(Code::Footnote, format!("the footnote `[^{label}]` is not written"))
        .at(&writer.finder.span(range.start - 1..range.end + 1))
        .help(help);
    writer.report(problem);
}

/// Footnotes that no text refers to are not shown.
pub(super) fn unused_notes(writer: &mut Writer<'_>, document: &Document<'_>) {
    for note in document.notes.values() {
        if writer.uses_note(&note_key(&note.label)) {
            continue;
        }
        let label = &note.label;
        let problem = Diagnostic::new(
            Code::Footnote,
            format!("no text refers to the footnote `[^{label}]`, so it is not shown"),
        )
        .at(&writer.finder.span(note_mark(writer.input.text, &note.range)))
        .help(format!("type `[^{label}]` after the words it explains, or delete it"));
        writer.report(problem);
    }
}

/// `[^name]:` at the beginning of a footnote.
fn note_mark(text: &str, range: &Range<usize>) -> Range<usize> {
    let typed = text.get(range.clone()).unwrap_or_default();
    let length = typed.find(':').map_or(typed.len(), |colon| colon + 1);
    range.start..range.start + length
}

/// Where the address of a link stands inside of the link; the whole link if it is written elsewhere.
pub(super) fn place_of_target(text: &str, target: &str, range: &Range<usize>) -> Range<usize> {
    let typed = text.get(range.clone()).unwrap_or_default();
    let bare = target.strip_prefix("mailto:").unwrap_or(target);
    match typed.rfind(bare).filter(|_| !bare.is_empty()) {
        Some(at) => range.start + at..range.start + at + bare.len(),
        None => trimmed(text, range),
    }
}
