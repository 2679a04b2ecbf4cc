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

/// True for a line of digits, which a point would make an item of a list; such a number has nine at most (CommonMark §5.2).
fn ends_number(line: &str) -> bool {
    let digits = line.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    (1..10).contains(&digits) && line.bytes().rev().nth(digits).is_none_or(|before| before == b'\n')
}

/// An address between the parentheses of a link or in a cell, neither of which it can close. Nothing in it is a name of another
/// sign: what an address says must not change.
pub fn address(url: &str) -> String {
    let url = text::uri(url);
    let mut address = String::with_capacity(url.len());
    let mut signs = url.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '(' => address.push_str("%28"),
            ')' => address.push_str("%29"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '|' => address.push_str("%7C"),
            '\\' => address.push_str("\\\\"),
            '&' if begins_name(signs.as_str()) => address.push_str("\\&"),
            sign => address.push(sign),
        }
    }
    address
}

/// True if an ampersand before this text makes it the name of a sign (CommonMark §2.5).
fn begins_name(text: &str) -> bool {
    text.trim_start_matches(|sign: char| sign == '#' || sign.is_alphanumeric())
        .starts_with(';')
}

/// Markdown within a cell, which a pipe would end (GitHub Flavored Markdown, §4.10).
pub fn cell(markdown: &str) -> String {
    let mut cell = String::with_capacity(markdown.len());
    let mut is_escaped = false;
    for sign in markdown.chars() {
        if sign == '|' && !is_escaped {
            cell.push('\\');
        }
        is_escaped = sign == '\\' && !is_escaped;
        cell.push(sign);
    }
    cell
}

/// Code within a line, between more backticks than it has in a row.
pub fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Code on lines of its own. The name of a language has no sign that could end its line, or the mark before it.
pub fn block(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let language: String = language
        .chars()
        .filter(|sign| sign.is_alphanumeric() || "+-#._".contains(*sign))
        .collect();
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

    #[test]
    fn a_number_of_a_list_has_nine_digits_at_most() {
        assert_eq!(words("123456789. a"), r"123456789\. a");
        assert_eq!(words("1234567890. a"), "1234567890. a");
        assert_eq!(words("a 1. b"), "a 1. b");
        // To look back to the beginning at each would not end.
        let points = "1.".repeat(1 << 19);
        assert_eq!(words(&points), points.replacen('.', "\\.", 1));
    }

    #[test]
    fn an_address_stays_what_it_is() {
        for (url, expected) in [
            ("a?b=1&c=3", "a?b=1&c=3"),
            ("&#106;avascript:alert(1)", r"\&#106;avascript:alert%281%29"),
            ("a?b&copy;", r"a?b\&copy;"),
            (r"a\)|b", r"a\\%29%7Cb"),
        ] {
            assert_eq!(address(url), expected);
        }
    }
}
