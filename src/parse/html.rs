//! HTML as a row of tags and texts, in one pass and without a tree: enough to rewrite addresses and to check a page.
//!
//! The rules are those of the HTML tokenizer (HTML, section 13.2.5) as far as pages made by templates need them: names in
//! any letter case, values with and without quotation marks, comments, and elements whose content is no markup.

use std::borrow::Cow;

/// One piece of a page. All pieces together are the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'h> {
    /// What stands between tags, with character references as typed.
    Text(&'h str),
    /// `<name …>`.
    Start(Tag<'h>),
    /// `</name>`.
    End(Tag<'h>),
    /// A comment or a document type.
    Other(&'h str),
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'h> {
    /// The element, in small letters.
    pub name: Cow<'h, str>,
    /// The tag as it stands on the page, from `<` to `>`.
    pub text: &'h str,
    /// The byte of the page where it begins.
    pub at: usize,
}

/// One attribute of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'h> {
    /// Its name, in small letters.
    pub name: Cow<'h, str>,
    /// Its value, with character references as typed; empty if it has none.
    pub value: &'h str,
    /// Where the value begins in the tag.
    pub at: usize,
}

/// Cuts a page into its pieces.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0, raw: None }
}

/// The pieces of a page, from its beginning.
pub struct Tokens<'h> {
    html: &'h str,
    at: usize,
    /// The element that is open and whose content is no markup.
    raw: Option<Cow<'h, str>>,
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
        if let Some(name) = self.raw.take() {
            let length = raw_text_length(rest, &name);
            if length > 0 {
                return Some(Token::Text(self.take(rest, length)));
            }
        }
        match rest.find('<') {
            Some(0) => {}
            Some(length) => return Some(Token::Text(self.take(rest, length))),
            None => return Some(Token::Text(self.take(rest, rest.len()))),
        }
        let at = self.at;
        let text = self.take(rest, tag_length(rest));
        let begins_with = |c: fn(char) -> bool, from: usize| text.get(from..).is_some_and(|rest| rest.starts_with(c));
        if begins_with(|c| c.is_ascii_alphabetic(), 1) {
            let name = name(text.get(1..).unwrap_or_default());
            if matches!(&*name, "script" | "style" | "title" | "textarea") {
                self.raw = Some(name.clone());
            }
            return Some(Token::Start(Tag { name, text, at }));
        }
        if text.starts_with("</") && begins_with(|c| c.is_ascii_alphabetic(), 2) {
            let name = name(text.get(2..).unwrap_or_default());
            return Some(Token::End(Tag { name, text, at }));
        }
        Some(if text.len() > 1 { Token::Other(text) } else { Token::Text(text) })
    }
}

impl<'h> Tokens<'h> {
    fn take(&mut self, rest: &'h str, length: usize) -> &'h str {
        self.at += length;
        rest.get(..length).unwrap_or(rest)
    }
}

fn name(text: &str) -> Cow<'_, str> {
    let end = text
        .bytes()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        .unwrap_or(text.len());
    lowercase(text.get(..end).unwrap_or_default())
}

fn lowercase(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The length of what stands before the end tag of an element whose content is no markup.
fn raw_text_length(rest: &str, name: &str) -> usize {
    let ends_here = |at: &usize| {
        rest.get(at + 2..at + 2 + name.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(name))
    };
    rest.match_indices("</").map(|(at, _)| at).find(ends_here).unwrap_or(rest.len())
}

/// The length of the tag or comment that `text` begins with; of its first character if that begins neither.
pub fn tag_length(text: &str) -> usize {
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

/// The attributes of a tag, in order (HTML, section 13.1.2.3).
///
/// All signs that divide a tag are ASCII, so bytes are looked at: no byte of another character is taken for one of them.
pub fn attributes(tag: &str) -> impl Iterator<Item = Attribute<'_>> {
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'"' | b'\'');
    let first = tag.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'/');
    let mut from = first.unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let start = from + tag.as_bytes().get(from..)?.iter().position(|byte| !is_between(byte))?;
        // A sign of equality at the beginning belongs to the name.
        let rest = tag.as_bytes().get(start + 1..)?;
        let end = start + 1 + rest.iter().position(ends_name).unwrap_or(rest.len());
        let (at, value) = value(tag, end);
        from = at + value.len();
        Some(Attribute {
            name: lowercase(tag.get(start..end)?),
            value,
            at,
        })
    })
}

