//! Dates and times in other forms than docent reads: what to type instead, and how sure that is.

use jiff::civil::{Date, Time};

use super::dates::{Moment, WEEKDAYS, Weekday, clock};
use crate::diag::fix::{Remedy, Trust};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The months in Spanish, the second language of most portals.
const MESES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// What stands between two days or two times.
const BETWEEN: [&str; 9] = [" - ", "\u{2013}", "\u{2014}", " to ", " through ", " thru ", " until ", " al ", "-"];

/// Zones that people type behind a time.
const ZONES: [&str; 16] = [
    "est", "edt", "et", "eastern", "cst", "cdt", "ct", "central", "mst", "mdt", "mt", "mountain", "pst", "pdt", "pt", "pacific",
];

/// A text that does not begin with a date as docent reads it.
pub fn date(text: &str) -> Remedy {
    if let Some(remedy) = two_days(text).or_else(|| without_day(text)) {
        return remedy;
    }
    one_day(text)
}

fn one_day(text: &str) -> Remedy {
    let (day, time) = split(text);
    let numbers: Vec<i16> = day
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let written = |date: Date| Moment { date, time }.to_string();
    let real = |year: i16, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let found = match (month_named_in(day), numbers.as_slice()) {
        (Some(month), &[day, year]) if day.max(year) >= 1000 => real(year.max(day), month, day.min(year)),
        (Some(month), &[day, year @ 0..100]) => return short_year(day, real(2000 + year, month, day).map(written)),
        (Some(month), &[day @ 1..=31]) => return Remedy::words(format!("the year is missing: write year-month-day, such as `2025-{month:02}-{day:02}`")),
        (None, &[first, second, year @ 0..100]) if day.contains('/') => return short_year(first.max(second), real(2000 + year, first, second).map(written)),
        (None, &[year @ 1000..=9999, month, day]) if real(year, month, day).is_none() => {
            return match real(year, day, month) {
                Some(date) => {
                    let help = format!("there is no such day; did you mean `{}`? Dates are year-month-day", written(date));
                    Remedy::text(help, Trust::Suggested, written(date))
                }
                None => Remedy::words("there is no such day in the calendar; dates are year-month-day, such as `2025-03-24`"),
            };
        }
        (None, &[year @ 1000..=9999, month, day]) => real(year, month, day),
        (None, &[first, second, year @ 1000..=9999]) if first <= 12 && second <= 12 && first != second => {
            return match (real(year, first, second), real(year, second, first)) {
                (Some(us), Some(other)) => Remedy::words(format!(
                    "this can be read in two ways; write `{}` or `{}`",
                    written(us),
                    written(other)
                )),
                _ => plain(),
            };
        }
        (None, &[first, second, year @ 1000..=9999]) => real(year, first, second).or_else(|| real(year, second, first)),
        _ => None,
    };
    let right = |date: Date| Remedy::text(format!("write it as `{}`", written(date)), trust(day, date), written(date));
    found.map_or_else(plain, right)
}

fn plain() -> Remedy {
    Remedy::words("write year-month-day, such as `2025-03-24`, or with a time `2025-03-24 08:30`")
}

/// The part about the day, and the time of day behind it if there is one.
fn split(text: &str) -> (&str, Option<Time>) {
    let spaces = text.match_indices([' ', 'T']).map(|(at, _)| at);
    let time_at = |at: usize| {
        text.get(at + 1..)
            .and_then(|rest| clock(rest.trim()).or_else(|| other_clock(rest.trim())))
    };
    let is_time = |at: usize| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.contains(':') || rest.to_lowercase().contains('m'))
    };
    let found = spaces
        .filter(|at| is_time(*at))
        .find_map(|at| Some((text.get(..at)?, time_at(at)?)));
    found.map_or((text, None), |(day, time)| (day, Some(time)))
}

/// The number of the month that a text names.
fn month_named_in(text: &str) -> Option<i16> {
    let is_month = |word: &str| MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word));
    let month = words(text).find_map(|word| is_month(&word))?;
    i16::try_from(month + 1).ok()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Safe if every word is part of the date, and the weekday, where one stands, is that of the date.
fn trust(text: &str, date: Date) -> Trust {
    let own_day = Weekday::name(date.weekday()).to_lowercase();
    let is_part = |word: &str| match WEEKDAYS.iter().any(|day| is_short_for(word, &day.to_lowercase())) {
        true => is_short_for(word, &own_day),
        false => matches!(word, "st" | "nd" | "rd" | "th" | "of" | "the" | "sept") || MONTHS.iter().any(|month| is_short_for(word, month)),
    };
    if words(text).all(|word| is_part(&word)) {
        Trust::Safe
    } else {
        Trust::Suggested
    }
}

