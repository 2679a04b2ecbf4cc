//! Diagnostics as a code-quality report of GitLab: one JSON list, each problem with a fingerprint by which the forge knows
//! it again in the next change.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Files, Place, Places, most_severe_first};
use crate::diag::{Diagnostic, Severity};

/// The whole report, with a line break at its end.
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let mut seen = BTreeMap::new();
    let issues = most_severe_first(diagnostics).into_iter().map(|diagnostic| {
        // The forge wants a place for each; what belongs to no file belongs to the configuration.
        let place = diagnostic.at.as_ref().map_or_else(
            || Place {
                file: files.name(CONFIG),
                range: None,
            },
            |at| places.of(at),
        );
        let (first, last) = place.range.map_or((1, 1), |(start, end)| (start.line, end.line));
        json!({
            "description": description(diagnostic),
            "check_name": diagnostic.code.name(),
            "fingerprint": fingerprint(diagnostic, &place.file, &mut seen),
            "severity": match diagnostic.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            "location": { "path": place.file, "lines": { "begin": first, "end": last } },
        })
    });
    let issues: Vec<_> = issues.collect();
    format!("{:#}\n", json!(issues))
}

const CONFIG: &str = "docent.yaml";

fn description(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}. Help: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// Made of what the problem is and how many of its kind stand before it in the file, and not of its line, which changes
/// with every line above.
fn fingerprint(diagnostic: &Diagnostic, file: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let key = [diagnostic.code.name(), file, &diagnostic.message].join("\0");
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    blake3::hash(format!("{key}\0{count}").as_bytes()).to_hex().as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::TestFiles;
    use crate::diag::{Code, Span};

    #[test]
    fn a_problem_keeps_its_fingerprint_when_its_line_moves() {
        let report = |text: &str, at: usize| {
            let problem = Diagnostic::new(Code::DeadLink, "x").at(&Span::new(&"content/a.md".into(), at..at + 1));
            let rendered = render(&[problem], &TestFiles([("content/a.md", text.as_bytes().to_vec())].into()));
            serde_json::from_str::<serde_json::Value>(&rendered).expect("JSON")
        };
        let (one, two) = (report("a\nb\n", 2), report("a\n\nb\n", 3));
        assert_eq!(
            (&one[0]["location"]["lines"]["begin"], &two[0]["location"]["lines"]["begin"]),
            (&json!(2), &json!(3))
        );
        assert_eq!(one[0]["fingerprint"], two[0]["fingerprint"]);
        assert_eq!(one[0]["severity"], "critical");
    }

    #[test]
    fn the_same_problem_twice_has_two_fingerprints_and_a_place_even_without_a_file() {
        let problem = Diagnostic::new(Code::MissingPage, "there is no page /privacy/");
        let rendered = render(&[problem.clone(), problem], &TestFiles::new(&[]));
        let report: serde_json::Value = serde_json::from_str(&rendered).expect("JSON");
        assert_ne!(report[0]["fingerprint"], report[1]["fingerprint"]);
        assert_eq!(report[0]["location"]["path"], "docent.yaml");
    }
}
