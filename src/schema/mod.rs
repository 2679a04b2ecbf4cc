//! Fields, declared once. Reading, unknown-field hints, validation, open data, views, sample entries and JSON Schema
//! all come from the same declaration: the fields of a struct inside [`record!`](crate::record).
//!
//! A field's type is a Rust type that implements [`FieldType`]; `Option` and `Vec` say that the field may be absent.

pub mod data_schema;
pub mod dates;
pub mod dialing;
pub mod fallback;
pub mod json_schema;
pub mod misread;
pub mod reach;
mod reader;
pub mod sample;
pub mod translation;
pub mod values;
pub mod web;

pub use reader::{BeforeSettings, Fields, ProseWords, Reader, Texts, first_line, list_words};

use serde_json::{Map, Value as Json};

use crate::diag::Spanned;
use crate::parse::yaml::Node;
use values::{Address, FilePath, Prose, WebUrl};

/// One declared field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key in YAML: `office_hours`.
    pub name: &'static str,
    /// What may be typed.
    pub ty: Type,
    /// Whether an entry without it is an error.
    pub required: bool,
    /// What it means, in one or two plain sentences.
    pub help: &'static str,
    /// A value as an editor would type it; empty for groups, whose own fields have examples.
    pub example: &'static str,
    /// Whether its text has a language.
    pub wording: Wording,
}

impl Field {
    /// Whether the blocks of other languages may have a text for it.
    pub fn is_translated(&self) -> bool {
        let is_text = |ty: &Type| matches!(ty, Type::Text | Type::Markdown);
        let has_text = match self.ty {
            Type::List(ty) => is_text(ty),
            ref ty => is_text(ty),
        };
        has_text && self.wording != Wording::Code
    }
}

/// The field of a group that a single value stands for: the first, where all others may be absent. The word of a vocabulary
/// says nothing by itself: `cost: $25` names no audience.
pub fn short_form(fields: &[Field]) -> Option<&Field> {
    let (first, rest) = fields.split_first()?;
    let may_be_absent = rest.iter().all(|field| !field.required);
    (may_be_absent && !matches!(first.ty, Type::Term(_))).then_some(first)
}

/// Whether the text of a field has a language. A declaration says it behind the example where it is not plain text:
/// `ext: Option<String> = "12" (code)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// Words of a language. Where they are not translated, readers are told which language they are in.
    Text,
    /// A name, `(name)`: it may be translated, and belongs to no language (WCAG 2.2, 3.1.2).
    Name,
    /// Words by which people ask, `(asked)`: each language has its own. Readers do not see them, so they need no mark, and a
    /// translation is not out of date because of them.
    Asked,
    /// An id, a number, a path, `(code)`: the same in every language.
    Code,
}

impl Wording {
    /// The wording that a declaration says; where it says none, that of the type.
    #[allow(clippy::panic, reason = "said while docent is compiled: a declaration is a constant")]
    pub const fn of(word: &'static str, of_type: Self) -> Self {
        match word.as_bytes() {
            b"" => of_type,
            b"name" => Self::Name,
            b"asked" => Self::Asked,
            b"code" => Self::Code,
            _ => panic!("behind the example of a field stands nothing, (name), (asked) or (code)"),
        }
    }
}

/// What may be typed in a field.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// One line of text.
    Text,
    /// Markdown.
    Markdown,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date: `2025-03-24`.
    Date,
    /// A date, with a time of day if it is known: `2025-03-24 08:30`.
    Moment,
    /// A month or a date: `2023-11`.
    Month,
    /// A length of time: `3:50`, `PT3M50S`.
    Duration,
    /// The name of a weekday.
    Weekday,
    /// An IANA time zone: `America/New_York`.
    TimeZone,
    /// A BCP 47 language tag: `en`, `es`.
    Language,
    /// A telephone number.
    Telephone,
    /// An e-mail address.
    Email,
    /// A web address of another site: `https://…`.
    Url,
    /// A web address, or a place in this portal: `/contacts/`.
    Address,
    /// A file of the portal, by its path below `static/`.
    File,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An id from one of the vocabularies in `docent.yaml`.
    Term(Vocabulary),
    /// The id of an entry of this collection.
    Reference(&'static str),
    /// Any number of these.
    List(&'static Type),
    /// Fields of its own.
    Group(&'static [Field]),
    /// Anything: keys of the portal's own.
    Free,
}

/// The closed lists of words in `docent.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vocabulary {
    /// For whom.
    Audiences,
    /// Where.
    Regions,
    /// About what.
    Topics,
}

impl Vocabulary {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Audiences, Self::Regions, Self::Topics];

    /// The key in `docent.yaml`, front matter and data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audiences => "audiences",
            Self::Regions => "regions",
            Self::Topics => "topics",
        }
    }
}

