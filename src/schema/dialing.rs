//! The rules by which telephone numbers are read: those of North America alone, and those of the whole world.
//!
//! Reading all of the world's takes longer than a small portal takes to build, and the numbers of a portal in North America
//! need few of them. Which are read decides no number: those of one calling code are the same in both.

use std::sync::LazyLock;

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
    pub fn begin(self) {
        self.home();
    }

    /// The rules of the country's own numbers.
    pub fn home(self) -> &'static Database {
        match &*NORTH_AMERICA {
            Some(rules) if rules.by_id(self.country.as_ref()).is_some() => rules,
            _ => self.world(),
        }
    }

    /// The rules of all numbers.
    pub fn world(self) -> &'static Database {
        &DATABASE
    }
}

impl Default for Dialing {
    /// For a portal that names no country.
    fn default() -> Self {
        Self::of(country::Id::US)
    }
}

/// The rules below the calling code 1, as the build script has taken them from the world's. Like those of the crate they are
/// part of the program, and read once.
static NORTH_AMERICA: LazyLock<Option<Database>> = LazyLock::new(|| {
    let rules: Vec<Metadata> = serde_json::from_slice(include_bytes!(concat!(env!("OUT_DIR"), "/north_america.json"))).ok()?;
    Database::from(rules).ok()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::reach::Telephone;

    /// A number of every country under the calling code 1, and some that nobody has.
    #[test]
    fn a_number_of_north_america_is_the_same_by_both_rules() {
        let dialing = Dialing::default();
        let countries = dialing.world().by_code(&1).expect("North America");
        assert!(countries.len() > 20);
        let examples = countries.iter().filter_map(|country| country.descriptors().general().example());
        for text in examples.chain(["8048029084", "18008029084", "8048029084 ", "804802908", "0008029084"]) {
            let by = |rules| Telephone::by(rules, text, dialing.country);
            assert_eq!(by(dialing.home()), by(dialing.world()), "{text}");
        }
        assert!(Telephone::by(dialing.home(), "804-802-9084", dialing.country).is_some());
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
