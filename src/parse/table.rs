//! CSV (RFC 4180) as the same tree that YAML gives: a list with one group for each row.

use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::parse::problems::Problems;
use crate::parse::yaml::{self, Limits, Node, Style, Value};

/// Reads a table whose first row names the fields. An empty cell is an absent field; several values stand in one cell
/// with semicolons between them. The place of a value is its row: editors see rows, not bytes.
pub fn parse(file: &Arc<str>, text: &str) -> Checked<Option<Node>> {
    parse_within(file, text, Limits::default())
}

/// As [`parse`], with limits of its own.
pub fn parse_within(file: &Arc<str>, text: &str, limits: Limits) -> Checked<Option<Node>> {
    let table = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - table.len();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(table.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            return Checked {
                value: None,
                diagnostics: vec![bad_row(file, &error)],
            };
        }
    };
    let (mut rows, mut values, mut problems) = (Vec::new(), 1, Problems::default());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let span = place(file, text, skipped, &record);
                too_wide(&header, &record, &span)
                    .into_iter()
                    .for_each(|problem| problems.report(problem));
                let row = row(&header, &record, &span);
                values += size(&row);
                if values > limits.values {
                    problems.report(yaml::too_many_values(&span, limits));
                    return Checked {
                        value: None,
                        diagnostics: problems.finish(file),
                    };
                }
                rows.push(row);
            }
            Err(error) => problems.report(bad_row(file, &error)),
        }
    }
    Checked {
        value: Some(Node {
            value: Value::List(rows),
            span: Span::new(file, 0..text.len()),
        }),
        diagnostics: problems.finish(file),
    }
}

/// The first line of a row; a row may have more.
fn place(file: &Arc<str>, text: &str, skipped: usize, record: &csv::StringRecord) -> Span {
    let position = record
        .position()
        .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
    let start = position + skipped;
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    Span::new(file, start..start + line.len())
}

fn too_wide(header: &csv::StringRecord, record: &csv::StringRecord, span: &Span) -> Option<Diagnostic> {
    let message = || format!("the row has {} cells and the first row {}", record.len(), header.len());
    let problem = || Diagnostic::new(Code::WrongShape, message()).at(span);
    (record.len() > header.len()).then(|| problem().help("put a text that contains a comma in quotation marks"))
}

fn row(header: &csv::StringRecord, record: &csv::StringRecord, span: &Span) -> Node {
    let cells = || header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
    // Tables can have very many rows: none takes more room than it needs.
    let mut map = Vec::with_capacity(cells().count());
    map.extend(cells().map(|(key, cell)| {
        let value = key.to_owned();
        (Spanned { value, span: span.clone() }, cell_node(cell, span))
    }));
    Node {
        value: Value::Map(map),
        span: span.clone(),
    }
}

/// How many values a row is, with itself.
fn size(row: &Node) -> usize {
    match &row.value {
        Value::Map(map) => 1 + map.iter().map(|(_, cell)| size(cell)).sum::<usize>(),
        Value::List(items) => 1 + items.len(),
        Value::Null | Value::Scalar { .. } => 1,
    }
}

fn cell_node(cell: &str, span: &Span) -> Node {
    let scalar = |text: &str| Node {
        value: Value::Scalar {
            text: text.trim().to_owned(),
            style: Style::Plain,
        },
        span: span.clone(),
    };
    match cell.contains("; ") {
        true => Node {
            value: Value::List(cell.split("; ").map(scalar).collect()),
            span: span.clone(),
        },
        false => scalar(cell),
    }
}

fn bad_row(file: &Arc<str>, error: &csv::Error) -> Diagnostic {
    Diagnostic::new(Code::YamlSyntax, format!("the table cannot be read: {error}"))
        .at(&Span::file(file))
        .help("save it as CSV with commas, in UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_group_and_semicolons_are_a_list() {
        let parsed = parse(&"data/links.csv".into(), "id,title,regions\nnasro,\"A, B\",north; south\n");
        let Some(Node {
            value: Value::List(rows), ..
        }) = parsed.value
        else {
            panic!("a list")
        };
        let Value::Map(map) = &rows[0].value else { panic!("a group") };
        assert_eq!(
            map[1].1.value,
            Value::Scalar {
                text: "A, B".to_owned(),
                style: Style::Plain
            }
        );
        assert!(matches!(&map[2].1.value, Value::List(items) if items.len() == 2));
        assert_eq!(rows[0].span.range(), 17..42);
    }

    #[test]
    fn a_table_has_the_limits_of_a_data_file() {
        let limits = Limits {
            values: 10,
            ..Limits::default()
        };
        // The list, and three values a row: the row itself and its two cells.
        let read = |rows: usize| parse_within(&"data/links.csv".into(), &format!("id,title\n{}", "a,b\n".repeat(rows)), limits);
        assert!(read(3).value.is_some_and(|_| read(3).diagnostics.is_empty()));
        let refused = read(4);
        assert_eq!(refused.value, None);
        assert_eq!(refused.diagnostics[0].code, Code::YamlLimit);
        assert_eq!(refused.diagnostics[0].at.as_ref().map(Span::range), Some(21..24));
    }

    #[test]
    fn a_table_with_the_same_mistake_in_each_row_shows_the_first_hundred() {
        let parsed = parse(&"data/links.csv".into(), &format!("id\n{}", "a,b\n".repeat(1_000)));
        assert_eq!(parsed.diagnostics.len(), 101);
    }
}
