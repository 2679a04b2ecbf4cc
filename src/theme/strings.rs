//! The texts of the interface: the portal's own over the built-in ones, in each of its languages.
//!
//! A text that nobody asks for and one that is missing are told at their place: on a page, both would only be odd.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::Theme;
use crate::config::collections::{OwnCollection, OwnField};
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned, nearest};
use crate::parse::yaml::{self, Node, Value};
use crate::schema::ProseWords;
use crate::schema::fallback::strip;
use crate::schema::values::plain;
use crate::source::{BUILT_IN, CONFIG, Snapshot, SourceFile};

/// The texts of the interface in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Strings {
    /// The language.
    pub lang: String,
    /// Groups of texts; the leaves are strings.
    pub texts: Json,
}

/// The language in which every text of the built-in theme is written first.
const FIRST: &str = "en";

impl Strings {
    /// The texts of every language of a portal, in the order of its languages.
    pub fn read(snapshot: &Snapshot, name: &str, theme: &Theme, languages: &[String]) -> Checked<Vec<Self>> {
        // Nothing else can begin before the texts are known, so all cores read them.
        let tags: BTreeSet<&str> = languages.iter().map(String::as_str).chain([FIRST]).collect();
        let built_in: BTreeMap<&str, Json> = tags
            .into_par_iter()
            .filter_map(|lang| Some((lang, plain(&node(built_in_file(snapshot, lang)?).value?))))
            .collect();
        let nothing = Json::Object(Map::new());
        let first = built_in.get(FIRST).unwrap_or(&nothing);
        let own = |lang: &String| snapshot.get(&format!("themes/{name}/i18n/{lang}.yaml"));
        let read: Vec<Option<Checked<Option<Node>>>> = languages.par_iter().map(|lang| own(lang).map(node)).collect();
        let mut diagnostics = Vec::new();
        let keep = |read: Option<Checked<Option<Node>>>| {
            let read = read?;
            diagnostics.extend(read.diagnostics);
            read.value
        };
        let typed: Vec<Option<Node>> = read.into_iter().map(keep).collect();
        let main = typed.first().cloned().flatten();
        let mut all = Vec::new();
        for (lang, typed) in languages.iter().zip(&typed) {
            let words = Words { theme, first };
            let mut texts = built_in.get(lang.as_str()).cloned().unwrap_or_else(|| nothing.clone());
            if let Some(typed) = typed {
                words.compare(typed, first, "", &mut diagnostics);
                merge(&mut texts, plain(typed));
            }
            match (typed, built_in.contains_key(lang.as_str())) {
                (None, false) => diagnostics.push(no_language(lang, name)),
                _ => diagnostics.extend(lacking(&texts, first, main.as_ref(), (lang, own(lang)))),
            }
            // What a language lacks is said in the words that are there.
            let mut whole = first.clone();
            if let Some(main) = &main {
                merge(&mut whole, plain(main));
            }
            merge(&mut whole, texts);
            all.push(Self {
                lang: lang.clone(),
                texts: whole,
            });
        }
        Checked { value: all, diagnostics }
    }

    /// Adds the names of the collections that a portal declares, of their fields and of what can be chosen there. `typed` are
    /// the same in the main language: data has its words.
    pub fn name(&mut self, collections: &[OwnCollection], typed: &[OwnCollection]) {
        for (collection, typed) in collections.iter().zip(typed) {
            let fields = || collection.fields.iter().zip(&typed.fields);
            let label = |(field, typed): (&OwnField, &OwnField)| (typed.id.value.clone(), Json::from(field.label.as_str()));
            let words = |(field, typed): (&OwnField, &OwnField)| (typed.id.value.clone(), chosen(field, typed));
            let names = json!({
                "one": strip(&collection.entry),
                "other": strip(&collection.title),
                "words": strip(collection.words.as_deref().unwrap_or_default()),
                "fields": fields().map(label).collect::<Map<_, _>>(),
                "choices": fields().map(words).collect::<Map<_, _>>(),
            });
            merge(&mut self.texts, json!({ "kinds": { typed.id.value.as_str(): names } }));
        }
    }

    /// What readers see for a word that was chosen in a field of such a collection.
    pub fn choice<'a>(&'a self, collection: &str, field: &str, word: &'a str) -> &'a str {
        let choices = at(&self.texts, &format!("kinds.{collection}.choices.{field}"));
        choices.and_then(|choices| choices.get(word)?.as_str()).unwrap_or(word)
    }

    /// What readers see beside a field: its own name in that collection, or else the one it has in all.
    pub fn field(&self, collection: &str, name: &str) -> String {
        let own = self.find(&format!("kinds.{collection}.fields.{name}"));
        own.map_or_else(|| self.get(&format!("fields.{name}")), str::to_owned)
    }

    /// The text at a dotted path; the path itself where there is none, so that a gap can be seen on the page.
    pub fn get(&self, path: &str) -> String {
        self.find(path).unwrap_or(path).to_owned()
    }

    /// The text at a dotted path, if there is one.
    pub fn find(&self, path: &str) -> Option<&str> {
        at(&self.texts, path)?.as_str()
    }

    /// The form of a text for a number, with the number in its `{n}`.
    pub fn plural(&self, path: &str, number: u64) -> String {
        let form = if number == 1 { "one" } else { "other" };
        self.get(&format!("{path}.{form}")).replace("{n}", &number.to_string())
    }

    /// The words that Markdown needs.
    pub fn prose_words(&self) -> ProseWords {
        ProseWords {
            callouts: ["note", "tip", "important", "warning", "caution"].map(|kind| self.get(&format!("callouts.{kind}"))),
            notes: ["title", "back"].map(|word| self.get(&format!("footnotes.{word}"))),
        }
    }
}

