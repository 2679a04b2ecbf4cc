//! The whole portal, with every link and reference resolved. Nothing in it changes after [`resolve`].

mod acronyms;
mod beside;
mod edition;
mod every_day;
mod links;
mod marks;
mod next_change;
pub mod outward;
pub mod page;
mod revised;
mod translations;
mod tree;
mod unknown;

pub use marks::Wanted;
pub use next_change::NextChange;
pub use page::{FrontMatter, Page, PageKind};
pub use tree::parent;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::access::contrast;
use crate::access::trace::{self, Trace};
use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Edit, Fix, Span, Spanned, nearest, surely};
use crate::formats::stylesheet;
use crate::kinds::redirects::Redirect;
use crate::kinds::{AnyEntry, Collections, Entry, Portal, Surroundings, bad_id};
use crate::parse::Parsed;
use crate::parse::asset::{Asset, Content, Size};
use crate::parse::markdown::{LinkKind, Markdown, Place, escaped};
use crate::parse::yaml::Node;
use crate::route::{Route, percent_decode};
use crate::schema::dialing::Dialing;
use crate::schema::values::{Address, FilePath, Prose};
use crate::schema::web::insecure;
use crate::schema::{ProseWords, Reader, Texts, Visitor, Vocabulary, list_words};
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
    check_pages(&site, &mut report);
    acronyms::check(&site, &mut report);
    check_entries(&site, &mut report);
    check_texts(&site, &mut report);
    check_config(&site, &mut report);
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
    let mut pages: Vec<Page> = parts
        .files
        .iter()
        .filter_map(|(file, parsed)| page(file, parsed, parts.config, &words, report))
        .collect();
    pages.sort_by(|a, b| a.route.cmp(&b.route));
    pages
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
    config: &Config,
    words: &BTreeMap<&str, ProseWords>,
    report: &mut Vec<Diagnostic>,
) -> Option<Page> {
    let Parsed::Page { fields, body } = &**parsed else { return None };
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
            Ok(route) => files.push((route, *file)),
            Err(bad) => {
                let problem =
                    Diagnostic::new(Code::BadFileName, format!("the file cannot be published: {}", bad.reason)).at(&Span::file(&file.path));
                report.push(problem.help("rename the file with small letters, digits and hyphens"));
            }
        }
    }
    files
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
        let page = url.split_once('#').map_or(url, |(page, _)| page);
        let entries = self.collections.addresses_left_out();
        [page, url]
            .iter()
            .any(|url| self.pages_left_out.contains(*url) || entries.contains(*url))
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
        let text = self.snapshot.get(&page.file).and_then(SourceFile::text).unwrap_or_default();
        let start = text.len().saturating_sub(page.body.source.len());
        match trace {
            Trace::Yes => page.body.element_places(&page.file, &Place::Verbatim(start)),
            Trace::No => Vec::new(),
        }
    }

    /// The same of a text in data.
    pub fn prose_places(&self, prose: &Prose, trace: Trace) -> Vec<(usize, Span)> {
        let Spanned { value, span } = &prose.0;
        let file_text = self.snapshot.get(&span.file).and_then(SourceFile::text).unwrap_or_default();
        match trace {
            Trace::Yes => value.element_places(&span.file, &Place::Inside { value: span, file_text }),
            Trace::No => Vec::new(),
        }
    }

    /// Every place in the sources that links to an address of the site, by the language of the page that shows it and the
    /// address, so that a dead one can be shown where it was typed.
    pub fn link_places(&self) -> Places {
        let mut places = LinkPlaces::of(self);
        self.pages.iter().for_each(|page| places.page(page));
        for (lang, edition) in self.all_editions() {
            places.lang = lang.to_owned();
            edition.places_of_entries(&mut places);
        }
        places.places
    }

    fn places_of_entries(&self, places: &mut LinkPlaces<'_, '_>) {
        for entry in self.collections.all() {
            match entry.as_any().downcast_ref::<Entry<Redirect>>() {
                // Its other address is no link: it is where the redirect will stand.
                Some(redirect) => places.address(&redirect.fields.to),
                None => entry.visit(places),
            }
        }
        let menu = self.config.menu.iter().chain(&self.config.footer_menu).map(|item| &item.to);
        let words = Vocabulary::ALL
            .into_iter()
            .flat_map(|vocabulary| self.config.vocabulary(vocabulary))
            .filter_map(|word| word.to.as_ref());
        for address in menu.chain(words) {
            places.address(address);
        }
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

/// Places in the sources, by the language of the page and the address to which they link.
pub type Places = BTreeMap<(String, String), BTreeSet<Span>>;

struct LinkPlaces<'s, 'a> {
    site: &'s Site<'a>,
    /// The language of the pages that show what is looked through now.
    lang: String,
    places: Places,
}

impl<'s, 'a> LinkPlaces<'s, 'a> {
    fn of(site: &'s Site<'a>) -> Self {
        Self {
            site,
            lang: site.config.language().to_owned(),
            places: BTreeMap::new(),
        }
    }

    fn page(&mut self, page: &Page) {
        page.lang.clone_into(&mut self.lang);
        self.text(&page.body, page.folder(), Some(&page.url));
        page.front.cards.iter().for_each(|card| self.address(&card.to));
    }

    fn add(&mut self, url: String, span: &Span) {
        self.places.entry((self.lang.clone(), url)).or_default().insert(span.clone());
    }

    fn text(&mut self, text: &Markdown, folder: &str, page: Option<&str>) {
        for link in &text.links {
            let Ok(url) = self.site.resolve(&link.target, folder, &link.span) else {
                continue;
            };
            let url = if url.starts_with('#') {
                format!("{}{url}", page.unwrap_or_default())
            } else {
                url
            };
            self.add(url, &link.span);
        }
    }
}

impl Visitor for LinkPlaces<'_, '_> {
    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value, "content", None);
    }

    fn address(&mut self, address: &Address) {
        self.add(self.site.address(address), &address.0.span);
    }
}

