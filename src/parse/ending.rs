//! The ends of file names that were almost right: `about.MD`, `about.md.txt`, `contacts.YAML`.

use crate::diag::{Code, Diagnostic, Span};
use crate::source::SourceFile;

/// Ends that programs give to what they take for Markdown or a text.
const PAGES: [&str; 4] = [".md.txt", ".markdown", ".mdown", ".md"];
const DATA: [&str; 5] = [".yaml", ".yml", ".json", ".csv", ".md"];

/// A file that would be published as it is, or not read at all, and was meant as a page or as data.
pub(super) fn problem(file: &SourceFile) -> Option<Diagnostic> {
    let path = &*file.path;
    let lower = path.to_lowercase();
    let (right, message) = if path.starts_with("content/") {
        let end = PAGES.iter().find(|end| lower.ends_with(**end))?;
        let stem = path.get(..path.len() - end.len())?;
        (
            format!("{stem}.md"),
            "the name of a page ends in `.md`; this file would be published as it is",
        )
    } else {
        let end = DATA.iter().find(|end| path.starts_with("data/") && lower.ends_with(**end))?;
        let stem = path.get(..path.len() - end.len())?;
        (
            format!("{stem}{end}"),
            "the end of this name is written in capital letters, so the file is not read",
        )
    };
    let problem = Diagnostic::new(Code::BadFileName, message).at(&Span::file(&file.path));
    (right != path).then(|| problem.help(format!("rename it to `{right}`")))
}
