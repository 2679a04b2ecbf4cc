//! Reading a text that has faults: entry by entry, each mended where the slip is known, so that one slip hides no other.

use std::ops::Range;
use std::sync::Arc;

use super::build::{self, Fault};
use super::draft::Draft;
use super::explain::{Finding, explain};
use super::line::Line;
use super::shared::{Dropped, Entries, Places, Shared};
use super::{Node, Value};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Fix, Span};

/// How often one entry is mended before it is given up.
const REPAIRS: usize = 50;
/// How many bytes may be read again after repairs.
const BYTES: usize = 8_000_000;
/// How many faults a file may have before the rest of it is left unread: it is not YAML then.
const FAULTS: usize = 2_000;

/// What is at the top of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Top {
    List,
    Map,
}

/// What reading again may still cost.
struct Budget {
    bytes: usize,
    faults: usize,
}

/// The place of the text that is read.
pub(super) struct Whole<'a> {
    /// The file.
    pub(super) file: &'a Arc<str>,
    /// Where the text begins in it.
    pub(super) offset: usize,
    /// The text.
    pub(super) clean: &'a Draft,
}

/// Reads what can be read. `None` if that is nothing.
pub(super) fn recover(whole: &Whole<'_>, shared: &mut Shared<'_>) -> Option<Node> {
    let text = whole.clean.text();
    let (top, parts) = parts(text);
    let mut list = Vec::new();
    let mut entries = Entries::default();
    let mut budget = Budget {
        bytes: BYTES,
        faults: FAULTS,
    };
    let mut read = false;
    for range in parts {
        if budget.faults == 0 {
            shared.dropped = Dropped::Yes;
            break;
        }
        let Some(node) = part(whole, (top, range), shared, &mut budget) else {
            continue;
        };
        read = true;
        match (top, node.value) {
            (Top::List, Value::List(items)) => list.extend(items),
            (Top::Map, Value::Map(fields)) => shared.extend(&mut entries, fields),
            _ => {}
        }
    }
    let range = whole.clean.original_range(0..text.len());
    let span = Span::new(whole.file, whole.offset + range.start..whole.offset + range.end);
    let value = match top {
        Top::List => Value::List(list),
        Top::Map => Value::Map(entries.list),
    };
    read.then_some(Node { value, span })
}

/// The entries of a text: each begins in the first column of the text. What stands before the first is part of it.
fn parts(text: &str) -> (Top, Vec<Range<usize>>) {
    let mut lines = Vec::new();
    let mut at = 0;
    for typed in text.split_inclusive('\n') {
        let line = Line {
            start: at,
            text: typed.trim_end_matches(['\n', '\r']),
        };
        at += typed.len();
        // The end of a document before its beginning ends nothing.
        let is_mark = line.text == "---" || (lines.is_empty() && line.text == "...");
        if !line.is_blank() && !is_mark {
            lines.push(line);
        }
    }
    let Some(first) = lines.first() else {
        return (Top::Map, Vec::new());
    };
    let margin = lines.iter().map(Line::indent).min().unwrap_or(0).min(first.indent());
    let top = if first.has_dash() { Top::List } else { Top::Map };
    let begins = |line: &&Line<'_>| {
        let entry = match top {
            Top::List => line.has_dash(),
            Top::Map => !line.has_dash() && !line.text.starts_with('\t') && line.key().is_some(),
        };
        entry && line.indent() == margin
    };
    let mut starts: Vec<usize> = lines.iter().filter(begins).map(|line| line.start).collect();
    if starts.first() != Some(&first.start) {
        starts.insert(0, first.start);
    }
    let end = lines.iter().find(|line| line.text == "...").map_or(text.len(), |line| line.start);
    let ends = starts.iter().skip(1).copied().chain([end]).collect::<Vec<_>>();
    let parts = starts
        .into_iter()
        .zip(ends)
        .filter(|(start, end)| start < end)
        .map(|(start, end)| start..end);
    (top, parts.collect())
}

/// Reads one entry; mends it and reads it again as long as that helps.
fn part(whole: &Whole<'_>, (top, range): (Top, Range<usize>), shared: &mut Shared<'_>, budget: &mut Budget) -> Option<Node> {
    let mut draft = Draft::new(whole.clean.text().get(range.clone())?);
    // Repairs add quotation marks and spaces; a text that keeps growing is not being mended.
    let longest = 2 * draft.text().len() + 200;
    let mut seen = Seen::default();
    for _ in 0..REPAIRS {
        let places = Places {
            file: whole.file,
            offset: whole.offset,
            clean: whole.clean,
            base: range.start,
            part: &draft,
        };
        let stop = match build::build(&places, shared) {
            Ok(Some(node)) if top == Top::Map && matches!(node.value, Value::Scalar { .. }) => {
                (Fault::NoField, first_content(draft.text()))
            }
            Ok(node) => {
                seen.report(shared);
                return node;
            }
            Err(stop) => stop,
        };
        let Finding { problem, repairs, trust } = explain(&stop, &places);
        let edits = places.edits(&repairs).unwrap_or_default();
        seen.add(problem, Fix { trust, edits });
        budget.faults = budget.faults.saturating_sub(1);
        budget.bytes = budget.bytes.saturating_sub(draft.text().len());
        if budget.bytes == 0 || draft.text().len() > longest {
            break;
        }
        match draft.repaired(&repairs) {
            Some(mended) if !repairs.is_empty() && !matches!(stop.0, Fault::Limit(_)) => draft = mended,
            _ => break,
        }
    }
    seen.report(shared);
    shared.dropped = Dropped::Yes;
    None
}

/// The faults of one entry while it is mended.
#[derive(Default)]
struct Seen {
    problems: Vec<Diagnostic>,
    /// Where the last fault was.
    last: Option<u32>,
    /// Whether each fault so far was told and mended for sure; what is found behind one that was not may come from its repair.
    doubt: Option<Doubt>,
}

/// Why a fix is not made without asking.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// An earlier fault of the entry has no sure fix.
    Later,
    /// A fix led to a fault of its own.
    All,
}

impl Seen {
    fn add(&mut self, mut problem: Diagnostic, mut fix: Fix) {
        let tabs = self.problems.iter().any(|problem| problem.code == Code::YamlTab);
        // How wide a tab was meant to be is not known, so what looks wrong behind one may be right. What is wrong again
        // at the same place comes from the repair.
        let guess = tabs && matches!(problem.code, Code::YamlIndentation | Code::YamlSyntax);
        let place = problem.at.as_ref().map(|span| span.start);
        let again = place.is_some() && self.last == place;
        self.last = place;
        if guess || again {
            self.doubt = Some(Doubt::All);
            return;
        }
        if self.doubt.is_some() {
            fix.trust = Trust::Suggested;
        }
        if fix.trust == Trust::Suggested || fix.edits.is_empty() {
            self.doubt = self.doubt.or(Some(Doubt::Later));
        }
        problem.fix = Some(Box::new(fix)).filter(|fix| !fix.edits.is_empty());
        self.problems.push(problem);
    }

    fn report(self, shared: &mut Shared<'_>) {
        for mut problem in self.problems {
            if let (Some(Doubt::All), Some(fix)) = (self.doubt, &mut problem.fix) {
                fix.trust = Trust::Suggested;
            }
            shared.problems.report(problem);
        }
    }
}

/// Where the first line begins that says something.
fn first_content(text: &str) -> Range<usize> {
    let mut line = Some(Line::at(text, 0));
    while let Some(blank) = line.filter(Line::is_blank) {
        line = blank.next(text);
    }
    line.map_or(0..0, |line| line.start..line.end())
}
