//! What is to be said about links to other sites, at every place where one is typed.

use url::Url;

use super::answer::State;
use super::inquiry::Moved;
use super::ledger::{DAYS_TO_ERROR, Ledger, Record};
use crate::diag::fix::{Remedy, Trust};
use crate::diag::{Code, Diagnostic, Severity};
use crate::site::outward::{OutwardLinks, Use};

/// Dead links, links that moved for good, and links of which nobody can be sure.
pub fn diagnostics(links: &OutwardLinks, ledger: &Ledger) -> Vec<Diagnostic> {
    let known = links
        .iter()
        .filter_map(|(address, uses)| Some((ledger.links.get(address)?, address, uses)));
    known
        .flat_map(|(record, address, uses)| uses.iter().filter_map(move |at| diagnostic(record, address, at)))
        .collect()
}

fn diagnostic(record: &Record, address: &str, place: &Use) -> Option<Diagnostic> {
    match (record.state, &record.moved) {
        (State::Dead, _) => Some(dead(record, address, place)),
        (State::Unsure, _) => Some(unsure(record, address, place)),
        (State::Fine, Some(moved)) if moved.lasting => Some(has_moved(moved, address, place)),
        (State::Fine, _) => None,
    }
}

fn dead(record: &Record, address: &str, place: &Use) -> Diagnostic {
    let message = format!("the link to {address} is dead: {}", record.reason);
    let mut problem = Diagnostic::new(Code::DeadExternalLink, message).at(&place.at);
    let days = record.dead.map_or(0, |dead| dead.days);
    if days >= DAYS_TO_ERROR {
        problem.severity = Severity::Error;
    }
    let since = record.dead.map(|dead| format!(" (dead since {})", dead.since)).unwrap_or_default();
    problem.help(format!(
        "find where the page is now and write its address, or take the link out{since}"
    ))
}

fn unsure(record: &Record, address: &str, place: &Use) -> Diagnostic {
    let message = format!("docent cannot tell whether {address} works: {}", record.reason);
    let problem = Diagnostic::new(Code::UnsureExternalLink, message).at(&place.at);
    problem.help("open it in a browser; if the page is there, there is nothing to do")
}

fn has_moved(moved: &Moved, address: &str, place: &Use) -> Diagnostic {
    let problem = Diagnostic::new(Code::MovedExternalLink, format!("{address} has moved for good")).at(&place.at);
    if is_home(&moved.to) && !is_home(address) {
        return problem.help(format!(
            "it leads to {} now, the first page of a site: look whether what you mean is still to be found there",
            moved.to
        ));
    }
    let right = with_fragment(&moved.to, &place.typed);
    problem.remedy(
        &place.typed,
        Remedy::text(
            format!("look at the new page, and write `{right}`"),
            Trust::Suggested,
            right.clone(),
        ),
    )
}

/// Sites often send readers of pages they took away to their first page.
fn is_home(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.path() == "/" && url.query().is_none())
}

/// Browsers keep what follows `#` across redirects (RFC 9110, section 10.2.2).
fn with_fragment(to: &str, typed: &str) -> String {
    match typed.split_once('#') {
        Some((_, fragment)) => format!("{to}#{fragment}"),
        None => to.to_owned(),
    }
}
