//! The whole portal, with every link and reference resolved. Nothing in it changes after [`resolve`].

mod acronyms;
mod beside;
mod confirm;
mod edition;
mod every_day;
mod links;
mod marks;
mod next_change;
pub mod outward;
pub mod page;
mod revised;
mod settings;
pub mod theme_files;
mod translations;
mod tree;
mod typed;
mod unknown;

pub use marks::Wanted;
pub use next_change::NextChange;
pub use page::{FrontMatter, Page, PageKind};
pub use theme_files::ThemeFile;
pub use tree::parent;
pub use typed::Typed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::access::trace::{self, Trace};
use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Span, Spanned};
use crate::kinds::{AnyEntry, Collections, Portal, Surroundings, bad_id};
use crate::parse::Parsed;
use crate::parse::asset::{Asset, Content, Size};
use crate::parse::markdown::{LinkKind, Markdown, Place, escaped};
use crate::parse::yaml::Node;
use crate::route::{Route, percent_decode, unprefixed};
use crate::schema::dialing::Dialing;
use crate::schema::values::{Address, FilePath, Prose};
use crate::schema::{ProseWords, Reader, Texts, Visitor};
use crate::source::{Snapshot, SourceFile};
use crate::theme::{Strings, Theme};

/// The portal as one value, in one language. That of the main language holds those of the others, in which the texts of
/// configuration and entries are translated; pages and files are the same in all.
#[derive(Clone)]
pub struct Site<'a> {
    /// What the agency decided.
    pub config: &'a Config,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// The theme's assets as they are published, by the names that templates give them.
    pub theme_files: Arc<BTreeMap<String, ThemeFile>>,
    /// The interface texts of each language; the first is the main one.
    pub strings: Vec<Strings>,
    /// The pages that are published, sorted by address.
    pub pages: Vec<Page>,
    /// The entries that are published.
    pub collections: Collections,
    /// Every input file.
    pub snapshot: &'a Snapshot,
    /// The day for which the site is built.
    pub today: Date,
    /// The moment at which the same files will become another site; none if they stay as they are for ever.
    pub next_change: Option<NextChange>,
    /// Where each file below `content/` that is not a page, and each below `static/`, is published.
    pub files: Vec<(Route, &'a SourceFile)>,
    page_urls: BTreeMap<Arc<str>, String>,
    pages_left_out: BTreeSet<String>,
    hidden_pages: BTreeMap<String, String>,
    expired: BTreeSet<String>,
    file_urls: BTreeMap<Arc<str>, String>,
    assets: BTreeMap<Arc<str>, Arc<Parsed>>,
    marks: marks::Marks,
    no_strings: Strings,
    tree: tree::Tree,
    kept_back: Arc<every_day::KeptBack<'a>>,
    revised: Arc<revised::Revised>,
    others: BTreeMap<String, Site<'a>>,
}

/// Everything of which a site is made.
pub struct Parts<'a> {
    /// What the agency decided.
    pub config: &'a Config,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// The interface texts of each language; the first is the main one.
    pub strings: Vec<Strings>,
    /// Every input file.
    pub snapshot: &'a Snapshot,
    /// The files below `content/` and `static/` with their syntax.
    pub files: Vec<(&'a SourceFile, Arc<Parsed>)>,
    /// Every entry.
    pub collections: Collections,
    /// What is different in the other languages.
    pub others: Vec<Other<'a>>,
    /// The day for which the site is built, and what is built although it is not public.
    pub visibility: Visibility,
}

/// Configuration and entries in a language that is not the main one.
pub struct Other<'a> {
    /// The language.
    pub lang: &'a str,
    /// What the agency decided.
    pub config: &'a Config,
    /// Every entry.
    pub collections: Collections,
}

/// What is shown on a day.
#[derive(Debug, Clone, Copy)]
pub struct Visibility {
    /// The day.
    pub today: Date,
    /// Show drafts too.
    pub drafts: bool,
    /// Show what is to be published later.
    pub future: bool,
    /// Show what has expired.
    pub expired: bool,
}

impl Visibility {
    /// Whether something with these dates is shown. The last day counts.
    pub fn shows(&self, draft: bool, first: Option<Date>, last: Option<Date>) -> bool {
        (self.drafts || !draft)
            && (self.future || first.is_none_or(|first| first <= self.today))
            && (self.expired || last.is_none_or(|last| self.today <= last))
    }

    /// Whether something with these dates would be shown, had its last day not passed.
    pub fn is_over(&self, draft: bool, first: Option<Date>, last: Option<Date>) -> bool {
        self.shows(draft, first, None) && !self.shows(draft, first, last)
    }
}

