//! Courses: what is taught, whenever it takes place. The classes themselves are `training`.

use super::{Collections, Entry, Found, Home, Kind, Portal, Wanted};
use crate::record;
use crate::schema::values::{Collection, Prose, WebUrl};

record! {
    /// A course.
    pub struct Course {
        /// Its name.
        title: String = "School Resource Officer Basic School",
        /// What it is about and how it is taught.
        description: Option<Prose> = "Four days in a classroom.",
        /// Its page elsewhere.
        url: Option<WebUrl> = "https://www.example.gov/basic-school",
        /// Who may attend.
        eligibility: Option<Prose> = "Certified officers who work in a school.",
        /// What one receives at the end.
        certificate: Option<String> = "Certificate of completion",
        /// How long it is, in words.
        duration_text: Option<String> = "four days",
    }
}

impl Collection for Course {
    const NAME: &'static str = "courses";
}

impl Kind for Course {
    const ONE: &'static str = "course";
    const HOME: Home = Home::Page("courses");
    const TEMPLATE: &'static str = "course.html";
    const WANTED: &'static [Wanted] = &[
        Wanted::new("what it teaches", &["description", "summary"]),
        Wanted::new("who can attend", &["eligibility", "audiences"]),
        Wanted::new("how long it takes", &["duration_text"]),
        Wanted::new("whom to ask", &["contact"]),
    ];

    fn title(&self, _all: &Collections) -> String {
        self.title.clone()
    }

    fn found(entry: &Entry<Self>, portal: Portal<'_>) -> Vec<Found> {
        let Some(mut found) = entry.found(portal) else { return Vec::new() };
        found.keywords.extend(entry.fields.duration_text.clone());
        found.add_text(entry.fields.certificate.as_deref());
        vec![found]
    }
}
