//! What to do about an address that has vanished: where it has probably gone, and the redirect that leads there.

use std::collections::BTreeSet;

use super::{Addresses, Line, Promise};
use crate::diag::{Edit, Span, surely};
use crate::kinds::redirects;
use crate::route::slug;
use crate::site::Site;
use crate::source::Snapshot;

/// The addresses that are there and were not before, and those that were and are not.
pub(super) struct News {
    come: Vec<String>,
    gone: Vec<String>,
}

impl News {
    /// An address to which a redirect leads has taken the place of another one already.
    pub(super) fn of(locked: &[Line], present: &Addresses, led_to: &BTreeSet<String>) -> Self {
        let before: BTreeSet<&str> = locked.iter().map(|line| line.address.value.as_str()).collect();
        Self {
            come: present
                .keys()
                .filter(|now| !before.contains(now.as_str()) && !led_to.contains(*now))
                .cloned()
                .collect(),
            gone: before
                .into_iter()
                .filter(|address| !present.contains_key(*address))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The one new address that can be what a vanished one has become: it has the same last part, or is in the same place
    /// and begins at the same time, is a slip away, or is the only one to come where one has gone.
    pub(super) fn successor(&self, gone: &str, promise: &Promise, present: &Addresses) -> Option<&str> {
        let (place, name) = parts(gone);
        let alike = self.come.iter().map(String::as_str).filter(|come| kind(come) == kind(gone));
        let same_name = alike.clone().filter(|come| parts(come).1 == name);
        let beside: Vec<&str> = alike.filter(|come| parts(come).0 == place).collect();
        let start = |address: &&str| promise.start.is_some() && present.get(*address).is_some_and(|now| now.start == promise.start);
        let same_start = beside.iter().copied().filter(start);
        let gone_beside = self
            .gone
            .iter()
            .filter(|other| parts(other).0 == place && kind(other) == kind(gone));
        let exchanged = beside.iter().copied().filter(|_| gone_beside.clone().count() == 1);
        only(same_name)
            .or_else(|| only(same_start))
            .or_else(|| {
                let meant = surely(name, beside.iter().map(|come| parts(come).1))?;
                beside.iter().copied().find(|come| parts(come).1 == meant)
            })
            .or_else(|| only(exchanged))
    }
}

/// The place of an address and its own name in it: `/about/` and `history` of `/about/#history`.
fn parts(address: &str) -> (&str, &str) {
    match address.split_once('#') {
        Some((page, anchor)) => (page, anchor),
        None => {
            let path = address.strip_suffix('/').unwrap_or(address);
            path.rsplit_once('/').unwrap_or(("", path))
        }
    }
}

/// Pages become pages, places on pages such places, files files of the same form.
fn kind(address: &str) -> (bool, &str) {
    let name = parts(address).1;
    let ending = if address.ends_with('/') {
        "/"
    } else {
        name.rsplit_once('.').map_or("", |(_, ending)| ending)
    };
    (address.contains('#'), ending)
}

fn only<'a>(mut found: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    found.next().filter(|_| found.next().is_none())
}

/// An entry for `data/redirects.yaml`.
pub(super) struct Redirect<'a> {
    id: String,
    from: &'a str,
    to: Option<&'a str>,
}

/// Where redirects are written.
const FILE: &str = "data/redirects.yaml";

impl<'a> Redirect<'a> {
    /// From a vanished address to its successor, with an id that is free.
    pub(super) fn new(from: &'a str, to: Option<&'a str>, site: &Site<'_>) -> Self {
        let name = slug(from);
        let taken = |id: &str| site.collections.get::<redirects::Redirect>(id).is_some();
        let mut ids = std::iter::once(name.clone()).chain((2..).map(|at: u32| format!("{name}-{at}")));
        Self {
            id: ids.find(|id| !taken(id)).unwrap_or(name),
            from,
            to,
        }
    }

    pub(super) fn help(&self) -> String {
        let to = self.to.unwrap_or("/the-new-address/");
        let Self { id, from, .. } = self;
        format!("add to {FILE}: `- {{id: {id}, from: {from}, to: {to}}}`; or give the address up: docent lock")
    }

    /// The same as a change of the file, if it holds a list to which an entry can be added at the end.
    pub(super) fn edit(&self, snapshot: &Snapshot) -> Option<Edit> {
        let file = snapshot.get(FILE)?;
        let text = file.text()?;
        let is_list = text.lines().any(|line| line.starts_with("- ")) && text.lines().all(|line| line != "...");
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let before = if text.ends_with('\n') { "" } else { line_end };
        let Self { id, from, .. } = self;
        let entry = [
            format!("- id: {id}"),
            format!("  from: {from}"),
            format!("  to: {}", self.to?),
            String::new(),
        ];
        let end = Span::new(&file.path, text.len()..text.len());
        is_list.then(|| Edit::replace(&end, format!("{before}{}", entry.join(line_end))))
    }
}

