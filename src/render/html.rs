//! The last step of a page: addresses become relative, and what the page links to is noted down.
//!
//! Templates and texts write addresses from the root of the site (`/contacts/#dana`). One pass over the tags rewrites
//! them, so that no template author can forget it, and the same build works at `/`, below a path and from `file://`.

use std::collections::BTreeSet;

use super::tongue::{Target, Tongue};
use crate::route::Route;
use crate::schema::fallback::strip;

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

/// An attribute that a script reads as an address from the root: it only changes its language.
const FROM_THE_ROOT: &str = "data-contacts";

/// Relations of `<link>` whose target the browser fetches by itself.
const FETCHED: [&str; 8] = [
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
];

/// Where a page stands and in which language it is.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Place<'a> {
    /// Its file.
    pub route: &'a Route,
    /// How it writes addresses.
    pub links: &'a Links,
    /// Its language.
    pub tongue: &'a Tongue,
}

/// Elements that hold text and no other elements.
const TEXT_ONLY: [&str; 5] = ["title", "textarea", "option", "script", "style"];

/// Finishes the page at a place.
pub fn finish(html: &str, place: Place<'_>) -> Finished {
    let mut page = Finished {
        html: String::with_capacity(html.len() + html.len() / 16),
        ..Finished::default()
    };
    let mut rest = html;
    let mut inside = String::new();
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        page.text(before, &inside, place.tongue);
        let length = tag_length(tag);
        let (tag, after) = tag.split_at(length);
        if tag.starts_with("<!--") {
            page.html.push_str(tag);
        } else {
            page.tag(tag, place);
            inside = tag_name(tag);
        }
        rest = after;
    }
    page.text(rest, &inside, place.tongue);
    page
}

/// The name of a tag, in small letters; empty for one that ends an element.
fn tag_name(tag: &str) -> String {
    let name = tag.get(1..).unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric());
    name.into_iter().next().unwrap_or_default().to_ascii_lowercase()
}

/// The length of the tag or comment that `text` begins with; of its first character if that begins neither.
pub(super) fn tag_length(text: &str) -> usize {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!');
    if !text.strip_prefix('<').is_some_and(|rest| rest.starts_with(begins)) {
        return 1;
    }
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
    fn text(&mut self, text: &str, inside: &str, tongue: &Tongue) {
        if TEXT_ONLY.contains(&inside) {
            self.html.push_str(&strip(text));
        } else {
            self.html.push_str(&tongue.text(text));
        }
    }

    fn tag(&mut self, tag: &str, place: Place<'_>) {
        // No element can stand in an attribute, so no language can be said there.
        let tag = &*strip(tag);
        let name = tag_name(tag);
        let rel = attributes(tag)
            .find(|attribute| attribute.name.eq_ignore_ascii_case("rel"))
            .map(|attribute| attribute.value)
            .unwrap_or_default();
        // A link that says its language is meant to lead there.
        let is_settled = attributes(tag).any(|attribute| attribute.name.eq_ignore_ascii_case("hreflang"));
        let mut leads_to = None;
        let mut written = 0;
        for attribute in attributes(tag) {
            let key = attribute.name.to_ascii_lowercase();
            let value = unescape(attribute.value);
            if key == "id" && !self.anchors.insert(value.clone()) {
                self.repeated_anchors.insert(value.clone());
            }
            let value = match key.as_str() {
                _ if is_settled || !(key == FROM_THE_ROOT || ADDRESSES.contains(&key.as_str())) => value,
                _ => match in_language(&value, place.tongue) {
                    Target::Own(address) => address,
                    Target::Foreign(lang) => {
                        leads_to = (name == "a").then_some(lang);
                        value
                    }
                },
            };
            let address = match key.as_str() {
                FROM_THE_ROOT => value,
                _ if ADDRESSES.contains(&key.as_str()) => self.address(&value, place),
                "content" => match value.split_once("url=") {
                    Some((delay, url)) if name == "meta" => format!("{delay}url={}", self.address(url, place)),
                    _ => continue,
                },
                _ => continue,
            };
            self.fetches(&name, &key, rel, &address);
            self.html.push_str(tag.get(written..attribute.at).unwrap_or_default());
            self.html.push_str(&escape(&address));
            written = attribute.at + attribute.value.len();
        }
        let rest = tag.get(written..).unwrap_or_default();
        match (leads_to, rest.strip_suffix('>')) {
            (Some(lang), Some(rest)) => self.html.push_str(&format!("{rest} hreflang=\"{lang}\">")),
            _ => self.html.push_str(rest),
        }
    }

    fn address(&mut self, address: &str, place: Place<'_>) -> String {
        let route = place.route;
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
        // An address that no file can have is noted too: it is reported as dead.
        let fragment = tail.find('#').and_then(|at| tail.get(at..)).unwrap_or_default();
        self.links.insert(format!("{path}{fragment}"));
        let Some(target) = target(path) else { return address.to_owned() };
        let written = match place.links {
            Links::Relative => route.link_to(&target),
            Links::Below(base) => format!("{}{}", base, Route::home().link_to(&target)),
        };
        written + tail
    }

    /// Notes what the browser fetches without being asked.
    fn fetches(&mut self, name: &str, key: &str, rel: &str, address: &str) {
        let fetched = match (name, key) {
            ("a" | "area" | "form" | "meta", _) => false,
            ("link", _) => rel.split_ascii_whitespace().any(|token| FETCHED.contains(&token)),
            (_, "src" | "poster") => true,
            _ => false,
        };
        let address = if address.starts_with("//") {
            format!("https:{address}")
        } else {
            address.to_owned()
        };
        if let Ok(url) = url::Url::parse(&address)
            && fetched
            && url.has_host()
        {
            self.contacts.insert(url.origin().ascii_serialization());
        }
    }
}