fn is_short_for(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

/// A time behind `date` that docent does not read.
pub fn time(date: Date, text: &str) -> Remedy {
    let right = |time: Time| Moment { date, time: Some(time) }.to_string();
    match (without_zone(text), other_clock(text)) {
        // Where the clock stands is not known here: a class in Seattle may have been typed with the zone of Richmond.
        (Some(local), _) => {
            let found = clock(local).or_else(|| other_clock(local)).map(right);
            let shown = found.clone().unwrap_or_else(|| format!("{date} 08:30"));
            Remedy {
                help: format!(
                    "leave the offset or zone out: `{shown}`; the zone comes from `timezone`, so that daylight time is always right"
                ),
                right: found.map(|found| (Trust::Suggested, found)),
            }
        }
        (None, Some(time)) => Remedy::text(format!("write it as `{}`", right(time)), Trust::Safe, right(time)),
        (None, None) => Remedy::words(format!("write the time as `{date} 08:30` or `{date} 2:00 pm`")),
    }
}

/// The time before an offset or the name of a zone. Universal time (`Z`) is no local time, so nothing is left of it.
fn without_zone(text: &str) -> Option<&str> {
    if let Some(at) = text.find(['+', '-']).filter(|at| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }) {
        let is_offset = text
            .get(at + 1..)
            .is_some_and(|rest| rest.len() >= 4 && rest.starts_with(['0', '1']) && rest.ends_with("00"));
        return if is_offset { text.get(..at).map(str::trim) } else { None };
    }
    if text.ends_with(['Z', 'z']) {
        return Some("");
    }
    let text = text.trim_end_matches(')');
    let lower = text.to_lowercase();
    let zone = lower.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let local = text.get(..text.len() - zone.len()).filter(|_| ZONES.contains(&zone));
    local.map(|local| local.trim_end_matches(['(', ' ']))
}

/// `8h30`, `8.30`, `0830`, `1400 hrs`, `12 noon`.
fn other_clock(text: &str) -> Option<Time> {
    let lower = text.to_lowercase().replace(' ', "");
    if matches!(lower.as_str(), "noon" | "12noon" | "12:00noon") {
        return Time::new(12, 0, 0, 0).ok();
    }
    let bare = ["hours", "hrs", "h"]
        .iter()
        .find_map(|unit| lower.strip_suffix(unit))
        .unwrap_or(&lower);
    let digits = bare.chars().all(|c| c.is_ascii_digit());
    if digits && bare.len() == 4 {
        let (hour, minute) = bare.split_at(2);
        return clock(&format!("{hour}:{minute}"));
    }
    let separated = bare.split(['h', '.', ':']).collect::<Vec<_>>();
    match separated.as_slice() {
        [hour, rest] if hour.len() <= 2 && rest.len() >= 2 => clock(&format!("{hour}:{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::dates;
    use super::*;

    #[test]
    fn other_forms_are_answered_with_the_right_one() {
        use Trust::{Safe, Suggested};
        for (text, trust, right) in [
            ("3/24/2025", Safe, "2025-03-24"),
            ("24.3.2025", Safe, "2025-03-24"),
            ("2025/03/24", Safe, "2025-03-24"),
            ("2025-3-4", Safe, "2025-03-04"),
            ("March 24, 2025", Safe, "2025-03-24"),
            ("24 March 2025", Safe, "2025-03-24"),
            ("Monday, March 24th, 2025", Safe, "2025-03-24"),
            ("Friday, March 24, 2025", Suggested, "2025-03-24"),
            ("March 24, 2025 (first day)", Suggested, "2025-03-24"),
            ("2025-22-01", Suggested, "2025-01-22"),
            ("3/24/2025 8:30 am", Safe, "2025-03-24 08:30"),
            ("March 24, 2025 2:00 PM", Safe, "2025-03-24 14:00"),
            ("2025-03-24 8h30", Safe, "2025-03-24 08:30"),
            ("2025-03-24 0830", Safe, "2025-03-24 08:30"),
            ("2025-03-24 1400 hrs", Safe, "2025-03-24 14:00"),
            ("2025-03-24 8.30", Safe, "2025-03-24 08:30"),
            ("2025-03-24 8.30 pm", Safe, "2025-03-24 20:30"),
            ("2025-03-24 noon", Safe, "2025-03-24 12:00"),
            ("2025-03-24 8:30 EST", Suggested, "2025-03-24 08:30"),
            ("2025-03-24 8:30 a.m. (ET)", Suggested, "2025-03-24 08:30"),
            ("2025-03-24T08:30:00-05:00", Suggested, "2025-03-24 08:30"),
        ] {
            let misread = dates::moment(text).expect_err(text);
            assert_eq!(misread.right, Some((trust, right.to_owned())), "{text}: {}", misread.help);
            assert!(misread.help.contains(&format!("`{right}`")), "{text}: {}", misread.help);
        }
    }

    #[test]
    fn where_two_readings_or_none_are_possible_nothing_is_guessed() {
        for (text, part) in [
            ("03/04/2025", "`2025-03-04` or `2025-04-03`"),
            ("2025-02-30", "no such day"),
            ("soon", "year-month-day"),
            ("2025-03-24 14:000:00", "08:30"),
            ("2025-03-24 8:30-16:30", "08:30"),
            ("2025-03-24T12:30:00Z", "leave the offset or zone out"),
        ] {
            let misread = dates::moment(text).expect_err(text);
            assert!(misread.right.is_none() && misread.help.contains(part), "{text}: {misread:?}");
        }
    }
}
