//! Open data for people: which collections there are, and what their fields mean.

use serde_json::{Value as Json, json};

use super::{Builder, Context, context};
use crate::formats::json_ld::Thing;
use crate::kinds::{AnyKind, published_fields, things};
use crate::schema::{Field, Type};

impl Builder<'_> {
    /// The collections that have entries, but for redirects, which say nothing to anybody but a browser.
    fn listed(&self) -> impl Iterator<Item = &'static dyn AnyKind> {
        let has_entries = |kind: &&dyn AnyKind| self.site.collections.named(kind.name()).next().is_some();
        self.site
            .collections
            .kinds()
            .all()
            .filter(has_entries)
            .filter(|kind| kind.name() != "redirects")
    }

    pub(super) fn collections(&self) -> Json {
        self.listed().map(|kind| self.collection(kind)).collect()
    }

    fn collection(&self, kind: &dyn AnyKind) -> Json {
        let name = kind.name();
        json!({
            "name": name,
            "title": self.strings.get(&format!("kinds.{name}.other")),
            "count": self.site.collections.named(name).count(),
            "url": format!("/data/{name}/"),
            "json": format!("/data/{name}.json"),
            "csv": format!("/data/{name}.csv"),
            "schema": format!("/data/{name}.schema.json"),
        })
    }

    /// One collection, with a row for each field.
    pub(super) fn data_set(&self, name: &str) -> Context {
        let kind = self.site.collections.kinds().named(name);
        let mut rows = Vec::new();
        for fields in kind.map(published_fields).unwrap_or_default() {
            self.rows("", &fields, &mut rows);
        }
        context(json!({ "collection": kind.map(|kind| self.collection(kind)), "fields": rows }))
    }

    /// The rows of a group follow that of the group: `phones`, `phones.number`.
    fn rows(&self, above: &str, fields: &[Field], rows: &mut Vec<Json>) {
        for field in fields {
            let name = format!("{above}{}", field.name);
            rows.push(json!({ "name": name, "help": field.help.trim().replace('`', ""), "form": self.form(&field.ty), "required": field.required }));
            let inner = match field.ty {
                Type::List(item) => *item,
                other => other,
            };
            if let Type::Group(fields) = inner {
                self.rows(&format!("{name}."), fields, rows);
            }
        }
    }

    /// What stands in a field, in words.
    fn form(&self, ty: &Type) -> String {
        let word = |name: &str| self.strings.get(&format!("data.forms.{name}"));
        match ty {
            Type::List(item) => word("list").replace("{form}", &self.form(item)),
            Type::Choice(words) => word("choice").replace("{words}", &words.join(", ")),
            Type::Reference(collection) => {
                let title = self.strings.get(&format!("kinds.{collection}.other"));
                word("reference").replace("{collection}", &title)
            }
            Type::Term(vocabulary) => word("term").replace("{vocabulary}", vocabulary.name()),
            Type::Text | Type::Free => word("text"),
            Type::Markdown => word("markdown"),
            Type::Number => word("number"),
            Type::Boolean => word("boolean"),
            Type::Date => word("date"),
            Type::Moment => word("moment"),
            Type::Month => word("month"),
            Type::Duration => word("duration"),
            Type::Weekday => word("weekday"),
            Type::TimeZone => word("time_zone"),
            Type::Language => word("language"),
            Type::Telephone => word("telephone"),
            Type::Email => word("email"),
            Type::Url => word("url"),
            Type::Address => word("address"),
            Type::File => word("file"),
            Type::Group(_) => word("group"),
        }
    }

    /// The collections for those who look for data sets.
    pub(super) fn catalog(&self) -> Thing {
        let portal = self.portal();
        let set = |kind: &'static dyn AnyKind| {
            let name = kind.name();
            let file = |ending: &str, media: &str| {
                let url = things::whole(&format!("/data/{name}.{ending}"), portal)?;
                Some(Thing::new("DataDownload").with("contentUrl", url).with("encodingFormat", media))
            };
            let files: Vec<Thing> = [file("json", "application/json"), file("csv", "text/csv")]
                .into_iter()
                .flatten()
                .collect();
            Thing::new("Dataset")
                .with(
                    "name",
                    format!("{}: {}", self.site.config.title, self.strings.get(&format!("kinds.{name}.other"))),
                )
                .with("url", things::whole(&format!("/data/{name}/"), portal))
                .with("publisher", things::agency(portal))
                .with("distribution", files)
        };
        Thing::new("DataCatalog")
            .with("name", self.strings.get("titles.data"))
            .with("url", things::whole("/data/", portal))
            .with("dataset", self.listed().map(set).collect::<Vec<_>>())
    }

    pub(super) fn data_set_title(&self, name: &str) -> String {
        let title = self.strings.get(&format!("kinds.{name}.other"));
        self.strings.get("data.title").replace("{name}", &title)
    }
}
