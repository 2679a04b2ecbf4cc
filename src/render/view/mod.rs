//! What templates see. This folder is the contract with themes: `page` on each page, and what its template gets beside it.
//!
//! Addresses are from the root of the site in their short form (`/contacts/#dana`); values that may be absent are `none`,
//! never undefined.

/// An object whose values are moved into it: `json!` copies them, with all that is in them.
macro_rules! object {
    ($($key:literal: $value:expr),* $(,)?) => {
        serde_json::Map::from_iter([$(($key.to_owned(), serde_json::Value::from($value))),*])
    };
}

mod changes;
mod entries;
mod lists;
mod open_data;
mod page;
mod schedule;
mod structured;
mod suggest;

pub use changes::{Change, changes};

use serde_json::{Map, Value as Json, json};

use super::words::Words;
use crate::access::trace::Trace;
use crate::config::Host;
use crate::formats::integrity::checksum;
use crate::kinds::alerts::Alert;
use crate::kinds::training::Training;
use crate::kinds::{AnyEntry, Entry, Portal};
use crate::plan::{self, IndexForm, Mirrors, Plan, Screen};
use crate::route::Route;
use crate::schema::values::Tongue;
use crate::schema::{FieldType, Viewer, Vocabulary, fallback};
use crate::site::{Page, PageKind, Site};
use crate::theme::Strings;
use crate::words::{Lang, capitalized};

/// The values of one page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    /// The template.
    pub template: String,
    /// The language.
    pub lang: String,
    /// What this page adds to `site`: the menus with the current item, the alert, the languages.
    pub site: Json,
    /// `page` and what the template gets beside it.
    pub context: Json,
}

/// How many past classes the schedule still shows below the coming ones.
const RECENT: usize = 6;

/// How many of the next classes the home page shows.
const NEXT: usize = 3;

/// How many more it carries for the time when those are over.
const SPARE: usize = 6;

/// What all pages of a language see: `site`, `assets` and `integrity`.
pub fn globals(site: &Site<'_>, plan: &Plan<'_>, strings: &Strings) -> Json {
    let config = site.config;
    let words = Words::new(site, &strings.lang, Trace::No);
    let vocabulary = |vocabulary: Vocabulary| -> Json {
        let word = |word: &crate::config::Word| {
            let url = words.word_url(vocabulary, word);
            json!({ "id": word.id.value, "label": word.label, "summary": word.summary, "url": url })
        };
        config.vocabulary(vocabulary).iter().map(word).collect()
    };
    let has = |collection: &str, url: &str| site.collections.named(collection).next().is_some().then(|| url.to_owned());
    let files = site.theme_files.iter();
    let assets: Map<String, Json> = files.map(|(name, file)| (name.clone(), format!("/{}", file.path).into())).collect();
    let token_sheet = plan::token_sheet(site);
    let others = site.strings.iter().filter(|other| other.lang != strings.lang);
    // The script looks for them beside the index of the page.
    let others: Vec<String> = others.map(|other| search_index(plan, &other.lang).replace("search/", "")).collect();
    let tokens = config.tokens().map(|tokens| tokens.light.as_slice()).unwrap_or_default();
    let brand = tokens
        .iter()
        .find(|token| token.name.value == "brand")
        .map(|token| token.color.clone());
    let feeds = json!([
        { "title": strings.get("feeds.news"), "url": "/feed.xml", "media": "application/atom+xml" },
        { "title": strings.get("feeds.news_json"), "url": "/feed.json", "media": "application/feed+json" },
    ]);
    json!({
        "assets": assets,
        "integrity": checksums(site),
        "site": {
            "title": config.title,
            "description": config.description,
            "agency": config.agency.as_ref().map(|agency| json!({ "name": agency.name, "url": agency.url.as_ref().map(FieldType::data) })),
            "url": config.base_url(),
            "audiences": vocabulary(Vocabulary::Audiences),
            "regions": vocabulary(Vocabulary::Regions),
            "topics": vocabulary(Vocabulary::Topics),
            "as_of": words.date(site.today),
            "search_index": format!("/{}", search_index(plan, &strings.lang)),
            "other_searches": others,
            "disclaimer": config.disclaimer,
            "contacts_url": has("contacts", "/contacts/"),
            "schedule_url": has("training", "/schedule/"),
            "theme_color": brand,
            "content_security": config.hosts.contains(&Host::GithubPages).then(|| plan::hosting::policy(site).content_security_in_page()),
            "tokens_url": token_sheet.as_ref().map(|sheet| format!("/{}", sheet.path)),
            "tokens_integrity": token_sheet.filter(|_| config.integrity).map(|sheet| checksum(&sheet.bytes)),
            "feeds": if changes(site, &strings.lang).is_empty() { json!([]) } else { feeds },
        }
    })
}

