//! The fields at the beginning of a page, between two lines `---`.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span};
use crate::parse::conflict;
use crate::parse::yaml::{self, Limits, Node};

/// A page cut in two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The fields; `None` if the page has none.
    pub fields: Option<Node>,
    /// Where the Markdown stands in the file.
    pub body: Range<usize>,
}

/// Cuts the text of a page into its fields and its Markdown.
///
/// The fields stand between a first line `---` and another line `---`. A page may have none.
pub fn split(file: &Arc<str>, text: &str) -> Checked<Parts> {
    split_within(file, text, Limits::default())
}

/// As [`split`], where the fields have limits of their own.
pub fn split_within(file: &Arc<str>, text: &str, limits: Limits) -> Checked<Parts> {
    let page = Page { file, text, limits };
    let start = if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let mut lines = Lines { text, at: start };
    let mut parts = match lines.next() {
        Some((_, line)) if is_fence(line) => fenced(page, lines),
        _ => unfenced(page, start),
    };
    for conflict in conflict::find(text) {
        // Those in the fields have been reported with them.
        if conflict.start.start >= parts.value.body.start {
            parts.diagnostics.push(conflict.problem(text, |range| Span::new(file, range)));
        }
    }
    parts
}

/// A page as it was typed, and how much its fields may have.
#[derive(Clone, Copy)]
struct Page<'t> {
    file: &'t Arc<str>,
    text: &'t str,
    limits: Limits,
}

impl Page<'_> {
    /// Reads the fields that stand there, from this line of the file on.
    fn fields(&self, place: Range<usize>, first_line: usize) -> Checked<Option<Node>> {
        let fields = self.text.get(place.clone()).unwrap_or_default();
        yaml::parse_part(self.file, fields, place.start, first_line, self.limits)
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Lines with their places, without their ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, length) = match rest.find('\n') {
            Some(end) => (rest.get(..end).unwrap_or_default(), end + 1),
            None => (rest, rest.len()),
        };
        let start = self.at;
        self.at += length;
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// A page whose first line is `---`; `lines` stand behind it.
fn fenced(page: Page<'_>, mut lines: Lines<'_>) -> Checked<Parts> {
    let start = lines.at;
    let near = near_end(page.text, start);
    // A row of dashes with spaces before it may belong to a text in the fields.
    if let Some(fence) = near.clone().filter(|fence| !is_indented(page.text, fence)) {
        return nearly_closed(page, start, fence);
    }
    while let Some((end, line)) = lines.next() {
        if is_fence(line) {
            let Checked { value, diagnostics } = page.fields(start..end, 2);
            let body = lines.at..page.text.len();
            let parts = Parts { fields: value, body };
            return Checked { value: parts, diagnostics };
        }
    }
    match near {
        Some(fence) => nearly_closed(page, start, fence),
        None => unclosed(page, start),
    }
}

/// The line that is nearly `---` and ends the fields. Behind a text or heading, it is a line across the page.
fn near_end(text: &str, start: usize) -> Option<Range<usize>> {
    let mut apart = false;
    let mut is_text = |line: &str| {
        apart |= is_empty(line);
        is_fence(line) || ends_fields(line) && !is_empty(line) || apart && !may_be_field(line)
    };
    let (at, line) = Lines { text, at: start }.find(|(_, line)| is_text(line))?;
    matches!(Fence::of(line), Some(Fence::Near)).then(|| at..at + line.len())
}

/// Whether a line behind an empty one may still belong to the fields.
fn may_be_field(line: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_empty(line) || line.starts_with(' ') || line.split_once(':').is_some_and(|(name, _)| is_name(name))
}

fn is_indented(text: &str, line: &Range<usize>) -> bool {
    text.get(line.clone()).is_some_and(|line| line.starts_with(' '))
}

/// Whether fields without an end may go no further than this line.
fn ends_fields(line: &str) -> bool {
    is_empty(line) || line.starts_with("# ") || line.starts_with("## ") || matches!(Fence::of(line), Some(Fence::Near))
}

