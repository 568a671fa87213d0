//! The cached repeats of a corpus, in the platform's cache folder.
//!
//! Owns path and size of the file; [`crate::repeats::CorpusRepeats`] owns the bytes. An error costs only
//! time: a start without the file compares all articles.

use std::path::PathBuf;

use super::{Dirs, StoreError};

const FILE: &str = "repeats.bin";

/// Size of the largest file, in bytes.
const FILE_LIMIT: u64 = 1 << 29;

/// Size of the files of all corpora together, in bytes.
const ALL_LIMIT: u64 = 1 << 30;

/// The cache of one corpus.
#[derive(Clone, Debug)]
pub struct RepeatsCache {
    dirs: Dirs,
    corpus: String,
}

impl RepeatsCache {
    /// Returns the cache of a corpus; `corpus` is its [`super::corpus_id`].
    pub fn of(dirs: &Dirs, corpus: String) -> Self {
        let dirs = dirs.clone();
        Self { dirs, corpus }
    }

    /// Reads the file; `None` if it is missing, too large or unreadable.
    pub fn read(&self) -> Option<Vec<u8>> {
        self.dirs.files.read(&self.path(), FILE_LIMIT).ok()?
    }

    /// Replaces the file, and removes the largest files of other corpora if all would exceed 1 GiB.
    /// Writes nothing above 512 MiB.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the folder or the file cannot be written.
    pub fn write(&self, bytes: &[u8]) -> Result<(), StoreError> {
        let n_bytes = bytes.len() as u64;
        if n_bytes > FILE_LIMIT {
            return Ok(());
        }
        self.make_room(ALL_LIMIT - n_bytes);
        let files = &self.dirs.files;
        let folder = self.dirs.cache.join(&self.corpus);
        files.create_folder(&folder)?;
        files.sweep_abandoned(&folder);
        files.replace_unflushed(&self.path(), bytes)
    }

    /// Removes files of other corpora, the largest first, until they take at most `room` bytes.
    fn make_room(&self, room: u64) {
        let vfs = self.dirs.files.vfs();
        let names = vfs.list(&self.dirs.cache).unwrap_or_default();
        let others = names.into_iter().filter(|name| name != self.corpus.as_str());
        let mut others: Vec<(u64, PathBuf)> = others
            .filter_map(|name| {
                let path = self.dirs.cache.join(name).join(FILE);
                Some((vfs.metadata(&path).ok()?.len, path))
            })
            .collect();
        others.sort();
        let mut taken: u64 = others.iter().map(|other| other.0).sum();
        // Removing the largest file first costs the fewest corpora their cache.
        while taken > room
            && let Some((len, path)) = others.pop()
        {
            taken -= len;
            // The next write tries again.
            let _ = vfs.remove(&path);
        }
    }

    fn path(&self) -> PathBuf {
        self.dirs.cache.join(&self.corpus).join(FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_file_is_read_and_a_missing_file_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        let cache = RepeatsCache::of(&dirs, "one".to_owned());
        assert_eq!(cache.read(), None);
        cache.write(b"bytes").unwrap();
        assert_eq!(cache.read(), Some(b"bytes".to_vec()));
        std::fs::remove_dir_all(&dirs.cache).unwrap();
        assert_eq!(cache.read(), None);
        std::fs::create_dir_all(cache.path()).unwrap();
        assert_eq!(cache.read(), None, "a folder has its path");
    }

    #[test]
    fn the_largest_of_the_others_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        let of = |name: &str| RepeatsCache::of(&dirs, name.to_owned());
        for (name, len) in [("small", 10), ("large", 1000), ("middle", 100)] {
            of(name).write(&vec![7; len]).unwrap();
        }
        let mine = of("mine");
        mine.write(&[1; 5000]).unwrap();
        mine.make_room(110);
        let is_there = |name: &str| of(name).read().is_some();
        assert!(is_there("small") && is_there("middle") && is_there("mine"));
        assert!(!is_there("large"));
        mine.make_room(50);
        assert!(is_there("small") && !is_there("middle"));
        for (name, len) in [("large", 1000), ("middle", 100)] {
            of(name).write(&vec![7; len]).unwrap();
        }
        mine.make_room(50);
        assert!(is_there("small") && !is_there("large") && !is_there("middle"));
    }

    #[test]
    fn all_together_stay_below_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        let of = |name: &str| RepeatsCache::of(&dirs, name.to_owned());
        of("other").write(b"bytes").unwrap();
        // A file with nothing in it takes no room on the disk that runs the tests.
        let other = std::fs::File::create(of("other").path()).unwrap();
        other.set_len(ALL_LIMIT - 3).unwrap();
        of("mine").write(b"123").unwrap();
        assert!(of("other").path().exists());
        of("mine").write(b"1234").unwrap();
        assert!(!of("other").path().exists());
        let too_many = vec![0; usize::try_from(FILE_LIMIT).unwrap() + 1];
        of("mine").write(&too_many).unwrap();
        assert_eq!(of("mine").read(), Some(b"1234".to_vec()));
    }
}
