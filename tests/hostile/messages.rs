//! Messages about hostile texts steer no terminal, no log and no forge.

use docent::diag::Diagnostic;
use docent::diag::render::{Files, github, gitlab, human, json, rdjsonl, sarif};
use docent::source::Snapshot;

struct Portal<'a>(&'a Snapshot);

impl Files for Portal<'_> {
    fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(|file| &*file.bytes)
    }
}

/// Every form in which the problems are told is harmless to what shows it.
pub fn assert_harmless(problems: &[Diagnostic], portal: &Snapshot, place: &str) {
    let files = Portal(portal);
    let text = human::render(problems, &files, human::Look::default());
    assert!(!text.contains(steers), "{place}: {text:?}");
    let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
    let command = text.lines().find(|line| is_command(line));
    assert_eq!(command, None, "{place}");
    let commands = github::commands(problems, &files);
    for line in commands.lines() {
        let known = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"];
        assert!(known.iter().any(|known| line.starts_with(known)), "{place}: {line:?}");
        assert!(!line.contains(steers), "{place}: {line:?}");
    }
    for report in [
        gitlab::render(problems, &files),
        json::render(problems, None, &files),
        sarif::render(problems, &files),
    ] {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&report);
        assert!(parsed.is_ok(), "{place}: {report}");
    }
    for line in rdjsonl::render(problems, &files).lines() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(line);
        assert!(parsed.is_ok(), "{place}: {line}");
    }
}

/// Controls, and signs that turn the direction of writing (Unicode TR 36, section 3.1).
fn steers(sign: char) -> bool {
    (sign.is_control() && sign != '\n') || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}
