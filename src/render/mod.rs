//! Plan in, bytes out: every file by itself, on all cores.

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
pub mod tongue;
pub mod view;
mod words;

pub use bundle::{Artifact, Bundle};
pub use engine::Engine;
pub use minify::Minify;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::access::trace::Trace;
use crate::diag::{Checked, Code, Diagnostic};
use crate::formats::llms;
use crate::formats::search::{Index, shards};
use crate::memo::{Digested, Memo};
use crate::plan::{self, Mirrors, Plan, Planned, Screen, Task, hosting};
use crate::route::Route;
use crate::site::Site;
use crate::stages::{Ended, Stage, Watch};
use barriers::Traced;
use expired::Expired;
use former::Former;
use html::{Finished, Links, Place};
use pictures::Pictures;
use tongue::Tongue;
use view::View;

const HTML: &str = "text/html; charset=utf-8";

/// Everything a page is made of: the key under which it is remembered.
#[derive(Hash)]
struct PageInput<'a> {
    engine: &'a Engine,
    view: View,
    place: Place<'a>,
    minify: Minify,
}

/// A rendered site.
#[derive(Default)]
pub struct Rendered {
    /// The files.
    pub bundle: Bundle,
    /// How many of them are pages.
    pub pages: usize,
}

struct Output {
    artifact: Artifact,
    /// Files that stand in a folder beside it, by their paths from there.
    beside: Vec<(Route, Artifact)>,
    finished: Option<Arc<Finished>>,
    barriers: Option<Arc<Traced>>,
    diagnostics: Vec<Diagnostic>,
}

/// What all files are made of.
struct Workshop<'a> {
    site: &'a Site<'a>,
    plan: &'a Plan<'a>,
    mirrors: Mirrors,
    tongues: BTreeMap<&'a str, Digested<Tongue>>,
    plain: Digested<Tongue>,
    pictures: Digested<Pictures>,
    former: BTreeMap<Route, Former>,
    expired: BTreeMap<&'a str, Digested<Expired>>,
}

