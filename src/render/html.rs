//! The last step of a page: addresses become relative, and what the page links to is noted down.
//!
//! Templates and texts write addresses from the root of the site (`/contacts/#dana`). One pass over the tags rewrites
//! them, so that no template author can forget it, and the same build works at `/`, below a path and from `file://`. The
//! same pass looks for barriers ([`crate::access`]).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::addresses::Addresses;
use super::expired::Expired;
use super::former::Former;
use super::pictures::Pictures;
use super::tongue::{Target, Tongue};
use crate::access::{Reading, Report};
use crate::memo::Digested;
use crate::parse::html::{self, Attribute, Tag, Token};
use crate::parse::markdown::{escaped, push_escaped};
use crate::route::{Route, percent_decode};
use crate::schema::fallback::{may_be_marked, strip};

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
    /// What was seen on the way.
    pub notes: Notes,
}

/// What is known about a page beside its HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Addresses of the site that the page links to, from the root, with the fragment: `/contacts/#dana`.
    pub links: Addresses,
    /// The anchors of the page.
    pub anchors: BTreeSet<String>,
    /// Anchors that stand on the page twice.
    pub repeated_anchors: BTreeSet<String>,
    /// Origins that the page contacts by itself when it is shown.
    pub contacts: BTreeSet<String>,
    /// Its title and its barriers.
    pub access: Report,
}

/// Whether an attribute holds an address.
fn holds_address(name: &str) -> bool {
    matches!(
        name,
        "href"
            | "xlink:href"
            | "src"
            | "action"
            | "formaction"
            | "poster"
            | "data"
            | "data-index"
            | "data-json"
            | "data-shards"
            | "data-typos"
            | "data-search-page"
            | "data-href"
    )
}

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
    pub tongue: &'a Digested<Tongue>,
    /// The sizes of the pictures that it may show.
    pub pictures: &'a Digested<Pictures>,
    /// Anchors under which its places were known before, if any were.
    pub former: Option<&'a Former>,
    /// What it may link to and is not shown any more.
    pub expired: &'a Digested<Expired>,
}

/// Elements that hold text and no other elements.
fn holds_text_only(name: &str) -> bool {
    matches!(name, "title" | "textarea" | "option" | "script" | "style")
}

/// Elements in which an empty `<span>` may stand. The former anchors of another, such as a group of a list of terms, stand in
/// the first of these that follows.
fn holds_phrases(name: &str) -> bool {
    matches!(
        name,
        "a" | "article"
            | "dd"
            | "dt"
            | "figcaption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "p"
            | "section"
            | "span"
            | "td"
            | "th"
    )
}

/// The former anchors of an element.
fn former(attributes: &[Attribute<'_>], former: &Former) -> Vec<String> {
    let id = attributes.iter().find(|attribute| attribute.name == "id");
    let known = id.and_then(|id| former.get(&*html::unescape(id.value)));
    known.cloned().unwrap_or_default()
}

/// Whether texts of a page may be marked as in another language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Some,
    None,
}

/// Whether a tag begins a link to what is not shown any more.
fn leads_to_expired(tag: &Tag<'_>, attributes: &[Attribute<'_>], expired: &Expired) -> bool {
    if tag.name != "a" || expired.is_empty() {
        return false;
    }
    let href = attributes.iter().find(|attribute| attribute.name == "href");
    href.is_some_and(|href| expired.has(&html::unescape(href.value)))
}

/// Finishes the page at a place.
pub fn finish(html: &str, place: Place<'_>) -> Finished {
    let mut page = Finished {
        html: String::with_capacity(html.len() + html.len() / 16),
        ..Finished::default()
    };
    let mut reading = Reading::default();
    // Nearly all pages are in one language, and need not be looked through again and again.
    let marks = if may_be_marked(html) { Marks::Some } else { Marks::None };
    let mut inside = Cow::Borrowed("");
    let mut waiting = Vec::new();
    let mut in_expired = false;
    let mut attributes = Vec::new();
    for token in html::tokens(html) {
        match token {
            Token::Text(text) => {
                reading.text(text);
                page.text(text, &inside, place.tongue, marks);
            }
            Token::Start(tag) => {
                attributes.clear();
                attributes.extend(html::attributes(tag.text));
                reading.start(&tag, &attributes);
                if leads_to_expired(&tag, &attributes, place.expired) {
                    in_expired = true;
                    page.expired_link(&attributes);
                } else {
                    page.tag(&tag, attributes.as_slice(), place, marks);
                }
                waiting.extend(place.former.into_iter().flat_map(|known| former(&attributes, known)));
                if !waiting.is_empty() && holds_phrases(&tag.name) {
                    waiting.drain(..).for_each(|anchor| page.former_anchor(&anchor));
                }
                inside = tag.name;
            }
            Token::End(tag) => {
                reading.end(&tag);
                if tag.name == "a" && std::mem::take(&mut in_expired) {
                    page.html.push_str(&place.expired.close());
                } else {
                    page.html.push_str(tag.text);
                }
                inside = Cow::Borrowed("");
            }
            Token::Other(text) => page.html.push_str(text),
        }
    }
    page.notes.links = page.notes.links.sorted();
    page.notes.access = reading.finish(&page.notes.anchors);
    page
}

