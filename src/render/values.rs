//! From the JSON of views to the values of the template engine.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectExt};
use serde_json::{Map, Value as Json};

/// Whether texts under the key `html` are HTML that docent wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// They are, and are not escaped again.
    Yes,
    /// They are texts like all others.
    No,
}

/// JSON for templates. Only `html` that docent made is not escaped again; free keys of editors (`extra`) never are HTML.
///
/// A view is made for one page, so its texts and keys are moved, not copied: copying them cost a small portal a tenth of its time.
pub fn value(json: Json, trust: Trust) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(bool) => bool.into(),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::from(number.as_f64()), Value::from),
        Json::String(text) => text.into(),
        Json::Array(items) => items.into_iter().map(|item| value(item, trust)).collect(),
        Json::Object(map) => Value::from_object(Members::of(map, trust)),
    }
}

/// The members of an object, sorted by their keys.
#[derive(Debug)]
struct Members(Vec<(String, Value)>);

impl Members {
    fn of(map: Map<String, Json>, trust: Trust) -> Self {
        let member = |(key, part): (String, Json)| {
            let value = match (key.as_str(), part, trust) {
                ("html", Json::String(html), Trust::Yes) => Value::from_safe_string(html),
                ("extra", part, _) => value(part, Trust::No),
                (_, part, _) => value(part, trust),
            };
            (key, value)
        };
        let mut members: Vec<_> = map.into_iter().map(member).collect();
        members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Self(members)
    }
}

impl Object for Members {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.mapped_key_value_enumerator(|this| Box::new(this.0.iter().map(|(key, value)| (Value::from(key.as_str()), value.clone()))))
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::{AutoEscape, Environment};
    use serde_json::json;

    fn render(template: &str, context: Json) -> String {
        let mut env = Environment::new();
        env.set_auto_escape_callback(|_| AutoEscape::Html);
        env.render_str(template, value(context, Trust::Yes)).expect("a text")
    }

    #[test]
    fn only_html_of_docent_is_not_escaped_again() {
        let text = json!({ "html": "<b>b</b>", "text": "<b>", "extra": { "html": "<b>" } });
        assert_eq!(
            render("{{ html }} {{ text }} {{ extra.html }}", text),
            "<b>b</b> &lt;b&gt; &lt;b&gt;"
        );
    }

    #[test]
    fn members_stand_in_the_order_of_their_keys() {
        let context = json!({ "of": { "b": 2, "a": [1, null, true], "c": 1.5 } });
        assert_eq!(
            render(
                "{% for key, value in of|items %}{{ key }}={{ value }};{% endfor %}{{ of|length }}",
                context
            ),
            "a=[1, None, True];b=2;c=1.5;3"
        );
    }
}
