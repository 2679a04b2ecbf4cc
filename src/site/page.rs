//! Pages: one Markdown file below `content/` each, with its address and its fields.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::diag::fix::Trust;
use crate::diag::{Code, Diagnostic, Edit, Fix, Severity, Span, Spanned};
use crate::kinds::{contacts::Contact, documents::PortalDocument, laws::Law};
use crate::parse::markdown::Markdown;
use crate::parse::yaml::Node;
use crate::record;
use crate::route::Route;
use crate::schema::translation::Review;
use crate::schema::values::{Address, Audience, Free, Ref, Region, Topic};
use crate::schema::{Fields, Reader, Record, Vocabulary};
use crate::words::{Lang, language_meant};

record! {
    /// The fields at the beginning of a page.
    pub struct FrontMatter {
        /// The title: the only first-level heading of the page.
        title: Spanned<String> = "What is an SRO?",
        /// One sentence about the page, for search engines and lists.
        description: Option<String> = "What a school resource officer does.",
        /// The short answer, in a box above the text.
        summary: Option<String> = "A police officer who works in a school.",
        /// The day the page was first published.
        date: Option<Date> = "2025-01-15",
        /// The day its content last changed.
        updated: Option<Date> = "2025-03-03",
        /// True while it is not to be published.
        draft: bool = "false",
        /// Its place among the pages of its section; small numbers come first.
        weight: Option<u32> = "10",
        /// The last part of its address, if not the file name.
        slug: Option<Spanned<String>> = "what-is-an-sro",
        /// Former addresses that lead here.
        aliases: Vec<Address> = "[/old-address/]",
        /// The template, if not the usual one.
        template: Option<Spanned<String>> = "page.html",
        /// For whom it is: ids of `vocabularies.audiences`.
        audiences: Vec<Audience> = "[parents]",
        /// What it is about: ids of `vocabularies.topics`.
        topics: Vec<Topic> = "[training]",
        /// Where it applies: ids of `vocabularies.regions`.
        regions: Vec<Region> = "[north]",
        /// Other words by which people ask for the page. Search finds it by them; readers do not see them.
        keywords: Vec<String> = "[school cop, police on campus]" (asked),
        /// The same three lists under one key, as other generators write them.
        taxonomies: Option<Taxonomies> = "",
        /// Whom to ask: the id of a contact.
        contact: Option<Ref<Contact>> = "dana-example",
        /// The laws it rests on: ids of `laws`.
        laws: Vec<Ref<Law>> = "[]",
        /// Related entries and pages: `documents/model-mou`, `@/about.md`.
        related: Vec<Spanned<String>> = "[documents/model-mou]",
        /// Ways in for different readers, on the home page.
        cards: Vec<Card> = "",
        /// The documents that the home page shows first: ids of `documents`.
        featured: Vec<Ref<PortalDocument>> = "[model-mou]",
        /// The people to call that the home page shows: ids of `contacts`.
        contacts: Vec<Ref<Contact>> = "[dana-example]",
        /// The first day it is published.
        publish_date: Option<Date> = "2025-01-15",
        /// The last day it is published.
        expiry_date: Option<Date> = "2026-12-31",
        /// The day by which someone should confirm that it is right.
        review_by: Option<Spanned<Date>> = "2026-03-03",
        /// The day someone last confirmed that it is right.
        reviewed: Option<Date> = "2025-03-03",
        /// Who in the agency looks after it.
        owner: Option<String> = "Training desk",
        /// In a translation, what it was made from: the date of the original's last change, or the code that docent prints for its words.
        translated_from: Option<Spanned<String>> = "2025-03-03" (code),
        /// In a translation, whether someone has read it beside the original.
        translation: Review = "unreviewed",
        /// Keys of the portal's own, for its templates.
        extra: Free = "",
    }
}

record! {
    /// A way in for one kind of reader.
    pub struct Card {
        /// Who the reader is, or wants.
        title: String = "Parent or student",
        /// What is found there.
        text: Option<String> = "What the officer in your school does.",
        /// Where it leads.
        to: Address = "/families/",
    }
}

record! {
    /// The vocabularies under one key.
    pub struct Taxonomies {
        /// Ids of `vocabularies.audiences`.
        audiences: Vec<Audience> = "[parents]",
        /// Ids of `vocabularies.topics`.
        topics: Vec<Topic> = "[training]",
        /// Ids of `vocabularies.regions`.
        regions: Vec<Region> = "[north]",
    }
}

