//! Diagnostics for people: the message, the line it is about with carets below the place, and the remedy.
//!
//! Readable at 80 columns and without colour. A problem that occurs many times is shown once, with its other places.

use annotate_snippets::{Group, Level, Message, Renderer};

use super::wrap::wrap;
use super::{Files, Places, escape, excerpt, most_severe_first, plural, same_problems};
use crate::diag::{Diagnostic, Severity};

/// How the text is to look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns of the terminal or page.
    pub width: usize,
    /// With escape codes for colours, or without.
    pub colour: Colour,
    /// How many places of a repeated problem are named.
    pub places: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            width: 80,
            colour: Colour::Plain,
            places: 3,
        }
    }
}

/// Whether escape codes for colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// No escape codes.
    Plain,
    /// ANSI escape codes.
    Ansi,
}

/// All diagnostics, most severe first, a blank line after each.
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files, look: Look) -> String {
    let places = Places::new(diagnostics, files);
    let ordered = most_severe_first(diagnostics);
    let mut out = String::new();
    for same in same_problems(&ordered) {
        out.push_str(&problem(&same, &places, look));
        out.push_str("\n\n");
    }
    out
}

/// The place of one problem and the lines it is about, without its message and remedy; `None` if it has no place.
pub fn lines(diagnostic: &Diagnostic, places: &Places<'_>, look: Look) -> Option<String> {
    let excerpts = excerpt::excerpts(diagnostic, places, look.width);
    let group = Group::with_level(level(diagnostic.severity)).elements(excerpts);
    (!group.is_empty()).then(|| draw(group, look))
}

/// Columns kept free for what stands before a remedy: the line number and ` = help: `.
const MARGIN: usize = 13;

/// One problem: the excerpt of its first place, its remedy, and where else it is.
fn problem(same: &[&Diagnostic], places: &Places<'_>, look: Look) -> String {
    let Some((first, others)) = same.split_first() else {
        return String::new();
    };
    let before = format!("{}[{}]: ", first.severity, first.code).len();
    let title = wrap(&escape::line(&first.message), look.width.saturating_sub(before));
    let title = level(first.severity).primary_title(title).id(first.code.name());
    let group = Group::with_title(title).elements(excerpt::excerpts(first, places, look.width));
    let notes = remedy(first, look).into_iter().chain(elsewhere(others, places, look));
    draw(group.elements(notes), look)
}

fn draw(group: Group<'_>, look: Look) -> String {
    let renderer = match look.colour {
        Colour::Plain => Renderer::plain(),
        Colour::Ansi => Renderer::styled(),
    };
    // Lines are cut to the width already; the renderer must not cut them a second time.
    excerpt::true_places(&renderer.term_width(usize::MAX >> 1).render(&[group]))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn remedy(diagnostic: &Diagnostic, look: Look) -> Option<Message<'static>> {
    let help = wrap(&escape::lines(diagnostic.help.as_deref()?), look.width.saturating_sub(MARGIN));
    Some(Level::HELP.message(help))
}

