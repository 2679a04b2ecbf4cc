//! Why the program could not do its work, and what to do about it.

use std::fmt::Display;

use super::output;
use crate::publish::PublishError;

/// Ends the program with exit code 2.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Vec<String>,
}

impl Failure {
    /// The work could not be done for this reason.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// The system refused: `cannot write public/index.html: no space left`.
    pub fn system(doing: &str, path: impl Display, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {doing} {path}: {error}"))
    }

    /// Why, in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Prints the failure as other problems are printed.
    pub fn show(&self) {
        output::problem(&self.message, &self.help);
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        Self::new(error.to_string())
    }
}

#[cfg(feature = "serve")]
impl From<crate::serve::ServeError> for Failure {
    fn from(error: crate::serve::ServeError) -> Self {
        Self::new(error.to_string())
    }
}
