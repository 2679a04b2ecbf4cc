//! What the entries of the portal do not say, and readers will ask.

use super::Site;
use crate::diag::{Code, Diagnostic};
use crate::kinds::{AnyEntry, Wanted};

impl Site<'_> {
    /// A note for each question that an entry or a page leaves open.
    pub fn unknown_facts(&self) -> Vec<Diagnostic> {
        let portal = self.portal(self.config.language());
        let entries = self.collections.all();
        let of_entries = entries.flat_map(|entry| entry.unanswered(portal).into_iter().map(|wanted| unanswered(entry, wanted)));
        let pages = self.pages.iter().filter(|page| page.front.description.is_none());
        let of_pages = pages.map(|page| {
            let problem = Diagnostic::new(Code::UnknownFact, "this page does not say in a sentence what it is about");
            problem
                .at(&page.front.title.span)
                .help("add `description:` to its front matter; search engines and lists show it")
        });
        of_entries.chain(of_pages).collect()
    }
}

fn unanswered(entry: &dyn AnyEntry, wanted: &Wanted) -> Diagnostic {
    let message = format!("this {} does not say {}", entry.kind().one(), wanted.question);
    let fields: Vec<String> = wanted.fields.iter().map(|field| format!("`{field}`")).collect();
    let help = format!("add {} once it is known; what is not known stays left out", fields.join(" or "));
    Diagnostic::new(Code::UnknownFact, message).at(entry.at()).help(help)
}
