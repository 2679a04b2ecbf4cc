//! Style sheets: those that set custom properties (CSS Custom Properties for Cascading Variables, level 1), and what can be
//! said of others without a browser.
//!
//! A value for light screens never reaches a dark one or paper, where the theme's own, measured values stay.

use super::Document;

/// Values of custom properties, for light and for dark screens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Properties {
    /// Name, without the two hyphens, and value.
    pub light: Vec<(String, String)>,
    /// The same, where the reader prefers a dark screen.
    pub dark: Vec<(String, String)>,
}

impl Document for Properties {
    fn media(&self) -> &'static str {
        "text/css; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        for (scheme, properties) in [("light", &self.light), ("dark", &self.dark)] {
            if !properties.is_empty() {
                let declarations = declarations(properties);
                let rule = format!("@media screen and (prefers-color-scheme: {scheme}) {{ :root {{ {declarations}}} }}\n");
                out.extend_from_slice(rule.as_bytes());
            }
        }
    }
}

/// A style sheet as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sheet(String);

impl Sheet {
    /// The sheet without its comments and the white space that only authors need.
    pub fn published(text: &str) -> Self {
        let text = without_comments(text);
        let mut sheet = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['"', '\'']) {
            let (before, here) = rest.split_at(at);
            sheet.push_str(&squeezed(before));
            let quote = if here.starts_with('"') { '"' } else { '\'' };
            let (string, after) = here.split_at(string_length(here, quote));
            sheet.push_str(string);
            rest = after;
        }
        sheet.push_str(&squeezed(rest));
        Self(sheet.trim().to_owned() + "\n")
    }
}

/// A piece of a sheet with single spaces, and none beside the signs that part its rules and declarations.
fn squeezed(piece: &str) -> String {
    let ends_with_space = piece.ends_with(|c: char| c.is_ascii_whitespace());
    let begins_with_space = piece.starts_with(|c: char| c.is_ascii_whitespace());
    let words = piece.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let padded = format!(
        "{}{words}{}",
        if begins_with_space { " " } else { "" },
        if ends_with_space && !words.is_empty() { " " } else { "" }
    );
    [
        (" {", "{"),
        ("{ ", "{"),
        (": ", ":"),
        ("; ", ";"),
        (";}", "}"),
        ("} ", "}"),
        (", ", ","),
    ]
    .into_iter()
    .fold(padded, |text, (loose, tight)| text.replace(loose, tight))
}

impl Document for Sheet {
    fn media(&self) -> &'static str {
        "text/css; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
}

/// The text without comments (CSS Syntax Module Level 3, section 4.3.2). What looks like one in a string stays.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, here) = rest.split_at(at);
        kept.push_str(before);
        let length = match here.chars().next() {
            Some('/') if here.starts_with("/*") => {
                rest = here.find("*/").and_then(|end| here.get(end + 2..)).unwrap_or_default();
                continue;
            }
            Some(quote @ ('"' | '\'')) => string_length(here, quote),
            _ => 1,
        };
        let (piece, after) = here.split_at(length);
        kept.push_str(piece);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The length of the string that a text begins with.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The custom properties that a sheet sets for the whole page, and those that it sets where a dark screen is preferred.
/// What is for paper or for colors that the reader forces is left out.
pub fn properties(text: &str) -> Properties {
    let mut properties = Properties::default();
    let mut around: Vec<String> = Vec::new();
    let text = without_comments(text);
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['{', '}', ';']) {
        let (before, here) = rest.split_at(at);
        match here.chars().next() {
            Some('{') => around.push(before.trim().to_owned()),
            ending => {
                if let Some((name, value)) = before.trim().strip_prefix("--").and_then(|declaration| declaration.split_once(':')) {
                    let pair = (name.trim().to_owned(), value.trim().to_owned());
                    match scheme(&around) {
                        Some("light") => properties.light.push(pair),
                        Some(_) => properties.dark.push(pair),
                        None => {}
                    }
                }
                if ending == Some('}') {
                    around.pop();
                }
            }
        }
        rest = here.get(1..).unwrap_or_default();
    }
    properties
}

/// For which screens the declarations inside of these rules are.
fn scheme(around: &[String]) -> Option<&'static str> {
    match around {
        [root] if root == ":root" => Some("light"),
        [media, root] if root == ":root" && media.contains("prefers-color-scheme: dark") => Some("dark"),
        _ => None,
    }
}

/// The addresses that a browser fetches for a sheet, each with its place: `url(…)` and `@import "…"`.
pub fn addresses(text: &str) -> Vec<(usize, &str)> {
    let after = |mark: &'static str| text.match_indices(mark).map(move |(at, _)| at + mark.len());
    let address = |start: usize| {
        let rest = text.get(start..)?;
        let inner = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
        let end = inner.find(['"', '\'', ')', ';', '\n']).unwrap_or(inner.len());
        Some((start + rest.len() - inner.len(), inner.get(..end)?.trim_end()))
    };
    let mut found: Vec<_> = after("url(").chain(after("@import")).filter_map(address).collect();
    found.sort_unstable();
    found
}

/// Only letters, digits and the signs of colors and lengths pass, so that a value cannot end its declaration.
fn declarations(properties: &[(String, String)]) -> String {
    let safe = |text: &str| {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric() || "#.%-_ ".contains(*c))
            .collect::<String>()
    };
    properties
        .iter()
        .map(|(name, value)| format!("--{}: {}; ", safe(name), safe(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_sheet_says_the_same_in_fewer_bytes() {
        let text = "/* Ground */\n:root {\n  --a: #fff; /* white */\n}\n\na::after { content: \"/* no comment */\"; }\n";
        let Sheet(published) = Sheet::published(text);
        assert_eq!(published, ":root{--a:#fff}a::after{content:\"/* no comment */\"}\n");
        for broken in ["/*", "\"", "'\\", "a { b: 'é", "/"] {
            Sheet::published(broken);
        }
    }

    #[test]
    fn the_properties_of_screens_are_read() {
        let text = ":root { --a: 1; --b: var(--a) } @media (prefers-color-scheme: dark) { :root { --a: 2; } } \
            @media print { :root { --a: 3; } } p { --a: 4; }";
        let properties = properties(text);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(properties.light, [pair("a", "1"), pair("b", "var(--a)")]);
        assert_eq!(properties.dark, [pair("a", "2")]);
    }

    #[test]
    fn what_a_sheet_fetches_is_seen() {
        let text = "@import \"https://cdn.example.gov/a.css\"; a { background: url( 'b.png' ) }";
        let found: Vec<_> = addresses(text).into_iter().map(|(_, address)| address).collect();
        assert_eq!(found, ["https://cdn.example.gov/a.css", "b.png"]);
        assert_eq!(addresses("@import url(c.css);").last().map(|(_, address)| *address), Some("c.css"));
    }

    #[test]
    fn light_and_dark_are_apart_and_values_cannot_break_out() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sheet = Properties {
            light: vec![pair("brand", "#12335f")],
            dark: vec![pair("brand", "#000; } body { color: red")],
        };
        let text = String::from_utf8(sheet.to_bytes()).unwrap();
        assert_eq!(
            text,
            concat!(
                "@media screen and (prefers-color-scheme: light) { :root { --brand: #12335f; } }\n",
                "@media screen and (prefers-color-scheme: dark) { :root { --brand: #000  body  color red; } }\n",
            )
        );
    }
}
