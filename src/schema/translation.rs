//! Entries in other languages. A block named after a language, such as `es:`, stands beside the texts that it translates:
//!
//! ```yaml
//! - id: basic-school
//!   title: Basic School
//!   es:
//!     title: Curso básico
//! ```
//! An entry in another language is the same entry with some texts exchanged. So it is made where nothing yet knows what
//! the fields mean, in the syntax, and read by the same declaration: every kind, title, list and search result follows.

use super::fallback::{OPEN, mark};
use super::{Field, Fields, Reader, Record, Type, Wording, list_words};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span, Spanned, nearest};
use crate::parse::yaml::{Node, Value};
use crate::words::{Lang, language_meant};
use crate::{choice, record};

record! {
    /// What is known about a translation.
    pub struct Provenance {
        /// What it was made from: the date of the original's last change, or the code that docent prints for its words. docent then tells when the original has changed since.
        translated_from: Option<Spanned<String>> = "2025-03-03" (code),
        /// Whether someone has read it beside the original.
        translation: Review = "unreviewed",
    }
}

choice! {
    /// Whether someone who knows both languages has read a translation.
    pub enum Review {
        /// Someone has.
        Reviewed = "reviewed",
        /// No one has yet.
        Unreviewed = "unreviewed",
        /// A program wrote it, and no one has read it yet.
        Machine = "machine",
    }
}

type Map = Vec<(Spanned<String>, Node)>;

/// The groups of declared fields that stand in one group of a file.
type Declared<'a> = &'a [&'static [Field]];

/// What an entry is read in.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    /// The languages of the portal, the main one first.
    pub languages: &'a [String],
    /// The language, if it is not the main one.
    pub lang: Option<&'a str>,
}

/// The group as it is read in a language: for the main one, without the blocks of the others; for another, with the texts
/// of its blocks, and with marks on those that have none.
pub fn in_language(node: &Node, declared: Declared<'_>, tongue: Tongue<'_>) -> Node {
    let value = match &node.value {
        Value::Map(map) => Value::Map(group(map, declared, tongue)),
        Value::List(items) => Value::List(items.iter().map(|item| in_language(item, declared, tongue)).collect()),
        other => other.clone(),
    };
    Node {
        value,
        span: node.span.clone(),
    }
}

fn group(map: &Map, declared: Declared<'_>, tongue: Tongue<'_>) -> Map {
    let block = tongue.lang.and_then(|lang| block(map, lang)).unwrap_or_default();
    let own = map.iter().filter(|(key, _)| !is_block(&key.value, declared, tongue.languages));
    let mut group: Map = own
        .map(|(key, value)| (key.clone(), translated((key, value), declared, block, tongue)))
        .collect();
    let is_new = |key: &Spanned<String>| !map.iter().any(|(known, _)| known.value == key.value);
    let added = block.iter().filter(|(key, _)| is_new(key) && is_text(&key.value, declared));
    group.extend(added.cloned());
    group
}

fn translated(
    (key, value): (&Spanned<String>, &Node),
    declared: Declared<'_>,
    block: &[(Spanned<String>, Node)],
    tongue: Tongue<'_>,
) -> Node {
    let Some(field) = find(declared, &key.value) else {
        return value.clone();
    };
    if let Some(fields) = inner(&field.ty) {
        return in_language(value, &[fields], tongue);
    }
    let given = block
        .iter()
        .find(|(name, given)| name.value == key.value && given.value != Value::Null);
    match given {
        Some((_, given)) if field.is_translated() => given.clone(),
        None if tongue.lang.is_some() && field.is_translated() && field.wording == Wording::Text => marked(value, &field.ty),
        _ => value.clone(),
    }
}

/// A text with the marks of the main language. Markdown only begins with one: a mark at its end could change its meaning.
fn marked(node: &Node, ty: &Type) -> Node {
    let value = match &node.value {
        Value::Scalar { text, style } if !text.trim().is_empty() => Value::Scalar {
            text: match ty {
                Type::Markdown => format!("{OPEN}{text}"),
                _ => mark(text.trim()),
            },
            style: *style,
        },
        Value::List(items) => Value::List(items.iter().map(|item| marked(item, ty)).collect()),
        other => other.clone(),
    };
    Node {
        value,
        span: node.span.clone(),
    }
}

