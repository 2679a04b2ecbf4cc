//! `docent list`: the pages and entries that are not shown, are out of date, or are over.

use clap::ValueEnum;
use jiff::civil::Date;

use super::args::{self, Global};
use super::failure::Failure;
use super::portal::Portal;
use super::{Outcome, output};
use crate::diag::Checked;
use crate::diag::render::escape;
use crate::kinds::laws::{self, Law};
use crate::kinds::training::{State, Training};
use crate::kinds::{self, AnyEntry, Entry};
use crate::memo::Memo;
use crate::pipeline::{self, Include};
use crate::site::{Page, Site};

/// List the pages and entries that are drafts, still to come, expired, stale or past
#[derive(Debug, clap::Args)]
pub struct List {
    /// Which of them
    what: What,

    /// List as on this day (2025-03-24) instead of today
    #[arg(long, alias = "clock", value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Marked `draft: true`
    Drafts,
    /// To be published on a later day
    Future,
    /// No longer published
    Expired,
    /// To be reviewed, or compared with the law
    Stale,
    /// Classes that are over
    Past,
}

/// A line of the list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    /// The day that puts it on the list.
    day: Option<Date>,
    /// Where it stands.
    file: String,
    line: Option<usize>,
    title: String,
}

impl List {
    /// Prints a line for each, the oldest day first.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let mut options = portal.options(&args::Site {
            as_of: self.as_of,
            ..args::Site::default()
        })?;
        options.include = Include {
            drafts: true,
            future: true,
            expired: true,
        };
        let seen = pipeline::with_site(&portal.snapshot, &options, &mut Memo::new(), |site, _| Checked {
            value: self.rows(site),
            diagnostics: Vec::new(),
        });
        let mut rows = seen.value;
        rows.sort();
        output::result(&table(&rows, &portal))?;
        if rows.is_empty() && !global.quiet {
            output::aside("There are none.\n")?;
        }
        Ok(Outcome::Fine)
    }

    fn rows(&self, site: &Site<'_>) -> Vec<Row> {
        let day_of_page = |page: &Page| self.page(page, site.today);
        let day_of_entry = |entry: &dyn AnyEntry| self.entry(entry, site);
        let pages = site.pages.iter().filter_map(|page| Some(page_row(page, day_of_page(page)?)));
        let entries = site
            .collections
            .all()
            .filter_map(|entry| Some(entry_row(entry, day_of_entry(entry)?, site)));
        pages.chain(entries).collect()
    }

    /// Whether a page belongs on the list, and the day that puts it there.
    fn page(&self, page: &Page, today: Date) -> Option<Option<Date>> {
        let front = &page.front;
        match self.what {
            What::Drafts => front.draft.then_some(None),
            What::Future => front.publish_date.filter(|day| *day > today).map(Some),
            What::Expired => front.expiry_date.filter(|day| *day < today).map(Some),
            What::Stale => front.review_by.as_ref().map(|day| day.value).filter(|day| *day < today).map(Some),
            What::Past => None,
        }
    }

    /// The same for an entry. Entries have no day from which they are published.
    fn entry(&self, entry: &dyn AnyEntry, site: &Site<'_>) -> Option<Option<Date>> {
        let (common, today) = (entry.common(), site.today);
        match self.what {
            What::Drafts => common.draft.then_some(None),
            What::Future => None,
            What::Expired => common.expires.filter(|day| *day < today).map(Some),
            What::Stale => common
                .review_by
                .as_ref()
                .map(|day| day.value)
                .filter(|day| *day < today)
                .map(Some)
                .or_else(|| unchecked(entry, today)),
            What::Past => over(entry, site.portal(site.config.language())),
        }
    }
}

/// A law that nobody has compared with its text in the last year, with the day of the last time.
fn unchecked(entry: &dyn AnyEntry, today: Date) -> Option<Option<Date>> {
    let law: &Entry<Law> = entry.as_any().downcast_ref()?;
    let checked = law.fields.checked.as_ref();
    (!laws::is_fresh(checked, today)).then_some(checked.map(|checked| checked.value))
}

/// A class that is over, with its last day.
fn over(entry: &dyn AnyEntry, portal: kinds::Portal<'_>) -> Option<Option<Date>> {
    let class: &Entry<Training> = entry.as_any().downcast_ref()?;
    (class.state(portal) == State::Past).then(|| class.fields.days().map(|(_, last)| last))
}

fn page_row(page: &Page, day: Option<Date>) -> Row {
    Row {
        day,
        file: page.file.to_string(),
        line: None,
        title: page.front.title.value.clone(),
    }
}

fn entry_row(entry: &dyn AnyEntry, day: Option<Date>, site: &Site<'_>) -> Row {
    Row {
        day,
        file: entry.at().file.to_string(),
        line: Some(entry.line()),
        title: entry.title(&site.collections),
    }
}

/// A line a row: the day, the place, the title; each column as wide as its longest cell.
fn table(rows: &[Row], portal: &Portal) -> String {
    let cells: Vec<[String; 3]> = rows.iter().map(|row| cells(row, portal)).collect();
    let width = |column: usize| {
        cells
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let (days, places) = (width(0), width(1));
    let line = |[day, place, title]: &[String; 3]| match days {
        0 => format!("{place:places$}  {title}\n"),
        _ => format!("{day:days$}  {place:places$}  {title}\n"),
    };
    cells.iter().map(line).collect()
}

fn cells(row: &Row, portal: &Portal) -> [String; 3] {
    let day = row.day.map(|day| day.to_string()).unwrap_or_default();
    let file = portal.place.path(&row.file).into_string();
    let place = row.line.map_or(file.clone(), |line| format!("{file}:{line}"));
    [day, escape::line(&place), escape::line(&row.title)]
}
