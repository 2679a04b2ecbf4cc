//! One file in, one syntax value out: Markdown, YAML, front matter.
//!
//! Parsing never fails and knows no other file: what is wrong is a diagnostic, what is right stays.

pub mod asset;
mod conflict;
pub mod content_line;
pub mod encoding;
mod ending;
pub mod front_matter;
pub mod html;
mod invisible;
mod leftover;
pub mod markdown;
mod mojibake;
mod pdf;
mod personal;
mod problems;
pub mod table;
mod upload;
pub mod yaml;

use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span};
use crate::source::SourceFile;

/// The syntax of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A page: its fields and its text.
    Page {
        /// The front matter.
        fields: Option<yaml::Node>,
        /// The text.
        body: Arc<markdown::Markdown>,
    },
    /// A data file; `None` if nothing in it could be read.
    Data(Option<yaml::Node>),
    /// A text below `data/` that an entry names, such as a transcript.
    Text(Arc<markdown::Markdown>),
    /// Any other file: published as it is.
    Asset(asset::Asset),
}

/// A file and what its language and the configuration add.
#[derive(Debug, Clone, Hash)]
pub struct Input<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The titles of the five callouts.
    pub callout_words: &'a [String; 5],
    /// "Footnotes" and "Back to reference".
    pub note_words: &'a [String; 2],
    /// HTML elements that Markdown may contain.
    pub allowed_html: &'a [String],
    /// How much a data file, or the fields of a page, may have.
    pub yaml: yaml::Limits,
    /// How many elements a page or other Markdown file may have.
    pub page_elements: usize,
}

/// Parses one file, by its folder and its ending.
pub fn file(input: &Input<'_>) -> Checked<Parsed> {
    let mut parsed = by_type(input);
    let text = input.file.text().filter(|_| TEXTS.contains(&&*input.file.extension()));
    let left = leftover::problem(input.file);
    let is_left = left.as_ref().is_some_and(|problem| problem.code == Code::LeftoverFile);
    parsed.diagnostics.extend(left);
    if matches!(parsed.value, Parsed::Asset(_)) && !is_left {
        parsed.diagnostics.extend(upload::problems(input.file));
    }
    let read_by_all = |text| {
        let path = &input.file.path;
        personal::problems(path, text).into_iter().chain(mojibake::problems(path, text))
    };
    parsed.diagnostics.extend(text.into_iter().flat_map(read_by_all));
    parsed
}

/// Files whose text anyone can read.
const TEXTS: [&str; 12] = ["md", "yaml", "yml", "json", "csv", "txt", "html", "htm", "xml", "vtt", "ics", "vcf"];

fn by_type(input: &Input<'_>) -> Checked<Parsed> {
    let path = &*input.file.path;
    let extension = path.rsplit('.').next().unwrap_or_default();
    match (path.starts_with("content/"), path.starts_with("data/"), extension) {
        (true, _, "md") => with_text(input.file, |text| page(input, text)),
        (_, true, "yaml" | "yml" | "json") => with_text(input.file, |text| {
            let node = yaml::parse_within(&input.file.path, text, input.yaml);
            Checked {
                value: Parsed::Data(node.value),
                diagnostics: node.diagnostics,
            }
        }),
        (_, true, "csv") => with_text(input.file, |text| {
            let node = table::parse_within(&input.file.path, text, input.yaml);
            Checked {
                value: Parsed::Data(node.value),
                diagnostics: node.diagnostics,
            }
        }),
        (_, true, "md") => with_text(input.file, |text| prose(input, text)),
        (_, true, _) => {
            let problem =
                Diagnostic::new(Code::UnknownCollection, "a file of this type is not read as data").at(&Span::file(&input.file.path));
            let help =
                "data files end in `.yaml`, `.json` or `.csv`, and texts that they name in `.md`; other files belong below `static/`";
            Checked {
                value: Parsed::Data(None),
                diagnostics: vec![ending::problem(input.file).unwrap_or_else(|| problem.help(help))],
            }
        }
        _ => Checked {
            value: Parsed::Asset(asset::look(input.file)),
            diagnostics: ending::problem(input.file).into_iter().collect(),
        },
    }
}

fn with_text(file: &SourceFile, parse: impl FnOnce(&str) -> Checked<Parsed>) -> Checked<Parsed> {
    match file.text() {
        Some(text) => parse(text),
        None => {
            let problem = Diagnostic::new(Code::NotUtf8, "the file is not saved as UTF-8").at(&Span::file(&file.path));
            let whole = Span::new(&file.path, 0..file.bytes.len());
            let fix = encoding::meant(&file.bytes).map(|text| Fix::safe([Edit::replace(&whole, text)]));
            Checked {
                value: Parsed::Data(None),
                diagnostics: vec![problem.help("save it again with the encoding UTF-8").fix(fix)],
            }
        }
    }
}

/// A text without front matter. Its anchors begin with the name of the file, so that they are no others of the page that
/// shows it.
fn prose(input: &Input<'_>, text: &str) -> Checked<Parsed> {
    let name = camino::Utf8Path::new(&*input.file.path).file_stem().unwrap_or_default();
    let text = markdown::Input {
        text,
        file: &input.file.path,
        place: markdown::Place::Verbatim(0),
        allowed_html: input.allowed_html,
        callout_words: input.callout_words,
        note_words: input.note_words,
        anchor_prefix: &format!("{}-", crate::route::slug(name)),
    };
    let body = markdown::parse_within(&text, input.page_elements);
    Checked {
        value: Parsed::Text(Arc::new(body.value)),
        diagnostics: body.diagnostics,
    }
}

fn page(input: &Input<'_>, text: &str) -> Checked<Parsed> {
    let parts = front_matter::split_within(&input.file.path, text, input.yaml);
    let mut diagnostics = parts.diagnostics;
    let conflicts: Vec<_> = conflict::find(text).iter().map(conflict::Conflict::lines).collect();
    if parts.value.fields.is_none() && diagnostics.iter().all(|problem| problem.code == Code::MergeConflict) {
        let problem = Diagnostic::new(Code::FrontMatter, "the page has no title").at(&Span::file(&input.file.path));
        diagnostics.push(problem.help("begin the file with a line `---`, then `title: …`, then another line `---`"));
    }
    let prose = markdown::Input {
        text: text.get(parts.value.body.clone()).unwrap_or_default(),
        file: &input.file.path,
        place: markdown::Place::Verbatim(parts.value.body.start),
        allowed_html: input.allowed_html,
        callout_words: input.callout_words,
        note_words: input.note_words,
        anchor_prefix: "",
    };
    let mut body = markdown::parse_within(&prose, input.page_elements);
    body.value.source = markdown::Source::PartOf {
        file: input.file.bytes.clone(),
        range: parts.value.body.clone(),
    };
    // The marks of a conflict look like headings; what is wrong with those lines is the conflict.
    let in_conflict = |problem: &Diagnostic| {
        let start = problem.at.as_ref().map(|span| span.range().start);
        conflicts.iter().any(|lines| start.is_some_and(|start| lines.contains(&start)))
    };
    body.diagnostics.retain(|problem| !in_conflict(problem));
    diagnostics.extend(body.diagnostics);
    Checked {
        value: Parsed::Page {
            fields: parts.value.fields,
            body: Arc::new(body.value),
        },
        diagnostics,
    }
}