/// A Rust type that can stand in a declared field.
pub trait FieldType: Sized {
    /// What an editor may type.
    const TYPE: Type;
    /// False for types that have a value for "absent".
    const REQUIRED: bool = true;
    /// Whether values are words of a language. Most types have values of their own, which mean the same in each.
    const WORDING: Wording = Wording::Code;

    /// Reads the value; has already reported what is wrong when it returns `None`.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;

    /// The value of a field that is not there.
    fn absent() -> Option<Self> {
        None
    }

    /// Shows the parts that other files have to confirm.
    fn visit(&self, visitor: &mut dyn Visitor) {
        let _ = visitor;
    }

    /// The value for open data; `Null` is left out.
    fn data(&self) -> Json;

    /// The value for templates.
    fn view(&self, viewer: &dyn Viewer) -> Json {
        let _ = viewer;
        self.data()
    }
}

/// A struct whose fields are declared by [`record!`](crate::record).
pub trait Record: Sized {
    /// The declaration.
    const FIELDS: &'static [Field];

    /// Reads the declared fields out of a group; `None` if a required one is missing or wrong (which is reported).
    fn read_fields(fields: &mut Fields<'_, '_>) -> Option<Self>;

    /// See [`FieldType::visit`].
    fn visit_fields(&self, visitor: &mut dyn Visitor);

    /// Open data: the fields that are there, in the order declared.
    fn data_fields(&self) -> Map<String, Json>;

    /// Templates: every field, `Null` where it is absent, in the order declared.
    fn view_fields(&self, viewer: &dyn Viewer) -> Map<String, Json>;
}

/// Sees the parts of an entry that other files have to confirm. Each method does nothing unless it is wanted.
pub trait Visitor {
    /// A reference to an entry of a collection.
    fn reference(&mut self, collection: &'static str, id: &Spanned<String>) {
        let _ = (collection, id);
    }

    /// A word of a vocabulary.
    fn term(&mut self, vocabulary: Vocabulary, id: &Spanned<String>) {
        let _ = (vocabulary, id);
    }

    /// A Markdown text.
    fn prose(&mut self, prose: &Prose) {
        let _ = prose;
    }

    /// A place in this portal or a web address.
    fn address(&mut self, address: &Address) {
        let _ = address;
    }

    /// An address of another site.
    fn web(&mut self, url: &WebUrl) {
        let _ = url;
    }

    /// A file of the portal.
    fn file(&mut self, file: &FilePath) {
        let _ = file;
    }
}

