//! Texts as other programs save them, made into texts as docent keeps them.

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::formats::markdown::markdown as html;
use crate::parse::encoding;
use crate::words::single_spaced;

/// The text of a file: UTF-8, UTF-16 or what Windows programs of Western languages write; nothing if it is no text.
pub fn decode(bytes: &[u8]) -> Option<String> {
    // In UTF-16 without a mark, the signs of ASCII have a zero before or behind them.
    let unmarked = match bytes {
        [0, first, ..] if *first != 0 => Some(UTF_16BE),
        [first, 0, ..] if *first != 0 => Some(UTF_16LE),
        _ => None,
    };
    match (unmarked, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
        (None, Ok(text)) => Some(text.trim_start_matches('\u{feff}').to_owned()),
        (None, Err(_)) => encoding::meant(bytes),
    }
}

/// Without signs that cannot be seen: control characters, zero-width spaces, marks that turn the direction of writing.
fn visible(text: &str) -> String {
    let seen = |c: char| match c {
        '\n' | '\t' => Some(c),
        '\u{a0}' | '\u{202f}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter_map(seen).collect()
}

/// A text of one line.
pub fn line(text: &str) -> String {
    single_spaced(&visible(text)).into_owned()
}

/// A text that was written for people, as Markdown that says the same: HTML, which calendars write into descriptions, is
/// converted; in plain text, what Markdown would take for a mark is escaped.
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let text = match is_html(&text) {
        true => html(&text, &str::to_owned),
        false => text.lines().map(escaped).collect::<Vec<_>>().join("\n"),
    };
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn is_html(text: &str) -> bool {
    let text = text.to_lowercase();
    ["<br", "<p>", "<p ", "</a>", "</p>", "<b>", "<ul>", "<html", "<div", "<span"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// A line of plain text in Markdown; addresses on the web become links.
fn escaped(line: &str) -> String {
    let words = line.trim().split(' ').map(|word| match crate::schema::web::web_url(word) {
        Ok(_) => format!("<{word}>"),
        Err(_) => word.chars().flat_map(escaped_sign).collect(),
    });
    let line = words.collect::<Vec<String>>().join(" ");
    let is_mark = line.starts_with(['#', '>', '+', '-', '=', '|', '~'])
        || line
            .split_once(['.', ')'])
            .is_some_and(|(number, rest)| rest.starts_with(' ') && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    match line.strip_prefix("- ").or(line.strip_prefix("• ")) {
        // What looks like a list is one.
        Some(item) => format!("- {item}"),
        None if is_mark && line.starts_with(|c: char| c.is_ascii_digit()) => line.replacen(['.', ')'], "\\.", 1),
        None if is_mark => format!("\\{line}"),
        None => line,
    }
}

fn escaped_sign(sign: char) -> impl Iterator<Item = char> {
    let mark = matches!(sign, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&').then_some('\\');
    mark.into_iter().chain([sign])
}
