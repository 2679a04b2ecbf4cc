//! The field types of time. Dates are written year-month-day, and no other form is guessed at.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use serde_json::{Value as Json, json};

use super::misread;
use super::{FieldType, Reader, Type, Viewer};
use crate::diag::fix::{Remedy, Trust};
use crate::diag::{Code, Diagnostic};
use crate::parse::yaml::Node;

/// The names of the days, the first of the week of ISO 8601 first.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl FieldType for Date {
    const TYPE: Type = Type::Date;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a date")?;
        match date(text) {
            Ok(date) => Some(date),
            Err(remedy) => bad_date(reader, node, text, remedy),
        }
    }

    fn data(&self) -> Json {
        self.to_string().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.date(*self)
    }
}

/// A day, with a time of day if it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day on the clocks of the place.
    pub time: Option<Time>,
}

impl Moment {
    /// The moment, with a given time where none is known.
    pub fn at_or(&self, time: Time) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(time))
    }
}

/// As it is typed in YAML: `2025-03-24 08:30`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            None => write!(f, "{}", self.date),
            Some(time) => write!(f, "{} {:02}:{:02}", self.date, time.hour(), time.minute()),
        }
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, time: None }
    }
}

impl FieldType for Moment {
    const TYPE: Type = Type::Moment;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a date")?;
        match moment(text) {
            Ok(moment) => Some(moment),
            Err(remedy) => bad_date(reader, node, text, remedy),
        }
    }

    fn data(&self) -> Json {
        match self.time {
            None => self.date.to_string().into(),
            Some(time) => format!("{}T{:02}:{:02}", self.date, time.hour(), time.minute()).into(),
        }
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        let mut view = viewer.date(self.date);
        if let Some(view) = view.as_object_mut() {
            let time = self.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
            if let Some(time) = &time {
                view.insert("iso".to_owned(), format!("{}T{time}", self.date).into());
            }
            view.insert("time".to_owned(), json!(time));
            view.insert("text".to_owned(), viewer.moment(self).into());
        }
        view
    }
}

/// A month of a year, with the day if it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// The whole date.
    pub date: Option<Date>,
}

impl FieldType for Month {
    const TYPE: Type = Type::Month;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a month")?;
        if let [year, month] = text.split('-').collect::<Vec<_>>()[..]
            && let (4, 2, Ok(year), Ok(month @ 1..=12)) = (year.len(), month.len(), year.parse(), month.parse())
        {
            return Some(Self { year, month, date: None });
        }
        match date(text) {
            Ok(date) => Some(Self {
                year: date.year(),
                month: date.month(),
                date: Some(date),
            }),
            Err(_) => bad_date(reader, node, text, misread::month(text)),
        }
    }

    fn data(&self) -> Json {
        match self.date {
            Some(date) => date.to_string().into(),
            None => format!("{:04}-{:02}", self.year, self.month).into(),
        }
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        match self.date {
            Some(date) => viewer.date(date),
            None => viewer.month(self.year, self.month),
        }
    }
}

/// A length of time, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(pub u32);

impl FieldType for Length {
    const TYPE: Type = Type::Duration;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a length of time")?;
        match seconds(text) {
            Some(seconds) => Some(Self(seconds)),
            None => {
                let problem = Diagnostic::new(Code::BadValue, format!("`{text}` is not a length of time"));
                reader.report(problem.at(&node.span).remedy(text, misread::length(text)))
            }
        }
    }

    fn data(&self) -> Json {
        iso_length(self.0).into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.duration(self.0)
    }
}

/// ISO 8601: `PT3M50S`.
pub fn iso_length(seconds: u32) -> String {
    let part = |count: u32, unit: &str| if count == 0 { String::new() } else { format!("{count}{unit}") };
    match seconds {
        0 => "PT0S".to_owned(),
        _ => format!(
            "PT{}{}{}",
            part(seconds / 3600, "H"),
            part(seconds / 60 % 60, "M"),
            part(seconds % 60, "S")
        ),
    }
}

/// A weekday, only ever written to be compared with a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekday(pub jiff::civil::Weekday);

impl Weekday {
    /// The English name.
    pub fn name(day: jiff::civil::Weekday) -> &'static str {
        WEEKDAYS.get(day.to_monday_zero_offset() as usize).copied().unwrap_or_default()
    }
}

