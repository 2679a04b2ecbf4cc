//! Whether what the pages link to, load and lead to is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::html;
use super::{Workshop, tongue};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span, nearest, surely};
use crate::formats::stylesheet;
use crate::plan::{Plan, Task};
use crate::route::{Route, percent_decode};
use crate::site::{Site, Typed};

/// Compares every address on every page with the files and anchors that are there.
pub(super) fn check(workshop: &Workshop<'_>, pages: &super::Pages<'_>, report: &mut Vec<Diagnostic>) {
    let pages = Pages {
        site: workshop.site,
        plan: workshop.plan,
        pages,
        urls: OnceLock::new(),
    };
    pages.third_parties(report);
    pages.repeated_anchors(report);
    pages.dead_links(&typed_links(workshop), report);
    check_redirects(workshop.plan, report);
    check_sheets(workshop.site, report);
}

/// The finished pages of a site.
struct Pages<'p, 'a> {
    site: &'p Site<'a>,
    plan: &'p Plan<'a>,
    pages: &'p super::Pages<'p>,
    /// The address of each file, for those to which a dead link may have been meant to lead.
    urls: OnceLock<Vec<String>>,
}

impl<'p> Pages<'p, '_> {
    /// Each origin that pages would contact without leave, on the first of them.
    fn third_parties(&self, report: &mut Vec<Diagnostic>) {
        let pictures = self.site.picture_origins();
        let mut contacted = BTreeSet::new();
        for (route, page) in self.pages {
            for origin in page.notes().contacts.iter().filter(|origin| !self.site.config.allows(origin)) {
                if pictures.contains(origin) || !contacted.insert(origin) {
                    continue;
                }
                let problem = Diagnostic::new(Code::ThirdParty, format!("pages such as {} would contact {origin}", route.url()));
                let at = in_templates(self.site, origin).into_iter().next();
                let problem = placed(problem, at.as_ref().or(origin_of(self.plan, route)));
                report
                    .push(problem.help("keep a copy of the file in the portal, or list the origin under `allowed_origins` in docent.yaml"));
            }
        }
    }

    fn repeated_anchors(&self, report: &mut Vec<Diagnostic>) {
        let mut entries: BTreeMap<String, Vec<&Span>> = BTreeMap::new();
        for entry in self.site.collections.all() {
            if let Some(address) = entry.address() {
                entries.entry(address).or_default().push(&entry.id().span);
            }
        }
        for (route, page) in self.pages {
            for anchor in &page.notes().repeated_anchors {
                let message = format!("the anchor `{anchor}` stands twice on {}", route.url());
                let problem = Diagnostic::new(Code::RepeatedAnchor, message);
                match entries.get(&format!("{}#{anchor}", route.url())).map(Vec::as_slice) {
                    None => {}
                    Some([entry]) => {
                        report.push(problem.at(entry).help("choose another id: something else on the page has this one"));
                        continue;
                    }
                    // Two entries under one address have been reported with the places of both.
                    Some(_) => continue,
                }
                let at = in_templates(self.site, &format!("id=\"{anchor}\"")).pop();
                let problem = placed(problem, at.as_ref().or(origin_of(self.plan, route)));
                report.push(problem.help("give one of the two an anchor of its own: `## Heading {#other-name}`"));
            }
        }
    }

    /// `typed` are the links of the sources.
    fn dead_links(&self, typed: &[(String, Span)], report: &mut Vec<Diagnostic>) {
        let mut told = BTreeSet::new();
        let dead = self.dead(typed);
        let mut places: BTreeMap<&str, BTreeSet<&Span>> = BTreeMap::new();
        for (link, at) in typed.iter().filter(|(link, _)| dead.contains_key(link.as_str())) {
            places.entry(link).or_default().insert(at);
        }
        for (link, (route, code)) in dead.into_iter().filter(|(link, _)| !self.site.is_left_out(link)) {
            let problem = self.dead_link(link, code);
            match (places.get(link), route) {
                (Some(typed), _) => {
                    let meant = self.surely_meant(link, code);
                    let fix = |at: &Span| meant.as_ref().map(|(wrong, right)| Fix::safe([Edit::word(at, wrong, right)]));
                    report.extend(typed.iter().map(|at| problem.clone().at(at).fix(fix(at))));
                }
                (None, Some(route)) => report.extend(self.written_by_a_template(problem, link, route, &mut told)),
                (None, None) => {}
            }
        }
    }

    /// The addresses that lead nowhere, each with the first page that has it and what is wrong.
    fn dead<'l>(&'l self, typed: &'l [(String, Span)]) -> BTreeMap<&'l str, (Option<&'l Route>, Code)> {
        // Not every address that is typed stands on a page: those of redirects do not.
        let typed = typed.iter().map(|(link, _)| link.as_str()).filter(|link| link.starts_with('/'));
        let typed = typed.map(|link| (link, None));
        // Most links stand on every page: each address is looked up once.
        let pages: Vec<_> = self.pages.iter().collect();
        let linked: Vec<HashMap<&str, &Route, RandomState>> = pages.par_chunks(TOGETHER).map(first_with_each).collect();
        let linked = linked.into_iter().flatten().map(|(link, route)| (link, Some(route)));
        let mut first: HashMap<&str, Option<&Route>, RandomState> = HashMap::default();
        for (link, route) in typed.chain(linked) {
            first.entry(link).or_insert(route);
        }
        let first: Vec<_> = first.into_iter().collect();
        let dead = |(link, route): (&'l str, Option<&'l Route>)| Some((link, (route, self.problem(link)?)));
        first.into_par_iter().filter_map(dead).collect()
    }

    /// A link of a template is dead on each of its pages, for the same reason: `told` has the places that have been named.
    fn written_by_a_template(&self, problem: Diagnostic, link: &str, route: &Route, told: &mut BTreeSet<Span>) -> Option<Diagnostic> {
        let problem = Diagnostic {
            message: format!("{}, and {} links to it", problem.message, route.url()),
            ..problem
        };
        match template_with_link(self.site, link) {
            Some(at) => told.insert(at.clone()).then(|| problem.at(&at)),
            None => Some(placed(problem, origin_of(self.plan, route))),
        }
    }

    fn problem(&self, link: &str) -> Option<Code> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let Some((route, _)) = html::target(path).and_then(|route| self.plan.get_key_value(&route)) else {
            return Some(Code::DeadLink);
        };
        let is_there = match self.pages.get(route) {
            Some(page) => fragment.is_empty() || page.notes().anchors.contains(&percent_decode(fragment)),
            None => true,
        };
        (!is_there).then_some(Code::DeadAnchor)
    }

    fn anchors_of(&self, path: &str) -> BTreeSet<&'p str> {
        let page = html::target(path).and_then(|route| self.pages.get(&route));
        page.map(|page| page.notes().anchors.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }

    fn urls(&self) -> impl Iterator<Item = &str> {
        let urls = self.urls.get_or_init(|| self.plan.keys().map(Route::url).collect());
        urls.iter().map(String::as_str)
    }

    /// The part of a dead link that is wrong, and what it can only have been meant to be.
    fn surely_meant(&self, link: &str, code: Code) -> Option<(String, String)> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        if code == Code::DeadAnchor {
            let meant = surely(fragment, self.anchors_of(path))?;
            return Some((format!("#{fragment}"), format!("#{meant}")));
        }
        let meant = surely(path, self.urls())?;
        // The slash at the end of a page's address may not have been typed.
        let bare = |url: &str| url.strip_suffix('/').unwrap_or(url).to_owned();
        Some((bare(path), bare(meant)))
    }

    fn dead_link(&self, link: &str, code: Code) -> Diagnostic {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        if self.site.has_expired(link) {
            let why = self.site.why_hidden(link).or(self.site.why_hidden(path)).unwrap_or_default();
            let problem = Diagnostic::new(Code::ExpiredLink, format!("the page {link} {why}"));
            return problem.help("readers see the words without a link; take them out, or give the page a new last day");
        }
        if code == Code::DeadAnchor {
            let problem = Diagnostic::new(code, format!("there is no `#{fragment}` on the page {path}"));
            return match nearest(fragment, self.anchors_of(path)) {
                Some(near) => problem.help(format!("did you mean `{path}#{near}`?")),
                None => problem.help("anchors are made of headings: small letters with hyphens between the words"),
            };
        }
        if let Some(why) = self.site.why_hidden(path) {
            let problem = Diagnostic::new(code, format!("the page {path} {why}"));
            return problem.help("publish the page, or take the link out until it is");
        }
        let problem = Diagnostic::new(code, format!("there is no page or file {path}"));
        match nearest(path, self.urls()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("look at the address; pages are below `content/`, files below `static/`"),
        }
    }
}

