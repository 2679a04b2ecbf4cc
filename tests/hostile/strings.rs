//! The hostile texts.

use std::fs;
use std::path::Path;

/// A text and where it stands: `markup.txt:12`.
pub struct Hostile {
    pub place: String,
    pub text: String,
}

/// All of them.
pub fn all() -> Vec<Hostile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/strings");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the texts")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names.iter().flat_map(|name| of(name)).collect()
}

/// Those of one file.
pub fn of(name: &str) -> Vec<Hostile> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/strings").join(name);
    let file = fs::read_to_string(path).expect("the texts");
    let hostile = |(at, line): (usize, &str)| Hostile {
        place: format!("{name}:{}", at + 1),
        text: characters(line),
    };
    // Split at line feeds alone: other signs of a line's end belong to the texts.
    let lines = file.strip_suffix('\n').unwrap_or(&file).split('\n');
    lines.enumerate().skip(1).map(hostile).collect()
}

/// `\u{a}` becomes the character; no other backslash means anything.
fn characters(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').expect("a closing brace");
        let number = u32::from_str_radix(number, 16).expect("a hexadecimal number");
        text.push(char::from_u32(number).expect("a character"));
        text.push_str(rest);
    }
    text
}

#[test]
fn there_are_hundreds() {
    let texts: std::collections::BTreeSet<String> = all().into_iter().map(|hostile| hostile.text).collect();
    assert!(texts.len() >= 400, "{}", texts.len());
}
