//! Dates and times in other forms than docent reads: what to type instead, and how sure that is.

use jiff::civil::{Date, Time, Weekday};

use super::dates::{self, Moment, clock};
use crate::diag::fix::{Remedy, Trust};
use crate::words::Lang;

/// The languages in which names of months and weekdays are read.
const LANGUAGES: [Lang; 2] = [Lang::En, Lang::Es];

/// What stands between two days or two times.
const BETWEEN: [&str; 7] = [" - ", "\u{2013}", "\u{2014}", " to ", " through ", " until ", " al "];

/// Zones that people type behind a time.
const ZONES: [&str; 16] = [
    "est", "edt", "et", "eastern", "cst", "cdt", "ct", "central", "mst", "mdt", "mt", "mountain", "pst", "pdt", "pt", "pacific",
];

/// What people write in place of something that they do not know yet.
const PLACEHOLDERS: [&str; 15] = [
    "tbd",
    "tba",
    "tbc",
    "n/a",
    "na",
    "none",
    "unknown",
    "pending",
    "to be determined",
    "to be announced",
    "coming soon",
    "see website",
    "see web site",
    "varies",
    "por determinar",
];

/// Parts of a year in which a class is planned.
const SEASONS: [&str; 10] = [
    "spring",
    "summer",
    "fall",
    "autumn",
    "winter",
    "primavera",
    "verano",
    "otoño",
    "invierno",
    "early",
];

/// Whether a text stands in place of something that is not known yet: `TBD`, `N/A`, `?`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    PLACEHOLDERS.contains(&&*text) || (!text.is_empty() && text.chars().all(|c| matches!(c, '?' | '-' | '\u{2013}' | '\u{2014}' | '_')))
}

/// `TBD`, `July 2027`, `Summer 2027`: no day yet.
fn no_day(text: &str) -> Option<Remedy> {
    let is_season = words(text).any(|word| SEASONS.contains(&&*word));
    let is_planned = match (months_named_in(text).as_slice(), numbers(text).as_slice()) {
        ([_, ..], [1000..=9999]) => true,
        (_, [] | [1000..=9999]) => is_season,
        _ => false,
    };
    let shown = if is_placeholder(text) { "To be announced" } else { text };
    (is_planned || is_placeholder(text)).then(|| {
        Remedy::words(format!(
            "leave the line out until the day is known; a class says when in words: `when_text: {shown}`"
        ))
    })
}

/// A text that does not begin with a date as docent reads it.
pub fn date(text: &str) -> Remedy {
    let special = no_day(text)
        .or_else(|| two_days(text))
        .or_else(|| short_year(text))
        .or_else(|| without_day(text));
    special.unwrap_or_else(|| one_day(text))
}

/// `March 24-27, 2025`, `March 30 to April 2, 2025`: the first and the last day.
fn two_days(text: &str) -> Option<Remedy> {
    let read = |text: &str| match dates::moment(text.trim()) {
        Ok(moment) => Some(moment),
        Err(_) => dates::moment(&one_day(text.trim()).right?.1).ok(),
    };
    let same_month = || match (months_named_in(text).as_slice(), numbers(text).as_slice()) {
        (&[month], &[first, last, year @ 1000..=9999]) if first < last => {
            let day = |day: i16| read(&format!("{year:04}-{month:02}-{day:02}"));
            Some((day(first)?, day(last)?))
        }
        _ => None,
    };
    let apart = |between: &&str| {
        let (first, last) = text.split_once(*between)?;
        let last = read(last)?;
        let first = read(first).or_else(|| read(&format!("{first}, {}", last.date.year())))?;
        (first < last).then_some((first, last))
    };
    let (first, last) = BETWEEN.iter().find_map(apart).or_else(same_month)?;
    Some(Remedy::words(format!(
        "these are two days: write the first one here, `{first}`, and the last one in `end`, `{last}`"
    )))
}

/// `3/24/25`, `March 24, '25`: which century is meant is clear, and which number is the year not always.
fn short_year(text: &str) -> Option<Remedy> {
    let (before, year) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let wanted = if months_named_in(text).is_empty() { 3 } else { 2 };
    let is_short = numbers(text).iter().all(|number| *number < 1000) && numbers(text).len() == wanted;
    let is_year = is_short && year.chars().all(|c| c.is_ascii_digit()) && before.ends_with(['/', '\'', '.']);
    let whole = format!("{}20{year}", before.trim_end_matches('\''));
    let remedy = is_year.then(|| one_day(&whole))?;
    let right = remedy.right.map(|(_, right)| (Trust::Suggested, right));
    Some(Remedy { right, ..remedy })
}

