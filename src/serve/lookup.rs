//! From the path of a request to a file of the bundle. A path only ever looks up a key; no file is opened for a request.

use crate::render::{Artifact, Bundle};
use crate::route::Route;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// This file, with its address.
    File(&'a Route, &'a Artifact),
    /// A page, at this address: the path with a slash at its end.
    Page(String),
    /// No file of the site.
    Nothing,
    /// It is no path that a browser makes from a link.
    Malformed,
}

/// Looks up the path of a request, as it stands in the request line.
pub fn find<'a>(bundle: &'a Bundle, path: &str) -> Found<'a> {
    let Some(decoded) = decode(path) else { return Found::Malformed };
    let Some(relative) = decoded.strip_prefix('/').filter(|rest| !rest.starts_with('/')) else {
        return Found::Malformed;
    };
    let folder = relative.is_empty() || relative.ends_with('/');
    let file = |path: &str| Route::file(path).ok().and_then(|route| bundle.files.get_key_value(&route));
    if folder {
        return file(&format!("{relative}index.html")).map_or(Found::Nothing, |(route, artifact)| Found::File(route, artifact));
    }
    if let Some((route, artifact)) = file(relative) {
        return Found::File(route, artifact);
    }
    file(&format!("{relative}/index.html")).map_or(Found::Nothing, |_| Found::Page(format!("{path}/")))
}

/// The path without percent-encoding; `None` if it hides a slash, a backslash or a control character, or is not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hidden = hex(bytes.next()?)? << 4 | hex(bytes.next()?)?;
            decoded.push(Some(hidden).filter(|byte| *byte != b'/')?);
        } else {
            decoded.push(byte);
        }
    }
    let decoded = String::from_utf8(decoded).ok()?;
    let bad = |letter: char| letter.is_control() || matches!(letter, '\\' | '#');
    (!decoded.contains(bad)).then_some(decoded)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let artifact = |path: &str| Artifact::new(path.as_bytes().to_vec(), "text/html; charset=utf-8");
        let paths = ["index.html", "contacts/index.html", "map é.png", "a/b.css"];
        Bundle {
            files: paths.iter().map(|path| (Route::file(path).unwrap(), artifact(path))).collect(),
        }
    }

    fn text(path: &str) -> String {
        match find(&bundle(), path) {
            Found::File(_, artifact) => String::from_utf8(artifact.bytes.to_vec()).unwrap(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_page_has_a_short_address_and_a_long_one() {
        assert_eq!(text("/"), "index.html");
        assert_eq!(text("/index.html"), "index.html");
        assert_eq!(text("/contacts/"), "contacts/index.html");
        assert_eq!(text("/contacts/index.html"), "contacts/index.html");
        assert_eq!(find(&bundle(), "/contacts"), Found::Page("/contacts/".to_owned()));
    }

    #[test]
    fn names_are_found_however_they_are_encoded() {
        assert_eq!(text("/map%20%C3%A9.png"), "map é.png");
        assert_eq!(text("/map%20e%CC%81.png"), "map é.png", "the decomposed spelling is the same name");
        assert_eq!(text("/%61/b.css"), "a/b.css");
    }

    #[test]
    fn nothing_leads_out_of_the_bundle() {
        for path in [
            "/../Cargo.toml",
            "/a/../index.html",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/./index.html",
            "/a//b.css",
            "/a/b.css/",
            "/a",
        ] {
            assert_eq!(find(&bundle(), path), Found::Nothing, "{path}");
        }
        for path in [
            "",
            "*",
            "//",
            "//example.gov/",
            "/a%2fb.css",
            "/a%2Fb.css",
            "/a%5cb.css",
            "/a\\b.css",
            "/%00",
            "/a%0d%0ab",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/a%23b",
        ] {
            assert_eq!(find(&bundle(), path), Found::Malformed, "{path}");
        }
    }
}
