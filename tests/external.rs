//! Links to other sites, asked at a server that answers in every awkward way.
//!
//! The clock is a pretended one: it notes how long docent would have waited, and waits for nothing.
#![cfg(feature = "external")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use docent::external::answer::{Answer, Flaw, Method, Reason, State, Status, Trouble};
use docent::external::client::{Client, PATIENCE, Reach};
use docent::external::inquiry::{Ask, Clock, Finding, ask_all, is_offline};
use jiff::Timestamp;
use url::Url;

/// Time passes when someone waits for it.
struct Pretended {
    now: Mutex<Timestamp>,
    waits: Mutex<Vec<Duration>>,
}

impl Pretended {
    fn new() -> Self {
        Self {
            now: Mutex::new("2025-05-01T12:00:00Z".parse().expect("a moment")),
            waits: Mutex::default(),
        }
    }

    /// The waits of a second and more; the shorter ones are the pauses between two requests to one host.
    fn long_waits(&self) -> Vec<u64> {
        let waits = self.waits.lock().expect("no panic");
        waits.iter().map(Duration::as_secs).filter(|seconds| *seconds > 0).collect()
    }
}

impl Clock for Pretended {
    fn now(&self) -> Timestamp {
        *self.now.lock().expect("no panic")
    }

    fn wait(&self, time: Duration) {
        *self.now.lock().expect("no panic") += time;
        self.waits.lock().expect("no panic").push(time);
    }
}

/// A server on this machine, and what it was asked.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request with what `answer` makes of its first line, `GET /page`; nothing is a closed connection.
    fn start(answer: fn(&str, SocketAddr) -> Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        // Ends with the test.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = log.clone();
                thread::spawn(move || serve(stream, &log, |line| answer(line, address)));
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address")
    }

    /// The first lines of the requests for a path, and all their headers.
    fn asked(&self, path: &str) -> Vec<String> {
        let asked = self.asked.lock().expect("no panic");
        asked.iter().filter(|head| head.split(' ').nth(1) == Some(path)).cloned().collect()
    }

    fn methods(&self, path: &str) -> Vec<String> {
        let method = |head: &String| head.split(' ').next().unwrap_or_default().to_owned();
        self.asked(path).iter().map(method).collect()
    }
}

/// How a client begins that wants to speak TLS (RFC 8446, section 5.1).
const TLS_HANDSHAKE: [u8; 1] = [22];

fn serve(mut stream: TcpStream, log: &Mutex<Vec<String>>, answer: impl Fn(&str) -> Option<String>) {
    let Ok(other) = stream.try_clone() else { return };
    let mut first = [0];
    if stream.peek(&mut first).is_ok() && first == TLS_HANDSHAKE {
        let _ = stream.write_all(b"HTTP/1.1 400 this port does not speak TLS\r\n\r\n");
        return;
    }
    let lines = BufReader::new(other).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let Some(line) = head.first() else { return };
    log.lock().expect("no panic").push(head.join("\n"));
    let request = line.rsplit_once(' ').map_or(line.as_str(), |(request, _)| request);
    if let Some(answer) = answer(request) {
        // A client that has seen enough closes the connection.
        let _ = stream.write_all(answer.as_bytes());
    }
}

