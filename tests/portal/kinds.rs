//! Entries of each collection: what is typed, and what templates, open data and the standard formats make of it.
//!
//! A case is `tests/portal/kinds/<collection>/<name>.yaml`, a list as in `data/`; beside it, `<name>.json` is its open
//! data and `<name>.ics` or `.vcf` the files made of it.

use std::fs;

use docent::kinds::Common;
use docent::route::Route;

use super::{TODAY, cases, expect_file, fresh, lines, snapshot};

#[test]
fn what_readers_want_to_know_has_a_field() {
    for kind in docent::kinds::KINDS {
        let declared: Vec<&str> = kind
            .fields()
            .iter()
            .chain(<Common as docent::schema::Record>::FIELDS)
            .map(|field| field.name)
            .collect();
        for wanted in kind.wanted() {
            let missing: Vec<_> = wanted.fields.iter().filter(|field| !declared.contains(field)).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", kind.name());
        }
    }
}

#[test]
fn entries_become_open_data_calendars_and_cards() {
    for folder in cases("kinds") {
        let collection = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(
            docent::kinds::Kinds::default().named(&collection).is_some(),
            "{collection} is no collection"
        );
        let shared = snapshot(&super::root().join("tests/portal/kinds-site"));
        let mut names: Vec<_> = fs::read_dir(&folder)
            .expect("the cases")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
            .collect();
        names.sort();
        for path in names {
            let mut portal = shared.clone();
            portal.insert(&format!("data/{collection}.yaml"), fs::read(&path).expect("the case"));
            let build = fresh(&portal, TODAY);
            let said = lines(&build.diagnostics, &portal).join("\n");
            assert!(build.diagnostics.is_empty(), "{}:\n{said}", path.display());
            let file = |route: &str| {
                build
                    .bundle
                    .files
                    .get(&Route::file(route).expect(route))
                    .map(|artifact| String::from_utf8_lossy(&artifact.bytes).into_owned())
            };
            let data = file(&format!("data/{collection}.json")).expect("open data");
            let schema = file(&format!("data/{collection}.schema.json")).expect("its schema");
            assert_valid(&schema, &data, &path);
            expect_file(&path.with_extension("json"), &data);
            match collection.as_str() {
                "training" => expect_file(&path.with_extension("ics"), &file("schedule.ics").expect("a calendar")),
                "contacts" => expect_file(&path.with_extension("vcf"), &file("contacts/all.vcf").expect("cards")),
                _ => {}
            }
        }
    }
}

/// The data is what its schema says, with no field that the schema does not name.
fn assert_valid(schema: &str, data: &str, path: &std::path::Path) {
    let [schema, data] = [schema, data].map(|text| serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{}", path.display());
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    let problems: Vec<_> = validator
        .iter_errors(&data)
        .map(|problem| format!("{}: {problem}", problem.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
}

#[test]
fn every_kind_has_a_case() {
    let have: Vec<String> = cases("kinds")
        .iter()
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    for kind in docent::kinds::KINDS {
        assert!(have.iter().any(|name| name == kind.name()), "no case for {}", kind.name());
    }
}
