//! A panic is a mistake in docent, never in a portal: it is said so, once, with what a report needs.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};

use super::output;
use crate::diag::render::escape;

/// Replaces the message of a panic by one for people who did not write the program.
pub fn explain_panics() {
    panic::set_hook(Box::new(|panic| {
        // If it cannot be printed, the exit code has to say it.
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        let _ = output::aside(&message(reason(panic), place.as_deref()));
    }));
}

fn message(what: Option<&str>, place: Option<&str>) -> String {
    let what = what.unwrap_or("no reason is given");
    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
    let backtrace = Backtrace::capture();
    let trace = match backtrace.status() {
        BacktraceStatus::Captured => format!("{backtrace}\n"),
        _ => "With RUST_BACKTRACE=1 before the command, docent prints more that helps to find the mistake.\n".to_owned(),
    };
    format!(
        "\ndocent has made a mistake of its own: {}{place}\n\n\
         Your files are fine, and the published site is as it was: it is replaced only by a complete new one.\n\
         Please report this message to those who maintain docent, with the command you ran and, if you can, the\n\
         file you changed last. docent {} on {} {}.\n{trace}",
        escape::line(what),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

fn reason<'p>(panic: &'p PanicHookInfo<'_>) -> Option<&'p str> {
    let payload = panic.payload();
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_of_docent_is_told_as_one() {
        let told = message(Some("index out of \u{1b}[31m bounds"), Some("src/site/mod.rs:12"));
        for part in [
            "a mistake of its own: index out of <U+001B>[31m bounds (src/site/mod.rs:12)",
            "Your files are fine, and the published site is as it was",
            "Please report this message",
            concat!("docent ", env!("CARGO_PKG_VERSION"), " on "),
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert!(message(None, None).contains("no reason is given\n"));
    }
}
