//! The rules by which telephone numbers are read: those of the country, of North America, and of the whole world.
//!
//! Reading all of the world's takes longer than a small portal takes to build, and nearly every number of a portal is one of its
//! own country. Which rules know a number first decides nothing about it: those of one calling code agree wherever they stand.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use phonenumber::country;
use phonenumber::metadata::loader::Metadata;
use phonenumber::metadata::{DATABASE, Database};

/// The rules for the numbers of a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialing {
    /// The country that is meant when no country code is written (ISO 3166-1 alpha-2).
    pub country: country::Id,
}

impl Dialing {
    /// For a portal in this country. The rules themselves are read when the first number comes.
    pub fn of(country: country::Id) -> Self {
        Self { country }
    }

    /// Reads the rules of the country's own numbers: whoever knows that numbers will come may do it beside other work. Without
    /// it, the first number waits.
    pub fn preload(self) {
        self.rules().next();
    }

    /// The rules that may know a number, those first that most numbers need; the last know all. Each are read when they are
    /// asked for.
    pub fn rules(self) -> impl Iterator<Item = &'static Database> {
        let steps: [fn(Self) -> Option<&'static Database>; 3] = [Self::own, Self::neighbors, |_| Some(&DATABASE)];
        steps.into_iter().filter_map(move |rules| rules(self))
    }

    /// The rules of the country alone, if it is one of North America.
    fn own(self) -> Option<&'static Database> {
        static READ: Mutex<BTreeMap<String, Option<&'static Database>>> = Mutex::new(BTreeMap::new());
        let name = self.country.as_ref();
        // There are few countries, and each is read once: what is kept for ever stays small.
        let rules = || north_america(|rules| rules.id.as_deref() == Some(name)).map(|rules| &*Box::leak(Box::new(rules)));
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        *read.entry(name.to_owned()).or_insert_with(rules)
    }

    /// The rules of all of North America, if the country is there.
    fn neighbors(self) -> Option<&'static Database> {
        static NORTH_AMERICA: LazyLock<Option<Database>> = LazyLock::new(|| north_america(|_| true));
        self.own().and_then(|_| NORTH_AMERICA.as_ref())
    }
}

impl Default for Dialing {
    /// For a portal that names no country.
    fn default() -> Self {
        Self::of(country::Id::US)
    }
}

/// Rules below the calling code 1, as the build script has taken them from the world's: like those of the crate they are part of
/// the program. `None` if none of them are wanted.
fn north_america(is_wanted: impl Fn(&Metadata) -> bool) -> Option<Database> {
    let mut rules: Vec<Metadata> = serde_json::from_slice(include_bytes!(concat!(env!("OUT_DIR"), "/north_america.json"))).ok()?;
    rules.retain(is_wanted);
    if rules.is_empty() { None } else { Database::from(rules).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::reach::Telephone;

    /// A number of every country under the calling code 1, and some that nobody has, by the rules of each of these countries.
    #[test]
    fn a_number_of_north_america_is_the_same_by_all_rules_that_know_it() {
        let countries = DATABASE.by_code(&1).expect("North America");
        assert!(countries.len() > 20);
        let examples = countries.iter().filter_map(|country| country.descriptors().general().example());
        let others = [
            "8048029084",
            "18008029084",
            "8048029084 ",
            "804802908",
            "0008029084",
            "804-555-0142",
        ];
        let texts: Vec<&str> = examples.chain(others).collect();
        for country in &countries {
            let dialing = Dialing::of(country.id().parse().expect("a country"));
            let [own, neighbors, world] = dialing.rules().collect::<Vec<_>>().try_into().expect("three");
            for text in &texts {
                let by = |rules| Telephone::by(rules, text, dialing.country);
                assert_eq!(by(neighbors), by(world), "{text} in {}", country.id());
                assert!(by(own).is_none() || by(own) == by(world), "{text} in {}", country.id());
            }
        }
    }

    #[test]
    fn most_numbers_need_the_rules_of_their_country_alone() {
        let own = Dialing::default().rules().next().expect("those of the country");
        let read = |text| Telephone::by(own, text, country::Id::US);
        assert!(read("804-802-9084").is_some());
        assert!(read("416-967-1111").is_none(), "a number of Canada");
        assert_eq!(
            Dialing::of(country::Id::GB).rules().count(),
            1,
            "no others are read where they cannot help"
        );
    }

    #[test]
    fn numbers_of_other_countries_are_read_by_the_rules_of_the_world() {
        let read = |text: &str, country| Telephone::parse(text, &Dialing::of(country)).expect(text).number;
        assert_eq!(read("+44 20 7946 0958", country::Id::US), "+442079460958");
        assert_eq!(read("020 7946 0958", country::Id::GB), "+442079460958");
        // The zero before an Italian number is a part of it: it is dialed from abroad too.
        assert_eq!(read("+39 06 6982 1234", country::Id::US), "+390669821234");
        assert_eq!(read("+1 804 802 9084", country::Id::GB), "+18048029084");
        assert_eq!(read("416-967-1111", country::Id::CA), "+14169671111");
    }
}
