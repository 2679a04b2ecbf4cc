//! What the parts of a YAML file share while it is read: places, anchors, limits, problems.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::build::Limit;
use super::draft::{Draft, Repair};
use super::explain::MERGED;
use super::{Limits, Node, Style, Value};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span, Spanned};
use crate::parse::problems::Problems;

/// How many values aliases may add.
const ALIAS_NODES: usize = 100_000;
/// How many bytes of text aliases may add.
const ALIAS_BYTES: usize = 10_000_000;

/// Where the bytes of a draft stand in the file.
pub(super) struct Places<'a> {
    /// The file.
    pub(super) file: &'a Arc<str>,
    /// The place of the text in it.
    pub(super) offset: usize,
    /// The whole text, without what no one can see.
    pub(super) clean: &'a Draft,
    /// Where in it the part begins that is read.
    pub(super) base: usize,
    /// The part.
    pub(super) part: &'a Draft,
}

impl Places<'_> {
    /// A range of the part as a place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let part = self.part.original_range(range);
        let clean = self.clean.original_range(self.base + part.start..self.base + part.end);
        Span::new(self.file, self.offset + clean.start..self.offset + clean.end)
    }

    /// Repairs of the part as edits of the file; `None` if one of them mends what has been mended before.
    pub(super) fn edits(&self, repairs: &[Repair]) -> Option<Vec<Edit>> {
        let edit = |repair: &Repair| {
            let part = self
                .part
                .is_as_typed(&repair.range)
                .then(|| self.part.original_range(repair.range.clone()))?;
            let clean = self.base + part.start..self.base + part.end;
            self.clean
                .is_as_typed(&clean)
                .then(|| Edit::replace(&self.span(repair.range.clone()), &*repair.with))
        };
        repairs.iter().map(edit).collect()
    }
}

/// What the parts of a file share: anchors, limits, problems that do not stop the reading.
pub(super) struct Shared<'a> {
    pub(super) anchors: BTreeMap<String, Anchored>,
    /// What has been read and repeated.
    pub(super) spent: Spent,
    /// The problems found so far.
    pub(super) problems: Problems,
    /// Whether a part of the file could not be read.
    pub(super) dropped: Dropped,
    /// The line, from 1, of a byte of the file.
    pub(super) line: &'a dyn Fn(usize) -> usize,
    /// How much the file may have.
    pub(super) limits: Limits,
}

/// Whether something is missing from what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dropped {
    /// Something is.
    Yes,
    /// Nothing is.
    No,
}

/// A value with a name, to be repeated by aliases.
pub(super) struct Anchored {
    /// The value.
    pub(super) node: Node,
    /// What repeating it costs.
    pub(super) size: Size,
    /// Where `&name` stands.
    pub(super) sign: Span,
    /// Whether an alias repeats it.
    pub(super) used: Used,
}

/// Whether something is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Used {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// What repeating a value costs.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    nodes: usize,
    bytes: usize,
    /// How deep its values stand; 1 for a value without others.
    pub(super) depth: usize,
}

impl<'a> Shared<'a> {
    /// Nothing read yet.
    pub(super) fn new(line: &'a dyn Fn(usize) -> usize, limits: Limits) -> Self {
        Self {
            anchors: BTreeMap::new(),
            spent: Spent::default(),
            problems: Problems::default(),
            dropped: Dropped::No,
            line,
            limits,
        }
    }

    /// An unquoted text with a name that nothing repeats was not meant to have one: `&more things`.
    pub(super) fn report_unused_anchors(&mut self) {
        if self.dropped == Dropped::Yes {
            return;
        }
        for (name, anchored) in &self.anchors {
            let Value::Scalar { text, style: Style::Plain } = &anchored.node.value else {
                continue;
            };
            if anchored.used == Used::No {
                let problem = Diagnostic::new(Code::UnquotedSign, "a value begins with `&`, which is a sign of YAML")
                    .at(&anchored.sign)
                    .help(format!("put the value in quotation marks: `\"&{name} {text}\"`"))
                    .fix(in_quotation_marks(&anchored.sign, &anchored.node));
                self.problems.report(problem);
            }
        }
    }

