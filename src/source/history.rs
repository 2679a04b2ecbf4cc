//! When the files of a portal were last changed, as version control remembers it: plain data beside the files.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

/// What is known of the moments of the last changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum History {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The moments, by path. A file that is not as it was committed has none.
    Known(BTreeMap<Arc<str>, Timestamp>),
    /// There is no history, or only a part of it.
    Unknown {
        /// Why, in words that can follow a colon.
        why: String,
        /// What to do about it.
        help: String,
    },
}
