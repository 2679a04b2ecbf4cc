//! What can be said of a file without showing it: its checksum, the pages of a PDF, the size of a picture, whether captions
//! are captions.

use std::panic::catch_unwind;

use sha2::{Digest, Sha256};

use super::html::{Token, attributes, tokens};
use super::pdf;
use crate::source::SourceFile;

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes (FIPS 180-4), in small hexadecimal digits.
    pub sha256: String,
    /// What its type tells beside that.
    pub content: Content,
}

/// What is known of the inside of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A PDF with so many pages.
    Pages(u32),
    /// A file that is named like one of its type, and is none: a PDF that no reader opens, captions without their header.
    Broken,
    /// Captions in WebVTT.
    Captions,
    /// A picture of this size.
    Picture(Size),
    /// A file that docent does not look into, or cannot: a PDF whose inside is encrypted.
    Unknown,
}

impl Content {
    /// The number of pages of a PDF.
    pub fn pages(self) -> Option<u32> {
        match self {
            Self::Pages(pages) => Some(pages),
            _ => None,
        }
    }
}

/// The size of a picture in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// From side to side.
    pub width: usize,
    /// From top to bottom.
    pub height: usize,
}

/// A PDF beyond this is published and not looked into: 100 MB.
const LARGEST_PDF: usize = 100 << 20;

/// Looks at a file.
pub fn look(file: &SourceFile) -> Asset {
    let digest = Sha256::digest(&file.bytes);
    Asset {
        bytes: file.bytes.len() as u64,
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        content: content(file),
    }
}

fn content(file: &SourceFile) -> Content {
    match file.extension().as_str() {
        "pdf" if file.bytes.len() > LARGEST_PDF => Content::Unknown,
        "pdf" => pages(&file.bytes),
        "vtt" if is_captions(&file.bytes) => Content::Captions,
        "vtt" => Content::Broken,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => pixels(&file.bytes).map_or(Content::Unknown, Content::Picture),
        "svg" => file.text().and_then(drawing).map_or(Content::Unknown, Content::Picture),
        _ => Content::Unknown,
    }
}

/// The size that stands in the header of a picture.
fn pixels(bytes: &[u8]) -> Option<Size> {
    // A file comes from anybody: a panic of the library is one more way of having no size.
    let size = catch_unwind(|| imagesize::blob_size(bytes)).ok()?.ok()?;
    Some(Size {
        width: size.width,
        height: size.height,
    })
}

/// The size of a drawing: what its `width` and `height` say in pixels, else the proportions of its `viewBox` (SVG 2, section 8).
fn drawing(text: &str) -> Option<Size> {
    let root = tokens(text).find_map(|token| match token {
        Token::Start(tag) if tag.name == "svg" => Some(tag),
        _ => None,
    })?;
    let attribute = |name: &str| {
        attributes(root.text)
            .find(|attribute| attribute.name == name)
            .map(|attribute| attribute.value)
    };
    let length = |value: &str| whole(value.strip_suffix("px").unwrap_or(value));
    let said = attribute("width").and_then(length).zip(attribute("height").and_then(length));
    let (width, height) = said.or_else(|| {
        let mut numbers = attribute("viewbox")?.split([' ', ',']).filter(|number| !number.is_empty()).skip(2);
        Some((whole(numbers.next()?)?, whole(numbers.next()?)?))
    })?;
    Some(Size { width, height })
}

/// A length as a whole number of pixels, which is what the attributes of `<img>` take (HTML, section 2.3.4.2).
fn whole(length: &str) -> Option<usize> {
    let length: f64 = length.trim().parse().ok()?;
    (1.0..100_000.0).contains(&length).then(|| length.round() as usize)
}

fn pages(bytes: &[u8]) -> Content {
    match pdf::pages(bytes) {
        Ok(pages) => Content::Pages(pages),
        Err(pdf::Trouble::Locked) => Content::Unknown,
        Err(pdf::Trouble::Broken) => Content::Broken,
    }
}

/// WebVTT, 4.1: the file begins with `WEBVTT`, alone or before a space, a tab or the end of the line.
fn is_captions(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let rest = text.strip_prefix(b"WEBVTT");
    rest.is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace)) && std::str::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_drawing_is_what_it_says_or_its_proportions() {
        let size = |width, height| Some(Size { width, height });
        assert_eq!(
            drawing(r#"<?xml version="1.0"?><svg width="96" height="48.4px" viewBox="0 0 1 1"/>"#),
            size(96, 48)
        );
        assert_eq!(drawing(r#"<svg width="100%" height="2em" viewBox="0 0 16, 9">"#), size(16, 9));
        for none in ["<svg>", r#"<svg viewBox="0 0 0 9">"#, r#"<svg width="-1" height="NaN">"#, "words"] {
            assert_eq!(drawing(none), None, "{none}");
        }
    }

    #[test]
    fn the_size_of_a_picture_stands_in_its_header() {
        let header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\x68\x08\x02\0\0\0";
        assert_eq!(pixels(header), Some(Size { width: 640, height: 360 }));
        assert_eq!(pixels(b"\x89PNG"), None);
    }

    #[test]
    fn captions_begin_with_their_header() {
        for good in ["WEBVTT\n\n", "\u{feff}WEBVTT\r\n", "WEBVTT - The Teen Brain\n", "WEBVTT"] {
            assert!(is_captions(good.as_bytes()), "{good}");
        }
        for bad in ["", "1\n00:00:01,000 --> 00:00:02,000\nHello\n", "WEBVTTX", "webvtt\n"] {
            assert!(!is_captions(bad.as_bytes()), "{bad}");
        }
        assert!(!is_captions(b"WEBVTT\n\xff"));
    }

    #[test]
    fn the_checksum_is_that_of_everybody() {
        let mut snapshot = crate::source::Snapshot::default();
        snapshot.insert("static/empty.txt", Vec::new());
        let asset = look(snapshot.get("static/empty.txt").expect("the file"));
        assert_eq!(asset.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
