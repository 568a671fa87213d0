//! Which of the files that are open have changed on disk: looking at their times and lengths again.
//!
//! Looking again and again needs no help of the system, so it also works where other machines write (network
//! folders, sync programs), sees files that are replaced, made and removed, and never runs out of
//! watches. It is a convenience: the promise that nothing is overwritten is the comparison of digests
//! before each write. It knows nothing of who wrote; our own writes show up too, and reading the file
//! tells them from others'. It opens nothing and writes nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

/// The shortest time between two looks.
const SHORTEST: Duration = Duration::from_secs(1);

/// A look may take this part of the time between two looks.
const SHARE: u32 = 50;

/// A file that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchedFile {
    /// The text of the article of this index.
    Article(usize),
    /// The annotations on the article of this index.
    Annotations(usize),
    /// The labels of the project, its saved searches, or the rules of the annotator.
    Shared,
}

/// What tells one state of a file from another without reading it; none for a file that is not there.
pub(crate) type FileStamp = Option<(SystemTime, u64, u64)>;

/// The files with what was last seen of them.
#[derive(Debug)]
pub struct FileWatch {
    files: Vec<(WatchedFile, PathBuf, FileStamp)>,
    pause: Duration,
}

impl FileWatch {
    /// Over these files; none is looked at yet.
    pub(crate) fn new(files: impl IntoIterator<Item = (WatchedFile, PathBuf)>) -> Self {
        let files = files.into_iter().map(|(watched, path)| (watched, path, None));
        Self { files: files.collect(), pause: SHORTEST }
    }

    /// What has changed since the last look; the first look finds every file that is there.
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
        // Ten thousand files on a slow disk are looked at less often.
        self.pause = SHORTEST.max(began.elapsed() * SHARE);
        changed
    }

    /// How long to wait before the next look.
    pub fn pause(&self) -> Duration {
        self.pause
    }
}

/// Returns the state of a file without reading it; `None` without a file.
pub(crate) fn file_stamp(path: &Path) -> FileStamp {
    let about = fs::metadata(path).ok()?;
    let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    Some((modified, about.len(), node(&about)))
}

/// A replaced file is another one even within the same tick of the clock.
#[cfg(unix)]
fn node(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

/// Other systems have finer clocks.
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
