//! Files made of the whole site: feed of changes, sitemap, open data.

use serde_json::{Map, Value as Json};

use super::view::{Change, changes};
use crate::formats::Document;
use crate::formats::atom::{Category, Entry as FeedEntry, Feed};
use crate::formats::csv::Table;
use crate::formats::json;
use crate::formats::json_feed::JsonFeed;
use crate::formats::llms::{Guide, Link, Section};
use crate::formats::robots::Robots;
use crate::formats::sitemap::{Page as SitemapPage, Sitemap};
use crate::kinds::{self, AnyEntry};
use crate::plan::{Mirrors, Output, Plan, Screen, Task};
use crate::route::Route;
use crate::schema::fallback::{is_marked, strip, strip_value};
use crate::schema::{Field, data_schema};
use crate::site::Site;
use crate::theme::Strings;

/// The document of an output.
pub fn document(site: &Site<'_>, plan: &Plan<'_>, mirrors: &Mirrors, output: &Output) -> Box<dyn Document> {
    match output {
        Output::Feed(lang) => Box::new(feed(site, mirrors, lang, "/feed.xml")),
        Output::JsonFeed(lang) => Box::new(JsonFeed(feed(site, mirrors, lang, "/feed.json"))),
        Output::Sitemap => Box::new(sitemap(site, plan, mirrors)),
        Output::Robots => Box::new(Robots {
            disallow: Vec::new(),
            sitemap: site.config.base_url().map(|base| format!("{base}sitemap.xml")),
        }),
        Output::Guide => Box::new(guide(site, plan, mirrors)),
        Output::Json(collection) => Box::new(json::Json::new(&data(site, collection))),
        Output::Csv(collection) => Box::new(table(site, collection)),
        Output::Schema(collection) => Box::new(json::Json::new(&schema(site, collection))),
    }
}

/// New and updated pages and entries in a language, for the file at `path` in the main one. What has no translation is told
/// in the main language alone.
fn feed(site: &Site<'_>, mirrors: &Mirrors, lang: &str, path: &str) -> Feed {
    let site = site.edition(lang);
    let absolute = |url: &str| site.config.absolute(url);
    let own = |url: &str| mirrors.version(url, lang).unwrap_or(url).to_owned();
    let changes: Vec<Change> = changes(site, lang).into_iter().filter(|change| !is_marked(&change.title)).collect();
    // Without an address, names come from the tag scheme (RFC 4151), which needs none.
    let name = |path: &str| absolute(path).unwrap_or_else(|| format!("tag:{},2025:{path}", site.config.domain()));
    let link = |url: &str| absolute(url).unwrap_or_else(|| relative(url, &own(path)));
    let entry = |change: &Change| feed_entry(change, &mirrors.localized(&change.url, lang), &name, &link);
    let plain = |text: &str| strip(text).into_owned();
    Feed {
        id: name(&own("/feed.xml")),
        title: plain(&site.config.title),
        subtitle: site.config.description.as_deref().map(plain),
        language: Some(lang.to_owned()),
        updated: changes
            .first()
            .map_or(jiff::civil::Date::constant(2000, 1, 1), |change| change.updated),
        self_link: absolute(&own(path)),
        alternate: link(&own("/news/")),
        author: plain(site.config.agency.as_ref().map_or(&site.config.title, |agency| &agency.name)),
        entries: changes.iter().take(50).map(entry).collect(),
    }
}

/// A change at the address of its version. A summary in another language than the feed is left out.
fn feed_entry(change: &Change, url: &str, name: &dyn Fn(&str) -> String, link: &dyn Fn(&str) -> String) -> FeedEntry {
    let summary = change.summary.as_ref().filter(|summary| !is_marked(summary));
    FeedEntry {
        id: name(url),
        title: change.title.clone(),
        updated: change.updated,
        published: change.posted,
        link: link(url),
        summary: summary.unwrap_or(&change.title).clone(),
        categories: vec![Category {
            term: crate::route::slug(&change.label),
            label: change.label.clone(),
        }],
    }
}

/// The address as the file at another address links to it.
fn relative(url: &str, from: &str) -> String {
    let (path, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let from = Route::file(from).unwrap_or_else(|_| Route::home());
    super::html::target(path).map_or_else(|| url.to_owned(), |route| from.link_to(&route) + fragment)
}

/// The pages of the main language under the names of what they are, and the open data.
fn guide(site: &Site<'_>, plan: &Plan<'_>, mirrors: &Mirrors) -> Guide {
    let lang = site.config.language();
    let strings = site.strings_of(lang);
    let mut sections: Vec<(&str, Vec<Link>)> = std::iter::once("page")
        .chain(site.collections.kinds().names())
        .map(|kind| (kind, Vec::new()))
        .collect();
    for (route, planned) in plan {
        let Task::Page(screen, tongue) = &planned.task else { continue };
        let Some(kind) = shelf(screen).filter(|_| tongue == lang) else {
            continue;
        };
        let Some(copy) = crate::plan::copy(route) else { continue };
        let (title, note) = super::view::name(site, mirrors, screen, lang, route);
        let link = Link {
            title,
            url: file_url(site, &copy),
            note,
        };
        if let Some((_, links)) = sections.iter_mut().find(|(name, _)| *name == kind) {
            links.push(link);
        }
    }
    let named = sections.into_iter().map(|(kind, links)| Section {
        title: strings.get(&format!("kinds.{kind}.other")),
        links,
    });
    Guide {
        title: site.config.title.clone(),
        summary: site.config.description.clone(),
        sections: named.chain([open_data(site, strings)]).collect(),
    }
}

/// Under which kind the guide names a page; facets, search and lists of words only repeat what others say.
fn shelf(screen: &Screen) -> Option<&'static str> {
    match screen {
        Screen::Content(_) | Screen::List(_) | Screen::Schedule(crate::plan::When::Upcoming, None) | Screen::News => Some("page"),
        Screen::Entry(kind, _) => Some(kind),
        Screen::Episode(..) => Some("videos"),
        _ => None,
    }
}

