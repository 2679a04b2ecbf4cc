//! Files that were read before: one that the system says is as it was is not read again.

use std::collections::HashMap;
use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use super::Sizes;
use crate::source::SourceFile;

/// What is known of the files of a portal from the last time they were read.
#[derive(Debug, Default)]
pub struct Known {
    /// The limits within which they were read.
    sizes: Sizes,
    files: HashMap<String, (Stamp, SourceFile)>,
}

/// By what a file is told from a newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The file system and the number in it: editors write a new file and give it the name of the old one.
    file: (u64, u64),
    size: u64,
    /// The last change of the words, and of anything; the second cannot be set back.
    changed: [SystemTime; 2],
}

/// The clock of a file system may go in steps as long as this: within one, two versions of a file look alike.
const STEP: Duration = Duration::from_secs(2);

impl Known {
    /// The file at a path, if it is as it was.
    pub(super) fn file(&self, path: &str, about: &Metadata, sizes: Sizes) -> Option<&SourceFile> {
        let (stamp, file) = self.files.get(path).filter(|_| self.sizes == sizes)?;
        (about.is_file() && Stamp::of(about) == Some(*stamp)).then_some(file)
    }

    /// Remembers these files and no others.
    pub(super) fn keep(&mut self, files: impl Iterator<Item = (Stamp, SourceFile)>, sizes: Sizes) {
        self.sizes = sizes;
        self.files = files.map(|(stamp, file)| (file.path.to_string(), (stamp, file))).collect();
    }
}

impl Stamp {
    #[cfg(unix)]
    pub(super) fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let moment = |seconds: i64, nanoseconds: i64| {
            let seconds = Duration::from_secs(u64::try_from(seconds).ok()?);
            let nanoseconds = Duration::from_nanos(u64::try_from(nanoseconds).ok()?);
            SystemTime::UNIX_EPOCH.checked_add(seconds)?.checked_add(nanoseconds)
        };
        Some(Self {
            file: (about.dev(), about.ino()),
            size: about.size(),
            changed: [
                moment(about.mtime(), about.mtime_nsec())?,
                moment(about.ctime(), about.ctime_nsec())?,
            ],
        })
    }

    #[cfg(not(unix))]
    pub(super) fn of(about: &Metadata) -> Option<Self> {
        let changed = about.modified().ok()?;
        Some(Self {
            file: (0, 0),
            size: about.len(),
            changed: [changed, changed],
        })
    }

    /// Whether the file had rested for so long at a moment that a change after it shows.
    pub(super) fn rests_at(&self, moment: SystemTime) -> bool {
        let rested = |changed: &SystemTime| moment.duration_since(*changed).is_ok_and(|rest| rest > STEP);
        self.changed.iter().all(rested)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, File};
    use std::sync::Arc;
    use std::thread::sleep;

    use camino::Utf8Path;

    use super::*;

    #[test]
    fn only_what_has_changed_is_read_again_however_its_clock_was_set() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Utf8Path::from_path(folder.path()).expect("UTF-8");
        fs::create_dir(root.join("content")).expect("a folder");
        let [one, other] = ["content/one.md", "content/other.md"].map(|path| root.join(path));
        fs::write(&one, "old").expect("a file");
        fs::write(&other, "stays").expect("a file");
        let mut known = Known::default();
        let mut read = || crate::source::disk::read_again(root, Utf8Path::new("docent.yaml"), Sizes::default(), &mut known).value;
        let text = |snapshot: &crate::source::Snapshot, path: &str| snapshot.get(path).expect("the file").bytes.clone();
        let fresh = read();
        let again = read();
        let is_same = |a, b, path| Arc::ptr_eq(&text(a, path), &text(b, path));
        assert!(
            !is_same(&fresh, &again, "content/other.md"),
            "a file that was just written may be written again unseen"
        );
        sleep(STEP + Duration::from_millis(100));
        let rested = read();
        let before = fs::metadata(&one).and_then(|about| about.modified()).expect("a moment");
        fs::write(&one, "new").expect("a file");
        File::options()
            .write(true)
            .open(&one)
            .and_then(|file| file.set_modified(before))
            .expect("a moment is set");
        let edited = read();
        assert_eq!(&*text(&edited, "content/one.md"), b"new");
        assert!(is_same(&rested, &edited, "content/other.md"));
        fs::remove_file(&other).expect("a file less");
        assert!(read().get("content/other.md").is_none());
    }
}
