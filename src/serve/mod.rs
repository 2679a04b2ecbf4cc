//! The development server: watch, build, swap, tell the browser.
//!
//! One thread looks at the files and builds; another answers requests from the bundle in memory. Between them stands
//! the [`View`](view::View): the last good site, the first pages of the next, and what is wrong with the files now. A browser is
//! told the view's fingerprints and finds out by itself what to do, so a missed or merged message never leaves a stale page.
//! Back goes only which pages are [`looked_at`]: these are made first.
//! The server is for one machine: it answers only to the names of the interface it listens on.

mod body;
mod browser;
mod build;
mod connection;
pub mod hosts;
mod http;
mod looked_at;
pub mod lookup;
mod page;
mod problem;
mod view;
mod watch;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use camino::Utf8PathBuf;
use tokio::sync::Notify;

use crate::diag::Checked;
use crate::memo::Memo;
use crate::pipeline::{Build, Follow, Options};
use crate::source::Snapshot;
use crate::stages::Ended;
use build::Workshop;
use connection::Server;
use hosts::Hosts;
use looked_at::LookedAt;
use watch::{Alarm, Wake};

/// What to serve, and where.
pub struct ServeOptions {
    /// The folder of the portal.
    pub root: Utf8PathBuf,
    /// The configuration, relative to `root`.
    pub config: Utf8PathBuf,
    /// How to read its files.
    pub read: Box<dyn FnMut() -> Checked<Snapshot> + Send>,
    /// What to build.
    pub options: Options,
    /// How to build: [`pipeline::build_followed`](crate::pipeline::build_followed), or a stand-in that shows what a server must live through.
    pub build: fn(&Snapshot, &Options, &mut Memo, &mut dyn Follow) -> Build,
    /// The interface to listen on; `127.0.0.1` unless the user asks for another.
    pub interface: IpAddr,
    /// The port to listen on, or one of the next hundred if it is taken; 0 for any.
    pub port: u16,
    /// Whether to show the site in the user's browser.
    pub open: OpenBrowser,
    /// Ends the server from another thread, as Ctrl-C does.
    pub stop: Stop,
}

/// Whether the browser is opened once the site can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenBrowser {
    /// The user asked for it.
    Yes,
    /// The user opens it.
    No,
}

/// A handle that ends a server.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Ends the server, now or as soon as it has begun.
    pub fn stop(&self) {
        self.0.notify_one();
    }
}

/// What the command line says while the server runs.
pub trait Report: Send + Sync {
    /// The site can be seen at this address.
    fn ready(&self, address: SocketAddr);

    /// The server begins to look at the files, because of an edit or to be sure.
    fn looks(&self) {}

    /// A stage of the build has ended; the first one is reading what has changed.
    fn ended(&self, _: Ended) {}

    /// The site was built, well or not.
    fn built(&self, turn: &Turn<'_>);

    /// Something else the user must know; the server goes on.
    fn trouble(&self, message: &str);
}

/// One turn of the server: the files were read, and the site was built.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The site, and what there is to say about the files.
    pub build: &'a Build,
    /// The files it was built from.
    pub snapshot: &'a Snapshot,
    /// The files that are new, changed or gone since the last turn; empty in the first one.
    pub changed: &'a [Arc<str>],
    /// How long reading and building took.
    pub took: Duration,
}

/// Why there is no server.
#[derive(Debug)]
pub enum ServeError {
    /// The interface cannot be listened on.
    Listen {
        /// The interface and the port that were asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// All of the ports that were tried are taken.
    NoFreePort {
        /// The first of them.
        first: u16,
        /// The last of them.
        last: u16,
    },
    /// The system gave no thread, timer or signal.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, error } => write!(
                f,
                "docent cannot listen on {address}: {error}. Choose another interface or port with `--interface` and `--port`"
            ),
            Self::NoFreePort { first, last } => {
                write!(f, "the ports {first} to {last} are all taken. Choose another with `--port`")
            }
            Self::System(error) => write!(f, "the server could not start: {error}"),
        }
    }
}

impl std::error::Error for ServeError {}

/// Serves the portal until Ctrl-C or [`Stop::stop`].
///
/// # Errors
///
/// Only before the first answer: afterwards the server lives through whatever happens to the files.
pub fn run(options: ServeOptions, report: Arc<dyn Report>) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(ServeError::System)?;
    let listener = listen(options.interface, options.port)?;
    let address = listener.local_addr().map_err(ServeError::System)?;
    let (open, stop) = (options.open, options.stop.clone());
    let (wake, woken) = mpsc::channel();
    let looked_at = Arc::new(LookedAt::default());
    let (workshop, views) = Workshop::open(options, report.clone(), looked_at.clone(), Alarm::new(wake.clone()));
    let work = thread::Builder::new().name("build".to_owned()).stack_size(BUILD_STACK);
    // The thread ends when it is told to; a build that takes long does not hold up Ctrl-C.
    work.spawn(move || workshop.work(&woken)).map_err(ServeError::System)?;
    let server = Server::new(views, Hosts::of(address.ip()), looked_at);
    let show = || show(address, open, &*report);
    let served = runtime.block_on(connection::serve_until(listener, server, show, stop.0.notified()));
    // Nobody listens any more if the build thread has ended before.
    let _ = wake.send(Wake::Stop);
    served.map_err(ServeError::System)
}

/// Deeply nested pages need room; the main thread of most systems has as much.
const BUILD_STACK: usize = 8 << 20;

const PORTS_TO_TRY: u16 = 100;

fn listen(interface: IpAddr, first: u16) -> Result<TcpListener, ServeError> {
    let last = first.saturating_add(PORTS_TO_TRY - 1);
    for port in first..=last {
        let address = SocketAddr::new(interface, port);
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(ServeError::Listen { address, error }),
        }
    }
    Err(ServeError::NoFreePort { first, last })
}

fn show(address: SocketAddr, open: OpenBrowser, report: &dyn Report) {
    report.ready(address);
    if open == OpenBrowser::Yes
        && let Err(error) = browser::open(&format!("http://{}/", browsable(address)))
    {
        report.trouble(&format!("the browser could not be opened: {error}"));
    }
}

/// No browser goes to `0.0.0.0`, which stands for every interface.
fn browsable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from(std::net::Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
