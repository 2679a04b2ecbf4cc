//! What a theme of the portal's own takes out of docent's hands: values that it writes as HTML, and scripts.
//!
//! Each is listed, so that who accepts a theme, or a change of one, reads these places with care.

use super::Theme;
use super::code::{self, Word};
use crate::diag::{Code, Diagnostic, Span};
use crate::parse::html::{self, Token};
use crate::source::SourceFile;

/// Every such place, in the order of the files.
pub fn review(theme: &Theme) -> Vec<Diagnostic> {
    let is_own = |file: &&SourceFile| theme.is_own(file);
    let templates = theme.templates.values().filter(is_own).flat_map(template);
    let scripts = theme.assets.values().filter(is_own).filter(|file| is_script(file)).map(script);
    templates.chain(scripts).collect()
}

fn is_script(file: &SourceFile) -> bool {
    matches!(&*file.extension(), "js" | "mjs" | "wasm")
}

fn template(file: &SourceFile) -> Vec<Diagnostic> {
    let text = file.text().unwrap_or_default();
    let trusted = code::codes(text).into_iter().flat_map(|words| trusted(&words, file));
    trusted.chain(scripts(text, file)).collect()
}

/// The places where a template writes a value as HTML.
fn trusted(words: &[Word<'_>], file: &SourceFile) -> Vec<Diagnostic> {
    let pairs = words.iter().zip(words.iter().skip(1));
    let found = pairs.filter(|(before, word)| match (before.text, word.text) {
        ("|" | "filter", "safe") => true,
        ("autoescape", mode) => matches!(mode, "false" | "none" | "False" | "None" | "'none'" | "\"none\""),
        _ => false,
    });
    found
        .map(|(before, word)| {
            let sign = if word.text == "safe" {
                word.range()
            } else {
                before.at..word.range().end
            };
            let problem = Diagnostic::new(Code::TrustedHtml, "here the template writes values as HTML, without escaping them");
            problem
                .at(&Span::new(&file.path, sign))
                .help("make sure that no editor's text reaches it; what docent marks as HTML needs no `safe`")
        })
        .collect()
}

/// The scripts that a template brings to its pages.
fn scripts(text: &str, file: &SourceFile) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for token in html::tokens(text) {
        let Token::Start(tag) = token else { continue };
        let note = |length: usize, at: usize, message: String, help: &str| {
            let problem = Diagnostic::new(Code::ThemeScript, message);
            problem.at(&Span::new(&file.path, at..at + length)).help(help)
        };
        // Data in a script element does not run.
        let is_data = html::attributes(tag.text).any(|attribute| attribute.name == "type" && attribute.value.ends_with("json"));
        if tag.name == "script" && !is_data {
            let message = "the template brings a script to its pages".to_owned();
            found.push(note(
                "<script".len(),
                tag.at,
                message,
                "read what it does: it sees all that readers type",
            ));
        }
        for attribute in html::attributes(tag.text).filter(|attribute| is_handler(&attribute.name)) {
            let message = format!("`{}` is a script in an attribute", attribute.name);
            let help = "the policy that docent writes for hosts keeps browsers from running it; put it into a file below `assets/`";
            found.push(note(attribute.value.len(), tag.at + attribute.at, message, help));
        }
    }
    found
}

/// `onclick`: all event handlers begin so (HTML, section 8.1.8.2).
fn is_handler(name: &str) -> bool {
    name.strip_prefix("on")
        .is_some_and(|event| event.len() > 2 && event.chars().all(|c| c.is_ascii_alphabetic()))
}

fn script(file: &SourceFile) -> Diagnostic {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let problem = Diagnostic::new(Code::ThemeScript, format!("the theme brings the script {name}"));
    problem
        .at(&Span::file(&file.path))
        .help("read what it does: it runs on the pages of the portal, and sees all that readers type")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;

    fn said(path: &str, text: &str) -> Vec<String> {
        let snapshot = Snapshot::from_files([(path, text)]);
        let place = |problem: &Diagnostic| {
            let span = problem.at.clone().expect("a place");
            text.get(span.range()).unwrap_or_default().to_owned()
        };
        review(&Theme::layer(&snapshot, "own"))
            .iter()
            .map(|problem| format!("{}: {}", problem.code, place(problem)))
            .collect()
    }

    #[test]
    fn each_way_to_write_a_value_as_html_is_listed() {
        let text = "{{ a | safe }}{{ safe }}{{ 'x|safe' }}{# {{ a|safe }} #}{% filter safe %}{% autoescape false %}";
        assert_eq!(
            said("themes/own/templates/page.html", text),
            ["trusted-html: safe", "trusted-html: safe", "trusted-html: autoescape false"]
        );
    }

    #[test]
    fn each_script_is_listed() {
        let text = "<p id=\"on\"><SCRIPT src=\"x.js\"></SCRIPT><script type=\"application/ld+json\">{}</script><b onclick=\"x()\">";
        assert_eq!(
            said("themes/own/templates/page.html", text),
            ["theme-script: <SCRIPT", "theme-script: x()"]
        );
        assert_eq!(said("themes/own/assets/x.js", "let x;"), ["theme-script: "]);
    }

    #[test]
    fn the_built_in_theme_and_copies_of_its_files_are_not_listed() {
        let mut snapshot = Snapshot::with_built_in_theme();
        let script = snapshot.get("built-in:assets/now.js").expect("a script").bytes.to_vec();
        snapshot.insert("themes/own/assets/now.js", script);
        assert_eq!(review(&Theme::layer(&snapshot, "own")), []);
    }
}
