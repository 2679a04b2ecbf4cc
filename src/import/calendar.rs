//! Classes out of a calendar (RFC 5545), as Google Calendar, Outlook and Apple Calendar write it.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;

use super::moments::{self, IsUtc};
use super::training::Parts;
use super::{Draft, Found};
use crate::config::Config;
use crate::parse::content_line::{self, Line};
use crate::schema::dates::Moment;

/// Every event of a calendar.
pub fn read(text: &str, config: &Config) -> Found {
    let lines = content_line::read(text);
    let own_zone = lines
        .iter()
        .find(|line| line.name == "X-WR-TIMEZONE")
        .and_then(|line| moments::zone(&line.value));
    let mut found = Found::default();
    let calendar = Calendar {
        config,
        zone: own_zone.unwrap_or_else(|| config.zone().to_owned()),
    };
    for component in components(&lines, &mut found) {
        match component.name.as_str() {
            "VEVENT" => calendar.event(&component, &mut found),
            "VTODO" => found.remark(component.at, "a task is no class; it is left out"),
            "VJOURNAL" => found.remark(component.at, "a note is no class; it is left out"),
            _ => {}
        }
    }
    found
}

/// An event or such, without the components in it (alarms).
struct Component<'a> {
    at: usize,
    name: String,
    lines: Vec<&'a Line>,
    has_alarm: bool,
}

fn components<'a>(lines: &'a [Line], found: &mut Found) -> Vec<Component<'a>> {
    let mut done = Vec::new();
    let mut open: Vec<Component<'a>> = Vec::new();
    for line in lines {
        match line.name.as_str() {
            "BEGIN" if line.value.trim().eq_ignore_ascii_case("VCALENDAR") => {}
            "BEGIN" => open.push(Component {
                at: line.number,
                name: line.value.trim().to_ascii_uppercase(),
                lines: Vec::new(),
                has_alarm: false,
            }),
            "END" => {
                let Some(component) = open.pop() else { continue };
                match open.last_mut() {
                    Some(outer) => outer.has_alarm |= component.name == "VALARM",
                    None => done.push(component),
                }
            }
            _ => {
                if let Some(component) = open.last_mut() {
                    component.lines.push(line);
                }
            }
        }
    }
    if let Some(first) = open.first() {
        found.remark(first.at, "what begins here has no end; it is left out");
    }
    done
}

impl Component<'_> {
    fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().copied().find(|line| line.name == name)
    }

    fn text(&self, name: &str) -> String {
        self.line(name).map(Line::text).unwrap_or_default()
    }

    fn says(&self, name: &str, values: &[&str]) -> bool {
        self.line(name)
            .is_some_and(|line| values.iter().any(|value| line.value.trim().eq_ignore_ascii_case(value)))
    }
}

/// Lines that are taken, or that say what docent writes anew. Everything else is named.
const KNOWN: [&str; 21] = [
    "SUMMARY",
    "DTSTART",
    "DTEND",
    "DURATION",
    "LOCATION",
    "DESCRIPTION",
    "URL",
    "CATEGORIES",
    "STATUS",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "TRANSP",
    "CLASS",
    "PRIORITY",
];

/// What the events of a calendar share.
struct Calendar<'a> {
    config: &'a Config,
    /// The zone in which times in UTC are shown.
    zone: String,
}

