//! HTML typed into Markdown: refused, with the Markdown way to say the same; a few harmless elements pass if `docent.yaml` lists them.

/// The elements that a portal may allow: they format text and can neither run, load nor submit anything.
pub const ALLOWABLE: &[&str] = &[
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// The attributes that an allowed element may have.
pub(super) const ATTRIBUTES: &[&str] = &["title", "lang", "id"];

/// Elements without an end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "wbr")
}

/// One piece of a text that may contain HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text between tags.
    Text(&'t str),
    /// `<name …>`.
    Open {
        /// The element, in small letters.
        name: String,
        /// Names in small letters, and values without their quotation marks, still with character references.
        attributes: Vec<(String, &'t str)>,
    },
    /// `</name>`.
    Close(String),
    /// `<!-- … -->`.
    Comment,
    /// A comment whose end is missing.
    OpenComment,
    /// `<!DOCTYPE …>`, `<?php … ?>`, `<![CDATA[ … ]]>`.
    Declaration,
}

/// Cuts a text into its tags, with the place of each. A sign `<` that begins no tag is text.
pub(super) fn pieces(text: &str) -> Vec<(usize, Piece<'_>)> {
    let mut pieces = Vec::new();
    let (mut at, mut plain) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let Some((piece, length)) = text.get(start..).and_then(tag) else {
            at = start + 1;
            continue;
        };
        push_text(&mut pieces, text, plain..start);
        let raw = matches!(&piece, Piece::Open { name, .. } if holds_raw_text(name));
        pieces.push((start, piece));
        at = start + length;
        if raw {
            at += raw_text(text.get(at..).unwrap_or_default());
        }
        plain = at;
    }
    push_text(&mut pieces, text, plain..text.len());
    pieces
}

fn push_text<'t>(pieces: &mut Vec<(usize, Piece<'t>)>, text: &'t str, range: std::ops::Range<usize>) {
    let start = range.start;
    if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
        pieces.push((start, Piece::Text(text)));
    }
}

/// Elements whose content is not text for a reader.
fn holds_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style")
}

/// The length of what stands before the next end tag.
fn raw_text(rest: &str) -> usize {
    rest.find("</").unwrap_or(rest.len())
}

/// The tag at the beginning of `rest`, and its length.
fn tag(rest: &str) -> Option<(Piece<'_>, usize)> {
    let after = rest.strip_prefix('<')?;
    if let Some(comment) = after.strip_prefix("!--") {
        return Some(match comment.find("-->") {
            Some(end) => (Piece::Comment, 4 + end + 3),
            None => (Piece::OpenComment, rest.len()),
        });
    }
    if after.starts_with(['!', '?']) {
        let end = after.find('>').map_or(rest.len(), |end| end + 2);
        return Some((Piece::Declaration, end));
    }
    let (closing, named) = match after.strip_prefix('/') {
        Some(named) => (true, named),
        None => (false, after),
    };
    let name_length = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(named.len());
    let name = named
        .get(..name_length)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let (attributes, left) = attributes(named.get(name_length..)?);
    let name = name.to_ascii_lowercase();
    let piece = if closing {
        Piece::Close(name)
    } else {
        Piece::Open { name, attributes }
    };
    Some((piece, rest.len() - left.len()))
}

/// The attributes up to `>`, and what follows it. A tag without an end goes to the end of the text.
fn attributes(mut rest: &str) -> (Vec<(String, &str)>, &str) {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(left) = rest.strip_prefix('>') {
            return (attributes, left);
        }
        if rest.is_empty() {
            return (attributes, rest);
        }
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
            .map_or(rest.len(), |(at, _)| at);
        let (name, left) = rest.split_at(length);
        let (value, left) = value(left);
        attributes.push((name.to_ascii_lowercase(), value));
        rest = left;
    }
}

/// `= value`, if one follows, and what follows it.
fn value(rest: &str) -> (&str, &str) {
    let Some(after) = rest.trim_start().strip_prefix('=') else {
        return ("", rest);
    };
    let after = after.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = after.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len());
    after.split_at(end)
}

