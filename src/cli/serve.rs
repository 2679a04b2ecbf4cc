//! `docent serve`: the site in the browser, built again at every change.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::args::{Global, Site, Verbosity};
use super::failure::Failure;
use super::portal::{Place, Portal, Remembered, Shown};
use super::timings::{Laps, Timings};
use super::{Outcome, output, report};
use crate::diag::render::{escape, plural};
use crate::diag::{self, Diagnostic};
use crate::pipeline;
use crate::serve::{OpenBrowser, Report, ServeOptions, Stop, Turn};
use crate::stages::{Ended, Watch};

/// Show the site in the browser, and every change as it is saved
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The address to listen on
    #[arg(short, long, visible_aliases = ["bind", "host"], value_name = "IP", default_value = "127.0.0.1", value_parser = interface)]
    interface: IpAddr,

    /// The port; the next free one if it is taken
    #[arg(short, long, default_value_t = 1111)]
    port: u16,

    /// Open the browser
    #[arg(short = 'O', long)]
    open: bool,

    /// Let other machines in, together with --interface
    #[arg(long)]
    expose: bool,

    /// Say of each build how long its stages took, and what was remembered from the one before
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    timings: Option<Timings>,

    #[command(flatten)]
    pub site: Site,
}

impl Serve {
    /// Serves until Ctrl-C.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        if !self.interface.is_loopback() && !self.expose {
            let message = format!(
                "at {} every machine in the network could read the site before it is published",
                self.interface
            );
            return Err(Failure::new(message).help("if that is wanted, add: --expose"));
        }
        let portal = Portal::read(global)?;
        let Place { root, config } = portal.place.clone();
        let options = portal.options(&self.site)?;
        let (place, overrides, mut remembered) = (portal.place.clone(), options.overrides.clone(), Remembered::default());
        let options = ServeOptions {
            root,
            config,
            read: Box::new(move || place.read(&overrides, &mut remembered)),
            options,
            build: pipeline::build_followed,
            interface: self.interface,
            port: self.port,
            open: if self.open { OpenBrowser::Yes } else { OpenBrowser::No },
            stop: Stop::default(),
        };
        let terminal = Terminal {
            place: portal.place,
            verbosity: global.verbosity(),
            last: Mutex::default(),
            timings: self.timings,
            laps: Mutex::new(Laps::start()),
        };
        crate::serve::run(options, Arc::new(terminal))?;
        Ok(Outcome::Fine)
    }
}

/// `127.0.0.1`, `::1`, `localhost`.
fn interface(text: &str) -> Result<IpAddr, std::net::AddrParseError> {
    if text == "localhost" {
        Ok(Ipv4Addr::LOCALHOST.into())
    } else {
        text.parse()
    }
}

/// Says what the server does. What cannot be printed is lost: a terminal that was closed must not end the server.
struct Terminal {
    place: Place,
    verbosity: Verbosity,
    /// The problems of the last turn: those that stay are not printed again.
    last: Mutex<Vec<Diagnostic>>,
    timings: Option<Timings>,
    laps: Mutex<Laps>,
}

impl Terminal {
    fn laps(&self) -> MutexGuard<'_, Laps> {
        self.laps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Report for Terminal {
    fn ready(&self, address: SocketAddr) {
        if self.verbosity != Verbosity::Quiet {
            let _ = output::result(&format!("The site is at http://{address}/ (Ctrl-C ends docent)\n"));
        }
    }

    fn looks(&self) {
        *self.laps() = Laps::start();
    }

    fn ended(&self, stage: Ended) {
        self.laps().ended(stage);
    }

    fn built(&self, turn: &Turn<'_>) {
        let problems = &turn.build.diagnostics;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != *problems {
            let shown = Shown {
                place: &self.place,
                snapshot: turn.snapshot,
            };
            let _ = report::show_to_people(problems, &shown, self.verbosity);
            last.clone_from(problems);
        }
        if self.verbosity != Verbosity::Quiet {
            let _ = output::result(&line(turn));
        }
        if let Some(form) = self.timings {
            let _ = output::aside(&form.print(&self.laps()));
        }
    }

    fn trouble(&self, message: &str) {
        let _ = output::aside(&format!("{message}\n"));
    }
}

/// `Built 62 pages in 0.08 s (content/about.md); 2 warnings in 1 file`.
fn line(turn: &Turn<'_>) -> String {
    let problems = &turn.build.diagnostics;
    let changed = match turn.changed {
        [] => String::new(),
        [file] => format!(" ({})", escape::line(file)),
        [file, others @ ..] => format!(" ({} and {})", escape::line(file), plural(others.len(), "other file")),
    };
    let count = diag::render::Summary::of(problems);
    if !diag::publishable(problems) {
        return format!("{count}{changed}; the browser shows the last good site\n");
    }
    let warnings = if problems.is_empty() { String::new() } else { format!("; {count}") };
    format!(
        "Built {} in {:.2} s{changed}{warnings}\n",
        plural(turn.build.pages, "page"),
        turn.took.as_secs_f64()
    )
}
