//! A form on the forge by which anyone suggests an entry: made from the declared fields, like everything that knows them.
//!
//! The format is that of GitHub's issue forms. Texts are written as JSON strings, which YAML reads as they are.

use serde_json::Value as Json;

use crate::kinds::{AnyKind, Common};
use crate::schema::sample::Words;
use crate::schema::{Field, Record, Type};
use crate::words::capitalized;

/// Fields of every entry that someone outside of the agency can say something about.
const COMMON: [&str; 4] = ["summary", "audiences", "regions", "source"];

/// The form for a kind.
pub fn of(kind: &dyn AnyKind, words: Words<'_>) -> String {
    let one = kind.one();
    let mut form = format!(
        "name: {}\ndescription: {}\ntitle: {}\nlabels: [suggestion]\nbody:\n  - type: markdown\n    attributes:\n      value: {}\n",
        quoted(&format!("Suggest: {one}")),
        quoted(&format!("Something new for the collection {}", kind.name())),
        quoted(&format!("New {one}: ")),
        quoted("Leave empty what you do not know. Everything written here is public."),
    );
    let common = Common::FIELDS.iter().filter(|field| COMMON.contains(&field.name));
    for field in kind.fields().iter().chain(common) {
        form.push_str(&question(field, words));
    }
    form
}

fn question(field: &Field, words: Words<'_>) -> String {
    let (ty, list) = match field.ty {
        Type::List(inner) => (*inner, List::Yes),
        ty => (ty, List::No),
    };
    let options = match ty {
        Type::Choice(choices) => choices.iter().map(|choice| (*choice).to_owned()).collect(),
        Type::Term(vocabulary) => words(vocabulary),
        Type::Boolean => vec!["true".to_owned(), "false".to_owned()],
        _ => Vec::new(),
    };
    let element = match (ty, list) {
        _ if !options.is_empty() => "dropdown",
        (Type::Markdown | Type::Group(_) | Type::Free, _) | (_, List::Yes) => "textarea",
        _ => "input",
    };
    let mut text = format!(
        "  - type: {element}\n    id: {}\n    attributes:\n      label: {}\n      description: {}\n",
        field.name,
        quoted(&label(field.name)),
        quoted(field.help.trim())
    );
    if element == "dropdown" {
        if list == List::Yes {
            text.push_str("      multiple: true\n");
        }
        text.push_str("      options:\n");
        options
            .iter()
            .for_each(|option| text.push_str(&format!("        - {}\n", quoted(&allowed(option)))));
    } else if !field.example.is_empty() && field.example != "[]" {
        text.push_str(&format!("      placeholder: {}\n", quoted(field.example.trim_matches(['[', ']']))));
    }
    if field.required {
        text.push_str("    validations:\n      required: true\n");
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Yes,
    No,
}

/// `office_hours` as people read it.
fn label(name: &str) -> String {
    capitalized(name).replace('_', " ")
}

/// The forge keeps the word `none` for itself.
fn allowed(option: &str) -> String {
    if option.eq_ignore_ascii_case("none") {
        "there are none".to_owned()
    } else {
        option.to_owned()
    }
}

fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}
