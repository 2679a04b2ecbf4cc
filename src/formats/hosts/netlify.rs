//! `_headers` and `_redirects`, the files of Netlify and Cloudflare Pages.
//!
//! Both read the same lines: a path, then headers set off by two spaces; and old path, new path, status. Cloudflare takes at
//! most 100 rules of 2,000 characters in `_headers` and 2,000 lines in `_redirects`; the rules here are few, and
//! what goes beyond in redirects still has its page that leads on.

use super::{FOLDER, Hosting, TYPES, keep_forever};
use crate::formats::Document;

/// `_headers`.
#[derive(Debug, Clone, Hash)]
pub struct Headers(pub Hosting);

impl Document for Headers {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut file = String::from("/*\n");
        for (name, value) in self.0.policy.headers() {
            file.push_str(&format!("  {name}: {value}\n"));
        }
        for folder in &self.0.kept {
            file.push_str(&format!("/{folder}*\n  Cache-Control: {}\n", keep_forever()));
        }
        for (ending, media) in TYPES {
            file.push_str(&format!("/*.{ending}\n  Content-Type: {media}\n"));
        }
        out.extend_from_slice(file.as_bytes());
    }
}

/// `_redirects`.
#[derive(Debug, Clone, Hash)]
pub struct Redirects {
    /// What has moved.
    pub hosting: Hosting,
    /// Netlify follows a redirect from a file that is there only where it is told to by `!`, which Cloudflare does not know
    /// (and does not need).
    pub mark: Mark,
}

/// Whether the mark of Netlify is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `301!`
    Forced,
    /// `301`
    Plain,
}

impl Document for Redirects {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mark = if self.mark == Mark::Forced { "!" } else { "" };
        let mut file = String::new();
        for moved in &self.hosting.moved {
            for from in moved.spellings() {
                file.push_str(&format!("{from} {} 301{mark}\n", moved.target()));
            }
        }
        // Files for other hosts are nobody's business here.
        file.push_str(&format!("/{FOLDER}/* /404.html 404{mark}\n"));
        out.extend_from_slice(file.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hosting, written};
    use super::*;

    #[test]
    fn each_rule_is_short_enough_for_cloudflare() {
        let file = written(&Headers(hosting()));
        assert!(file.starts_with("/*\n  Content-Security-Policy: default-src 'none'; "), "{file}");
        for folder in ["assets", "search/en"] {
            let rule = format!("\n/{folder}/*\n  Cache-Control: public, max-age=31536000, immutable\n");
            assert!(file.contains(&rule), "{file}");
        }
        assert!(file.lines().all(|line| line.len() <= 2000));
    }

    #[test]
    fn a_redirect_is_three_words() {
        let file = |mark| written(&Redirects { hosting: hosting(), mark });
        assert!(file(Mark::Forced).starts_with("/portal/old%20%22page%22 /portal/new/#part 301!\n"));
        assert!(file(Mark::Plain).lines().all(|line| line.split(' ').count() == 3));
    }
}
