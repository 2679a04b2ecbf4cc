//! JSON Schema (draft-07) of declared fields: what editors complete and check while one types.
//!
//! The schemas describe what YAML 1.2 makes of a file. They ask for the usual spelling of choices; reading also accepts
//! other letter cases.

use serde_json::{Map, Value as Json, json};

use super::dates::WEEKDAYS;
use super::sample::Words;
use super::translation::Provenance;
use super::{Field, Record, Type};
use crate::parse::yaml;

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a group of fields: `docent.yaml`, front matter.
pub fn group(title: &str, fields: &[&[Field]], words: Words<'_>) -> Json {
    let mut schema = Map::from_iter([("$schema".to_owned(), DRAFT.into()), ("title".to_owned(), title.into())]);
    schema.extend(object(fields, words));
    schema.into()
}

/// The schema of a data file: a list of entries, each with an id, or a single entry, whose file name is its id.
pub fn collection(title: &str, id: &[Field], fields: &[&[Field]], words: Words<'_>) -> Json {
    let optional: Vec<Field> = id.iter().map(|field| Field { required: false, ..*field }).collect();
    let all: Vec<&[Field]> = std::iter::once(optional.as_slice()).chain(fields.iter().copied()).collect();
    let names: Vec<&str> = id.iter().map(|field| field.name).collect();
    json!({
        "$schema": DRAFT,
        "title": title,
        "definitions": { "entry": object(&all, words) },
        "if": { "type": "object" },
        "then": { "$ref": "#/definitions/entry" },
        "else": {
            "type": ["array", "null"],
            "items": { "allOf": [{ "$ref": "#/definitions/entry" }, { "required": names }] }
        }
    })
}

