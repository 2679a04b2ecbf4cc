//! What VS Code needs to use the schemas: its settings say which schema is for which file, and it is told of the extension.
//!
//! A file that is there belongs to whoever wrote it. Only what is missing is added, and only where everything else comes
//! out as it went in; where that is not sure (comments, which JSON does not have), docent says what to add instead.

use std::fs;
use std::io::ErrorKind;

use camino::Utf8Path;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value as Json, json};

use super::failure::Failure;
use super::init::write_new;
use super::output;

/// The extension with the YAML language server.
const EXTENSION: &str = "redhat.vscode-yaml";

/// Adds to the settings of a portal which schema is for which files, and recommends the extension.
pub fn write(root: &Utf8Path, mapping: &Json) -> Result<(), Failure> {
    let folder = root.join(".vscode");
    add(&folder.join("settings.json"), &json!({ "yaml.schemas": mapping }))?;
    add(&folder.join("extensions.json"), &json!({ "recommendations": [EXTENSION] }))
}

fn add(path: &Utf8Path, wanted: &Json) -> Result<(), Failure> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return write_new(path, format!("{wanted:#}\n").as_bytes()),
        // Not UTF-8: a text that cannot be kept.
        Err(error) if error.kind() == ErrorKind::InvalidData => return tell(path, wanted),
        Err(error) => return Err(Failure::system("read", path, &error)),
    };
    match merged(&old, wanted) {
        Some(new) if new == old => Ok(()),
        Some(new) => fs::write(path, new).map_err(|error| Failure::system("write", path, &error)),
        None => tell(path, wanted),
    }
}

/// Says what the reader has to add by hand.
fn tell(path: &Utf8Path, wanted: &Json) -> Result<(), Failure> {
    output::problem(
        &format!("{path} is left as it is: it has comments, or is not the JSON that docent can add to"),
        &[format!("add this to it:\n{wanted:#}")],
    );
    Ok(())
}

/// The file with what is wanted; as it is if nothing is missing, and nothing if something in it could get lost.
fn merged(old: &str, wanted: &Json) -> Option<String> {
    let before: Json = match old.trim() {
        "" => json!({}),
        text => serde_json::from_str(text).ok()?,
    };
    let mut after = before.clone();
    merge(&mut after, wanted)?;
    if after == before {
        return Some(old.to_owned());
    }
    let is_kept = old.trim().is_empty() || without_space(old) == serde_json::to_string(&before).ok()?;
    is_kept.then(|| pretty(&after, indent(old))).flatten()
}

/// Adds the fields and items that are missing; nothing where a value is of another shape.
fn merge(into: &mut Json, wanted: &Json) -> Option<()> {
    match (into, wanted) {
        (Json::Object(into), Json::Object(wanted)) => wanted.iter().try_for_each(|(key, value)| merge_field(into, key, value)),
        (Json::Array(into), Json::Array(wanted)) => {
            let missing: Vec<Json> = wanted.iter().filter(|item| !into.contains(item)).cloned().collect();
            into.extend(missing);
            Some(())
        }
        // The files of a schema may be of the agency's own choice.
        (Json::String(_), Json::String(_)) | (Json::Array(_), Json::String(_)) | (Json::String(_), Json::Array(_)) => Some(()),
        _ => None,
    }
}

fn merge_field(into: &mut Map<String, Json>, key: &str, value: &Json) -> Option<()> {
    match into.get_mut(key) {
        Some(there) => merge(there, value),
        None => {
            into.insert(key.to_owned(), value.clone());
            Some(())
        }
    }
}

/// A JSON text without the space between its values, to see whether two say the same in the same words.
fn without_space(text: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    let keep = |c: &char| {
        let is_kept = in_text || !c.is_ascii_whitespace();
        if *c == '"' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && *c == '\\' && !escaped;
        is_kept
    };
    text.chars().filter(keep).collect()
}

/// What the first line that is indented is indented by.
fn indent(text: &str) -> &str {
    let of_line = |line: &str| line.len() - line.trim_start().len();
    let first = text.lines().find(|line| of_line(line) > 0 && !line.trim().is_empty());
    first.and_then(|line| line.get(..of_line(line))).unwrap_or("  ")
}

fn pretty(value: &Json, indent: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(indent.as_bytes()));
    value.serialize(&mut serializer).ok()?;
    bytes.push(b'\n');
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Json {
        json!({ "yaml.schemas": { "schemas/faqs.schema.json": ["data/faqs.yaml"] } })
    }

    #[test]
    fn what_is_missing_is_added_behind_what_is_there() {
        let old = "{\n    \"editor.tabSize\": 2,\n    \"yaml.schemas\": { \"own.json\": \"own.yaml\" }\n}\n";
        let new = merged(old, &wanted()).expect("merged");
        assert_eq!(
            new,
            "{\n    \"editor.tabSize\": 2,\n    \"yaml.schemas\": {\n        \"own.json\": \"own.yaml\",\n        \
             \"schemas/faqs.schema.json\": [\n            \"data/faqs.yaml\"\n        ]\n    }\n}\n"
        );
        assert_eq!(merged(&new, &wanted()), Some(new.clone()), "nothing is added twice");
        assert_eq!(merged("", &wanted()), Some(format!("{:#}\n", wanted())));
    }

    #[test]
    fn what_could_get_lost_is_left_alone() {
        for old in [
            "{\n  // my own colours\n  \"editor.tabSize\": 2\n}",
            "{ \"editor.tabSize\": 2, }",
            "{ \"editor.fontSize\": 1.50 }",
            "{ \"editor.tabSize\": 2, \"editor.tabSize\": 4 }",
            "{ \"yaml.schemas\": \"own.json\" }",
            "[1]",
            "not JSON",
        ] {
            assert_eq!(merged(old, &wanted()), None, "{old}");
        }
    }
}
