//! Alerts: what every reader has to know now.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::period::Period;
use super::{Collections, Entry, Home, Kind, Portal};
use crate::diag::{Code, Diagnostic};
use crate::schema::Viewer;
use crate::schema::dates::Moment;
use crate::schema::values::{Address, Collection, Prose};
use crate::{choice, record};

record! {
    /// An alert.
    pub struct Alert {
        /// The news in a few words.
        title: String = "The office is closed on Monday",
        /// What readers should know and do.
        body: Prose = "Call again on Tuesday.",
        /// How urgent it is.
        kind: AlertKind = "info",
        /// The first day it is shown; without one, it is shown from the day it was posted.
        starts: Option<Date> = "2025-02-03",
        /// The page on which it is shown; without one, it stands on every page.
        show_on: Option<Address> = "/schedule/",
    }
}

choice! {
    /// How urgent an alert is.
    pub enum AlertKind {
        /// Good to know.
        Info = "info",
        /// May change what a reader does.
        Warning = "warning",
        /// Must be acted on at once.
        Emergency = "emergency",
    }
}

impl Collection for Alert {
    const NAME: &'static str = "alerts";
}

impl Entry<Alert> {
    /// When it is shown: whole days, where the portal is.
    pub fn period(&self, portal: Portal<'_>) -> Period {
        let first = self.fields.starts.or(self.common.posted);
        portal.period(first.map(Moment::from), self.common.expires.map(Moment::from))
    }

    /// True if it stands on every page.
    pub fn is_everywhere(&self) -> bool {
        self.fields.show_on.is_none()
    }
}

impl Kind for Alert {
    const ONE: &'static str = "alert";
    const HOME: Home = Home::Nowhere;
    const NEEDED: &'static [&'static str] = &["posted"];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        if entry.common.posted.is_none() && entry.is_sure_of(&["posted"]) {
            let problem = Diagnostic::new(Code::MissingField, "an alert needs the day it was posted").at(&entry.at);
            report.push(problem.help(format!("add `posted: {}`", portal.today)));
        }
        if entry.common.expires.is_none() && entry.is_sure_of(&["expires"]) {
            let message = format!("the alert \"{}\" has no day on which it ends", entry.fields.title);
            report.push(
                Diagnostic::new(Code::AlertWithoutExpiry, message)
                    .at(&entry.at)
                    .help("add the last day it is shown, such as `expires: 2026-12-31`"),
            );
        }
        if let Some(first) = rival(entry, portal) {
            let problem = Diagnostic::new(Code::TwoAlerts, "a second alert would stand on every page").at(&entry.at);
            report.push(
                problem
                    .label(&first.at, "this one does already")
                    .help("join the two, change their days, or show one of them on a single page with `show_on:`"),
            );
        }
    }

    fn turns(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Timestamp> {
        entry.period(portal).turns().collect()
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let html = view.get("body").and_then(|body| body.get("html")).cloned().unwrap_or(Json::Null);
        view.insert("html".to_owned(), html);
        view.insert("shown".to_owned(), entry.period(portal).view(portal.now()));
    }
}

/// An alert before this one that stands on every page on one of the days, now or to come, on which this one does.
fn rival<'a>(entry: &Entry<Alert>, portal: Portal<'a>) -> Option<&'a Entry<Alert>> {
    let (now, period) = (portal.now(), entry.period(portal));
    let is_shown = |alert: &Entry<Alert>| alert.is_everywhere() && !alert.period(portal).is_over(now);
    let before = portal.collections.of::<Alert>().take_while(|other| other.id != entry.id);
    let mut rivals = before.filter(|other| is_shown(other) && other.period(portal).overlaps(period));
    rivals.next().filter(|_| is_shown(entry))
}
