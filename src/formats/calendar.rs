//! Calendar files: iCalendar (RFC 5545) with the names and refresh times of subscribed calendars (RFC 7986).

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::Document;
use super::content_line::Lines;
use super::timezone::{Zone, date, date_time};

/// The events of one .ics file.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Calendar {
    /// What stands after the `@` of every UID: the host of the portal, for ever.
    pub uid_domain: String,
    /// What a calendar program shows of a calendar that it reads again and again. None for a file that is saved into
    /// the reader's own calendar: a name would make some programs add a second calendar.
    pub subscription: Option<Subscription>,
    /// How a cancelled event says so.
    pub cancellation: Cancellation,
    /// In the order in which they are written.
    pub events: Vec<Event>,
}

/// A calendar to subscribe to.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Subscription {
    /// Its name: NAME and X-WR-CALNAME.
    pub name: String,
    /// What is in it: DESCRIPTION and X-WR-CALDESC.
    pub description: Option<String>,
    /// The page that shows the same events to people, absolute.
    pub url: Option<String>,
    /// The address of this file, absolute.
    pub source: Option<String>,
    /// How long a program should wait before it asks again.
    pub refresh: Duration,
}

/// How a cancelled event says so. Google Calendar removes events with STATUS:CANCELLED from a subscribed calendar
/// without a word, so that people travel to a class that is off; the title cannot be missed.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Cancellation {
    /// The word before the title, in the language of the calendar: `CANCELLED`.
    pub word: String,
    /// What STATUS says.
    pub status: CancelledStatus,
}

/// The STATUS of a cancelled event.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq)]
pub enum CancelledStatus {
    /// Left out: only the title tells. For calendars to subscribe to.
    Omit,
    /// `STATUS:CANCELLED`. For the file of one event.
    Write,
}

/// One VEVENT. Its texts may hold any character; those that a calendar cannot carry are left out.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Event {
    /// What stands before the `@` of the UID: the id of the entry, for ever.
    pub uid: String,
    /// The number of the revision: grows whenever `stamp` does.
    pub sequence: u32,
    /// The day of the last revision: DTSTAMP, as there is no METHOD (RFC 5545, section 3.8.7.2), and LAST-MODIFIED.
    pub stamp: Date,
    /// The title, on one line.
    pub summary: String,
    /// Plain text of any length; line breaks stay.
    pub description: Option<String>,
    /// The place, on one line.
    pub location: Option<String>,
    /// The page of the event, absolute.
    pub url: Option<String>,
    /// Topics or audiences.
    pub categories: Vec<String>,
    /// Whom to ask, on one line: name, telephone, e-mail.
    pub contact: Option<String>,
    /// Whether it takes place.
    pub status: Status,
    /// When it takes place.
    pub when: When,
}

/// Whether an event takes place.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq)]
pub enum Status {
    /// It does: `STATUS:CONFIRMED`.
    Scheduled,
    /// Its date may change: `STATUS:TENTATIVE`. Postponed events are this, at their old date.
    Tentative,
    /// It does not: see [`Cancellation`]. It leaves the time free.
    Cancelled,
}

/// When an event takes place.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub enum When {
    /// Whole days, the same wherever the reader is.
    AllDay {
        /// The first day.
        first: Date,
        /// The last day, inclusive. One before `first` counts as `first`.
        last: Date,
    },
    /// From a time to a time on the clock of a zone.
    Timed {
        /// The beginning.
        start: DateTime,
        /// The end. If it is not after `start`, the length is unknown and DTEND is left out.
        end: DateTime,
        /// The zone of both.
        zone: Zone,
    },
}

impl Document for Calendar {
    fn media(&self) -> &'static str {
        "text/calendar; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let lines = &mut Lines::new(out);
        lines.plain("BEGIN", "VCALENDAR");
        lines.plain("VERSION", "2.0");
        lines.plain("PRODID", "-//docent//NONSGML docent//EN");
        lines.plain("CALSCALE", "GREGORIAN");
        if let Some(subscription) = &self.subscription {
            subscription.write(lines);
            self.revised(lines);
        }
        self.write_zones(lines);
        self.events.iter().for_each(|event| event.write(self, lines));
        lines.plain("END", "VCALENDAR");
    }
}

impl Calendar {
    fn revised(&self, lines: &mut Lines) {
        if let Some(last) = self.events.iter().map(|event| event.stamp).max() {
            lines.plain("LAST-MODIFIED", &stamp(last));
        }
    }

    /// One VTIMEZONE for each TZID. A calendar without events gets that of UTC, as a calendar without any component is
    /// not valid (RFC 5545, section 3.6).
    fn write_zones(&self, lines: &mut Lines) {
        for (zone, (first, last)) in self.zones() {
            zone.write(first, last, lines);
        }
        if let ([], Some(utc)) = (self.events.as_slice(), Zone::named("UTC")) {
            utc.write(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH, lines);
        }
    }