impl Finished {
    fn text(&mut self, text: &str, inside: &str, tongue: &Tongue, marks: Marks) {
        match marks {
            Marks::None => self.html.push_str(text),
            Marks::Some if holds_text_only(inside) => self.html.push_str(&strip(text)),
            Marks::Some => self.html.push_str(&tongue.text(text)),
        }
    }

    fn former_anchor(&mut self, anchor: &str) {
        self.html.push_str(&format!("<span id=\"{}\"></span>", escaped(anchor)));
        self.anchor(anchor);
    }

    fn anchor(&mut self, anchor: &str) {
        if !self.notes.anchors.insert(anchor.to_owned()) {
            self.notes.repeated_anchors.insert(anchor.to_owned());
        }
    }

    /// The beginning of a link to what is not shown any more; its words stay.
    fn expired_link(&mut self, attributes: &[Attribute<'_>]) {
        let id = attributes.iter().find(|attribute| attribute.name == "id").map(|id| id.value);
        if let Some(id) = id {
            self.notes.anchors.insert(html::unescape(id).into_owned());
        }
        self.html.push_str(&Expired::open(id));
    }

    fn tag(&mut self, tag: &Tag<'_>, attributes: &[Attribute<'_>], place: Place<'_>, marks: Marks) {
        if marks == Marks::None {
            return self.stripped_tag(tag, tag.text, attributes, place);
        }
        // No element can stand in an attribute, so no language can be said there.
        let text = strip(tag.text);
        match &text {
            Cow::Borrowed(text) => self.stripped_tag(tag, text, attributes, place),
            Cow::Owned(text) => self.stripped_tag(tag, text, &html::attributes(text).collect::<Vec<_>>(), place),
        }
    }

    fn stripped_tag(&mut self, tag: &Tag<'_>, text: &str, attributes: &[Attribute<'_>], place: Place<'_>) {
        let of = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
        let by = (&*tag.name, of("rel").map_or("", |rel| rel.value));
        // A link that says its language is meant to lead there.
        let is_settled = of("hreflang").is_some();
        let mut added = (tag.name == "img").then(|| free_place(attributes, place.pictures)).flatten();
        let mut written = 0;
        for attribute in attributes {
            let key = &*attribute.name;
            if key == "id" {
                self.anchor(&html::unescape(attribute.value));
            }
            let value = || html::unescape(attribute.value);
            let address = match key {
                _ if key == FROM_THE_ROOT || holds_address(key) => {
                    let value = value();
                    let target = if is_settled {
                        Target::Own((&*value).into())
                    } else {
                        in_language(&value, place.tongue)
                    };
                    let address = match target {
                        Target::Own(address) => address,
                        Target::Foreign(lang) => {
                            added = (tag.name == "a").then(|| format!(" hreflang=\"{lang}\""));
                            Cow::Borrowed(&*value)
                        }
                    };
                    match key {
                        FROM_THE_ROOT => address.into_owned(),
                        _ => self.noted(&address, key, place, by),
                    }
                }
                "srcset" | "imagesrcset" => self.candidates(&value(), key, place, by),
                "content" if tag.name == "meta" => match value().split_once("url=") {
                    Some((delay, url)) => format!("{delay}url={}", self.address(url, place)),
                    None => continue,
                },
                _ => continue,
            };
            self.html.push_str(text.get(written..attribute.at).unwrap_or_default());
            push_escaped(&mut self.html, &address);
            written = attribute.at + attribute.value.len();
        }
        let rest = text.get(written..).unwrap_or_default();
        match (added, rest.strip_suffix("/>").or_else(|| rest.strip_suffix('>'))) {
            (Some(added), Some(rest)) => self.html.push_str(&format!("{}{added}>", rest.trim_end())),
            _ => self.html.push_str(rest),
        }
    }

    fn noted(&mut self, address: &str, key: &str, place: Place<'_>, by: (&str, &str)) -> String {
        let address = self.address(address, place);
        self.fetches(by, key, &address);
        address
    }

    /// Several pictures to choose from, each with its width or density (HTML, section 4.8.4.2.1).
    fn candidates(&mut self, srcset: &str, key: &str, place: Place<'_>, by: (&str, &str)) -> String {
        let candidates = srcset.split(',').map(str::trim).filter(|candidate| !candidate.is_empty());
        let written = candidates.map(|candidate| match candidate.split_once(char::is_whitespace) {
            Some((address, size)) => format!("{} {}", self.noted(address, key, place, by), size.trim()),
            None => self.noted(candidate, key, place, by),
        });
        written.collect::<Vec<_>>().join(", ")
    }

    fn address(&mut self, address: &str, place: Place<'_>) -> String {
        let route = place.route;
        if let Some(fragment) = address.strip_prefix('#') {
            if !fragment.is_empty() {
                self.notes.links.add(&route.url(), address);
            }
            return address.to_owned();
        }
        if !address.starts_with('/') || address.starts_with("//") {
            return address.to_owned();
        }
        let (path, tail) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        // An address that no file can have is noted too: it is reported as dead.
        let fragment = tail.find('#').and_then(|at| tail.get(at..)).unwrap_or_default();
        self.notes.links.add(path, fragment);
        let Some(target) = target(path) else { return address.to_owned() };
        let written = match place.links {
            Links::Relative => route.link_to(&target),
            Links::Below(base) => format!("{}{}", base, Route::home().link_to(&target)),
        };
        written + tail
    }

    /// Notes what the browser fetches without being asked.
    fn fetches(&mut self, (name, rel): (&str, &str), key: &str, address: &str) {
        let fetched = match (name, key) {
            ("a" | "area" | "form" | "meta", _) => false,
            ("link", _) => rel.split_ascii_whitespace().any(|token| FETCHED.contains(&token)),
            ("image" | "use", "href" | "xlink:href") | ("object", "data") => true,
            (_, "src" | "poster" | "srcset") => true,
            _ => false,
        };
        if fetched && let Some(origin) = origin(address) {
            self.notes.contacts.insert(origin);
        }
    }
}