/// Keys of other generators, with docent's own.
const ALIASES: [(&str, &str); 4] = [
    ("lastmod", "updated"),
    ("publishDate", "publish_date"),
    ("expiryDate", "expiry_date"),
    ("publishdate", "publish_date"),
];

impl FrontMatter {
    /// The words of a vocabulary that the page is marked with.
    pub fn terms(&self, vocabulary: Vocabulary) -> Vec<&str> {
        match vocabulary {
            Vocabulary::Audiences => self.audiences.iter().map(|term| term.0.value.as_str()).collect(),
            Vocabulary::Regions => self.regions.iter().map(|term| term.0.value.as_str()).collect(),
            Vocabulary::Topics => self.topics.iter().map(|term| term.0.value.as_str()).collect(),
        }
    }

    /// Reads the fields of a page; `None` if a required one is missing or wrong, which is reported.
    pub fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let mut node = node.clone();
        if node.value == crate::parse::yaml::Value::Null {
            node.value = crate::parse::yaml::Value::Map(Vec::new());
        }
        if let crate::parse::yaml::Value::Map(map) = &mut node.value {
            for (key, _) in map {
                if let Some((_, name)) = ALIASES.iter().find(|(alias, _)| *alias == key.value) {
                    key.value = (*name).to_owned();
                }
            }
        }
        let mut fields = Fields::of(&node, reader)?;
        let front = Self::read_fields(&mut fields);
        fields.finish(&[Self::FIELDS]);
        let mut front = front?;
        if let Some(lists) = front.taxonomies.take() {
            front.audiences.extend(lists.audiences);
            front.topics.extend(lists.topics);
            front.regions.extend(lists.regions);
        }
        Some(front)
    }
}

/// What a file below `content/` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// `_index.md`: the page of its folder, with the pages in it.
    Section,
    /// Any other page.
    Page,
}

/// A page with its address.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file: `content/virginia/training.md`.
    pub file: Arc<str>,
    /// Its address.
    pub route: Route,
    /// The same, in its short form: `/virginia/training/`.
    pub url: String,
    /// Its language.
    pub lang: String,
    /// The place of its file as an address, without its language: by it, translations find each other.
    pub key: String,
    /// Section or page.
    pub kind: PageKind,
    /// Its fields.
    pub front: FrontMatter,
    /// Its text.
    pub body: Arc<Markdown>,
}

/// Where a file below `content/` will be published.
pub struct Place {
    /// Section or page.
    pub kind: PageKind,
    /// The language that its name says.
    pub lang: String,
    /// The path in the main language, without slashes at its ends.
    pub path: String,
}

/// Reads the place of a page off its path: `content/guide/start.es.md` is `/es/guide/start/`.
pub fn place(file: &Arc<str>, config: &Config, report: &mut Vec<Diagnostic>) -> Option<Place> {
    let stem = file.strip_prefix("content/")?.strip_suffix(".md")?;
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (name, lang) = match name.rsplit_once('.') {
        Some((name, lang)) => (name, known_language(file, lang, config, report)?),
        None => (name, config.language().to_owned()),
    };
    let (kind, path) = match name {
        "_index" => (PageKind::Section, folder.to_owned()),
        "index" => (PageKind::Page, folder.to_owned()),
        _ if folder.is_empty() => (PageKind::Page, name.to_owned()),
        _ => (PageKind::Page, format!("{folder}/{name}")),
    };
    let clean = path.split('/').map(crate::route::slug).collect::<Vec<_>>().join("/");
    if clean != path {
        report.push(bad_name(file, &path));
        return None;
    }
    Some(Place { kind, lang, path })
}

