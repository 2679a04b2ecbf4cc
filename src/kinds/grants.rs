//! Grants: money that schools and localities can apply for.

use jiff::Timestamp;
use jiff::civil::Time;
use serde_json::{Map, Value as Json};

use super::period::Period;
use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::schema::Viewer;
use crate::schema::dates::Moment;
use crate::schema::values::{Collection, Prose, WebUrl};
use crate::{choice, record};

record! {
    /// A grant.
    pub struct Grant {
        /// Its name.
        title: String = "School Officer Incentive Grant",
        /// What it pays for and how to apply.
        description: Option<Prose> = "Pays a part of an officer's salary.",
        /// Who gives the money.
        funder: Option<String> = "Example Agency" (name),
        /// Who can apply.
        who_can_apply: Vec<String> = "[localities, school divisions]",
        /// How much it is, in words.
        amount: Option<String> = "up to $50,000 a year",
        /// The first day one can apply, with the time if it matters.
        opens: Option<Moment> = "2025-03-01",
        /// The last day one can apply, with the time if it matters. That day counts.
        closes: Option<Spanned<Moment>> = "2025-04-30",
        /// Whether one can apply now, where the days are not known.
        status: GrantStatus = "unknown",
        /// Its page.
        url: Option<WebUrl> = "https://www.example.gov/grant",
    }
}

choice! {
    /// Whether one can apply.
    pub enum GrantStatus {
        /// Not known: ask.
        Unknown = "unknown",
        /// Applications are accepted.
        Open = "open",
        /// Applications are not accepted.
        Closed = "closed",
    }
}

impl Collection for Grant {
    const NAME: &'static str = "grants";
}

impl Entry<Grant> {
    /// When one can apply, as far as that is known, where the portal is.
    pub fn period(&self, portal: Portal<'_>) -> Period {
        portal.period(self.fields.opens, self.fields.closes.as_ref().map(|closes| closes.value))
    }

    /// Whether one can apply when the site is built.
    pub fn state(&self, portal: Portal<'_>) -> GrantStatus {
        match self.period(portal).holds(portal.now()) {
            true => self.status_between(),
            false => GrantStatus::Closed,
        }
    }

    /// Whether one can apply between its days: two days say so, one of them needs the word of `status`.
    fn status_between(&self) -> GrantStatus {
        match (&self.fields.opens, &self.fields.closes) {
            (Some(_), Some(_)) => GrantStatus::Open,
            _ => self.fields.status,
        }
    }
}

impl Kind for Grant {
    const ONE: &'static str = "grant";
    const HOME: Home = Home::Anchor("grants");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it pays for", &["description", "summary"]),
        Wanted::new("who can apply", &["who_can_apply"]),
        Wanted::new("how much is given", &["amount"]),
        Wanted::new("until when one can apply", &["closes"]),
        Wanted::new("where to apply", &["url", "contact"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn is_over(entry: &Entry<Self>, portal: Portal<'_>) -> bool {
        entry.state(portal) == GrantStatus::Closed
    }

    fn check(entry: &Entry<Self>, _portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        if let (Some(opens), Some(closes)) = (entry.fields.opens, &entry.fields.closes)
            && closes.value.at_or(Time::MAX) < opens.at_or(Time::midnight())
        {
            let message = format!("the grant closes on {}, before it opens on {}", closes.value.date, opens.date);
            report.push(
                Diagnostic::new(Code::EndBeforeStart, message)
                    .at(&closes.span)
                    .help("correct `opens` or `closes`"),
            );
        }
    }

    fn computed(entry: &Entry<Self>, portal: Portal<'_>) -> Map<String, Json> {
        Map::from_iter([("status".to_owned(), entry.state(portal).word().into())])
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let words = ["soon", entry.status_between().word(), "closed"];
        view.insert("phases".to_owned(), entry.period(portal).phases(portal.now(), words));
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        let grant = &entry.fields;
        let facts = [&grant.funder, &grant.amount].into_iter().flatten();
        found.keywords.extend(facts.chain(&grant.who_can_apply).cloned());
        vec![found]
    }

    fn turns(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Timestamp> {
        entry.period(portal).turns().collect()
    }
}
