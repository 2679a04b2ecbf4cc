//! From `collections` in `docent.yaml` to kinds, with all that is wrong in the declarations.
//!
//! Names and fields of a kind live as long as the program, for those of built-in kinds are constants; so [`declare`] is to be
//! remembered, and does its work once for each wording of the declarations.

use std::collections::BTreeSet;

use super::{OwnKind, TITLE};
use crate::config::collections::{OwnCollection, OwnField, OwnType};
use crate::diag::{Checked, Code, Diagnostic, Severity, Spanned};
use crate::kinds::{AnyKind, Common, Home, ID_FIELD, KINDS, Kinds, bad_id, unknown_collection};
use crate::parse::yaml::{self, Node, Style, Value};
use crate::route::{Route, slug};
use crate::schema::{BeforeSettings, Field, Record, Type, Wording};
use crate::source;

/// Addresses that docent's own pages have, beside the lists of its kinds.
const TAKEN: &[&str] = &[
    "404",
    "a-z",
    "assets",
    "audiences",
    "data",
    "docent",
    "news",
    "page",
    "pages",
    "regions",
    "search",
    "suggest",
    "topics",
];

/// Names that mean something to templates beside the fields: a text under `html` would be taken for HTML that docent wrote.
const SEEN: [&str; 7] = ["collection", "edit_url", "extra", "fields", "html", "link", "title_text"];

/// The kinds of a portal with these collections of its own.
pub fn declare(collections: &Vec<OwnCollection>) -> Checked<Kinds> {
    let mut diagnostics = Vec::new();
    let mut names: BTreeSet<&'static str> = BTreeSet::new();
    let mut declared = Vec::new();
    for collection in collections {
        match problem_of(collection, &names) {
            Some(problem) => diagnostics.push(problem),
            None => {
                names.insert(kept(&collection.id.value));
                declared.push(collection);
            }
        }
    }
    let own = declared
        .into_iter()
        .map(|collection| &*Box::leak(Box::new(kind(collection, &names, &mut diagnostics))));
    Checked {
        value: Kinds { own: kept_list(own) },
        diagnostics,
    }
}

fn problem_of(collection: &OwnCollection, before: &BTreeSet<&'static str>) -> Option<Diagnostic> {
    let Spanned { value: id, span } = &collection.id;
    if slug(id) != *id {
        let help = such_as("write small letters, digits and hyphens", &slug(&collection.title));
        return Some(bad_id(id, span).help(help));
    }
    if let Err(bad) = Route::page(id) {
        let problem = Diagnostic::new(Code::BadId, format!("`{id}` cannot be an address: {}", bad.reason)).at(span);
        return Some(problem.help("give this one another id"));
    }
    let is_template = source::theme().iter().any(|(path, _)| *path == format!("templates/{id}.html"));
    let is_of = |kind: &&dyn AnyKind| kind.name() == id || kind.one() == id || kind.home().list() == Some(format!("/{id}/"));
    let is_built_in = || is_template || KINDS.iter().any(is_of);
    let message = match () {
        () if before.contains(id.as_str()) => format!("the collection `{id}` is declared twice"),
        () if TAKEN.contains(&id.as_str()) || is_built_in() => {
            format!("`{id}` is the name of a collection or page that docent has already")
        }
        () => return None,
    };
    let problem = Diagnostic::new(Code::DuplicateId, message).at(span);
    Some(problem.help("give this one another id"))
}

