//! Text that was saved in another encoding than UTF-8, as Windows programs do.

use encoding_rs::{Encoding, WINDOWS_1252};

/// The text that was meant, if that is beyond doubt: UTF-16 says so at its beginning; Windows-1252 is what Word, Excel and
/// Notepad of Western Europe and America write.
pub fn meant(bytes: &[u8]) -> Option<String> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = match marked {
        Some(encoding) => encoding,
        None if mixes_encodings(bytes) => return None,
        None => WINDOWS_1252,
    };
    let (text, _, malformed) = encoding.decode(bytes);
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    (!malformed && text.chars().all(is_text)).then(|| text.into_owned())
}

/// Whether some of the letters are UTF-8 and some are not: then no one encoding is right for all.
fn mixes_encodings(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_windows_programs_write_is_read() {
        assert_eq!(meant(b"Pi\xf1a \x96 \x93safe\x94").as_deref(), Some("Piña – “safe”"));
        assert_eq!(meant(b"\xff\xfea\0\n\0").as_deref(), Some("a\n"));
    }

    #[test]
    fn what_may_be_anything_is_left_alone() {
        assert_eq!(meant(b"Pi\xc3\xb1a Pi\xf1a"), None, "two encodings");
        assert_eq!(meant(b"\x81\x00"), None, "no text");
    }
}
