//! Breaks text into lines that fit.

/// Words on lines of at most `width` columns; line breaks of the text stay, and what stands in backticks stays together
/// if it fits, so that it can be copied.
///
/// No line begins with `::`, not even behind white space: the runner of GitHub Actions would obey it as a command.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for (index, line) in text.split('\n').enumerate() {
        let words = words(line, width);
        for (position, word) in words.iter().enumerate() {
            let mut ahead = words.iter().skip(position).filter(|word| !word.is_empty());
            let length = word.chars().count();
            let breaks = if position == 0 { index > 0 } else { column + 1 + length > width };
            if breaks && !ahead.next().is_some_and(|word| word.starts_with("::")) {
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

/// Cuts a line at its spaces, but not inside of backticks.
fn words(line: &str, width: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (space, _) in line.match_indices(' ') {
        let Some(word) = line.get(start..space) else { continue };
        let is_open = word.matches('`').count() % 2 == 1;
        let closes = line.get(space..).and_then(|rest| rest.find('`'));
        let fits = closes.is_some_and(|end| space + end - start < width);
        if !is_open || !fits {
            words.push(word);
            start = space + 1;
        }
    }
    words.extend(line.get(start..));
    words
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

    #[test]
    fn what_can_be_copied_stays_together() {
        assert_eq!(wrap("write `a b c` here", 9), "write\n`a b c`\nhere");
        assert_eq!(wrap("write `longer than a line`", 9), "write\n`longer\nthan a\nline`");
        assert_eq!(wrap("an ` alone and more", 12), "an ` alone\nand more");
    }
}
