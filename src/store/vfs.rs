//! The file system calls of the store as a trait: the real disk, and a simulated disk for tests.
//!
//! The store reads, writes, locks and lists its own files only through a [`FileSystem`]. A test can fail
//! any call, and inspect the disk after a simulated power cut. Owns single calls;
//! [`super::atomic_write`] combines them to a safe replacement. Articles are listed and read without the
//! trait, because the store never writes articles.

mod os;

use std::{
    ffi::OsString,
    fmt,
    fs::TryLockError,
    io,
    path::{Path, PathBuf},
};

pub use self::os::DiskAccess;
pub(crate) use self::os::OsFileSystem;

/// Kind of a directory entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    File,
    Folder,
    /// A link (only without following links), a device, a pipe.
    Other,
}

/// Metadata of a path, read without opening the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileMetadata {
    pub(crate) kind: FileKind,
    pub(crate) len: u64,
}

/// The single calls. Each call may fail, and does no more than its name says.
pub(crate) trait FileSystem: fmt::Debug + Send + Sync {
    /// Returns the metadata of a path, following links.
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata>;

    /// Returns the metadata of a path, without following a final link.
    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata>;

    /// Returns the path without links and `..`.
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;

    /// Returns true if a file could be created in a folder, as far as known without creating a file.
    fn is_writable(&self, folder: &Path) -> bool;

    /// Returns the names in a folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;

    /// Returns all bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Creates a new file for writing, with mode and group of `like` if `like` exists. Fails if `path`
    /// exists.
    fn create_new(&self, path: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>>;

    /// Opens an existing file for appending.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>>;

    /// Renames a file, over an existing file.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Creates one folder.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    fn flush_folder(&self, folder: &Path) -> io::Result<()>;

    /// Opens a lock file; creates a missing file.
    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>>;
}

/// A file open for writing.
pub(crate) trait OpenFile: io::Write + fmt::Debug + Send {
    /// Makes the content durable. The file's name belongs to its folder.
    fn flush_to_disk(&mut self) -> io::Result<()>;
}

/// A lock file, which one process at a time can lock. Dropping the file unlocks it.
pub(crate) trait LockFile: fmt::Debug + Send {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if another process holds the lock.
    fn try_lock(&self) -> Result<(), TryLockError>;

    /// Replaces the content by `words`, a message for locked-out programs.
    fn say(&self, words: &[u8]) -> io::Result<()>;
}

#[cfg(test)]
pub(crate) mod tests;
