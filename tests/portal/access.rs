//! A portal with mistakes on purpose, in a theme, in Markdown and in YAML: the build finds them where they were made.
//!
//! `access/site/` is the portal. Each line of `access/defects.txt` is one mistake: the place, what docent calls it, and in
//! words what an auditor would write down. `UPDATE=1 cargo test` adds what is found and not in the table, without words.

use std::collections::BTreeMap;
use std::fs;

use super::{TODAY, fresh, root, snapshot};

#[test]
fn every_mistake_on_purpose_is_found_where_it_was_made() {
    let folder = root().join("tests/portal/access");
    let portal = snapshot(&folder.join("site"));
    let problems = fresh(&portal, TODAY).diagnostics;
    let found: Vec<String> = super::lines(&problems, &portal)
        .iter()
        .filter_map(|line| place_and_code(line))
        .collect();
    let table = folder.join("defects.txt");
    let text = fs::read_to_string(&table).unwrap_or_default();
    let defects: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(" -- ")).collect();
    if std::env::var_os("UPDATE").is_some() {
        let known: BTreeMap<&str, &str> = defects.iter().copied().collect();
        let lines = found
            .iter()
            .map(|found| format!("{found} -- {}\n", known.get(found.as_str()).unwrap_or(&"")));
        fs::write(&table, lines.collect::<String>()).expect("the table");
        return;
    }
    let wanted: Vec<String> = defects.iter().map(|(place, _)| (*place).to_owned()).collect();
    assert_eq!(found, wanted);
    assert!(defects.iter().all(|(_, words)| !words.is_empty()), "each mistake is described");
    assert!(defects.len() >= 40, "only {} mistakes", defects.len());
}

/// `content/words.md:6:1 heading-jump` of a line of messages.
fn place_and_code(line: &str) -> Option<String> {
    let (place, rest) = line.split_once(": ")?;
    let code = rest.split_once('[')?.1.split_once(']')?.0;
    Some(format!("{place} {code}"))
}