fn object(fields: &[&[Field]], words: Words<'_>) -> Map<String, Json> {
    let all = || fields.iter().flat_map(|fields| fields.iter());
    let properties: Map<String, Json> = all().map(|field| (field.name.to_owned(), property(field, words))).collect();
    let required: Vec<&str> = all().filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties.into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    if let Some(block) = translation(fields) {
        let names: Vec<&str> = all().map(|field| field.name).collect();
        schema.insert("patternProperties".to_owned(), json!({ tags_beside(&names): block }));
    }
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

/// A regular expression for the tags of languages (RFC 5646, section 2.1), as far as they are not names of fields.
fn tags_beside(names: &[&str]) -> String {
    let short: Vec<&str> = names.iter().copied().filter(|name| name.len() <= 3).collect();
    let but = match short.is_empty() {
        true => String::new(),
        false => format!("(?!({})$)", short.join("|")),
    };
    format!("^{but}[A-Za-z]{{2,3}}(-[A-Za-z0-9]+)*$")
}

/// The block of another language, in which only texts stand. Which languages the portal has is left to docent.
fn translation(fields: &[&[Field]]) -> Option<Json> {
    let texts = fields.iter().flat_map(|fields| fields.iter()).filter(|field| field.is_translated());
    let no_words = |_| Vec::new();
    let properties: Map<String, Json> = texts
        .chain(Provenance::FIELDS)
        .map(|field| {
            let field = Field { required: false, ..*field };
            (field.name.to_owned(), property(&field, &no_words))
        })
        .collect();
    let has_texts = properties.len() > Provenance::FIELDS.len();
    has_texts.then(|| json!({ "type": "object", "properties": properties, "additionalProperties": false }))
}

/// The schema of a field, with what an editor shows beside it.
fn property(field: &Field, words: Words<'_>) -> Json {
    let mut schema = Map::new();
    schema.insert("description".to_owned(), field.help.trim().into());
    if let Some(example) = example(field) {
        schema.insert("examples".to_owned(), json!([example]));
    }
    let value = value(&field.ty, words);
    match field.required {
        true => schema.extend(value),
        false => schema.extend(or_nothing(value)),
    }
    schema.into()
}

/// A field that may be absent may also be there with nothing written behind it.
fn or_nothing(mut schema: Map<String, Json>) -> Map<String, Json> {
    // A list or a group, or else one value: nothing is no list and no group.
    if let Some(Json::Object(otherwise)) = schema.get_mut("else") {
        *otherwise = or_nothing(std::mem::take(otherwise));
        return schema;
    }
    if let Some(words) = schema.get_mut("enum").and_then(Json::as_array_mut) {
        words.push(Json::Null);
    }
    match schema.get_mut("type") {
        Some(Json::Array(types)) => types.push("null".into()),
        Some(one) => *one = json!([one.clone(), "null"]),
        None => {}
    }
    schema
}

fn value(ty: &Type, words: Words<'_>) -> Map<String, Json> {
    let schema = match ty {
        // Reading takes every single value as the text that was typed.
        Type::Text | Type::Markdown | Type::File => json!({ "type": ["string", "number", "boolean"] }),
        Type::Number => {
            json!({ "type": ["integer", "string"], "minimum": 0, "maximum": u32::MAX, "pattern": "^[0-9][0-9,]*$", (TOLD): "write digits only, such as 40" })
        }
        Type::Boolean => json!({ "type": ["boolean", "string"], "pattern": BOOLEAN, (TOLD): "write true or false" }),
        Type::Date => text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "write the date as 2025-03-24"),
        Type::Moment => text(MOMENT, "write the date as 2025-03-24, or with the time as 2025-03-24 08:30"),
        Type::Month => text(
            "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$",
            "write the month as 2023-11, or the day as 2023-11-15",
        ),
        Type::Duration => text(
            "^(PT([0-9]+H)?([0-9]+M)?([0-9]+S)?|[0-9]+:[0-9]{1,2}(:[0-9]{1,2})?)$",
            "write the length as 3:50, or 1:02:30 with hours",
        ),
        Type::Weekday => one_of(WEEKDAYS),
        Type::TimeZone => text("^(UTC|[A-Za-z_]+/.+)$", "write the name of a time zone, such as America/New_York"),
        Type::Language => text("^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$", "write the code of a language, such as en or es"),
        Type::Telephone => json!({ "type": ["string", "integer"] }),
        Type::Email => text("^[^@\\s]+@[^@\\s]+$", "write an e-mail address, such as dana@example.gov"),
        Type::Url => text(
            "^[Hh][Tt][Tt][Pp][Ss]?://\\S+$",
            "write the whole web address, with https:// in front",
        ),
        Type::Address => text(
            "^(/([^/]|$)|@/|[Hh][Tt][Tt][Pp][Ss]?://\\S+$)",
            "write a place in this portal, such as /contacts/, or a whole web address, with https:// in front",
        ),
        Type::Choice(choices) => one_of(choices.iter().copied()),
        Type::Term(vocabulary) => match words(*vocabulary) {
            words if words.is_empty() => json!({ "type": ["string", "number", "boolean"] }),
            words => one_of(words),
        },
        Type::Reference(_) => json!({ "type": ["string", "number"] }),
        Type::List(item) => list(value(item, words)),
        Type::Group(fields) => short_or_whole(fields, words),
        Type::Free => json!({}),
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

const BOOLEAN: &str = "^([Yy]es|[Nn]o|[Oo]n|[Oo]ff|[Tt]rue|[Ff]alse|YES|NO|ON|OFF|TRUE|FALSE)$";

/// A date, or a date with a time on a 24-hour or a 12-hour clock.
const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ] *[0-9]{1,2}(:[0-9]{2}){0,2} *([AaPp]\\.?[Mm]\\.?)?)?$";

/// What an editor says instead of the pattern. Language servers know the keyword; validators pass over it.
const TOLD: &str = "patternErrorMessage";

fn text(pattern: &str, told: &str) -> Json {
    json!({ "type": "string", "pattern": pattern, (TOLD): told })
}

