//! "Did you mean …": the known word nearest to a typed one.

/// The candidate nearest to `word`, if one is near enough to be what was meant.
///
/// Letter case and `-`/`_` do not count; at most a third of the letters may differ (Damerau-Levenshtein).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let wanted = plain(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(wanted.chars().count()) / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_the_field() {
        assert_eq!(nearest("phoness", ["name", "phones", "emails"]), Some("phones"));
        assert_eq!(nearest("Office_Hours", ["office-hours"]), Some("office-hours"));
    }

    #[test]
    fn a_different_word_finds_nothing() {
        assert_eq!(nearest("colour", ["name", "phones"]), None);
    }
}