impl Calendar<'_> {
    fn event(&self, event: &Component<'_>, found: &mut Found) {
        let title = super::text::line(&event.text("SUMMARY"));
        let mut refuse = |why: &str| found.remark(event.at, format!("{title}: {why}; it is left out"));
        if title.is_empty() {
            return refuse("an event without a name");
        }
        if event.says("CLASS", &["PRIVATE", "CONFIDENTIAL"]) {
            return refuse("it is marked as private");
        }
        let Some(start) = event.line("DTSTART") else {
            return refuse("it has no start");
        };
        let (start, zone) = match self.moment(start) {
            Ok(start) => start,
            Err(why) => return refuse(&why),
        };
        let mut parts = Parts {
            zone,
            place: event.text("LOCATION"),
            description: event.text("DESCRIPTION"),
            url: event.text("URL"),
            categories: event
                .lines
                .iter()
                .filter(|line| line.name == "CATEGORIES")
                .flat_map(|line| line.items())
                .collect(),
            is_cancelled: event.says("STATUS", &["CANCELLED"]),
            ..Parts::default()
        };
        let (end, mut left_out) = self.end(event, &start);
        (parts.title, parts.start, parts.end) = (title.clone(), Some(start), end);
        let (fields, more) = parts.fields(self.config);
        left_out.extend(more);
        left_out.extend(unused(event));
        if !left_out.is_empty() {
            found.remark(event.at, format!("{title}: left out: {}", left_out.join("; ")));
        }
        if let Some(repeats) = repeats(event) {
            found.remark(event.at, format!("{title}: {repeats}"));
        }
        found.drafts.push(Draft { line: event.at, fields });
    }

    /// A date or a time on the clocks of its place, and the zone of that place where there is a time.
    fn moment(&self, line: &Line) -> Result<(Moment, Option<String>), String> {
        let wrong = || format!("`{}` is no date", line.value);
        let (moment, is_utc) = moments::of_calendar(&line.value).ok_or_else(wrong)?;
        if moment.time.is_none() {
            return Ok((moment, None));
        }
        match (is_utc, line.parameter("TZID")) {
            (IsUtc::Yes, _) => Ok((moments::in_zone(moment, &self.zone).ok_or_else(wrong)?, Some(self.zone.clone()))),
            // A time without a zone is that of the place where it is read.
            (IsUtc::No, None) => Ok((moment, Some(self.zone.clone()))),
            (IsUtc::No, Some(name)) => match moments::zone(name) {
                Some(zone) => Ok((moment, Some(zone))),
                None => Err(format!("nobody knows the time zone `{name}`")),
            },
        }
    }

    /// The end as docent has it: on the last day, which counts. In a calendar, an end without a time is the day after
    /// (RFC 5545, 3.6.1).
    fn end(&self, event: &Component<'_>, start: &Moment) -> (Option<Moment>, Vec<String>) {
        let found = match (event.line("DTEND"), event.line("DURATION")) {
            (Some(end), _) => self.moment(end).map(|(end, _)| end),
            (None, Some(length)) => after(start, &length.value).ok_or_else(|| format!("`{}` is no length", length.value)),
            (None, None) => return (None, Vec::new()),
        };
        let last = found.and_then(|end| match (end.time, start.time) {
            (None, None) => Ok(Moment::from(
                day_before(end.date).filter(|day| *day >= start.date).unwrap_or(start.date),
            )),
            (Some(_), Some(_)) => Ok(end),
            _ => Err("only one of start and end has a time".to_owned()),
        });
        match last {
            Ok(end) => (Some(end), Vec::new()),
            Err(why) => (None, vec![format!("the end ({why})")]),
        }
    }
}

fn day_before(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

/// The moment after a length such as `PT1H30M` or `P2D` (RFC 5545, 3.3.6).
fn after(start: &Moment, length: &str) -> Option<Moment> {
    let span: Span = length.trim().parse().ok()?;
    let end = start.date.to_datetime(start.time.unwrap_or_default()).checked_add(span).ok()?;
    Some(Moment {
        date: end.date(),
        time: start.time.map(|_| end.time()),
    })
}

/// What repeats is not written out: which of the dates are meant is for someone to say.
fn repeats(event: &Component<'_>) -> Option<String> {
    let rule = event.line("RRULE").or_else(|| event.line("RDATE"))?;
    let others = if event.line("EXDATE").is_some() {
        ", some of them left out again"
    } else {
        ""
    };
    Some(format!(
        "it repeats ({}{others}); only its first date is taken: add an entry for each other date",
        rule.value
    ))
}

/// The lines for which docent has no place, named as people call them where they are about people.
fn unused(event: &Component<'_>) -> Option<String> {
    let name = |line: &&Line| match line.name.as_str() {
        "ATTENDEE" => Some("who is invited".to_owned()),
        "ORGANIZER" => Some("the organizer".to_owned()),
        "ATTACH" => Some("an attachment".to_owned()),
        name if KNOWN.contains(&name) => None,
        name if name.contains("CONFERENCE") || name.contains("MEETING") => Some("the address of the meeting on the web".to_owned()),
        // What programs keep for themselves.
        name if name.starts_with("X-") => None,
        name => Some(name.to_owned()),
    };
    let mut names: BTreeSet<String> = event.lines.iter().filter_map(name).collect();
    if event.has_alarm {
        names.insert("a reminder".to_owned());
    }
    if event.says("STATUS", &["TENTATIVE"]) {
        names.insert("that it is tentative".to_owned());
    }
    (!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join(", "))
}
