//! From the files below `data/` to typed entries.

use std::sync::Arc;

use super::{Collections, KINDS, kind};
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned, nearest};
use crate::parse::yaml::{Node, Value};
use crate::schema::{Fields, ProseWords, Reader, Texts, list_words};
use crate::source::SourceFile;

/// What reading entries needs to know from the configuration and the theme.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The country of telephone numbers.
    pub country: phonenumber::country::Id,
    /// HTML elements that Markdown may contain.
    pub allowed_html: &'a [String],
    /// The words that Markdown needs.
    pub words: &'a ProseWords,
    /// The Markdown files below `data/`.
    pub texts: &'a Texts,
}

/// Reads every data file. `files` are the files with their syntax, sorted by path.
pub fn read(files: &[(&SourceFile, Option<&Node>)], context: Context<'_>) -> Checked<Collections> {
    let mut collections = Collections::default();
    let mut diagnostics = Vec::new();
    for (file, node) in files {
        let Some((name, stem)) = place(&file.path) else { continue };
        let Some(kind) = kind(name) else {
            diagnostics.push(unknown_collection(file, name));
            continue;
        };
        let Some(node) = node else {
            collections.left_out.insert((kind.name(), None));
            continue;
        };
        let reader = Reader {
            country: context.country,
            allowed_html: context.allowed_html,
            words: context.words,
            anchor_prefix: String::new(),
            texts: context.texts,
            file_text: file.text().unwrap_or_default(),
            diagnostics: Vec::new(),
        };
        let mut entries = EntryReader {
            kind,
            reader,
            collections: &mut collections,
            line: 1,
            counted: 0,
        };
        entries.file(node, stem);
        diagnostics.append(&mut entries.reader.diagnostics);
    }
    Checked {
        value: collections,
        diagnostics,
    }
}

/// `data/contacts.yaml` is the list of contacts; `data/training/hanover.yaml` is the class `hanover`.
fn place(path: &str) -> Option<(&str, Option<&str>)> {
    let below = path.strip_prefix("data/")?;
    let (stem, _) = below.rsplit_once('.')?;
    Some(match stem.split_once('/') {
        Some((folder, rest)) => (folder, Some(rest.rsplit('/').next().unwrap_or(rest))),
        None => (stem, None),
    })
}

fn unknown_collection(file: &SourceFile, name: &str) -> Diagnostic {
    let names: Vec<_> = KINDS.iter().map(|kind| kind.name()).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `data/{near}`?"),
        None => format!("the collections are {}", list_words(&names)),
    };
    Diagnostic::new(Code::UnknownCollection, format!("there is no collection `{name}`"))
        .at(&Span::file(&file.path))
        .help(help)
}

/// An id made of the name of the entry.
fn suggested_id(map: &[(Spanned<String>, Node)]) -> String {
    let named = |key: &str| {
        let (_, node) = map.iter().find(|(known, _)| known.value == key)?;
        let Value::Scalar { text, .. } = &node.value else { return None };
        Some(crate::route::slug(text)).filter(|id| !id.is_empty())
    };
    ["title", "name", "term", "question", "citation"]
        .into_iter()
        .find_map(named)
        .unwrap_or_else(|| super::ID_FIELD.first().map_or("", |field| field.example).to_owned())
}

struct EntryReader<'a, 'r> {
    kind: &'static dyn super::AnyKind,
    reader: Reader<'r>,
    collections: &'a mut Collections,
    /// Lines are counted once through the file, from entry to entry.
    line: usize,
    counted: usize,
}

impl EntryReader<'_, '_> {
    fn file(&mut self, node: &Node, stem: Option<&str>) {
        match (&node.value, stem) {
            (Value::List(items), _) => items.iter().for_each(|item| self.entry(item, None)),
            (Value::Map(_), Some(stem)) => self.entry(node, Some(stem)),
            (Value::Null, _) => {}
            (_, None) => {
                let message = format!("a list of {} is wanted here", self.kind.name());
                let at = crate::schema::first_line(node, self.reader.file_text);
                self.reader.diagnostics.push(
                    Diagnostic::new(Code::WrongShape, message)
                        .at(&at)
                        .help("begin each entry with a dash and a space: `- id: …`"),
                );
            }
            (_, Some(_)) => self.entry(node, stem),
        }
    }

    fn entry(&mut self, node: &Node, stem: Option<&str>) {
        let line = self.line_of(node.span.range().start);
        let file: Arc<str> = node.span.file.clone();
        let Some(id) = self.id(node, stem, &file) else { return };
        self.reader.anchor_prefix = format!("{}-", id.value);
        let Some(mut fields) = Fields::of(node, &mut self.reader) else {
            return;
        };
        fields.take("id");
        match self.kind.read(id.clone(), fields, line) {
            Some(entry) => self.collections.add(entry, &mut self.reader.diagnostics),
            None => drop(self.collections.left_out.insert((self.kind.name(), Some(id.value)))),
        }
    }

    fn line_of(&mut self, offset: usize) -> usize {
        let passed = self.reader.file_text.as_bytes().get(self.counted..offset).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(offset);
        self.line
    }

    /// The id that is typed, or else the name of the file.
    fn id(&mut self, node: &Node, stem: Option<&str>, file: &Arc<str>) -> Option<Spanned<String>> {
        let Value::Map(map) = &node.value else {
            // `Fields::of` says what shape is wanted.
            return Some(Spanned {
                value: String::new(),
                span: node.span.clone(),
            });
        };
        let typed = map.iter().find(|(key, value)| key.value == "id" && value.value != Value::Null);
        let (text, span) = match (typed, stem) {
            (Some((_, value)), _) => (self.reader.text(value, "an id")?, value.span.clone()),
            (None, Some(stem)) => (stem, Span::file(file)),
            (None, None) => {
                let at = crate::schema::first_line(node, self.reader.file_text);
                let help = format!("add a line such as `id: {}`", suggested_id(map));
                return self
                    .reader
                    .report(Diagnostic::new(Code::MissingField, "the field `id` is missing").at(&at).help(help));
            }
        };
        let good = crate::route::slug(text);
        if good == text {
            return Some(Spanned { value: good, span });
        }
        let message = format!("`{text}` is not in small letters, digits and hyphens");
        let help = if typed.is_none() {
            format!("rename the file with small letters, digits and hyphens: `{good}.yaml`")
        } else if good.is_empty() {
            "write small letters, digits and hyphens".to_owned()
        } else {
            format!("write `{good}`")
        };
        self.reader.report(Diagnostic::new(Code::BadId, message).at(&span).help(help))
    }
}
