//! Open data for programs: JSON (RFC 8259), indented, with its fields in the order they were given.

use serde_json::Value;

use super::{Document, text};

/// A JSON file. It holds the text and not the value, because two values that differ in the order of their fields are
/// equal to serde_json and are different files.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Json {
    text: String,
}

impl Json {
    /// The file of a value. Control characters are left out of its strings; line breaks stay.
    pub fn new(value: &Value) -> Self {
        Self {
            text: format!("{:#}\n", clean(value)),
        }
    }
}

impl Document for Json {
    fn media(&self) -> &'static str {
        "application/json"
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text.as_bytes());
    }
}

fn clean(value: &Value) -> Value {
    match value {
        Value::String(string) => Value::String(text::lines(string)),
        Value::Array(values) => values.iter().map(clean).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (text::line(name), clean(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_keep_their_order() {
        let file = Json::new(&json!({"title": "Basic\u{7} School", "id": "basic", "days": [4, null, 1.5]}));
        let expected = r#"{
  "title": "Basic School",
  "id": "basic",
  "days": [
    4,
    null,
    1.5
  ]
}
"#;
        assert_eq!(String::from_utf8(file.to_bytes()).as_deref(), Ok(expected));
    }

    #[test]
    fn another_order_is_another_file() {
        assert_ne!(Json::new(&json!({"a": 1, "b": 2})), Json::new(&json!({"b": 2, "a": 1})));
    }
}