/// The block of a language in a group.
fn block<'n>(map: &'n Map, lang: &str) -> Option<&'n [(Spanned<String>, Node)]> {
    match &map.iter().find(|(key, _)| key.value == lang)?.1.value {
        Value::Map(block) => Some(block),
        _ => None,
    }
}

/// The place of the block of a language, and what is known about the translation, which stands in the block of the whole entry.
pub fn provenance(node: &Node, lang: &str, reader: &mut Reader<'_>) -> Option<(Span, Provenance)> {
    let Value::Map(map) = &node.value else { return None };
    let (key, _) = map.iter().find(|(key, _)| key.value == lang)?;
    let known = |(key, _): &&(Spanned<String>, Node)| find(&[Provenance::FIELDS], &key.value).is_some();
    let about = Node {
        value: Value::Map(block(map, lang)?.iter().filter(known).cloned().collect()),
        span: key.span.clone(),
    };
    let mut fields = Fields::of(&about, reader)?;
    Some((key.span.clone(), Provenance::read_fields(&mut fields)?))
}

/// The places of all blocks of a language, at any depth.
pub fn places(node: &Node, declared: Declared<'_>, lang: &str) -> Vec<Span> {
    each_group(node, declared)
        .into_iter()
        .flat_map(|(map, _)| map.iter().filter(|(key, _)| key.value == lang))
        .map(|(_, value)| value.span.clone())
        .collect()
}

/// Every group of an entry with its declaration.
fn each_group<'n>(node: &'n Node, declared: Declared<'_>) -> Vec<(&'n Map, Vec<&'static [Field]>)> {
    match &node.value {
        Value::Map(map) => {
            let nested = map
                .iter()
                .filter_map(|(key, value)| Some((value, inner(&find(declared, &key.value)?.ty)?)));
            let below = nested.flat_map(|(value, fields)| each_group(value, &[fields]));
            std::iter::once((map, declared.to_vec())).chain(below).collect()
        }
        Value::List(items) => items.iter().flat_map(|item| each_group(item, declared)).collect(),
        _ => Vec::new(),
    }
}

/// Reports what cannot be translated, and blocks of languages that the portal does not have. `languages` are those of the
/// portal, the main one first; `about` is what a block of the whole entry may say about itself.
pub fn check(node: &Node, declared: Declared<'_>, languages: &[String], about: &'static [Field], report: &mut Vec<Diagnostic>) {
    for (at, (map, declared)) in each_group(node, declared).into_iter().enumerate() {
        let about = if at == 0 { about } else { &[] };
        for (key, value) in map.iter().filter(|(key, _)| is_block(&key.value, &declared, languages)) {
            match languages.iter().position(|lang| *lang == key.value) {
                Some(0) => report.push(own_language(key)),
                Some(_) => check_block(key, value, &declared, about, report),
                None => report.push(foreign_language(key, languages)),
            }
        }
    }
}

fn own_language(key: &Spanned<String>) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::NotTranslatable,
        format!("`{}` is the language of the entry itself", key.value),
    )
    .at(&key.span);
    problem.help("write these texts as fields of the entry, without the block around them")
}

fn foreign_language(key: &Spanned<String>, languages: &[String]) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::UnknownLanguage,
        format!("`{}` is not one of the portal's languages", key.value),
    )
    .at(&key.span);
    match language_meant(&key.value, languages.iter().map(String::as_str)) {
        Some(meant) => problem
            .help(format!("did you mean `{meant}`?"))
            .fix(Fix::suggested([Edit::word(&key.span, &*key.value, meant)])),
        None => problem.help(format!("add `{}` to `languages` in docent.yaml, or delete the block", key.value)),
    }
}

fn check_block(key: &Spanned<String>, value: &Node, declared: Declared<'_>, about: &'static [Field], report: &mut Vec<Diagnostic>) {
    let Value::Map(block) = &value.value else {
        let problem = Diagnostic::new(Code::WrongShape, "a group of translated texts is wanted here").at(&key.span);
        report.push(problem.help(format!(
            "write each text on a line of its own below `{}:`, with the name of its field",
            key.value
        )));
        return;
    };
    let names: Vec<&str> = texts(declared).chain(about).map(|field| field.name).collect();
    for (name, _) in block.iter().filter(|(name, _)| !names.contains(&name.value.as_str())) {
        report.push(match find(declared, &name.value) {
            Some(field) => untranslatable(name, field, &key.value),
            None => unknown(name, &names),
        });
    }
}

