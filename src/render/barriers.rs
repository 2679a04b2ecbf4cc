//! Barriers on pages become messages: each at the source that caused it, told once for all the pages that show it.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::html::Finished;
use super::{Made, Pages};
use crate::access::{Finding, trace};
use crate::diag::{Code, Diagnostic, Span};
use crate::plan::{Mirrors, Plan, Screen, Task};
use crate::route::Route;
use crate::site::Site;
use crate::source::{BUILT_IN, CONFIG, SourceFile};

/// What was found on a page, each with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The template that the page is made by.
    template: String,
    found: Vec<(Finding, Option<Span>)>,
}

/// The findings of a page, as it was rendered with marks and as it was finished.
pub fn traced(template: String, html: &str, page: Finished) -> Traced {
    let trace = |finding: Finding| {
        let source = trace::source(html, finding.at);
        (finding, source)
    };
    Traced {
        template,
        found: page.notes.access.findings.into_iter().map(trace).collect(),
    }
}

/// What Markdown says already, at the same place.
const SAID_BY_MARKDOWN: [Code; 6] = [
    Code::MissingAlt,
    Code::PoorAlt,
    Code::VagueLink,
    Code::TableHeader,
    Code::SecondTitle,
    Code::HeadingJump,
];

/// Messages about all pages: what was found on each, and titles that are not the only ones.
pub fn report(site: &Site<'_>, plan: &Plan<'_>, mirrors: &Mirrors, pages: &Pages<'_>, report: &mut Vec<Diagnostic>) {
    let places = Places {
        site,
        plan,
        mirrors,
        typed: typed(site, pages),
    };
    let mut merged: BTreeMap<(Option<Span>, Code, &str, &str), Vec<&Route>> = BTreeMap::new();
    let found = pages.iter().filter_map(|(route, made)| Some((route, made.barriers.as_ref()?)));
    for (route, traced) in found {
        for (finding, source) in &traced.found {
            if places.is_said(finding, source.as_ref()) {
                continue;
            }
            let at = places.of(route, &traced.template, finding, source.as_ref());
            let key = (at, finding.code, finding.message.as_str(), finding.help.as_str());
            let routes = merged.entry(key).or_default();
            if routes.last() != Some(route) {
                routes.push(route);
            }
        }
    }
    for ((at, code, message, help), routes) in merged {
        let problem = Diagnostic::new(code, format!("{message}, on {}", on_pages(&routes))).help(help);
        report.push(at.map_or(problem.clone(), |at| problem.at(&at)));
    }
    repeated_titles(&places, pages, report);
}

/// `/a/ and 2 more pages`.
fn on_pages(routes: &[&Route]) -> String {
    let first = routes.first().map(|route| route.url()).unwrap_or_default();
    match routes.len() {
        0 | 1 => first,
        2 => format!("{first} and one more page"),
        more => format!("{first} and {} more pages", more - 1),
    }
}

/// Two windows with the same title cannot be told apart (WCAG 2.4.2).
fn repeated_titles(places: &Places<'_, '_>, pages: &Pages<'_>, report: &mut Vec<Diagnostic>) {
    let mut by_title: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
    let stays = |page: &&Made| !page.notes().access.leads_on && !page.notes().access.title.is_empty();
    // A page that is shown in another language for want of a translation keeps its title.
    let is_original = |route: &Route| places.mirrors.original(&route.url()) == route.url();
    for (route, page) in pages.iter().filter(|(route, page)| stays(page) && is_original(route)) {
        by_title.entry(&page.notes().access.title).or_default().push(route);
    }
    for (title, routes) in by_title {
        let [first, second, ..] = routes.as_slice() else { continue };
        let message = format!("the title `{title}` stands on {} and {}", first.url(), second.url());
        let problem = Diagnostic::new(Code::PoorTitle, message).help("let each title say what is different");
        let at = places.title(second);
        report.push(at.map_or(problem.clone(), |at| problem.at(&at)));
    }
}

fn is_text(file: &str) -> bool {
    file.starts_with("content/") || file.starts_with("data/")
}

/// Where to look for the cause of a finding.
struct Places<'s, 'a> {
    site: &'s Site<'a>,
    plan: &'s Plan<'a>,
    mirrors: &'s Mirrors,
    /// Where the words that findings quote are typed, in small letters.
    typed: HashMap<String, Span>,
}

