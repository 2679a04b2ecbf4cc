//! Collections: one file per kind, one line in [`KINDS`].
//!
//! Collections of an agency's own are declared in `docent.yaml`, without Rust ([`own`]).
//!
//! A kind declares its fields once (`record!`). Reading, hints, validation, views, search, open data, sample entries
//! and schemas follow; a kind adds only what is its own.

mod read;

pub mod alerts;
pub mod contacts;
pub mod courses;
pub mod documents;
pub mod faqs;
pub mod grants;
pub mod laws;
pub mod links;
pub mod own;
pub mod period;
pub mod programs;
pub mod redirects;
pub mod terms;
pub mod things;
pub mod training;
pub mod videos;

pub use read::{Context, Read, misplaced, read};

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Span, Spanned, nearest};
use crate::formats::Document;
use crate::parse::asset::Asset;
use crate::record;
use crate::schema::dates::Moment;
use crate::schema::translation::{self, Provenance};
use crate::schema::values::{Address, Audience, Collection, FilePath, Ref, Region, Topic, WebUrl};
use crate::schema::{Field, FieldType, Fields, Record, Viewer, Visitor, Vocabulary};
use crate::theme::Strings;
use period::Period;

/// Every kind of collection that docent knows. A new kind is a file beside this one and a line here.
pub const KINDS: &[&dyn AnyKind] = &[
    &Of::<alerts::Alert>::NEW,
    &Of::<contacts::Contact>::NEW,
    &Of::<courses::Course>::NEW,
    &Of::<documents::PortalDocument>::NEW,
    &Of::<faqs::Faq>::NEW,
    &Of::<grants::Grant>::NEW,
    &Of::<laws::Law>::NEW,
    &Of::<links::Link>::NEW,
    &Of::<programs::Program>::NEW,
    &Of::<redirects::Redirect>::NEW,
    &Of::<terms::Term>::NEW,
    &Of::<training::Training>::NEW,
    &Of::<videos::Series>::NEW,
];

/// The kinds of a portal: those of docent, and those that its `collections` declare.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kinds {
    own: &'static [&'static own::OwnKind],
}

impl Kinds {
    /// All of them, docent's first.
    pub fn all(self) -> impl Iterator<Item = &'static dyn AnyKind> + Clone {
        let own = self.own.iter().map(|kind| *kind as &dyn AnyKind);
        KINDS.iter().copied().chain(own)
    }

    /// The names of all.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.all().map(|kind| kind.name())
    }

    /// The kind of that name.
    pub fn named(self, name: &str) -> Option<&'static dyn AnyKind> {
        self.all().find(|kind| kind.name() == name)
    }
}

/// Common fields that say something to docent alone, and are no open data.
const UNPUBLISHED: [&str; 2] = ["draft", "keywords"];

record! {
    /// The fields that an entry of any collection may have.
    pub struct Common {
        /// One or two sentences, for lists and search results.
        summary: Option<String> = "Four days of training for officers who are new to schools.",
        /// For whom it is: ids of `vocabularies.audiences`.
        audiences: Vec<Audience> = "[officers]",
        /// What it is about: ids of `vocabularies.topics`.
        topics: Vec<Topic> = "[training]",
        /// Where it applies: ids of `vocabularies.regions`.
        regions: Vec<Region> = "[north]",
        /// Other words by which people ask for it. Search finds it by them; readers do not see them.
        keywords: Vec<String> = "[school cop, police on campus]" (asked),
        /// Whom to ask: the id of a contact.
        contact: Option<Ref<contacts::Contact>> = "dana-example",
        /// The laws it rests on: ids of `laws`.
        laws: Vec<Ref<laws::Law>> = "[]",
        /// The day it was first published.
        posted: Option<Date> = "2025-01-15",
        /// The day its content last changed; calendars, feeds and the news page follow it.
        updated: Option<Date> = "2025-02-03",
        /// The day someone last confirmed that it is right.
        reviewed: Option<Date> = "2025-02-03",
        /// The day by which someone should confirm it again.
        review_by: Option<Spanned<Date>> = "2026-02-03",
        /// Who in the agency looks after it.
        owner: Option<String> = "Training desk" (code),
        /// The last day on which it is shown.
        expires: Option<Date> = "2026-12-31",
        /// The page it was taken from.
        source: Option<WebUrl> = "https://www.example.gov/source",
        /// True while it is not to be published.
        draft: bool = "false",
    }
}