fn untranslatable(name: &Spanned<String>, field: &Field, lang: &str) -> Diagnostic {
    if inner(&field.ty).is_some() {
        let problem = Diagnostic::new(
            Code::NotTranslatable,
            format!("the texts of `{}` are not translated here", name.value),
        )
        .at(&name.span);
        return problem.help(format!(
            "write `{lang}:` inside `{}`, beside the texts that it translates",
            name.value
        ));
    }
    let problem = Diagnostic::new(Code::NotTranslatable, format!("`{}` is the same in every language", name.value)).at(&name.span);
    problem.help("delete the line: the value of the entry itself is shown")
}

fn unknown(name: &Spanned<String>, names: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownField, format!("there is no text `{}` to translate here", name.value)).at(&name.span);
    problem.help(match nearest(&name.value, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the texts here are {}", list_words(names)),
    })
}

/// The texts of an entry that its translations say in other words, as its open data has them.
pub fn words(data: &serde_json::Map<String, serde_json::Value>, declared: Declared<'_>) -> Vec<String> {
    let fields = declared.iter().flat_map(|fields| fields.iter());
    let mut all = Vec::new();
    for (field, value) in fields.filter_map(|field| Some((field, data.get(field.name)?))) {
        let groups = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        match inner(&field.ty) {
            Some(fields) => all.extend(
                groups
                    .iter()
                    .filter_map(|group| group.as_object())
                    .flat_map(|group| words(group, &[fields])),
            ),
            None if field.is_translated() && field.wording != Wording::Asked => {
                all.extend(groups.iter().filter_map(|text| text.as_str()).map(str::to_owned))
            }
            None => {}
        }
    }
    all
}

/// The fields that a block may translate.
pub fn texts<'a>(declared: Declared<'a>) -> impl Iterator<Item = &'static Field> + 'a {
    declared
        .iter()
        .flat_map(|fields| fields.iter())
        .filter(|field| field.is_translated())
}

fn find(declared: Declared<'_>, name: &str) -> Option<&'static Field> {
    declared.iter().flat_map(|fields| fields.iter()).find(|field| field.name == name)
}

fn is_text(name: &str, declared: Declared<'_>) -> bool {
    find(declared, name).is_some_and(Field::is_translated)
}

/// Whether a key of a group is that of a translation: a language of the portal, one that was meant to be, or one that docent
/// knows by name, and no field.
fn is_block(key: &str, declared: Declared<'_>, languages: &[String]) -> bool {
    let tags = || languages.iter().map(String::as_str);
    let is_language = || Lang::is_known(key) || tags().any(|lang| lang == key) || language_meant(key, tags()).is_some();
    // Nearly every key is a field; whether it is like the name of a language takes long to say.
    find(declared, key).is_none() && is_language()
}

/// The fields of a group, or of the groups of a list.
pub(super) fn inner(ty: &Type) -> Option<&'static [Field]> {
    match ty {
        Type::Group(fields) => Some(fields),
        Type::List(ty) => inner(ty),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[Field {
        name: "title",
        ty: Type::Text,
        required: true,
        help: " Its title.",
        example: "Basic School",
        wording: Wording::Text,
    }];

    /// The title of an entry in a language of a portal in English and Hawaiian, of which docent has no name.
    fn title(lang: Option<&str>) -> Option<String> {
        let languages = ["en".to_owned(), "haw".to_owned()];
        let text = "title: Basic School\nhaw: {title: Kula Kumu}\n";
        let node = crate::parse::yaml::parse(&"data/courses.yaml".into(), text, 0).value?;
        let tongue = Tongue {
            languages: &languages,
            lang,
        };
        let Value::Map(map) = in_language(&node, &[FIELDS], tongue).value else {
            return None;
        };
        assert_eq!(map.len(), 1, "the block is no field of the entry");
        map.into_iter().find_map(|(_, value)| match value.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        })
    }

    #[test]
    fn any_language_of_the_portal_names_a_block() {
        assert_eq!(title(None).as_deref(), Some("Basic School"));
        assert_eq!(title(Some("haw")).as_deref(), Some("Kula Kumu"));
    }
}
