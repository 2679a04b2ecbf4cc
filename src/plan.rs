//! Every file the build will write, decided before any is made.
//!
//! The plan is total: what is not planned is not written. Two things that want one address meet here, and the message
//! names the origin of both.

mod asked;
pub mod hosting;
mod mirror;
pub mod search;

pub use mirror::{Lead, Mirrors};
pub use search::IndexForm;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Token;
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::formats::Document;
use crate::formats::stylesheet::Properties;
use crate::kinds::redirects::same_page;
use crate::kinds::training::Training;
use crate::kinds::videos::Series;
use crate::kinds::{AnyEntry, Entry, Home, Kind, Kinds, unknown_collection};
use crate::route::{BadRoute, Route};
use crate::schema::Vocabulary;
use crate::schema::values::Address;
use crate::site::{Site, ThemeFile};
use crate::source::{CONFIG, SourceFile};

/// What stands at an address.
pub enum Task<'a> {
    /// A page in a language, made by a template.
    Page(Screen, String),
    /// A file in a standard format.
    Document(Box<dyn Document>),
    /// A file as it is.
    Asset(&'a SourceFile),
    /// A file of the theme.
    ThemeFile(ThemeFile),
    /// A page that leads to another address.
    Redirect(String),
    /// The page at this address as Markdown: made when the page has been.
    Copy(Route),
    /// The search index of a language: made when all pages are.
    Search(String, IndexForm),
    /// The feed of changes, the sitemap: made when all pages are known.
    Output(Output),
}

impl Task<'_> {
    /// Whether a page stands there, which other files may be made of.
    pub fn is_page(&self) -> bool {
        matches!(self, Self::Page(..) | Self::Redirect(_))
    }
}

/// Files made of the whole site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// `feed.xml` in a language.
    Feed(String),
    /// `feed.json` in a language.
    JsonFeed(String),
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Guide,
    /// `data/<collection>.json`.
    Json(&'static str),
    /// `data/<collection>.csv`.
    Csv(&'static str),
    /// `data/<collection>.schema.json`.
    Schema(&'static str),
}

/// A page, by what it shows. Indices and ids lead into the [`Site`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Screen {
    /// A page from `content/`, by its place in `Site::pages`.
    Content(usize),
    /// The list of the collections that have their home at this address, such as `contacts`.
    List(&'static str),
    /// The schedule: what is coming, or what is over, of all classes or of some.
    Schedule(When, Option<Facet>),
    /// One entry of a collection: its name and the id.
    Entry(&'static str, String),
    /// One video: the ids of series and episode.
    Episode(String, String),
    /// The search page.
    Search,
    /// Everything in order.
    AToZ,
    /// What changed.
    News,
    /// Open data.
    Data,
    /// What the fields of a collection of open data mean.
    DataSet(&'static str),
    /// The form by which anyone suggests an entry of a collection.
    Suggest(&'static str),
    /// Not found.
    Missing,
    /// Everything that is marked with a word of a vocabulary.
    Word(Vocabulary, String),
}

/// Which part of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// What has not ended.
    Upcoming,
    /// What has.
    Past,
}

/// Some of the classes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Those marked with a word.
    Word(Vocabulary, String),
    /// Those of a month.
    Month(i16, i8),
}

impl Facet {
    /// The address of the schedule of these classes.
    pub fn url(&self) -> String {
        match self {
            Self::Word(vocabulary, id) => format!("/schedule/{}/{id}/", vocabulary.name()),
            Self::Month(year, month) => format!("/schedule/months/{year:04}-{month:02}/"),
        }
    }

    /// The facets of a class: each region and audience that the portal has, and each month it touches.
    pub fn of(entry: &Entry<Training>, site: &Site<'_>) -> Vec<Self> {
        let words = |vocabulary| {
            Training::terms(entry, vocabulary, &site.collections)
                .into_iter()
                .filter(move |id| site.config.has_word(vocabulary, id))
                .map(move |id| Self::Word(vocabulary, id.to_owned()))
        };
        let mut facets: Vec<Self> = words(Vocabulary::Regions).chain(words(Vocabulary::Audiences)).collect();
        if let Some((first, last)) = entry.fields.days() {
            facets.push(Self::Month(first.year(), first.month()));
            facets.push(Self::Month(last.year(), last.month()));
            facets.dedup();
        }
        facets
    }

    /// Every facet that has a class, in order.
    pub fn all(site: &Site<'_>) -> BTreeSet<Self> {
        site.collections.of::<Training>().flat_map(|entry| Self::of(entry, site)).collect()
    }
}

/// A file with the reason it is written.
pub struct Planned<'a> {
    /// The place that asks for it, if it is one.
    pub origin: Option<Span>,
    /// What it is, in words, for messages.
    pub what: String,
    /// What stands there.
    pub task: Task<'a>,
}

/// Every file by its address.
pub type Plan<'a> = BTreeMap<Route, Planned<'a>>;

struct Planner<'s, 'a> {
    site: &'s Site<'a>,
    plan: Plan<'a>,
    keys: BTreeMap<String, Route>,
    report: Vec<Diagnostic>,
}

/// Plans the site.
pub fn plan<'a>(site: &Site<'a>) -> Checked<Plan<'a>> {
    let mut planner = Planner {
        site,
        plan: Plan::new(),
        keys: BTreeMap::new(),
        report: Vec::new(),
    };
    planner.pages();
    planner.lists();
    planner.entries();
    planner.anchors();
    planner.fixed();
    planner.schedule();
    planner.words();
    planner.suggestions();
    planner.mirrors();
    planner.outputs();
    planner.exports();
    planner.files();
    planner.redirects();
    planner.hosts();
    planner.folders();
    planner.required();
    Checked {
        value: planner.plan,
        diagnostics: planner.report,
    }
}

