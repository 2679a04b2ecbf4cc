//! What docent itself says of imported entries: a value that it refuses is left out, and its reason is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Draft, Found, Import, write};
use crate::diag::{Checked, Code, Diagnostic, Severity, Span};
use crate::kinds::AnyEntry;
use crate::memo::Memo;
use crate::parse::yaml::{self, Node, Value};
use crate::pipeline::{Include, with_site};
use crate::source::Snapshot;

/// How often entries are looked at again: one wrong value may hide another, but not many. Then whole entries go.
const ROUNDS: usize = 8;

/// Leaves out what is an error, until nothing is.
pub fn leave_out_what_is_wrong(found: &mut Found, import: Import<'_>) {
    for round in 0..=ROUNDS {
        let (path, text) = file(&found.drafts, import);
        let mut snapshot = import.portal.snapshot.clone();
        snapshot.insert(&path, text.clone().into_bytes());
        let problems: Vec<Diagnostic> = problems(&snapshot, import)
            .into_iter()
            .filter(|problem| is_error_in(&path, problem))
            .collect();
        let Some(Node {
            value: Value::List(nodes), ..
        }) = yaml::parse(&path, &text, 0).value
        else {
            return;
        };
        let mut faults: Vec<Fault> = problems.iter().filter_map(|problem| Fault::of(problem, &nodes)).collect();
        if faults.is_empty() {
            return;
        }
        // The last first, so that the numbers of those before stay right; of two at one place, one is told.
        faults.sort_by(|a, b| b.path.cmp(&a.path));
        faults.dedup_by(|a, b| a.path == b.path);
        for fault in faults {
            fault.leave_out(found, round == ROUNDS);
        }
        found.drafts.retain(|draft| !draft.fields.is_empty());
    }
}

/// The ids that the collection has already.
pub fn ids(import: Import<'_>) -> BTreeSet<String> {
    let mut options = import.portal.options.clone();
    options.include = Include {
        drafts: true,
        future: true,
        expired: true,
    };
    let id = |entry: &dyn AnyEntry| entry.id().value.clone();
    let seen = with_site(import.portal.snapshot, &options, &mut Memo::of_one_turn(), |site, _| Checked {
        value: site.collections.named(import.kind.name()).map(id).collect(),
        diagnostics: Vec::new(),
    });
    seen.value
}

/// The entries as a file of the portal that is not there.
fn file(drafts: &[Draft], import: Import<'_>) -> (Arc<str>, String) {
    let name = import.kind.name();
    let free = |path: &String| import.portal.snapshot.get(path).is_none();
    let path = (1..)
        .map(|count| format!("data/{name}/imported-{count}.yaml"))
        .find(free)
        .unwrap_or_default();
    let id = |draft: &Draft| draft.fields.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    let ids: Vec<String> = drafts.iter().map(id).collect();
    let entries = ids.iter().map(String::as_str).zip(drafts.iter().map(|draft| &draft.fields));
    (path.into(), write::list(import.kind, entries))
}

fn problems(snapshot: &Snapshot, import: Import<'_>) -> Vec<Diagnostic> {
    let look = with_site(snapshot, import.portal.options, &mut Memo::of_one_turn(), |_, _| Checked {
        value: (),
        diagnostics: Vec::new(),
    });
    look.diagnostics
}

fn is_error_in(path: &str, problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error && problem.at.as_ref().is_some_and(|at| &*at.file == path)
}

/// A value that docent refuses.
struct Fault {
    /// The number of the entry, and the keys and numbers that lead to the value.
    path: (usize, Vec<Step>),
    why: String,
    is_missing: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

impl Fault {
    fn of(problem: &Diagnostic, nodes: &[Node]) -> Option<Self> {
        let at = problem.at.as_ref()?;
        let entry = nodes.iter().position(|node| node.span.contains(at))?;
        let mut steps = Vec::new();
        descend(nodes.get(entry)?, at, &mut steps);
        // Where a field is missing, the group that lacks it cannot stay.
        let is_missing = problem.code == Code::MissingField;
        if is_missing {
            steps.pop();
        }
        Some(Self {
            path: (entry, steps),
            why: problem.message.clone(),
            is_missing,
        })
    }

    /// Takes the value out of its entry; the whole entry where it is the last try or there is nothing smaller.
    fn leave_out(&self, found: &mut Found, is_last: bool) {
        let (entry, steps) = &self.path;
        let Some(draft) = found.drafts.get_mut(*entry) else { return };
        let name = super::title(&draft.fields);
        let field = steps.first().and_then(|step| match step {
            Step::Key(key) if key != "id" && !is_last => Some(key.clone()),
            _ => None,
        });
        let text = match &field {
            Some(field) => format!("{name}: {field} is left out: {}", self.why),
            None => format!("{name}: it is left out: {}", self.why),
        };
        match field {
            Some(_) => remove(&mut draft.fields, steps),
            None => draft.fields.clear(),
        }
        let line = draft.line;
        // What is missing since the last round has been told then.
        if field.is_none() || !self.is_missing {
            found.remark(line, text);
        }
    }
}

/// The keys and numbers that lead to the smallest value in which a place lies.
fn descend(node: &Node, at: &Span, steps: &mut Vec<Step>) {
    let whole = |key: &Span, value: &Node| Span {
        end: value.span.end.max(key.end),
        ..key.clone()
    };
    match &node.value {
        Value::Map(map) => {
            if let Some((key, value)) = map.iter().find(|(key, value)| whole(&key.span, value).contains(at)) {
                steps.push(Step::Key(key.value.clone()));
                descend(value, at, steps);
            }
        }
        Value::List(items) => {
            if let Some((index, item)) = items.iter().enumerate().find(|(_, item)| item.span.contains(at)) {
                steps.push(Step::Item(index));
                descend(item, at, steps);
            }
        }
        _ => {}
    }
}

/// Removes a value, and what is empty without it.
fn remove(fields: &mut serde_json::Map<String, Json>, steps: &[Step]) {
    let mut value = Json::Object(std::mem::take(fields));
    without(&mut value, steps);
    if let Json::Object(map) = value {
        *fields = map;
    }
}

fn without(value: &mut Json, steps: &[Step]) {
    let Some((step, rest)) = steps.split_first() else { return };
    let inner = match (&mut *value, step) {
        (Json::Object(map), Step::Key(key)) => map.get_mut(key),
        (Json::Array(list), Step::Item(index)) => list.get_mut(*index),
        _ => None,
    };
    let Some(inner) = inner else { return };
    without(inner, rest);
    let is_empty = rest.is_empty() || crate::schema::is_absent(inner);
    match (value, step) {
        (Json::Object(map), Step::Key(key)) if is_empty => drop(map.shift_remove(key)),
        (Json::Array(list), Step::Item(index)) if is_empty => drop(list.remove(*index)),
        _ => {}
    }
}
