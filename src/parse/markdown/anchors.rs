//! Anchors: each names one place on its page.

use std::collections::{BTreeMap, BTreeSet};

/// The anchors given so far.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    /// The number to try next for a name, so that a thousand headings "Contact" do not take a million steps.
    next: BTreeMap<String, usize>,
}

impl Anchors {
    /// `wanted`, or `wanted-2`, `wanted-3` … if it is taken.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let number = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let numbered = format!("{wanted}-{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn a_second_heading_of_the_same_name_is_numbered() {
        let mut anchors = Anchors::default();
        let given: Vec<_> = ["contact", "contact-2", "contact", "contact"]
            .map(|name| anchors.unique(name))
            .into();
        assert_eq!(given, ["contact", "contact-2", "contact-3", "contact-4"]);
    }
}
