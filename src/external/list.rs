//! What is known of each link to another site, with every place that has it, for people and for programs.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::ledger::{Ledger, Record};
use crate::diag::render::{Files, Place, Places};
use crate::site::outward::{OutwardLinks, Use};

/// The form of the document.
const VERSION: u32 = 1;

/// One address with what is known of it.
#[derive(Debug)]
pub struct Line<'a> {
    /// The address.
    pub address: &'a str,
    /// What is known; nothing, if it was never asked.
    pub record: Option<&'a Record>,
    /// Where it is typed.
    pub places: Vec<Place>,
}

/// Every address of the portal, in the order of the alphabet.
pub fn lines<'a>(links: &'a OutwardLinks, ledger: &'a Ledger, files: &'a dyn Files) -> Vec<Line<'a>> {
    let paths = links.values().flatten().map(|place| &*place.at.file);
    let places = Places::in_files(paths, files);
    let line = |(address, uses): (&'a String, &'a std::collections::BTreeSet<Use>)| Line {
        address,
        record: ledger.links.get(address),
        places: uses.iter().map(|place| places.of(&place.at)).collect(),
    };
    links.iter().map(line).collect()
}

/// One document with all of them.
pub fn json(links: &OutwardLinks, ledger: &Ledger, files: &dyn Files) -> String {
    let links: Vec<Json> = lines(links, ledger, files).iter().map(Line::json).collect();
    format!("{:#}\n", json!({ "version": VERSION, "links": links }))
}

impl Line<'_> {
    /// `fine`, `dead`, `unsure` or `unknown`.
    pub fn state(&self) -> String {
        self.record.map_or("unknown".to_owned(), |record| record.state.to_string())
    }

    /// The last day on which it was fine, as far as that is known.
    pub fn last_fine(&self) -> Option<Date> {
        self.record?.last_fine
    }

    fn json(&self) -> Json {
        let record = self.record;
        json!({
            "address": self.address,
            "state": self.state(),
            "reason": record.map(|record| &record.reason),
            "checked": record.map(|record| record.checked),
            "last_fine": self.last_fine(),
            "dead_since": record.and_then(|record| Some(record.dead?.since)),
            "moved_to": record.and_then(|record| Some(&record.moved.as_ref()?.to)),
            "moved_for_good": record.and_then(|record| Some(record.moved.as_ref()?.lasting)),
            "places": self.places.iter().map(place).collect::<Vec<_>>(),
        })
    }
}

fn place(place: &Place) -> Json {
    let start = place.range.map(|(start, _)| start);
    json!({
        "file": place.file,
        "line": start.map(|start| start.line),
        "column": start.map(|start| start.column),
    })
}
