//! "Did you mean …": the known word nearest to a typed one.

/// The candidate nearest to `word`, if one is near enough to be what was meant.
///
/// Letter case and `-`/`_` do not count; at most a third of the letters may differ (Damerau-Levenshtein).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(wanted.chars().count()) / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The one candidate that `word` was meant to be, beyond doubt: a slip or two away, with no other nearly as near, with the same
/// first letter (`jim` is not `kim`) and the same numbers (`training-2024` is not `training-2025`).
pub fn surely<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .collect();
    near.sort_unstable();
    near.dedup();
    let slips = if wanted.chars().count() < 8 { 1 } else { 2 };
    let begins_alike = |meant: &str| plain(meant).chars().next() == wanted.chars().next();
    match near.as_slice() {
        [(first, meant), others @ ..] if *first <= slips && begins_alike(meant) && digits(word) == digits(meant) => {
            let is_alone = others.first().is_none_or(|(second, _)| *second >= (2 * first).max(1));
            is_alone.then_some(*meant)
        }
        _ => None,
    }
}

/// Letter case and `-`/`_` do not count.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::{nearest, surely};

    #[test]
    fn a_slip_of_the_finger_finds_the_field() {
        assert_eq!(nearest("phoness", ["name", "phones", "emails"]), Some("phones"));
        assert_eq!(nearest("Office_Hours", ["office-hours"]), Some("office-hours"));
    }

    #[test]
    fn what_was_surely_meant_has_no_rival_and_the_same_numbers() {
        assert_eq!(surely("phons", ["name", "phones"]), Some("phones"));
        assert_eq!(surely("Phones", ["name", "phones"]), Some("phones"));
        assert_eq!(surely("date", ["data", "late"]), None, "two are as near");
        assert_eq!(surely("school-2024", ["school-2025"]), None, "another year is another thing");
        assert_eq!(surely("kim-lee-park", ["jim-lee-park"]), None, "another name is another person");
        assert_eq!(surely("url", ["uri", "name"]), Some("uri"));
        assert_eq!(surely("fax", ["ext"]), None);
    }

    #[test]
    fn a_different_word_finds_nothing() {
        assert_eq!(nearest("colour", ["name", "phones"]), None);
    }
}
