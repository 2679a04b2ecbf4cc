//! The field types of text, numbers, lists, references and places.

use std::marker::PhantomData;

use serde_json::{Value as Json, json};

use super::web::{Local, insecure, is_no_sign_of_an_address, local, web_url};
use super::{FieldType, Reader, Type, Viewer, Visitor, Vocabulary, Wording, fallback, misread, reach};
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Edit, Fix, Remedy, Span, Spanned, nearest, surely};
use crate::parse::markdown::{self, Markdown, Place};
use crate::parse::yaml::{Node, Style, Value};
use crate::words::{code_meant, single_spaced};

impl FieldType for String {
    const TYPE: Type = Type::Text;
    const WORDING: Wording = Wording::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(single_spaced(reader.text(node, "text")?).into_owned())
    }

    fn data(&self) -> Json {
        self.as_str().into()
    }
}

impl FieldType for bool {
    const TYPE: Type = Type::Boolean;
    const REQUIRED: bool = false;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match reader.text(node, "`true` or `false`")?.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            other => {
                let message = format!("`{other}` is neither `true` nor `false`");
                reader.report(
                    Diagnostic::new(Code::BadValue, message)
                        .at(&node.span)
                        .help("write `true` or `false`"),
                )
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn data(&self) -> Json {
        (*self).into()
    }
}

impl FieldType for u32 {
    const TYPE: Type = Type::Number;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a whole number")?;
        match text.replace(',', "").parse() {
            Ok(number) => Some(number),
            Err(_) => {
                let remedy = misread::number_of_month(text).unwrap_or_else(|| number_in(text));
                let problem = Diagnostic::new(Code::BadValue, format!("`{text}` is not a whole number")).at(&node.span);
                reader.report(problem.remedy(text, remedy))
            }
        }
    }

    fn data(&self) -> Json {
        (*self).into()
    }
}

/// `$25.00` and `40 people` have one number in them; of `40-50` none is meant more than the other.
fn number_in(text: &str) -> Remedy {
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    Remedy::words(match digits.as_slice() {
        [number] | [number, "00"] => format!("write digits only: `{number}`"),
        _ => "write digits only, such as `40`".to_owned(),
    })
}

impl<T: FieldType> FieldType for Option<T> {
    const TYPE: Type = T::TYPE;
    const REQUIRED: bool = false;
    const WORDING: Wording = T::WORDING;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            value.visit(visitor);
        }
    }

    fn data(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::data)
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        self.as_ref().map_or(Json::Null, |value| value.view(viewer))
    }
}

impl<T: FieldType> FieldType for Vec<T> {
    const TYPE: Type = Type::List(&T::TYPE);
    const REQUIRED: bool = false;
    const WORDING: Wording = T::WORDING;

    /// A single value is a list of one; a bad item is reported and left out.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                let joined = matches!(T::TYPE, Type::Email).then(|| reach::joined(items, reader.file_text));
                let items = joined.as_ref().unwrap_or(items);
                Some(items.iter().filter_map(|item| T::read(item, reader)).collect())
            }
            _ => several(node, reader).or_else(|| T::read(node, reader).map(|one| vec![one])),
        }
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.iter().for_each(|item| item.visit(visitor));
    }

    fn data(&self) -> Json {
        self.iter().map(T::data).collect()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        // A reference that leads to nothing (which is reported) is not shown.
        self.iter().map(|item| item.view(viewer)).filter(|view| !view.is_null()).collect()
    }
}

