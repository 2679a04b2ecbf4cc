//! One build at a time for one folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::error::{self, PublishError};

/// How long a second build waits for the first.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

const PAUSE: Duration = Duration::from_millis(25);

/// Held as long as it lives. The system lets go of it when the process ends, so a dead holder's lock is simply free.
pub(super) struct Lock {
    // Open for as long as the lock is held.
    _file: File,
    path: Utf8PathBuf,
}

impl Lock {
    /// Takes the lock, waiting for its holder for at most `patience`.
    pub fn take(path: &Utf8Path, patience: Duration) -> Result<Self, PublishError> {
        let begun = Instant::now();
        loop {
            let file = open(path).map_err(error::io("open the lock", path))?;
            match file.try_lock() {
                Ok(()) if is_at(&file, path) => return Ok(Self::signed(file, path)),
                // The holder deleted the file when it was done, after it had been opened here: take the next one.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => return Err(busy(file, path)),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(error::io("lock", path)(error)),
            }
        }
    }

    /// Writes down who holds the lock, for the message of those who wait. On a full disk it goes unsaid.
    fn signed(mut file: File, path: &Utf8Path) -> Self {
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        let path = path.to_owned();
        Self { _file: file, path }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked while it is deleted. Should that fail, an unlocked file stays behind and is in nobody's way.
        let _ = fs::remove_file(&self.path);
    }
}

fn busy(mut file: File, path: &Utf8Path) -> PublishError {
    let mut text = String::new();
    let holder = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
    let lock = path.to_owned();
    PublishError::Busy { lock, holder }
}

/// Never through a link: the lock is written to.
#[cfg(unix)]
fn open(path: &Utf8Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let no_link = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.custom_flags(no_link.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Utf8Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// True if the open file is still the one with that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Utf8Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let key = |data: fs::Metadata| (data.dev(), data.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => key(open) == key(named),
        _ => false,
    }
}

/// An open file cannot be deleted there, so it has kept its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Utf8Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock_in(folder: &tempfile::TempDir) -> Utf8PathBuf {
        Utf8Path::from_path(folder.path()).unwrap().join(".public.lock")
    }

    #[test]
    fn a_second_build_waits_and_then_says_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_in(&folder);
        let _first = Lock::take(&path, Duration::ZERO).unwrap();
        let Err(PublishError::Busy { holder, .. }) = Lock::take(&path, Duration::from_millis(60)) else {
            panic!("the lock was given twice");
        };
        assert_eq!(holder, Some(std::process::id()));
    }

    #[test]
    fn the_lock_of_a_dead_process_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_in(&folder);
        fs::write(&path, "4194304\n").unwrap();
        drop(Lock::take(&path, Duration::ZERO).unwrap());
        assert!(!path.exists(), "and is cleared away after use");
    }

    #[test]
    fn of_many_at_once_each_has_its_turn_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_in(&folder);
        let inside = std::sync::atomic::AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _lock = Lock::take(&path, Duration::from_secs(20)).unwrap();
                    assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                    thread::sleep(Duration::from_millis(5));
                    inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                });
            }
        });
    }
}