/// What to type instead of an element.
pub(super) fn instead(name: &str) -> String {
    let help = match name {
        "b" | "strong" => "put two asterisks around the words: `**important**`",
        "i" | "em" => "put one asterisk around the words: `*stressed*`",
        "u" => "underlined words look like links; put asterisks around them instead: `*words*`",
        "s" | "del" | "strike" => "put two tildes around the words: `~~no longer true~~`",
        "br" => "end the line with a backslash `\\`, or leave an empty line for a new paragraph",
        "a" => "write a link as `[words that name the target](https://www.example.gov/page)`",
        "img" => "write an image as `![what it shows](picture.jpg)`, with the file beside the page",
        "h1" | "h2" => "begin the line with `## `",
        "h3" => "begin the line with `### `",
        "h4" => "begin the line with `#### `",
        "h5" | "h6" => "begin the line with `##### `",
        "p" | "div" | "section" | "article" | "span" | "center" | "font" => {
            "delete the tag: an empty line begins a paragraph, and the theme gives the look"
        }
        "ul" | "ol" | "li" => "begin each line with `- `, or with `1. ` for a numbered list",
        "blockquote" => "begin each line with `> `",
        "code" | "tt" => "put backticks around the words: `` `code` ``",
        "pre" => "put a line of three backticks before and after the text",
        "hr" => "write a line `---` between two empty lines",
        "table" | "thead" | "tbody" | "tr" | "td" | "th" => {
            "write a table with bars: `| Name | Phone |`, then `|---|---|`, then one line for each row"
        }
        "iframe" | "embed" | "object" | "video" | "audio" => {
            "frames and players call other companies, which then learn who reads the page; add a video to `data/videos.yaml`, or link to it"
        }
        "script" => "scripts cannot stand in a page: they could change it for everyone who reads it; delete it",
        "style" | "link" => "the look of all pages comes from the theme; delete it",
        "form" | "input" | "button" | "select" | "textarea" => "a page cannot receive forms; link to the form of your agency instead",
        "details" | "summary" => "write the text under a heading instead, so that it can be found and printed",
        "sup" | "sub" | "kbd" | "abbr" | "mark" | "small" | "q" | "cite" | "dfn" | "ins" | "var" | "samp" | "time" => {
            return format!("delete the tag, or list `{name}` under `html:` in `docent.yaml` if your agency needs it");
        }
        _ => return format!("delete it; to show the sign itself, type a backslash before it: `\\<{name}>`"),
    };
    help.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_tags_and_text() {
        let open = |name: &str, attributes: Vec<(String, &'static str)>| Piece::Open {
            name: name.to_owned(),
            attributes,
        };
        assert_eq!(
            pieces("a <KBD Title='x > y' id=k>b</kbd><!-- c --> < d"),
            vec![
                (0, Piece::Text("a ")),
                (2, open("kbd", vec![("title".to_owned(), "x > y"), ("id".to_owned(), "k")])),
                (26, Piece::Text("b")),
                (27, Piece::Close("kbd".to_owned())),
                (33, Piece::Comment),
                (43, Piece::Text(" < d")),
            ]
        );
    }

    #[test]
    fn what_a_script_contains_is_not_text() {
        let found: Vec<_> = pieces("<script>alert(1 < 2)</script>")
            .into_iter()
            .map(|(_, piece)| piece)
            .collect();
        assert_eq!(
            found,
            [
                Piece::Open {
                    name: "script".to_owned(),
                    attributes: vec![]
                },
                Piece::Close("script".to_owned())
            ]
        );
    }

    #[test]
    fn broken_tags_end_with_the_text() {
        for broken in ["<", "<a", "<a b", "<a b=", "<a b='", "</", "</a", "<!--", "<!-", "<?", "<a\u{e9}=é"] {
            pieces(broken);
        }
        assert_eq!(pieces("x <!-- y"), vec![(0, Piece::Text("x ")), (2, Piece::OpenComment)]);
    }
}
