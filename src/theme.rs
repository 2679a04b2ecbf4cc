//! Theme layers: which file answers to each name of a template, an asset or an interface text.
//!
//! The portal's own `themes/<name>/` comes first, the built-in theme after it. An override names the same path; it can
//! still extend what it replaces as `civic/<template>`.

pub mod code;
mod review;
mod strings;

pub use review::review;
pub use strings::Strings;

use std::collections::BTreeMap;

use crate::source::{BUILT_IN, Snapshot, SourceFile};

/// The prefix by which a template of a portal names the built-in one of the same name.
pub const BASE: &str = "civic/";

/// A theme, with every layer applied.
#[derive(Debug, Clone, Hash)]
pub struct Theme {
    /// Template name (`page.html`) to file.
    pub templates: BTreeMap<String, SourceFile>,
    /// Asset name (`civic.css`) to file.
    pub assets: BTreeMap<String, SourceFile>,
}

impl Theme {
    /// The theme of that name over the built-in one.
    pub fn layer(snapshot: &Snapshot, name: &str) -> Self {
        let own = format!("themes/{name}/");
        let mut templates = layer(snapshot, BUILT_IN, "templates/");
        let base: Vec<_> = templates
            .iter()
            .map(|(name, file)| (format!("{BASE}{name}"), file.clone()))
            .collect();
        templates.extend(base);
        templates.extend(layer(snapshot, &own, "templates/"));
        let mut assets = layer(snapshot, BUILT_IN, "assets/");
        assets.extend(layer(snapshot, &own, "assets/"));
        Self { templates, assets }
    }
}

fn layer(snapshot: &Snapshot, theme: &str, folder: &str) -> BTreeMap<String, SourceFile> {
    let prefix = format!("{theme}{folder}");
    snapshot
        .below(&prefix)
        .filter_map(|file| Some((file.path.strip_prefix(&prefix)?.to_owned(), file.clone())))
        .collect()
}