fn check_pages(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    for page in &site.pages {
        let mut check = Confirm {
            site,
            report,
            folder: page.folder(),
        };
        check.text(&page.body);
        crate::schema::Record::visit_fields(&page.front, &mut check);
        page.front.related.iter().for_each(|related| check.related(related));
        if let Some(by) = &page.front.review_by
            && by.value < site.today
        {
            let problem = Diagnostic::new(Code::ReviewOverdue, format!("the page was to be reviewed by {}", by.value)).at(&by.span);
            report.push(problem.help("read it through, correct it, and set a new date"));
        }
        if let Some(template) = &page.front.template
            && !site.theme.templates.contains_key(&template.value)
        {
            let problem = Diagnostic::new(Code::Theme, format!("the theme has no template `{}`", template.value)).at(&template.span);
            let near = nearest(&template.value, site.theme.templates.keys().map(String::as_str));
            report.push(
                problem.help(near.map_or("leave the line out for the usual template".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                })),
            );
        }
        check_blanks(page, site, report);
    }
}

/// `[[your telephone number]]` of the starter pages must not be published; as code, it is an example.
fn check_blanks(page: &Page, site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let Some(text) = site.snapshot.get(&page.file).and_then(SourceFile::text) else {
        return;
    };
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("[[")).map(|at| from + at) {
        from = start + 2;
        let line = text.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let Some(blank) = line.find("]]").and_then(|end| text.get(start..from + end + 2)) else {
            continue;
        };
        if is_code(blank, &page.body.html) {
            continue;
        }
        let problem = Diagnostic::new(Code::StarterBlank, format!("the blank {blank} is still to be filled in"));
        let at = Span::new(&page.file, start..start + blank.len());
        report.push(problem.at(&at).help("replace it, brackets included, with the words of your agency"));
    }
}

/// Whether a text stands in an element `code`.
fn is_code(text: &str, html: &str) -> bool {
    let text = crate::parse::markdown::escaped(text);
    let codes = html.split("<code").skip(1).filter_map(|rest| rest.split("</code>").next());
    codes.into_iter().any(|code| code.contains(&text))
}

fn check_entries(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    for edition in site.others.values() {
        for entry in edition.collections.all() {
            // What is wrong in both languages stands at one place, and is told once.
            entry.visit(&mut Confirm {
                site: edition,
                report,
                folder: "content",
            });
        }
    }
    let portal = site.portal(site.config.language());
    for entry in site.collections.all() {
        entry.visit(&mut Confirm {
            site,
            report,
            folder: "content",
        });
        entry.check(portal, report);
        if let Some(by) = &entry.common().review_by
            && by.value < site.today
        {
            let problem = Diagnostic::new(Code::ReviewOverdue, format!("this entry was to be reviewed by {}", by.value)).at(&by.span);
            report.push(problem.help("compare it with its source, correct it, and set a new `review_by`"));
        }
    }
}

