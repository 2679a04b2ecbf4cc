//! Training: the classes of the schedule.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value as Json, json};

use super::courses::Course;
use super::period::{self, Period};
use super::{Collections, Entry, Export, Found, Home, Kind, Portal, Wanted, bad_id};
use crate::config::{CancelledBy, Config};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span, Spanned};
use crate::formats::calendar::{Calendar, Cancellation, CancelledStatus, Event, Status as CalendarStatus, Subscription, When};
use crate::formats::timezone;
use crate::parse::yaml::{Node, Style, Value};
use crate::schema::dates::{Moment, Weekday, Zone};
use crate::schema::values::{Address, Audience, Collection, Prose, Ref, WebUrl};
use crate::schema::{FieldType, Reader, Type, Viewer, Visitor, Vocabulary};
use crate::words::Lang;
use crate::{choice, record};

record! {
    /// A class of the schedule.
    pub struct Training {
        /// The course that is taught: an id of `courses`. Title, summary and contact come from it.
        course: Option<Ref<Course>> = "basic-school",
        /// The title, if there is no course or it is another one.
        title: Option<String> = "Basic School in Example City",
        /// The first day, with the time if it is known.
        start: Option<Spanned<Moment>> = "2025-03-24 08:30",
        /// The last day, with the time if it is known. That day counts.
        end: Option<Spanned<Moment>> = "2025-03-27 16:00",
        /// When it takes place, in words, while there is no date.
        when_text: Option<String> = "Every June",
        /// The month it usually takes place in, 1 to 12, while there is no date.
        month: Option<Spanned<u32>> = "6",
        /// The year it is planned for, while there is no date.
        year: Option<Spanned<u32>> = "2026",
        /// The weekday of the first day. Only compared with the date, as a guard against slips.
        weekday: Option<Spanned<Weekday>> = "Monday",
        /// The time zone, if it is not that of the portal.
        timezone: Option<Zone> = "America/New_York",
        /// Parts of the class with times or audiences of their own.
        sessions: Vec<Session> = "",
        /// Whether it takes place, and whether there is room.
        status: Status = "scheduled",
        /// What readers should know about the status.
        status_note: Option<String> = "A new date will be announced here.",
        /// The first day as it was announced before.
        previous_start: Option<Moment> = "2025-03-03",
        /// Where people attend.
        format: Option<Format> = "in-person",
        /// The place.
        place: Option<Place> = "",
        /// The meeting on the web.
        online: Option<Online> = "",
        /// How to register.
        registration: Option<Registration> = "",
        /// What it costs.
        cost: Prices = "",
        /// True if it costs nothing.
        free: Option<bool> = "true",
        /// How many people can attend.
        capacity: Option<u32> = "40",
        /// Help for people with disabilities.
        accommodations: Option<Accommodations> = "",
        /// What one receives at the end.
        certificate: Option<String> = "Certificate of completion",
        /// Who may attend.
        eligibility: Option<Prose> = "Officers who work in a school, or are about to.",
        /// What it is about.
        description: Option<Prose> = "Four days in a classroom.",
    }
}

record! {
    /// A part of a class.
    pub struct Session {
        /// Small letters, digits and hyphens; permanent, because calendars know the session by it. Without one it is the first day, with the time where two sessions begin on one day.
        id: Option<Spanned<String>> = "principals" (code),
        /// When it begins.
        start: Spanned<Moment> = "2025-03-24 08:30",
        /// When it ends.
        end: Option<Spanned<Moment>> = "2025-03-25 16:00",
        /// What it is.
        title: Option<String> = "School administrators",
        /// For whom it is: an id of `vocabularies.audiences`.
        audience: Option<Audience> = "principals",
        /// Where it is.
        room: Option<String> = "Room 2",
    }
}

record! {
    /// A place.
    pub struct Place {
        /// The building.
        name: Option<String> = "Example Training Center" (name),
        /// The street and number.
        street: Option<String> = "1 Example Street" (name),
        /// The city.
        city: Option<String> = "Example City" (name),
        /// The state.
        state: Option<String> = "Virginia" (name),
        /// The ZIP code.
        zip: Option<String> = "00000" (code),
        /// The room.
        room: Option<String> = "Room 1",
        /// A map.
        map_url: Option<WebUrl> = "https://maps.example.gov/center",
        /// What people with disabilities should know.
        accessibility: Option<String> = "Step-free entrance on the north side.",
    }
}

record! {
    /// A meeting on the web.
    pub struct Online {
        /// The software.
        platform: Option<String> = "Example Meet" (name),
        /// Its address.
        url: Option<WebUrl> = "https://meet.example.gov/basic-school",
        /// What else people should know.
        note: Option<String> = "The link works from 8 am.",
    }
}

record! {
    /// How to register.
    pub struct Registration {
        /// The page to register on.
        url: Option<Address> = "https://www.example.gov/register",
        /// The first day one can register, with the time if it matters.
        opens: Option<Moment> = "2025-02-01",
        /// The last day one can register, with the time if it matters. That day counts.
        closes: Option<Spanned<Moment>> = "2025-03-14",
        /// Whom to ask: the id of a contact.
        contact: Option<Ref<super::contacts::Contact>> = "dana-example",
        /// How it works, in a sentence.
        note: Option<String> = "Register in the learning management system.",
    }
}

