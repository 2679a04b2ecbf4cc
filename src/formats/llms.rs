//! A guide to the portal for language models: `llms.txt` (llmstxt.org), and pages as Markdown.

use std::collections::BTreeMap;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, HtmlToMarkdown};

use super::{Document, text};

/// The guide: what the portal is for, and its pages.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Guide {
    /// The name of the portal.
    pub title: String,
    /// What it is for.
    pub summary: Option<String>,
    /// Links under their headings; a heading without links is left out.
    pub sections: Vec<Section>,
}

/// Links under a heading.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The links, in their order.
    pub links: Vec<Link>,
}

/// A link with what stands behind it.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Link {
    /// The words of the link.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What one finds there.
    pub note: Option<String>,
}

impl Document for Guide {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut guide = format!("# {}\n", words(&self.title));
        if let Some(summary) = &self.summary {
            guide += &format!("\n> {}\n", words(summary));
        }
        for section in self.sections.iter().filter(|section| !section.links.is_empty()) {
            guide += &format!("\n## {}\n\n", words(&section.title));
            section.links.iter().for_each(|link| guide += &link.line());
        }
        out.extend_from_slice(guide.as_bytes());
    }
}

impl Link {
    fn line(&self) -> String {
        let note = self.note.as_deref().map(|note| format!(": {}", words(note))).unwrap_or_default();
        let title = words(&self.title);
        format!("- [{title}]({}){note}\n", address(&self.url))
    }
}

/// An address between the parentheses of a link, which it cannot close.
fn address(url: &str) -> String {
    [('(', "%28"), (')', "%29"), ('<', "%3C"), ('>', "%3E")]
        .iter()
        .fold(text::uri(url), |url, (sign, code)| url.replace(*sign, code))
}

/// A text on one line that Markdown shows as it stands: what would begin a link, an element, emphasis or a block has a
/// backslash before it (CommonMark §2.4).
fn words(text: &str) -> String {
    let text = text::line(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let number = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut words = String::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        let begins_block = at == 0 && matches!(sign, '-' | '+' | '>' | '=' | '|' | ':');
        let ends_number = at > 0 && at == number && matches!(sign, '.' | ')');
        if begins_block || ends_number || matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' | '#') {
            words.push('\\');
        }
        words.push(sign);
    }
    words
}

/// What a reader of a copy has no use for: ways through the site, forms, pictures without words.
const LEFT_OUT: [&str; 6] = ["nav", "form", "script", "style", "svg", "button"];

/// Elements that a page may hide until they hold: "this event has ended", the month of a date for the eye only.
const HIDEABLE: [&str; 13] = [
    "dd", "div", "dl", "dt", "h2", "h3", "li", "ol", "p", "section", "span", "strong", "ul",
];

/// What nobody sees when the page opens is not copied.
fn shown(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let is_hidden = element.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "aria-hidden" => &*attribute.value == "true",
        _ => false,
    });
    if is_hidden { None } else { handlers.fallback(element) }
}

/// A link to a page that has a copy leads to the copy.
fn led(handlers: &dyn Handlers, element: Element, copies: &BTreeMap<String, String>) -> Option<HandlerResult> {
    let mut attributes = element.attrs.to_vec();
    for href in attributes.iter_mut().filter(|attribute| &*attribute.name.local == "href") {
        let (page, tail) = href.value.split_at(href.value.find(['#', '?']).unwrap_or(href.value.len()));
        if let Some(copy) = copies.get(page) {
            href.value = format!("{copy}{tail}").into();
        }
    }
    let mut element = element;
    element.attrs = &attributes;
    shown(handlers, element)
}

/// A picture by its address and its description, of which nothing is taken for Markdown.
fn picture(_: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let value = |name: &str| {
        element
            .attrs
            .iter()
            .find(|attribute| &*attribute.name.local == name)
            .map(|attribute| &*attribute.value)
    };
    let alt = words(value("alt").unwrap_or_default());
    Some(format!("![{alt}]({})", address(value("src")?)).into())
}

/// The main part of a page as Markdown. Its links are those of the page, as a copy beside it may keep them; `copies` are
/// the addresses of the pages that have copies, and of these, as the page writes them.
pub fn markdown(html: &str, copies: &BTreeMap<String, String>) -> String {
    let start = html.find("<main").unwrap_or(0);
    let end = html.find("</main>").unwrap_or(html.len());
    let main = html.get(start..end).unwrap_or(html);
    let builder = HtmlToMarkdown::builder().skip_tags(LEFT_OUT.to_vec());
    let copies = copies.clone();
    let link = move |handlers: &dyn Handlers, element: Element| led(handlers, element, &copies);
    let builder = builder.add_handler(HIDEABLE.to_vec(), shown).add_handler(vec!["a"], link);
    let converter = builder.add_handler(vec!["img"], picture).build();
    let text = converter.convert(main).unwrap_or_default();
    format!("{}\n", text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_with_two_headings() {
        let link = |title: &str, note: Option<&str>| Link {
            title: title.into(),
            url: "https://example.gov/about/index.md".into(),
            note: note.map(str::to_owned),
        };
        let guide = Guide {
            title: "Example\nportal".into(),
            summary: Some("Answers.".into()),
            sections: vec![
                Section {
                    title: "Pages".into(),
                    links: vec![link("About [us]", Some("Who we are,\nand why.")), link("Home", None)],
                },
                Section {
                    title: "Videos".into(),
                    links: Vec::new(),
                },
            ],
        };
        let expected = "# Example portal\n\n> Answers.\n\n## Pages\n\n- [About \\[us\\]](https://example.gov/about/index.md): Who we are, and why.\n- [Home](https://example.gov/about/index.md)\n";
        assert_eq!(String::from_utf8(guide.to_bytes()).as_deref(), Ok(expected));
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(words("1. <b>*x*</b> [y](z)"), r"1\. \<b>\*x\*\</b> \[y\](z)");
        assert_eq!(words("- a - b"), r"\- a - b");
        let copy = markdown("<main><p><img src=\"a b.png\" alt=\"](x) &lt;b>\"></p></main>", &BTreeMap::new());
        assert_eq!(copy, "![\\](x) \\<b>](a%20b.png)\n");
    }

    #[test]
    fn the_main_part_of_a_page_is_copied() {
        let html = r##"<!doctype html><body><header><h1>Portal</h1></header><main id="main"><nav><a href="/">Home</a></nav><h1>About</h1>
<p>Ask <a href="../contacts/index.html#dana">Dana</a>, <strong>now</strong>, or <a href="../team/index.html#all">us</a>.</p><p hidden>It is over.</p><table><thead><tr><th scope="col">When</th></tr></thead><tbody><tr><td>Monday</td></tr></tbody></table></main><footer>Foot</footer>"##;
        let copies = BTreeMap::from([("../team/index.html".to_owned(), "../team/index.md".to_owned())]);
        let copy = markdown(html, &copies);
        assert!(copy.starts_with("# About\n"), "{copy}");
        assert!(
            copy.contains("Ask [Dana](../contacts/index.html#dana), **now**, or [us](../team/index.md#all)."),
            "{copy}"
        );
        assert!(copy.contains("| When"), "{copy}");
        assert!(!copy.contains("Home") && !copy.contains("Foot") && !copy.contains("over"), "{copy}");
    }
}
