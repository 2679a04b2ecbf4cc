//! A table: rows of cells, each a line of Markdown (GitHub Flavored Markdown, §4.10).

/// A table that is being read.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
    /// How many tables are open within it, which add to its cells.
    inner: usize,
    is_in_cell: bool,
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    /// Every cell is a heading.
    is_head: bool,
}

impl Table {
    /// A start tag within the table.
    pub fn start(&mut self, name: &str) {
        match name {
            "table" => self.inner += 1,
            _ if self.inner > 0 => {}
            "tr" => self.row(),
            name => {
                if self.rows.is_empty() {
                    self.row();
                }
                if let Some(row) = self.rows.last_mut() {
                    row.is_head &= name == "th";
                    row.cells.push(String::new());
                }
                self.is_in_cell = true;
            }
        }
    }

    fn row(&mut self) {
        self.is_in_cell = false;
        self.rows.push(Row {
            cells: Vec::new(),
            is_head: true,
        });
    }

    /// An end tag. True if the table is over.
    pub fn end(&mut self, name: &str) -> bool {
        match (name, self.inner) {
            ("table", 0) => return true,
            ("table", _) => self.inner -= 1,
            (_, 0) => self.is_in_cell = false,
            _ => {}
        }
        false
    }

    /// True if words that come belong to a cell.
    pub fn is_in_cell(&self) -> bool {
        self.is_in_cell
    }

    /// Adds a line to the cell.
    pub fn add(&mut self, line: &str) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            let feed = if cell.is_empty() { "" } else { "<br>" };
            cell.push_str(feed);
            cell.push_str(&line.replace("\\\n", "<br>"));
        }
    }

    /// The table in Markdown. One of a single column without a head is there for the looks: its cells are paragraphs.
    pub fn blocks(mut self) -> Vec<String> {
        self.rows.retain(|row| !row.cells.is_empty());
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let has_head = self.rows.first().is_some_and(|row| row.is_head);
        if columns < 2 && !has_head {
            let cells = self.rows.into_iter().flat_map(|row| row.cells).filter(|cell| !cell.is_empty());
            return cells.map(|cell| cell.replace("<br>", "\\\n")).collect();
        }
        let head = if has_head { self.rows.remove(0) } else { Row::default() };
        let mut lines = vec![head.line(columns), format!("|{}", " --- |".repeat(columns))];
        lines.extend(self.rows.iter().map(|row| row.line(columns)));
        vec![lines.join("\n")]
    }
}

impl Row {
    fn line(&self, columns: usize) -> String {
        let cells = (0..columns).map(|column| self.cells.get(column).map_or("", String::as_str));
        cells.fold("|".to_owned(), |line, cell| match cell {
            "" => line + " |",
            cell => format!("{line} {cell} |"),
        })
    }
}
