//! Two published sites become the list of what changes for readers.

use std::collections::{BTreeMap, BTreeSet};

use super::published::{Event, Page, Published};
use super::records::{self, Traces};
use super::sides::{both, only};
use super::{Changes, EventChange, EventNews, Files, Followed, LostAnchors, LostLink, Moved, PageName, Pages, Removed, Reworded};

/// What changes for readers from one site to another.
pub fn changes(old: &Published, new: &Published) -> Changes {
    let entries = records::entries(old, new);
    let told: BTreeSet<&str> = entries
        .changed
        .iter()
        .flat_map(|entry| &entry.fields)
        .flat_map(|field| &field.pages)
        .map(String::as_str)
        .collect();
    let mut pages = pages(old, new);
    // A page that says nothing else has been named with the entry.
    let is_told = |page: &Reworded| in_languages(&page.url).any(|url| told.contains(url));
    let says_more = |page: &Reworded| page.sections.iter().any(|section| *section != page.title);
    let is_news = |page: &Reworded| page.former_title.is_some() || says_more(page) || !is_told(page);
    pages.changed.retain(is_news);
    Changes {
        anchors: anchors(old, new),
        links: links(old, new),
        events: events(old, new),
        files: Files {
            added: new.files.difference(&old.files).cloned().collect(),
            removed: old.files.difference(&new.files).cloned().collect(),
        },
        pages,
        entries,
    }
}

/// Pages that docent makes of the others, and of entries: what changes on them is told where it comes from. Those of a month or
/// an audience come and go with its classes.
const DERIVED: [&str; 8] = [
    "/a-z/",
    "/data/",
    "/news/",
    "/schedule/audiences/",
    "/schedule/months/",
    "/schedule/past/",
    "/schedule/regions/",
    "/search/",
];

/// Whether a page is one of those, in any language.
fn is_derived(url: &str) -> bool {
    in_languages(url).any(|url| DERIVED.iter().any(|made| url.starts_with(made)))
}

/// An address, and what it would be in the main language.
fn in_languages(url: &str) -> impl Iterator<Item = &str> {
    let below = url.strip_prefix('/').and_then(|rest| rest.get(rest.find('/')?..));
    std::iter::once(url).chain(below)
}

fn pages(old: &Published, new: &Published) -> Pages {
    let traces = Traces::of(old, new);
    let own = only(&new.pages, &old.pages).filter(|(url, _)| !is_derived(url));
    let mut added: Vec<PageName> = own.map(named).collect();
    let kept = both(&old.pages, &new.pages).filter(|(url, ..)| !is_derived(url));
    let mut pages = Pages {
        changed: kept.filter_map(|(url, was, is)| reworded(url, was, is, &traces)).collect(),
        ..Pages::default()
    };
    for (url, page) in only(&old.pages, &new.pages).filter(|(url, _)| !is_derived(url)) {
        let leads_to = new.redirects.get(url);
        match moved(page, leads_to, &added) {
            Some(to) => {
                added.retain(|page| page.url != to.url);
                pages.moved.push(Moved {
                    from: url.clone(),
                    redirected: leads_to.is_some(),
                    to: to.url,
                    title: to.title,
                });
            }
            None => pages.removed.push(Removed {
                url: url.clone(),
                title: page.title.clone(),
                leads_to: leads_to.cloned(),
            }),
        }
    }
    Pages { added, ..pages }
}

fn named((url, page): (&String, &Page)) -> PageName {
    PageName {
        url: url.clone(),
        title: page.title.clone(),
    }
}

/// The new page that an old one has become: its address leads there, or it is the only new one with the same heading.
fn moved(page: &Page, leads_to: Option<&String>, added: &[PageName]) -> Option<PageName> {
    let target = leads_to.map(|to| to.split('#').next().unwrap_or_default());
    let by_redirect = added.iter().find(|new| Some(new.url.as_str()) == target);
    let mut alike = added.iter().filter(|new| new.title == page.title && !page.title.is_empty());
    let by_title = alike.next().filter(|_| alike.next().is_none());
    by_redirect.or(by_title).cloned()
}

/// The headings under which a page says something else. What stands beside the name of an entry that is not as it was has been
/// told with the entry.
fn reworded(url: &str, was: &Page, is: &Page, traces: &Traces) -> Option<Reworded> {
    if in_languages(url).any(|url| traces.pages.contains(url)) {
        return None;
    }
    let is_of_entry = |heading: &str, text: &str| {
        let is_class = traces.classes.iter().any(|title| heading.starts_with(title.as_str()));
        is_class || traces.titles.iter().any(|title| heading.contains(title) || text.contains(title))
    };
    // A heading with nothing of its own below it stands over entries, such as those of a month.
    let differing = |one: &Page, other: &Page| -> Vec<String> {
        let sections = one.sections.iter().filter(|section| !other.sections.contains(section));
        let own = sections.filter(|(heading, text)| !text.is_empty() && !is_of_entry(heading, text));
        own.map(|(heading, _)| heading.clone()).collect()
    };
    let (gone, come) = (differing(was, is), differing(is, was));
    if gone.is_empty() && come.is_empty() {
        return None;
    }
    let mut sections = Vec::new();
    for heading in come.into_iter().chain(gone).filter(|heading| !heading.is_empty()) {
        if !sections.contains(&heading) {
            sections.push(heading);
        }
    }
    Some(Reworded {
        url: url.to_owned(),
        title: is.title.clone(),
        former_title: (was.title != is.title).then(|| was.title.clone()),
        sections,
    })
}

