//! One file in, one syntax value out: Markdown, YAML, front matter.
//!
//! Parsing never fails and knows no other file: what is wrong is a diagnostic, what is right stays.

mod conflict;
pub mod front_matter;
mod invisible;
pub mod markdown;
mod problems;
pub mod yaml;
