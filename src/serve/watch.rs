//! When to look at the files. Never what changed: that is found by looking.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use notify_debouncer_full::notify::event::{AccessKind, AccessMode, EventKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};

use crate::source::LOCK;
use crate::source::disk::FOLDERS;

/// Why the build thread woke up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    /// Something may have changed.
    Look,
    /// The server ends.
    Stop,
}

/// Editors write a file in several steps; this is how long a file must rest.
const REST: Duration = Duration::from_millis(40);

/// How often to look where the system cannot tell.
const WITHOUT_EVENTS: Duration = Duration::from_secs(1);

/// Watches the folders of a portal and its configuration.
pub(super) struct Watch {
    root: Utf8PathBuf,
    events: Result<Events, String>,
    followed: Vec<Utf8PathBuf>,
}

impl Watch {
    /// Sends [`Wake::Look`] whenever something below the folders changes.
    pub fn start(root: &Utf8Path, config: &Utf8Path, wake: Sender<Wake>) -> Self {
        // Events name real paths.
        let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
        let config = root.join(config);
        let events = begin(&root, &config, wake)
            .map_err(|error| format!("changes cannot be watched for ({error}); docent looks at the files every second instead"));
        let mut watch = Self {
            root,
            events,
            followed: Vec::new(),
        };
        watch.follow_new_folders();
        watch
    }

    /// Why the system cannot tell of changes.
    pub fn trouble(&self) -> Option<&str> {
        self.events.as_ref().err().map(String::as_str)
    }

    /// How long to wait for an event before looking all the same; `None` where events can be relied on.
    pub fn patience(&self) -> Option<Duration> {
        self.events.is_err().then_some(WITHOUT_EVENTS)
    }

    /// Watches the folders that have appeared, and forgets those that are gone.
    pub fn follow_new_folders(&mut self) {
        let Ok(events) = &mut self.events else { return };
        self.followed.retain(|folder| folder.is_dir());
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            if folder.is_dir() && !self.followed.contains(&folder) && events.watch(&folder, RecursiveMode::Recursive).is_ok() {
                self.followed.push(folder);
            }
        }
    }
}

type Events = Debouncer<RecommendedWatcher, RecommendedCache>;

/// The folders above are watched too, without what is below: files there are replaced when they are saved, and folders come and go.
fn begin(root: &Utf8Path, config: &Utf8Path, wake: Sender<Wake>) -> notify::Result<Events> {
    let (watched, settings) = (root.to_owned(), config.to_owned());
    let mut events = new_debouncer(REST, None, move |result: DebounceEventResult| {
        let look = match result {
            Ok(events) => events.iter().any(|event| matters(event, &watched, &settings)),
            // Events were lost: looking finds what they were about.
            Err(_) => true,
        };
        if look {
            // The build thread has ended before the watch: there is nobody to wake.
            let _ = wake.send(Wake::Look);
        }
    })?;
    events.watch(root, RecursiveMode::NonRecursive)?;
    if let Some(folder) = config.parent().filter(|folder| *folder != root) {
        events.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(events)
}

/// Reading is an event as well; were it a reason to look, looking would never end.
fn matters(event: &DebouncedEvent, root: &Utf8Path, config: &Utf8Path) -> bool {
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
