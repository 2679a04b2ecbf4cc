//! Plan in, bytes out: every file by itself, on all cores.

mod addresses;
mod barriers;
mod bundle;
mod engine;
pub mod expired;
pub mod former;
pub mod html;
mod links;
mod minify;
mod outputs;
pub mod pictures;
mod searches;
mod stop;
pub mod tongue;
mod values;
pub mod view;
mod words;

pub use addresses::Addresses;
pub use bundle::{Artifact, Bundle};
pub use engine::Engine;
pub use minify::Minify;
pub use searches::{Searches, index as search_index, searches};

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::access::trace::Trace;
use crate::diag::{Checked, Code, Diagnostic};
use crate::formats::search::shards;
use crate::formats::{Document, llms};
use crate::memo::{Digested, Memo};
use crate::plan::{self, Mirrors, Plan, Screen, Task, hosting};
use crate::route::Route;
use crate::site::Site;
use crate::stages::Watch;
use barriers::Traced;
use expired::Expired;
use former::Former;
use html::{Finished, Links, Notes, Place};
use pictures::Pictures;
use stop::Stop;
use tongue::Tongue;
use view::View;

const HTML: &str = "text/html; charset=utf-8";

const COPY: &str = "text/markdown; charset=utf-8";

/// Everything a page is made of: the key under which it is remembered.
#[derive(Hash)]
struct PageInput<'a> {
    engine: &'a Engine,
    view: View,
    place: Place<'a>,
    minify: Minify,
}

/// Everything the copy of a page is made of.
#[derive(Hash)]
struct CopyInput<'a> {
    html: &'a [u8],
    copies: BTreeMap<String, String>,
}

/// Which files of a site are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// All of them.
    All,
    /// The pages. There is nothing to say about any other: they are made of what has been read without fail.
    Pages,
}

/// A rendered site.
#[derive(Default)]
pub struct Rendered<'p> {
    /// The files.
    pub bundle: Bundle,
    pages: Pages<'p>,
}

impl Rendered<'_> {
    /// How many pages are finished; those that only lead to others count too.
    pub fn finished(&self) -> usize {
        self.pages.len()
    }
}

/// A page as it is published.
struct Page {
    artifact: Artifact,
    notes: Notes,
}

/// A page, and what there is to say about it.
struct Made {
    page: Arc<Page>,
    barriers: Option<Arc<Traced>>,
    diagnostics: Arc<[Diagnostic]>,
}

impl Made {
    fn notes(&self) -> &Notes {
        &self.page.notes
    }
}

/// The pages of a site by their files.
type Pages<'p> = BTreeMap<&'p Route, Made>;

/// What all files are made of.
struct Workshop<'a> {
    site: &'a Site<'a>,
    plan: &'a Plan<'a>,
    mirrors: &'a Mirrors,
    tongues: BTreeMap<&'a str, Digested<Tongue>>,
    plain: Digested<Tongue>,
    pictures: Digested<Pictures>,
    former: BTreeMap<Route, Former>,
    expired: BTreeMap<&'a str, Digested<Expired>>,
}

impl<'a> Workshop<'a> {
    fn new(site: &'a Site<'a>, plan: &'a Plan<'a>, mirrors: &'a Mirrors) -> Self {
        let tongue = |lang| (lang, Tongue::of(site, mirrors, lang).into());
        Self {
            site,
            plan,
            tongues: site.other_languages().map(tongue).collect(),
            former: former::anchors(site, mirrors),
            expired: site
                .strings
                .iter()
                .map(|strings| (strings.lang.as_str(), Expired::of(site, strings).into()))
                .collect(),
            mirrors,
            plain: Digested::default(),
            pictures: pictures::sizes(site).into(),
        }
    }

    fn tongue(&self, lang: &str) -> &Digested<Tongue> {
        self.tongues.get(lang).unwrap_or(&self.plain)
    }
}

/// The pages with copies to which a page links: the addresses of both, as the page writes them.
fn copies(route: &Route, page: &Page, plan: &Plan<'_>) -> BTreeMap<String, String> {
    let pair = |address: &str| {
        let target = html::target(address.split('#').next()?)?;
        let copy = plan::copy(&target)?;
        let is_made = plan.get(&copy).is_some_and(|planned| matches!(planned.task, Task::Copy(_)));
        is_made.then(|| (route.link_to(&target), route.link_to(&copy)))
    };
    page.notes.links.iter().filter_map(pair).collect()
}

/// A site about to be rendered: all that its files are made from.
pub struct Renderer<'a> {
    workshop: Workshop<'a>,
    engine: Engine,
    /// What is wrong with the templates.
    problems: Vec<Diagnostic>,
    memo: &'a Memo,
    minify: Minify,
}

