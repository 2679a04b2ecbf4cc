//! Dates, times of day and zones: what is read is what is written, what is offered is taken, and calendars say the same.

use calcard::icalendar::{ICalendar, ICalendarComponentType};
use docent::diag::fix::Remedy;
use docent::formats::Document;
use docent::formats::calendar::{Calendar, Cancellation, CancelledStatus, Event, Status, When};
use docent::formats::timezone::Zone;
use docent::schema::dates::{Moment, date, moment};
use jiff::civil::{DateTime, Time};

use super::texts;

/// The promises of dates: the input is a date, a second one, and the name of a zone.
pub fn check(data: &[u8]) {
    let texts = texts(data);
    let read: Vec<Moment> = texts.iter().filter_map(|text| one(text)).collect();
    let zone = texts
        .iter()
        .find_map(|text| Zone::named(text))
        .or_else(|| Zone::named("America/New_York"));
    if let (Some(start), Some(zone)) = (read.first(), zone) {
        let start = start.at_or(Time::midnight());
        let end = read.last().map_or(start, |end| end.at_or(Time::midnight()));
        in_calendar(start, end, zone);
    }
}

fn one(text: &str) -> Option<Moment> {
    offered(date(text).map(|date| date.to_string()), |right| date(right).is_ok());
    offered(moment(text).map(|moment| moment.to_string()), |right| moment(right).is_ok());
    let read = moment(text).ok()?;
    assert_eq!(moment(&read.to_string()), Ok(read), "it is read as it is written");
    assert_eq!(date(&read.date.to_string()), Ok(read.date));
    Some(read)
}

/// A right text that is offered is taken; without one there are words.
fn offered(read: Result<String, Remedy>, is_taken: impl Fn(&str) -> bool) {
    if let Err(remedy) = read {
        assert!(!remedy.help.is_empty());
        if let Some((_, right)) = remedy.right {
            assert!(is_taken(&right), "{right:?} is offered, and refused");
        }
    }
}

/// A calendar of an event at that time is read, and its zone has its rules.
fn in_calendar(start: DateTime, end: DateTime, zone: Zone) {
    let name = zone.name().to_owned();
    let event = Event {
        uid: "event".to_owned(),
        sequence: 0,
        stamp: start.date(),
        summary: "Class".to_owned(),
        description: None,
        location: None,
        url: None,
        categories: Vec::new(),
        contact: None,
        status: Status::Scheduled,
        when: When::Timed { start, end, zone },
    };
    let calendar = Calendar {
        uid_domain: "example.gov".to_owned(),
        subscription: None,
        cancellation: Cancellation {
            word: "CANCELLED".to_owned(),
            status: CancelledStatus::Write,
        },
        events: vec![event],
    };
    let text = String::from_utf8(calendar.to_bytes()).expect("UTF-8");
    let read = ICalendar::parse(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let zones = read
        .components
        .iter()
        .filter(|part| part.component_type == ICalendarComponentType::VTimezone);
    let expected = usize::from(name != "UTC" && text.contains("TZID="));
    assert_eq!(zones.count(), expected, "{text}");
}
