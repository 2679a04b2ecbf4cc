//! The lines of a file that a problem is about, made fit to be shown.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};

use super::place::Text;
use super::{Places, escape};
use crate::diag::{Diagnostic, Span};

/// The place of a diagnostic and those of its labels, each with its lines. Labels near each other share an excerpt.
pub fn excerpts(diagnostic: &Diagnostic, places: &Places<'_>, width: usize) -> Vec<Element<'static>> {
    let own = diagnostic.at.iter().map(|at| (at, AnnotationKind::Primary, None));
    let labels = diagnostic.labels.iter();
    let labels = labels.map(|(span, word)| (span, AnnotationKind::Context, Some(escape::line(word))));
    let mut excerpts: Vec<Excerpt<'_, '_>> = Vec::new();
    for (span, kind, label) in own.chain(labels) {
        let text = places.text(span);
        let line = text.map_or(0, |text| text.line_of(span.range().start));
        let mark = Mark { line, span, kind, label };
        match excerpts.iter_mut().find(|excerpt| excerpt.is_near(&mark)) {
            Some(excerpt) => excerpt.marks.push(mark),
            None => excerpts.push(Excerpt { text, marks: vec![mark] }),
        }
    }
    excerpts.iter().filter_map(|excerpt| excerpt.element(places, width)).collect()
}

/// Stands between the true place of an excerpt and the one that the renderer computes from the shown line, which may be cut
/// and escaped. No path contains it: `escape` shows it as its code.
const END_OF_PLACE: char = '\u{fdd0}';

/// Takes out the computed places after the true ones.
pub fn true_places(rendered: &str) -> String {
    let mut parts = rendered.split(END_OF_PLACE);
    let first = parts.next().unwrap_or_default();
    let computed = |c: char| c == ':' || c.is_ascii_digit();
    std::iter::once(first)
        .chain(parts.map(|part| part.trim_start_matches(computed)))
        .collect()
}

/// Marked lines of one file that lie near each other; never without a mark.
struct Excerpt<'t, 'a> {
    /// `None` if the place is a whole file: then only its name is shown.
    text: Option<&'t Text<'a>>,
    marks: Vec<Mark<'t>>,
}

struct Mark<'t> {
    line: usize,
    span: &'t Span,
    kind: AnnotationKind,
    label: Option<String>,
}

/// Lines further apart than this are shown as two excerpts.
const NEAR: usize = 20;

impl Excerpt<'_, '_> {
    fn is_near(&self, mark: &Mark<'_>) -> bool {
        let near = |own: &Mark<'_>| own.span.file == mark.span.file && own.line.abs_diff(mark.line) <= NEAR;
        self.text.is_some() && self.marks.iter().any(near)
    }

    fn element(&self, places: &Places<'_>, width: usize) -> Option<Element<'static>> {
        let place = places.of(self.marks.first()?.span);
        Some(match self.text {
            Some(text) => self.lines(text, width).path(format!("{place}{END_OF_PLACE}")).into(),
            None => Origin::path(place.to_string()).into(),
        })
    }

    /// The lines from the first mark to the last. Those without a mark are folded away by the renderer.
    fn lines(&self, text: &Text<'_>, width: usize) -> Snippet<'static, Annotation<'static>> {
        let first = self.marks.iter().map(|mark| mark.line).min().unwrap_or_default();
        let last = self.marks.iter().map(|mark| mark.line).max().unwrap_or_default();
        let room = width.saturating_sub((last + 1).to_string().len() + " | ".len()).max(20);
        let (mut source, mut annotations) = (String::new(), Vec::new());
        for line in first..=last {
            let marks: Vec<&Mark<'_>> = self.marks.iter().filter(|mark| mark.line == line).collect();
            let focus = marks.iter().map(|mark| mark.span.range().start).min();
            let shown = ShownLine::new(&mut source, text, line, focus.unwrap_or_else(|| text.line_range(line).start), room);
            annotations.extend(marks.iter().map(|mark| mark.annotation(&shown)));
            source.push('\n');
        }
        Snippet::source(source).line_start(first + 1).annotations(annotations)
    }
}

impl Mark<'_> {
    /// A mark over several lines ends with the first: one line says enough.
    fn annotation(&self, line: &ShownLine) -> Annotation<'static> {
        let span = self.span.range();
        let start = line.place(span.start);
        self.kind.span(start..line.place(span.end).max(start)).label(self.label.clone())
    }
}

