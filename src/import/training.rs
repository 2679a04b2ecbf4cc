//! The parts of a class as other programs have them, put together to one as docent has it.

use serde_json::{Map, Value as Json, json};

use super::text::{line, markdown};
use crate::config::Config;
use crate::schema::Vocabulary;
use crate::schema::dates::Moment;
use crate::schema::web::web_url;

/// What is known of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Its name.
    pub title: String,
    /// The first day, with the time if it is known.
    pub start: Option<Moment>,
    /// The last day, which counts.
    pub end: Option<Moment>,
    /// The zone of the times.
    pub zone: Option<String>,
    /// Where it is.
    pub place: String,
    /// What it is about, as plain text or HTML.
    pub description: String,
    /// Its page.
    pub url: String,
    /// Words that it is marked with.
    pub categories: Vec<String>,
    /// Whether it takes place.
    pub is_cancelled: bool,
}

/// What programs put before the name of an event that does not take place.
const CANCELLED: [&str; 3] = ["cancelled:", "canceled:", "cancelado:"];

impl Parts {
    /// The fields, and what was left out.
    pub fn fields(self, config: &Config) -> (Map<String, Json>, Vec<String>) {
        let mut left_out = Vec::new();
        let mut fields = Map::new();
        let title = line(&self.title);
        let marked = CANCELLED
            .iter()
            .find_map(|mark| title.get(..mark.len()).filter(|head| head.eq_ignore_ascii_case(mark)));
        let is_cancelled = self.is_cancelled || marked.is_some();
        let title = marked.map_or(title.as_str(), |mark| title.get(mark.len()..).unwrap_or_default().trim());
        let end = self.end.filter(|end| Some(end) != self.start.as_ref());
        let typed = |moment: Option<Moment>| moment.map(|moment| moment.to_string()).unwrap_or_default();
        let zone = self
            .zone
            .filter(|zone| zone != config.zone() && self.start.as_ref().is_some_and(|start| start.time.is_some()));
        for (field, text) in [
            ("title", title.to_owned()),
            ("start", typed(self.start)),
            ("end", typed(end)),
            ("timezone", zone.unwrap_or_default()),
            ("status", if is_cancelled { "cancelled".to_owned() } else { String::new() }),
            ("description", markdown(&self.description)),
        ] {
            if !text.is_empty() {
                fields.insert(field.to_owned(), text.into());
            }
        }
        place(&line(&self.place), &mut fields);
        match line(&self.url) {
            url if url.is_empty() => {}
            url if web_url(&url).is_ok() => drop(fields.insert("source".to_owned(), url.into())),
            url => left_out.push(format!("the address {url}")),
        }
        for category in self.categories {
            mark(&line(&category), config, &mut fields, &mut left_out);
        }
        (fields, left_out)
    }
}

/// A place is a building, or a meeting on the web.
fn place(text: &str, fields: &mut Map<String, Json>) {
    if web_url(text).is_ok() {
        fields.insert("format".to_owned(), "online".into());
        fields.insert("online".to_owned(), json!({ "url": text }));
    } else if !text.is_empty() {
        fields.insert("place".to_owned(), json!({ "name": text }));
    }
}

/// Adds the word of a vocabulary that a category is, by its id or its label.
fn mark(category: &str, config: &Config, fields: &mut Map<String, Json>, left_out: &mut Vec<String>) {
    let is_meant = |id: &str, label: &str| category.eq_ignore_ascii_case(id) || category.eq_ignore_ascii_case(label);
    let found = Vocabulary::ALL.into_iter().find_map(|vocabulary| {
        let words = config.vocabulary(vocabulary).iter();
        let mut meant = words.filter(|word| is_meant(&word.id.value, &word.label));
        Some((vocabulary, meant.next()?.id.value.clone()))
    });
    let Some((vocabulary, id)) = found else {
        if !category.is_empty() {
            left_out.push(format!("the category {category}, which docent.yaml does not have"));
        }
        return;
    };
    let list = fields.entry(vocabulary.name()).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(id.into());
    }
}
