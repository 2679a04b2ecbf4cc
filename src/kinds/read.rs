//! From the files below `data/` to typed entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{AnyEntry, AnyKind, Collections, Common, Heading, ID_FIELD, Kinds, Translation, Translations, bad_id};
use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span, Spanned, nearest};
use crate::parse::yaml::{Node, Value};
use crate::schema::dialing::Dialing;
use crate::schema::translation::{self, Provenance, Tongue};
use crate::schema::{Field, Fields, ProseWords, Reader, Record, Texts, list_words};
use crate::source::SourceFile;

/// What reading entries needs to know from the configuration and the theme.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The kinds of the portal.
    pub kinds: Kinds,
    /// The rules of telephone numbers.
    pub dialing: &'a Dialing,
    /// HTML elements that Markdown may contain.
    pub allowed_html: &'a [String],
    /// The Markdown files below `data/`.
    pub texts: &'a Texts,
    /// The languages of the portal, the main one first, each with the words that Markdown needs.
    pub languages: &'a [(String, ProseWords)],
}

/// Every entry, in every language of the portal.
#[derive(Debug, Default)]
pub struct Read {
    /// As they are written.
    pub main: Collections,
    /// In the other languages: the same entries with their texts translated, or marked where they are not.
    pub others: BTreeMap<String, Collections>,
}

/// Reads every data file. `files` are the files with their syntax, sorted by path.
pub fn read(files: &[(&SourceFile, Option<&Node>)], context: Context<'_>) -> Checked<Read> {
    let empty = || Collections::of_kinds(context.kinds);
    let mut collections = Read {
        main: empty(),
        others: context.languages.iter().skip(1).map(|(lang, _)| (lang.clone(), empty())).collect(),
    };
    let mut diagnostics = Vec::new();
    let mut written = Vec::new();
    for (file, node) in files {
        let Some((name, stem)) = place(&file.path) else { continue };
        match (context.kinds.named(name), node) {
            (None, _) => diagnostics.push(unknown_collection(file, name, context.kinds)),
            (Some(kind), None) => drop(collections.main.left_out.insert((kind.name(), None))),
            (Some(kind), Some(node)) => written.extend(entries(kind, file, node, stem, &mut diagnostics)),
        }
    }
    let plain = ProseWords::default();
    let words = context.languages.first().map_or(&plain, |(_, words)| words);
    let languages: Vec<String> = context.languages.iter().map(|(lang, _)| lang.clone()).collect();
    let read: Vec<EntryRead> = written
        .par_iter()
        .map(|entry| EntryReader::new(entry, context, words, &languages).read())
        .collect();
    // Which of two entries with one id counts, the order of the files decides.
    for (entry, written) in read.into_iter().zip(&written) {
        diagnostics.extend(entry.diagnostics);
        match (entry.main, entry.id) {
            (Some(entry), _) => collections.main.add(entry, &mut diagnostics),
            (None, Some(id)) => drop(collections.main.left_out.insert((written.kind.name(), Some(id)))),
            (None, None) => {}
        }
        for (lang, translated) in entry.others {
            if let Some(collections) = collections.others.get_mut(lang) {
                // An id that is taken has been reported.
                collections.add(translated, &mut Vec::new());
            }
        }
    }
    let left_out = collections.main.left_out.clone();
    collections
        .others
        .values_mut()
        .for_each(|other| other.left_out.clone_from(&left_out));
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

/// Data files that stand among the pages, where they are published as they are: each file that is called as a collection is,
/// or stands in a folder that is.
pub fn misplaced<'a>(files: impl Iterator<Item = &'a SourceFile>, kinds: Kinds) -> Vec<Diagnostic> {
    let problem = |file: &SourceFile| {
        let below = file.path.strip_prefix("content/")?;
        let below = below.strip_prefix("data/").unwrap_or(below);
        let (folder, name) = below.rsplit_once('/').map_or((None, below), |(folder, name)| (Some(folder), name));
        let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
        let kind = |name: &str| kinds.named(name).map(|kind| kind.name());
        let (kind, right) = match (folder.and_then(kind), kind(stem)) {
            (Some(kind), _) => (kind, format!("data/{kind}/{name}")),
            (None, kind) => (kind?, format!("data/{name}")),
        };
        let message = format!("this file is published as it is, and no page shows the {kind} in it");
        let problem = Diagnostic::new(Code::MisplacedData, message).at(&Span::file(&file.path));
        let fix = Fix::suggested([Edit::rename(&file.path, &right)]);
        Some(
            problem
                .help(format!("data belongs into `data/`: move what stands here to `{right}`"))
                .fix(fix),
        )
    };
    files.filter_map(problem).collect()
}

