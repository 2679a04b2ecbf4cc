//! Marks that are typed almost right, and shown to readers as they stand: `##Heading`, `• item`, `[text] (address)`, rows without
//! a table. Only the typed lines show what was meant; Markdown takes them for a text like any other.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::Item;
use super::rules::stands_verbatim;
use super::writer::Writer;
use crate::diag::{Code, Diagnostic, Edit, Fix};

/// The lines of a range of `text`, without their ends.
fn lines<'t>(text: &'t str, range: &Range<usize>) -> Vec<(usize, &'t str)> {
    let mut at = range.start;
    let typed = text.get(range.clone()).unwrap_or_default();
    let line = |line: &'t str| {
        let start = at;
        at += line.len();
        (start + line.len() - line.trim_start().len(), line.trim())
    };
    typed.split_inclusive('\n').map(line).collect()
}

/// Where the marks stand that Markdown reads as such in a paragraph, code and links, in their order: no sign in them is a slip.
struct Marks(Vec<Range<usize>>);

impl Marks {
    /// Those of the paragraph that `rest` begins with.
    fn of(rest: &[Item<'_>]) -> Self {
        let inside = rest.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Paragraph)));
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (event, range) in inside {
            let is_mark = matches!(
                event,
                Event::Code(_)
                    | Event::InlineHtml(_)
                    | Event::FootnoteReference(_)
                    | Event::TaskListMarker(_)
                    | Event::Start(Tag::Link { .. } | Tag::Image { .. })
            );
            // One may stand in another, such as code in a link.
            if is_mark && marks.last().is_none_or(|last| last.end <= range.start) {
                marks.push(range.clone());
            }
        }
        Self(marks)
    }

    fn contains(&self, at: usize) -> bool {
        let next = self.0.partition_point(|mark| mark.end <= at);
        self.0.get(next).is_some_and(|mark| mark.start <= at)
    }
}

/// What the lines of a paragraph, whose events are the next ones in `rest`, were meant to be.
pub(super) fn paragraph(writer: &mut Writer<'_>, range: &Range<usize>, rest: &[Item<'_>]) {
    let typed = writer.input.text.get(range.clone()).unwrap_or_default();
    if !typed.contains(['#', '|', '•', '·', ']']) && !typed.contains("\n-") && !typed.contains(" **") {
        return;
    }
    let marks = Marks::of(rest);
    let mut lines = lines(writer.input.text, range);
    for (start, line) in &mut lines {
        link(writer, *start, line, &marks);
        crossed_link(writer, *start, line, &marks);
        loose_stars(writer, *start, line, &marks);
        if marks.contains(*start) {
            *line = "";
        }
        heading(writer, *start, line);
    }
    list(writer, &lines);
    rows(writer, &lines);
}

/// `##Opening hours`.
fn heading(writer: &mut Writer<'_>, start: usize, line: &str) {
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    if !(2..=6).contains(&marks) || !words.starts_with(char::is_alphanumeric) {
        return;
    }
    let message = "a space is missing after the number signs, so this line is no heading";
    let help = format!("type `{} {words}`", "#".repeat(marks));
    insert(writer, start..start + marks, message, help, (start + marks..start + marks, " "));
}

/// `[our hours] (hours.md)`.
fn link(writer: &mut Writer<'_>, start: usize, line: &str, marks: &Marks) {
    let Some((before, after)) = line.split_once("] (") else { return };
    let Some((address, _)) = after.split_once(')') else { return };
    let is_address = address.starts_with("https://") || address.starts_with('/') || address.ends_with(".md");
    let Some(open) = before.rfind('[').filter(|_| is_address && !address.contains(' ')) else {
        return;
    };
    let (front, words) = before.split_at_checked(open).unwrap_or_default();
    let gap = start + before.len() + 1;
    // An escape, the second part of a reference, a footnote, brackets in brackets: not what it looks like.
    let is_other = front.ends_with(['\\', ']']) || words.starts_with("[^") || words.ends_with('\\') || words.contains(']');
    if is_other || marks.contains(start + open) || marks.contains(gap - 1) {
        return;
    }
    let message = "a space stands between the words and the address of this link, so it is none";
    let help = format!("type `{words}]({address})`");
    insert(writer, start + open..gap + address.len() + 3, message, help, (gap..gap + 1, ""));
}

/// `(our hours)[/hours/]`.
fn crossed_link(writer: &mut Writer<'_>, start: usize, line: &str, marks: &Marks) {
    let Some((before, after)) = line.split_once(")[") else { return };
    let Some((address, _)) = after.split_once(']') else { return };
    let is_address = address.starts_with("https://") || address.starts_with('/') || address.ends_with(".md");
    let Some((front, words)) = before.rsplit_once('(').filter(|_| is_address && !address.contains([' ', '['])) else {
        return;
    };
    let place = start + front.len()..start + before.len() + address.len() + 3;
    if front.ends_with([']', '\\']) || words.is_empty() || marks.contains(place.start) || marks.contains(place.end - 1) {
        return;
    }
    let right = format!("[{words}]({address})");
    let message = "the brackets of this link are exchanged, so it is none";
    insert(writer, place.clone(), message, format!("type `{right}`"), (place, &right));
}

