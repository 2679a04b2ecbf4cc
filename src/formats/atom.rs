//! News feeds: Atom (RFC 4287).

use std::io::Result;

use jiff::civil::Date;

use super::xml::{Xml, document, element, empty_element, long_element};
use super::{Document, text};

/// One feed.
///
/// A portal that knows its address gives absolute links and uses them as ids. One that does not gives ids that need no
/// address, `urn:` (RFC 8141) or `tag:` (RFC 4151), and links relative to the feed, which readers resolve against the
/// address they fetched it from (RFC 4287, section 2; RFC 3986, section 5.1).
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Feed {
    /// The permanent name of the feed: an absolute URI that never changes.
    pub id: String,
    /// The name that a feed reader shows.
    pub title: String,
    /// What is in it.
    pub subtitle: Option<String>,
    /// The language of the texts, as a tag of RFC 5646.
    pub language: Option<String>,
    /// The day of the newest change.
    pub updated: Date,
    /// The address of this file. None where the portal does not know its own: a relative one would say nothing.
    pub self_link: Option<String>,
    /// The page that shows the same entries to people.
    pub alternate: String,
    /// Who writes the entries: the agency.
    pub author: String,
    /// Newest first.
    pub entries: Vec<Entry>,
}

/// One entry of a feed.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Entry {
    /// The permanent name of the entry: an absolute URI that never changes.
    pub id: String,
    /// One line of plain text.
    pub title: String,
    /// The day of the last change.
    pub updated: Date,
    /// The day on which it appeared.
    pub published: Option<Date>,
    /// The page of the entry.
    pub link: String,
    /// Plain text.
    pub summary: String,
    /// What it is about.
    pub categories: Vec<Category>,
}

/// What an entry is about.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Category {
    /// The word for programs: `training`.
    pub term: String,
    /// The words for people: `Training`.
    pub label: String,
}

impl Document for Feed {
    fn media(&self) -> &'static str {
        "application/atom+xml; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        document(out, |xml| self.element(xml));
    }
}

impl Feed {
    fn element(&self, xml: &mut Xml) -> Result<()> {
        let mut feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
        let language = self.language.as_deref().map(text::line);
        if let Some(language) = &language {
            feed = feed.with_attribute(("xml:lang", language.as_str()));
        }
        feed.write_inner_content(|xml| self.content(xml))?;
        Ok(())
    }

    fn content(&self, xml: &mut Xml) -> Result<()> {
        element(xml, "id", &text::uri(&self.id))?;
        element(xml, "title", &self.title)?;
        if let Some(subtitle) = &self.subtitle {
            element(xml, "subtitle", subtitle)?;
        }
        element(xml, "updated", &noon(self.updated))?;
        if let Some(address) = &self.self_link {
            link(xml, "self", "application/atom+xml", address)?;
        }
        link(xml, "alternate", "text/html", &self.alternate)?;
        xml.create_element("author")
            .write_inner_content(|xml| element(xml, "name", &self.author))?;
        self.entries.iter().try_for_each(|entry| entry.element(xml))
    }
}

impl Entry {
    fn element(&self, xml: &mut Xml) -> Result<()> {
        xml.create_element("entry").write_inner_content(|xml| self.content(xml))?;
        Ok(())
    }

    fn content(&self, xml: &mut Xml) -> Result<()> {
        element(xml, "id", &text::uri(&self.id))?;
        element(xml, "title", &self.title)?;
        element(xml, "updated", &noon(self.updated))?;
        if let Some(published) = self.published {
            element(xml, "published", &noon(published))?;
        }
        link(xml, "alternate", "text/html", &self.link)?;
        for category in &self.categories {
            empty_element(xml, "category", &[("term", &category.term), ("label", &category.label)])?;
        }
        long_element(xml, "summary", &self.summary)
    }
}

fn link(xml: &mut Xml, rel: &str, media: &str, address: &str) -> Result<()> {
    empty_element(xml, "link", &[("rel", rel), ("type", media), ("href", &text::uri(address))])
}

/// The day as an instant of RFC 3339: noon in UTC, which is the same day on the clocks of nearly all readers, where
/// midnight would be the day before in all of America.
pub(super) fn noon(day: Date) -> String {
    format!("{day}T12:00:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(entries: Vec<Entry>) -> Feed {
        Feed {
            id: "https://example.gov/news/".into(),
            title: "News".into(),
            subtitle: None,
            language: Some("en".into()),
            updated: Date::constant(2025, 3, 3),
            self_link: Some("https://example.gov/feed.xml".into()),
            alternate: "https://example.gov/news/".into(),
            author: "Example Agency".into(),
            entries,
        }
    }

    fn entry(title: &str) -> Entry {
        Entry {
            id: "https://example.gov/courses/basic/".into(),
            title: title.into(),
            updated: Date::constant(2025, 3, 3),
            published: Some(Date::constant(2025, 1, 2)),
            link: "https://example.gov/courses/basic/?a=1&b=2".into(),
            summary: "One <b>\nTwo".into(),
            categories: vec![Category {
                term: "training".into(),
                label: "Training \"live\"".into(),
            }],
        }
    }

    fn written(feed: &Feed) -> String {
        String::from_utf8(feed.to_bytes()).expect("UTF-8")
    }

    #[test]
    fn a_feed_with_one_entry() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>https://example.gov/news/</id>
  <title>News</title>
  <updated>2025-03-03T12:00:00Z</updated>
  <link rel="self" type="application/atom+xml" href="https://example.gov/feed.xml"/>
  <link rel="alternate" type="text/html" href="https://example.gov/news/"/>
  <author>
    <name>Example Agency</name>
  </author>
  <entry>
    <id>https://example.gov/courses/basic/</id>
    <title>Drills &amp; plans</title>
    <updated>2025-03-03T12:00:00Z</updated>
    <published>2025-01-02T12:00:00Z</published>
    <link rel="alternate" type="text/html" href="https://example.gov/courses/basic/?a=1&amp;b=2"/>
    <category term="training" label="Training &quot;live&quot;"/>
    <summary>One &lt;b&gt;
Two</summary>
  </entry>
</feed>
"#;
        assert_eq!(written(&feed(vec![entry("Drills & plans")])), expected);
    }

    #[test]
    fn a_portal_without_an_address_has_relative_links_and_no_self() {
        let feed = Feed {
            id: "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6".into(),
            self_link: None,
            alternate: "news/".into(),
            ..feed(Vec::new())
        };
        let written = written(&feed);
        assert!(
            written.contains(r#"<link rel="alternate" type="text/html" href="news/"/>"#),
            "{written}"
        );
        assert!(!written.contains(r#"rel="self""#), "{written}");
    }

    #[test]
    fn no_character_that_xml_forbids_is_written() {
        let hostile: String = (0..0x300).chain(0xfff0..=0xffff).filter_map(char::from_u32).collect();
        let written = written(&feed(vec![entry(&hostile)]));
        let read = roxmltree::Document::parse(&written).expect("well-formed XML");
        let title = read.descendants().filter(|node| node.has_tag_name("title")).nth(1);
        assert_eq!(title.and_then(|node| node.text()), Some(text::line(&hostile).trim()));
    }
}
