//! Values that know how to write themselves. A document cannot fail to be written, and knows no site.

pub mod atom;
pub mod calendar;
mod calendar_link;
mod content_line;
pub mod csv;
pub mod gzip;
pub mod hosts;
pub mod integrity;
pub mod json;
pub mod json_feed;
pub mod json_ld;
pub mod llms;
pub mod markdown;
pub mod robots;
pub mod script;
pub mod search;
pub mod sitemap;
pub mod stylesheet;
mod text;
pub mod timezone;
pub mod vcard;
mod xml;

/// A file in a standard format.
pub trait Document: Send + Sync {
    /// The media type, with its parameters: `text/calendar; charset=utf-8`.
    fn media(&self) -> &'static str;

    /// Appends the bytes of the whole file.
    fn write(&self, out: &mut Vec<u8>);

    /// The bytes of the whole file.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}