record! {
    /// A price.
    pub struct Cost {
        /// For whom: an id of `vocabularies.audiences`.
        audience: Option<Audience> = "officers",
        /// How much, digits only.
        amount: Option<u32> = "50",
        /// The currency, by its ISO 4217 code.
        currency: Option<String> = "USD" (code),
        /// The price in words.
        text: Option<String> = "a nominal fee",
    }
}

/// What a class costs. A price in one value says neither for whom it is nor in which currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prices(pub Vec<Cost>);

impl FieldType for Prices {
    const TYPE: Type = Vec::<Cost>::TYPE;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Scalar { text, style } = &node.value else {
            return Vec::read(node, reader).map(Self);
        };
        let problem = Diagnostic::new(Code::WrongShape, "a group of fields is wanted here, not a single value").at(&node.span);
        let free = matches!(
            text.trim().to_lowercase().as_str(),
            "free" | "none" | "no cost" | "gratis" | "0" | "$0" | "$0.00"
        );
        reader.report(if free {
            let line = field_of(node, "cost", reader.file_text);
            let fix = line.map(|line| Fix::suggested([Edit::replace(&line, "free: true")]));
            problem.help("write `free: true` in place of `cost`").fix(fix)
        } else {
            let words = format!("{{text: {}}}", Json::from(text.trim()));
            let help = format!("write `cost: {words}`, or `amount` and `currency` in place of `text`");
            let is_yaml = *style == Style::Plain && !node.span.file.ends_with(".csv");
            problem
                .help(help)
                .fix(is_yaml.then(|| Fix::safe([Edit::replace(&node.span, &*words)])))
        })
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.0.visit(visitor);
    }

    fn data(&self) -> Json {
        self.0.data()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        self.0.view(viewer)
    }
}

/// The place of a field with its value, where both stand on one line.
fn field_of(value: &Node, name: &str, file_text: &str) -> Option<Span> {
    let range = value.span.range();
    let before = file_text.get(..range.start)?.trim_end_matches(' ').strip_suffix(':')?;
    let start = before.strip_suffix(name)?.len();
    Some(Span::new(&value.span.file, start..range.end))
}

record! {
    /// Help for people with disabilities.
    pub struct Accommodations {
        /// What is offered.
        text: String = "Sign language interpreters on request.",
        /// The last day to ask for it.
        request_by: Option<Date> = "2025-03-10",
        /// Whom to ask: the id of a contact.
        contact: Option<Ref<super::contacts::Contact>> = "dana-example",
    }
}

choice! {
    /// Whether a class takes place, and whether there is room.
    pub enum Status {
        /// It takes place.
        Scheduled = "scheduled",
        /// There is no room left.
        Full = "full",
        /// There is a waiting list.
        Waitlist = "waitlist",
        /// It does not take place.
        Cancelled = "cancelled",
        /// It takes place later; the new date is not known.
        Postponed = "postponed",
        /// It takes place on another date than was announced (`previous_start`).
        Rescheduled = "rescheduled",
        /// It takes place on the web instead of in a room.
        MovedOnline = "moved-online",
    }
}

choice! {
    /// Where people attend.
    pub enum Format {
        /// In a room.
        InPerson = "in-person",
        /// On the web.
        Online = "online",
        /// Both.
        Hybrid = "hybrid",
    }
}

/// Where a class stands on the calendar when the site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It has not begun.
    Upcoming,
    /// It has begun and not ended: its last day counts.
    Ongoing,
    /// It has ended.
    Past,
    /// It has no date.
    ToBeAnnounced,
}

impl State {
    /// The word in templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Ongoing => "ongoing",
            Self::Past => "past",
            Self::ToBeAnnounced => "to-be-announced",
        }
    }
}

/// The years in which a class can be planned; others are slips.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

impl Collection for Training {
    const NAME: &'static str = "training";
}

/// The month and the year for which a class without a date is planned, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planned {
    /// The year; every year if there is none.
    pub year: Option<i16>,
    /// The month, 1 to 12.
    pub month: Option<i8>,
}

impl Planned {
    /// The last day on which it may still come to pass. None if it comes again every year.
    fn last_day(self) -> Option<Date> {
        Some(Date::new(self.year?, self.month.unwrap_or(12), 1).ok()?.last_of_month())
    }

    /// `June 2026`, `June` or `2026`.
    fn text(self, lang: Lang) -> String {
        match (self.year, self.month) {
            (Some(year), Some(month)) => lang.month_of(year, month),
            (None, Some(month)) => lang.month(month).to_owned(),
            (Some(year), None) => year.to_string(),
            (None, None) => String::new(),
        }
    }
}

impl Training {
    /// The month and year it is planned for, if it names any that there are.
    pub fn planned(&self) -> Option<Planned> {
        let year = self.year.as_ref().and_then(|year| i16::try_from(year.value).ok());
        let month = self.month.as_ref().and_then(|month| i8::try_from(month.value).ok());
        let planned = Planned {
            year: year.filter(|year| YEARS.contains(year)),
            month: month.filter(|month| (1..=12).contains(month)),
        };
        (planned.year.is_some() || planned.month.is_some()).then_some(planned)
    }

    /// The first and the last day.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first = self.start.as_ref()?.value.date;
        Some((first, self.end.as_ref().map_or(first, |end| end.value.date.max(first))))
    }
}