fn elsewhere(others: &[&Diagnostic], places: &Places<'_>, look: Look) -> Option<Message<'static>> {
    if others.is_empty() {
        return None;
    }
    let named: Vec<String> = others
        .iter()
        .filter_map(|d| d.at.as_ref())
        .take(look.places)
        .map(|at| places.of(at).to_string())
        .collect();
    let rest = others.len() - named.len();
    let text = match (named.is_empty(), rest) {
        (true, _) => format!("and {} more", plural(others.len(), "time")),
        (false, 0) => format!("the same at {}", named.join(", ")),
        (false, _) => format!(
            "the same at {}, and {rest} more {}",
            named.join(", "),
            if rest == 1 { "place" } else { "places" }
        ),
    };
    Some(Level::NOTE.message(wrap(&text, look.width.saturating_sub(MARGIN))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::{TestFiles, place_of};
    use crate::diag::{Code, Span};

    const CONTACTS: &str = "- id: jo-diaz\n  name: Jo Diaz\n  phoness:\n    - number: 555-0100\n";

    fn shown(diagnostics: &[Diagnostic], files: &[(&'static str, &str)]) -> String {
        render(diagnostics, &TestFiles::new(files), Look::default())
    }

    fn unknown_field() -> Diagnostic {
        Diagnostic::new(Code::UnknownField, "a contact has no field `phoness`")
            .at(&place_of("data/contacts.yaml", CONTACTS, "phoness"))
            .help("did you mean `phones`?")
    }

    #[test]
    fn a_problem_shows_its_line_with_carets_and_the_remedy() {
        let text = shown(&[unknown_field()], &[("data/contacts.yaml", CONTACTS)]);
        assert_eq!(
            text,
            "error[unknown-field]: a contact has no field `phoness`
 --> data/contacts.yaml:3:3
  |
3 |   phoness:
  |   ^^^^^^^
  |
  = help: did you mean `phones`?

"
        );
    }

    #[test]
    fn a_label_shows_the_second_place() {
        let text = "name: A\nkind: team\nname: B\n";
        let file: std::sync::Arc<str> = "data/contacts/a.yaml".into();
        let problem = Diagnostic::new(Code::DuplicateKey, "`name` is written twice")
            .at(&Span::new(&file, 19..23))
            .label(&Span::new(&file, 0..4), "it stands here already")
            .label(&place_of("docent.yaml", "title: X", "title"), "and this is in another file");
        assert_eq!(
            shown(&[problem], &[("data/contacts/a.yaml", text), ("docent.yaml", "title: X")]),
            "error[duplicate-key]: `name` is written twice
 --> data/contacts/a.yaml:3:1
  |
1 | name: A
  | ---- it stands here already
2 | kind: team
3 | name: B
  | ^^^^
  |
 ::: docent.yaml:1:1
  |
1 | title: X
  | ----- and this is in another file

"
        );
    }

    #[test]
    fn the_lines_can_be_had_alone() {
        let files = TestFiles::new(&[("data/contacts.yaml", CONTACTS)]);
        let problems = [unknown_field(), Diagnostic::new(Code::MissingPage, "there is no page /privacy/")];
        let places = Places::new(&problems, &files);
        let [some, none] = problems.each_ref().map(|problem| lines(problem, &places, Look::default()));
        assert_eq!(some.unwrap(), " --> data/contacts.yaml:3:3\n  |\n3 |   phoness:\n  |   ^^^^^^^");
        assert_eq!(none, None);
    }

    #[test]
    fn the_most_severe_come_first_and_the_same_problem_once() {
        let file: std::sync::Arc<str> = "data/videos.yaml".into();
        let text = "- a\n".repeat(300);
        let captions =
            |n: usize| Diagnostic::new(Code::Captions, "it is not known who made the captions").at(&Span::new(&file, n * 4 + 2..n * 4 + 3));
        let mut problems: Vec<_> = (0..216).map(captions).collect();
        problems.push(Diagnostic::new(Code::MissingPage, "there is no page /privacy/"));
        assert_eq!(
            shown(&problems, &[("data/videos.yaml", &text)]),
            "error[missing-page]: there is no page /privacy/

warning[captions]: it is not known who made the captions
 --> data/videos.yaml:1:3
  |
1 | - a
  |   ^
  |
  = note: the same at data/videos.yaml:2:3, data/videos.yaml:3:3,
          data/videos.yaml:4:3, and 212 more places

"
        );
    }

    #[test]
    fn the_column_is_that_of_the_file_although_the_line_is_cut_and_escaped() {
        let text = format!("\t\u{1b}[31m{} HERE {}\r\n", "a".repeat(200), "b".repeat(200));
        let problem = Diagnostic::new(Code::DeadLink, "x").at(&place_of("content/a.md", &text, "HERE"));
        let text = shown(&[problem], &[("content/a.md", &text)]);
        assert_eq!(
            text,
            "error[dead-link]: x
 --> content/a.md:1:208
  |
1 | …aaaaaaaaaaaaaaaaaaaaaaaa HERE bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
  |                           ^^^^

"
        );
    }

    #[test]
    fn long_texts_are_wrapped_below_their_beginning() {
        let problem = Diagnostic::new(
            Code::BadPhone,
            "a US telephone number has 10 digits, and this one has only nine of them, as it seems",
        )
        .help("write the number with its area code, such as 804-555-0142, and put an extension into\next: \"12\"");
        assert_eq!(
            shown(&[problem], &[]),
            "error[bad-phone]: a US telephone number has 10 digits, and this one has only
                  nine of them, as it seems
 |
 = help: write the number with its area code, such as 804-555-0142, and put
         an extension into
         ext: \"12\"

"
        );
    }

    #[test]
    fn colours_are_written_only_when_wanted() {
        let files = TestFiles::new(&[("data/contacts.yaml", CONTACTS)]);
        let ansi = Look {
            colour: Colour::Ansi,
            ..Look::default()
        };
        assert!(render(&[unknown_field()], &files, ansi).contains("\u{1b}["));
        assert!(!render(&[unknown_field()], &files, Look::default()).contains('\u{1b}'));
    }

    /// Any span in any file: outside, inside of a character, backwards, in binary, empty and huge files.
    #[test]
    fn no_span_makes_it_panic() {
        let long = "x".repeat(100_000);
        let texts: [&[u8]; 8] = [
            b"",
            b"\n\n",
            b"\xff\xfe\x00\x01\n\x80",
            "é日\u{202e}\r\n\tñ".as_bytes(),
            b"\r\r\n",
            b"\xef\xbb\xbfa",
            "\u{fdd0}:1:2".as_bytes(),
            long.as_bytes(),
        ];
        for bytes in texts {
            let files = TestFiles([("f", bytes.to_vec())].into());
            let ends = [0, 1, 2, 3, 4, 5, 7, 9, 12, 50_000, 99_999, 100_000, 200_000, usize::MAX];
            for (start, end) in ends.iter().flat_map(|start| ends.iter().map(move |end| (*start, *end))) {
                let span = Span::new(&"f".into(), start..end);
                let lost = Span::new(&"gone".into(), start..end);
                let problem = Diagnostic::new(Code::DeadLink, "x").at(&span).label(&span, "y").label(&lost, "z");
                let text = shown_with(&problem, &files);
                assert!(text.starts_with("error[dead-link]: x"), "{text}");
            }
        }
    }

    fn shown_with(problem: &Diagnostic, files: &TestFiles) -> String {
        render(std::slice::from_ref(problem), files, Look::default())
    }
}
