//! What a build cannot do without: programs that do a part of docent's work and nothing else, as limits to measure it against.
//!
//! usage: cargo bench --bench floors -- copy|markdown|templates|index PORTAL FOLDER
//!
//! Each does what the one before does, and more:
//! - `copy`: reads every file and writes it.
//! - `markdown`: reads every page and writes its HTML, as pulldown-cmark makes it.
//! - `templates`: reads front matter and data, and puts pages, lists, topics and data into templates (minijinja).
//! - `index`: gives the words of every page to elasticlunr's English pipeline, and writes which page has which term how often.
//!
//! They use the libraries that docent uses, on all processors, and look for no mistakes. The portal is one of corpus.py.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use elasticlunr::Language;
use elasticlunr::lang::English;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Done = Result<(), Failure>;

fn main() -> Done {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [floor, portal, folder] = arguments.as_slice() else {
        return Err("usage: copy|markdown|templates|index PORTAL FOLDER".into());
    };
    let (portal, folder) = (Path::new(portal), Path::new(folder));
    match floor.as_str() {
        "copy" => copy(portal, folder),
        "markdown" => markdown(portal, folder),
        "templates" => site(portal, folder).map(drop),
        "index" => index(&site(portal, folder)?, folder),
        other => Err(format!("no floor is called {other}").into()),
    }
}

/// The files below a folder, by their paths from there.
fn files(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.path().strip_prefix(root)?.to_owned());
        }
    }
    Ok(files)
}

fn write(path: &Path, bytes: &[u8]) -> Done {
    match fs::write(path, bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            Ok(fs::write(path, bytes)?)
        }
        written => Ok(written?),
    }
}

fn copy(portal: &Path, folder: &Path) -> Done {
    files(portal)?
        .par_iter()
        .try_for_each(|file| write(&folder.join(file), &fs::read(portal.join(file))?))
}

/// The Markdown files of a portal.
fn sources(portal: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = files(&portal.join("content"))?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    Ok(files)
}

/// The front matter of a page, and its text.
fn parts(text: &str) -> (&str, &str) {
    let inside = text.strip_prefix("---\n").unwrap_or_default();
    inside.split_once("\n---\n").unwrap_or(("", text))
}

/// Where the page of a source is written, from the root: `guides/about/`, or nothing for the home page.
fn address(source: &Path) -> String {
    let path = source.with_extension("").to_string_lossy().into_owned();
    match path.strip_suffix("_index") {
        Some(folder) => folder.to_owned(),
        None => format!("{path}/"),
    }
}

fn markdown(portal: &Path, folder: &Path) -> Done {
    sources(portal)?.par_iter().try_for_each(|source| {
        let text = fs::read_to_string(portal.join("content").join(source))?;
        let mut body = String::with_capacity(text.len() * 5 / 4);
        html::push_html(&mut body, Parser::new_ext(parts(&text).1, Options::ENABLE_TABLES));
        write(&folder.join(address(source)).join("index.html"), body.as_bytes())
    })
}

/// The front matter of a page.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Front {
    title: String,
    description: String,
    date: String,
    topics: Vec<String>,
}

/// A page, ready for its template. Lists show its address and its front matter.
#[derive(Debug, Serialize)]
struct Page {
    address: String,
    front: Front,
    #[serde(skip)]
    body: String,
    #[serde(skip)]
    contents: Vec<(String, String)>,
    #[serde(skip)]
    words: String,
}

fn page(portal: &Path, source: &Path) -> Result<Page, Failure> {
    let text = fs::read_to_string(portal.join("content").join(source))?;
    let (front, body) = parts(&text);
    let mut page = Page {
        address: address(source),
        front: serde_yaml::from_str(front)?,
        body: String::with_capacity(body.len() * 5 / 4),
        contents: Vec::new(),
        words: String::with_capacity(body.len()),
    };
    let mut events: Vec<Event<'_>> = Parser::new_ext(body, Options::ENABLE_TABLES).collect();
    page.read(&mut events);
    html::push_html(&mut page.body, events.into_iter());
    Ok(page)
}

