//! Diagnostics as SARIF 2.1.0 (OASIS), the form that code-scanning pages of forges read.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{Change, Files, Place, Places, most_severe_first};
use crate::diag::{Code, Diagnostic, Severity};

/// The whole log, with a line break at its end.
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results = most_severe_first(diagnostics)
        .into_iter()
        .map(|diagnostic| result(diagnostic, &codes, &places));
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

/// A kind of problem: the first sentence of its manual page, and the page.
fn rule(code: Code) -> Json {
    let manual = code.manual();
    json!({
        "id": code.name(),
        "shortDescription": { "text": manual.lines().next().unwrap_or_default() },
        "help": { "text": manual.trim_end(), "markdown": manual.trim_end() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(diagnostic: &Diagnostic, codes: &[Code], places: &Places<'_>) -> Json {
    let text = match &diagnostic.help {
        Some(help) => format!("{}. Help: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let related = diagnostic.labels.iter().map(|(span, word)| {
        let mut location = location(&places.of(span));
        if let Some(location) = location.as_object_mut() {
            location.insert("message".to_owned(), json!({ "text": word }));
        }
        location
    });
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": diagnostic.at.iter().map(|at| location(&places.of(at))).collect::<Vec<_>>(),
        "relatedLocations": related.collect::<Vec<_>>(),
    });
    let changes = places.changes(diagnostic);
    if let (false, Some(result)) = (changes.is_empty(), result.as_object_mut()) {
        result.insert(
            "fixes".to_owned(),
            json!([{ "artifactChanges": changes.iter().map(artifact_change).collect::<Vec<_>>() }]),
        );
    }
    result
}

fn artifact_change(change: &Change) -> Json {
    json!({
        "artifactLocation": { "uri": uri(&change.place.file) },
        "replacements": [{
            "deletedRegion": region(&change.place),
            "insertedContent": { "text": change.with },
        }],
    })
}

fn location(place: &Place) -> Json {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let (Some(_), Some(physical)) = (place.range, physical.as_object_mut()) {
        physical.insert("region".to_owned(), region(place));
    }
    json!({ "physicalLocation": physical })
}

fn region(place: &Place) -> Json {
    match place.range {
        Some((start, end)) => json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        }),
        None => json!({ "startLine": 1 }),
    }
}

/// A relative reference (RFC 3986): everything but unreserved characters and slashes as percent codes.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::{TestFiles, place_of};
    use crate::diag::{Edit, Fix};

    #[test]
    fn a_log_names_rules_places_and_changes() {
        let text = "- id: a\n  phons: 1\n";
        let at = place_of("data/a b.yaml", text, "phons");
        let problem = Diagnostic::new(Code::UnknownField, "there is no field `phons` here")
            .at(&at)
            .fix(Fix::safe([Edit::word(&at, "phons", "phones")]));
        let log = render(&[problem], &TestFiles::new(&[("data/a b.yaml", text)]));
        let log: Json = serde_json::from_str(&log).expect("JSON");
        let result = &log["runs"][0]["results"][0];
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-field");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "data/a%20b.yaml");
        assert_eq!(
            (&place["region"]["startLine"], &place["region"]["startColumn"]),
            (&json!(2), &json!(3))
        );
        assert_eq!(
            result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
            "phones"
        );
    }
}
