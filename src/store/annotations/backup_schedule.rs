//! What a store does about copies of its files: makes them after saves, and withholds a file that is gone
//! while a copy knows what it held.
//!
//! Copies never stand in the way of saving: what goes wrong with them is remembered once, to be told.

use std::{
    collections::BTreeMap,
    mem,
    path::{Path, PathBuf},
    sync::{MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{FILE_LIMIT, Store, StoreError};
use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{
        Dirs, atomic_write::SafeFiles, backup::BackupFolder, recover::BackupRecovery,
        repair::StoreCheck,
    },
};

/// The copies that a store and its parts make, and what there is to say about them.
#[derive(Debug)]
pub(super) struct BackupSchedule {
    files: SafeFiles,
    backups: BackupFolder,
    /// Files saved since their last copy, by their names in the store.
    owed: BTreeMap<String, PathBuf>,
    trouble: Option<String>,
    /// Whether the user heard of trouble already.
    was_told: bool,
}

impl BackupSchedule {
    pub(super) fn new(dirs: &Dirs, store: &Path) -> Self {
        Self {
            files: dirs.files.clone(),
            backups: BackupFolder::of(dirs, store),
            owed: BTreeMap::new(),
            trouble: None,
            was_told: false,
        }
    }

    /// Makes a copy when one is due.
    fn saved(&mut self, name: String, (path, bytes): (&Path, &[u8]), now: Timestamp) {
        self.backups.sweep(&name);
        if !self.backups.is_due(&name, now) {
            self.owed.insert(name, path.to_owned());
            return;
        }
        self.owed.remove(&name);
        if let Err(error) = self.backups.keep(&name, bytes, now)
            && !mem::replace(&mut self.was_told, true)
        {
            let folder = self.backups.folder().display();
            self.trouble = Some(format!(
                "no copies of the annotations can be made in {folder}: {}; they are saved all the same",
                error.in_brief()
            ));
        }
    }
}

impl Drop for BackupSchedule {
    /// The last copies of a sitting hold what it ended with.
    fn drop(&mut self) {
        for (name, path) in mem::take(&mut self.owed) {
            if let Ok(Some(bytes)) = self.files.read(&path, FILE_LIMIT) {
                // Nobody is left to be told; the file itself is saved.
                let _ = self.backups.keep(&name, &bytes, Timestamp::now());
            }
        }
    }
}

impl Store {
    fn copying(&self) -> Option<MutexGuard<'_, BackupSchedule>> {
        let copying = self.copying.as_ref()?;
        Some(copying.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes no copies of its files.
    #[cfg(test)]
    pub(crate) fn keep_no_copies(&mut self) {
        self.copying = None;
    }

    /// Copies of this store's files and what can be done with them.
    ///
    /// None for a store that keeps no copies: one that was not [chosen](Store::choose).
    pub fn recovery(&self) -> Option<BackupRecovery> {
        let backups = self.copying()?.backups.clone();
        Some(BackupRecovery::new(self.files.clone(), self.dir.clone(), backups))
    }

    /// What is wrong with the files of this store, and mending it.
    ///
    /// None for a store that keeps no copies: nothing is mended without one.
    pub fn examination(&self) -> Option<StoreCheck> {
        let backups = self.copying()?.backups.clone();
        Some(StoreCheck::new(self.files.clone(), self.dir.clone(), backups))
    }

    /// Why no copies can be made or a text not be kept, once.
    pub fn take_trouble(&self) -> Option<String> {
        self.copying()?.trouble.take()
    }

    /// Something that stands in the way of no decision went wrong: to be told once.
    pub(in crate::store) fn remember_trouble(&self, words: String) {
        if let Some(mut copying) = self.copying() {
            copying.trouble.get_or_insert(words);
        }
    }

    /// Makes a copy of what was just saved, when one is due.
    pub(in crate::store) fn copy_made_of(&self, path: &Path, bytes: &[u8]) {
        if let Some((mut copying, name)) = self.copying().zip(self.name_of(path)) {
            copying.saved(name, (path, bytes), Timestamp::now());
        }
    }

    /// What a copy knows of a file that is empty or gone: when it was made, how many annotations it holds.
    fn known_to_copies(&self, path: &Path) -> Option<(Timestamp, usize)> {
        let (copying, name) = self.copying().zip(self.name_of(path))?;
        let (copy, n_live) = copying.backups.newest(&name)?;
        Some((copy.at, n_live))
    }

    /// That a file is gone which once held annotations.
    pub(super) fn withheld(&self, path: &Path) -> Option<StoreError> {
        let (at, n_live) = self.known_to_copies(path)?;
        let path = path.to_owned();
        Some(StoreError::Withheld { path, at, n_live })
    }

    /// The same finding with what a copy knows, for a file that cannot be read whole.
    pub(super) fn with_copy(&self, path: &Path, finding: Diagnostic) -> Diagnostic {
        let is_refusal = finding.severity == Severity::Error;
        match self.known_to_copies(path).filter(|_| is_refusal) {
            Some((at, n_live)) => Diagnostic {
                message: format!(
                    "{}; a copy of {at} holds {n_live} annotations: see `copydesk recover`",
                    finding.message
                ),
                ..finding
            },
            None => finding,
        }
    }

    /// A file's path in the store, with `/` between its parts.
    fn name_of(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.dir).ok()?.iter();
        let parts: Option<Vec<&str>> = parts.map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }
}
