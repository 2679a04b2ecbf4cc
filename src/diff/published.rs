//! A site as it is published: what its pages say and link to, its entries as open data, its events as calendars.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Value as Json};

use crate::kinds::Kinds;
use crate::parse::content_line::{self, Line};
use crate::parse::html::{self, Token};
use crate::render::html::target;
use crate::route::{Route, percent_decode};
use crate::schema::dialing::Dialing;
use crate::site::theme_files;
use crate::words::{Lang, single_spaced};

/// A published site.
#[derive(Debug, Default)]
pub struct Published {
    /// The kinds that its entries may be of.
    pub(super) kinds: Kinds,
    /// The pages, by address.
    pub(super) pages: BTreeMap<String, Page>,
    /// Addresses that lead on, and where to.
    pub(super) redirects: BTreeMap<String, String>,
    /// The other files that readers open.
    pub(super) files: BTreeSet<String>,
    /// The entries, by collection and id.
    pub(super) entries: BTreeMap<(&'static str, String), Map<String, Json>>,
    /// The events, by their identity.
    pub(super) events: BTreeMap<String, Event>,
    /// The rules by which its telephone numbers are written out.
    pub(super) dialing: Dialing,
}

/// What a reader finds on a page, without what stands on every page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) anchors: BTreeSet<String>,
    /// Where it links to: addresses of the site from its root, others as they are.
    pub(super) links: BTreeSet<String>,
    /// Each heading with the text below it; the first has the text before any.
    pub(super) sections: Vec<(String, String)>,
}

impl Page {
    /// How often a text stands on the page.
    pub(super) fn count(&self, text: &str) -> usize {
        let texts = self.sections.iter().flat_map(|(heading, text)| [heading, text]);
        texts.map(|whole| whole.matches(text).count()).sum()
    }
}

/// An event of a calendar.
#[derive(Debug, Default, Clone)]
pub(super) struct Event {
    pub(super) summary: String,
    pub(super) start: When,
    pub(super) end: When,
    pub(super) sequence: u32,
    pub(super) cancelled: bool,
}

/// A value of `DTSTART` or `DTEND` with its zone.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct When {
    value: String,
    zone: Option<String>,
}

impl When {
    fn of(line: &Line) -> Self {
        Self {
            value: line.value.clone(),
            zone: line.parameter("TZID").map(str::to_owned),
        }
    }

    /// `20250324` or `20250324T083000`.
    fn moment(&self) -> Option<(Date, Option<Time>)> {
        let digits = self.value.trim_end_matches('Z');
        match digits.len() {
            8 => Some((Date::strptime("%Y%m%d", digits).ok()?, None)),
            _ => {
                let local = DateTime::strptime("%Y%m%dT%H%M%S", digits).ok()?;
                Some((local.date(), Some(local.time())))
            }
        }
    }
}

impl Event {
    /// When it takes place, as two builds are compared.
    pub(super) fn when(&self) -> (&When, &When) {
        (&self.start, &self.end)
    }

    /// When it begins, in words.
    pub(super) fn begins(&self) -> String {
        self.start.moment().map_or_else(|| self.start.value.clone(), in_words)
    }

    /// When it takes place, in words: the last day of whole days is the one before `DTEND`.
    pub(super) fn in_words(&self) -> String {
        match (self.start.moment(), self.end.moment()) {
            (Some((first, None)), Some((after, None))) => Lang::En.days(first, after.yesterday().unwrap_or(first)),
            (Some(start), Some(end)) => format!("{} to {}", in_words(start), in_words(end)),
            _ => self.begins(),
        }
    }
}

fn in_words((date, time): (Date, Option<Time>)) -> String {
    time.map_or_else(
        || Lang::En.date(date),
        |time| format!("{}, {}", Lang::En.date(date), Lang::En.time(time)),
    )
}

impl Published {
    /// The site of these files.
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f Route, &'f [u8])>, kinds: Kinds) -> Self {
        let mut site = Self { kinds, ..Self::default() };
        for (route, bytes) in files {
            site.add(route, bytes);
        }
        site
    }

    fn add(&mut self, route: &Route, bytes: &[u8]) {
        let text = || String::from_utf8_lossy(bytes);
        let path = route.as_str();
        match route.extension().as_str() {
            "html" if path == "404.html" || path.ends_with("/404.html") => {}
            "html" => self.page(route, &text()),
            "ics" => {
                self.files.insert(route.url());
                self.calendar(&text());
            }
            "json" if path.starts_with("data/") => {
                self.files.insert(route.url());
                self.collection(path, bytes);
            }
            // Their names change with their bytes, or they are read by programs alone.
            _ if path.starts_with(theme_files::FOLDER) || path.starts_with("search/") => {}
            "md" | "js" | "css" => {}
            _ => drop(self.files.insert(route.url())),
        }
    }

    fn page(&mut self, route: &Route, html: &str) {
        let mut reading = Reading::new(route);
        html::tokens(html).for_each(|token| reading.token(token));
        match reading.leads_to {
            Some(to) => drop(self.redirects.insert(route.url(), to)),
            None => drop(self.pages.insert(route.url(), reading.page.tidied())),
        }
    }

    fn collection(&mut self, path: &str, bytes: &[u8]) {
        // Redirects are told with the pages.
        let mut shown = self.kinds.all().filter(|kind| kind.name() != "redirects");
        let kind = shown.find(|kind| path == format!("data/{}.json", kind.name()));
        let Some((kind, Ok(Json::Array(entries)))) = kind.map(|kind| (kind, serde_json::from_slice(bytes))) else {
            return;
        };
        for entry in entries {
            if let Json::Object(entry) = entry
                && let Some(id) = entry.get("id").and_then(Json::as_str)
            {
                self.entries.insert((kind.name(), id.to_owned()), entry);
            }
        }
    }

    /// An event stands in several calendars; only the file of its own says for certain that it is called off.
    fn calendar(&mut self, text: &str) {
        let lines = content_line::read(text);
        let events = lines.split(|line| line.name == "BEGIN" && line.value == "VEVENT");
        for event in events.skip(1) {
            let (uid, read) = event_of(event);
            let known = self.events.entry(uid).or_insert_with(|| read.clone());
            known.cancelled |= read.cancelled;
        }
    }
}