fn head(status: &str, headers: &str) -> Option<String> {
    Some(format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n"))
}

/// The awkward site: each page answers in its own way.
fn awkward(request: &str, own: SocketAddr) -> Option<String> {
    let (method, path) = request.split_once(' ')?;
    match (method, path) {
        (_, "/fine") => head("200 OK", "Set-Cookie: a=b\r\nContent-Length: 0\r\n"),
        (_, "/gone") => head("410 Gone", ""),
        ("GET", "/no-head") => head("200 OK", ""),
        (_, "/no-head") => head("405 Method Not Allowed", ""),
        ("GET", "/head-is-404") => head("200 OK", ""),
        ("GET", "/head-is-closed") => head("200 OK", ""),
        (_, "/head-is-closed") => None,
        (_, "/robots") => head("403 Forbidden", ""),
        (_, "/linkedin") => head("999 Request denied", ""),
        (_, "/often") => head("429 Too Many Requests", "Retry-After: 7\r\n"),
        ("GET", "/busy") => head("200 OK", ""),
        (_, "/busy") => head("503 Service Unavailable", "Retry-After: Thu, 01 May 2025 12:00:30 GMT\r\n"),
        (_, "/tomorrow") => head("429 Too Many Requests", "Retry-After: 86400\r\n"),
        (_, "/broken") => head("500 Internal Server Error", ""),
        (_, "/loop") => head("302 Found", "Location: /back\r\n"),
        (_, "/back") => head("302 Found", "Location: /loop\r\n"),
        (_, "/moved") => head("301 Moved Permanently", "Location: fine#part\r\n"),
        (_, "/moved-for-now") => head("301 Moved Permanently", "Location: /for-now\r\n"),
        (_, "/for-now") => head("307 Temporary Redirect", &format!("Location: http://{own}/fine\r\n")),
        (_, "/moved-to-nothing") => head("308 Permanent Redirect", "Location: /missing\r\n"),
        (_, "/nowhere") => head("302 Found", "Location: mailto:dana@example.gov\r\n"),
        (_, "/no-location") => head("302 Found", ""),
        (_, "/closed") => None,
        (_, "/not-http") => Some("220 mail.example.gov ESMTP\r\n".to_owned()),
        (_, "/bad-header") => head("200 OK", "a header without a colon\r\n"),
        (_, "/endless-header") => head("200 OK", &format!("X-Long: {}\r\n", "x".repeat(1 << 20))),
        (_, "/huge") => Some(head("200 OK", "Content-Length: 99999999999\r\n")? + &"x".repeat(1 << 20)),
        (_, "/packed") => Some(head("200 OK", "Content-Encoding: gzip\r\nContent-Length: 4\r\n")? + "not!"),
        (_, path) if path.starts_with("/deeper") => head("302 Found", &format!("Location: {path}r\r\n")),
        _ => head("404 Not Found", ""),
    }
}

fn client() -> Client {
    Client::new("docent/test", PATIENCE, Reach::Anywhere)
}

fn found(server: &Server, path: &str, clock: &Pretended) -> Finding {
    let url = server.url(path);
    let all = ask_all(&BTreeSet::from([url.clone()]), &client(), clock);
    all[&url].clone()
}

fn reason(server: &Server, path: &str) -> Reason {
    found(server, path, &Pretended::new()).reason
}

#[test]
fn every_awkward_answer_has_its_meaning() {
    let server = Server::start(awkward);
    for (path, expected) in [
        ("/fine", Reason::Status(200)),
        ("/missing", Reason::Status(404)),
        ("/gone", Reason::Status(410)),
        ("/no-head", Reason::Status(200)),
        ("/head-is-404", Reason::Status(200)),
        ("/head-is-closed", Reason::Status(200)),
        ("/robots", Reason::Status(403)),
        ("/linkedin", Reason::Status(999)),
        ("/broken", Reason::Status(500)),
        ("/loop", Reason::Loop),
        ("/deeper", Reason::TooManyRedirects),
        ("/nowhere", Reason::BadRedirect),
        ("/no-location", Reason::Status(302)),
        ("/closed", Reason::Trouble(Trouble::Broken)),
        ("/not-http", Reason::Trouble(Trouble::Broken)),
        ("/bad-header", Reason::Trouble(Trouble::Broken)),
        ("/endless-header", Reason::Trouble(Trouble::Broken)),
        ("/huge", Reason::Status(200)),
        ("/packed", Reason::Status(200)),
    ] {
        assert_eq!(reason(&server, path), expected, "{path}");
    }
}

#[test]
fn the_head_is_asked_for_first_and_the_page_only_if_that_does_not_settle_it() {
    let server = Server::start(awkward);
    for (path, methods) in [
        ("/fine", vec!["HEAD"]),
        ("/no-head", vec!["HEAD", "GET"]),
        ("/missing", vec!["HEAD", "GET"]),
        ("/robots", vec!["HEAD", "GET"]),
        ("/broken", vec!["HEAD", "GET", "GET", "GET"]),
    ] {
        reason(&server, path);
        assert_eq!(server.methods(path), methods, "{path}");
    }
}

#[test]
fn a_site_that_wants_to_be_left_alone_is() {
    let server = Server::start(awkward);
    let waits = |path: &str| {
        let clock = Pretended::new();
        (found(&server, path, &clock).reason, clock.long_waits())
    };
    assert_eq!(waits("/often"), (Reason::Status(429), vec![7, 7, 16]));
    assert_eq!(waits("/busy"), (Reason::Status(200), vec![30]));
    assert_eq!(waits("/tomorrow"), (Reason::Status(429), vec![]), "a day is for another day");
    assert_eq!(waits("/broken"), (Reason::Status(500), vec![4, 16]));
}

#[test]
fn redirects_are_followed_and_their_end_is_told() {
    let server = Server::start(awkward);
    let moved = |path: &str| {
        let finding = found(&server, path, &Pretended::new());
        let moved = finding.moved.expect("it has moved");
        (finding.reason, moved.to, moved.lasting)
    };
    let fine = server.url("/fine").to_string();
    assert_eq!(moved("/moved"), (Reason::Status(200), fine.clone(), true));
    assert_eq!(moved("/moved-for-now"), (Reason::Status(200), fine, false));
    assert_eq!(
        moved("/moved-to-nothing"),
        (Reason::Status(404), server.url("/missing").to_string(), true)
    );
}

#[test]
fn docent_says_who_it_is_and_nothing_about_others() {
    let server = Server::start(awkward);
    reason(&server, "/fine");
    // The second request would carry the cookie of the first.
    reason(&server, "/moved");
    for request in server.asked("/fine") {
        let request = request.to_lowercase();
        assert!(request.contains("user-agent: docent/test"), "{request}");
        for header in ["cookie:", "referer:", "authorization:"] {
            assert!(!request.contains(header), "{request}");
        }
    }
}

#[test]
fn a_host_that_accepts_no_connection_is_not_asked_for_all_its_pages() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address")
    };
    let urls: BTreeSet<Url> = (0..5)
        .map(|n| Url::parse(&format!("http://{closed}/{n}")).expect("an address"))
        .collect();
    let clock = Pretended::new();
    let found = ask_all(&urls, &client(), &clock);
    assert!(
        found
            .values()
            .all(|finding| finding.reason == Reason::Trouble(Trouble::NotConnected)),
        "{found:?}"
    );
    assert_eq!(clock.long_waits(), [4, 16], "only the first is asked again");
}

