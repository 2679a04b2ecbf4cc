//! The objects of a PDF whose tables are damaged, found by their headings from the beginning to the end.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::syntax::{NEAR, Reference, field, find_last, heading, value};
use super::tables::{Entries, Place, Table};

/// A table of all objects that stand in the file, and the streams that contain more of them, by where they begin. Of two with one
/// number, the later is the newer.
pub fn search(bytes: &[u8]) -> Option<(Table<'_>, BTreeMap<usize, u32>)> {
    let mut found = Found::default();
    // Values that do not end must not be read to the end of the file again and again.
    let mut effort = bytes.len().saturating_mul(4);
    for (at, _) in bytes.windows(OBJECT.len()).enumerate().filter(|(_, window)| *window == OBJECT) {
        let Some((start, name)) = name_before(bytes, at) else { continue };
        found.places.insert(name.number, Place::At(start));
        let rest = bytes.get(at + OBJECT.len()..)?;
        let value = Some(rest).filter(|_| effort > 0).and_then(value);
        effort = effort.saturating_sub(rest.len() - value.map_or(0, |(_, after)| after.len()));
        found.note(name, start, value.map(|(value, _)| value).unwrap_or_default());
    }
    let trailer = last_trailer(bytes).map(Cow::Borrowed).or(found.trailer);
    let entries = Entries::Found(found.places);
    Some((
        Table {
            entries,
            trailer: trailer?,
        },
        found.streams.into_iter().map(|(number, at)| (at, number)).collect(),
    ))
}

const OBJECT: &[u8] = b"obj";

#[derive(Default)]
struct Found<'p> {
    places: BTreeMap<u32, Place>,
    streams: BTreeMap<u32, usize>,
    trailer: Option<Cow<'p, [u8]>>,
}

impl<'p> Found<'p> {
    /// Remembers what an object is, as far as it leads to the pages.
    fn note(&mut self, name: Reference, at: usize, dictionary: &'p [u8]) {
        match field(dictionary, "Type") {
            Some(b"/ObjStm") => {
                self.streams.insert(name.number, at);
            }
            Some(b"/XRef") if field(dictionary, "Root").is_some() => self.trailer = Some(dictionary.into()),
            Some(b"/Catalog") if self.trailer.is_none() => {
                let trailer = format!("<< /Root {} {} R >>", name.number, name.generation);
                self.trailer = Some(trailer.into_bytes().into());
            }
            _ => {}
        }
    }
}

fn last_trailer(bytes: &[u8]) -> Option<&[u8]> {
    let word = b"trailer";
    let (trailer, _) = value(bytes.get(find_last(bytes, word)? + word.len()..)?)?;
    field(trailer, "Root").map(|_| trailer)
}

/// The two numbers before `obj`, and where they begin.
fn name_before(bytes: &[u8], at: usize) -> Option<(usize, Reference)> {
    let lead = bytes.get(at.saturating_sub(NEAR)..at)?;
    let number = without_digits(lead.trim_ascii_end()).trim_ascii_end();
    let start = at - lead.len() + without_digits(number).len();
    let (name, _) = heading(bytes.get(start..at)?)?;
    Some((start, name))
}

fn without_digits(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    text.get(..end).unwrap_or_default()
}
