//! Ctrl-C and the request to end, while the site is being published: what was begun is cleared away first.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Becomes true when the user or the system asks the program to end. Until this is called, and at the second time they
/// ask, the program ends at once.
pub fn watch() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    #[cfg(feature = "serve")]
    listen(asked.clone());
    asked
}

/// Without a thread or a signal to listen to, the program ends at once, and the next build clears away what it began.
#[cfg(feature = "serve")]
fn listen(asked: Arc<AtomicBool>) {
    if !can_open_more() {
        return;
    }
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
        return;
    };
    // Listening has begun when the thread has, or the first signal could be missed.
    let signals = {
        let _entered = runtime.enter();
        outlive_large_files();
        Signals::new()
    };
    let Ok(mut signals) = signals else { return };
    let listening = move || {
        runtime.block_on(async move {
            signals.next().await;
            asked.store(true, std::sync::atomic::Ordering::Relaxed);
            signals.next().await;
            std::process::exit(130);
        });
    };
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(listening);
}

/// Whether the system has files left to listen with: tokio does not answer with an error where it has none.
#[cfg(all(feature = "serve", unix))]
fn can_open_more() -> bool {
    // Tokio opens five: two to wait with, a pair through which signals come, and an end of it for itself.
    let pairs: [_; 4] = std::array::from_fn(|_| std::os::unix::net::UnixStream::pair());
    pairs.iter().all(Result::is_ok)
}

#[cfg(all(feature = "serve", not(unix)))]
fn can_open_more() -> bool {
    true
}

/// Where files may not be larger than so much (`ulimit -f`), the system ends a program that writes more, unless it has
/// asked for the signal: then the write fails, and can be explained. The system keeps what was asked for.
#[cfg(all(feature = "serve", unix))]
fn outlive_large_files() {
    // `SIGXFSZ`, on Linux and on macOS.
    const FILE_TOO_LARGE: i32 = 25;
    let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(FILE_TOO_LARGE));
}

#[cfg(all(feature = "serve", not(unix)))]
fn outlive_large_files() {}

#[cfg(all(feature = "serve", unix))]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(all(feature = "serve", unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        // `select!` needs macros that nothing else here does.
        std::future::poll_fn(|context| match self.interrupt.poll_recv(context) {
            std::task::Poll::Ready(_) => std::task::Poll::Ready(()),
            std::task::Poll::Pending => self.terminate.poll_recv(context).map(|_| ()),
        })
        .await;
    }
}

#[cfg(all(feature = "serve", not(unix)))]
struct Signals;

#[cfg(all(feature = "serve", not(unix)))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // There is nothing to listen to.
            std::future::pending::<()>().await;
        }
    }
}
