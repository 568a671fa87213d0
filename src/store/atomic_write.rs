//! Atomic replacement of files: a crash leaves the old file or the new file, never a mixture.
//!
//! Every write of the store takes four steps: write a new file beside the old file, flush the new file,
//! rename it over the old file, and flush the folder. The screen says "saved" only after all four steps.
//! Callers check that the bytes read back.

mod temp_files;

use std::{
    collections::BTreeSet,
    ffi::OsString,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub(crate) use self::temp_files::temporary_of;
use super::{
    typed_path::typed_path,
    vfs::{FileKind, FileSystem, OpenFile, OsFileSystem},
};
use crate::text::{agree, count};

/// An error of saving, or of reading for saving, with a remedy.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("cannot {act} {}: {source}{}", path.display(), advice(source))]
    Io {
        /// The failed action in the imperative, for example `write`.
        act: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file on disk is damaged or of a newer format, so it is never overwritten.
    #[error(
        "{} is not overwritten: {problem}; repair the file, restore it from version control, or move it away",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The problem, with line and column.
        problem: String,
    },
    /// The store, or the folder of its articles, has disappeared since it was opened.
    #[error("{} is gone: it was moved or deleted", path.display())]
    Moved {
        /// The folder.
        path: PathBuf,
    },
    /// The first write would begin a second store of articles that another store has already.
    #[error(
        "{} would be a second store, since {} has annotations of these articles: start from there, join \
         both with `{command}`, or begin the second store with --store {}",
        typed_path(dir),
        typed_path(other),
        typed_path(dir)
    )]
    SecondStore {
        /// The store that does not exist yet.
        dir: PathBuf,
        /// The store that exists.
        other: PathBuf,
        /// The command that joins both.
        command: String,
    },
    /// The file is missing, and a backup of the file holds annotations.
    #[error(
        "{} is gone, and a copy of {at} holds {}: `copydesk recover {} --restore all` brings {them} \
         back, `--let-go all` begins anew",
        typed_path(path),
        count(*n_live, "annotation"),
        typed_path(folder),
        them = agree(*n_live, "it", "them")
    )]
    Withheld {
        /// The file.
        path: PathBuf,
        /// The folder of the articles, or else of the store.
        folder: PathBuf,
        /// Time of the backup.
        at: jiff::Timestamp,
        /// Number of annotations in the backup.
        n_live: usize,
    },
    /// The backup does not exist.
    #[error("the copy {} does not exist: `copydesk recover` lists all copies", path.display())]
    NoCopy {
        /// Path of the missing backup.
        path: PathBuf,
    },
    /// A link leads out of the store.
    #[error("{} leads to {}, outside the store: nothing is written", path.display(), target.display())]
    Outside {
        /// The path inside the store.
        path: PathBuf,
        /// Target of the link.
        target: PathBuf,
    },
    /// Another program has held the lock for more than 5 seconds.
    #[error("another copydesk is writing and holds {}: close or continue it; nothing is lost here", path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
    /// A value is longer than a file may hold.
    #[error("{what} is longer than {limit} and cannot be saved: shorten it")]
    TooLong {
        /// Name of the value, for example `a note`.
        what: String,
        /// The limit in words, for example `1 MiB`.
        limit: &'static str,
    },
    /// The new bytes do not read back as the intended content; the file is untouched.
    #[error("{} is untouched: the new content would read back differently; please report this bug", path.display())]
    NotFaithful {
        /// The file.
        path: PathBuf,
    },
    /// The labels cannot be used.
    #[error(transparent)]
    Codebook(#[from] crate::annotation::CodebookError),
}

impl StoreError {
    pub(crate) fn io(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { act, path, source }
    }

    /// Returns cause and remedy in a few words, for one line of the screen.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Io { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "the disk is full, make room".to_owned()
                }
                ErrorKind::FileTooLarge => {
                    "the file system allows no files of this size".to_owned()
                }
                ErrorKind::ReadOnlyFilesystem => {
                    "read-only, name another store with --store".to_owned()
                }
                ErrorKind::PermissionDenied => {
                    "no permission, name another store with --store".to_owned()
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    "a file stands where a folder is needed".to_owned()
                }
                _ => source.to_string(),
            },
            Self::Moved { .. } => "the folder was moved or deleted".to_owned(),
            Self::SecondStore { .. } => "another store has these articles".to_owned(),
            Self::Withheld { n_live, .. } => {
                format!("a copy holds {}", count(*n_live, "annotation"))
            }
            Self::Unreadable { path, problem } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                format!("{name}: {problem}")
            }
            other => other.to_string(),
        }
    }
}