/// `16:00`: a time alone.
fn without_day(text: &str) -> Option<Remedy> {
    let time = clock(text)?;
    let example = Moment {
        date: Date::constant(2025, 3, 24),
        time: Some(time),
    };
    Some(Remedy::words(format!(
        "the day is missing: write it before the time, such as `{example}`"
    )))
}

/// The month of a year in other words: `Nov 2025`, `11/2025`.
pub fn month(text: &str) -> Remedy {
    let found = match (months_named_in(text).as_slice(), numbers(text).as_slice()) {
        (&[month], &[year @ 1000..=9999]) => Some((year, month)),
        ([], &[month @ 1..=12, year @ 1000..=9999] | &[year @ 1000..=9999, month @ 1..=12]) => Some((year, month)),
        _ => None,
    };
    match found.and_then(|(year, month)| Some((year, month, Date::new(year, i8::try_from(month).ok()?, 1).ok()?))) {
        Some((year, month, first)) => {
            let right = format!("{year:04}-{month:02}");
            Remedy::text(format!("write it as `{right}`"), trust(text, first), right)
        }
        None => match date(text) {
            whole @ Remedy { right: Some(_), .. } => whole,
            _ => Remedy::words("write year and month, such as `2023-11`, or a whole date, such as `2023-11-15`"),
        },
    }
}

/// A month by its name or with its year where its number is wanted: `June`, `junio de 2027`, `2027-06`.
pub fn number_of_month(text: &str) -> Option<Remedy> {
    let months = months_named_in(text);
    let is_month = words(text).all(|word| is_any_month(&word) || matches!(word.as_str(), "of" | "de" | "del"));
    match (months.as_slice(), numbers(text).as_slice()) {
        ([month], []) if is_month => Some(Remedy::text(format!("write its number: `{month}`"), Trust::Safe, month.to_string())),
        ([month], [year @ 1000..=9999]) | ([], [year @ 1000..=9999, month @ 1..=12]) if is_month && text.len() >= 7 => Some(Remedy::words(
            format!("write the number of the month, `{month}`; the year, `{year}`, is a number of its own"),
        )),
        _ => None,
    }
}

/// The numbers in a text, from the left to the right.
fn numbers(text: &str) -> Vec<i16> {
    let parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.filter_map(|part| part.parse().ok()).collect()
}

fn one_day(text: &str) -> Remedy {
    let (day, time) = split(text);
    let written = |date: Date| Moment { date, time }.to_string();
    let real = |year: i16, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let found = match (months_named_in(day).as_slice(), numbers(day).as_slice()) {
        (&[month], &[day, year]) if day.max(year) >= 1000 => real(year.max(day), month, day.min(year)),
        (&[month], &[day @ 1..=31]) => {
            return Remedy::words(format!(
                "the year is missing: write it in front, such as `2025-{month:02}-{day:02}`"
            ));
        }
        ([], &[year @ 1000..=9999, month, day]) if real(year, month, day).is_none() => {
            return match real(year, day, month) {
                Some(date) => {
                    let help = format!("there is no such day; did you mean `{}`? Dates are year-month-day", written(date));
                    Remedy::text(help, Trust::Suggested, written(date))
                }
                None => Remedy::words("there is no such day in the calendar; dates are year-month-day, such as `2025-03-24`"),
            };
        }
        ([], &[year @ 1000..=9999, month, day]) => real(year, month, day),
        ([], &[first, second, year @ 1000..=9999]) if first <= 12 && second <= 12 && first != second => {
            return match (real(year, first, second), real(year, second, first)) {
                (Some(us), Some(other)) => Remedy::words(format!(
                    "this can be read in two ways; write `{}` or `{}`",
                    written(us),
                    written(other)
                )),
                _ => plain(),
            };
        }
        ([], &[first, second, year @ 1000..=9999]) => real(year, first, second).or_else(|| real(year, second, first)),
        _ => None,
    };
    let right = |date: Date| Remedy::text(format!("write it as `{}`", written(date)), trust(day, date), written(date));
    found.map_or_else(plain, right)
}

