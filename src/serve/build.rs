//! The thread that looks at the files and builds, again and again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::looked_at::LookedAt;
use super::problem::Problem;
use super::view::View;
use super::watch::{Alarm, NO_ROOM, Wake, Watch};
use super::{Report, ServeOptions, Turn};
use crate::diag::{self, Checked, Diagnostic};
use crate::memo::Memo;
use crate::pipeline::{Build, Follow, Indexing};
use crate::render::Bundle;
use crate::route::Route;
use crate::source::Snapshot;
use crate::stages::{Ended, Watch as Stages};

/// All that building again needs.
pub(super) struct Workshop {
    options: ServeOptions,
    report: Arc<dyn Report>,
    watch: Watch,
    views: watch::Sender<View>,
    looked_at: Arc<LookedAt>,
    alarm: Alarm,
    memo: Memo,
    seen: Option<Seen>,
    /// Whether the last build was called off.
    is_called_off: bool,
    /// When the first build began of those that were called off one after another, and of the one that follows them.
    in_pieces_since: Instant,
}

/// What the last turn read.
#[derive(Clone, PartialEq)]
struct Seen {
    snapshot: Snapshot,
    diagnostics: Vec<Diagnostic>,
}

impl Workshop {
    /// Watches the files and builds the site for the first time.
    pub fn open(options: ServeOptions, report: Arc<dyn Report>, looked_at: Arc<LookedAt>, alarm: Alarm) -> (Self, watch::Receiver<View>) {
        // Watching begins before the first look, so that no edit falls between the two.
        let watch = Watch::start(&options.root, &options.config, alarm.clone());
        let (views, shown) = watch::channel(View::default());
        let mut workshop = Self {
            options,
            report,
            watch,
            views,
            looked_at,
            alarm,
            memo: Memo::new(),
            seen: None,
            is_called_off: false,
            in_pieces_since: Instant::now(),
        };
        workshop.tell_trouble();
        workshop.turn();
        (workshop, shown)
    }

    /// Builds whenever it is woken, until it is told to stop.
    pub fn work(mut self, woken: &Receiver<Wake>) {
        loop {
            match wait(woken, self.watch.patience()) {
                Wake::Stop => return,
                Wake::Full => self.watch.give_up(NO_ROOM),
                Wake::Look => self.watch.follow_new_folders(),
            }
            self.tell_trouble();
            self.turn();
        }
    }

    /// Says once why changes are not seen at once any more.
    fn tell_trouble(&mut self) {
        if let Some(trouble) = self.watch.take_trouble() {
            self.report.trouble(&trouble);
        }
    }

    /// Looks at the files; if they are not as they were, builds and shows the result.
    fn turn(&mut self) {
        let turned = catch_unwind(AssertUnwindSafe(|| self.build()));
        if let Err(panic) = turned {
            // Whatever was being remembered may be half made.
            self.memo = Memo::new();
            let message = panic_message(&*panic);
            self.report
                .trouble(&format!("docent has a bug: {message}. The server goes on; please report it"));
            self.views.send_modify(|view| view.show_bug(Problem::bug(&message)));
        }
    }

    fn build(&mut self) {
        let begun = Instant::now();
        self.alarm.silence();
        self.report.looks();
        let Checked {
            value: snapshot,
            diagnostics,
        } = (self.options.read)();
        let seen = Seen { snapshot, diagnostics };
        if self.seen.as_ref() == Some(&seen) && !self.is_called_off {
            return;
        }
        self.report.ended(seen.snapshot.reading());
        // Remembered before building: files that make docent panic are not tried again until they change.
        let before = self.seen.replace(seen.clone());
        if !std::mem::take(&mut self.is_called_off) {
            self.in_pieces_since = begun;
        }
        // Nobody can look at anything before the first site is there.
        let may_be_called_off = before.is_some() && self.in_pieces_since.elapsed() < IN_PIECES;
        let mut told = Told {
            report: &*self.report,
            views: &self.views,
            looked_at: &self.looked_at,
            alarm: may_be_called_off.then_some(&self.alarm),
            called_off: AtomicBool::new(false),
            seen: &seen,
        };
        let build = (self.options.build)(&seen.snapshot, &self.options.options, &mut self.memo, &mut told);
        self.is_called_off = told.called_off.into_inner();
        if self.is_called_off {
            // Against these files the next look tells what has changed.
            self.seen = before;
            return;
        }
        let build = seen.with_diagnostics(build);
        self.views.send_modify(|view| view.show(&build, &seen.snapshot));
        self.report.built(&Turn {
            build: &build,
            snapshot: &seen.snapshot,
            changed: &before.map_or_else(Vec::new, |before| changed(&before.snapshot, &seen.snapshot)),
            took: begun.elapsed(),
        });
    }
}