/// A text below `data/` that no entry shows was written for nothing.
fn check_texts(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let mut shown = ShownTexts::default();
    site.collections.all().for_each(|entry| entry.visit(&mut shown));
    let texts = site.snapshot.below("data/").filter(|file| file.path.ends_with(".md"));
    for file in texts.filter(|file| !shown.0.contains(&file.path)) {
        let problem = Diagnostic::new(Code::UnusedText, "no entry shows this text").at(&Span::file(&file.path));
        let path = file.path.strip_prefix("data/").unwrap_or(&file.path);
        report.push(problem.help(format!(
            "name it in an entry, such as `transcript: {path}` of a video, or delete it; pages belong below `content/`"
        )));
    }
}

/// Collects the files of the texts that entries show.
#[derive(Default)]
struct ShownTexts(BTreeSet<Arc<str>>);

impl Visitor for ShownTexts {
    fn prose(&mut self, prose: &Prose) {
        self.0.insert(prose.0.span.file.clone());
    }
}

fn check_config(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    check_theme(site, report);
    check_words(site, report);
    check_tokens(site, report);
    if site.config.menu.len() > 7 {
        let extra = site.config.menu.get(7).map(|item| &item.to.0.span);
        let problem = Diagnostic::new(Code::BadValue, "the menu has more than seven items")
            .help("move items to `footer_menu`: a long menu is not read");
        report.push(extra.map_or(problem.clone(), |span| problem.at(span)));
    }
}

/// A theme that is not there would be replaced by the built-in one, without a word.
fn check_theme(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let Some(name) = site.config.theme.as_ref().and_then(|theme| theme.name.as_ref()) else {
        return;
    };
    let own = site.snapshot.below("themes/").filter_map(|file| file.path.split('/').nth(1));
    let known: BTreeSet<&str> = own.chain(["civic"]).collect();
    if known.contains(name.value.as_str()) {
        return;
    }
    let problem = Diagnostic::new(Code::Theme, format!("there is no theme `{}`", name.value)).at(&name.span);
    report.push(match nearest(&name.value, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!(
            "put its files below `themes/{}/`, or write `civic` for the built-in one",
            name.value
        )),
    });
}

/// The id of a word is a part of an address, and stands once.
fn check_words(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    for vocabulary in Vocabulary::ALL {
        let mut known: BTreeMap<&str, &Span> = BTreeMap::new();
        for word in site.config.vocabulary(vocabulary) {
            let (id, span) = (&word.id.value, &word.id.span);
            let good = crate::route::slug(id);
            if good != *id {
                let problem = bad_id(id, span);
                report.push(problem.help(format!("write `{good}`, here and where it is used")));
            }
            if let Some(first) = known.insert(id, span) {
                let problem = Diagnostic::new(Code::DuplicateId, format!("`{id}` stands twice in {}", vocabulary.name())).at(span);
                report.push(problem.label(first, "it first stands here").help("delete one of the two"));
            }
        }
    }
}

/// A color that the theme does not use would change nothing, without a word.
fn check_tokens(site: &Site<'_>, report: &mut Vec<Diagnostic>) {
    let sheets = site
        .theme
        .assets
        .iter()
        .filter(|(name, _)| name.ends_with(".css"))
        .filter_map(|(_, file)| file.text());
    let name = |rest: &'_ str| {
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let known: BTreeSet<String> = sheets.flat_map(|sheet| sheet.split("--").skip(1)).map(name).collect();
    let tokens = site
        .config
        .tokens()
        .into_iter()
        .flat_map(|tokens| tokens.light.iter().chain(&tokens.dark));
    for token in tokens.filter(|token| !known.contains(&token.name.value)) {
        let problem = Diagnostic::new(Code::UnknownField, format!("the theme has no color `{}`", token.name.value)).at(&token.name.span);
        report.push(match nearest(&token.name.value, known.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("the names are the custom properties at the beginning of the theme's style sheet"),
        });
    }
    if let Some(tokens) = site.config.tokens() {
        let sheets = site.theme.assets.iter().filter(|(name, _)| name.ends_with(".css"));
        let texts: String = sheets.filter_map(|(_, file)| file.text()).collect();
        report.extend(contrast::check(&stylesheet::properties(&texts), tokens));
    }
}

/// Confirms what one file says about others.
struct Confirm<'s, 'a> {
    site: &'s Site<'a>,
    report: &'s mut Vec<Diagnostic>,
    folder: &'s str,
}

impl Confirm<'_, '_> {
    fn text(&mut self, text: &Markdown) {
        for link in &text.links {
            match self.site.resolve(&link.target, self.folder, &link.span) {
                Err(problem) => self.report.push(problem),
                Ok(url) if link.kind == LinkKind::Image => self.image(&url, &link.span),
                Ok(url) => self.report.extend(insecure(&url, &link.span)),
            }
        }
    }

