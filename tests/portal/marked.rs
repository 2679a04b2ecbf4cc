//! Mistakes of editors, each marked in the file in which it is made.
//!
//! A case is a folder below `tests/portal/marked/` with the files of a small portal (what is not there is added). Under
//! the line with the mistake stands a comment with carets and what docent says:
//!
//! ```yaml
//! - id: dana-example
//!   phons: 804-555-0142
//!   #^^^^ error[unknown-field]: there is no field `phons` here
//! ```
//! The first caret, or the `#` before it, is the column; in Markdown the comment is `<!--^^ … -->`. `#!` instead of
//! carets marks the whole line, and at the beginning of a file the file as a whole; `#!4` marks line 4 from elsewhere. A problem without a mark fails the
//! case, and so does a mark without a problem. `UPDATE=1 cargo test` writes the marks that are missing, to be read before
//! they are kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use docent::diag::render::escape;
use docent::diag::{Diagnostic, Span};
use docent::source::{Snapshot, SourceFile};

use super::{TODAY, cases, fresh, lines, snapshot};

/// What a mark expects: file, line, column if it has carets, and the beginning of the message.
#[derive(Debug)]
struct Mark {
    file: String,
    line: usize,
    columns: Option<(usize, usize)>,
    text: String,
}

#[test]
fn every_mistake_is_found_at_its_place() {
    let mut failures = Vec::new();
    for case in cases("marked") {
        let mut portal = snapshot(&case);
        complete(&mut portal);
        let marks: Vec<Mark> = portal
            .files()
            .filter(|file| !file.path.starts_with("built-in:"))
            .flat_map(marks)
            .collect();
        let problems = fresh(&portal, TODAY).diagnostics;
        let unexpected: Vec<_> = problems
            .iter()
            .filter(|problem| !marks.iter().any(|mark| mark.is_met_by(problem, &portal)))
            .cloned()
            .collect();
        if std::env::var_os("UPDATE").is_some() {
            write_marks(&case, &unexpected, &portal);
            continue;
        }
        let unmet: Vec<_> = marks
            .iter()
            .filter(|mark| !problems.iter().any(|problem| mark.is_met_by(problem, &portal)))
            .collect();
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        failures.extend(
            lines(&unexpected, &portal)
                .into_iter()
                .map(|line| format!("{name}: not marked: {line}")),
        );
        failures.extend(unmet.into_iter().map(|mark| format!("{name}: not reported: {mark:?}")));
        if marks.is_empty() && !name.starts_with("fine-") {
            failures.push(format!("{name}: no mark in the case (a case without a mistake is named `fine-…`)"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Codes that no small file of a portal brings about: they need a disk, megabytes, other sites
/// (`tests/external.rs`), or a flag (`check --todo`).
const WITHOUT_A_CASE: [&str; 8] = [
    "unreadable-file",
    "skipped-file",
    "file-too-large",
    "large-picture",
    "dead-external-link",
    "moved-external-link",
    "unsure-external-link",
    "unknown-fact",
];

#[test]
fn every_code_has_a_case() {
    let marked: String = cases("marked")
        .iter()
        .flat_map(|case| super::files(case))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    // Barriers are made on purpose in a portal of their own.
    let defects = fs::read_to_string(super::root().join("tests/portal/access/defects.txt")).expect("the table");
    let missing: Vec<_> = docent::diag::Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !WITHOUT_A_CASE.contains(name) && !marked.contains(&format!("[{name}]")) && !defects.contains(&format!(" {name} ")))
        .collect();
    assert!(missing.is_empty(), "no case marks {missing:?}");
}

#[cfg(unix)]
#[test]
fn what_is_too_large_or_no_file_is_told_when_the_disk_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("a folder");
    let large = fs::File::create(content.join("large.md")).expect("a file");
    large.set_len(6 << 20).expect("room for it");
    std::os::unix::fs::symlink("large.md", content.join("link.md")).expect("a link");
    let root = camino::Utf8Path::from_path(folder.path()).expect("UTF-8");
    let read = docent::source::disk::read(root, camino::Utf8Path::new("docent.yaml"));
    let mut said: Vec<String> = read
        .diagnostics
        .iter()
        .map(|problem| {
            let file = problem.at.as_ref().map_or("", |span| &span.file);
            format!("{file}: {}[{}]", problem.severity, problem.code)
        })
        .collect();
    said.sort();
    assert_eq!(
        said,
        ["content/large.md: error[file-too-large]", "content/link.md: warning[skipped-file]"]
    );
}

#[test]
fn a_picture_as_a_camera_writes_it_is_told() {
    let mut portal = Snapshot::with_built_in_theme();
    complete(&mut portal);
    let picture = |length: usize| [&b"\xff\xd8\xff"[..], &vec![0; length]].concat();
    portal.insert("static/small.jpg", picture(1 << 20));
    portal.insert("static/class.JPG", picture(40 << 20));
    let problems = fresh(&portal, TODAY).diagnostics;
    let said = lines(&problems, &portal);
    assert!(
        said.iter()
            .any(|line| line.starts_with("static/class.JPG:1:1: warning[large-picture]: this picture has 40 MB")),
        "{said:?}"
    );
    assert!(!said.iter().any(|line| line.contains("small.jpg")), "{said:?}");
}

/// Adds what a portal needs and the case is not about.
pub fn complete(portal: &mut Snapshot) {
    if portal.get("docent.yaml").is_none() {
        let config = "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\nvocabularies:\n  audiences: [{id: parents, label: Parents}]\n  regions: [{id: north, label: North}]\n";
        portal.insert("docent.yaml", config.as_bytes().to_vec());
    }
    if portal.get("content/_index.md").is_none() {
        portal.insert("content/_index.md", b"---\ntitle: Home\n---\n".to_vec());
    }
}

/// How many mistakes are marked, each with what is said; what is only listed to be read is none.
pub fn count() -> usize {
    let portals = cases("marked").into_iter().map(|case| snapshot(&case));
    let count = |portal: Snapshot| {
        portal
            .files()
            .flat_map(marks)
            .filter(|mark| !mark.text.starts_with("note["))
            .count()
    };
    portals.map(count).sum()
}

/// The lines of a file that are marked with an error.
pub fn lines_with_errors(file: &SourceFile) -> Vec<usize> {
    let is_error = |mark: &Mark| mark.text.starts_with("error[");
    marks(file).into_iter().filter(is_error).map(|mark| mark.line).collect()
}

/// The marks in a file; one that is not UTF-8 can be marked too.
fn marks(file: &SourceFile) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut marked_line = 0;
    for (at, line) in String::from_utf8_lossy(&file.bytes).lines().enumerate() {
        match mark(line) {
            Some((columns, text)) => {
                let said = text.trim_start_matches(|c: char| c.is_ascii_digit());
                let given = text.strip_suffix(said).and_then(|number| number.parse().ok());
                marks.push(Mark {
                    file: file.path.to_string(),
                    line: given.unwrap_or(marked_line.max(1)),
                    columns,
                    text: said.trim().to_owned(),
                });
            }
            None => marked_line = at + 1,
        }
    }
    marks
}

/// `  #^^^ error[code]: message`: the columns (from 1) and the text.
fn mark(line: &str) -> Option<(Option<(usize, usize)>, &str)> {
    let indent = line.len() - line.trim_start().len();
    let comment = line.trim_start();
    let (opening, rest) = [("<!--", "<!--"), ("#", "#")]
        .iter()
        .find_map(|(opening, _)| Some((opening.len(), comment.strip_prefix(opening)?)))?;
    let rest = rest.trim_end().trim_end_matches("-->");
    if let Some(text) = rest.strip_prefix('!') {
        return Some((None, text));
    }
    let carets = rest.trim_start();
    let before = rest.len() - carets.len();
    let count = carets.chars().take_while(|c| *c == '^').count();
    let text = carets.get(count..)?;
    if count == 0
        || !(text.trim_start().starts_with("error[") || text.trim_start().starts_with("warning[") || text.trim_start().starts_with("note["))
    {
        return None;
    }
    // `#^^^`: the sign of the comment stands under the first character; `# ^^^` does not.
    let (start, length) = if before == 0 {
        (indent + 1, count + opening)
    } else {
        (indent + opening + before + 1, count)
    };
    Some((Some((start, length)), text))
}

impl Mark {
    fn is_met_by(&self, problem: &Diagnostic, portal: &Snapshot) -> bool {
        let Some(span) = &problem.at else { return false };
        let said = format!("{}[{}]: {}", problem.severity, problem.code, problem.message);
        if *span.file != *self.file || !escape::line(&said).starts_with(&self.text) {
            return false;
        }
        let (line, column, length) = place(span, portal);
        line == self.line && self.columns.is_none_or(|(start, count)| column == start && length == count)
    }
}

/// The line and the column (from 1) of a place, and its length in the line.
fn place(span: &Span, portal: &Snapshot) -> (usize, usize, usize) {
    let text = portal.get(&span.file).and_then(|file| file.text()).unwrap_or_default();
    let before = &text[..(span.start as usize).min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let length = text
        .get(span.range())
        .map_or(0, |marked| marked.lines().next().unwrap_or_default().chars().count());
    (line, column, length)
}

/// Writes marks for the problems of a case into its files.
fn write_marks(case: &Path, problems: &[Diagnostic], portal: &Snapshot) {
    let mut places: BTreeMap<&str, Vec<(usize, usize, usize, String)>> = BTreeMap::new();
    for problem in problems {
        let Some(span) = problem.at.as_ref() else { continue };
        let (line, column, length) = place(span, portal);
        let said = escape::line(&format!("{}[{}]: {}", problem.severity, problem.code, problem.message));
        places.entry(&span.file).or_default().push((line, column, length, said));
    }
    for (file, mut marks) in places {
        let bytes = fs::read(case.join(file)).expect("a file of the case");
        let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        marks.sort();
        for (line, column, length, said) in marks.into_iter().rev() {
            let front = lines
                .iter()
                .skip(1)
                .position(|line| line.trim_ascii_end() == b"---")
                .map_or(0, |at| at + 1);
            let is_text = file.ends_with(".html") || (file.ends_with(".md") && line > front);
            let mark = if is_text {
                text_mark(column, length, &said)
            } else {
                data_mark(column, length, &said)
            };
            lines.insert(line.min(lines.len()), (mark + "\n").into_bytes());
        }
        fs::write(case.join(file), lines.concat()).expect("a file of the case");
    }
}

fn data_mark(column: usize, length: usize, said: &str) -> String {
    match (column, length) {
        (_, 2..) => format!("{}#{} {said}", " ".repeat(column - 1), "^".repeat(length - 1)),
        (3.., 1) => format!("{}# ^ {said}", " ".repeat(column - 3)),
        _ => format!("#! {said}"),
    }
}

fn text_mark(column: usize, length: usize, said: &str) -> String {
    match (column, length) {
        (1..=4, 5..) => format!("{}<!--{} {said} -->", " ".repeat(column - 1), "^".repeat(length - 4)),
        (6.., 1..) => format!("<!--{}{} {said} -->", " ".repeat(column - 5), "^".repeat(length)),
        _ => format!("<!--! {said} -->"),
    }
}
