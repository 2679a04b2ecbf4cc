//! Style sheets that set custom properties (CSS Custom Properties for Cascading Variables, level 1).

use super::Document;

/// Values of custom properties, for light and for dark screens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Properties {
    /// Name, without the two hyphens, and value.
    pub light: Vec<(String, String)>,
    /// The same, where the reader prefers a dark screen.
    pub dark: Vec<(String, String)>,
}

impl Document for Properties {
    fn media(&self) -> &'static str {
        "text/css; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(format!(":root {{ {}}}\n", declarations(&self.light)).as_bytes());
        if !self.dark.is_empty() {
            out.extend_from_slice(
                format!(
                    "@media (prefers-color-scheme: dark) {{ :root {{ {}}} }}\n",
                    declarations(&self.dark)
                )
                .as_bytes(),
            );
        }
    }
}

/// Only letters, digits and the signs of colors and lengths pass, so that a value cannot end its declaration.
fn declarations(properties: &[(String, String)]) -> String {
    let safe = |text: &str| {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric() || "#.%-_ ".contains(*c))
            .collect::<String>()
    };
    properties
        .iter()
        .map(|(name, value)| format!("--{}: {}; ", safe(name), safe(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_and_dark_are_apart_and_values_cannot_break_out() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sheet = Properties {
            light: vec![pair("brand", "#12335f")],
            dark: vec![pair("brand", "#000; } body { color: red")],
        };
        let text = String::from_utf8(sheet.to_bytes()).unwrap();
        assert_eq!(
            text,
            ":root { --brand: #12335f; }\n@media (prefers-color-scheme: dark) { :root { --brand: #000  body  color red; } }\n"
        );
    }
}