/// Where each character of a line stands in the text that is shown.
struct ShownLine {
    /// The place in the file and in the shown text, for each character that is shown.
    starts: Vec<(usize, usize)>,
    end: usize,
}

/// Four columns, as most editors show a tab.
const TAB: &str = "    ";

impl ShownLine {
    /// Appends a line to `out`, escaped, and cut around `focus` if it has more columns than there is room.
    fn new(out: &mut String, text: &Text<'_>, line: usize, focus: usize, room: usize) -> Self {
        let range = text.line_range(line);
        let letters = text.characters_near(range.clone(), focus, 4 * room);
        let kept = cut(&letters, letters.partition_point(|(at, _)| *at < focus), room, range.clone());
        if kept.first().is_some_and(|(at, _)| *at > range.start) {
            out.push('…');
        }
        let mut starts = Vec::with_capacity(kept.len());
        for (at, letter) in kept {
            starts.push((*at, out.len()));
            match letter {
                '\t' => out.push_str(TAB),
                _ => escape::push(out, *letter),
            }
        }
        let end = out.len();
        if kept.last().is_some_and(|(at, letter)| at + letter.len_utf8() < range.end) {
            out.push('…');
        }
        Self { starts, end }
    }

    /// Where the character at this place of the file, or the next after it, is shown.
    fn place(&self, offset: usize) -> usize {
        let next = self.starts.partition_point(|(at, _)| *at < offset);
        self.starts.get(next).map_or(self.end, |(_, place)| *place)
    }
}

/// The characters around the one at `focus` that fit: two thirds behind it, one third before, more where one side is short.
fn cut(letters: &[(usize, char)], focus: usize, room: usize, line: Range<usize>) -> &[(usize, char)] {
    let whole = letters.first().is_none_or(|(at, _)| *at == line.start)
        && letters.last().is_none_or(|(at, letter)| at + letter.len_utf8() >= line.end);
    if whole && fitting(letters.iter(), room).0 == letters.len() {
        return letters;
    }
    let room = room - 2;
    let (before, after) = letters.split_at(focus.min(letters.len()));
    let (_, columns) = fitting(after.iter(), room * 2 / 3);
    let (left, columns) = fitting(before.iter().rev(), room - columns);
    let (right, _) = fitting(after.iter(), room - columns);
    letters.get(before.len() - left..before.len() + right).unwrap_or_default()
}

/// How many of the characters fit, and the columns they take.
fn fitting<'l>(letters: impl Iterator<Item = &'l (usize, char)>, room: usize) -> (usize, usize) {
    let mut taken = (0, 0);
    for (_, letter) in letters {
        let columns = taken.1 + columns(*letter);
        if columns > room {
            break;
        }
        taken = (taken.0 + 1, columns);
    }
    taken
}

/// How wide a character can be on a terminal; for those that may have one or two columns, two.
fn columns(letter: char) -> usize {
    match letter {
        '\t' => TAB.len(),
        ' '..='~' => 1,
        _ => {
            let mut shown = String::new();
            escape::push(&mut shown, letter);
            if shown.len() > 4 {
                shown.len()
            } else {
                1 + usize::from(letter >= '\u{1100}')
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, focus: usize, room: usize) -> (String, usize) {
        let mut out = String::new();
        let shown = ShownLine::new(&mut out, &Text::new(line.as_bytes()), 0, focus, room);
        let place = shown.place(focus);
        (out, place)
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        assert_eq!(shown("name: Jo", 6, 20), ("name: Jo".into(), 6));
        assert_eq!(shown("\tname: Jo", 1, 20), ("    name: Jo".into(), 4));
        assert_eq!(shown("", 0, 20), (String::new(), 0));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("{}HERE{}", "a".repeat(1000), "b".repeat(1000));
        assert_eq!(shown(&line, 1000, 20), ("…aaaaaaHEREbbbbbbbb…".into(), 9));
        assert_eq!(shown(&line, 0, 20), (format!("{}…", "a".repeat(18)), 0));
        assert_eq!(shown(&line, line.len(), 20), (format!("…{}", "b".repeat(18)), 21));
    }

    #[test]
    fn hidden_characters_are_shown_and_marks_follow() {
        assert_eq!(shown("a\u{202e}b", 4, 20), ("a<U+202E>b".into(), 9));
    }
}
