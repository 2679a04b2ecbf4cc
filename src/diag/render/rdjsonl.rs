//! Diagnostics as rdjsonl, the Reviewdog Diagnostic Format: one JSON object a line, with corrections as suggestions that a
//! forge shows beside the change.

use serde_json::{Value as Json, json};

use super::{Files, Place, Places, most_severe_first};
use crate::diag::{Diagnostic, Severity};

/// One line for each problem.
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let places = Places::new(diagnostics, files);
    let lines = most_severe_first(diagnostics)
        .into_iter()
        .map(|diagnostic| line(diagnostic, &places));
    lines.map(|line| format!("{line}\n")).collect()
}

fn line(diagnostic: &Diagnostic, places: &Places<'_>) -> Json {
    let message = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut line = json!({
        "message": message,
        "severity": match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        "source": { "name": "docent" },
        "code": { "value": diagnostic.code.name() },
    });
    let Some(object) = line.as_object_mut() else { return line };
    if let Some(at) = &diagnostic.at {
        let place = places.of(at);
        let location = match range(&place) {
            Some(range) => json!({ "path": place.file, "range": range }),
            None => json!({ "path": place.file }),
        };
        object.insert("location".to_owned(), location);
    }
    let changes = places.changes(diagnostic);
    let suggestions: Vec<Json> = changes
        .iter()
        .map(|change| json!({ "range": range(&change.place), "text": change.with }))
        .collect();
    if !suggestions.is_empty() {
        object.insert("suggestions".to_owned(), suggestions.into());
    }
    line
}

/// The format counts columns in bytes of UTF-8.
fn range(place: &Place) -> Option<Json> {
    let (start, end) = place.range?;
    Some(json!({
        "start": { "line": start.line, "column": start.byte },
        "end": { "line": end.line, "column": end.byte },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::tests::{TestFiles, place_of};
    use crate::diag::{Code, Edit, Fix};

    #[test]
    fn columns_are_bytes_and_corrections_are_suggestions() {
        let text = "título: é\nphons: 1\n";
        let at = place_of("data/a.yaml", text, "é\n");
        let problem = Diagnostic::new(Code::BadValue, "x")
            .at(&at)
            .fix(Fix::safe([Edit::word(&at, "é", "e")]));
        let line: Json = serde_json::from_str(&render(&[problem], &TestFiles::new(&[("data/a.yaml", text)]))).expect("JSON");
        assert_eq!(line["location"]["range"]["start"], json!({ "line": 1, "column": 10 }));
        assert_eq!(line["suggestions"][0]["range"]["end"], json!({ "line": 1, "column": 12 }));
        assert_eq!(line["suggestions"][0]["text"], "e");
    }
}