    /// The zones that need a VTIMEZONE, each with the instants it must cover.
    fn zones(&self) -> BTreeMap<&Zone, (Timestamp, Timestamp)> {
        let mut zones = BTreeMap::new();
        for event in &self.events {
            if let When::Timed { start, end, zone } = &event.when
                && !zone.is_utc()
            {
                let (start, end) = (zone.instant(*start), zone.instant(*end));
                let (first, last) = zones.entry(zone).or_insert((start, start));
                *first = start.min(*first);
                *last = end.max(start).max(*last);
            }
        }
        zones
    }
}

impl Subscription {
    fn write(&self, lines: &mut Lines) {
        let refresh = duration(self.refresh);
        lines.text("NAME", &self.name);
        lines.text("X-WR-CALNAME", &self.name);
        if let Some(description) = &self.description {
            lines.long_text("DESCRIPTION", description);
            lines.long_text("X-WR-CALDESC", description);
        }
        if let Some(url) = &self.url {
            lines.uri("URL", url);
        }
        if let Some(source) = &self.source {
            lines.uri("SOURCE;VALUE=URI", source);
        }
        lines.plain("REFRESH-INTERVAL;VALUE=DURATION", &refresh);
        lines.plain("X-PUBLISHED-TTL", &refresh);
    }
}

impl Event {
    fn write(&self, calendar: &Calendar, lines: &mut Lines) {
        lines.plain("BEGIN", "VEVENT");
        lines.text("UID", &format!("{}@{}", self.uid, calendar.uid_domain));
        lines.plain("DTSTAMP", &stamp(self.stamp));
        lines.plain("LAST-MODIFIED", &stamp(self.stamp));
        lines.plain("SEQUENCE", &self.sequence.to_string());
        self.when.write(lines);
        self.write_status(&calendar.cancellation, lines);
        self.write_details(lines);
        lines.plain("END", "VEVENT");
    }

    fn write_status(&self, cancellation: &Cancellation, lines: &mut Lines) {
        match self.status {
            Status::Scheduled => lines.plain("STATUS", "CONFIRMED"),
            Status::Tentative => lines.plain("STATUS", "TENTATIVE"),
            Status::Cancelled => {
                if cancellation.status == CancelledStatus::Write {
                    lines.plain("STATUS", "CANCELLED");
                }
                lines.plain("TRANSP", "TRANSPARENT");
                return lines.text("SUMMARY", &format!("{}: {}", cancellation.word, self.summary));
            }
        }
        lines.text("SUMMARY", &self.summary);
    }

    fn write_details(&self, lines: &mut Lines) {
        if let Some(description) = &self.description {
            lines.long_text("DESCRIPTION", description);
        }
        if let Some(location) = &self.location {
            lines.text("LOCATION", location);
        }
        if let Some(contact) = &self.contact {
            lines.text("CONTACT", contact);
        }
        if !self.categories.is_empty() {
            lines.texts("CATEGORIES", self.categories.iter().map(String::as_str), ',');
        }
        if let Some(url) = &self.url {
            lines.uri("URL", url);
        }
    }
}

impl When {
    fn write(&self, lines: &mut Lines) {
        match self {
            Self::AllDay { first, last } => {
                lines.plain("DTSTART;VALUE=DATE", &date(*first));
                if let Ok(after) = last.max(first).tomorrow() {
                    lines.plain("DTEND;VALUE=DATE", &date(after));
                }
            }
            Self::Timed { start, end, zone } => {
                let (start, end) = (zone.instant(*start), zone.instant(*end));
                write_time("DTSTART", start, zone, lines);
                if end > start {
                    write_time("DTEND", end, zone, lines);
                }
            }
        }
    }
}

/// The instant is read back from the clock, so that a time that the clock skips is never written.
fn write_time(name: &str, at: Timestamp, zone: &Zone, lines: &mut Lines) {
    let local = date_time(zone.local(at));
    match zone.is_utc() {
        true => lines.plain(name, &format!("{local}Z")),
        false => lines.plain(&format!("{name};TZID={}", zone.name()), &local),
    }
}

/// The first instant of a day in UTC, as DTSTAMP must be in UTC.
fn stamp(day: Date) -> String {
    format!("{}T000000Z", date(day))
}

/// A DURATION value (RFC 5545, section 3.3.6) in the largest units: `P1D`, `PT12H`, `PT1H30M`.
fn duration(length: Duration) -> String {
    let (minutes, seconds) = (length.as_secs() / 60, length.as_secs() % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes, seconds) {
        (hours, 0, 0) if hours > 0 && hours % 24 == 0 => format!("P{}D", hours / 24),
        (hours, 0, 0) if hours > 0 => format!("PT{hours}H"),
        (0, minutes, 0) if minutes > 0 => format!("PT{minutes}M"),
        (0, 0, seconds) => format!("PT{seconds}S"),
        (hours, minutes, 0) => format!("PT{hours}H{minutes}M"),
        (0, minutes, seconds) => format!("PT{minutes}M{seconds}S"),
        (hours, minutes, seconds) => format!("PT{hours}H{minutes}M{seconds}S"),
    }
}
