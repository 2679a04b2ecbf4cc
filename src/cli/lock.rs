//! `docent lock`: the published addresses are written down, so that none of them goes without a word.

use std::collections::BTreeSet;

use super::args::{self, Global};
use super::failure::Failure;
use super::init::write_new;
use super::portal::Portal;
use super::{Outcome, fix, output, report};
use crate::diag::render::{escape, plural};
use crate::diag::{self, Severity};
use crate::lock::{self, Addresses};
use crate::pipeline;
use crate::source::LOCK;

/// Accept the published addresses into urls.lock; from then on `docent check` tells when one vanishes
#[derive(Debug, clap::Args)]
pub struct Lock {
    /// Write nothing; end with 1 if urls.lock is not current
    #[arg(long)]
    check: bool,
}

impl Lock {
    /// Writes the file, or compares it.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let options = portal.options(&args::Site::default())?;
        let mut found = pipeline::addresses(&portal.snapshot, &options);
        found.diagnostics.retain(|problem| problem.severity == Severity::Error);
        if !found.diagnostics.is_empty() {
            // What could not be read has no address: it would be given up by mistake.
            diag::sort(&mut found.diagnostics);
            report::show_to_people(&found.diagnostics, &portal.files(), global.verbosity())?;
            output::aside(&format!(
                "{LOCK} is as it was: addresses are known only of a portal without errors.\n"
            ))?;
            return Ok(Outcome::SiteHasErrors);
        }
        let text = lock::text(&found.value);
        let old = portal.snapshot.get(LOCK);
        if old.is_some_and(|file| *file.bytes == *text.as_bytes()) {
            return self.close(
                global,
                &format!("{LOCK} is current: {}\n", addresses(found.value.len())),
                Outcome::Fine,
            );
        }
        let known: Addresses = old.map(lock::read).map_or_else(Addresses::new, |read| {
            let lines = read.value.into_iter();
            lines.map(|line| (line.address.value, line.promise)).collect()
        });
        let difference = Difference::of(&known, &found.value);
        if self.check {
            let advice = format!("{}To accept this, run: docent lock\n", difference.text());
            return self.close(global, &advice, Outcome::SiteHasErrors);
        }
        let path = portal.place.path(LOCK);
        match old {
            Some(_) => fix::write(&path, text.as_bytes())?,
            None => write_new(&path, text.as_bytes())?,
        }
        self.close(global, &difference.text(), Outcome::Fine)
    }

    fn close(&self, global: &Global, text: &str, outcome: Outcome) -> Result<Outcome, Failure> {
        if !global.quiet {
            output::result(text)?;
        }
        Ok(outcome)
    }
}

/// What `docent lock` changes.
struct Difference<'a> {
    added: Vec<&'a str>,
    given_up: Vec<&'a str>,
    dates: usize,
    before: usize,
    now: usize,
}

impl<'a> Difference<'a> {
    fn of(before: &'a Addresses, now: &'a Addresses) -> Self {
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (
            before.keys().map(String::as_str).collect(),
            now.keys().map(String::as_str).collect(),
        );
        Self {
            added: new.difference(&old).copied().collect(),
            given_up: old.difference(&new).copied().collect(),
            dates: now
                .iter()
                .filter(|(address, promise)| before.get(*address).is_some_and(|known| known != *promise))
                .count(),
            before: old.len(),
            now: new.len(),
        }
    }

    /// A line for each address that comes or goes, and how many there are; a file that begins names none.
    fn text(&self) -> String {
        if self.before == 0 {
            return format!("{LOCK} begins with {}\n", addresses(self.now));
        }
        let line = |sign: char| move |address: &&str| format!("{sign} {}\n", escape::line(address));
        let mut text: String = self.added.iter().map(line('+')).collect();
        text.extend(self.given_up.iter().map(line('-')));
        let dates = match self.dates {
            0 => String::new(),
            count => format!(", {} with other dates", addresses(count)),
        };
        let (added, given_up) = (self.added.len(), self.given_up.len());
        text + &format!(
            "{LOCK}: {added} added, {given_up} given up{dates}; {} in all\n",
            addresses(self.now)
        )
    }
}

fn addresses(count: usize) -> String {
    plural(count, "address")
}
