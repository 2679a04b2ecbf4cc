//! Collections that an agency declares itself, in `collections` of `docent.yaml`.
//!
//! A declaration becomes a kind like those of [`KINDS`](super::KINDS): reading, hints, pages, search, open data, sample
//! entries and schemas follow from its fields. Names and fields of a kind live as long as the program, for built-in kinds are
//! constants; so [`declare`] is to be remembered, and does its work once for each wording of the declarations.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{
    AnyEntry, AnyKind, Collections, Common, Entry, Export, Found, Heading, Home, ID_FIELD, KINDS, Kinds, Portal, Translations, Wanted,
    bad_id, unknown_collection,
};
use crate::config::collections::{OwnCollection, OwnField, OwnType};
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::parse::yaml::Node;
use crate::route::slug;
use crate::schema::dates::Moment;
use crate::schema::reach::{Email, Telephone};
use crate::schema::values::{FilePath, Prose, WebUrl};
use crate::schema::{Field, FieldType, Fields, Reader, Record, Type, Viewer, Visitor, Vocabulary, Wording, is_absent};

/// A kind that `docent.yaml` declares.
#[derive(Debug)]
pub struct OwnKind {
    name: &'static str,
    one: &'static str,
    home: Home,
    /// The title, and what is declared.
    fields: &'static [Field],
    /// The types of what is declared, in the same order.
    types: Vec<OwnType>,
}

/// The fields of an entry of such a kind.
#[derive(Debug)]
pub struct Own {
    kind: &'static OwnKind,
    title: String,
    /// The values of the declared fields; none where a field is absent.
    values: Vec<Vec<Box<dyn Value>>>,
}

/// A value of any type.
trait Value: Debug + Send + Sync {
    /// See [`FieldType::visit`].
    fn visit(&self, visitor: &mut dyn Visitor);
    /// See [`FieldType::data`].
    fn data(&self) -> Json;
    /// See [`FieldType::view`].
    fn view(&self, viewer: &dyn Viewer) -> Json;
}

impl<T: FieldType + Debug + Send + Sync> Value for T {
    fn visit(&self, visitor: &mut dyn Visitor) {
        FieldType::visit(self, visitor);
    }

    fn data(&self) -> Json {
        FieldType::data(self)
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        FieldType::view(self, viewer)
    }
}

/// The id of an entry of a collection that the declaration names.
#[derive(Debug)]
struct Pointer {
    collection: &'static str,
    id: Spanned<String>,
}

impl Value for Pointer {
    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.reference(self.collection, &self.id);
    }

    fn data(&self) -> Json {
        self.id.value.as_str().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.reference(self.collection, &self.id.value)
    }
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
            Self::Reference => "dana-example",
        }
    }

    fn wording(self) -> Wording {
        match self {
            Self::Text | Self::Markdown => Wording::Text,
            _ => Wording::Code,
        }
    }

    /// Reads one value.
    fn read(self, ty: &Type, node: &Node, reader: &mut Reader<'_>) -> Option<Box<dyn Value>> {
        fn of<T: FieldType + Debug + Send + Sync + 'static>(node: &Node, reader: &mut Reader<'_>) -> Option<Box<dyn Value>> {
            T::read(node, reader).map(|value| Box::new(value) as Box<dyn Value>)
        }
        match (self, ty) {
            (Self::Number, _) => of::<u32>(node, reader),
            (Self::Markdown, _) => of::<Prose>(node, reader),
            (Self::Date, _) => of::<Date>(node, reader),
            (Self::Moment, _) => of::<Moment>(node, reader),
            (Self::Telephone, _) => of::<Telephone>(node, reader),
            (Self::Email, _) => of::<Email>(node, reader),
            (Self::Url, _) => of::<WebUrl>(node, reader),
            (Self::File, _) => of::<FilePath>(node, reader),
            (Self::Choice, Type::Choice(words)) => Some(Box::new(reader.choice(node, words)?.to_owned())),
            (Self::Reference, Type::Reference(collection)) => {
                let value = reader.text(node, "the id of an entry")?.to_owned();
                let span = node.span.clone();
                let id = Spanned { value, span };
                Some(Box::new(Pointer { collection, id }))
            }
            (Self::Text | Self::Choice | Self::Reference, _) => of::<String>(node, reader),
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

/// The title, which every entry has.
const TITLE: Field = Field {
    name: "title",
    ty: Type::Text,
    required: true,
    help: "What readers call it.",
    example: "A title that names it",
    wording: Wording::Text,
};

/// Addresses that docent's own pages have, beside the lists of its kinds.
const TAKEN: [&str; 12] = [
    "404",
    "a-z",
    "assets",
    "audiences",
    "data",
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
        let help = format!("write small letters, digits and hyphens, such as `{}`", slug(&collection.title));
        return Some(bad_id(id, span).help(help));
    }
    let is_built_in = || {
        KINDS
            .iter()
            .any(|kind| kind.name() == id || kind.home().list() == Some(format!("/{id}/")))
    };
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
        let problems = problems_of_field(field, &known, names);
        if problems.is_empty() {
            known.insert(&field.id.value);
            fields.push(field.field(names));
            types.push(field.r#type);
        }
        report.extend(problems);
    }
    OwnKind {
        name,
        one: kept(&collection.entry.to_lowercase()),
        home: if collection.pages { Home::Page(name) } else { Home::Anchor(name) },
        fields: kept_list(fields.into_iter()),
        types,
    }
}

