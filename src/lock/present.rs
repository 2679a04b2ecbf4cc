//! The addresses that a portal has now and has to keep.
//!
//! Kept is what people save, print, link and subscribe to: pages, the headings and entries on them, calendars, the file with
//! all cards, feeds, open data, the files of editors, and redirects. Not kept is what comes and goes by design or follows
//! something that is kept: the schedule of a month or an audience (there while it has classes), the page for unknown addresses,
//! the calendar file and the card of one entry (copies to save, made wherever the entry is), search indices, style sheets,
//! scripts, pictures and fonts (fetched by the pages of the same build), `sitemap.xml`, `robots.txt` and `llms.txt` with its
//! copies (read anew by machines).

use super::{Addresses, Promise};
use crate::kinds::redirects::{Redirect, same_page};
use crate::kinds::training::{self, Training};
use crate::kinds::videos::Series;
use crate::kinds::{Entry, Home, contacts};
use crate::plan::{self, Output, Plan, Screen, Task};
use crate::route::{Route, percent_decode, percent_encode};
use crate::site::{Page, PageKind, Site};
use crate::source::SourceFile;

/// The addresses to keep. `plan` is that of the site; it is made again where the day of the build keeps something back.
pub fn addresses(site: &Site<'_>, plan: &Plan<'_>) -> Addresses {
    match site.of_every_day() {
        std::borrow::Cow::Borrowed(site) => of_plan(site, plan),
        std::borrow::Cow::Owned(site) => of_plan(&site, &plan::plan(&site).value),
    }
}

fn of_plan(site: &Site<'_>, plan: &Plan<'_>) -> Addresses {
    let mut kept = Addresses::new();
    for (route, planned) in plan {
        if let Some(promise) = promise(site, route, &planned.task) {
            kept.insert(percent_encode(&route.url()), promise);
        }
    }
    for (path, until) in training::calendars(&site.collections) {
        let promise = Promise {
            until,
            ..Promise::default()
        };
        kept.insert(percent_encode(&path), promise);
    }
    let headings = site.pages.iter().filter(|page| plan.contains_key(&page.route)).flat_map(headings);
    let entries = site
        .collections
        .all()
        .filter(|entry| matches!(entry.kind().home(), Home::Anchor(_)));
    let entries = entries.filter_map(|entry| {
        let (page, anchor) = entry.address()?.split_once('#').map(owned)?;
        let promise = Promise {
            until: entry.common().expires,
            ..Promise::default()
        };
        Some((anchored(&page, &anchor), promise))
    });
    let former = site.collections.of::<Redirect>().filter_map(|redirect| {
        let to = site.address(&redirect.fields.to);
        let (page, old, _) = same_page(&redirect.fields.from.0.value, &to)?;
        let promise = Promise {
            until: redirect.common.expires,
            ..Promise::default()
        };
        Some((anchored(&percent_decode(page), &percent_decode(old)), promise))
    });
    kept.extend(headings.chain(entries).chain(former));
    kept
}

fn owned((page, anchor): (&str, &str)) -> (String, String) {
    (page.to_owned(), anchor.to_owned())
}

/// The address of an anchor on a page.
fn anchored(page: &str, anchor: &str) -> String {
    format!("{}#{}", percent_encode(page), percent_encode(anchor))
}

fn headings(page: &Page) -> impl Iterator<Item = (String, Promise)> {
    let headings = page.body.headings.iter();
    headings.map(|heading| (anchored(&page.url, &heading.id), days(page)))
}

/// The days on which a page is shown.
fn days(page: &Page) -> Promise {
    Promise {
        from: page.front.publish_date,
        until: page.front.expiry_date,
        ..Promise::default()
    }
}

/// What is promised of a planned file, if it is one to keep.
fn promise(site: &Site<'_>, route: &Route, task: &Task<'_>) -> Option<Promise> {
    match task {
        Task::Page(Screen::Missing | Screen::Schedule(_, Some(_)), _) => None,
        Task::Page(screen, _) => Some(of_screen(site, route, screen)),
        Task::Redirect(_) => Some(of_redirect(site, route)),
        Task::Asset(file) => is_opened_by_itself(file, route).then(|| of_file(site, file)),
        Task::Document(_) => (route.url() == contacts::ALL_CARDS).then(Promise::default),
        Task::Output(Output::Feed(_) | Output::JsonFeed(_) | Output::Json(_) | Output::Csv(_) | Output::Schema(_)) => {
            Some(Promise::default())
        }
        Task::Output(Output::Search(_) | Output::Sitemap | Output::Robots | Output::Guide) | Task::Copy(_) => None,
    }
}

fn of_screen(site: &Site<'_>, route: &Route, screen: &Screen) -> Promise {
    let until = |expires| Promise {
        until: expires,
        ..Promise::default()
    };
    match screen {
        Screen::Entry(kind, id) => {
            let Some(entry) = site.collections.find(kind, id) else {
                return Promise::default();
            };
            let class: Option<&Entry<Training>> = entry.as_any().downcast_ref();
            let start = class.and_then(|class| class.fields.start.as_ref()).map(|start| start.value);
            Promise {
                start,
                updated: entry.common().updated.filter(|_| start.is_some()),
                ..until(entry.common().expires)
            }
        }
        Screen::Episode(series, _) => until(site.collections.get::<Series>(series).and_then(|series| series.common.expires)),
        _ => site.page_at(&route.url()).map(days).unwrap_or_default(),
    }
}

/// A former address of a page goes with the page; a redirect has a last day of its own.
fn of_redirect(site: &Site<'_>, route: &Route) -> Promise {
    let is_here = |address: &str| plan::former(address).is_ok_and(|former| former == *route);
    let mut redirects = site.collections.of::<Redirect>();
    if let Some(redirect) = redirects.find(|redirect| is_here(&redirect.fields.from.0.value)) {
        return Promise {
            until: redirect.common.expires,
            ..Promise::default()
        };
    }
    let has_alias = |page: &&Page| page.front.aliases.iter().any(|alias| is_here(&alias.0.value));
    site.pages.iter().find(has_alias).map(days).unwrap_or_default()
}

/// A file beside `index.md` or `_index.md` goes with the page.
fn of_file(site: &Site<'_>, file: &SourceFile) -> Promise {
    let owns = |page: &&Page| {
        let is_index = page.kind == PageKind::Section || page.file.ends_with("/index.md");
        is_index && file.path.rsplit_once('/').is_some_and(|(folder, _)| folder == page.folder())
    };
    site.pages.iter().find(owns).map(days).unwrap_or_default()
}

/// Endings of files that pages fetch and people do not open by themselves.
const PARTS_OF_PAGES: [&str; 17] = [
    "avif", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "mjs", "otf", "png", "svg", "ttf", "vtt", "webp", "woff", "woff2",
];

/// True for the documents of editors, and false for files of the theme.
fn is_opened_by_itself(file: &SourceFile, route: &Route) -> bool {
    let is_of_editors = file.path.starts_with("content/") || file.path.starts_with("static/");
    is_of_editors && !PARTS_OF_PAGES.contains(&route.extension().as_str())
}