fn kind(collection: &OwnCollection, names: &BTreeSet<&'static str>, report: &mut Vec<Diagnostic>) -> OwnKind {
    let name = kept(&collection.id.value);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut fields = vec![TITLE];
    let mut types = Vec::new();
    for field in &collection.fields {
        let said = report.len();
        report.extend(problem_of_id(field, &known));
        report.extend(problem_of_type(field, names));
        // A field that no entry could use is left out.
        if report.len() == said {
            known.insert(&field.id.value);
            fields.push(field.field(names));
            types.push(field.r#type);
            report.extend(problem_of_example(field, names));
        }
    }
    OwnKind {
        name,
        one: kept(&collection.entry.to_lowercase()),
        home: if collection.pages { Home::Page(name) } else { Home::Anchor(name) },
        fields: kept_list(fields.into_iter()),
        types,
    }
}

/// A help with an example, where there is one.
fn such_as(help: &str, example: &str) -> String {
    match example {
        "" => help.to_owned(),
        example => format!("{help}, such as `{example}`"),
    }
}

/// What is wrong with the id of a field.
fn problem_of_id(field: &OwnField, before: &BTreeSet<&str>) -> Option<Diagnostic> {
    let Spanned { value: id, span } = &field.id;
    let good = slug(id).replace('-', "_");
    let good = good.trim_start_matches(|first: char| !first.is_ascii_lowercase());
    if good != id {
        let problem = Diagnostic::new(Code::BadId, format!("`{id}` is no name for a field")).at(span);
        let help = "begin with a letter, and write small letters, digits and underscores";
        return Some(problem.help(such_as(help, good)));
    }
    let common = ID_FIELD.iter().chain(Common::FIELDS).chain([&TITLE]).map(|field| field.name);
    if before.contains(id.as_str()) || common.chain(SEEN).any(|name| name == id) {
        let problem = Diagnostic::new(Code::DuplicateId, format!("there is a field `{id}` already")).at(span);
        let help = "give this one another id; every entry has a title, the fields that all collections share, and some of docent's own";
        return Some(problem.help(help));
    }
    if id == "url" && (field.r#type != OwnType::Url || field.list) {
        let problem = Diagnostic::new(Code::BadValue, "the field `url` is the one address of the entry itself").at(span);
        return Some(problem.help("write `type: url` without `list`, or give the field another id"));
    }
    None
}

/// What the type of a field needs beside it, and is not there.
fn problem_of_type(field: &OwnField, names: &BTreeSet<&'static str>) -> Option<Diagnostic> {
    let needs = |what: &str, example: &str| {
        let message = format!("a field of the type `{}` needs `{what}`", field.r#type.word());
        let problem = Diagnostic::new(Code::MissingField, message).at(&field.id.span);
        problem.help(format!("add a line such as `{what}: {example}`"))
    };
    match (field.r#type, &field.collection) {
        (OwnType::Choice, _) if field.choices.is_empty() => Some(needs("choices", "[paper, online]")),
        (OwnType::Reference, None) => Some(needs("collection", "contacts")),
        (OwnType::Reference, Some(wanted)) if field.target(names).is_none() => {
            let others: Vec<&'static str> = names.iter().copied().collect();
            Some(unknown_collection(wanted, Kinds::default(), &others))
        }
        _ => None,
    }
}

/// An example that the field itself would refuse. By which rules telephone numbers are read, and which HTML a text may have, is not
/// known here.
fn problem_of_example(field: &OwnField, names: &BTreeSet<&'static str>) -> Option<Diagnostic> {
    let is_known = !matches!(field.r#type, OwnType::Telephone | OwnType::Markdown);
    let example = field.example.as_ref().filter(|_| is_known)?;
    let node = as_written(example, field)?;
    let before = BeforeSettings::default();
    let mut reader = before.reader("");
    let ty = field.r#type.declared(field, names);
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(&node),
    };
    items.iter().for_each(|item| drop(field.r#type.read(&ty, item, &mut reader)));
    let wrong = reader.diagnostics.into_iter().find(|problem| problem.severity == Severity::Error)?;
    let message = format!("this example could not stand in `{}`: {}", field.id.value, wrong.message);
    let problem = Diagnostic::new(Code::BadValue, message).at(&example.span);
    Some(Diagnostic {
        severity: Severity::Warning,
        help: wrong.help,
        ..problem
    })
}

/// An example as `docent new` writes it: as one text, and that of a list as it stands.
fn as_written(example: &Spanned<String>, field: &OwnField) -> Option<Node> {
    if field.list {
        return yaml::parse(&example.span.file, &example.value, 0).value;
    }
    let (text, style) = (example.value.clone(), Style::Quoted);
    Some(Node {
        value: Value::Scalar { text, style },
        span: example.span.clone(),
    })
}

impl OwnType {
    /// What may be typed in a field of this type.
    fn declared(self, field: &OwnField, others: &BTreeSet<&'static str>) -> Type {
        match self {
            Self::Text => Type::Text,
            Self::Markdown => Type::Markdown,
            Self::Number => Type::Number,
            Self::Date => Type::Date,
            Self::Moment => Type::Moment,
            Self::Telephone => Type::Telephone,
            Self::Email => Type::Email,
            Self::Url => Type::Url,
            Self::File => Type::File,
            Self::Choice => Type::Choice(kept_list(field.choices.iter().map(|word| kept(word)))),
            Self::Reference => Type::Reference(field.target(others).unwrap_or_default()),
        }
    }

    /// An example where the declaration gives none.
    fn example(self, field: &OwnField) -> &str {
        match self {
            Self::Text | Self::Markdown => &field.label,
            Self::Number => "12",
            Self::Date => "2025-03-24",
            Self::Moment => "2025-03-24 08:30",
            Self::Telephone => "804-555-0142",
            Self::Email => "dana@example.gov",
            Self::Url => "https://www.example.gov/",
            Self::File => "documents/example.pdf",
            Self::Choice => field.choices.first().map_or("", String::as_str),
            Self::Reference => field.collection.as_ref().map_or("", |wanted| match wanted.value.as_str() {
                "contacts" => "dana-example",
                _ => "id-of-an-entry",
            }),
        }
    }

    fn wording(self) -> Wording {
        match self {
            Self::Text | Self::Markdown => Wording::Text,
            _ => Wording::Code,
        }
    }
}

impl OwnField {
    /// The collection that it refers to.
    fn target(&self, others: &BTreeSet<&'static str>) -> Option<&'static str> {
        let wanted = self.collection.as_ref()?.value.as_str();
        let built_in = KINDS.iter().map(|kind| kind.name());
        built_in.chain(others.iter().copied()).find(|name| *name == wanted)
    }

    fn field(&self, others: &BTreeSet<&'static str>) -> Field {
        let one = self.r#type.declared(self, others);
        let example = self.example.as_ref().map(|example| example.value.as_str());
        Field {
            name: kept(&self.id.value),
            ty: if self.list { Type::List(Box::leak(Box::new(one))) } else { one },
            required: self.required,
            help: kept(&self.help.clone().unwrap_or_else(|| format!("{}.", self.label))),
            example: kept(example.unwrap_or_else(|| self.r#type.example(self))),
            wording: self.r#type.wording(),
        }
    }
}

/// A text that lives as long as the program.
fn kept(text: &str) -> &'static str {
    Box::leak(text.into())
}

fn kept_list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect())
}