impl<'a> Renderer<'a> {
    /// Of a plan, all but the [`searches`].
    pub fn new(site: &'a Site<'a>, plan: &'a Plan<'a>, mirrors: &'a Mirrors, memo: &'a Memo, minify: Minify) -> Self {
        let globals: Vec<_> = site
            .strings
            .iter()
            .map(|strings| (strings, view::globals(site.edition(&strings.lang), plan, strings)))
            .collect();
        let engine = Engine::new(site.theme, globals, site.config.limits());
        Self {
            workshop: Workshop::new(site, plan, mirrors),
            engine: engine.value,
            problems: engine.diagnostics,
            memo,
            minify,
        }
    }

    /// Some pages with the files that browsers load for any page, and what there is to say about these alone.
    pub fn first(&self, pages: &[Route]) -> Checked<Bundle> {
        let plan = self.workshop.plan;
        let mut diagnostics = self.problems.clone();
        let mut files = BTreeMap::new();
        for (route, planned) in pages.iter().filter_map(|route| plan.get_key_value(route)) {
            if let Some(made) = self.page(route, &planned.task) {
                diagnostics.extend(made.diagnostics.iter().cloned());
                files.insert(route.clone(), made.page.artifact.clone());
            }
        }
        let loaded = plan.iter().filter(|(route, planned)| is_loaded(route, &planned.task));
        files.extend(loaded.filter_map(|(route, planned)| self.file(route, &planned.task, &Pages::new())));
        Checked {
            value: Bundle { files },
            diagnostics,
        }
    }

    /// Every file, or the pages alone; none, if the build is called off meanwhile.
    pub fn render(&self, files: Files, watch: &dyn Watch) -> Rendered<'a> {
        let plan = self.workshop.plan;
        let pages = self.pages(plan, watch);
        if watch.calls_off() {
            return Rendered::default();
        }
        let others: Vec<_> = match files {
            Files::All => plan
                .par_iter()
                .filter_map(|(route, planned)| self.file(route, &planned.task, &pages))
                .collect(),
            Files::Pages => Vec::new(),
        };
        let of_pages = pages.iter().map(|(route, made)| ((*route).clone(), made.page.artifact.clone()));
        let files = of_pages.chain(others).collect();
        Rendered {
            bundle: Bundle { files },
            pages,
        }
    }

    /// What there is to say about the pages: each by itself, and all together.
    pub fn check(self, rendered: &Rendered<'_>) -> Vec<Diagnostic> {
        let pages = &rendered.pages;
        let broken = !self.problems.is_empty();
        let mut diagnostics = self.problems;
        diagnostics.extend(pages.values().flat_map(|made| made.diagnostics.iter().cloned()));
        // A template that does not compile leaves pages out; links to them would only repeat that.
        let is_rendered = |problem: &Diagnostic| !matches!(problem.code, Code::Template | Code::TemplateLimit);
        if !broken && diagnostics.iter().all(is_rendered) {
            links::check(&self.workshop, pages, &mut diagnostics);
            let Workshop { site, plan, mirrors, .. } = &self.workshop;
            barriers::report(site, plan, mirrors, pages, &mut diagnostics);
        }
        diagnostics
    }

    /// All pages, up to the first that ends the work on them, or until it is called off.
    fn pages<'p>(&self, plan: &'p Plan<'_>, watch: &dyn Watch) -> Pages<'p> {
        let pages: Vec<_> = plan.iter().filter(|(_, planned)| planned.task.is_page()).collect();
        let stop = Stop::nowhere();
        let pages: Vec<_> = pages
            .into_par_iter()
            .enumerate()
            .filter(|(at, _)| stop.lets_pass(*at) && !watch.calls_off())
            .filter_map(|(at, (route, planned))| {
                let made = self.page(route, &planned.task)?;
                stop.learn(at, &made.diagnostics);
                Some((at, route, made))
            })
            .collect();
        let before_stop = pages.into_iter().filter(|(at, ..)| stop.lets_pass(*at));
        before_stop.map(|(_, route, made)| (route, made)).collect()
    }

    /// The page of a task, if it is one.
    fn page(&self, route: &Route, task: &Task<'_>) -> Option<Made> {
        let workshop = &self.workshop;
        let (site, mirrors) = (workshop.site, workshop.mirrors);
        let nothing = Digested::default();
        let placed = |links, lang: &str| Place {
            route,
            links,
            tongue: workshop.tongue(lang),
            pictures: &workshop.pictures,
            former: workshop.former.get(route),
            expired: workshop.expired.get(lang).unwrap_or(&nothing),
        };
        match task {
            Task::Page(screen, lang) => {
                let links = match screen {
                    Screen::Missing => Links::Below(hosting::base_path(site)),
                    _ => Links::Relative,
                };
                let view = |trace| view::view(site, mirrors, screen, lang, route, trace);
                Some(self.made(&view, placed(&links, lang)))
            }
            Task::Redirect(to) => {
                let view = |trace| redirect_view(site, mirrors, route, to, trace);
                Some(self.made(&view, placed(&Links::Relative, redirect_language(site, mirrors, to))))
            }
            _ => None,
        }
    }

    /// A page, and where what was found on it comes from.
    fn made(&self, view: &dyn Fn(Trace) -> View, place: Place<'_>) -> Made {
        let input = |trace| PageInput {
            engine: &self.engine,
            view: view(trace),
            place,
            minify: self.minify,
        };
        let (page, diagnostics) = self.memo.call(render_page, input(Trace::No));
        let is_free = page.notes.access.findings.is_empty();
        Made {
            barriers: (!is_free).then(|| self.memo.call(trace_page, input(Trace::Yes)).0),
            page,
            diagnostics,
        }
    }

    /// The file of a task that is neither a page nor an index, made from the finished pages where they tell what is on them.
    fn file(&self, route: &Route, task: &Task<'_>, pages: &Pages<'_>) -> Option<(Route, Artifact)> {
        let workshop = &self.workshop;
        let document = |document: &dyn Document| Artifact::new(document.to_bytes(), document.media());
        let file = match task {
            Task::Page(..) | Task::Redirect(_) | Task::Search(..) => return None,
            Task::Copy(page) => self.copy(page, pages),
            Task::Document(written) => document(written.as_ref()),
            Task::Asset(file) => Artifact::digested(file.bytes.clone(), file.digest, media(route)),
            Task::ThemeFile(file) => Artifact::digested(file.bytes.clone(), file.digest, media(route)),
            Task::Output(output) => document(outputs::document(workshop.site, workshop.plan, workshop.mirrors, output).as_ref()),
        };
        Some((route.clone(), file))
    }

    fn copy(&self, route: &Route, pages: &Pages<'_>) -> Artifact {
        let copy = |made: &Made| {
            let input = CopyInput {
                html: &made.page.artifact.bytes,
                copies: copies(route, &made.page, self.workshop.plan),
            };
            Artifact::clone(&self.memo.call(copy_page, &input).0)
        };
        pages.get(route).map_or_else(|| Artifact::new([], COPY), copy)
    }
}

