//! Files that are in a portal by accident: what programs leave behind, and pictures as a camera writes them.

use crate::diag::{Code, Diagnostic, Span};
use crate::source::SourceFile;

/// A picture of more bytes than this keeps a telephone on a mobile network waiting for many seconds.
const LARGE_PICTURE: usize = 3 << 20;

/// What programs call the files that they forget.
const ENDINGS: [&str; 6] = [".tmp", ".bak", ".orig", ".rej", ".crdownload", "~"];

/// What is wrong with a file before anyone looks into it.
pub(super) fn problem(file: &SourceFile) -> Option<Diagnostic> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let lower = name.to_lowercase();
    let at = Span::file(&file.path);
    if lower.starts_with("~$") || matches!(&*lower, "thumbs.db" | "desktop.ini") || ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        let message = format!("`{name}` is a file that a program left behind");
        let help = "delete it; files whose names begin with `~$` also carry the name of who had the document open";
        return Some(Diagnostic::new(Code::LeftoverFile, message).at(&at).help(help));
    }
    let is_picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    if !is_picture || file.bytes.len() <= LARGE_PICTURE {
        return None;
    }
    let megabytes = file.bytes.len() >> 20;
    let problem = Diagnostic::new(Code::LargePicture, format!("this picture has {megabytes} MB")).at(&at);
    Some(problem.help("save it 1600 pixels wide as JPEG or WebP: a few hundred KB are enough for every screen"))
}
