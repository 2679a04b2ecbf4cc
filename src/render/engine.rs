//! The template environment: the theme's templates with strict rules and the few filters themes need.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value, merge_maps};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde_json::Value as Json;

use crate::access::trace::{self, Trace};
use crate::config::limits::Limits;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::source::SourceFile;
use crate::theme::{BASE, Strings, Theme, code};
use crate::words::{grouped, whole_size};

/// Templates, ready to render. Equal digests render equal pages.
pub struct Engine {
    env: Environment<'static>,
    files: BTreeMap<String, SourceFile>,
    globals: BTreeMap<String, Value>,
    limits: Limits,
    digest: [u8; 32],
    /// The same templates with marks, made when something was found on a page.
    traced: OnceLock<Environment<'static>>,
}

impl std::hash::Hash for Engine {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Engine {
    /// Compiles the templates of a theme; each that does not compile is reported. `globals` are what every page of a
    /// language sees: `site`, `t`, `assets`, `lang`.
    pub fn new(theme: &Theme, globals: &[(&Strings, Json)], limits: Limits) -> Checked<Self> {
        let mut env = environment(&limits);
        let mut diagnostics = Vec::new();
        for (name, file) in &theme.templates {
            let mut text = file.text().unwrap_or_default().to_owned();
            if let Some((range, message)) = code::excess(&text) {
                let problem = Diagnostic::new(Code::Template, message).at(&Span::new(&file.path, range));
                diagnostics.push(problem.help("cut it into several: by `set`, by blocks, or by templates that are included"));
                text.clear();
            }
            if let Err(error) = env.add_template_owned(name.clone(), text)
                && !name.starts_with(BASE)
            {
                diagnostics.push(diagnostic(innermost(&error), &theme.templates, name));
                // An empty one stands in for it, so that the pages that need it do not repeat the mistake.
                env.add_template_owned(name.clone(), String::new()).ok();
            }
        }
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&limits.template_steps.0.to_le_bytes())
            .update(&limits.output_size.0.to_le_bytes());
        for (name, file) in &theme.templates {
            hasher.update(name.as_bytes()).update(file.path.as_bytes()).update(&file.digest);
        }
        for (strings, site) in globals {
            hasher
                .update(strings.lang.as_bytes())
                .update(strings.texts.to_string().as_bytes())
                .update(site.to_string().as_bytes());
        }
        let globals = globals
            .iter()
            .map(|(strings, site)| (strings.lang.clone(), global(strings, site)))
            .collect();
        Checked {
            value: Self {
                env,
                files: theme.templates.clone(),
                globals,
                limits,
                digest: *hasher.finalize().as_bytes(),
                traced: OnceLock::new(),
            },
            diagnostics,
        }
    }

    /// True if the theme has a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The HTML of a page. `site` is what this page adds to the `site` of its language.
    pub fn render(&self, template: &str, lang: &str, site: &Json, context: &Json, trace: Trace) -> Result<String, Diagnostic> {
        let global = self.globals.get(lang).cloned().unwrap_or_default();
        let base = global.get_attr("site").unwrap_or_default();
        // Of two maps with the same key, the later one counts.
        let site = Value::from(BTreeMap::from([("site", merge_maps([base, value(site, Trust::Yes)]))]));
        let context = merge_maps([global, site, value(context, Trust::Yes)]);
        let env = match trace {
            Trace::No => &self.env,
            Trace::Yes => self.traced.get_or_init(|| traced(&self.files, &self.limits)),
        };
        let mut page = Page {
            html: Vec::new(),
            longest: usize::try_from(self.limits.output_size.0).unwrap_or(usize::MAX),
        };
        let rendered = env
            .get_template(template)
            .and_then(|template| template.render_captured_to(context, &mut page).map(drop));
        match rendered {
            Ok(()) => Ok(String::from_utf8(page.html).unwrap_or_default()),
            Err(_) if page.html.len() > page.longest => Err(self.too_long(template)),
            Err(error) => Err(self.failure(innermost(&error), template)),
        }
    }

    fn failure(&self, error: &Error, template: &str) -> Diagnostic {
        match error.kind() {
            // Where the fuel happens to end says nothing, and changes with every instruction before it.
            ErrorKind::OutOfFuel => self.too_much_work(error.name().unwrap_or(template)),
            _ => diagnostic(error, &self.files, template),
        }
    }

    fn too_long(&self, template: &str) -> Diagnostic {
        let most = whole_size(self.limits.output_size.0);
        let help =
            "look for a loop that repeats more than is meant; if the page is right, raise `output_size` under `limits:` in docent.yaml";
        self.too_much(template, format!("a page becomes longer than {most}"), help)
    }

    fn too_much_work(&self, template: &str) -> Diagnostic {
        let most = grouped(self.limits.template_steps.0);
        let help = "look for loops inside of loops; if the page is right, raise `template_steps` under `limits:` in docent.yaml";
        self.too_much(
            template,
            format!("a page takes more than {most} steps of the template engine"),
            help,
        )
    }

