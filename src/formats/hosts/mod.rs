//! What a host must be told: the headers of every answer, and which addresses have moved. One policy, written in the words
//! of each host.
//!
//! The policy is as strict as the pages allow, since they need no inline script, no inline style and no other host:
//! Content Security Policy Level 3 with Trusted Types, and the headers that Mozilla's HTTP Observatory looks for.

pub mod apache;
pub mod cloudfront;
pub mod github;
pub mod netlify;
pub mod nginx;

/// The folder of the files that a person hands to a server; the servers themselves do not show it.
pub const FOLDER: &str = "_host";

/// How long browsers keep a file whose name changes with its content, in seconds: a year.
const FOREVER: u32 = 31_536_000;

/// Media types that hosts do not know, or know under older names, by the ending of the file.
const TYPES: [(&str, &str); 4] = [
    ("ics", "text/calendar; charset=utf-8"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("webmanifest", "application/manifest+json"),
];

/// What the pages may do in a browser, and how they are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Origins other than the portal's own that pages may contact: video hosts, pictures.
    pub origins: Vec<String>,
    /// True if the portal is published under `https:`.
    pub is_encrypted: bool,
    /// True if browsers shall never again ask its host without encryption (HSTS, RFC 6797).
    pub hsts: bool,
}

impl Policy {
    /// The Content Security Policy as a header.
    pub fn content_security(&self) -> String {
        let mut directives = self.directives();
        directives.insert(directives.len() - 1, "frame-ancestors 'none'".to_owned());
        if self.is_encrypted {
            directives.push("upgrade-insecure-requests".to_owned());
        }
        directives.join("; ")
    }

    /// The same in a page, for hosts that take no headers: some directives work in headers only (CSP Level 3, section 3.3).
    pub fn content_security_in_page(&self) -> String {
        self.directives().join("; ")
    }

    fn directives(&self) -> Vec<String> {
        let origins = self.origins.iter().filter(|origin| is_plain(origin));
        let elsewhere: String = origins.map(|origin| format!(" {origin}")).collect();
        let frames = if elsewhere.is_empty() { " 'none'" } else { &elsewhere };
        vec![
            "default-src 'none'".to_owned(),
            "script-src 'self'".to_owned(),
            "style-src 'self'".to_owned(),
            format!("img-src 'self'{elsewhere}"),
            format!("media-src 'self'{elsewhere}"),
            format!("frame-src{frames}"),
            "font-src 'self'".to_owned(),
            "connect-src 'self'".to_owned(),
            "manifest-src 'self'".to_owned(),
            "form-action 'self'".to_owned(),
            "base-uri 'none'".to_owned(),
            "require-trusted-types-for 'script'".to_owned(),
        ]
    }

    /// The headers of every answer.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("Content-Security-Policy", self.content_security()),
            ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            (
                "Permissions-Policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned(),
            ),
            // The whole address stays on the site; video hosts need at least the name of the site that shows them.
            ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            // For browsers that do not know frame-ancestors.
            ("X-Frame-Options", "DENY".to_owned()),
        ];
        if self.hsts && self.is_encrypted {
            headers.push(("Strict-Transport-Security", format!("max-age={FOREVER}; includeSubDomains")));
        }
        headers
    }
}

/// How a browser keeps a file whose name changes with its content.
fn keep_forever() -> String {
    format!("public, max-age={FOREVER}, immutable")
}

/// True for a text that is one word in every file here.
fn is_plain(origin: &str) -> bool {
    !origin.is_empty() && origin.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-[]".contains(&byte))
}

/// An address that has moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moved {
    /// Where it was, from the root of the host: `/old/`, `/old.html`.
    pub from: String,
    /// Where it is, from the root of the host or whole.
    pub to: String,
}

impl Moved {
    /// Every way in which people ask for the old address: a folder with and without its slash, and its page.
    fn spellings(&self) -> Vec<String> {
        let from = encoded(&self.from);
        match from.strip_suffix('/') {
            Some("") | None => vec![from],
            Some(bare) => vec![bare.to_owned(), from.clone(), format!("{from}index.html")],
        }
    }

    fn target(&self) -> String {
        encoded(&self.to)
    }
}

/// An address as one word that no host reads as anything else: what is not plainly an address is percent-encoded (RFC 3986,
/// section 2.1).
fn encoded(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => plain.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'#' | b'?' | b'&' | b'=' | b'%' | b'@' | b':' | b'+' | b',' => plain.push(char::from(byte)),
            _ => plain.push_str(&format!("%{byte:02X}")),
        }
    }
    plain
}

/// What all of these files are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Hosting {
    /// The headers.
    pub policy: Policy,
    /// The addresses that have moved, each once.
    pub moved: Vec<Moved>,
    /// The folders of files whose names change with their content, from the root of the portal: `assets/`.
    pub kept: Vec<String>,
    /// The path of the portal on its host: `/`, `/portal/`.
    pub base: String,
    /// The host of the portal, if it is known.
    pub domain: Option<String>,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::Document;

    /// A portal below a path, with a video host and two addresses that have moved.
    pub(in crate::formats::hosts) fn hosting() -> Hosting {
        let moved = |from: &str, to: &str| Moved {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        Hosting {
            policy: Policy {
                origins: vec!["https://video.example.gov".to_owned(), "x; script-src *".to_owned()],
                is_encrypted: true,
                hsts: true,
            },
            moved: vec![
                moved("/portal/old \"page\"/", "/portal/new/#part"),
                moved("/portal/a.html", "https://example.gov/$1;x"),
            ],
            kept: vec!["assets/".to_owned(), "search/en/".to_owned()],
            base: "/portal/".to_owned(),
            domain: Some("portal.example.gov".to_owned()),
        }
    }

    pub(in crate::formats::hosts) fn written(document: &dyn Document) -> String {
        String::from_utf8(document.to_bytes()).expect("UTF-8")
    }

    #[test]
    fn nothing_is_allowed_but_the_portal_and_what_it_names() {
        let policy = hosting().policy.content_security();
        assert!(policy.contains("frame-src https://video.example.gov;"), "{policy}");
        assert!(!policy.contains('*'), "an origin cannot add a directive: {policy}");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(Policy::default().content_security().contains("frame-src 'none'"));
        assert!(!Policy::default().content_security().contains("upgrade-insecure-requests"));
    }

    #[test]
    fn encryption_is_asked_for_where_there_is_some() {
        let has_hsts = |policy: Policy| policy.headers().iter().any(|(name, _)| *name == "Strict-Transport-Security");
        assert!(has_hsts(hosting().policy));
        assert!(!has_hsts(Policy {
            is_encrypted: false,
            ..hosting().policy
        }));
    }

    #[test]
    fn an_old_address_is_met_in_every_spelling() {
        let spellings = |from: &str| {
            Moved {
                from: from.to_owned(),
                to: String::new(),
            }
            .spellings()
        };
        assert_eq!(spellings("/old/"), ["/old", "/old/", "/old/index.html"]);
        assert_eq!(spellings("/old.html"), ["/old.html"]);
        assert_eq!(spellings("/a b/"), ["/a%20b", "/a%20b/", "/a%20b/index.html"]);
    }
}