/// The event with these lines, and its identity. What follows its end is not of it.
fn event_of(lines: &[Line]) -> (String, Event) {
    let (mut uid, mut event) = (String::new(), Event::default());
    for line in lines.iter().take_while(|line| line.name != "END") {
        match line.name.as_str() {
            "UID" => line.value.clone_into(&mut uid),
            "SUMMARY" => event.summary = line.text(),
            "SEQUENCE" => event.sequence = line.value.parse().unwrap_or(0),
            "DTSTART" => event.start = When::of(line),
            "DTEND" => event.end = When::of(line),
            "STATUS" => event.cancelled = line.value == "CANCELLED",
            _ => {}
        }
    }
    (uid, event)
}

struct Reading<'r> {
    route: &'r Route,
    page: Page,
    leads_to: Option<String>,
    /// Whether the tokens are inside of `<main>`.
    in_main: bool,
    /// The element whose text is no text of the page, and how deep elements of its name stand in it.
    silent: Option<(String, usize)>,
    in_heading: bool,
    in_title: bool,
}

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
/// Elements whose text is none of the page; what leads elsewhere says so by its links.
const SILENT: [&str; 5] = ["nav", "script", "style", "svg", "template"];

impl<'r> Reading<'r> {
    fn new(route: &'r Route) -> Self {
        Self {
            route,
            page: Page {
                sections: vec![(String::new(), String::new())],
                ..Page::default()
            },
            leads_to: None,
            in_main: false,
            silent: None,
            in_heading: false,
            in_title: false,
        }
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => self.text(&html::unescape(text)),
            Token::Start(tag) => self.start(&tag),
            Token::End(tag) => self.end(&tag.name),
            Token::Other(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_main || self.silent.is_some() {
            return;
        }
        if self.in_title {
            self.page.title.push_str(text);
        }
        if let Some((heading, below)) = self.page.sections.last_mut() {
            if self.in_heading {
                heading.push_str(text)
            } else {
                below.push_str(text)
            }
        }
    }

    fn start(&mut self, tag: &html::Tag<'_>) {
        let name = &*tag.name;
        let attributes: Vec<_> = html::attributes(tag.text).collect();
        let of = |wanted: &str| {
            attributes
                .iter()
                .find(|attribute| attribute.name == wanted)
                .map(|found| html::unescape(found.value))
        };
        if name == "meta" && of("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) {
            let content = of("content").unwrap_or_default();
            self.leads_to = content.split_once("url=").map(|(_, url)| self.address(url));
        }
        self.in_main |= name == "main";
        if !self.in_main {
            return;
        }
        match &mut self.silent {
            Some((silent, depth)) if silent == name => *depth += 1,
            Some(_) => {}
            // What is hidden from those who listen repeats what they hear.
            None if SILENT.contains(&name) || of("aria-hidden").is_some_and(|value| value == "true") => {
                let has_content = !html::is_void(name) && !tag.text.ends_with("/>");
                self.silent = has_content.then(|| (name.to_owned(), 0));
            }
            None => {}
        }
        if HEADINGS.contains(&name) {
            self.page.sections.push((String::new(), String::new()));
            self.in_heading = true;
            self.in_title = name == "h1" && self.page.title.is_empty();
        }
        // The frame of the page has ids of its own; those of `<main>` itself are the theme's.
        if name != "main"
            && let Some(id) = of("id")
        {
            self.page.anchors.insert(id.into_owned());
        }
        if name == "a"
            && let Some(href) = of("href")
        {
            let address = self.address(&href);
            self.page.links.insert(address);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((silent, depth)) = &mut self.silent
            && silent == name
        {
            match depth.checked_sub(1) {
                Some(less) => *depth = less,
                None => self.silent = None,
            }
        }
        match name {
            "main" => self.in_main = false,
            _ if HEADINGS.contains(&name) => (self.in_heading, self.in_title) = (false, false),
            _ => {}
        }
        // Words of two elements are two words.
        self.text(" ");
    }

    /// A link of the page as an address from the root of the site, pages in their short form.
    fn address(&self, href: &str) -> String {
        let (path, tail) = href.split_at(href.find(['#', '?']).unwrap_or(href.len()));
        let is_outside = path.split('/').next().is_some_and(|first| first.contains(':')) || path.starts_with("//");
        if is_outside {
            return href.to_owned();
        }
        if path.is_empty() {
            return format!("{}{tail}", self.route.url());
        }
        let mut parts: Vec<&str> = match path.starts_with('/') {
            true => Vec::new(),
            false => self
                .route
                .as_str()
                .split('/')
                .rev()
                .skip(1)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect(),
        };
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "" | "." => {}
                part => parts.push(part),
            }
        }
        let slash = if path.ends_with('/') { "/" } else { "" };
        let whole = format!("/{}{slash}", parts.join("/"));
        let url = target(&whole).map_or_else(|| percent_decode(&whole), |route| route.url());
        format!("{url}{tail}")
    }
}

impl Page {
    /// White space as a reader sees it.
    fn tidied(mut self) -> Self {
        let tidy = |text: &str| single_spaced(text).into_owned();
        self.title = tidy(&self.title);
        for (heading, text) in &mut self.sections {
            (*heading, *text) = (tidy(heading), tidy(text));
        }
        self
    }
}