impl Entry<Training> {
    /// Where it stands when the site is built.
    pub fn state(&self, portal: Portal<'_>) -> State {
        let (now, period) = (portal.now(), self.period(portal));
        match self.fields.start {
            _ if period.is_over(now) => State::Past,
            None => State::ToBeAnnounced,
            Some(_) if period.is_ahead(now) => State::Upcoming,
            Some(_) => State::Ongoing,
        }
    }

    /// When it takes place, in its own zone: until its end, or until the midnight after its last day. A class without a
    /// date is planned until the month or year that it names is over.
    pub fn period(&self, portal: Portal<'_>) -> Period {
        let zone = self.zone(portal);
        let Some((first, last)) = self.fields.days() else {
            let until = self.fields.planned().and_then(|planned| planned.last_day());
            return Period {
                from: None,
                until: until.map(|day| period::end(zone, day.into())),
            };
        };
        let start = self.fields.start.as_ref().map_or(first.into(), |start| start.value);
        let end = self.fields.end.as_ref().map_or(last.into(), |end| end.value);
        Period {
            from: Some(period::beginning(zone, start)),
            until: Some(period::end(zone, Moment { date: last, ..end })),
        }
    }

    /// When one can register, in the zone of the class: until registration closes, or else until the class begins, of which
    /// the first day counts where no time is known. None where nobody can.
    pub fn registration(&self, portal: Portal<'_>) -> Option<Period> {
        let registration = self.fields.registration.as_ref()?;
        let start = self.fields.start.as_ref()?.value;
        let is_on = !matches!(self.fields.status, Status::Cancelled | Status::Postponed | Status::Full);
        let closes = registration.closes.as_ref().map_or(start, |closes| closes.value);
        let zone = self.zone(portal);
        is_on.then(|| Period {
            from: registration.opens.map(|opens| period::beginning(zone, opens)),
            until: Some(period::end(zone, closes)),
        })
    }

    /// The time zone of its times.
    pub fn zone<'a>(&'a self, portal: Portal<'a>) -> &'a str {
        self.fields.timezone.as_ref().map_or(portal.config.zone(), |zone| &zone.0)
    }

    /// The course that is taught.
    pub fn course<'a>(&self, all: &'a Collections) -> Option<&'a Entry<Course>> {
        all.follow(self.fields.course.as_ref())
    }

    /// For whom it is: what it says itself, or else its course.
    pub fn audiences<'a>(&'a self, all: &'a Collections) -> &'a [Audience] {
        match (self.common.audiences.as_slice(), self.course(all)) {
            ([], Some(course)) => &course.common.audiences,
            (own, _) => own,
        }
    }

    /// The names of its audiences.
    fn audience_names(&self, portal: Portal<'_>) -> Vec<String> {
        let label = |term: &Audience| portal.config.label(Vocabulary::Audiences, &term.0.value).to_owned();
        self.audiences(portal.collections).iter().map(label).collect()
    }

    /// The place on one line.
    pub fn place_text(&self) -> Option<String> {
        let place = self.fields.place.as_ref()?;
        let parts: Vec<&str> = [&place.name, &place.city, &place.state]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// When it takes place, in words.
    pub fn when(&self, portal: Portal<'_>) -> String {
        let lang = Lang::of(&portal.strings.lang);
        match (self.fields.days(), &self.fields.when_text) {
            (Some((first, last)), _) => span_text(lang, (first, last), self.times()),
            (None, Some(text)) => text.clone(),
            (None, None) => self.fields.planned().map_or(String::new(), |planned| planned.text(lang)),
        }
    }

    fn times(&self) -> (Option<Time>, Option<Time>) {
        (
            self.fields.start.as_ref().and_then(|start| start.value.time),
            self.fields.end.as_ref().and_then(|end| end.value.time),
        )
    }
}

/// `March 24, 2025, 8:30 am to 4:00 pm`.
fn span_text(lang: Lang, (first, last): (Date, Date), times: (Option<Time>, Option<Time>)) -> String {
    let days = lang.days(first, last);
    match times {
        (Some(start), Some(end)) => format!("{days}, {}", lang.times(start, end)),
        (Some(start), None) => format!("{days}, {}", lang.time(start)),
        _ => days,
    }
}