/// `emails: dana@example.gov, sam@example.gov`: values of a list that were written as one text. Told once, and read as they
/// were meant. `None` if the text may be one value.
fn several<T: FieldType>(node: &Node, reader: &mut Reader<'_>) -> Option<Vec<T>> {
    let Value::Scalar { text, style: Style::Plain } = &node.value else {
        return None;
    };
    let is_telephone = match T::TYPE {
        Type::Telephone => true,
        Type::Group([first, ..]) => matches!(first.ty, Type::Telephone),
        _ => false,
    };
    let is_word = is_telephone || matches!(T::TYPE, Type::Email | Type::Term(_) | Type::Reference(_) | Type::Language);
    let parts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    let stands_so = reader.file_text.get(node.span.range()) == Some(text.as_str()) && !node.span.file.ends_with(".csv");
    if !is_word || !stands_so || parts.len() < 2 || parts.contains(&"") || (is_telephone && is_extended(&parts)) {
        return None;
    }
    let said = reader.diagnostics.len();
    let value = |part: &str| {
        let text = part.to_owned();
        Node {
            value: Value::Scalar { text, style: Style::Plain },
            span: node.span.clone(),
        }
    };
    let values: Vec<T> = parts.iter().filter_map(|part| T::read(&value(part), reader)).collect();
    if reader.diagnostics.len() > said {
        reader.diagnostics.truncate(said);
        return None;
    }
    let list = format!("[{}]", parts.join(", "));
    let problem = Diagnostic::new(Code::WrongShape, format!("{} values stand here as one text", parts.len())).at(&node.span);
    let fix = Fix::safe([Edit::replace(&node.span, &*list)]);
    reader.diagnostics.push(problem.help(format!("write a list: `{list}`")).fix(fix));
    Some(values)
}

/// `804-555-0142, 1234`: an extension behind its number, which would pass for the number of a service.
fn is_extended(numbers: &[&str]) -> bool {
    let is_short = |number: &&str| number.chars().filter(char::is_ascii_digit).count() < 7;
    numbers.iter().any(is_short) && !numbers.iter().all(is_short)
}

impl<T: FieldType> FieldType for Spanned<T> {
    const TYPE: Type = T::TYPE;
    const REQUIRED: bool = T::REQUIRED;
    const WORDING: Wording = T::WORDING;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            value: T::read(node, reader)?,
            span: node.span.clone(),
        })
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.value.visit(visitor);
    }

    fn data(&self) -> Json {
        self.value.data()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        self.value.view(viewer)
    }
}

/// A Markdown text inside data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prose(pub Spanned<Markdown>, pub Tongue);

/// The language in which a Markdown text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// That for which the entry is read.
    Own,
    /// The main one: there is no translation.
    Main,
}

impl Tongue {
    /// A text as it stands in an entry, which begins with a mark where it is not translated.
    fn of(text: &str) -> (&str, Self) {
        match text.strip_prefix(fallback::OPEN) {
            Some(text) => (text, Self::Main),
            None => (text, Self::Own),
        }
    }
}

impl Prose {
    /// The plain text, marked where it is not translated.
    pub fn text(&self) -> String {
        match self.1 {
            Tongue::Own => self.0.value.text(),
            Tongue::Main => fallback::mark(&self.0.value.text()),
        }
    }
}

impl FieldType for Prose {
    const TYPE: Type = Type::Markdown;
    const WORDING: Wording = Wording::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "text")?;
        let (text, tongue) = Tongue::of(text);
        let words = match tongue {
            Tongue::Own => reader.words,
            Tongue::Main => reader.main_words,
        };
        let input = markdown::Input {
            text,
            file: &node.span.file,
            place: Place::Inside {
                value: &node.span,
                file_text: reader.file_text,
            },
            allowed_html: reader.allowed_html,
            callout_words: &words.callouts,
            note_words: &words.notes,
            anchor_prefix: &reader.anchor_prefix,
        };
        let parsed = markdown::parse(&input);
        reader.diagnostics.extend(parsed.diagnostics);
        let markdown = Spanned {
            value: parsed.value,
            span: node.span.clone(),
        };
        Some(Self(markdown, tongue))
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.prose(self);
    }

    fn data(&self) -> Json {
        self.0.value.source.trim().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.prose(self)
    }
}

/// A long Markdown text, such as a transcript: written here, or the path of a Markdown file below `data/` that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LongProse(pub Prose);

