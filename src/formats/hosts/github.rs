//! For GitHub Pages, which takes no headers: the two files it looks for. The policy stands in the pages themselves.

use crate::formats::Document;

/// `.nojekyll`: the files are the site, and are to be served as they are.
#[derive(Debug, Clone, Copy, Hash)]
pub struct NoJekyll;

impl Document for NoJekyll {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, _: &mut Vec<u8>) {}
}

/// `CNAME`: the domain of a site that has one of its own.
#[derive(Debug, Clone, Hash)]
pub struct Cname(pub String);

impl Cname {
    /// None for a portal below a path or on GitHub's own domain.
    pub fn of(base: &str, domain: Option<&str>) -> Option<Self> {
        let is_own = |domain: &&str| base == "/" && !domain.ends_with(".github.io");
        domain.filter(is_own).map(|domain| Self(domain.to_owned()))
    }
}

impl Document for Cname {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{}\n", self.0).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_domain_of_its_own_is_named() {
        let of = |base, domain| Cname::of(base, Some(domain)).map(|cname| cname.0);
        assert_eq!(of("/", "portal.example.gov").as_deref(), Some("portal.example.gov"));
        assert_eq!(of("/", "agency.github.io"), None);
        assert_eq!(of("/portal/", "www.example.gov"), None);
    }
}
