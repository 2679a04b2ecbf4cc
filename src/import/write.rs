//! Entries as YAML: the fields in the order in which they are declared, as `docent new` writes them.

use serde_json::{Map, Value as Json};

use crate::kinds::{AnyKind, Common};
use crate::schema::sample::quoted;
use crate::schema::{Field, Record, Type};

/// The entries as a list.
pub fn list<'a>(kind: &dyn AnyKind, entries: impl Iterator<Item = (&'a str, &'a Map<String, Json>)>) -> String {
    let one = |(id, fields): (&str, &Map<String, Json>)| {
        let mut lines = vec![format!("- id: {id}")];
        group(fields, &declared(kind), "  ", &mut lines);
        lines.join("\n") + "\n"
    };
    entries.map(one).collect::<Vec<_>>().join("\n")
}

/// The fields of an entry whose id is the name of its file.
pub fn entry(kind: &dyn AnyKind, fields: &Map<String, Json>) -> String {
    let mut lines = Vec::new();
    group(fields, &declared(kind), "", &mut lines);
    lines.join("\n") + "\n"
}

fn declared(kind: &dyn AnyKind) -> Vec<Field> {
    kind.fields().iter().chain(Common::FIELDS).copied().collect()
}

fn group(values: &Map<String, Json>, fields: &[Field], indent: &str, lines: &mut Vec<String>) {
    for field in fields {
        if let Some(value) = values.get(field.name) {
            field_lines(field, value, indent, lines);
        }
    }
}

fn field_lines(field: &Field, value: &Json, indent: &str, lines: &mut Vec<String>) {
    let name = field.name;
    match (value, field.ty) {
        (Json::Object(map), Type::Group(fields)) => {
            lines.push(format!("{indent}{name}:"));
            group(map, fields, &format!("{indent}  "), lines);
        }
        (Json::Array(items), Type::List(Type::Group(fields))) => {
            lines.push(format!("{indent}{name}:"));
            items
                .iter()
                .filter_map(Json::as_object)
                .for_each(|map| item(map, fields, indent, lines));
        }
        (Json::Array(items), _) if items.iter().all(fits_a_row) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            lines.push(format!("{indent}{name}: [{}]", items.join(", ")));
        }
        (Json::Array(items), _) => {
            lines.push(format!("{indent}{name}:"));
            lines.extend(items.iter().map(|item| format!("{indent}  - {}", scalar(item))));
        }
        (Json::String(text), _) if text.contains('\n') => block(name, text, indent, lines),
        (value, _) => lines.push(format!("{indent}{name}: {}", scalar(value))),
    }
}

/// A group in a list: the dash stands before its first field.
fn item(map: &Map<String, Json>, fields: &[Field], indent: &str, lines: &mut Vec<String>) {
    let from = lines.len();
    group(map, fields, &format!("{indent}    "), lines);
    if let Some(first) = lines.get_mut(from) {
        let at = indent.len() + 2;
        first.replace_range(at..=at, "-");
    }
}

/// A text of several lines.
fn block(name: &str, text: &str, indent: &str, lines: &mut Vec<String>) {
    // A first line that begins with a space would be taken for a deeper indentation (YAML 1.2, 8.1.1.1).
    if text.starts_with([' ', '\n', '\t']) {
        return lines.push(format!("{indent}{name}: {}", Json::from(text)));
    }
    lines.push(format!("{indent}{name}: |"));
    lines.extend(text.lines().map(|line| format!("{indent}  {line}").trim_end().to_owned()));
}

fn fits_a_row(item: &Json) -> bool {
    item.as_str()
        .is_none_or(|text| text.chars().all(|c| c.is_alphanumeric() || " -.@_'".contains(c)))
}

/// One value. Other programs read the file too, so a text that they would take for a number or `true` is quoted.
fn scalar(value: &Json) -> String {
    match value {
        Json::String(text) if is_other_than_text(text) || text.chars().any(char::is_control) => Json::from(text.as_str()).to_string(),
        Json::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn is_other_than_text(text: &str) -> bool {
    let word = matches!(
        text.to_lowercase().as_str(),
        "" | "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | "-.inf" | ".nan"
    );
    let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '.') && crate::schema::dates::moment(text).is_err();
    word || number || text.trim() != text
}
