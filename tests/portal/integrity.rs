//! `integrity: true`: each page carries the checksums of the scripts and style sheets that it loads, and they are right.

use std::collections::BTreeSet;
use std::path::Path;

use docent::formats::integrity::checksum;
use docent::parse::html::{Tag, Token, attributes, tokens, unescape};
use docent::pipeline::Build;
use docent::route::Route;

use super::{TODAY, fresh, portal, root};

/// A portal with the setting, or without.
fn built(folder: &Path, setting: &str) -> Build {
    let mut portal = portal(folder);
    let config = portal.get("docent.yaml").and_then(|file| file.text()).expect("a configuration");
    let config = format!("{config}\n{setting}");
    portal.insert("docent.yaml", config.into_bytes());
    fresh(&portal, TODAY)
}

fn value<'h>(tag: &Tag<'h>, name: &str) -> Option<&'h str> {
    attributes(tag.text)
        .find(|attribute| attribute.name == name)
        .map(|attribute| attribute.value)
}

/// The addresses that a tag loads as code or style, each with its checksum: those of its own, and of modules that a script takes
/// from `data-…`.
fn loaded<'h>(tag: &Tag<'h>) -> Vec<(&'h str, Option<&'h str>)> {
    let rel = value(tag, "rel").unwrap_or_default();
    let own = match &*tag.name {
        "script" => value(tag, "src"),
        "link" if matches!(rel, "stylesheet" | "modulepreload") => value(tag, "href"),
        _ => None,
    };
    let modules = attributes(tag.text).filter(|attribute| attribute.name.starts_with("data-") && attribute.value.ends_with(".js"));
    let modules = modules.map(|module| (module.value, value(tag, &format!("{}-integrity", module.name))));
    own.map(|address| (address, value(tag, "integrity")))
        .into_iter()
        .chain(modules)
        .collect()
}

/// The file that an address on a page leads to.
fn target(page: &Route, address: &str) -> Route {
    let mut steps: Vec<&str> = page.as_str().split('/').collect();
    steps.pop();
    // The page for unknown addresses is shown anywhere, and names the portal's files from the root.
    if address.starts_with('/') {
        steps.clear();
    }
    for step in address.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "" | "." => {}
            step => steps.push(step),
        }
    }
    Route::file(&steps.join("/")).expect("an address of the portal")
}

#[test]
fn every_script_and_style_has_the_checksum_of_its_published_bytes() {
    let mut checked = BTreeSet::new();
    for folder in [
        root().to_owned(),
        root().join("tests/browser/kitchen-sink"),
        root().join("tests/browser/videos"),
    ] {
        let files = built(&folder, "integrity: true\n").bundle.files;
        for (page, artifact) in files.iter().filter(|(route, _)| route.as_str().ends_with(".html")) {
            let html = std::str::from_utf8(&artifact.bytes).expect("UTF-8");
            for (address, integrity) in tokens(html).flat_map(|token| match token {
                Token::Start(tag) => loaded(&tag),
                _ => Vec::new(),
            }) {
                let address = unescape(address);
                let file = files.get(&target(page, &address)).expect(&address);
                assert_eq!(
                    integrity.map(unescape).as_deref(),
                    Some(&*checksum(&file.bytes)),
                    "{address} on {page}"
                );
                let name = address.rsplit('/').next().and_then(|name| name.split('.').next());
                checked.extend(name.map(str::to_owned));
            }
        }
    }
    let expected = "civic now player search search-json search-page search-shards search-typos suggest tokens";
    assert_eq!(checked.into_iter().collect::<Vec<_>>().join(" "), expected);
}

#[test]
fn pages_open_from_a_folder_unless_the_portal_says_otherwise() {
    let files = built(&root().join("tests/browser/kitchen-sink"), "").bundle.files;
    let pages = files.iter().filter(|(route, _)| route.as_str().ends_with(".html"));
    for (page, artifact) in pages {
        assert!(!String::from_utf8_lossy(&artifact.bytes).contains("integrity"), "{page}");
    }
}