/// The anchors of the months of a schedule, which come and go with its classes.
const MONTHS: &str = "month-";

fn anchors(old: &Published, new: &Published) -> Vec<LostAnchors> {
    let kept = both(&old.pages, &new.pages).filter(|(url, ..)| !is_derived(url));
    let lost = kept.map(|(url, was, is)| {
        let gone = was.anchors.difference(&is.anchors).filter(|anchor| !anchor.starts_with(MONTHS));
        LostAnchors {
            url: url.clone(),
            anchors: gone.cloned().collect(),
        }
    });
    lost.filter(|lost| !lost.anchors.is_empty()).collect()
}

/// Links that docent makes of the fields of an entry, which have been told.
const MADE_LINKS: [&str; 5] = [
    "tel:",
    "sms:",
    "mailto:",
    "https://calendar.google.com/calendar/render?",
    "https://outlook.office.com/calendar/",
];

/// Links that are gone from pages that are still there, to what is still there. Those to a page that is gone go with it.
fn links(old: &Published, new: &Published) -> Vec<LostLink> {
    let is_made = |to: &str| MADE_LINKS.iter().any(|made| to.starts_with(made));
    let is_there = |to: &str| {
        let path = to.split(['#', '?']).next().unwrap_or_default();
        !path.starts_with('/') || new.pages.contains_key(path) || new.files.contains(path)
    };
    let mut lost: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for (url, was, is) in both(&old.pages, &new.pages).filter(|(url, ..)| !is_derived(url)) {
        let on_itself = format!("{url}#");
        let gone = was.links.difference(&is.links).filter(|to| !to.starts_with(&on_itself));
        for to in gone.filter(|to| is_there(to) && !is_made(to) && !is_derived(to)) {
            lost.entry(to).or_default().push(url.clone());
        }
    }
    lost.into_iter().map(|(to, pages)| LostLink { to: to.clone(), pages }).collect()
}

fn events(old: &Published, new: &Published) -> Vec<EventChange> {
    let mut removed: Vec<_> = only(&old.events, &new.events).collect();
    let mut added = Vec::new();
    let mut replaced = Vec::new();
    for (uid, event) in only(&new.events, &old.events) {
        // A session that is known by its day gets another name when it moves.
        let is_former = |(was, former): &(&String, &Event)| class(was) == class(uid) && former.summary == event.summary;
        match removed.iter().position(is_former).map(|at| removed.remove(at)) {
            Some((_, former)) => replaced.push((uid, event, moved_event(former, event, Followed::Replaced))),
            None => added.push((uid, event, EventNews::Added { start: event.begins() })),
        }
    }
    let removed = removed
        .into_iter()
        .map(|(uid, event)| (uid, event, EventNews::Removed { start: event.begins() }));
    let changed = both(&old.events, &new.events).flat_map(|(uid, was, is)| {
        let news = event_news(was, is).into_iter();
        // The title of what is called off says so in capitals.
        news.map(move |what| (uid, if is.cancelled { was } else { is }, what))
    });
    let mut all: Vec<_> = changed.chain(replaced).chain(removed).chain(added).collect();
    // The whole class comes before its sessions, and tells what happens to them alike.
    all.sort_by_key(|(uid, ..)| (class(uid), uid.len(), *uid));
    let mut told: BTreeMap<&str, Vec<EventNews>> = BTreeMap::new();
    let mut changes = Vec::new();
    for (uid, event, what) in all {
        let known = told.entry(class(uid)).or_default();
        if !known.iter().any(|before| is_alike(before, &what)) {
            known.push(what.clone());
            changes.push(EventChange {
                uid: uid.clone(),
                title: event.summary.clone(),
                what,
            });
        }
    }
    changes
}

/// The id of the class of an event: `basic` of `basic.2@example.gov`, its second session.
fn class(uid: &str) -> &str {
    uid.split(['.', '@']).next().unwrap_or(uid)
}

/// Sessions move each in their own way; they come and go with their class.
fn is_alike(one: &EventNews, other: &EventNews) -> bool {
    let is_moved = matches!(one, EventNews::Moved { .. });
    one == other || (!is_moved && std::mem::discriminant(one) == std::mem::discriminant(other))
}

fn event_news(was: &Event, is: &Event) -> Vec<EventNews> {
    let followed = if is.sequence > was.sequence {
        Followed::Yes
    } else {
        Followed::Uncertain
    };
    let mut news = Vec::new();
    if was.when() != is.when() {
        news.push(moved_event(was, is, followed));
    }
    let start = is.begins();
    match (was.cancelled, is.cancelled) {
        (false, true) => news.push(EventNews::Cancelled { start, followed }),
        (true, false) => news.push(EventNews::Restored { start, followed }),
        _ => {}
    }
    news
}

fn moved_event(was: &Event, is: &Event, followed: Followed) -> EventNews {
    EventNews::Moved {
        before: was.in_words(),
        after: is.in_words(),
        followed,
    }
}