fn one_of(words: impl IntoIterator<Item = impl Into<Json>>) -> Json {
    json!({ "enum": words.into_iter().map(Into::into).collect::<Vec<Json>>() })
}

/// A single value is a list of one. With `if` rather than `anyOf`, what is wrong is told of the item in which it is wrong.
fn list(item: Map<String, Json>) -> Json {
    json!({ "if": { "type": "array" }, "then": { "items": item }, "else": item })
}

/// A group of fields, or the single value of its short form.
fn short_or_whole(fields: &[Field], words: Words<'_>) -> Json {
    let whole = object(&[fields], words);
    match super::short_form(fields) {
        Some(first) => {
            json!({ "if": { "type": "object" }, "then": whole, "else": value(&first.ty, words) })
        }
        None => whole.into(),
    }
}

/// The example of a field as the value that YAML makes of it.
fn example(field: &Field) -> Option<Json> {
    match field.ty {
        _ if field.example.is_empty() => None,
        Type::List(_) | Type::Boolean | Type::Number | Type::Free => {
            let node = yaml::parse(&"example".into(), field.example, 0).value?;
            Some(super::values::plain(&node))
        }
        _ => Some(field.example.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record;
    use crate::schema::Record;
    use crate::schema::Vocabulary;
    use crate::schema::reach::{Email, Telephone};
    use crate::schema::values::Audience;
    use jiff::civil::Date;

    record! {
        /// Someone who can be reached.
        pub struct Person {
            /// The name.
            name: String = "Dana Example",
            /// Telephone numbers.
            phones: Vec<Phone> = "",
            /// E-mail addresses.
            emails: Vec<Email> = "[dana@example.gov]",
            /// For whom.
            audiences: Vec<Audience> = "[staff]",
            /// The day it changed.
            updated: Option<Date> = "2025-02-03",
            /// Not published.
            draft: bool = "false",
        }
    }

    record! {
        /// A telephone number.
        pub struct Phone {
            /// The number.
            number: Telephone = "804-555-0142",
            /// The extension.
            ext: Option<String> = "12",
        }
    }

    const ID: &[Field] = &[Field {
        name: "id",
        ty: Type::Text,
        required: true,
        help: "The id.",
        example: "dana-example",
        wording: crate::schema::Wording::Code,
    }];

    fn words(vocabulary: Vocabulary) -> Vec<String> {
        match vocabulary {
            Vocabulary::Audiences => vec!["public".to_owned(), "staff".to_owned()],
            _ => Vec::new(),
        }
    }

    fn people() -> jsonschema::Validator {
        let schema = collection("People", ID, &[Person::FIELDS], &words);
        jsonschema::draft7::new(&schema).expect("a schema of draft-07")
    }

    #[test]
    fn entries_that_can_be_read_are_valid() {
        let validator = people();
        for good in [
            json!([{ "id": "dana", "name": "Dana", "phones": [{ "number": "804-555-0142", "ext": 12 }] }]),
            json!([{ "id": "dana", "name": "Dana", "phones": "804-555-0142", "audiences": "staff", "emails": null }]),
            json!({ "name": "Dana", "draft": "no", "updated": "2025-02-03" }),
            json!([]),
            json!(null),
        ] {
            assert!(validator.is_valid(&good), "{good}");
        }
    }

    #[test]
    fn entries_with_a_mistake_are_not() {
        let validator = people();
        for bad in [
            json!([{ "name": "Dana" }]),
            json!([{ "id": "dana" }]),
            json!({ "name": "Dana", "phoness": [] }),
            json!({ "name": "Dana", "draft": "perhaps" }),
            json!({ "name": "Dana", "emails": ["dana"] }),
            json!({ "name": "Dana", "audiences": ["parents"] }),
            json!({ "name": "Dana", "updated": "3/2/2025" }),
            json!("Dana"),
        ] {
            assert!(!validator.is_valid(&bad), "{bad}");
        }
    }
}
