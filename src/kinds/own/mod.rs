//! Collections that an agency declares itself, in `collections` of `docent.yaml`.
//!
//! A declaration becomes a kind like those of [`KINDS`](super::KINDS): reading, hints, pages, search, open data, sample
//! entries and schemas follow from its fields.

mod declare;

pub use declare::declare;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{AnyEntry, AnyKind, Collections, Entry, Export, Found, Heading, Home, Portal, Wanted};
use crate::config::collections::OwnType;
use crate::diag::{Code, Diagnostic, Spanned};
use crate::parse::yaml::{Node, Value as Items};
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

/// The title, which every entry has.
const TITLE: Field = Field {
    name: "title",
    ty: Type::Text,
    required: true,
    help: "What readers call it.",
    example: "A title that names it",
    wording: Wording::Text,
};

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
    let read = |node: &Node, reader: &mut Reader<'_>| match (&field.ty, &node.value) {
        (Type::List(_), Items::List(items)) if items.is_empty() && field.required => {
            let problem = Diagnostic::new(Code::MissingField, format!("the list `{}` is empty", field.name)).at(&node.span);
            reader.report(problem.help(format!("write what belongs there, such as `[{}]`", field.example)))
        }
        (Type::List(one), Items::List(items)) => {
            let numbered = items.iter().enumerate();
            let name = |at: usize| format!("{}-{}", field.name, at + 1);
            Some(
                numbered
                    .filter_map(|(at, item)| value(item, reader, (ty, one), &name(at)))
                    .collect(),
            )
        }
        (Type::List(one), _) => value(node, reader, (ty, one), field.name).map(|value| vec![value]),
        (one, _) => value(node, reader, (ty, one), field.name).map(|value| vec![value]),
    };
    fields.read_with(field.name, field.example, read, absent)
}

/// One value. An entry may have several Markdown texts: `name` keeps their anchors apart.
fn value(node: &Node, reader: &mut Reader<'_>, (ty, declared): (OwnType, &Type), name: &str) -> Option<Box<dyn Value>> {
    let of_entry = reader.anchor_prefix.clone();
    reader.anchor_prefix = format!("{of_entry}{}-", name.replace('_', "-"));
    let value = ty.read(declared, node, reader);
    reader.anchor_prefix = of_entry;
    value
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
