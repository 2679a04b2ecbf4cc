//! Values in the words of a language: the [`Viewer`] behind everything templates see.

use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use crate::access::trace::Trace;
use crate::config::{Config, Word};
use crate::kinds::contacts::Contact;
use crate::kinds::{AnyKind, Surroundings};
use crate::schema::dates::Moment;
use crate::schema::values::{Address, Collection, FilePath, Prose, Tongue};
use crate::schema::{Type, Viewer, Vocabulary};
use crate::site::{Site, Wanted};
use crate::theme::Strings;
use crate::words::{Lang, clock_length, size};

/// Writes values for the pages of one language.
pub struct Words<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The language of the page.
    pub tag: &'a str,
    /// Whether references show the whole entry, or its name only: an entry inside an entry stays short.
    pub depth: Depth,
    /// Whether texts say where they come from.
    pub trace: Trace,
}

/// The endings of files that open in another program, or take time to load.
const DOCUMENTS: [&str; 16] = [
    "csv", "doc", "docx", "epub", "odp", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "txt", "xls", "xlsx", "xml", "zip",
];

/// How much of an entry a reference shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Name and address; of a contact, also how to reach it.
    Whole,
    /// Name and address.
    Name,
}

impl<'a> Words<'a> {
    /// For the pages of a language.
    pub fn new(site: &'a Site<'a>, tag: &'a str, trace: Trace) -> Self {
        Self {
            site,
            tag,
            trace,
            depth: Depth::Whole,
        }
    }

    /// What a reader wants to know before opening a document: `PDF, 18 pages, 412 KB`. None for what is no document.
    pub fn note(&self, address: &str) -> Option<String> {
        let kind = address.rsplit_once('.')?.1.to_lowercase();
        let asset = self.site.published(address).filter(|_| DOCUMENTS.contains(&&*kind))?;
        let pages = asset.content.pages();
        let pages = pages.map(|pages| self.site.strings_of(self.tag).plural("documents.pages", pages.into()));
        let parts = [Some(kind.to_uppercase()), pages, Some(size(asset.bytes))];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    fn lang(&self) -> Lang {
        Lang::of(self.tag)
    }

    /// The page that lists what is marked with a word; none where nothing is, and the word names no page.
    pub fn word_url(&self, vocabulary: Vocabulary, word: &Word) -> Option<String> {
        let main = self.site.config.language();
        match &word.to {
            Some(to) => Some(self.site.address(to)),
            None => self
                .site
                .is_marked(main, vocabulary, &word.id.value)
                .then(|| Config::word_path(vocabulary, word)),
        }
    }

    /// What templates see of an entry.
    pub fn entry(&self, collection: &str, id: &str) -> Json {
        let portal = self.site.portal(self.tag);
        self.site
            .collections
            .find(collection, id)
            .map_or(Json::Null, |entry| entry.view(portal, self).into())
    }
}

/// `{ iso, text, month_short, day, year, weekday }` of a date.
pub fn date(lang: Lang, date: Date) -> Json {
    json!({
        "iso": date.to_string(),
        "text": lang.date(date),
        "month_short": lang.month_short(date.month()),
        "day": date.day().to_string(),
        "year": date.year().to_string(),
        "weekday": lang.weekday(date.weekday()),
    })
}

impl Viewer for Words<'_> {
    fn prose(&self, prose: &Prose) -> Json {
        let html = self.site.html(
            &prose.0.value,
            "content",
            Wanted::Laws,
            self.site.prose_places(prose, self.trace),
            &|address| self.note(address),
        );
        let html = match prose.1 {
            Tongue::Own => html,
            Tongue::Main => format!("<div lang=\"{}\">{html}</div>", self.site.config.language()),
        };
        json!({ "html": html, "text": prose.text() })
    }

    fn date(&self, value: Date) -> Json {
        date(self.lang(), value)
    }

    fn moment(&self, moment: &Moment) -> String {
        let day = self.lang().date(moment.date);
        moment.time.map_or(day.clone(), |time| format!("{day}, {}", self.lang().time(time)))
    }

    fn month(&self, year: i16, month: i8) -> Json {
        json!({ "iso": format!("{year:04}-{month:02}"), "text": self.lang().month_of(year, month) })
    }

    fn duration(&self, seconds: u32) -> Json {
        json!({ "iso": crate::schema::dates::iso_length(seconds), "text": self.lang().length(seconds), "short": clock_length(seconds) })
    }

