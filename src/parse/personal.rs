//! Personal data that must never be published: numbers in the form of a Social Security number.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Span};

/// A problem for each number in the form of a Social Security number.
pub(super) fn problems(file: &Arc<str>, text: &str) -> Vec<Diagnostic> {
    let problem = |range: Range<usize>| {
        Diagnostic::new(Code::PersonalData, "this looks like a Social Security number")
            .at(&Span::new(file, range))
            .help("take it out before anyone sees it; if it was published, tell your privacy officer. Write a number of another kind with spaces")
    };
    numbers(text).map(problem).collect()
}

/// The places of `123-45-6789`, with the parts that the Social Security Administration gives out (20 CFR 422.103): no area
/// 000, 666 or 900 to 999, no group 00, no serial number 0000.
fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    const LENGTH: usize = "123-45-6789".len();
    let bytes = text.as_bytes();
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    bytes.windows(LENGTH).enumerate().filter_map(move |(at, window)| {
        let &[a, b, c, b'-', d, e, b'-', f, g, h, i] = window else {
            return None;
        };
        let digits = [a, b, c, d, e, f, g, h, i].iter().all(u8::is_ascii_digit);
        let area = !matches!([a, b, c], [b'0', b'0', b'0'] | [b'6', b'6', b'6'] | [b'9', ..]);
        let given = area && [d, e] != *b"00" && [f, g, h, i] != *b"0000";
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let alone = !is_part(before) && !is_part(bytes.get(at + LENGTH));
        (digits && given && alone).then_some(at..at + LENGTH)
    })
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn only_numbers_that_can_belong_to_someone_are_found() {
        let text =
            "Number 123-45-6789, not 000-12-3456, 912-12-3456, 123-00-1234, 123-45-0000, 804-555-0142, 1123-45-6789 or 123-45-6789-1.";
        let found: Vec<_> = numbers(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["123-45-6789"]);
    }
}
