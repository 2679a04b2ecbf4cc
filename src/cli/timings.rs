//! How long each stage of a build took, and how much it did: a table for people, JSON for programs.

use std::time::{Duration, Instant};

use clap::ValueEnum;
use serde_json::{Map, Value as Json, json};

use crate::pipeline::{Follow, Indexing};
use crate::stages::{Ended, Watch};

/// How times are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Timings {
    /// A table
    Table,
    /// One line of JSON
    Json,
}

impl Timings {
    /// All stages of a build and their sum, ready to be printed.
    pub fn print(self, laps: &Laps) -> String {
        match self {
            Self::Table => table(laps),
            Self::Json => format!("{}\n", document(laps)),
        }
    }
}

/// The stages that have ended, each with the time since the one before.
#[derive(Debug)]
pub struct Laps {
    last: Instant,
    laps: Vec<(Ended, Duration)>,
}

impl Laps {
    /// Begins now.
    pub fn start() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    /// Leaves out the time since the last stage: it belongs to none.
    pub fn skip(&mut self) {
        self.last = Instant::now();
    }

    fn whole(&self) -> Duration {
        self.laps.iter().map(|(_, took)| took).sum()
    }
}

impl Watch for Laps {
    fn ended(&mut self, stage: Ended) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }
}

impl Follow for Laps {
    /// Times of stages that run beside each other would say nothing.
    fn indexing(&self) -> Indexing {
        Indexing::First
    }
}

/// A line for each stage: its time, what it dealt with, the bytes, what was remembered.
fn table(laps: &Laps) -> String {
    let mut text = format!(
        "{:<8} {:>9}  {:>15}  {:>9}  {:>10}\n",
        "stage", "time", "items", "bytes", "remembered"
    );
    for (ended, took) in &laps.laps {
        let items = format!("{} {}", ended.items, ended.stage.items());
        let bytes = ended.bytes.map_or(String::new(), crate::words::size);
        let remembered = ended.remembered.map_or(String::new(), |count| count.to_string());
        let line = format!(
            "{:<8} {}  {items:>15}  {bytes:>9}  {remembered:>10}",
            ended.stage.name(),
            seconds(*took)
        );
        text += &format!("{}\n", line.trim_end());
    }
    text + &format!("{:<8} {}\n", "all", seconds(laps.whole()))
}

fn seconds(time: Duration) -> String {
    format!("{:>7.3} s", time.as_secs_f64())
}

fn document(laps: &Laps) -> Json {
    let stages: Vec<Json> = laps.laps.iter().map(|(ended, took)| lap(ended, *took)).collect();
    json!({ "version": 1, "stages": stages, "seconds": laps.whole().as_secs_f64() })
}

fn lap(ended: &Ended, took: Duration) -> Json {
    let mut members = Map::new();
    members.insert("stage".to_owned(), ended.stage.name().into());
    members.insert("seconds".to_owned(), took.as_secs_f64().into());
    members.insert(ended.stage.items().to_owned(), ended.items.into());
    members.insert("bytes".to_owned(), ended.bytes.into());
    members.insert("remembered".to_owned(), ended.remembered.into());
    members.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::Stage;

    fn laps() -> Laps {
        let mut laps = Laps::start();
        laps.laps = vec![
            (
                Ended::with_items(Stage::Parse, 12).bytes(34_567).remembered(11),
                Duration::from_millis(5),
            ),
            (Ended::with_items(Stage::Resolve, 8), Duration::from_millis(2)),
        ];
        laps
    }

    #[test]
    fn a_table_has_a_line_for_each_stage_and_the_sum() {
        let expected = "\
stage         time            items      bytes  remembered
parse      0.005 s         12 files      35 KB          11
resolve    0.002 s          8 pages
all        0.007 s
";
        assert_eq!(Timings::Table.print(&laps()), expected);
    }

    #[test]
    fn as_json_what_is_not_known_is_null() {
        let document: Json = serde_json::from_str(&Timings::Json.print(&laps())).unwrap();
        assert_eq!(document["stages"][0]["remembered"], 11);
        assert_eq!(document["stages"][1]["pages"], 8);
        assert!(document["stages"][1]["bytes"].is_null());
        assert_eq!(document["seconds"], 0.007);
    }
}
