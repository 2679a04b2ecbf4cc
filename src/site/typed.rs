//! Every link of the sources, where it was typed.

use rayon::prelude::*;

use super::{Page, Site};
use crate::diag::Span;
use crate::kinds::redirects::Redirect;
use crate::kinds::{AnyEntry, Entry};
use crate::parse::markdown::Markdown;
use crate::schema::values::{Address, Prose};
use crate::schema::{Visitor, Vocabulary};

/// A link as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed<'s> {
    /// The language of the pages that show it.
    pub lang: &'s str,
    /// Where it leads: from the root of the site (`/contacts/#dana`), or to another.
    pub url: String,
    /// Where it stands.
    pub span: Span,
}

impl Site<'_> {
    /// Every link that was typed, so that a dead one can be shown where it stands. What has no address has been reported.
    pub fn typed_links(&self) -> Vec<Typed<'_>> {
        let mut links = self.typed_on(&self.pages);
        for (lang, edition) in self.all_editions() {
            links.extend(edition.typed_in_entries(lang));
        }
        links
    }

    /// The links of some pages.
    pub(super) fn typed_on<'s>(&'s self, pages: &'s [Page]) -> Vec<Typed<'s>> {
        pages.par_iter().flat_map_iter(|page| Links::of_page(self, page)).collect()
    }

    /// The links of entries and settings.
    fn typed_in_entries<'s>(&'s self, lang: &'s str) -> Vec<Typed<'s>> {
        let entries: Vec<&dyn AnyEntry> = self.collections.all().collect();
        let of_entries = entries.into_par_iter().flat_map_iter(|entry| Links::of_entry(self, lang, entry));
        let mut links: Vec<Typed<'s>> = of_entries.collect();
        let menu = self.config.menu.iter().chain(&self.config.footer_menu).map(|item| &item.to);
        let words = Vocabulary::ALL
            .into_iter()
            .flat_map(|vocabulary| self.config.vocabulary(vocabulary))
            .filter_map(|word| word.to.as_ref());
        let mut settings = Links::new(self, lang);
        menu.chain(words).for_each(|address| settings.address(address));
        links.append(&mut settings.found);
        links
    }
}

/// Collects links.
struct Links<'s, 'a> {
    site: &'s Site<'a>,
    /// The language of the pages that show what is looked through.
    lang: &'s str,
    found: Vec<Typed<'s>>,
}

impl<'s, 'a> Links<'s, 'a> {
    fn new(site: &'s Site<'a>, lang: &'s str) -> Self {
        let found = Vec::new();
        Self { site, lang, found }
    }

    fn of_page(site: &'s Site<'a>, page: &'s Page) -> Vec<Typed<'s>> {
        let mut links = Self::new(site, &page.lang);
        links.text(&page.body, page.folder(), Some(&page.url));
        page.front.cards.iter().for_each(|card| links.address(&card.to));
        links.found
    }

    fn of_entry(site: &'s Site<'a>, lang: &'s str, entry: &dyn AnyEntry) -> Vec<Typed<'s>> {
        let mut links = Self::new(site, lang);
        match entry.as_any().downcast_ref::<Entry<Redirect>>() {
            // Its other address is no link: it is where the redirect will stand.
            Some(redirect) => links.address(&redirect.fields.to),
            None => entry.visit(&mut links),
        }
        links.found
    }

    fn add(&mut self, url: String, span: &Span) {
        self.found.push(Typed {
            lang: self.lang,
            url,
            span: span.clone(),
        });
    }

    fn text(&mut self, text: &Markdown, folder: &str, page: Option<&str>) {
        for link in &text.links {
            let Ok(url) = self.site.resolve(&link.target, folder, &link.span) else {
                continue;
            };
            let url = if url.starts_with('#') {
                format!("{}{url}", page.unwrap_or_default())
            } else {
                url
            };
            self.add(url, &link.span);
        }
    }
}

impl Visitor for Links<'_, '_> {
    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value, "content", None);
    }

    fn address(&mut self, address: &Address) {
        self.add(self.site.address(address), &address.0.span);
    }
}
