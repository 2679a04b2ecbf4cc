//! How many pages a PDF has (ISO 32000-2): the tables of its objects, the catalog and the root of the page tree, nothing else.
//!
//! A file comes from anybody. What is unpacked has a bound, nothing is walked twice, and every place is looked up, never
//! trusted. Libraries that read whole documents unpack whatever they meet. Nothing is decrypted: in a locked file, names and
//! numbers stand in the open (7.6.2), unless they are packed into a stream.

mod objects;
mod packed;
mod search;
mod syntax;
mod tables;

use objects::File;
use syntax::{field, reference, whole};

/// Why the pages of a file cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// What leads to them stands in an encrypted stream.
    Locked,
    /// Something is not there, or not what it should be.
    Broken,
}

/// The pages of a PDF, as the root of its page tree counts them (7.7.3.2).
pub fn pages(bytes: &[u8]) -> Result<u32, Trouble> {
    let start = bytes.get(..LEAD.min(bytes.len())).and_then(|lead| syntax::find(lead, b"%PDF-"));
    // Places are counted from the header, whatever a mail gateway has put before it.
    let bytes = start.and_then(|start| bytes.get(start..)).ok_or(Trouble::Broken)?;
    match File::by_tables(bytes).and_then(|file| count(&file)) {
        Err(Trouble::Broken) => File::by_search(bytes).and_then(|file| count(&file)),
        counted => counted,
    }
}

/// So many bytes may stand before the header; readers look no further.
const LEAD: usize = 1024;