/// Returns the remedy for common causes.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "; make room, the change is kept in memory and saved with the next one"
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            "; make it writable or name another place (--store, for exports --output)"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "; a file stands where a folder is needed: name another store with --store"
        }
        _ => "",
    }
}

/// File access for the store: safe replacement on top of a [`FileSystem`].
///
/// Clones share [`FolderStates`].
#[derive(Clone, Debug)]
pub(crate) struct SafeFiles {
    vfs: Arc<dyn FileSystem>,
    known: Arc<Mutex<FolderStates>>,
}

/// State of the folders of a disk since the program began.
#[derive(Debug, Default)]
struct FolderStates {
    /// Folders with a durable name.
    durable: BTreeSet<PathBuf>,
    /// Folders without temporary files of killed processes.
    swept: BTreeSet<PathBuf>,
    /// Folders with a failed flush: a power cut may lose their last changes.
    in_doubt: BTreeSet<PathBuf>,
}

impl SafeFiles {
    /// Returns access to the real disk.
    pub(crate) fn real() -> Self {
        Self::on(Arc::new(OsFileSystem::default()))
    }

    /// Returns access to another file system.
    pub(crate) fn on(vfs: Arc<dyn FileSystem>) -> Self {
        let known = Arc::default();
        Self { vfs, known }
    }

    /// Returns the file system, for single calls.
    pub(crate) fn vfs(&self) -> &dyn FileSystem {
        &*self.vfs
    }

