//! Periods: from when until when something holds. A class, an alert or a registration is on by its period, at build and
//! again in the reader's browser.

use jiff::civil::{DateTime, Time};
use jiff::{Timestamp, Zoned};
use serde_json::{Value as Json, json};

use super::Portal;
use crate::formats::timezone;
use crate::schema::dates::Moment;

/// From an instant until another. The first belongs to it, the last does not; without one it is open at that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The instant from which it holds.
    pub from: Option<Timestamp>,
    /// The instant from which it holds no longer.
    pub until: Option<Timestamp>,
}

impl Period {
    /// Whether it holds at an instant.
    pub fn holds(self, at: Timestamp) -> bool {
        !self.is_ahead(at) && !self.is_over(at)
    }

    /// Whether it begins later.
    pub fn is_ahead(self, at: Timestamp) -> bool {
        self.from.is_some_and(|from| at < from)
    }

    /// Whether it has ended.
    pub fn is_over(self, at: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= at)
    }

    /// Whether there is an instant at which both hold.
    pub fn overlaps(self, other: Self) -> bool {
        let ends_before = |one: Self, next: Self| one.until.zip(next.from).is_some_and(|(until, from)| until <= from);
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// The time before it begins.
    fn before(self) -> Option<Self> {
        self.from.map(|from| Self {
            from: None,
            until: Some(from),
        })
    }

    /// The time after it has ended.
    fn after(self) -> Option<Self> {
        self.until.map(|until| Self {
            from: Some(until),
            until: None,
        })
    }

    /// The instants at which it begins and ends.
    pub fn turns(self) -> impl Iterator<Item = Timestamp> {
        self.from.into_iter().chain(self.until)
    }

    /// `{ from, until, now }`: the instants in UTC (RFC 3339), and whether it holds when the site is built.
    pub fn view(self, now: Timestamp) -> Json {
        let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
        json!({ "from": text(self.from), "until": text(self.until), "now": self.holds(now) })
    }

    /// What is said before, during and after it: `[{ state, shown }]`, without what is over when the site is built.
    pub fn phases(self, now: Timestamp, [before, during, after]: [&str; 3]) -> Json {
        let phases = [(self.before(), before), (Some(self), during), (self.after(), after)];
        let current = phases.into_iter().filter_map(|(period, word)| Some((period?, word)));
        current
            .filter(|(period, _)| !period.is_over(now))
            .map(|(period, word)| json!({ "state": word, "shown": period.view(now) }))
            .collect()
    }
}

/// The zone of a name in the bundled IANA data; names have been checked when they were read.
fn known(zone: &str) -> timezone::Zone {
    timezone::Zone::named(zone).unwrap_or_default()
}

/// The instant of a local time in a zone.
fn instant(zone: &str, local: DateTime) -> Timestamp {
    known(zone).instant(local)
}

/// An instant as the clocks and calendars of a zone show it.
pub fn zoned(zone: &str, at: Timestamp) -> Zoned {
    known(zone).zoned(at)
}

/// The instant at which something begins that begins on a day, or at a time of it.
pub fn beginning(zone: &str, moment: Moment) -> Timestamp {
    instant(zone, moment.at_or(Time::midnight()))
}

/// The instant from which something is over whose last day this is, or which ends at a time of it: a last day counts.
pub fn end(zone: &str, moment: Moment) -> Timestamp {
    let next = moment.date.tomorrow().unwrap_or(moment.date);
    match moment.time {
        Some(time) => instant(zone, moment.date.to_datetime(time)),
        None => instant(zone, next.to_datetime(Time::midnight())),
    }
}

impl Portal<'_> {
    /// The instant for which the site is built: the day begins, where the portal is.
    pub fn now(&self) -> Timestamp {
        beginning(self.config.zone(), self.today.into())
    }

    /// A period of days or times where the portal is; the last day counts.
    pub fn period(&self, from: Option<Moment>, until: Option<Moment>) -> Period {
        Period {
            from: from.map(|from| beginning(self.config.zone(), from)),
            until: until.map(|until| end(self.config.zone(), until)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    #[test]
    fn a_last_day_counts_and_a_time_is_exact() {
        let day = Moment::from(date(2025, 7, 10));
        let time = Moment {
            time: Some(Time::constant(16, 0, 0, 0)),
            ..day
        };
        assert_eq!(beginning("America/New_York", day), at("2025-07-10T04:00:00Z"));
        assert_eq!(end("America/New_York", day), at("2025-07-11T04:00:00Z"));
        assert_eq!(end("Pacific/Honolulu", day), at("2025-07-11T10:00:00Z"));
        assert_eq!(end("America/New_York", time), at("2025-07-10T20:00:00Z"));
    }

    #[test]
    fn the_first_instant_belongs_to_a_period_and_the_last_does_not() {
        let july = Period {
            from: Some(at("2025-07-01T00:00:00Z")),
            until: Some(at("2025-08-01T00:00:00Z")),
        };
        let seen = [
            "2025-06-30T23:59:59Z",
            "2025-07-01T00:00:00Z",
            "2025-07-31T23:59:59Z",
            "2025-08-01T00:00:00Z",
        ];
        assert_eq!(seen.map(|text| july.holds(at(text))), [false, true, true, false]);
        let august = Period {
            from: july.until,
            until: None,
        };
        assert!(!july.overlaps(august) && july.overlaps(Period::default()));
    }

    #[test]
    fn what_is_over_is_not_said() {
        let july = Period {
            from: Some(at("2025-07-01T00:00:00Z")),
            until: Some(at("2025-08-01T00:00:00Z")),
        };
        let states = |now: &str| -> Vec<String> {
            let phases = july.phases(at(now), ["soon", "open", "closed"]);
            let phases = phases.as_array().cloned().unwrap_or_default();
            let word = |phase: &Json| {
                format!(
                    "{}{}",
                    phase["state"].as_str().unwrap_or_default(),
                    if phase["shown"]["now"] == true { "!" } else { "" }
                )
            };
            phases.iter().map(word).collect()
        };
        assert_eq!(states("2025-06-01T00:00:00Z"), ["soon!", "open", "closed"]);
        assert_eq!(states("2025-07-01T00:00:00Z"), ["open!", "closed"]);
        assert_eq!(states("2025-08-01T00:00:00Z"), ["closed!"]);
    }
}
