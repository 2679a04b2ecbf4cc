//! A panic is a mistake in docent, never in a portal: it is said so, once, with what a report needs.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};

use super::output;
use crate::diag::render::escape;

/// Replaces the message of a panic by one for people who did not write the program.
pub fn explain_panics() {
    panic::set_hook(Box::new(|panic| {
        // If it cannot be printed, the exit code has to say it.
        let _ = output::aside(&message(panic));
    }));
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let what = reason(panic).unwrap_or("no reason is given");
    let place = panic
        .location()
        .map(|at| format!(" ({}:{})", at.file(), at.line()))
        .unwrap_or_default();
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