    fn image(&mut self, url: &str, span: &Span) {
        let Ok(parsed) = url::Url::parse(url) else { return };
        let origin = parsed.origin().ascii_serialization();
        if !self.site.config.allows(&origin) {
            let problem = Diagnostic::new(Code::ThirdParty, format!("the picture would be fetched from {origin}")).at(span);
            self.report
                .push(problem.help("save the picture beside the page and link to it there"));
        }
    }

    fn related(&mut self, related: &Spanned<String>) {
        match related.value.split_once('/') {
            Some(("@", _)) => self
                .report
                .extend(self.site.resolve(&related.value, self.folder, &related.span).err()),
            Some((collection, id)) if self.site.collections.kinds().named(collection).is_some() => {
                let id = Spanned {
                    value: id.to_owned(),
                    span: related.span.clone(),
                };
                self.unknown(collection, &id);
            }
            _ => {
                let problem = Diagnostic::new(
                    Code::UnknownReference,
                    format!("`{}` is neither an entry nor a page", related.value),
                )
                .at(&related.span);
                let names = self.site.collections.kinds().names();
                let meant = related
                    .value
                    .split_once('/')
                    .and_then(|(collection, id)| Some((nearest(collection, names)?, id)));
                self.report.push(problem.help(match meant {
                    Some((collection, id)) => format!("did you mean `{collection}/{id}`?"),
                    None => "write collection and id, such as `documents/model-mou`, or a page, such as `@/about.md`".to_owned(),
                }));
            }
        }
    }

    fn unknown(&mut self, collection: &str, id: &Spanned<String>) {
        let all = &self.site.collections;
        if all.find(collection, &id.value).is_some() || all.may_be_left_out(collection, &id.value) {
            return;
        }
        let problem = Diagnostic::new(Code::UnknownReference, format!("there is no entry `{}` in {collection}", id.value)).at(&id.span);
        let known: Vec<_> = self
            .site
            .collections
            .named(collection)
            .map(|entry| entry.id().value.as_str())
            .collect();
        let help = match nearest(&id.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => {
                format!("the collection {collection} is empty; add the entry to `data/{collection}.yaml`, or delete the id here")
            }
            None if known.len() <= 8 => format!("it can be {}", list_words(&known)),
            None => format!("the ids stand in `data/{collection}`"),
        };
        let fix = surely_meant(id, known.iter().copied());
        self.report.push(problem.help(help).fix(fix));
    }
}

/// The correction of a word that can only have been meant to be another.
fn surely_meant<'k>(typed: &Spanned<String>, known: impl IntoIterator<Item = &'k str>) -> Option<Fix> {
    let meant = surely(&typed.value, known)?;
    Some(Fix::safe([Edit::word(&typed.span, &*typed.value, meant)]))
}

impl Visitor for Confirm<'_, '_> {
    fn reference(&mut self, collection: &'static str, id: &Spanned<String>) {
        self.unknown(collection, id);
    }

    fn term(&mut self, vocabulary: Vocabulary, id: &Spanned<String>) {
        let words: Vec<_> = self
            .site
            .config
            .vocabulary(vocabulary)
            .iter()
            .map(|word| word.id.value.as_str())
            .collect();
        if words.contains(&id.value.as_str()) {
            return;
        }
        let problem = Diagnostic::new(Code::UnknownTerm, format!("`{}` is not one of the {}", id.value, vocabulary.name())).at(&id.span);
        let problem = problem.fix(surely_meant(id, words.iter().copied()));
        self.report.push(match nearest(&id.value, words.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if words.is_empty() => problem.help(format!("add it to `vocabularies.{}` in docent.yaml", vocabulary.name())),
            None => problem.help(format!("it can be {}; other words are added in docent.yaml", list_words(&words))),
        });
    }

    fn prose(&mut self, prose: &Prose) {
        self.text(&prose.0.value);
    }

    fn address(&mut self, address: &Address) {
        match self.site.resolve(&address.0.value, "content", &address.0.span) {
            Ok(url) => self.report.extend(insecure(&url, &address.0.span)),
            Err(problem) => self.report.push(problem),
        }
    }

    fn file(&mut self, file: &FilePath) {
        if self.site.static_url(file).is_some() {
            return;
        }
        let typed = &file.0.value;
        let known = || self.site.file_urls.keys().filter_map(|path| path.strip_prefix("static/"));
        let problem = Diagnostic::new(Code::DeadLink, format!("there is no file `static/{typed}`"))
            .at(&file.0.span)
            .fix(surely_meant(&file.0, known()));
        self.report.push(match nearest(typed, known()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("put the file below `static/` and write its path from there"),
        });
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
