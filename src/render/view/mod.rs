//! What templates see. This folder is the contract with themes: `page` on each page, and what its template gets beside it.
//!
//! Addresses are from the root of the site in their short form (`/contacts/#dana`); values that may be absent are `none`,
//! never undefined.

mod changes;
mod entries;
mod lists;
mod page;
mod schedule;

pub use changes::{Change, changes};

use serde_json::{Map, Value as Json, json};

use super::words::Words;
use crate::kinds::{AnyEntry, Entry};
use crate::plan::{self, Screen, asset_path};
use crate::route::Route;
use crate::schema::{FieldType, Viewer, Vocabulary};
use crate::site::{Page, PageKind, Site};
use crate::theme::Strings;
use crate::words::Lang;

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

/// What all pages of a language see: `site` and `assets`.
pub fn globals(site: &Site<'_>, strings: &Strings) -> Json {
    let config = site.config;
    let words = Words::new(site, &strings.lang);
    let vocabulary = |vocabulary: Vocabulary| -> Json {
        let word = |word: &crate::config::Word| {
            let url = words.word_url(vocabulary, word);
            json!({ "id": word.id.value, "label": word.label, "summary": word.summary, "url": url })
        };
        config.vocabulary(vocabulary).iter().map(word).collect()
    };
    let has = |collection: &str, url: &str| site.collections.named(collection).next().is_some().then(|| url.to_owned());
    let assets: Map<String, Json> = site
        .theme
        .assets
        .iter()
        .map(|(name, file)| (name.clone(), format!("/{}", asset_path(name, file)).into()))
        .collect();
    let tokens = config.tokens().map(|tokens| tokens.light.as_slice()).unwrap_or_default();
    let brand = tokens
        .iter()
        .find(|token| token.name.value == "brand")
        .map(|token| token.color.clone());
    json!({
        "assets": assets,
        "site": {
            "title": config.title,
            "description": config.description,
            "agency": config.agency.as_ref().map(|agency| json!({ "name": agency.name, "url": agency.url.as_ref().map(FieldType::data) })),
            "url": config.base_url(),
            "audiences": vocabulary(Vocabulary::Audiences),
            "regions": vocabulary(Vocabulary::Regions),
            "topics": vocabulary(Vocabulary::Topics),
            "as_of": words.date(site.today),
            "search_index": format!("/search/{}.json", strings.lang),
            "disclaimer": config.disclaimer,
            "contacts_url": has("contacts", "/contacts/"),
            "schedule_url": has("training", "/schedule/"),
            "theme_color": brand,
            "tokens_url": plan::token_sheet(site).map(|(path, _)| format!("/{path}")),
            "feeds": [{ "title": strings.get("feeds.news"), "url": "/feed.xml", "media": "application/atom+xml" }],
        }
    })
}

/// The values of a page.
pub fn view(site: &Site<'_>, screen: &Screen, route: &Route) -> View {
    let source = source(site, screen, route);
    let lang = source.map_or(site.config.language(), |page| &page.lang).to_owned();
    let builder = Builder {
        site,
        words: Words::new(site, &lang),
        strings: site.strings_of(&lang),
        lang: Lang::of(&lang),
    };
    let (usual, context) = builder.screen(screen);
    // One that the theme lacks has been reported; the page is shown with the usual one.
    let chosen = source
        .and_then(|page| page.front.template.as_ref())
        .map(|template| template.value.clone())
        .filter(|template| site.theme.templates.contains_key(template));
    let template = chosen.unwrap_or(usual);
    let page = builder.page(screen, source, route, &template);
    let mut context: Map<String, Json> = context;
    context.insert("page".to_owned(), page);
    View {
        template,
        site: builder.site_part(route, source),
        context: context.into(),
        lang,
    }
}

/// The page from `content/` whose words the screen shows.
fn source<'s>(site: &'s Site<'_>, screen: &Screen, route: &Route) -> Option<&'s Page> {
    match screen {
        Screen::Content(at) => site.pages.get(*at),
        Screen::Missing => site.page_at("/404/"),
        Screen::Schedule(..) => site.page_at("/schedule/"),
        Screen::Entry(..) | Screen::Episode(..) | Screen::Word(..) => None,
        _ => site.page_at(&route.url()),
    }
}

