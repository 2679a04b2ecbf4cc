//! The oracles of the property tests, for programs that look for texts which break them.

#[path = "../../tests/properties/oracles/mod.rs"]
pub mod oracles;
#[path = "../../tests/properties/words.rs"]
pub mod words;
#[path = "../../tests/portal/bombs.rs"]
pub mod bombs;

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time that a thread or the whole program has worked.
pub fn spent(clock: ClockId) -> Duration {
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}
