//! What is remembered of links to other sites from one check to the next.
//!
//! The file is a cache: without it, every address is asked again, and dead links begin as warnings. It is the same on any
//! machine that saw the same answers, so that it can be kept with the portal or in the cache of a forge.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::answer::State;
use super::inquiry::{Finding, Moved};

/// Where it is, relative to the portal: there a forge keeps it from one run to the next as easily as a person does, and
/// portals do not mix. Git ignores the folder.
pub const FILE: &str = ".docent/links.json";

/// The form of the file. A file of another form is forgotten.
const VERSION: u32 = 1;

/// On so many days has a link to be dead before that is an error.
pub const DAYS_TO_ERROR: u32 = 3;

/// For how many hours an answer is good. Dead links are always asked again.
const FINE_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
const UNSURE_FOR: SignedDuration = SignedDuration::from_hours(20);

/// All addresses that were asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    version: u32,
    /// By address.
    pub links: BTreeMap<String, Record>,
}

/// What is known of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What the last answer meant.
    pub state: State,
    /// Why, in words that follow a colon.
    pub reason: String,
    /// When it was last asked.
    pub checked: Timestamp,
    /// The last day on which it was fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fine: Option<Date>,
    /// Since when it is dead, if it was not fine since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<Dead>,
    /// Where it leads, if not to itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
}

/// The days on which an address was dead, by Universal Time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dead {
    /// The first of them.
    pub since: Date,
    /// The last of them.
    pub last: Date,
    /// How many.
    pub days: u32,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            version: VERSION,
            links: BTreeMap::new(),
        }
    }
}

impl Ledger {
    /// Reads the file; one that cannot be read is as good as none.
    pub fn read(text: &str) -> Self {
        let read: Option<Self> = serde_json::from_str(text).ok();
        read.filter(|ledger| ledger.version == VERSION).unwrap_or_default()
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        // Every key is a string, so there is nothing that could fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Whether an address has to be asked again.
    pub fn is_due(&self, address: &str, now: Timestamp) -> bool {
        self.links.get(address).is_none_or(|record| record.is_due(now))
    }

    /// Adds what became known.
    pub fn add(&mut self, address: &str, finding: &Finding, now: Timestamp) {
        let record = Record::after(self.links.get(address), finding, now);
        self.links.insert(address.to_owned(), record);
    }
}

impl Record {
    fn is_due(&self, now: Timestamp) -> bool {
        let age = now.duration_since(self.checked);
        let good_for = match self.state {
            State::Fine => FINE_FOR,
            State::Unsure => UNSURE_FOR,
            State::Dead => SignedDuration::ZERO,
        };
        // A clock that went backwards proves nothing.
        age >= good_for || age.is_negative()
    }

    /// The next record of an address. Being unsure changes nothing about the days on which it was dead.
    fn after(old: Option<&Self>, finding: &Finding, now: Timestamp) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        let dead = old.and_then(|old| old.dead);
        let (last_fine, dead) = match finding.state() {
            State::Fine => (Some(today), None),
            State::Unsure => (old.and_then(|old| old.last_fine), dead),
            State::Dead => (old.and_then(|old| old.last_fine), Some(Dead::after(dead, today))),
        };
        Self {
            state: finding.state(),
            reason: finding.reason.to_string(),
            checked: now,
            last_fine,
            dead,
            moved: finding.moved.clone(),
        }
    }
}

impl Dead {
    fn after(old: Option<Self>, today: Date) -> Self {
        match old {
            None => Self {
                since: today,
                last: today,
                days: 1,
            },
            Some(old) => Self {
                last: today,
                days: old.days.saturating_add((old.last != today).into()),
                ..old
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::external::answer::Reason;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    /// A ledger after one address was asked at these moments, with these answers.
    fn after(answers: &[(&str, u16)]) -> Ledger {
        let mut ledger = Ledger::default();
        for (at, code) in answers {
            let finding = Finding {
                reason: Reason::Status(*code),
                moved: None,
            };
            ledger.add("https://example.gov/a", &finding, moment(at));
        }
        ledger
    }

    fn dead_days(ledger: &Ledger) -> Option<u32> {
        ledger.links["https://example.gov/a"].dead.map(|dead| dead.days)
    }

    #[test]
    fn only_different_days_count() {
        let same_day = [("2025-05-01T08:00:00Z", 404), ("2025-05-01T20:00:00Z", 404)];
        assert_eq!(dead_days(&after(&same_day)), Some(1));
        let three_days = [
            ("2025-05-01T08:00:00Z", 404),
            ("2025-05-02T08:00:00Z", 503),
            ("2025-05-03T08:00:00Z", 404),
            ("2025-05-04T08:00:00Z", 410),
        ];
        let ledger = after(&three_days);
        assert_eq!(
            dead_days(&ledger),
            Some(3),
            "a day of which nobody is sure neither counts nor clears"
        );
        let dead = ledger.links["https://example.gov/a"].dead.expect("dead");
        assert_eq!(dead.since.to_string(), "2025-05-01");
    }

    #[test]
    fn an_address_that_comes_back_is_fine() {
        let ledger = after(&[("2025-05-01T08:00:00Z", 404), ("2025-05-02T08:00:00Z", 200)]);
        assert_eq!(dead_days(&ledger), None);
        let record = &ledger.links["https://example.gov/a"];
        assert_eq!(record.last_fine.map(|day| day.to_string()).as_deref(), Some("2025-05-02"));
    }

    #[test]
    fn answers_grow_old() {
        let due = |code, at| after(&[("2025-05-01T08:00:00Z", code)]).is_due("https://example.gov/a", moment(at));
        assert!(!due(200, "2025-05-07T08:00:00Z"));
        assert!(due(200, "2025-05-08T08:00:00Z"));
        assert!(!due(403, "2025-05-01T20:00:00Z"));
        assert!(due(403, "2025-05-02T08:00:00Z"));
        assert!(due(404, "2025-05-01T08:00:01Z"));
        assert!(due(200, "2025-04-01T08:00:00Z"));
        assert!(Ledger::default().is_due("https://example.gov/a", moment("2025-05-01T08:00:00Z")));
    }

    #[test]
    fn the_file_is_read_as_it_was_written_and_another_is_forgotten() {
        let ledger = after(&[("2025-05-01T08:00:00Z", 200), ("2025-05-09T08:00:00Z", 404)]);
        assert_eq!(Ledger::read(&ledger.write()), ledger);
        for other in ["", "{}", "[]", r#"{"version": 99, "links": {}}"#, &ledger.write()[..40]] {
            assert_eq!(Ledger::read(other), Ledger::default(), "{other}");
        }
    }
}