impl Common {
    /// What the portal calls the first of its regions.
    pub fn first_region(&self, portal: Portal<'_>) -> Option<String> {
        let region = self.regions.first()?;
        Some(portal.config.label(Vocabulary::Regions, &region.0.value).to_owned())
    }

    /// The words of a vocabulary.
    pub fn terms(&self, vocabulary: Vocabulary) -> Vec<&str> {
        match vocabulary {
            Vocabulary::Audiences => self.audiences.iter().map(|term| term.0.value.as_str()).collect(),
            Vocabulary::Regions => self.regions.iter().map(|term| term.0.value.as_str()).collect(),
            Vocabulary::Topics => self.topics.iter().map(|term| term.0.value.as_str()).collect(),
        }
    }
}

/// One entry of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry<K> {
    /// Its id: address, anchor and calendar identity.
    pub id: Spanned<String>,
    /// The fields every entry may have.
    pub common: Common,
    /// The fields of its kind.
    pub fields: K,
    /// The first line of the entry.
    pub at: Span,
    /// The number of that line, for links to the place where it is edited; the first is 1.
    pub line: usize,
    /// The fields in which something is wrong, which has been reported: to miss them again ("a class needs a start") would
    /// only confuse.
    pub doubtful: Vec<&'static str>,
    /// Its translations, by language.
    pub translations: Translations,
}

/// The translations of an entry, by language.
pub type Translations = BTreeMap<String, Translation>;

/// What is known about the translation of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Translation {
    /// The key of its block.
    pub at: Span,
    /// What it was made from, and who has read it.
    pub about: Provenance,
}

/// What is known of an entry before its fields are read.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its id.
    pub id: Spanned<String>,
    /// The number of its first line.
    pub line: usize,
    /// Its translations.
    pub translations: Translations,
}

/// Where the public finds the entries of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Each has a page of its own, below this folder.
    Page(&'static str),
    /// All stand on the page of this address, each with an anchor.
    Anchor(&'static str),
    /// Nowhere by itself.
    Nowhere,
}

impl Home {
    /// The address of an entry.
    pub fn address(self, id: &str) -> Option<String> {
        match self {
            Self::Page(folder) => Some(format!("/{folder}/{id}/")),
            Self::Anchor(page) => Some(format!("/{page}/#{id}")),
            Self::Nowhere => None,
        }
    }

    /// The address of the page that lists all entries.
    pub fn list(self) -> Option<String> {
        match self {
            Self::Page(page) | Self::Anchor(page) => Some(format!("/{page}/")),
            Self::Nowhere => None,
        }
    }
}

/// Everything an entry may look at beside itself.
#[derive(Clone, Copy)]
pub struct Portal<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Every entry of every kind.
    pub collections: &'a Collections,
    /// The interface texts of the language that is written.
    pub strings: &'a Strings,
    /// The day for which the site is built.
    pub today: Date,
    /// Files and addresses.
    pub surroundings: &'a dyn Surroundings,
}

/// What an entry may ask of the portal around it.
pub trait Surroundings: Sync {
    /// What is known of a file below `static/`; nothing where there is no such file, which has been reported.
    fn asset(&self, file: &FilePath) -> Option<&Asset>;
    /// The address in the portal, or on the web, that a field means.
    fn address(&self, address: &Address) -> String;
}

/// A file that an entry or a collection gives to the public, beside its pages.
pub struct Export {
    /// Its address: `/schedule.ics`.
    pub path: String,
    /// Its content.
    pub document: Box<dyn Document>,
}

/// What search knows of an entry or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Found {
    /// The name.
    pub title: String,
    /// The address, with the anchor.
    pub url: String,
    /// Other words by which it should be found.
    pub keywords: Vec<String>,
    /// What it says.
    pub body: String,
    /// The telephone number to call, shown in the result.
    pub phone: Option<String>,
    /// The date, shown in the result.
    pub date: Option<String>,
    /// The place, shown in the result.
    pub place: Option<String>,
    /// The last day of an event.
    pub ends: Option<Date>,
}

