//! From YAML values to field types: what every field has in common when it is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dialing::Dialing;
use super::{FieldType, Record};
use crate::diag::{Code, Diagnostic, Edit, Fix, Span, nearest, surely};
use crate::parse::markdown::Markdown;
use crate::parse::yaml::{Node, Value};

/// What reading needs to know beside the value, and where it reports.
pub struct Reader<'a> {
    /// The rules of telephone numbers.
    pub dialing: &'a Dialing,
    /// HTML elements that Markdown may contain.
    pub allowed_html: &'a [String],
    /// The words that Markdown needs, in the language for which the file is read.
    pub words: &'a ProseWords,
    /// The same in the main language, for texts that are not translated.
    pub main_words: &'a ProseWords,
    /// What the anchors of Markdown texts begin with, so that entries on one page do not share any.
    pub anchor_prefix: String,
    /// The Markdown files below `data/`, which entries name instead of writing a long text in YAML.
    pub texts: &'a Texts,
    /// The text of the file, to place what stands inside a value.
    pub file_text: &'a str,
    /// The problems found so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Markdown texts by the paths of their files: `data/videos/teen-brain.md`.
pub type Texts = BTreeMap<Arc<str>, Arc<Markdown>>;

/// What a reader borrows where no portal is known yet: of the settings, and of what they declare.
#[derive(Default)]
pub struct BeforeSettings {
    dialing: Dialing,
    words: ProseWords,
    texts: Texts,
}

impl BeforeSettings {
    /// A reader of a file with this text.
    pub fn reader<'a>(&'a self, file_text: &'a str) -> Reader<'a> {
        Reader {
            dialing: &self.dialing,
            allowed_html: &[],
            words: &self.words,
            main_words: &self.words,
            anchor_prefix: String::new(),
            texts: &self.texts,
            file_text,
            diagnostics: Vec::new(),
        }
    }
}

impl Reader<'_> {
    /// Reports a problem; returns `None` so that a field can end with it.
    pub fn report<T>(&mut self, problem: Diagnostic) -> Option<T> {
        self.diagnostics.push(problem);
        None
    }

    /// The text of a scalar. `wanted` names what belongs here: "a date".
    pub fn text<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n str> {
        match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() => Some(text.trim()),
            Value::Scalar { .. } | Value::Null => {
                self.report(Diagnostic::new(Code::BadValue, format!("{wanted} is wanted here, and nothing is written")).at(&node.span))
            }
            Value::List(_) => self.wrong_shape(node, wanted, "a list", "write one value, without brackets or dashes"),
            Value::Map(_) => self.wrong_shape(node, wanted, "a group of fields", "write one value on the line of the field's name"),
        }
    }

    /// One of the given words.
    pub fn choice(&mut self, node: &Node, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(node, "one of several words")?;
        if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            return Some(word);
        }
        let known = list_words(words);
        let help = match nearest(text, words.iter().copied()).or_else(|| begun_by(text, words)) {
            Some(word) => format!("did you mean `{word}`? It can be {known}"),
            None => format!("it can be {known}"),
        };
        self.report(
            Diagnostic::new(Code::UnknownChoice, format!("`{text}` cannot be chosen here"))
                .at(&node.span)
                .help(help)
                .fix(surely(text, words.iter().copied()).map(|word| Fix::safe([Edit::word(&node.span, text, word)]))),
        )
    }

    /// A group of declared fields. A single value stands for the field of the [short form](super::short_form):
    /// `phones: [804-555-0142]` is `phones: [{number: 804-555-0142}]`.
    pub fn group<R: Record>(&mut self, node: &Node) -> Option<R> {
        let short;
        let node = match (&node.value, super::short_form(R::FIELDS)) {
            (Value::Scalar { .. }, Some(first)) => {
                let key = crate::diag::Spanned {
                    value: first.name.to_owned(),
                    span: node.span.clone(),
                };
                short = Node {
                    value: Value::Map(vec![(key, node.clone())]),
                    span: node.span.clone(),
                };
                &short
            }
            _ => node,
        };
        let mut fields = Fields::of(node, self)?;
        let record = R::read_fields(&mut fields);
        fields.finish(&[R::FIELDS]);
        record
    }

    fn wrong_shape<T>(&mut self, node: &Node, wanted: &str, found: &str, help: &str) -> Option<T> {
        let first_line = first_line(node, self.file_text);
        let problem = Diagnostic::new(Code::WrongShape, format!("{wanted} is wanted here, not {found}")).at(&first_line);
        self.report(problem.help(help))
    }
}

