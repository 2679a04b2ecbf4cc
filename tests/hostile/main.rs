//! Hostile texts, in every place where a portal takes a text: what docent makes of them is text, and nothing else.
//!
//! `strings/` holds the texts, one a line behind a line that says what they have in common; `\u{a}` is a character by its
//! number. Each is put into every text field of every collection, of pages and of `docent.yaml`, then into Markdown in
//! every form, and all that is built is read by the parsers of its formats.

mod addresses;
mod messages;
mod outline;
mod portal;
mod prose;
mod read;
mod strings;
mod texts;

use docent::memo::Memo;
use docent::pipeline::{Build, Options, build};
use docent::source::Snapshot;
use jiff::civil::date;

/// Builds a portal on the day for which all of them are made.
fn fresh(portal: &Snapshot) -> Build {
    build(portal, &Options::on(date(2025, 5, 1)), &mut Memo::new())
}