/// Puts the portal together and reports what does not fit.
pub fn resolve(parts: Parts<'_>) -> Checked<Site<'_>> {
    let mut report = Vec::new();
    let all_pages = pages(&parts, &mut report);
    let files = files(&parts, &mut report);
    let mut page_urls: BTreeMap<_, _> = all_pages.iter().map(|page| (page.file.clone(), page.url.clone())).collect();
    let left_out = pages_left_out(&parts, &page_urls);
    let pages_left_out = left_out.iter().map(|(_, url)| url.clone()).collect();
    page_urls.extend(left_out);
    let file_urls = files.iter().map(|(route, file)| (file.path.clone(), route.url())).collect();
    let is_asset = |(_, parsed): &&(&SourceFile, Arc<Parsed>)| matches!(**parsed, Parsed::Asset(_));
    let assets = parts
        .files
        .iter()
        .filter(is_asset)
        .map(|(file, parsed)| (file.path.clone(), parsed.clone()))
        .collect();
    let mut site = Site {
        config: parts.config,
        theme: parts.theme,
        theme_files: Arc::new(theme_files::theme_files(parts.theme)),
        strings: parts.strings,
        pages: all_pages,
        collections: parts.collections,
        snapshot: parts.snapshot,
        today: parts.visibility.today,
        next_change: None,
        files,
        page_urls,
        pages_left_out,
        hidden_pages: BTreeMap::new(),
        expired: BTreeSet::new(),
        file_urls,
        assets,
        marks: marks::Marks::default(),
        no_strings: Strings::default(),
        tree: tree::Tree::default(),
        kept_back: Arc::default(),
        revised: Arc::default(),
        others: BTreeMap::new(),
    };
    site.revised = Arc::new(revised::Revised::of(&site.snapshot.history, site.config, &site.collections));
    site = site.with_others(parts.others);
    confirm::pages(&site, &mut report);
    acronyms::check(&site, &mut report);
    confirm::entries(&site, &mut report);
    confirm::categories(&site, &mut report);
    confirm::texts(&site, &mut report);
    settings::check(&site, &mut report);
    translations::check(&site, &mut report);
    revised::check(&site, &mut report);
    // Hidden pages and entries are checked like the others, so that they are right on the day they appear.
    site.next_change = next_change::next_change(&site, &parts.visibility);
    hide(&mut site, parts.visibility);
    site.marks = marks::Marks::of(&site.collections);
    site.arrange();
    site.others = site.others_shown(parts.visibility);
    Checked {
        value: site,
        diagnostics: report,
    }
}

/// Takes out what is not shown on the day: pages, the files that only they show, and entries.
fn hide(site: &mut Site<'_>, visibility: Visibility) {
    let (shown, hidden): (Vec<Page>, Vec<Page>) = std::mem::take(&mut site.pages)
        .into_iter()
        .partition(|page| visibility.shows(page.front.draft, page.front.publish_date, page.front.expiry_date));
    site.pages = shown;
    let entries = site.collections.clone();
    site.collections
        .retain(|entry| visibility.shows(entry.common().draft, None, entry.common().expires));
    let unseen = beside::only_of(&hidden, site);
    let is_unseen = |(route, _): &(Route, &SourceFile)| unseen.contains(route.url().as_str());
    let (unseen, seen) = std::mem::take(&mut site.files).into_iter().partition(is_unseen);
    site.files = seen;
    note_hidden(site, &hidden, &entries, visibility);
    site.kept_back = Arc::new(every_day::KeptBack {
        pages: hidden,
        entries,
        files: unseen,
    });
}

/// Notes why nothing is to be found at an address, and where a last day has passed.
fn note_hidden(site: &mut Site<'_>, pages: &[Page], entries: &Collections, visibility: Visibility) {
    for page in pages {
        let front = &page.front;
        site.hidden_pages.insert(page.url.clone(), page.why_hidden(visibility.today));
        if visibility.is_over(front.draft, front.publish_date, front.expiry_date) {
            site.expired.insert(page.url.clone());
        }
    }
    let is_over = |entry: &&dyn AnyEntry| visibility.is_over(entry.common().draft, None, entry.common().expires);
    for entry in entries.all().filter(is_over) {
        if let (Some(last), Some(url)) = (entry.common().expires, entry.address()) {
            let (file, line) = (&entry.at().file, entry.line());
            let why = format!("is not shown after {last}: see `expires` in {file}, line {line}");
            site.hidden_pages.insert(url.clone(), why);
            site.expired.insert(url);
        }
    }
}

fn pages(parts: &Parts<'_>, report: &mut Vec<Diagnostic>) -> Vec<Page> {
    let words: BTreeMap<&str, ProseWords> = parts
        .strings
        .iter()
        .map(|strings| (strings.lang.as_str(), strings.prose_words()))
        .collect();
    let page = |(file, parsed): &(&SourceFile, _), report: &mut Vec<_>| page(file, parsed, parts, &words, report);
    let mut pages: Vec<Page> = reporting(&parts.files, report, page).into_iter().flatten().collect();
    pages.sort_by(|a, b| a.route.cmp(&b.route));
    pages
}

/// What comes of each item, on all cores; what there is to say stands in the order of the items.
fn reporting<I: Sync, T: Send>(items: &[I], report: &mut Vec<Diagnostic>, work: impl Fn(&I, &mut Vec<Diagnostic>) -> T + Sync) -> Vec<T> {
    let work = |item| {
        let mut said = Vec::new();
        (work(item, &mut said), said)
    };
    let done: Vec<_> = items.par_iter().map(work).collect();
    let keep = |(value, said): (T, Vec<Diagnostic>)| {
        report.extend(said);
        value
    };
    done.into_iter().map(keep).collect()
}

/// Pages that are written and could not be read, with their addresses. That has been reported; links to them are right.
fn pages_left_out(parts: &Parts<'_>, read: &BTreeMap<Arc<str>, String>) -> Vec<(Arc<str>, String)> {
    let written = parts
        .snapshot
        .below("content/")
        .filter(|file| file.path.ends_with(".md") && !read.contains_key(&file.path));
    let address = |file: &SourceFile| {
        let place = page::place(&file.path, parts.config, &mut Vec::new())?;
        let path = match place.lang == parts.config.language() {
            true => place.path,
            false => format!("{}/{}", place.lang, place.path),
        };
        Some((file.path.clone(), Route::page(&path).ok()?.url()))
    };
    written.filter_map(address).collect()
}

fn page(
    file: &SourceFile,
    parsed: &Arc<Parsed>,
    parts: &Parts<'_>,
    words: &BTreeMap<&str, ProseWords>,
    report: &mut Vec<Diagnostic>,
) -> Option<Page> {
    let Parsed::Page { fields, body } = &**parsed else { return None };
    let config = parts.config;
    if let Some((problem, is_published)) = page::language_misplaced(&file.path, config, &|path| parts.snapshot.get(path).is_some()) {
        report.push(problem);
        if !is_published {
            return None;
        }
    }
    let place = page::place(&file.path, config, report)?;
    // What is wrong with a page without fields has been said when it was parsed.
    let fields = fields.as_ref()?;
    let front = front_matter(fields, file, config, words.get(place.lang.as_str()), report)?;
    // Translations find each other by their file names: each may have an address in its own words.
    let key = Route::page(&place.path).ok()?.url();
    let path = match &front.slug {
        Some(slug) => with_slug(&place.path, slug, report)?,
        None => place.path,
    };
    let main = place.lang == config.language();
    let route = if main {
        Route::page(&path)
    } else {
        Route::page(&format!("{}/{path}", place.lang))
    };
    match route {
        Ok(route) => Some(Page {
            file: file.path.clone(),
            url: route.url(),
            route,
            lang: place.lang,
            key,
            kind: place.kind,
            front,
            body: body.clone(),
        }),
        Err(bad) => {
            let problem =
                Diagnostic::new(Code::BadFileName, format!("`{path}` cannot be a web address: {}", bad.reason)).at(&Span::file(&file.path));
            report.push(problem.help("rename the file with small letters, digits and hyphens"));
            None
        }
    }
}

fn front_matter(
    fields: &Node,
    file: &SourceFile,
    config: &Config,
    words: Option<&ProseWords>,
    report: &mut Vec<Diagnostic>,
) -> Option<page::FrontMatter> {
    let (plain_words, texts) = (ProseWords::default(), Texts::new());
    let mut reader = Reader {
        dialing: &Dialing::of(config.country()),
        allowed_html: &config.html,
        words: words.unwrap_or(&plain_words),
        main_words: &plain_words,
        anchor_prefix: String::new(),
        texts: &texts,
        file_text: file.text().unwrap_or_default(),
        diagnostics: Vec::new(),
    };
    let front = page::FrontMatter::read(fields, &mut reader);
    report.append(&mut reader.diagnostics);
    front
}

fn with_slug(path: &str, slug: &Spanned<String>, report: &mut Vec<Diagnostic>) -> Option<String> {
    let good = crate::route::slug(&slug.value);
    if good != slug.value {
        let problem = bad_id(&slug.value, &slug.span);
        report.push(problem.help(format!("write `{good}`")));
        return None;
    }
    Some(path.rsplit_once('/').map_or(good.clone(), |(folder, _)| format!("{folder}/{good}")))
}

/// Files beside pages keep their place; those below `static/` go to the root.
fn files<'a>(parts: &Parts<'a>, report: &mut Vec<Diagnostic>) -> Vec<(Route, &'a SourceFile)> {
    let assets = parts.files.iter().filter(|(_, parsed)| matches!(**parsed, Parsed::Asset(_)));
    let mut files = Vec::new();
    for (file, _) in assets {
        let Some(path) = file.path.strip_prefix("content/").or_else(|| file.path.strip_prefix("static/")) else {
            continue;
        };
        match Route::file(path) {
            Ok(route) => {
                report.extend(kept_for_ever(path, file));
                files.push((route, *file));
            }
            Err(bad) => {
                let problem =
                    Diagnostic::new(Code::BadFileName, format!("the file cannot be published: {}", bad.reason)).at(&Span::file(&file.path));
                report.push(problem.help("rename the file with small letters, digits and hyphens"));
            }
        }
    }
    files
}

