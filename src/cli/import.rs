//! `docent import`: entries out of the files of other programs.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{Global, Site};
use super::environment;
use super::failure::Failure;
use super::init::write_new;
use super::new::find;
use super::portal::Portal;
use super::{Outcome, output, schema};
use crate::config::Config;
use crate::diag::render::{escape, plural};
use crate::import::{self, DayOrder, Imported};
use crate::kinds::AnyKind;
use crate::kinds::own::declare;

/// Make entries out of a file of another program: a table (CSV), cards (vCard) or a calendar (iCalendar)
///
/// For example: docent import contacts people.vcf, docent import training calendar.ics --output data/training/. What is
/// left out is said, line by line. Any collection comes from a table whose first row names its fields.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The collection: contacts, training, …
    kind: String,

    /// The file: .csv, .vcf or .ics
    file: Utf8PathBuf,

    /// Where to write: a new file for the list, or a folder (with a slash at its end) for a file an entry; printed otherwise
    #[arg(short, long, value_name = "PATH")]
    output: Option<Utf8PathBuf>,

    /// What stands first in dates such as 3/4/2025, if the file does not show it
    #[arg(long, value_name = "ORDER")]
    dates: Option<Dates>,
}

/// What stands first in a date of three numbers.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Dates {
    /// March 4
    MonthFirst,
    /// 3 April
    DayFirst,
}

impl From<Dates> for DayOrder {
    fn from(dates: Dates) -> Self {
        match dates {
            Dates::MonthFirst => Self::MonthFirst,
            Dates::DayFirst => Self::DayFirst,
        }
    }
}

/// The longest file that is read, in bytes: as long as data may be.
const LONGEST: u64 = 50 << 20;

impl Import {
    /// Writes or prints the entries, and says what was left out.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let options = portal.options(&Site::default())?;
        let config = Config::read(&portal.snapshot, &environment::overrides()?).value;
        let kinds = declare(&config.collections).value;
        let kind = match self.kind.as_str() {
            // What other programs call them.
            name @ ("event" | "events") if kinds.named(name).is_none() => find("training", kinds)?,
            name => find(name, kinds)?,
        };
        let text = read(&self.file)?;
        let import = import::Import {
            kind,
            portal: import::Portal {
                snapshot: &portal.snapshot,
                options: &options,
                config: &config,
            },
            order: self.dates.map(DayOrder::from),
        };
        let imported = import::import(&text, import).map_err(Failure::new)?;
        self.tell(&imported, kind, global)?;
        if imported.entries.is_empty() {
            return Err(Failure::new(format!("nothing in {} became an entry of {}", self.file, kind.name())));
        }
        match &self.output {
            None => output::result(&imported.list(kind))?,
            Some(path) => write(path, &imported, kind, &portal.place.root)?,
        }
        Ok(Outcome::Fine)
    }

    fn tell(&self, imported: &Imported, kind: &dyn AnyKind, global: &Global) -> Result<(), Failure> {
        for remark in &imported.remarks {
            let place = if remark.line == 0 {
                self.file.to_string()
            } else {
                format!("{}:{}", self.file, remark.line)
            };
            output::aside(&format!("{place}: {}\n", escape::line(&remark.text)))?;
        }
        if global.quiet {
            return Ok(());
        }
        output::aside(&format!(
            "{} for {}; {}\n",
            count(imported.entries.len()),
            kind.name(),
            plural(imported.remarks.len(), "remark")
        ))
    }
}

fn count(entries: usize) -> String {
    if entries == 1 {
        "1 entry".to_owned()
    } else {
        plural(entries, "entrie")
    }
}

fn read(path: &Utf8Path) -> Result<String, Failure> {
    let unreadable = |error| Failure::system("read", path, &error);
    if fs::metadata(path).map_err(unreadable)?.len() > LONGEST {
        return Err(Failure::new(format!("{path} is longer than {} MB", LONGEST >> 20)).help("split it"));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    import::decode(&bytes)
        .ok_or_else(|| Failure::new(format!("{path} is no text that docent can read")).help("save it as UTF-8, and import it again"))
}

/// Writes one file with all, or one for each; never over one that is there.
fn write(path: &Utf8Path, imported: &Imported, kind: &dyn AnyKind, root: &Utf8Path) -> Result<(), Failure> {
    let files: Vec<(Utf8PathBuf, String)> = if path.as_str().ends_with('/') || path.is_dir() {
        let file = |entry: &import::Entry| (path.join(format!("{}.yaml", entry.id)), entry.file(kind));
        imported.entries.iter().map(file).collect()
    } else {
        vec![(path.to_owned(), imported.list(kind))]
    };
    if let Some((there, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(Failure::new(format!("{there} is there already; nothing is written")).help("name another file, or print the entries"));
    }
    for (path, text) in &files {
        // Only below data/ does a file know the way to its schema.
        let below = path.strip_prefix(root).unwrap_or(path);
        let modeline = if below.starts_with("data") {
            schema::modeline(below, kind.name())
        } else {
            String::new()
        };
        write_new(path, format!("{modeline}{text}").as_bytes())?;
    }
    Ok(())
}