#[test]
fn a_site_that_never_answers_is_given_up() {
    let server = Server::start(|_, _| {
        thread::sleep(Duration::from_secs(60));
        None
    });
    let impatient = Client::new("docent/test", Duration::from_millis(300), Reach::Anywhere);
    assert_eq!(impatient.ask(Method::Get, &server.url("/slow")), Answer::Trouble(Trouble::Timeout));
}

#[test]
fn encryption_that_is_not_in_order_is_nobodys_death() {
    // It speaks, but not TLS.
    let server = Server::start(awkward);
    let url = Url::parse(&format!("https://{}/fine", server.address)).expect("an address");
    let found = ask_all(&BTreeSet::from([url.clone()]), &client(), &Pretended::new());
    assert_eq!(found[&url].reason, Reason::Trouble(Trouble::Tls));
    assert_eq!(found[&url].state(), State::Unsure);
}

#[test]
fn a_certificate_that_a_site_has_signed_itself_is_told_as_such() {
    let server = encrypted();
    let url = Url::parse(&format!("https://localhost:{}/fine", server.port())).expect("an address");
    let found = ask_all(&BTreeSet::from([url.clone()]), &client(), &Pretended::new());
    assert_eq!(found[&url].reason, Reason::Trouble(Trouble::Certificate(Flaw::Unknown)));
    assert_eq!(found[&url].state(), State::Unsure, "a browser may know more");
}

/// A server for one connection, with a certificate for `localhost` that it has signed itself.
fn encrypted() -> SocketAddr {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = rustls::crypto::ring::default_provider().into();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the protocols of the provider")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .expect("the key of the certificate");
    let (config, listener) = (Arc::new(config), TcpListener::bind("localhost:0").expect("a port"));
    let address = listener.local_addr().expect("an address");
    // Ends with the test.
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(config.clone()).expect("a connection");
            // Whoever does not trust the certificate says so, and breaks off.
            let _ = connection.complete_io(&mut stream);
        }
    });
    address
}

