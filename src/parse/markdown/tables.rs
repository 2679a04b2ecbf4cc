//! Tables: they scroll by themselves when they are wide, and name their columns. Alignment is a class, never a style.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::escape::escaped;
use super::events::{Item, words_until};
use super::writer::Writer;
use super::{rules, slips};

/// A table while its cells come in.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    part: Part,
}

/// The two parts of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The row of names.
    Head,
    /// The rows below it.
    Body,
}

impl Writer<'_> {
    /// Begins a table.
    pub(super) fn start_table(&mut self, alignments: &[Alignment], range: &Range<usize>, rest: &[Item<'_>]) {
        let cells = header_cells(rest);
        rules::table_header(self, &cells, range);
        slips::table(self, range, alignments.len());
        let heading = self.out.headings.last().map(|heading| heading.text.as_str());
        let named = cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ");
        let label = heading
            .into_iter()
            .chain(Some(named.as_str()))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>();
        let label = self.table_labels.unique(&label.join(": "));
        self.table = Some(Table {
            alignments: alignments.to_vec(),
            column: 0,
            part: Part::Head,
        });
        // A wide table scrolls by itself; a region with a name can be found and scrolled by keyboard (WCAG 2.1.1).
        self.raw(&format!(
            "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n",
            escaped(&label)
        ));
    }

    /// Begins a row.
    pub(super) fn start_row(&mut self, part: Part) {
        let Some(table) = &mut self.table else { return };
        let first_of_body = part == Part::Body && table.part == Part::Head;
        table.column = 0;
        table.part = part;
        match (part, first_of_body) {
            (Part::Head, _) => self.raw("<thead>\n<tr>"),
            (Part::Body, true) => self.raw("<tbody>\n<tr>"),
            (Part::Body, false) => self.raw("<tr>"),
        }
    }

    /// Begins a cell.
    pub(super) fn start_cell(&mut self, rest: &[Item<'_>]) {
        let Some(table) = &mut self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        let part = table.part;
        let empty = matches!(rest.first(), Some((Event::End(TagEnd::TableCell), _)));
        match part {
            // An empty header cell names nothing; as a plain cell it is not announced.
            Part::Head if empty => self.raw("<td>"),
            Part::Head => self.raw(&format!("<th scope=\"col\"{class}>")),
            Part::Body => self.raw(&format!("<td{class}>")),
        }
        self.quiet += usize::from(part == Part::Head);
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        let part = table.part;
        self.quiet -= usize::from(part == Part::Head);
        let empty_header = self.out.html.ends_with("<td>") && part == Part::Head;
        self.raw(if part == Part::Head && !empty_header { "</th>" } else { "</td>" });
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) {
        let part = self.table.take().map(|table| table.part);
        self.raw(if part == Some(Part::Body) {
            "</tbody>\n</table>\n</section>\n"
        } else {
            "</table>\n</section>\n"
        });
    }
}

/// The words of each cell of the header row that begins here.
fn header_cells(rest: &[Item<'_>]) -> Vec<String> {
    let mut cells = Vec::new();
    for (at, (event, _)) in rest.iter().enumerate() {
        match event {
            Event::End(TagEnd::TableHead) => break,
            Event::Start(Tag::TableCell) => {
                let rest = rest.get(at + 1..).unwrap_or_default();
                cells.push(words_until(rest, |tag| *tag == TagEnd::TableCell));
            }
            _ => {}
        }
    }
    cells
}
