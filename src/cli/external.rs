//! `docent check --external`: asks other sites whether the links to them still work, and remembers the answers.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use url::Url;

use super::args::Global;
use super::failure::Failure;
use super::output;
use super::portal::Portal;
use crate::diag::Diagnostic;
use crate::external::answer::State;
use crate::external::client::{Client, PATIENCE, Reach};
use crate::external::inquiry::{Clock, ask_all, is_offline};
use crate::external::ledger::{FILE, Ledger};
use crate::external::{diagnostics, list};
use crate::pipeline::Options;
use crate::site::outward::OutwardLinks;

/// How links to other sites are checked.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Links to other sites")]
pub struct External {
    /// Ask other sites whether the links to them still work; answers are remembered in .docent/links.json
    #[arg(long)]
    pub external: bool,

    /// Ask again what was asked within the last days
    #[arg(long, requires = "external")]
    recheck: bool,

    /// Write what is known of every link, and where it is used, to this file (JSON)
    #[arg(long, value_name = "FILE", requires = "external")]
    ledger: Option<Utf8PathBuf>,

    /// Ask machines of the own network too; only where you trust everyone who writes in the portal
    #[arg(long, requires = "external")]
    allow_private: bool,
}

/// The clock of the machine.
struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, time: Duration) {
        thread::sleep(time);
    }
}

impl External {
    /// Asks for every address that was not asked lately; the problems of all links, and a line that counts them.
    pub fn check(&self, portal: &Portal, options: &Options, global: &Global) -> Result<Vec<Diagnostic>, Failure> {
        let links = portal.look(options, |site| site.outward_links());
        let file = portal.place.root.join(FILE);
        let mut ledger = read(&file);
        let asked = self.ask(&links, &mut ledger, portal, options)?;
        ledger.links.retain(|address, _| links.contains_key(address));
        write(&file, &ledger.write())?;
        if let Some(path) = &self.ledger {
            write(path, &list::json(&links, &ledger, &portal.files()))?;
        }
        if !global.quiet {
            output::aside(&counts(&ledger, asked))?;
        }
        Ok(diagnostics(&links, &ledger))
    }

    /// Says how many addresses were asked.
    fn ask(&self, links: &OutwardLinks, ledger: &mut Ledger, portal: &Portal, options: &Options) -> Result<usize, Failure> {
        let now = Wall.now();
        let due = links.keys().filter(|address| self.recheck || ledger.is_due(address, now));
        let urls: BTreeSet<Url> = due.filter_map(|address| Url::parse(address).ok()).collect();
        let reach = if self.allow_private { Reach::Anywhere } else { Reach::Public };
        let findings = ask_all(&urls, &Client::new(&user_agent(portal, options), PATIENCE, reach), &Wall);
        if is_offline(&findings) {
            return Err(Failure::new("no other site could be reached").help("look whether this machine is online; nothing was remembered"));
        }
        for (url, finding) in &findings {
            ledger.add(url.as_str(), finding, now);
        }
        Ok(findings.len())
    }
}

/// What is remembered of the links of a portal, without asking anyone.
pub fn remembered(portal: &Portal, options: &Options) -> Vec<Diagnostic> {
    let ledger = read(&portal.place.root.join(FILE));
    match ledger.links.is_empty() {
        true => Vec::new(),
        false => diagnostics(&portal.look(options, |site| site.outward_links()), &ledger),
    }
}

/// Says to the other side which program asks, and on whose behalf.
fn user_agent(portal: &Portal, options: &Options) -> String {
    let program = concat!("docent/", env!("CARGO_PKG_VERSION"));
    match portal.base_url(options) {
        Some(url) => format!("{program} (checks the links of {url})"),
        None => format!("{program} (checks links)"),
    }
}

/// What is remembered of a portal; nothing, where there is no file or it cannot be read.
fn read(file: &Utf8Path) -> Ledger {
    fs::read_to_string(file).map(|text| Ledger::read(&text)).unwrap_or_default()
}

/// The file on the disk is at every moment the old one or the new one.
fn write(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    let beside = path.with_extension("new");
    let folder = path.parent().filter(|folder| !folder.as_str().is_empty());
    let written = folder
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&beside, text))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| Failure::system("write", path, &error))
}

/// `Links to other sites: 118 fine, 2 unsure, 1 dead; 40 asked now`.
fn counts(ledger: &Ledger, asked: usize) -> String {
    let count = |state| ledger.links.values().filter(|record| record.state == state).count();
    let all = [State::Fine, State::Unsure, State::Dead].map(|state| format!("{} {state}", count(state)));
    format!("Links to other sites: {}; {asked} asked now\n", all.join(", "))
}
