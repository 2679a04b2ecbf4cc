//! What docent has to say about the files of a portal: a message, its place and its remedy.
//!
//! A diagnostic is a value. Stages return it and go on; only a command prints it.

mod codes;
pub mod fix;
pub mod render;
mod suggest;

pub use codes::Code;
pub use fix::{Edit, Fix, Remedy};
pub use suggest::{nearest, surely};

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site is not published while this stands.
    Error,
    /// Shown, and published all the same.
    Warning,
    /// Good to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A range of bytes in one input file. The path is relative to the portal's root, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file, as the editor sees its path: `data/contacts.yaml`.
    #[serde(with = "path")]
    pub file: Arc<str>,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`.
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: file.clone(),
            start: clamp(range.start),
            end: clamp(range.end),
        }
    }

    /// A place that is a whole file; shown without an excerpt.
    pub fn file(file: &Arc<str>) -> Self {
        Self::new(file, 0..0)
    }

    /// Whether another place lies within this one.
    pub fn contains(&self, other: &Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The range as indices into the file's bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value together with the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// One problem, in the editor's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable name of the kind of problem; `docent explain <code>` tells more.
    pub code: Code,
    /// Usually the code's own; `--strict` and `--warn-only` change it.
    pub severity: Severity,
    /// What is wrong, in plain words, ending without a period.
    pub message: String,
    /// The place, if there is one.
    pub at: Option<Span>,
    /// Other places that belong to the problem, each with its word.
    pub labels: Vec<(Span, String)>,
    /// What to type instead, or what to do.
    pub help: Option<String>,
    /// The same as a change of the file, if a machine can make it.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A problem of the given kind with the severity its kind has.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            at: None,
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// At this place.
    #[must_use]
    pub fn at(mut self, span: &Span) -> Self {
        self.at = Some(span.clone());
        self
    }

    /// With this remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a correction that a machine can make.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into().map(Box::new);
        self
    }

    /// With what to do about the value `typed`, which stands at its place.
    #[must_use]
    pub fn remedy(self, typed: &str, remedy: Remedy) -> Self {
        let fix = self.at.as_ref().zip(remedy.right).map(|(at, (trust, right))| Fix {
            trust,
            edits: vec![Edit::word(at, typed, right)],
        });
        self.help(remedy.help).fix(fix)
    }

    /// With a second place.
    #[must_use]
    pub fn label(mut self, span: &Span, word: impl Into<String>) -> Self {
        self.labels.push((span.clone(), word.into()));
        self
    }
}

/// Paths are shared in memory and written out as they are.
mod path {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(path: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(path)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Arc::from)
    }
}

/// What a stage made of its input, with what it has to say about it.
#[derive(Debug, Clone, Default)]
pub struct Checked<T> {
    /// The result: whole where the input was right, with the bad parts left out where it was not.
    pub value: T,
    /// The problems found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// True if nothing stands in the way of publishing.
pub fn publishable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

/// Most severe first, then by file and place; the same problem at the same place once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.severity, a.at.is_none(), &a.at, a.code, &a.message).cmp(&(b.severity, b.at.is_none(), &b.at, b.code, &b.message))
    });
    diagnostics.dedup();
}
