//! Plan in, bytes out: every file by itself, on all cores.

mod barriers;
mod bundle;
mod engine;
pub mod expired;
pub mod former;
pub mod html;
mod minify;
mod outputs;
pub mod pictures;
pub mod tongue;
pub mod view;
mod words;

pub use bundle::{Artifact, Bundle};
pub use engine::Engine;
pub use minify::Minify;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::access::trace::Trace;
use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span, nearest, surely};
use crate::formats::search::Index;
use crate::formats::{llms, stylesheet};
use crate::memo::{Digested, Memo};
use crate::plan::{self, Mirrors, Plan, Planned, Screen, Task, hosting};
use crate::route::Route;
use crate::site::Site;
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
    outputs::search(site, &Mirrors::of(site, plan), lang)
}

/// Renders the plan.
pub fn render(site: &Site<'_>, plan: &Plan<'_>, memo: &Memo, minify: Minify) -> Checked<Rendered> {
    let workshop = Workshop::new(site, plan);
    let globals: Vec<_> = site
        .strings
        .iter()
        .map(|strings| (strings, view::globals(site.edition(&strings.lang), strings)))
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
        rendered.bundle.files.insert(route.clone(), output.artifact);
    }
    rendered.pages = plan.values().filter(|planned| matches!(planned.task, Task::Page(..))).count();
    // A template that does not compile leaves pages out; links to them would only repeat that.
    if !broken && diagnostics.iter().all(|problem| problem.code != Code::Template) {
        check_links(&workshop, &pages, &mut diagnostics);
        check_redirects(plan, &mut diagnostics);
        check_sheets(site, &mut diagnostics);
        barriers::report(site, plan, &workshop.mirrors, &pages, &barriers, &mut diagnostics);
    }
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

/// Compares every address on every page with the files and anchors that are there.
fn check_links(workshop: &Workshop<'_>, pages: &BTreeMap<&Route, Arc<Finished>>, report: &mut Vec<Diagnostic>) {
    let (site, plan) = (workshop.site, workshop.plan);
    let places = link_places(workshop);
    let pictures = site.picture_origins();
    let entries: BTreeSet<String> = site.collections.all().filter_map(|entry| entry.address()).collect();
    let mut contacted = BTreeSet::new();
    let mut dead: BTreeMap<&str, (Option<&Route>, Code)> = BTreeMap::new();
    // Not every address that is typed stands on a page: those of redirects do not.
    for link in places.keys().filter(|link| link.starts_with('/')) {
        if let Some(code) = problem(link, plan, pages) {
            dead.insert(link, (None, code));
        }
    }
    for (route, page) in pages {
        for link in &page.links {
            if let Some(code) = problem(link, plan, pages) {
                dead.entry(link).or_insert((Some(route), code));
            }
        }
        for origin in page.contacts.iter().filter(|origin| !site.config.allows(origin)) {
            if pictures.contains(origin) || !contacted.insert(origin) {
                continue;
            }
            let problem = Diagnostic::new(Code::ThirdParty, format!("pages such as {} would contact {origin}", route.url()));
            let at = in_templates(site, origin)
                .into_iter()
                .next()
                .or_else(|| self::origin(plan, route).cloned());
            let problem = at.map_or(problem.clone(), |at| problem.at(&at));
            report.push(problem.help("keep a copy of the file in the portal, or list the origin under `allowed_origins` in docent.yaml"));
        }
        // Two entries under one address have been reported with the places of both.
        let is_entry = |anchor: &&String| entries.contains(&format!("{}#{anchor}", route.url()));
        for anchor in page.repeated_anchors.iter().filter(|anchor| !is_entry(anchor)) {
            let message = format!("the anchor `{anchor}` stands twice on {}", route.url());
            let problem = Diagnostic::new(Code::RepeatedAnchor, message);
            let at = in_templates(site, &format!("id=\"{anchor}\""))
                .pop()
                .or_else(|| self::origin(plan, route).cloned());
            report.push(
                at.map_or(problem.clone(), |at| problem.at(&at))
                    .help("give one of the two an anchor of its own: `## Heading {#other-name}`"),
            );
        }
    }
    let mut told = BTreeSet::new();
    for (link, (route, code)) in dead.into_iter().filter(|(link, _)| !site.is_left_out(link)) {
        let typed: Vec<&Span> = places.get(link).into_iter().flatten().collect();
        let problem = dead_link(site, link, code, plan, pages);
        match (typed.as_slice(), route) {
            ([], None) => {}
            ([], Some(route)) => {
                let problem = Diagnostic {
                    message: format!("{}, and {} links to it", problem.message, route.url()),
                    ..problem
                };
                match template_with_link(site, link) {
                    // A link of a template is dead on each of its pages, for the same reason.
                    Some(at) if !told.insert(at.clone()) => {}
                    Some(at) => report.push(problem.at(&at)),
                    None => report.push(origin(plan, route).map_or(problem.clone(), |at| problem.at(at))),
                }
            }
            (typed, _) => {
                let meant = surely_meant(link, code, plan, pages);
                let fix = |at: &Span| meant.as_ref().map(|(wrong, right)| Fix::safe([Edit::word(at, wrong, right)]));
                report.extend(typed.iter().map(|at| problem.clone().at(at).fix(fix(at))));
            }
        }
    }
}