/// `** very important **`.
fn loose_stars(writer: &mut Writer<'_>, start: usize, line: &str, marks: &Marks) {
    let parts: Vec<&str> = line.split("**").collect();
    let [before, inside, after] = parts.as_slice() else { return };
    let words = inside.trim();
    let is_loose = inside.starts_with(' ') && inside.ends_with(' ') && words.starts_with(char::is_alphabetic);
    let is_apart = before.is_empty() || before.ends_with(' ');
    let place = start + before.len()..start + line.len() - after.len();
    if !is_loose || !is_apart || marks.contains(place.start) || marks.contains(place.end - 1) {
        return;
    }
    let right = format!("**{words}**");
    let message = "spaces stand between the asterisks and these words, so the asterisks are shown";
    insert(writer, place.clone(), message, format!("type `{right}`"), (place, &right));
}

/// Two lines or more that begin with a sign that looks like that of a list.
fn list(writer: &mut Writer<'_>, lines: &[(usize, &str)]) {
    let item = |line: &str| -> Option<String> {
        let rest = line.strip_prefix(['•', '·', '-'])?;
        let is_dash = line.starts_with('-');
        let begins = rest.trim_start().starts_with(char::is_alphabetic) && !(is_dash && rest.starts_with(' '));
        begins.then(|| rest.trim_start().to_owned())
    };
    let Some([(start, first), _]) = lines.windows(2).find(|pair| pair.iter().all(|(_, line)| item(line).is_some())) else {
        return;
    };
    let (sign, words) = (first.chars().next().unwrap_or_default(), item(first).unwrap_or_default());
    let message = match sign {
        '-' => "a space is missing after the hyphen, so these lines are no list".to_owned(),
        _ => format!("`{sign}` makes no list, so these lines become one paragraph"),
    };
    let place = writer.finder.span(*start..*start + sign.len_utf8());
    let problem = Diagnostic::new(Code::MarkdownSlip, message).at(&place);
    writer.report(problem.help(format!("begin each line with a hyphen and a space: `- {words}`")));
}

/// Rows of a table that is none: no hyphens below the names of the columns.
fn rows(writer: &mut Writer<'_>, lines: &[(usize, &str)]) {
    let is_row = |line: &str| line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    let Some([(start, first), (_, second)]) = lines.windows(2).find(|pair| pair.iter().all(|(_, line)| is_row(line))) else {
        return;
    };
    let hyphens = format!("|{}", "---|".repeat(cells(first).len()));
    let is_ruled = second.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let (message, help) = match is_ruled {
        true => (
            "these rows are shown as a text, not as a table",
            format!("give the second row as many columns as the first, `{hyphens}`, and leave an empty line before the table"),
        ),
        false => (
            "these rows are shown as a text, because no hyphens stand below the first one",
            format!("name the columns in the first row, and type `{hyphens}` below it"),
        ),
    };
    let problem = Diagnostic::new(Code::MarkdownSlip, message).at(&writer.finder.span(*start..*start + first.len()));
    writer.report(problem.help(help));
}

/// A row with more cells than the table has columns: Markdown leaves out what is too much.
pub(super) fn table(writer: &mut Writer<'_>, range: &Range<usize>, columns: usize) {
    for (start, row) in lines(writer.input.text, range).into_iter().skip(2) {
        let cells = cells(row.trim_start_matches(['>', ' ']));
        if cells.iter().skip(columns).all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let count = cells.len();
        let message = format!("this row has {count} cells, and the table {columns} columns: what is too much is not shown");
        let problem = Diagnostic::new(Code::MarkdownSlip, message).at(&writer.finder.span(start..start + row.len()));
        writer
            .report(problem.help("add a column to the first two rows, or take the cell out; a `|` that is part of a text is typed `\\|`"));
    }
}

/// The cells of a row.
fn cells(row: &str) -> Vec<&str> {
    let inner = row.strip_prefix('|').unwrap_or(row);
    let bars = inner
        .match_indices('|')
        .filter(|(at, _)| !inner.get(..*at).is_some_and(|before| before.ends_with('\\')));
    let mut start = 0;
    let mut cells: Vec<&str> = bars
        .filter_map(|(at, bar)| inner.get(std::mem::replace(&mut start, at + bar.len())..at))
        .collect();
    cells.extend(inner.get(start..).filter(|last| !last.is_empty()));
    cells
}

/// A code block whose end is missing takes all that follows for code.
pub(super) fn open_code(writer: &mut Writer<'_>, range: &Range<usize>) {
    let lines = lines(writer.input.text, range);
    let Some((start, first)) = lines.first() else { return };
    let fence: String = first.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    let is_closed = lines.len() > 1
        && lines
            .iter()
            .rev()
            .find(|(_, line)| !line.is_empty())
            .is_some_and(|(_, line)| line.trim_start_matches(['>', ' ']).starts_with(&fence));
    if is_closed || fence.is_empty() {
        return;
    }
    let problem = Diagnostic::new(
        Code::MarkdownSlip,
        "the code that begins here does not end, so all that follows is shown as code",
    )
    .at(&writer.finder.span(*start..*start + first.len()));
    writer.report(problem.help(format!("type `{fence}` on a line of its own behind the code")));
}

/// A slip that one change of the typed text puts right.
fn insert(writer: &mut Writer<'_>, place: Range<usize>, message: &str, help: String, (range, with): (Range<usize>, &str)) {
    let fix = stands_verbatim(writer).then(|| Fix::safe([Edit::replace(&writer.finder.span(range), with)]));
    let problem = Diagnostic::new(Code::MarkdownSlip, message).at(&writer.finder.span(place));
    writer.report(problem.help(help).fix(fix));
}
