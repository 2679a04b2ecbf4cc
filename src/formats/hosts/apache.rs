//! `.htaccess`: what Apache reads beside the files it serves, where `AllowOverride` lets it.

use super::{FOLDER, Hosting, TYPES, keep_forever};
use crate::formats::Document;

/// The file. Each group is left out by a server that lacks its module, rather than answering every request with an error.
#[derive(Debug, Clone, Hash)]
pub struct Apache(pub Hosting);

impl Document for Apache {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Hosting {
            policy, moved, kept, base, ..
        } = &self.0;
        let mut file = String::from("# Written anew by every build.\nAddDefaultCharset utf-8\n");
        file.push_str(&format!("ErrorDocument 404 {base}404.html\n"));
        file.push_str("<IfModule mod_dir.c>\nDirectoryIndex index.html\n</IfModule>\n");
        file.push_str("<IfModule mod_headers.c>\n");
        for (name, value) in policy.headers() {
            file.push_str(&format!("Header always set {name} \"{value}\"\n"));
        }
        let kept: Vec<String> = kept.iter().map(|folder| regex(folder)).collect();
        file.push_str(&format!("<If \"%{{REQUEST_URI}} =~ m#^{}({})#\">\n", regex(base), kept.join("|")));
        file.push_str(&format!("Header set Cache-Control \"{}\"\n</If>\n</IfModule>\n", keep_forever()));
        file.push_str("<IfModule mod_mime.c>\n");
        for (ending, media) in TYPES {
            file.push_str(&format!("AddType \"{media}\" .{ending}\n"));
        }
        file.push_str("</IfModule>\n<IfModule mod_alias.c>\n");
        file.push_str(&format!("RedirectMatch 404 \"^{}{FOLDER}/\"\n", regex(base)));
        for moved in moved {
            for from in moved.spellings() {
                let from = regex(&crate::route::percent_decode(&from));
                // In what it is replaced with, `$1` and `&` would mean a part of the old address.
                let to = moved.target().replace('&', "\\&");
                file.push_str(&format!("RedirectMatch 301 \"^{from}$\" \"{to}\"\n"));
            }
        }
        file.push_str("</IfModule>\n");
        out.extend_from_slice(file.as_bytes());
    }
}

/// A text as an expression that only it matches, inside of quotation marks.
fn regex(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => pattern.push_str("\\x22"),
            c if c.is_alphanumeric() || matches!(c, '/' | '-' | '_') => pattern.push(c),
            c if c.is_control() => {}
            c => pattern.extend(['\\', c]),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hosting, written};
    use super::*;

    #[test]
    fn an_old_address_matches_itself_alone() {
        let file = written(&Apache(hosting()));
        assert!(
            file.contains("RedirectMatch 301 \"^/portal/a\\.html$\" \"https://example.gov/%241%3Bx\"\n"),
            "{file}"
        );
        assert!(
            file.contains("RedirectMatch 301 \"^/portal/old\\ \\x22page\\x22/$\" \"/portal/new/#part\"\n"),
            "{file}"
        );
        assert!(file.contains("ErrorDocument 404 /portal/404.html\n"), "{file}");
        assert!(file.contains("m#^/portal/(assets/|search/en/)#"), "{file}");
    }
}
