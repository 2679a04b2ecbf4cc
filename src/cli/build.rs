//! `docent build`: the portal becomes a folder that any web server can publish.

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{Global, Problems, Site};
use super::failure::Failure;
use super::last_build::LastBuild;
use super::portal::Portal;
use super::progress::Progress;
use super::timings::{Laps, Timings};
use super::{Outcome, interrupt, output, report};
use crate::diag;
use crate::diag::render::plural;
use crate::pipeline::{self, Options};
use crate::publish::{self, Guarantee, Published};
use crate::render::Minify;
use crate::stages::{Ended, Stage, Unwatched, Watch};
use crate::words::size;

/// Build the site: content, data and themes become public/
#[derive(Debug, clap::Args)]
pub struct Build {
    /// The folder to publish into, relative to the portal
    #[arg(
        short,
        long,
        short_alias = 'd',
        aliases = ["destination", "output", "out"],
        value_name = "DIR",
        default_value = "public"
    )]
    pub output_dir: Utf8PathBuf,
    /// Leave comments and spare white space out of the pages
    #[arg(long)]
    minify: bool,
    /// Say how long each stage took and how much it did, as a table or as JSON, on standard error
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    timings: Option<Timings>,
    #[command(flatten)]
    pub site: Site,
    #[command(flatten)]
    problems: Problems,
}

/// The weaker promise of some systems, short because it is said at each build there.
const TWO_RENAMES: &str = "This system replaces a folder in two steps: for an instant there was no site.\n";

/// What happened, for the closing line.
struct Done {
    build: pipeline::Build,
    /// `None` if something stood in the way.
    published: Option<Published>,
    target: Utf8PathBuf,
    /// How many errors do not count because they are older than the change, in words.
    older: String,
    /// `None` if nothing had to be built.
    building: Option<Duration>,
    took: Duration,
}

impl Build {
    /// Publishes the site if nothing stands in the way; else the old one stays as it is.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let start = Instant::now();
        let progress = Progress::start("Reading", global);
        let mut laps = Laps::start();
        let portal = Portal::read(global)?;
        laps.ended(portal.snapshot.reading());
        let mut options = portal.options(&self.site)?;
        if self.minify {
            options.minify = Minify::Yes;
        }
        let target = portal.place.path(self.output_dir.as_str());
        // Whoever asks how long the stages take wants to see them.
        let last = LastBuild::of(&target, &portal, &options, &self.problems).filter(|_| self.timings.is_none());
        let mut done = match last.as_ref().and_then(LastBuild::same) {
            Some((build, published)) => {
                drop(progress);
                self.problems.show(&build, &portal.files(), global)?;
                Done::of(build, Some(published), target)
            }
            None => {
                progress.step("Building");
                let done = self.build(&portal, &options, target, &mut laps, progress, global)?;
                last.zip(done.published.as_ref())
                    .and_then(|(last, published)| last.keep(&done.build, published));
                done
            }
        };
        done.took = start.elapsed();
        self.close(&done, &portal, global)?;
        if let Some(form) = self.timings {
            output::aside(&form.print(&laps))?;
        }
        Ok(match done.published {
            Some(_) => Outcome::Fine,
            None => Outcome::SiteHasErrors,
        })
    }

    /// Builds the site and publishes it.
    fn build(
        &self,
        portal: &Portal,
        options: &Options,
        target: Utf8PathBuf,
        laps: &mut Laps,
        progress: Progress,
        global: &Global,
    ) -> Result<Done, Failure> {
        let start = Instant::now();
        let mut build = match self.timings {
            Some(_) => portal.build_followed(options, laps),
            None => portal.build_followed(options, &mut Unwatched),
        };
        let older = self.problems.weigh(portal, options, &mut build.diagnostics)?;
        drop(progress);
        self.problems.show(&build, &portal.files(), global)?;
        let building = start.elapsed();
        laps.skip();
        let published = publish(&build, &target, portal, global)?;
        if let Some(published) = &published {
            laps.ended(Ended::with_items(Stage::Publish, published.files()).bytes(published.bytes));
        }
        Ok(Done {
            older,
            building: Some(building),
            ..Done::of(build, published, target)
        })
    }

    /// The closing line: a result, and so on standard output, unless that carries JSON.
    fn close(&self, done: &Done, portal: &Portal, global: &Global) -> Result<(), Failure> {
        if let Some(leftover) = done.published.as_ref().and_then(|published| published.leftover.as_ref()) {
            output::aside(&format!(
                "The new site is published. The old one beside it could not be cleared away; the next build tries again: {}\n",
                leftover.reason()
            ))?;
        }
        if global.quiet {
            return Ok(());
        }
        if done
            .published
            .as_ref()
            .is_some_and(|published| published.guarantee == Guarantee::TwoRenames)
        {
            output::aside(TWO_RENAMES)?;
        }
        match &done.published {
            None => output::aside(&done.refusal())?,
            Some(published) if self.problems.format().is_document() => output::aside(&done.summary(published))?,
            Some(published) => output::result(&done.summary(published))?,
        }
        match done.building {
            _ if !global.verbose => Ok(()),
            None => output::aside(&format!(
                "reading {:.1?}; nothing has changed since the last build\n",
                portal.reading
            )),
            Some(building) => {
                let publishing = done.took.saturating_sub(portal.reading + building);
                output::aside(&format!(
                    "reading {:.1?}, building {building:.1?}, publishing {publishing:.1?}\n",
                    portal.reading
                ))
            }
        }
    }
}

