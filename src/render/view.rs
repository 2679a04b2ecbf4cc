//! What templates see. This file is the contract with themes: each page's `page`, and what its template gets beside it.
//!
//! Addresses are from the root of the site in their short form (`/contacts/#dana`); values that may be absent are `none`,
//! never undefined.

use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use super::words::{Words, plain_fields};
use crate::kinds::courses::Course;
use crate::kinds::documents::PortalDocument;
use crate::kinds::terms::Term;
use crate::kinds::training::{State, Training, feeds};
use crate::kinds::videos::Series;
use crate::kinds::{AnyEntry, Entry, KINDS, Kind};
use crate::plan::{self, Facet, Screen, When, asset_path};
use crate::route::Route;
use crate::schema::{FieldType, Viewer, Vocabulary};
use crate::site::{self, Page, PageKind, Site, Wanted};
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
            let url = word
                .to
                .as_ref()
                .map(|to| site.address(to))
                .unwrap_or_else(|| format!("/{}/{}/", vocabulary.name(), word.id));
            json!({ "id": word.id, "label": word.label, "summary": word.summary, "url": url })
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
    let (template, context) = builder.screen(screen);
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
        let template = page.front.template.as_ref().map_or(usual, |template| &template.value).to_owned();
        let mut values = Map::new();
        if page.is_home() {
            values.extend(self.home(page));
        }
        if page.kind == PageKind::Section {
            values.insert("children".to_owned(), self.children(page));
        }
        (template, values)
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
                .filter_map(|typed| typed.value.split_once('/'))
                .map(|(collection, id)| self.words.entry(collection, id))
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

    /// Everything that is marked with a word: pages first.
    fn marked(&self, vocabulary: Vocabulary, id: &str) -> Json {
        let holds = |terms: Vec<&str>| terms.contains(&id);
        let of_page = |page: &&Page| {
            let front = &page.front;
            page.lang == self.words.tag
                && holds(match vocabulary {
                    Vocabulary::Audiences => front.audiences.iter().map(|term| term.0.value.as_str()).collect(),
                    Vocabulary::Regions => front.regions.iter().map(|term| term.0.value.as_str()).collect(),
                    Vocabulary::Topics => front.topics.iter().map(|term| term.0.value.as_str()).collect(),
                })
        };
        let of_entry = |entry: &&dyn AnyEntry| {
            let common = entry.common();
            entry.address().is_some()
                && holds(match vocabulary {
                    Vocabulary::Audiences => common.audiences.iter().map(|term| term.0.value.as_str()).collect(),
                    Vocabulary::Regions => common.regions.iter().map(|term| term.0.value.as_str()).collect(),
                    Vocabulary::Topics => common.topics.iter().map(|term| term.0.value.as_str()).collect(),
                })
        };
        let pages = self.site.pages.iter().filter(of_page).map(|page| self.child(page));
        let entries = self.site.collections.all().filter(of_entry).map(|entry| {
            json!({ "title": entry.title(&self.site.collections), "url": entry.address(), "description": entry.common().summary, "updated": entry.common().updated.map(|date| self.words.date(date)) })
        });
        pages.chain(entries).collect()
    }

    fn view_of(&self, entry: &dyn AnyEntry) -> Json {
        entry.view(self.site.portal(self.words.tag), &self.words).into()
    }

    /// The entries of a collection in the order of its list.
    fn ranked(&self, collection: &str) -> Vec<&dyn AnyEntry> {
        let mut entries: Vec<_> = self.site.collections.named(collection).collect();
        entries.sort_by_key(|entry| entry.rank());
        entries
    }

    fn list(&self, path: &str) -> (String, Context) {
        let names = plan::lists().remove(path).unwrap_or_default();
        let first = names.first().copied().unwrap_or_default();
        let own = format!("{path}.html");
        let mut values = Map::new();
        match path {
            "resources" => {
                let (archived, current): (Vec<_>, Vec<_>) = self.ranked("documents").into_iter().partition(|entry| is_archived(*entry));
                values.insert("groups".to_owned(), self.groups(&current));
                values.insert(
                    "archived".to_owned(),
                    archived.into_iter().map(|entry| self.view_of(entry)).collect(),
                );
                values.insert("links".to_owned(), self.groups(&self.ranked("links")));
            }
            "glossary" => drop(values.insert("letters".to_owned(), self.glossary())),
            "videos" => drop(values.insert(
                "series".to_owned(),
                self.ranked("videos").into_iter().map(|entry| self.view_of(entry)).collect(),
            )),
            _ => {
                let entries = self.ranked(first);
                values.insert("groups".to_owned(), self.groups(&entries));
                values.insert("items".to_owned(), entries.into_iter().map(|entry| self.generic(entry)).collect());
            }
        }
        values.insert("all_vcards_url".to_owned(), crate::kinds::contacts::ALL_CARDS.into());
        let template = if self.site.theme.templates.contains_key(&own) {
            own
        } else {
            "list.html".to_owned()
        };
        (template, values)
    }

    /// An entry with the rows that the generic templates show.
    fn generic(&self, entry: &dyn AnyEntry) -> Json {
        let mut view = entry.view(self.site.portal(self.words.tag), &self.words);
        let rows = plain_fields(entry.kind().fields(), &view);
        view.insert("fields".to_owned(), rows);
        view.into()
    }

    /// Entries under their headings, in the order in which the headings first stand.
    fn groups(&self, entries: &[&dyn AnyEntry]) -> Json {
        let portal = self.site.portal(self.words.tag);
        let mut groups: Vec<(String, Vec<Json>)> = Vec::new();
        for entry in entries {
            let label = entry
                .heading(portal)
                .unwrap_or_else(|| self.strings.get(&format!("kinds.{}.other", entry.kind().name())));
            let view = self.view_of(*entry);
            match groups.iter_mut().find(|(known, _)| *known == label) {
                Some((_, items)) => items.push(view),
                None => groups.push((label, vec![view])),
            }
        }
        groups
            .into_iter()
            .map(|(label, items)| json!({ "id": format!("group-{}", crate::route::slug(&label)), "label": label, "items": items }))
            .collect()
    }

    fn glossary(&self) -> Json {
        let mut terms: Vec<_> = self.site.collections.of::<Term>().collect();
        terms.sort_by_key(|entry| entry.fields.term.to_lowercase());
        let named = terms.into_iter().map(|entry| (entry.fields.term.clone(), self.view_of(entry)));
        by_letter(named)
            .into_iter()
            .map(|(letter, items)| json!({ "letter": letter, "items": items }))
            .collect()
    }

    fn letters(&self) -> Json {
        let mut all: Vec<(String, Json)> = Vec::new();
        for page in self
            .site
            .pages
            .iter()
            .filter(|page| page.lang == self.words.tag && page.url != "/404/")
        {
            let title = page.front.title.value.clone();
            all.push((title.clone(), json!({ "title": title, "url": page.url, "label": Json::Null })));
        }
        let portal = self.site.portal(self.words.tag);
        for entry in self.site.collections.all() {
            let label = self.strings.get(&format!("kinds.{}.one", entry.kind().name()));
            for found in entry.found(portal) {
                let title = [Some(found.title.clone()), found.date.clone()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(", ");
                all.push((found.title, json!({ "title": title, "url": found.url, "label": label })));
            }
        }
        all.sort_by_cached_key(|(title, view)| (crate::route::slug(title), view.to_string()));
        by_letter(all).into_iter().map(|(letter, entries)| json!({ "letter": letter, "id": format!("letter-{}", letter.to_lowercase().replace('#', "0-9")), "entries": entries })).collect()
    }

    /// New and updated pages and entries, newest first.
    fn changes(&self, most: usize) -> Json {
        changes(self.site, self.words.tag).into_iter().take(most).map(|change| json!({ "date": self.words.date(change.updated), "title": change.title, "url": change.url, "label": change.label })).collect()
    }

    fn collections(&self) -> Json {
        let filled = KINDS
            .iter()
            .filter(|kind| self.site.collections.named(kind.name()).next().is_some());
        let row = |kind: &&dyn crate::kinds::AnyKind| {
            let name = kind.name();
            json!({
                "name": name,
                "title": self.strings.get(&format!("kinds.{name}.other")),
                "count": self.site.collections.named(name).count(),
                "json": format!("/data/{name}.json"),
                "csv": format!("/data/{name}.csv"),
                "description": Json::Null,
            })
        };
        filled.map(row).collect()
    }

    fn entry(&self, collection: &str, id: &str) -> (String, Context) {
        let Some(entry) = self.site.collections.find(collection, id) else {
            return ("item.html".to_owned(), Map::new());
        };
        let mut values = context(json!({ "item": self.generic(entry) }));
        if let Some(class) = entry.as_any().downcast_ref::<Entry<Training>>() {
            let course = class.course(&self.site.collections);
            values.insert("course".to_owned(), course.map_or(Json::Null, |course| self.view_of(course)));
        }
        if entry.as_any().is::<Entry<Course>>() {
            let classes: Vec<_> = self
                .site
                .collections
                .of::<Training>()
                .filter(|class| class.fields.course.as_ref().is_some_and(|course| course.id.value == id))
                .collect();
            let (past, coming): (Vec<_>, Vec<_>) = in_order(classes)
                .into_iter()
                .partition(|class| class.state(self.site.today) == State::Past);
            values.insert("events".to_owned(), self.views(coming));
            values.insert("past".to_owned(), self.views(past));
        }
        let template = entry.kind().template();
        (
            if self.site.theme.templates.contains_key(template) {
                template
            } else {
                "item.html"
            }
            .to_owned(),
            values,
        )
    }

    fn views(&self, classes: Vec<&Entry<Training>>) -> Json {
        classes.into_iter().map(|class| self.view_of(class)).collect()
    }

    fn episode(&self, series: &str, id: &str) -> Context {
        let Some(entry) = self.site.collections.get::<Series>(series) else {
            return Map::new();
        };
        let portal = self.site.portal(self.words.tag);
        let episodes = entry.episodes();
        let at = episodes.iter().position(|episode| episode.slug() == id);
        let view = |at: Option<usize>| {
            at.and_then(|at| episodes.get(at))
                .map_or(Json::Null, |episode| entry.episode_view(episode, portal, &self.words).into())
        };
        let link = |at: Option<usize>| {
            at.and_then(|at| episodes.get(at)).map_or(
                Json::Null,
                |episode| json!({ "title": episode.title.value, "url": episode.address() }),
            )
        };
        let mut episode = view(at);
        if let Json::Object(episode) = &mut episode {
            let handouts = at
                .and_then(|at| episodes.get(at))
                .into_iter()
                .flat_map(|episode| &episode.handouts)
                .map(|handout| self.words.entry("documents", &handout.id.value));
            episode.insert("handouts".to_owned(), handouts.filter(|view| !view.is_null()).collect());
        }
        context(json!({
            "series": self.view_of(entry),
            "episode": episode,
            "previous": link(at.and_then(|at| at.checked_sub(1))),
            "next": link(at.map(|at| at + 1)),
        }))
    }

    /// What is still to come, in order.
    fn upcoming(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        let coming = self
            .classes(facet)
            .into_iter()
            .filter(|class| matches!(class.state(self.site.today), State::Upcoming | State::Ongoing));
        in_order(coming.collect())
    }

    fn past(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        let mut past = in_order(
            self.classes(facet)
                .into_iter()
                .filter(|class| class.state(self.site.today) == State::Past)
                .collect(),
        );
        past.reverse();
        past
    }

    fn classes(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        self.site
            .collections
            .of::<Training>()
            .filter(|class| facet.is_none_or(|facet| facet.holds(class, &self.site.collections)))
            .collect()
    }

    fn schedule(&self, when: When, facet: Option<&Facet>) -> Context {
        let shown = match when {
            When::Upcoming => self.upcoming(facet),
            When::Past => self.past(facet),
        };
        let announced = self
            .classes(facet)
            .into_iter()
            .filter(|class| class.state(self.site.today) == State::ToBeAnnounced);
        let past = if when == When::Upcoming { self.past(facet) } else { Vec::new() };
        let has_past = !self.past(None).is_empty();
        let all: Vec<_> = self.site.collections.of::<Training>().collect();
        let portal = self.site.portal(self.words.tag);
        let feeds: Json = feeds(&all, portal)
            .iter()
            .map(|feed| json!({ "title": feed.title(portal), "url": feed.path }))
            .collect();
        let courses = self
            .site
            .collections
            .of::<Course>()
            .map(|course| json!({ "title": course.fields.title, "url": Course::HOME.address(&course.id.value) }));
        context(json!({
            "view": if when == When::Past { "past" } else { "upcoming" },
            "facet": facet.map(|facet| json!({ "name": self.facet_name(facet), "label": self.facet_label(facet), "option": facet.url() })),
            "count": shown.len(),
            "months": self.months(&shown),
            "to_be_announced": if when == When::Upcoming { self.views(announced.collect()) } else { json!([]) },
            "past": self.views(past.into_iter().take(RECENT).collect()),
            "past_url": has_past.then_some("/schedule/past/"),
            "all_url": "/schedule/",
            "facets": self.facets(facet),
            "feeds": feeds,
            "contact": self.schedule_contact(),
            "courses": courses.collect::<Json>(),
        }))
    }

    /// Whom to ask about training: the contact of the schedule's page, or else of the first course.
    fn schedule_contact(&self) -> Json {
        let of_page = self.site.page_at("/schedule/").and_then(|page| page.front.contact.as_ref());
        let of_course = self
            .site
            .collections
            .of::<Course>()
            .find_map(|course| course.common.contact.as_ref());
        of_page
            .or(of_course)
            .map_or(Json::Null, |contact| self.words.entry("contacts", &contact.id.value))
    }

    fn months(&self, classes: &[&Entry<Training>]) -> Json {
        let mut months: Vec<((i16, i8), Vec<&Entry<Training>>)> = Vec::new();
        for class in classes {
            let Some((first, _)) = class.fields.days() else { continue };
            let month = (first.year(), first.month());
            match months.last_mut() {
                Some((known, events)) if *known == month => events.push(class),
                _ => months.push((month, vec![class])),
            }
        }
        let view = |((year, month), events): ((i16, i8), Vec<&Entry<Training>>)| json!({ "label": self.lang.month_of(year, month), "id": format!("month-{year:04}-{month:02}"), "events": self.views(events) });
        months.into_iter().map(view).collect()
    }

    /// The filters: every region and audience that has classes, and the months with coming ones.
    fn facets(&self, current: Option<&Facet>) -> Json {
        let all = Facet::all(self.site);
        let group = |name: &str, wanted: &dyn Fn(&Facet) -> bool| -> Json {
            let options: Vec<Json> = all
                .iter()
                .filter(|facet| wanted(facet))
                .map(|facet| self.option(facet, current))
                .collect();
            if options.len() < 2 {
                Json::Null
            } else {
                json!({ "name": self.strings.get(&format!("facets.{name}")), "options": options })
            }
        };
        let groups = [
            group("regions", &|facet| matches!(facet, Facet::Word(Vocabulary::Regions, _))),
            group("audiences", &|facet| matches!(facet, Facet::Word(Vocabulary::Audiences, _))),
            group("months", &|facet| {
                matches!(facet, Facet::Month(..)) && !self.upcoming(Some(facet)).is_empty()
            }),
        ];
        groups.into_iter().filter(|group| !group.is_null()).collect()
    }

    fn option(&self, facet: &Facet, current: Option<&Facet>) -> Json {
        json!({ "label": self.facet_label(facet), "url": facet.url(), "count": self.upcoming(Some(facet)).len(), "current": current == Some(facet) })
    }

    fn facet_label(&self, facet: &Facet) -> String {
        match facet {
            Facet::Word(vocabulary, id) => self.site.config.label(*vocabulary, id).to_owned(),
            Facet::Month(year, month) => self.lang.month_of(*year, *month),
        }
    }

    fn facet_name(&self, facet: &Facet) -> String {
        let name = match facet {
            Facet::Word(vocabulary, _) => vocabulary.name(),
            Facet::Month(..) => "months",
        };
        self.strings.get(&format!("facets.{name}"))
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
            entry.is_on(self.site.today) && (entry.is_everywhere() || entry.fields.show_on.as_deref() == Some(url))
        };
        let mut alerts: Vec<_> = self.site.collections.of::<crate::kinds::alerts::Alert>().filter(here).collect();
        // The more urgent one first; a page's own before that of all pages.
        alerts.sort_by_key(|entry| (std::cmp::Reverse(entry.fields.kind), entry.is_everywhere()));
        alerts.first().map_or(Json::Null, |entry| self.view_of(*entry))
    }

    fn page(&self, screen: &Screen, source: Option<&Page>, route: &Route, template: &str) -> Json {
        let head = self.head(screen, source);
        let front = source.map(|page| &page.front);
        let is_facet = matches!(screen, Screen::Schedule(When::Past, _) | Screen::Schedule(_, Some(_)));
        let body = source.filter(|_| !is_facet);
        let url = route.url();
        let canonical = self
            .site
            .config
            .base_url()
            .filter(|_| *screen != Screen::Missing)
            .map(|base| format!("{base}{}", url.trim_start_matches('/')));
        let updated = front
            .and_then(|front| front.updated.or(front.date))
            .or_else(|| head.entry.and_then(|entry| entry.common().updated));
        let contact = front
            .and_then(|front| front.contact.as_ref())
            .map(|contact| self.words.entry("contacts", &contact.id.value));
        let edit_url = source
            .map(|page| self.site.config.edit_url(&page.file, None))
            .or_else(|| {
                head.entry
                    .map(|entry| self.site.config.edit_url(&entry.at().file, Some(entry.line())))
            })
            .flatten();
        let (previous, next) = body.map_or((Json::Null, Json::Null), |page| self.neighbors(page));
        json!({
            "template": template.trim_end_matches(".html"),
            "title": head.title,
            "heading": head.heading,
            "description": head.description,
            "summary": front.and_then(|front| front.summary.clone()),
            "url": url,
            "canonical": canonical,
            "edit_url": edit_url,
            "lang": self.words.tag,
            "breadcrumbs": self.breadcrumbs(&url),
            "updated": updated.map(|date| self.words.date(date)),
            "reviewed": front.and_then(|front| front.reviewed).map(|date| self.words.date(date)),
            "html": body.map(|page| self.site.html(&page.body, page.folder(), Wanted::TermsAndLaws)).filter(|html| !html.trim().is_empty()),
            "toc": body.map_or(json!([]), toc),
            "contact": contact,
            "related": front.map_or(json!([]), |front| self.related(front)),
            "previous": previous,
            "next": next,
            "extra": front.map_or(json!({}), |front| front.extra.0.clone()),
            "noindex": matches!(screen, Screen::Missing | Screen::Search) || is_facet,
            "feeds": [],
            "translations": self.languages(source),
        })
    }

    fn head(&self, screen: &Screen, source: Option<&Page>) -> Head<'_> {
        let named = |title: String| Head {
            heading: title.clone(),
            title,
            description: None,
            entry: None,
        };
        match (screen, source) {
            (Screen::Schedule(When::Past, _), _) => named(self.strings.get("schedule.past")),
            (Screen::Schedule(_, Some(facet)), source) => {
                let title = source.map_or_else(|| self.strings.get("kinds.training.other"), |page| page.front.title.value.clone());
                named(format!("{title}: {}", self.facet_label(facet)))
            }
            (_, Some(page)) => Head {
                title: page.front.title.value.clone(),
                heading: page.front.title.value.clone(),
                description: page.front.description.clone(),
                entry: None,
            },
            (Screen::Entry(collection, id), _) => self.entry_head(collection, id),
            (Screen::Episode(series, id), _) => {
                let episode = self
                    .site
                    .collections
                    .get::<Series>(series)
                    .and_then(|series| series.episodes().into_iter().find(|episode| episode.slug() == *id));
                let mut head = named(episode.map(|episode| episode.title.value.clone()).unwrap_or_default());
                head.description = episode.and_then(|episode| episode.summary.clone());
                head
            }
            (Screen::Word(vocabulary, id), _) => {
                let word = self.site.config.vocabulary(*vocabulary).iter().find(|word| word.id == *id);
                let mut head = named(word.map(|word| word.label.clone()).unwrap_or_default());
                head.description = word.and_then(|word| word.summary.clone());
                head
            }
            (Screen::List(path), _) => named(self.list_title(path)),
            (Screen::Schedule(..), _) => named(self.strings.get("kinds.training.other")),
            (Screen::Search, _) => named(self.strings.get("titles.search")),
            (Screen::AToZ, _) => named(self.strings.get("titles.a_z")),
            (Screen::News, _) => named(self.strings.get("titles.news")),
            (Screen::Data, _) => named(self.strings.get("titles.data")),
            (Screen::Missing, _) => named(self.strings.get("titles.missing")),
            (Screen::Content(_), None) => named(self.site.config.title.clone()),
        }
    }

    fn entry_head(&self, collection: &str, id: &str) -> Head<'_> {
        let entry = self.site.collections.find(collection, id);
        let heading = entry.map(|entry| entry.title(&self.site.collections)).unwrap_or_default();
        let mut head = Head {
            title: heading.clone(),
            heading,
            description: entry.and_then(|entry| entry.common().summary.clone()),
            entry,
        };
        // Classes of one course share its title; the title of the page tells them apart.
        if let Some(class) = entry.and_then(|entry| entry.as_any().downcast_ref::<Entry<Training>>()) {
            let when = class.when(self.site.portal(self.words.tag));
            let parts = [Some(head.heading.clone()), class.place_text(), Some(when)];
            head.title = parts
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            head.description = head.description.or_else(|| {
                class
                    .course(&self.site.collections)
                    .and_then(|course| course.common.summary.clone())
            });
        }
        head
    }

    fn list_title(&self, path: &str) -> String {
        let names = plan::lists().remove(path).unwrap_or_default();
        names
            .first()
            .map(|name| self.strings.get(&format!("kinds.{name}.other")))
            .unwrap_or_default()
    }

    /// The pages above an address that exist.
    fn breadcrumbs(&self, url: &str) -> Json {
        let mut crumbs = Vec::new();
        let mut above = site::parent(url).map(str::to_owned);
        while let Some(url) = above {
            if let Some(title) = self.title_at(&url) {
                crumbs.push(json!({ "title": title, "url": url }));
            }
            above = site::parent(&url).map(str::to_owned);
        }
        crumbs.reverse();
        crumbs.into()
    }

    fn title_at(&self, url: &str) -> Option<String> {
        if url == "/" || url == format!("/{}/", self.words.tag) {
            return Some(self.strings.get("titles.home"));
        }
        if let Some(page) = self.site.page_at(url) {
            return Some(page.front.title.value.clone());
        }
        let path = url.trim_matches('/');
        match path {
            // The classes live below /training/; their list is the schedule, which has its own address.
            "schedule" => self
                .site
                .collections
                .of::<Training>()
                .next()
                .map(|_| self.strings.get("kinds.training.other")),
            _ => plan::lists()
                .get(path)
                .filter(|kinds| kinds.iter().any(|kind| self.site.collections.named(kind).next().is_some()))
                .map(|_| self.list_title(path)),
        }
    }

    fn related(&self, front: &crate::site::FrontMatter) -> Json {
        let view = |typed: &str| match typed.split_once('/') {
            Some(("@", _)) => {
                let url = self.site.resolve(typed, "content", &front.title.span).ok()?;
                let page = self.site.page_at(&url)?;
                Some(json!({ "title": page.front.title.value, "url": url, "label": Json::Null }))
            }
            Some((collection, id)) => {
                let entry = self.site.collections.find(collection, id)?;
                Some(
                    json!({ "title": entry.title(&self.site.collections), "url": entry.address()?, "label": self.strings.get(&format!("kinds.{collection}.one")) }),
                )
            }
            None => None,
        };
        front.related.iter().filter_map(|typed| view(&typed.value)).collect()
    }

    /// The pages before and after one in its section.
    fn neighbors(&self, page: &Page) -> (Json, Json) {
        if page.kind == PageKind::Section || page.front.weight.is_none() {
            return (Json::Null, Json::Null);
        }
        let above = site::parent(&page.url).unwrap_or_default();
        let is_sibling = |other: &&Page| other.kind == PageKind::Page && other.front.weight.is_some();
        let siblings: Vec<_> = self.site.pages_below(above).filter(is_sibling).collect();
        let at = siblings.iter().position(|other| other.url == page.url);
        let link = |at: Option<usize>| {
            at.and_then(|at| siblings.get(at))
                .map_or(Json::Null, |page| json!({ "title": page.front.title.value, "url": page.url }))
        };
        (link(at.and_then(|at| at.checked_sub(1))), link(at.map(|at| at + 1)))
    }
}