#[test]
fn machines_of_the_own_network_are_not_asked() {
    let server = Server::start(awkward);
    let client = Client::new("docent/test", PATIENCE, Reach::Public);
    let local = format!("http://localhost:{}/fine", server.address.port());
    for url in [server.url("/fine"), Url::parse(&local).expect("an address")] {
        assert_eq!(client.ask(Method::Head, &url), Answer::Trouble(Trouble::NotPublic), "{url}");
    }
    assert!(server.asked("/fine").is_empty());
}

#[test]
fn a_name_that_cannot_exist_is_found_out() {
    // RFC 6761, section 6.4. A machine without a name server says that it cannot tell.
    let url = Url::parse("http://docent.invalid/").expect("an address");
    let answer = client().ask(Method::Head, &url);
    let known = [Trouble::NoSuchHost, Trouble::NotLookedUp].map(Answer::Trouble);
    assert!(known.contains(&answer), "{answer:?}");
}

/// Sites that exist only here, for what a single machine cannot show.
struct Sites(BTreeMap<&'static str, Answer>);

impl Ask for Sites {
    fn ask(&self, _: Method, url: &Url) -> Answer {
        self.0[url.host_str().expect("a host")].clone()
    }
}

#[test]
fn when_nobody_answers_it_is_this_machine_that_is_offline() {
    let fine = Answer::Status(Status {
        code: 200,
        ..Status::default()
    });
    let silent = Answer::Trouble(Trouble::NoSuchHost);
    let urls: BTreeSet<Url> = ["https://a.example.gov/", "https://b.example.gov/"]
        .map(|url| url.parse().expect("an address"))
        .into();
    let offline = |a: &Answer, b: &Answer| {
        let sites = Sites([("a.example.gov", a.clone()), ("b.example.gov", b.clone())].into());
        is_offline(&ask_all(&urls, &sites, &Pretended::new()))
    };
    assert!(offline(&silent, &silent));
    assert!(!offline(&fine, &silent));
}

/// A portal with these pages, and the command in it.
fn portal(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let config = "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\nbase_url: https://portal.example.gov/\n";
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("docent.yaml"), config).expect("written");
    fs::write(
        folder.path().join("content/_index.md"),
        format!("---\ntitle: Home\n---\n\n{page}\n"),
    )
    .expect("written");
    folder
}

fn docent(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_docent"))
        .current_dir(folder.path())
        .args(arguments)
        .env_clear()
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .output()
        .expect("the program starts")
}

/// What was said, as if it were one long line.
fn said(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const CHECK: [&str; 3] = ["check", "--external", "--allow-private"];

#[test]
fn check_shows_each_link_at_its_place_and_remembers_the_answers() {
    let server = Server::start(awkward);
    let (dead, moved) = (server.url("/missing"), server.url("/moved"));
    let folder = portal(&format!(
        "[The plan]({dead}), [the law]({moved}#two), [a form]({})",
        server.url("/robots")
    ));
    let output = docent(&folder, &[&CHECK[..], &["--ledger", "links.json"]].concat());
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let fine = server.url("/fine");
    for expected in [
        format!("warning[dead-external-link]: the link to {dead} is dead"),
        format!("note[moved-external-link]: {moved} has moved for good"),
        format!("write `{fine}#two`"),
        "the site answers 403".to_owned(),
        "Links to other sites: 1 fine, 1 unsure, 1 dead; 3 asked now".to_owned(),
        "content/_index.md:5:".to_owned(),
    ] {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
    let agent = "user-agent: docent/0.1.0 (checks the links of https://portal.example.gov/)";
    assert!(server.asked("/missing")[0].to_lowercase().contains(agent));
    let ledger: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("links.json")).expect("written")).expect("a document");
    assert_eq!(ledger["links"][0]["address"], dead.as_str());
    assert_eq!(ledger["links"][0]["state"], "dead");
    assert_eq!(ledger["links"][0]["places"][0]["file"], "content/_index.md");
    assert_eq!(ledger["links"][0]["places"][0]["line"], 5);
    // Only the dead link is asked for a second time.
    let again = said(&docent(&folder, &CHECK));
    assert!(again.contains("1 fine, 1 unsure, 1 dead; 1 asked now"), "{again}");
    let all = said(&docent(&folder, &[&CHECK[..], &["--recheck"]].concat()));
    assert!(all.contains("3 asked now"), "{all}");
}

