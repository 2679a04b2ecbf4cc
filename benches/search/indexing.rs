//! Prints what the search index of a portal costs: processor time and memory of a first build, and time of one after an edit.
//!
//! usage: cargo bench --bench search_indexing -- FOLDER DATE
//!
//! Time is that of all threads, as Linux counts it in `/proc/self`, in hundredths of a second.

use std::error::Error;
use std::fs;
use std::time::Instant;

use camino::Utf8Path;
use docent::diag::Checked;
use docent::formats::search::{Counted, Index, shards};
use docent::memo::Memo;
use docent::pipeline::{self, Options};
use docent::site::Site;
use docent::source::{CONFIG, disk};
use docent::{plan, render};

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [folder, date] = arguments.as_slice() else {
        return Err("usage: FOLDER DATE".into());
    };
    let snapshot = disk::read(Utf8Path::new(folder), Utf8Path::new(CONFIG)).value;
    let options = Options::on(date.parse()?);
    let measured = pipeline::with_site(&snapshot, &options, &mut Memo::new(), |site, _| Checked {
        value: measure(site),
        diagnostics: Vec::new(),
    });
    measured.value
}

fn measure(site: &Site<'_>) -> Result<(), Box<dyn Error>> {
    let started = processor()?;
    let mut index = render::search_index(site, &plan::plan(site).value, site.config.language());
    println!("{} documents; collected in {:.2} s", index.entries.len(), processor()? - started);
    let mut memo = Memo::new();
    // What the pipeline has taken before is not counted.
    fs::write("/proc/self/clear_refs", "5")?;
    let (before, started) = (memory("VmRSS")?, processor()?);
    shards::shards(Counted::of(&index, &memo), &memo);
    println!(
        "first: {:.2} s of the processor, {} MB",
        processor()? - started,
        (memory("VmHWM")?.saturating_sub(before)) / 1024
    );
    memo.end_turn();
    edit(&mut index);
    let (clock, started) = (Instant::now(), processor()?);
    shards::shards(Counted::of(&index, &memo), &memo);
    println!(
        "after an edit: {:.2} s of the processor, {:.2} s by the clock",
        processor()? - started,
        clock.elapsed().as_secs_f64()
    );
    memo.end_turn();
    let clock = Instant::now();
    shards::shards(Counted::of(&index, &memo), &memo);
    println!("without an edit: {:.3} s by the clock", clock.elapsed().as_secs_f64());
    Ok(())
}

/// One word more in the entry in the middle.
fn edit(index: &mut Index<'_>) {
    let middle = index.entries.len() / 2;
    for entry in index.entries.iter_mut().skip(middle).take(1) {
        entry.body.to_mut().push_str(" edited");
    }
}

/// The seconds that all threads have used, outside of the kernel.
fn processor() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    // proc_pid_stat(5): `utime` is field 14; what follows the name begins with field 3.
    let ticks: f64 = fields.split_whitespace().nth(11).ok_or("no utime")?.parse()?;
    Ok(ticks / 100.0)
}

/// A figure of the memory of the process, in KB.
fn memory(name: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such figure")?;
    Ok(line.split_whitespace().nth(1).unwrap_or_default().parse()?)
}