/// The checksums of the theme's files by their names, if the portal wants them.
fn checksums(site: &Site<'_>) -> Map<String, Json> {
    let files = site.theme_files.iter().filter(|_| site.config.integrity);
    files.map(|(name, file)| (name.clone(), checksum(&file.bytes).into())).collect()
}

/// The address of the index that the search of a language reads: shards, where there are any.
fn search_index(plan: &Plan<'_>, lang: &str) -> String {
    let is_planned = |form: &IndexForm| Route::file(&plan::search_path(lang, *form)).is_ok_and(|route| plan.contains_key(&route));
    let form = if is_planned(&IndexForm::Shards) {
        IndexForm::Shards
    } else {
        IndexForm::Json
    };
    plan::search_path(lang, form)
}

/// The values of a page.
pub fn view(site: &Site<'_>, mirrors: &Mirrors, screen: &Screen, lang: &str, route: &Route, trace: Trace) -> View {
    let url = route.url();
    let builder = Builder::new(site, mirrors, screen, lang, &url, trace);
    let (usual, context) = builder.screen(screen);
    // One that the theme lacks has been reported; the page is shown with the usual one.
    let chosen = builder
        .source
        .and_then(|source| source.page.front.template.as_ref())
        .map(|template| template.value.clone())
        .filter(|template| builder.site.theme.templates.contains_key(template));
    let template = chosen.unwrap_or(usual);
    let page = builder.page(screen, route, &template);
    let mut context: Map<String, Json> = context;
    context.insert("page".to_owned(), page);
    View {
        template,
        site: builder.site_part(),
        context: context.into(),
        lang: lang.to_owned(),
    }
}

/// The title of a page, and its description if it has one.
pub fn name(site: &Site<'_>, mirrors: &Mirrors, screen: &Screen, lang: &str, route: &Route) -> (String, Option<String>) {
    let url = route.url();
    Builder::new(site, mirrors, screen, lang, &url, Trace::No).name(screen)
}

/// The page from `content/` whose words a screen shows.
#[derive(Clone, Copy)]
struct Source<'s> {
    page: &'s Page,
    /// Whether it is written in the language of the screen.
    tongue: Tongue,
}

/// The page from `content/` whose words a screen shows. A list without an editor's words in its language shows those of the
/// main one: they say what the list is about.
fn source<'s>(site: &'s Site<'_>, screen: &Screen, lang: &str, original: &str) -> Option<Source<'s>> {
    let own = |page| Source { page, tongue: Tongue::Own };
    let of_list = |original: &str| {
        let main = site.page_for(original, site.config.language()).map(|page| Source {
            page,
            tongue: Tongue::Main,
        });
        site.page_for(original, lang).map(own).or(main)
    };
    match screen {
        Screen::Content(at) => site.pages.get(*at).map(own),
        Screen::Missing => site.page_for("/404/", lang).map(own),
        Screen::Schedule(..) => of_list("/schedule/"),
        Screen::List(_) => of_list(original),
        Screen::Entry(..) | Screen::Episode(..) | Screen::Word(..) => None,
        _ => site.page_for(original, lang).map(own),
    }
}

struct Builder<'s> {
    site: &'s Site<'s>,
    mirrors: &'s Mirrors,
    words: Words<'s>,
    strings: &'s Strings,
    lang: Lang,
    /// The address of the page in the main language: what views compare and link to. The last step of a page leads links
    /// to the version in its language.
    original: &'s str,
    source: Option<Source<'s>>,
}

type Context = Map<String, Json>;

