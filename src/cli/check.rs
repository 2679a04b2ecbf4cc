//! `docent check`: every problem, nothing written.

use std::time::Instant;

use super::args::{Global, Problems, Site};
use super::failure::Failure;
use super::portal::Portal;
use super::progress::Progress;
use super::{Outcome, output, report};
use crate::diag::Diagnostic;
use crate::diag::render::plural;
use crate::source::BUILT_IN;

/// Find every problem of the portal; nothing is written
#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub site: Site,
    #[command(flatten)]
    problems: Problems,
    /// Also list what readers will want to know and the entries do not say
    #[arg(long)]
    todo: bool,
    #[cfg(feature = "external")]
    #[command(flatten)]
    external: super::external::External,
}

impl Check {
    /// Builds in memory: templates are rendered too, so that a portal that passes can be built.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let progress = Progress::start("Reading", global);
        let portal = Portal::read(global)?;
        let options = portal.options(&self.site)?;
        progress.step("Checking");
        let start = Instant::now();
        let mut build = portal.check(&options);
        let checking = start.elapsed();
        if self.todo {
            build.diagnostics.extend(portal.look(&options, |site| site.unknown_facts()));
        }
        #[cfg(feature = "external")]
        if self.external.external {
            progress.step("Asking other sites");
            build.diagnostics.extend(self.external.check(&portal, &options, global)?);
        }
        let older = self.problems.weigh(&portal, &options, &mut build.diagnostics)?;
        drop(progress);
        self.problems.show(&build, &portal.files(), global)?;
        if !global.quiet {
            output::aside(&closing_line(&portal, &build.diagnostics, &older))?;
            output::aside(&report::next_change(&build))?;
        }
        if global.verbose {
            output::aside(&format!("reading {:.1?}, checking {checking:.1?}\n", portal.reading))?;
        }
        Ok(report::outcome(&build.diagnostics))
    }
}

/// `2 errors, 3 warnings in 4 files; docent fix corrects 1 of them`, or that there is none.
fn closing_line(portal: &Portal, diagnostics: &[Diagnostic], older: &str) -> String {
    if !diagnostics.is_empty() {
        return format!("{}{}{older}\n", report::count(diagnostics), report::correctable(diagnostics));
    }
    let files = portal.snapshot.files().filter(|file| !file.path.starts_with(BUILT_IN)).count();
    format!("No problems in {}\n", plural(files, "file"))
}
