//! Shows that docent is at work, if that takes long and someone watches.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::args::Global;
use super::output;

/// Nobody wants to see what is over before it can be read.
const LONG: Duration = Duration::from_millis(500);

/// What turns while docent works, and how fast.
const SIGNS: [char; 4] = ['|', '/', '-', '\\'];
const TURN: Duration = Duration::from_millis(100);

/// As wide as the longest step, and narrower than any terminal.
const WIDTH: usize = 24;

/// Ends when it is dropped, and leaves nothing on the terminal.
pub struct Progress(Option<(Sender<&'static str>, JoinHandle<()>)>);

impl Progress {
    /// Begins with this step.
    pub fn start(step: &'static str, global: &Global) -> Self {
        if global.quiet || !output::is_watched() {
            return Self(None);
        }
        let (sender, receiver) = channel();
        let thread = thread::Builder::new()
            .name("progress".to_owned())
            .spawn(move || show(step, &receiver));
        // A machine that has no thread to spare still builds the site.
        Self(thread.ok().map(|thread| (sender, thread)))
    }

    /// Goes on to the next step.
    pub fn step(&self, step: &'static str) {
        if let Some((sender, _)) = &self.0 {
            // The other side listens until this one is dropped.
            let _ = sender.send(step);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            // The thread has nothing to say when it ends.
            let _ = thread.join();
        }
    }
}

fn show(first: &'static str, steps: &Receiver<&'static str>) {
    let (mut step, mut patience) = (first, LONG);
    for sign in SIGNS.into_iter().cycle() {
        match steps.recv_timeout(patience) {
            Ok(next) => step = next,
            Err(RecvTimeoutError::Timeout) => {
                draw(&format!("{sign} {step}"));
                patience = TURN;
            }
            Err(RecvTimeoutError::Disconnected) if patience == TURN => return draw(""),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Writes over what was drawn before; the next text of anyone does the same.
fn draw(line: &str) {
    // Without a place to draw, the work goes on all the same.
    let _ = output::aside(&format!("\r{line:<WIDTH$}\r"));
}
