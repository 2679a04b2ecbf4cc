//! Requests to the development server: a path finds what the portal has, or nothing, and names of other machines are refused.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::OnceLock;

use docent::render::{Artifact, Bundle};
use docent::route::{Route, percent_decode};
use docent::serve::hosts::Hosts;
use docent::serve::lookup::{Found, find};
use hyper::Uri;

use super::text;

/// The promises of the server's map of addresses. The input is what a request asks for, or the name of a host.
pub fn check(data: &[u8]) {
    let text = text(data);
    path(&text);
    if let Ok(uri) = text.parse::<Uri>() {
        path(uri.path());
    }
    host(&text);
}

fn path(path: &str) {
    match find(bundle(), path) {
        Found::File(_, artifact) => {
            let name = String::from_utf8_lossy(&artifact.bytes).into_owned();
            let meant = percent_decode(path);
            let asked = Route::file(&meant)
                .or_else(|_| Route::page(&meant))
                .map(|route| route.as_str().to_owned());
            assert!(
                asked.as_ref() == Ok(&name) || name.ends_with("index.html"),
                "{path:?} gives {name:?}"
            );
        }
        Found::Page(address) => {
            assert!(
                address.starts_with('/') && !address.starts_with("//") && !address.contains(['\r', '\n', '\\']),
                "{address:?}"
            );
            assert!(
                matches!(find(bundle(), &address), Found::File(..)),
                "{path:?} leads to {address:?}, where nothing is"
            );
        }
        Found::Nothing | Found::Malformed => {}
    }
}

/// Files whose bytes are their own addresses.
fn bundle() -> &'static Bundle {
    static BUNDLE: OnceLock<Bundle> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let paths = [
            "index.html",
            "contacts/index.html",
            "a/b/index.html",
            "map é.png",
            "a/b.css",
            "404.html",
        ];
        let file = |path: &str| {
            (
                Route::file(path).expect("a route"),
                Artifact::new(path.as_bytes().to_vec(), "text/html; charset=utf-8"),
            )
        };
        Bundle {
            files: paths.map(file).into_iter().collect(),
        }
    })
}

/// A server for one machine answers to names of that machine, as a browser understands them.
fn host(authority: &str) {
    if Hosts::of(IpAddr::from(Ipv4Addr::LOCALHOST)).allow(authority) {
        let url = url::Url::parse(&format!("http://{authority}/")).unwrap_or_else(|error| panic!("{authority:?}: {error}"));
        assert!(
            matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
            "{authority:?} is {url}"
        );
    }
}
