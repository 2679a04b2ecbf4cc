//! What belongs to what: the order of headings, lists with their items, tables with the names of their columns (WCAG 1.3.1).

use super::elements::Open;
use super::{Attributes, Reading};
use crate::diag::Code;
use crate::parse::html::Tag;

/// The level of a heading.
fn level(name: &str, of: Attributes<'_, '_>, role: Option<&str>) -> Option<u8> {
    let native = match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    };
    match role {
        Some("heading") => of
            .get("aria-level")
            .and_then(|level| level.trim().parse().ok())
            .or(native)
            .or(Some(2)),
        Some(_) => None,
        None => native,
    }
}

impl<'h> Reading<'h> {
    pub(super) fn structure(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>, role: Option<&str>) {
        if let Some(level) = level(&tag.name, of, role) {
            self.heading(tag, level);
        }
        self.list(tag, role);
        match &*tag.name {
            "th" => self.header_cell(tag, of),
            "td" if matches!(role, Some("columnheader" | "rowheader")) => self.complete("table"),
            "track" if of.is("kind", "captions") || of.is("kind", "subtitles") => self.complete("video"),
            _ => {}
        }
        if matches!(&*tag.name, "td" | "th")
            && let Some(headers) = of.text("headers")
        {
            self.refer("headers", &headers, tag.at);
        }
    }

    fn heading(&mut self, tag: &Tag<'h>, level: u8) {
        if level == 1 {
            self.titles += 1;
            if self.titles > 1 {
                let message = "the page has a second heading of the first level";
                self.find(
                    Code::SecondTitle,
                    tag.at,
                    message,
                    "the name of the page is its only one; write `<h2>`",
                );
            }
        }
        if let Some(last) = self.level.filter(|last| level > last + 1) {
            let message = format!("a heading of level {level} follows a heading of level {last}");
            self.find(Code::HeadingJump, tag.at, message, format!("write `<h{}>`", last + 1));
        }
        self.level = Some(level);
    }

    fn list(&mut self, tag: &Tag<'h>, role: Option<&str>) {
        let Some(parent) = self.parent() else { return };
        let is_list = matches!(&*parent.name, "ul" | "ol" | "menu") && parent.role.as_deref().is_none_or(|role| role == "list");
        let in_group = matches!(&*parent.name, "ul" | "ol" | "menu") || parent.role.as_deref() == Some("list");
        let of_terms = parent.name == "dl" || (parent.name == "div" && self.open.iter().rev().nth(1).is_some_and(|open| open.name == "dl"));
        let helper = matches!(&*tag.name, "script" | "template");
        let problem = match &*tag.name {
            "li" if !in_group && role.is_none() => Some(("`<li>` stands outside of a list".to_owned(), "put it into `<ul>` or `<ol>`")),
            "dt" | "dd" if !of_terms => Some((format!("`<{}>` stands outside of a list of terms", tag.name), "put it into `<dl>`")),
            "li" | "dt" | "dd" => None,
            _ if is_list && !helper => Some((
                format!("`<{}>` stands in a list and is none of its items", tag.name),
                "put it into a `<li>`, or outside of the list",
            )),
            "div" if parent.name == "dl" => None,
            _ if parent.name == "dl" && parent.role.is_none() && !helper => Some((
                format!("`<{}>` stands in a list of terms and is neither term nor meaning", tag.name),
                "put it into a `<dd>`, or outside of the list",
            )),
            _ => None,
        };
        if let Some((message, help)) = problem {
            self.find(Code::ListStructure, tag.at, message, help);
        }
    }

    fn header_cell(&mut self, tag: &Tag<'h>, of: Attributes<'_, 'h>) {
        self.complete("table");
        if let Some(scope) = of.get("scope")
            && !matches!(&*scope.to_ascii_lowercase(), "row" | "col" | "rowgroup" | "colgroup")
        {
            let message = format!("`scope=\"{scope}\"` says nothing");
            self.find(
                Code::TableHeader,
                tag.at,
                message,
                "write `col` for the name of a column, `row` for that of a row",
            );
        }
    }

    /// The innermost open element of that name has what it needs.
    fn complete(&mut self, name: &str) {
        if let Some(open) = self.open.iter_mut().rev().find(|open| open.name == name) {
            open.complete = true;
        }
    }

    pub(super) fn table_end(&mut self, open: &Open<'h>) {
        let is_table = open.name == "table" && open.role.as_deref().is_none_or(|role| matches!(role, "table" | "grid"));
        if is_table && !open.complete {
            let help = "make the first row of `<th scope=\"col\">`, or write `role=\"presentation\"` if it is no table";
            self.find(Code::TableHeader, open.at, "the columns of this table have no names", help);
        }
    }
}
