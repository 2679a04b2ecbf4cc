//! The addresses on a page: a hundred or more, which are kept of all pages of a site.

/// Addresses side by side in one text: that takes a third of the room of as many strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    text: String,
    /// Where each ends in the text.
    ends: Vec<u32>,
}

impl Addresses {
    /// Adds an address, given in two parts; none beyond the first four gigabytes of a page.
    pub(super) fn add(&mut self, path: &str, fragment: &str) {
        if let Ok(end) = u32::try_from(self.text.len() + path.len() + fragment.len()) {
            self.text.push_str(path);
            self.text.push_str(fragment);
            self.ends.push(end);
        }
    }

    /// The same, sorted and each once.
    pub(super) fn sorted(&self) -> Self {
        let mut all: Vec<&str> = self.iter().collect();
        all.sort_unstable();
        all.dedup();
        let mut sorted = Self {
            text: String::with_capacity(all.iter().map(|address| address.len()).sum()),
            ends: Vec::with_capacity(all.len()),
        };
        all.into_iter().for_each(|address| sorted.add(address, ""));
        sorted
    }

    /// One after another.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let places = starts.zip(&self.ends);
        places.filter_map(|(start, end)| self.text.get(start as usize..*end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_sorted_and_once() {
        let mut addresses = Addresses::default();
        for (path, fragment) in [("/b/", ""), ("/a/", "#é"), ("", ""), ("/b/", ""), ("/a/", "")] {
            addresses.add(path, fragment);
        }
        let sorted = addresses.sorted();
        assert_eq!(sorted.iter().collect::<Vec<_>>(), ["", "/a/", "/a/#é", "/b/"]);
    }
}
