//! `docent completions`: what the Tab key of a shell completes.

use clap_complete::Shell;

use super::failure::Failure;
use super::{Outcome, command, output};

/// Print the completions for a shell
///
/// For example: docent completions bash > ~/.local/share/bash-completion/completions/docent
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(&self) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "docent", &mut script);
        output::result(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Fine)
    }
}
