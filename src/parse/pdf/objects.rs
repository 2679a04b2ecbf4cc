//! The objects of a PDF by their numbers.

use std::cell::Cell;

use super::Trouble;
use super::packed::unpack;
use super::search;
use super::syntax::{Reference, field, find, find_last, heading, members, near, reference, token, value, whole};
use super::tables::{Columns, Entries, Place, Table};

/// A PDF and where its objects stand.
pub struct File<'p> {
    bytes: &'p [u8],
    /// The newest first.
    tables: Vec<Table<'p>>,
    /// How many bytes may still be read.
    left: Cell<usize>,
}

/// An object that stands in the file: its name, its value, and what follows.
struct Object<'p> {
    name: Reference,
    value: &'p [u8],
    rest: &'p [u8],
}

/// What is looked up, and the streams of tables and objects, have this much in all, packed and unpacked, or the file counts as
/// broken. The table of a million objects has 7 MB.
const MOST_READ: usize = 32 << 20;

/// A stream counts as this much at least: to unpack it takes memory of its own.
const LEAST_READ: usize = 4 << 10;

/// A file has a table for each time it was saved.
const MOST_TABLES: usize = 100;

/// Where the last table begins stands in so many bytes at the end.
const TAIL: usize = 2048;

impl<'p> File<'p> {
    /// The file by its own tables.
    pub fn by_tables(bytes: &'p [u8]) -> Result<Self, Trouble> {
        let mut file = Self::new(bytes, Vec::new());
        let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
        let start = find_last(tail, b"startxref")
            .and_then(|at| token(tail.get(at..)?))
            .map(|(_, rest)| rest);
        let mut todo: Vec<usize> = start.and_then(token).and_then(|(number, _)| whole(number)).into_iter().collect();
        let mut seen = Vec::new();
        while let Some(at) = todo.pop().filter(|_| seen.len() < MOST_TABLES) {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            let table = file.table(at).ok_or(Trouble::Broken)?;
            // A table in lines may come with one in a stream, which is asked before the tables of earlier versions (7.5.8.4).
            let before = ["Prev", "XRefStm"].map(|name| field(&table.trailer, name).and_then(whole));
            todo.extend(before.into_iter().flatten());
            file.tables.push(table);
        }
        Ok(file)
    }

    /// The file as a search from its beginning to its end finds it, for one whose tables are damaged.
    pub fn by_search(bytes: &'p [u8]) -> Result<Self, Trouble> {
        let (table, streams) = search::search(bytes).ok_or(Trouble::Broken)?;
        let mut file = Self::new(bytes, vec![table]);
        if file.is_locked() {
            return Ok(file);
        }
        for (at, stream) in streams {
            let numbers = file.numbers_in(stream);
            if let Some(Entries::Found(places)) = file.tables.first_mut().map(|table| &mut table.entries) {
                for number in numbers {
                    if !matches!(places.get(&number), Some(Place::At(other)) if *other >= at) {
                        places.insert(number, Place::In(stream));
                    }
                }
            }
        }
        Ok(file)
    }

    fn new(bytes: &'p [u8], tables: Vec<Table<'p>>) -> Self {
        Self {
            bytes,
            tables,
            left: Cell::new(MOST_READ),
        }
    }

