//! Plan in, bytes out.

mod bundle;

pub use bundle::{Artifact, Bundle};