impl Kind for Training {
    const ONE: &'static str = "class";
    const HOME: Home = Home::Page("schedule");
    const TEMPLATE: &'static str = "event.html";
    const NEEDED: &'static [&'static str] = &["title", "start"];
    const INSTEAD: &'static [(&'static str, &'static [&'static str])] = &[("title", &["course"]), ("start", &["when_text", "month"])];
    const WANTED: &'static [Wanted] = &[
        Wanted::new("where it takes place", &["place", "online"]),
        Wanted::new("who can attend", &["eligibility", "audiences", "course"]),
        Wanted::new("what it costs", &["cost", "free"]),
        Wanted::new("whom to ask", &["contact", "course"]),
        Wanted::new("how to ask for an accommodation", &["accommodations"]),
    ];

    fn title(&self, all: &Collections) -> String {
        self.title
            .clone()
            .or_else(|| all.follow(self.course.as_ref()).map(|course| course.fields.title.clone()))
            .unwrap_or_default()
    }

    fn is_over(entry: &Entry<Self>, portal: Portal<'_>) -> bool {
        entry.fields.status == Status::Cancelled || entry.state(portal) == State::Past
    }

    fn terms<'a>(entry: &'a Entry<Self>, vocabulary: Vocabulary, all: &'a Collections) -> Vec<&'a str> {
        match vocabulary {
            Vocabulary::Audiences => entry.audiences(all).iter().map(|term| term.0.value.as_str()).collect(),
            _ => entry.common.terms(vocabulary),
        }
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        check_presence(entry, report);
        check_planned(entry, portal, report);
        check_dates(entry, report);
        check_times(entry, portal, report);
        check_sessions(entry, report);
        check_session_ids(&entry.fields.sessions, report);
        check_registration(entry, portal, report);
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let lang = Lang::of(&portal.strings.lang);
        inherit(entry, portal, viewer, view);
        let (now, period) = (portal.now(), entry.period(portal));
        let whole = whole(entry, portal);
        let status = entry.fields.status;
        let label = (status != Status::Scheduled).then(|| portal.strings.get(&format!("status.{}", status.word())));
        let derived = [
            ("when", Json::from(entry.when(portal))),
            (
                "when_days",
                entry.fields.days().map(|(first, last)| lang.weekdays(first, last)).into(),
            ),
            ("state", entry.state(portal).word().into()),
            ("shown", Period { from: None, ..period }.view(now)),
            ("ongoing", period.view(now)),
            ("status_label", label.into()),
            ("tile", entry.fields.days().map_or(Json::Null, |(first, _)| viewer.date(first))),
            ("place_text", entry.place_text().into()),
            ("calendar_url", entry.fields.start.is_some().then(|| calendar_path(entry)).into()),
            ("google_url", whole.as_ref().and_then(Event::google_link).into()),
            ("outlook_url", whole.as_ref().and_then(Event::outlook_link).into()),
            (
                "registration_phases",
                entry
                    .registration(portal)
                    .map_or(json!([]), |period| period.phases(now, ["soon", "open", "closed"])),
            ),
            ("audience_labels", entry.audience_names(portal).into()),
            (
                "sessions",
                entry
                    .fields
                    .sessions
                    .iter()
                    .map(|session| session_view(session, &entry.fields.sessions, lang, viewer))
                    .collect(),
            ),
            ("zone_text", entry.times().0.map(|_| lang.zone(entry.zone(portal))).into()),
        ];
        view.extend(derived.map(|(key, value)| (key.to_owned(), value)));
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        let (when, place) = (entry.when(portal), entry.place_text().unwrap_or_default());
        let course = entry.course(portal.collections);
        found.keywords.extend([when.clone(), place.clone()]);
        found.body = [
            found.body,
            course.and_then(|course| course.common.summary.clone()).unwrap_or_default(),
            entry.audience_names(portal).join(" "),
        ]
        .join(" ");
        found.date = Some(when);
        found.place = Some(place).filter(|place| !place.is_empty());
        found.ends = entry.fields.days().map(|(_, last)| last);
        vec![found]
    }

    fn turns(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Timestamp> {
        let registration = entry.registration(portal).unwrap_or_default();
        let leaves_feeds = entry
            .fields
            .days()
            .map(|(_, last)| portal.period(None, Some(in_feeds_until(last).into())));
        let periods = [entry.period(portal), registration, leaves_feeds.unwrap_or_default()];
        periods.into_iter().flat_map(Period::turns).collect()
    }

    fn exports(entries: &[&Entry<Self>], portal: Portal<'_>) -> Vec<Export> {
        let mut exports: Vec<Export> = feeds(entries, portal).into_iter().map(|feed| feed.export(portal)).collect();
        exports.extend(
            entries
                .iter()
                .filter(|entry| entry.fields.start.is_some())
                .map(|entry| single(entry, portal)),
        );
        exports
    }
}

fn check_presence(entry: &Entry<Training>, report: &mut Vec<Diagnostic>) {
    let class = &entry.fields;
    if class.course.is_none() && class.title.is_none() && entry.is_sure_of(&["course", "title"]) {
        let problem = Diagnostic::new(Code::MissingField, "a class needs a `course` or a `title`").at(&entry.at);
        report.push(problem.help("add the id of its course, such as `course: basic-school`, or a `title:`"));
    }
    let says_when = class.start.is_some() || class.when_text.is_some() || class.month.is_some();
    if !says_when && entry.is_sure_of(&["start", "when_text", "month"]) {
        let problem = Diagnostic::new(Code::MissingField, "a class needs a `start`").at(&entry.at);
        report.push(problem.help("add the first day, such as `start: 2025-03-24`, or `when_text: Every June` while there is no date"));
    }
    if class.status == Status::Rescheduled && class.previous_start.is_none() && entry.is_sure_of(&["previous_start"]) {
        let problem = Diagnostic::new(Code::MissingField, "a rescheduled class needs its former date").at(&entry.at);
        report.push(problem.help("add `previous_start:` with the first day as it was announced before"));
    }
}

