//! Theme layers: which file answers to each name of a template, an asset or an interface text.
//!
//! The portal's own `themes/<name>/` comes first, the built-in theme after it. An override names the same path; it can
//! still extend what it replaces as `civic/<template>`.

pub mod code;
mod review;
mod strings;

pub use review::review;
pub use strings::Strings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// The paths of those that are not of the built-in theme, nor copies of its files.
    pub own: BTreeSet<Arc<str>>,
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
        let files = templates.values().chain(assets.values());
        let own = files.filter(|file| is_own(file, snapshot)).map(|file| file.path.clone()).collect();
        Self { templates, assets, own }
    }

    /// Whether one of its files is neither of the built-in theme nor a copy of a file there: nobody has proved it yet.
    pub fn is_own(&self, file: &SourceFile) -> bool {
        self.own.contains(&file.path)
    }
}

/// Whether a file, such as `themes/<name>/assets/now.js`, is neither of the built-in theme nor a copy.
fn is_own(file: &SourceFile, snapshot: &Snapshot) -> bool {
    let name = file.path.splitn(3, '/').nth(2).unwrap_or_default();
    let original = snapshot.get(&format!("{BUILT_IN}{name}"));
    !file.path.starts_with(BUILT_IN) && original.is_none_or(|original| original.digest != file.digest)
}

fn layer(snapshot: &Snapshot, theme: &str, folder: &str) -> BTreeMap<String, SourceFile> {
    let prefix = format!("{theme}{folder}");
    snapshot
        .below(&prefix)
        .filter_map(|file| Some((file.path.strip_prefix(&prefix)?.to_owned(), file.clone())))
        .collect()
}
