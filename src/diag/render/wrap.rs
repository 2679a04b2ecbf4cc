//! Breaks text into lines that fit.

/// Words on lines of at most `width` columns; line breaks of the text stay.
///
/// No line begins with `::`, which the runner of GitHub Actions would obey as a command.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for (index, line) in text.split('\n').enumerate() {
        for (position, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            let breaks = if position == 0 { index > 0 } else { column + 1 + length > width };
            if breaks && !word.starts_with("::") {
                out.push('\n');
                column = 0;
            } else if position + index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_never_begin_a_line_with_a_command() {
        assert_eq!(wrap("one two three", 7), "one two\nthree");
        assert_eq!(wrap("one two ::error::x", 7), "one two ::error::x");
        assert_eq!(wrap("a\n::b\n  c", 20), "a ::b\n  c");
    }
}