/// The value after a name that ends at `end`, and where it begins.
fn value(tag: &str, end: usize) -> (usize, &str) {
    let rest = tag.get(end..).unwrap_or_default();
    let Some(after) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
        return (end, "");
    };
    let at = tag.len() - after.len();
    let until = |text, ends: fn(u8) -> bool| {
        let length = str::bytes(text).position(ends).unwrap_or(text.len());
        text.get(..length).unwrap_or(text)
    };
    match after.as_bytes().first() {
        Some(b'"') => (at + 1, until(after.get(1..).unwrap_or_default(), |byte| byte == b'"')),
        Some(b'\'') => (at + 1, until(after.get(1..).unwrap_or_default(), |byte| byte == b'\'')),
        _ => (at, until(after, |byte| byte.is_ascii_whitespace() || byte == b'>')),
    }
}

/// Elements without content (HTML, section 13.1.2).
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr"
    )
}

/// A text with its character references as characters (HTML, section 13.5), as far as they end with a semicolon.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        plain.push_str(before);
        let (after, characters) = reference(from).unwrap_or((from.get(1..).unwrap_or_default(), Cow::Borrowed("&")));
        plain.push_str(&characters);
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// No name of a character is longer.
const LONGEST_NAME: usize = 32;

/// The reference that a text begins with: what follows it, and its characters.
fn reference(text: &str) -> Option<(&str, Cow<'static, str>)> {
    let length = text.bytes().take(LONGEST_NAME + 2).position(|byte| byte == b';')?;
    let (name, rest) = (text.get(1..length)?, text.get(length + 1..)?);
    let characters = match name.strip_prefix('#') {
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|character| *character != '\0')?.to_string().into()
        }
        None => quick_xml::escape::resolve_html5_entity(name)?.into(),
    };
    Some((rest, characters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        tokens(html)
            .map(|token| match token {
                Token::Text(text) => text.to_owned(),
                Token::Start(tag) => format!("<{}", tag.name),
                Token::End(tag) => format!("/{}", tag.name),
                Token::Other(text) => format!("!{text}"),
            })
            .collect()
    }

    #[test]
    fn a_page_is_cut_into_tags_and_texts() {
        assert_eq!(
            names("<!doctype html><P Title='a>b'>x < y<br/></P><!-- <b> -->z"),
            ["!<!doctype html>", "<p", "x ", "<", " y", "<br", "/p", "!<!-- <b> -->", "z"]
        );
    }

    #[test]
    fn what_a_script_or_a_title_contains_is_no_markup() {
        assert_eq!(
            names("<script>if (a<b) '</b>'</script><title>a <b></TITLE>"),
            ["<script", "if (a<b) '</b>'", "/script", "<title", "a <b>", "/title"]
        );
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let read: Vec<_> = attributes(r#"<a HREF='/b/' rel = "x y" download target=_blank data-x=1>"#)
            .map(|attribute| (attribute.name.into_owned(), attribute.value, attribute.at))
            .collect();
        let pair = |name: &str, value: &'static str, at| (name.to_owned(), value, at);
        assert_eq!(
            read,
            [
                pair("href", "/b/", 9),
                pair("rel", "x y", 21),
                pair("download", "", 34),
                pair("target", "_blank", 42),
                pair("data-x", "1", 56)
            ]
        );
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(
            unescape("&lt;a&gt; &amp;amp; &nbsp;&#8211;&#x27; caf&eacute; AT&T &unknown; &#0; &#xffffff; &"),
            "<a> &amp; \u{a0}\u{2013}' café AT&T &unknown; &#0; &#xffffff; &"
        );
    }

    #[test]
    fn broken_pages_end_with_the_text() {
        for broken in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<a b=\"é",
            "</",
            "<!--",
            "<!",
            "<script>é",
            "<title></tit",
            "<a =x>",
            "<a\u{e9}=é",
        ] {
            for token in tokens(broken) {
                if let Token::Start(tag) = token {
                    attributes(tag.text).for_each(drop);
                }
            }
        }
    }
}