/// A length of time in words: `12 minutes`, `1h 12m`.
pub fn length(text: &str) -> Remedy {
    match seconds_in_words(text) {
        Some(all) => {
            let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
            let right = match hours {
                0 => format!("{minutes}:{seconds:02}"),
                _ => format!("{hours}:{minutes:02}:{seconds:02}"),
            };
            Remedy::text(format!("write it as `{right}`"), Trust::Safe, right)
        }
        None => match text.parse::<u32>() {
            Ok(number) => Remedy::words(format!("write minutes and seconds: {number} minutes are `{number}:00`")),
            Err(_) => Remedy::words("write minutes and seconds, such as `3:50`, or hours too, such as `1:02:30`"),
        },
    }
}

fn seconds_in_words(text: &str) -> Option<u32> {
    let mut rest = text.to_lowercase();
    let mut total = 0u32;
    while !rest.is_empty() {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = rest.split_at_checked(digits)?;
        let unit = unit.trim_start();
        let letters = unit.chars().take_while(char::is_ascii_alphabetic).count();
        let (unit, after) = unit.split_at_checked(letters)?;
        let factor = match unit {
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(factor)?)?;
        rest = after.trim_start_matches(['.', ',', ' ']).to_owned();
    }
    Some(total).filter(|total| *total > 0)
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

/// The numbers of the months that a text names. Of two, none is meant more than the other, and one may be a Tuesday:
/// `mar 3 de junio`.
fn months_named_in(text: &str) -> Vec<i16> {
    let is_named = |month: &i8| words(text).any(|word| is_short_for_month(&word, *month));
    (1..=12).filter(is_named).map(i16::from).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Safe if every word is part of the date, and the weekday, where one stands, is that of the date.
fn trust(text: &str, date: Date) -> Trust {
    let months = words(text).filter(|word| is_any_month(word)).count();
    let is_part = |word: &str| match is_any_month(word) {
        // `mar 4 de marzo`: where the month stands once more, this word is a Tuesday.
        true if months == 1 || !is_any_day(word) => true,
        _ if is_any_day(word) => is_short_for_day(word, date.weekday()),
        _ => matches!(word, "st" | "nd" | "rd" | "th" | "of" | "the" | "de" | "del"),
    };
    if words(text).all(|word| is_part(&word)) {
        Trust::Safe
    } else {
        Trust::Suggested
    }
}

fn is_any_month(word: &str) -> bool {
    (1..=12).any(|month| is_short_for_month(word, month))
}

fn is_any_day(word: &str) -> bool {
    Weekday::Monday.cycle_forward().take(7).any(|day| is_short_for_day(word, day))
}

/// Whether a word is a weekday or the beginning of one, in English or Spanish, with its accent or without.
fn is_short_for_day(word: &str, day: Weekday) -> bool {
    let plain = |name: &str| name.to_lowercase().replace('é', "e").replace('á', "a");
    LANGUAGES.iter().any(|lang| is_short_for(&plain(word), &plain(lang.weekday(day))))
}

fn is_short_for_month(word: &str, month: i8) -> bool {
    LANGUAGES.iter().any(|lang| is_short_for(word, &lang.month(month).to_lowercase()))
}

fn is_short_for(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

/// A time behind `date` that docent does not read.
pub fn time(date: Date, text: &str) -> Remedy {
    if let Some(remedy) = two_days(&format!("{date} {text}")).or_else(|| two_times(date, text)) {
        return remedy;
    }
    let text = text.strip_prefix("at ").unwrap_or(text);
    let right = |time: Time| Moment { date, time: Some(time) }.to_string();
    match (without_zone(text), clock(text).or_else(|| other_clock(text))) {
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

/// `8:30-16:30`, `9am to 5pm`, `9-5`: the beginning and the end of a day.
fn two_times(date: Date, text: &str) -> Option<Remedy> {
    let (first, last) = BETWEEN.iter().chain(&["-"]).find_map(|between| text.split_once(*between))?;
    let read = |text: &str| clock(text).or_else(|| other_clock(text));
    let is_hour = |text: &str| text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit());
    let (first, last) = (first.trim(), last.trim());
    // Two digits twice behind a minus are an offset, up to the fourteen hours that some islands have.
    let is_offset =
        text.contains(&format!("{first}-")) && last.len() >= 4 && last.starts_with(['0', '1']) && last <= "14" && last.ends_with("00");
    let both = match (read(first), read(last)) {
        (Some(first), Some(last)) if !is_offset => [first, last].map(Some),
        _ if is_hour(first) && is_hour(last) => [None, None],
        _ => return None,
    };
    let shown = |time: Option<Time>, otherwise: &str| match time {
        Some(_) => Moment { date, time }.to_string(),
        None => format!("{date} {otherwise}"),
    };
    let [first, last] = both;
    Some(Remedy::words(format!(
        "these are two times: write the first one here, `{}`, and the last one in `end`, `{}`",
        shown(first, "08:30"),
        shown(last, "16:30")
    )))
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
    if lower.ends_with(['a', 'p']) {
        return clock(&format!("{lower}m"));
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
            ("2025-03-24 at 9:00", Safe, "2025-03-24 09:00"),
            ("2025-03-24 9a", Safe, "2025-03-24 09:00"),
            ("24 de marzo de 2025", Safe, "2025-03-24"),
            ("lunes 24 de marzo de 2025", Safe, "2025-03-24"),
            ("sab 22 mar 2025", Safe, "2025-03-22"),
            ("vie 24 mar 2025", Suggested, "2025-03-24"),
            ("mar 4 de marzo de 2025", Safe, "2025-03-04"),
            ("mar 3 de marzo de 2025", Suggested, "2025-03-03"),
            ("3/24/25", Suggested, "2025-03-24"),
            ("24 March '25", Suggested, "2025-03-24"),
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
            ("TBD", "`when_text: To be announced`"),
            ("July 2027", "`when_text: July 2027`"),
            ("Summer 2027", "`when_text: Summer 2027`"),
            ("3/4/25", "`2025-03-04` or `2025-04-03`"),
            ("March 24", "the year is missing"),
            ("March 8, 27", "year-month-day"),
            ("mar 3 de junio de 2025", "year-month-day"),
            ("March/April 3, 2025", "year-month-day"),
            ("16:00", "the day is missing: write it before the time, such as `2025-03-24 16:00`"),
            (
                "March 24-27, 2025",
                "first one here, `2025-03-24`, and the last one in `end`, `2025-03-27`",
            ),
            ("March 30 to April 2, 2025", "`2025-03-30`, and the last one in `end`, `2025-04-02`"),
            ("3/24/2025 - 3/27/2025", "`2025-03-24`, and the last one in `end`, `2025-03-27`"),
            ("2025-03-24 to 2025-03-27", "`2025-03-24`, and the last one in `end`, `2025-03-27`"),
            (
                "2025-03-24 9am-5pm",
                "`2025-03-24 09:00`, and the last one in `end`, `2025-03-24 17:00`",
            ),
            ("2025-03-24 9-5", "these are two times"),
            (
                "2025-03-24 8:30-16:00",
                "`2025-03-24 08:30`, and the last one in `end`, `2025-03-24 16:00`",
            ),
            ("2025-03-24 14:000:00", "08:30"),
            ("2025-03-24 8:30-16:30", "08:30"),
            ("2025-03-24T12:30:00Z", "leave the offset or zone out"),
        ] {
            let misread = dates::moment(text).expect_err(text);
            assert!(misread.right.is_none() && misread.help.contains(part), "{text}: {misread:?}");
        }
    }

    #[test]
    fn a_month_by_its_name_has_a_number() {
        for (text, right) in [
            ("June", Some("6")),
            ("Sept.", Some("9")),
            ("junio", Some("6")),
            ("June 2027", None),
            ("2027-06", None),
        ] {
            let remedy = number_of_month(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(remedy.right, right.map(|right| (Trust::Safe, right.to_owned())), "{text}");
        }
        for text in ["40", "may vary", "June or July", "2 March", "soon"] {
            assert_eq!(number_of_month(text), None, "{text}");
        }
    }

    #[test]
    fn months_and_lengths_in_other_forms() {
        for (text, right) in [
            ("Nov 2025", "2025-11"),
            ("11/2025", "2025-11"),
            ("noviembre de 2025", "2025-11"),
            ("March 3, 2025", "2025-03-03"),
        ] {
            assert_eq!(month(text).right, Some((Trust::Safe, right.to_owned())), "{text}");
        }
        for text in ["2025", "March\u{2013}April 2025", "Jan/Feb 2025", "mar/abr 2025"] {
            assert_eq!(month(text).right, None, "{text}");
        }
        for (text, right) in [
            ("12 minutes", "12:00"),
            ("1h 12m", "1:12:00"),
            ("3 min. 50 sec", "3:50"),
            ("90 seconds", "1:30"),
        ] {
            assert_eq!(length(text).right, Some((Trust::Safe, right.to_owned())), "{text}");
        }
        // Twelve of what?
        assert!(length("12").right.is_none());
    }
}
