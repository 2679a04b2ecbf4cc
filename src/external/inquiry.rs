//! Asks many sites at once and each of them politely: one request at a time, with pauses, and never again too soon.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::answer::{Answer, Method, Reason, State, Trouble};

/// Sites that are asked at the same time.
const WORKERS: usize = 16;

/// Between two requests to one host.
const PAUSE: Duration = Duration::from_millis(250);

/// Before the second, the third and the fourth request for one address. The second may ask in another way.
const BACKOFF: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(16)];

/// The longest wait that a site can ask for; a longer one is for another day.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// As many redirects as are followed: twice what a well-kept site needs, half of what browsers follow.
const REDIRECTS: usize = 10;

/// Sends one request, and follows no redirect.
pub trait Ask: Sync {
    /// The answer to a request for this address.
    fn ask(&self, method: Method, url: &Url) -> Answer;
}

/// The time, and the passing of it.
pub trait Clock: Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Returns when that time has passed.
    fn wait(&self, time: Duration);
}

/// What became known of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Why it is fine, dead or unsure.
    pub reason: Reason,
    /// Where it leads now, if not to itself.
    pub moved: Option<Moved>,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moved {
    /// The address at the end of all redirects.
    pub to: String,
    /// True if every redirect on the way was said to be for good.
    pub lasting: bool,
}

impl Finding {
    /// Whether it is fine, dead or unsure.
    pub fn state(&self) -> State {
        self.reason.state()
    }
}

/// Asks for every address.
pub fn ask_all(urls: &BTreeSet<Url>, ask: &dyn Ask, clock: &dyn Clock) -> BTreeMap<Url, Finding> {
    let inquiry = Inquiry {
        ask,
        clock,
        hosts: Mutex::default(),
    };
    let mut hosts: BTreeMap<&str, Vec<&Url>> = BTreeMap::new();
    for url in urls {
        hosts.entry(url.host_str().unwrap_or_default()).or_default().push(url);
    }
    let hosts: Vec<Vec<&Url>> = hosts.into_values().collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS.min(hosts.len()) {
            scope.spawn(|| {
                while let Some(urls) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let findings = inquiry.host(urls);
                    open(&found).extend(findings);
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// True if nothing at all could be reached, which is more likely the fault of this machine than of all the others.
pub fn is_offline(findings: &BTreeMap<Url, Finding>) -> bool {
    use Trouble::{NoSuchHost, NotConnected, NotLookedUp, Timeout};
    let hosts: BTreeSet<_> = findings.keys().map(Url::host_str).collect();
    let silent = |finding: &Finding| matches!(finding.reason, Reason::Trouble(NoSuchHost | NotLookedUp | NotConnected | Timeout));
    hosts.len() > 1 && findings.values().all(silent)
}

/// A value that is never left half changed, so that it can be used even after a panic elsewhere.
fn open<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// When a host was last asked; held while it is being asked.
type Turn = Arc<Mutex<Option<Timestamp>>>;

struct Inquiry<'a> {
    ask: &'a dyn Ask,
    clock: &'a dyn Clock,
    hosts: Mutex<BTreeMap<String, Turn>>,
}

impl Inquiry<'_> {
    /// Asks for the addresses of one host, until it is known that the host itself has trouble.
    fn host(&self, urls: &[&Url]) -> Vec<(Url, Finding)> {
        let mut findings: Vec<(Url, Finding)> = Vec::new();
        let mut trouble = None;
        for &url in urls {
            let finding = match &trouble {
                Some(reason) => Finding {
                    reason: Reason::clone(reason),
                    moved: None,
                },
                None => self.follow(url),
            };
            // What lies behind a redirect may be another host.
            if finding.moved.is_none() && finding.reason.is_of_host() {
                trouble = Some(finding.reason.clone());
            }
            findings.push((url.clone(), finding));
        }
        findings
    }

    /// Follows one address to where it leads.
    fn follow(&self, first: &Url) -> Finding {
        let mut url = first.clone();
        let (mut seen, mut lasting) = (BTreeSet::from([url.clone()]), true);
        let reason = loop {
            let status = match self.answer(&url) {
                Answer::Trouble(trouble) => break Reason::Trouble(trouble),
                Answer::Status(status) => status,
            };
            let Some(location) = status.redirect() else {
                break Reason::Status(status.code);
            };
            let Some(next) = leads_to(&url, location) else {
                break Reason::BadRedirect;
            };
            (url, lasting) = (next, lasting && status.is_lasting());
            if !seen.insert(url.clone()) {
                break Reason::Loop;
            }
            if seen.len() > REDIRECTS + 1 {
                break Reason::TooManyRedirects;
            }
        };
        let moved = (url != *first).then(|| Moved { to: url.into(), lasting });
        Finding { reason, moved }
    }

    /// The answer that stands: asked for the head first, then as a browser asks, then again after a while.
    fn answer(&self, url: &Url) -> Answer {
        let mut method = Method::Head;
        let mut answer = self.once(method, url);
        for pause in BACKOFF {
            let Some(wait) = self.before_next(method, &answer, pause) else {
                break;
            };
            if !wait.is_zero() {
                self.clock.wait(wait);
            }
            method = Method::Get;
            answer = self.once(method, url);
        }
        answer
    }

    /// How long to wait before asking again; `None` if the answer stands.
    fn before_next(&self, method: Method, answer: &Answer, pause: Duration) -> Option<Duration> {
        let in_another_way = (method == Method::Head).then_some(Duration::ZERO);
        match answer {
            Answer::Status(status) if status.redirect().is_some() => None,
            Answer::Status(status) => match status.code {
                200..=299 => None,
                429 | 503 => {
                    let wait = status.wait(self.clock.now()).unwrap_or_default().max(pause);
                    (wait <= LONGEST_WAIT).then_some(wait)
                }
                500 | 502 | 504 => in_another_way.or(Some(pause)),
                _ => in_another_way,
            },
            Answer::Trouble(trouble) => match trouble {
                Trouble::NoSuchHost | Trouble::NotPublic | Trouble::Certificate(_) | Trouble::Tls => None,
                Trouble::Timeout => in_another_way,
                Trouble::NotConnected | Trouble::NotLookedUp | Trouble::Broken => in_another_way.or(Some(pause)),
            },
        }
    }

    /// One request, when it is this one's turn at its host.
    fn once(&self, method: Method, url: &Url) -> Answer {
        let host = url.host_str().unwrap_or_default().to_owned();
        let turn = open(&self.hosts).entry(host).or_default().clone();
        let mut last = open(&turn);
        if let Some(last) = *last {
            let since = Duration::try_from(self.clock.now().duration_since(last)).unwrap_or_default();
            if since < PAUSE {
                self.clock.wait(PAUSE - since);
            }
        }
        let answer = self.ask.ask(method, url);
        *last = Some(self.clock.now());
        answer
    }
}

/// The address to which a redirect leads (RFC 9110, section 10.2.2).
fn leads_to(from: &Url, location: &str) -> Option<Url> {
    let mut url = from.join(location).ok()?;
    url.set_fragment(None);
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    // A name with a password is for no one but the site that wrote it.
    let is_open = url.username().is_empty() && url.password().is_none();
    (is_web && is_open).then_some(url)
}
