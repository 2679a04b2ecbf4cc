//! Diagnostics for GitHub Actions: annotations at the lines of a change, and a page that sums up the job.
//!
//! The forge shows ten errors and ten warnings of a step, so the most severe come first, and each problem once before
//! any comes a second time. The summary has them all.

use std::fmt::Write as _;

use super::{Files, Place, Places, Summary, escape, most_severe_first, plural, same_problems};
use crate::diag::{Diagnostic, Severity};

/// Workflow commands, one a line.
pub fn commands(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let ordered = most_severe_first(diagnostics);
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let groups = same_problems(&ordered);
        let groups = groups.iter().filter(|group| group.iter().any(|d| d.severity == severity));
        let (firsts, others): (Vec<_>, Vec<_>) = groups.filter_map(|group| group.split_first()).unzip();
        for diagnostic in firsts.into_iter().chain(others.into_iter().flatten()) {
            command(&mut out, diagnostic, &places);
        }
    }
    out
}

fn command(out: &mut String, diagnostic: &Diagnostic, places: &Places<'_>) {
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = diagnostic.at.as_ref().map(|at| properties(&places.of(at))).unwrap_or_default();
    let mut text = escape::lines(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {}", escape::lines(help));
    }
    for (span, word) in &diagnostic.labels {
        let _ = write!(text, "\n{}: {}", places.of(span), escape::lines(word));
    }
    let _ = writeln!(out, "::{name} {place}title={}::{}", property(diagnostic.code.name()), data(&text));
}

/// `file=…,line=…,` with the columns only where the place lies in one line, as the forge wants it.
fn properties(place: &Place) -> String {
    let file = property(&place.file);
    match place.range {
        None => format!("file={file},"),
        Some((start, end)) if start.line == end.line => format!(
            "file={file},line={},endLine={},col={},endColumn={},",
            start.line, end.line, start.column, end.column
        ),
        Some((start, end)) => format!("file={file},line={},endLine={},", start.line, end.line),
    }
}

/// The text of a command, as the runner decodes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of one of its properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The forge refuses a summary of more than 1 MiB, and every other step's with it.
const SUMMARY_LIMIT: usize = 900 * 1024;

/// The page that sums up the job, in Markdown.
pub fn summary(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let ordered = most_severe_first(diagnostics);
    let mut out = format!("## docent: {}\n\n", Summary::of(diagnostics));
    let groups = same_problems(&ordered);
    for (index, group) in groups.iter().enumerate() {
        let entry = entry(group, &places);
        if out.len() + entry.len() > SUMMARY_LIMIT {
            let _ = writeln!(out, "\nand {}", plural(groups.len() - index, "more problem"));
            break;
        }
        out.push_str(&entry);
    }
    out
}

/// A list item: the problem, its remedy, and its places in a list of their own.
fn entry(group: &[&Diagnostic], places: &Places<'_>) -> String {
    let Some(first) = group.first() else {
        return String::new();
    };
    let mut entry = format!("- **{}** `{}`: {}\n", first.severity, first.code, escape::markdown(&first.message));
    if let Some(help) = &first.help {
        let _ = writeln!(entry, "  - help: {}", escape::markdown(help));
    }
    for at in group.iter().filter_map(|diagnostic| diagnostic.at.as_ref()) {
        let _ = writeln!(entry, "  - {}", escape::markdown(&places.of(at).to_string()));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::{TestFiles, place_of};
    use crate::diag::{Code, Span};

    const PAGE: &str = "---\ntitle: A: b\n---\n";

    fn files() -> TestFiles {
        TestFiles::new(&[("content/a,b.md", PAGE)])
    }

    #[test]
    fn commands_carry_the_place_and_are_escaped() {
        let problem = Diagnostic::new(Code::UnquotedColon, "100 % \u{1b}[31m:: wrong")
            .at(&place_of("content/a,b.md", PAGE, "A: b"))
            .help("type\ntitle: \"A: b\"");
        assert_eq!(
            commands(&[problem], &files()),
            "::error file=content/a%2Cb.md,line=2,endLine=2,col=8,endColumn=12,title=unquoted-colon\
             ::100 %25 <U+001B>[31m:: wrong%0Ahelp: type%0Atitle: \"A: b\"\n"
        );
    }

    #[test]
    fn each_problem_comes_once_before_any_comes_again_and_errors_before_warnings() {
        let at = |line: usize| Span::new(&"content/a,b.md".into(), line * 4..line * 4 + 1);
        let problems = [
            Diagnostic::new(Code::Captions, "w").at(&at(0)),
            Diagnostic::new(Code::DeadLink, "x").at(&at(0)),
            Diagnostic::new(Code::DeadLink, "x").at(&at(1)),
            Diagnostic::new(Code::DeadLink, "y").at(&at(2)),
        ];
        let commands = commands(&problems, &files());
        let order: Vec<char> = commands.lines().filter_map(|line| line.chars().last()).collect();
        assert_eq!(order, ['x', 'y', 'x', 'w']);
    }

    #[test]
    fn a_place_over_several_lines_has_no_columns() {
        let problem = Diagnostic::new(Code::FrontMatter, "x").at(&place_of("content/a,b.md", PAGE, PAGE));
        assert_eq!(
            commands(&[problem], &files()),
            "::error file=content/a%2Cb.md,line=1,endLine=4,title=front-matter::x\n"
        );
    }

    #[test]
    fn the_summary_lists_every_place_and_runs_no_markup() {
        let at = Span::file(&"content/a,b.md".into());
        let problems = [
            Diagnostic::new(Code::DeadLink, "<img src=x> [a](b)").at(&at),
            Diagnostic::new(Code::DeadLink, "<img src=x> [a](b)").at(&at),
        ];
        assert_eq!(
            summary(&problems, &files()),
            "## docent: 2 errors in 1 file\n\n\
             - **error** `dead-link`: \\<img src\\=x\\> \\[a\\]\\(b\\)\n  - content/a,b.md\n  - content/a,b.md\n"
        );
    }

    #[test]
    fn a_summary_too_long_for_the_forge_says_what_it_leaves_out() {
        let problems: Vec<Diagnostic> = (0..20_000)
            .map(|n| Diagnostic::new(Code::DeadLink, format!("{n} {}", "x".repeat(90))))
            .collect();
        let summary = summary(&problems, &files());
        assert!(summary.len() < 1 << 20 && summary.contains("more problems"));
    }
}
