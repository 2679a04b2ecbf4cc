//! What is printed: results to standard output, problems and progress to standard error.
//!
//! A reader that stops reading (`docent list past | head`) is no mistake, and ends in silence.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};

use super::failure::Failure;
use crate::diag::render::escape;
use crate::diag::render::wrap::wrap;

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const HELP: Style = AnsiColor::BrightCyan.on_default().bold();
const BOLD: Style = Style::new().bold();

/// Looks for `--color` before the arguments are parsed, so that mistakes in them obey it too.
pub fn choose_colour(arguments: &[OsString]) {
    let words = arguments.iter().filter_map(|argument| argument.to_str());
    let next = words.clone().skip(1).map(Some).chain([None]);
    let choice = words.zip(next).filter_map(|(word, next)| match word.strip_prefix("--color")? {
        "" => next,
        value => value.strip_prefix('='),
    });
    match choice.last() {
        Some("always") => ColorChoice::Always.write_global(),
        Some("never") => ColorChoice::Never.write_global(),
        _ => {}
    }
}

/// Prints a result as it is.
pub fn result(text: &str) -> Result<(), Failure> {
    finish(
        anstream::stdout()
            .lock()
            .write_all(text.as_bytes())
            .and_then(|()| io::stdout().flush()),
    )
}

/// Prints what belongs to problems and progress.
pub fn aside(text: &str) -> Result<(), Failure> {
    finish(anstream::stderr().lock().write_all(text.as_bytes()))
}

/// Prints why the program could not do its work.
pub fn problem(message: &str, help: &[String]) {
    let fit = |text: &str, indent: usize| {
        let lines = wrap(&escape::lines(text), width() - indent);
        lines.replace('\n', &format!("\n{}", " ".repeat(indent)))
    };
    let mut text = format!("{ERROR}error{ERROR:#}{BOLD}: {}{BOLD:#}\n", fit(message, "error: ".len()));
    for help in help {
        text.push_str(&format!("  {HELP}help{HELP:#}: {}\n", fit(help, "  help: ".len())));
    }
    // If even this cannot be printed, the exit code has to say it.
    let _ = aside(&text);
}

/// The columns of the terminal that problems are printed on, within what reads well.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stderr());
    terminal.map_or(80, |(width, _)| usize::from(width.0)).clamp(40, 120)
}

/// True if someone watches.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

fn finish(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!("cannot print: {error}"))),
        _ => Ok(()),
    }
}
