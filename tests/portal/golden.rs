//! Small portals with the files they become.
//!
//! A case is a folder below `tests/portal/golden/`: `site/` is the portal, `expected/` what the case is about (files that
//! are not there are not compared), `diagnostics.txt` all that docent says. `UPDATE=1 cargo test` rewrites the files.

use std::fs;

use docent::diag::Diagnostic;

use super::{TODAY, cases, expect_file, files, fresh, lines, snapshot};

#[test]
fn portals_become_the_expected_files() {
    for case in cases("golden") {
        let portal = snapshot(&case.join("site"));
        let build = fresh(&portal, TODAY);
        // Templates that write an excerpt, so that a case shows what it is about and no more, are not looked at as pages.
        let excerpts = ["themes/head/", "themes/outline/", "themes/words/"];
        let is_of_excerpt = |problem: &Diagnostic| {
            let file = problem.at.as_ref().map_or("", |span| &span.file);
            excerpts.iter().any(|theme| file.starts_with(theme))
        };
        let problems: Vec<_> = build
            .diagnostics
            .iter()
            .filter(|problem| !is_of_excerpt(problem))
            .cloned()
            .collect();
        let said = lines(&problems, &portal).join("\n");
        expect_file(&case.join("diagnostics.txt"), &(said + "\n"));
        let expected = files(&case.join("expected"));
        assert!(!expected.is_empty(), "{} expects nothing", case.display());
        for (path, _) in expected {
            let route = docent::route::Route::file(&path).expect("an address");
            let Some(artifact) = build.bundle.files.get(&route) else {
                panic!("{}: {path} is expected and not built", case.display())
            };
            expect_file(&case.join("expected").join(&path), &String::from_utf8_lossy(&artifact.bytes));
        }
        let list: Vec<String> = build.bundle.files.keys().map(|route| without_digest(route.as_str())).collect();
        expect_file(&case.join("files.txt"), &(list.join("\n") + "\n"));
    }
}

/// The digest in the names of assets changes with the theme, which these cases are not about.
fn without_digest(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts[..] {
        [stem, _, extension] if path.starts_with("assets/") => format!("{stem}.*.{extension}"),
        _ => path.to_owned(),
    }
}

#[test]
fn the_starter_portal_builds_without_a_word() {
    let mut portal = docent::source::Snapshot::with_built_in_theme();
    for (path, bytes) in docent::source::starter() {
        portal.insert(path, bytes.to_vec());
    }
    let build = fresh(&portal, TODAY);
    assert_eq!(lines(&build.diagnostics, &portal), Vec::<String>::new());
    assert!(build.pages > 5);
    assert!(fs::exists(super::root().join("src/cli/starter/docent.yaml")).expect("a readable folder"));
}