    fn too_much(&self, template: &str, message: String, help: &str) -> Diagnostic {
        let problem = Diagnostic::new(Code::TemplateLimit, message).help(help);
        match self.files.get(template) {
            Some(file) => problem.at(&Span::file(&file.path)),
            None => problem,
        }
    }
}

/// A page while it is written; it takes no more than is allowed.
struct Page {
    html: Vec<u8>,
    longest: usize,
}

impl io::Write for Page {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.html.extend_from_slice(part);
        if self.html.len() > self.longest {
            return Err(io::Error::other("the page is too long"));
        }
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The rules by which templates are read.
fn environment(limits: &Limits) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_fuel(Some(limits.template_steps.0));
    env.set_recursion_limit(100);
    env.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .unwrap_or_default(),
    );
    env.add_filter("fill", fill);
    env.add_filter("plural", plural);
    env
}

/// The templates with a mark in front of each tag. One that does not compile has been reported; pages that need it are
/// not traced.
fn traced(files: &BTreeMap<String, SourceFile>, limits: &Limits) -> Environment<'static> {
    let mut env = environment(limits);
    for (name, file) in files {
        env.add_template_owned(name.clone(), trace::template(file)).ok();
    }
    env
}

fn global(strings: &Strings, site: &Json) -> Value {
    let mut map: BTreeMap<String, Value> = BTreeMap::new();
    map.insert("t".to_owned(), value(&strings.texts, Trust::No));
    map.insert("lang".to_owned(), strings.lang.as_str().into());
    if let Json::Object(site) = site {
        map.extend(site.iter().map(|(key, part)| (key.clone(), value(part, Trust::Yes))));
    }
    Value::from(map)
}

/// Whether texts under the key `html` are HTML that docent wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Yes,
    No,
}

/// JSON for templates. Only `html` that docent made is not escaped again; free keys of editors (`extra`) never are HTML.
fn value(json: &Json, trust: Trust) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(bool) => (*bool).into(),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::from(number.as_f64()), Value::from),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => items.iter().map(|item| value(item, trust)).collect(),
        Json::Object(map) => {
            // Keys of this type are taken as they are; others would be copied once more.
            let members: BTreeMap<Arc<str>, Value> = map
                .iter()
                .map(|(key, part)| (key.as_str().into(), member(key, part, trust)))
                .collect();
            Value::from(members)
        }
    }
}

fn member(key: &str, part: &Json, trust: Trust) -> Value {
    match (key, part, trust) {
        ("html", Json::String(html), Trust::Yes) => Value::from_safe_string(html.clone()),
        ("extra", ..) => value(part, Trust::No),
        _ => value(part, trust),
    }
}

/// `{{ t.event.ask | fill(name=contact.name) }}`: puts values into the braces of a text.
fn fill(text: String, values: Kwargs) -> Result<String, Error> {
    let mut filled = text;
    for name in values.args().map(str::to_owned).collect::<Vec<_>>() {
        let value: Value = values.get(&name)?;
        filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
    }
    Ok(filled)
}

/// `{{ t.schedule.count | plural(3) }}`: the form of a text for a number (`one`, `other`), with the number in its `{n}`.
///
/// English and Spanish have the same two forms for whole numbers.
fn plural(forms: Value, number: i64, values: Kwargs) -> Result<String, Error> {
    let form = forms.get_attr(if number == 1 { "one" } else { "other" })?;
    let text = form
        .as_str()
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a text with the forms `one` and `other` is wanted"))?;
    fill(text.replace("{n}", &number.to_string()), values)
}

/// The error that is behind all others: of the template in which it happened, not of those that include it.
fn innermost(error: &Error) -> &Error {
    std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<Error>())
        .last()
        .unwrap_or(error)
}

/// The error of a template at its place.
fn diagnostic(error: &Error, files: &BTreeMap<String, SourceFile>, template: &str) -> Diagnostic {
    let name = error.name().unwrap_or(template);
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let problem = Diagnostic::new(Code::Template, format!("{}{detail}", error.kind()));
    let problem = match error.kind() {
        ErrorKind::UndefinedError => problem.help("a value that may be absent is `none`, never undefined: look at its name"),
        ErrorKind::TemplateNotFound => problem.help("look at the name; templates stand in `themes/<name>/templates/`"),
        ErrorKind::SyntaxError if detail.contains("unknown statement end") => problem
            .help("something that begins before it does not end: each `for`, `if` and `block` needs its `endfor`, `endif` or `endblock`"),
        _ => problem.help("the syntax is that of Jinja; compare it with the built-in theme"),
    };
    let range = error.range().unwrap_or(0..0);
    match files.get(name) {
        Some(file) => problem.at(&Span::new(&file.path, letters(file.text().unwrap_or_default(), range))),
        None => problem,
    }
}

/// The range with all of the letters in which it begins and ends: the engine counts single bytes of signs it does not know.
fn letters(text: &str, range: Range<usize>) -> Range<usize> {
    let is_between = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=range.start).rev().find(is_between).unwrap_or_default();
    start..(range.end..text.len()).find(is_between).unwrap_or(text.len())
}