impl Found {
    /// What most readers want of it, for a line: the number to call, or the date and place.
    pub fn answer(&self) -> Option<String> {
        let facts: Vec<&str> = [&self.phone, &self.date, &self.place]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!facts.is_empty()).then(|| facts.join(" · "))
    }

    /// Adds what a field says to the text.
    fn add_text(&mut self, said: Option<&str>) {
        let texts = [Some(self.body.as_str()), said];
        self.body = texts
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
    }
}

/// A question that readers have of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The question, in words that follow "it does not say": `whom to ask`.
    pub question: &'static str,
    /// The fields of which each answers it. The first is the usual one.
    pub fields: &'static [&'static str],
}

impl Wanted {
    /// A question with the fields that answer it.
    pub const fn new(question: &'static str, fields: &'static [&'static str]) -> Self {
        Self { question, fields }
    }
}

/// A kind of collection.
pub trait Kind: Collection + Record + FieldType + std::fmt::Debug + Send + Sync + 'static {
    /// One entry, in the plain word that messages use: `contact`.
    const ONE: &'static str;
    /// Where its entries are found.
    const HOME: Home;

    /// The template of the page of an entry, where it has one.
    const TEMPLATE: &'static str = "item.html";

    /// Fields that a new entry needs although their declaration cannot say so: the usual one of several, or one that every
    /// collection has and this one cannot do without.
    const NEEDED: &'static [&'static str] = &[];

    /// Fields of `NEEDED` with the others of which each does as well.
    const INSTEAD: &'static [(&'static str, &'static [&'static str])] = &[];

    /// What readers look for in an entry, and may be left out where it is not known.
    const WANTED: &'static [Wanted] = &[];

    /// What the public calls the entry.
    fn title(&self, all: &Collections) -> String;

    /// Whether the entry is about something that is over, so that nobody looks for what it leaves out.
    fn is_over(entry: &Entry<Self>, portal: Portal<'_>) -> bool {
        let _ = (entry, portal);
        false
    }

    /// The heading under which the entry stands in its list.
    fn heading(entry: &Entry<Self>, portal: Portal<'_>) -> Option<String> {
        let _ = (entry, portal);
        None
    }

    /// The field from which that heading comes as it is typed.
    fn category(&self) -> Option<&Spanned<String>> {
        None
    }

    /// The words of a vocabulary that it is marked with.
    fn terms<'a>(entry: &'a Entry<Self>, vocabulary: Vocabulary, all: &'a Collections) -> Vec<&'a str> {
        let _ = all;
        entry.common.terms(vocabulary)
    }

    /// Its place in its list: small numbers come first, equal ones keep the order of the files.
    fn rank(&self) -> u32 {
        0
    }

    /// Reports what the fields together get wrong.
    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        let _ = (entry, portal, report);
    }

    /// Adds what templates need beside the fields.
    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let _ = (entry, portal, viewer, view);
    }

    /// The fields of open data that no editor types, as [`Kind::computed`] adds them.
    const COMPUTED: &'static [Field] = &[];

    /// What open data says beside the fields that are typed, or instead of them.
    fn computed(entry: &Entry<Self>, portal: Portal<'_>) -> Map<String, Json> {
        let _ = (entry, portal);
        Map::new()
    }

    /// What search knows of the entry: one result, or several if parts of it are found by themselves.
    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        entry.found(portal).into_iter().collect()
    }

    /// The instants, past and to come, at which what the portal says of the entry becomes something else.
    fn turns(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Timestamp> {
        let _ = (entry, portal);
        Vec::new()
    }

    /// The files that the entries of the kind give to the public.
    fn exports(entries: &[&Entry<Self>], portal: Portal<'_>) -> Vec<Export> {
        let _ = (entries, portal);
        Vec::new()
    }
}

impl<K> Entry<K> {
    /// Whether nothing is wrong in any of these fields, so that what they say together can be judged.
    pub fn is_sure_of(&self, fields: &[&str]) -> bool {
        !self.doubtful.iter().any(|name| fields.contains(name))
    }
}