/// The links of so many pages are gathered by one thread.
const TOGETHER: usize = 256;

/// The links on some pages, each with the first page that has it.
fn first_with_each<'p>(pages: &[(&&'p Route, &'p super::Made)]) -> HashMap<&'p str, &'p Route, RandomState> {
    let mut first = HashMap::default();
    for (route, page) in pages {
        for link in page.notes().links.iter() {
            first.entry(link).or_insert(**route);
        }
    }
    first
}

/// Every link of the sources, by the address to which it leads on the pages where it is shown.
fn typed_links(workshop: &Workshop<'_>) -> Vec<(String, Span)> {
    let shown = |link: Typed<'_>| {
        let url = match html::in_language(&link.url, workshop.tongue(link.lang)) {
            tongue::Target::Own(url) => url.into_owned(),
            tongue::Target::Foreign(_) => link.url.clone(),
        };
        (url, link.span)
    };
    workshop.site.typed_links().into_par_iter().map(shown).collect()
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
            report.push(placed(problem, planned.origin.as_ref()));
        }
    }
}

/// Where what made a page is written.
fn origin_of<'p>(plan: &'p Plan<'_>, route: &Route) -> Option<&'p Span> {
    plan.get(route)?.origin.as_ref()
}

fn placed(problem: Diagnostic, at: Option<&Span>) -> Diagnostic {
    match at {
        Some(at) => problem.at(at),
        None => problem,
    }
}
