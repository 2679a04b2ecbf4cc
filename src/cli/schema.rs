//! `docent schema`: JSON Schemas, with which an editor completes and checks fields while one types.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use super::args::Global;
use super::environment;
use super::failure::Failure;
use super::portal::Portal;
use super::{Outcome, output, vscode};
use crate::config::Config;
use crate::diag::nearest;
use crate::diag::render::plural;
use crate::kinds::own::declare;
use crate::kinds::{Common, ID_FIELD, Kinds};
use crate::schema::{Record, json_schema, sample};
use crate::site::FrontMatter;
use crate::source::CONFIG;

/// Write JSON Schemas for docent.yaml, pages and data into schemas/, and tell VS Code of them
///
/// An editor with a YAML language server completes, explains and checks fields with them. Settings of VS Code that are
/// there already stay as they are.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// Print this one instead: docent, page, or the name of a collection
    name: Option<String>,

    /// Write nothing; fail if the schemas that are there are not those of this portal
    #[arg(long, conflicts_with = "name")]
    check: bool,
}

/// Where they are written, below the portal.
pub const FOLDER: &str = "schemas";

/// A schema by its name: `docent`, `page`, or that of a collection.
type Named = (&'static str, Json);

impl Schema {
    /// Prints one schema, compares all, or writes all.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let config = Config::read(&portal.snapshot, &environment::overrides()?).value;
        let schemas = of_portal(&config);
        match &self.name {
            Some(name) => print(name, &schemas),
            None if self.check => compare(&schemas, &portal.place.path(FOLDER), global),
            None => {
                write(&schemas, &portal.place.root)?;
                if !global.quiet {
                    output::result(&format!("{} schemas are in {}/.\n", schemas.len(), portal.place.path(FOLDER)))?;
                    output::result(HOW_TO)?;
                }
                Ok(Outcome::Fine)
            }
        }
    }
}

const HOW_TO: &str = "\nVS Code uses them with its YAML extension (redhat.vscode-yaml). Other editors with a YAML language server use them where\n\
    a file begins with such a line:\n# yaml-language-server: $schema=../schemas/contacts.schema.json\n";

/// Writes the schemas of a portal, with what makes VS Code use them.
pub fn write_all(config: &Config, root: &Utf8Path) -> Result<(), Failure> {
    write(&of_portal(config), root)
}

fn of_portal(config: &Config) -> Vec<Named> {
    all(declare(&config.collections).value, &|vocabulary| config.word_ids(vocabulary))
}

/// The line at the beginning of a file by which an editor knows its schema. The path is that of the file in the portal.
pub fn modeline(file: &Utf8Path, name: &str) -> String {
    let up = "../".repeat(file.components().count().saturating_sub(1));
    format!("# yaml-language-server: $schema={up}{FOLDER}/{name}.schema.json\n")
}

/// Every schema with its name.
fn all(kinds: Kinds, words: sample::Words<'_>) -> Vec<Named> {
    let config = ("docent", json_schema::group("docent.yaml", &[Config::FIELDS], words));
    let page = ("page", json_schema::group("Front matter of a page", &[FrontMatter::FIELDS], words));
    let collection = |name| format!("Entries of {name}");
    let kinds = kinds.all().map(|kind| {
        let fields = [kind.fields(), Common::FIELDS];
        (
            kind.name(),
            json_schema::collection(&collection(kind.name()), ID_FIELD, &fields, words),
        )
    });
    [config, page].into_iter().chain(kinds).collect()
}

/// Each schema as the file it is, below the folder of the schemas.
fn files(schemas: &[Named]) -> impl Iterator<Item = (Utf8PathBuf, String)> + '_ {
    schemas.iter().map(|(name, schema)| (file_name(name).into(), text(schema)))
}

fn file_name(name: &str) -> String {
    format!("{name}.schema.json")
}

fn text(schema: &Json) -> String {
    format!("{schema:#}\n")
}

fn print(name: &str, schemas: &[Named]) -> Result<Outcome, Failure> {
    let found = schemas.iter().find(|(known, _)| *known == name);
    let (_, schema) = found.ok_or_else(|| unknown(name, schemas))?;
    output::result(&text(schema))?;
    Ok(Outcome::Fine)
}

fn write(schemas: &[Named], root: &Utf8Path) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Failure::system("make the folder", &folder, &error))?;
    for (name, text) in files(schemas) {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| Failure::system("write", &path, &error))?;
    }
    vscode::write(root, &mapping(schemas))
}

/// Which files each schema is for, in the form of the setting `yaml.schemas`.
fn mapping(schemas: &[Named]) -> Json {
    let files = |name: &str| -> Json {
        match name {
            "docent" => CONFIG.into(),
            name => ["yaml", "yml"]
                .iter()
                .flat_map(|ending| [format!("data/{name}.{ending}"), format!("data/{name}/*.{ending}")])
                .collect(),
        }
    };
    // The front matter of a page stands in a Markdown file, which is not a language server's for YAML.
    let of_yaml = schemas.iter().filter(|(name, _)| *name != "page");
    Json::Object(
        of_yaml
            .map(|(name, _)| (format!("{FOLDER}/{}", file_name(name)), files(name)))
            .collect(),
    )
}

/// Says which files in the folder are not those that would be written.
fn compare(schemas: &[Named], folder: &Utf8Path, global: &Global) -> Result<Outcome, Failure> {
    let differs = |(name, text): &(Utf8PathBuf, String)| fs::read(folder.join(name)).ok().as_deref() != Some(text.as_bytes());
    let stale: Vec<String> = files(schemas)
        .filter(differs)
        .map(|(name, _)| folder.join(name).into_string())
        .collect();
    if stale.is_empty() {
        if !global.quiet {
            output::result(&format!("{} in {folder}/ are current.\n", plural(schemas.len(), "schema")))?;
        }
        return Ok(Outcome::Fine);
    }
    let message = format!("{} not current: {}", plural(stale.len(), "schema"), stale.join(", "));
    output::problem(&message, &["run `docent schema` and commit what it writes".to_owned()]);
    Ok(Outcome::SiteHasErrors)
}

fn unknown(name: &str, schemas: &[Named]) -> Failure {
    let names = || schemas.iter().map(|(name, _)| *name);
    let failure = Failure::new(format!("there is no schema {name}"));
    match nearest(name, names()) {
        Some(near) => failure.help(format!("did you mean {near}?")),
        None => failure.help(format!("there are {}", names().collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_one_of_draft_07_and_knows_its_examples() {
        for (name, schema) in all(Kinds::default(), &|_| Vec::new()) {
            assert!(jsonschema::draft7::meta::is_valid(&schema), "{name}");
            let fields = schema.pointer("/definitions/entry/properties").or(schema.get("properties"));
            for (field, schema) in fields.and_then(Json::as_object).expect("fields") {
                let validator = jsonschema::draft7::new(schema).expect(field);
                let examples = schema.get("examples").and_then(Json::as_array).into_iter().flatten();
                for example in examples {
                    assert!(validator.is_valid(example), "{name}: {field}: {example}");
                }
            }
        }
    }

    #[test]
    fn a_file_names_its_schema_by_the_way_that_leads_there() {
        let line = |file: &str, name| modeline(Utf8Path::new(file), name);
        assert_eq!(
            line("docent.yaml", "docent"),
            "# yaml-language-server: $schema=schemas/docent.schema.json\n"
        );
        assert_eq!(
            line("data/training/open-house.yaml", "training"),
            "# yaml-language-server: $schema=../../schemas/training.schema.json\n"
        );
    }
}
