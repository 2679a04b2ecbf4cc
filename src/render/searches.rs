//! The files of the search indices. No page is made of them, nor they of pages: they are made before the pages, or after them if
//! someone waits for these.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Artifact, Bundle};
use crate::formats::Document;
use crate::formats::search::{Counted, Index, shards};
use crate::memo::Memo;
use crate::plan::{self, IndexForm, Mirrors, Plan, Task};
use crate::route::Route;
use crate::site::Site;
use crate::stages::Watch;

/// The indices of a site.
#[derive(Default)]
pub struct Searches {
    /// The files.
    pub bundle: Bundle,
    /// How many entries can be found, in all languages together.
    pub entries: usize,
}

/// The forms in which an index is written, each with where it stands.
type Forms<'p> = Vec<(&'p Route, IndexForm)>;

/// What can be found in a language of the site.
pub fn index<'s>(site: &'s Site<'_>, plan: &Plan<'_>, lang: &'s str) -> Index<'s> {
    plan::search::index(site, &Mirrors::of(site, plan), lang)
}

/// The search indices of a plan; none that was not begun when the build was called off.
pub fn searches(site: &Site<'_>, plan: &Plan<'_>, mirrors: &Mirrors, memo: &Memo, watch: &dyn Watch) -> Searches {
    let made: Vec<_> = forms(plan)
        .into_par_iter()
        .filter(|_| !watch.calls_off())
        .map(|(lang, forms)| {
            let index = plan::search::index(site, mirrors, lang);
            (index.entries.len(), files(&index, &forms, memo, watch))
        })
        .collect();
    Searches {
        entries: made.iter().map(|(entries, _)| entries).sum(),
        bundle: Bundle {
            files: made.into_iter().flat_map(|(_, files)| files).collect(),
        },
    }
}

/// The forms of the index of each language.
fn forms<'p>(plan: &'p Plan<'_>) -> BTreeMap<&'p str, Forms<'p>> {
    let mut forms: BTreeMap<&str, Forms<'_>> = BTreeMap::new();
    for (route, planned) in plan {
        if let Task::Search(lang, form) = &planned.task {
            forms.entry(lang).or_default().push((route, *form));
        }
    }
    forms
}

fn files(index: &Index<'_>, forms: &Forms<'_>, memo: &Memo, watch: &dyn Watch) -> Vec<(Route, Artifact)> {
    let counted = Counted::of(index, memo);
    let at = |form| forms.iter().find(|(_, other)| *other == form).map(|(route, _)| *route);
    let mut files = Vec::new();
    if let Some(route) = at(IndexForm::Json) {
        files.push((route.clone(), Artifact::new(counted.to_bytes(), counted.media())));
    }
    if let Some(route) = at(IndexForm::Shards).filter(|_| !watch.calls_off()) {
        files.extend(sharded(route, counted, memo));
    }
    files
}

/// The manifest of an index and, in a folder beside it, its shards.
fn sharded(route: &Route, counted: Counted<'_>, memo: &Memo) -> Vec<(Route, Artifact)> {
    let shards = shards::shards(counted, memo);
    let folder = route.as_str().trim_end_matches(".gz");
    let shard = |(path, bytes): &(String, Arc<Vec<u8>>)| {
        let route = Route::file(&format!("{folder}/{path}")).ok()?;
        Some((route, Artifact::new(bytes.as_slice(), shards::MEDIA)))
    };
    let manifest = (route.clone(), Artifact::new(shards.manifest.as_slice(), shards::MEDIA));
    shards.files.iter().filter_map(shard).chain([manifest]).collect()
}