/// Every place in the sources that links to an address, by the address to which the link leads on the pages where it is shown.
fn link_places(workshop: &Workshop<'_>) -> BTreeMap<String, BTreeSet<Span>> {
    let mut places: BTreeMap<String, BTreeSet<Span>> = BTreeMap::new();
    for ((lang, url), typed) in workshop.site.link_places() {
        let tongue = workshop.tongue(&lang);
        let url = match html::in_language(&url, tongue) {
            tongue::Target::Own(url) => url,
            tongue::Target::Foreign(_) => url,
        };
        places.entry(url).or_default().extend(typed);
    }
    places
}

/// Style sheets fetch fonts and pictures as soon as a page is shown.
fn check_sheets(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let assets = site.theme.assets.values();
    let files = site.files.iter().map(|(_, file)| *file);
    for file in assets.chain(files).filter(|file| file.path.ends_with(".css")) {
        for (at, address) in stylesheet::addresses(file.text().unwrap_or_default()) {
            let Some(origin) = html::origin(address).filter(|origin| !site.config.allows(origin)) else {
                continue;
            };
            let place = Span::new(&file.path, at..at + address.len());
            let problem = Diagnostic::new(Code::ThirdParty, format!("pages with this style sheet would contact {origin}")).at(&place);
            report.push(problem.help("keep a copy of the file in the portal, or list the origin under `allowed_origins` in docent.yaml"));
        }
    }
}

/// The places in the templates of the portal's own theme where a text is written.
fn in_templates(site: &Site<'_>, text: &str) -> Vec<Span> {
    let templates = site.theme.templates.values();
    let own = templates.filter(|file| !file.path.starts_with(crate::source::BUILT_IN));
    let places = own.flat_map(|file| {
        let places = file.text().unwrap_or_default().match_indices(text);
        places.map(|(at, found)| Span::new(&file.path, at..at + found.len()))
    });
    places.collect()
}

/// Where such a template links to an address, whole or on its own page.
fn template_with_link(site: &Site<'_>, link: &str) -> Option<Span> {
    let fragment = link.find('#').and_then(|at| link.get(at..));
    [Some(link), fragment].into_iter().flatten().find_map(|address| {
        let places = in_templates(site, &format!("\"{address}\""));
        let span = places.first()?;
        Some(Span::new(&span.file, span.range().start + 1..span.range().end - 1))
    })
}

