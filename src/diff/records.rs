//! Entries by field: which values are others, in words, and on which pages that shows.

use std::collections::BTreeSet;

use jiff::civil::Time;
use serde_json::{Map, Value as Json};

use super::published::{Page, Published};
use super::sides::{both, only};
use super::{ChangedEntry, Entries, EntryName, FieldChange};
use crate::kinds::{self, AnyKind};
use crate::schema::reach::Telephone;
use crate::schema::{Field, Type, dates};
use crate::words::{Lang, capitalized};

/// What happens to entries.
pub(super) fn entries(old: &Published, new: &Published) -> Entries {
    let pages = both(&old.pages, &new.pages).filter(|(_, was, is)| was.sections != is.sections);
    let differing: Vec<_> = pages.collect();
    Entries {
        added: only(&new.entries, &old.entries).map(|(key, entry)| name(key, entry, new)).collect(),
        removed: only(&old.entries, &new.entries).map(|(key, entry)| name(key, entry, old)).collect(),
        changed: both(&old.entries, &new.entries)
            .filter_map(|(key, before, after)| changed(key, (before, old), (after, new), &differing))
            .collect(),
    }
}

type Key = (&'static str, String);
type Entry = Map<String, Json>;

/// The kind of a collection, which one side alone may have.
fn kind_of(name: &str, old: &Published, new: &Published) -> Option<&'static dyn AnyKind> {
    new.kinds.named(name).or_else(|| old.kinds.named(name))
}

fn name((collection, id): &Key, entry: &Entry, site: &Published) -> EntryName {
    EntryName {
        collection: (*collection).to_owned(),
        id: id.clone(),
        title: title(entry, site).unwrap_or_else(|| id.clone()),
    }
}

/// The fields in which the kinds have what the public calls an entry.
const TITLES: [&str; 6] = ["name", "title", "question", "term", "citation", "from"];

/// What the public calls an entry; a class without a title has that of its course.
fn title(entry: &Entry, site: &Published) -> Option<String> {
    let own = TITLES.iter().find_map(|field| entry.get(*field)?.as_str());
    let of_course = || {
        let course = site.entries.get(&("courses", entry.get("course")?.as_str()?.to_owned()))?;
        course.get("title")?.as_str()
    };
    own.or_else(of_course).map(str::to_owned)
}

fn changed(
    key: &Key,
    (before, old): (&Entry, &Published),
    (after, new): (&Entry, &Published),
    differing: &Differing<'_>,
) -> Option<ChangedEntry> {
    let mut comparison = Comparison {
        old,
        new,
        found: Vec::new(),
    };
    let declared = kind_of(key.0, old, new).map(kinds::published_fields).unwrap_or_default().concat();
    comparison.groups(&Path::default(), &declared, before, after);
    let entry = name(key, after, new);
    let own = kind_of(key.0, old, new).and_then(|kind| kind.home().address(&key.1));
    let place = Place {
        titles: [title(before, old), title(after, new)],
        own: own.map(|own| own.split('#').next().unwrap_or_default().to_owned()),
    };
    let own = comparison.found.into_iter();
    // That it changed is told by what else did.
    let own = own.filter(|change| change.field != "updated");
    let own = own.filter(|change| !is_told_in_the_main_language(&change.field, before, after));
    let fields: Vec<FieldChange> = own.map(|change| place.shown(change, differing)).collect();
    (!fields.is_empty()).then_some(ChangedEntry { entry, fields })
}

/// Whether a value of a translation is that of the main language, before and after: dates and numbers are the same in both.
fn is_told_in_the_main_language(path: &str, before: &Entry, after: &Entry) -> bool {
    let Some((lang, own)) = path.split_once('.') else { return false };
    let is_same = |entry: &Entry| {
        let own = value_at(entry.get(lang)?, own.split('.'))?;
        Some(value_in(entry, path.split('.').skip(1))? == own)
    };
    is_same(before) == Some(true) && is_same(after) == Some(true)
}

fn value_in<'e, 'k>(entry: &'e Entry, mut keys: impl Iterator<Item = &'k str>) -> Option<&'e Json> {
    value_at(entry.get(keys.next()?)?, keys)
}

/// The value at `1`, `number`, the first item being 1.
fn value_at<'e, 'k>(value: &'e Json, mut keys: impl Iterator<Item = &'k str>) -> Option<&'e Json> {
    keys.try_fold(value, |value, key| match value {
        Json::Array(items) => items.get(key.parse::<usize>().ok()?.checked_sub(1)?),
        Json::Object(fields) => fields.get(key),
        _ => None,
    })
}

/// What is known of entries to tell their part of a page from the rest of it.
pub(super) struct Traces {
    /// What the entries that are not as they were are called, in all languages.
    pub(super) titles: BTreeSet<String>,
    /// What all classes are called: they move up in lists when another one goes.
    pub(super) classes: BTreeSet<String>,
    /// The pages of entries that are not as they were.
    pub(super) pages: BTreeSet<String>,
}

