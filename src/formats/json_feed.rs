//! News feeds for programs that read no XML: JSON Feed 1.1 (jsonfeed.org).

use serde_json::{Map, Value, json};

use super::atom::{Entry, Feed, noon};
use super::json::Json;
use super::{Document, text};

/// The same feed as [`Feed`] writes in Atom.
///
/// The format knows no relative addresses: a portal that does not know its own leaves them out, and its items are told
/// apart by their names.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct JsonFeed(pub Feed);

impl Document for JsonFeed {
    fn media(&self) -> &'static str {
        "application/feed+json"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let feed = &self.0;
        let mut fields = Map::new();
        let mut add = |name: &str, value: Option<Value>| drop(value.map(|value| fields.insert(name.to_owned(), value)));
        add("version", Some("https://jsonfeed.org/version/1.1".into()));
        add("title", Some(feed.title.as_str().into()));
        add("home_page_url", absolute(&feed.alternate));
        add("feed_url", feed.self_link.as_deref().and_then(absolute));
        add("description", feed.subtitle.as_deref().map(Value::from));
        add("language", feed.language.as_deref().map(Value::from));
        add("authors", Some(json!([{ "name": feed.author }])));
        add("items", Some(feed.entries.iter().map(item).collect()));
        Json::new(&fields.into()).write(out);
    }
}

fn item(entry: &Entry) -> Value {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Option<Value>| drop(value.map(|value| fields.insert(name.to_owned(), value)));
    add("id", Some(entry.id.as_str().into()));
    add("url", absolute(&entry.link));
    add("title", Some(text::line(&entry.title).into()));
    add("content_text", Some(entry.summary.as_str().into()));
    add("date_published", entry.published.map(|day| noon(day).into()));
    add("date_modified", Some(noon(entry.updated).into()));
    let tags: Vec<&str> = entry.categories.iter().map(|category| category.label.as_str()).collect();
    add("tags", (!tags.is_empty()).then(|| tags.into()));
    fields.into()
}

fn absolute(address: &str) -> Option<Value> {
    address.contains("://").then(|| address.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::atom::Category;
    use jiff::civil::Date;

    fn feed() -> Feed {
        Feed {
            id: "https://example.gov/news/".into(),
            title: "News".into(),
            subtitle: None,
            language: Some("en".into()),
            updated: Date::constant(2025, 3, 3),
            self_link: Some("https://example.gov/feed.json".into()),
            alternate: "https://example.gov/news/".into(),
            author: "Example Agency".into(),
            entries: vec![Entry {
                id: "https://example.gov/courses/basic/".into(),
                title: "Drills & plans".into(),
                updated: Date::constant(2025, 3, 3),
                published: None,
                link: "https://example.gov/courses/basic/".into(),
                summary: "One <b>\nTwo".into(),
                categories: vec![Category {
                    term: "training".into(),
                    label: "Training".into(),
                }],
            }],
        }
    }

    fn written(feed: Feed) -> Value {
        serde_json::from_slice(&JsonFeed(feed).to_bytes()).expect("JSON")
    }

    #[test]
    fn a_feed_with_one_item() {
        let expected = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "News",
            "home_page_url": "https://example.gov/news/",
            "feed_url": "https://example.gov/feed.json",
            "language": "en",
            "authors": [{ "name": "Example Agency" }],
            "items": [{
                "id": "https://example.gov/courses/basic/",
                "url": "https://example.gov/courses/basic/",
                "title": "Drills & plans",
                "content_text": "One <b>\nTwo",
                "date_modified": "2025-03-03T12:00:00Z",
                "tags": ["Training"]
            }]
        });
        assert_eq!(written(feed()), expected);
    }

    #[test]
    fn a_portal_without_an_address_gives_none() {
        let mut feed = feed();
        feed.self_link = None;
        feed.alternate = "news/index.html".into();
        feed.entries[0].link = "courses/basic/index.html".into();
        let written = written(feed);
        assert!(written.get("home_page_url").is_none() && written.get("feed_url").is_none());
        assert!(written["items"][0].get("url").is_none());
    }
}
