//! The place of a store while a program is open: a folder that disappears is not made anew, and a second
//! store does not begin unasked.
//!
//! A user may move or delete the folder while the screen is up. A save that made the folder anew at its old
//! place would split the annotations, or bring back what was deleted on purpose.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::Store;
use crate::store::{StoreError, atomic_write::SafeFiles, discovery::is_store};

/// Knowledge of the place of a store, which clones share.
#[derive(Clone, Debug, Default)]
pub(super) struct StoreLocation {
    /// The folder of the articles, if the store is inside.
    around: Option<PathBuf>,
    /// True once the folder of the store was seen.
    was_there: Arc<AtomicBool>,
    /// Another store of the same articles, while this store has not begun.
    other: Option<Arc<OtherStore>>,
}

/// A store that exists, of articles whose store would be a second one.
#[derive(Debug)]
struct OtherStore {
    dir: PathBuf,
    /// The command that joins both.
    command: String,
    /// True once the user said that the second store is meant.
    is_allowed: AtomicBool,
}

impl StoreLocation {
    /// Returns the location of a store inside the folder of its articles.
    pub(super) fn inside(around: &Path) -> Self {
        Self { around: Some(around.to_owned()), ..Self::default() }
    }

    /// Returns the folder of the articles, if the store is inside.
    pub(super) fn around(&self) -> Option<&Path> {
        self.around.as_deref()
    }

    /// Keeps the store from beginning beside `other` until [`StoreLocation::allow`].
    pub(super) fn keep_from_beginning(&mut self, other: PathBuf, command: String) {
        let is_allowed = AtomicBool::new(false);
        self.other = Some(Arc::new(OtherStore { dir: other, command, is_allowed }));
    }

    /// Lets the store begin beside another one.
    pub(super) fn allow(&self) {
        if let Some(other) = &self.other {
            other.is_allowed.store(true, Ordering::Relaxed);
        }
    }

    /// Returns [`StoreError::SecondStore`] for a store that may not begin.
    pub(super) fn check_beginning(&self, files: &SafeFiles, dir: &Path) -> Result<(), StoreError> {
        let other = self.other.as_ref().filter(|other| !other.is_allowed.load(Ordering::Relaxed));
        let Some(other) = other.filter(|_| !is_store(files, dir)) else { return Ok(()) };
        Err(StoreError::SecondStore {
            dir: dir.to_owned(),
            other: other.dir.clone(),
            command: other.command.clone(),
        })
    }

    /// Remembers the folder of the store if it exists.
    pub(super) fn look(&self, files: &SafeFiles, dir: &Path) {
        if files.is_folder(dir).unwrap_or(false) {
            self.was_there.store(true, Ordering::Relaxed);
        }
    }

    /// Returns the folder that has disappeared.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system cannot tell.
    pub(super) fn gone(
        &self,
        files: &SafeFiles,
        dir: &Path,
    ) -> Result<Option<PathBuf>, StoreError> {
        let around = self.around.as_deref().filter(|around| !around.as_os_str().is_empty());
        if let Some(around) = around
            && !files.exists(around)?
        {
            return Ok(Some(around.to_owned()));
        }
        let is_gone = self.was_there.load(Ordering::Relaxed) && !files.exists(dir)?;
        Ok(is_gone.then(|| dir.to_owned()))
    }
}

impl Store {
    /// Returns the folder that has disappeared since the store was opened: the folder of the articles, or
    /// a store that was there.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system cannot tell.
    pub(crate) fn gone(&self) -> Result<Option<PathBuf>, StoreError> {
        self.place.gone(&self.files, &self.dir)
    }

    /// Keeps the first write from making this store beside `other`, a store of the same articles, until
    /// [`Store::begin_beside`]; `command` joins both.
    pub(crate) fn keep_from_beginning(&mut self, other: PathBuf, command: String) {
        self.place.keep_from_beginning(other, command);
    }

    /// Returns [`StoreError::SecondStore`] while the store may not begin.
    pub(crate) fn check_beginning(&self) -> Result<(), StoreError> {
        self.place.check_beginning(&self.files, &self.dir)
    }

    /// Lets the store and its parts begin beside another store.
    pub(crate) fn begin_beside(&self) {
        self.place.allow();
    }

    /// Creates a folder of the store, unless a link on its path leads out of the store.
    ///
    /// # Errors
    /// - [`StoreError::Moved`] if the store or the folder of its articles has disappeared: a store made
    ///   anew at the old place would be a second one.
    /// - [`StoreError::SecondStore`] if the store may not begin.
    /// - [`StoreError::Outside`] and [`StoreError::Io`].
    pub(in crate::store) fn make_folder(&self, folder: &Path) -> Result<(), StoreError> {
        if let Some(path) = self.gone()? {
            return Err(StoreError::Moved { path });
        }
        self.check_beginning()?;
        self.files.create_folder(&self.dir)?;
        self.place.look(&self.files, &self.dir);
        let vfs = self.files.vfs();
        let root = vfs.real_path(&self.dir);
        let root = root.map_err(StoreError::io("find", &self.dir))?;
        let existing = self.files.innermost(folder)?;
        match existing.filter(|real| !real.starts_with(&root)) {
            Some(target) => Err(StoreError::Outside { path: folder.to_owned(), target }),
            None => self.files.create_folder(folder),
        }
    }
}
