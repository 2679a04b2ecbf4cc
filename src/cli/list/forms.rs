//! The forms in which lists are printed: for people, for programs, for spreadsheets, and as issues for those who do the work.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::Row;
use crate::diag::render::{escape, plural};
use crate::external::list::Line;
use crate::formats::Document;
use crate::formats::csv::Table;

/// The form of the document for programs.
const VERSION: u32 = 1;

/// What is to be done with the rows of a list.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// What they are, in words that follow "3 entries".
    pub heading: &'static str,
    /// What the day of a row says, in words that stand before it.
    pub day: &'static str,
    /// What to do, in whole sentences.
    pub work: &'static str,
}

impl Row {
    /// `data/contacts.yaml:12`.
    fn place(&self) -> String {
        self.line.map_or(self.file.clone(), |line| format!("{}:{line}", self.file))
    }
}

/// A line a row: the day, the place, the title, the owner.
pub fn table(rows: &[Row]) -> String {
    let cells = |row: &Row| vec![text(row.day), row.place(), row.title.clone(), row.owner.clone().unwrap_or_default()];
    aligned(&rows.iter().map(cells).collect::<Vec<_>>())
}

/// A line an address: its state, the last day on which it was fine, how often it is used, and why.
pub fn table_of_links(lines: &[Line<'_>]) -> String {
    let cells = |line: &Line<'_>| {
        let why = line.record.map(|record| record.reason.clone()).unwrap_or_default();
        vec![
            line.state(),
            text(line.last_fine()),
            line.address.to_owned(),
            plural(line.places.len(), "place"),
            why,
        ]
    };
    aligned(&lines.iter().map(cells).collect::<Vec<_>>())
}

/// Each column as wide as its longest cell; a column without a word is left out.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line: Vec<String> = cells.map(|(cell, width)| format!("{:width$}", escape::line(cell))).collect();
        format!("{}\n", line.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// One document, which says for which day it was made.
pub fn json(list: String, today: Date, rows: &[Row]) -> String {
    let entry = |row: &Row| {
        json!({
            "date": row.day,
            "file": row.file,
            "line": row.line,
            "kind": row.kind,
            "title": row.title,
            "owner": row.owner,
            "reviewed": row.reviewed,
            "review_by": row.review_by,
        })
    };
    let entries: Vec<Json> = rows.iter().map(entry).collect();
    format!(
        "{:#}\n",
        json!({ "version": VERSION, "list": list, "as_of": today, "entries": entries })
    )
}

/// A table for spreadsheets (RFC 4180).
pub fn csv(rows: &[Row]) -> String {
    let header = ["date", "file", "line", "kind", "title", "owner", "reviewed", "review_by"];
    let cells = |row: &Row| {
        vec![
            text(row.day),
            row.file.clone(),
            text(row.line),
            row.kind.to_owned(),
            row.title.clone(),
            text(row.owner.as_ref()),
            text(row.reviewed),
            text(row.review_by),
        ]
    };
    spreadsheet(&header, rows.iter().map(cells).collect())
}

/// The same of links: a row for each place.
pub fn csv_of_links(lines: &[Line<'_>]) -> String {
    let header = ["address", "state", "reason", "last_fine", "moved_to", "place"];
    let cells = |line: &Line<'_>| -> Vec<Vec<String>> {
        let moved = line.record.and_then(|record| record.moved.as_ref()).map(|moved| &moved.to);
        let known = [
            line.address.to_owned(),
            line.state(),
            text(line.record.map(|record| &record.reason)),
            text(line.last_fine()),
            text(moved),
        ];
        let row = |place: String| known.iter().cloned().chain([place]).collect();
        line.places.iter().map(ToString::to_string).map(row).collect()
    };
    spreadsheet(&header, lines.iter().flat_map(cells).collect())
}

fn spreadsheet(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    String::from_utf8_lossy(&Table { header, rows }.to_bytes()).into_owned()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// An issue for each owner: a heading that can be its title, what to do, and a list to tick off.
pub fn issues(task: Task, rows: &[Row]) -> String {
    let mut owners: BTreeMap<Option<&str>, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        owners.entry(row.owner.as_deref()).or_default().push(row);
    }
    let issues: Vec<String> = owners.iter().map(|(owner, rows)| issue(task, *owner, rows)).collect();
    issues.join("\n")
}

fn issue(task: Task, owner: Option<&str>, rows: &[&Row]) -> String {
    let owner = owner.map_or("Without an owner".to_owned(), escape::markdown);
    let count = match rows.len() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let mut issue = format!("# {owner}: {count} {}\n\n{}\n\n", task.heading, task.work);
    for row in rows {
        // A string takes every line.
        let _ = writeln!(issue, "- [ ] {}", item(task, row));
    }
    issue
}

/// `[Basic School](https://forge…) (course), due on 2025-03-01, last reviewed on 2024-03-01`
fn item(task: Task, row: &Row) -> String {
    let title = escape::markdown(&row.title);
    let place = row.place().replace('`', "'");
    let mut item = match &row.edit_url {
        Some(url) => format!("[{title}](<{url}>) ({}, `{place}`)", row.kind),
        None => format!("{title} ({}, `{place}`)", row.kind),
    };
    let days = [(task.day, row.day), ("last reviewed on", row.reviewed)];
    for (words, day) in days.iter().filter_map(|(words, day)| Some((words, (*day)?))) {
        let _ = write!(item, ", {words} {day}");
    }
    item
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(title: &str, owner: Option<&str>) -> Row {
        Row {
            day: Some(date(2025, 3, 1)),
            file: "data/courses.yaml".to_owned(),
            line: Some(12),
            title: title.to_owned(),
            kind: "course",
            owner: owner.map(str::to_owned),
            reviewed: Some(date(2024, 3, 1)),
            review_by: Some(date(2025, 3, 1)),
            edit_url: None,
        }
    }

    #[test]
    fn each_owner_has_an_issue_of_its_own() {
        let task = Task {
            heading: "to review",
            day: "due on",
            work: "Read them.",
        };
        let rows = [
            row("Basic School", Some("Training desk")),
            row("[x](y) @all", None),
            row("Update", Some("Training desk")),
        ];
        assert_eq!(
            issues(task, &rows),
            "# Without an owner: 1 entry to review

Read them.

- [ ] \\[x\\]\\(y\\) \\@all (course, `data/courses.yaml:12`), due on 2025-03-01, last reviewed on 2024-03-01

# Training desk: 2 entries to review

Read them.

- [ ] Basic School (course, `data/courses.yaml:12`), due on 2025-03-01, last reviewed on 2024-03-01
- [ ] Update (course, `data/courses.yaml:12`), due on 2025-03-01, last reviewed on 2024-03-01
"
        );
    }

    #[test]
    fn a_table_has_no_empty_column_and_a_spreadsheet_has_all() {
        let rows = [row("Basic School", None)];
        assert_eq!(table(&rows), "2025-03-01  data/courses.yaml:12  Basic School\n");
        assert_eq!(
            csv(&rows),
            "date,file,line,kind,title,owner,reviewed,review_by\r\n2025-03-01,data/courses.yaml,12,course,Basic School,,2024-03-01,2025-03-01\r\n"
        );
    }
}
