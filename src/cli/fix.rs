//! `docent fix`: the corrections that need no one to decide.

use std::fs;

use camino::Utf8Path;

use super::args::{Global, Site};
use super::failure::Failure;
use super::portal::Portal;
use super::progress::Progress;
use super::{Outcome, output, report};
use crate::diag::Diagnostic;
use crate::diag::fix::Trust;
use crate::diag::render::{Summary, escape, plural};
use crate::fix::{self, Fixed};
use crate::memo::Memo;
use crate::pipeline::Options;
use crate::source::SourceFile;

/// Correct what can be corrected without a doubt: quotation marks, indentation, names of fields, dates
#[derive(Debug, clap::Args)]
pub struct Fix {
    /// Show the changes, and make none
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Make the changes too that are only probably right; read them before you publish
    #[arg(long)]
    suggested: bool,

    #[command(flatten)]
    pub site: Site,
}

/// One file with its corrections.
struct Change<'a> {
    old: &'a SourceFile,
    new: &'a SourceFile,
}

impl Fix {
    /// Writes the corrected files, or shows what it would write.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let progress = Progress::start("Reading", global);
        let portal = Portal::read(global)?;
        let options = portal.options(&self.site)?;
        progress.step("Correcting");
        let trust = if self.suggested { Trust::Suggested } else { Trust::Safe };
        let fixed = fix::fix(&portal.snapshot, &options, trust, &known(&portal, &options), &mut Memo::new());
        drop(progress);
        if !self.dry_run {
            rename(&portal, &fixed, global)?;
        }
        for change in changes(&portal, &fixed) {
            let path = portal.place.path(&change.new.path);
            if self.dry_run {
                output::result(&difference(&change))?;
            } else if change.new.bytes != change.old.bytes {
                write(&path, &change.new.bytes)?;
                if !global.quiet {
                    output::result(&corrected_line(path.as_str(), &change, &fixed.corrected))?;
                }
            }
        }
        if !global.quiet {
            output::aside(&self.closing_line(&fixed))?;
        }
        Ok(report::outcome(&fixed.build.diagnostics))
    }

    fn closing_line(&self, fixed: &Fixed) -> String {
        let problems = plural(fixed.corrected.len(), "problem");
        let done = match (fixed.corrected.len(), self.dry_run) {
            (0, _) => "Nothing to correct".to_owned(),
            (_, true) => format!("{problems} would be corrected"),
            (_, false) => format!("{problems} corrected"),
        };
        match Summary::of(&fixed.build.diagnostics) {
            left if fixed.build.diagnostics.is_empty() => format!("{done}; {left}\n"),
            left => format!("{done}; {left} left for you: docent check\n"),
        }
    }
}

/// Addresses of other sites that `check --external` found moved for good. No one is asked again.
#[cfg(feature = "external")]
fn known(portal: &Portal, options: &Options) -> Vec<Diagnostic> {
    let mut moved = super::external::remembered(portal, options);
    moved.retain(|problem| problem.fix.is_some());
    moved
}

#[cfg(not(feature = "external"))]
fn known(_: &Portal, _: &Options) -> Vec<Diagnostic> {
    Vec::new()
}

fn changes<'a>(portal: &'a Portal, fixed: &'a Fixed) -> Vec<Change<'a>> {
    let files = portal.snapshot.files();
    let change = |old: &'a SourceFile| {
        let new = fixed.snapshot.get(&fixed.path_of(&old.path))?;
        (new.bytes != old.bytes || new.path != old.path).then_some(Change { old, new })
    };
    files.filter_map(change).collect()
}

/// Gives files and folders their new names on the disk, never over something that is there.
fn rename(portal: &Portal, fixed: &Fixed, global: &Global) -> Result<(), Failure> {
    for (from, to) in &fixed.renamed {
        let (old, new) = (portal.place.path(from), portal.place.path(to));
        // Where letter case does not tell names apart, the new name of `About.md` is there already: it is the same file.
        let is_itself = from.to_lowercase() == to.to_lowercase();
        if new.symlink_metadata().is_ok() && !is_itself {
            let failure = Failure::new(format!(
                "cannot rename {old}: there is something at {new}, which docent does not read"
            ));
            return Err(failure.help("move it away, or choose another name yourself"));
        }
        fs::rename(&old, &new).map_err(|error| Failure::system("rename", &old, &error))?;
        if !global.quiet {
            let line = format!("{}: renamed to {}\n", escape::line(old.as_str()), escape::line(new.as_str()));
            output::result(&line)?;
        }
    }
    Ok(())
}

/// The file on the disk is at every moment the old one or the new one.
pub fn write(path: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.docent-fix"));
    let written = fs::write(&beside, bytes)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(path)?.permissions()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Failure::system("write", path, &error)
    })
}

/// `data/contacts.yaml: 3 problems corrected`. What leads on from an address that has vanished is written into another file than
/// the one where it is missed.
fn corrected_line(shown: &str, change: &Change<'_>, corrected: &[Diagnostic]) -> String {
    let is_its = |file: &str| *file == *change.old.path || *file == *change.new.path;
    let is_name = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| at.range() == (0..0));
    let is_here = |problem: &&Diagnostic| problem.at.as_ref().is_some_and(|at| is_its(&at.file)) && !is_name(problem);
    match corrected.iter().filter(is_here).count() {
        0 => format!("{}: changed, to correct what another file shows\n", escape::line(shown)),
        count => format!("{}: {} corrected\n", escape::line(shown), plural(count, "problem")),
    }
}

/// A unified difference, as `git apply` and `patch -p1` read it; a new name as git says it.
fn difference(change: &Change<'_>) -> String {
    let (old, new) = (
        String::from_utf8_lossy(&change.old.bytes),
        String::from_utf8_lossy(&change.new.bytes),
    );
    let names = (format!("a/{}", change.old.path), format!("b/{}", change.new.path));
    let moved = match change.old.path == change.new.path {
        true => String::new(),
        false => format!(
            "diff --git {} {}\nrename from {}\nrename to {}\n",
            names.0, names.1, change.old.path, change.new.path
        ),
    };
    let lines = similar::TextDiff::from_lines(&*old, &*new);
    moved + &lines.unified_diff().header(&names.0, &names.1).to_string()
}
