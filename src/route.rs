//! Addresses inside the site. The only place where a path of the output is made.
//!
//! A page lives at `<path>/index.html`. Links between pages name that file: a built site then works on every static
//! host (some, such as plain object storage, do not look for an index), under any sub-path and from `file://`.
//! Canonical links, the sitemap and feeds use the short form, `/<path>/`.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::diag::render::escape::is_hidden;

/// The path of one output file relative to the root of the site: `contacts/index.html`, `schedule.ics`.
///
/// Always normalized (NFC), without empty, `.` or `..` segments, backslashes or control characters, at most 200 bytes a
/// segment and 1,000 in all. Only a `Route` becomes a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(Arc<str>);

/// Why a text cannot be an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRoute {
    /// The rule that is broken, in plain words.
    pub reason: &'static str,
}

impl Route {
    /// A file at `path`, such as `schedule.ics` or `/img/logo.svg`.
    pub fn file(path: &str) -> Result<Self, BadRoute> {
        let path = composed(path.trim_start_matches('/'));
        match problem(&path) {
            Some(reason) => Err(BadRoute { reason }),
            None => Ok(Self(path.into())),
        }
    }

    /// The home page.
    pub fn home() -> Self {
        Self("index.html".into())
    }

    /// The page at `path`, such as `contacts`, `/contacts/` or the empty path of the home page.
    pub fn page(path: &str) -> Result<Self, BadRoute> {
        match path.trim_matches('/') {
            "" => Self::file("index.html"),
            path => Self::file(&format!("{path}/index.html")),
        }
    }