/// Turns values into what templates see: words in the language of the page, resolved links.
pub trait Viewer {
    /// `{ html, text }`.
    fn prose(&self, prose: &Prose) -> Json;
    /// `{ iso, text, month_short, day, year, weekday }`.
    fn date(&self, date: jiff::civil::Date) -> Json;
    /// A date in words, with the time of day if it is known.
    fn moment(&self, moment: &dates::Moment) -> String;
    /// `{ iso, text }` of a month.
    fn month(&self, year: i16, month: i8) -> Json;
    /// `{ iso, text, short }` of a length in seconds.
    fn duration(&self, seconds: u32) -> Json;
    /// `{ id, title, title_text, url, collection }`; of a contact, all that its own view has.
    fn reference(&self, collection: &'static str, id: &str) -> Json;
    /// `{ id, label, url }`.
    fn term(&self, vocabulary: Vocabulary, id: &str) -> Json;
    /// The name of a language in the language of the page.
    fn language(&self, tag: &str) -> Json;
    /// `{ url, type, size, pages }` of a file of the portal.
    fn file(&self, file: &FilePath) -> Json;
    /// The address of a place in this portal, or a web address.
    fn address(&self, address: &Address) -> Json;
}

/// Declares a struct, and with it everything that is known about its fields.
///
/// ```ignore
/// record! {
///     /// A telephone number with what is known about it.
///     pub struct Phone {
///         /// The number as people write it.
///         number: Telephone = "804-555-0142",
///         /// The extension, digits only.
///         ext: Option<String> = "12" (code),
///     }
/// }
/// ```
/// The doc comment of a field is its help text, in the code as well as in the manual; the literal is the example.
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident {
            $( $(#[doc = $help:literal])+ $field:ident : $ty:ty = $example:literal $(($wording:ident))? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $Name { $( $(#[doc = $help])+ pub $field: $ty ),* }

        impl $crate::schema::Record for $Name {
            const FIELDS: &'static [$crate::schema::Field] = &[
                $( $crate::schema::Field {
                    name: $crate::schema::key(stringify!($field)),
                    ty: <$ty as $crate::schema::FieldType>::TYPE,
                    required: <$ty as $crate::schema::FieldType>::REQUIRED,
                    help: concat!($($help),+),
                    example: $example,
                    wording: $crate::schema::Wording::of(concat!($(stringify!($wording))?), <$ty as $crate::schema::FieldType>::WORDING),
                } ),*
            ];

            fn read_fields(fields: &mut $crate::schema::Fields<'_, '_>) -> Option<Self> {
                // Every field is read before the first missing one ends the entry: all its problems are reported.
                $( let $field = fields.read::<$ty>($crate::schema::key(stringify!($field)), $example); )*
                Some(Self { $( $field: $field? ),* })
            }

            fn visit_fields(&self, visitor: &mut dyn $crate::schema::Visitor) {
                $( $crate::schema::FieldType::visit(&self.$field, visitor); )*
            }

            fn data_fields(&self) -> serde_json::Map<String, serde_json::Value> {
                let mut map = serde_json::Map::new();
                $(
                    let value = $crate::schema::FieldType::data(&self.$field);
                    if !$crate::schema::is_absent(&value) {
                        map.insert($crate::schema::key(stringify!($field)).to_owned(), value);
                    }
                )*
                map
            }

            fn view_fields(&self, viewer: &dyn $crate::schema::Viewer) -> serde_json::Map<String, serde_json::Value> {
                let mut map = serde_json::Map::new();
                $( map.insert($crate::schema::key(stringify!($field)).to_owned(), $crate::schema::FieldType::view(&self.$field, viewer)); )*
                map
            }
        }

        impl $crate::schema::FieldType for $Name {
            const TYPE: $crate::schema::Type = $crate::schema::Type::Group(<$Name as $crate::schema::Record>::FIELDS);

            fn read(node: &$crate::parse::yaml::Node, reader: &mut $crate::schema::Reader<'_>) -> Option<Self> {
                reader.group(node)
            }

            fn visit(&self, visitor: &mut dyn $crate::schema::Visitor) {
                $crate::schema::Record::visit_fields(self, visitor);
            }

            fn data(&self) -> serde_json::Value {
                $crate::schema::Record::data_fields(self).into()
            }

            fn view(&self, viewer: &dyn $crate::schema::Viewer) -> serde_json::Value {
                $crate::schema::Record::view_fields(self, viewer).into()
            }
        }
    };
}

/// Declares an enum whose variants are the words an editor may choose from; the first is the default.
#[macro_export]
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident { $( $(#[doc = $help:literal])+ $Variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Name { $( $(#[doc = $help])+ $Variant ),* }

        impl $Name {
            /// The words, in the order declared.
            pub const WORDS: &'static [&'static str] = &[$( $word ),*];

            /// The word in YAML.
            pub fn word(self) -> &'static str {
                match self { $( Self::$Variant => $word ),* }
            }
        }

        impl $crate::schema::FieldType for $Name {
            const TYPE: $crate::schema::Type = $crate::schema::Type::Choice(Self::WORDS);
            const REQUIRED: bool = false;

            fn read(node: &$crate::parse::yaml::Node, reader: &mut $crate::schema::Reader<'_>) -> Option<Self> {
                match reader.choice(node, Self::WORDS)? {
                    $( $word => Some(Self::$Variant), )*
                    _ => None,
                }
            }

            fn absent() -> Option<Self> {
                [$( Self::$Variant ),*].first().copied()
            }

            fn data(&self) -> serde_json::Value {
                self.word().into()
            }
        }
    };
}

/// The YAML key of a Rust field: `r#type` is `type`.
pub const fn key(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// True for values that open data leaves out.
pub fn is_absent(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}
