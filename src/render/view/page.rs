//! `page`: what every template sees of the page it makes.

use serde_json::{Value as Json, json};

use super::Builder;
use crate::kinds::training::Training;
use crate::kinds::videos::Series;
use crate::kinds::{AnyEntry, Entry};
use crate::plan::{self, Screen, When};
use crate::route::Route;
use crate::schema::Viewer;
use crate::site::{self, Page, PageKind, Wanted};

impl Builder<'_> {
    pub(super) fn page(&self, screen: &Screen, source: Option<&Page>, route: &Route, template: &str) -> Json {
        let head = self.head(screen, source);
        let front = source.map(|page| &page.front);
        let is_facet = matches!(screen, Screen::Schedule(When::Past, _) | Screen::Schedule(_, Some(_)));
        let body = source.filter(|_| !is_facet);
        let url = route.url();
        let canonical = self
            .site
            .config
            .base_url()
            .filter(|_| *screen != Screen::Missing)
            .map(|base| format!("{base}{}", url.trim_start_matches('/')));
        let updated = front
            .and_then(|front| front.updated.or(front.date))
            .or_else(|| head.entry.and_then(|entry| entry.common().updated));
        let contact = front
            .and_then(|front| front.contact.as_ref())
            .map(|contact| self.words.entry("contacts", &contact.id.value));
        let edit_url = source
            .map(|page| self.site.config.edit_url(&page.file, None))
            .or_else(|| {
                head.entry
                    .map(|entry| self.site.config.edit_url(&entry.at().file, Some(entry.line())))
            })
            .flatten();
        let (previous, next) = body.map_or((Json::Null, Json::Null), |page| self.neighbors(page));
        json!({
            "template": template.trim_end_matches(".html"),
            "title": head.title,
            "heading": head.heading,
            "description": head.description,
            "summary": front.and_then(|front| front.summary.clone()),
            "url": url,
            "canonical": canonical,
            "edit_url": edit_url,
            "lang": self.words.tag,
            "breadcrumbs": self.breadcrumbs(&url),
            "updated": updated.map(|date| self.words.date(date)),
            "reviewed": front.and_then(|front| front.reviewed).map(|date| self.words.date(date)),
            "html": body.map(|page| self.site.html(&page.body, page.folder(), Wanted::TermsAndLaws)).filter(|html| !html.trim().is_empty()),
            "toc": body.map_or(json!([]), toc),
            "contact": contact,
            "related": front.map_or(json!([]), |front| self.related(front)),
            "previous": previous,
            "next": next,
            "extra": front.map_or(json!({}), |front| front.extra.0.clone()),
            "noindex": matches!(screen, Screen::Missing | Screen::Search) || is_facet,
            "feeds": [],
            "translations": self.languages(source),
        })
    }

    fn head(&self, screen: &Screen, source: Option<&Page>) -> Head<'_> {
        let named = |title: String| Head {
            heading: title.clone(),
            title,
            description: None,
            entry: None,
        };
        match (screen, source) {
            (Screen::Schedule(When::Past, _), _) => named(self.strings.get("schedule.past")),
            (Screen::Schedule(_, Some(facet)), source) => {
                let title = source.map_or_else(|| self.strings.get("kinds.training.other"), |page| page.front.title.value.clone());
                named(format!("{title}: {}", self.facet_label(facet)))
            }
            (_, Some(page)) => Head {
                title: page.front.title.value.clone(),
                heading: page.front.title.value.clone(),
                description: page.front.description.clone(),
                entry: None,
            },
            (Screen::Entry(collection, id), _) => self.entry_head(collection, id),
            (Screen::Episode(series, id), _) => {
                let episode = self
                    .site
                    .collections
                    .get::<Series>(series)
                    .and_then(|series| series.episodes().into_iter().find(|episode| episode.slug() == *id));
                let mut head = named(episode.map(|episode| episode.title.value.clone()).unwrap_or_default());
                head.description = episode.and_then(|episode| episode.summary.clone());
                head
            }
            (Screen::Word(vocabulary, id), _) => {
                let word = self.site.config.vocabulary(*vocabulary).iter().find(|word| word.id.value == *id);
                let mut head = named(word.map(|word| word.label.clone()).unwrap_or_default());
                head.description = word.and_then(|word| word.summary.clone());
                head
            }
            (Screen::List(path), _) => named(self.list_title(path)),
            (Screen::Schedule(..), _) => named(self.strings.get("kinds.training.other")),
            (Screen::Search, _) => named(self.strings.get("titles.search")),
            (Screen::AToZ, _) => named(self.strings.get("titles.a_z")),
            (Screen::News, _) => named(self.strings.get("titles.news")),
            (Screen::Data, _) => named(self.strings.get("titles.data")),
            (Screen::Missing, _) => named(self.strings.get("titles.missing")),
            (Screen::Content(_), None) => named(self.site.config.title.clone()),
        }
    }

    fn entry_head(&self, collection: &str, id: &str) -> Head<'_> {
        let entry = self.site.collections.find(collection, id);
        let heading = entry.map(|entry| entry.title(&self.site.collections)).unwrap_or_default();
        let mut head = Head {
            title: heading.clone(),
            heading,
            description: entry.and_then(|entry| entry.common().summary.clone()),
            entry,
        };
        // Classes of one course share its title; the title of the page tells them apart.
        if let Some(class) = entry.and_then(|entry| entry.as_any().downcast_ref::<Entry<Training>>()) {
            let when = class.when(self.site.portal(self.words.tag));
            let parts = [Some(head.heading.clone()), class.place_text(), Some(when)];
            head.title = parts
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            head.description = head.description.or_else(|| {
                class
                    .course(&self.site.collections)
                    .and_then(|course| course.common.summary.clone())
            });
        }
        head
    }

    fn list_title(&self, path: &str) -> String {
        let names = plan::lists().remove(path).unwrap_or_default();
        names
            .first()
            .map(|name| self.strings.get(&format!("kinds.{name}.other")))
            .unwrap_or_default()
    }

    /// The pages above an address that exist.
    fn breadcrumbs(&self, url: &str) -> Json {
        let mut crumbs = Vec::new();
        let mut above = site::parent(url).map(str::to_owned);
        while let Some(url) = above {
            if let Some(title) = self.title_at(&url) {
                crumbs.push(json!({ "title": title, "url": url }));
            }
            above = site::parent(&url).map(str::to_owned);
        }
        crumbs.reverse();
        crumbs.into()
    }

    fn title_at(&self, url: &str) -> Option<String> {
        if url == "/" || url == format!("/{}/", self.words.tag) {
            return Some(self.strings.get("titles.home"));
        }
        if let Some(page) = self.site.page_at(url) {
            return Some(page.front.title.value.clone());
        }
        let path = url.trim_matches('/');
        match path {
            "schedule" => self
                .site
                .collections
                .of::<Training>()
                .next()
                .map(|_| self.strings.get("kinds.training.other")),
            _ => plan::lists()
                .get(path)
                .filter(|kinds| kinds.iter().any(|kind| self.site.collections.named(kind).next().is_some()))
                .map(|_| self.list_title(path)),
        }
    }

    fn related(&self, front: &crate::site::FrontMatter) -> Json {
        let view = |typed: &str| match typed.split_once('/') {
            Some(("@", _)) => {
                let url = self.site.resolve(typed, "content", &front.title.span).ok()?;
                let page = self.site.page_at(&url)?;
                Some(json!({ "title": page.front.title.value, "url": url, "label": Json::Null }))
            }
            Some((collection, id)) => {
                let entry = self.site.collections.find(collection, id)?;
                Some(
                    json!({ "title": entry.title(&self.site.collections), "url": entry.address()?, "label": self.strings.get(&format!("kinds.{collection}.one")) }),
                )
            }
            None => None,
        };
        front.related.iter().filter_map(|typed| view(&typed.value)).collect()
    }

    /// The pages before and after one in its section.
    fn neighbors(&self, page: &Page) -> (Json, Json) {
        if page.kind == PageKind::Section || page.front.weight.is_none() {
            return (Json::Null, Json::Null);
        }
        let above = site::parent(&page.url).unwrap_or_default();
        let is_sibling = |other: &&Page| other.kind == PageKind::Page && other.front.weight.is_some();
        let siblings: Vec<_> = self.site.pages_below(above).filter(is_sibling).collect();
        let at = siblings.iter().position(|other| other.url == page.url);
        let link = |at: Option<usize>| {
            at.and_then(|at| siblings.get(at))
                .map_or(Json::Null, |page| json!({ "title": page.front.title.value, "url": page.url }))
        };
        (link(at.and_then(|at| at.checked_sub(1))), link(at.map(|at| at + 1)))
    }
}

struct Head<'a> {
    title: String,
    heading: String,
    description: Option<String>,
    entry: Option<&'a dyn AnyEntry>,
}

/// The headings of a page that has more than two of the second level.
fn toc(page: &Page) -> Json {
    let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
    let sections = page.body.headings.iter().filter(|heading| heading.level == 2).count();
    if sections < 3 {
        return json!([]);
    }
    headings
        .map(|heading| json!({ "id": heading.id, "text": heading.text, "level": heading.level }))
        .collect()
}
