//! Terms: words and acronyms of the field. Pages explain them where they first stand, and search knows their other names.

use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::record;
use crate::schema::values::{Collection, Prose};

record! {
    /// A term.
    pub struct Term {
        /// The word or acronym, as it stands in the text.
        term: String = "SRO" (name),
        /// What it stands for.
        full: String = "School Resource Officer",
        /// What it means.
        definition: Option<Prose> = "A police officer or deputy assigned to a school.",
        /// Other names by which people search for it.
        aliases: Vec<String> = "[S.R.O., school cop]",
    }
}

impl Collection for Term {
    const NAME: &'static str = "terms";
}

impl Kind for Term {
    const ONE: &'static str = "term";
    const HOME: Home = Home::Anchor("glossary");
    const WANTED: &'static [Wanted] = &[Wanted::new("what it means", &["definition"])];

    fn title(&self, _all: &Collections) -> String {
        if self.term == self.full {
            self.term.clone()
        } else {
            format!("{} ({})", self.term, self.full)
        }
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        // What has the full name for its title stands before its explanation.
        found.title.clone_from(&entry.fields.term);
        found.body = format!("{}. {}", entry.fields.full, found.body);
        found.keywords.extend(entry.fields.aliases.iter().cloned());
        vec![found]
    }
}
