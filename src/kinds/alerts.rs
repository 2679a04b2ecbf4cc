//! Alerts: what every reader has to know now.

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Home, Kind, Portal};
use crate::diag::{Code, Diagnostic};
use crate::schema::Viewer;
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
        /// The first day it is shown; without one, from the day it is published.
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
    /// True on the days it is to be shown.
    pub fn is_on(&self, today: Date) -> bool {
        self.fields.starts.is_none_or(|first| first <= today) && self.common.expires.is_none_or(|last| today <= last)
    }

    /// True if it stands on every page.
    pub fn is_everywhere(&self) -> bool {
        self.fields.show_on.is_none()
    }
}

impl Kind for Alert {
    const ONE: &'static str = "alert";
    const HOME: Home = Home::Nowhere;

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        if entry.common.expires.is_none() && entry.is_sure_of(&["expires"]) {
            let message = format!("the alert \"{}\" has no day on which it ends", entry.fields.title);
            report.push(
                Diagnostic::new(Code::AlertWithoutExpiry, message)
                    .at(&entry.at)
                    .help("add the last day it is shown, such as `expires: 2026-12-31`"),
            );
        }
        let rival = portal
            .collections
            .of::<Alert>()
            .find(|other| other.is_everywhere() && other.is_on(portal.today));
        if let Some(first) = rival
            && entry.is_everywhere()
            && entry.is_on(portal.today)
            && first.id != entry.id
        {
            let problem = Diagnostic::new(Code::TwoAlerts, "a second alert would stand on every page").at(&entry.at);
            report.push(
                problem
                    .label(&first.at, "this one does already")
                    .help("join the two, or show one of them on a single page with `show_on:`"),
            );
        }
    }

    fn enrich(entry: &Entry<Self>, _portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let html = view.get("body").and_then(|body| body.get("html")).cloned().unwrap_or(Json::Null);
        view.insert("html".to_owned(), html);
        let ends = entry.common.expires.and_then(|last| last.tomorrow().ok());
        view.insert("ends_on".to_owned(), ends.map(|day| day.to_string()).into());
    }
}