impl FieldType for LongProse {
    const TYPE: Type = Type::Markdown;
    const WORDING: Wording = Wording::Text;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let (text, tongue) = Tongue::of(reader.text(node, "text, or the path of a Markdown file")?);
        if !text.ends_with(".md") || text.contains(char::is_whitespace) {
            return Prose::read(node, reader).map(Self);
        }
        let path = text.trim_start_matches('/');
        let path = path.strip_prefix("data/").unwrap_or(path);
        if let Some((file, markdown)) = reader.texts.get_key_value(format!("data/{path}").as_str()) {
            let markdown = Spanned {
                value: Markdown::clone(markdown),
                span: Span::file(file),
            };
            return Some(Self(Prose(markdown, tongue)));
        }
        let known = || reader.texts.keys().filter_map(|file| file.strip_prefix("data/"));
        let fix = surely(path, known()).map(|meant| Fix::safe([Edit::word(&node.span, path, meant)]));
        let help = match nearest(path, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("looked for the file `data/{path}`"),
        };
        let problem = Diagnostic::new(Code::DeadLink, format!("there is no file `data/{path}`")).at(&node.span);
        reader.report(problem.help(help).fix(fix))
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.0.visit(visitor);
    }

    fn data(&self) -> Json {
        self.0.data()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        self.0.view(viewer)
    }
}

/// A collection that can be referred to.
pub trait Collection {
    /// Its folder, file and key: `contacts`.
    const NAME: &'static str;
}

/// The id of an entry of the collection `C`.
#[derive(Debug)]
pub struct Ref<C> {
    /// The id as typed.
    pub id: Spanned<String>,
    collection: PhantomData<fn() -> C>,
}

impl<C> Clone for Ref<C> {
    fn clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            collection: PhantomData,
        }
    }
}

impl<C> PartialEq for Ref<C> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<C> Eq for Ref<C> {}

impl<C> std::hash::Hash for Ref<C> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<C: Collection> FieldType for Ref<C> {
    const TYPE: Type = Type::Reference(C::NAME);

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let id = reader.text(node, "the id of an entry")?.to_owned();
        Some(Self {
            id: Spanned {
                value: id,
                span: node.span.clone(),
            },
            collection: PhantomData,
        })
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.reference(C::NAME, &self.id);
    }

    fn data(&self) -> Json {
        self.id.value.as_str().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.reference(C::NAME, &self.id.value)
    }
}

macro_rules! term {
    ($(#[$meta:meta])* $Name:ident of $vocabulary:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $Name(pub Spanned<String>);

        impl FieldType for $Name {
            const TYPE: Type = Type::Term(Vocabulary::$vocabulary);

            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                let id = reader.text(node, concat!("a word of the list `", stringify!($vocabulary), "`"))?.to_owned();
                Some(Self(Spanned { value: id, span: node.span.clone() }))
            }

            fn visit(&self, visitor: &mut dyn Visitor) {
                visitor.term(Vocabulary::$vocabulary, &self.0);
            }

            fn data(&self) -> Json {
                self.0.value.as_str().into()
            }

            fn view(&self, viewer: &dyn Viewer) -> Json {
                viewer.term(Vocabulary::$vocabulary, &self.0.value)
            }
        }
    };
}

term!(
    /// For whom: an id of `vocabularies.audiences`.
    Audience of Audiences
);
term!(
    /// Where: an id of `vocabularies.regions`.
    Region of Regions
);
term!(
    /// About what: an id of `vocabularies.topics`.
    Topic of Topics
);

/// The address of another site: `https` or `http`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebUrl(pub Spanned<String>);

impl FieldType for WebUrl {
    const TYPE: Type = Type::Url;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a web address")?;
        match web_url(text) {
            Ok(url) => {
                reader.diagnostics.extend(insecure(&url, &node.span));
                Some(Self(Spanned {
                    value: url,
                    span: node.span.clone(),
                }))
            }
            Err(remedy) => {
                let message = match url::Url::parse(text) {
                    Ok(_) => format!("a page for everyone cannot link to `{text}`"),
                    Err(_) => format!("`{text}` is not a whole web address"),
                };
                let problem = Diagnostic::new(Code::BadUrl, message).at(&node.span);
                reader.report(problem.remedy(text, remedy))
            }
        }
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.web(self);
    }

    fn data(&self) -> Json {
        self.0.value.as_str().into()
    }
}

/// A place in this portal (`/contacts/#dana`) or a web address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(pub Spanned<String>);

