//! The one place that opens connections to other sites.
//!
//! It says who it is, sends no cookies and no `Referer`, goes through no proxy, and reads no body. A name is looked up once, and the
//! connection goes to the address that was judged, so that a name cannot mean one machine when it is judged and another
//! when it is asked (DNS rebinding).

use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderName, Response, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};
use url::Url;

use super::answer::{Answer, Flaw, Method, Status, Trouble};
use super::inquiry::Ask;
use super::public::is_public;

/// How long docent waits for one answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The longest head of an answer that is read.
const HEAD_LIMIT: usize = 64 << 10;

/// Which machines may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those on the public internet.
    Public,
    /// All, also those of the own network: only for portals all of whose authors are trusted.
    Anywhere,
}

/// Asks over HTTP.
pub struct Client(Agent);

impl Client {
    /// One that names itself, waits so long for an answer, and reaches so far.
    pub fn new(user_agent: &str, patience: Duration, reach: Reach) -> Self {
        let config = Config::builder()
            .user_agent(user_agent)
            .accept("*/*")
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(HEAD_LIMIT)
            // Whoever closes a connection that is kept open looks like a site in trouble.
            .max_idle_connections(0)
            .proxy(None)
            .build();
        let resolver = Judge {
            reach,
            names: DefaultResolver::default(),
        };
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }
}

impl Ask for Client {
    fn ask(&self, method: Method, url: &Url) -> Answer {
        let asked = match method {
            Method::Head => self.0.head(url.as_str()).call(),
            Method::Get => self.0.get(url.as_str()).call(),
        };
        match asked {
            Ok(response) => Answer::Status(status(&response)),
            Err(error) => Answer::Trouble(trouble(&error)),
        }
    }
}

fn status(response: &Response<Body>) -> Status {
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Status {
        code: response.status().as_u16(),
        location: text(header::LOCATION),
        retry_after: text(header::RETRY_AFTER),
    }
}

fn trouble(error: &Error) -> Trouble {
    use std::io::ErrorKind;
    match error {
        Error::Other(inner) => inner
            .downcast_ref::<Unresolved>()
            .map_or(Trouble::Broken, |unresolved| unresolved.0),
        Error::HostNotFound => Trouble::NoSuchHost,
        Error::Timeout(_) => Trouble::Timeout,
        Error::ConnectionFailed => Trouble::NotConnected,
        Error::Rustls(error) => encryption(&error.to_string()),
        Error::Tls(_) | Error::Pem(_) | Error::TlsRequired => Trouble::Tls,
        Error::Io(error) => match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Trouble::Timeout,
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Trouble::NotConnected,
            // How the encryption tells of its trouble.
            ErrorKind::InvalidData => encryption(&error.to_string()),
            _ => Trouble::Broken,
        },
        _ => Trouble::Broken,
    }
}

/// What the words of the encryption's library mean.
fn encryption(words: &str) -> Trouble {
    let words = words.to_lowercase();
    let has = |parts: [&str; 2]| parts.iter().any(|part| words.contains(part));
    match words.contains("invalid peer certificate") {
        true if has(["expired", "not valid before"]) || has(["notvalidyet", "not valid yet"]) => Trouble::Certificate(Flaw::NotNow),
        true if has(["not valid for name", "notvalidforname"]) => Trouble::Certificate(Flaw::OtherName),
        true => Trouble::Certificate(Flaw::Unknown),
        false => Trouble::Tls,
    }
}

/// Looks names up, and keeps of their addresses those that may be asked.
#[derive(Debug)]
struct Judge {
    reach: Reach,
    names: DefaultResolver,
}

/// Why there is no address to connect to.
#[derive(Debug)]
struct Unresolved(Trouble);

impl std::error::Error for Unresolved {}

impl std::fmt::Display for Unresolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl Resolver for Judge {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(error) => Error::Other(Box::new(Unresolved(lookup(&error)))),
            error => error,
        })?;
        let mut allowed = self.empty();
        for address in found.iter() {
            if self.reach == Reach::Anywhere || is_public(address.ip()) {
                allowed.push(*address);
            }
        }
        if allowed.is_empty() {
            return Err(Error::Other(Box::new(Unresolved(Trouble::NotPublic))));
        }
        Ok(allowed)
    }
}

/// Systems have many words for a name that does not exist, and few for one that cannot be looked up now.
fn lookup(error: &std::io::Error) -> Trouble {
    let words = error.to_string().to_lowercase();
    match ["temporary", "try again", "timed out"].iter().any(|word| words.contains(word)) {
        true => Trouble::NotLookedUp,
        false => Trouble::NoSuchHost,
    }
}
