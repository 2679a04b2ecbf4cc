//! Documents: files to read, print or ask for.

use serde_json::{Map, Value as Json};

use super::{Collections, Entry, Home, Kind, Portal};
use crate::diag::{Code, Diagnostic};
use crate::schema::Viewer;
use crate::schema::dates::Month;
use crate::schema::values::{Collection, FilePath, Language, Ref, WebUrl};
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
        r#type: Option<String> = "pdf",
        /// The month or day of its last revision.
        revised: Option<Month> = "2023-11",
        /// The language it is written in.
        language: Option<Language> = "en",
        /// The heading under which it stands.
        category: Option<String> = "Agreements",
        /// True when it is kept for the record only.
        archived: bool = "false",
        /// The document it replaces: an id of `documents`.
        supersedes: Option<Ref<PortalDocument>> = "model-mou-2019",
        /// How a reader gets it.
        get: Get = "download",
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

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn heading(entry: &Entry<Self>, _portal: Portal<'_>) -> Option<String> {
        entry.fields.category.clone()
    }

    fn check(entry: &Entry<Self>, _portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
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
    }

    fn enrich(entry: &Entry<Self>, portal: Portal<'_>, _viewer: &dyn Viewer, view: &mut Map<String, Json>) {
        let file = view.get("file").cloned().unwrap_or(Json::Null);
        let text = |key: &str| file.get(key).and_then(Json::as_str).map(str::to_owned);
        let lang = Lang::of(&portal.strings.lang);
        let kind = text("type").or_else(|| entry.fields.r#type.as_ref().map(|kind| kind.to_uppercase()));
        let revised = entry.fields.revised.map(|month| match month.date {
            Some(date) => lang.date(date),
            None => lang.month_of(month.year, month.month),
        });
        let revised = revised.map(|date| portal.strings.get("documents.revised").replace("{date}", &date));
        let meta: Vec<String> = [kind, text("size"), revised].into_iter().flatten().collect();
        view.insert("meta".to_owned(), (!meta.is_empty()).then(|| meta.join(", ")).into());
        view.insert("file_url".to_owned(), text("url").into());
        let get = portal.strings.get(&format!("documents.get_{}", entry.fields.get.word()));
        view.insert("get_label".to_owned(), get.into());
    }
}
