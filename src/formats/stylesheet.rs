//! Style sheets that set custom properties (CSS Custom Properties for Cascading Variables, level 1).
//!
//! A value for light screens never reaches a dark one or paper, where the theme's own, measured values stay.

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
        for (scheme, properties) in [("light", &self.light), ("dark", &self.dark)] {
            if !properties.is_empty() {
                let declarations = declarations(properties);
                let rule = format!("@media screen and (prefers-color-scheme: {scheme}) {{ :root {{ {declarations}}} }}\n");
                out.extend_from_slice(rule.as_bytes());
            }
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
            concat!(
                "@media screen and (prefers-color-scheme: light) { :root { --brand: #12335f; } }\n",
                "@media screen and (prefers-color-scheme: dark) { :root { --brand: #000  body  color red; } }\n",
            )
        );
    }
}
