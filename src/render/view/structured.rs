//! What the head of a page tells programs: its facts in the vocabulary of schema.org, and how it looks when it is shared.

use serde_json::{Value as Json, json};

use super::Builder;
use crate::formats::json_ld::{Thing, script};
use crate::kinds::Entry;
use crate::kinds::contacts::Contact;
use crate::kinds::courses::Course;
use crate::kinds::faqs::Faq;
use crate::kinds::things;
use crate::kinds::training::Training;
use crate::kinds::videos::{Episode, Series};
use crate::parse::markdown::LinkKind;
use crate::plan::Screen;
use crate::schema::fallback::strip;

/// Pictures that programs show beside a shared link; none of them shows SVG.
const SHARED: [&str; 5] = [".jpg", ".jpeg", ".png", ".webp", ".gif"];

impl Builder<'_> {
    /// `{ html }`: the text of the script element, or none where nothing is known that is worth one.
    pub(super) fn facts(&self, screen: &Screen, breadcrumbs: &Json, title: &str) -> Json {
        let things = self.things(screen).into_iter().chain(self.trail(breadcrumbs, title));
        let text = script(things.collect());
        text.map_or(Json::Null, |text| json!({ "html": strip(&text) }))
    }

    fn things(&self, screen: &Screen) -> Vec<Thing> {
        let (portal, all) = (self.portal(), &self.site.collections);
        match screen {
            Screen::Content(_) if self.is_home() => self.portal_itself(),
            Screen::Entry("training", id) => all
                .get::<Training>(id)
                .and_then(|class| things::event(class, portal))
                .into_iter()
                .collect(),
            Screen::Entry("courses", id) => all
                .get::<Course>(id)
                .map(|course| things::course(course, portal))
                .into_iter()
                .collect(),
            Screen::Episode(series, id) => self.video(series, id).into_iter().collect(),
            Screen::List("contacts") => all.of::<Contact>().map(|contact| things::contact(contact, portal)).collect(),
            Screen::Data => vec![self.catalog()],
            Screen::List("faq") => vec![things::questions(all.of::<Faq>())],
            _ => Vec::new(),
        }
    }

    fn is_home(&self) -> bool {
        self.source.is_some_and(|source| source.page.is_home())
    }

    fn portal_itself(&self) -> Vec<Thing> {
        let (portal, config) = (self.portal(), self.site.config);
        let site = Thing::new("WebSite")
            .with("name", config.title.as_str())
            .with("description", config.description.clone())
            .with("url", config.base_url())
            .with("inLanguage", self.words.tag)
            .with("publisher", things::agency(portal));
        vec![site]
    }

    fn found_episode(&self, series: &str, id: &str) -> Option<(&Entry<Series>, &Episode)> {
        let series = self.site.collections.get::<Series>(series)?;
        Some((series, series.episodes().into_iter().find(|episode| episode.slug() == id)?))
    }

    fn video(&self, series: &str, id: &str) -> Option<Thing> {
        let (series, episode) = self.found_episode(series, id)?;
        Some(things::video(series, episode, self.portal()))
    }

    /// The pages above this one, and itself. A trail of one step leads nowhere.
    fn trail(&self, breadcrumbs: &Json, title: &str) -> Option<Thing> {
        let above = breadcrumbs.as_array().filter(|above| !above.is_empty())?;
        let text = |crumb: &Json, key: &str| crumb.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let version = |url: String| self.mirrors.version(&url, self.words.tag).map_or(url.clone(), str::to_owned);
        let mut steps: Vec<(String, String)> = above
            .iter()
            .map(|crumb| (text(crumb, "title"), version(text(crumb, "url"))))
            .collect();
        steps.push((title.to_owned(), version(self.original.to_owned())));
        let portal = self.portal();
        let step = |(at, (name, url)): (usize, &(String, String))| {
            let item = Thing::new("ListItem")
                .with("position", u32::try_from(at + 1).ok())
                .with("name", name.as_str());
            Some(item.with("item", things::whole(url, portal)?))
        };
        let items: Option<Vec<Thing>> = steps.iter().enumerate().map(step).collect();
        Some(Thing::new("BreadcrumbList").with("itemListElement", items?))
    }

    /// `{ kind, image, image_alt }` for Open Graph.
    pub(super) fn share(&self, screen: &Screen) -> Json {
        let is_article = matches!(screen, Screen::Content(_) | Screen::Entry(..) | Screen::Episode(..)) && !self.is_home();
        let kind = if is_article { "article" } else { "website" };
        let picture = self
            .picture(screen)
            .and_then(|(url, alt)| Some((things::whole(&url, self.portal())?, alt)));
        let (image, alt) = picture.unzip();
        json!({ "kind": kind, "image": image, "image_alt": alt })
    }

    /// The first picture of the page, or the poster of a video.
    fn picture(&self, screen: &Screen) -> Option<(String, String)> {
        let is_shared = |url: &String| SHARED.iter().any(|ending| url.to_lowercase().ends_with(ending));
        if let Screen::Episode(series, id) = screen {
            let (_, episode) = self.found_episode(series, id)?;
            let poster = episode.poster.as_ref()?;
            let url = self.site.static_url(&poster.file)?.to_owned();
            return Some((url, strip(&poster.alt).into_owned())).filter(|(url, _)| is_shared(url));
        }
        let page = self.source?.page;
        let pictures = page.body.links.iter().filter(|link| link.kind == LinkKind::Image);
        let shown = |link: &crate::parse::markdown::Link| {
            let url = self.site.resolve(&link.target, page.folder(), &link.span).ok()?;
            Some((url, link.text.clone()))
        };
        pictures.filter_map(shown).find(|(url, _)| is_shared(url))
    }
}