fn unknown_collection(file: &SourceFile, name: &str, kinds: Kinds) -> Diagnostic {
    let names: Vec<_> = kinds.names().collect();
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

fn read_entry(kind: &'static dyn AnyKind, heading: Heading, node: &Node, reader: &mut Reader<'_>) -> Option<Arc<dyn AnyEntry>> {
    let mut fields = Fields::of(node, reader)?;
    fields.take("id");
    kind.read(heading, fields)
}

/// The one entry of a list, behind a dash and without an id, as a file has it that is called as its entry.
fn only_entry<'n>(items: &'n [Node], text: &str) -> Option<&'n Node> {
    let [entry] = items else { return None };
    let Value::Map(map) = &entry.value else { return None };
    let before = text.get(..entry.span.range().start).unwrap_or_default();
    let is_bare = before.trim_end_matches(' ').ends_with('-') && map.iter().all(|(key, _)| key.value != "id");
    is_bare.then_some(entry)
}

/// `- course: basic-school` at the beginning of a file with one entry.
fn dash_before_entry(one: &str, entry: &Span, text: &str) -> Diagnostic {
    let start = entry.range().start;
    let dash = text.get(..start).and_then(|before| before.rfind('-')).unwrap_or(start);
    let width = start - dash;
    let place = |range: std::ops::Range<usize>| Span::new(&entry.file, range);
    let mut edits = vec![Edit::replace(&place(dash..start), "")];
    let mut at = start;
    let mut is_sure = width > 0;
    for (number, line) in text.get(start..).unwrap_or_default().split_inclusive('\n').enumerate() {
        let is_indented = line.len() - line.trim_start_matches(' ').len() >= width;
        if number > 0 && is_indented {
            edits.push(Edit::replace(&place(at..at + width), ""));
        }
        is_sure &= number == 0 || is_indented || line.trim().is_empty() || line.starts_with('#');
        at += line.len();
    }
    let message = format!("a dash stands before this {one}, and a file with one entry has none");
    let help = "delete the dash, and as many spaces before each line below, so that all fields begin at the left margin";
    let problem = Diagnostic::new(Code::WrongShape, message).at(&place(dash..dash + 1)).help(help);
    problem.fix(is_sure.then(|| Fix::safe(edits)))
}

/// An entry as it is written.
struct Written<'a> {
    kind: &'static dyn AnyKind,
    /// The text of its file.
    text: &'a str,
    node: &'a Node,
    /// The name of the file, if it holds this entry alone.
    stem: Option<&'a str>,
    /// The line in which it begins, from 1.
    line: usize,
}

/// The entries of a file.
fn entries<'a>(
    kind: &'static dyn AnyKind,
    file: &'a SourceFile,
    node: &'a Node,
    stem: Option<&'a str>,
    report: &mut Vec<Diagnostic>,
) -> Vec<Written<'a>> {
    let text = file.text().unwrap_or_default();
    let (nodes, stem) = match (&node.value, stem) {
        (Value::Null, _) => (Vec::new(), stem),
        (Value::List(items), stem) => match stem.and_then(|_| only_entry(items, text)) {
            Some(entry) => {
                report.push(dash_before_entry(kind.one(), &entry.span, text));
                (vec![entry], stem)
            }
            None => (items.iter().collect(), None),
        },
        (_, Some(_)) => (vec![node], stem),
        (_, None) => {
            let message = format!("a list of {} is wanted here", kind.name());
            let problem = Diagnostic::new(Code::WrongShape, message).at(&crate::schema::first_line(node, text));
            report.push(problem.help("begin each entry with a dash and a space: `- id: …`"));
            (Vec::new(), None)
        }
    };
    // Lines are counted once through the file, from entry to entry.
    let (mut line, mut counted) = (1, 0);
    let written = |node: &'a Node| {
        let start = node.span.range().start;
        let passed = text.as_bytes().get(counted..start).unwrap_or_default();
        line += passed.iter().filter(|byte| **byte == b'\n').count();
        counted = counted.max(start);
        Written {
            kind,
            text,
            node,
            stem,
            line,
        }
    };
    nodes.into_iter().map(written).collect()
}

/// An entry in other languages than the main one.
type Others<'l> = Vec<(&'l str, Arc<dyn AnyEntry>)>;

/// What came of an entry.
struct EntryRead<'l> {
    /// None if it has none that can be used; that has been reported.
    id: Option<String>,
    /// The entry as it is written, if it can be read.
    main: Option<Arc<dyn AnyEntry>>,
    /// The same in the other languages.
    others: Others<'l>,
    diagnostics: Vec<Diagnostic>,
}