/// The fields end with a line that is nearly `---`.
fn nearly_closed(page: Page<'_>, start: usize, fence: Range<usize>) -> Checked<Parts> {
    let mut lines = Lines {
        text: page.text,
        at: fence.start,
    };
    lines.next();
    let Checked { value, diagnostics } = page.fields(start..fence.start, 2);
    let problem = Diagnostic::new(Code::FrontMatter, "the line after the fields is not `---`")
        .at(&Span::new(page.file, fence.clone()))
        .help("type three hyphens, and nothing else, on the line")
        .fix(Fix::safe([three_hyphens(page.file, fence)]));
    Checked {
        value: Parts {
            fields: value,
            body: lines.at..page.text.len(),
        },
        diagnostics: [vec![problem], diagnostics].concat(),
    }
}

/// The fields begin and do not end. Everything up to the first empty line or heading counts as fields, so that what is
/// wrong in them is told too.
fn unclosed(page: Page<'_>, start: usize) -> Checked<Parts> {
    let Page { file, text, .. } = page;
    let end = Lines { text, at: start }
        .find(|(_, line)| ends_fields(line))
        .map_or(text.len(), |(at, _)| at);
    let Checked { value, diagnostics } = page.fields(start..end, 2);
    let problem = Diagnostic::new(Code::FrontMatter, "the fields of this page begin with `---` and do not end")
        .at(&Span::new(file, opening(text)))
        .help("write another line `---` after the last field, before the text")
        .fix(sure(&diagnostics, [fence_line(file, text, end)]));
    Checked {
        value: Parts {
            fields: value,
            body: end..text.len(),
        },
        diagnostics: [vec![problem], diagnostics].concat(),
    }
}

/// A line that becomes `---`.
fn three_hyphens(file: &Arc<str>, line: Range<usize>) -> Edit {
    Edit::replace(&Span::new(file, line), "---")
}

/// A new line `---` before the byte `at`, which begins a line or is the end of the file.
fn fence_line(file: &Arc<str>, text: &str, at: usize) -> Edit {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = text.get(..at).unwrap_or_default();
    let opening = if before.is_empty() || before.ends_with(['\n', BYTE_ORDER_MARK]) {
        ""
    } else {
        end
    };
    Edit::replace(&Span::new(file, at..at), format!("{opening}---{end}"))
}

/// Where the fields end is sure only if nothing else is wrong with them.
fn sure(problems: &[Diagnostic], edits: impl IntoIterator<Item = Edit>) -> Fix {
    if problems.is_empty() {
        Fix::safe(edits)
    } else {
        Fix::suggested(edits)
    }
}

/// The first line `---`.
fn opening(text: &str) -> Range<usize> {
    let start = text.find("---").unwrap_or(0);
    start..start + 3
}

/// A page that does not begin with `---`: without fields, or with fields in the wrong place or form.
fn unfenced(page: Page<'_>, start: usize) -> Checked<Parts> {
    let Page { file, text, .. } = page;
    let body = Parts {
        fields: None,
        body: start..text.len(),
    };
    let mut lines = Lines { text, at: start };
    let Some((first, line)) = lines.find(|(_, line)| !is_empty(line)) else {
        return right(body);
    };
    let wrong =
        |place: Range<usize>, message: &str, help: &str| Diagnostic::new(Code::FrontMatter, message).at(&Span::new(file, place)).help(help);
    let place = first..first + line.len();
    match Fence::of(line) {
        Some(Fence::Right) => {
            let problem = wrong(
                place,
                "the fields of a page stand on its first lines",
                "delete the empty lines before `---`",
            );
            let nothing = Edit::replace(&Span::new(file, start..first), "");
            shifted(page, first, problem.fix(Fix::safe([nothing])))
        }
        Some(Fence::Near) => {
            let typed = line.trim();
            let message = format!("the fields of a page begin with `---`, not with `{typed}`");
            let fix = Fix::safe([three_hyphens(file, place.clone())]);
            let problem = wrong(place, &message, "type three hyphens, and nothing else, on the line");
            shifted(page, first, problem.fix(fix))
        }
        Some(Fence::Plus) => {
            let help = "write `---` instead of `+++`, and each field as `title: Who we are` instead of `title = \"Who we are\"`";
            let problem = wrong(place, "these fields are written in TOML, and docent reads YAML", help);
            let end = lines.find(|(_, line)| line.trim_end() == "+++").map_or(text.len(), |_| lines.at);
            skipped(end..text.len(), problem)
        }
        None if is_field(line) => {
            let help = "write a line `---` before the first field and another after the last";
            let problem = wrong(place, "this page begins with a field, and no line `---` stands before it", help);
            let end = lines
                .find(|(_, line)| is_empty(line) || is_fence(line))
                .map_or(text.len(), |_| lines.at);
            bare(page, first..end, problem)
        }
        None => right(body),
    }
}

