//! What search engines may read: robots.txt (RFC 9309).

use super::{Document, text};

/// The rules for every robot.
#[derive(Debug, Clone, Default, Hash, PartialEq, Eq)]
pub struct Robots {
    /// Paths that robots shall leave alone: `/drafts/`, or `/` for a preview that nobody should find. None: all is open.
    pub disallow: Vec<String>,
    /// The address of the sitemap, absolute.
    pub sitemap: Option<String>,
}

impl Document for Robots {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut file = String::from("User-agent: *\n");
        for path in &self.disallow {
            file.push_str(&format!("Disallow: {}\n", text::uri(path)));
        }
        if self.disallow.is_empty() {
            file.push_str("Allow: /\n");
        }
        if let Some(sitemap) = &self.sitemap {
            file.push_str(&format!("\nSitemap: {}\n", text::uri(sitemap)));
        }
        out.extend_from_slice(file.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(robots: Robots) -> String {
        String::from_utf8(robots.to_bytes()).expect("UTF-8")
    }

    #[test]
    fn a_public_portal_is_open() {
        let sitemap = Some("https://example.gov/sitemap.xml".into());
        let robots = Robots {
            sitemap,
            ..Robots::default()
        };
        let expected = "User-agent: *\nAllow: /\n\nSitemap: https://example.gov/sitemap.xml\n";
        assert_eq!(written(robots), expected);
    }

    #[test]
    fn a_path_cannot_add_a_rule() {
        let disallow = vec!["/drafts/\nAllow: /drafts/".into()];
        let robots = Robots { disallow, sitemap: None };
        assert_eq!(written(robots), "User-agent: *\nDisallow: /drafts/%20Allow:%20/drafts/\n");
    }
}