struct Builder<'s> {
    site: &'s Site<'s>,
    words: Words<'s>,
    strings: &'s Strings,
    lang: Lang,
}

type Context = Map<String, Json>;

/// `{…}` as a map.
fn context(json: Json) -> Context {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
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
            Screen::Search => ("search.html", context(json!({ "letters": self.letters() }))),
            Screen::AToZ => ("a-z.html", context(json!({ "letters": self.letters() }))),
            Screen::News => ("news.html", context(json!({ "changes": self.changes(usize::MAX) }))),
            Screen::Data => ("data.html", context(json!({ "collections": self.collections() }))),
            Screen::Missing => ("404.html", Map::new()),
            Screen::Word(vocabulary, id) => ("section.html", context(json!({ "children": self.marked(*vocabulary, id) }))),
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
        context(json!({
            "cards": cards,
            "events": upcoming.iter().take(3).map(|entry| self.view_of(*entry)).collect::<Json>(),
            "upcoming_count": upcoming.len(),
            "contacts": contacts,
            "documents": documents,
            "changes": self.changes(5),
        }))
    }

    /// The pages right below a section, by weight and title.
    fn children(&self, section: &Page) -> Json {
        self.site.pages_below(&section.url).map(|page| self.child(page)).collect()
    }

    fn child(&self, page: &Page) -> Json {
        let updated = page.front.updated.map(|date| self.words.date(date));
        json!({ "title": page.front.title.value, "url": page.url, "description": page.front.description, "updated": updated })
    }

    fn view_of(&self, entry: &dyn AnyEntry) -> Json {
        entry.view(self.site.portal(self.words.tag), &self.words).into()
    }

    /// New and updated pages and entries, newest first.
    fn changes(&self, most: usize) -> Json {
        changes(self.site, self.words.tag).into_iter().take(most).map(|change| json!({ "date": self.words.date(change.updated), "title": change.title, "url": change.url, "label": change.label })).collect()
    }

    /// What a page adds to `site`.
    fn site_part(&self, route: &Route, source: Option<&Page>) -> Json {
        let url = route.url();
        let menu = |items: &[crate::config::MenuItem]| -> Json {
            let item = |item: &crate::config::MenuItem| {
                let to = self.site.address(&item.to);
                let current = to == url || (to != "/" && !to.contains('#') && url.starts_with(&to));
                json!({ "title": item.title, "url": to, "current": current })
            };
            items.iter().map(item).collect()
        };
        json!({
            "menu": menu(&self.site.config.menu),
            "footer_menu": menu(&self.site.config.footer_menu),
            "languages": self.languages(source),
            "alert": self.alert(&url),
        })
    }

    /// The languages in which this page exists.
    fn languages(&self, source: Option<&Page>) -> Json {
        let Some(page) = source else { return json!([]) };
        let versions: Vec<_> = self.site.versions(page).collect();
        let one = |version: &&Page| {
            let name = Lang::of(&version.lang).language(&version.lang);
            json!({ "code": version.lang, "name": name, "url": version.url, "current": version.lang == page.lang })
        };
        if versions.len() < 2 {
            json!([])
        } else {
            versions.iter().map(one).collect()
        }
    }

    fn alert(&self, url: &str) -> Json {
        let here = |entry: &&Entry<crate::kinds::alerts::Alert>| {
            entry.is_on(self.site.today)
                && (entry.is_everywhere() || entry.fields.show_on.as_ref().is_some_and(|place| self.site.address(place) == url))
        };
        let mut alerts: Vec<_> = self.site.collections.of::<crate::kinds::alerts::Alert>().filter(here).collect();
        // The more urgent one first; a page's own before that of all pages.
        alerts.sort_by_key(|entry| (std::cmp::Reverse(entry.fields.kind), entry.is_everywhere()));
        alerts.first().map_or(Json::Null, |entry| self.view_of(*entry))
    }
}
