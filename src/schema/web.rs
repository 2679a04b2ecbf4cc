//! Web addresses as people paste them: what a public page may link to, and what to type instead.

use url::Url;

use super::misread::is_placeholder;
use crate::diag::fix::{Remedy, Trust};
use crate::diag::{Code, Diagnostic, Span};

/// Ends of the names of pages, as editors see them in the folder of the portal.
const PAGES: [&str; 3] = ["md", "html", "htm"];

/// Ends of the names of files. Some are domains of the highest level too (`.zip`); a file is what an editor types.
const FILES: [&str; 22] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "txt", "rtf", "csv", "ics", "vtt", "jpg", "jpeg", "png", "gif",
    "svg", "webp", "zip", "mp4",
];

/// A web address of the kinds a public page may link to, or what to type instead.
pub fn web_url(text: &str) -> Result<String, Remedy> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    let is_public = |url: &Url| url.host_str().is_some_and(|host| host.contains('.') || host.starts_with('['));
    let remedy = match Url::parse(text) {
        _ if text.contains(is_no_sign_of_an_address) => Remedy::words(
            "copy the address once more, from the address bar of a browser: it has a sign in it that no one sees, or a backslash",
        ),
        _ if is_email(text) => Remedy::words(
            "this is an e-mail address, and the address of a page is wanted; an e-mail address stands with the contact whose it is",
        ),
        Ok(_) if before_remark(text).is_some() => {
            let right = before_remark(text).unwrap_or_default();
            let help = format!("write the address alone: `{right}`; a remark stands behind a space and `#`");
            Remedy::text(help, Trust::Suggested, right)
        }
        Ok(_) if text.contains(char::is_whitespace) => {
            let right = text.split_whitespace().collect::<Vec<_>>().join("%20");
            Remedy::text(format!("an address has no spaces in it: write `{right}`"), Trust::Suggested, right)
        }
        Ok(url) if is_web(&url) && !(url.username().is_empty() && url.password().is_none()) => {
            Remedy::words("take out what stands before the `@`: it is a name or a password, and hides where the address leads")
        }
        // Browsers mend what is not whole (URL Standard, section 4.4); readers of calendars and feeds do not.
        Ok(url) if is_web(&url) && !is_whole(&text.to_ascii_lowercase()) => {
            Remedy::words("write the whole address, such as `https://example.gov/page`")
        }
        Ok(url) if is_web(&url) && is_public(&url) => match wrapped_in(&url) {
            Some(right) => {
                let host = url.host_str().unwrap_or_default();
                let help = format!("this leads through {host}, which learns who follows it; write `{right}`");
                Remedy::text(help, Trust::Safe, right)
            }
            None => return Ok(text.to_owned()),
        },
        Ok(url) if is_web(&url) => Remedy::words("write the whole address of a public page, such as `https://example.gov/page`"),
        Ok(url) => Remedy::words(format!(
            "`{}:` addresses are not for public pages; write one that begins with `https://`",
            url.scheme()
        )),
        Err(_) if local(text).is_some() => Remedy::words(
            "this is the name of a file, and a web address is wanted, such as `https://example.gov/page`; a file of the portal is named in a field `file`, where an entry has one",
        ),
        Err(_) if is_host_with_comma(text) => Remedy::words(format!(
            "did you mean `https://{}`? Dots stand in the name of a site, and no comma",
            text.replace(',', ".")
        )),
        Err(_) if is_bare_host(text) => {
            let right = format!("https://{text}");
            Remedy::text(format!("write `{right}`"), Trust::Safe, right)
        }
        Err(_) if is_placeholder(text) => Remedy::words("leave the line out until you know the address"),
        Err(_) => Remedy::words("write the whole address, such as `https://example.gov/page`"),
    };
    Err(offered(remedy))
}

/// What is offered is taken: where an offer is refused in its turn, what is said of the offer is the better remedy.
fn offered(remedy: Remedy) -> Remedy {
    let Some((trust, right)) = &remedy.right else { return remedy };
    match web_url(right) {
        Ok(_) => remedy,
        Err(better) => Remedy {
            right: better.right.map(|(other, right)| (other.max(*trust), right)),
            help: better.help,
        },
    }
}

/// Controls, backslashes, and signs without a shape or that turn the direction of writing (Unicode TR 36, section 3.1): what is
/// shown of such an address is not where it leads.
pub fn is_no_sign_of_an_address(sign: char) -> bool {
    let is_seen = !sign.is_control() && !crate::diag::render::escape::is_hidden(sign) && sign != '\\';
    !is_seen && !sign.is_whitespace()
}

/// `dana@example.gov`, `mailto:dana@example.gov`.
fn is_email(text: &str) -> bool {
    let bare = text.strip_prefix("mailto:").unwrap_or(text);
    bare.contains('@') && !bare.contains(['/', ':', ' '])
}