    /// The path of the file, with forward slashes and none at the beginning.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address from the root of the site, in its short form: `/contacts/`, `/schedule.ics`.
    pub fn url(&self) -> String {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
            _ => format!("/{}", self.0),
        }
    }

    /// How a page at `self` links to the file `target`: `../contacts/index.html`. Percent-encoded where a URL needs it.
    pub fn link_to(&self, target: &Route) -> String {
        let (from, to) = (self.0.as_bytes(), target.0.as_bytes());
        let same = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        let is_slash = |byte: &u8| *byte == b'/';
        // Behind the last slash that both share.
        let shared = from
            .get(..same)
            .and_then(|same| same.iter().rposition(is_slash))
            .map_or(0, |at| at + 1);
        let up = from.get(shared..).unwrap_or_default().iter().filter(|byte| is_slash(byte)).count();
        let mut link = "../".repeat(up);
        link.push_str(&percent_encode(target.0.get(shared..).unwrap_or_default()));
        link
    }

    /// What two addresses must not share: letter case and trailing dots do not distinguish files on every system.
    pub fn collision_key(&self) -> String {
        let folded = |segment: &str| match segment.is_ascii() {
            true => segment.to_ascii_lowercase(),
            false => segment.to_uppercase().to_lowercase(),
        };
        let segments = self.0.split('/').map(|segment| folded(segment.trim_end_matches(['.', ' '])));
        segments.collect::<Vec<_>>().join("/")
    }

    /// The ending of the file name, in small letters, without the dot; empty if there is none.
    pub fn extension(&self) -> String {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.')
            .map(|(_, extension)| extension.to_lowercase())
            .unwrap_or_default()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A title as an address: small ASCII letters and digits with single hyphens; accents are dropped, as people type them.
///
/// ```
/// assert_eq!(docent::route::slug("¿Qué es un SRO?"), "que-es-un-sro");
/// ```
pub fn slug(text: &str) -> String {
    // ASCII has no accents to take off, and most titles are ASCII.
    match text.is_ascii() {
        true => slug_of(text.chars().map(|letter| letter.to_ascii_lowercase()), text.len()),
        false => slug_of(text.nfkd().flat_map(char::to_lowercase), text.len()),
    }
}

/// The address at the root of what stands below the folder of a language.
pub fn unprefixed(url: &str, lang: &str) -> String {
    url.strip_prefix(&format!("/{lang}/"))
        .map_or_else(|| url.to_owned(), |rest| format!("/{rest}"))
}

/// What headings have in common that differ in letter case or signs alone: they would have the same anchor.
pub fn heading_key(heading: &str) -> String {
    match slug(heading) {
        slug if slug.is_empty() => heading.to_lowercase(),
        slug => slug,
    }
}

fn slug_of(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut slug = String::with_capacity(length);
    for letter in letters {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !matches!(letter, '\'' | '’' | '\u{300}'..='\u{36f}') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The text in NFC. ASCII is, and nearly all addresses are ASCII.
fn composed(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        path.into()
    } else {
        path.nfc().collect::<String>().into()
    }
}

fn problem(path: &str) -> Option<&'static str> {
    if path.len() > 1000 {
        return Some("it is longer than 1,000 bytes");
    }
    path.split('/').find_map(segment_problem)
}

fn segment_problem(segment: &str) -> Option<&'static str> {
    match segment {
        "" => Some("it has an empty part between two slashes"),
        "." | ".." => Some("it must not climb out of the site with dots"),
        _ if segment.len() > 200 => Some("one of its parts is longer than 200 bytes"),
        // What nearly all are made of is told at a glance; no device has so long a name.
        _ if segment.len() > 4 && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => None,
        _ if segment
            .chars()
            .any(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%')) =>
        {
            Some(r#"it has a sign that some systems refuse in file names (\ : * ? " < > | # %)"#)
        }
        _ if segment.chars().any(is_hidden) => Some("it has a sign in it that no one sees"),
        _ if segment.ends_with(['.', ' ']) => Some("Windows leaves out the dot or the space at its end"),
        _ if is_device(segment) => Some("Windows keeps that name for itself"),
        _ => None,
    }
}

/// Whether Windows takes a name, with any ending, for a device.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| matches!(rest, "¹" | "²" | "³") || matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// `a%20b` is `a b` (RFC 3986, section 2.1); a lone `%` stays.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A path as it stands in an address: what is not allowed there becomes `%20` and its like (RFC 3986, section 2.1).
pub fn percent_encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'!'
            | b'$'
            | b'\''
            | b'('
            | b')'
            | b','
            | b';'
            | b'='
            | b'@'
            | b'+' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> Route {
        Route::page(path).expect(path)
    }

    #[test]
    fn links_climb_to_the_shared_folder_and_name_the_file() {
        assert_eq!(page("").link_to(&page("contacts")), "contacts/index.html");
        assert_eq!(page("training/basic").link_to(&page("training")), "../index.html");
        assert_eq!(page("a/b").link_to(&page("c")), "../../c/index.html");
        assert_eq!(page("a").link_to(&Route::file("a/map é.png").unwrap()), "map%20%C3%A9.png");
    }

    #[test]
    fn short_addresses_end_with_a_slash() {
        assert_eq!(page("").url(), "/");
        assert_eq!(page("/contacts/").url(), "/contacts/");
        assert_eq!(Route::file("schedule.ics").unwrap().url(), "/schedule.ics");
    }

    #[test]
    fn paths_that_leave_the_site_or_break_on_some_system_are_refused() {
        for bad in [
            "../x",
            "a//b",
            "a/./b",
            "a\\b",
            "a\0b",
            "con",
            "aux.txt",
            "lpt1/x",
            "a:b",
            "x#y",
            "a.",
            "a b ",
            "com¹.txt",
            "a\u{202e}fdp.txt",
        ] {
            assert!(Route::file(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn percent_signs_are_read() {
        assert_eq!(percent_decode("a%20b%C3%A9%"), "a bé%");
    }

    #[test]
    fn slugs_are_what_people_type() {
        assert_eq!(slug("D.A.R.E. — Drug Abuse"), "d-a-r-e-drug-abuse");
        assert_eq!(slug("Who’s who?"), "whos-who");
        assert_eq!(slug("日本"), "");
    }
}
