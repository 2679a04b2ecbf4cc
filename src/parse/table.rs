//! CSV (RFC 4180) as the same tree that YAML gives: a list with one group for each row.

use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::parse::problems::Problems;
use crate::parse::yaml::{self, Limits, Node, Style, Value};

/// Reads a table whose first row names the fields. An empty cell is an absent field; several values stand in one cell
/// with semicolons between them. A field is where its column is named, and a value where its cell is.
pub fn parse(file: &Arc<str>, text: &str) -> Checked<Option<Node>> {
    parse_within(file, text, Limits::default())
}

/// As [`parse`], with limits of its own.
pub fn parse_within(file: &Arc<str>, text: &str, limits: Limits) -> Checked<Option<Node>> {
    let table = text.trim_start_matches('\u{feff}');
    let mut rows = Rows {
        file,
        text,
        skipped: text.len() - table.len(),
        reader: csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(table.as_bytes()),
    };
    let (mut nodes, mut values, mut problems) = (Vec::new(), 1, Problems::default());
    let mut header = None;
    while let Some(row) = rows.next() {
        match (row, &header) {
            (Err(error), Some(_)) => problems.report(bad_row(file, &error)),
            (Err(error), None) => {
                problems.report(bad_row(file, &error));
                break;
            }
            (Ok(names), None) => header = Some(names),
            (Ok(row), Some(names)) => {
                too_wide(names, &row).into_iter().for_each(|problem| problems.report(problem));
                let node = row.node(names);
                values += size(&node);
                if values > limits.values {
                    problems.report(yaml::too_many_values(&row.span, limits));
                    return Checked {
                        value: None,
                        diagnostics: problems.finish(file),
                    };
                }
                nodes.push(node);
            }
        }
    }
    Checked {
        value: (header.is_some() || !problems.has_error()).then(|| Node {
            value: Value::List(nodes),
            span: Span::new(file, 0..text.len()),
        }),
        diagnostics: problems.finish(file),
    }
}

/// The rows of a table, one after the other.
struct Rows<'t> {
    file: &'t Arc<str>,
    text: &'t str,
    /// The bytes before the table: a byte order mark.
    skipped: usize,
    reader: csv::Reader<&'t [u8]>,
}

/// A row with the place of each of its cells.
struct Row {
    /// Its first line; a row may have more.
    span: Span,
    cells: Vec<(String, Span)>,
}

impl Rows<'_> {
    fn next(&mut self) -> Option<Result<Row, csv::Error>> {
        let mut record = csv::StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => Some(Ok(self.row(&record))),
            Err(error) => Some(Err(error)),
        }
    }

    fn row(&self, record: &csv::StringRecord) -> Row {
        let place = |position: &csv::Position| self.skipped + usize::try_from(position.byte()).unwrap_or_default();
        let before = record.position().map_or(self.skipped, place);
        let whole = self.text.get(before..place(self.reader.position())).unwrap_or_default();
        // The reader counts the second half of a line end, and empty lines, to the row behind them.
        let typed = whole.trim_start_matches(['\r', '\n']);
        let start = before + whole.len() - typed.len();
        let line = typed.split(['\r', '\n']).next().unwrap_or_default();
        let span = Span::new(self.file, start..start + line.len());
        let mut passed = Some(0);
        let cell = |cell: &str| {
            // Cells stand in their order, so each is the first of its text behind the one before. One with quotation marks
            // in it is typed in another way: from there on, the row is all that is known.
            let found = passed.and_then(|passed| Some(passed + typed.get(passed..)?.find(cell)?));
            passed = found.map(|at| at + cell.len());
            let place = found.map(|at| Span::new(self.file, start + at..start + at + cell.len()));
            (cell.to_owned(), place.unwrap_or_else(|| span.clone()))
        };
        let cells = record.iter().map(cell).collect();
        Row { span, cells }
    }
}

impl Row {
    fn node(&self, header: &Self) -> Node {
        let cells = || header.cells.iter().zip(&self.cells).filter(|(_, (cell, _))| !cell.is_empty());
        // Tables can have very many rows: none takes more room than it needs.
        let mut map = Vec::with_capacity(cells().count());
        map.extend(cells().map(|((name, place), (cell, span))| {
            let name = Spanned {
                value: name.clone(),
                span: place.clone(),
            };
            (name, cell_node(cell, span))
        }));
        Node {
            value: Value::Map(map),
            span: self.span.clone(),
        }
    }
}

fn too_wide(header: &Row, row: &Row) -> Option<Diagnostic> {
    let (cells, columns) = (row.cells.len(), header.cells.len());
    let message = || format!("the row has {cells} cells and the first row {columns}");
    let problem = || Diagnostic::new(Code::WrongShape, message()).at(&row.span);
    (cells > columns).then(|| problem().help("put a text that contains a comma in quotation marks"))
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
        let rows = rows("id,title,regions\nnasro,\"A, B\",north; south\n");
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
    fn a_field_is_where_its_column_is_named_and_a_value_where_its_cell_is() {
        let text = "\u{feff}id,title,note\na,\"b, a\",a\nb,\"say \"\"b\"\"\",c\n";
        let rows = rows(text);
        let typed = |row: &Node| -> Vec<(String, String)> {
            let Value::Map(map) = &row.value else { panic!("a group") };
            map.iter()
                .map(|(key, cell)| (text[key.span.range()].to_owned(), text[cell.span.range()].to_owned()))
                .collect()
        };
        let pairs = |pairs: [(&str, &str); 3]| pairs.map(|(key, cell)| (key.to_owned(), cell.to_owned()));
        assert_eq!(typed(&rows[0]), pairs([("id", "a"), ("title", "b, a"), ("note", "a")]));
        let row = "b,\"say \"\"b\"\"\",c";
        assert_eq!(typed(&rows[1]), pairs([("id", "b"), ("title", row), ("note", row)]));
    }

    #[test]
    fn ends_of_lines_and_empty_lines_belong_to_no_row() {
        for end in ["\n", "\r\n", "\r\n\r\n", "\n\n"] {
            let text = format!("id,title{end}a,A{end}b,B{end}");
            let typed: Vec<_> = rows(&text).iter().map(|row| text[row.span.range()].to_owned()).collect();
            assert_eq!(typed, ["a,A", "b,B"], "{end:?}");
        }
    }

    fn rows(text: &str) -> Vec<Node> {
        let parsed = parse(&"data/links.csv".into(), text).value;
        match parsed.map(|node| node.value) {
            Some(Value::List(rows)) => rows,
            other => panic!("{other:?} is no list"),
        }
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
