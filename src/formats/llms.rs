//! A guide to the portal for language models: `llms.txt` (llmstxt.org), and pages as Markdown.

use std::collections::BTreeMap;

use super::Document;
use super::markdown::escape::{address, words};

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

/// The main part of a page as Markdown. Its links are those of the page, as a copy beside it may keep them; `copies` are
/// the addresses of the pages that have copies, and of these, as the page writes them.
pub fn markdown(html: &str, copies: &BTreeMap<String, String>) -> String {
    let start = html.find("<main").unwrap_or(0);
    let end = html.find("</main>").unwrap_or(html.len());
    let main = html.get(start..end).unwrap_or(html);
    let led = |href: &str| {
        let (page, tail) = href.split_at(href.find(['#', '?']).unwrap_or(href.len()));
        copies.get(page).map_or_else(|| href.to_owned(), |copy| format!("{copy}{tail}"))
    };
    format!("{}\n", super::markdown::markdown(main, &led))
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