/// A redirect that comes back to itself would turn for ever.
fn check_redirects(plan: &Plan<'_>, report: &mut Vec<Diagnostic>) {
    let next = |route: &Route| match &plan.get(route)?.task {
        Task::Redirect(to) => html::target(to.split(['#', '?']).next().unwrap_or_default()),
        _ => None,
    };
    for (route, planned) in plan.iter().filter(|(_, planned)| matches!(planned.task, Task::Redirect(_))) {
        let chain = std::iter::successors(next(route), next).take(plan.len());
        if chain.into_iter().any(|target| target == *route) {
            let problem = Diagnostic::new(Code::DeadLink, format!("{} leads back to itself", planned.what));
            let problem = problem.help("let it lead to a page, or delete it");
            report.push(planned.origin.as_ref().map_or(problem.clone(), |at| problem.at(at)));
        }
    }
}

fn origin<'p>(plan: &'p Plan<'_>, route: &Route) -> Option<&'p Span> {
    plan.get(route)?.origin.as_ref()
}

fn problem(link: &str, plan: &Plan<'_>, pages: &BTreeMap<&Route, Arc<Finished>>) -> Option<Code> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let Some((route, _)) = html::target(path).and_then(|route| plan.get_key_value(&route)) else {
        return Some(Code::DeadLink);
    };
    let is_there = match pages.get(route) {
        Some(page) => fragment.is_empty() || page.anchors.contains(&crate::route::percent_decode(fragment)),
        None => true,
    };
    (!is_there).then_some(Code::DeadAnchor)
}

fn anchors_of<'p>(path: &str, pages: &'p BTreeMap<&Route, Arc<Finished>>) -> BTreeSet<&'p str> {
    let page = html::target(path).and_then(|route| pages.get(&route));
    page.map(|page| page.anchors.iter().map(String::as_str).collect())
        .unwrap_or_default()
}

/// The part of a dead link that is wrong, and what it can only have been meant to be.
fn surely_meant(link: &str, code: Code, plan: &Plan<'_>, pages: &BTreeMap<&Route, Arc<Finished>>) -> Option<(String, String)> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    if code == Code::DeadAnchor {
        let meant = surely(fragment, anchors_of(path, pages))?;
        return Some((format!("#{fragment}"), format!("#{meant}")));
    }
    let urls: Vec<String> = plan.keys().map(Route::url).collect();
    let meant = surely(path, urls.iter().map(String::as_str))?;
    // The slash at the end of a page's address may not have been typed.
    let bare = |url: &str| url.strip_suffix('/').unwrap_or(url).to_owned();
    Some((bare(path), bare(meant)))
}

fn dead_link(site: &Site<'_>, link: &str, code: Code, plan: &Plan<'_>, pages: &BTreeMap<&Route, Arc<Finished>>) -> Diagnostic {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    if site.has_expired(link) {
        let why = site.why_hidden(link).or(site.why_hidden(path)).unwrap_or_default();
        let problem = Diagnostic::new(Code::ExpiredLink, format!("the page {link} {why}"));
        return problem.help("readers see the words without a link; take them out, or give the page a new last day");
    }
    if code == Code::DeadAnchor {
        let problem = Diagnostic::new(code, format!("there is no `#{fragment}` on the page {path}"));
        return match nearest(fragment, anchors_of(path, pages)) {
            Some(near) => problem.help(format!("did you mean `{path}#{near}`?")),
            None => problem.help("anchors are made of headings: small letters with hyphens between the words"),
        };
    }
    if let Some(why) = site.why_hidden(path) {
        let problem = Diagnostic::new(code, format!("the page {path} {why}"));
        return problem.help("publish the page, or take the link out until it is");
    }
    let urls: Vec<String> = plan.keys().map(Route::url).collect();
    let problem = Diagnostic::new(code, format!("there is no page or file {path}"));
    match nearest(path, urls.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("look at the address; pages are below `content/`, files below `static/`"),
    }
}