/// What entries of all kinds have in common; `own` are the fields of the kind.
impl<K> Entry<K> {
    fn texts_with(&self, own: &Map<String, Json>, fields: &'static [Field]) -> Vec<String> {
        let mut texts = translation::words(own, &[fields]);
        texts.extend(translation::words(&self.common.data_fields(), &[Common::FIELDS]));
        texts
    }

    fn data_with(&self, own: Map<String, Json>) -> Map<String, Json> {
        let mut data = Map::new();
        data.insert("id".to_owned(), self.id.value.as_str().into());
        data.extend(own);
        data.extend(
            self.common
                .data_fields()
                .into_iter()
                .filter(|(key, _)| !UNPUBLISHED.contains(&key.as_str())),
        );
        data
    }

    fn view_with(&self, own: Map<String, Json>, entry: &dyn AnyEntry, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json> {
        let mut view = self.common.view_fields(viewer);
        view.extend(own);
        // `url` is the address in this portal; an entry's own web address is its `link`.
        let link = view.remove("url").unwrap_or(Json::Null);
        view.insert("link".to_owned(), link);
        view.insert("id".to_owned(), self.id.value.as_str().into());
        view.insert("collection".to_owned(), entry.kind().name().into());
        view.insert("title_text".to_owned(), entry.title(portal.collections).into());
        view.insert("url".to_owned(), entry.address().into());
        view.insert("edit_url".to_owned(), portal.config.edit_url(&self.at.file, Some(self.line)).into());
        view
    }

    fn common_turns(&self, entry: &dyn AnyEntry, portal: Portal<'_>) -> Vec<Timestamp> {
        let common = &self.common;
        // What was posted or updated is told where it can be linked to, from that day on.
        let told = common.updated.or(common.posted).filter(|_| entry.address().is_some());
        let last_days = [common.expires, common.review_by.as_ref().map(|day| day.value)];
        let first = portal.period(told.map(Moment::from), None);
        let periods = last_days.map(|day| portal.period(None, day.map(Moment::from)));
        periods.into_iter().chain([first]).flat_map(Period::turns).collect()
    }
}

impl<K: Kind> Entry<K> {
    /// One search result with the title, the heading it stands under, every Markdown text of the fields, and the address.
    pub fn found(&self, portal: Portal<'_>) -> Option<Found> {
        let url = K::HOME.address(&self.id.value)?;
        let mut texts = Texts::default();
        self.fields.visit_fields(&mut texts);
        let mut body: Vec<String> = self.common.summary.iter().cloned().collect();
        body.extend(texts.0);
        Some(Found {
            title: self.fields.title(portal.collections),
            url,
            keywords: K::heading(self, portal)
                .into_iter()
                .chain(self.common.keywords.iter().cloned())
                .collect(),
            body: body.join(" "),
            ..Found::default()
        })
    }
}

/// Collects the plain text of the Markdown of an entry.
#[derive(Default)]
struct Texts(Vec<String>);

impl Visitor for Texts {
    fn prose(&mut self, prose: &crate::schema::values::Prose) {
        self.0.push(prose.text());
    }
}

/// What is known of every entry, whatever its kind.
pub trait EveryEntry: Send + Sync + std::fmt::Debug {
    /// Its id.
    fn id(&self) -> &Spanned<String>;
    /// The fields every entry may have.
    fn common(&self) -> &Common;
    /// Its first line.
    fn at(&self) -> &Span;
    /// The number of that line.
    fn line(&self) -> usize;
    /// Its translations, by language.
    fn translations(&self) -> &Translations;
}

impl<K: Send + Sync + std::fmt::Debug> EveryEntry for Entry<K> {
    fn id(&self) -> &Spanned<String> {
        &self.id
    }

    fn common(&self) -> &Common {
        &self.common
    }

    fn at(&self) -> &Span {
        &self.at
    }

    fn line(&self) -> usize {
        self.line
    }

