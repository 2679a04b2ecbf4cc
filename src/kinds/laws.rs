//! Laws: the statutes that pages and entries rest on, each with the day it was last checked.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::record;
use crate::schema::Viewer;
use crate::schema::dates::Moment;
use crate::schema::values::{Collection, Prose, Ref, WebUrl};

record! {
    /// A statute or a section of one.
    pub struct Law {
        /// How it is cited; the same text in pages links itself.
        citation: String = "§ 9.1-101" (code),
        /// Where it is in force.
        jurisdiction: String = "Virginia" (name),
        /// The code it stands in.
        code: Option<String> = "Code of Virginia" (name),
        /// Its title.
        title: Option<String> = "Definitions",
        /// What it says, in plain words.
        subject: Option<Prose> = "Defines what a school resource officer is.",
        /// Its text.
        url: Option<WebUrl> = "https://law.example.gov/9.1-101",
        /// The day someone last compared this entry with the law.
        checked: Option<Spanned<Date>> = "2025-02-03",
        /// The law that took its place: an id of `laws`.
        replaced_by: Option<Ref<Law>> = "rcw-28a-310-515",
    }
}

impl Collection for Law {
    const NAME: &'static str = "laws";
}

impl Kind for Law {
    const ONE: &'static str = "law";
    const HOME: Home = Home::Anchor("laws");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it is about", &["subject", "summary"]),
        Wanted::new("where to read it", &["url"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        match &self.code {
            Some(code) if !self.citation.contains(code.as_str()) => format!("{}, {code}", self.citation),
            _ => self.citation.clone(),
        }
    }

    fn is_over(entry: &Entry<Self>, _portal: Portal<'_>) -> bool {
        entry.fields.replaced_by.is_some()
    }

    fn heading(entry: &Entry<Self>, _portal: Portal<'_>) -> Option<String> {
        Some(entry.fields.jurisdiction.clone())
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        if is_fresh(entry.fields.checked.as_ref(), portal.today) || !entry.is_sure_of(&["checked"]) {
            return;
        }
        let citation = &entry.fields.citation;
        let (message, at) = match &entry.fields.checked {
            Some(day) => (
                format!("{citation} was last checked on {}, more than twelve months ago", day.value),
                &day.span,
            ),
            None => (format!("{citation} has never been checked"), &entry.at),
        };
        report.push(
            Diagnostic::new(Code::UncheckedLaw, message)
                .at(at)
                .help(format!("compare it with the law and write `checked: {}`", portal.today)),
        );
    }

    fn turns(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Timestamp> {
        let fresh = entry.fields.checked.as_ref().map(|checked| fresh_until(checked.value));
        portal.period(None, fresh.map(Moment::from)).turns().collect()
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        view.insert("stale".to_owned(), (!is_fresh(entry.fields.checked.as_ref(), portal.today)).into());
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        found
            .keywords
            .extend([entry.fields.citation.clone(), entry.fields.jurisdiction.clone()]);
        found.keywords.extend(entry.fields.title.clone());
        vec![found]
    }
}

/// Laws move: a check holds for twelve months.
pub fn is_fresh(checked: Option<&Spanned<Date>>, today: Date) -> bool {
    checked.is_some_and(|day| today <= fresh_until(day.value))
}

/// The last day on which a check of that day holds.
fn fresh_until(checked: Date) -> Date {
    checked.saturating_add(jiff::Span::new().years(1))
}
