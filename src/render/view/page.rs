//! `page`: what every template sees of the page it makes.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Builder, Source};
use crate::kinds::training::Training;
use crate::kinds::videos::Series;
use crate::kinds::{AnyEntry, Entry};
use crate::plan::{self, Screen, When};
use crate::route::Route;
use crate::schema::Viewer;
use crate::schema::translation::Review;
use crate::schema::values::Tongue;
use crate::site::{self, Page, PageKind, Wanted};

impl Builder<'_> {
    pub(super) fn page(&self, screen: &Screen, route: &Route, template: &str) -> Json {
        let source = self.source.map(|source| source.page);
        let head = self.head(screen);
        let front = source.map(|page| &page.front);
        let is_facet = matches!(screen, Screen::Schedule(When::Past, _) | Screen::Schedule(_, Some(_)));
        let body = source.filter(|_| !is_facet);
        let url = route.url();
        let canonical = self.site.config.absolute(&url).filter(|_| *screen != Screen::Missing);
        let updated = front
            .and_then(|front| front.updated.or(front.date))
            .or_else(|| head.entry.and_then(|entry| entry.common().updated))
            .or_else(|| self.revised(screen));
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
        let breadcrumbs = self.breadcrumbs(self.original);
        // `json!` copies what it is given; what may be long is moved.
        let long = [
            ("facts", self.facts(screen, &breadcrumbs, &head.heading)),
            ("breadcrumbs", breadcrumbs),
            (
                "html",
                body.map(|page| self.html(page)).filter(|html| !html.trim().is_empty()).into(),
            ),
            ("toc", body.map_or(json!([]), |page| self.toc(page))),
            ("contact", contact.into()),
            ("related", front.map_or(json!([]), |front| self.related(front))),
            ("translations", self.languages()),
        ];
        let mut page = super::context(json!({
            "share": self.share(screen),
            "template": template.trim_end_matches(".html"),
            "title": head.title,
            "heading": head.heading,
            "description": head.description,
            "summary": source.and_then(|page| Some(self.text_of(page, page.front.summary.as_ref()?))),
            "url": url,
            "canonical": canonical,
            "edit_url": edit_url,
            "suggest_url": self.suggest_url(screen),
            "lang": self.words.tag,
            "updated": updated.map(|date| self.words.date(date)),
            "reviewed": front.and_then(|front| front.reviewed).map(|date| self.words.date(date)),
            "previous": previous,
            "next": next,
            "extra": front.map_or(json!({}), |front| front.extra.0.clone()),
            "noindex": matches!(screen, Screen::Missing | Screen::Search | Screen::Suggest(_)) || is_facet,
            "copy_url": plan::is_copied(self.site, screen).then(|| plan::copy(route).map(|copy| copy.url())),
            "translation": self.translation(screen),
        }));
        page.extend(long.map(|(name, value)| (name.to_owned(), value)));
        page.into()
    }

    /// The day on which the words or the entries of a screen last changed, where nobody has stated it.
    fn revised(&self, screen: &Screen) -> Option<Date> {
        let words = self.source.map(|source| source.page);
        match screen {
            Screen::Content(_) => self.site.page_revised(words?),
            Screen::List(path) => self.site.list_revised(&self.listed_at(path), words),
            Screen::Entry(collection, id) => self.site.entry_revised(self.site.collections.find(collection, id)?),
            Screen::Episode(series, _) => self.site.entry_revised(self.site.collections.find("videos", series)?),
            _ => None,
        }
    }

    /// The text of a page; where it is in another language than the page that shows it, it says so.
    fn html(&self, page: &Page) -> String {
        let places = self.site.page_places(page, self.words.trace);
        let html = self.site.html(&page.body, page.folder(), Wanted::TermsAndLaws, places, &|address| {
            self.words.note(address)
        });
        if page.lang == self.words.tag || html.trim().is_empty() {
            return html;
        }
        format!("<div lang=\"{}\">{html}</div>", page.lang)
    }

    /// The headings of a page that has more than two of the second level.
    fn toc(&self, page: &Page) -> Json {
        let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
        let sections = page.body.headings.iter().filter(|heading| heading.level == 2).count();
        if sections < 3 {
            return json!([]);
        }
        headings
            .map(|heading| json!({ "id": heading.id, "text": self.text_of(page, &heading.text), "level": heading.level }))
            .collect()
    }

    /// How far a translation can be relied on; nothing for an original, and where someone has read it.
    fn translation(&self, screen: &Screen) -> Json {
        let main = self.site.config.language();
        let review = self.reviews(screen).into_iter().max().unwrap_or(Review::Reviewed);
        let original = self.mirrors.version(self.original, main);
        match original.filter(|_| review != Review::Reviewed && self.words.tag != main) {
            Some(url) => json!({ "review": review.word(), "url": url, "code": main, "language": self.lang.language(main) }),
            None => Json::Null,
        }
    }

    /// Who has read the translations that a screen shows.
    fn reviews(&self, screen: &Screen) -> Vec<Review> {
        let all = &self.site.collections;
        let of_page = self.source.filter(|source| source.tongue == Tongue::Own);
        let of_entry = |entry: &dyn AnyEntry| {
            entry
                .translations()
                .get(self.words.tag)
                .map(|translation| translation.about.translation)
        };
        let of_kinds = |kinds: &[&str]| -> Vec<Review> { kinds.iter().flat_map(|kind| all.named(kind)).filter_map(of_entry).collect() };
        let mut reviews = match screen {
            Screen::Entry(collection, id) => all.find(collection, id).and_then(of_entry).into_iter().collect(),
            Screen::Episode(series, _) => all.find("videos", series).and_then(of_entry).into_iter().collect(),
            Screen::List(path) => of_kinds(&self.listed_at(path)),
            Screen::Schedule(..) => of_kinds(&["training", "courses"]),
            _ => Vec::new(),
        };
        reviews.extend(of_page.map(|source| source.page.front.translation));
        reviews
    }

    /// The title, and a description if there is one.
    pub(super) fn name(&self, screen: &Screen) -> (String, Option<String>) {
        let head = self.head(screen);
        (head.title, head.description)
    }

    /// Titles come from the words of an editor in the language of the page, or else from the interface.
    fn head(&self, screen: &Screen) -> Head<'_> {
        let mut head = self.named(screen);
        if let Some(Source {
            page,
            tongue: Tongue::Main,
        }) = self.source
            && head.description.is_none()
        {
            head.description = page.front.description.as_ref().map(|text| self.text_of(page, text));
        }
        head
    }

    fn named(&self, screen: &Screen) -> Head<'_> {
        let own = self.source.filter(|source| source.tongue == Tongue::Own).map(|source| source.page);
        let named = |title: String| Head {
            heading: title.clone(),
            title,
            description: None,
            entry: None,
        };
        match (screen, own) {
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
                // A word may be the name of a page or a list too; the title tells them apart.
                head.title = self
                    .strings
                    .get(&format!("titles.{}", vocabulary.name()))
                    .replace("{label}", &head.heading);
                head
            }
            (Screen::List(path), _) => named(self.list_title(path)),
            (Screen::Schedule(..), _) => named(self.strings.get("kinds.training.other")),
            (Screen::Search, _) => named(self.strings.get("titles.search")),
            (Screen::AToZ, _) => named(self.strings.get("titles.a_z")),
            (Screen::News, _) => named(self.strings.get("titles.news")),
            (Screen::Data, _) => named(self.strings.get("titles.data")),
            (Screen::DataSet(name), _) => named(self.data_set_title(name)),
            (Screen::Suggest(name), _) => named(self.suggestion_title(name)),
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
        self.listed_at(path)
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

    pub(super) fn title_at(&self, url: &str) -> Option<String> {
        if url == "/" {
            return Some(self.strings.get("titles.home"));
        }
        if let Some(page) = self.site.page_for(url, self.words.tag) {
            return Some(page.front.title.value.clone());
        }
        let path = url.trim_matches('/');
        let made = match path {
            "data" => Some(self.strings.get("titles.data")),
            "schedule" => self
                .site
                .collections
                .of::<Training>()
                .next()
                .map(|_| self.strings.get("kinds.training.other")),
            _ => {
                let mut listed = self.listed_at(path).into_iter();
                let has_entries = listed.any(|kind| self.site.collections.named(kind).next().is_some());
                has_entries.then(|| self.list_title(path))
            }
        };
        made.or_else(|| self.site.page_at(url).map(|page| self.title_of(page)))
    }

    fn related(&self, front: &crate::site::FrontMatter) -> Json {
        let view = |typed: &str| match typed.split_once('/') {
            Some(("@", _)) => {
                let url = self.site.resolve(typed, "content", &front.title.span).ok()?;
                let page = self.version(self.site.page_at(&url)?);
                Some(json!({ "title": self.title_of(page), "url": url, "label": Json::Null }))
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
