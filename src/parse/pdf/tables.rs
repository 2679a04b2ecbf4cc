//! The tables that say where the objects of a PDF stand: in lines (ISO 32000-2, 7.5.4), in streams (7.5.8), or as found by a search.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::syntax::{field, members, token, whole};

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At this byte of the file.
    At(usize),
    /// In the stream with this number.
    In(u32),
}

/// One table, and the dictionary that comes with it.
#[derive(Debug)]
pub struct Table<'p> {
    /// Its entries.
    pub entries: Entries<'p>,
    /// What the file says of itself: the catalog, the table before.
    pub trailer: Cow<'p, [u8]>,
}

/// The entries of a table.
#[derive(Debug)]
pub enum Entries<'p> {
    /// `0000000009 00000 n`, after a line with the first number and how many follow.
    Lines(&'p [u8]),
    /// Numbers of fixed widths.
    Stream(Columns),
    /// As a search has found them.
    Found(BTreeMap<u32, Place>),
}

/// The entries of a stream.
#[derive(Debug)]
pub struct Columns {
    bytes: Vec<u8>,
    widths: [usize; 3],
    /// The first number of a part, and how many entries it has.
    parts: Vec<(usize, usize)>,
}

impl Table<'_> {
    /// The place of an object; nothing if this table has none for it, or says that it is gone.
    pub fn place(&self, number: u32) -> Option<Place> {
        match &self.entries {
            Entries::Lines(lines) => in_lines(lines, number as usize).map(Place::At),
            Entries::Stream(columns) => columns.place(number as usize),
            Entries::Found(places) => places.get(&number).copied(),
        }
    }
}

fn in_lines(lines: &[u8], number: usize) -> Option<usize> {
    let mut rest = lines;
    loop {
        let (first, after) = token(rest)?;
        let (count, after) = token(after)?;
        let (first, count) = (whole(first)?, whole(count)?);
        rest = after;
        for entry in 0..count {
            let (offset, after) = token(rest)?;
            let (_, after) = token(after)?;
            let (kind, after) = token(after)?;
            if first.checked_add(entry)? == number {
                return whole(offset).filter(|_| kind == b"n");
            }
            whole(offset)?;
            rest = after;
        }
    }
}

impl Columns {
    /// The entries of an unpacked stream, as its dictionary describes them.
    pub fn new(bytes: Vec<u8>, dictionary: &[u8]) -> Option<Self> {
        let numbers = |name: &str| field(dictionary, name).map(|array| members(array).map_while(whole).collect::<Vec<_>>());
        let widths = <[usize; 3]>::try_from(numbers("W")?).ok()?;
        let size = field(dictionary, "Size").and_then(whole)?;
        let index = numbers("Index").unwrap_or_else(|| vec![0, size]);
        let parts = index.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        Some(Self {
            bytes,
            widths,
            parts: parts.collect(),
        })
    }

    fn place(&self, number: usize) -> Option<Place> {
        let mut before = 0_usize;
        for (first, count) in &self.parts {
            if let Some(entry) = number.checked_sub(*first).filter(|entry| entry < count) {
                return self.entry(before.checked_add(entry)?);
            }
            before = before.checked_add(*count)?;
        }
        None
    }

    fn entry(&self, entry: usize) -> Option<Place> {
        let [kind, second, third] = self.widths;
        let width = kind.checked_add(second)?.checked_add(third)?;
        let rest = self.bytes.get(entry.checked_mul(width)?..)?;
        let (type_, rest) = rest.split_at_checked(kind)?;
        let (place, _) = rest.split_at_checked(second)?;
        let place = number(place)?;
        match number(type_)? {
            1 => Some(Place::At(place)),
            // Without a column for it, every entry is of type 1 (7.5.8.2).
            0 if kind == 0 => Some(Place::At(place)),
            2 => u32::try_from(place).ok().map(Place::In),
            _ => None,
        }
    }
}

fn number(bytes: &[u8]) -> Option<usize> {
    bytes
        .iter()
        .try_fold(0_usize, |number, byte| number.checked_mul(256)?.checked_add(usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_the_number_of_their_part() {
        let lines = b"0 2\n0000000000 65535 f \n0000000017 00000 n \n7 1\n0000000300 00000 n \ntrailer <<>>";
        let places: Vec<_> = [0, 1, 2, 7, 8].map(|number| in_lines(lines, number)).into();
        assert_eq!(places, [None, Some(17), None, Some(300), None]);
    }

    #[test]
    fn columns_are_as_wide_as_their_dictionary_says() {
        let bytes = vec![1, 1, 0, 0, 2, 0, 9, 3, 0, 0, 0, 255];
        let columns = Columns::new(bytes, b"<< /W [1 2 1] /Index [4 2 20 1] /Size 21 >>").expect("columns");
        let places: Vec<_> = [3, 4, 5, 6, 20, 21].map(|number| columns.place(number)).into();
        assert_eq!(places, [None, Some(Place::At(256)), Some(Place::In(9)), None, None, None]);
    }

    #[test]
    fn numbers_that_no_file_can_have_are_no_places() {
        for dictionary in [
            "<< /W [9999999999999999999 1 1] /Size 1 >>",
            "<< /W [18446744073709551615 1 1] /Index [0 18446744073709551615 1 1] /Size 1 >>",
            "<< /W [1 1] /Size 1 >>",
        ] {
            let columns = Columns::new(vec![1; 64], dictionary.as_bytes());
            assert_eq!(columns.and_then(|columns| columns.place(1)), None, "{dictionary}");
        }
    }
}