impl Page {
    /// Notes the words and the headings, each of which gets an anchor.
    fn read(&mut self, events: &mut [Event<'_>]) {
        let (mut opened, mut from) = (0, 0);
        for at in 0..events.len() {
            match &events[at] {
                Event::Start(Tag::Heading { .. }) => (opened, from) = (at, self.words.len()),
                Event::End(TagEnd::Heading(level)) if *level == HeadingLevel::H2 => {
                    let text = self.words[from..].trim().to_owned();
                    let anchor = text.to_lowercase().replace(' ', "-");
                    if let Event::Start(Tag::Heading { id, .. }) = &mut events[opened] {
                        *id = Some(anchor.clone().into());
                    }
                    self.contents.push((anchor, text));
                }
                Event::Text(text) | Event::Code(text) => self.words.push_str(text),
                Event::End(_) | Event::SoftBreak => self.words.push(' '),
                _ => {}
            }
        }
    }
}

const BASE: &str = r#"<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{% block title %}{{ title }}{% endblock %} | A portal of many pages</title>
<meta name="description" content="{{ description }}"><link rel="canonical" href="https://portal.example.gov/{{ address }}"></head>
<body>
<header><p><a href="/">A portal of many pages</a></p><nav aria-label="Main"><ul>
{% for section in sections %}<li><a href="/{{ section }}"{% if address is startingwith(section) %} aria-current="true"{% endif %}>{{ section|trim("/")|capitalize }}</a></li>{% endfor %}
{% for name in collections %}<li><a href="/{{ name }}/">{{ name|capitalize }}</a></li>{% endfor %}
</ul></nav></header>
<main><h1>{{ self.title() }}</h1>{% block main %}{% endblock %}</main>
<footer><a href="/sitemap.xml">All pages</a></footer>
</body></html>
"#;

const PAGE: &str = r##"{% extends "base.html" %}{% block main %}
<nav aria-label="You are here"><a href="/">Home</a>{% for part in address|trim("/")|split("/") %} / {{ part|capitalize }}{% endfor %}</nav>
<p><time datetime="{{ page.front.date }}">{{ page.front.date }}</time></p>
<nav><ul>{% for anchor, text in contents %}<li><a href="#{{ anchor }}">{{ text }}</a></li>{% endfor %}</ul></nav>
{{ body|safe }}
<ul>{% for topic in page.front.topics %}<li><a href="/topics/{{ topic }}/">{{ topic|capitalize }}</a></li>{% endfor %}</ul>
{% endblock %}"##;

const LIST: &str = r#"{% extends "base.html" %}{% block main %}
<dl>{% for item in listed %}<dt><a href="/{{ item.address }}">{{ item.front.title }}</a></dt>
<dd>{{ item.front.date }}: {{ item.front.description }}</dd>{% endfor %}</dl>
{% endblock %}"#;

const DATA: &str = r#"{% extends "base.html" %}{% block main %}
{% for row in rows %}<section id="{{ row.id }}"><h2>{{ row.name or row.title or row.question }}</h2>
<dl>{% for name, value in row|items %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl></section>{% endfor %}
{% endblock %}"#;

fn templates() -> Result<Environment<'static>, Failure> {
    let mut templates = Environment::new();
    for (name, text) in [("base.html", BASE), ("page.html", PAGE), ("list.html", LIST), ("data.html", DATA)] {
        templates.add_template(name, text)?;
    }
    Ok(templates)
}

/// What is on every page of a site, and where it is written.
struct Press<'a> {
    templates: Environment<'static>,
    folder: &'a Path,
    sections: Vec<String>,
    collections: Vec<String>,
}

impl Press<'_> {
    fn print(&self, template: &str, address: &str, front: &Front, more: Value) -> Done {
        let shared = context! { sections => Serde(&self.sections), collections => Serde(&self.collections) };
        let own = context! { address, title => &front.title, description => &front.description };
        let html = self
            .templates
            .get_template(template)?
            .render(context! { ..more, ..own, ..shared })?;
        write(&self.folder.join(address).join("index.html"), html.as_bytes())
    }
}

