//! The list of pages for search engines: the sitemap protocol 0.9.

use std::io::Result;

use jiff::civil::Date;

use super::xml::{Xml, document, element};
use super::{Document, text};

/// The pages of a portal. The protocol allows 50,000 of them in one file.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Sitemap {
    /// In the order in which they are written.
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Debug, Clone, Hash, PartialEq, Eq)]
pub struct Page {
    /// Its address, absolute: the protocol knows no relative ones, so a portal without a base URL has no sitemap.
    pub loc: String,
    /// The day of the last change of its content.
    pub lastmod: Option<Date>,
    /// The same page in every language in which it exists, itself included, as language tag and address: where there is
    /// more than one, each names all (Google Search Central, "Tell Google about localized versions of your page").
    pub versions: Vec<(String, String)>,
}

impl Document for Sitemap {
    fn media(&self) -> &'static str {
        "application/xml; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        document(out, |xml| {
            let mut urlset = xml
                .create_element("urlset")
                .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
            if self.pages.iter().any(|page| !page.versions.is_empty()) {
                urlset = urlset.with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
            }
            urlset.write_inner_content(|xml| self.pages.iter().try_for_each(|page| page.element(xml)))?;
            Ok(())
        });
    }
}

impl Page {
    fn element(&self, xml: &mut Xml) -> Result<()> {
        xml.create_element("url").write_inner_content(|xml| {
            element(xml, "loc", &text::uri(&self.loc))?;
            self.lastmod.map_or(Ok(()), |day| element(xml, "lastmod", &day.to_string()))?;
            self.versions.iter().try_for_each(|(lang, url)| {
                let link = xml.create_element("xhtml:link").with_attribute(("rel", "alternate"));
                let link = link.with_attribute(("hreflang", lang.as_str()));
                link.with_attribute(("href", text::uri(url).as_ref())).write_empty().map(|_| ())
            })
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_with_and_without_a_day() {
        let page = |loc: &str, lastmod| Page {
            loc: loc.into(),
            lastmod,
            versions: Vec::new(),
        };
        let pages = vec![
            page("https://example.gov/", Some(Date::constant(2025, 3, 3))),
            page("https://example.gov/a?b&c", None),
        ];
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url>
    <loc>https://example.gov/</loc>
    <lastmod>2025-03-03</lastmod>
  </url>
  <url>
    <loc>https://example.gov/a?b&amp;c</loc>
  </url>
</urlset>
"#;
        assert_eq!(String::from_utf8(Sitemap { pages }.to_bytes()).as_deref(), Ok(expected));
    }
}
