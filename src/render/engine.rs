//! The template environment: the theme's templates with strict rules and the few filters themes need.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value, merge_maps};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde_json::Value as Json;

use super::values::{Trust, value};
use super::view::View;
use crate::access::trace::{self, Trace};
use crate::config::limits::Limits;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::source::SourceFile;
use crate::theme::{Strings, Theme, code};
use crate::words::{grouped, whole_size};

/// Template names and files.
type Templates = BTreeMap<String, SourceFile>;

/// Templates, ready to render. Equal digests render equal pages.
pub struct Engine {
    env: Environment<'static>,
    files: Arc<Templates>,
    globals: BTreeMap<String, Value>,
    limits: Limits,
    digest: [u8; 32],
    /// The same templates with marks, for pages on which something was found.
    traced: Environment<'static>,
}

impl std::hash::Hash for Engine {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Engine {
    /// The templates of a theme; each that does not compile is reported. `globals` are what every page of a language sees: `site`,
    /// `t`, `assets`, `lang`.
    pub fn new(theme: &Theme, globals: Vec<(&Strings, Json)>, limits: Limits) -> Checked<Self> {
        let files = Arc::new(theme.templates.clone());
        let mut env = environment(&limits);
        load(&mut env, &files, |file| file.text().unwrap_or_default().to_owned());
        let mut traced = environment(&limits);
        load(&mut traced, &files, trace::template);
        let mut diagnostics = Vec::new();
        for (name, file) in files.iter().filter(|(_, file)| theme.is_own(file)) {
            if let Some(problem) = problem(&env, name, file, &files) {
                diagnostics.push(problem);
                // An empty one stands in for it, so that the pages that need it do not repeat the mistake.
                for env in [&mut env, &mut traced] {
                    env.add_template_owned(name.clone(), String::new()).ok();
                }
            }
        }
        let digest = digest(&files, &globals, &limits);
        let globals = globals
            .into_iter()
            .map(|(strings, site)| (strings.lang.clone(), global(strings, site)))
            .collect();
        Checked {
            value: Self {
                env,
                files,
                globals,
                limits,
                digest,
                traced,
            },
            diagnostics,
        }
    }

    /// True if the theme has a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The HTML of a page. What the view adds to the `site` of its language counts more than what stands there.
    pub fn render(&self, view: View, trace: Trace) -> Result<String, Diagnostic> {
        let template = view.template.as_str();
        let global = self.globals.get(&view.lang).cloned().unwrap_or_default();
        let base = global.get_attr("site").unwrap_or_default();
        // Of two maps with the same key, the later one counts.
        let site = Value::from(BTreeMap::from([("site", merge_maps([base, value(view.site, Trust::Yes)]))]));
        let context = merge_maps([global, site, value(view.context, Trust::Yes)]);
        let env = match trace {
            Trace::No => &self.env,
            Trace::Yes => &self.traced,
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

/// What tells two engines apart: everything but a page that shows in what they render.
fn digest(files: &Templates, globals: &[(&Strings, Json)], limits: &Limits) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&limits.template_steps.0.to_le_bytes())
        .update(&limits.output_size.0.to_le_bytes());
    for (name, file) in files {
        hasher.update(name.as_bytes()).update(file.path.as_bytes()).update(&file.digest);
    }
    for (strings, site) in globals {
        hasher
            .update(strings.lang.as_bytes())
            .update(strings.texts.to_string().as_bytes())
            .update(site.to_string().as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Templates are compiled when a page first needs them, by the thread that makes the page: the built-in ones are right, and a
/// small portal would wait for all of them longer than for its pages.
fn load(env: &mut Environment<'_>, files: &Arc<Templates>, text: fn(&SourceFile) -> String) {
    let files = files.clone();
    env.set_loader(move |name| Ok(files.get(name).map(text)));
}

/// Why a template does not compile.
fn problem(env: &Environment<'_>, name: &str, file: &SourceFile, files: &Templates) -> Option<Diagnostic> {
    if let Some((range, message)) = code::excess(file.text().unwrap_or_default()) {
        let problem = Diagnostic::new(Code::Template, message).at(&Span::new(&file.path, range));
        return Some(problem.help("cut it into several: by `set`, by blocks, or by templates that are included"));
    }
    let error = env.get_template(name).err()?;
    Some(diagnostic(innermost(&error), files, name))
}

fn global(strings: &Strings, site: Json) -> Value {
    let mut map: BTreeMap<String, Value> = BTreeMap::new();
    map.insert("t".to_owned(), value(strings.texts.clone(), Trust::No));
    map.insert("lang".to_owned(), strings.lang.as_str().into());
    if let Json::Object(site) = site {
        map.extend(site.into_iter().map(|(key, part)| (key, value(part, Trust::Yes))));
    }
    Value::from(map)
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
fn diagnostic(error: &Error, files: &Templates, template: &str) -> Diagnostic {
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
