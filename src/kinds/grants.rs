//! Grants: money that schools and localities can apply for.

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Home, Kind, Portal};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::schema::Viewer;
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
        /// The first day one can apply.
        opens: Option<Date> = "2025-03-01",
        /// The last day one can apply.
        closes: Option<Spanned<Date>> = "2025-04-30",
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
    /// Whether one can apply on that day: the dates decide where there are any.
    pub fn state(&self, today: Date) -> GrantStatus {
        match (self.fields.opens, self.fields.closes.as_ref().map(|closes| closes.value)) {
            (_, Some(closes)) if closes < today => GrantStatus::Closed,
            (Some(opens), _) if today < opens => GrantStatus::Closed,
            (Some(_), Some(_)) => GrantStatus::Open,
            _ => self.fields.status,
        }
    }
}

impl Kind for Grant {
    const ONE: &'static str = "grant";
    const HOME: Home = Home::Anchor("grants");

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn check(entry: &Entry<Self>, _portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        if let (Some(opens), Some(closes)) = (entry.fields.opens, &entry.fields.closes)
            && closes.value < opens
        {
            let message = format!("the grant closes on {}, before it opens on {opens}", closes.value);
            report.push(
                Diagnostic::new(Code::EndBeforeStart, message)
                    .at(&closes.span)
                    .help("correct `opens` or `closes`"),
            );
        }
    }

    fn computed(entry: &Entry<Self>, portal: Portal<'_>) -> Map<String, Json> {
        Map::from_iter([("status".to_owned(), entry.state(portal.today).word().into())])
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        view.insert("state".to_owned(), entry.state(portal.today).word().into());
        let ends = entry.fields.closes.as_ref().and_then(|last| last.value.tomorrow().ok());
        view.insert("ends_on".to_owned(), ends.map(|day| day.to_string()).into());
    }
}
