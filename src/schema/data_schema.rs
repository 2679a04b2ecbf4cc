//! JSON Schema (draft 2020-12) of open data: what programs that use a file of `data/` may rely on.
//!
//! It describes what is published, where [`super::json_schema`] describes what editors may type: every value has one form.
//! File and schema come out of one build, so no field is there that the schema does not name.

use serde_json::{Map, Value as Json, json};

use super::dates::WEEKDAYS;
use super::sample::Words;
use super::{Field, Type};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a file: a list of entries with these fields. `id` is the address of the schema, if it is known.
pub fn collection(title: &str, id: Option<String>, fields: &[&[Field]], words: Words<'_>, languages: &[&str]) -> Json {
    let mut schema = Map::from_iter([("$schema".to_owned(), DRAFT.into())]);
    schema.extend(id.map(|id| ("$id".to_owned(), id.into())));
    schema.extend([
        ("title".to_owned(), title.into()),
        ("type".to_owned(), "array".into()),
        ("items".to_owned(), json!({ "$ref": "#/$defs/entry" })),
        (
            "$defs".to_owned(),
            json!({ "entry": entry(fields, words, languages), "translation": translation(fields, words) }),
        ),
    ]);
    schema.into()
}

fn entry(fields: &[&[Field]], words: Words<'_>, languages: &[&str]) -> Json {
    let mut entry = object(fields, words);
    // What an entry says in another language stands under the tag of that language.
    if let Some(Json::Object(properties)) = entry.get_mut("properties") {
        let translation = |lang: &&str| ((*lang).to_owned(), json!({ "$ref": "#/$defs/translation" }));
        properties.extend(languages.iter().map(translation));
    }
    entry.into()
}

/// The fields that differ in another language.
fn translation(fields: &[&[Field]], words: Words<'_>) -> Json {
    let mut translation = object(fields, words);
    translation.remove("required");
    translation.into()
}

fn object(fields: &[&[Field]], words: Words<'_>) -> Map<String, Json> {
    let all = || fields.iter().flat_map(|fields| fields.iter());
    let properties: Map<String, Json> = all().map(|field| (field.name.to_owned(), property(field, words))).collect();
    let required: Vec<&str> = all().filter(|field| field.required).map(|field| field.name).collect();
    let mut object = Map::from_iter([("type".to_owned(), "object".into()), ("properties".to_owned(), properties.into())]);
    if !required.is_empty() {
        object.insert("required".to_owned(), required.into());
    }
    object.insert("additionalProperties".to_owned(), false.into());
    object
}

fn property(field: &Field, words: Words<'_>) -> Json {
    let mut property = Map::from_iter([("description".to_owned(), field.help.trim().into())]);
    property.extend(value(&field.ty, words));
    property.into()
}

fn value(ty: &Type, words: Words<'_>) -> Map<String, Json> {
    let schema = match ty {
        Type::Text => json!({ "type": "string" }),
        Type::Markdown => json!({ "type": "string", "contentMediaType": "text/markdown" }),
        Type::Number => json!({ "type": "integer", "minimum": 0 }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Moment => text("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$"),
        Type::Month => text("^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"),
        Type::Duration => json!({ "type": "string", "format": "duration" }),
        Type::Weekday => json!({ "enum": WEEKDAYS }),
        Type::TimeZone => text("^(UTC|[A-Za-z_]+/.+)$"),
        Type::Language => text("^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"),
        // A whole number (E.164), or a short one of a service.
        Type::Telephone => text("^(\\+[0-9]{6,15}|[0-9]{3,6})$"),
        Type::Email => json!({ "type": "string", "format": "email" }),
        Type::Url => json!({ "type": "string", "format": "uri" }),
        Type::Address => text("^(/|https?://)"),
        Type::File => text("^/"),
        Type::Choice(choices) => json!({ "enum": choices }),
        Type::Term(vocabulary) => match words(*vocabulary) {
            words if words.is_empty() => json!({ "type": "string" }),
            words => json!({ "enum": words }),
        },
        Type::Reference(_) => text("^[a-z0-9]+(-[a-z0-9]+)*$"),
        Type::List(item) => json!({ "type": "array", "items": value(item, words) }),
        Type::Group(fields) => object(&[fields], words).into(),
        Type::Free => json!({}),
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn text(pattern: &str) -> Json {
    json!({ "type": "string", "pattern": pattern })
}
