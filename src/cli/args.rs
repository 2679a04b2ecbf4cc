//! Options that several commands share.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::pipeline::Include;

/// Understood by every command, before or after its name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The folder of the portal
    #[arg(
        short,
        long,
        short_alias = 's',
        alias = "source",
        value_name = "DIR",
        default_value = ".",
        global = true
    )]
    pub root: Utf8PathBuf,

    /// The configuration, relative to the portal
    #[arg(short, long, value_name = "FILE", default_value = crate::source::CONFIG, global = true)]
    pub config: Utf8PathBuf,

    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name every place of a repeated problem, and the time of each step
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// When to use colors
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// What most people want to know.
    Usual,
    /// Every place of a repeated problem, and the time of each step.
    Verbose,
}

impl Global {
    /// How much is said.
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Usual,
        }
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is built: shared by all commands that build.
#[derive(Debug, Default, Args)]
pub struct Site {
    /// Where the portal will be published; replaces `base_url` of the configuration
    #[arg(
        short = 'u',
        long,
        short_alias = 'b',
        alias = "baseURL",
        value_name = "URL",
        env = "BASEURL",
        hide_env_values = true
    )]
    pub base_url: Option<String>,

    /// Include what is marked `draft: true`
    #[arg(short = 'D', long, alias = "buildDrafts")]
    pub drafts: bool,

    /// Include what is to be published later
    #[arg(short = 'F', long, alias = "buildFuture")]
    pub future: bool,

    /// Include what has expired
    #[arg(short = 'E', long, alias = "buildExpired")]
    pub expired: bool,

    /// Build as on this day (2025-03-24) instead of today
    #[arg(long, alias = "clock", value_name = "DATE")]
    pub as_of: Option<Date>,

    /// How many files are worked on at a time [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

impl Site {
    /// What is built although it is not public.
    pub fn include(&self) -> Include {
        Include {
            drafts: self.drafts,
            future: self.future,
            expired: self.expired,
        }
    }
}

/// How problems are weighed and shown.
#[derive(Debug, Args)]
pub struct Problems {
    /// Count warnings as errors
    #[arg(long)]
    pub strict: bool,

    /// Count errors as warnings
    #[arg(long, conflicts_with = "strict")]
    pub warn_only: bool,

    /// Fail only for problems in files changed since this revision of git, and for those the change causes elsewhere
    #[arg(long, value_name = "REV")]
    pub changed_since: Option<String>,

    /// How problems are printed [default: github in GitHub Actions, human elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}

/// A form in which problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, with the source
    Human,
    /// For programs, on standard output
    Json,
    /// Annotations and a summary for GitHub Actions
    Github,
    /// For code-scanning pages: SARIF 2.1.0
    Sarif,
    /// For GitLab: a code-quality report
    Gitlab,
    /// For Reviewdog, with corrections as suggestions
    Rdjsonl,
}

impl Format {
    /// Whether standard output is one document for a program, in which nothing else may stand.
    pub fn is_document(self) -> bool {
        !matches!(self, Self::Human | Self::Github)
    }
}