/// `{…}` as a map.
fn context(json: Json) -> Context {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

impl<'s> Builder<'s> {
    fn new(site: &'s Site<'s>, mirrors: &'s Mirrors, screen: &Screen, lang: &'s str, url: &'s str, trace: Trace) -> Self {
        let site = site.edition(lang);
        let original = mirrors.original(url);
        Self {
            site,
            mirrors,
            words: Words::new(site, lang, trace),
            strings: site.strings_of(lang),
            lang: Lang::of(lang),
            original,
            source: source(site, screen, lang, original),
        }
    }
}

impl Builder<'_> {
    fn screen(&self, screen: &Screen) -> (String, Context) {
        let (template, context) = match screen {
            Screen::Content(at) => return self.content(*at),
            Screen::List(path) => return self.list(path),
            Screen::Schedule(when, facet) => ("schedule.html", self.schedule(*when, facet.as_ref())),
            Screen::Entry(collection, id) => return self.entry(collection, id),
            Screen::Episode(series, id) => ("video.html", self.episode(series, id)),
            Screen::Search => ("search.html", object! { "letters": self.letters() }),
            Screen::AToZ => ("a-z.html", object! { "letters": self.letters() }),
            Screen::News => ("news.html", object! { "changes": self.changes(usize::MAX) }),
            Screen::Data => ("data.html", object! { "collections": self.collections() }),
            Screen::DataSet(name) => ("dataset.html", self.data_set(name)),
            Screen::Suggest(name) => ("suggest.html", self.suggestion(name)),
            Screen::Missing => ("404.html", Map::new()),
            Screen::Word(vocabulary, id) => ("section.html", object! { "children": self.marked(*vocabulary, id) }),
        };
        (template.to_owned(), context)
    }

    fn content(&self, at: usize) -> (String, Context) {
        let Some(page) = self.site.pages.get(at) else {
            return ("page.html".to_owned(), Map::new());
        };
        let usual = match page.kind {
            _ if page.is_home() => "home.html",
            PageKind::Section => "section.html",
            PageKind::Page => "page.html",
        };
        let mut values = Map::new();
        if page.is_home() {
            values.extend(self.home(page));
        }
        if page.kind == PageKind::Section {
            values.insert("children".to_owned(), self.children(page));
        }
        (usual.to_owned(), values)
    }

    fn home(&self, page: &Page) -> Context {
        let front = &page.front;
        let upcoming = self.upcoming(None);
        let contacts: Json = match front.contacts.as_slice() {
            [] => self
                .site
                .collections
                .named("contacts")
                .take(3)
                .map(|entry| self.view_of(entry))
                .collect(),
            chosen => chosen
                .iter()
                .map(|contact| self.words.entry("contacts", &contact.id.value))
                .filter(|view| !view.is_null())
                .collect(),
        };
        let documents: Json = match front.featured.as_slice() {
            [] => self
                .site
                .collections
                .named("documents")
                .take(2)
                .map(|entry| self.view_of(entry))
                .collect(),
            chosen => chosen
                .iter()
                .map(|document| self.words.entry("documents", &document.id.value))
                .filter(|view| !view.is_null())
                .collect(),
        };
        let cards: Json = front
            .cards
            .iter()
            .map(|card| json!({ "title": card.title, "text": card.text, "url": self.site.address(&card.to) }))
            .collect();
        object! {
            "cards": cards,
            "events": self.next_classes(&upcoming),
            "empty": self.empty(&upcoming),
            "to_be_announced": self.views(self.to_be_announced(None).into_iter().take(NEXT).collect()),
            "upcoming_count": upcoming.len(),
            "contacts": contacts,
            "documents": documents,
            "changes": self.changes(5),
        }
    }

    /// The next classes, and hidden ones that take their places when they are over.
    fn next_classes(&self, upcoming: &[&Entry<Training>]) -> Json {
        let view = |(at, class): (usize, &&Entry<Training>)| {
            let mut view = self.view_of(*class);
            if let Some(Json::Object(shown)) = view.get_mut("shown") {
                shown.insert("now".to_owned(), (at < NEXT).into());
            }
            view
        };
        upcoming.iter().enumerate().take(NEXT + SPARE).map(view).collect()
    }

    /// The pages right below a section, by weight and title.
    fn children(&self, section: &Page) -> Json {
        let originals = self.site.pages_below(self.original).map(|page| self.version(page));
        // What is written in this language alone comes last.
        let others = self.site.pages_below(&section.url).filter(|page| self.is_first(page));
        originals.chain(others).map(|page| self.child(page)).collect()
    }

    /// Whether a page is written in this language and not in the main one.
    fn is_first(&self, page: &Page) -> bool {
        let main = self.site.config.language();
        page.lang != main && !self.site.versions(page).any(|version| version.lang == main)
    }

    fn child(&self, page: &Page) -> Json {
        let updated = page.front.updated.map(|date| self.words.date(date));
        let description = page.front.description.as_ref().map(|text| self.text_of(page, text));
        let child = object! {
            "title": self.title_of(page),
            "url": page.url.as_str(),
            "kind": Json::Null,
            "answer": Json::Null,
            "description": description,
            "updated": updated,
        };
        child.into()
    }

    /// A page as readers of this language find it.
    fn version<'p>(&'p self, page: &'p Page) -> &'p Page {
        self.site
            .versions(page)
            .find(|version| version.lang == self.words.tag)
            .unwrap_or(page)
    }

    fn title_of(&self, page: &Page) -> String {
        self.text_of(page, &page.front.title.value)
    }

    /// A text of a page, marked if the page is in another language.
    fn text_of(&self, page: &Page, text: &str) -> String {
        if page.lang == self.words.tag {
            text.to_owned()
        } else {
            fallback::mark(text)
        }
    }

    fn portal(&self) -> Portal<'_> {
        self.site.portal(self.words.tag)
    }

    fn view_of(&self, entry: &dyn AnyEntry) -> Json {
        entry.view(self.portal(), &self.words).into()
    }

    /// New and updated pages and entries, newest first.
    fn changes(&self, most: usize) -> Json {
        changes(self.site, self.words.tag).into_iter().take(most).map(|change| json!({ "date": self.words.date(change.updated), "title": change.title, "url": change.url, "label": change.label })).collect()
    }

    /// What a page adds to `site`.
    fn site_part(&self) -> Json {
        let menu = |items: &[crate::config::MenuItem]| -> Json { items.iter().map(|item| self.menu_item(item)).collect() };
        let part = object! {
            "menu": menu(&self.site.config.menu),
            "footer_menu": menu(&self.site.config.footer_menu),
            "languages": self.languages(),
            "other_homes": self.other_homes(),
            "alerts": self.alerts(self.original),
        };
        part.into()
    }

    fn menu_item(&self, item: &crate::config::MenuItem) -> Json {
        let to = self.site.address(&item.to);
        let original = self.mirrors.original(&to);
        let current = original == self.original || (original != "/" && !original.contains('#') && self.original.starts_with(original));
        // Words that are not translated may be the title of a page that is.
        let translated = fallback::is_marked(&item.title).then(|| self.title_at(original)).flatten();
        let title = translated
            .filter(|title| !fallback::is_marked(title))
            .unwrap_or_else(|| item.title.clone());
        let url = self.mirrors.version(&to, self.words.tag).unwrap_or(&to);
        object! { "title": title, "url": url, "original": original, "current": current }.into()
    }

    /// The languages in which this page exists, each with its own name.
    fn languages(&self) -> Json {
        let one = |strings: &Strings| {
            let tag = strings.lang.as_str();
            let url = self.mirrors.version(self.original, tag)?;
            let canonical = self.site.config.absolute(url);
            let name = capitalized(&Lang::of(tag).language(tag));
            Some(json!({ "code": tag, "name": name, "url": url, "canonical": canonical, "current": tag == self.words.tag }))
        };
        let versions: Vec<Json> = self.site.strings.iter().filter_map(one).collect();
        if versions.len() < 2 { json!([]) } else { versions.into() }
    }

    /// The home pages of the languages in which this page does not exist, in the words of those languages.
    fn other_homes(&self) -> Json {
        let one = |strings: &Strings| {
            let tag = strings.lang.as_str();
            let is_missed = tag != self.words.tag && self.mirrors.version(self.original, tag).is_none();
            let url = self.mirrors.version("/", tag).filter(|_| is_missed)?;
            let name = capitalized(&Lang::of(tag).language(tag));
            Some(json!({ "code": tag, "name": name, "title": strings.get("titles.home"), "url": url }))
        };
        self.site.strings.iter().filter_map(one).collect()
    }

    /// The alerts of a page that are not over, the more urgent ones first, and a page's own before those of all pages.
    fn alerts(&self, url: &str) -> Json {
        let (portal, now) = (self.portal(), self.portal().now());
        let is_here = |alert: &&Entry<Alert>| {
            alert.is_everywhere() || alert.fields.show_on.as_ref().is_some_and(|place| self.site.address(place) == url)
        };
        let alerts = self.site.collections.of::<Alert>().filter(is_here);
        let mut alerts: Vec<_> = alerts.filter(|alert| !alert.period(portal).is_over(now)).collect();
        alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.fields.kind), alert.is_everywhere()));
        alerts.into_iter().map(|alert| self.view_of(alert)).collect()
    }
}