    /// `<<` takes the fields of groups; from anything else it would take nothing, in silence.
    pub(super) fn check_merged(&mut self, node: &Node) {
        let is_group = |node: &Node| matches!(node.value, Value::Map(_));
        let is_right = match &node.value {
            Value::List(list) => list.iter().all(is_group),
            _ => is_group(node),
        };
        if !is_right {
            let problem = Diagnostic::new(Code::YamlSyntax, "`<<` takes the fields of a group, and none stands here").at(&node.span);
            self.problems.report(problem.help(MERGED));
        }
    }

    fn duplicate(&mut self, key: &Spanned<String>, first: &Span) {
        let lines = ((self.line)(first.range().start), (self.line)(key.span.range().start));
        let message = format!("the field `{}` is written twice, on lines {} and {}", key.value, lines.0, lines.1);
        let problem = Diagnostic::new(Code::DuplicateKey, message)
            .at(&key.span)
            .label(first, "first written here")
            .help("keep the right one and delete the other");
        self.problems.report(problem);
    }

    /// Adds the fields of `more` that `entries` does not have.
    pub(super) fn extend(&mut self, entries: &mut Entries, more: Vec<(Spanned<String>, Node)>) {
        for (key, node) in more {
            if let Some(first) = entries.keys.get(&key.value).cloned() {
                self.duplicate(&key, &first);
            } else {
                entries.push(key, node);
            }
        }
    }
}

/// Quotation marks around an unquoted value and the sign before it.
fn in_quotation_marks(sign: &Span, value: &Node) -> Option<Fix> {
    let Value::Scalar { text, .. } = &value.value else { return None };
    let mark = |at: usize| Edit::replace(&Span::new(&sign.file, at..at), "\"");
    let marks = [mark(sign.range().start), mark(value.span.range().end)];
    // An alias with a slip in its name leaves an anchor unused too.
    (!text.contains(['"', '\\', '\n'])).then(|| Fix::suggested(marks))
}

/// The fields of a map while it is read.
#[derive(Default)]
pub(super) struct Entries {
    /// In the order typed.
    pub(super) list: Vec<(Spanned<String>, Node)>,
    /// Where each key stands.
    pub(super) keys: BTreeMap<String, Span>,
}

impl Entries {
    /// Adds a field whose key is not there yet.
    pub(super) fn push(&mut self, key: Spanned<String>, node: Node) {
        self.keys.insert(key.value.clone(), key.span.clone());
        self.list.push((key, node));
    }
}

/// What a file has used of what it may.
#[derive(Clone, Copy, Default)]
pub(super) struct Spent {
    nodes: usize,
    alias_nodes: usize,
    alias_bytes: usize,
}

impl Spent {
    /// Counts one value; says which limit it goes beyond.
    pub(super) fn value(&mut self, limits: Limits) -> Result<(), Limit> {
        self.nodes += 1;
        if self.nodes > limits.values {
            return Err(Limit::Values(limits.values));
        }
        Ok(())
    }

    /// Counts values that an anchor keeps or an alias repeats; says which limit they go beyond.
    pub(super) fn repeated(&mut self, size: Size) -> Result<(), Limit> {
        self.alias_nodes += size.nodes;
        self.alias_bytes += size.bytes;
        if self.alias_nodes > ALIAS_NODES || self.alias_bytes > ALIAS_BYTES {
            return Err(Limit::Aliases);
        }
        Ok(())
    }
}

impl Size {
    /// The cost of `node`.
    pub(super) fn of(node: &Node) -> Self {
        let mut size = Self::default();
        measure(node, 1, &mut size);
        size
    }
}

/// Counts the values in `node` and how deep they stand, beginning with `depth` for `node` itself.
fn measure(node: &Node, depth: usize, size: &mut Size) {
    size.nodes += 1;
    size.depth = size.depth.max(depth);
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => size.bytes += text.len(),
        Value::List(list) => list.iter().for_each(|node| measure(node, depth + 1, size)),
        Value::Map(map) => map.iter().for_each(|(key, node)| {
            size.bytes += key.value.len();
            measure(node, depth + 1, size);
        }),
    }
}
