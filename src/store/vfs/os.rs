//! The file system calls on the real disk.

use std::{
    ffi::OsString,
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{FileKind, FileMetadata, FileSystem, LockFile, OpenFile};

/// A call that may take long on a slow disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskAccess {
    /// A file is opened for writing.
    Open,
    /// Content or names are made durable.
    Flush,
}

/// The real disk.
#[derive(Clone, Default)]
pub(crate) struct OsFileSystem {
    /// Hook that runs before slow calls, to observe waiting.
    pub(crate) before: Option<AccessHook>,
}

pub(crate) type AccessHook = Arc<dyn Fn(DiskAccess) + Send + Sync>;

impl fmt::Debug for OsFileSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OsFileSystem").finish_non_exhaustive()
    }
}

impl OsFileSystem {
    fn touch(&self, touch: DiskAccess) {
        if let Some(before) = &self.before {
            before(touch);
        }
    }

    fn opened(&self, file: File) -> Box<dyn OpenFile> {
        let disk = self.clone();
        Box::new(OsFile { file, disk })
    }
}

impl FileSystem for OsFileSystem {
    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        fs::metadata(path).map(|about| told(&about))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        fs::symlink_metadata(path).map(|about| told(&about))
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    #[cfg(unix)]
    fn is_writable(&self, folder: &Path) -> bool {
        use rustix::fs::{Access, access};
        folder.is_dir() && access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
    }

    #[cfg(not(unix))]
    fn is_writable(&self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|about| about.is_dir() && !about.permissions().readonly())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn create_new(&self, path: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>> {
        self.touch(DiskAccess::Open);
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Ok(about) = fs::metadata(like) {
            keep_group_and_mode(&file, &about)?;
        }
        Ok(self.opened(file))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        self.touch(DiskAccess::Open);
        let file = OpenOptions::new().append(true).open(path)?;
        Ok(self.opened(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    #[cfg(unix)]
    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        self.touch(DiskAccess::Flush);
        match File::open(folder).and_then(|opened| opened.sync_all()) {
            // Some network file systems cannot flush a folder and say so.
            Err(error)
                if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) =>
            {
                Ok(())
            }
            flushed => flushed,
        }
    }

    /// Does nothing: other systems flush a folder's entries with the file and cannot open a folder.
    #[cfg(not(unix))]
    fn flush_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    /// A colleague who shares the folder may own the file; opening for reading is enough for a lock.
    fn open_lock(&self, path: &Path) -> io::Result<Box<dyn LockFile>> {
        let made =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let opened = match made {
            Err(error) if error.kind() == ErrorKind::PermissionDenied && path.exists() => {
                File::open(path)
            }
            made => made,
        };
        Ok(Box::new(OsLockFile(opened?)))
    }
}

fn told(about: &fs::Metadata) -> FileMetadata {
    let kind = if about.is_file() {
        FileKind::File
    } else if about.is_dir() {
        FileKind::Folder
    } else {
        FileKind::Other
    };
    FileMetadata { kind, len: about.len() }
}

#[cfg(unix)]
fn keep_group_and_mode(file: &File, about: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    if file.metadata()?.gid() != about.gid() {
        // Only members may give a file to a group. Other users keep the folder's default group.
        let _ = fchown(file, None, Some(about.gid()));
    }
    file.set_permissions(about.permissions())
}

#[cfg(not(unix))]
fn keep_group_and_mode(file: &File, about: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(about.permissions())
}

#[derive(Debug)]
struct OsFile {
    file: File,
    disk: OsFileSystem,
}

impl io::Write for OsFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl OpenFile for OsFile {
    fn flush_to_disk(&mut self) -> io::Result<()> {
        self.disk.touch(DiskAccess::Flush);
        self.file.sync_all()
    }
}

#[derive(Debug)]
struct OsLockFile(File);

impl LockFile for OsLockFile {
    fn try_lock(&self) -> Result<(), TryLockError> {
        self.0.try_lock()
    }

    fn say(&self, words: &[u8]) -> io::Result<()> {
        self.0.set_len(0)?;
        (&self.0).seek(SeekFrom::Start(0))?;
        (&self.0).write_all(words)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt, chown},
        path::Path,
    };

    use super::{FileSystem, OsFileSystem};

    #[test]
    fn only_a_folder_can_be_written_in_and_flushed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o777)).unwrap();
        let disk = OsFileSystem::default();
        assert!(disk.is_writable(folder.path()) && !disk.is_writable(&file));
        assert!(disk.flush_folder(folder.path()).is_ok());
        assert!(disk.flush_folder(&folder.path().join("missing")).is_err());
    }

    #[test]
    fn a_folder_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        assert!(OsFileSystem::default().open_lock(folder.path()).is_err());
    }

    /// Only root gives files away to any group; for others the promise is that nothing fails.
    #[test]
    fn a_new_file_goes_to_the_group_of_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
        fs::write(&old, "").unwrap();
        let may_give = chown(&old, None, Some(12345)).is_ok();
        OsFileSystem::default().create_new(&new, &old).unwrap();
        let group = |path: &Path| fs::metadata(path).unwrap().gid();
        assert!(!may_give || group(&new) == 12345);
        assert_eq!(group(&new), group(&old));
    }
}
