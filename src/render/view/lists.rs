//! Lists: the pages of collections, of words, and of everything from A to Z.

use serde_json::{Map, Value as Json, json};

use super::{Builder, Context};
use crate::kinds::documents::PortalDocument;
use crate::kinds::terms::Term;
use crate::kinds::training::{State, Training};
use crate::kinds::{AnyEntry, Entry};
use crate::plan;
use crate::render::words::plain_fields;
use crate::schema::{Viewer, Vocabulary};
use crate::site::Page;

impl Builder<'_> {
    pub(super) fn list(&self, path: &str) -> (String, Context) {
        let names = self.listed_at(path);
        let first = names.first().copied().unwrap_or_default();
        let own = format!("{path}.html");
        let mut values = Map::new();
        match path {
            "resources" => {
                let (archived, current): (Vec<_>, Vec<_>) = self.ranked("documents").into_iter().partition(|entry| is_archived(*entry));
                values.insert("groups".to_owned(), self.groups(&current));
                values.insert(
                    "archived".to_owned(),
                    archived
                        .into_iter()
                        .map(|entry| self.editable(entry, self.view_of(entry)))
                        .collect(),
                );
                values.insert("links".to_owned(), self.groups(&self.ranked("links")));
            }
            "glossary" => drop(values.insert("letters".to_owned(), self.glossary())),
            "videos" => drop(values.insert(
                "series".to_owned(),
                self.ranked("videos").into_iter().map(|entry| self.view_of(entry)).collect(),
            )),
            _ => {
                let entries = self.ranked(first);
                values.insert("groups".to_owned(), self.groups(&entries));
                values.insert(
                    "items".to_owned(),
                    entries.into_iter().map(|entry| self.editable(entry, self.generic(entry))).collect(),
                );
            }
        }
        let has_cards = path == "contacts" && self.site.collections.named("contacts").next().is_some();
        values.insert(
            "all_vcards_url".to_owned(),
            has_cards.then_some(crate::kinds::contacts::ALL_CARDS).into(),
        );
        let template = if self.site.theme.templates.contains_key(&own) {
            own
        } else {
            "list.html".to_owned()
        };
        (template, values)
    }

    /// The collections that have their home in the list at this address.
    pub(super) fn listed_at(&self, path: &str) -> Vec<&'static str> {
        plan::listed_at(path, self.site.collections.kinds())
    }

    /// What is marked with a word, pages first: what is over is in its own list.
    pub(super) fn marked(&self, vocabulary: Vocabulary, id: &str) -> Json {
        let all = &self.site.collections;
        let of_page = |page: &&Page| page.front.terms(vocabulary).contains(&id);
        let is_past = |entry: &dyn AnyEntry| {
            let class = entry.as_any().downcast_ref::<Entry<Training>>();
            class.is_some_and(|class| class.state(self.portal()) == State::Past)
        };
        let of_entry = |entry: &&dyn AnyEntry| {
            let is_shown = entry.address().is_some() && !is_past(*entry) && !is_archived(*entry);
            is_shown && entry.terms(vocabulary, all).contains(&id)
        };
        let pages = self.site.pages_for(self.words.tag).filter(of_page).map(|page| self.child(page));
        let entries = self.site.collections.all().filter(of_entry).map(|entry| {
            json!({ "title": entry.title(&self.site.collections), "url": entry.address(), "kind": entry.kind().name(), "answer": self.answer(entry), "description": entry.common().summary, "updated": entry.common().updated.map(|date| self.words.date(date)) })
        });
        pages.chain(entries).collect()
    }

    /// What most readers want of an entry, as search results show it too: the number to call, or the date and place.
    fn answer(&self, entry: &dyn AnyEntry) -> Option<String> {
        entry.found(self.portal()).into_iter().next()?.answer()
    }

    /// The entries of a collection in the order of its list.
    pub(super) fn ranked(&self, collection: &str) -> Vec<&dyn AnyEntry> {
        let mut entries: Vec<_> = self.site.collections.named(collection).collect();
        entries.sort_by_key(|entry| entry.rank());
        entries
    }

    /// An entry with the rows that the generic templates show.
    pub(super) fn generic(&self, entry: &dyn AnyEntry) -> Json {
        let mut view = entry.view(self.site.portal(self.words.tag), &self.words);
        let rows = plain_fields(entry.kind(), &view, self.strings);
        view.insert("fields".to_owned(), rows);
        view.into()
    }

    /// The view of an entry for its list, with the address at which its lines can be changed.
    fn editable(&self, entry: &dyn AnyEntry, mut view: Json) -> Json {
        if let Json::Object(view) = &mut view {
            let url = self.site.config.edit_url(&entry.at().file, Some(entry.line()));
            view.insert("edit_url".to_owned(), url.into());
        }
        view
    }

    /// Entries under their headings, in the order in which the headings first stand.
    pub(super) fn groups(&self, entries: &[&dyn AnyEntry]) -> Json {
        let portal = self.site.portal(self.words.tag);
        // Two lists on one page may have the same headings: the collection tells their anchors apart.
        let collection = entries.first().map_or("", |entry| entry.kind().name());
        let mut groups: Vec<(String, String, Vec<Json>)> = Vec::new();
        for entry in entries {
            let label = entry
                .heading(portal)
                .unwrap_or_else(|| self.strings.get(&format!("kinds.{}.other", entry.kind().name())));
            let view = self.editable(*entry, self.view_of(*entry));
            // What differs in letter case is told, and is one heading: two would have the same anchor.
            let key = crate::route::heading_key(&label);
            match groups.iter_mut().find(|(known, ..)| *known == key) {
                Some((.., items)) => items.push(view),
                None => groups.push((key, label, vec![view])),
            }
        }
        groups
            .into_iter()
            .map(|(_, label, items)| object! { "id": format!("{collection}-{}", crate::route::slug(&label)), "label": label, "items": items })
            .collect()
    }

    pub(super) fn glossary(&self) -> Json {
        let mut terms: Vec<_> = self.site.collections.of::<Term>().collect();
        terms.sort_by_cached_key(|entry| self.lang.sort_key(&entry.fields.term));
        let named = terms.into_iter().map(|entry| (entry.fields.term.clone(), self.view_of(entry)));
        self.by_letter(named)
            .into_iter()
            .map(|(letter, items)| object! { "letter": letter, "items": items })
            .collect()
    }

    pub(super) fn letters(&self) -> Json {
        let mut all: Vec<(String, Json)> = Vec::new();
        for page in self.site.pages_for(self.words.tag).filter(|page| page.key != "/404/") {
            // A list that is not introduced in this language has its title from the interface.
            let title = match page.lang == self.words.tag {
                true => self.title_of(page),
                false => self.title_at(&page.url).unwrap_or_else(|| self.title_of(page)),
            };
            all.push((title.clone(), json!({ "title": title, "url": page.url, "label": Json::Null })));
        }
        let portal = self.site.portal(self.words.tag);
        for entry in self.site.collections.all() {
            let label = self.strings.get(&format!("kinds.{}.one", entry.kind().name()));
            for found in entry.found(portal) {
                let title = [Some(found.title.clone()), found.date.clone()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(", ");
                all.push((found.title, json!({ "title": title, "url": found.url, "label": label })));
            }
        }
        all.sort_by_cached_key(|(title, view)| (self.lang.sort_key(title), view.to_string()));
        self.by_letter(all)
            .into_iter()
            .map(|(letter, entries)| object! { "id": format!("letter-{}", self.letter_id(&letter)), "letter": letter, "entries": entries })
            .collect()
    }

    /// Things under the first letter of their names; what begins with a digit or a sign stands under `#`.
    fn by_letter(&self, things: impl IntoIterator<Item = (String, Json)>) -> Vec<(String, Vec<Json>)> {
        let mut letters: Vec<(String, Vec<Json>)> = Vec::new();
        for (name, view) in things {
            let letter = self.lang.initial(&name).map_or_else(|| "#".to_owned(), String::from);
            match letters.iter_mut().find(|(known, _)| *known == letter) {
                Some((_, items)) => items.push(view),
                None => letters.push((letter, vec![view])),
            }
        }
        letters
    }

    fn letter_id(&self, letter: &str) -> String {
        match letter {
            "#" => "0-9".to_owned(),
            "Ñ" => "n-tilde".to_owned(),
            letter => letter.to_lowercase(),
        }
    }
}

pub(super) fn is_archived(entry: &dyn AnyEntry) -> bool {
    entry
        .as_any()
        .downcast_ref::<Entry<PortalDocument>>()
        .is_some_and(|document| document.fields.archived)
}
