//! The links of the portal that lead to other sites, with every place where each is typed.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::{Page, Site};
use crate::diag::Span;
use crate::kinds::Entry;
use crate::kinds::redirects::Redirect;
use crate::parse::markdown::Markdown;
use crate::schema::values::{Address, Prose, WebUrl};
use crate::schema::{FieldType, Visitor, Vocabulary};
use crate::source::{BUILT_IN, SourceFile};

/// Addresses of other sites, without what follows `#`, and where they are typed.
pub type OutwardLinks = BTreeMap<String, BTreeSet<Use>>;

/// One place at which an address is typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where it stands.
    pub at: Span,
    /// As it stands there.
    pub typed: String,
}

impl Site<'_> {
    /// Every address of another site that a reader of the portal can follow, or whose picture a page shows.
    pub fn outward_links(&self) -> OutwardLinks {
        let mut links = Outward::default();
        self.pages.iter().for_each(|page| links.page(page));
        for (_, edition) in self.all_editions() {
            edition.outward_links_of_entries(&mut links);
        }
        let own = |file: &&SourceFile| !file.path.starts_with(BUILT_IN);
        let templates = self.theme.templates.values();
        templates.filter(own).for_each(|file| links.template(file));
        links.0
    }

    fn outward_links_of_entries(&self, links: &mut Outward) {
        for entry in self.collections.all() {
            match entry.as_any().downcast_ref::<Entry<Redirect>>() {
                Some(redirect) => links.address(&redirect.fields.to),
                None => entry.visit(links),
            }
        }
        let words = Vocabulary::ALL
            .into_iter()
            .flat_map(|vocabulary| self.config.vocabulary(vocabulary))
            .filter_map(|word| word.to.as_ref());
        let menu = self.config.menu.iter().chain(&self.config.footer_menu).map(|item| &item.to);
        menu.chain(words).for_each(|address| links.address(address));
        self.config.agency.visit(links);
    }
}

#[derive(Default)]
struct Outward(OutwardLinks);

impl Outward {
    fn page(&mut self, page: &Page) {
        self.text(&page.body);
        crate::schema::Record::visit_fields(&page.front, self);
    }

    fn text(&mut self, text: &Markdown) {
        text.links.iter().for_each(|link| self.add(&link.target, &link.span));
    }

    /// The addresses that a template writes itself, in quotation marks behind `href=` and `src=`.
    fn template(&mut self, file: &SourceFile) {
        let text = file.text().unwrap_or_default();
        for attribute in ["href=\"", "href='", "src=\"", "src='"] {
            for (at, begun) in text.match_indices(attribute) {
                let start = at + begun.len();
                let quote = begun.chars().next_back().unwrap_or('"');
                let typed = text.get(start..).and_then(|rest| rest.split(quote).next()).unwrap_or_default();
                if !is_in_comment(text, start) && !typed.contains('{') {
                    self.add_as(
                        &typed.replace("&amp;", "&"),
                        typed,
                        &Span::new(&file.path, start..start + typed.len()),
                    );
                }
            }
        }
    }

    fn add(&mut self, typed: &str, at: &Span) {
        self.add_as(typed, typed, at);
    }

    fn add_as(&mut self, meant: &str, typed: &str, at: &Span) {
        let Some(url) = web(meant) else { return };
        self.0.entry(url.into()).or_default().insert(Use {
            at: at.clone(),
            typed: typed.to_owned(),
        });
    }
}

/// Whether a place in a template is in a comment, `{# … #}`.
fn is_in_comment(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.rfind("{#") > before.rfind("#}")
}

/// What is asked for when a link is followed: the fragment stays with the reader, and so does a name with a password.
fn web(typed: &str) -> Option<Url> {
    let mut url = Url::parse(typed)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    url.set_fragment(None);
    // These fail only for addresses without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(url)
}

impl Visitor for Outward {
    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value);
    }

    fn address(&mut self, address: &Address) {
        self.add(&address.0.value, &address.0.span);
    }

    fn web(&mut self, url: &WebUrl) {
        self.add(&url.0.value, &url.0.span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_has_neither_a_fragment_nor_a_password() {
        let asked = |typed| web(typed).map(String::from);
        assert_eq!(
            asked("https://dana:secret@Example.gov/a#b").as_deref(),
            Some("https://example.gov/a")
        );
        assert_eq!(asked("mailto:dana@example.gov"), None);
        assert_eq!(asked("/contacts/"), None);
    }

    #[test]
    fn a_template_is_asked_for_the_addresses_that_it_writes_itself() {
        let text = r##"{# <a href="https://old.example.gov/"> #}<a href="https://example.gov/a?b&amp;c#d">A</a>
            <img src='https://example.gov/b.png'><a href="{{ page.url }}">B</a><a href="/contacts/">C</a><svg xmlns="http://www.w3.org/2000/svg">"##;
        let mut snapshot = crate::source::Snapshot::default();
        snapshot.insert("themes/own/templates/base.html", text.into());
        let mut links = Outward::default();
        snapshot.files().for_each(|file| links.template(file));
        let asked: Vec<&str> = links.0.keys().map(String::as_str).collect();
        assert_eq!(asked, ["https://example.gov/a?b&c", "https://example.gov/b.png"]);
        let typed: Vec<&str> = links
            .0
            .values()
            .flatten()
            .map(|place| place.at.range())
            .filter_map(|range| text.get(range))
            .collect();
        assert_eq!(typed, ["https://example.gov/a?b&amp;c#d", "https://example.gov/b.png"]);
    }
}
