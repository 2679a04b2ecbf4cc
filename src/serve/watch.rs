//! When to look at the files. Never what changed: that is found by looking.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::LOCK;
use crate::source::disk::FOLDERS;

/// Why the build thread woke up. Each reason includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wake {
    /// Something may have changed.
    Look,
    /// The system has no room for another watch: from now on it can miss changes.
    Full,
    /// The server ends.
    Stop,
}

/// Wakes the build thread. It can be heard in the middle of a build.
#[derive(Clone)]
pub(super) struct Alarm {
    wake: Sender<Wake>,
    is_heard: Arc<AtomicBool>,
}

impl Alarm {
    /// An alarm that is silent.
    pub fn new(wake: Sender<Wake>) -> Self {
        Self {
            wake,
            is_heard: Arc::default(),
        }
    }

    /// Wakes the thread.
    pub fn ring(&self, why: Wake) {
        self.is_heard.store(true, Ordering::Relaxed);
        // The thread may have ended before: there is nobody to wake.
        let _ = self.wake.send(why);
    }

    /// Whether it has rung since it was last silenced.
    pub fn is_heard(&self) -> bool {
        self.is_heard.load(Ordering::Relaxed)
    }

    /// Whoever looks at the files from now on sees why it has rung so far.
    pub fn silence(&self) {
        self.is_heard.store(false, Ordering::Relaxed);
    }
}

/// How often to look where the system cannot tell.
const WITHOUT_EVENTS: Duration = Duration::from_secs(1);

/// Watches the folders of a portal and its configuration. Where it cannot watch all of them, it watches none: half of
/// the events would look like all of them.
pub(super) struct Watch {
    root: Utf8PathBuf,
    /// `None` where the system cannot tell of changes.
    events: Option<RecommendedWatcher>,
    followed: Vec<Utf8PathBuf>,
    /// Why there are no events, until it has been said.
    trouble: Option<String>,
}

impl Watch {
    /// Rings with [`Wake::Look`] whenever something below the folders changes.
    pub fn start(root: &Utf8Path, config: &Utf8Path, alarm: Alarm) -> Self {
        // Events name real paths.
        let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
        let config = root.join(config);
        let events = begin(&root, &config, alarm);
        let mut watch = Self {
            root,
            events: None,
            followed: Vec::new(),
            trouble: None,
        };
        match events {
            Ok(events) => watch.events = Some(events),
            Err(error) => watch.trouble = Some(without_events(&reason(&error))),
        }
        watch.follow_new_folders();
        watch
    }

    /// Why the system cannot tell of changes; said once.
    pub fn take_trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// How long to wait for an event before looking all the same; `None` where events can be relied on.
    pub fn patience(&self) -> Option<Duration> {
        self.events.is_none().then_some(WITHOUT_EVENTS)
    }

    /// Watches the folders that have appeared, and forgets those that are gone.
    pub fn follow_new_folders(&mut self) {
        self.followed.retain(|folder| folder.is_dir());
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if folder.is_dir() && !self.followed.contains(&folder) {
                self.follow(folder);
            }
        }
    }

    /// Relies on the system no longer: it can miss changes from now on.
    pub fn give_up(&mut self, why: &str) {
        if self.events.take().is_some() {
            self.trouble = Some(without_events(why));
        }
    }

    /// What comes and goes while its folder is looked through is tried again, and in the end at the next look.
    fn follow(&mut self, folder: Utf8PathBuf) {
        const ATTEMPTS: usize = 3;
        for _ in 0..ATTEMPTS {
            let Some(events) = &mut self.events else { return };
            match events.watch(folder.as_std_path(), RecursiveMode::Recursive) {
                Ok(()) => return self.followed.push(folder),
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => return self.give_up(&reason(&error)),
            }
        }
    }
}

fn without_events(why: &str) -> String {
    format!("changes cannot be watched for ({why}); docent looks at the files every second instead")
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => NO_ROOM.to_owned(),
        _ => error.to_string(),
    }
}

/// What the system says when it has no room for another watch; on Linux `fs.inotify.max_user_watches` is the limit.
pub(super) const NO_ROOM: &str = "the system's limit of watched folders is reached";

/// The folders above are watched too, without what is below: files there are replaced when they are saved, and folders come and go.
fn begin(root: &Utf8Path, config: &Utf8Path, alarm: Alarm) -> notify::Result<RecommendedWatcher> {
    let (watched, settings) = (root.to_owned(), config.to_owned());
    let mut events = notify::recommended_watcher(move |result: notify::Result<Event>| {
        let why = match result {
            Ok(event) => matters(&event, &watched, &settings).then_some(Wake::Look),
            Err(error) if is_full(&error) => Some(Wake::Full),
            // Events were lost: looking finds what they were about.
            Err(_) => Some(Wake::Look),
        };
        if let Some(why) = why {
            alarm.ring(why);
        }
    })?;
    events.watch(root.as_std_path(), RecursiveMode::NonRecursive)?;
    if let Some(folder) = config.parent().filter(|folder| *folder != root) {
        events.watch(folder.as_std_path(), RecursiveMode::NonRecursive)?;
    }
    Ok(events)
}

/// A folder was made, and the system has no room to watch it.
fn is_full(error: &notify::Error) -> bool {
    matches!(error.kind, ErrorKind::MaxFilesWatch)
}

/// Reading is an event as well; were it a reason to look, looking would never end.
fn matters(event: &Event, root: &Utf8Path, config: &Utf8Path) -> bool {
    let written = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    };
    event.need_rescan() || (written && event.paths.iter().any(|path| is_source(path, root, config)))
}

fn is_source(path: &Path, root: &Utf8Path, config: &Utf8Path) -> bool {
    path == config || path == root.join(LOCK) || FOLDERS.iter().any(|folder| path.starts_with(root.join(folder)))
}
