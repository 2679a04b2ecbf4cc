//! `docent scaffold`: files that a forge needs to help editors, beside those of the portal.

use std::fs;

use camino::Utf8PathBuf;

use super::args::Global;
use super::environment;
use super::failure::Failure;
use super::init::write_new;
use super::issue_form;
use super::portal::Portal;
use super::{Outcome, output};
use crate::config::Config;
use crate::diag::render::plural;
use crate::kinds::Home;
use crate::kinds::own::declare;
use crate::schema::sample;
use crate::source;

/// Write the files with which a forge checks and publishes the portal
///
/// Workflows for pull requests and publishing, forms for suggestions, a template for pull requests, owners of files.
#[derive(Debug, clap::Args)]
pub struct Scaffold {
    /// What they are for
    what: What,
}

/// What files are for.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    /// GitHub
    Forge,
}

impl Scaffold {
    /// Writes the files that are not there; the others are the agency's own by now, and stay.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let What::Forge = self.what;
        let portal = Portal::read(global)?;
        let config = Config::read(&portal.snapshot, &environment::overrides()?).value;
        let words = |vocabulary| config.word_ids(vocabulary);
        let (mut written, mut kept) = (Vec::new(), Vec::new());
        for (path, text) in files(&words, &config) {
            let place = portal.place.path(path.as_str());
            if place.symlink_metadata().is_err() {
                write_new(&place, text.as_bytes())?;
                written.push(path);
            } else if fs::read(&place).map_err(|error| Failure::system("read", &place, &error))? != text.as_bytes() {
                kept.push(path);
            }
        }
        if !global.quiet {
            output::result(&summary(&written, &kept))?;
        }
        Ok(Outcome::Fine)
    }
}

/// Every file with its text: those that are the same for all portals, and a form for each kind of entry.
fn files(words: sample::Words<'_>, config: &Config) -> Vec<(Utf8PathBuf, String)> {
    // How many commits a workflow fetches; 0 stands for all.
    let (check, build) = if config.shows_dates_of_git() { ("0", "0") } else { ("2", "1") };
    let same = source::forge().iter().map(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes)
            .replace("{version}", env!("CARGO_PKG_VERSION"))
            .replace("{depth of a check}", check)
            .replace("{depth of a build}", build);
        (Utf8PathBuf::from(*path), text)
    });
    let kinds = declare(&config.collections).value;
    let forms = kinds.all().filter(|kind| kind.home() != Home::Nowhere).map(|kind| {
        let path = format!(".github/ISSUE_TEMPLATE/{}.yml", kind.name());
        (path.into(), issue_form::of(kind, words))
    });
    same.chain(forms).collect()
}

fn summary(written: &[Utf8PathBuf], kept: &[Utf8PathBuf]) -> String {
    let list = |paths: &[Utf8PathBuf]| paths.iter().map(|path| format!("  {path}\n")).collect::<String>();
    let mut text = match written {
        [] => "Every file is there already.\n".to_owned(),
        _ => format!("{} written:\n{}", plural(written.len(), "file"), list(written)),
    };
    if !kept.is_empty() {
        text.push_str(&format!(
            "{} kept as they are; to have docent's own, delete them first:\n{}",
            plural(kept.len(), "file"),
            list(kept)
        ));
    }
    if written.iter().any(|path| path.ends_with("publish.yaml")) {
        text.push_str("\nTo publish on GitHub Pages, choose \"GitHub Actions\" as the source in the repository's settings, under Pages.\n");
    }
    text
}