/// The month and year of a class without a date: there must be such, and they must not be over.
fn check_planned(entry: &Entry<Training>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let class = &entry.fields;
    let planned = class.planned();
    if let Some(month) = class.month.as_ref().filter(|month| !(1..=12).contains(&month.value)) {
        let problem = Diagnostic::new(Code::BadValue, format!("there is no month {}", month.value)).at(&month.span);
        report.push(problem.help("write 1 for January, 2 for February, up to 12 for December"));
    }
    if let Some(year) = class.year.as_ref().filter(|_| planned.is_none_or(|planned| planned.year.is_none())) {
        let problem = Diagnostic::new(Code::BadValue, format!("there is no training in the year {}", year.value)).at(&year.span);
        report.push(problem.help("write all four digits, such as `2026`"));
    }
    match (&class.start, planned) {
        (Some(start), Some(planned)) => check_planned_start(class, start, planned, report),
        (None, Some(_)) if entry.state(portal) == State::Past => {
            let problem = Diagnostic::new(Code::PlannedDateOver, "the time for which this class was planned is over").at(&entry.at);
            report.push(problem.help("write the new month and year, or the date it took place as `start:`, or delete the entry"));
        }
        _ => {}
    }
}

/// Where there is a date, a month and a year beside it say the same or are left over from before.
fn check_planned_start(class: &Training, start: &Spanned<Moment>, planned: Planned, report: &mut Vec<Diagnostic>) {
    let date = start.value.date;
    let month = class
        .month
        .as_ref()
        .filter(|_| planned.month.is_some_and(|month| month != date.month()));
    let year = class.year.as_ref().filter(|_| planned.year.is_some_and(|year| year != date.year()));
    for (name, value) in [("month", month), ("year", year)] {
        if let Some(value) = value {
            let message = format!("the class starts on {date}, and `{name}` says {}", value.value);
            let problem = Diagnostic::new(Code::BadDate, message)
                .at(&value.span)
                .label(&start.span, "the start");
            report.push(problem.help(format!("take `{name}` out: it is for classes without a date")));
        }
    }
}

fn check_dates(entry: &Entry<Training>, report: &mut Vec<Diagnostic>) {
    let class = &entry.fields;
    let Some(start) = &class.start else { return };
    if let Some(weekday) = &class.weekday
        && weekday.value.0 != start.value.date.weekday()
    {
        let message = format!(
            "{} is a {}, not a {}",
            start.value.date,
            Weekday::name(start.value.date.weekday()),
            Weekday::name(weekday.value.0)
        );
        let problem = Diagnostic::new(Code::WeekdayMismatch, message)
            .at(&weekday.span)
            .label(&start.span, "the date");
        report.push(problem.help("correct the date or the weekday"));
    }
    let Some(end) = &class.end else { return };
    if end.value.at_or(Time::MAX) < start.value.at_or(Time::midnight()) {
        let problem = Diagnostic::new(Code::EndBeforeStart, "the class ends before it starts")
            .at(&end.span)
            .label(&start.span, "the start");
        report.push(problem.help("correct `start` or `end`; `end` is the last day of the class"));
    } else if end.value.date > start.value.date.saturating_add(14.days()) {
        let problem = Diagnostic::new(Code::LongEvent, "the class is longer than two weeks")
            .at(&end.span)
            .label(&start.span, "the start");
        report.push(problem.help("look at month and year of both dates"));
    }
}

/// A time needs its zone, and a class that begins at a known time ends at one.
fn check_times(entry: &Entry<Training>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let class = &entry.fields;
    let parts = class.sessions.iter().map(|session| (Some(&session.start), session.end.as_ref()));
    for (start, end) in std::iter::once((class.start.as_ref(), class.end.as_ref())).chain(parts) {
        if let (Some(start), Some(end)) = (start, end)
            && start.value.time.is_some() != end.value.time.is_some()
        {
            let (with, without) = if start.value.time.is_some() {
                ("start", "end")
            } else {
                ("end", "start")
            };
            let problem = Diagnostic::new(Code::BadDate, format!("the {with} has a time of day, and the {without} has none"));
            report.push(
                problem
                    .at(&end.span)
                    .label(&start.span, "the start")
                    .help("write a time for both or for neither"),
            );
        }
    }
    let timed = class
        .start
        .as_ref()
        .into_iter()
        .chain(class.sessions.iter().map(|session| &session.start));
    let first = timed.into_iter().find(|start| start.value.time.is_some());
    if let Some(first) = first.filter(|_| class.timezone.is_none() && portal.config.timezone.is_none() && entry.is_sure_of(&["timezone"])) {
        let problem = Diagnostic::new(Code::MissingField, "it is not said in which time zone this is").at(&first.span);
        report.push(problem.help("add `timezone: America/New_York`, or the zone of your place, to docent.yaml"));
    }
}

fn check_sessions(entry: &Entry<Training>, report: &mut Vec<Diagnostic>) {
    let Some((first, last)) = entry.fields.days() else { return };
    for session in &entry.fields.sessions {
        let outside = [Some(&session.start), session.end.as_ref()]
            .into_iter()
            .flatten()
            .find(|moment| moment.value.date < first || moment.value.date > last);
        if let Some(moment) = outside {
            let problem = Diagnostic::new(
                Code::BadDate,
                format!("the session is on {}, and the class from {first} to {last}", moment.value.date),
            );
            report.push(
                problem
                    .at(&moment.span)
                    .help("correct the session, or `start` and `end` of the class"),
            );
        }
        if let Some(end) = &session.end
            && end.value.at_or(Time::MAX) < session.start.value.at_or(Time::midnight())
        {
            let problem = Diagnostic::new(Code::EndBeforeStart, "the session ends before it starts")
                .at(&end.span)
                .label(&session.start.span, "the start");
            report.push(problem.help("correct `start` or `end` of the session"));
        }
    }
}

