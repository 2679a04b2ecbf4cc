//! The addresses that a portal has now and has to keep.
//!
//! Kept is what people save, print, link and subscribe to: pages, the headings and entries on them, calendars, the file with
//! all cards, feeds, open data, the files of editors, and redirects. Not kept is what comes and goes by design or follows
//! something that is kept: the schedule of a month or an audience (there while it has classes), the page for unknown addresses,
//! the calendar file and the card of one entry (copies to save, made wherever the entry is), search indices, style sheets,
//! scripts, pictures and fonts (fetched by the pages of the same build), `sitemap.xml`, `robots.txt` and `llms.txt` with its
//! copies (read anew by machines).

use std::collections::BTreeMap;

use super::{Addresses, Promise};
use crate::kinds::redirects::{Redirect, same_page};
use crate::kinds::training::{self, Training};
use crate::kinds::videos::Series;
use crate::kinds::{AnyEntry, Entry, Home, contacts};
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
    let keeper = Keeper::of(site);
    let files = plan.iter().filter_map(|(route, planned)| {
        let promise = keeper.promise(route, &planned.task)?;
        Some((percent_encode(&route.url()), promise))
    });
    let calendars = training::calendars(&site.collections)
        .into_iter()
        .map(|(path, until)| (percent_encode(&path), Promise::until(until)));
    let headings = site.pages.iter().filter(|page| plan.contains_key(&page.route)).flat_map(headings);
    let entries = site
        .collections
        .all()
        .filter(|entry| matches!(entry.kind().home(), Home::Anchor(_)));
    let entries = entries.filter_map(|entry| {
        let (page, anchor) = entry.address()?.split_once('#').map(owned)?;
        Some((anchored(&page, &anchor), Promise::until(entry.common().expires)))
    });
    let former = site.collections.of::<Redirect>().filter_map(|redirect| {
        let to = site.address(&redirect.fields.to);
        let (page, old, _) = same_page(&redirect.fields.from.0.value, &to)?;
        let promise = Promise::until(redirect.common.expires);
        Some((anchored(&percent_decode(page), &percent_decode(old)), promise))
    });
    files.chain(calendars).chain(headings).chain(entries).chain(former).collect()
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

/// Knows what is promised of the files of a site.
struct Keeper<'s, 'a> {
    site: &'s Site<'a>,
    /// The former addresses: that of a page goes with the page, a redirect has a last day of its own.
    former: BTreeMap<Route, Promise>,
    /// The pages that are an `index.md` or `_index.md`, by their folders: the files in these go with them.
    folders: BTreeMap<&'s str, &'s Page>,
}

impl<'s, 'a> Keeper<'s, 'a> {
    fn of(site: &'s Site<'a>) -> Self {
        let aliases = site.pages.iter().flat_map(|page| {
            let aliases = page.front.aliases.iter();
            aliases.filter_map(move |alias| Some((plan::former(&alias.0.value).ok()?, days(page))))
        });
        let redirects = site.collections.of::<Redirect>().filter_map(|redirect| {
            let former = plan::former(&redirect.fields.from.0.value).ok()?;
            Some((former, Promise::until(redirect.common.expires)))
        });
        let is_index = |page: &&Page| page.kind == PageKind::Section || page.file.ends_with("/index.md");
        let folders = site.pages.iter().filter(is_index);
        Self {
            site,
            former: aliases.chain(redirects).collect(),
            folders: folders.map(|page| (page.folder(), page)).collect(),
        }
    }

    /// What is promised of a planned file, if it is one to keep.
    fn promise(&self, route: &Route, task: &Task<'_>) -> Option<Promise> {
        match task {
            Task::Page(Screen::Missing | Screen::Schedule(_, Some(_)), _) => None,
            Task::Page(screen, _) => Some(self.of_screen(route, screen)),
            Task::Redirect(_) => Some(self.former.get(route).cloned().unwrap_or_default()),
            Task::Asset(file) => is_opened_by_itself(file, route).then(|| self.of_file(file)),
            Task::Document(_) => (route.url() == contacts::ALL_CARDS).then(Promise::default),
            Task::Output(Output::Feed(_) | Output::JsonFeed(_) | Output::Json(_) | Output::Csv(_) | Output::Schema(_)) => {
                Some(Promise::default())
            }
            Task::Output(Output::Sitemap | Output::Robots | Output::Guide) | Task::ThemeFile(_) | Task::Copy(_) | Task::Search(..) => None,
        }
    }

    fn of_screen(&self, route: &Route, screen: &Screen) -> Promise {
        let entries = &self.site.collections;
        match screen {
            Screen::Entry(kind, id) => entries.find(kind, id).map(of_entry).unwrap_or_default(),
            Screen::Episode(series, _) => Promise::until(entries.get::<Series>(series).and_then(|series| series.common.expires)),
            _ => self.site.page_at(&route.url()).map(days).unwrap_or_default(),
        }
    }

    fn of_file(&self, file: &SourceFile) -> Promise {
        let folder = file.path.rsplit_once('/').and_then(|(folder, _)| self.folders.get(folder));
        folder.map(|page| days(page)).unwrap_or_default()
    }
}

fn of_entry(entry: &dyn AnyEntry) -> Promise {
    let class: Option<&Entry<Training>> = entry.as_any().downcast_ref();
    let start = class.and_then(|class| class.fields.start.as_ref()).map(|start| start.value);
    Promise {
        start,
        updated: entry.common().updated.filter(|_| start.is_some()),
        ..Promise::until(entry.common().expires)
    }
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
