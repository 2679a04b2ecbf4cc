//! The form by which anyone suggests an entry: a question for each declared field that someone outside can answer.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Builder, Context, context};
use crate::kinds::{AnyKind, Common};
use crate::plan::Screen;
use crate::schema::{Field, Record, Type};

/// Fields of every entry that someone outside of the agency can say something about.
const COMMON: [&str; 6] = ["summary", "audiences", "topics", "regions", "contact", "source"];

/// As many choices as are still read one by one; of more than these, a list to open shows one.
const BOXES: usize = 12;

fn text(question: &Json, name: &str) -> Option<String> {
    question.get(name)?.as_str().map(str::to_owned)
}

/// A required answer can be left out where one of other questions that are asked is answered instead.
fn let_others_do(question: &mut Json, kind: &dyn AnyKind, asked: &BTreeMap<String, String>) {
    let others = text(question, "path").map_or(&[][..], |path| kind.instead_of(&path));
    let others: Vec<Json> = others
        .iter()
        .filter_map(|other| Some(json!({ "path": other, "label": asked.get(*other)? })))
        .collect();
    if let (false, Json::Object(question)) = (others.is_empty(), question) {
        question.insert("required".to_owned(), false.into());
        question.insert("instead".to_owned(), others.into());
    }
}

impl Builder<'_> {
    pub(super) fn suggestion_title(&self, name: &str) -> String {
        let title = self.strings.get(&format!("kinds.{name}.other"));
        self.strings.get("suggest.title").replace("{collection}", &title)
    }

    /// Where readers of a list suggest an entry for it.
    pub(super) fn suggest_url(&self, screen: &Screen) -> Option<String> {
        let kinds: Vec<&str> = match screen {
            Screen::List(path) => self.listed_at(path),
            Screen::Schedule(..) => vec!["training"],
            _ => return None,
        };
        let wanted = &self.site.config.suggestions;
        let name = kinds.into_iter().find(|name| wanted.iter().any(|wanted| wanted.value == *name))?;
        Some(format!("/suggest/{name}/"))
    }

    pub(super) fn suggestion(&self, name: &str) -> Context {
        let Some(kind) = self.site.collections.kinds().named(name) else {
            return Context::new();
        };
        let folder = format!("data/{name}");
        let repository = self.site.config.repository.as_ref();
        let sender = repository.map(|repository| {
            let new = repository.new_file(&folder);
            json!({ "url": new.url, "name": new.name, "text": new.text })
        });
        let common = Common::FIELDS.iter().filter(|field| COMMON.contains(&field.name));
        let fields = kind.fields().iter().chain(common);
        let mut questions: Vec<Json> = fields.filter_map(|field| self.question(field, kind, "")).collect();
        let asked: BTreeMap<String, String> = questions
            .iter()
            .filter_map(|question| Some((text(question, "path")?, text(question, "label")?)))
            .collect();
        questions.iter_mut().for_each(|question| let_others_do(question, kind, &asked));
        context(json!({ "collection": name, "sender": sender, "fields": questions }))
    }

    /// A question of the form, and those of its group; nothing for a field that a form cannot ask for.
    fn question(&self, field: &Field, kind: &dyn AnyKind, above: &str) -> Option<Json> {
        let path = format!("{above}{}", field.name);
        let (form, inner) = match field.ty {
            Type::Group(fields) => ("group", Some((fields, format!("{path}.")))),
            Type::List(Type::Group(fields)) => ("group", Some((*fields, format!("{path}.0.")))),
            Type::List(item) => (self.form_of_many(item)?, None),
            ty => (self.form_of_one(&ty)?, None),
        };
        // A group in a group is more than a form can make clear.
        if inner.is_some() && !above.is_empty() {
            return None;
        }
        let questions: Vec<Json> = match &inner {
            Some((fields, above)) => fields.iter().filter_map(|field| self.question(field, kind, above)).collect(),
            None => Vec::new(),
        };
        let is_empty = inner.is_some() && questions.is_empty();
        let is_needed = field.required || (above.is_empty() && kind.needed().contains(&field.name));
        (!is_empty).then(|| {
            json!({
                "id": format!("f-{}", path.replace(['.', '_'], "-")),
                "path": path,
                "label": self.strings.field(kind.name(), field.name),
                "help": field.help.trim().replace('`', ""),
                "form": form,
                "required": is_needed && above.is_empty(),
                "needed": is_needed,
                "instead": [],
                "options": self.options(&field.ty),
                "fields": questions,
            })
        })
    }

    /// What one value is asked with: the name of a form in the template.
    fn form_of_one(&self, ty: &Type) -> Option<&'static str> {
        Some(match ty {
            Type::Choice(_) | Type::Weekday => "select",
            Type::Term(_) | Type::Reference(_) if self.options(ty).is_empty() => return None,
            Type::Term(_) | Type::Reference(_) => "select",
            Type::Boolean => "check",
            Type::Markdown => "area",
            Type::Date => "date",
            Type::Moment => "moment",
            Type::Number => "number",
            Type::Url => "url",
            Type::Telephone => "tel",
            Type::Email => "email",
            // A file cannot be sent along, and the rest is the agency's own.
            Type::File | Type::Free | Type::List(_) | Type::Group(_) => return None,
            Type::Text | Type::Month | Type::Duration | Type::TimeZone | Type::Language | Type::Address => "text",
        })
    }

    fn form_of_many(&self, item: &Type) -> Option<&'static str> {
        match (item, self.options(item).len()) {
            (Type::Choice(_) | Type::Term(_) | Type::Reference(_), 1..=BOXES) => Some("checks"),
            (Type::Choice(_) | Type::Term(_), _) => Some("lines"),
            (Type::Reference(_) | Type::File | Type::Free, _) => None,
            (Type::Email, _) => Some("emails"),
            _ => Some("lines"),
        }
    }

    /// What there is to choose from, each with the words that readers know it by.
    fn options(&self, ty: &Type) -> Vec<Json> {
        let same = |words: &[&str]| words.iter().map(|word| json!({ "id": word, "label": word })).collect();
        match ty {
            Type::List(item) => self.options(item),
            Type::Choice(words) => same(words),
            Type::Weekday => same(&crate::schema::dates::WEEKDAYS),
            Type::Term(vocabulary) => {
                let words = self.site.config.vocabulary(*vocabulary).iter();
                words.map(|word| json!({ "id": word.id.value, "label": word.label })).collect()
            }
            Type::Reference(collection) => {
                let entries = self.site.collections.named(collection);
                entries
                    .map(|entry| json!({ "id": entry.id().value, "label": entry.title(&self.site.collections) }))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