struct Head<'a> {
    title: String,
    heading: String,
    description: Option<String>,
    entry: Option<&'a dyn AnyEntry>,
}

/// The headings of a page that has more than two of the second level.
fn toc(page: &Page) -> Json {
    let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
    let sections = page.body.headings.iter().filter(|heading| heading.level == 2).count();
    if sections < 3 {
        return json!([]);
    }
    headings
        .map(|heading| json!({ "id": heading.id, "text": heading.text, "level": heading.level }))
        .collect()
}

fn is_archived(entry: &dyn AnyEntry) -> bool {
    entry
        .as_any()
        .downcast_ref::<Entry<PortalDocument>>()
        .is_some_and(|document| document.fields.archived)
}

/// By first day, then by id.
fn in_order(mut classes: Vec<&Entry<Training>>) -> Vec<&Entry<Training>> {
    classes.sort_by_key(|class| (class.fields.days(), class.id.value.clone()));
    classes
}

/// Things under the first letter of their names; what begins with a digit or a sign stands under `#`.
fn by_letter(things: impl IntoIterator<Item = (String, Json)>) -> Vec<(String, Vec<Json>)> {
    let mut letters: Vec<(String, Vec<Json>)> = Vec::new();
    for (name, view) in things {
        let first = crate::route::slug(&name).chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map_or_else(|| "#".to_owned(), |letter| letter.to_uppercase().collect());
        match letters.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, items)) => items.push(view),
            None => letters.push((letter, vec![view])),
        }
    }
    letters
}