fn right(parts: Parts) -> Checked<Parts> {
    Checked {
        value: parts,
        diagnostics: Vec::new(),
    }
}

/// The first line of the fields, as people type it.
enum Fence {
    /// `---`.
    Right,
    /// Nearly: `--`, `----`, `– – –`, `—`, ` ---`.
    Near,
    /// `+++`, the mark of TOML.
    Plus,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let marks: String = line.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
        let dashes = marks.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'));
        match marks.as_str() {
            _ if is_fence(line) => Some(Self::Right),
            "+++" => Some(Self::Plus),
            "" | "-" => None,
            // `- - -` is a line across the page in Markdown, and so is a longer row of hyphens without fields behind it.
            _ if dashes && !line.contains("- ") => Some(Self::Near),
            _ => None,
        }
    }
}

/// Fields that begin later in the file than they should, or with a mark that is not quite right.
fn shifted(page: Page<'_>, fence: usize, problem: Diagnostic) -> Checked<Parts> {
    let text = page.text;
    let mut lines = Lines { text, at: fence };
    lines.next();
    let inside = lines.at;
    let fields = Lines { text, at: inside }.find(|(_, line)| !is_empty(line) && !line.starts_with('#'));
    if !fields.is_some_and(|(_, line)| is_field(line)) {
        // A line across the page; what follows is text.
        return right(Parts {
            fields: None,
            body: fence..text.len(),
        });
    }
    let first_line = text.get(..inside).unwrap_or_default().matches('\n').count() + 1;
    let close = lines.find(|(_, line)| matches!(Fence::of(line), Some(Fence::Right | Fence::Near)));
    let (end, body) = close.map_or((text.len(), text.len()), |(at, _)| (at, lines.at));
    let Checked { value, diagnostics } = page.fields(inside..end, first_line);
    Checked {
        value: Parts {
            fields: value,
            body: body..text.len(),
        },
        diagnostics: [vec![problem], diagnostics].concat(),
    }
}

/// Fields that cannot be read at all.
fn skipped(body: Range<usize>, problem: Diagnostic) -> Checked<Parts> {
    Checked {
        value: Parts { fields: None, body },
        diagnostics: vec![problem],
    }
}

