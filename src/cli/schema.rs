//! `docent schema`: JSON Schemas, with which an editor completes and checks fields while one types.

use std::fs;

use serde_json::Value as Json;

use super::args::Global;
use super::environment;
use super::failure::Failure;
use super::portal::Portal;
use super::{Outcome, output};
use crate::config::Config;
use crate::diag::nearest;
use crate::kinds::{Common, ID_FIELD, KINDS};
use crate::schema::{Record, json_schema, sample};
use crate::site::FrontMatter;

/// Write JSON Schemas for docent.yaml, pages and data into schemas/
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// Print this one instead: docent, page, or the name of a collection
    name: Option<String>,
}

/// Where they are written, below the portal.
const FOLDER: &str = "schemas";

impl Schema {
    /// Prints one schema, or writes all.
    pub fn run(&self, global: &Global) -> Result<Outcome, Failure> {
        let portal = Portal::read(global)?;
        let config = Config::read(&portal.snapshot, &environment::overrides()?).value;
        let words = |vocabulary| config.word_ids(vocabulary);
        let schemas = all(&words);
        if let Some(name) = &self.name {
            let found = schemas.iter().find(|(known, _)| known == name);
            let (_, schema) = found.ok_or_else(|| unknown(name, &schemas))?;
            output::result(&text(schema))?;
            return Ok(Outcome::Fine);
        }
        let folder = portal.place.path(FOLDER);
        fs::create_dir_all(&folder).map_err(|error| Failure::system("make the folder", &folder, &error))?;
        for (name, schema) in &schemas {
            let path = folder.join(format!("{name}.schema.json"));
            fs::write(&path, text(schema)).map_err(|error| Failure::system("write", &path, &error))?;
        }
        if !global.quiet {
            output::result(&format!("{} schemas are in {folder}/.\n{HOW_TO}", schemas.len()))?;
        }
        Ok(Outcome::Fine)
    }
}

const HOW_TO: &str = "\nAn editor with a YAML language server uses them where a file begins with such a line:\n\
    # yaml-language-server: $schema=../schemas/contacts.schema.json\n";

/// Every schema with its name.
fn all(words: sample::Words<'_>) -> Vec<(&'static str, Json)> {
    let config = ("docent", json_schema::group("docent.yaml", &[Config::FIELDS], words));
    let page = ("page", json_schema::group("Front matter of a page", &[FrontMatter::FIELDS], words));
    let collection = |name| format!("Entries of {name}");
    let kinds = KINDS.iter().map(|kind| {
        let fields = [kind.fields(), Common::FIELDS];
        (
            kind.name(),
            json_schema::collection(&collection(kind.name()), ID_FIELD, &fields, words),
        )
    });
    [config, page].into_iter().chain(kinds).collect()
}

fn text(schema: &Json) -> String {
    format!("{schema:#}\n")
}

fn unknown(name: &str, schemas: &[(&str, Json)]) -> Failure {
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
        for (name, schema) in all(&|_| Vec::new()) {
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
}