fn open_data(site: &Site<'_>, strings: &Strings) -> Section {
    let filled = site
        .collections
        .kinds()
        .names()
        .filter(|name| *name != "redirects" && site.collections.named(name).next().is_some());
    let link = |name: &str| {
        let route = Route::file(&format!("data/{name}.json")).ok()?;
        Some(Link {
            title: strings.get(&format!("kinds.{name}.other")),
            url: file_url(site, &route),
            note: None,
        })
    };
    Section {
        title: strings.get("titles.data"),
        links: filled.filter_map(link).collect(),
    }
}

/// The address of a file: whole if the portal knows its own, else as files at the root link to it.
fn file_url(site: &Site<'_>, route: &Route) -> String {
    site.config.base_url().unwrap_or_default() + route.as_str()
}

/// Every page that search engines may list; none while it is not known where the portal is published.
fn sitemap(site: &Site<'_>, plan: &Plan<'_>, mirrors: &Mirrors) -> Sitemap {
    let listed = plan.iter().filter_map(|(route, planned)| match &planned.task {
        Task::Page(
            Screen::Missing
            | Screen::Search
            | Screen::Suggest(_)
            | Screen::Schedule(_, Some(_))
            | Screen::Schedule(crate::plan::When::Past, _),
            _,
        ) => None,
        Task::Page(screen, _) => Some(SitemapPage {
            loc: site.config.absolute(&route.url())?,
            lastmod: lastmod(site, screen, route),
            versions: versions(site, mirrors, route),
        }),
        _ => None,
    });
    Sitemap { pages: listed.collect() }
}

/// A page in all its languages, if there are several.
fn versions(site: &Site<'_>, mirrors: &Mirrors, route: &Route) -> Vec<(String, String)> {
    let url = route.url();
    let version = |lang: &str| Some((lang.to_owned(), site.config.absolute(mirrors.version(&url, lang)?)?));
    let versions: Vec<_> = site.strings.iter().filter_map(|strings| version(&strings.lang)).collect();
    if versions.len() > 1 { versions } else { Vec::new() }
}

fn lastmod(site: &Site<'_>, screen: &Screen, route: &Route) -> Option<jiff::civil::Date> {
    match screen {
        Screen::Entry(collection, id) => site.collections.find(collection, id)?.common().updated,
        _ => site.page_at(&route.url()).and_then(|page| page.front.updated.or(page.front.date)),
    }
}

/// The entries of a collection with their own fields, as JSON.
fn data(site: &Site<'_>, collection: &str) -> Json {
    let portal = site.portal(site.config.language());
    site.collections
        .named(collection)
        .map(|entry| {
            let mut data = entry.data(portal);
            data.extend(translated(site, entry, &data));
            Json::from(data)
        })
        .collect()
}

/// What an entry says in other languages, under the tag of each: the fields that differ.
fn translated(site: &Site<'_>, entry: &dyn AnyEntry, data: &Map<String, Json>) -> Map<String, Json> {
    let in_language = |lang: &str| {
        let edition = site.edition(lang);
        let translated = edition.collections.find(entry.kind().name(), &entry.id().value)?;
        let fields = translated
            .data(edition.portal(lang))
            .into_iter()
            .map(|(key, value)| (key, strip_value(value)));
        let differing: Map<String, Json> = fields.filter(|(key, value)| data.get(key) != Some(value)).collect();
        (!differing.is_empty()).then(|| (lang.to_owned(), differing.into()))
    };
    site.other_languages().filter_map(in_language).collect()
}

/// The fields of a collection as they are published.
fn fields(site: &Site<'_>, collection: &str) -> Vec<Vec<Field>> {
    let kind = site.collections.kinds().named(collection);
    kind.map(kinds::published_fields).unwrap_or_default()
}

/// What the fields of that file mean, for programs.
fn schema(site: &Site<'_>, collection: &str) -> Json {
    let fields = fields(site, collection);
    let fields: Vec<&[Field]> = fields.iter().map(Vec::as_slice).collect();
    let words = |vocabulary| {
        site.config
            .vocabulary(vocabulary)
            .iter()
            .map(|word| word.id.value.clone())
            .collect()
    };
    let title = site.strings_of(site.config.language()).get(&format!("kinds.{collection}.other"));
    let id = site.config.base_url().map(|base| format!("{base}data/{collection}.schema.json"));
    let languages: Vec<&str> = site.other_languages().collect();
    data_schema::collection(&title, id, &fields, &words, &languages)
}

/// The same as a table: a column for each field, lists with semicolons, groups as JSON.
fn table(site: &Site<'_>, collection: &str) -> Table {
    let fields = fields(site, collection);
    let portal = site.portal(site.config.language());
    let mut columns: Vec<&str> = fields.iter().flatten().map(|field| field.name).collect();
    columns.extend(site.other_languages());
    let row = |entry: &dyn AnyEntry| {
        let mut data = entry.data(portal);
        data.extend(translated(site, entry, &data));
        columns
            .iter()
            .map(|column| data.get(*column).map(cell).unwrap_or_default())
            .collect()
    };
    Table {
        header: columns.iter().map(|column| (*column).to_owned()).collect(),
        rows: site.collections.named(collection).map(row).collect(),
    }
}

fn cell(value: &Json) -> String {
    let is_plain = |item: &Json| item.is_string() || item.is_number() || item.is_boolean();
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) if items.iter().all(is_plain) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