/// Fields without a line `---` before them.
fn bare(page: Page<'_>, fields: Range<usize>, problem: Diagnostic) -> Checked<Parts> {
    let Page { file, text, .. } = page;
    let typed = text.get(fields.clone()).unwrap_or_default();
    let end = Lines { text: typed, at: 0 }
        .find(|(_, line)| is_fence(line))
        .map_or(typed.len(), |(at, _)| at);
    let first_line = text.get(..fields.start).unwrap_or_default().matches('\n').count() + 1;
    let Checked { value, diagnostics } = page.fields(fields.start..fields.start + end, first_line);
    // The line that ends the fields, if there is one, is among them: `---`, or an empty one.
    let close = match (Lines { text: typed, at: 0 }).last() {
        Some((_, line)) if is_fence(line) => None,
        Some((at, line)) if is_empty(line) => Some(fields.start + at),
        _ => Some(fields.end),
    };
    let fences = [Some(fields.start), close].into_iter().flatten();
    let fix = sure(&diagnostics, fences.map(|at| fence_line(file, text, at)));
    let problem = problem.fix(fix);
    Checked {
        value: Parts {
            fields: value,
            body: fields.end..text.len(),
        },
        diagnostics: [vec![problem], diagnostics].concat(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn is_empty(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Whether a line is one of the fields that pages begin with. Text can have a colon too, so the name must be known.
fn is_field(line: &str) -> bool {
    let name = line.split_once(':').map(|(name, _)| name.trim_end());
    matches!(
        name,
        Some("title" | "description" | "summary" | "date" | "updated" | "draft" | "weight" | "slug" | "aliases" | "template" | "extra")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml::Value;

    /// The names of the fields, the body, and each problem with the text it points at.
    fn cut(text: &str) -> (Vec<String>, &str, Vec<(String, &str)>) {
        let Checked { value, diagnostics } = split(&"content/about.md".into(), text);
        let fields = match value.fields.map(|node| node.value) {
            Some(Value::Map(fields)) => fields.into_iter().map(|(key, _)| key.value).collect(),
            _ => Vec::new(),
        };
        let problems = diagnostics
            .into_iter()
            .map(|problem| (problem.message, problem.at.map_or("", |span| &text[span.range()])))
            .collect();
        (fields, &text[value.body], problems)
    }

    #[test]
    fn fields_stand_between_two_lines_of_three_hyphens() {
        for text in [
            "---\ntitle: About\ndraft: true\n---\nText\n",
            "---\r\ntitle: About\r\ndraft: true\r\n---\r\nText\n",
            "\u{feff}--- \ntitle: About\ndraft: true\n---  \nText\n",
        ] {
            let (fields, body, problems) = cut(text);
            assert_eq!(
                (fields.join(" ").as_str(), body, problems),
                ("title draft", "Text\n", vec![]),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_page_may_have_no_fields_or_no_text() {
        assert_eq!(cut("Text\n"), (vec![], "Text\n", vec![]));
        assert_eq!(cut(""), (vec![], "", vec![]));
        assert_eq!(cut("---\n---\n"), (vec![], "", vec![]));
        assert_eq!(cut("---\ntitle: x\n---"), (vec!["title".into()], "", vec![]));
        // A line across the page, and a colon in a text.
        assert_eq!(cut("\n---\n\nText: one\n").2, vec![]);
        assert_eq!(cut("Remember: call first.\n").2, vec![]);
    }

    #[test]
    fn a_slip_is_named_and_the_fields_are_read_all_the_same() {
        for (text, message, place, body) in [
            (
                "\n\n---\ntitle: x\n---\nText",
                "the fields of a page stand on its first lines",
                "---",
                "Text",
            ),
            (
                "---\ntitle: x\n\nText",
                "the fields of this page begin with `---` and do not end",
                "---",
                "\nText",
            ),
            (
                "---\ntitle: x\n# Head\n",
                "the fields of this page begin with `---` and do not end",
                "---",
                "# Head\n",
            ),
            (
                "---\ntitle: x\n----\nText",
                "the line after the fields is not `---`",
                "----",
                "Text",
            ),
            (
                "---\ntitle: x\n--\nText\n\n---\nMore",
                "the line after the fields is not `---`",
                "--",
                "Text\n\n---\nMore",
            ),
            (
                "---\n\ntitle: x\n\n--\nText",
                "the line after the fields is not `---`",
                "--",
                "Text",
            ),
            (
                "---\ntitle: x\n\nText\n--\n",
                "the fields of this page begin with `---` and do not end",
                "---",
                "\nText\n--\n",
            ),
            (
                "--\ntitle: x\n--\nText",
                "the fields of a page begin with `---`, not with `--`",
                "--",
                "Text",
            ),
            (
                "----\ntitle: x\n---\nText",
                "the fields of a page begin with `---`, not with `----`",
                "----",
                "Text",
            ),
            (
                "—\ntitle: x\n—\nText",
                "the fields of a page begin with `---`, not with `—`",
                "—",
                "Text",
            ),
            (
                "title: x\n---\nText",
                "this page begins with a field, and no line `---` stands before it",
                "title: x",
                "Text",
            ),
        ] {
            let (fields, found_body, problems) = cut(text);
            assert_eq!(fields, ["title"], "{text:?}");
            assert_eq!((found_body, problems), (body, vec![(message.to_owned(), place)]), "{text:?}");
        }
    }

    #[test]
    fn toml_is_named() {
        let (fields, body, problems) = cut("+++\ntitle = \"x\"\n+++\nText");
        assert_eq!((fields, body), (vec![], "Text"));
        assert_eq!(
            problems,
            [("these fields are written in TOML, and docent reads YAML".to_owned(), "+++")]
        );
    }

    #[test]
    fn faults_in_fields_have_their_place_and_line_in_the_file() {
        let (_, _, problems) = cut("---\ntitle: a\nslug: b\ntitle: c\n---\n");
        assert_eq!(
            problems,
            [("the field `title` is written twice, on lines 2 and 4".to_owned(), "title")]
        );
    }

    #[test]
    fn a_conflict_in_the_text_is_found() {
        let (_, _, problems) = cut("---\ntitle: a\n---\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n");
        assert_eq!(
            problems,
            [("two versions of these lines stand in the file".to_owned(), "<<<<<<< HEAD")]
        );
    }
}