/// What is wrong with the declaration of a field: one that no entry could use is left out.
fn problems_of_field(field: &OwnField, before: &BTreeSet<&str>, names: &BTreeSet<&'static str>) -> Vec<Diagnostic> {
    let Spanned { value: id, span } = &field.id;
    let good = slug(id).replace('-', "_");
    let is_name = good == *id && id.starts_with(|first: char| first.is_ascii_lowercase());
    let common = ID_FIELD.iter().chain(Common::FIELDS).chain([&TITLE]).map(|field| field.name);
    let has_already = common.chain(SEEN).any(|name| name == id);
    let needs = |what: &str, example: &str| {
        let message = format!("a field of the type `{}` needs `{what}`", field.r#type.word());
        Diagnostic::new(Code::MissingField, message)
            .at(span)
            .help(format!("add a line such as `{what}: {example}`"))
    };
    let mut problems = Vec::new();
    if !is_name {
        let problem = Diagnostic::new(Code::BadId, format!("`{id}` is no name for a field")).at(span);
        problems.push(problem.help(format!(
            "begin with a letter, and write small letters, digits and underscores, such as `{good}`"
        )));
    } else if has_already || before.contains(id.as_str()) {
        let message = format!("there is a field `{id}` already");
        let problem = Diagnostic::new(Code::DuplicateId, message).at(span);
        problems
            .push(problem.help(
                "give this one another id; every entry has a title, the fields that all collections share, and some of docent's own",
            ));
    } else if id == "url" && field.r#type != OwnType::Url {
        let problem = Diagnostic::new(Code::BadValue, "the field `url` is the address of a site").at(span);
        problems.push(problem.help("write `type: url`, or give the field another id"));
    }
    match (field.r#type, &field.collection) {
        (OwnType::Choice, _) if field.choices.is_empty() => problems.push(needs("choices", "[paper, online]")),
        (OwnType::Reference, None) => problems.push(needs("collection", "contacts")),
        (OwnType::Reference, Some(wanted)) if field.target(names).is_none() => {
            let others: Vec<&'static str> = names.iter().copied().collect();
            problems.push(unknown_collection(wanted, Kinds::default(), &others));
        }
        _ => {}
    }
    problems
}

impl AnyKind for OwnKind {
    fn name(&self) -> &'static str {
        self.name
    }

    fn one(&self) -> &'static str {
        self.one
    }

    fn home(&self) -> Home {
        self.home
    }

    fn template(&self) -> &'static str {
        "item.html"
    }

    fn fields(&self) -> &'static [Field] {
        self.fields
    }

    fn computed_fields(&self) -> &'static [Field] {
        &[]
    }

    fn needed(&self) -> &'static [&'static str] {
        &[]
    }

    fn instead_of(&self, _field: &str) -> &'static [&'static str] {
        &[]
    }

    fn wanted(&self) -> &'static [Wanted] {
        &[]
    }

    fn read(&'static self, heading: Heading, mut fields: Fields<'_, '_>) -> Option<Arc<dyn AnyEntry>> {
        let title = fields.read::<String>(TITLE.name, TITLE.example);
        let values: Vec<_> = self.declared().map(|(field, ty)| values(&mut fields, field, ty)).collect();
        let values: Option<Vec<_>> = values.into_iter().collect();
        let own = title.zip(values).map(|(title, values)| Own { kind: self, title, values });
        super::entry(self, own, heading, fields)
    }

    fn exports(&self, _portal: Portal<'_>) -> Vec<Export> {
        Vec::new()
    }
}

impl OwnKind {
    /// The declared fields with their types.
    fn declared(&self) -> impl Iterator<Item = (&'static Field, OwnType)> {
        self.fields.iter().skip(1).zip(self.types.iter().copied())
    }
}

