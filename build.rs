//! Puts the built-in theme, the starter portal and the files for forges into the binary: one table of `include_bytes!` each.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut code = String::new();
    for (name, folder) in [
        ("THEME", "themes/civic"),
        ("STARTER", "src/cli/starter"),
        ("FORGE", "src/cli/forge"),
    ] {
        println!("cargo:rerun-if-changed={folder}");
        table(&mut code, name, &root.join(folder));
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), code).expect("the build folder can be written");
}

/// `pub const NAME: &[(path, bytes)]`, sorted by path.
fn table(code: &mut String, name: &str, folder: &Path) {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    writeln!(code, "pub const {name}: &[(&str, &[u8])] = &[").expect("writing to a string");
    for file in files {
        let path = file
            .strip_prefix(folder)
            .expect("listed below it")
            .to_str()
            .expect("UTF-8 names")
            .replace('\\', "/");
        writeln!(code, "    ({path:?}, include_bytes!({:?})),", file.to_str().expect("UTF-8 names")).expect("writing to a string");
    }
    writeln!(code, "];").expect("writing to a string");
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