impl Places<'_, '_> {
    /// Whether an earlier stage has told of it: of a mistake in a text when it was read; of words that are missing in a
    /// built-in template when the data was read that lacks them.
    fn is_said(&self, finding: &Finding, source: Option<&Span>) -> bool {
        let Some(span) = source else { return false };
        let is_link = || {
            let text = self.site.snapshot.get(&span.file).and_then(SourceFile::text).unwrap_or_default();
            text.get(span.start as usize..).is_some_and(|text| text.starts_with('['))
        };
        let is_empty = matches!(finding.code, Code::MissingName | Code::EmptyHeading);
        let has_no_name = self.site.config.title.chars().count() < 2;
        match &*span.file {
            _ if finding.code == Code::PoorTitle && has_no_name => true,
            file if is_text(file) => SAID_BY_MARKDOWN.contains(&finding.code) || (is_empty && is_link()),
            file => is_empty && file.starts_with(BUILT_IN),
        }
    }

    /// The place of a finding. What stands in a built-in template is right; what a portal put into it is not.
    fn of(&self, route: &Route, template: &str, finding: &Finding, source: Option<&Span>) -> Option<Span> {
        match source {
            Some(span) if span.file.starts_with(BUILT_IN) && finding.code == Code::PoorTitle => self.title(route),
            Some(span) if !span.file.starts_with(BUILT_IN) => Some(span.clone()),
            _ => self
                .typed(finding)
                .or_else(|| self.own_template(template))
                .or_else(|| self.plan.get(route)?.origin.clone())
                .or_else(|| source.cloned()),
        }
    }

    /// Where the title of a page is typed.
    fn title(&self, route: &Route) -> Option<Span> {
        let planned = self.plan.get(route)?;
        let page = match &planned.task {
            Task::Page(Screen::Content(at), _) => self.site.pages.get(*at),
            _ => self.site.page_at(&route.url()),
        };
        page.map(|page| page.front.title.span.clone())
            .or_else(|| planned.origin.clone())
            .or_else(|| Some(Span::file(&CONFIG.into())))
    }

    /// The words that a finding quotes, where an editor typed them.
    fn typed(&self, finding: &Finding) -> Option<Span> {
        self.typed.get(&subject(finding)?).cloned()
    }

    /// The portal's own template that the page is made by or that it extends, or the only one that it could be.
    fn own_template(&self, name: &str) -> Option<Span> {
        let own = |file: &&SourceFile| !file.path.starts_with(BUILT_IN);
        let templates = &self.site.theme.templates;
        let extended = |file: &&SourceFile| {
            let (_, rest) = file.text()?.split_once("{% extends \"")?;
            templates.get(rest.split_once('"')?.0)
        };
        // A template that extends itself has been reported.
        let chain = std::iter::successors(templates.get(name), extended).take(templates.len());
        let file = chain.into_iter().find(own).or_else(|| {
            let mut all = templates.values().filter(own);
            all.next().filter(|_| all.next().is_none())
        });
        file.map(|file| Span::file(&file.path))
    }
}

/// The words that a finding is about, in small letters; one or two signs stand in too many places.
fn subject(finding: &Finding) -> Option<String> {
    let subject = finding.subject.as_deref().filter(|subject| subject.chars().count() > 2);
    subject.map(str::to_lowercase)
}

/// Where the words that findings quote are typed: the first place of each, from one look at every line of the portal.
fn typed(site: &Site<'_>, pages: &Pages<'_>) -> HashMap<String, Span> {
    let findings = pages
        .values()
        .filter_map(|made| made.barriers.as_ref())
        .flat_map(|traced| &traced.found);
    let wanted: HashSet<String> = findings.filter_map(|(finding, _)| subject(finding)).collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let lengths: HashSet<usize> = wanted.iter().map(String::len).collect();
    let folders = ["data/", "content/"].into_iter();
    let files: Vec<&SourceFile> = folders.flat_map(|folder| site.snapshot.below(folder)).collect();
    let found: Vec<(String, Span)> = files.par_iter().flat_map_iter(|file| values(file, &wanted, &lengths)).collect();
    let mut first = HashMap::new();
    for (words, at) in found {
        first.entry(words).or_insert(at);
    }
    first
}

/// Where a file says `field: words`, with or without quotation marks and in any letter case. `lengths` are those of what is wanted.
fn values(file: &SourceFile, wanted: &HashSet<String>, lengths: &HashSet<usize>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in file.text().unwrap_or_default().split_inclusive('\n') {
        let value = line
            .split_once(": ")
            .map_or("", |(_, value)| value.trim().trim_matches(['"', '\'']));
        // Small letters of ASCII are as long as capitals: a look at the length spares most lines.
        let may_be = !value.is_ascii() || lengths.contains(&value.len());
        let words = if may_be { value.to_lowercase() } else { String::new() };
        if let Some(at) = line.find(value).filter(|_| wanted.contains(&words)) {
            let at = start + at;
            found.push((words, Span::new(&file.path, at..at + value.len())));
        }
        start += line.len();
    }
    found
}