impl FieldType for Address {
    const TYPE: Type = Type::Address;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "an address")?;
        let problem = match text {
            _ if text.starts_with("//") => Some(Remedy::words("begin with `https://`, or with one slash for a place in this portal")),
            _ if text.contains('\\') => Some(Remedy::words("write slashes: `/`")),
            _ if text.contains(is_no_sign_of_an_address) || text.contains(['\t', '\n', '\r']) => {
                Some(Remedy::words("type the address once more: it has a sign in it that no one sees"))
            }
            _ if text.starts_with('/') || text.starts_with("@/") => None,
            _ => in_portal(text).or_else(|| web_url(text).err()),
        };
        match problem {
            None => Some(Self(Spanned {
                value: text.to_owned(),
                span: node.span.clone(),
            })),
            Some(remedy) => {
                let problem = Diagnostic::new(Code::BadUrl, format!("`{text}` is not an address"));
                reader.report(problem.at(&node.span).remedy(text, remedy))
            }
        }
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.address(self);
    }

    fn data(&self) -> Json {
        self.0.value.as_str().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.address(self)
    }
}

/// What to write for `families.md` or `form.pdf`, where an address in this portal may stand. Whether there is such a page is not
/// known yet.
fn in_portal(text: &str) -> Option<Remedy> {
    Some(Remedy::words(match local(text)? {
        Local::Page(Some(address)) => format!("this is the name of a file; write the address of its page: `{address}`"),
        Local::Page(None) => "this is the name of a file; write the address of its page, such as `/faq/`".to_owned(),
        Local::File(path) => format!("put the file below `static/` and write `/{path}`"),
    }))
}

/// A file of the portal, by its path below `static/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FilePath(pub Spanned<String>);

impl FieldType for FilePath {
    const TYPE: Type = Type::File;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "the path of a file")?;
        Some(Self(Spanned {
            value: text.trim_start_matches('/').to_owned(),
            span: node.span.clone(),
        }))
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        visitor.file(self);
    }

    fn data(&self) -> Json {
        format!("/{}", self.0.value).into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.file(self)
    }
}

/// A language by its BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(pub String);

impl FieldType for Language {
    const TYPE: Type = Type::Language;

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text(node, "a language")?;
        if let Some(code) = code_meant(text) {
            let problem = Diagnostic::new(Code::BadValue, format!("`{text}` is not the code of a language")).at(&node.span);
            let right = Remedy::text(format!("write `{code}`"), Trust::Safe, code);
            reader.diagnostics.push(problem.remedy(text, right));
            return Some(Self(code.to_owned()));
        }
        let primary = text.split('-').next().unwrap_or_default();
        if (2..=3).contains(&primary.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Some(Self(text.to_owned()));
        }
        let message = format!("`{text}` is not the code of a language");
        reader.report(
            Diagnostic::new(Code::BadValue, message)
                .at(&node.span)
                .help("write its two letters: `en` for English, `es` for Spanish"),
        )
    }

    fn data(&self) -> Json {
        self.0.as_str().into()
    }

    fn view(&self, viewer: &dyn Viewer) -> Json {
        viewer.language(&self.0)
    }
}

/// Keys of the portal's own, as they stand: text, lists and groups.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Free(pub Json);

impl FieldType for Free {
    const TYPE: Type = Type::Free;
    const REQUIRED: bool = false;

    fn read(node: &Node, _reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(plain(node)))
    }

    fn absent() -> Option<Self> {
        Some(Self(json!({})))
    }

    fn data(&self) -> Json {
        self.0.clone()
    }
}

/// A YAML value as JSON: plain `true`, `false` and whole numbers keep their type, everything else is text.
pub fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(map) => Json::Object(map.iter().map(|(key, value)| (key.value.clone(), plain(value))).collect()),
        Value::Scalar { text, style } => match (style, text.as_str()) {
            (Style::Plain, "true") => true.into(),
            (Style::Plain, "false") => false.into(),
            (Style::Plain, digits) if !digits.starts_with('0') || digits == "0" => {
                digits.parse::<i64>().map_or_else(|_| digits.into(), Json::from)
            }
            _ => text.as_str().into(),
        },
    }
}