/// A file of an editor among those of the theme.
fn kept_for_ever(path: &str, file: &SourceFile) -> Option<Diagnostic> {
    let name = path.strip_prefix(theme_files::FOLDER)?;
    let message = "`assets/` is the folder of the theme: browsers keep what stands there, and would not see a new version of this file";
    let problem = Diagnostic::new(Code::BadFileName, message).at(&Span::file(&file.path));
    Some(problem.help(format!(
        "move it into another folder, such as `static/files/{name}`, and change the links to it"
    )))
}

impl<'a> Site<'a> {
    /// What entries may look at, in a language.
    pub fn portal(&'a self, lang: &str) -> Portal<'a> {
        let edition = self.edition(lang);
        Portal {
            config: edition.config,
            collections: &edition.collections,
            strings: self.strings_of(lang),
            today: self.today,
            surroundings: self,
        }
    }

    /// The interface texts of a language; those of the main one where it has none.
    pub fn strings_of(&self, lang: &str) -> &Strings {
        self.strings
            .iter()
            .find(|strings| strings.lang == lang)
            .or(self.strings.first())
            .unwrap_or(&self.no_strings)
    }

    /// Whether something is written for an address, and was left out because it could not be read. That has been reported.
    pub fn is_left_out(&self, url: &str) -> bool {
        let entries = self.collections.addresses_left_out();
        // Each language has a list of the same entries.
        let others = self.config.tags().into_iter().skip(1).map(|lang| unprefixed(url, &lang));
        std::iter::once(url.to_owned()).chain(others).any(|url| {
            let page = url.split_once('#').map_or(&*url, |(page, _)| page);
            [page, &*url]
                .into_iter()
                .any(|url| self.pages_left_out.contains(url) || entries.contains(url))
        })
    }

    /// Why the page at an address is written and not shown, in words that follow "the page".
    pub fn why_hidden(&self, url: &str) -> Option<&str> {
        self.hidden_pages.get(url).map(String::as_str)
    }

    /// The addresses of pages and entries whose last day has passed, sorted.
    pub fn expired(&self) -> impl Iterator<Item = &str> {
        self.expired.iter().map(String::as_str)
    }

    /// Whether an address, or the page that it is a place on, is one of them.
    pub fn has_expired(&self, url: &str) -> bool {
        let page = url.split('#').next().unwrap_or_default();
        self.expired.contains(url) || self.expired.contains(page)
    }

    /// What is known of a file that is published as it is.
    fn asset_at(&self, path: &str) -> Option<&Asset> {
        match &**self.assets.get(path)? {
            Parsed::Asset(asset) => Some(asset),
            _ => None,
        }
    }

    /// The size of a picture among the files.
    pub fn picture(&self, path: &str) -> Option<Size> {
        match self.asset_at(path)?.content {
            Content::Picture(size) => Some(size),
            _ => None,
        }
    }

    /// The address of a file below `static/`.
    pub fn static_url(&self, file: &FilePath) -> Option<&str> {
        self.file_urls.get(format!("static/{}", file.0.value).as_str()).map(String::as_str)
    }

    /// The address that a field of data means.
    pub fn address(&self, address: &Address) -> String {
        self.resolve(&address.0.value, "content", &address.0.span)
            .unwrap_or_else(|_| address.0.value.clone())
    }

    /// Whether the address that a field of data means leads somewhere.
    pub fn is_known(&self, address: &Address) -> bool {
        self.resolve(&address.0.value, "content", &address.0.span).is_ok()
    }

    /// The HTML of a text, with links resolved against a folder, and marks; traced, also with the place of each element.
    /// `note` says of the address of a file what a reader wants to know before opening it; that stands in the link.
    pub fn html(
        &self,
        text: &Markdown,
        folder: &str,
        wanted: Wanted,
        places: Vec<(usize, Span)>,
        note: &dyn Fn(&str) -> Option<String>,
    ) -> String {
        // What is refused has been reported.
        let resolved = text.links.iter().map(|link| self.resolve(&link.target, folder, &link.span).ok());
        let addresses: Vec<Option<String>> = resolved.collect();
        let marks = places.iter().map(|(at, span)| (*at, trace::mark(span)));
        let noted = text.links.iter().zip(&addresses).filter(|(link, _)| link.kind == LinkKind::Link);
        let notes = noted.filter_map(|(link, address)| {
            let note = note(address.as_deref()?).filter(|note| !says_type(&link.text, note))?;
            let end = link.at + text.html.get(link.at..)?.find("</a>")?;
            Some((end, format!(" <span class=\"meta\">[{}]</span>", escaped(&note))))
        });
        self.marks.fill(text, &addresses, wanted, marks.chain(notes).collect())
    }

    /// What is known of the file at an address of the site.
    pub fn published(&self, address: &str) -> Option<&Asset> {
        let path = percent_decode(address.strip_prefix('/')?);
        ["static", "content"]
            .iter()
            .find_map(|folder| self.asset_at(&format!("{folder}/{path}")))
    }

    /// The places of the elements of a page's text, if they are wanted.
    pub fn page_places(&self, page: &Page, trace: Trace) -> Vec<(usize, Span)> {
        let place = || {
            let text = self.text_of(&page.file);
            Place::Verbatim(text.len().saturating_sub(page.body.source.len()))
        };
        match trace {
            Trace::Yes => page.body.element_places(&page.file, &place()),
            Trace::No => Vec::new(),
        }
    }

    /// The same of a text in data.
    pub fn prose_places(&self, prose: &Prose, trace: Trace) -> Vec<(usize, Span)> {
        let Spanned { value, span } = &prose.0;
        let place = || Place::Inside {
            value: span,
            file_text: self.text_of(&span.file),
        };
        match trace {
            Trace::Yes => value.element_places(&span.file, &place()),
            Trace::No => Vec::new(),
        }
    }

    fn text_of(&self, path: &str) -> &str {
        self.snapshot.get(path).and_then(SourceFile::text).unwrap_or_default()
    }
}

/// True if the words of a link begin to say what its note says: "the guide (PDF)".
fn says_type(text: &str, note: &str) -> bool {
    let kind = note.split(',').next().unwrap_or_default();
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case(kind))
}

