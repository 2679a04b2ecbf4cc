//! Puts the built-in theme, the starter portal and the files for forges into the binary: one table of `include_bytes!` each.

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
    Ok(())
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