/// Writes all pages, and returns them.
fn site(portal: &Path, folder: &Path) -> Result<Vec<Page>, Failure> {
    let pages: Vec<Page> = sources(portal)?
        .par_iter()
        .map(|source| page(portal, source))
        .collect::<Result<_, _>>()?;
    let lists = lists(&pages);
    let data = data(portal)?;
    let press = Press {
        templates: templates()?,
        folder,
        sections: pages
            .iter()
            .filter(|page| page.address.matches('/').count() == 1)
            .map(|page| page.address.clone())
            .collect(),
        collections: data.keys().cloned().collect(),
    };
    pages.par_iter().try_for_each(|page| match lists.get(&page.address) {
        Some(listed) => press.print("list.html", &page.address, &page.front, context! { listed => Serde(listed) }),
        None => press.print(
            "page.html",
            &page.address,
            &page.front,
            context! { page => Serde(page), body => &page.body, contents => Serde(&page.contents) },
        ),
    })?;
    topics(&pages).par_iter().try_for_each(|(topic, listed)| {
        let front = Front {
            title: (*topic).to_owned(),
            ..Front::default()
        };
        press.print(
            "list.html",
            &format!("topics/{topic}/"),
            &front,
            context! { listed => Serde(listed) },
        )
    })?;
    data.par_iter().try_for_each(|(name, rows)| {
        let front = Front {
            title: name.clone(),
            ..Front::default()
        };
        press.print("data.html", &format!("{name}/"), &front, context! { rows => Serde(rows) })
    })?;
    Ok(pages)
}

/// The pages in each folder, newest first.
fn lists(pages: &[Page]) -> BTreeMap<String, Vec<&Page>> {
    let mut lists: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
    for page in pages {
        let path = page.address.trim_end_matches('/');
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        if !path.is_empty() {
            lists.entry(folder).or_default().push(page);
        }
    }
    for listed in lists.values_mut() {
        listed.sort_by(|a, b| b.front.date.cmp(&a.front.date));
    }
    lists
}

fn topics(pages: &[Page]) -> BTreeMap<&str, Vec<&Page>> {
    let mut topics: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in pages {
        for topic in &page.front.topics {
            topics.entry(topic).or_default().push(page);
        }
    }
    topics
}

fn data(portal: &Path) -> Result<BTreeMap<String, serde_json::Value>, Failure> {
    let folder = portal.join("data");
    let read = |file: &PathBuf| -> Result<(String, serde_json::Value), Failure> {
        let name = file.with_extension("").to_string_lossy().into_owned();
        Ok((name, serde_yaml::from_str(&fs::read_to_string(folder.join(file))?)?))
    };
    files(&folder)?.par_iter().map(read).collect()
}

/// Pages by their numbers, with how often they have a term.
type Postings = BTreeMap<String, Vec<(u32, u32)>>;

/// So many pages are indexed together, as one shard of the work.
const TOGETHER: usize = 64;

fn index(pages: &[Page], folder: &Path) -> Done {
    let shards: Vec<Postings> = pages
        .par_chunks(TOGETHER)
        .enumerate()
        .map(|(shard, pages)| postings(shard * TOGETHER, pages))
        .collect();
    let mut all = Postings::new();
    for shard in shards {
        for (term, mut found) in shard {
            all.entry(term).or_default().append(&mut found);
        }
    }
    let entries: Vec<_> = pages
        .iter()
        .map(|page| (&page.address, &page.front.title, &page.front.description))
        .collect();
    let index = serde_json::json!({ "entries": entries, "terms": all });
    write(&folder.join("search.json"), &serde_json::to_vec(&index)?)
}

fn postings(first: usize, pages: &[Page]) -> Postings {
    let english = English::new();
    let pipeline = english.make_pipeline();
    let mut postings = Postings::new();
    for (number, page) in (first as u32..).zip(pages) {
        let text = format!("{} {} {}", page.front.title, page.front.description, page.words);
        for term in pipeline.run(english.tokenize(&text)) {
            let found = postings.entry(term).or_default();
            match found.last_mut() {
                Some((last, count)) if *last == number => *count += 1,
                _ => found.push((number, 1)),
            }
        }
    }
    postings
}