    fn reference(&self, collection: &'static str, id: &str) -> Json {
        let Some(entry) = self.site.collections.find(collection, id) else {
            return Json::Null;
        };
        let title = entry.title(&self.site.collections);
        let mut view = match (self.depth, entry.as_any().downcast_ref::<crate::kinds::Entry<Contact>>()) {
            (Depth::Whole, Some(_)) => {
                let shallow = Words {
                    site: self.site,
                    tag: self.tag,
                    trace: self.trace,
                    depth: Depth::Name,
                };
                entry.view(self.site.portal(self.tag), &shallow)
            }
            _ => Map::new(),
        };
        // A contact's own `title` is a position; every other reference shows the name under both keys.
        if collection != Contact::NAME {
            view.insert("title".to_owned(), title.as_str().into());
        }
        for (key, value) in [
            ("id", Json::from(id)),
            ("title_text", title.into()),
            ("url", entry.address().into()),
            ("collection", collection.into()),
        ] {
            view.insert(key.to_owned(), value);
        }
        view.into()
    }

    fn term(&self, vocabulary: Vocabulary, id: &str) -> Json {
        let word = self.site.config.vocabulary(vocabulary).iter().find(|word| word.id.value == id);
        json!({ "id": id, "label": self.site.config.label(vocabulary, id), "url": word.and_then(|word| self.word_url(vocabulary, word)) })
    }

    fn language(&self, tag: &str) -> Json {
        self.lang().language(tag).into()
    }

    fn file(&self, file: &FilePath) -> Json {
        let Some(url) = self.site.static_url(file) else { return Json::Null };
        let asset = self.site.asset(file);
        let bytes = asset.map_or(0, |asset| asset.bytes);
        let kind = file.0.value.rsplit('.').next().unwrap_or_default().to_uppercase();
        json!({ "url": url, "type": kind, "size": size(bytes), "pages": asset.and_then(|asset| asset.content.pages()) })
    }

    fn address(&self, address: &Address) -> Json {
        self.site.address(address).into()
    }
}

/// The fields of an entry that the generic templates list: each with its label and its values.
pub fn plain_fields(kind: &dyn AnyKind, view: &Map<String, Json>, strings: &Strings) -> Json {
    let shown = kind.fields().iter().filter(|field| field.name != "title" && field.name != "url");
    let rows = shown.filter_map(|field| {
        let value = view.get(field.name)?;
        let plain = |ty: &Type, value: &Json| match (ty, value) {
            (Type::Choice(_), Json::String(word)) => Some(json!({ "text": strings.choice(kind.name(), field.name, word) })),
            _ => plain_value(ty, value),
        };
        let values: Vec<Json> = match (field.ty, value) {
            (Type::List(one), Json::Array(values)) => values.iter().filter_map(|value| plain(one, value)).collect(),
            (one, value) => plain(&one, value).into_iter().collect(),
        };
        (!values.is_empty()).then(|| json!({ "label": strings.field(kind.name(), field.name), "values": values }))
    });
    rows.collect()
}

/// A value as `text`, with the `url` it leads to or the `iso` form of a date; Markdown as `html`.
fn plain_value(ty: &Type, value: &Json) -> Option<Json> {
    let part = |key: &str| value.get(key).and_then(Json::as_str);
    Some(match (ty, value) {
        (Type::Url, Json::String(url)) => json!({ "text": bare(url), "url": url }),
        (Type::Email, Json::String(email)) => json!({ "text": email, "url": format!("mailto:{email}") }),
        (Type::Telephone, _) => json!({ "text": part("text")?, "url": part("href")? }),
        (Type::File, _) => {
            let url = part("url")?;
            json!({ "text": url.rsplit('/').next(), "url": url, "meta": format!("{}, {}", part("type")?, part("size")?) })
        }
        (Type::Markdown, _) => json!({ "html": part("html")? }),
        (Type::Reference(_), _) => json!({ "text": part("title_text")?, "url": part("url") }),
        (Type::Term(_), _) => json!({ "text": part("label")?, "url": part("url") }),
        (_, Json::String(text)) => json!({ "text": text }),
        (_, Json::Number(number)) => json!({ "text": number.to_string() }),
        (_, Json::Object(_)) => json!({ "text": part("text")?, "iso": part("iso") }),
        _ => return None,
    })
}

/// A web address as people read it out.
fn bare(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}