impl Traces {
    pub(super) fn of(old: &Published, new: &Published) -> Self {
        let gone = only(&old.entries, &new.entries).map(|(key, entry)| (key, entry, old));
        let come = only(&new.entries, &old.entries).map(|(key, entry)| (key, entry, new));
        let others = both(&old.entries, &new.entries).filter(|(_, was, is)| was != is);
        let others = others.flat_map(|(key, was, is)| [(key, was, old), (key, is, new)]);
        let differing: Vec<_> = gone.chain(come).chain(others).collect();
        let classes = new.entries.iter().filter(|((collection, _), _)| *collection == "training");
        let page = |(collection, id): &Key| {
            let home = kind_of(collection, old, new)?.home();
            home.address(id).filter(|address| !address.contains('#'))
        };
        Self {
            titles: differing.iter().flat_map(|(_, entry, site)| titles(entry, site)).collect(),
            classes: classes.flat_map(|(_, entry)| titles(entry, new)).collect(),
            pages: differing.iter().filter_map(|(key, ..)| page(key)).collect(),
        }
    }
}

/// What an entry is called in all languages.
fn titles(entry: &Entry, site: &Published) -> Vec<String> {
    let course = entry.get("course").and_then(Json::as_str);
    let course = course.and_then(|id| site.entries.get(&("courses", id.to_owned())));
    let entries = std::iter::once(entry).chain(course);
    let translated = entries.flat_map(|entry| entry.values().filter_map(Json::as_object));
    let all = translated.filter_map(|block| title(block, site)).chain(title(entry, site));
    all.filter(|title| title.chars().count() >= TELLING).collect()
}

/// Where a field stands in an entry.
#[derive(Debug, Clone, Default)]
struct Path {
    /// `phones.1.number`.
    keys: String,
    /// The groups around the field, in words: `Session 2`.
    around: Vec<String>,
}

impl Path {
    fn below(&self, key: &str, around: Option<String>) -> Self {
        let dot = if self.keys.is_empty() { "" } else { "." };
        Self {
            keys: format!("{}{dot}{key}", self.keys),
            around: self.around.iter().cloned().chain(around).collect(),
        }
    }
}

struct Comparison<'s> {
    old: &'s Published,
    new: &'s Published,
    found: Vec<FieldChange>,
}

impl Comparison<'_> {
    fn groups(&mut self, path: &Path, declared: &[Field], before: &Entry, after: &Entry) {
        // Declared fields come in the order of their declaration, what else there is behind them.
        let mut keys: Vec<&str> = declared.iter().map(|field| field.name).collect();
        let known: BTreeSet<&str> = keys.iter().copied().collect();
        let all: BTreeSet<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
        keys.extend(all.difference(&known));
        for key in keys {
            let ty = declared.iter().find(|field| field.name == key).map(|field| field.ty);
            let (was, is) = (before.get(key).unwrap_or(&Json::Null), after.get(key).unwrap_or(&Json::Null));
            if was != is {
                self.values(&path.below(key, None), key, ty, was, is);
            }
        }
    }

    fn values(&mut self, path: &Path, key: &str, ty: Option<Type>, before: &Json, after: &Json) {
        match (before, after) {
            (Json::Object(was), Json::Object(is)) => {
                let declared = if let Some(Type::Group(fields)) = ty { fields } else { &[] };
                let group = Path {
                    keys: path.keys.clone(),
                    around: path.around.iter().cloned().chain([words(key)]).collect(),
                };
                self.groups(&group, declared, was, is);
            }
            (Json::Array(was), Json::Array(is)) if was.iter().chain(is).any(Json::is_object) => self.lists(path, key, ty, was, is),
            _ => self.found.push(FieldChange {
                field: path.keys.clone(),
                name: self.name(path, key, ty),
                before: said(before, ty, self.old),
                after: said(after, ty, self.new),
                pages: Vec::new(),
            }),
        }
    }

    /// Groups in a list: those that are the same on both sides stay out of it, the others are compared in their order.
    fn lists(&mut self, path: &Path, key: &str, ty: Option<Type>, before: &[Json], after: &[Json]) {
        let item_type = if let Some(Type::List(ty)) = ty { Some(*ty) } else { None };
        let one = key.strip_suffix('s').unwrap_or(key);
        let was: Vec<(usize, &Json)> = before.iter().enumerate().filter(|(_, item)| !after.contains(item)).collect();
        let is: Vec<(usize, &Json)> = after.iter().enumerate().filter(|(_, item)| !before.contains(item)).collect();
        let pairs = if was.len() == is.len() { was.len() } else { 0 };
        for ((at, was), (_, is)) in was.iter().zip(&is).take(pairs) {
            let several = before.len() > 1 || after.len() > 1;
            let item = if several {
                format!("{} {}", words(one), at + 1)
            } else {
                words(one)
            };
            let declared = if let Some(Type::Group(fields)) = item_type { fields } else { &[] };
            let below = path.below(&(at + 1).to_string(), Some(item));
            match (was, is) {
                (Json::Object(was), Json::Object(is)) => self.groups(&below, declared, was, is),
                (was, is) => self.values(&below, one, item_type, was, is),
            }
        }
        let gone = was.iter().skip(pairs).map(|(at, item)| (at, Some(*item), None));
        let come = is.iter().skip(pairs).map(|(at, item)| (at, None, Some(*item)));
        for (at, was, is) in gone.chain(come) {
            self.found.push(FieldChange {
                field: format!("{}.{}", path.keys, at + 1),
                name: self.name(path, one, None),
                before: was.and_then(|item| said(item, item_type, self.old)),
                after: is.and_then(|item| said(item, item_type, self.new)),
                pages: Vec::new(),
            });
        }
    }

    /// A field in words: `Telephone`; `Session 2, start`. The languages of translations are called by their names.
    fn name(&self, path: &Path, key: &str, ty: Option<Type>) -> String {
        let leaf = match ty {
            // The number is all there is to say of a telephone.
            Some(Type::Telephone) => return "Telephone".to_owned(),
            Some(Type::List(Type::Email) | Type::Email) => "E-mail".to_owned(),
            _ => words(key),
        };
        let parts: Vec<String> = path.around.iter().cloned().chain([leaf]).collect();
        capitalized(&parts.join(", "))
    }
}

