//! docent: Markdown pages and YAML data in, a complete public resource portal out.
//!
//! A portal is a value computed from files. One pure pipeline computes it ([`pipeline::build`]); the commands differ
//! only in where the result goes. The modules, in reading order; each uses only those before it (`tests/tidy.rs`
//! reads the `use` lines to keep it so):

pub mod cli;
pub mod config;
pub mod diag;
pub mod formats;
pub mod kinds;
pub mod memo;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod render;
pub mod route;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod theme;
pub mod words;
