//! Connections: few, with small headers that come soon.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout_at};

use super::body::Body;
use super::hosts::Hosts;
use super::http::{self, Answer};
use super::looked_at::LookedAt;
use super::view::View;

const CONNECTIONS: usize = 64;
const HEADER_BYTES: usize = 8 << 10;
const HEADER_TIME: Duration = Duration::from_secs(10);

/// An answer waits so long for what is being made.
const MAKING_TIME: Duration = Duration::from_secs(120);

/// What answering needs.
pub(super) struct Server {
    views: watch::Receiver<View>,
    hosts: Hosts,
    looked_at: Arc<LookedAt>,
}

impl Server {
    /// Shows these views to these hosts, and says which pages they look at.
    pub fn new(views: watch::Receiver<View>, hosts: Hosts, looked_at: Arc<LookedAt>) -> Arc<Self> {
        Arc::new(Self { views, hosts, looked_at })
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        // Nobody sends a body, and if so, it is not read.
        let request = request.map(drop);
        let mut views = self.views.clone();
        let end = Instant::now() + MAKING_TIME;
        http::seal(loop {
            let answer = http::answer(&request, &views.borrow_and_update(), self.hosts);
            match answer {
                Answer::Response(response) => break response,
                Answer::Page(route, response) => {
                    if http::is_looked_at(&request) {
                        self.looked_at.add(route);
                    }
                    break response;
                }
                Answer::NotYet(response) => {
                    if !matches!(timeout_at(end, views.changed()).await, Ok(Ok(()))) {
                        break response;
                    }
                }
                Answer::Events => break http::carrying("text/event-stream", Body::events(views)),
            }
        })
    }
}

/// Serves until Ctrl-C or until `stop` is done; calls `show` once the first request can be answered.
pub(super) async fn serve_until(
    listener: TcpListener,
    server: Arc<Server>,
    show: impl FnOnce(),
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    show();
    // What is still open then ends with the runtime: streams of events would never end by themselves.
    tokio::select! {
        () = accept(listener, server) => Ok(()),
        signal = tokio::signal::ctrl_c() => signal,
        () = stop => Ok(()),
    }
}

async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = places.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let server = server.clone();
                tokio::spawn(async move {
                    talk(stream, server).await;
                    drop(place);
                });
            }
            // Out of file descriptors, perhaps: that passes.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn talk(stream: TcpStream, server: Arc<Server>) {
    let service = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(server.answer(request).await) }
    });
    let mut connection = http1::Builder::new();
    connection
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_header_size(HEADER_BYTES);
    // A browser that goes away in the middle is no trouble.
    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
}
