//! Watching open files by polling their times and lengths.
//!
//! Polling needs no help of the system. It works for files written by other machines (network folders,
//! sync programs), sees replaced, created and removed files, and never runs out of watches. Polling is a
//! convenience: the guarantee against overwriting is the comparison of digests before each write. Own
//! writes show up too; reading the file tells both apart. Opens and writes nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

/// Shortest time between two polls.
const SHORTEST: Duration = Duration::from_secs(1);

/// Part of the time that polling may take: 1/50.
const SHARE: u32 = 50;

/// A watched file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchedFile {
    /// Text of the article with this index.
    Article(usize),
    /// Annotations on the article with this index.
    Annotations(usize),
    /// Labels, saved searches, or the rules of the annotator.
    Shared,
}

/// State of a file without reading: time, length, and inode; `None` without a file.
pub(crate) type FileStamp = Option<(SystemTime, u64, u64)>;

/// The watched files with their last state.
#[derive(Debug)]
pub struct FileWatch {
    files: Vec<(WatchedFile, PathBuf, FileStamp)>,
    pause: Duration,
}

impl FileWatch {
    /// Watches files, none polled yet.
    pub(crate) fn new(files: impl IntoIterator<Item = (WatchedFile, PathBuf)>) -> Self {
        let files = files.into_iter().map(|(watched, path)| (watched, path, None));
        Self { files: files.collect(), pause: SHORTEST }
    }

    /// Returns the files changed since the last poll. The first poll returns every existing file.
    pub fn changed(&mut self) -> Vec<WatchedFile> {
        let began = Instant::now();
        let mut changed = Vec::new();
        for (watched, path, seen) in &mut self.files {
            let now = file_stamp(path);
            if now != *seen {
                *seen = now;
                changed.push(*watched);
            }
        }
        // Ten thousand files on a slow disk are polled less often.
        self.pause = SHORTEST.max(began.elapsed() * SHARE);
        changed
    }

    /// Returns the wait until the next poll.
    pub fn pause(&self) -> Duration {
        self.pause
    }
}

/// Returns the state of a file; `None` without a file.
pub(crate) fn file_stamp(path: &Path) -> FileStamp {
    let about = fs::metadata(path).ok()?;
    let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    Some((modified, about.len(), node(&about)))
}

/// The inode changes with a replacement, even within one tick of the clock.
#[cfg(unix)]
fn node(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

/// Returns 0: other systems have finer clocks.
#[cfg(not(unix))]
fn node(_about: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_replaced_edited_and_removed_is_seen_once() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&paths[0], "one").unwrap();
        let files = paths.iter().cloned().enumerate();
        let mut watch =
            FileWatch::new(files.map(|(index, path)| (WatchedFile::Article(index), path)));
        assert_eq!(watch.changed(), [WatchedFile::Article(0)]);
        assert_eq!(watch.changed(), []);
        fs::write(&paths[0], "longer").unwrap();
        fs::write(&paths[1], "made").unwrap();
        assert_eq!(watch.changed(), [WatchedFile::Article(0), WatchedFile::Article(1)]);
        assert_eq!(watch.changed(), []);
        fs::write(folder.path().join("new"), "eadm").unwrap();
        fs::rename(folder.path().join("new"), &paths[1]).unwrap();
        assert_eq!(watch.changed(), [WatchedFile::Article(1)]);
        fs::remove_file(&paths[0]).unwrap();
        assert_eq!(watch.changed(), [WatchedFile::Article(0)]);
        assert_eq!(watch.changed(), []);
        assert_eq!(watch.pause(), SHORTEST);
    }
}
