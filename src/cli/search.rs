//! `docent search`: what the search of the site answers to a query, and why in this order.

use std::fmt::Write;
use std::num::NonZeroUsize;

use anstyle::Style;
use jiff::civil::Date;

use super::args::{self, Global};
use super::failure::Failure;
use super::portal::Portal;
use super::{Outcome, output};
use crate::diag::render::escape;
use crate::diag::{Checked, nearest};
use crate::formats::search::rank::{Hit, How, Reader, Reason};
use crate::memo::Memo;
use crate::site::Site;
use crate::{pipeline, plan, render};

const BOLD: Style = Style::new().bold();

/// Print what the search of the site answers to a query
#[derive(Debug, clap::Args)]
pub struct Search {
    /// What a reader types; several words need no quotation marks
    #[arg(required = true)]
    query: Vec<String>,

    /// Say what each word adds to the score of an answer, and what the sum is multiplied by
    #[arg(long)]
    explain: bool,

    /// Search the pages of this language instead of the first
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,

    /// Print so many answers
    #[arg(short = 'n', long, value_name = "N", default_value = "10")]
    limit: NonZeroUsize,

    /// Search as on this day (2025-03-24) instead of today
    #[arg(long, alias = "clock", value_name = "DATE")]
    as_of: Option<Date>,
}

impl Search {
    /// Prints the answers, the best first.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let options = portal.options(&args::Site {
            as_of: self.as_of,
            ..args::Site::default()
        })?;
        let seen = pipeline::with_site(&portal.snapshot, &options, &mut Memo::of_one_turn(), |site, _| Checked {
            value: self.answers(site, options.today),
            diagnostics: Vec::new(),
        });
        let answers = seen.value?;
        if answers.is_empty() && !global.quiet {
            output::aside("Nothing is found.\n")?;
        }
        output::result(&answers.join("\n"))?;
        Ok(Outcome::Fine)
    }

    fn answers(&self, site: &Site<'_>, today: Date) -> Result<Vec<String>, Failure> {
        let languages = site.config.tags();
        let lang = self.lang.clone().unwrap_or_else(|| site.config.language().to_owned());
        if !languages.contains(&lang) {
            let near = nearest(&lang, languages.iter().map(String::as_str)).map(|tag| format!("did you mean `{tag}`?"));
            let help = near.unwrap_or_else(|| format!("its languages are {}", languages.join(", ")));
            return Err(Failure::new(format!("the portal has no language `{lang}`")).help(help));
        }
        let index = render::search_index(site, &plan::plan(site).value, &lang);
        let hits = Reader::new(&index).search(&self.query.join(" "), today);
        let shown = hits.iter().take(self.limit.get()).enumerate();
        Ok(shown.map(|(at, hit)| self.answer(at + 1, hit)).collect())
    }

    fn answer(&self, place: usize, hit: &Hit<'_>) -> String {
        let entry = hit.entry;
        let line = |text: &str| escape::line(text);
        let label = [entry.kind_label.as_str(), &entry.crumbs]
            .map(line)
            .into_iter()
            .filter(|text| !text.is_empty());
        let mut text = format!(
            "{place:>2}. {BOLD}{}{BOLD:#} ({})\n",
            line(&entry.title),
            label.collect::<Vec<_>>().join(", ")
        );
        for more in entry.card.iter().chain([&entry.url]) {
            // Writing to memory cannot fail.
            let _ = writeln!(text, "    {}", line(more));
        }
        if self.explain {
            text.push_str(&explained(hit));
        }
        text
    }
}

/// The parts of a score: the sum of the words, the factors, and a line for each word.
fn explained(hit: &Hit<'_>) -> String {
    let sum: f64 = hit.reasons.iter().map(|reason| reason.score).sum();
    let mut factors = format!("{sum:.2} for the words × {} found", shortly(hit.covered));
    if hit.is_whole {
        factors += &format!(" × {} as no word is missing", shortly(hit.whole()));
    }
    if hit.alike > 1.0 {
        factors += &format!(" × {} as the title is like the query", shortly(hit.alike));
    }
    if hit.is_past {
        factors += &format!(" × {} as it is over", shortly(hit.behind()));
    } else if hit.is_definition {
        factors += &format!(" × {} as it is a definition", shortly(hit.behind()));
    }
    let mut text = format!("    score {:.2} = {factors}\n", hit.score);
    if hit.is_best_bet {
        text.push_str("    first, as `best_bets` in docent.yaml has it for this query\n");
    }
    for reason in &hit.reasons {
        let _ = writeln!(text, "      {:>6.2}  {}", reason.score, because(reason));
    }
    text
}

/// `hanover: in title and body`, `hannover, read as "hanov": in title`.
fn because(reason: &Reason) -> String {
    let word = escape::line(&reason.word);
    if reason.terms.is_empty() {
        return format!("{word}: not here");
    }
    let mut terms: Vec<String> = reason.terms.iter().filter_map(|(term, how)| met(term, *how)).collect();
    terms.dedup();
    let terms: String = terms.iter().map(|term| format!(", {}", escape::line(term))).collect();
    format!("{word}{terms}: in {}", reason.fields.join(", "))
}

fn met(term: &str, how: How) -> Option<String> {
    match how {
        How::Exact => None,
        How::StopWord => Some("a common word that counts in titles only".to_owned()),
        How::Beginning => Some(format!("the beginning of “{term}”")),
        How::Guess => Some(format!("read as “{term}”")),
    }
}

/// A factor without needless digits.
fn shortly(factor: f64) -> String {
    format!("{factor:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
