//! The words of the languages that docent reads: the dictionaries in `tests/properties/dictionaries`, in the form of libFuzzer.

use std::fs;
use std::path::Path;

/// The folder of the repository.
pub fn root() -> &'static Path {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    match env!("CARGO_PKG_NAME") {
        "docent-fuzz" => folder.parent().unwrap_or(folder),
        _ => folder,
    }
}

/// The words of a dictionary: one a line in quotation marks, signs that cannot stand there as `\x0a`.
pub fn words(name: &str) -> Vec<String> {
    let path = root().join(format!("tests/properties/dictionaries/{name}.dict"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let quoted = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let word = |line: &str| line.strip_prefix('"')?.strip_suffix('"').map(unescaped);
    quoted.map(|line| word(line).unwrap_or_else(|| panic!("{name}: {line}"))).collect()
}

fn unescaped(word: &str) -> String {
    let mut bytes = Vec::new();
    let mut signs = word.bytes();
    while let Some(byte) = signs.next() {
        let escaped = if byte == b'\\' { signs.next() } else { Some(byte) };
        if (byte, escaped) == (b'\\', Some(b'x')) {
            let hex: String = signs.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&hex, 16).expect("two hexadecimal digits"));
        } else {
            bytes.extend(escaped);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
