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
