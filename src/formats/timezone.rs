//! Time zones as a calendar file tells them: VTIMEZONE (RFC 5545, section 3.6.5), from the bundled IANA data.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Dst, Offset, TimeZone, TimeZoneDatabase, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::content_line::Lines;

/// A time zone that the bundled IANA data knows.
#[derive(Debug, Clone, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zone(String);

/// Universal time.
impl Default for Zone {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

impl Zone {
    /// The zone of an IANA name, written in any case: `America/New_York`.
    pub fn named(name: &str) -> Option<Self> {
        let zone = bundled(name)?;
        zone.iana_name().map(|name| Self(name.to_owned()))
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether times are written in UTC form, with a `Z` and without a VTIMEZONE.
    pub(super) fn is_utc(&self) -> bool {
        matches!(self.name(), "UTC" | "Etc/UTC")
    }

    /// The instant of a local time. A time that the clock skips is as many minutes later; of a time that comes twice it
    /// is the first (RFC 5545, section 3.3.5).
    pub fn instant(&self, local: DateTime) -> Timestamp {
        let end_of_time = if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.rules().to_timestamp(local).unwrap_or(end_of_time)
    }

    /// An instant by the clock and the calendar of the zone.
    pub fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.rules())
    }

    /// What the clock shows at an instant.
    pub(super) fn local(&self, at: Timestamp) -> DateTime {
        self.rules().to_datetime(at)
    }

    /// Writes the VTIMEZONE for events from `first` to `last`.
    ///
    /// A zone that changes its clock by the same rule every year is written as that rule, so that the file is the same
    /// for every event and stays right for readers that keep it. Any other is written change by change.
    pub(super) fn write(&self, first: Timestamp, last: Timestamp, lines: &mut Lines) {
        let rules = self.rules();
        lines.plain("BEGIN", "VTIMEZONE");
        lines.plain("TZID", self.name());
        match yearly(&rules, first, last) {
            Some(observances) => observances.iter().for_each(|(onset, rule)| onset.write(Some(rule), lines)),
            None => changes(&rules, first, last).iter().for_each(|onset| onset.write(None, lines)),
        }
        lines.plain("END", "VTIMEZONE");
    }

    fn rules(&self) -> TimeZone {
        bundled(&self.0).unwrap_or(TimeZone::UTC)
    }
}

/// Never the zone data of the machine, so that every machine writes the same bytes.
fn bundled(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| !zone.is_unknown())
}

/// A moment from which a zone has another offset: the STANDARD or DAYLIGHT part of a VTIMEZONE.
#[derive(Debug, Clone, PartialEq)]
struct Onset {
    change: Change,
    /// By the clock before the change.
    local: DateTime,
}

#[derive(Debug, Clone, PartialEq)]
struct Change {
    dst: Dst,
    from: Offset,
    to: Offset,
    name: String,
}

impl Onset {
    fn of(rules: &TimeZone, transition: &TimeZoneTransition) -> Self {
        let at = transition.timestamp();
        let from = rules.to_offset(at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(at));
        let change = Change {
            dst: transition.dst(),
            from,
            to: transition.offset(),
            name: transition.abbreviation().to_owned(),
        };
        Self {
            change,
            local: from.to_datetime(at),
        }
    }

    /// The beginning of a zone that has had one offset since before its data begin.
    fn always(rules: &TimeZone, at: Timestamp) -> Self {
        let info = rules.to_offset_info(at);
        let change = Change {
            dst: info.dst(),
            from: info.offset(),
            to: info.offset(),
            name: info.abbreviation().to_owned(),
        };
        let epoch = Date::constant(1970, 1, 1).to_datetime(Time::midnight());
        Self {
            change,
            local: epoch.min(info.offset().to_datetime(at)),
        }
    }

    fn write(&self, rule: Option<&str>, lines: &mut Lines) {
        let part = if self.change.dst.is_dst() { "DAYLIGHT" } else { "STANDARD" };
        lines.plain("BEGIN", part);
        lines.plain("DTSTART", &date_time(self.local));
        if let Some(rule) = rule {
            lines.plain("RRULE", rule);
        }
        lines.plain("TZOFFSETFROM", &utc_offset(self.change.from));
        lines.plain("TZOFFSETTO", &utc_offset(self.change.to));
        lines.text("TZNAME", &self.change.name);
        lines.plain("END", part);
    }
}