/// `https://example.gov/ // ask Bob`, `https://example.gov/ (main site)`: an address with a remark behind it.
fn before_remark(text: &str) -> Option<&str> {
    let (address, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let is_remark = rest.starts_with("//") || rest.starts_with("<!--") || (rest.starts_with('(') && rest.ends_with(')'));
    (is_remark && web_url(address).is_ok()).then_some(address)
}

/// Whether the name of a page or another file ends so.
pub fn is_end_of_file(end: &str) -> bool {
    let end = end.to_ascii_lowercase();
    PAGES.contains(&&*end) || FILES.contains(&&*end)
}

/// What the name of a file of the portal may mean where no host stands before it.
#[derive(Debug, PartialEq, Eq)]
pub enum Local {
    /// A page: its address as far as the name tells it.
    Page(Option<String>),
    /// A document or picture: its path below `static/`.
    File(String),
}

/// `families.md`, `forms/form.pdf`: no address of another site, though it looks like a host.
pub fn local(text: &str) -> Option<Local> {
    let path = text.trim_start_matches("../").trim_start_matches("./");
    let (path, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
    let (stem, end) = path.rsplit_once('.')?;
    let is_host = path.contains([':', '?', ' ']) || path.split_once('/').is_some_and(|(first, _)| first.contains('.'));
    let is_among = |ends: &[&str]| !is_host && !stem.is_empty() && ends.contains(&end.to_ascii_lowercase().as_str());
    if is_among(&PAGES) {
        let place = match stem.rsplit_once('/').unwrap_or(("", stem)) {
            (folder, "_index" | "index") => folder,
            _ => stem,
        };
        // How a language in the name (`families.es.md`) becomes a part of the address, the settings decide.
        let is_plain = place.split('/').all(|part| crate::route::slug(part) == part);
        let slash = if place.is_empty() { "" } else { "/" };
        return Some(Local::Page(is_plain.then(|| format!("/{place}{slash}{fragment}"))));
    }
    is_among(&FILES).then(|| Local::File(path.to_owned()))
}

/// `www.example,gov`.
fn is_host_with_comma(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    text.starts_with("www.") && host.contains(',') && web_url(&format!("https://{}", text.replace(',', "."))).is_ok()
}

/// `www.example.gov/page`.
fn is_bare_host(text: &str) -> bool {
    text.contains('.') && !text.contains(' ') && !text.starts_with(['/', '.'])
}

/// The address inside of one that a search page, a social network or a mail filter has put around it.
fn wrapped_in(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_start_matches("www.");
    let keys: &[&str] = match (host, url.path()) {
        ("google.com", "/url") => &["q", "url"],
        ("l.facebook.com" | "lm.facebook.com", "/l.php") => &["u"],
        ("linkedin.com", "/safety/go") | ("youtube.com", "/redirect") => &["url", "q"],
        (host, _) if host.ends_with("safelinks.protection.outlook.com") => &["url"],
        ("urldefense.com", path) => {
            let (inner, _) = path.strip_prefix("/v3/__")?.split_once("__;")?;
            return is_whole(inner).then(|| inner.to_owned());
        }
        _ => return None,
    };
    let value = |key: &&str| url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    keys.iter().find_map(value).filter(|inner| is_whole(inner))
}

fn is_whole(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.starts_with('/'))
}

/// A note about a connection that is not encrypted.
pub fn insecure(address: &str, span: &Span) -> Option<Diagnostic> {
    let rest = address.strip_prefix("http://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let right = format!("https://{rest}");
    let problem = Diagnostic::new(Code::InsecureLink, format!("the connection to {host} is not encrypted")).at(span);
    Some(problem.remedy(
        address,
        Remedy::text(format!("write `{right}` if the site answers there"), Trust::Suggested, right),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_around_an_address_is_taken_off() {
        for wrapped in [
            "https://www.google.com/url?q=https://example.gov/safe%3Fa%3D1&sa=D&ust=17",
            "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.gov%2Fsafe%3Fa%3D1",
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.gov%2Fsafe%3Fa%3D1&h=AT",
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.gov%2Fsafe%3Fa%3D1&data=05",
            "https://urldefense.com/v3/__https://example.gov/safe%3Fa%3D1__;!!abc$",
        ] {
            let remedy = web_url(wrapped).expect_err(wrapped);
            let (trust, right) = remedy.right.expect(wrapped);
            assert_eq!(trust, Trust::Safe);
            assert!(
                right == "https://example.gov/safe?a=1" || right == "https://example.gov/safe%3Fa%3D1",
                "{right}"
            );
        }
        assert!(web_url("https://www.google.com/maps?q=Richmond").is_ok());
    }

    #[test]
    fn a_whole_public_address_is_wanted() {
        assert_eq!(
            web_url("www.example.gov").unwrap_err().right,
            Some((Trust::Safe, "https://www.example.gov".to_owned()))
        );
        for text in ["dana@example.gov", "mailto:dana@example.gov"] {
            assert!(
                web_url(text).expect_err(text).help.starts_with("this is an e-mail address"),
                "{text}"
            );
        }
        for (text, meant) in [
            ("what-is-an-sro.md", Some(Local::Page(Some("/what-is-an-sro/".to_owned())))),
            ("./families.md#top", Some(Local::Page(Some("/families/#top".to_owned())))),
            ("index.html", Some(Local::Page(Some("/".to_owned())))),
            ("guide/_index.md", Some(Local::Page(Some("/guide/".to_owned())))),
            ("families.es.md", Some(Local::Page(None))),
            ("Form 12.PDF", None),
            ("forms/form.pdf", Some(Local::File("forms/form.pdf".to_owned()))),
            ("FORM.PDF", Some(Local::File("FORM.PDF".to_owned()))),
            ("www.example.gov/form.pdf", None),
            ("example.gov", None),
        ] {
            assert_eq!(local(text), meant, "{text}");
            assert!(meant.is_none() || web_url(text).expect_err(text).right.is_none(), "{text}");
        }
        for text in ["https://localhost/x", "file:///C:/docs", "javascript:alert(1)", "see page"] {
            assert_eq!(web_url(text).expect_err(text).right, None, "{text}");
        }
    }
}
