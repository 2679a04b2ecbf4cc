//! Compares what was published with what is there: what has gone without a word, and classes that were moved in silence.

use std::collections::BTreeSet;

use super::change::{self, News};
use super::{Addresses, Line, Promise, read};
use crate::diag::{Code, Diagnostic, Fix, Severity, Span};
use crate::kinds::redirects::Redirect;
use crate::kinds::training::{State, Training};
use crate::kinds::{AnyKind, Entry, Home};
use crate::plan::{Plan, Task};
use crate::route::{percent_decode, percent_encode};
use crate::site::Site;
use crate::source::{CONFIG, LOCK};

/// What `urls.lock` says against the site; nothing where there is no such file, so that one may start any day.
pub fn check(site: &Site<'_>, plan: &Plan<'_>) -> Vec<Diagnostic> {
    let Some(file) = site.snapshot.get(LOCK) else { return Vec::new() };
    let read = read(file);
    let mut report = read.diagnostics;
    let present = super::addresses(site, plan);
    let redirects = plan.iter().filter(|(_, planned)| matches!(planned.task, Task::Redirect(_)));
    let check = Check {
        site,
        news: News::of(&read.value, &present, &led_to(site)),
        locked: read.value.iter().map(|line| line.address.value.as_str()).collect(),
        redirects: redirects.map(|(route, _)| percent_encode(&route.url())).collect(),
        present,
    };
    report.extend(read.value.iter().filter_map(|line| check.vanished(line)));
    report.extend(read.value.iter().filter_map(|line| check.moved(line)));
    report
}

/// The addresses to which redirects lead.
fn led_to(site: &Site<'_>) -> BTreeSet<String> {
    let targets = site.collections.of::<Redirect>().map(|redirect| site.address(&redirect.fields.to));
    let encoded = |target: String| match target.split_once('#') {
        Some((page, anchor)) => format!(
            "{}#{}",
            percent_encode(&percent_decode(page)),
            percent_encode(&percent_decode(anchor))
        ),
        None => percent_encode(&percent_decode(&target)),
    };
    targets.map(encoded).collect()
}

/// Where the configuration cannot be read, languages and vocabularies are missing, and with them addresses: to miss those
/// again would only confuse.
pub fn settle(diagnostics: &mut Vec<Diagnostic>) {
    let in_config = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| &*at.file == CONFIG);
    if diagnostics
        .iter()
        .any(|problem| problem.severity == Severity::Error && in_config(problem))
    {
        diagnostics.retain(|problem| problem.code != Code::VanishedAddress);
    }
}

struct Check<'c, 'a> {
    site: &'c Site<'a>,
    present: Addresses,
    news: News,
    locked: BTreeSet<&'c str>,
    redirects: BTreeSet<String>,
}

impl Check<'_, '_> {
    /// An address that is owed today and is not there on any day.
    fn vanished(&self, line: &Line) -> Option<Diagnostic> {
        let address = line.address.value.as_str();
        if self.present.contains_key(address) || !line.promise.is_owed_on(self.site.today) || self.is_told_elsewhere(address) {
            return None;
        }
        let problem = Diagnostic::new(Code::VanishedAddress, self.what_is_gone(address)).at(&line.address.span);
        if line.promise.start.is_some_and(|start| start.date >= self.site.today) {
            return Some(problem.help(
                "if the class does not take place, put the entry back with `status: cancelled`: calendars then tell their subscribers; a class that is deleted is just not there, and people come",
            ));
        }
        let successor = self.news.successor(address, &line.promise, &self.present);
        let redirect = change::Redirect::new(address, successor, self.site);
        let fix = successor
            .and_then(|_| redirect.edit(self.site.snapshot))
            .map(|edit| Fix::suggested([edit]));
        Some(problem.help(redirect.help()).fix(fix))
    }

    /// An anchor goes with its page, or is led on with it; an entry or a file that could not be read has been reported.
    fn is_told_elsewhere(&self, address: &str) -> bool {
        let page = address.split_once('#').map(|(page, _)| page);
        let goes_with_page = |page: &str| self.redirects.contains(page) || (self.locked.contains(page) && !self.present.contains_key(page));
        page.is_some_and(goes_with_page) || self.is_left_out(address)
    }

    /// Whether something could not be read that may be what is missed. Of a collection of which an entry is left out, nothing
    /// is missed: lists, calendars and open data are made of all of them.
    fn is_left_out(&self, address: &str) -> bool {
        let url = percent_decode(address);
        let belongs = |kind: &&dyn AnyKind| {
            let home = match kind.home() {
                Home::Page(page) | Home::Anchor(page) => url.strip_prefix(&format!("/{page}")),
                Home::Nowhere => None,
            };
            let data = url.strip_prefix(&format!("/data/{}", kind.name()));
            [home, data].into_iter().flatten().any(|rest| rest.starts_with(['/', '.']))
        };
        let kinds = self.site.collections.kinds();
        let mut lacking = kinds.all().filter(|kind| self.site.collections.lacks_some_of(kind.name()));
        self.site.is_left_out(&url) || lacking.any(|kind| belongs(&kind))
    }

    fn what_is_gone(&self, address: &str) -> String {
        let url = percent_decode(address);
        if let Some(draft) = self.site.draft_at(&url) {
            return format!(
                "{url} was published, and is a draft now: see {}, line {}",
                draft.at().file,
                draft.line()
            );
        }
        if let Some(why) = self.site.why_hidden(&url) {
            return format!("the page {url} was published, and now {why}");
        }
        match url.split_once('#') {
            Some((page, anchor)) => format!("the place `#{anchor}` on the page {page} was published, and is gone"),
            None if url.ends_with('/') => format!("the page {url} was published, and is gone"),
            None => format!("the file {url} was published, and is gone"),
        }
    }

    /// A class that begins at another time than was published, and does not say that it changed.
    fn moved(&self, line: &Line) -> Option<Diagnostic> {
        let Promise { start, updated, .. } = line.promise;
        let (before, now) = (start?, self.present.get(&line.address.value)?);
        if now.start? == before || now.updated > updated {
            return None;
        }
        let class = self.class_at(&line.address.value)?;
        if class.state(self.site.portal(self.site.config.language())) == State::Past {
            // Nobody waits for it any more: what is corrected is the record.
            return None;
        }
        let start = class.fields.start.as_ref()?;
        let message = format!("the class was published with its start on {before}, and `updated` does not say that it was moved");
        let today = self.site.today;
        let problem = Diagnostic::new(Code::MovedInSilence, message)
            .at(&start.span)
            .label(&line.address.span, "published here");
        let fix = self.updated(&start.span).map(|edit| Fix::suggested([edit]));
        Some(
            problem
                .help(format!("write `updated: {today}`: calendars of subscribers follow it"))
                .fix(fix),
        )
    }

    fn updated(&self, start: &Span) -> Option<crate::diag::Edit> {
        let file = self.site.snapshot.get(&start.file)?;
        change::sibling(file.text()?, start, "updated", &self.site.today.to_string())
    }

    fn class_at(&self, address: &str) -> Option<&Entry<Training>> {
        let stands = |class: &&Entry<Training>| {
            Home::Page("schedule")
                .address(&class.id.value)
                .is_some_and(|url| percent_encode(&url) == address)
        };
        self.site.collections.of::<Training>().find(stands)
    }
}
