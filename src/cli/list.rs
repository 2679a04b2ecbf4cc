//! `docent list`: the pages and entries that are not shown, are out of date, or are over; and the links to other sites.

mod forms;

use clap::ValueEnum;
use jiff::civil::Date;

use super::args::{self, Global};
use super::failure::Failure;
use super::portal::Portal;
use super::{Outcome, output};
use crate::external::ledger::{self, Ledger};
use crate::kinds::laws::{self, Law};
use crate::kinds::training::{State, Training};
use crate::kinds::{self, AnyEntry, Entry};
use crate::pipeline::{Include, Options};
use crate::site::{Page, Site};

/// List the pages and entries that are drafts, still to come, expired, stale or past, or the links to other sites
#[derive(Debug, clap::Args)]
pub struct List {
    /// Which of them
    what: What,

    /// How the list is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    /// List as on this day (2025-03-24) instead of today
    #[arg(long, alias = "clock", value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
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
    /// Addresses of other sites, with what `check --external` found out about them
    Links,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a line for each
    Table,
    /// For programs: one document
    Json,
    /// For spreadsheets
    Csv,
    /// For a forge: the text of an issue for each owner, in Markdown
    Issues,
}

/// A page or an entry on the list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    /// The day that puts it on the list.
    day: Option<Date>,
    /// Where it stands.
    file: String,
    line: Option<usize>,
    title: String,
    /// `page`, `contact`, `class`.
    kind: &'static str,
    /// Who looks after it.
    owner: Option<String>,
    /// When someone last confirmed it.
    reviewed: Option<Date>,
    /// When someone should confirm it again.
    review_by: Option<Date>,
    /// Where it is changed on the forge.
    edit_url: Option<String>,
}

impl List {
    /// Prints a line for each, the oldest day first.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let mut options = portal.options(&args::Site {
            as_of: self.as_of,
            ..args::Site::default()
        })?;
        if self.what == What::Links {
            return self.links(&portal, &options, global);
        }
        options.include = Include {
            drafts: true,
            future: true,
            expired: true,
        };
        let mut rows = portal.look(&options, |site| self.rows(site));
        for row in &mut rows {
            row.file = portal.place.path(&row.file).into_string();
        }
        rows.sort();
        output::result(&match self.format {
            Format::Table => forms::table(&rows),
            Format::Json => forms::json(self.what.word(), options.today, &rows),
            Format::Csv => forms::csv(&rows),
            Format::Issues => forms::issues(self.what.task(), &rows),
        })?;
        self.say_if_empty(rows.len(), global)
    }

    fn links(&self, portal: &Portal, options: &Options, global: &Global) -> Result<Outcome, Failure> {
        let links = portal.look(options, |site| site.outward_links());
        let ledger = std::fs::read_to_string(portal.place.root.join(ledger::FILE));
        let ledger = ledger.map(|text| Ledger::read(&text)).unwrap_or_default();
        let files = portal.files();
        output::result(&match self.format {
            Format::Table => forms::table_of_links(&crate::external::list::lines(&links, &ledger, &files)),
            Format::Json => crate::external::list::json(&links, &ledger, &files),
            Format::Csv => forms::csv_of_links(&crate::external::list::lines(&links, &ledger, &files)),
            Format::Issues => {
                return Err(Failure::new("links have no owner for whom an issue could be written")
                    .help("print them with --format table, json or csv"));
            }
        })?;
        self.say_if_empty(links.len(), global)
    }

    fn say_if_empty(&self, count: usize, global: &Global) -> Result<Outcome, Failure> {
        if count == 0 && !global.quiet && matches!(self.format, Format::Table | Format::Issues) {
            output::aside("There are none.\n")?;
        }
        Ok(Outcome::Fine)
    }

    fn rows(&self, site: &Site<'_>) -> Vec<Row> {
        let day_of_page = |page: &Page| self.page(page, site.today);
        let day_of_entry = |entry: &dyn AnyEntry| self.entry(entry, site);
        let pages = site.pages.iter().filter_map(|page| Some(page_row(page, day_of_page(page)?, site)));
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
            What::Past | What::Links => None,
        }
    }

    /// The same for an entry. Entries have no day from which they are published.
    fn entry(&self, entry: &dyn AnyEntry, site: &Site<'_>) -> Option<Option<Date>> {
        let (common, today) = (entry.common(), site.today);
        match self.what {
            What::Drafts => common.draft.then_some(None),
            What::Future | What::Links => None,
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

impl What {
    /// The word on the command line.
    fn word(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What an owner has to do with what is on the list: the heading of an issue, what its day is, and the work.
    fn task(self) -> forms::Task {
        let [heading, day, work] = match self {
            Self::Drafts => ["to finish", "", "Finish each and take the line `draft: true` out, or delete it."],
            Self::Future => [
                "to be published",
                "to be published on",
                "Read each once more before its day. There is nothing else to do: the site shows it then.",
            ],
            Self::Expired => [
                "no longer shown",
                "last shown on",
                "Delete each that is not needed any more. To show one again, correct it and give it a new last day.",
            ],
            Self::Stale => [
                "to review",
                "due on",
                "Compare each with its source and correct it. Then write today's date into `reviewed` (of a law, into `checked`), and a new date into `review_by`.",
            ],
            Self::Past | Self::Links => [
                "over",
                "ended on",
                "Look whether each is to take place again, and write the next one. Past classes stay in the list of past classes; there is nothing to delete.",
            ],
        };
        forms::Task { heading, day, work }
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

fn page_row(page: &Page, day: Option<Date>, site: &Site<'_>) -> Row {
    let front = &page.front;
    Row {
        day,
        file: page.file.to_string(),
        line: None,
        title: front.title.value.clone(),
        kind: "page",
        owner: front.owner.clone(),
        reviewed: front.reviewed,
        review_by: front.review_by.as_ref().map(|day| day.value),
        edit_url: site.config.edit_url(&page.file, None),
    }
}

fn entry_row(entry: &dyn AnyEntry, day: Option<Date>, site: &Site<'_>) -> Row {
    let (common, file) = (entry.common(), &entry.at().file);
    Row {
        day,
        file: file.to_string(),
        line: Some(entry.line()),
        title: entry.title(&site.collections),
        kind: entry.kind().one(),
        owner: common.owner.clone(),
        reviewed: common.reviewed,
        review_by: common.review_by.as_ref().map(|day| day.value),
        edit_url: site.config.edit_url(file, Some(entry.line())),
    }
}