/// Words that stand in the HTML of every Markdown text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProseWords {
    /// Note, Tip, Important, Warning, Caution.
    pub callouts: [String; 5],
    /// "Footnotes" and "Back to reference".
    pub notes: [String; 2],
}

impl Default for ProseWords {
    /// The English words.
    fn default() -> Self {
        Self {
            callouts: ["Note", "Tip", "Important", "Warning", "Caution"].map(str::to_owned),
            notes: ["Footnotes", "Back to reference"].map(str::to_owned),
        }
    }
}

/// The fields of one group while they are read. What nobody asked for is unknown.
pub struct Fields<'n, 'r> {
    entries: Vec<(&'n crate::diag::Spanned<String>, &'n Node, Asked)>,
    whole: Span,
    reader: &'n mut Reader<'r>,
    missing: Vec<(&'static str, Diagnostic)>,
    doubtful: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    NotYet,
}

impl<'n, 'r> Fields<'n, 'r> {
    /// The fields of `node`; reports it if it has none.
    pub fn of(node: &'n Node, reader: &'n mut Reader<'r>) -> Option<Self> {
        match &node.value {
            Value::Map(map) => {
                let entries = map.iter().map(|(key, value)| (key, value, Asked::NotYet)).collect();
                let whole = first_line(node, reader.file_text);
                Some(Self {
                    entries,
                    whole,
                    reader,
                    missing: Vec::new(),
                    doubtful: Vec::new(),
                })
            }
            Value::List(_) => reader.wrong_shape(
                node,
                "a group of fields",
                "a list",
                "write each field on a line of its own, without a dash before it",
            ),
            _ => {
                let help = "write each field on a line of its own, with its name, a colon and a space before the value";
                reader.wrong_shape(node, "a group of fields", "a single value", help)
            }
        }
    }

    /// The field `name`, read as `T`.
    pub fn read<T: FieldType>(&mut self, name: &'static str, example: &str) -> Option<T> {
        self.read_with(name, example, T::read, T::absent)
    }

    /// The field `name`, read by a function; `absent` gives the value of one that is not there, if it may be absent.
    pub fn read_with<T>(
        &mut self,
        name: &'static str,
        example: &str,
        read: impl FnOnce(&Node, &mut Reader<'r>) -> Option<T>,
        absent: impl Fn() -> Option<T>,
    ) -> Option<T> {
        let said = self.reader.diagnostics.len();
        let value = match self.take(name) {
            // What is wrong has been said; an optional field that cannot be read counts as absent, so that the entry stays.
            Some(node) if node.value != Value::Null => read(node, self.reader).or_else(absent),
            _ => absent().or_else(|| self.missing(name, example)),
        };
        if self.reader.diagnostics.len() > said {
            self.doubtful.push(name);
        }
        value
    }

    /// The raw value of a field.
    pub fn take(&mut self, name: &str) -> Option<&'n Node> {
        let entry = self.entries.iter_mut().find(|(key, ..)| key.value == name)?;
        entry.2 = Asked::Yes;
        Some(entry.1)
    }

    /// The place of the first line of the group.
    pub fn place(&self) -> &Span {
        &self.whole
    }

    /// Where problems are reported.
    pub fn reader(&mut self) -> &mut Reader<'r> {
        self.reader
    }