/// The attributes that keep the place of a picture free while it comes, so that nothing on the page moves (HTML, section
/// 4.8.17). A template that gives one of them knows better.
fn free_place(attributes: &[Attribute<'_>], pictures: &Pictures) -> Option<String> {
    let of = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
    if of("width").or_else(|| of("height")).is_some() {
        return None;
    }
    let size = pictures.get(&*html::unescape(of("src")?.value))?;
    Some(format!(" width=\"{}\" height=\"{}\"", size.width, size.height))
}

/// Where an address leads in a language, with its query and fragment.
pub fn in_language<'t>(address: &'t str, tongue: &'t Tongue) -> Target<'t> {
    let (path, tail) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
    let fragment = tail.split_once('#').map_or("", |(_, fragment)| fragment);
    match tongue.target(path, fragment) {
        None => Target::Own(address.into()),
        Some(Target::Own(path)) => Target::Own(Cow::Owned(path.into_owned() + tail)),
        Some(foreign) => foreign,
    }
}

/// The origin of an address outside of the site (RFC 6454).
pub fn origin(address: &str) -> Option<String> {
    let whole = address.strip_prefix("//").map(|rest| format!("https://{rest}"));
    let url = url::Url::parse(whole.as_deref().unwrap_or(address)).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// The file behind an address from the root.
pub fn target(path: &str) -> Option<Route> {
    let path = match path.contains('%') {
        true => Cow::Owned(percent_decode(path)),
        false => Cow::Borrowed(path),
    };
    match path.ends_with('/') {
        true => Route::page(&path).ok(),
        false => Route::file(&path).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::asset::Size;
    use std::collections::BTreeMap;

    fn finish_at(path: &str, html: &str) -> Finished {
        finish_place(html, &Route::page(path).unwrap(), &Links::Relative)
    }

    fn finish_place(html: &str, route: &Route, links: &Links) -> Finished {
        let size = Size { width: 640, height: 360 };
        let place = Place {
            route,
            links,
            tongue: &Digested::default(),
            pictures: &BTreeMap::from([("/img/school.jpg".to_owned(), size)]).into(),
            former: Some(&Former::from([("dana".to_owned(), vec!["d-example".to_owned()])])),
            expired: &Expired::new(["/over/".to_owned(), "/contacts/#old".to_owned()].into(), "no longer available").into(),
        };
        finish(html, place)
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
        assert_eq!(page.notes.links.iter().collect::<Vec<_>>(), ["/contacts/#dana", "/img/a.png"]);
    }

    #[test]
    fn a_place_is_found_by_its_former_name() {
        let page = finish_at("contacts", r#"<ul><li id="dana">Dana</li></ul>"#);
        assert_eq!(page.html, r#"<ul><li id="dana"><span id="d-example"></span>Dana</li></ul>"#);
        assert!(page.notes.anchors.contains("d-example"));
        let group = finish_at("glossary", r#"<dl><div id="dana"><dt>SRO</dt></div></dl>"#);
        assert_eq!(
            group.html,
            r#"<dl><div id="dana"><dt><span id="d-example"></span>SRO</dt></div></dl>"#
        );
    }

    #[test]
    fn a_link_to_what_has_expired_keeps_its_words_and_says_so() {
        let page = finish_at(
            "a",
            r##"<p><a id="x" href="/over/#part">The <em>old</em> plan</a>, <a href="/contacts/#dana">Dana</a></p>"##,
        );
        assert_eq!(
            page.html,
            r##"<p><span class="expired" id="x">The <em>old</em> plan <span class="meta">(no longer available)</span></span>, <a href="../contacts/index.html#dana">Dana</a></p>"##
        );
        assert_eq!(page.notes.links.iter().collect::<Vec<_>>(), ["/contacts/#dana"]);
        assert!(page.notes.anchors.contains("x"));
        let left = finish_at("a", r##"<a href="/contacts/#old">Lee</a>"##);
        assert_eq!(
            left.html,
            r##"<span class="expired">Lee <span class="meta">(no longer available)</span></span>"##
        );
    }

    #[test]
    fn any_way_of_writing_an_attribute_will_do() {
        let page = finish_at("a", r#"<A HREF='/b/'>b</a> <img src=/c.png alt> <a href="/d//e/">dead</a>"#);
        assert_eq!(
            page.html,
            r#"<A HREF='../b/index.html'>b</a> <img src=../c.png alt> <a href="/d//e/">dead</a>"#
        );
        assert_eq!(page.notes.links.iter().collect::<Vec<_>>(), ["/b/", "/c.png", "/d//e/"]);
    }

    #[test]
    fn a_refresh_is_a_link() {
        let page = finish_at("old", r#"<meta http-equiv="refresh" content="0; url=/new/">"#);
        assert_eq!(page.html, r#"<meta http-equiv="refresh" content="0; url=../new/index.html">"#);
        assert!(page.notes.links.iter().any(|link| link == "/new/"));
    }

    #[test]
    fn the_name_of_a_host_is_no_relation() {
        let page = finish_at("", r#"<link rel="canonical" href="https://www.siliconvalley.example.gov/">"#);
        assert!(page.notes.contacts.is_empty());
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
        assert_eq!(page.notes.contacts.into_iter().collect::<Vec<_>>(), ["https://cdn.example.gov"]);
        for fetched in [
            r#"<img srcset="/a.png 1x, https://cdn.example.gov/a.png 2x" alt="">"#,
            r#"<object data="//cdn.example.gov/x.svg"></object>"#,
            r#"<video poster="https://cdn.example.gov/p.jpg"></video>"#,
            r#"<svg><use href="https://cdn.example.gov/i.svg#x"/></svg>"#,
            r#"<link rel="preload" as="image" href="https://cdn.example.gov/p.jpg">"#,
        ] {
            assert_eq!(finish_at("", fetched).notes.contacts.len(), 1, "{fetched}");
        }
    }

    #[test]
    fn each_picture_to_choose_from_is_an_address() {
        let page = finish_at("a", r#"<img srcset="/i/s.png 1x, /i/l.png 2x" src="/i/s.png" alt="">"#);
        assert_eq!(page.html, r#"<img srcset="../i/s.png 1x, ../i/l.png 2x" src="../i/s.png" alt="">"#);
        assert!(page.notes.links.iter().any(|link| link == "/i/l.png"));
    }

    #[test]
    fn the_place_of_a_picture_is_kept_free() {
        let page = finish_at("a", r#"<img src="/img/school.jpg" alt=""/> <img src="/img/other.svg" alt="">"#);
        assert_eq!(
            page.html,
            r#"<img src="../img/school.jpg" alt="" width="640" height="360"> <img src="../img/other.svg" alt="">"#
        );
        let known = r#"<img src="https://example.gov/a.png" alt=""><img width="96" src="../img/school.jpg" alt="">"#;
        assert_eq!(finish_at("a", &known.replace("..", "")).html, known);
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
        assert_eq!(finish_at("", r#"<p id="a"></p><p id="a"></p>"#).notes.repeated_anchors.len(), 1);
    }
}