impl<'a> Workshop<'a> {
    fn new(site: &'a Site<'a>, plan: &'a Plan<'a>) -> Self {
        let mirrors = Mirrors::of(site, plan);
        let tongue = |lang| (lang, Tongue::of(site, &mirrors, lang).into());
        Self {
            site,
            plan,
            tongues: site.other_languages().map(tongue).collect(),
            former: former::anchors(site, &mirrors),
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
fn copies(page: &Route, made: &Finished, plan: &Plan<'_>) -> BTreeMap<String, String> {
    let pair = |address: &String| {
        let target = html::target(address.split('#').next()?)?;
        let copy = plan::copy(&target)?;
        let is_made = plan.get(&copy).is_some_and(|planned| matches!(planned.task, Task::Copy(_)));
        is_made.then(|| (page.link_to(&target), page.link_to(&copy)))
    };
    made.links.iter().filter_map(pair).collect()
}

/// What can be found in a language of the site.
pub fn search_index(site: &Site<'_>, plan: &Plan<'_>, lang: &str) -> Index {
    plan::search::index(site, &Mirrors::of(site, plan), lang)
}

/// Renders the plan.
pub fn render(site: &Site<'_>, plan: &Plan<'_>, memo: &Memo, minify: Minify, watch: &mut dyn Watch) -> Checked<Rendered> {
    let workshop = Workshop::new(site, plan);
    let globals: Vec<_> = site
        .strings
        .iter()
        .map(|strings| (strings, view::globals(site.edition(&strings.lang), plan, strings)))
        .collect();
    let engine = Engine::new(site.theme, &globals);
    let mut diagnostics = engine.diagnostics;
    let broken = !diagnostics.is_empty();
    let maker = Maker {
        workshop: &workshop,
        engine: &engine.value,
        memo,
        minify,
    };
    let made: Vec<(&Route, Output)> = plan
        .par_iter()
        .map(|(route, planned)| (route, maker.make(route, planned)))
        .collect();
    let mut rendered = Rendered::default();
    let mut pages = BTreeMap::new();
    let mut barriers = BTreeMap::new();
    for (route, mut output) in made {
        diagnostics.append(&mut output.diagnostics);
        if let Some(finished) = output.finished {
            pages.insert(route, finished);
        }
        if let Some(found) = output.barriers {
            barriers.insert(route, found);
        }
        rendered.bundle.files.extend(output.beside);
        rendered.bundle.files.insert(route.clone(), output.artifact);
    }
    let ended = Ended::with_items(Stage::Render, plan.len()).bytes(rendered.bundle.size());
    watch.ended(ended.remembered(memo.take_found()));
    rendered.pages = plan.values().filter(|planned| matches!(planned.task, Task::Page(..))).count();
    // A template that does not compile leaves pages out; links to them would only repeat that.
    if !broken && diagnostics.iter().all(|problem| problem.code != Code::Template) {
        links::check(&workshop, &pages, &mut diagnostics);
        barriers::report(site, plan, &workshop.mirrors, &pages, &barriers, &mut diagnostics);
    }
    watch.ended(Ended::with_items(Stage::Check, pages.len()));
    Checked {
        value: rendered,
        diagnostics,
    }
}

/// All that the files of a site are made from.
struct Maker<'m, 'a> {
    workshop: &'m Workshop<'a>,
    engine: &'m Engine,
    memo: &'m Memo,
    minify: Minify,
}

impl Maker<'_, '_> {
    fn make(&self, route: &Route, planned: &Planned<'_>) -> Output {
        let plain = |bytes: Arc<[u8]>, media: &'static str| Output {
            artifact: Artifact::new(bytes, media),
            beside: Vec::new(),
            finished: None,
            barriers: None,
            diagnostics: Vec::new(),
        };
        let workshop = self.workshop;
        let site = workshop.site;
        let nothing = Digested::default();
        let placed = |links, lang: &str| Place {
            route,
            links,
            tongue: workshop.tongue(lang),
            pictures: &workshop.pictures,
            former: workshop.former.get(route),
            expired: workshop.expired.get(lang).unwrap_or(&nothing),
        };
        match &planned.task {
            Task::Page(screen, lang) => {
                let links = match screen {
                    Screen::Missing => Links::Below(hosting::base_path(site)),
                    _ => Links::Relative,
                };
                let view = |trace| view::view(site, &workshop.mirrors, screen, lang, route, trace);
                self.page(&view, placed(&links, lang))
            }
            Task::Redirect(to) => {
                let view = |trace| redirect_view(site, &workshop.mirrors, route, to, trace);
                self.page(&view, placed(&Links::Relative, redirect_language(site, &workshop.mirrors, to)))
            }
            Task::Copy(page) => {
                // The page is remembered: it is made once, whichever of the two is asked for first.
                let made = workshop.plan.get(page).and_then(|planned| self.make(page, planned).finished);
                let text = made.map(|made| llms::markdown(&made.html, copies(page, &made, workshop.plan)));
                let text = text.unwrap_or_default();
                plain(text.as_bytes().into(), "text/markdown; charset=utf-8")
            }
            Task::Document(document) => plain(document.to_bytes().into(), document.media()),
            Task::Asset(file) => plain(file.bytes.clone(), media(route)),
            Task::Search(index) => {
                let shards = shards::shards(index, self.memo);
                let folder = route.as_str().trim_end_matches(".gz");
                let file = |(path, bytes): &(String, Arc<Vec<u8>>)| {
                    let route = Route::file(&format!("{folder}/{path}")).ok()?;
                    Some((route, Artifact::new(bytes.as_slice(), shards::MEDIA)))
                };
                Output {
                    beside: shards.files.iter().filter_map(file).collect(),
                    ..plain(shards.manifest.as_slice().into(), shards::MEDIA)
                }
            }
            Task::Output(output) => {
                let document = outputs::document(site, workshop.plan, &workshop.mirrors, output);
                plain(document.to_bytes().into(), document.media())
            }
        }
    }

    /// A page, and where what was found on it comes from.
    fn page(&self, view: &dyn Fn(Trace) -> View, place: Place<'_>) -> Output {
        let input = |trace| PageInput {
            engine: self.engine,
            view: view(trace),
            place,
            minify: self.minify,
        };
        let (finished, diagnostics) = self.memo.call(render_page, &input(Trace::No));
        let is_free = finished.access.findings.is_empty();
        Output {
            artifact: Artifact::new(finished.html.as_bytes(), HTML),
            beside: Vec::new(),
            barriers: (!is_free).then(|| self.memo.call(trace_page, &input(Trace::Yes)).0),
            finished: Some(finished),
            diagnostics: diagnostics.to_vec(),
        }
    }
}

fn render_page(input: &PageInput<'_>) -> Checked<Finished> {
    match render_view(input, Trace::No) {
        Ok(html) => {
            let mut finished = html::finish(html.trim_start(), input.place);
            if input.minify == Minify::Yes {
                finished.html = minify::minified(&finished.html);
            }
            Checked {
                value: finished,
                diagnostics: Vec::new(),
            }
        }
        Err(problem) => Checked {
            value: Finished::default(),
            diagnostics: vec![problem],
        },
    }
}

/// Renders a page with marks to learn where its barriers come from. A page that cannot be rendered has been reported.
fn trace_page(input: &PageInput<'_>) -> Checked<Traced> {
    let html = render_view(input, Trace::Yes).unwrap_or_default();
    let html = html.trim_start();
    Checked {
        value: barriers::traced(&input.view.template, html, html::finish(html, input.place)),
        diagnostics: Vec::new(),
    }
}

fn render_view(input: &PageInput<'_>, trace: Trace) -> Result<String, Diagnostic> {
    let view = &input.view;
    input.engine.render(&view.template, &view.lang, &view.site, &view.context, trace)
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
        "md" => "text/markdown; charset=utf-8",
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