/// Publishes the site, if it may be and if there is one: `--warn-only` lets errors pass that leave not a single file.
fn publish(build: &pipeline::Build, target: &Utf8Path, portal: &Portal, global: &Global) -> Result<Option<Published>, Failure> {
    if !diag::publishable(&build.diagnostics) || build.bundle.files.is_empty() {
        return Ok(None);
    }
    let _progress = Progress::start("Publishing", global);
    let published = publish::publish_unless_stopped(&build.bundle, target, &portal.place.root, &interrupt::watch())?;
    Ok(Some(published))
}

impl Done {
    fn of(build: pipeline::Build, published: Option<Published>, target: Utf8PathBuf) -> Self {
        Self {
            build,
            published,
            target,
            older: String::new(),
            building: None,
            took: Duration::ZERO,
        }
    }

    /// `Built 62 pages (181 files, 2.4 MB) into public in 0.21 s; 3 files changed, 178 unchanged; 2 warnings in 1 file`, and
    /// the moment of the next change below it.
    fn summary(&self, published: &Published) -> String {
        let pages = plural(self.build.pages, "page");
        let files = plural(published.files(), "file");
        let mut parts = vec![format!(
            "Built {pages} ({files}, {}) into {} in {:.2} s",
            size(published.bytes),
            self.target,
            self.took.as_secs_f64()
        )];
        parts.push(changes(published));
        if !self.build.diagnostics.is_empty() {
            parts.push(diag::render::Summary::of(&self.build.diagnostics).to_string());
        }
        format!("{}{}\n{}", parts.join("; "), self.older, report::next_change(&self.build))
    }

    fn refusal(&self) -> String {
        let old = if self.target.is_dir() {
            format!("; {} is as it was", self.target)
        } else {
            String::new()
        };
        format!(
            "{}{}. Nothing was published{old}.\n",
            report::count(&self.build.diagnostics),
            self.older
        )
    }
}

/// What is different from the site before: nothing, or how many files.
fn changes(published: &Published) -> String {
    let Published {
        written,
        unchanged,
        removed,
        ..
    } = published;
    match (written, unchanged, removed) {
        (0, _, 0) => "nothing changed".to_owned(),
        (_, 0, 0) => "all files are new".to_owned(),
        (_, _, 0) => format!("{written} new or changed"),
        (_, _, _) => format!("{written} new or changed, {removed} removed"),
    }
}
