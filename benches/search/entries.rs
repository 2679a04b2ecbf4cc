//! Prints what the search of a portal can find, an entry a line as JSON, so that other engines index the same text.
//!
//! usage: cargo bench --bench search_entries -- FOLDER DATE [LANG]

use std::io::{BufWriter, Write};

use camino::Utf8Path;
use docent::diag::Checked;
use docent::formats::search::Entry;
use docent::memo::Memo;
use docent::pipeline::{self, Options};
use docent::site::Site;
use docent::source::{CONFIG, disk};
use docent::{plan, render};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [folder, date, lang @ ..] = arguments.as_slice() else {
        return Err("usage: FOLDER DATE [LANG]".into());
    };
    let snapshot = disk::read(Utf8Path::new(folder), Utf8Path::new(CONFIG)).value;
    let options = Options::on(date.parse()?);
    let printed = pipeline::with_site(&snapshot, &options, &mut Memo::new(), |site, _| Checked {
        value: print(site, lang.first().map_or(site.config.language(), String::as_str)),
        diagnostics: Vec::new(),
    });
    Ok(printed.value?)
}

fn print(site: &Site<'_>, lang: &str) -> std::io::Result<()> {
    let index = render::search_index(site, &plan::plan(site).value, lang);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for entry in &index.entries {
        writeln!(out, "{}", line(entry))?;
    }
    out.flush()
}

/// An entry with all of its text, as the index has it.
fn line(entry: &Entry<'_>) -> Value {
    json!({
        "title": entry.title,
        "url": entry.url,
        "kind": entry.kind,
        "label": entry.kind_label,
        "crumbs": entry.crumbs,
        "keywords": entry.keywords.join(" "),
        "body": entry.body,
        "card": entry.card,
        "lang": entry.lang,
    })
}
