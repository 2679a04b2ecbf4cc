//! Links: pages of others that are worth a visit.

use jiff::civil::Date;

use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::diag::Spanned;
use crate::record;
use crate::schema::values::{Collection, WebUrl};

record! {
    /// A link to another site.
    pub struct Link {
        /// The name of the page.
        title: String = "Example Association of School Officers",
        /// Its address.
        url: WebUrl = "https://www.example.gov/association",
        /// Who publishes it.
        publisher: Option<String> = "Example Association" (name),
        /// Why it is worth a visit.
        note: Option<String> = "Offers further training.",
        /// The heading under which it stands.
        category: Option<Spanned<String>> = "Associations",
        /// The day someone last opened it.
        checked: Option<Date> = "2025-02-03",
    }
}

impl Collection for Link {
    const NAME: &'static str = "links";
}

impl Kind for Link {
    const ONE: &'static str = "link";
    const HOME: Home = Home::Anchor("resources");
    const WANTED: &'static [Wanted] = &[Wanted::new("why it is worth a visit", &["note", "summary"])];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn heading(entry: &Entry<Self>, _portal: Portal<'_>) -> Option<String> {
        entry.fields.category.as_ref().map(|category| category.value.clone())
    }

    fn category(&self) -> Option<&Spanned<String>> {
        self.category.as_ref()
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        found.keywords.extend(entry.fields.publisher.clone());
        found.add_text(entry.fields.note.as_deref());
        vec![found]
    }
}