/// The values of a field: one, or any number where it is a list.
fn values(fields: &mut Fields<'_, '_>, field: &'static Field, ty: OwnType) -> Option<Vec<Box<dyn Value>>> {
    let absent = || (!field.required).then(Vec::new);
    fields.read_with(
        field.name,
        field.example,
        |node, reader| match (&field.ty, &node.value) {
            (Type::List(one), crate::parse::yaml::Value::List(items)) => {
                Some(items.iter().filter_map(|item| ty.read(one, item, reader)).collect())
            }
            (Type::List(one), _) => ty.read(one, node, reader).map(|value| vec![value]),
            (one, _) => ty.read(one, node, reader).map(|value| vec![value]),
        },
        absent,
    )
}

impl Own {
    /// The declared fields with what `told` makes of each value.
    fn each<'a>(&'a self, told: &'a dyn Fn(&dyn Value) -> Json) -> impl Iterator<Item = (&'static Field, Json)> + 'a {
        self.kind.declared().zip(&self.values).map(|((field, _), values)| {
            let mut told: Vec<Json> = values.iter().map(|value| told(&**value)).filter(|value| !value.is_null()).collect();
            let value = match field.ty {
                Type::List(_) => told.into(),
                _ => told.pop().unwrap_or_default(),
            };
            (field, value)
        })
    }

    fn title_with(&self, fields: impl Iterator<Item = (&'static Field, Json)>) -> Map<String, Json> {
        let title = (TITLE.name.to_owned(), Json::from(self.title.as_str()));
        let fields = fields.map(|(field, value)| (field.name.to_owned(), value));
        [title].into_iter().chain(fields).collect()
    }

    fn data_fields(&self) -> Map<String, Json> {
        self.title_with(self.each(&|value| value.data()).filter(|(_, value)| !is_absent(value)))
    }

    fn all(&self) -> impl Iterator<Item = &dyn Value> {
        self.values.iter().flatten().map(|value| &**value)
    }
}

impl AnyEntry for Entry<Own> {
    fn kind(&self) -> &'static dyn AnyKind {
        self.fields.kind
    }

    fn id(&self) -> &Spanned<String> {
        &self.id
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn at(&self) -> &Span {
        &self.at
    }

    fn line(&self) -> usize {
        self.line
    }

    fn translations(&self) -> &Translations {
        &self.translations
    }

    fn texts(&self) -> Vec<String> {
        self.texts_with(&self.fields.data_fields(), self.fields.kind.fields)
    }

    fn title(&self, _all: &Collections) -> String {
        self.fields.title.clone()
    }

    fn address(&self) -> Option<String> {
        self.fields.kind.home.address(&self.id.value)
    }

    fn unanswered(&self, _portal: Portal<'_>) -> Vec<&'static Wanted> {
        Vec::new()
    }

    fn heading(&self, _portal: Portal<'_>) -> Option<String> {
        None
    }

    fn terms<'a>(&'a self, vocabulary: Vocabulary, _all: &'a Collections) -> Vec<&'a str> {
        self.common.terms(vocabulary)
    }

    fn rank(&self) -> u32 {
        0
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.common.visit_fields(visitor);
        self.fields.all().for_each(|value| value.visit(visitor));
    }

    fn check(&self, _portal: Portal<'_>, _report: &mut Vec<Diagnostic>) {}

    fn data(&self, _portal: Portal<'_>) -> Map<String, Json> {
        self.data_with(self.fields.data_fields())
    }

    fn view(&self, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json> {
        let own = self.fields.title_with(self.fields.each(&|value| value.view(viewer)));
        self.view_with(own, self, portal, viewer)
    }

    fn found(&self, _portal: Portal<'_>) -> Vec<Found> {
        let Some(url) = self.address() else { return Vec::new() };
        let own = &self.fields;
        let texts = own.kind.declared().zip(&own.values).filter(|((_, ty), _)| ty.is_read());
        let texts = texts
            .flat_map(|(_, values)| values.iter())
            .filter_map(|value| Some(value.data().as_str()?.to_owned()));
        let mut prose = super::Texts::default();
        own.all().for_each(|value| value.visit(&mut prose));
        let body: Vec<String> = self.common.summary.iter().cloned().chain(texts).chain(prose.0).collect();
        vec![Found {
            title: own.title.clone(),
            url,
            body: body.join(" "),
            ..Found::default()
        }]
    }

    fn turns(&self, portal: Portal<'_>) -> Vec<Timestamp> {
        self.common_turns(self, portal)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl OwnType {
    /// Whether its values are words that people look for. Markdown is collected as plain text.
    fn is_read(self) -> bool {
        matches!(self, Self::Text | Self::Choice | Self::Email | Self::Telephone)
    }
}
