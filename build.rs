//! Puts the built-in theme, the starter portal and the files for forges into the binary, one table of `include_bytes!` each, and
//! the rules of North America's telephone numbers.

// A build that cannot be done says why; it does not panic.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use phonenumber::metadata::loader::{Descriptor, Format, Metadata};
use phonenumber::metadata::{self, DATABASE};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut code = String::new();
    for (name, folder) in [
        ("THEME", "themes/civic"),
        ("STARTER", "src/cli/starter"),
        ("FORGE", "src/cli/forge"),
    ] {
        println!("cargo:rerun-if-changed={folder}");
        table(&mut code, name, &root.join(folder))?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("embedded.rs"), code)?;
    fs::write(out.join("north_america.json"), serde_json::to_vec(&rules(NORTH_AMERICA))?)?;
    Ok(())
}

/// The calling code of the United States, Canada and most of the Caribbean.
const NORTH_AMERICA: u16 = 1;

/// The rules of the numbers below a calling code, in the form from which the crate makes them. It carries those of the whole
/// world in one piece, which takes longer to read than a small portal takes to build.
fn rules(code: u16) -> Vec<Metadata> {
    let countries = DATABASE.by_code(&code).unwrap_or_default();
    countries.into_iter().map(country).collect()
}

fn country(rules: &metadata::Metadata) -> Metadata {
    let kinds = rules.descriptors();
    let text = |text: Option<&str>| text.map(str::to_owned);
    Metadata {
        general: Some(descriptor(kinds.general())),
        fixed_line: kinds.fixed_line().map(descriptor),
        mobile: kinds.mobile().map(descriptor),
        toll_free: kinds.toll_free().map(descriptor),
        premium_rate: kinds.premium_rate().map(descriptor),
        shared_cost: kinds.shared_cost().map(descriptor),
        personal_number: kinds.personal_number().map(descriptor),
        voip: kinds.voip().map(descriptor),
        pager: kinds.pager().map(descriptor),
        uan: kinds.uan().map(descriptor),
        emergency: kinds.emergency().map(descriptor),
        voicemail: kinds.voicemail().map(descriptor),
        short_code: kinds.short_code().map(descriptor),
        standard_rate: kinds.standard_rate().map(descriptor),
        carrier: kinds.carrier().map(descriptor),
        no_international: kinds.no_international().map(descriptor),
        id: Some(rules.id().to_owned()),
        country_code: Some(rules.country_code()),
        international_prefix: rules.international_prefix().map(|prefix| prefix.as_str().to_owned()),
        preferred_international_prefix: text(rules.preferred_international_prefix()),
        national_prefix: text(rules.national_prefix()),
        preferred_extension_prefix: text(rules.preferred_extension_prefix()),
        national_prefix_for_parsing: rules.national_prefix_for_parsing().map(|prefix| prefix.as_str().to_owned()),
        national_prefix_transform_rule: text(rules.national_prefix_transform_rule()),
        formats: rules.formats().iter().map(format).collect(),
        international_formats: rules.international_formats().iter().map(format).collect(),
        main_country_for_code: rules.is_main_country_for_code(),
        leading_digits: rules.leading_digits().map(|digits| digits.as_str().to_owned()),
        mobile_number_portable: rules.is_mobile_number_portable(),
        ..Metadata::default()
    }
}

fn descriptor(rules: &metadata::Descriptor) -> Descriptor {
    Descriptor {
        national_number: Some(rules.national_number().as_str().to_owned()),
        possible_length: rules.possible_length().to_owned(),
        possible_local_length: rules.possible_local_length().to_owned(),
        example: None,
    }
}

fn format(rules: &metadata::Format) -> Format {
    Format {
        pattern: Some(rules.pattern().as_str().to_owned()),
        format: Some(rules.format().to_owned()),
        leading_digits: rules.leading_digits().iter().map(|digits| digits.as_str().to_owned()).collect(),
        national_prefix_formatting_rule: rules.national_prefix().map(str::to_owned),
        national_prefix_optional_when_formatting: rules.is_national_prefix_optional(),
        domestic_carrier: rules.domestic_carrier().map(str::to_owned),
    }
}

/// `pub const NAME: &[(path, bytes)]`, sorted by path.
fn table(code: &mut String, name: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    writeln!(code, "pub const {name}: &[(&str, &[u8])] = &[")?;
    for file in files {
        let path = file.strip_prefix(folder)?.to_str().ok_or("a name is not UTF-8")?.replace('\\', "/");
        let whole = file.to_str().ok_or("a name is not UTF-8")?;
        writeln!(code, "    ({path:?}, include_bytes!({whole:?})),")?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