impl Surroundings for Site<'_> {
    fn asset(&self, file: &FilePath) -> Option<&Asset> {
        self.asset_at(&format!("static/{}", file.0.value))
    }

    fn address(&self, address: &Address) -> String {
        Site::address(self, address)
    }
}

impl Site<'_> {
    /// The origins of the pictures that pages and entries show from elsewhere; those that are not allowed have been reported.
    pub fn picture_origins(&self) -> BTreeSet<String> {
        let mut pictures = Pictures::default();
        self.pages.iter().for_each(|page| pictures.text(&page.body));
        self.all_editions()
            .flat_map(|(_, edition)| edition.collections.all())
            .for_each(|entry| entry.visit(&mut pictures));
        pictures.0
    }
}

/// Collects the origins of pictures.
#[derive(Default)]
struct Pictures(BTreeSet<String>);

impl Pictures {
    fn text(&mut self, text: &Markdown) {
        let addresses = text.links.iter().filter(|link| link.kind == LinkKind::Image);
        let urls = addresses.filter_map(|link| url::Url::parse(&link.target).ok());
        self.0.extend(urls.map(|url| url.origin().ascii_serialization()));
    }
}

impl Visitor for Pictures {
    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_not_said_twice() {
        let note = "PDF, 18 pages, 412 KB";
        for said in ["the guide (PDF)", "Guide [pdf, 18 pages]", "guide.pdf"] {
            assert!(says_type(said, note), "{said}");
        }
        assert!(!says_type("the guide", note));
    }
}
