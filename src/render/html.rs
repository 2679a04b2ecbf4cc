//! The last step of a page: addresses become relative, and what the page links to is noted down.
//!
//! Templates and texts write addresses from the root of the site (`/contacts/#dana`). One pass over the tags rewrites
//! them, so that no template author can forget it, and the same build works at `/`, below a path and from `file://`.

use std::collections::BTreeSet;

use crate::route::Route;

/// How addresses of the site are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Links {
    /// Relative to the page.
    Relative,
    /// From the root of the host, below this path. For the page that a host shows in place of a missing one, whatever
    /// the depth of the address that was asked for.
    Below(String),
}

/// A finished page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    /// The HTML.
    pub html: String,
    /// Addresses of the site that the page links to, from the root, with the fragment: `/contacts/#dana`.
    pub links: BTreeSet<String>,
    /// The anchors of the page.
    pub anchors: BTreeSet<String>,
    /// Anchors that stand on the page twice.
    pub repeated_anchors: BTreeSet<String>,
    /// Origins that the page contacts by itself when it is shown.
    pub contacts: BTreeSet<String>,
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "poster", "data-index", "data-href"];

/// Finishes the page at `route`.
pub fn finish(html: &str, route: &Route, links: &Links) -> Finished {
    let mut page = Finished {
        html: String::with_capacity(html.len() + html.len() / 16),
        ..Finished::default()
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        page.html.push_str(before);
        let length = tag_length(tag);
        let (tag, after) = tag.split_at(length);
        page.tag(tag, route, links);
        rest = after;
    }
    page.html.push_str(rest);
    page
}

/// The length of the tag or comment that `text` begins with.
fn tag_length(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |end| end + 3);
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

impl Finished {
    fn tag(&mut self, tag: &str, route: &Route, links: &Links) {
        let name: &str = tag
            .get(1..)
            .unwrap_or_default()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let mut rest = tag;
        while let Some((before, key, value, after)) = next_attribute(rest) {
            self.html.push_str(before);
            match key {
                _ if ADDRESSES.contains(&key) => {
                    let address = self.address(&unescape(value), route, links);
                    self.loads(name, key, &address, tag);
                    self.html.push_str(&escape(&address));
                }
                _ => self.html.push_str(value),
            }
            if key == "id" && !self.anchors.insert(unescape(value)) {
                self.repeated_anchors.insert(unescape(value));
            }
            rest = after;
        }
        self.html.push_str(rest);
    }

    fn address(&mut self, address: &str, route: &Route, links: &Links) -> String {
        if let Some(fragment) = address.strip_prefix('#') {
            if !fragment.is_empty() {
                self.links.insert(format!("{}#{fragment}", route.url()));
            }
            return address.to_owned();
        }
        if !address.starts_with('/') || address.starts_with("//") {
            return address.to_owned();
        }
        let (path, tail) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let Some(target) = target(path) else { return address.to_owned() };
        self.links
            .insert(format!("{path}{}", tail.split_at(tail.find('#').unwrap_or(tail.len())).1));
        let written = match links {
            Links::Relative => route.link_to(&target),
            Links::Below(base) => format!("{}{}", base, Route::home().link_to(&target)),
        };
        written + tail
    }

    /// Notes what the browser fetches without being asked.
    fn loads(&mut self, name: &str, key: &str, address: &str, tag: &str) {
        let fetched = match (name, key) {
            ("a" | "area" | "form", _) => false,
            ("link", _) => [
                "stylesheet",
                "icon",
                "preload",
                "prefetch",
                "preconnect",
                "dns-prefetch",
                "manifest",
            ]
            .iter()
            .any(|rel| tag.contains(rel)),
            (_, "src" | "poster") => true,
            _ => false,
        };
        if fetched && let Ok(url) = url::Url::parse(address) {
            self.contacts.insert(url.origin().ascii_serialization());
        }
    }
}

/// The file behind an address from the root.
pub fn target(path: &str) -> Option<Route> {
    let path = crate::route::percent_decode(path);
    if path.ends_with('/') {
        Route::page(&path).ok()
    } else {
        Route::file(&path).ok()
    }
}

/// Splits `<a class="x" href="/y">` before the value of the next attribute: text before it, its name, its value, text after it.
fn next_attribute(tag: &str) -> Option<(&str, &str, &str, &str)> {
    let at = tag.find("=\"")?;
    let (before, rest) = tag.split_at(at + 2);
    let end = rest.find('"')?;
    let key = before
        .trim_end_matches("=\"")
        .rsplit(|c: char| c.is_whitespace() || c == '"')
        .next()
        .unwrap_or_default();
    let (value, after) = rest.split_at(end);
    // The closing quotation mark stays with what follows, where it cannot be taken for an opening one.
    Some((before, key, value, after))
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&#x2f;", "/")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finish_at(path: &str, html: &str) -> Finished {
        finish(html, &Route::page(path).unwrap(), &Links::Relative)
    }

    #[test]
    fn addresses_become_relative_files_and_are_noted() {
        let page = finish_at(
            "training/basic",
            r##"<a class="x" href="/contacts/#dana">Dana</a> <a href="https://example.gov/">e</a> <img src="/img/a.png" alt="/no/">"##,
        );
        assert_eq!(
            page.html,
            r##"<a class="x" href="../../contacts/index.html#dana">Dana</a> <a href="https://example.gov/">e</a> <img src="../../img/a.png" alt="/no/">"##
        );
        assert_eq!(page.links.into_iter().collect::<Vec<_>>(), ["/contacts/#dana", "/img/a.png"]);
    }

    #[test]
    fn text_and_comments_stay_as_they_are() {
        let html = "a < b <!-- <a href=\"/x/\"> --> href=\"/x/\" <b title='a>b'>";
        assert_eq!(finish_at("", html).html, html);
    }

    #[test]
    fn escaped_addresses_are_read_and_written_escaped() {
        let page = finish_at("", r#"<a href="&#x2f;search&#x2f;?a=1&amp;b=2">s</a>"#);
        assert_eq!(page.html, r#"<a href="search/index.html?a=1&amp;b=2">s</a>"#);
    }

    #[test]
    fn what_a_page_fetches_by_itself_is_seen() {
        let page = finish_at(
            "",
            r#"<script src="https://cdn.example.gov/x.js"></script><a href="https://example.gov/">ok</a>"#,
        );
        assert_eq!(page.contacts.into_iter().collect::<Vec<_>>(), ["https://cdn.example.gov"]);
    }

    #[test]
    fn the_page_for_missing_addresses_links_from_the_root() {
        let page = finish(
            r#"<a href="/a-z/">all</a>"#,
            &Route::file("404.html").unwrap(),
            &Links::Below("/portal/".to_owned()),
        );
        assert_eq!(page.html, r#"<a href="/portal/a-z/index.html">all</a>"#);
    }

    #[test]
    fn an_id_that_stands_twice_is_noticed() {
        assert_eq!(finish_at("", r#"<p id="a"></p><p id="a"></p>"#).repeated_anchors.len(), 1);
    }
}