/// Where the lists of collections stand: each address with the collections that have their home there.
pub fn lists(kinds: Kinds) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut lists: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for kind in kinds.all() {
        match kind.home() {
            // The schedule is more than a list: it is planned by itself.
            Home::Page("schedule") | Home::Nowhere => {}
            Home::Page(page) | Home::Anchor(page) => lists.entry(page).or_default().push(kind.name()),
        }
    }
    lists
}

/// The collections that have their home in the list at this address.
pub fn listed_at(path: &str, kinds: Kinds) -> Vec<&'static str> {
    let is_here = |home| matches!(home, Home::Page(page) | Home::Anchor(page) if page == path && page != "schedule");
    kinds.all().filter(|kind| is_here(kind.home())).map(|kind| kind.name()).collect()
}

/// The script and the styles of forms, which a portal without forms does not need.
const OF_FORMS: &str = "suggest.";

/// Pages that docent makes beside lists: their paths below the root.
const FIXED: [(&str, Screen); 5] = [
    ("search", Screen::Search),
    ("a-z", Screen::AToZ),
    ("news", Screen::News),
    ("data", Screen::Data),
    ("schedule", Screen::Schedule(When::Upcoming, None)),
];

impl<'a> Planner<'_, 'a> {
    /// Pages from `content/`; those at the address of a list or a fixed page give their words to it.
    fn pages(&mut self) {
        let lists = lists(self.site.collections.kinds());
        for (at, page) in self.site.pages.iter().enumerate() {
            let url = self.site.original_url(page);
            let path = url.trim_matches('/');
            let screen = match lists.get_key_value(path) {
                _ if path == "404" => Screen::Missing,
                Some((path, _)) => Screen::List(path),
                None => FIXED
                    .iter()
                    .find(|(fixed, _)| *fixed == path)
                    .map_or(Screen::Content(at), |(_, screen)| screen.clone()),
            };
            let route = if screen == Screen::Missing {
                self.missing(&page.lang)
            } else {
                Some(page.route.clone())
            };
            if let Some(route) = route {
                self.add(
                    route,
                    Some(Span::file(&page.file)),
                    format!("the page {}", page.file),
                    Task::Page(screen, page.lang.clone()),
                );
            }
        }
    }

    /// The page for unknown addresses: hosts look for one at the root, and many for one in the folder that was asked for.
    fn missing(&self, lang: &str) -> Option<Route> {
        Route::file(&mirror::address("/404.html", lang, self.site.config.language())).ok()
    }

    /// The pages that docent makes, once more in each other language.
    fn mirrors(&mut self) {
        let main = self.site.config.language();
        let is_made = |planned: &&Planned<'_>| !matches!(planned.task, Task::Page(Screen::Content(_), _));
        let made: Vec<(String, Screen, Option<Span>)> = self
            .plan
            .iter()
            .filter(|(_, planned)| is_made(planned))
            .filter_map(|(route, planned)| match &planned.task {
                Task::Page(screen, lang) if lang == main => Some((route.url(), screen.clone(), planned.origin.clone())),
                _ => None,
            })
            .collect();
        let languages: Vec<String> = self.site.other_languages().map(str::to_owned).collect();
        for lang in languages {
            let site = self.site;
            let presence = mirror::Presence::of(site, &lang);
            // An editor's page of the same purpose may have an address of its own.
            let written = self.screens_in(&lang);
            let wanted = |(_, screen, _): &&(String, Screen, Option<Span>)| {
                presence.mirrors(screen) && !written.contains(screen) && has_entries(site, screen, &lang)
            };
            for (url, screen, origin) in made.iter().filter(wanted) {
                let url = mirror::address(url, &lang, main);
                self.made_in(&lang, &url, screen.clone(), origin.clone());
            }
        }
    }

    fn screens_in(&self, lang: &str) -> BTreeSet<Screen> {
        let screens = self.plan.values().filter_map(|planned| match &planned.task {
            Task::Page(screen, tongue) if tongue == lang => Some(screen.clone()),
            _ => None,
        });
        screens.collect()
    }

    fn lists(&mut self) {
        for (path, kinds) in lists(self.site.collections.kinds()) {
            if kinds.iter().any(|kind| self.site.collections.named(kind).next().is_some()) {
                self.made(path, Screen::List(path));
            }
        }
    }

    fn fixed(&mut self) {
        for (path, screen) in FIXED {
            let is_schedule = matches!(screen, Screen::Schedule(..));
            if !is_schedule || self.has_classes() {
                self.made(path, screen);
            }
        }
        for name in self.filled().filter(|name| *name != "redirects") {
            self.made(&format!("data/{name}"), Screen::DataSet(name));
        }
        self.made("404.html", Screen::Missing);
    }

    /// The names of the collections that have entries.
    fn filled(&self) -> impl Iterator<Item = &'static str> + use<> {
        let names = self.site.collections.kinds().names();
        let filled: Vec<_> = names.filter(|name| self.site.collections.named(name).next().is_some()).collect();
        filled.into_iter()
    }

    /// The forms that `suggestions` in `docent.yaml` asks for.
    fn suggestions(&mut self) {
        let (config, kinds) = (self.site.config, self.site.collections.kinds());
        for wanted in &config.suggestions {
            match kinds.named(&wanted.value) {
                Some(kind) => self.made(&format!("suggest/{}", kind.name()), Screen::Suggest(kind.name())),
                None => self.report.push(unknown_collection(wanted, kinds, &[])),
            }
        }
        if let (Some(first), None) = (config.suggestions.first(), &config.repository) {
            let message = "the field `repository` is missing: a suggestion is a file for it";
            let problem = Diagnostic::new(Code::MissingField, message).at(&first.span);
            self.report
                .push(problem.help("add `repository:` with the address at which the files of the portal are kept"));
        }
    }

    fn has_classes(&self) -> bool {
        self.site.collections.of::<Training>().next().is_some()
    }

    fn schedule(&mut self) {
        if self.has_classes() {
            self.made("schedule/past", Screen::Schedule(When::Past, None));
            for facet in Facet::all(self.site) {
                self.made(&facet.url(), Screen::Schedule(When::Upcoming, Some(facet.clone())));
            }
        }
    }

    /// A page for each word of a vocabulary that marks something and names no page of its own.
    fn words(&mut self) {
        let main = self.site.config.language();
        for vocabulary in Vocabulary::ALL {
            for word in self.site.config.vocabulary(vocabulary).iter().filter(|word| word.to.is_none()) {
                let screen = Screen::Word(vocabulary, word.id.value.clone());
                if has_entries(self.site, &screen, main) {
                    self.made(&format!("{}/{}", vocabulary.name(), word.id.value), screen);
                }
            }
        }
    }

    fn outputs(&mut self) {
        self.feeds();
        // The protocol wants whole addresses, and at least one: without `base_url` there is no sitemap.
        if self.site.config.base_url.is_some() {
            self.output("sitemap.xml", Output::Sitemap);
        }
        self.output("robots.txt", Output::Robots);
        if self.site.config.llms {
            self.output("llms.txt", Output::Guide);
            self.copies();
        }
        self.searches();
        for name in self.filled() {
            self.output(&format!("data/{name}.json"), Output::Json(name));
            self.output(&format!("data/{name}.csv"), Output::Csv(name));
            self.output(&format!("data/{name}.schema.json"), Output::Schema(name));
        }
    }

    /// What can be found in each language.
    fn searches(&mut self) {
        search::check_best_bets(self.site, &mut self.report);
        for strings in &self.site.strings {
            let lang = &strings.lang;
            for form in search::forms(self.site, lang) {
                self.file(&search_path(lang, form), Task::Search(lang.clone(), form));
            }
        }
    }

    /// What is new, in each language that has a page of it.
    fn feeds(&mut self) {
        let main = self.site.config.language();
        for strings in &self.site.strings {
            let lang = &strings.lang;
            if self.screens_in(lang).contains(&Screen::News) {
                self.output(&mirror::address("/feed.xml", lang, main), Output::Feed(lang.clone()));
                self.output(&mirror::address("/feed.json", lang, main), Output::JsonFeed(lang.clone()));
            }
        }
    }

    /// A copy beside each page: `about/index.md` beside `about/index.html`.
    fn copies(&mut self) {
        let is_copied = |planned: &Planned<'_>| matches!(&planned.task, Task::Page(screen, _) if is_copied(self.site, screen));
        let pages: Vec<Route> = self
            .plan
            .iter()
            .filter(|(_, planned)| is_copied(planned))
            .map(|(route, _)| route.clone())
            .collect();
        for page in pages {
            if let Some(route) = copy(&page) {
                self.add(
                    route,
                    None,
                    format!("the copy of {} that docent makes", page.url()),
                    Task::Copy(page),
                );
            }
        }
    }

    /// Pages that `docent.yaml` requires: a draft is none.
    fn required(&mut self) {
        for required in &self.site.config.required_pages {
            let url = self.site.address(required);
            let is_there = Route::page(&url).is_ok_and(|route| self.plan.contains_key(&route));
            if !is_there && !self.site.is_left_out(&url) {
                let problem =
                    Diagnostic::new(Code::MissingPage, format!("the page {url} is required, and there is none")).at(&required.0.span);
                let path = url.trim_matches('/');
                let file = if path.is_empty() { "_index".to_owned() } else { path.to_owned() };
                self.report
                    .push(problem.help(format!("write `content/{file}.md`, or take the line out of `required_pages`")));
            }
        }
    }

    fn entries(&mut self) {
        for entry in self.site.collections.all() {
            if let Home::Page(_) = entry.kind().home()
                && let Some(url) = entry.address()
            {
                let screen = Screen::Entry(entry.kind().name(), entry.id().value.clone());
                self.page_of(
                    &url,
                    entry.at(),
                    format!("the {} `{}`", entry.kind().one(), entry.id().value),
                    screen,
                );
            }
        }
        let mut seen = BTreeSet::new();
        for series in self.site.collections.of::<Series>() {
            // Two videos with one id have been reported.
            for episode in series.episodes().into_iter().filter(|episode| seen.insert(episode.slug())) {
                let screen = Screen::Episode(series.id.value.clone(), episode.slug());
                self.page_of(
                    &episode.address(),
                    &episode.title.span,
                    format!("the video `{}`", episode.title.value),
                    screen,
                );
            }
        }
    }

    fn page_of(&mut self, url: &str, at: &Span, what: String, screen: Screen) {
        match Route::page(url) {
            Ok(route) => {
                let main = self.site.config.language().to_owned();
                self.add(route, Some(at.clone()), what, Task::Page(screen, main));
            }
            Err(bad) => self.report.push(no_address(url, &bad).at(at)),
        }
    }

    /// Entries that share a page are told apart by their ids, which are the anchors on it.
    fn anchors(&mut self) {
        let mut taken: BTreeMap<String, &dyn AnyEntry> = BTreeMap::new();
        let entries = self
            .site
            .collections
            .all()
            .filter(|entry| matches!(entry.kind().home(), Home::Anchor(_)));
        for entry in entries {
            let Some(address) = entry.address() else { continue };
            let Some(rival) = taken.get(&address) else {
                taken.insert(address, entry);
                continue;
            };
            if rival.kind().name() == entry.kind().name() {
                // Two entries of one collection with one id have been reported.
                continue;
            }
            let (one, id, other) = (entry.kind().one(), &entry.id().value, rival.kind().one());
            let problem = Diagnostic::new(
                Code::DuplicateId,
                format!("the {one} and the {other} `{id}` stand on one page, under one address"),
            );
            let problem = problem.at(&entry.id().span).label(&rival.id().span, "the other one");
            self.report.push(problem.help("give one of the two another id"));
        }
    }

    fn exports(&mut self) {
        let portal = self.site.portal(self.site.config.language());
        for kind in self.site.collections.kinds().all() {
            for export in kind.exports(portal) {
                let what = format!("a file made of data/{}", kind.name());
                match Route::file(&export.path) {
                    Ok(route) => self.add(route, None, what, Task::Document(export.document)),
                    Err(bad) => self.report.push(no_address(&export.path, &bad)),
                }
            }
        }
    }

    fn files(&mut self) {
        if let Some(sheet) = token_sheet(self.site)
            && let Ok(route) = Route::file(&sheet.path)
        {
            self.add(route, None, "the colors of docent.yaml".to_owned(), Task::ThemeFile(sheet));
        }
        let site_files: Vec<_> = self
            .site
            .files
            .iter()
            .map(|(route, file)| (route.clone(), format!("the file {}", file.path), *file))
            .collect();
        for (route, what, file) in site_files {
            self.add(route, Some(Span::file(&file.path)), what, Task::Asset(file));
        }
        let site = self.site;
        let has_forms = !site.config.suggestions.is_empty();
        for (name, file) in site.theme_files.iter().filter(|(name, _)| has_forms || !name.starts_with(OF_FORMS)) {
            if let Ok(route) = Route::file(&file.path) {
                let what = format!("the theme's {name}");
                self.add(route, Some(Span::file(&file.source)), what, Task::ThemeFile(file.clone()));
            }
        }
    }

    fn redirects(&mut self) {
        for entry in self.site.collections.of::<crate::kinds::redirects::Redirect>() {
            let what = format!("the redirect `{}`", entry.id.value);
            self.redirect(&entry.fields.from, self.site.address(&entry.fields.to), what);
        }
        for page in &self.site.pages {
            for alias in &page.front.aliases {
                self.redirect(alias, page.url.clone(), format!("the alias {} of {}", alias.0.value, page.file));
            }
        }
    }

    /// What the hosts of the portal are told; after the redirects, since it names them.
    fn hosts(&mut self) {
        for (path, document) in hosting::files(self.site, &self.plan) {
            if let Ok(route) = Route::file(&path) {
                self.add(route, None, format!("the file /{path} for a host"), Task::Document(document));
            }
        }
    }

    fn redirect(&mut self, from: &Address, to: String, what: String) {
        let Spanned { value: from, span: at } = &from.0;
        if !from.starts_with('/') {
            let problem = Diagnostic::new(Code::BadUrl, format!("`{from}` is not an address of this portal")).at(at);
            self.report.push(problem.help("write a path such as `/old-page/`"));
            return;
        }
        if from.contains('#') {
            // It has no file: its page carries the old anchor beside the new one.
            if same_page(from, &to).is_none() {
                let problem = Diagnostic::new(
                    Code::BadUrl,
                    format!("`{from}` is a place on a page, and `{to}` is not on the same one"),
                )
                .at(at);
                self.report
                    .push(problem.help("browsers keep what follows `#` to themselves: a place can lead only to a place on its own page"));
            }
            return;
        }
        match former(from) {
            Ok(route) => self.add(route, Some(at.clone()), what, Task::Redirect(to)),
            Err(bad) => self.report.push(
                Diagnostic::new(Code::BadUrl, format!("`{from}` cannot be an address: {}", bad.reason))
                    .at(at)
                    .help("write a path such as `/old-page/`"),
            ),
        }
    }

    /// A page that docent makes by itself, unless an editor's page has taken the address for the same purpose.
    fn made(&mut self, path: &str, screen: Screen) {
        let main = self.site.config.language().to_owned();
        self.made_in(&main, path, screen, None);
    }

    fn made_in(&mut self, lang: &str, path: &str, screen: Screen, origin: Option<Span>) {
        let is_file = screen == Screen::Missing;
        let Ok(route) = (if is_file { Route::file(path) } else { Route::page(path) }) else {
            return;
        };
        let taken = self
            .plan
            .get(&route)
            .is_some_and(|planned| matches!(&planned.task, Task::Page(known, tongue) if *known == screen && tongue == lang));
        if !taken {
            let what = format!("the page {} that docent makes", route.url());
            self.add(route, origin, what, Task::Page(screen, lang.to_owned()));
        }
    }

    fn output(&mut self, path: &str, output: Output) {
        self.file(path, Task::Output(output));
    }

    fn file(&mut self, path: &str, task: Task<'a>) {
        if let Ok(route) = Route::file(path) {
            let what = format!("the file {} that docent makes", route.url());
            self.add(route, None, what, task);
        }
    }

    fn add(&mut self, route: Route, origin: Option<Span>, what: String, task: Task<'a>) {
        let key = route.collision_key();
        let Some(rival) = self.keys.get(&key).and_then(|rival| self.plan.get(rival)) else {
            self.keys.insert(key, route.clone());
            self.plan.insert(route, Planned { origin, what, task });
            return;
        };
        self.report
            .push(collision(&route.url(), (&what, &origin), (&rival.what, &rival.origin)));
    }

    /// No file may stand where another needs a folder.
    fn folders(&mut self) {
        for (route, planned) in &self.plan {
            let key = route.collision_key();
            let folders = key.match_indices('/').filter_map(|(at, _)| key.get(..at));
            for rival in folders
                .filter_map(|folder| self.keys.get(folder))
                .filter_map(|rival| self.plan.get(rival))
            {
                self.report.push(collision(
                    &route.url(),
                    (&planned.what, &planned.origin),
                    (&rival.what, &rival.origin),
                ));
            }
        }
    }
}

