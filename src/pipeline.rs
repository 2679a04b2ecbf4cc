//! `build`: the stages in order. The only module that knows them all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::Diagnostic;
use crate::memo::Memo;
use crate::render::Bundle;
use crate::source::Snapshot;

/// What the command line and the clock say, beside the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Options {
    /// The day for which the site is built: decides upcoming and past, open and closed, stale and fresh.
    pub today: Date,
    /// Replaces `base_url` of `docent.yaml`.
    pub base_url: Option<String>,
    /// Pages and entries that are built although they are not public.
    pub include: Include,
    /// Dotted keys of `docent.yaml` with the text that replaces what the file says: `theme.name` → `civic`.
    pub overrides: BTreeMap<String, String>,
}

/// Unpublished things to build all the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Include {
    /// Those marked `draft: true`.
    pub drafts: bool,
    /// Those whose `publish_date` is still to come.
    pub future: bool,
    /// Those whose `expiry_date` has passed.
    pub expired: bool,
}

/// A built portal.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// Every output file. Complete even when there are errors, as far as they allow.
    pub bundle: Bundle,
    /// Everything there is to say, most severe first.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of the files are pages.
    pub pages: usize,
}

/// Builds the whole portal. `check`, `build` and `serve` call this and nothing else.
pub fn build(snapshot: &Snapshot, options: &Options, memo: &mut Memo) -> Build {
    let _ = (snapshot, options, memo);
    todo!()
}