/// A change that gives a field the value `with`, beside the field whose value stands at `known`: its value is replaced, or a
/// line is added below. `None` where the fields do not stand on lines of their own.
pub(super) fn sibling(text: &str, known: &Span, field: &str, with: &str) -> Option<Edit> {
    let start = text.get(..known.range().start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.split_inclusive('\n').next()?;
    let key = line.trim_start_matches([' ', '-']);
    let indent = line.len() - key.len();
    if line.trim_start().starts_with(['{', '[']) || !key.starts_with(char::is_alphabetic) {
        return None;
    }
    let found =
        siblings(text, start, indent).find(|(_, line)| line.get(indent..).is_some_and(|rest| rest.starts_with(&format!("{field}:"))));
    if let Some((at, line)) = found {
        let value = at + indent + field.len() + 1;
        let rest = line.get(indent + field.len() + 1..)?;
        let old = rest.split('#').next()?.trim();
        let old_at = value + rest.find(old)?;
        return (!old.is_empty()).then(|| Edit::replace(&Span::new(&known.file, old_at..old_at + old.len()), with));
    }
    let line_end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    let end = start + line.trim_end_matches(['\r', '\n']).len();
    let added = format!("{line_end}{}{field}: {with}", " ".repeat(indent));
    Some(Edit::replace(&Span::new(&known.file, end..end), added))
}

/// The lines of the entry to which the line at `start` belongs, with the places where they begin.
fn siblings(text: &str, start: usize, indent: usize) -> impl Iterator<Item = (usize, &str)> {
    let is_inside =
        move |line: &str| line.trim().is_empty() || line.len() - line.trim_start().len() >= indent || line.trim_start().starts_with('#');
    let is_first = move |line: &str| {
        indent > 0 && line.trim_start_matches(' ').starts_with("- ") && line.len() - line.trim_start_matches([' ', '-']).len() == indent
    };
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at <= start && is_first(line) {
            lines.clear();
        }
        if at > start && (is_first(line) || !is_inside(line)) {
            break;
        }
        lines.push((at, line));
        at += line.len();
    }
    lines.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::fix::apply;

    fn with_updated(text: &str) -> Option<String> {
        let at = text.find("2025-06").expect("the start");
        let known = Span::new(&"data/training.yaml".into(), at..at + 10);
        let edit = sibling(text, &known, "updated", "2025-05-01")?;
        Some(String::from_utf8(apply(text.as_bytes(), [&edit])).expect("UTF-8"))
    }

    #[test]
    fn a_field_beside_another_is_replaced_or_added() {
        assert_eq!(
            with_updated("title: A\nstart: 2025-06-02 # day\nend: 2025-06-03\n").as_deref(),
            Some("title: A\nstart: 2025-06-02 # day\nupdated: 2025-05-01\nend: 2025-06-03\n")
        );
        assert_eq!(
            with_updated("- id: a\n  updated: 2024-01-01\n- id: b\n  start: 2025-06-02\n  updated: 2025-01-01 # kept\n").as_deref(),
            Some("- id: a\n  updated: 2024-01-01\n- id: b\n  start: 2025-06-02\n  updated: 2025-05-01 # kept\n")
        );
        assert_eq!(
            with_updated("- start: 2025-06-02\r\n  id: a\r\n- id: b\r\n  updated: 2025-01-01\r\n").as_deref(),
            Some("- start: 2025-06-02\r\n  updated: 2025-05-01\r\n  id: a\r\n- id: b\r\n  updated: 2025-01-01\r\n")
        );
        assert_eq!(with_updated("- {id: a, start: 2025-06-02}\n"), None);
    }

    fn successor(locked: &[&str], present: &[&str], gone: &str) -> Option<String> {
        let known = |address: &&str| ((*address).to_owned(), Promise::default());
        let present: Addresses = present.iter().map(known).collect();
        let span = Span::file(&"urls.lock".into());
        let line = |address: &&str| Line {
            address: crate::diag::Spanned {
                value: (*address).to_owned(),
                span: span.clone(),
            },
            promise: Promise::default(),
        };
        let locked: Vec<Line> = locked.iter().map(line).collect();
        let news = News::of(&locked, &present, &BTreeSet::new());
        news.successor(gone, &Promise::default(), &present).map(str::to_owned)
    }

    #[test]
    fn a_new_address_takes_the_place_of_an_old_one_where_no_other_can() {
        let moved = successor(&["/", "/about/"], &["/", "/agency/about/", "/agency/"], "/about/");
        assert_eq!(moved.as_deref(), Some("/agency/about/"), "the same name elsewhere");
        let slip = successor(&["/faq/#who-calls"], &["/faq/#who-call", "/faq/#what-else"], "/faq/#who-calls");
        assert_eq!(slip.as_deref(), Some("/faq/#who-call"));
        let exchanged = successor(&["/a/#x"], &["/a/#another-word"], "/a/#x");
        assert_eq!(exchanged.as_deref(), Some("/a/#another-word"));
        let two = successor(&["/a/#x", "/a/#y"], &["/a/#another-word"], "/a/#x");
        assert_eq!(two, None, "either of them may have become the new one");
        assert_eq!(successor(&["/a.pdf"], &["/b/"], "/a.pdf"), None);
    }
}