#[test]
fn a_link_is_an_error_once_it_was_dead_on_three_days() {
    let server = Server::start(awkward);
    let dead = server.url("/missing");
    let folder = portal(&format!("[The plan]({dead})"));
    let before = format!(
        r#"{{"version": 1, "links": {{"{dead}": {{"state": "dead", "reason": "", "checked": "2025-04-30T12:00:00Z",
            "dead": {{"since": "2025-04-02", "last": "2025-04-30", "days": 2}}}}}}}}"#
    );
    fs::create_dir(folder.path().join(".docent")).expect("a folder");
    fs::write(folder.path().join(".docent/links.json"), before).expect("written");
    let output = docent(&folder, &CHECK);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("error[dead-external-link]"), "{}", said(&output));
    assert!(said(&output).contains("(dead since 2025-04-02)"), "{}", said(&output));
    // Nobody is asked by a check without the flag, and nothing that was remembered is told.
    let usual = docent(&folder, &["check"]);
    assert_eq!(usual.status.code(), Some(0), "{}", said(&usual));
    assert!(!said(&usual).contains("external-link"), "{}", said(&usual));
}

#[test]
fn a_portal_is_not_led_into_the_own_network() {
    let server = Server::start(awkward);
    let folder = portal(&format!("[The plan]({})", server.url("/fine")));
    let text = said(&docent(&folder, &["check", "--external"]));
    assert!(text.contains("note[unsure-external-link]"), "{text}");
    assert!(text.contains("not on the public internet"), "{text}");
    assert!(server.asked("/fine").is_empty());
}

#[test]
fn the_correction_writes_the_new_address() {
    let server = Server::start(awkward);
    let folder = portal(&format!("[The law]({}#two)", server.url("/moved")));
    docent(&folder, &CHECK);
    let output = docent(&folder, &[&CHECK[..], &["--format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a document");
    let text = document.to_string();
    assert!(text.contains(&format!("{}#two", server.url("/fine"))), "{document:#}");
}

#[test]
fn the_new_address_of_a_page_that_has_moved_is_written_where_it_is_asked_for() {
    let server = Server::start(awkward);
    let folder = portal(&format!(
        "[The law]({}#two), [the plan]({})",
        server.url("/moved"),
        server.url("/moved-for-now")
    ));
    let page = || fs::read_to_string(folder.path().join("content/_index.md")).expect("the page");
    let before = page();
    docent(&folder, &CHECK);
    docent(&folder, &["fix"]);
    assert_eq!(page(), before, "a person has to look at the new page first");
    docent(&folder, &["fix", "--suggested"]);
    let at = server.address;
    // The addresses of the server are not encrypted, which is suggested too.
    let expected = format!("[The law](https://{at}/fine#two), [the plan](https://{at}/moved-for-now)");
    assert!(page().contains(&expected), "{}", page());
    let asked = server.asked("/moved").len();
    docent(&folder, &["fix", "--suggested"]);
    assert_eq!(server.asked("/moved").len(), asked, "fix asks no one");
}

#[test]
fn a_link_of_a_template_is_asked_for_and_shown_there() {
    let server = Server::start(awkward);
    let folder = portal("Words.");
    let dead = server.url("/missing");
    let config = "title: Example portal of a county\nlanguages: [en]\ntimezone: America/New_York\ntheme: {name: own}\n";
    let menu = format!("footer_menu:\n  - title: The plan of the county\n    to: {}\n", server.url("/gone"));
    fs::write(folder.path().join("docent.yaml"), config.to_owned() + &menu).expect("written");
    let templates = folder.path().join("themes/own/templates");
    fs::create_dir_all(&templates).expect("a folder");
    let template =
        format!("{{% extends \"home.html\" %}}\n{{% block main %}}<h1>Home</h1>\n<p><a href=\"{dead}\">The law</a></p>{{% endblock %}}\n");
    fs::write(templates.join("front.html"), template).expect("written");
    fs::write(
        folder.path().join("content/_index.md"),
        "---\ntitle: Home\ntemplate: front.html\n---\n",
    )
    .expect("written");
    let text = said(&docent(&folder, &CHECK));
    assert!(text.contains(&format!("the link to {dead} is dead")), "{text}");
    assert!(text.contains("themes/own/templates/front.html:3:"), "{text}");
    assert!(text.contains("docent.yaml:7:"), "{text}");
}
