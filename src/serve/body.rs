//! What an answer carries: a text that is there, or events as they come (HTML, section 9.2, "Server-sent events").

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body as Frames, Bytes, Frame, SizeHint};
use tokio::sync::watch;
use tokio::time::timeout;

use super::view::View;

/// A browser that lost the server looks for it again after so many milliseconds.
const RETRY: u32 = 500;

/// So long nothing may come before a comment shows that the server is still there.
const QUIET: Duration = Duration::from_secs(15);

/// The body of a response.
pub(super) enum Body {
    /// All of it; empty once it was sent.
    Whole(Bytes),
    /// One event after the other, for as long as the browser listens.
    Events(NextEvent),
}

/// What comes next, and where to look for what comes then; nothing once the server has ended.
type NextEvent = Pin<Box<dyn Future<Output = Option<(Bytes, watch::Receiver<View>)>> + Send>>;

impl Body {
    /// The view as it is, and again whenever it changes.
    pub fn events(mut views: watch::Receiver<View>) -> Self {
        views.mark_changed();
        Self::Events(Box::pin(next(views)))
    }
}

async fn next(mut views: watch::Receiver<View>) -> Option<(Bytes, watch::Receiver<View>)> {
    let text = match timeout(QUIET, views.changed()).await {
        Ok(Ok(())) => format!("retry: {RETRY}\ndata: {}\n\n", views.borrow_and_update().message()),
        Ok(Err(_)) => return None,
        Err(_) => ":\n\n".to_owned(),
    };
    Some((text.into(), views))
}

impl Frames for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let event = match &mut *self {
            Self::Whole(bytes) if bytes.is_empty() => return Poll::Ready(None),
            Self::Whole(bytes) => return Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Events(event) => event,
        };
        let came = std::task::ready!(event.as_mut().poll(context));
        Poll::Ready(came.map(|(text, views)| {
            *event = Box::pin(next(views));
            Ok(Frame::data(text))
        }))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Events(_) => SizeHint::default(),
        }
    }
}