/// The file that stands at a former address and leads on.
pub fn former(address: &str) -> Result<Route, BadRoute> {
    let is_file = address.rsplit('/').next().is_some_and(|last| last.ends_with(".html"));
    if is_file { Route::file(address) } else { Route::page(address) }
}

/// Whether the page of a word has something to list in a language. Other pages have words of their own.
fn has_entries(site: &Site<'_>, screen: &Screen, lang: &str) -> bool {
    match screen {
        Screen::Word(vocabulary, id) => site.is_marked(lang, *vocabulary, id),
        _ => true,
    }
}

/// Whether a page is copied as Markdown: those that only help to find others are not.
pub fn is_copied(site: &Site<'_>, screen: &Screen) -> bool {
    site.config.llms && !matches!(screen, Screen::Missing | Screen::Search | Screen::Suggest(_))
}

/// Where the index of a language stands: the one file, or the manifest of the shards, which are in a folder beside it.
pub fn search_path(lang: &str, form: IndexForm) -> String {
    match form {
        IndexForm::Shards => format!("search/{lang}.gz"),
        IndexForm::Json => format!("search/{lang}.json"),
    }
}

/// Where the copy of a page stands.
pub fn copy(page: &Route) -> Option<Route> {
    Route::file(&format!("{}.md", page.as_str().strip_suffix(".html")?)).ok()
}