    fn table(&self, at: usize) -> Option<Table<'p>> {
        let rest = self.bytes.get(at..)?;
        let (word, lines) = token(rest)?;
        if word != b"xref" {
            let table = self.object_at(at)?;
            let columns = Columns::new(self.unpacked(&table)?, table.value)?;
            return Some(Table {
                entries: Entries::Stream(columns),
                trailer: table.value.into(),
            });
        }
        let end = find(lines, b"trailer")?;
        let (trailer, _) = value(lines.get(end + "trailer".len()..)?)?;
        Some(Table {
            entries: Entries::Lines(lines.get(..end)?),
            trailer: trailer.into(),
        })
    }

    /// A field of the newest trailer that has it.
    pub fn trailer(&self, name: &str) -> Option<&[u8]> {
        self.tables.iter().find_map(|table| field(&table.trailer, name))
    }

    /// True if texts and streams are encrypted, but for the tables.
    fn is_locked(&self) -> bool {
        self.trailer("Encrypt").is_some()
    }

    /// The length of the file.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The object that a reference names.
    pub fn named_by(&self, name: &[u8]) -> Result<Vec<u8>, Trouble> {
        let number = reference(name).ok_or(Trouble::Broken)?.number;
        let object = match self.place(number) {
            Some(Place::At(at)) => self
                .object_at(at)
                .filter(|object| object.name.number == number)
                .map(|object| object.value.to_vec()),
            // What a search does not find may stand in a stream.
            Some(Place::In(_)) | None if self.is_locked() => return Err(Trouble::Locked),
            Some(Place::In(stream)) => self.object_in(stream, number),
            None => None,
        };
        object.ok_or(Trouble::Broken)
    }

    fn place(&self, number: u32) -> Option<Place> {
        self.tables.iter().find_map(|table| table.place(number))
    }

    fn object_at(&self, at: usize) -> Option<Object<'p>> {
        let bytes = self.bytes.get(at..).filter(|_| self.left.get() > 0)?;
        let object = object(bytes);
        self.spend(bytes.len() - object.as_ref().map_or(0, |object| object.rest.len()))?;
        object
    }

    /// What stands in a stream of objects, and its dictionary (7.5.7).
    fn stream(&self, number: u32) -> Option<(&'p [u8], Vec<u8>)> {
        let Some(Place::At(at)) = self.place(number) else { return None };
        let stream = self.object_at(at).filter(|stream| stream.name.number == number)?;
        Some((stream.value, self.unpacked(&stream)?))
    }

    fn object_in(&self, stream: u32, number: u32) -> Option<Vec<u8>> {
        let (dictionary, bytes) = self.stream(stream)?;
        let first = field(dictionary, "First").and_then(whole)?;
        let (_, offset) = entries(dictionary, &bytes).find(|(found, _)| *found == number)?;
        let (object, _) = value(bytes.get(first.checked_add(offset)?..)?)?;
        Some(object.to_vec())
    }

    fn numbers_in(&self, stream: u32) -> Vec<u32> {
        let numbers = |(dictionary, bytes): (&[u8], Vec<u8>)| entries(dictionary, &bytes).map(|(number, _)| number).collect();
        self.stream(stream).map(numbers).unwrap_or_default()
    }

    /// The contents of a stream.
    fn unpacked(&self, stream: &Object<'p>) -> Option<Vec<u8>> {
        let found = self.data(stream);
        let read = stream.rest.len() - found.map_or(0, |(_, after)| after.len());
        self.spend(read.max(LEAST_READ))?;
        let (data, _) = found?;
        let bytes = unpack(stream.value, data, self.left.get())?;
        self.spend(bytes.len())?;
        Some(bytes)
    }

    /// Counts bytes that were read, in vain or not.
    fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or_default());
        left.map(drop)
    }

    /// The bytes of a stream as they stand in the file, and what follows them.
    fn data(&self, stream: &Object<'p>) -> Option<(&'p [u8], &'p [u8])> {
        let (word, rest) = token(stream.rest)?;
        let rest = (word == b"stream").then_some(rest)?;
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let length = field(stream.value, "Length").and_then(|length| self.number(length));
        let said = length.and_then(|length| rest.split_at_checked(length));
        let is_end = |after: &[u8]| token(near(after)).is_some_and(|(word, _)| word == b"endstream");
        // A wrong length is a frequent mistake.
        said.filter(|(_, after)| is_end(after))
            .or_else(|| rest.split_at_checked(find(rest, b"endstream")?))
    }

    /// A number that stands there, or in an object of its own.
    fn number(&self, number: &[u8]) -> Option<usize> {
        let Some(name) = reference(number) else { return whole(number) };
        match self.place(name.number)? {
            Place::At(at) => whole(self.object_at(at)?.value),
            Place::In(_) => None,
        }
    }
}

/// The object that a text begins with.
fn object(bytes: &[u8]) -> Option<Object<'_>> {
    let (name, rest) = heading(bytes)?;
    let (word, rest) = token(rest)?;
    let (value, rest) = value(rest)?;
    (word == b"obj").then_some(Object { name, value, rest })
}

/// The numbers of the objects in a stream, and where each begins after the first.
fn entries(dictionary: &[u8], bytes: &[u8]) -> impl Iterator<Item = (u32, usize)> {
    let count = field(dictionary, "N").and_then(whole).unwrap_or_default();
    let mut numbers = members(bytes).map_while(whole);
    let pair = move || Some((u32::try_from(numbers.next()?).ok()?, numbers.next()?));
    std::iter::from_fn(pair).take(count)
}