/// Calendars and links tell the sessions of a class apart by their ids.
fn check_session_ids(sessions: &[Session], report: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<String, &Span> = BTreeMap::new();
    for session in sessions {
        let id = session.id_among(sessions);
        let at = session.id.as_ref().map_or(&session.start.span, |id| &id.span);
        let good = crate::route::slug(&id);
        if good != id {
            let problem = bad_id(&id, at);
            report.push(problem.help(format!("write `{good}`")));
        }
        if let Some(first) = known.get(&id) {
            let problem = Diagnostic::new(Code::DuplicateId, format!("two sessions of the class are called `{id}`")).at(at);
            let problem = problem.label(first, "the first one");
            report.push(problem.help("give one of the two an id of its own, such as `id: principals`"));
        } else {
            known.insert(id, at);
        }
    }
}

fn check_registration(entry: &Entry<Training>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let Some((_, last)) = entry.fields.days() else { return };
    match &entry.fields.registration {
        Some(Registration { closes: Some(closes), .. }) if closes.value.date > last => {
            let problem = Diagnostic::new(
                Code::EndBeforeStart,
                format!("registration closes on {}, after the class has ended on {last}", closes.value.date),
            );
            report.push(problem.at(&closes.span).help("correct `closes`, or the dates of the class"));
        }
        Some(Registration {
            opens: Some(opens),
            closes: Some(closes),
            ..
        }) if closes.value.at_or(Time::MAX) < opens.at_or(Time::midnight()) => {
            let message = format!("registration closes on {}, before it opens on {}", closes.value.date, opens.date);
            let problem = Diagnostic::new(Code::EndBeforeStart, message).at(&closes.span);
            report.push(problem.help("correct `opens` or `closes`"));
        }
        None if entry.state(portal) == State::Upcoming
            && entry.fields.status == Status::Scheduled
            && entry.is_sure_of(&["status", "registration", "start", "end"]) =>
        {
            let problem = Diagnostic::new(Code::Registration, "it is not said how to register for this class").at(&entry.at);
            report.push(problem.help("add `registration:` with a `url` or a `note`"));
        }
        _ => {}
    }
}

/// What a class does not say, its course does.
fn inherit(entry: &Entry<Training>, portal: Portal<'_>, viewer: &dyn Viewer, view: &mut Map<String, Json>) {
    let Some(course) = entry.course(portal.collections) else { return };
    let common = crate::schema::Record::view_fields(&course.common, viewer);
    for key in ["summary", "contact", "laws", "topics", "audiences"] {
        let absent = view.get(key).is_none_or(crate::schema::is_absent);
        if let (true, Some(value)) = (absent, common.get(key)) {
            view.insert(key.to_owned(), value.clone());
        }
    }
    let own = [
        ("eligibility", course.fields.eligibility.view(viewer)),
        ("certificate", course.fields.certificate.view(viewer)),
        ("description", course.fields.description.view(viewer)),
    ];
    for (key, value) in own {
        if view.get(key).is_none_or(Json::is_null) {
            view.insert(key.to_owned(), value);
        }
    }
}

impl Session {
    /// What calendars and links know it by, among the sessions of its class: its id, or else its first day, with the time
    /// where another one begins on that day. So a session that is added or taken out leaves the others theirs.
    fn id_among(&self, sessions: &[Session]) -> String {
        let start = self.start.value;
        let of_day = sessions.iter().filter(|session| session.start.value.date == start.date);
        let time = start.time.filter(|_| of_day.count() > 1);
        match (&self.id, time) {
            (Some(id), _) => id.value.clone(),
            (None, Some(time)) => format!("{}-{:02}{:02}", start.date, time.hour(), time.minute()),
            (None, None) => start.date.to_string(),
        }
    }
}

fn session_view(session: &Session, sessions: &[Session], lang: Lang, viewer: &dyn Viewer) -> Json {
    let first = session.start.value;
    let last = session.end.as_ref().map_or(first, |end| end.value);
    let mut days = span_text(
        lang,
        (first.date, last.date),
        (first.time, last.time.filter(|_| session.end.is_some())),
    );
    days = format!("{}, {days}", lang.weekdays(first.date, last.date));
    let id = session.id_among(sessions);
    // Two that are called alike have been reported; the first one is the place.
    let first = sessions.iter().find(|other| other.id_among(sessions) == id);
    let anchor = first.filter(|first| std::ptr::eq(*first, session)).map(|_| format!("session-{id}"));
    json!({ "anchor": anchor, "when": days, "title": session.title, "audience": session.audience.view(viewer), "room": session.room })
}

fn calendar_path(entry: &Entry<Training>) -> String {
    format!("/schedule/{}.ics", entry.id.value)
}

/// A calendar to subscribe to.
pub struct Feed<'a> {
    /// What it holds, in words; the whole schedule has none.
    pub part: Option<String>,
    /// Its address.
    pub path: String,
    /// The vocabulary and the word by which its classes are chosen; the whole schedule has none.
    of: Option<(Vocabulary, &'a str)>,
    entries: Vec<&'a Entry<Training>>,
}

