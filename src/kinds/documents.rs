//! Documents: files to read, print or ask for.

use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Home, Kind, Portal, Wanted};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::parse::asset::{Asset, Content};
use crate::schema::dates::Month;
use crate::schema::values::{Collection, FilePath, Language, Ref, WebUrl};
use crate::schema::{Field, Record, Viewer};
use crate::words::Lang;
use crate::{choice, record};

record! {
    /// A document.
    pub struct PortalDocument {
        /// Its title.
        title: String = "Model Memorandum of Understanding",
        /// The file, by its path below `static/`. Type and size are read from it.
        file: Option<FilePath> = "files/model-mou.pdf",
        /// Its address elsewhere.
        url: Option<WebUrl> = "https://www.example.gov/model-mou.pdf",
        /// The type of a document that is not in the portal.
        r#type: Option<String> = "pdf" (code),
        /// The month or day of its last revision.
        revised: Option<Month> = "2023-11",
        /// The language it is written in.
        language: Option<Language> = "en",
        /// The heading under which it stands.
        category: Option<Spanned<String>> = "Agreements",
        /// True when it is kept for the record only.
        archived: bool = "false",
        /// The document it replaces: an id of `documents`.
        supersedes: Option<Ref<PortalDocument>> = "model-mou-2019",
        /// How a reader gets it.
        get: Get = "download",
    }
}

record! {
    /// What the file of a document says by itself; a document without a file says nothing.
    pub struct FileFacts {
        /// Its length in bytes.
        bytes: Option<u32> = "421888",
        /// How many pages a PDF has.
        pages: Option<u32> = "18",
        /// The SHA-256 checksum of the file, by which a copy can be compared with it.
        sha256: Option<String> = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" (code),
    }
}

impl FileFacts {
    fn of(asset: &Asset) -> Self {
        Self {
            bytes: u32::try_from(asset.bytes).ok(),
            pages: asset.content.pages(),
            sha256: Some(asset.sha256.clone()),
        }
    }
}

choice! {
    /// How a reader gets a document.
    pub enum Get {
        /// By opening it.
        Download = "download",
        /// By asking the contact.
        Contact = "contact",
        /// From the publisher.
        Publisher = "publisher",
    }
}

impl Collection for PortalDocument {
    const NAME: &'static str = "documents";
}

impl Kind for PortalDocument {
    const ONE: &'static str = "document";
    const HOME: Home = Home::Anchor("resources");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what is in it", &["summary"]),
        Wanted::new("how old it is", &["revised"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn is_over(entry: &Entry<Self>, _portal: Portal<'_>) -> bool {
        entry.fields.archived
    }

    fn heading(entry: &Entry<Self>, _portal: Portal<'_>) -> Option<String> {
        entry.fields.category.as_ref().map(|category| category.value.clone())
    }

    fn category(&self) -> Option<&Spanned<String>> {
        self.category.as_ref()
    }

    const COMPUTED: &'static [Field] = FileFacts::FIELDS;

    fn computed(entry: &Entry<Self>, portal: Portal<'_>) -> Map<String, Json> {
        let asset = entry.fields.file.as_ref().and_then(|file| portal.surroundings.asset(file));
        asset.map(|asset| FileFacts::of(asset).data_fields()).unwrap_or_default()
    }

    fn check(entry: &Entry<Self>, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        let document = &entry.fields;
        // A document that one asks a person for is complete when it says which person.
        let on_request = document.get == Get::Contact && entry.common.contact.is_some();
        if document.file.is_none() && document.url.is_none() && !on_request && entry.is_sure_of(&["file", "url", "get", "contact"]) {
            let message = format!("there is nothing to open for \"{}\"", document.title);
            report.push(
                Diagnostic::new(Code::NothingToOpen, message)
                    .at(&entry.at)
                    .help("add the `file` (put it below `static/`) or the `url`; or `get: contact` and the `contact` who sends it"),
            );
        }
        check_file(document, portal, report);
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let file = view.get("file").cloned().unwrap_or(Json::Null);
        let text = |key: &str| file.get(key).and_then(Json::as_str).map(str::to_owned);
        let strings = portal.strings;
        let pages = file
            .get("pages")
            .and_then(Json::as_u64)
            .map(|pages| strings.plural("documents.pages", pages));
        let is_elsewhere = entry.fields.file.is_none() && entry.fields.url.is_some();
        // Where nothing opens, nobody meets the type.
        let known = entry.fields.r#type.as_ref().filter(|_| is_elsewhere);
        let kind = text("type").or_else(|| known.map(|kind| kind.to_uppercase()));
        let elsewhere = is_elsewhere.then(|| strings.get("documents.elsewhere"));
        let parts = [kind, pages, text("size"), revised(entry, portal), elsewhere];
        let meta: Vec<String> = parts.into_iter().flatten().collect();
        view.insert("meta".to_owned(), (!meta.is_empty()).then(|| meta.join(", ")).into());
        view.insert("is_elsewhere".to_owned(), is_elsewhere.into());
        view.insert("file_url".to_owned(), text("url").into());
        let get = portal.strings.get(&format!("documents.get_{}", entry.fields.get.word()));
        view.insert("get_label".to_owned(), get.into());
    }
}

/// `revised November 2023`.
fn revised(entry: &Entry<PortalDocument>, portal: Portal<'_>) -> Option<String> {
    let lang = Lang::of(&portal.strings.lang);
    let month = entry.fields.revised?;
    let (text, date) = match month.date {
        Some(date) => ("documents.revised", lang.date(date)),
        None => ("documents.revised_month", lang.month_of(month.year, month.month)),
    };
    Some(portal.strings.get(text).replace("{date}", &date))
}

/// A PDF that cannot be opened is of no use to the public.
fn check_file(document: &PortalDocument, portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
    let Some(file) = &document.file else { return };
    if portal.surroundings.asset(file).is_none_or(|asset| asset.content != Content::Broken) {
        return;
    }
    let problem = format!("`{}` is not a PDF that can be opened", file.0.value);
    let help = "open the file on your computer; if it is damaged, save it as a PDF once more";
    report.push(Diagnostic::new(Code::UnreadableDocument, problem).at(&file.0.span).help(help));
}