    /// Replaces a file, or the target of a link, durably.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let target = self.resolve(path)?;
        self.write_beside_and_rename(&target, bytes)
    }

    /// Replaces a file without flushing, for content that a power cut may lose.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn replace_unflushed(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let target = self.resolve(path)?;
        self.rename_over(&target, |file| file.write_all(bytes))
    }

    /// Replaces a file of the store in `root`, durably.
    ///
    /// # Errors
    /// - [`StoreError::Outside`] if a link leads out of `root`.
    /// - [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn replace_within(
        &self,
        root: &Path,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let target = self.resolve(path)?;
        let root = self.vfs.real_path(root);
        let root = root.map_err(StoreError::io("find", path))?;
        if !target.starts_with(&root) {
            let path = path.to_owned();
            return Err(StoreError::Outside { path, target });
        }
        self.write_beside_and_rename(&target, bytes)
    }

    /// Removes a file, durably. A missing file is no error.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), StoreError> {
        found(self.vfs.remove(path)).map_err(StoreError::io("remove", path))?;
        self.flush_folder(parent_of(path))
    }

    /// Creates a folder and its parents, durably.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn create_folder(&self, path: &Path) -> Result<(), StoreError> {
        if self.known().durable.contains(path) && self.is_folder(path)? {
            return Ok(());
        }
        let is_there = self.is_folder(path)?;
        let Some(parent) = path.parent() else {
            return Ok(());
        };
        if !is_there {
            if !parent.as_os_str().is_empty() {
                self.create_folder(parent)?;
            }
            let made = self.vfs.make_folder(path);
            let made_by_others = |error: &io::Error| error.kind() == ErrorKind::AlreadyExists;
            if !(made.as_ref().is_err_and(made_by_others) && self.is_folder(path)?) {
                made.map_err(StoreError::io("make the folder", path))?;
            }
        }
        // The process that created the folder may have been killed before flushing.
        match self.flush_folder(parent_of(path)) {
            // A parent folder that may not be opened was flushed by the owner of the folder.
            Err(StoreError::Io { source, .. })
                if is_there && source.kind() == ErrorKind::PermissionDenied =>
            {
                return Ok(());
            }
            flushed => flushed?,
        }
        self.known().durable.insert(path.to_owned());
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, FolderStates> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns true if a failed flush may lose the last change of a file.
    pub(crate) fn is_in_doubt(&self, path: &Path) -> bool {
        let folder = self.resolve(path).map(|target| parent_of(&target).to_owned());
        folder.map_or(true, |folder| self.known().in_doubt.contains(&folder))
    }

    /// Returns true for a folder, or a link to a folder.
    pub(crate) fn is_folder(&self, path: &Path) -> Result<bool, StoreError> {
        let about = found(self.vfs.metadata(path)).map_err(StoreError::io("look at", path))?;
        Ok(about.is_some_and(|about| about.kind == FileKind::Folder))
    }

    /// Returns true if anything exists at a path.
    ///
    /// An error is not "missing": the caller would overwrite the file.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system cannot tell.
    pub(crate) fn exists(&self, path: &Path) -> Result<bool, StoreError> {
        let about = found(self.vfs.metadata(path)).map_err(StoreError::io("look at", path))?;
        Ok(about.is_some())
    }

    /// Returns the real path of a path, or of its innermost existing ancestor.
    pub(crate) fn innermost(&self, path: &Path) -> Result<Option<PathBuf>, StoreError> {
        for around in path.ancestors() {
            let real = found(self.vfs.real_path(around));
            let real = real.map_err(StoreError::io("find", around))?;
            if real.is_some() {
                return Ok(real);
            }
        }
        Ok(None)
    }

    /// Reads a regular file of at most `limit` bytes; `None` without a file.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] for a folder, a device, a dangling link or a larger file.
    /// - [`StoreError::Io`] if the file system refuses a call.
    pub(crate) fn read(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(about) = found(self.vfs.metadata(path)).map_err(StoreError::io("read", path))?
        else {
            return self.no_dangling_link(path);
        };
        let problem = if about.kind != FileKind::File {
            "it is not a regular file"
        } else if about.len > limit {
            "it is larger than any file that copydesk writes"
        } else {
            let bytes = self.vfs.read(path).map(Some);
            return bytes.map_err(StoreError::io("read", path));
        };
        Err(StoreError::Unreadable { path: path.to_owned(), problem: problem.to_owned() })
    }

    /// Refuses a dangling link. A write would create its target elsewhere.
    fn no_dangling_link(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        let named = found(self.vfs.symlink_metadata(path)).map_err(StoreError::io("read", path))?;
        if named.is_some() {
            return Err(StoreError::Unreadable {
                path: path.to_owned(),
                problem: "it is a link that leads nowhere".to_owned(),
            });
        }
        Ok(None)
    }

    /// Returns the real path of a file that may not exist yet.
    fn resolve(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let named =
            found(self.vfs.symlink_metadata(path)).map_err(StoreError::io("look at", path))?;
        if named.is_some() {
            let target = self.vfs.real_path(path);
            return target.map_err(StoreError::io("follow", path));
        }
        let parent = parent_of(path);
        let real = self.vfs.real_path(parent);
        let real = real.map_err(StoreError::io("find", parent))?;
        Ok(real.join(path.file_name().unwrap_or_default()))
    }

    fn write_beside_and_rename(&self, target: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        self.rename_over(target, |file| {
            file.write_all(bytes)?;
            file.flush_to_disk()
        })?;
        self.flush_folder(parent_of(target))
    }

    /// Writes a temporary file beside `target` and renames it over `target`.
    ///
    /// Errors name `target`, because the temporary file is removed before a reader sees the error.
    fn rename_over(
        &self,
        target: &Path,
        fill: impl FnOnce(&mut dyn OpenFile) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let temp = temp_beside(target);
        let written = self
            .create_new(&temp, target)
            .and_then(|mut file| fill(&mut *file))
            .map_err(StoreError::io("write", target))
            .and_then(|()| {
                let renamed = self.vfs.rename(&temp, target);
                renamed.map_err(StoreError::io("replace", target))
            });
        if let Err(error) = written {
            // The first error matters; a leftover temporary file is harmless.
            let _ = self.vfs.remove(&temp);
            return Err(error);
        }
        Ok(())
    }

    /// Creates a temporary file. An existing file of the name is left from a killed process with our
    /// process id.
    fn create_new(&self, temp: &Path, like: &Path) -> io::Result<Box<dyn OpenFile>> {
        match self.vfs.create_new(temp, like) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.vfs.remove(temp)?;
                self.vfs.create_new(temp, like)
            }
            created => created,
        }
    }

    /// Makes the name of a file or folder durable.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses the call.
    pub(crate) fn flush_names_of(&self, path: &Path) -> Result<(), StoreError> {
        self.flush_folder(parent_of(path))
    }

    /// Makes a rename or a new entry durable.
    fn flush_folder(&self, folder: &Path) -> Result<(), StoreError> {
        let flushed = self.vfs.flush_folder(folder);
        if flushed.is_ok() {
            self.known().in_doubt.remove(folder);
        } else {
            self.known().in_doubt.insert(folder.to_owned());
        }
        flushed.map_err(StoreError::io("flush the folder", folder))
    }
}

/// Turns `NotFound` and `NotADirectory` into `None`; keeps every other error.
fn found<T>(answer: io::Result<T>) -> io::Result<Option<T>> {
    match answer {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        answer => answer.map(Some),
    }
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

fn temp_beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    target.with_file_name(name)
}

#[cfg(test)]
mod tests;
