//! The write lock of a store: the file `.lock`, locked while annotations are merged and replaced.
//!
//! Without the lock, two programs could read and replace a file at once, and one change would be lost.
//! The system frees the lock with the file handle, so a killed program leaves no lock. The file is never
//! renamed or removed.

use std::{
    fs::TryLockError,
    io::ErrorKind,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::{
    StoreError,
    vfs::{FileKind, FileSystem, LockFile},
};

/// Longest wait. Saving takes milliseconds, so a holder of 5 seconds is suspended, not busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The right to write to a store, until dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    /// `None` if the file system knows no locks: saving without a lock is better than not saving.
    file: Option<Box<dyn LockFile>>,
}

/// Waits for the lock of the store in `root`, an existing folder.
///
/// # Errors
/// As for [`acquire_file`].
pub(crate) fn acquire(vfs: &dyn FileSystem, root: &Path) -> Result<WriteLock, StoreError> {
    acquire_file(vfs, &root.join(".lock"))
}

/// Waits for the lock of a file in an existing folder.
///
/// # Errors
/// - [`StoreError::Busy`] if another program holds the lock for 5 seconds.
/// - [`StoreError::Unreadable`] if the path is not a regular file.
/// - [`StoreError::Io`] if the file system refuses a call.
pub(crate) fn acquire_file(vfs: &dyn FileSystem, path: &Path) -> Result<WriteLock, StoreError> {
    acquire_within(vfs, path, PATIENCE)
}

fn acquire_within(
    vfs: &dyn FileSystem,
    path: &Path,
    patience: Duration,
) -> Result<WriteLock, StoreError> {
    let path = path.to_owned();
    let about = vfs.symlink_metadata(&path);
    if about.is_ok_and(|about| about.kind != FileKind::File) {
        let problem = "it is not a regular file".to_owned();
        return Err(StoreError::Unreadable { path, problem });
    }
    let file = vfs.open_lock(&path).map_err(StoreError::io("open", &path))?;
    let deadline = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(WriteLock { file: Some(file) }),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy { path }),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(WriteLock { file: None });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", &path)(error)),
        }
    }
}

impl WriteLock {
    /// Returns true if the lock excludes other writers, false on a file system without locks.
    pub(crate) fn is_exclusive(&self) -> bool {
        self.file.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::vfs::OsFileSystem, *};
    use crate::store::vfs::tests::simulated_disk::{DiskFailure, SimulatedDisk};

    #[test]
    fn only_one_holds_it_and_it_is_free_again_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".lock");
        let first = acquire(&OsFileSystem::default(), folder.path()).unwrap();
        let busy = acquire_within(&OsFileSystem::default(), &path, Duration::ZERO).unwrap_err();
        assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
        drop(first);
        acquire_within(&OsFileSystem::default(), &path, Duration::ZERO).unwrap();
        assert!(path.is_file());
    }

    #[test]
    fn who_is_kept_out_waits_for_the_other_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let first = acquire(&OsFileSystem::default(), folder.path()).unwrap();
        thread::scope(|scope| {
            let second = scope.spawn(|| acquire(&OsFileSystem::default(), folder.path()).map(drop));
            thread::sleep(Duration::from_millis(50));
            assert!(!second.is_finished());
            drop(first);
            second.join().unwrap().unwrap();
        });
    }

    #[test]
    fn a_disk_that_knows_no_locks_is_written_without_one() {
        let lock = |error: i32| {
            let disk = SimulatedDisk::new();
            drop(acquire(&disk, Path::new("/")).unwrap());
            let n_calls = disk.n_calls();
            drop(acquire(&disk, Path::new("/")).unwrap());
            // Taking the lock is the last of its calls.
            let last = 2 * disk.n_calls() - n_calls - 1;
            disk.fail(last, DiskFailure::Error(error));
            acquire(&disk, Path::new("/")).map(|lock| lock.is_exclusive())
        };
        let (not_implemented, broken) = (38, 5);
        assert!(!lock(not_implemented).unwrap());
        assert!(lock(broken).is_err());
        assert!(acquire(&SimulatedDisk::new(), Path::new("/")).unwrap().is_exclusive());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_nofile_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("elsewhere", folder.path().join(".lock")).unwrap();
        let refused = acquire(&OsFileSystem::default(), folder.path()).unwrap_err().to_string();
        assert!(refused.contains("not a regular file"), "{refused}");
        assert!(!folder.path().join("elsewhere").exists());
    }
}