impl Feed<'_> {
    /// Its name, as calendar programs show it.
    pub fn title(&self, portal: Portal<'_>) -> String {
        let schedule = format!("{}: {}", portal.config.title, portal.strings.get("schedule.calendar"));
        self.part.as_ref().map_or(schedule.clone(), |part| format!("{schedule} ({part})"))
    }

    /// Which classes are in it, in words.
    pub fn about(&self, portal: Portal<'_>) -> String {
        match &self.of {
            None => portal.strings.get("subscribe.all"),
            Some((vocabulary, id)) => {
                let text = portal.strings.get(&format!("subscribe.{}", vocabulary.name()));
                text.replace("{name}", portal.config.label(*vocabulary, id))
            }
        }
    }

    fn export(&self, portal: Portal<'_>) -> Export {
        let subscription = Subscription {
            name: self.title(portal),
            description: portal.config.description.clone(),
            url: portal.config.absolute("/schedule/"),
            source: portal.config.absolute(&self.path),
            refresh: Duration::from_secs(12 * 3600),
        };
        let audience = self
            .of
            .and_then(|(vocabulary, id)| (vocabulary == Vocabulary::Audiences).then_some(id));
        let events = self.entries.iter().flat_map(|entry| events(entry, portal, audience)).collect();
        let document = calendar(events, portal, Some(subscription), in_feeds(portal.config));
        Export {
            path: self.path.clone(),
            document: Box::new(document),
        }
    }
}

/// The last day on which the feeds still carry a class: twelve months after its own last day.
fn in_feeds_until(last: Date) -> Date {
    last.saturating_add(1.year())
}

/// The calendars: the whole schedule, and one for each region and audience that has classes. A portal that has never had a
/// class has none.
pub fn feeds<'a>(entries: &[&'a Entry<Training>], portal: Portal<'a>) -> Vec<Feed<'a>> {
    if entries.is_empty() {
        return Vec::new();
    }
    let is_kept = |entry: &&Entry<Training>| entry.fields.days().is_some_and(|(_, last)| portal.today <= in_feeds_until(last));
    let kept: Vec<_> = entries.iter().copied().filter(is_kept).collect();
    let mut parts: BTreeMap<(Vocabulary, &str), Vec<&Entry<Training>>> = BTreeMap::new();
    for entry in &kept {
        for vocabulary in FEED_VOCABULARIES {
            // What is no word of the portal has been told.
            let words = Training::terms(entry, vocabulary, portal.collections).into_iter();
            for id in words.filter(|id| portal.config.has_word(vocabulary, id)) {
                parts.entry((vocabulary, id)).or_default().push(entry);
            }
        }
    }
    let mut feeds = vec![Feed {
        part: None,
        path: ALL_CLASSES.to_owned(),
        of: None,
        entries: kept,
    }];
    for ((vocabulary, id), entries) in parts {
        let part = Some(portal.config.label(vocabulary, id).to_owned());
        feeds.push(Feed {
            part,
            path: feed_path(vocabulary, id),
            of: Some((vocabulary, id)),
            entries,
        });
    }
    feeds
}

/// The addresses of the calendars, each with the last day on which its classes keep it alive; the whole schedule has none.
/// They do not depend on the day of the build.
pub fn calendars(all: &Collections) -> BTreeMap<String, Option<Date>> {
    let mut calendars: BTreeMap<String, Option<Date>> = BTreeMap::new();
    for entry in all.of::<Training>() {
        calendars.insert(ALL_CLASSES.to_owned(), None);
        let Some((_, last)) = entry.fields.days() else { continue };
        let until = entry
            .common
            .expires
            .map_or(in_feeds_until(last), |day| day.min(in_feeds_until(last)));
        for vocabulary in FEED_VOCABULARIES {
            for id in Training::terms(entry, vocabulary, all) {
                let known = calendars.entry(feed_path(vocabulary, id)).or_default();
                *known = (*known).max(Some(until));
            }
        }
    }
    calendars
}

/// The calendar of the whole schedule.
const ALL_CLASSES: &str = "/schedule.ics";

/// The vocabularies whose words have a calendar each.
const FEED_VOCABULARIES: [Vocabulary; 2] = [Vocabulary::Regions, Vocabulary::Audiences];

fn feed_path(vocabulary: Vocabulary, id: &str) -> String {
    format!("/schedule/{}/{id}.ics", vocabulary.name())
}

fn single(entry: &Entry<Training>, portal: Portal<'_>) -> Export {
    let document = calendar(events(entry, portal, None), portal, None, CancelledStatus::Write);
    Export {
        path: calendar_path(entry),
        document: Box::new(document),
    }
}

/// What the STATUS of a cancelled class says in the calendars to subscribe to.
fn in_feeds(config: &Config) -> CancelledStatus {
    match config.calendars.as_ref().map(|calendars| calendars.cancelled) {
        Some(CancelledBy::TitleAndStatus) => CancelledStatus::Write,
        _ => CancelledStatus::Omit,
    }
}

fn calendar(events: Vec<Event>, portal: Portal<'_>, subscription: Option<Subscription>, status: CancelledStatus) -> Calendar {
    Calendar {
        uid_domain: portal.config.domain(),
        subscription,
        cancellation: Cancellation {
            word: portal.strings.get("status.cancelled").to_uppercase(),
            status,
        },
        events,
    }
}

