//! Facts for search engines and assistants, in the vocabulary of schema.org: JSON-LD 1.1.

use serde_json::{Map, Value};

use super::text;

/// One thing of the vocabulary: an event, a place, a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    fields: Map<String, Value>,
}

impl Thing {
    /// A thing of a type: `Event`.
    pub fn new(kind: &str) -> Self {
        Self {
            fields: Map::from_iter([("@type".to_owned(), kind.into())]),
        }
    }

    /// With a property. What is not known is not said: no value, an empty text and an empty list are left out.
    pub fn with(mut self, property: &str, value: impl Into<Known>) -> Self {
        if let Known(Some(value)) = value.into() {
            self.fields.insert(property.to_owned(), value);
        }
        self
    }

    /// The value of a property.
    pub fn get(&self, property: &str) -> Option<&Value> {
        self.fields.get(property)
    }

    /// Whether it says more than its type.
    pub fn says_something(&self) -> bool {
        self.fields.len() > 1
    }
}

/// A value of a property, if it is known.
pub struct Known(Option<Value>);

impl From<&str> for Known {
    fn from(value: &str) -> Self {
        let value = text::lines(value);
        Self((!value.trim().is_empty()).then(|| value.into()))
    }
}

impl From<String> for Known {
    fn from(value: String) -> Self {
        value.as_str().into()
    }
}

impl From<bool> for Known {
    fn from(value: bool) -> Self {
        Self(Some(value.into()))
    }
}

impl From<u32> for Known {
    fn from(value: u32) -> Self {
        Self(Some(value.into()))
    }
}

impl From<Thing> for Known {
    fn from(value: Thing) -> Self {
        Self(value.says_something().then(|| value.fields.into()))
    }
}

impl<T: Into<Known>> From<Option<T>> for Known {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(None), Into::into)
    }
}

/// A list of one is the one.
impl<T: Into<Known>> From<Vec<T>> for Known {
    fn from(values: Vec<T>) -> Self {
        let mut values: Vec<Value> = values.into_iter().filter_map(|value| value.into().0).collect();
        match values.len() {
            0 => Self(None),
            1 => Self(values.pop()),
            _ => Self(Some(values.into())),
        }
    }
}

/// What stands between `<script type="application/ld+json">` and `</script>`: nothing in it can end the script, begin a
/// comment or be taken for an element (HTML, 4.12.1.3), because JSON may write those signs as escapes.
pub fn script(things: Vec<Thing>) -> Option<String> {
    let mut things: Vec<Value> = things.into_iter().map(|thing| thing.fields.into()).collect();
    let mut root = Map::from_iter([("@context".to_owned(), "https://schema.org".into())]);
    match (things.len(), things.pop()) {
        (1, Some(Value::Object(only))) => root.extend(only),
        (_, Some(last)) => {
            things.push(last);
            root.insert("@graph".to_owned(), things.into());
        }
        (_, None) => return None,
    }
    let text = Value::from(root).to_string();
    Some(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(things: Vec<Thing>) -> Value {
        serde_json::from_str(&script(things).expect("a script")).expect("JSON")
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let place = Thing::new("Place")
            .with("name", None::<String>)
            .with("address", Thing::new("PostalAddress"));
        let event = Thing::new("Event")
            .with("name", "Basic School")
            .with("location", place)
            .with("keywords", Vec::<String>::new())
            .with("inLanguage", vec!["en"]);
        let expected = json!({ "@context": "https://schema.org", "@type": "Event", "name": "Basic School", "inLanguage": "en" });
        assert_eq!(read(vec![event]), expected);
        assert_eq!(script(Vec::new()), None);
    }

    #[test]
    fn several_things_are_a_graph() {
        let found = read(vec![Thing::new("WebSite"), Thing::new("Organization")]);
        assert_eq!(found["@graph"], json!([{ "@type": "WebSite" }, { "@type": "Organization" }]));
    }

    #[test]
    fn no_text_ends_the_script() {
        let hostile = "</script><!-- <script> &";
        let written = script(vec![Thing::new("Event").with("name", hostile)]).expect("a script");
        assert!(!written.contains(['<', '>', '&']), "{written}");
        assert_eq!(read(vec![Thing::new("Event").with("name", hostile)])["name"], hostile);
    }
}