fn count(file: &File) -> Result<u32, Trouble> {
    let catalog = file.named_by(file.trailer("Root").ok_or(Trouble::Broken)?)?;
    let tree = file.named_by(field(&catalog, "Pages").ok_or(Trouble::Broken)?)?;
    let count = field(&tree, "Count").ok_or(Trouble::Broken)?;
    let pages = match reference(count) {
        Some(_) => whole(&file.named_by(count)?),
        None => whole(count),
    };
    // A page takes more than a byte.
    let pages = pages.filter(|pages| (1..=file.length()).contains(pages));
    pages.and_then(|pages| u32::try_from(pages).ok()).ok_or(Trouble::Broken)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, Stream, dictionary};

    use super::syntax::find;
    use super::*;

    /// A PDF with so many empty pages.
    fn document(pages: usize) -> Document {
        let mut file = Document::with_version("1.5");
        let tree = file.new_object_id();
        let kids: Vec<Object> = (0..pages)
            .map(|_| file.add_object(dictionary! { "Type" => "Page", "Parent" => tree }).into())
            .collect();
        file.objects.insert(
            tree,
            dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => pages as i64 }.into(),
        );
        let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        file.trailer.set("Root", catalog);
        file
    }

    fn saved(mut file: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).expect("memory takes every byte");
        bytes
    }

    /// As newer programs save it: objects and tables in streams.
    fn packed(mut file: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
        file.save_with_options(&mut bytes, options).expect("memory takes every byte");
        assert!(find(&bytes, b"/ObjStm").is_some() && find(&bytes, b"trailer").is_none());
        bytes
    }

    /// The file, encrypted.
    fn locked(mut file: Document) -> Document {
        file.trailer
            .set("ID", vec![Object::string_literal("one"), Object::string_literal("two")]);
        let version = EncryptionVersion::V2 {
            document: &file,
            owner_password: "owner",
            user_password: "secret",
            key_length: 128,
            permissions: Permissions::empty(),
        };
        let state = EncryptionState::try_from(version).expect("a lock");
        file.encrypt(&state).expect("a locked file");
        file
    }

    /// The file, with a wrong place of its last table.
    fn without_tables(file: &[u8]) -> Vec<u8> {
        let end = syntax::find_last(file, b"startxref").expect("the place of the table");
        [&file[..end], b"startxref\n3\n%%EOF"].concat()
    }

    #[test]
    fn pages_are_counted_however_the_file_is_saved() {
        for number in [1, 18, 300] {
            assert_eq!(pages(&saved(document(number))), Ok(number as u32));
            assert_eq!(pages(&packed(document(number))), Ok(number as u32));
        }
    }

    #[test]
    fn a_locked_file_is_counted_where_its_page_tree_stands_in_the_open() {
        let file = saved(locked(document(3)));
        assert_eq!(pages(&file), Ok(3));
        assert_eq!(pages(&without_tables(&file)), Ok(3));
        // As newer programs lock it, with the page tree in an encrypted stream: AES-128 (revision 4) and AES-256 (revision 6).
        for file in [&include_bytes!("pdf/locked-4.pdf")[..], include_bytes!("pdf/locked-6.pdf")] {
            assert_eq!(pages(file), Err(Trouble::Locked));
            assert_eq!(pages(&without_tables(file)), Err(Trouble::Locked));
        }
    }

    #[test]
    fn what_a_mail_gateway_adds_is_passed_over() {
        let letter = [&b"Received: from mail.example.gov\r\n\r\n"[..], &saved(document(2)), b"\r\n--\r\n"].concat();
        assert_eq!(pages(&letter), Ok(2));
    }

    #[test]
    fn objects_are_searched_where_the_tables_are_damaged() {
        for file in [saved(document(4)), packed(document(4))] {
            assert_eq!(pages(&without_tables(&file)), Ok(4));
            // A line that someone has put into the file moves all that follows it.
            let moved = [&b"%PDF-1.5\n% moved\n"[..], &file["%PDF-1.5\n".len()..]].concat();
            assert_eq!(pages(&moved), Ok(4));
        }
    }

    #[test]
    fn the_newest_version_of_a_page_tree_counts() {
        let mut file = saved(document(2));
        let text = String::from_utf8_lossy(&file).into_owned();
        let before = text
            .rsplit_once("startxref\n")
            .expect("a table")
            .1
            .lines()
            .next()
            .expect("its place")
            .to_owned();
        let root = text
            .split_once("/Root ")
            .expect("a catalog")
            .1
            .split_once(" R")
            .expect("a reference")
            .0
            .to_owned();
        let tree = file.len();
        file.extend(b"1 0 obj\n<</Type/Pages/Kids[]/Count 7>>\nendobj\n");
        let table = file.len();
        write!(
            file,
            "xref\n1 1\n{tree:010} 00000 n \ntrailer\n<</Size 5/Root {root} R/Prev {before}>>\n"
        )
        .expect("memory takes every byte");
        write!(file, "startxref\n{table}\n%%EOF\n").expect("memory takes every byte");
        assert_eq!(pages(&file), Ok(7));
    }

    #[test]
    fn the_newest_version_counts_where_the_tables_are_damaged() {
        let stream = |number: u32, pages: u32| {
            let object = format!("2 0 <</Type/Pages/Count {pages}>>");
            format!(
                "{number} 0 obj<</Type/ObjStm/N 1/First 4/Length {}>>stream\n{object}\nendstream ",
                object.len()
            )
        };
        let catalog = "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj ";
        // The newer stream may have the higher number, the lower, or the same.
        for (older, newer) in [(8, 9), (9, 8), (8, 8)] {
            let file = [catalog, &stream(older, 3), &stream(newer, 4)].concat();
            assert_eq!(pages(file.as_bytes()), Ok(4), "{older} {newer}");
        }
        let plain = "2 0 obj<</Type/Pages/Count 5>>endobj ";
        assert_eq!(pages([catalog, &stream(8, 4), plain].concat().as_bytes()), Ok(5));
        assert_eq!(pages([catalog, plain, &stream(8, 4)].concat().as_bytes()), Ok(4));
    }

    #[test]
    fn what_is_no_pdf_is_broken() {
        for bytes in [
            &b""[..],
            b"%PDF-1.7",
            b"%PDF-1.7\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF",
            b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R >>",
            b"Office file",
        ] {
            assert_eq!(pages(bytes), Err(Trouble::Broken));
        }
    }

    #[test]
    fn a_cut_or_scrambled_pdf_is_read_or_broken_and_never_a_panic() {
        for whole in [saved(document(3)), packed(document(3)), saved(locked(document(1)))] {
            for at in 0..whole.len() {
                let _ = pages(&whole[..at]);
                let mut scrambled = whole.clone();
                scrambled[at] ^= 0x15;
                let _ = pages(&scrambled);
            }
        }
    }

    #[test]
    fn a_count_that_the_file_cannot_hold_is_not_believed() {
        for count in ["4000000000", "-3", "0", "99999999999999999999", "3.5"] {
            let text = String::from_utf8_lossy(&saved(document(3))).replace("/Count 3", &format!("/Count {count}"));
            assert_eq!(pages(text.as_bytes()), Err(Trouble::Broken), "{count}");
        }
    }

    #[test]
    fn what_leads_back_to_itself_ends() {
        let mut circle = document(1);
        let catalog = circle.trailer.get(b"Root").and_then(Object::as_reference).expect("a catalog");
        circle
            .objects
            .insert(catalog, dictionary! { "Type" => "Catalog", "Pages" => catalog }.into());
        assert_eq!(pages(&saved(circle)), Err(Trouble::Broken));
        let tables = b"%PDF-1.5\nxref\n0 1\n0000000000 65535 f \ntrailer <</Prev 9>>\nstartxref\n9\n%%EOF";
        assert_eq!(pages(tables), Err(Trouble::Broken));
    }

    /// A stream that unpacks to 300 MB: reading stops at its bound.
    #[test]
    fn a_bomb_is_broken() {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..300 {
            packed.write_all(&blanks).expect("memory takes every byte");
        }
        let packed = packed.finish().expect("memory takes every byte");
        for (kind, number) in [("ObjStm", "N"), ("XRef", "Size")] {
            let fields = dictionary! { "Type" => kind, number => 1, "First" => 4, "W" => vec![1.into(), 1.into(), 1.into()], "Filter" => "FlateDecode" };
            let mut file = document(1);
            let bomb = file.add_object(Stream::new(fields, packed.clone()));
            file.trailer.set("Root", bomb);
            assert_eq!(pages(&saved(file)), Err(Trouble::Broken));
        }
    }

    /// Objects that do not end would be read to the end of the file again and again.
    #[test]
    fn a_megabyte_of_beginnings_takes_no_longer_than_other_files() {
        for beginning in [
            "1 0 obj<</K[",
            "1 0 obj(",
            "xref 0 9",
            "1 0 obj<</Type/ObjStm>>stream ",
            "%PDF-1.5 startxref 9 ",
            "1 0 obj 5%",
            "1 0 obj 5(",
            "1 0 obj%",
        ] {
            // The last of them has a value.
            let file = format!("%PDF-1.5\n{}\n5", beginning.repeat((1 << 20) / beginning.len()));
            assert_eq!(pages(file.as_bytes()), Err(Trouble::Broken), "{beginning}");
        }
    }

    /// Streams that are short themselves, and lead to what does not end.
    #[test]
    fn a_megabyte_of_streams_takes_no_longer_than_other_files() {
        let numbered = |object: &str| {
            (1..20_000)
                .map(|number| object.replace('#', &number.to_string()))
                .collect::<String>()
        };
        for (streams, others) in [
            ("# 0 obj<</Type/ObjStm>>stream\n", ""),
            // Their newer versions are no streams.
            ("# 0 obj<</Type/ObjStm>>", "# 0 obj["),
            // Their length is object 0.
            ("# 0 obj<</Type/ObjStm/Length 0 0 R>>stream endstream ", ""),
            // What follows their length is a text.
            ("# 0 obj<</Type/ObjStm/Length 0>>stream\n(endstream ", ""),
            // They begin after all comments, with the same data.
            ("# 0 obj<</Type/ObjStm>>%", ""),
        ] {
            let objects = numbered(streams) + &numbered(others);
            let file = format!("%PDF-1.5\n0 0 obj<</Type/Catalog>>0 0 obj[{objects}\nstream endstream");
            assert_eq!(pages(file.as_bytes()), Err(Trouble::Broken), "{streams}");
        }
    }
}