impl FieldType for Weekday {
    const TYPE: Type = Type::Weekday;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.choice(node, &WEEKDAYS)?;
        let offset = WEEKDAYS.iter().position(|name| *name == text)?;
        jiff::civil::Weekday::from_monday_zero_offset(i8::try_from(offset).ok()?)
            .ok()
            .map(Self)
    }

    fn data(&self) -> Json {
        Self::name(self.0).into()
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Zone(pub String);

impl FieldType for Zone {
    const TYPE: Type = Type::TimeZone;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a time zone")?;
        // The bundled database, never the machine's: the same zone everywhere.
        match jiff::tz::TimeZoneDatabase::bundled().get(text) {
            Ok(zone) if text.contains('/') || text == "UTC" => Some(Self(zone.iana_name().unwrap_or(text).to_owned())),
            _ => {
                let message = format!("`{text}` is not the name of a time zone");
                let help = "write continent and city, such as `America/New_York`, `America/Los_Angeles` or `America/Chicago`; daylight time follows from it";
                reader.report(Diagnostic::new(Code::BadValue, message).at(&node.span).help(help))
            }
        }
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
    }
}

fn bad_date<T>(reader: &mut Reader<'_>, node: &Node, text: &str, remedy: Remedy) -> Option<T> {
    let problem = Diagnostic::new(Code::BadDate, format!("`{text}` is not a date docent can read"));
    reader.report(problem.at(&node.span).remedy(text, remedy))
}

/// `2025-03-24`, or what to type instead.
pub fn date(text: &str) -> Result<Date, Remedy> {
    let only = |date: Date| Remedy::text(format!("only a date is wanted here: `{date}`"), Trust::Suggested, date.to_string());
    match moment(text) {
        Ok(Moment { date, time: None }) => Ok(date),
        Ok(Moment { date, time: Some(_) }) => Err(only(date)),
        // What is offered for another form of a date with a time has a time as well.
        Err(remedy) => match remedy.right.as_ref().map(|(_, right)| moment(right)) {
            Some(Ok(Moment { date, time: Some(_) })) => Err(only(date)),
            _ => Err(remedy),
        },
    }
}

/// `2025-03-24`, `2025-03-24 08:30`, `2025-03-24 2:00 pm`, or what to type instead.
pub fn moment(text: &str) -> Result<Moment, Remedy> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) if day.len() == 10 => (day, Some(time.trim())),
        _ => (text, None),
    };
    let date = iso_date(day).ok_or_else(|| misread::date(text))?;
    let time = time.map(|time| clock(time).ok_or_else(|| misread::time(date, time))).transpose()?;
    Ok(Moment { date, time })
}

fn iso_date(text: &str) -> Option<Date> {
    let well_formed = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if well_formed { text.parse().ok() } else { None }
}

/// A time of day on a 24-hour or a 12-hour clock.
pub(super) fn clock(text: &str) -> Option<Time> {
    let text = text.to_lowercase().replace('.', "");
    let (digits, noon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits.trim(), Some(0)),
        (_, Some(digits)) => (digits.trim(), Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "00"));
    let minute = minute.strip_suffix(":00").unwrap_or(minute);
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok().filter(|_| minute.len() == 2)?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        None if digits.contains(':') => hour,
        _ => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn seconds(text: &str) -> Option<u32> {
    if let Some(iso) = text.strip_prefix("PT") {
        let mut total = 0u32;
        let mut rest = iso;
        for (unit, factor) in [('H', 3600), ('M', 60), ('S', 1)] {
            if let Some((count, after)) = rest.split_once(unit) {
                total = total.checked_add(count.parse::<u32>().ok()?.checked_mul(factor)?)?;
                rest = after;
            }
        }
        return Some(total).filter(|total| rest.is_empty() && *total > 0);
    }
    let parts: Vec<u32> = text.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts[..] {
        [minutes, seconds @ 0..60] => minutes.checked_mul(60)?.checked_add(seconds),
        [hours, minutes @ 0..60, seconds @ 0..60] => hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_as_people_type_them() {
        for (text, wanted) in [
            ("2025-03-24", "2025-03-24"),
            ("2025-03-24 08:30", "2025-03-24T08:30"),
            ("2025-03-24T08:30", "2025-03-24T08:30"),
            ("2025-03-24 2:00 pm", "2025-03-24T14:00"),
            ("2025-03-24 12:15 a.m.", "2025-03-24T00:15"),
        ] {
            assert_eq!(moment(text).map(|moment| moment.data()), Ok(wanted.into()), "{text}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!(seconds("3:50"), Some(230));
        assert_eq!(seconds("PT3M50S"), Some(230));
        assert_eq!(seconds("1:02:30"), Some(3750));
        assert_eq!(seconds("3:75"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(iso_length(230), "PT3M50S");
    }
}
