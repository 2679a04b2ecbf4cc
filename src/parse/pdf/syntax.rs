//! The notation of PDF (ISO 32000-2, 7.2 and 7.3), looked at where it stands: no value is built, and none is nested by calls.

/// The number of an object, and which of its generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Its number.
    pub number: u32,
    /// Its generation.
    pub generation: u16,
}

/// Where `wanted` first stands.
pub fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Where `wanted` last stands.
pub fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

/// Without what stands between two tokens: white space and comments.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    loop {
        let start = bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len());
        bytes = bytes.get(start..).unwrap_or_default();
        let Some(comment) = bytes.strip_prefix(b"%") else { return bytes };
        let end = comment
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(comment.len());
        bytes = comment.get(end..).unwrap_or_default();
    }
}

/// The next token, and what follows it.
pub fn token(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let bytes = trimmed(bytes);
    let length = match bytes {
        [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
        [b'<', ..] => find(bytes, b">")? + 1,
        [b'(', ..] => literal(bytes)?,
        [b'/', name @ ..] => 1 + regular(name),
        [first, ..] if is_regular(*first) => regular(bytes),
        [] => return None,
        _ => 1,
    };
    bytes.split_at_checked(length)
}

fn regular(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is_regular(*byte)).unwrap_or(bytes.len())
}

/// The length of a text in parentheses, which may contain pairs of them (7.3.4.2).
fn literal(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The next value, whatever it contains, and what follows it.
pub fn value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let bytes = trimmed(bytes);
    let mut rest = bytes;
    let mut depth = 0_usize;
    loop {
        let (token, after) = token(rest)?;
        rest = after;
        match token {
            b"<<" | b"[" => depth += 1,
            b">>" | b"]" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let rest = after_reference(bytes).unwrap_or(rest);
    Some((bytes.get(..bytes.len() - rest.len())?, rest))
}

/// What follows `12 0 R`, if the text begins with such.
fn after_reference(bytes: &[u8]) -> Option<&[u8]> {
    let lead = near(bytes);
    let (number, rest) = token(lead)?;
    whole(number)?;
    let (generation, rest) = token(rest)?;
    whole(generation)?;
    let (sign, rest) = token(rest)?;
    let end = (sign == b"R").then_some(lead.len() - rest.len())?;
    bytes.get(end..)
}

/// The beginning of a text of which a short word or a name is expected: what stands there instead may not end.
pub fn near(bytes: &[u8]) -> &[u8] {
    bytes.get(..NEAR).unwrap_or(bytes)
}

/// Two numbers of ten and five digits and a letter, with white space.
pub const NEAR: usize = 24;

/// A field of a dictionary.
pub fn field<'p>(dictionary: &'p [u8], name: &str) -> Option<&'p [u8]> {
    let mut rest = trimmed(dictionary).strip_prefix(b"<<")?;
    loop {
        let (key, after) = token(rest)?;
        let key = key.strip_prefix(b"/")?;
        let (value, after) = value(after)?;
        if key == name.as_bytes() {
            return Some(value);
        }
        rest = after;
    }
}

/// The members of an array; a value that is none is its own only member.
pub fn members(array: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = array.strip_prefix(b"[").unwrap_or(array);
    std::iter::from_fn(move || {
        let (member, after) = value(rest)?;
        rest = after;
        Some(member)
    })
}

/// A whole number that is not negative.
pub fn whole(value: &[u8]) -> Option<usize> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// `12 0 R`.
pub fn reference(value: &[u8]) -> Option<Reference> {
    let rest = after_reference(value)?;
    let (reference, _) = heading(value)?;
    trimmed(rest).is_empty().then_some(reference)
}

/// The two numbers that name an object, and what follows them.
pub fn heading(bytes: &[u8]) -> Option<(Reference, &[u8])> {
    let (number, rest) = token(bytes)?;
    let (generation, rest) = token(rest)?;
    let reference = Reference {
        number: u32::try_from(whole(number)?).ok()?,
        generation: u16::try_from(whole(generation)?).ok()?,
    };
    Some((reference, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_among_values_of_every_kind() {
        let dictionary = br"<< /A (a \) (b)) /B <</Count 9>> /C [1 2 R] /D <4142> % Count 8
            /E /Count /F 12 0 R /G -1 /Count 3 >>";
        assert_eq!(field(dictionary, "Count"), Some(&b"3"[..]));
        assert_eq!(field(dictionary, "E"), Some(&b"/Count"[..]));
        assert_eq!(
            field(dictionary, "F").and_then(reference),
            Some(Reference { number: 12, generation: 0 })
        );
        assert_eq!(field(dictionary, "G").and_then(whole), None);
        assert_eq!(field(dictionary, "Missing"), None);
    }

    #[test]
    fn what_does_not_end_is_no_value() {
        for broken in ["<< /A", "<< /A [", "(a", "<41", "]", ">>", ""] {
            assert_eq!(value(broken.as_bytes()), None, "{broken}");
        }
    }

    #[test]
    fn an_array_has_members_and_another_value_is_one() {
        let names = |text: &'static str| members(text.as_bytes()).map(<[u8]>::len).collect::<Vec<_>>();
        assert_eq!(names("[/A 12 0 R [1 2]]"), [2, 6, 5]);
        assert_eq!(names("/FlateDecode"), [12]);
    }
}