/// Where an address leads in a language, with its query and fragment.
pub fn in_language<'t>(address: &str, tongue: &'t Tongue) -> Target<'t> {
    let (path, tail) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
    let fragment = tail.split_once('#').map_or("", |(_, fragment)| fragment);
    match tongue.target(path, fragment) {
        Target::Own(path) => Target::Own(path + tail),
        foreign => foreign,
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

/// One attribute of a tag.
struct Attribute<'t> {
    name: &'t str,
    value: &'t str,
    /// Where the value begins in the tag.
    at: usize,
}

/// The attributes that have a value, with or without quotation marks (HTML, section 13.1.2.3).
fn attributes(tag: &str) -> impl Iterator<Item = Attribute<'_>> {
    let mut from = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
    std::iter::from_fn(move || {
        loop {
            let rest = tag.get(from..)?;
            let start = from + rest.find(|c: char| !c.is_ascii_whitespace() && !matches!(c, '/' | '>'))?;
            let length = tag
                .get(start..)?
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
                .unwrap_or(tag.len() - start);
            let name = tag.get(start..start + length.max(1))?;
            from = start + length.max(1);
            let Some(after) = tag.get(from..).and_then(|rest| rest.strip_prefix('=')) else {
                continue;
            };
            let (at, end) = match after.chars().next()? {
                quote @ ('"' | '\'') => (from + 2, after.get(1..)?.find(quote)?),
                _ => (
                    from + 1,
                    after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len()),
                ),
            };
            from = at + end;
            // The closing quotation mark is passed over with the next name.
            if tag.get(from..).is_some_and(|rest| rest.starts_with(['"', '\''])) {
                from += 1;
            }
            return Some(Attribute {
                name,
                value: tag.get(at..at + end)?,
                at,
            });
        }
    })
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
        finish_place(html, &Route::page(path).unwrap(), &Links::Relative)
    }

    fn finish_place(html: &str, route: &Route, links: &Links) -> Finished {
        let tongue = &Tongue::default();
        finish(html, Place { route, links, tongue })
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
    fn any_way_of_writing_an_attribute_will_do() {
        let page = finish_at("a", r#"<A HREF='/b/'>b</a> <img src=/c.png alt> <a href="/d//e/">dead</a>"#);
        assert_eq!(
            page.html,
            r#"<A HREF='../b/index.html'>b</a> <img src=../c.png alt> <a href="/d//e/">dead</a>"#
        );
        assert_eq!(page.links.into_iter().collect::<Vec<_>>(), ["/b/", "/c.png", "/d//e/"]);
    }

    #[test]
    fn a_refresh_is_a_link() {
        let page = finish_at("old", r#"<meta http-equiv="refresh" content="0; url=/new/">"#);
        assert_eq!(page.html, r#"<meta http-equiv="refresh" content="0; url=../new/index.html">"#);
        assert!(page.links.contains("/new/"));
    }

    #[test]
    fn the_name_of_a_host_is_no_relation() {
        let page = finish_at("", r#"<link rel="canonical" href="https://www.siliconvalley.example.gov/">"#);
        assert!(page.contacts.is_empty());
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
        let page = finish_place(
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
