//! `docent init`: a new portal with sample content and data, ready to build.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::Global;
use super::failure::Failure;
use super::{Outcome, output, schema};
use crate::config::Config;
use crate::diag::render::plural;
use crate::source::{self, CONFIG, Snapshot};

/// Begin a portal: sample pages and data, ready to build
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder for it; made if it is not there [default: this folder]
    #[arg(value_name = "DIR")]
    folder: Option<Utf8PathBuf>,
}

impl Init {
    /// Writes the files; never over one that is there.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let folder = self.folder.as_ref().unwrap_or(&global.root);
        let files = source::starter();
        refuse_to_overwrite(folder, files)?;
        for (path, bytes) in files {
            write_new(&folder.join(path), bytes)?;
        }
        schema::write_all(&starter_config(), folder)?;
        if !global.quiet {
            output::result(&next_steps(folder, files.len()))?;
        }
        Ok(Outcome::Fine)
    }
}

/// The configuration as the starter has it.
fn starter_config() -> Config {
    let mut portal = Snapshot::with_built_in_theme();
    source::starter()
        .iter()
        .for_each(|(path, bytes)| portal.insert(path, bytes.to_vec()));
    Config::read(&portal, &BTreeMap::new()).value
}

/// Looks before the first file is written, so that nothing is half done.
fn refuse_to_overwrite(folder: &Utf8Path, files: &[(&str, &[u8])]) -> Result<(), Failure> {
    let there = |path: &str| folder.join(path).symlink_metadata().is_ok();
    if there(CONFIG) {
        return Err(Failure::new(format!("there is a portal in {} already", name(folder))).help("to see it, run: docent serve"));
    }
    let found: Vec<&str> = files.iter().map(|(path, _)| *path).filter(|path| there(path)).collect();
    if found.is_empty() {
        return Ok(());
    }
    let named = found.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let more = if found.len() > 3 {
        format!(" and {} more", found.len() - 3)
    } else {
        String::new()
    };
    Err(
        Failure::new(format!("{} has files that a new portal would replace: {named}{more}", name(folder)))
            .help("give the name of a new folder: docent init my-portal"),
    )
}

/// Writes a file that is not there yet, with its folders.
pub fn write_new(path: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::system("make the folder", folder, &error))?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(|error| Failure::system("write", path, &error))
}

fn next_steps(folder: &Utf8Path, files: usize) -> String {
    let enter = if folder == "." { String::new() } else { format!("  cd {folder}\n") };
    format!(
        "A new portal is in {}: {}, and schemas for text editors.\n\nNext:\n{enter}  docent serve    look at it in a browser, and at every change as you save it\n  \
         docent check    find mistakes\n  docent build    write the site into public/\n\n\
         Begin with docent.yaml: it says what the portal is called and who publishes it.\n",
        name(folder),
        plural(files, "file"),
    )
}

fn name(folder: &Utf8Path) -> String {
    if folder == "." {
        "this folder".to_owned()
    } else {
        folder.to_string()
    }
}
