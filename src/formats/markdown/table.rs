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
    /// The lines of each.
    cells: Vec<Vec<String>>,
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
                    row.cells.push(Vec::new());
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
            cell.extend(line.split("\\\n").map(str::to_owned));
        }
    }

    /// The table in Markdown. One of a single column without a head is there for the looks: its cells are paragraphs.
    pub fn blocks(mut self) -> Vec<String> {
        self.rows.retain(|row| !row.cells.is_empty());
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let has_head = self.rows.first().is_some_and(|row| row.is_head);
        if columns < 2 && !has_head {
            let cells = self.rows.into_iter().flat_map(|row| row.cells).filter(|cell| !cell.is_empty());
            return cells.map(|lines| lines.join("\\\n")).collect();
        }
        let mut head = if has_head { self.rows.remove(0) } else { Row::default() };
        // The other rows may be shorter.
        head.cells.resize(columns, Vec::new());
        let mut lines = vec![head.line(), format!("|{}", " --- |".repeat(columns))];
        lines.extend(self.rows.iter().map(Row::line));
        vec![lines.join("\n")]
    }
}

impl Row {
    fn line(&self) -> String {
        let mut line = "|".to_owned();
        for cell in &self.cells {
            line.push(' ');
            if !cell.is_empty() {
                line.push_str(&cell.join("<br>"));
                line.push(' ');
            }
            line.push('|');
        }
        line
    }
}
