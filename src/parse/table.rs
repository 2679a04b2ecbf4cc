//! CSV (RFC 4180) as the same tree that YAML gives: a list with one group for each row.

use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::parse::yaml::{Node, Style, Value};

/// Reads a table whose first row names the fields. An empty cell is an absent field; several values stand in one cell
/// with semicolons between them. The place of a value is its row: editors see rows, not bytes.
pub fn parse(file: &Arc<str>, text: &str) -> Checked<Option<Node>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut diagnostics = Vec::new();
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            return Checked {
                value: None,
                diagnostics: vec![bad_row(file, 0..0, &error.to_string())],
            };
        }
    };
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let start = record
                    .position()
                    .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0))
                    + skipped;
                let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let span = Span::new(file, start..start + line.len());
                if record.len() > header.len() {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::WrongShape,
                            format!("the row has {} cells and the first row {}", record.len(), header.len()),
                        )
                        .at(&span)
                        .help("put a text that contains a comma in quotation marks"),
                    );
                }
                rows.push(row(&header, &record, &span));
            }
            Err(error) => diagnostics.push(bad_row(file, 0..0, &error.to_string())),
        }
    }
    let whole = Span::new(file, 0..text.len());
    Checked {
        value: Some(Node {
            value: Value::List(rows),
            span: whole,
        }),
        diagnostics,
    }
}

fn row(header: &csv::StringRecord, record: &csv::StringRecord, span: &Span) -> Node {
    let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
    let map = cells
        .map(|(key, cell)| {
            (
                Spanned {
                    value: key.to_owned(),
                    span: span.clone(),
                },
                cell_node(cell, span),
            )
        })
        .collect();
    Node {
        value: Value::Map(map),
        span: span.clone(),
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

fn bad_row(file: &Arc<str>, range: std::ops::Range<usize>, error: &str) -> Diagnostic {
    Diagnostic::new(Code::YamlSyntax, format!("the table cannot be read: {error}"))
        .at(&Span::new(file, range))
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
}
