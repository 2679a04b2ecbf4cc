//! Pages of one entry, and of one video.

use serde_json::{Map, Value as Json, json};

use super::{Builder, Context, schedule::in_order};
use crate::kinds::Entry;
use crate::kinds::courses::Course;
use crate::kinds::training::{State, Training};
use crate::kinds::videos::Series;

impl Builder<'_> {
    pub(super) fn entry(&self, collection: &str, id: &str) -> (String, Context) {
        let Some(entry) = self.site.collections.find(collection, id) else {
            return ("item.html".to_owned(), Map::new());
        };
        let mut values = object! { "item": self.generic(entry) };
        if let Some(class) = entry.as_any().downcast_ref::<Entry<Training>>() {
            let course = class.course(&self.site.collections);
            values.insert("course".to_owned(), course.map_or(Json::Null, |course| self.view_of(course)));
        }
        if entry.as_any().is::<Entry<Course>>() {
            let classes: Vec<_> = self
                .site
                .collections
                .of::<Training>()
                .filter(|class| class.fields.course.as_ref().is_some_and(|course| course.id.value == id))
                .collect();
            let (past, coming): (Vec<_>, Vec<_>) = in_order(classes)
                .into_iter()
                .partition(|class| class.state(self.portal()) == State::Past);
            let dated: Vec<_> = coming.iter().copied().filter(|class| class.fields.days().is_some()).collect();
            values.insert(
                "empty".to_owned(),
                if coming.len() > dated.len() {
                    Json::Null
                } else {
                    self.empty(&dated)
                },
            );
            values.insert("events".to_owned(), self.views(coming));
            values.insert("past".to_owned(), self.views(past));
        }
        let template = entry.kind().template();
        (
            if self.site.theme.templates.contains_key(template) {
                template
            } else {
                "item.html"
            }
            .to_owned(),
            values,
        )
    }

    pub(super) fn episode(&self, series: &str, id: &str) -> Context {
        let Some(entry) = self.site.collections.get::<Series>(series) else {
            return Map::new();
        };
        let portal = self.site.portal(self.words.tag);
        let episodes = entry.episodes();
        let at = episodes.iter().position(|episode| episode.slug() == id);
        let view = |at: Option<usize>| {
            at.and_then(|at| episodes.get(at))
                .map_or(Json::Null, |episode| entry.episode_view(episode, portal, &self.words).into())
        };
        let link = |at: Option<usize>| {
            at.and_then(|at| episodes.get(at)).map_or(
                Json::Null,
                |episode| json!({ "title": episode.title.value, "url": episode.address() }),
            )
        };
        let mut episode = view(at);
        if let Json::Object(episode) = &mut episode {
            let handouts = at
                .and_then(|at| episodes.get(at))
                .into_iter()
                .flat_map(|episode| &episode.handouts)
                .map(|handout| self.words.entry("documents", &handout.id.value));
            episode.insert("handouts".to_owned(), handouts.filter(|view| !view.is_null()).collect());
        }
        object! {
            "series": self.view_of(&entry.without_episodes()),
            "episode": episode,
            "previous": link(at.and_then(|at| at.checked_sub(1))),
            "next": link(at.map(|at| at + 1)),
        }
    }
}
