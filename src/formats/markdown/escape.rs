//! Texts in Markdown that are read as they stand.

use crate::formats::text;

/// A text on one line that Markdown shows as it stands: what would begin a link, an element, emphasis or a block has a
/// backslash before it (CommonMark §2.4).
pub fn words(text: &str) -> String {
    let text = text::line(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut words = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        push(&mut words, sign, signs.peek().copied());
    }
    words
}

/// Adds a sign to a line, with a backslash where it could be taken for a mark.
pub fn push(line: &mut String, sign: char, next: Option<char>) {
    let before = line.chars().next_back();
    let is_first = matches!(before, None | Some('\n'));
    let is_within_word = || before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
    let is_mark = match sign {
        '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
        '_' => !is_within_word(),
        '&' => next.is_some_and(|next| next == '#' || next.is_alphabetic()),
        // At the end of a heading it would belong to the mark of the heading.
        '#' => before.is_none_or(|before| before.is_whitespace() || before == '#'),
        '-' | '+' | '>' | '=' | '|' | ':' => is_first,
        '.' | ')' => ends_number(line),
        _ => false,
    };
    if is_mark {
        line.push('\\');
    }
    line.push(sign);
}

/// True for a line of digits, which a point would make an item of a list.
fn ends_number(line: &str) -> bool {
    let number = line.rsplit('\n').next().unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// An address between the parentheses of a link, which it cannot close.
pub fn address(url: &str) -> String {
    [('(', "%28"), (')', "%29"), ('<', "%3C"), ('>', "%3E")]
        .iter()
        .fold(text::uri(url), |url, (sign, code)| url.replace(*sign, code))
}

/// Code within a line, between more backticks than it has in a row.
pub fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Code on lines of its own.
pub fn block(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let text = text.strip_prefix('\n').unwrap_or(text).trim_end();
    format!("{fence}{language}\n{text}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        for (text, expected) in [
            ("1. <b>*x*</b> [y](z)", r"1\. \<b>\*x\*\</b> \[y\](z)"),
            ("- a - b", r"\- a - b"),
            ("R&D, AT&T, &amp; a_b _c_ 3.5", r"R\&D, AT\&T, \&amp; a_b \_c\_ 3.5"),
            ("# C# #", r"\# C# \#"),
        ] {
            assert_eq!(words(text), expected);
        }
    }
}
