//! Tables for spreadsheets: CSV (RFC 4180).

use super::{Document, text};

/// A table of open data.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// One row per entry. A row that is shorter than the header ends in empty cells; cells beyond it are left out.
    pub rows: Vec<Vec<String>>,
}

impl Document for Table {
    fn media(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells = row.iter().map(String::as_str).chain(std::iter::repeat(""));
            let cells = cells.take(self.header.len()).map(guarded);
            // Every row has as many cells as the header, and memory takes every byte, so this has no way to fail.
            writer.write_record(cells).ok();
        }
    }
}

/// A spreadsheet runs a cell that begins with one of these as a formula, also when it comes from somebody else's file.
/// The apostrophe makes it a text.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '\n', '＝', '＋', '－', '＠'];

/// Both the cell as it came and the cell as it is written must not begin as a formula: cleaning takes a tab away from
/// the one, and a control character from before the `=` of the other.
fn guarded(cell: &str) -> String {
    let text = text::lines(cell);
    let formula = text.starts_with(FORMULA) || cell.starts_with(['\t', '\r']);
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> String {
        let mut rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
        let header = rows.next().expect("a header");
        let bytes = Table {
            header,
            rows: rows.collect(),
        }
        .to_bytes();
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let written = table(&[&["id", "name"], &["a", "Ortiz, \"Ana\""], &["b", "two\r\nlines"]]);
        assert_eq!(written, "id,name\r\na,\"Ortiz, \"\"Ana\"\"\"\r\nb,\"two\nlines\"\r\n");
    }

    #[test]
    fn every_row_has_the_cells_of_the_header() {
        assert_eq!(table(&[&["id", "name"], &["a"], &["b", "B", "more"]]), "id,name\r\na,\r\nb,B\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in [
            "=1+1",
            "+18045550100",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\u{1}=1",
            "\u{feff}=1",
            "＝1",
        ] {
            let written = table(&[&["id"], &[cell]]);
            let cell = written.trim_start_matches("id\r\n").trim_start_matches('"');
            assert!(cell.starts_with('\''), "{cell}");
        }
    }
}
