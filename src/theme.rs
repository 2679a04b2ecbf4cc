//! Theme layers: which file answers to each name of a template, an asset or an interface text.
//!
//! The portal's own `themes/<name>/` comes first, the built-in theme after it. An override names the same path; it can
//! still extend what it replaces as `civic/<template>`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::parse::yaml;
use crate::schema::ProseWords;
use crate::schema::values::plain;
use crate::source::{BUILT_IN, Snapshot, SourceFile};

/// The prefix by which a template of a portal names the built-in one of the same name.
pub const BASE: &str = "civic/";

/// A theme, with every layer applied.
#[derive(Debug, Clone, Hash)]
pub struct Theme {
    /// Template name (`page.html`) to file.
    pub templates: BTreeMap<String, SourceFile>,
    /// Asset name (`civic.css`) to file.
    pub assets: BTreeMap<String, SourceFile>,
}

impl Theme {
    /// The theme of that name over the built-in one.
    pub fn layer(snapshot: &Snapshot, name: &str) -> Self {
        let own = format!("themes/{name}/");
        let mut templates = layer(snapshot, BUILT_IN, "templates/");
        let base: Vec<_> = templates
            .iter()
            .map(|(name, file)| (format!("{BASE}{name}"), file.clone()))
            .collect();
        templates.extend(base);
        templates.extend(layer(snapshot, &own, "templates/"));
        let mut assets = layer(snapshot, BUILT_IN, "assets/");
        assets.extend(layer(snapshot, &own, "assets/"));
        Self { templates, assets }
    }
}

fn layer(snapshot: &Snapshot, theme: &str, folder: &str) -> BTreeMap<String, SourceFile> {
    let prefix = format!("{theme}{folder}");
    snapshot
        .below(&prefix)
        .filter_map(|file| Some((file.path.strip_prefix(&prefix)?.to_owned(), file.clone())))
        .collect()
}

/// The texts of the interface in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Strings {
    /// The language.
    pub lang: String,
    /// Groups of texts; the leaves are strings.
    pub texts: Json,
}

impl Strings {
    /// The texts of a language, the portal's own over the built-in ones.
    pub fn read(snapshot: &Snapshot, theme: &str, lang: &str) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let mut texts = Json::Object(Map::new());
        let mut found = false;
        for layer in [BUILT_IN.to_owned(), format!("themes/{theme}/")] {
            let Some(file) = snapshot.get(&format!("{layer}i18n/{lang}.yaml")) else {
                continue;
            };
            found = true;
            let parsed = yaml::parse(&file.path, file.text().unwrap_or_default(), 0);
            diagnostics.extend(parsed.diagnostics);
            if let Some(node) = parsed.value {
                merge(&mut texts, plain(&node));
            }
        }
        if !found {
            let file: Arc<str> = crate::source::CONFIG.into();
            let message = format!("the theme has no interface texts for the language `{lang}`");
            diagnostics.push(
                Diagnostic::new(Code::Theme, message)
                    .at(&Span::file(&file))
                    .help(format!("use `en` or `es`, or write `themes/{theme}/i18n/{lang}.yaml`")),
            );
        }
        Checked {
            value: Self {
                lang: lang.to_owned(),
                texts,
            },
            diagnostics,
        }
    }

    /// The text at a dotted path; the path itself where there is none, so that a gap can be seen on the page.
    pub fn get(&self, path: &str) -> String {
        path.split('.')
            .try_fold(&self.texts, |group, key| group.get(key))
            .and_then(Json::as_str)
            .unwrap_or(path)
            .to_owned()
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