fn no_address(path: &str, bad: &BadRoute) -> Diagnostic {
    Diagnostic::new(Code::BadUrl, format!("`{path}` cannot be an address: {}", bad.reason)).help("use small letters, digits and hyphens")
}

fn collision(url: &str, (what, origin): (&str, &Option<Span>), (rival, rival_origin): (&str, &Option<Span>)) -> Diagnostic {
    let problem = Diagnostic::new(Code::RouteCollision, format!("{what} and {rival} want the same address {url}"));
    let problem = problem.help("rename one of them, or give the page another `slug`");
    match (origin, rival_origin) {
        (Some(at), Some(other)) => problem.at(at).label(other, "the other one"),
        (Some(at), None) | (None, Some(at)) => problem.at(at),
        (None, None) => problem.at(&Span::file(&CONFIG.into())),
    }
}

/// The style sheet with the portal's own colors, if there are any.
pub fn token_sheet(site: &Site<'_>) -> Option<ThemeFile> {
    let tokens = site.config.tokens()?;
    let pairs = |tokens: &[Token]| tokens.iter().map(|token| (token.name.value.clone(), token.color.clone())).collect();
    let sheet = Properties {
        light: pairs(&tokens.light),
        dark: pairs(&tokens.dark),
    };
    Some(ThemeFile::new("tokens.css", CONFIG.into(), sheet.to_bytes().into()))
}
