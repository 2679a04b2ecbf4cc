//! The command line: one file per command. Each turns its arguments into a call of the pipeline and shows the result.
//!
//! Results go to standard output, problems to standard error. Exit codes: 0 fine, 1 the site has errors, 2 the program
//! could not do its work. The environment and the clock are read here and nowhere else.

mod args;
mod bug;
mod changed;
mod environment;
mod failure;
mod git;
mod history;
mod interrupt;
mod last_build;
mod output;
mod portal;
mod progress;
mod report;
mod timings;

mod build;
mod check;
mod completions;
mod diff;
mod explain;
#[cfg(feature = "external")]
mod external;
mod fix;
mod import;
mod init;
mod issue_form;
mod list;
mod lock;
mod new;
mod scaffold;
mod schema;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod vscode;

use std::ffi::OsString;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory, Parser, Subcommand};

use args::Global;
use failure::Failure;

/// Turns Markdown pages and YAML data into a complete public resource portal.
#[derive(Debug, Parser)]
#[command(name = "docent", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Import(import::Import),
    Build(build::Build),
    #[cfg(feature = "serve")]
    #[command(visible_aliases = ["server", "dev"])]
    Serve(serve::Serve),
    Check(check::Check),
    Fix(fix::Fix),
    Diff(diff::Diff),
    List(list::List),
    Lock(lock::Lock),
    Schema(schema::Schema),
    Scaffold(scaffold::Scaffold),
    Explain(explain::Explain),
    Search(search::Search),
    Completions(completions::Completions),
}

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    SiteHasErrors,
}

/// Room for deeply nested pages, which the first thread does not have on every system.
const STACK: usize = 16 << 20;

/// All commands with their arguments and help, for completions and the manual.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program with these arguments, the first being its own name.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    bug::explain_panics();
    output::choose_colour(&arguments);
    match thread::Builder::new().stack_size(STACK).spawn(|| run(arguments)) {
        // A thread that panicked has said so.
        Ok(running) => running.join().unwrap_or(ExitCode::from(2)),
        Err(error) => {
            Failure::new(format!("the system gives no thread: {error}")).show();
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(told) => {
            // Help and version are results, the rest are mistakes; clap knows where to print which.
            let _ = told.print();
            return ExitCode::from(if told.use_stderr() { 2 } else { 0 });
        }
    };
    match dispatch(&cli) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::SiteHasErrors) => ExitCode::from(1),
        Err(failure) => {
            failure.show();
            ExitCode::from(2)
        }
    }
}

impl Command {
    /// What is built; `None` for the commands that say nothing about it.
    fn site(&self) -> Option<&args::Site> {
        match self {
            Self::Build(build) => Some(&build.site),
            #[cfg(feature = "serve")]
            Self::Serve(serve) => Some(&serve.site),
            Self::Check(check) => Some(&check.site),
            Self::Fix(fix) => Some(&fix.site),
            Self::Diff(diff) => Some(&diff.site),
            _ => None,
        }
    }
}

/// The threads that read, build and publish the files of a portal, with room for deeply nested pages. They are started
/// before any file is touched: whatever works on many files at a time works on these.
fn start_threads(jobs: Option<u16>) -> Result<(), Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0).into());
    let started = threads.stack_size(STACK).build_global();
    started.map_err(|error| Failure::new(format!("the system gives no threads: {error}")).help("ask for fewer with --jobs 1"))
}

fn dispatch(cli: &Cli) -> Result<Outcome, Failure> {
    let global = &cli.global;
    start_threads(cli.command.site().and_then(|site| site.jobs))?;
    match &cli.command {
        Command::Init(init) => init.run(global),
        Command::New(new) => new.run(global),
        Command::Import(new) => new.run(global),
        Command::Build(build) => build.run(global),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve.run(global),
        Command::Check(check) => check.run(global),
        Command::Fix(fix) => fix.run(global),
        Command::Diff(diff) => diff.run(global),
        Command::List(list) => list.run(global),
        Command::Lock(lock) => lock.run(global),
        Command::Schema(schema) => schema.run(global),
        Command::Scaffold(scaffold) => scaffold.run(global),
        Command::Explain(explain) => explain.run(),
        Command::Search(search) => search.run(global),
        Command::Completions(completions) => completions.run(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_declared_without_a_contradiction() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for line in ["docent -r site check", "docent check -r site", "docent check --source site"] {
            let cli = Cli::try_parse_from(line.split(' ')).expect(line);
            assert_eq!(cli.global.root, "site");
        }
    }

    #[test]
    fn names_known_from_other_generators_are_understood() {
        for line in [
            "docent build -b https://example.gov -d out",
            "docent build --baseURL https://example.gov --destination out",
        ] {
            let Command::Build(build) = Cli::try_parse_from(line.split(' ')).expect(line).command else {
                panic!("{line} is a build");
            };
            assert_eq!(
                (build.output_dir.as_str(), build.site.base_url.as_deref()),
                ("out", Some("https://example.gov"))
            );
        }
    }
}
