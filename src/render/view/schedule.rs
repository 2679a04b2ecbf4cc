//! The schedule: what is coming by month, what is over, and the filters.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Builder, Context, RECENT};
use crate::kinds::courses::Course;
use crate::kinds::period::Period;
use crate::kinds::training::{State, Training, feeds};
use crate::kinds::{Entry, Kind};
use crate::plan::{Facet, When};
use crate::schema::Vocabulary;
use crate::words::capitalized;

/// A month: the year, and 1 to 12.
type YearMonth = (i16, i8);

impl Builder<'_> {
    pub(super) fn schedule(&self, when: When, facet: Option<&Facet>) -> Context {
        let shown = match when {
            When::Upcoming => self.upcoming(facet),
            When::Past => self.past(facet),
        };
        let past = if when == When::Upcoming { self.past(facet) } else { Vec::new() };
        let has_past = !self.past(None).is_empty();
        let all: Vec<_> = self.site.collections.of::<Training>().collect();
        let portal = self.site.portal(self.words.tag);
        let feeds: Json = feeds(&all, portal)
            .iter()
            .map(|feed| {
                let address = self.site.config.absolute(&feed.path);
                let subscribe = address.as_ref().and_then(|address| address.split_once("://")).map(|(_, rest)| format!("webcal://{rest}"));
                json!({ "title": feed.title(portal), "about": feed.about(portal), "url": feed.path, "address": address, "subscribe_url": subscribe })
            })
            .collect();
        let courses = self.courses(facet);
        let course = |course: &&Entry<Course>| json!({ "title": course.fields.title, "url": Course::HOME.address(&course.id.value) });
        let facet_view =
            |facet: &Facet| object! { "name": self.facet_name(facet), "label": self.facet_label(facet), "option": facet.url() };
        object! {
            "view": if when == When::Past { "past" } else { "upcoming" },
            "facet": facet.map(facet_view),
            "count": shown.len(),
            "ends": self.ends(&shown),
            "empty": self.empty(&shown),
            "months": self.months(&shown),
            "to_be_announced": if when == When::Upcoming { self.views(self.to_be_announced(facet)) } else { json!([]) },
            "past": self.views(past.into_iter().take(RECENT).collect()),
            "past_url": has_past.then_some("/schedule/past/"),
            "all_url": "/schedule/",
            "facets": self.facets(facet),
            "feeds": feeds,
            "contacts": self.schedule_contacts(&courses),
            "courses": courses.iter().map(course).collect::<Json>(),
        }
    }

    /// What is still to come, in order.
    pub(super) fn upcoming(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        let coming = self
            .classes(facet)
            .into_iter()
            .filter(|class| matches!(class.state(self.portal()), State::Upcoming | State::Ongoing));
        in_order(coming.collect())
    }

    /// What is planned without a date, as far as the year and the month are known in their order.
    pub(super) fn to_be_announced(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        let mut classes = self.classes(facet);
        classes.retain(|class| class.state(self.portal()) == State::ToBeAnnounced);
        let soonest = |class: &&Entry<Training>| {
            let planned = class.fields.planned();
            let year = planned.and_then(|planned| planned.year).unwrap_or(i16::MAX);
            (year, planned.and_then(|planned| planned.month).unwrap_or(i8::MAX))
        };
        classes.sort_by_key(soonest);
        classes
    }

    /// The instants at which classes end, for counts that follow: `2025-05-23T04:00:00Z …`.
    pub(super) fn ends(&self, classes: &[&Entry<Training>]) -> String {
        let ends = classes.iter().filter_map(|class| class.period(self.portal()).until);
        ends.map(|end| end.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// While one of these classes is still to come.
    fn while_any(&self, classes: &[&Entry<Training>]) -> Period {
        let now = self.portal().now();
        let coming = classes
            .iter()
            .map(|class| class.period(self.portal()))
            .filter(|period| !period.is_over(now));
        Period {
            from: None,
            until: coming.filter_map(|period| period.until).max(),
        }
    }

    /// When none of these classes is left.
    pub(super) fn empty(&self, classes: &[&Entry<Training>]) -> Json {
        let from = self.while_any(classes).until;
        Period { from, until: None }.view(self.portal().now())
    }

    fn past(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        let mut past = in_order(
            self.classes(facet)
                .into_iter()
                .filter(|class| class.fields.days().is_some() && class.state(self.portal()) == State::Past)
                .collect(),
        );
        past.reverse();
        past
    }

    fn classes(&self, facet: Option<&Facet>) -> Vec<&Entry<Training>> {
        self.site
            .collections
            .of::<Training>()
            .filter(|class| facet.is_none_or(|facet| Facet::of(class, self.site).contains(facet)))
            .collect()
    }

    /// The courses that a filter is about: those with its word, and those that say nothing of the kind.
    fn courses(&self, facet: Option<&Facet>) -> Vec<&Entry<Course>> {
        let is_about = |course: &&Entry<Course>| match facet {
            Some(Facet::Word(vocabulary, id)) => {
                let words = course.common.terms(*vocabulary);
                words.is_empty() || words.contains(&id.as_str())
            }
            _ => true,
        };
        self.site.collections.of::<Course>().filter(is_about).collect()
    }

    /// Whom to ask about training: the contact of the schedule's page, or else those of the courses.
    fn schedule_contacts(&self, courses: &[&Entry<Course>]) -> Json {
        let of_page = self.site.page_at("/schedule/").and_then(|page| page.front.contact.as_ref());
        let of_courses = courses.iter().filter_map(|course| course.common.contact.as_ref());
        let mut ids: Vec<&str> = Vec::new();
        for contact in of_page.into_iter().chain(of_courses.filter(|_| of_page.is_none())) {
            if !ids.contains(&contact.id.value.as_str()) {
                ids.push(&contact.id.value);
            }
        }
        ids.into_iter().map(|id| self.words.entry("contacts", id)).collect()
    }

    fn months(&self, classes: &[&Entry<Training>]) -> Json {
        let mut months: Vec<(YearMonth, Vec<&Entry<Training>>)> = Vec::new();
        for class in classes {
            let Some((first, _)) = class.fields.days() else { continue };
            let month = (first.year(), first.month());
            match months.last_mut() {
                Some((known, events)) if *known == month => events.push(class),
                _ => months.push((month, vec![class])),
            }
        }
        let view = |((year, month), events): (YearMonth, Vec<&Entry<Training>>)| {
            object! {
                "label": capitalized(&self.lang.month_of(year, month)),
                "id": format!("month-{year:04}-{month:02}"),
                "shown": self.while_any(&events).view(self.portal().now()),
                "events": self.views(events),
            }
        };
        months.into_iter().map(view).collect()
    }

    /// The filters: every region and audience that has classes, and the months with coming ones.
    fn facets(&self, current: Option<&Facet>) -> Json {
        let mut coming: BTreeMap<Facet, Vec<&Entry<Training>>> =
            Facet::all(self.site).into_iter().map(|facet| (facet, Vec::new())).collect();
        for class in self.upcoming(None) {
            for facet in Facet::of(class, self.site) {
                coming.entry(facet).or_default().push(class);
            }
        }
        let group = |name: &str, wanted: &dyn Fn(&Facet, usize) -> bool| -> Option<Json> {
            let shown = coming.iter().filter(|(facet, classes)| wanted(facet, classes.len()));
            let option = |(facet, classes): (&Facet, &Vec<&Entry<Training>>)| json!({ "label": self.facet_label(facet), "url": facet.url(), "count": classes.len(), "ends": self.ends(classes), "current": current == Some(facet) });
            let options: Vec<Json> = shown.map(option).collect();
            // One option alone filters nothing.
            (options.len() > 1).then(|| json!({ "name": self.strings.get(&format!("facets.{name}")), "options": options }))
        };
        let groups = [
            group("regions", &|facet, _| matches!(facet, Facet::Word(Vocabulary::Regions, _))),
            group("audiences", &|facet, _| matches!(facet, Facet::Word(Vocabulary::Audiences, _))),
            group("months", &|facet, count| matches!(facet, Facet::Month(..)) && count > 0),
        ];
        groups.into_iter().flatten().collect()
    }

    pub(super) fn facet_label(&self, facet: &Facet) -> String {
        match facet {
            Facet::Word(vocabulary, id) => self.site.config.label(*vocabulary, id).to_owned(),
            Facet::Month(year, month) => capitalized(&self.lang.month_of(*year, *month)),
        }
    }

    fn facet_name(&self, facet: &Facet) -> String {
        let name = match facet {
            Facet::Word(vocabulary, _) => vocabulary.name(),
            Facet::Month(..) => "months",
        };
        self.strings.get(&format!("facets.{name}"))
    }

    pub(super) fn views(&self, classes: Vec<&Entry<Training>>) -> Json {
        classes.into_iter().map(|class| self.view_of(class)).collect()
    }
}

/// By first day, then by id.
pub(super) fn in_order(mut classes: Vec<&Entry<Training>>) -> Vec<&Entry<Training>> {
    classes.sort_by_key(|class| (class.fields.days(), class.id.value.clone()));
    classes
}
