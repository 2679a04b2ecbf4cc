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
        let lines = &mut Lines::of_calendar(out);
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
            lines.list("CATEGORIES", self.categories.iter().map(String::as_str));
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
    if zone.is_utc() {
        lines.plain(name, &format!("{local}Z"));
    } else {
        lines.plain(&format!("{name};TZID={}", zone.name()), &local);
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn class() -> Event {
        Event {
            uid: "basic-2025".into(),
            sequence: 2,
            stamp: day(2025, 1, 15),
            summary: "Basic School".into(),
            description: None,
            location: None,
            url: None,
            categories: Vec::new(),
            contact: None,
            status: Status::Scheduled,
            when: When::AllDay {
                first: day(2025, 3, 24),
                last: day(2025, 3, 27),
            },
        }
    }

    fn at_new_york(start: DateTime, end: DateTime) -> When {
        let zone = Zone::named("America/New_York").expect("a zone");
        When::Timed { start, end, zone }
    }

    fn calendar(status: CancelledStatus, events: Vec<Event>) -> Calendar {
        Calendar {
            uid_domain: "example.gov".into(),
            subscription: None,
            cancellation: Cancellation {
                word: "CANCELLED".into(),
                status,
            },
            events,
        }
    }

    fn written(calendar: &Calendar) -> String {
        String::from_utf8(calendar.to_bytes()).expect("UTF-8").replace("\r\n", "\n")
    }

    fn event(event: Event) -> String {
        written(&calendar(CancelledStatus::Omit, vec![event]))
    }

    #[test]
    fn a_calendar_to_subscribe_to() {
        let subscription = Subscription {
            name: "Training, Example Agency".into(),
            description: Some("Every class.".into()),
            url: Some("https://example.gov/schedule/".into()),
            source: Some("https://example.gov/schedule.ics".into()),
            refresh: Duration::from_secs(12 * 60 * 60),
        };
        let class = Event {
            description: Some("Bring a laptop.\nLunch is included; parking is not.".into()),
            location: Some("Richmond, Virginia".into()),
            url: Some("https://example.gov/schedule/basic-2025/".into()),
            categories: vec!["officers".into(), "new, experienced".into()],
            contact: Some("Ana Ortiz, 804-555-0100".into()),
            ..class()
        };
        let calendar = Calendar {
            subscription: Some(subscription),
            ..calendar(CancelledStatus::Omit, vec![class])
        };
        let expected = r"BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//docent//NONSGML docent//EN
CALSCALE:GREGORIAN
NAME:Training\, Example Agency
X-WR-CALNAME:Training\, Example Agency
DESCRIPTION:Every class.
X-WR-CALDESC:Every class.
URL:https://example.gov/schedule/
SOURCE;VALUE=URI:https://example.gov/schedule.ics
REFRESH-INTERVAL;VALUE=DURATION:PT12H
X-PUBLISHED-TTL:PT12H
LAST-MODIFIED:20250115T000000Z
BEGIN:VEVENT
UID:basic-2025@example.gov
DTSTAMP:20250115T000000Z
LAST-MODIFIED:20250115T000000Z
SEQUENCE:2
DTSTART;VALUE=DATE:20250324
DTEND;VALUE=DATE:20250328
STATUS:CONFIRMED
SUMMARY:Basic School
DESCRIPTION:Bring a laptop.\nLunch is included\; parking is not.
LOCATION:Richmond\, Virginia
CONTACT:Ana Ortiz\, 804-555-0100
CATEGORIES:officers,new\, experienced
URL:https://example.gov/schedule/basic-2025/
END:VEVENT
END:VCALENDAR
";
        assert_eq!(written(&calendar), expected);
    }

    #[test]
    fn a_time_names_its_zone_and_the_file_describes_it() {
        let file = event(Event {
            when: at_new_york(day(2025, 3, 24).at(8, 30, 0, 0), day(2025, 3, 24).at(16, 0, 0, 0)),
            ..class()
        });
        assert!(file.contains("DTSTART;TZID=America/New_York:20250324T083000\nDTEND;TZID=America/New_York:20250324T160000\n"));
        assert_eq!(file.matches("TZID:America/New_York\n").count(), 1, "{file}");
    }

    #[test]
    fn a_time_that_the_clock_skips_is_an_hour_later() {
        let file = event(Event {
            when: at_new_york(day(2025, 3, 9).at(2, 30, 0, 0), day(2025, 3, 9).at(3, 15, 0, 0)),
            ..class()
        });
        assert!(
            file.contains("DTSTART;TZID=America/New_York:20250309T033000\nSTATUS"),
            "no end before the start: {file}"
        );
    }

    #[test]
    fn utc_needs_no_description() {
        let zone = Zone::named("UTC").expect("a zone");
        let (start, end) = (day(2025, 3, 24).at(8, 30, 0, 0), day(2025, 3, 24).at(9, 0, 0, 0));
        let file = event(Event {
            when: When::Timed { start, end, zone },
            ..class()
        });
        assert!(file.contains("DTSTART:20250324T083000Z\nDTEND:20250324T090000Z\n"), "{file}");
        assert!(!file.contains("VTIMEZONE"), "{file}");
    }

    #[test]
    fn a_cancelled_event_says_so_in_its_title() {
        let cancelled = Event {
            status: Status::Cancelled,
            ..class()
        };
        let feed = event(cancelled.clone());
        assert!(feed.contains("TRANSP:TRANSPARENT\nSUMMARY:CANCELLED: Basic School\n"), "{feed}");
        assert!(!feed.contains("STATUS"), "{feed}");
        let alone = written(&calendar(CancelledStatus::Write, vec![cancelled]));
        assert!(
            alone.contains("STATUS:CANCELLED\nTRANSP:TRANSPARENT\nSUMMARY:CANCELLED: Basic School\n"),
            "{alone}"
        );
    }

    #[test]
    fn a_calendar_without_events_still_has_a_component() {
        let file = written(&calendar(CancelledStatus::Omit, Vec::new()));
        assert!(file.contains("BEGIN:VTIMEZONE\nTZID:UTC\n"), "{file}");
    }

    #[test]
    fn durations_are_in_their_largest_units() {
        let cases = [
            (0, "PT0S"),
            (90, "PT1M30S"),
            (3600, "PT1H"),
            (5400, "PT1H30M"),
            (86_400, "P1D"),
            (90_061, "PT25H1M1S"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(duration(Duration::from_secs(seconds)), expected);
        }
    }
}
