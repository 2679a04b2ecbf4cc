//! Files beside pages: which of them belong to hidden pages alone, and are hidden with them.

use std::collections::BTreeSet;

use super::typed::Typed;
use super::{Page, PageKind, Site};

/// The addresses of the files that no shown page or entry mentions, and that stand in the folder of a hidden page or are
/// mentioned by one. A draft about next year's budget must not give away the table beside it.
pub fn only_of(hidden: &[Page], site: &Site<'_>) -> BTreeSet<String> {
    if hidden.is_empty() {
        // To know what is mentioned, every link of the site has to be resolved.
        return BTreeSet::new();
    }
    let addresses = |links: Vec<Typed<'_>>| paths(links.into_iter().map(|link| link.url));
    let (mentioned, by_hidden) = (addresses(site.typed_links()), addresses(site.typed_on(hidden)));
    let folders: BTreeSet<&str> = hidden.iter().filter(|page| owns_folder(page)).map(Page::folder).collect();
    let belongs = |path: &str| {
        folders
            .iter()
            .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    };
    let files = site.files.iter().filter(|(_, file)| file.path.starts_with("content/"));
    files
        .map(|(route, file)| (route.url(), file))
        .filter(|(url, file)| !mentioned.contains(url) && (by_hidden.contains(url) || belongs(&file.path)))
        .map(|(url, _)| url)
        .collect()
}

/// True for `index.md` and `_index.md`, which stand for their folder. The pages below a section may be shown while it is
/// hidden, but their files are mentioned by them.
fn owns_folder(page: &Page) -> bool {
    page.kind == PageKind::Section || page.file.ends_with("/index.md")
}

/// Addresses without what follows the path: `report.pdf#page=3` mentions the file too.
fn paths(addresses: impl Iterator<Item = String>) -> BTreeSet<String> {
    addresses
        .map(|address| address.split(['#', '?']).next().unwrap_or_default().to_owned())
        .collect()
}
