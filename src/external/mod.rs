//! Whether links to other sites still lead somewhere: who is asked, how politely, and what the answers mean.
//!
//! A link is fine, dead or unsure. Dead is only what says so itself: 404, 410, or a host that does not exist. A site that
//! refuses programs, is slow or has a bad certificate may be right for a reader, so docent is not sure of it. A dead
//! link is an error only once it was dead on several days, because sites fail for a night and come back.
//!
//! Nothing here reads a clock or a disk: both, and the network, come in as arguments. Only [`client`] opens connections.

pub mod answer;
#[cfg(feature = "external")]
pub mod client;
pub mod inquiry;
pub mod ledger;
pub mod list;
pub mod public;
mod report;

pub use report::diagnostics;
