//! The development server, asked with raw requests, as a hostile page or a browser would.

#![cfg(feature = "serve")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use docent::diag::{Code, Diagnostic, Span};
use docent::memo::Memo;
use docent::pipeline::{Build, Follow, Options};
use docent::render::{Artifact, Bundle};
use docent::route::Route;
use docent::serve::{OpenBrowser, Report, ServeError, ServeOptions, Stop, Turn, run};
use docent::source::Snapshot;
use tempfile::TempDir;

/// Long enough for a busy machine; a test that passes never waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server said on the terminal.
#[derive(Debug)]
enum Said {
    Ready(SocketAddr),
    Built { changed: Vec<String>, errors: usize },
    Trouble(String),
}

struct Terminal(mpsc::Sender<Said>);

impl Report for Terminal {
    fn ready(&self, address: SocketAddr) {
        let _ = self.0.send(Said::Ready(address));
    }

    fn built(&self, turn: &Turn<'_>) {
        let changed = turn.changed.iter().map(|path| path.to_string()).collect();
        let _ = self.0.send(Said::Built {
            changed,
            errors: turn.build.diagnostics.len(),
        });
    }

    fn trouble(&self, message: &str) {
        let _ = self.0.send(Said::Trouble(message.to_owned()));
    }
}

/// A served portal. It ends when it is dropped.
struct Served {
    root: Utf8PathBuf,
    address: SocketAddr,
    said: mpsc::Receiver<Said>,
    stop: Stop,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
    _folder: TempDir,
}

impl Served {
    fn start(files: &[(&str, &str)]) -> Self {
        Self::start_with(copy, files)
    }

    fn start_with(build: Pipeline, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        for (path, text) in files {
            write(&root, path, text);
        }
        let (sender, said) = mpsc::channel();
        let stop = Stop::default();
        let options = ServeOptions {
            build,
            ..options(&root, 0, stop.clone())
        };
        let thread = std::thread::spawn(move || run(options, Arc::new(Terminal(sender))));
        let address = loop {
            if let Said::Ready(address) = said.recv_timeout(PATIENCE).expect("the server starts") {
                break address;
            }
        };
        Self {
            root,
            address,
            said,
            stop,
            thread: Some(thread),
            _folder: folder,
        }
    }

    /// A served portal, what a browser is told of it, and the first of that.
    fn open(build: Pipeline, files: &[(&str, &str)]) -> (Self, Events, serde_json::Value) {
        let served = Self::start_with(build, files);
        let mut events = served.events();
        let first = events.next();
        (served, events, first)
    }

    fn edit(&self, path: &str, text: &str) {
        write(&self.root, path, text);
    }

    /// The whole answer to a whole request.
    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// As [`Served::ask`], for what may be no request: the server may end the connection while it is still sent.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    /// A request for a file that may have to be made first.
    fn request(&self, path: &str) -> Requested {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Requested(stream)
    }

