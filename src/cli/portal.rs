//! A portal on the disk, as the commands work on it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{self, Global};
use super::environment;
use super::failure::Failure;
use super::history;
use crate::config::Config;
use crate::diag::render::Files;
use crate::diag::{self, Checked, Code, Diagnostic};
use crate::memo::Memo;
use crate::pipeline::{self, Build, Follow, Options};
use crate::render::Minify;
use crate::site::Site;
use crate::source::disk::{self, Known};
use crate::source::{BUILT_IN, CONFIG, ENVIRONMENT, Snapshot};

/// Its files, with what the disk had to say about them.
pub struct Portal {
    /// Where it is.
    pub place: Place,
    /// Every input file.
    pub snapshot: Snapshot,
    problems: Vec<Diagnostic>,
    /// How long reading took.
    pub reading: Duration,
}

/// What is known of the disk from the last time it was read.
#[derive(Default)]
pub struct Remembered {
    files: Known,
    commit: history::Remembered,
}

/// Where a portal is on the disk.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its folder, as it was typed.
    pub root: Utf8PathBuf,
    /// The configuration, relative to the folder.
    pub config: Utf8PathBuf,
}

impl Place {
    /// Where the options say; fails if there is no portal.
    pub fn find(global: &Global) -> Result<Self, Failure> {
        let Global { root, config, .. } = global;
        if !root.join(config).is_file() {
            return Err(no_portal(global));
        }
        Ok(Self {
            root: root.clone(),
            config: config.clone(),
        })
    }

    /// The files on the disk, with their history if the portal asks for it.
    pub fn read(&self, overrides: &BTreeMap<String, String>, remembered: &mut Remembered) -> Checked<Snapshot> {
        let own = disk::read_config(&self.root, &self.config);
        let config = Config::read(&own, overrides).value;
        let mut read = disk::read_again(&self.root, &self.config, config.limits().sizes(), &mut remembered.files);
        read.value.history = history::of_disk(self, &read.value, &config, &mut remembered.commit);
        read
    }

    /// The path of an input file as it is reached from the current folder.
    pub fn path(&self, path: &str) -> Utf8PathBuf {
        let below = if path == CONFIG { &self.config } else { Utf8Path::new(path) };
        match self.root.as_str() {
            "." | "./" => below.to_owned(),
            _ => self.root.join(below),
        }
    }
}

/// The files of a portal under the paths that lead to them from the current folder.
pub struct Shown<'a> {
    /// Where the portal is.
    pub place: &'a Place,
    /// Its files.
    pub snapshot: &'a Snapshot,
}

impl Files for Shown<'_> {
    fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.snapshot.get(path).map(|file| &*file.bytes)
    }

    fn name(&self, path: &str) -> String {
        if path.starts_with(BUILT_IN) || path.starts_with(ENVIRONMENT) {
            path.to_owned()
        } else {
            self.place.path(path).into_string()
        }
    }
}

impl Portal {
    /// Reads every file. Fails only where there is no portal.
    pub fn read(global: &Global) -> Result<Self, Failure> {
        let start = Instant::now();
        let place = Place::find(global)?;
        let overrides = environment::overrides()?;
        let read = place.read(&overrides, &mut Remembered::default());
        Ok(Self {
            place,
            snapshot: read.value,
            problems: read.diagnostics,
            reading: start.elapsed(),
        })
    }

    /// What the pipeline has to know beside the files.
    pub fn options(&self, site: &args::Site) -> Result<Options, Failure> {
        let overrides = environment::overrides()?;
        let zone = Config::read(&self.snapshot, &overrides).value.zone().to_owned();
        Ok(Options {
            today: environment::today(site.as_of, &zone)?,
            base_url: site.base_url.clone().filter(|url| !url.is_empty()),
            include: site.include(),
            overrides,
            minify: Minify::No,
        })
    }

    /// Builds it, for someone who wants to know of each stage as it ends.
    pub fn build_followed(&self, options: &Options, follower: &mut dyn Follow) -> Build {
        self.with_problems(pipeline::build_followed(
            &self.snapshot,
            options,
            &mut Memo::of_one_turn(),
            follower,
        ))
    }

    /// Builds it for those who publish nothing of it.
    pub fn review(&self, options: &Options) -> Build {
        self.with_problems(pipeline::review(&self.snapshot, options))
    }

    /// Builds its pages, for those who want to know what there is to say.
    pub fn check(&self, options: &Options) -> Build {
        self.with_problems(pipeline::check(&self.snapshot, options))
    }

    /// Adds what the disk had to say.
    fn with_problems(&self, mut build: Build) -> Build {
        let is_of_config = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| &*at.file == CONFIG);
        if self.problems.iter().any(is_of_config) {
            // A configuration that cannot be read is there, and its problem has been told: only the pipeline finds none.
            build
                .diagnostics
                .retain(|problem| problem.at.is_some() || problem.code != Code::MissingField);
        }
        build.diagnostics.extend(self.problems.iter().cloned());
        diag::sort(&mut build.diagnostics);
        build
    }

    /// What `look` sees in the resolved portal. What is wrong with the portal is reported where it is built.
    pub fn look<T>(&self, options: &Options, look: impl FnOnce(&Site<'_>) -> T) -> T {
        let seen = |site: &Site<'_>| Checked {
            value: look(site),
            diagnostics: Vec::new(),
        };
        pipeline::with_site(&self.snapshot, options, &mut Memo::of_one_turn(), |site, _| seen(site)).value
    }

    /// Where it will be published, if that is known.
    #[cfg(feature = "external")]
    pub fn base_url(&self, options: &Options) -> Option<String> {
        let config = Config::read(&self.snapshot, &options.overrides).value;
        options.base_url.clone().or_else(|| config.base_url.map(|url| url.0.value))
    }

    /// What the disk had to say about its files.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Its files, as problems name them.
    pub fn files(&self) -> Shown<'_> {
        Shown {
            place: &self.place,
            snapshot: &self.snapshot,
        }
    }
}

/// Says where the portal may be: people start docent one folder too high or too low.
fn no_portal(global: &Global) -> Failure {
    let Global { root, config, .. } = global;
    if !root.is_dir() {
        return Failure::new(format!("there is no folder {root}")).help("name the folder of the portal with -r DIR");
    }
    let folder = if root == "." { "this folder".to_owned() } else { root.to_string() };
    let failure = Failure::new(format!("there is no {config} in {folder}"));
    match nearby(root, config) {
        Some(found) => failure.help(format!("there is one in {found}: add -r {found}")),
        None => failure
            .help("to begin a portal, run: docent init")
            .help("to use one that is elsewhere, add: -r DIR"),
    }
}

/// A folder above or directly below that holds a portal.
fn nearby(root: &Utf8Path, config: &Utf8Path) -> Option<Utf8PathBuf> {
    let above: Vec<Utf8PathBuf> = match root.as_str() {
        "." => (1..=4).map(|levels| vec![".."; levels].join("/").into()).collect(),
        _ => root.ancestors().skip(1).map(named).collect(),
    };
    let mut below: Vec<Utf8PathBuf> = root
        .read_dir_utf8()
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| named(entry.path()))
        .collect();
    below.sort();
    above.into_iter().chain(below).find(|folder| folder.join(config).is_file())
}

/// A path as it is typed: `.` for the empty one, `site` for `./site`.
fn named(path: &Utf8Path) -> Utf8PathBuf {
    let short = path.strip_prefix("./").unwrap_or(path);
    if short.as_str().is_empty() { ".".into() } else { short.to_owned() }
}