fn render_page(input: PageInput<'_>) -> Checked<Page> {
    let PageInput {
        engine,
        view,
        place,
        minify,
    } = input;
    let (finished, problem) = match engine.render(view, Trace::No) {
        Ok(html) => (html::finish(html.trim_start(), place), None),
        Err(problem) => (Finished::default(), Some(problem)),
    };
    let html = match minify {
        Minify::Yes => minify::minified(&finished.html),
        Minify::No => finished.html,
    };
    Checked {
        value: Page {
            artifact: Artifact::new(html.into_bytes(), HTML),
            notes: finished.notes,
        },
        diagnostics: problem.into_iter().collect(),
    }
}

fn copy_page(input: &CopyInput<'_>) -> Checked<Artifact> {
    let html = std::str::from_utf8(input.html).unwrap_or_default();
    Checked {
        value: Artifact::new(llms::markdown(html, &input.copies).into_bytes(), COPY),
        diagnostics: Vec::new(),
    }
}

/// Renders a page with marks to learn where its barriers come from. A page that cannot be rendered has been reported.
fn trace_page(input: PageInput<'_>) -> Checked<Traced> {
    let PageInput { engine, view, place, .. } = input;
    let template = view.template.clone();
    let html = engine.render(view, Trace::Yes).unwrap_or_default();
    let html = html.trim_start();
    Checked {
        value: barriers::traced(template, html, html::finish(html, place)),
        diagnostics: Vec::new(),
    }
}

/// Whether a file is one that pages are made of in the browser, and not one that readers ask for.
fn is_loaded(route: &Route, task: &Task<'_>) -> bool {
    match task {
        Task::Asset(_) | Task::ThemeFile(_) => true,
        Task::Document(_) => matches!(route.extension().as_str(), "css" | "js"),
        _ => false,
    }
}

/// A page that leads on, for hosts that know no redirects.
fn redirect_view(site: &Site<'_>, mirrors: &Mirrors, route: &Route, to: &str, trace: Trace) -> View {
    let lang = redirect_language(site, mirrors, to);
    let missing = view::view(site, mirrors, &Screen::Missing, lang, route, trace);
    let mut context = missing.context;
    if let Json::Object(context) = &mut context {
        context.insert("target".to_owned(), to.into());
    }
    View {
        template: "redirect.html".to_owned(),
        context,
        ..missing
    }
}

/// The language of the page to which a redirect leads.
fn redirect_language<'s>(site: &'s Site<'_>, mirrors: &'s Mirrors, to: &str) -> &'s str {
    mirrors
        .lang(to.split('#').next().unwrap_or_default())
        .unwrap_or(site.config.language())
}

/// The media type of a file, by its ending.
fn media(route: &Route) -> &'static str {
    match route.extension().as_str() {
        "avif" => "image/avif",
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "gif" => "image/gif",
        "gz" => shards::MEDIA,
        "html" | "htm" => HTML,
        "ico" => "image/x-icon",
        "ics" => "text/calendar; charset=utf-8",
        "jpg" | "jpeg" => "image/jpeg",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" => COPY,
        "txt" => "text/plain; charset=utf-8",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "vcf" => "text/vcard; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "webm" => "video/webm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
