//! Dates and times as other programs write them, made into those that docent reads.

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::schema::dates::{self, Moment};

/// What stands first in a date of three numbers such as `3/4/2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// The month, as in the United States: March 4.
    MonthFirst,
    /// The day, as in Europe: 3 April.
    DayFirst,
}

impl DayOrder {
    /// The order that the dates of a table show: nothing where none has a number over 12, or where they disagree.
    pub fn shown_by<'a>(dates: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut month, mut day) = (false, false);
        for [first, second, _] in dates.filter_map(numbers) {
            month |= second > 12;
            day |= first > 12;
        }
        match (month, day) {
            (true, false) => Some(Self::MonthFirst),
            (false, true) => Some(Self::DayFirst),
            _ => None,
        }
    }
}

/// The numbers of `3/24/2025`; nothing for another form.
fn numbers(text: &str) -> Option<[i16; 3]> {
    let day = text.split_whitespace().next()?;
    let parts: Option<Vec<i16>> = day.split(['/', '.', '-']).map(|part| part.parse().ok()).collect();
    match *parts?.as_slice() {
        [first @ 1..=31, second @ 1..=31, year @ 0..=99] => Some([first, second, 2000 + year]),
        [first @ 1..=31, second @ 1..=31, year @ 1000..=9999] => Some([first, second, year]),
        _ => None,
    }
}

/// A date as people type it, with a time if there is one. The error says what is wrong.
pub fn typed(text: &str, order: Option<DayOrder>) -> Result<Moment, String> {
    let text = text.trim();
    let Some([first, second, year]) = numbers(text) else {
        return as_docent_reads(text);
    };
    let (month, day) = match order {
        Some(DayOrder::MonthFirst) => (first, second),
        Some(DayOrder::DayFirst) => (second, first),
        None if first == second => (first, second),
        None => {
            return Err(format!(
                "`{text}` can be read in two ways: say which with --dates month-first or --dates day-first"
            ));
        }
    };
    let rest = text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim());
    as_docent_reads(format!("{year:04}-{month:02}-{day:02} {rest}").trim())
}

/// What docent reads, or what it offers to correct without a doubt.
fn as_docent_reads(text: &str) -> Result<Moment, String> {
    dates::moment(text).or_else(|remedy| {
        let right = remedy.right.filter(|(trust, _)| *trust == crate::diag::fix::Trust::Safe);
        right
            .and_then(|(_, text)| dates::moment(&text).ok())
            .ok_or_else(|| format!("`{text}` is not a date docent can read"))
    })
}

/// A DATE or DATE-TIME of iCalendar (RFC 5545, 3.3.4 and 3.3.5), and whether it is in UTC.
pub fn of_calendar(text: &str) -> Option<(Moment, IsUtc)> {
    let (day, time) = match text.trim().split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text.trim(), None),
    };
    let number = |text: Option<&str>| text.filter(|text| text.chars().all(|c| c.is_ascii_digit()))?.parse::<i16>().ok();
    let small = |text: Option<&str>| number(text).and_then(|number| i8::try_from(number).ok());
    let date = Date::new(number(day.get(..4))?, small(day.get(4..6))?, small(day.get(6..8))?).ok();
    let date = date.filter(|_| day.len() == 8)?;
    let Some(time) = time else { return Some((date.into(), IsUtc::No)) };
    let is_utc = if time.ends_with(['Z', 'z']) { IsUtc::Yes } else { IsUtc::No };
    let time = Time::new(small(time.get(..2))?, small(time.get(2..4))?, 0, 0).ok()?;
    Some((Moment { date, time: Some(time) }, is_utc))
}

/// Whether a time is in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsUtc {
    /// It is.
    Yes,
    /// It is that of a place.
    No,
}

/// A moment in UTC on the clocks of a place.
pub fn in_zone(moment: Moment, zone: &str) -> Option<Moment> {
    let zone = TimeZoneDatabase::bundled().get(zone).ok()?;
    let instant = moment.date.to_datetime(moment.time?).to_zoned(TimeZone::UTC).ok()?;
    let local = instant.with_time_zone(zone).datetime();
    Some(Moment {
        date: local.date(),
        time: Some(local.time()),
    })
}

