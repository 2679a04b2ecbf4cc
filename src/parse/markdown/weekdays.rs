//! Weekdays beside dates in running text: "Monday, March 24, 2025" is checked against the calendar.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::writer::Writer;
use crate::diag::{Code, Diagnostic};
use crate::words::Lang;

/// A weekday and the date behind it, with the place of both together.
#[derive(Debug, PartialEq, Eq)]
struct Dated {
    range: Range<usize>,
    lang: Lang,
    weekday: Weekday,
    date: Date,
}

/// Reports each weekday in `text`, which stands at `range` of the source, that is not the day of the date behind it.
pub(super) fn check(writer: &mut Writer<'_>, text: &str, range: &Range<usize>) {
    if writer.input.text.get(range.clone()) != Some(text) {
        // Character references and escapes: the places would be wrong.
        return;
    }
    for dated in find(text) {
        let right = dated.date.weekday();
        if right == dated.weekday {
            continue;
        }
        let (date, named) = (dated.lang.date(dated.date), dated.lang.weekday(right));
        // The message is in English; what stands in the text may not be.
        let called = |day| match dated.lang {
            Lang::En => Lang::En.weekday(day).to_owned(),
            other => format!("{} ({})", Lang::En.weekday(day), other.weekday(day)),
        };
        let place = range.start + dated.range.start..range.start + dated.range.end;
        let problem = Diagnostic::new(
            Code::WeekdayMismatch,
            format!("{date} is a {}, not a {}", called(right), called(dated.weekday)),
        )
        .at(&writer.finder.span(place))
        .help(format!("one of the two is wrong: write `{named}`, or correct the date"));
        writer.report(problem);
    }
}

/// The weekdays with a whole date behind them, in English and Spanish.
fn find(text: &str) -> Vec<Dated> {
    // Most texts have no year in them, and need no second look.
    let is_year = |four: &[u8]| four.iter().all(u8::is_ascii_digit);
    if !text.as_bytes().windows(4).any(is_year) {
        return Vec::new();
    }
    let words = words(text);
    let found = (0..words.len()).filter_map(|at| {
        let ((start, first), rest) = words.get(at..)?.split_first()?;
        let (lang, weekday) = weekday(first)?;
        let (date, end) = date(rest, lang)?;
        let gaps = text.get(*start..end)?;
        let joined = gaps.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '\u{a0}' | ',' | '.'));
        joined.then_some(Dated {
            range: *start..end,
            lang,
            weekday,
            date,
        })
    });
    found.collect()
}

/// The words of a text with their places.
fn words(text: &str) -> Vec<(usize, &str)> {
    let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    pieces.map(|word| (place(word), word)).collect()
}

fn weekday(word: &str) -> Option<(Lang, Weekday)> {
    let named = |lang: Lang, day: &Weekday| {
        let name = lang.weekday(*day).to_lowercase();
        let word = word.to_lowercase();
        // "Mon", "Tues", "Thurs" are English; Spanish texts write the whole word.
        word == name || (lang == Lang::En && word.len() >= 3 && word.len() <= 5 && name.starts_with(&word))
    };
    let mut days = [Lang::En, Lang::Es]
        .into_iter()
        .flat_map(|lang| Weekday::Monday.cycle_forward().take(7).map(move |day| (lang, day)));
    days.find(|(lang, day)| named(*lang, day))
}

/// The date at the beginning of `words` (month day year, or day month year), and where it ends.
fn date(words: &[(usize, &str)], lang: Lang) -> Option<(Date, usize)> {
    let is_filler = |word: &str| matches!(word.to_lowercase().as_str(), "de" | "del" | "the" | "of");
    let mut parts = words.iter().filter(|(_, word)| !is_filler(word));
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    let (month, day) = match (month(one.1, lang), month(two.1, lang)) {
        (Some(month), _) => (month, day(two.1)?),
        (None, Some(month)) => (month, day(one.1)?),
        (None, None) => return None,
    };
    let year = three.1.parse().ok().filter(|year| (1900..2200).contains(year))?;
    Some((Date::new(year, month, day).ok()?, three.0 + three.1.len()))
}

fn month(word: &str, lang: Lang) -> Option<i8> {
    let word = word.to_lowercase();
    (1..=12).find(|month| {
        let name = lang.month(*month).to_lowercase();
        word == name || (lang == Lang::En && word.len() >= 3 && word.len() <= 4 && name.starts_with(&word))
    })
}

/// `24`, `24th`.
fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    matches!(word.strip_prefix(digits)?, "" | "st" | "nd" | "rd" | "th").then_some(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekday_and_its_date_are_found_in_the_ways_people_write_them() {
        for (text, typed) in [
            ("It begins Monday, March 24, 2025 at noon.", "Monday, March 24, 2025"),
            ("Mon. Mar. 24th, 2025", "Mon. Mar. 24th, 2025"),
            ("on Monday the 24th of March 2025", "Monday the 24th of March 2025"),
            ("el lunes 24 de marzo de 2025", "lunes 24 de marzo de 2025"),
        ] {
            let found = find(text);
            let [dated] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!((text.get(dated.range.clone()), dated.weekday), (Some(typed), Weekday::Monday));
            assert_eq!(dated.date, jiff::civil::date(2025, 3, 24));
        }
    }

    #[test]
    fn what_is_no_whole_date_says_nothing() {
        for text in [
            "Monday, March 24",
            "Monday (March 24, 2025)",
            "May Monday come in March 2025",
            "Sun 2025",
            "Monday, March 45, 2025",
            "",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
