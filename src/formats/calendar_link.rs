//! Links that add one event to a reader's calendar on the web. They are followed on a click; no page requests them.
//!
//! Neither address is documented by its maker. Both calendars take days with an exclusive end, and times in UTC.

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{Event, Status, When};
use super::text;
use crate::schema::fallback::strip;

/// The longest text in a link: with every character escaped, the whole address stays below what browsers and mail
/// programs pass on.
const LONGEST: usize = 300;

impl Event {
    /// The link to Google Calendar. None for an event that does not take place, or not then.
    pub fn google_link(&self) -> Option<String> {
        let (start, end) = match self.times()? {
            Times::Days(first, after) => (first.strftime("%Y%m%d").to_string(), after.strftime("%Y%m%d").to_string()),
            Times::Instants(start, end) => (compact(start), compact(end)),
        };
        let dates = format!("{start}/{end}");
        let given = [
            ("action", "TEMPLATE"),
            ("text", &self.summary),
            ("dates", &dates),
            ("details", &self.details()),
        ];
        Some(link(
            "https://calendar.google.com/calendar/render",
            &given,
            self.location.as_deref(),
        ))
    }

    /// The link to Outlook. None for an event that does not take place, or not then.
    pub fn outlook_link(&self) -> Option<String> {
        let (start, end, whole_days) = match self.times()? {
            Times::Days(first, after) => (first.to_string(), after.to_string(), "true"),
            Times::Instants(start, end) => (start.to_string(), end.to_string(), "false"),
        };
        let given = [
            ("rru", "addevent"),
            ("subject", self.summary.as_str()),
            ("startdt", &start),
            ("enddt", &end),
            ("allday", whole_days),
            ("body", &self.details()),
        ];
        Some(link(
            "https://outlook.office.com/calendar/0/action/compose",
            &given,
            self.location.as_deref(),
        ))
    }

    fn times(&self) -> Option<Times> {
        if self.status != Status::Scheduled {
            return None;
        }
        Some(match &self.when {
            When::AllDay { first, last } => Times::Days(*first, last.max(first).tomorrow().ok()?),
            When::Timed { start, end, zone } => {
                let (start, end) = (zone.instant(*start), zone.instant(*end));
                Times::Instants(start, end.max(start))
            }
        })
    }

    /// The beginning of the description, and the page of the event.
    fn details(&self) -> String {
        let description = self.description.as_deref().map(text::lines).unwrap_or_default();
        let description = match description.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", description.get(..end).unwrap_or_default()),
            None => description,
        };
        let parts = [Some(description).filter(|text| !text.is_empty()), self.url.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }
}

/// When an event takes place, as both calendars take it.
enum Times {
    /// The first day, and the day after the last one.
    Days(Date, Date),
    /// The beginning and the end.
    Instants(Timestamp, Timestamp),
}

/// `20250324T123000Z`.
fn compact(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn link(address: &str, given: &[(&str, &str)], location: Option<&str>) -> String {
    let location = location.map(|location| ("location", location));
    let given = given.iter().copied().chain(location).filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(key, value)| format!("{key}={}", escape(value))).collect();
    format!("{address}?{}", query.join("&"))
}

/// Escapes a value of a query. A space is `%20`: Outlook shows a `+` as it is.
fn escape(value: &str) -> String {
    let plain = strip(value);
    let clean = text::lines(&plain);
    url::form_urlencoded::byte_serialize(clean.trim().as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::timezone::Zone;
    use jiff::civil::date;

    fn event(status: Status, when: When) -> Event {
        Event {
            uid: "basic-2025".into(),
            sequence: 0,
            stamp: date(2025, 1, 15),
            summary: "Basic School: 1 + 1 & more".into(),
            description: Some("Bring a laptop.".into()),
            location: Some("Richmond, Virginia".into()),
            url: Some("https://example.gov/schedule/basic-2025/".into()),
            categories: Vec::new(),
            contact: None,
            status,
            when,
        }
    }

    const DAYS: When = When::AllDay {
        first: date(2025, 3, 24),
        last: date(2025, 3, 27),
    };

    /// The parts of a link that say when.
    fn when(link: Option<String>) -> Vec<String> {
        let link = url::Url::parse(&link.expect("a link")).expect("an address");
        let keys = ["dates", "startdt", "enddt", "allday"];
        let pairs = link.query_pairs().filter(|(key, _)| keys.contains(&key.as_ref()));
        pairs.map(|(key, value)| format!("{key}={value}")).collect()
    }

    #[test]
    fn days_end_with_the_day_after_the_last() {
        let event = event(Status::Scheduled, DAYS);
        assert_eq!(when(event.google_link()), ["dates=20250324/20250328"]);
        assert_eq!(
            when(event.outlook_link()),
            ["startdt=2025-03-24", "enddt=2025-03-28", "allday=true"]
        );
    }

    #[test]
    fn times_are_in_utc() {
        let timed = When::Timed {
            start: date(2025, 3, 24).at(8, 30, 0, 0),
            end: date(2025, 3, 24).at(16, 0, 0, 0),
            zone: Zone::named("America/New_York").expect("a zone"),
        };
        let event = event(Status::Scheduled, timed);
        assert_eq!(when(event.google_link()), ["dates=20250324T123000Z/20250324T200000Z"]);
        let expected = ["startdt=2025-03-24T12:30:00Z", "enddt=2025-03-24T20:00:00Z", "allday=false"];
        assert_eq!(when(event.outlook_link()), expected);
    }

    #[test]
    fn what_is_off_is_not_added() {
        for status in [Status::Cancelled, Status::Tentative] {
            let event = event(status, DAYS);
            assert_eq!((event.google_link(), event.outlook_link()), (None, None));
        }
    }

    #[test]
    fn every_sign_of_a_text_arrives() {
        let expected = "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Basic%20School%3A%201%20%2B%201%20%26%20more\
            &dates=20250324%2F20250328&details=Bring%20a%20laptop.%0A%0Ahttps%3A%2F%2Fexample.gov%2Fschedule%2Fbasic-2025%2F\
            &location=Richmond%2C%20Virginia";
        assert_eq!(event(Status::Scheduled, DAYS).google_link().as_deref(), Some(expected));
        let long = Event {
            description: Some("é".repeat(5000)),
            ..event(Status::Scheduled, DAYS)
        };
        assert!(long.outlook_link().is_some_and(|link| link.len() < 2500));
    }
}