impl Seen {
    /// A build of the files, with what was said when they were read.
    fn with_diagnostics(&self, mut build: Build) -> Build {
        build.diagnostics.extend(self.diagnostics.iter().cloned());
        diag::sort(&mut build.diagnostics);
        build
    }
}

/// Files that change again and again do not keep a site from being built to its end for longer than this.
const IN_PIECES: Duration = Duration::from_secs(30);

/// Passes on what the pipeline says, and shows its pages as soon as they can be read.
struct Told<'t> {
    report: &'t dyn Report,
    views: &'t watch::Sender<View>,
    looked_at: &'t LookedAt,
    /// By which the build may be called off.
    alarm: Option<&'t Alarm>,
    called_off: AtomicBool,
    seen: &'t Seen,
}

impl Stages for Told<'_> {
    fn ended(&mut self, stage: Ended) {
        self.report.ended(stage);
    }

    fn calls_off(&self) -> bool {
        if self.alarm.is_some_and(Alarm::is_heard) {
            self.called_off.store(true, Ordering::Relaxed);
        }
        self.called_off.load(Ordering::Relaxed)
    }
}

impl Follow for Told<'_> {
    fn indexing(&self) -> Indexing {
        Indexing::Last
    }

    fn looked_at(&self) -> Vec<Route> {
        match diag::publishable(&self.seen.diagnostics) {
            true => self.looked_at.pages(),
            // What could not be read keeps the site from being shown, whatever comes of the rest.
            false => Vec::new(),
        }
    }

    fn first(&mut self, pages: Bundle) {
        self.views.send_if_modified(|view| view.show_first(pages));
    }

    fn readable(&mut self, build: &dyn Fn() -> Build) {
        let build = self.seen.with_diagnostics(build());
        self.views.send_modify(|view| view.show_pages(&build, &self.seen.snapshot));
    }
}

/// Editors write a file in several steps, which follow one another at once: so long nothing may have happened.
const REST: Duration = Duration::from_millis(15);

/// A program that writes without a rest is not waited for longer.
const RESTLESS: Duration = Duration::from_secs(1);

/// Waits for the next reason to look, and until the files rest. Events that came together are one reason: a look sees everything.
fn wait(woken: &Receiver<Wake>, patience: Option<Duration>) -> Wake {
    let first = match patience {
        None => woken.recv().unwrap_or(Wake::Stop),
        Some(patience) => match woken.recv_timeout(patience) {
            Ok(wake) => wake,
            Err(RecvTimeoutError::Timeout) => Wake::Look,
            Err(RecvTimeoutError::Disconnected) => Wake::Stop,
        },
    };
    let (begun, mut wake) = (Instant::now(), first);
    while wake < Wake::Stop && begun.elapsed() < RESTLESS {
        match woken.recv_timeout(REST) {
            Ok(more) => wake = wake.max(more),
            Err(_) => break,
        }
    }
    wake
}

/// The paths of files that one of the two snapshots has and the other has not, or not so.
fn changed(before: &Snapshot, after: &Snapshot) -> Vec<Arc<str>> {
    let gone = before.files().filter(|file| after.get(&file.path).is_none());
    let new = after.files().filter(|file| before.get(&file.path) != Some(*file));
    let mut paths: Vec<Arc<str>> = gone.chain(new).map(|file| file.path.clone()).collect();
    paths.sort();
    paths
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it stopped without a message".to_owned())
}
