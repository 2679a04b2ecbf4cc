//! Templates: one of a stranger's theme ends, takes no more than its share, and is told about at its place.

use std::collections::{BTreeMap, BTreeSet};

use docent::access::trace::Trace;
use docent::config::limits::Limits;
use docent::render::Engine;
use docent::render::view::View;
use docent::source::Snapshot;
use docent::theme::{Strings, Theme, code, review};
use serde_json::json;

use super::{problems_are_sound, text};

/// The longest page that an engine may give: 50 MB.
const LENGTH: usize = 50 << 20;

/// The file of the template that `portal` makes of a text.
const FILE: &str = "themes/own/templates/page.html";

/// A portal with one template, and its theme.
pub fn portal(template: &str) -> (Snapshot, Theme) {
    let mut portal = Snapshot::default();
    portal.insert(FILE, template.as_bytes().to_vec());
    let theme = Theme {
        templates: portal.files().map(|file| ("page.html".to_owned(), file.clone())).collect(),
        assets: BTreeMap::new(),
        own: BTreeSet::from([FILE.into()]),
    };
    (portal, theme)
}

/// What a page of the engine reads its words from.
pub fn strings() -> Strings {
    Strings {
        lang: "en".to_owned(),
        texts: json!({ "more": "More", "count": { "one": "{n} class", "other": "{n} classes" } }),
    }
}

/// The values of a page.
pub fn view() -> View {
    View {
        template: "page.html".to_owned(),
        lang: "en".to_owned(),
        site: json!({}),
        context: json!({ "page": { "title": "A <b>page</b>", "html": "<p>Text</p>", "weight": 3 }, "items": [1, "two", null, [4]] }),
    }
}

/// The promises of the template engine.
pub fn check(data: &[u8]) {
    let text = text(data);
    for word in code::codes(&text).iter().flatten() {
        assert_eq!(text.get(word.range()), Some(word.text));
    }
    let (_, theme) = portal(&text);
    let file = FILE.into();
    problems_are_sound(&review(&theme), &file, &text);
    let engine = Engine::new(
        &theme,
        vec![(&strings(), json!({ "site": { "title": "Example" } }))],
        Limits::default(),
    );
    problems_are_sound(&engine.diagnostics, &file, &text);
    for trace in [Trace::No, Trace::Yes] {
        match engine.value.render(view(), trace) {
            Ok(page) => assert!(page.len() <= LENGTH),
            // The places of a traced template are those of the marked one.
            Err(problem) if trace == Trace::No => problems_are_sound(&[problem], &file, &text),
            Err(_) => {}
        }
    }
}