/// What readers see for each word that can be chosen in a field.
fn chosen(field: &OwnField, typed: &OwnField) -> Json {
    let words = typed.choices.iter().zip(&field.choices);
    words
        .map(|(typed, shown)| (typed.clone(), Json::from(shown.as_str())))
        .collect::<Map<_, _>>()
        .into()
}

fn built_in_file<'s>(snapshot: &'s Snapshot, lang: &str) -> Option<&'s SourceFile> {
    snapshot.get(&format!("{BUILT_IN}i18n/{lang}.yaml"))
}

fn node(file: &SourceFile) -> Checked<Option<Node>> {
    yaml::parse(&file.path, file.text().unwrap_or_default(), 0)
}

fn at<'j>(texts: &'j Json, path: &str) -> Option<&'j Json> {
    path.split('.').try_fold(texts, |group, key| group.get(key))
}

/// What may stand in a file of texts.
struct Words<'a> {
    theme: &'a Theme,
    first: &'a Json,
}

impl Words<'_> {
    /// Compares what is typed with the texts of the built-in theme.
    fn compare(&self, typed: &Node, known: &Json, above: &str, report: &mut Vec<Diagnostic>) {
        let (Value::Map(map), Json::Object(known)) = (&typed.value, known) else {
            return;
        };
        for (key, value) in map {
            let path = format!("{above}{}", key.value);
            match known.get(&key.value) {
                Some(known) if known.is_object() != matches!(value.value, Value::Map(_)) => report.push(wrong_shape(key, known)),
                Some(known) => self.compare(value, known, &format!("{path}."), report),
                // The names of a portal's own collections are texts too.
                None if above == "kinds." || self.is_asked_for(&path) => {}
                None => report.push(self.unknown(key, &path, known)),
            }
        }
    }

    /// Whether a template of the portal's own asks for a text, or for one below it.
    fn is_asked_for(&self, path: &str) -> bool {
        let asked = format!("t.{path}");
        let own = self.theme.templates.values().filter(|file| !file.path.starts_with(BUILT_IN));
        own.filter_map(SourceFile::text).any(|text| {
            let ends = text
                .match_indices(&asked)
                .filter_map(|(at, _)| text.get(at + asked.len()..)?.chars().next());
            ends.into_iter().any(|next| !next.is_ascii_alphanumeric() && next != '_')
        })
    }

    fn unknown(&self, key: &Spanned<String>, path: &str, beside: &Map<String, Json>) -> Diagnostic {
        let problem = Diagnostic::new(Code::UnknownText, format!("no template asks for a text `{path}`")).at(&key.span);
        let mut everywhere = Vec::new();
        paths(self.first, "", &mut everywhere);
        let group = path.strip_suffix(key.value.as_str()).unwrap_or_default();
        let near = nearest(&key.value, beside.keys().map(String::as_str)).map(|near| format!("{group}{near}"));
        let near = near.or_else(|| nearest(path, everywhere.iter().map(String::as_str)).map(str::to_owned));
        problem.help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "delete it, or use it in a template of the theme".to_owned(),
        })
    }
}

fn wrong_shape(key: &Spanned<String>, known: &Json) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::WrongShape,
        format!("`{}` is not what the theme has under this name", key.value),
    )
    .at(&key.span);
    problem.help(match known.as_object() {
        Some(group) => format!("it is a group of texts: {}", group.keys().cloned().collect::<Vec<_>>().join(", ")),
        None => "it is one text: write it on the line of its name".to_owned(),
    })
}

fn no_language(lang: &str, theme: &str) -> Diagnostic {
    let file: Arc<str> = CONFIG.into();
    let message = format!("the theme has no interface texts for the language `{lang}`");
    let problem = Diagnostic::new(Code::Theme, message).at(&Span::file(&file));
    problem.help(format!("use `en` or `es`, or write `themes/{theme}/i18n/{lang}.yaml`"))
}

/// How many missing texts a message names.
const NAMED: usize = 5;

/// The texts that the theme or the main language has and a language lacks.
fn lacking(texts: &Json, first: &Json, main: Option<&Node>, (lang, own): (&str, Option<&SourceFile>)) -> Option<Diagnostic> {
    let mut wanted = Vec::new();
    paths(first, "", &mut wanted);
    if let Some(main) = main {
        paths(&plain(main), "", &mut wanted);
    }
    let mut missing: Vec<String> = wanted.into_iter().filter(|path| at(texts, path).is_none()).collect();
    missing.sort();
    missing.dedup();
    let (named, more) = (missing.iter().take(NAMED), missing.len().saturating_sub(NAMED));
    let named: Vec<String> = named.map(|path| format!("`{path}`")).collect();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("the texts in the language `{lang}` lack {}{rest}", named.join(", "));
    let at = own
        .map(|file| Span::file(&file.path))
        .or_else(|| main.map(|node| node.span.clone()));
    let at = at.unwrap_or_else(|| Span::file(&CONFIG.into()));
    let problem = Diagnostic::new(Code::MissingText, message).at(&Span::file(&at.file));
    (!missing.is_empty()).then(|| {
        problem.help(format!(
            "add them to `i18n/{lang}.yaml` of the theme; until then they are shown as they are elsewhere"
        ))
    })
}

/// The dotted paths of all texts.
fn paths(texts: &Json, above: &str, all: &mut Vec<String>) {
    if let Json::Object(group) = texts {
        for (key, value) in group {
            match value {
                Json::Object(_) => paths(value, &format!("{above}{key}."), all),
                _ => all.push(format!("{above}{key}")),
            }
        }
    }
}

fn merge(base: &mut Json, over: Json) {
    match (base, over) {
        (Json::Object(base), Json::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key).or_insert(Json::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}