/// The IANA name of a zone, by the names that calendars have for it: the name itself, behind the path of a program, or that
/// of Windows. Nothing where none is known.
pub fn zone(name: &str) -> Option<String> {
    let name = name.trim().trim_matches('"');
    let iana = |name: &str| {
        let zone = TimeZoneDatabase::bundled()
            .get(name)
            .ok()
            .filter(|_| name.contains('/') || name == "UTC")?;
        zone.iana_name().map(str::to_owned)
    };
    let parts: Vec<&str> = name.split('/').collect();
    let behind_a_path = parts.get(parts.len().saturating_sub(2)..).map(|parts| parts.join("/"));
    iana(name)
        .or_else(|| {
            WINDOWS
                .iter()
                .find(|(windows, _)| windows.eq_ignore_ascii_case(name))
                .and_then(|(_, name)| iana(name))
        })
        .or_else(|| iana(&behind_a_path?))
}

/// The names of Windows for the zones of the United States, Canada, Mexico and Western Europe, each with the place that
/// Unicode CLDR (`windowsZones`) gives for it.
const WINDOWS: [(&str, &str); 26] = [
    ("Eastern Standard Time", "America/New_York"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Pacific Standard Time (Mexico)", "America/Tijuana"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Aleutian Standard Time", "America/Adak"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("Samoa Standard Time", "Pacific/Apia"),
    ("UTC-11", "Pacific/Pago_Pago"),
    ("West Pacific Standard Time", "Pacific/Port_Moresby"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Yukon Standard Time", "America/Whitehorse"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Mountain Standard Time (Mexico)", "America/Mazatlan"),
    ("GMT Standard Time", "Europe/London"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("UTC", "UTC"),
];

#[cfg(test)]
mod tests {
    use super::{DayOrder, IsUtc, in_zone, of_calendar, typed, zone};

    #[test]
    fn dates_are_read_in_the_order_that_the_table_shows() {
        let order = |dates: &[&str]| DayOrder::shown_by(dates.iter().copied());
        assert_eq!(order(&["3/4/2025", "3/24/2025"]), Some(DayOrder::MonthFirst));
        assert_eq!(order(&["3/4/2025", "24.3.2025"]), Some(DayOrder::DayFirst));
        assert_eq!(order(&["3/4/2025"]), None);
        let read = |text: &str, order| typed(text, order).map(|moment| moment.to_string());
        assert_eq!(
            read("3/4/25 8:30 AM", Some(DayOrder::MonthFirst)).as_deref(),
            Ok("2025-03-04 08:30")
        );
        assert_eq!(read("3/4/2025", Some(DayOrder::DayFirst)).as_deref(), Ok("2025-04-03"));
        assert_eq!(read("March 24, 2025", None).as_deref(), Ok("2025-03-24"));
        assert!(read("3/4/2025", None).expect_err("a doubt").contains("--dates"));
        assert!(read("2/30/2025", Some(DayOrder::MonthFirst)).is_err());
    }

    #[test]
    fn times_of_calendars_are_those_of_a_place() {
        let (moment, is_utc) = of_calendar("20250324T123000Z").expect("a time");
        assert_eq!(is_utc, IsUtc::Yes);
        assert_eq!(
            in_zone(moment, "America/New_York").map(|moment| moment.to_string()).as_deref(),
            Some("2025-03-24 08:30")
        );
        assert_eq!(
            of_calendar("20250324").map(|(moment, _)| moment.to_string()).as_deref(),
            Some("2025-03-24")
        );
        assert_eq!(of_calendar("20251324"), None);
        assert_eq!(of_calendar("２０２５"), None);
    }

    #[test]
    fn zones_are_known_by_the_names_that_programs_give_them() {
        assert_eq!(zone("Pacific Standard Time").as_deref(), Some("America/Los_Angeles"));
        assert_eq!(
            zone("/example.org/20050126_1/America/New_York").as_deref(),
            Some("America/New_York")
        );
        assert_eq!(zone("Customized Time Zone"), None);
    }

    #[test]
    fn every_zone_of_windows_is_one_of_the_database() {
        for (windows, _) in super::WINDOWS {
            assert!(zone(windows).is_some(), "{windows}");
        }
    }
}