    fn events(&self) -> Events {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
            .write_all(b"GET /_docent/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        Events(BufReader::new(stream))
    }

    fn next_trouble(&self) -> String {
        loop {
            if let Said::Trouble(message) = self.said.recv_timeout(PATIENCE).expect("trouble") {
                return message;
            }
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

/// A request that has been sent.
struct Requested(TcpStream);

impl Requested {
    /// Whether there is no answer for a moment.
    fn waits(&mut self) -> bool {
        self.0.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        self.0.read(&mut [0]).is_err()
    }

    fn answer(mut self) -> String {
        self.0.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// A stream of server-sent events.
struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> serde_json::Value {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).expect("an event"), 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The next event that is so; a slow machine may send one for each step of an edit.
    fn next_that(&mut self, is_so: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let event = self.next();
            if is_so(&event) {
                return event;
            }
        }
    }
}

fn write(root: &Utf8Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn options(root: &Utf8Path, port: u16, stop: Stop) -> ServeOptions {
    ServeOptions {
        root: root.to_owned(),
        config: "docent.yaml".into(),
        read: Box::new({
            let root = root.to_owned();
            move || docent::source::disk::read(&root, Utf8Path::new("docent.yaml"))
        }),
        options: Options::on(jiff::civil::date(2025, 5, 1)),
        build: copy,
        interface: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port,
        open: OpenBrowser::No,
        stop,
    }
}

type Pipeline = fn(&Snapshot, &Options, &mut Memo, &mut dyn Follow) -> Build;

/// A build for tests of the server alone: files of `static/` are the site; the word `WRONG` is an error, `PANIC` a bug.
fn copy(snapshot: &Snapshot, _: &Options, _: &mut Memo, _: &mut dyn Follow) -> Build {
    let mut build = Build {
        bundle: Bundle::default(),
        ..Build::default()
    };
    for file in snapshot.below("static/") {
        let text = file.text().unwrap_or_default();
        assert!(!text.contains("PANIC"), "the pipeline met its match");
        if let Some(at) = text.find("WRONG") {
            let span = Span::new(&file.path, at..at + 5);
            build.diagnostics.push(
                Diagnostic::new(Code::YamlSyntax, "this is <b>wrong</b>")
                    .at(&span)
                    .help("write RIGHT"),
            );
        }
        let route = Route::file(&file.path["static/".len()..]).unwrap();
        let media = match route.extension().as_str() {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => "application/octet-stream",
        };
        build.bundle.files.insert(route, Artifact::new(file.bytes.clone(), media));
    }
    build
}

const SITE: [(&str, &str); 5] = [
    ("docent.yaml", "title: Example\n"),
    (
        "static/index.html",
        "<html><head><link rel=\"stylesheet\" href=\"site.css\"></head><body>Home</body></html>",
    ),
    ("static/contacts/index.html", "<html><head></head><body>Contacts</body></html>"),
    ("static/404.html", "<html><head></head><body>Page not found</body></html>"),
    ("static/site.css", "a { color: red }"),
];

#[test]
fn pages_are_answered_under_the_addresses_they_will_have() {
    let served = Served::start(&SITE);
    for path in ["/contacts/", "/contacts/index.html", "/contacts/?page=2"] {
        let answer = served.get(path);
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.contains("Contacts"),
            "{path}: {answer}"
        );
    }
    let moved = served.get("/contacts?page=2");
    assert!(
        moved.starts_with("HTTP/1.1 307 ") && moved.contains("location: /contacts/?page=2\r\n"),
        "{moved}"
    );
    let missing = served.get("/nowhere/at/all");
    assert!(
        missing.starts_with("HTTP/1.1 404 ") && missing.contains("Page not found"),
        "{missing}"
    );
}

#[test]
fn every_answer_is_sealed() {
    let served = Served::start(&SITE);
    let requests = [
        "GET /",
        "GET /site.css",
        "GET /nowhere",
        "GET /_docent/reload.js",
        "POST /",
        "GET /%00",
    ];
    for request in requests {
        let answer = served.ask(&format!(
            "{request} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.gov\r\nConnection: close\r\n\r\n"
        ));
        for header in [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(answer.contains(header), "{request}: {answer}");
        }
        assert!(!answer.to_lowercase().contains("access-control-"), "{request}: {answer}");
    }
}

#[test]
fn the_script_is_in_the_page_and_in_nothing_else() {
    let served = Served::start(&SITE);
    let page = served.get("/");
    assert!(page.contains("<script src=\"/_docent/reload.js\" defer"), "{page}");
    assert!(page.contains("content-type: text/html; charset=utf-8\r\n"), "{page}");
    let style = served.get("/site.css");
    assert!(
        style.ends_with("\r\n\r\na { color: red }") && style.contains("content-type: text/css"),
        "{style}"
    );
}

#[test]
fn head_has_the_headers_and_no_body() {
    let served = Served::start(&SITE);
    let answer = served.ask("HEAD /site.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.contains("content-length: 16\r\n") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
}

#[test]
fn a_site_can_only_be_read() {
    let served = Served::start(&SITE);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW"] {
        let target = if method == "CONNECT" { "localhost:80" } else { "/" };
        let answer = served.ask(&format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            answer.starts_with("HTTP/1.1 405 ") && answer.contains("allow: GET, HEAD\r\n"),
            "{method}: {answer}"
        );
    }
}

#[test]
fn no_path_leads_out_of_the_site() {
    let served = Served::start(&SITE);
    let paths = [
        "/../docent.yaml",
        "/..%2fdocent.yaml",
        "/%2e%2e/docent.yaml",
        "/%2e%2e%2fdocent.yaml",
        "/..\\docent.yaml",
        "/..%5cdocent.yaml",
        "/static/../../docent.yaml",
        "//docent.yaml",
        "//example.gov/%2e%2e",
        "/./docent.yaml",
        "/docent.yaml",
        "/docent.yaml%00.html",
        "/contacts/..;/docent.yaml",
        "/%252e%252e/docent.yaml",
        "/@fs/etc/passwd",
        "/@fs/etc/passwd?raw??",
        "/etc/passwd",
        "/file:///etc/passwd",
        "/%c0%ae%c0%ae/docent.yaml",
        "/....//docent.yaml",
        "/static/index.html",
        "/_docent/../docent.yaml",
        "/_docent/",
        "/contacts//",
        "/a#b",
        "/a%23b",
        "/%",
        "/%f",
        "/%gg",
        "/CON",
        "/con/index.html",
        "/index.html/",
        "/index.html::$DATA",
        "/a%0d%0aSet-Cookie:%20a=b",
        "*",
        "docent.yaml",
        "http://localhost/../docent.yaml",
    ];
    for path in paths {
        let answer = served.get(path);
        let refused = ["404", "400", "403"]
            .iter()
            .any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")));
        assert!(refused, "{path}: {answer}");
        assert!(
            !answer.contains("title: Example") && !answer.contains("root:") && !answer.to_lowercase().contains("set-cookie"),
            "{path}: {answer}"
        );
    }
}

#[test]
fn other_names_are_refused() {
    let served = Served::start(&SITE);
    let port = served.address.port();
    let good = [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        "[::1]".to_owned(),
        "LOCALHOST".to_owned(),
    ];
    for host in good {
        let answer = served.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
    let bad = [
        "Host: example.gov",
        "Host: localhost.example.gov",
        "Host: 127.0.0.1.example.gov",
        "Host: localhost@example.gov",
        "Host: 192.0.2.1",
        "Host:",
        "X-Forwarded-Host: localhost",
        "Host: localhost\r\nHost: example.gov",
        "Host: localhost, example.gov",
        "Host: 0x7f000001",
    ];
    for header in bad {
        let answer = served.ask(&format!("GET / HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n"));
        assert!(
            answer.starts_with("HTTP/1.1 403 ") && !answer.contains("Home"),
            "{header}: {answer}"
        );
    }
    let absolute = served.ask("GET http://example.gov/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(absolute.starts_with("HTTP/1.1 403 "), "{absolute}");
}

#[test]
fn nonsense_and_endless_headers_end_the_connection_and_not_the_server() {
    let served = Served::start(&SITE);
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", "a".repeat(20_000));
    let answer = served.ask(&long);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    for nonsense in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\u{16}\u{3}\u{1} hello\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream.write_all(nonsense.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(!answer.contains(" 200 "), "{nonsense:?}: {answer}");
    }
    assert!(served.get("/").starts_with("HTTP/1.1 200 "));
}

/// One request of `tests/serve/requests.txt`.
struct Case {
    what: String,
    /// The statuses that are right; `closed` for a connection that ends without one.
    right: Vec<String>,
    bytes: Vec<u8>,
}

/// The requests of the table, with their statuses.
fn cases() -> Vec<Case> {
    let table = fs::read_to_string("tests/serve/requests.txt").unwrap();
    let table: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    let blocks = table.split(|line| line.starts_with("== ")).skip(1);
    let titles = table.iter().filter_map(|line| line.strip_prefix("== "));
    titles.zip(blocks).map(|(title, block)| case(title, block)).collect()
}

fn case(title: &str, block: &[&str]) -> Case {
    let is_status = |word: &&str| *word == "closed" || word.parse::<u16>().is_ok();
    let right: Vec<String> = title.split(' ').take_while(is_status).map(str::to_owned).collect();
    let end = block.iter().rposition(|line| !line.is_empty()).unwrap() + 1;
    let mut lines: Vec<String> = block[..end].iter().map(|line| unescape(line)).collect();
    if !lines.iter().any(|line| line.starts_with("Connection:")) {
        let head = lines.iter().position(String::is_empty).unwrap_or(lines.len());
        lines.insert(head, "Connection: close".to_owned());
    }
    let text = format!("{}\r\n\r\n", lines.join("\r\n"));
    Case {
        what: title.to_owned(),
        right,
        // Each letter is a byte: bytes that are no text are written as `\xff`.
        bytes: text.chars().map(|letter| letter as u8).collect(),
    }
}

/// `\x0b` is a byte, `{60 a}` a text so many times.
fn unescape(line: &str) -> String {
    let repeated = |text: &str| match text
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        Some((before, (inside, after))) => {
            let (times, part) = inside.split_once(' ').unwrap();
            format!("{before}{}{after}", part.repeat(times.parse().unwrap()))
        }
        None => text.to_owned(),
    };
    let mut parts = line.split("\\x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push(u8::from_str_radix(&part[..2], 16).unwrap().into());
        text.push_str(&part[2..]);
    }
    repeated(&text)
}

#[test]
fn hostile_requests_are_answered_as_the_table_says() {
    let served = Served::start(&SITE);
    let cases = cases();
    assert!(cases.len() >= 45, "{} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case.what, mistake(case, &served.send(&case.bytes))?)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(served.get("/").starts_with("HTTP/1.1 200 "));
}

/// What is wrong with an answer, if anything is.
fn mistake(case: &Case, answer: &str) -> Option<String> {
    const NEVER: [&str; 7] = [
        "access-control-",
        "\r\nset-cookie",
        "\r\nupgrade",
        "example.gov",
        "title: example",
        "root:",
        "a { color",
    ];
    let lower = answer.to_lowercase();
    let answers = lower.matches("http/1.").count();
    let status = lower.strip_prefix("http/1.").and_then(|rest| rest.get(2..5)).unwrap_or("closed");
    let said = NEVER.iter().find(|word| lower.contains(**word));
    let fine = case.right.iter().any(|right| right == status) && said.is_none() && answers == usize::from(status != "closed");
    (!fine).then(|| format!("{answers} answers, {said:?} in {answer}"))
}

#[test]
fn who_sends_no_header_loses_the_connection() {
    let served = Served::start(&SITE);
    // Nothing at all; half a header; half a second header on a connection that was in use.
    let starts = [
        "",
        "GET / HTTP/1.1\r\nHost: loc",
        "GET /site.css HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
    ];
    let slow: Vec<TcpStream> = starts
        .iter()
        .map(|start| {
            let mut stream = TcpStream::connect(served.address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.write_all(start.as_bytes()).unwrap();
            stream
        })
        .collect();
    for (mut stream, start) in slow.into_iter().zip(starts) {
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        // The end, or word that it has ended: never a wait without end.
        assert!(
            ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset),
            "{start:?}"
        );
    }
}

#[test]
fn the_connection_after_the_sixty_fourth_waits_for_a_place() {
    let served = Served::start(&SITE);
    let connect = || TcpStream::connect(served.address).unwrap();
    let mut held: Vec<TcpStream> = (0..64).map(|_| connect()).collect();
    let mut late = connect();
    late.write_all(b"GET /site.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    late.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(late.read(&mut [0; 16]).is_err(), "answered beyond the limit");
    held.pop();
    late.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_socket_of_another_site_gets_events_as_text_and_no_socket() {
    let served = Served::start(&SITE);
    let mut stream = TcpStream::connect(served.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
        .write_all(
            b"GET /_docent/events HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.gov\r\nConnection: Upgrade\r\n\
              Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        )
        .unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert_eq!(lines.next().as_deref(), Some("HTTP/1.1 200 OK"));
    let head: Vec<String> = lines
        .by_ref()
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_lowercase())
        .collect();
    assert!(head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
    assert!(
        head.iter().any(|line| line == "cross-origin-resource-policy: same-origin"),
        "{head:?}"
    );
    assert!(
        !head
            .iter()
            .any(|line| line.starts_with("access-control-") || line.starts_with("upgrade")),
        "{head:?}"
    );
}

#[test]
fn an_edit_is_seen_and_told() {
    let (served, mut events, before) = Served::open(copy, &SITE);
    served.edit("static/contacts/index.html", "<head></head>New contacts");
    let after = events.next_that(|event| event["pages"] != before["pages"]);
    assert_eq!(after["styles"], before["styles"]);
    assert!(served.get("/contacts/").contains("New contacts"));
    let Some(Said::Built { changed, errors: 0 }) = served
        .said
        .iter()
        .find(|said| matches!(said, Said::Built { changed, .. } if !changed.is_empty()))
    else {
        panic!("the terminal was not told");
    };
    assert_eq!(changed, ["static/contacts/index.html"]);
}

/// Takes a lock, also after a test that failed with it.
fn hold(lock: &Mutex<()>) -> MutexGuard<'_, ()> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whoever holds it keeps the index from being made.
static INDEX: Mutex<()> = Mutex::new(());

/// As [`copy`]; the index of search comes after the pages.
fn copy_and_index(snapshot: &Snapshot, options: &Options, memo: &mut Memo, follower: &mut dyn Follow) -> Build {
    let mut build = copy(snapshot, options, memo, follower);
    let index = build.bundle.files.remove_entry(&Route::file("search/en.gz").unwrap());
    follower.readable(&|| build.clone());
    drop(hold(&INDEX));
    build.bundle.files.extend(index);
    build
}

#[test]
fn a_page_is_shown_before_its_index_is_made_and_search_waits() {
    let files = [SITE.as_slice(), &[("static/search/en.gz", "old index")]].concat();
    let (served, mut events, before) = Served::open(copy_and_index, &files);
    let held = hold(&INDEX);
    served.edit("static/search/en.gz", "new index");
    served.edit("static/contacts/index.html", "<head></head>New contacts");
    let pages = events.next_that(|event| event["pages"] != before["pages"]);
    assert_eq!(pages["index"], "", "nothing is found yet");
    assert!(served.get("/contacts/").contains("New contacts"));
    let mut search = served.request("/search/en.gz");
    assert!(search.waits(), "neither the old index nor none is right for the new page");
    drop(held);
    let answer = search.answer();
    assert!(answer.ends_with("\r\n\r\nnew index"), "{answer}");
    let whole = events.next_that(|event| event["index"] != "");
    assert_eq!(whole["pages"], pages["pages"], "the page need not be loaded again");
    assert_ne!(whole["index"], before["index"]);
    assert!(served.get("/nowhere/").starts_with("HTTP/1.1 404 "));
}

/// Whoever holds it keeps all pages but the first from being made.
static PAGES: Mutex<()> = Mutex::new(());

/// As [`copy`]; the pages that someone looks at come first, with the style sheets.
fn copy_first(snapshot: &Snapshot, options: &Options, memo: &mut Memo, follower: &mut dyn Follow) -> Build {
    let build = copy(snapshot, options, memo, follower);
    let looked_at = follower.looked_at();
    let mut first = build.bundle.clone();
    first
        .files
        .retain(|route, _| looked_at.contains(route) || route.extension() == "css");
    if !looked_at.is_empty() {
        follower.first(first);
    }
    drop(hold(&PAGES));
    build
}

#[test]
fn a_page_that_is_looked_at_is_shown_before_all_others_are_made() {
    let (served, mut events, before) = Served::open(copy_first, &SITE);
    assert!(served.get("/contacts/").contains("Contacts"));
    let held = hold(&PAGES);
    served.edit("static/contacts/index.html", "<head></head>New contacts");
    let first = events.next_that(|event| event["pages"] != before["pages"]);
    assert_eq!(first["styles"], before["styles"], "styles are there, and are the same");
    let page = served.get("/contacts/");
    assert!(
        page.contains("New contacts") && page.contains(&format!("data-pages={}", first["pages"])),
        "{page}"
    );
    assert!(served.get("/site.css").starts_with("HTTP/1.1 200 "));
    let mut other = served.request("/");
    assert!(other.waits(), "a page of the site before would be out of step");
    drop(held);
    let answer = other.answer();
    assert!(answer.contains("Home"), "{answer}");
    let whole = events.next_that(|event| event["pages"] != first["pages"]);
    assert_eq!(
        whole["first"], first["pages"],
        "by this the page knows that it is one of all of them"
    );
}

#[test]
fn first_pages_are_taken_back_when_the_site_has_an_error_after_all() {
    let (served, mut events, before) = Served::open(copy_first, &SITE);
    assert!(served.get("/contacts/").contains("Contacts"));
    let held = hold(&PAGES);
    served.edit("static/contacts/index.html", "<head></head>all WRONG here");
    let first = events.next_that(|event| event["pages"] != before["pages"]);
    drop(held);
    let broken = events.next_that(|event| event["errors"] != before["errors"]);
    assert_eq!(broken["pages"], before["pages"], "the site that is shown again is the one before");
    assert_eq!(broken["first"], "", "so the page that was shown first is loaded again: {first}");
    assert!(served.get("/contacts/").contains("Contacts"));
}

/// As [`copy`]; while [`PAGES`] is held, it makes nothing but waits to be called off.
fn copy_unless_called_off(snapshot: &Snapshot, options: &Options, memo: &mut Memo, follower: &mut dyn Follow) -> Build {
    while matches!(PAGES.try_lock(), Err(TryLockError::WouldBlock)) {
        if follower.calls_off() {
            return Build::default();
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    copy(snapshot, options, memo, follower)
}

#[test]
fn an_edit_ends_the_build_of_the_files_before_it() {
    let (served, mut events, before) = Served::open(copy_unless_called_off, &SITE);
    let held = hold(&PAGES);
    served.edit("static/index.html", "<head></head>New home");
    std::thread::sleep(Duration::from_millis(100));
    served.edit("static/contacts/index.html", "<head></head>New contacts");
    std::thread::sleep(Duration::from_millis(100));
    drop(held);
    let after = events.next_that(|event| event["pages"] != before["pages"]);
    assert!(served.get("/").contains("New home") && served.get("/contacts/").contains("New contacts"));
    let built = served.said.iter().find_map(|said| match said {
        Said::Built { changed, .. } => (!changed.is_empty()).then_some(changed),
        _ => None,
    });
    assert_eq!(
        built.unwrap(),
        ["static/contacts/index.html", "static/index.html"],
        "both are told: {after}"
    );
}

#[test]
fn an_edit_that_is_undone_while_it_is_built_leaves_the_site_as_it_was() {
    let (served, mut events, before) = Served::open(copy_unless_called_off, &SITE);
    let held = hold(&PAGES);
    served.edit("static/index.html", "<head></head>New home");
    std::thread::sleep(Duration::from_millis(100));
    served.edit("static/index.html", SITE[1].1);
    std::thread::sleep(Duration::from_millis(100));
    drop(held);
    served.edit("static/contacts/index.html", "<head></head>New contacts");
    let after = events.next_that(|event| event["pages"] != before["pages"]);
    assert_eq!(after["problems"], serde_json::json!([]));
    assert!(served.get("/").contains("Home") && served.get("/contacts/").contains("New contacts"));
}

#[test]
fn a_page_that_stays_as_it_is_need_not_come_first() {
    let (served, mut events, before) = Served::open(copy_first, &SITE);
    assert!(served.get("/contacts/").contains("Contacts"));
    served.edit("static/index.html", "<head></head>New home");
    let after = events.next_that(|event| event["pages"] != before["pages"]);
    assert_eq!(after["first"], "");
    assert!(served.get("/").contains("New home"));
}

#[test]
fn a_change_of_style_alone_leaves_the_pages() {
    let (served, mut events, before) = Served::open(copy, &SITE);
    served.edit("static/site.css", "a { color: blue }");
    let after = events.next_that(|event| event["styles"] != before["styles"]);
    assert_eq!(after["pages"], before["pages"]);
    assert_eq!(after["problems"], serde_json::json!([]));
}

#[test]
fn a_broken_edit_is_told_over_the_last_good_site_and_heals() {
    let (served, mut events, before) = Served::open(copy, &SITE);
    served.edit("static/index.html", "<head></head>\n  all WRONG here");
    let broken = events.next_that(|event| event["errors"] != before["errors"]);
    assert_eq!(broken["pages"], before["pages"], "the page stays");
    let problem = &broken["problems"][0];
    assert_eq!(problem["code"], "yaml-syntax");
    assert_eq!(problem["message"], "this is <b>wrong</b>");
    let excerpt = " --> static/index.html:2:7\n  |\n2 |   all WRONG here\n  |       ^^^^^";
    assert_eq!(problem["excerpt"], excerpt);
    assert_eq!(problem["help"], "write RIGHT");
    assert!(served.get("/").contains("Home"));
    served.edit("static/index.html", "<head></head>all right");
    let healed = events.next_that(|event| event["problems"] == serde_json::json!([]));
    assert_ne!(healed["pages"], before["pages"]);
    assert!(served.get("/").contains("all right"));
}

#[test]
fn a_portal_that_is_broken_from_the_start_shows_its_errors() {
    let served = Served::start(&[("static/index.html", "<script>WRONG</script>")]);
    let page = served.get("/any/page/");
    assert!(
        page.starts_with("HTTP/1.1 503 ") && page.contains("content-security-policy: default-src 'none'"),
        "{page}"
    );
    assert!(
        page.contains("this is &lt;b&gt;wrong&lt;/b&gt;") && page.contains("static/index.html:1:9"),
        "{page}"
    );
    assert!(
        page.contains("&lt;script&gt;WRONG&lt;/script&gt;") && page.contains("^^^^^"),
        "{page}"
    );
    let mut events = served.events();
    events.next();
    served.edit("static/index.html", "<head></head>right");
    events.next_that(|event| event["problems"] == serde_json::json!([]));
    assert!(served.get("/").contains("right"));
}

#[test]
fn a_bug_in_docent_does_not_end_the_server() {
    let (served, mut events, before) = Served::open(copy, &SITE);
    served.edit("static/index.html", "PANIC");
    let broken = events.next_that(|event| event["errors"] != before["errors"]);
    assert_eq!(broken["problems"][0]["code"], "bug");
    assert!(served.next_trouble().contains("the pipeline met its match"));
    assert!(served.get("/").contains("Home"));
    served.edit("static/index.html", "<head></head>calm");
    events.next_that(|event| event["problems"] == serde_json::json!([]));
    assert!(served.get("/").contains("calm"));
}

#[test]
fn a_bug_is_gone_when_its_cause_is_undone() {
    let (served, mut events, before) = Served::open(copy, &SITE);
    served.edit("static/site.css", "PANIC");
    events.next_that(|event| event["errors"] != before["errors"]);
    served.edit("static/site.css", SITE[4].1);
    let after = events.next_that(|event| event["errors"] == before["errors"]);
    assert_eq!(after, before);
}

#[test]
fn files_are_followed_however_they_are_saved() {
    let served = Served::start(&SITE);
    let mut events = served.events();
    let mut last = events.next();
    let mut changed = |what: &str| {
        let event = events.next_that(|event| event["pages"] != last["pages"]);
        last = event;
        what.to_owned()
    };
    // As vim and many others: written beside and moved over.
    served.edit("static/index.html~", "<head></head>renamed");
    fs::rename(served.root.join("static/index.html~"), served.root.join("static/index.html")).unwrap();
    changed("rename over");
    // In a folder that was not there before.
    served.edit("static/new/deep/index.html", "<head></head>deep");
    changed("new folder");
    fs::remove_dir_all(served.root.join("static/new")).unwrap();
    changed("removed folder");
    // A whole top folder that comes and goes.
    fs::remove_dir_all(served.root.join("static")).unwrap();
    changed("removed top folder");
    served.edit("static/index.html", "<head></head>again");
    changed("new top folder");
    std::thread::sleep(Duration::from_millis(300));
    served.edit("static/index.html", "<head></head>and again");
    changed("edit in the new top folder");
}

/// The ways in which editors save: into the file, beside it and moved over it, after emptying it, after deleting it.
fn save(path: &Utf8Path, text: &str, way: usize) {
    let beside = Utf8PathBuf::from(format!("{path}~"));
    match way % 4 {
        0 => fs::write(path, text).unwrap(),
        1 => fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).unwrap(),
        2 => {
            fs::File::create(path).unwrap();
            fs::OpenOptions::new()
                .append(true)
                .open(path)
                .and_then(|mut file| file.write_all(text.as_bytes()))
                .unwrap();
        }
        _ => fs::remove_file(path).and_then(|()| fs::write(path, text)).unwrap(),
    }
}

#[test]
fn a_bad_edit_heals_in_whichever_way_it_is_saved() {
    let served = Served::start(&SITE);
    let mut events = served.events();
    events.next();
    let page = served.root.join("static/index.html");
    for turn in 0..24 {
        save(&page, &format!("<head></head>WRONG {turn}"), turn);
        let excerpt = format!("WRONG {turn}\n");
        events.next_that(|event| event["problems"][0]["excerpt"].as_str().is_some_and(|text| text.contains(&excerpt)));
        save(&page, &format!("<head></head>right {turn}."), turn / 4);
        events.next_that(|event| event["problems"] == serde_json::json!([]));
        // Emptied or deleted for a moment, the file can be seen so; then another event follows.
        while !served.get("/").contains(&format!("right {turn}.")) {
            events.next();
        }
    }
}

#[test]
fn a_storm_of_edits_ends_in_what_is_on_the_disk() {
    let served = Served::start(&SITE);
    let mut events = served.events();
    events.next();
    for turn in 0..3 {
        for number in 0..200 {
            served.edit(
                &format!("static/storm/{}/{number}.html", number % 10),
                &format!("<head></head>{turn} {number}"),
            );
        }
        assert!(served.get("/contacts/").starts_with("HTTP/1.1 200 "), "in the middle of it");
    }
    fs::remove_dir_all(served.root.join("static/storm/9")).unwrap();
    served.edit("static/last/index.html", "<head></head>last");
    let settled = || {
        let mut all = (0..200).filter(|number| number % 10 != 9);
        let is_there = |number| {
            served
                .get(&format!("/storm/{}/{number}.html", number % 10))
                .ends_with(&format!("</script></head>2 {number}"))
        };
        served.get("/last/").contains("last") && served.get("/storm/9/9.html").starts_with("HTTP/1.1 404 ") && all.all(is_there)
    };
    while !settled() {
        events.next();
    }
}

#[test]
fn a_file_that_is_saved_as_it_was_is_no_change() {
    let served = Served::start(&SITE);
    served.edit("static/index.html", SITE[1].1);
    served.edit("static/site.css", "b {}");
    let built = served
        .said
        .iter()
        .find(|said| matches!(said, Said::Built { changed, .. } if !changed.is_empty()));
    assert!(matches!(built, Some(Said::Built { changed, .. }) if changed == ["static/site.css"]));
}

#[test]
fn the_next_free_port_is_taken() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap().to_owned();
    let (sender, said) = mpsc::channel();
    let stop = Stop::default();
    let options = options(&root, port, stop.clone());
    let thread = std::thread::spawn(move || run(options, Arc::new(Terminal(sender))));
    let ready = said
        .iter()
        .find_map(|said| if let Said::Ready(address) = said { Some(address) } else { None });
    assert!(
        ready.is_some_and(|address| address.port() > port && address.ip().is_loopback()),
        "{ready:?}"
    );
    stop.stop();
    thread.join().unwrap().unwrap();
}