/// Something new or updated.
pub struct Change {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What it is.
    pub label: String,
    /// What it is about.
    pub summary: Option<String>,
    /// The day it was first published, if that is known.
    pub posted: Option<Date>,
    /// The day of its last change.
    pub updated: Date,
}

/// What was posted or updated, newest first. Files' own times never count: they change with every copy.
pub fn changes(site: &Site<'_>, lang: &str) -> Vec<Change> {
    let strings = site.strings_of(lang);
    let page = |page: &Page| {
        let front = &page.front;
        let updated = front.updated.or(front.date)?;
        Some(Change {
            title: front.title.value.clone(),
            url: page.url.clone(),
            label: strings.get("kinds.page.one"),
            summary: front.description.clone(),
            posted: front.date,
            updated,
        })
    };
    let entry = |entry: &dyn AnyEntry| {
        let common = entry.common();
        let updated = common.updated.or(common.posted)?;
        let label = strings.get(&format!("kinds.{}.one", entry.kind().name()));
        Some(Change {
            title: entry.title(&site.collections),
            url: entry.address()?,
            label,
            summary: common.summary.clone(),
            posted: common.posted,
            updated,
        })
    };
    let mut changes: Vec<_> = site
        .pages
        .iter()
        .filter(|page| page.lang == lang)
        .filter_map(page)
        .chain(site.collections.all().filter_map(entry))
        .collect();
    changes.retain(|change| change.updated <= site.today);
    changes.sort_by(|a, b| (b.updated, &a.title, &a.url).cmp(&(a.updated, &b.title, &b.url)));
    changes
}
