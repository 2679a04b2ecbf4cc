//! Text and attribute values as HTML.

/// Adds `text` to `html` so that a browser shows it as it is, in text and between double quotation marks.
///
/// Characters that HTML forbids (NUL and other controls) are left out.
pub fn push(html: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(written) = replacement(byte) else { continue };
        html.push_str(text.get(plain..at).unwrap_or_default());
        html.push_str(written);
        plain = at + 1;
    }
    html.push_str(text.get(plain..).unwrap_or_default());
}

/// `text` as HTML, for text and for attribute values between double quotation marks.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push(&mut html, text);
    html
}

fn replacement(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        0..=8 | 11 | 12 | 14..=31 | 127 => Some(""),
        _ => None,
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
