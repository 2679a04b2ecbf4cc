//! YAML as a tree in which every value has its place.

mod build;
mod clean;
mod commas;
mod dashes;
mod draft;
mod explain;
mod line;
mod notation;
mod number_sign;
mod open;
mod recover;
mod shared;
mod slip;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::build::{Fault, Limit};
use self::draft::Draft;
use self::recover::Whole;
use self::shared::{Places, Shared};
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};

/// One value with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where: the bytes of the value itself, without the key before it.
    pub span: Span,
}

/// The shapes of YAML. Scalars keep the text that was typed: the type comes from the schema, so that `NO`, `012` and
/// `804.802.9084` are what the editor sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing, `~` or `null`, unquoted.
    Null,
    /// One text.
    Scalar {
        /// The text, after quotes, escapes and folding.
        text: String,
        /// How it was written.
        style: Style,
    },
    /// `- …` or `[…]`.
    List(Vec<Node>),
    /// `key: …` or `{…}`, in the order typed. Keys are unique (a duplicate is reported and left out).
    Map(Vec<(Spanned<String>, Node)>),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotation marks.
    Plain,
    /// In single or double quotation marks.
    Quoted,
    /// As a block after `|` or `>`.
    Block,
}

/// How much a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// How many values.
    pub values: usize,
    /// How deep they may stand inside of each other.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            values: 1_000_000,
            depth: 64,
        }
    }
}

/// Reads one YAML document. `offset` is the place of `text` in its file: front matter does not begin at zero.
///
/// The result is `None` where nothing could be read (an empty document gives a `Null` node).
pub fn parse(file: &Arc<str>, text: &str, offset: usize) -> Checked<Option<Node>> {
    parse_part(file, text, offset, 1, Limits::default())
}

/// As [`parse`], for a whole file with limits of its own.
pub fn parse_within(file: &Arc<str>, text: &str, limits: Limits) -> Checked<Option<Node>> {
    parse_part(file, text, 0, 1, limits)
}

/// As [`parse`], for a text whose first line is the line `first_line` of its file.
pub(super) fn parse_part(file: &Arc<str>, text: &str, offset: usize, first_line: usize, limits: Limits) -> Checked<Option<Node>> {
    let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| first_line + starts.partition_point(|start| start + offset < at);
    let mut shared = Shared::new(&line, limits);
    let clean = clean::clean(file, text, offset, &mut shared.problems);
    // Each looks at the text as the one before it left it.
    let clean = [dashes::too_many, notation::find, commas::find, number_sign::find, dashes::find]
        .into_iter()
        .fold(clean, |clean, find| {
            let slips = find(clean.text());
            slip::mend(file, clean, offset, slips, &mut shared.problems)
        });
    let part = Draft::new(clean.text());
    let places = Places {
        file,
        offset,
        clean: &clean,
        base: 0,
        part: &part,
    };
    let value = match build::build(&places, &mut shared) {
        Ok(Some(node)) => Some(node),
        Ok(None) => Some(Node {
            value: Value::Null,
            span: places.span(0..0),
        }),
        Err(stop) if is_limit(&stop.0) => {
            shared.problems.report(explain::explain(&stop, &places).problem);
            None
        }
        Err(stop) => {
            let clean = &clean;
            let node = recover::recover(&Whole { file, offset, clean }, &mut shared);
            // A text of nothing but comments has no entry to find the fault in.
            if node.is_none() && !shared.problems.has_error() {
                shared.problems.report(explain::explain(&stop, &places).problem);
            }
            node
        }
    };
    shared.report_unused_anchors();
    Checked {
        value,
        diagnostics: shared.problems.finish(file),
    }
}

/// What is said of a file that has more values than it may have.
pub(super) fn too_many_values(at: &Span, limits: Limits) -> Diagnostic {
    let (message, help) = Limit::Values(limits.values).words();
    Diagnostic::new(Code::YamlLimit, message).at(at).help(help)
}

fn is_limit(fault: &Fault) -> bool {
    matches!(fault, Fault::Limit(_))
}
