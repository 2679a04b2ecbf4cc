//! The files of the theme as browsers get them: made once, since pages name them, their addresses hold their digests, and the
//! build writes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::formats::Document;
use crate::formats::script::Script;
use crate::formats::stylesheet::Sheet;
use crate::source::SourceFile;
use crate::theme::Theme;

/// Where the theme's files are published. Hosts are told that browsers may keep what stands there for ever, so nothing else may:
/// a new version of it would not be seen.
pub const FOLDER: &str = "assets/";

/// A style sheet, a script or a picture of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// The file its authors wrote: `themes/civic/assets/civic.css`.
    pub source: Arc<str>,
    /// The address from the root of the portal, without the first slash: `assets/civic.0123456789.css`. The name carries a digest
    /// of the bytes, so that browsers may keep them for ever.
    pub path: String,
    /// What is published.
    pub bytes: Arc<[u8]>,
    /// BLAKE3 of the bytes.
    pub digest: [u8; 32],
}

impl ThemeFile {
    /// What is published of a source, under a name that templates know.
    pub fn new(name: &str, source: Arc<str>, bytes: Arc<[u8]>) -> Self {
        let digest = blake3::hash(&bytes);
        let mark = digest.to_hex();
        let mark = mark.get(..10).unwrap_or_default();
        let path = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{FOLDER}{stem}.{mark}.{extension}"),
            None => format!("{FOLDER}{name}.{mark}"),
        };
        Self {
            source,
            path,
            bytes,
            digest: *digest.as_bytes(),
        }
    }
}

/// The theme's files by the names that templates give them: `civic.css`.
pub fn theme_files(theme: &Theme) -> BTreeMap<String, ThemeFile> {
    let files = theme.assets.par_iter();
    let made = |(name, file): (&String, &SourceFile)| (name.clone(), ThemeFile::new(name, file.path.clone(), published(file)));
    files.map(made).collect()
}

/// The bytes of a file without what only its authors read. What is not text is left as it is.
fn published(file: &SourceFile) -> Arc<[u8]> {
    match (file.path.rsplit('.').next(), file.text()) {
        (Some("css"), Some(text)) => Sheet::published(text).to_bytes().into(),
        (Some("js"), Some(text)) => Script::published(text).to_bytes().into(),
        _ => file.bytes.clone(),
    }
}