/// A page that is called after another language than docent reads it: `faq_es.md`, `faq-es.md` or `es/faq.md` beside `faq.md`, which
/// has no version in that language. With what is wrong, whether the page is published nevertheless.
pub fn language_misplaced(file: &Arc<str>, config: &Config, is_there: &dyn Fn(&str) -> bool) -> Option<(Diagnostic, bool)> {
    let stem = file
        .strip_prefix("content/")?
        .strip_suffix(".md")
        .filter(|stem| !stem.contains('.'))?;
    let original = |lang: &str| {
        let in_folder = stem.strip_prefix(&format!("{lang}/"));
        in_folder.or_else(|| stem.strip_suffix(lang)?.strip_suffix(['_', '-']))
    };
    let others = config.languages.iter().skip(1).map(|lang| lang.0.as_str());
    let (lang, original) = others.filter_map(|lang| Some((lang, original(lang)?))).find(|(lang, original)| {
        !original.is_empty() && is_there(&format!("content/{original}.md")) && !is_there(&format!("content/{original}.{lang}.md"))
    })?;
    let right = format!("content/{original}.{lang}.md");
    let help = format!("rename it to `{right}`");
    let rename = Edit::rename(file, &right);
    let at = Span::file(file);
    let name = |tag: &str| Lang::En.language(tag);
    let is_published = !stem.ends_with(&format!("_{lang}"));
    let problem = if is_published {
        let message = format!(
            "this page is published in {}, and `{original}.md` has none in {}",
            name(config.language()),
            name(lang)
        );
        let problem = Diagnostic::new(Code::BadFileName, message).at(&at).help(help);
        Diagnostic {
            severity: Severity::Warning,
            ..problem.fix(Fix::suggested([rename]))
        }
    } else {
        let message = format!("`{stem}` cannot be a web address as it is");
        Diagnostic::new(Code::BadFileName, message)
            .at(&at)
            .help(help)
            .fix(Fix::safe([rename]))
    };
    Some((problem, is_published))
}

/// The correction begins with the topmost folder that needs another name: all that is in it goes with it.
fn bad_name(file: &Arc<str>, path: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::BadFileName, format!("`{path}` cannot be a web address as it is")).at(&Span::file(file));
    let good = clean_path(file);
    if good.split('/').any(|part| part.is_empty() || part == ".md") {
        return problem.help("rename it with small letters from a to z, digits and hyphens");
    }
    let same = file.split('/').zip(good.split('/')).take_while(|(old, new)| old == new).count();
    let upper = |path: &str| path.split('/').take(same + 1).collect::<Vec<_>>().join("/");
    let rename = Edit::rename(&upper(file), &upper(&good));
    problem.help(format!("rename it to `{good}`")).fix(Fix::safe([rename]))
}

/// The path of a file as it should be, so that it can be an address.
pub fn clean_path(file: &str) -> String {
    let (folders, name) = file.rsplit_once('/').unwrap_or(("", file));
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{}.{extension}", clean_name(stem)),
        None => crate::route::slug(name),
    };
    let folders = folders.split('/').map(crate::route::slug);
    folders.chain([name]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// The name of a file as it should be; `_index` and the language after a dot stay.
fn clean_name(part: &str) -> String {
    match part.rsplit_once('.') {
        Some((name, lang)) => format!("{}.{}", clean_name(name), crate::route::slug(lang)),
        None if part == "_index" => part.to_owned(),
        None => crate::route::slug(part),
    }
}

fn known_language(file: &Arc<str>, lang: &str, config: &Config, report: &mut Vec<Diagnostic>) -> Option<String> {
    if config.languages.iter().any(|known| known.0 == lang) {
        return Some(lang.to_owned());
    }
    let problem = Diagnostic::new(Code::UnknownLanguage, format!("`{lang}` is not one of the portal's languages")).at(&Span::file(file));
    let meant = language_meant(lang, config.languages.iter().map(|known| known.0.as_str()));
    let right = meant.and_then(|meant| Some((meant, format!("{}{meant}.md", file.strip_suffix(&format!("{lang}.md"))?))));
    report.push(match right {
        Some((meant, right)) => {
            let trust = if meant == config.language() {
                Trust::Suggested
            } else {
                Trust::Safe
            };
            let edits = vec![Edit::rename(file, &right)];
            problem
                .help(format!("did you mean `{meant}`? Rename the file to `{right}`"))
                .fix(Fix { trust, edits })
        }
        None => problem.help(format!(
            "add `{lang}` to `languages` in docent.yaml, or write the file name without a dot"
        )),
    });
    None
}

impl Page {
    /// The folder of its file, below which relative links are looked for.
    pub fn folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Why it is not shown on a day, in words that follow "the page".
    pub fn why_hidden(&self, today: Date) -> String {
        match (self.front.publish_date, self.front.expiry_date) {
            _ if self.front.draft => format!("is a draft: `draft: true` stands in {}", self.file),
            (Some(first), _) if first > today => format!("is not shown before {first}: see `publish_date` in {}", self.file),
            (_, Some(last)) => format!("is not shown after {last}: see `expiry_date` in {}", self.file),
            _ => format!("is not shown: see {}", self.file),
        }
    }

    /// True on the home page of its language.
    pub fn is_home(&self) -> bool {
        self.key == "/"
    }
}