/// The change in force at `first` and those after it up to `last`.
fn changes(rules: &TimeZone, first: Timestamp, last: Timestamp) -> Vec<Onset> {
    let in_force = rules.preceding(second_after(first)).next();
    let start = in_force.map_or_else(|| Onset::always(rules, first), |change| Onset::of(rules, &change));
    let later = rules.following(first).take_while(|change| change.timestamp() <= last);
    std::iter::once(start)
        .chain(later.map(|change| Onset::of(rules, &change)))
        .collect()
}

/// The years after the last event that must keep to a rule: every weekday falls on every day of the year in them.
const CYCLE: i64 = 28;

/// Two onsets, the earliest of their rules, with the rules as RRULE values: if two rules describe every change from the
/// one in force at `first` to a whole cycle of the calendar after `last`.
fn yearly(rules: &TimeZone, first: Timestamp, last: Timestamp) -> Option<[(Onset, String); 2]> {
    let cycle = SignedDuration::from_hours(CYCLE * 366 * 24);
    let until = last.checked_add(cycle).ok()?;
    let ahead = rules.following(first).take_while(|change| change.timestamp() <= until);
    let ahead: Vec<Onset> = ahead.map(|change| Onset::of(rules, &change)).collect();
    let one = Rule::describing(ahead.iter().step_by(2))?;
    let other = Rule::describing(ahead.iter().skip(1).step_by(2))?;

    let behind = rules.preceding(second_after(first)).map(|change| Onset::of(rules, &change));
    let behind: Vec<Onset> = behind.take_while(|onset| one.fits(onset) || other.fits(onset)).collect();
    behind.first()?;
    let mut known = behind.iter().rev().chain(&ahead);
    let earliest = known.next()?;
    let (rule, next_rule) = if one.fits(earliest) { (one, other) } else { (other, one) };
    let next = known.find(|onset| next_rule.fits(onset))?;
    Some([(earliest.clone(), rule.recurrence()), (next.clone(), next_rule.recurrence())])
}

fn second_after(at: Timestamp) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX)
}

/// A change that comes every year on the same weekday of a month.
#[derive(Debug, Clone, PartialEq)]
struct Rule {
    change: Change,
    month: i8,
    weekday: Weekday,
    time: Time,
    week: Week,
}

/// Which of the month's weekdays.
#[derive(Debug, Clone, PartialEq)]
enum Week {
    /// The last one.
    Last,
    /// The first, second, third or fourth.
    Nth(i8),
    /// The one in the seven days from this day of the month.
    From(i8),
}

impl Rule {
    fn describing<'a>(onsets: impl Iterator<Item = &'a Onset> + Clone) -> Option<Self> {
        let first = onsets.clone().next()?;
        let week = Week::of(onsets.clone().map(|onset| onset.local.date()))?;
        let rule = Self {
            change: first.change.clone(),
            month: first.local.month(),
            weekday: first.local.weekday(),
            time: first.local.time(),
            week,
        };
        let years = onsets.clone().map(|onset| onset.local.year());
        let every_year = years.clone().zip(years.skip(1)).all(|(year, next)| next == year + 1);
        (every_year && onsets.into_iter().all(|onset| rule.fits(onset))).then_some(rule)
    }

    fn fits(&self, onset: &Onset) -> bool {
        onset.change == self.change
            && onset.local.month() == self.month
            && onset.local.weekday() == self.weekday
            && onset.local.time() == self.time
            && self.week.contains(onset.local.date())
    }

    /// The value of RRULE (RFC 5545, section 3.3.10).
    fn recurrence(&self) -> String {
        let month = self.month;
        let day = match self.weekday {
            Weekday::Monday => "MO",
            Weekday::Tuesday => "TU",
            Weekday::Wednesday => "WE",
            Weekday::Thursday => "TH",
            Weekday::Friday => "FR",
            Weekday::Saturday => "SA",
            Weekday::Sunday => "SU",
        };
        match self.week {
            Week::Last => format!("FREQ=YEARLY;BYMONTH={month};BYDAY=-1{day}"),
            Week::Nth(n) => format!("FREQ=YEARLY;BYMONTH={month};BYDAY={n}{day}"),
            Week::From(first) => {
                let days: Vec<String> = (first..first + 7).map(|day| day.to_string()).collect();
                format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={};BYDAY={day}", days.join(","))
            }
        }
    }
}

