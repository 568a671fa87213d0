//! The calls that the store makes of a file system, as a trait: the real disk, and for tests a simulated one.
//!
//! Everything that the store reads, writes, locks or lists for itself goes through a [`FileSystem`], so that
//! a test can make any call fail and can ask what a power cut at any moment would leave. It owns single
//! calls only; in which order they make a safe replacement is [`super::save`]'s. Listing and reading the
//! articles is not its business: those files are never written.

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

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    File,
    Folder,
    /// A link (only where links are not followed), a device, a pipe.
    Other,
}

/// What a file system says of a name without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileMetadata {
    pub(crate) kind: FileKind,
    pub(crate) len: u64,
}

/// The calls, each of which may fail; none of them does more than its name says.
pub(crate) trait FileSystem: fmt::Debug + Send + Sync {
    /// What a name leads to, links followed.
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata>;

    /// What stands under the name itself, links not followed.
    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata>;

    /// The path without links and detours.
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;

    /// Whether a file could be made in a folder, as far as can be told without making one.
    fn is_writable(&self, folder: &Path) -> bool;

    /// The names in a folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;

    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// A new file to write, with the mode and the group of `like` when that exists; an error when
    /// anything stands there.
    fn create_new(&self, path: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>>;

    /// A file to add to at its end, which must exist.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>>;

    /// Puts a file under another name, over whatever file stands there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes one folder.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder survive a power cut.
    fn flush_folder(&self, folder: &Path) -> io::Result<()>;

    /// Opens a file to lock, which is made when it is not there.
    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>>;
}

/// A file that is being written.
pub(crate) trait OpenFile: io::Write + fmt::Debug + Send {
    /// Makes what was written survive a power cut; the file's name is its folder's.
    fn flush_to_disk(&mut self) -> io::Result<()>;
}

/// A file that stands for a right which one process has at a time, until it is dropped.
pub(crate) trait LockFile: fmt::Debug + Send {
    /// Takes the right or says why not.
    fn try_lock(&self) -> Result<(), TryLockError>;

    /// Makes these few words all that stands in the file, for whoever is kept out.
    fn say(&self, words: &[u8]) -> io::Result<()>;
}