    /// Reports the fields that nobody asked for, and those that are missing. `known` are the declarations to suggest from.
    ///
    /// Returns the names of the fields in which something is wrong: no more should be said about them.
    pub fn finish(mut self, known: &[&'static [super::Field]]) -> Vec<&'static str> {
        let names = || known.iter().flat_map(|fields| fields.iter().map(|field| field.name));
        let typed: Vec<&str> = self.entries.iter().map(|(key, ..)| key.value.as_str()).collect();
        for (key, ..) in self.entries.iter().filter(|(.., asked)| *asked == Asked::NotYet) {
            let other = other_name(&key.value, names());
            let meant = other
                .or_else(|| nearest(&key.value, names()))
                .or_else(|| shortened(&key.value, names()));
            let help = match (meant, inside(&key.value, known)) {
                (Some(name), _) => format!("did you mean `{name}`?"),
                (None, Some((group, name))) => format!("`{name}` is a field of `{group}`: write it there"),
                (None, None) => format!("the fields known here are {}", list_words(&names().collect::<Vec<_>>())),
            };
            self.reader.diagnostics.push(
                Diagnostic::new(Code::UnknownField, format!("there is no field `{}` here", key.value))
                    .at(&key.span)
                    .help(help)
                    .fix(
                        surely(&key.value, names())
                            .filter(|name| other.is_none() && !typed.contains(name))
                            .map(|name| Fix::safe([Edit::word(&key.span, &*key.value, name)])),
                    ),
            );
            // A field with a slip in its name is not missing.
            self.missing.retain(|(name, _)| Some(*name) != meant);
            self.doubtful.extend(meant);
        }
        self.reader.diagnostics.extend(self.missing.into_iter().map(|(_, problem)| problem));
        self.doubtful
    }

    fn missing<T>(&mut self, name: &'static str, example: &str) -> Option<T> {
        let typed = self.entries.iter().find(|(key, ..)| key.value == name);
        let problem = match typed {
            Some((key, ..)) => Diagnostic::new(Code::MissingField, format!("nothing is written behind `{name}:`")).at(&key.span),
            None => Diagnostic::new(Code::MissingField, format!("the field `{name}` is missing")).at(&self.whole),
        };
        let help = match example {
            "" => format!("add a field `{name}:`"),
            example => format!("add a line such as `{name}: {example}`"),
        };
        self.missing.push((name, problem.help(help)));
        None
    }
}

/// What people call a field that has another name here.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("fee", "cost"),
    ("fees", "cost"),
    ("price", "cost"),
    ("where", "place"),
    ("location", "place"),
    ("website", "url"),
];

fn other_name(word: &str, mut names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let (_, meant) = OTHER_NAMES.into_iter().find(|(other, _)| other.eq_ignore_ascii_case(word))?;
    names.find(|name| *name == meant)
}

/// The field whose name is an abbreviation of a word: `ext` of `Extension`.
fn shortened(word: &str, mut names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    names.find(|name| name.len() == 3 && word.to_lowercase().starts_with(name))
}

/// A field of this name that stands in a group, and the name of the group: a contact has no `ext`, and each of its `phones` has.
fn inside(word: &str, known: &[&'static [super::Field]]) -> Option<(&'static str, &'static str)> {
    known.iter().flat_map(|fields| fields.iter()).find_map(|group| {
        let names = || super::translation::inner(&group.ty).into_iter().flatten().map(|field| field.name);
        let name = names()
            .find(|name| name.eq_ignore_ascii_case(word))
            .or_else(|| shortened(word, names()))?;
        Some((group.name, name))
    })
}

/// The word of which `text` is the beginning, as `Mon.` is of `Monday`, if there is only one.
fn begun_by(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let begin = text.trim_end_matches('.').to_lowercase();
    let mut found = words
        .iter()
        .filter(|word| begin.len() >= 3 && word.to_lowercase().starts_with(&begin));
    found.next().copied().filter(|_| found.next().is_none())
}

/// The first line of a value: enough to show where it is.
pub fn first_line(node: &Node, file_text: &str) -> Span {
    let range = node.span.range();
    let text = file_text.get(range.clone()).unwrap_or_default();
    let length = text.lines().next().unwrap_or_default().trim_end().len();
    Span::new(&node.span.file, range.start..range.start + length)
}

/// `a, b or c`, each in backticks.
pub fn list_words(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
