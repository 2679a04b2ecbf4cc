//! What two sides have in common and what each has alone.

use std::collections::BTreeMap;

/// The values that both sides have under one key.
pub(super) fn both<'s, K: Ord, V>(old: &'s BTreeMap<K, V>, new: &'s BTreeMap<K, V>) -> impl Iterator<Item = (&'s K, &'s V, &'s V)> {
    old.iter().filter_map(|(key, before)| Some((key, before, new.get(key)?)))
}

/// What the first side has and the second has not.
pub(super) fn only<'s, K: Ord, V>(one: &'s BTreeMap<K, V>, other: &'s BTreeMap<K, V>) -> impl Iterator<Item = (&'s K, &'s V)> {
    one.iter().filter(|(key, _)| !other.contains_key(*key))
}