struct EntryReader<'r> {
    written: &'r Written<'r>,
    declared: [&'static [Field]; 3],
    reader: Reader<'r>,
    context: Context<'r>,
    languages: &'r [String],
}

impl<'r> EntryReader<'r> {
    fn new(written: &'r Written<'r>, context: Context<'r>, words: &'r ProseWords, languages: &'r [String]) -> Self {
        Self {
            written,
            declared: [ID_FIELD, written.kind.fields(), Common::FIELDS],
            reader: Reader {
                dialing: context.dialing,
                allowed_html: context.allowed_html,
                words,
                main_words: words,
                anchor_prefix: String::new(),
                texts: context.texts,
                file_text: written.text,
                diagnostics: Vec::new(),
            },
            context,
            languages,
        }
    }

    fn read(mut self) -> EntryRead<'r> {
        let id = self.id();
        let (main, others) = id.clone().map(|id| self.entry(id)).unwrap_or_default();
        EntryRead {
            id: id.map(|id| id.value),
            main,
            others,
            diagnostics: self.reader.diagnostics,
        }
    }

    /// The entry as it is written and in the other languages.
    fn entry(&mut self, id: Spanned<String>) -> (Option<Arc<dyn AnyEntry>>, Others<'r>) {
        let node = self.written.node;
        self.reader.anchor_prefix = format!("{}-", id.value);
        translation::check(
            node,
            &self.declared,
            self.languages,
            Provenance::FIELDS,
            &mut self.reader.diagnostics,
        );
        let heading = Heading {
            id,
            line: self.written.line,
            translations: self.translations(),
        };
        let own = translation::in_language(node, &self.declared, self.tongue(None));
        let entry = read_entry(self.written.kind, heading.clone(), &own, &mut self.reader);
        let others = entry.as_ref().map(|entry| self.in_other_languages(entry, &heading));
        (entry, others.unwrap_or_default())
    }

    fn tongue<'l>(&'l self, lang: Option<&'l str>) -> Tongue<'l> {
        Tongue {
            languages: self.languages,
            lang,
        }
    }

    fn translations(&mut self) -> Translations {
        let mut translations = Translations::new();
        for lang in self.languages.iter().skip(1) {
            if let Some((at, about)) = translation::provenance(self.written.node, lang, &mut self.reader) {
                translations.insert(lang.clone(), Translation { at, about });
            }
        }
        translations
    }

    /// The same entry once more for each other language. Only what is wrong in a translation is new; the rest has been said.
    fn in_other_languages(&mut self, entry: &Arc<dyn AnyEntry>, heading: &Heading) -> Others<'r> {
        let node = self.written.node;
        let mut others = Vec::new();
        for (lang, words) in self.context.languages.iter().skip(1) {
            let mut reader = Reader {
                words,
                anchor_prefix: self.reader.anchor_prefix.clone(),
                diagnostics: Vec::new(),
                ..self.reader
            };
            let own = translation::in_language(node, &self.declared, self.tongue(Some(lang)));
            // A translation that cannot be read is reported; the entry is then shown as it is written.
            let translated = read_entry(self.written.kind, heading.clone(), &own, &mut reader).unwrap_or_else(|| entry.clone());
            let places = translation::places(node, &self.declared, lang);
            let is_in_block = |problem: &Diagnostic| problem.at.as_ref().is_some_and(|at| places.iter().any(|place| place.contains(at)));
            self.reader.diagnostics.extend(reader.diagnostics.into_iter().filter(is_in_block));
            others.push((lang.as_str(), translated));
        }
        others
    }

    /// The id that is typed, or else the name of the file.
    fn id(&mut self) -> Option<Spanned<String>> {
        let Written { node, stem, .. } = *self.written;
        let file = &node.span.file;
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
        let (folder, name) = file.rsplit_once('/').unwrap_or_default();
        let right = name.replacen(text, &good, 1);
        let (help, fix) = match typed {
            _ if good.is_empty() => ("write small letters, digits and hyphens".to_owned(), None),
            // References and published addresses follow an id, so a person has to look at them.
            Some(_) => (
                format!("write `{good}`"),
                Some(Fix::suggested([Edit::word(&span, text, good.as_str())])),
            ),
            // What has no id of its own was never published, and nothing can refer to it.
            None => (
                format!("rename the file with small letters, digits and hyphens: `{right}`"),
                Some(Fix::safe([Edit::rename(file, &format!("{folder}/{right}"))])),
            ),
        };
        self.reader.diagnostics.push(bad_id(text, &span).help(help).fix(fix));
        // What refers to the entry has the right id, or will have it: nothing more is wrong there.
        (typed.is_some() && !good.is_empty()).then_some(Spanned { value: good, span })
    }
}