    fn translations(&self) -> &Translations {
        &self.translations
    }
}

/// An entry of any kind.
pub trait AnyEntry: EveryEntry {
    /// The kind.
    fn kind(&self) -> &'static dyn AnyKind;
    /// The texts that translations say in other words.
    fn texts(&self) -> Vec<String>;
    /// What the public calls it.
    fn title(&self, all: &Collections) -> String;
    /// Where the public finds it.
    fn address(&self) -> Option<String>;
    /// The questions of readers that it leaves open, unless it is over.
    fn unanswered(&self, portal: Portal<'_>) -> Vec<&'static Wanted>;
    /// The heading under which it stands in its list.
    fn heading(&self, portal: Portal<'_>) -> Option<String>;
    /// The field from which that heading comes as it is typed.
    fn category(&self) -> Option<&Spanned<String>> {
        None
    }
    /// The words of a vocabulary that it is marked with.
    fn terms<'a>(&'a self, vocabulary: Vocabulary, all: &'a Collections) -> Vec<&'a str>;
    /// Its place in its list.
    fn rank(&self) -> u32;
    /// Shows the parts that other files have to confirm.
    fn visit(&self, visitor: &mut dyn Visitor);
    /// Reports what the fields together get wrong.
    fn check(&self, portal: Portal<'_>, report: &mut Vec<Diagnostic>);
    /// Open data.
    fn data(&self, portal: Portal<'_>) -> Map<String, Json>;
    /// What templates see.
    fn view(&self, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json>;
    /// Search results.
    fn found(&self, portal: Portal<'_>) -> Vec<Found>;
    /// The instants, past and to come, at which what the portal says of it becomes something else.
    fn turns(&self, portal: Portal<'_>) -> Vec<Timestamp>;
    /// For the typed view of [`Collections::of`].
    fn as_any(&self) -> &dyn Any;
}

impl<K: Kind> AnyEntry for Entry<K> {
    fn kind(&self) -> &'static dyn AnyKind {
        &Of::<K>::NEW
    }

    fn texts(&self) -> Vec<String> {
        self.texts_with(&self.fields.data_fields(), K::FIELDS)
    }

    fn title(&self, all: &Collections) -> String {
        self.fields.title(all)
    }

    fn address(&self) -> Option<String> {
        K::HOME.address(&self.id.value)
    }

    fn unanswered(&self, portal: Portal<'_>) -> Vec<&'static Wanted> {
        if K::is_over(self, portal) {
            return Vec::new();
        }
        let known = self.data(portal);
        // What is wrong in a field has been reported.
        let says = |field: &&str| known.contains_key(*field) || self.doubtful.contains(field);
        K::WANTED.iter().filter(|wanted| !wanted.fields.iter().any(says)).collect()
    }

    fn heading(&self, portal: Portal<'_>) -> Option<String> {
        K::heading(self, portal)
    }

    fn category(&self) -> Option<&Spanned<String>> {
        self.fields.category()
    }

    fn terms<'a>(&'a self, vocabulary: Vocabulary, all: &'a Collections) -> Vec<&'a str> {
        K::terms(self, vocabulary, all)
    }

    fn rank(&self) -> u32 {
        self.fields.rank()
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        self.common.visit_fields(visitor);
        self.fields.visit_fields(visitor);
    }

    fn check(&self, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        K::check(self, portal, report);
    }

    fn data(&self, portal: Portal<'_>) -> Map<String, Json> {
        let mut own = self.fields.data_fields();
        own.extend(K::computed(self, portal));
        self.data_with(own)
    }

    fn view(&self, portal: Portal<'_>, viewer: &dyn Viewer) -> Map<String, Json> {
        let mut view = self.view_with(self.fields.view_fields(viewer), self, portal, viewer);
        K::enrich(self, portal, viewer, &mut view);
        view
    }

    fn found(&self, portal: Portal<'_>) -> Vec<Found> {
        K::found(self, portal)
    }

    fn turns(&self, portal: Portal<'_>) -> Vec<Timestamp> {
        K::turns(self, portal).into_iter().chain(self.common_turns(self, portal)).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A kind as a value: a line of [`KINDS`].
pub trait AnyKind: Sync {
    /// Folder, file, key and open-data name: `contacts`.
    fn name(&self) -> &'static str;
    /// One entry, in a plain word.
    fn one(&self) -> &'static str;
    /// Where its entries are found.
    fn home(&self) -> Home;
    /// The template of the page of an entry.
    fn template(&self) -> &'static str;
    /// Its own fields.
    fn fields(&self) -> &'static [Field];
    /// The fields of its open data that no editor types.
    fn computed_fields(&self) -> &'static [Field];
    /// See [`Kind::NEEDED`].
    fn needed(&self) -> &'static [&'static str];
    /// See [`Kind::INSTEAD`].
    fn instead_of(&self, field: &str) -> &'static [&'static str];
    /// See [`Kind::WANTED`].
    fn wanted(&self) -> &'static [Wanted];
    /// Reads one entry out of a group of fields.
    fn read(&'static self, heading: Heading, fields: Fields<'_, '_>) -> Option<Arc<dyn AnyEntry>>;
    /// The files that its entries give to the public.
    fn exports(&self, portal: Portal<'_>) -> Vec<Export>;
}

/// The line of a kind in [`KINDS`].
pub struct Of<K>(PhantomData<fn() -> K>);

impl<K> Of<K> {
    /// The kind as a value.
    pub const NEW: Self = Self(PhantomData);
}

impl<K: Kind> AnyKind for Of<K> {
    fn name(&self) -> &'static str {
        K::NAME
    }

    fn one(&self) -> &'static str {
        K::ONE
    }

    fn home(&self) -> Home {
        K::HOME
    }

    fn template(&self) -> &'static str {
        K::TEMPLATE
    }

    fn fields(&self) -> &'static [Field] {
        K::FIELDS
    }

    fn computed_fields(&self) -> &'static [Field] {
        K::COMPUTED
    }

    fn needed(&self) -> &'static [&'static str] {
        K::NEEDED
    }

    fn instead_of(&self, field: &str) -> &'static [&'static str] {
        let others = K::INSTEAD.iter().find(|(name, _)| *name == field);
        others.map_or(&[], |(_, others)| others)
    }

    fn wanted(&self) -> &'static [Wanted] {
        K::WANTED
    }

    fn read(&'static self, heading: Heading, mut fields: Fields<'_, '_>) -> Option<Arc<dyn AnyEntry>> {
        let own = K::read_fields(&mut fields);
        entry(self, own, heading, fields)
    }

    fn exports(&self, portal: Portal<'_>) -> Vec<Export> {
        let entries: Vec<_> = portal.collections.of::<K>().collect();
        K::exports(&entries, portal)
    }
}

/// An entry whose own fields have been read: the common ones follow, and what is unknown is told.
fn entry<K: Send + Sync + 'static>(
    kind: &dyn AnyKind,
    own: Option<K>,
    heading: Heading,
    mut fields: Fields<'_, '_>,
) -> Option<Arc<dyn AnyEntry>>
where
    Entry<K>: AnyEntry,
{
    let at = fields.place().clone();
    let common = Common::read_fields(&mut fields);
    let doubtful = fields.finish(&[ID_FIELD, kind.fields(), Common::FIELDS]);
    Some(Arc::new(Entry {
        id: heading.id,
        common: common?,
        fields: own?,
        at,
        line: heading.line,
        doubtful,
        translations: heading.translations,
    }))
}

/// The declaration of `id`, which is read before the others: a one-entry file may leave it to the file's name.
pub const ID_FIELD: &[Field] = &[Field {
    name: "id",
    ty: crate::schema::Type::Text,
    required: true,
    help: " Small letters, digits and hyphens; permanent, because it is the address of the entry. A file with one entry may leave it out: the file name is the id.",
    example: "dana-example",
    wording: crate::schema::Wording::Code,
}];

/// The fields of the open data of a kind, in the order in which they are published.
pub fn published_fields(kind: &dyn AnyKind) -> Vec<Vec<Field>> {
    let own = kind.fields().iter().copied();
    let is_common = |field: &&Field| !UNPUBLISHED.contains(&field.name);
    vec![
        ID_FIELD.to_vec(),
        own.collect(),
        kind.computed_fields().to_vec(),
        Common::FIELDS.iter().filter(is_common).copied().collect(),
    ]
}

/// What is said of a name that no kind has; `others` may stand in its place too.
pub fn unknown_collection(wanted: &Spanned<String>, kinds: Kinds, others: &[&'static str]) -> Diagnostic {
    let known = || kinds.names().chain(others.iter().copied());
    Diagnostic::new(Code::UnknownCollection, format!("there is no collection `{}`", wanted.value))
        .at(&wanted.span)
        .help(match nearest(&wanted.value, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be {}", known().collect::<Vec<_>>().join(", ")),
        })
}

/// What is said of an id that cannot be a part of an address.
pub fn bad_id(id: &str, at: &Span) -> Diagnostic {
    Diagnostic::new(Code::BadId, format!("`{id}` is not in small letters, digits and hyphens")).at(at)
}

/// Every entry of every kind, in the order of files and lines.
#[derive(Debug, Default, Clone)]
pub struct Collections {
    kinds: Kinds,
    entries: BTreeMap<&'static str, BTreeMap<String, Arc<dyn AnyEntry>>>,
    order: BTreeMap<&'static str, Vec<Arc<dyn AnyEntry>>>,
    /// Entries that are written and could not be read; without an id where a whole file could not.
    left_out: BTreeSet<(&'static str, Option<String>)>,
}

impl Collections {
    /// Without an entry, for entries of these kinds.
    pub fn of_kinds(kinds: Kinds) -> Self {
        Self { kinds, ..Self::default() }
    }

    /// The kinds that there may be entries of.
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// The entries of a kind, as typed.
    pub fn of<K: Kind>(&self) -> impl Iterator<Item = &Entry<K>> {
        self.named(K::NAME).filter_map(|entry| entry.as_any().downcast_ref())
    }

    /// The entry of a kind with that id.
    pub fn get<K: Kind>(&self, id: &str) -> Option<&Entry<K>> {
        self.find(K::NAME, id)?.as_any().downcast_ref()
    }

    /// The entry that a reference leads to.
    pub fn follow<K: Kind>(&self, reference: Option<&Ref<K>>) -> Option<&Entry<K>> {
        self.get(&reference?.id.value)
    }

    /// The entries of the collection of that name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &dyn AnyEntry> {
        self.order.get(name).into_iter().flatten().map(|entry| &**entry)
    }

    /// The entry of that collection with that id.
    pub fn find(&self, collection: &str, id: &str) -> Option<&dyn AnyEntry> {
        self.entries.get(collection)?.get(id).map(|entry| &**entry)
    }

    /// Whether the entry may be one that is written and could not be read. That has been reported; references to it are right.
    pub fn may_be_left_out(&self, collection: &str, id: &str) -> bool {
        self.left_out
            .iter()
            .any(|(name, left_out)| *name == collection && left_out.as_deref().is_none_or(|left_out| left_out == id))
    }

    /// Whether an entry of a collection is written and could not be read.
    pub fn lacks_some_of(&self, collection: &str) -> bool {
        self.left_out.iter().any(|(name, _)| *name == collection)
    }

    /// The addresses at which entries that could not be read would be found; the page of a list where a whole file could not.
    pub fn addresses_left_out(&self) -> BTreeSet<String> {
        let address = |(name, id): &(&str, Option<String>)| match (self.kinds.named(name)?.home(), id) {
            (home, Some(id)) => home.address(id),
            (home, None) => home.list(),
        };
        self.left_out.iter().filter_map(address).collect()
    }

    /// Every entry.
    pub fn all(&self) -> impl Iterator<Item = &dyn AnyEntry> {
        self.order.values().flatten().map(|entry| &**entry)
    }

    /// Keeps only the entries that are wanted.
    pub fn retain(&mut self, wanted: impl Fn(&dyn AnyEntry) -> bool) {
        self.entries
            .values_mut()
            .for_each(|entries| entries.retain(|_, entry| wanted(&**entry)));
        self.order.values_mut().for_each(|entries| entries.retain(|entry| wanted(&**entry)));
    }

    /// Adds an entry; one whose id is taken is reported and left out.
    fn add(&mut self, entry: Arc<dyn AnyEntry>, report: &mut Vec<Diagnostic>) {
        let (name, id) = (entry.kind().name(), entry.id().clone());
        let known = self.entries.entry(name).or_default();
        if let Some(first) = known.get(&id.value) {
            let message = format!("the id `{}` is used twice in {name}", id.value);
            report.push(
                Diagnostic::new(Code::DuplicateId, message)
                    .at(&id.span)
                    .label(&first.id().span, "it is first used here")
                    .help("give one of the two another id"),
            );
            return;
        }
        known.insert(id.value, entry.clone());
        self.order.entry(name).or_default().push(entry);
    }
}
