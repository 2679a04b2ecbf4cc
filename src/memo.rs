//! Work already done, keyed by everything it was done from.
//!
//! A remembered function is a plain `fn` with one argument. It captures nothing, so all it can read is in its key,
//! and leaving an input out of the key does not compile. Deleting every entry changes no byte of the result.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::diag::{Checked, Diagnostic};

/// Results of earlier turns. An entry that a whole turn did not use is dropped at its end; of turns that are broken off, only those
/// of the last are kept beside what the last whole turn used.
#[derive(Default)]
pub struct Memo {
    /// `None` if nothing is remembered.
    entries: Option<Mutex<HashMap<Key, Entry>>>,
    found: AtomicUsize,
    turn: u64,
}

/// The result's type, the function and the digest of its input.
type Key = (TypeId, usize, [u8; 16]);

struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    diagnostics: Arc<[Diagnostic]>,
    /// The last turn that used it.
    used: u64,
    /// Whether the last whole turn used it.
    is_of_whole: bool,
}

/// A value that is shared with the memo, and what was said while it was made.
pub type Remembered<T> = (Arc<T>, Arc<[Diagnostic]>);

impl Memo {
    /// A memo that remembers nothing yet.
    pub fn new() -> Self {
        Self {
            entries: Some(Mutex::default()),
            ..Self::default()
        }
    }

    /// A memo for a single turn: whatever is asked of it is done. Keys and results for a turn that never comes would cost a
    /// large build a twentieth of its time.
    pub fn of_one_turn() -> Self {
        Self::default()
    }

    /// `work(input)`, from memory if the same work was done on an equal input.
    pub fn call<I: Hash, T: Send + Sync + 'static>(&self, work: fn(I) -> Checked<T>, input: I) -> Remembered<T> {
        if self.entries.is_none() {
            let Checked { value, diagnostics } = work(input);
            return (Arc::new(value), diagnostics.into());
        }
        let key = (TypeId::of::<T>(), work as usize, digest(&input));
        if let Some(found) = self.find(&key) {
            return found;
        }
        let Checked { value, diagnostics } = work(input);
        let result: Remembered<T> = (Arc::new(value), diagnostics.into());
        let entry = Entry {
            value: result.0.clone(),
            diagnostics: result.1.clone(),
            used: self.turn,
            is_of_whole: false,
        };
        if let Some(mut entries) = self.lock() {
            entries.insert(key, entry);
        }
        result
    }

    /// Ends a turn: forgets what it did not use.
    pub fn end_turn(&mut self) {
        self.next_turn(|entry, turn| {
            entry.is_of_whole = entry.used == turn;
            entry.is_of_whole
        });
    }

    /// Ends a turn that was broken off, and did not come to use what the next one may: forgets what neither it nor the last whole
    /// turn used, so that many such turns take no more room than one.
    pub fn break_turn(&mut self) {
        self.next_turn(|entry, turn| entry.is_of_whole || entry.used == turn);
    }

    fn next_turn(&mut self, keep: impl Fn(&mut Entry, u64) -> bool) {
        let turn = self.turn;
        if let Some(mut entries) = self.lock() {
            entries.retain(|_, entry| keep(entry, turn));
        }
        self.turn += 1;
    }

    /// How many results of earlier turns were used since this was last asked.
    pub fn take_found(&self) -> usize {
        self.found.swap(0, Ordering::Relaxed)
    }

    /// How many results are remembered.
    pub fn len(&self) -> usize {
        self.lock().map_or(0, |entries| entries.len())
    }

    /// True if nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find<T: Send + Sync + 'static>(&self, key: &Key) -> Option<Remembered<T>> {
        let mut entries = self.lock()?;
        let entry = entries.get_mut(key)?;
        let value = entry.value.clone().downcast::<T>().ok()?;
        // What this turn has made itself is not remembered.
        if std::mem::replace(&mut entry.used, self.turn) != self.turn {
            self.found.fetch_add(1, Ordering::Relaxed);
        }
        Some((value, entry.diagnostics.clone()))
    }

    fn lock(&self) -> Option<std::sync::MutexGuard<'_, HashMap<Key, Entry>>> {
        // A panic in another thread cannot leave a half-made entry: entries are inserted whole.
        let entries = self.entries.as_ref()?;
        Some(entries.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

/// A value that is part of many keys: its digest is made once, when a key first needs it, and stands for it in each of them.
#[derive(Debug, Clone, Default)]
pub struct Digested<T> {
    value: T,
    digest: OnceLock<[u8; 16]>,
}

impl<T> From<T> for Digested<T> {
    fn from(value: T) -> Self {
        Self {
            value,
            digest: OnceLock::new(),
        }
    }
}

impl<T> std::ops::Deref for Digested<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Hash> Hash for Digested<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.get_or_init(|| digest(&self.value)).hash(state);
    }
}

/// 128 bits of BLAKE3 over what `Hash` writes: wide enough that two inputs never share a key.
pub fn digest(input: &impl Hash) -> [u8; 16] {
    let mut hasher = DigestHasher::default();
    input.hash(&mut hasher);
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.whole().finalize().as_bytes()[..16]);
    short
}

/// So much is digested at once: BLAKE3 reads many blocks side by side, and `Hash` writes a few bytes at a time.
const BLOCK: usize = 16 << 10;

#[derive(Default)]
struct DigestHasher {
    digested: blake3::Hasher,
    waiting: Vec<u8>,
}

impl DigestHasher {
    /// With what was still waiting.
    fn whole(&self) -> blake3::Hasher {
        let mut hasher = self.digested.clone();
        hasher.update(&self.waiting);
        hasher
    }
}

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= BLOCK {
            self.digested.update(&self.waiting);
            self.waiting.clear();
        }
    }

    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.whole().finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static CALLS: AtomicUsize = AtomicUsize::new(0);

    fn length(text: &&str) -> Checked<usize> {
        CALLS.fetch_add(1, Ordering::Relaxed);
        Checked {
            value: text.len(),
            diagnostics: Vec::new(),
        }
    }

    #[test]
    fn equal_inputs_are_worked_on_once_and_forgotten_when_unused() {
        let mut memo = Memo::new();
        assert_eq!(*memo.call(length, &"four").0, 4);
        assert_eq!(*memo.call(length, &"four").0, 4);
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
        assert_eq!(memo.take_found(), 0, "this turn made it");
        memo.end_turn();
        assert_eq!(*memo.call(length, &"four").0, 4);
        assert_eq!([memo.take_found(), memo.take_found()], [1, 0]);
        memo.end_turn();
        assert_eq!(memo.len(), 1);
        memo.end_turn();
        assert!(memo.is_empty(), "a turn that did not use the entry drops it");
    }

    fn letters(text: &&str) -> Checked<usize> {
        Checked {
            value: text.chars().count(),
            diagnostics: Vec::new(),
        }
    }

    #[test]
    fn turns_that_are_broken_off_take_no_more_room_than_one() {
        let mut memo = Memo::new();
        memo.call(letters, &"whole");
        memo.end_turn();
        for text in ["one", "two", "three"] {
            memo.call(letters, &text);
            memo.break_turn();
            assert_eq!(memo.len(), 2, "what the last whole turn used, and {text}");
        }
        memo.call(letters, &"whole");
        assert_eq!(memo.take_found(), 1);
        memo.end_turn();
        assert_eq!(memo.len(), 1);
    }
}
