//! Programs: related offers of the agency and of others.

use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::record;
use crate::schema::values::{Collection, Prose, WebUrl};

record! {
    /// A program.
    pub struct Program {
        /// Its name, or the acronym by which people know it.
        title: String = "YOVASO" (name),
        /// What the acronym stands for.
        full_name: Option<String> = "Youth of Virginia Speak Out About Traffic Safety",
        /// What it offers.
        description: Option<Prose> = "Students teach each other to drive safely.",
        /// Its page.
        url: Option<WebUrl> = "https://www.example.gov/program",
        /// Who runs it.
        operator: Option<String> = "Example Agency" (name),
    }
}

impl Collection for Program {
    const NAME: &'static str = "programs";
}

impl Kind for Program {
    const ONE: &'static str = "program";
    const HOME: Home = Home::Anchor("programs");
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it does", &["description", "summary"]),
        Wanted::new("who runs it", &["operator"]),
        Wanted::new("where to read more", &["url", "contact"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn heading(entry: &Entry<Self>, portal: Portal<'_>) -> Option<String> {
        entry.common.first_region(portal)
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        found
            .keywords
            .extend(entry.fields.full_name.iter().chain(&entry.fields.operator).cloned());
        vec![found]
    }
}
