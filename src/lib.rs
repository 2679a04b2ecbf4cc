//! docent: Markdown pages and YAML data in, a complete public resource portal out.
//!
//! A portal is a value computed from files. One pure pipeline computes it ([`pipeline::build`]); the commands differ
//! only in where the result goes. The modules, in reading order; each uses only those before it
//! (`tests/portal/tidy.rs` reads the `use` lines to keep it so).

// Whatever an author writes, docent answers; it does not panic. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

// From the bottom of the layers to the top.
pub mod diag;
pub mod memo;
pub mod stages;
pub mod route;
pub mod words;
pub mod source;
pub mod parse;
pub mod schema;
pub mod config;
pub mod theme;
pub mod formats;
pub mod access;
pub mod kinds;
pub mod site;
pub mod plan;
pub mod lock;
pub mod render;
pub mod pipeline;
pub mod fix;
pub mod import;
pub mod external;
pub mod diff;
pub mod publish;
#[cfg(feature = "serve")]
pub mod serve;
pub mod cli;
