//! What a locked PDF shows to those who have no password (ISO 32000-2, 7.6): many files are locked only against changes.

use std::io::Write;
use std::panic::catch_unwind;

use hayro_syntax::Pdf;
use hayro_syntax::object::{ObjectIdentifier, Stream};

use super::syntax::{Reference, find};

/// The lock of a file that opens without a password.
///
/// The library that knows the ciphers reads whole files, and unpacks what they say. It gets one of our own making, with nothing
/// to unpack in it: the dictionary of the lock, and the bytes that are to be decrypted.
pub struct Lock {
    encryption: Vec<u8>,
    id: Vec<u8>,
}

/// More than any dictionary of a lock has.
const LONGEST: usize = 16 << 10;

impl Lock {
    /// The lock that this dictionary describes; `None` if it asks for a password, or is of a kind that nobody knows.
    pub fn open(encryption: Vec<u8>, id: Vec<u8>) -> Option<Self> {
        let is_plain = |part: &Vec<u8>| part.len() <= LONGEST && find(part, b"stream").is_none();
        let lock = Self { encryption, id };
        let is_open = [&lock.encryption, &lock.id].into_iter().all(is_plain) && lock.decrypted(NOTHING, b"").is_some();
        is_open.then_some(lock)
    }

    /// The bytes of a stream of the file without their cipher.
    pub fn decrypted(&self, name: Reference, data: &[u8]) -> Option<Vec<u8>> {
        let file = self.file(name, data)?;
        // A file comes from anybody: a panic of the library is one more way of being locked.
        catch_unwind(|| {
            let file = Pdf::new(file).ok()?;
            let name = ObjectIdentifier::new(name.number, i32::from(name.generation));
            let stream: Stream<'_> = file.xref().get(name)?;
            Some(stream.raw_data().into_owned())
        })
        .ok()?
    }

    /// A PDF with this lock, one page and one stream.
    fn file(&self, name: Reference, data: &[u8]) -> Option<Vec<u8>> {
        let Reference { number, generation } = name;
        let (catalog, tree) = (number.checked_add(1)?, number.checked_add(2)?);
        let mut file = b"%PDF-2.0\n".to_vec();
        let stream_at = file.len();
        write!(file, "{number} {generation} obj\n<</Length {}>>\nstream\n", data.len()).ok()?;
        file.extend_from_slice(data);
        write!(file, "\nendstream\nendobj\n").ok()?;
        let catalog_at = file.len();
        write!(file, "{catalog} 0 obj\n<</Type/Catalog/Pages {tree} 0 R>>\nendobj\n").ok()?;
        let tree_at = file.len();
        write!(file, "{tree} 0 obj\n<</Type/Pages/Count 1/Kids[<</Type/Page>>]>>\nendobj\n").ok()?;
        let table_at = file.len();
        write!(file, "xref\n{number} 3\n{stream_at:010} {generation:05} n \n").ok()?;
        write!(file, "{catalog_at:010} 00000 n \n{tree_at:010} 00000 n \n").ok()?;
        write!(file, "trailer\n<</Size {}/Root {catalog} 0 R/ID ", tree.checked_add(1)?).ok()?;
        file.extend_from_slice(&self.id);
        file.extend_from_slice(b"/Encrypt ");
        file.extend_from_slice(&self.encryption);
        write!(file, ">>\nstartxref\n{table_at}\n%%EOF\n").ok()?;
        Some(file)
    }
}

/// The name of a stream that is made to try the lock.
const NOTHING: Reference = Reference { number: 1, generation: 0 };
