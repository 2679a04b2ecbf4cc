//! Text and attribute values as HTML.

/// Adds `text` to `html` so that a browser shows it as it is, in text and between double quotation marks.
///
/// Characters that HTML forbids (NUL and other controls) are left out.
pub fn push(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some((at, byte)) = rest.bytes().enumerate().find(|(_, byte)| is_replaced(*byte)) {
        html.push_str(rest.get(..at).unwrap_or_default());
        html.push_str(replacement(byte));
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    html.push_str(rest);
}

/// `text` as HTML, for text and for attribute values between double quotation marks.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push(&mut html, text);
    html
}

/// Whether a byte has a replacement; most have none.
fn is_replaced(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | 0..=8 | 11 | 12 | 14..=31 | 127)
}

fn replacement(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_html_reads_as_markup_is_written_as_text() {
        assert_eq!(escaped(r#"a < b & "c" > d é"#), "a &lt; b &amp; &quot;c&quot; &gt; d é");
        assert_eq!(escaped("a\u{0}b\u{1b}c\td\n"), "abc\td\n");
    }
}
