//! Addresses: none leads out of the portal, and each link leads where it was meant to.

use docent::route::{Route, percent_decode, percent_encode, slug};
use docent::schema::web::web_url;
use url::Url;

use super::text;

/// The promises of routes, slugs and web addresses.
pub fn check(data: &[u8]) {
    let text = text(data);
    for route in [Route::file(&text), Route::page(&text)].into_iter().flatten() {
        is_inside(&route);
        leads(&route, &Route::home());
        leads(&Route::home(), &route);
    }
    let (one, other) = text.split_once('\n').unwrap_or((&text, "a/b.pdf"));
    if let (Ok(one), Ok(other)) = (Route::page(one), Route::file(other)) {
        leads(&one, &other);
        leads(&other, &one);
    }
    assert_eq!(percent_decode(&percent_encode(&text)), text);
    is_slug(&text);
    is_web_address(&text);
}

/// What the type promises, and what file systems make of it.
fn is_inside(route: &Route) {
    let path = route.as_str();
    assert_eq!(Route::file(path).as_ref(), Ok(route), "a route is made of its own text again");
    assert!(path.len() <= 1000 && path.split('/').all(|segment| segment.len() <= 200));
    let bad =
        |segment: &str| matches!(segment, "" | "." | "..") || segment.contains(['\\', ':', '\0']) || segment.contains(char::is_control);
    assert!(!path.split('/').any(bad), "{path:?}");
    let file = camino::Utf8Path::new("/srv/public").join(path);
    assert!(
        file.starts_with("/srv/public") && file.components().all(|part| part.as_str() != ".."),
        "{file}"
    );
    assert_eq!(route.collision_key(), route.collision_key().to_lowercase());
    assert!(route.url().starts_with('/') && !route.url().starts_with("//"), "{}", route.url());
}

/// A browser that follows the link comes to the file (URL Standard).
fn leads(from: &Route, to: &Route) {
    let site = Url::parse("https://portal.example.gov/below/").expect("an address");
    let page = site.join(&percent_encode(from.as_str())).expect("the address of a page");
    let link = from.link_to(to);
    let reached = page.join(&link).expect("a link");
    let expected = format!("/below/{}", to.as_str());
    assert_eq!(percent_decode(reached.path()), expected, "{link:?} on {page}");
    assert_eq!(
        (reached.host_str(), reached.query(), reached.fragment()),
        (site.host_str(), None, None),
        "{link:?}"
    );
}

fn is_slug(text: &str) {
    let slug = slug(text);
    assert!(
        slug.chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-'),
        "{slug:?}"
    );
    assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"), "{slug:?}");
    assert_eq!(docent::route::slug(&slug), slug, "the slug of a slug is itself");
}

/// Whatever is taken for a web address is one to every browser, and leads where it says.
fn is_web_address(text: &str) {
    match web_url(text) {
        Ok(address) => {
            let url = Url::parse(&address).expect("an address");
            assert!(matches!(url.scheme(), "http" | "https"), "{address:?}");
            assert!(address.to_lowercase().starts_with(&format!("{}://", url.scheme())), "{address:?}");
            assert!(url.username().is_empty() && url.password().is_none(), "{address:?}");
            assert!(
                !address.contains(|sign: char| sign.is_control() || sign.is_whitespace() || sign == '\\'),
                "{address:?}"
            );
            assert_eq!(web_url(&address).as_ref(), Ok(&address), "what is taken is taken again");
        }
        Err(remedy) => {
            assert!(!remedy.help.is_empty());
            if let Some((_, right)) = remedy.right {
                assert!(web_url(&right).is_ok(), "{right:?} is offered for {text:?}, and refused");
            }
        }
    }
}