/// One event for each session of the class; one for the whole of it where it has none. The calendar of an audience leaves
/// the sessions of others out.
fn events(entry: &Entry<Training>, portal: Portal<'_>, audience: Option<&str>) -> Vec<Event> {
    let is_for = |session: &Session| match (audience, &session.audience) {
        (Some(wanted), Some(own)) => own.0.value == wanted,
        _ => true,
    };
    let all = &entry.fields.sessions;
    let session = |session: &Session| {
        let when = when(entry, portal, session.start.value, session.end.as_ref().map(|end| end.value));
        // An id has no dot, so no other class can have this name.
        let uid = format!("{}.{}", entry.id.value, session.id_among(all));
        event(entry, portal, uid, Some(session), when)
    };
    let events: Vec<Event> = all.iter().filter(|session| is_for(session)).map(session).collect();
    if events.is_empty() {
        whole(entry, portal).into_iter().collect()
    } else {
        events
    }
}

/// The class from its start to its end.
fn whole(entry: &Entry<Training>, portal: Portal<'_>) -> Option<Event> {
    let start = entry.fields.start.as_ref()?.value;
    let when = when(entry, portal, start, entry.fields.end.as_ref().map(|end| end.value));
    Some(event(entry, portal, entry.id.value.clone(), None, when))
}

fn when(entry: &Entry<Training>, portal: Portal<'_>, start: Moment, end: Option<Moment>) -> When {
    let end = end.unwrap_or(start);
    match (start.time, timezone::Zone::named(entry.zone(portal))) {
        (Some(time), Some(zone)) => When::Timed {
            start: start.date.to_datetime(time),
            end: end.at_or(time),
            zone,
        },
        _ => When::AllDay {
            first: start.date,
            last: end.date,
        },
    }
}

fn event(entry: &Entry<Training>, portal: Portal<'_>, uid: String, session: Option<&Session>, when: When) -> Event {
    let course = entry.course(portal.collections);
    let title = entry.fields.title(portal.collections);
    let contact = entry
        .common
        .contact
        .as_ref()
        .or(course.and_then(|course| course.common.contact.as_ref()));
    let summary = entry
        .common
        .summary
        .as_ref()
        .or(course.and_then(|course| course.common.summary.as_ref()));
    let class = &entry.fields;
    let note = class.registration.as_ref().and_then(|registration| registration.note.clone());
    let texts: Vec<String> = [status_text(class, portal), online_text(class), summary.cloned(), note]
        .into_iter()
        .flatten()
        .collect();
    let audience = session.and_then(|session| session.audience.as_ref());
    let part = session.and_then(|session| session.title.as_deref());
    let page = Training::HOME.address(&entry.id.value).unwrap_or_default();
    Event {
        uid,
        sequence: sequence(entry),
        stamp: entry.revised(),
        summary: part.map_or(title.clone(), |part| format!("{title}: {part}")),
        description: (!texts.is_empty()).then(|| texts.join("\n\n")),
        location: location(class, session),
        url: portal.config.absolute(&page),
        categories: audience.map_or_else(
            || entry.audience_names(portal),
            |audience| vec![portal.config.label(Vocabulary::Audiences, &audience.0.value).to_owned()],
        ),
        contact: portal.collections.follow(contact).map(contact_line),
        status: match class.status {
            Status::Cancelled => CalendarStatus::Cancelled,
            Status::Postponed => CalendarStatus::Tentative,
            _ => CalendarStatus::Scheduled,
        },
        when,
    }
}

/// Days since a fixed one: grows with every later `updated`, and needs no memory of former builds.
fn sequence(entry: &Entry<Training>) -> u32 {
    let days = entry.common.updated.map_or(0, |day| (day - Date::constant(2000, 1, 1)).get_days());
    u32::try_from(days).unwrap_or(0)
}

/// What is not as it was announced: the word for it, and what readers should know. A cancellation stands in the title.
fn status_text(class: &Training, portal: Portal<'_>) -> Option<String> {
    let word = match class.status {
        Status::Scheduled | Status::Cancelled => None,
        status => Some(format!("{}.", portal.strings.get(&format!("status.{}", status.word())))),
    };
    let texts: Vec<String> = word.into_iter().chain(class.status_note.clone()).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// The meeting on the web, on one line.
fn online_text(class: &Training) -> Option<String> {
    let online = class.online.as_ref()?;
    let url = online.url.as_ref().map(|url| url.0.value.clone());
    let texts: Vec<String> = [online.platform.clone(), url, online.note.clone()].into_iter().flatten().collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// Where people go: the room of the session or the class, or the meeting if there is no place to go to.
fn location(class: &Training, session: Option<&Session>) -> Option<String> {
    let is_online = class.status == Status::MovedOnline || class.format == Some(Format::Online);
    let room = session.and_then(|session| session.room.clone());
    let Some(place) = class.place.as_ref().filter(|_| !is_online) else {
        let Some(online) = &class.online else {
            return room.filter(|_| !is_online);
        };
        return online.url.as_ref().map(|url| url.0.value.clone()).or(online.platform.clone());
    };
    let room = room.as_ref().or(place.room.as_ref());
    let parts = [&place.name, &place.street, &place.city, &place.state, &place.zip];
    let parts = room.into_iter().chain(parts.into_iter().flatten());
    let text = parts.map(String::as_str).collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

fn contact_line(contact: &Entry<super::contacts::Contact>) -> String {
    let phone = contact.fields.phones.first().map(|phone| phone.number.text.clone());
    let email = contact.fields.emails.first().map(|email| email.0.clone());
    [Some(contact.fields.name.clone()), phone, email]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}
