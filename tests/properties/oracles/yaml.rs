//! YAML: a tree whose places lie within each other, and which means the same when it is written and read again.

use std::sync::Arc;

use docent::diag::Severity;
use docent::parse::yaml::{Node, Value, parse};
use docent::schema::values::plain;
use serde_json::Value as Json;

use super::{is_in, problems_are_sound, text};

/// The promises of the YAML reader.
pub fn check(data: &[u8]) {
    let (file, text): (Arc<str>, _) = ("data/contacts.yaml".into(), text(data));
    let parsed = parse(&file, &text, 0);
    problems_are_sound(&parsed.diagnostics, &file, &text);
    let Some(node) = &parsed.value else {
        let is_told = parsed.diagnostics.iter().any(|problem| problem.severity == Severity::Error);
        return assert!(is_told, "nothing was read, and nobody is told why");
    };
    places(node, &file, &text);
    let meant = as_text(&plain(node));
    let again = parse(&file, &meant.to_string(), 0);
    let read = again.value.as_ref().map(plain);
    // A text with a sign that is cleaned away means less when it is read again.
    if again.diagnostics.is_empty() {
        assert_eq!(read, Some(meant));
    }
}

/// Keys and values stand inside of what they belong to. An alias stands where it is used, and what it means elsewhere.
fn places(node: &Node, file: &Arc<str>, text: &str) {
    is_in(&node.span, file, text);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| places(item, file, text)),
        Value::Map(map) => {
            for (key, value) in map {
                is_in(&key.span, file, text);
                places(value, file, text);
            }
            let keys: std::collections::BTreeSet<&str> = map.iter().map(|(key, _)| key.value.as_str()).collect();
            assert_eq!(keys.len(), map.len(), "a key stands twice");
        }
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// Numbers as texts: how a number was written is not kept.
fn as_text(value: &Json) -> Json {
    match value {
        Json::Number(number) => number.to_string().into(),
        Json::Array(items) => items.iter().map(as_text).collect(),
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), as_text(value))).collect(),
        other => other.clone(),
    }
}
