//! What a site answers to one request, and what that means for a link.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// How a site is asked (RFC 9110, sections 9.3.1 and 9.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Only for the head of the answer, which is all that is wanted.
    Head,
    /// As a browser does: some sites refuse the other.
    Get,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An answer with a status.
    Status(Status),
    /// None.
    Trouble(Trouble),
}

/// The parts of an answer that matter (RFC 9110, sections 10.2.2, 10.2.3 and 15).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// `200`.
    pub code: u16,
    /// `Location`: where to ask instead; may be relative.
    pub location: Option<String>,
    /// `Retry-After`: seconds, or a date.
    pub retry_after: Option<String>,
}

impl Status {
    /// Where the answer leads, if it leads on.
    pub fn redirect(&self) -> Option<&str> {
        matches!(self.code, 301 | 302 | 303 | 307 | 308).then_some(self.location.as_deref())?
    }

    /// Whether the old address is not to be used again (RFC 9110, sections 15.4.2 and 15.4.9).
    pub fn is_lasting(&self) -> bool {
        matches!(self.code, 301 | 308)
    }

    /// How long the site asks to be left alone.
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let text = self.retry_after.as_deref()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = rfc2822::parse(text).ok()?.timestamp();
        // A date that is over asks for nothing.
        Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
    }
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No such name exists.
    NoSuchHost,
    /// The name could not be looked up at this time.
    NotLookedUp,
    /// The address is not on the public internet, and was not asked.
    NotPublic,
    /// No connection.
    NotConnected,
    /// No answer in time.
    Timeout,
    /// The site cannot be known by its certificate.
    Certificate(Flaw),
    /// The encryption is not in order.
    Tls,
    /// Closed too early, or not HTTP.
    Broken,
}

/// What is wrong with a certificate (RFC 5280, section 6; RFC 9525).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Its last day is over, or its first has not come.
    NotNow,
    /// It is for another name.
    OtherName,
    /// No one vouches for it whom browsers know: the site has signed it itself, or does not send those that lead to someone known.
    Unknown,
}

/// The three things that can be said of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It says itself that it leads nowhere.
    Dead,
    /// A program cannot tell.
    Unsure,
    /// It leads somewhere.
    Fine,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dead => "dead",
            Self::Unsure => "unsure",
            Self::Fine => "fine",
        })
    }
}

/// Why a link is in its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The status of the last answer.
    Status(u16),
    /// There was no answer.
    Trouble(Trouble),
    /// Addresses lead to each other in a circle.
    Loop,
    /// One address leads to the next, more often than a browser follows.
    TooManyRedirects,
    /// It leads on to something that is not a web address.
    BadRedirect,
}

impl Reason {
    /// What it means for the link.
    pub fn state(&self) -> State {
        match self {
            Self::Status(200..=299) => State::Fine,
            Self::Status(404 | 410) | Self::Trouble(Trouble::NoSuchHost) => State::Dead,
            _ => State::Unsure,
        }
    }

    /// Whether the other addresses of the host need not be asked, because they would meet with the same.
    pub fn is_of_host(&self) -> bool {
        use Trouble::{Certificate, NoSuchHost, NotConnected, NotLookedUp, NotPublic, Tls};
        let trouble = matches!(
            self,
            Self::Trouble(NoSuchHost | NotLookedUp | NotPublic | NotConnected | Certificate(_) | Tls)
        );
        trouble || matches!(self, Self::Status(429 | 503))
    }
}

impl fmt::Display for Reason {
    /// Words that follow a colon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Status(404) => "the site answers 404, there is no such page",
            Self::Status(410) => "the site answers 410, the page was taken away",
            Self::Status(code @ (401 | 403 | 999)) => return write!(f, "the site answers {code}, as many do to programs"),
            Self::Status(429) => "the site answers 429, it was asked too often",
            Self::Status(code @ 500..=599) => return write!(f, "the site answers {code}, it has trouble of its own"),
            Self::Status(code) => return write!(f, "the site answers {code}"),
            Self::Trouble(Trouble::NoSuchHost) => "no site has this name",
            Self::Trouble(Trouble::NotLookedUp) => "its name could not be looked up",
            Self::Trouble(Trouble::NotPublic) => "it is not on the public internet, and was not asked",
            Self::Trouble(Trouble::NotConnected) => "the site accepts no connection",
            Self::Trouble(Trouble::Timeout) => "the site did not answer in time",
            Self::Trouble(Trouble::Certificate(Flaw::NotNow)) => {
                "the certificate of the site has expired or is not valid yet, and browsers warn of it"
            }
            Self::Trouble(Trouble::Certificate(Flaw::OtherName)) => "the certificate is for another site, and browsers warn of it",
            Self::Trouble(Trouble::Certificate(Flaw::Unknown)) => {
                "the certificate is signed by no one whom browsers know, or those between are missing; browsers may warn of it"
            }
            Self::Trouble(Trouble::Tls) => "the encryption of the site is not in order",
            Self::Trouble(Trouble::Broken) => "the site broke off, or its answer cannot be read",
            Self::Loop => "it leads in a circle",
            Self::TooManyRedirects => "it leads on from address to address, and does not end",
            Self::BadRedirect => "it leads on to something that is not a web address",
        };
        f.write_str(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(retry_after: &str) -> Option<u64> {
        let status = Status {
            retry_after: Some(retry_after.to_owned()),
            ..Status::default()
        };
        let now = "2025-05-01T12:00:00Z".parse().expect("a moment");
        status.wait(now).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_site_says_how_long_to_wait_in_seconds_or_by_a_date() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("Thu, 01 May 2025 12:00:30 GMT"), Some(30));
        assert_eq!(wait("Thu, 01 May 2025 11:00:00 GMT"), Some(0));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-5"), None);
    }

    #[test]
    fn only_what_says_so_itself_is_dead() {
        let state = |code| Reason::Status(code).state();
        assert_eq!([200, 206].map(state), [State::Fine; 2]);
        assert_eq!([404, 410].map(state), [State::Dead; 2]);
        assert_eq!([400, 401, 403, 405, 429, 451, 500, 503, 999].map(state), [State::Unsure; 9]);
        assert_eq!(Reason::Trouble(Trouble::NoSuchHost).state(), State::Dead);
        assert_eq!(Reason::Trouble(Trouble::Tls).state(), State::Unsure);
    }
}