impl Week {
    fn of(dates: impl Iterator<Item = Date> + Clone) -> Option<Self> {
        let earliest = dates.clone().map(Date::day).min()?;
        [Self::Last, Self::Nth((earliest - 1) / 7 + 1), Self::From(earliest)]
            .into_iter()
            .find(|week| dates.clone().all(|date| week.contains(date)))
    }

    fn contains(&self, date: Date) -> bool {
        match *self {
            Self::Last => date.day() + 7 > date.days_in_month(),
            Self::Nth(n) => (date.day() - 1) / 7 + 1 == n,
            Self::From(first) => (first..first + 7).contains(&date.day()),
        }
    }
}

/// A DATE-TIME value without a zone: `20250324T083000` (RFC 5545, section 3.3.5).
pub(super) fn date_time(at: DateTime) -> String {
    let date = date(at.date());
    format!("{date}T{:02}{:02}{:02}", at.hour(), at.minute(), at.second())
}

/// A DATE value: `20250324` (RFC 5545, section 3.3.4; RFC 6350, section 4.3.1).
pub(super) fn date(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A UTC-OFFSET value: `-0500`, with seconds only where there are any (RFC 5545, section 3.3.14).
fn utc_offset(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn zone(name: &str) -> Zone {
        Zone::named(name).expect(name)
    }

    /// The VTIMEZONE for events from the first to the last day of two years.
    fn written(name: &str, years: [i16; 2]) -> String {
        let zone = zone(name);
        let first = zone.instant(day(years[0], 1, 1).at(0, 0, 0, 0));
        let last = zone.instant(day(years[1], 12, 31).at(0, 0, 0, 0));
        let mut out = Vec::new();
        zone.write(first, last, &mut Lines::of_calendar(&mut out));
        String::from_utf8(out).expect("UTF-8").replace("\r\n", "\n")
    }

    fn recurrences(name: &str, year: i16) -> Vec<String> {
        let file = written(name, [year, year]);
        file.lines()
            .filter_map(|line| line.strip_prefix("RRULE:FREQ=YEARLY;"))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_name_is_known_in_any_case() {
        assert_eq!(zone("america/new_york").name(), "America/New_York");
        assert_eq!(Zone::named("America/Springfield"), None);
        assert_eq!(Zone::named("Etc/Unknown"), None);
    }

    #[test]
    fn new_york_keeps_two_rules_since_2007() {
        let expected = "\
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
END:VTIMEZONE
";
        assert_eq!(written("America/New_York", [2025, 2025]), expected);
        assert_eq!(written("America/New_York", [2008, 2031]), expected, "the same for every event");
    }

    #[test]
    fn a_change_of_the_rules_is_written_change_by_change() {
        let starts: Vec<String> = written("America/New_York", [2006, 2007])
            .lines()
            .filter_map(|line| line.strip_prefix("DTSTART:"))
            .map(str::to_owned)
            .collect();
        let expected = [
            "20051030T020000",
            "20060402T020000",
            "20061029T020000",
            "20070311T020000",
            "20071104T020000",
        ];
        assert_eq!(starts, expected);
    }

    #[test]
    fn rules_of_every_shape() {
        assert_eq!(
            recurrences("Europe/Madrid", 2025),
            ["BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"]
        );
        assert_eq!(
            recurrences("Asia/Jerusalem", 2025),
            ["BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR", "BYMONTH=10;BYDAY=-1SU"]
        );
        assert_eq!(recurrences("Africa/Casablanca", 2025), Vec::<String>::new());
    }

    #[test]
    fn a_zone_without_changes_has_one_part() {
        let phoenix = written("America/Phoenix", [2025, 2026]);
        assert_eq!(phoenix.matches("BEGIN:STANDARD").count(), 1, "{phoenix}");
        assert!(phoenix.contains("TZOFFSETTO:-0700\nTZNAME:MST\n"), "{phoenix}");
        let utc = written("UTC", [2025, 2025]);
        assert!(
            utc.contains("DTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0000\n"),
            "{utc}"
        );
    }

    #[test]
    fn seconds_of_old_offsets_are_written() {
        assert!(written("America/New_York", [1883, 1883]).contains("TZOFFSETFROM:-045602\n"));
    }

    #[test]
    fn every_zone_is_covered_from_its_first_event() {
        for name in TimeZoneDatabase::bundled().available() {
            let file = written(name.as_str(), [2025, 2027]);
            let starts = file.lines().filter_map(|line| line.strip_prefix("DTSTART:"));
            assert!(starts.min().is_some_and(|start| start < "20250101T000000"), "{file}");
        }
    }
}