/// `office_hours` is `office hours`; the key of a translation is the name of its language.
fn words(key: &str) -> String {
    if key.len() == 2 {
        Lang::En.language(key)
    } else {
        key.replace('_', " ")
    }
}

/// A value as a reader would say it; nothing where there is none.
fn said(value: &Json, ty: Option<Type>, site: &Published) -> Option<String> {
    let text = match value {
        Json::Null => return None,
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text_said(text, ty, site),
        Json::Array(items) => {
            let item_type = if let Some(Type::List(ty)) = ty { Some(*ty) } else { None };
            let items: Vec<String> = items.iter().filter_map(|item| said(item, item_type, site)).collect();
            items.join(", ")
        }
        Json::Object(group) => {
            let fields = if let Some(Type::Group(fields)) = ty { fields } else { &[] };
            let value = |(key, value): (&String, &Json)| {
                let field = fields.iter().find(|field| field.name == key).map(|field| field.ty);
                said(value, field, site)
            };
            group.iter().filter_map(value).collect::<Vec<_>>().join(", ")
        }
    };
    (!text.is_empty()).then_some(text)
}

fn text_said(text: &str, ty: Option<Type>, site: &Published) -> String {
    let said = match ty {
        Some(Type::Date | Type::Moment) => dates::moment(text).ok().map(in_words),
        Some(Type::Telephone) => Telephone::parse(text, &site.dialing).ok().map(|telephone| telephone.text),
        Some(Type::Reference(collection)) => site
            .entries
            .get(&(collection, text.to_owned()))
            .and_then(|entry| title(entry, site)),
        Some(Type::Language) => Some(Lang::En.language(text)),
        _ => None,
    };
    said.unwrap_or_else(|| text.to_owned())
}

fn in_words(moment: dates::Moment) -> String {
    let day = Lang::En.date(moment.date);
    moment
        .time
        .map_or(day.clone(), |time: Time| format!("{day}, {}", Lang::En.time(time)))
}

/// The pages that read otherwise than before.
type Differing<'p> = [(&'p String, &'p Page, &'p Page)];

/// Where an entry shows.
struct Place {
    /// What it was and is called.
    titles: [Option<String>; 2],
    /// Its own page.
    own: Option<String>,
}

/// Texts shorter than this stand on pages by chance.
const TELLING: usize = 4;

impl Place {
    /// The change with the pages on which it shows: those that say the old value less often or the new one more often. Where a
    /// value stands in other words there, those that name the entry and say something else than before.
    fn shown(&self, change: FieldChange, differing: &Differing<'_>) -> FieldChange {
        let telling = |value: &Option<String>| value.clone().filter(|value| value.chars().count() >= TELLING);
        let (before, after) = (telling(&change.before), telling(&change.after));
        let says = differing.iter().filter(|(_, was, is)| {
            let lost = before.as_ref().is_some_and(|value| was.count(value) > is.count(value));
            lost || after.as_ref().is_some_and(|value| is.count(value) > was.count(value))
        });
        let mut pages: Vec<String> = says.map(|(url, ..)| (*url).clone()).collect();
        if pages.is_empty() {
            let names = differing.iter().filter(|(url, _, is)| {
                let named = self.titles.iter().flatten().any(|title| is.count(title) > 0);
                named || self.own.as_deref() == Some(url.as_str())
            });
            pages = names.map(|(url, ..)| (*url).clone()).collect();
        }
        FieldChange { pages, ..change }
    }
}
