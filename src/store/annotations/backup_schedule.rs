//! When a store makes backups: after saves, and once more when the session ends.
//!
//! A folder may disappear while the program runs. The content that was saved last, and decisions that cannot
//! be saved because the folder is gone, become backups all the same.
//!
//! A missing file with annotations in a backup is withheld, not treated as empty. Backups never block
//! saving: an error is remembered and told once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    path::{Path, PathBuf},
    sync::{Arc, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{FILE_LIMIT, Store, StoreError};
use crate::{
    annotation::AnnotationId,
    diagnostic::{Diagnostic, Severity},
    store::{
        Dirs, Journal, MissingSearch, annotation_file::AnnotationFile, atomic_write::SafeFiles,
        backup::BackupFolder, clock, record::RecordLine, recover::BackupRecovery,
        repair::StoreCheck,
    },
    text::count,
};

/// The backups made by a store and its parts, and an error to tell.
#[derive(Debug)]
pub(super) struct BackupSchedule {
    files: SafeFiles,
    backups: BackupFolder,
    /// Files saved since their last backup, by name in the store.
    owed: BTreeMap<String, OwedBackup>,
    /// Files whose newest backup has decisions of this program that could not be saved.
    unsaved: BTreeSet<String>,
    trouble: Option<String>,
    /// True if the user was already told.
    was_told: bool,
}

/// The last save of a file without a backup of this save.
#[derive(Debug)]
struct OwedBackup {
    path: PathBuf,
    /// The content, for a file that is gone at the end of the session.
    bytes: Box<[u8]>,
    saved_at: Timestamp,
}

impl BackupSchedule {
    pub(super) fn new(dirs: &Dirs, store: &Path) -> Self {
        Self {
            files: dirs.files.clone(),
            backups: BackupFolder::of(dirs, store),
            owed: BTreeMap::new(),
            unsaved: BTreeSet::new(),
            trouble: None,
            was_told: false,
        }
    }

    /// Makes a backup before a move of records.
    pub(super) fn keep_before(
        &self,
        name: &str,
        bytes: &[u8],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.backups.keep_before(name, bytes, at)
    }

    /// Lets older backups of a file go, because its records stand in another file.
    pub(super) fn let_go(&self, name: &str, at: Timestamp) -> Result<(), StoreError> {
        self.backups.let_go(name, at)
    }

    /// Makes a backup if due.
    fn saved(&mut self, name: String, (path, bytes): (&Path, &[u8]), now: Timestamp) {
        self.unsaved.remove(&name);
        self.backups.sweep(&name);
        if !self.backups.is_due(&name, now) {
            let owed = OwedBackup { path: path.to_owned(), bytes: bytes.into(), saved_at: now };
            self.owed.insert(name, owed);
            return;
        }
        self.keep_now(&name, bytes, now);
    }

    /// Makes a backup, due or not.
    fn keep_now(&mut self, name: &str, bytes: &[u8], now: Timestamp) {
        self.owed.remove(name);
        if let Err(error) = self.backups.keep(name, bytes, now)
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
    /// Makes the last backups of a session.
    fn drop(&mut self) {
        for (name, OwedBackup { path, bytes, saved_at }) in mem::take(&mut self.owed) {
            let there = self.files.read(&path, FILE_LIMIT).ok().flatten();
            // Nobody is left to be told, and the file itself is saved. The copy of the save has the time of
            // the save, so that a file that was let go meanwhile stays let go.
            if there.as_deref() != Some(&*bytes) {
                let _ = self.backups.keep(&name, &bytes, saved_at);
            }
            if let Some((there, now)) = there.zip(clock::now().ok()) {
                let _ = self.backups.keep(&name, &there, now);
            }
        }
    }
}

impl Store {
    pub(super) fn copying(&self) -> Option<MutexGuard<'_, BackupSchedule>> {
        let copying = self.copying.as_ref()?;
        Some(copying.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Turns backups off.
    #[cfg(test)]
    pub(crate) fn keep_no_copies(&mut self) {
        self.copying = None;
    }

    /// Returns the backups of the store's files, for inspection and restoring.
    ///
    /// `None` for a store without backups: a store that was not [chosen](Store::choose).
    pub fn recovery(&self) -> Option<BackupRecovery> {
        let backups = self.copying()?.backups.clone();
        Some(BackupRecovery::new(self.files.clone(), self.dir.clone(), backups))
    }

    /// Returns the check of the store's files, with repairs.
    ///
    /// `None` for a store without backups, because every repair needs a backup.
    pub fn examination(&self) -> Option<StoreCheck> {
        let backups = self.copying()?.backups.clone();
        Some(StoreCheck::new(self.files.clone(), self.dir.clone(), backups))
    }

    /// Returns the search for annotations of any annotator that are missing in the files of these articles.
    ///
    /// `None` for a store without backups.
    pub(crate) fn missing_search(
        &self,
        annotator: &str,
        journal: Option<Arc<Journal>>,
        articles: Vec<String>,
    ) -> Option<MissingSearch> {
        Some(MissingSearch {
            files: self.files.clone(),
            dir: self.dir.clone(),
            annotator: annotator.to_owned(),
            backups: self.copying()?.backups.clone(),
            journal,
            articles,
        })
    }

    /// Backs a damaged file up before missing annotations go into it.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call; the file must stay unchanged then.
    pub(super) fn copy_before_mending(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let copying = self.copying().zip(self.name_of(path));
        copying.map_or(Ok(()), |(copying, name)| {
            copying.backups.keep_before(&name, bytes, Timestamp::now())
        })
    }

    /// Returns, once, the reason for a missing backup or a text that could not be kept.
    pub fn take_trouble(&self) -> Option<String> {
        self.copying()?.trouble.take()
    }

    /// Remembers an error that blocks no decision, to be told once.
    pub(in crate::store) fn remember_trouble(&self, words: String) {
        if let Some(mut copying) = self.copying() {
            copying.trouble.get_or_insert(words);
        }
    }

    /// Makes a backup of a saved file if due.
    pub(in crate::store) fn copy_made_of(&self, path: &Path, bytes: &[u8]) {
        if let Some((mut copying, name)) = self.copying().zip(self.name_of(path)) {
            match clock::now() {
                Ok(now) => copying.saved(name, (path, bytes), now),
                Err(error) => copying.trouble = Some(error.to_string()),
            }
        }
    }

    /// Makes a backup of annotations that cannot be saved because the folder is gone. Earlier records of
    /// the file are in the backup too.
    pub(super) fn copy_unsaved(
        &self,
        article_path: &str,
        mine: &HashMap<AnnotationId, Vec<RecordLine>>,
    ) {
        let Some((mut copying, name)) =
            self.copying().zip(self.name_of(&self.file_of(article_path)))
        else {
            return;
        };
        let known = self.known.get(article_path).map(|known| known.file.clone());
        let holds_others = known.is_none() && copying.backups.newest(&name).is_some();
        if holds_others && !copying.unsaved.contains(&name) {
            // The file waits for a choice; a newer backup would hide the older one.
            return;
        }
        let known = known.unwrap_or_else(|| AnnotationFile::new(article_path, &self.annotator));
        let unsaved = known.merged(mine.values().flatten().cloned()).with_counting();
        if let Ok(now) = clock::now() {
            copying.keep_now(&name, &unsaved.to_bytes(), now);
            copying.unsaved.insert(name);
        }
    }

    /// Returns time and number of annotations of the newest backup of a file.
    fn known_to_copies(&self, path: &Path) -> Option<(Timestamp, usize)> {
        let (copying, name) = self.copying().zip(self.name_of(path))?;
        let (copy, n_live) = copying.backups.newest(&name)?;
        Some((copy.at, n_live))
    }

    /// Returns [`StoreError::Withheld`] if a backup of a missing file holds annotations of earlier programs.
    pub(super) fn withheld(&self, path: &Path) -> Option<StoreError> {
        let (copying, name) = self.copying().zip(self.name_of(path))?;
        let is_own = copying.unsaved.contains(&name);
        drop(copying);
        let (at, n_live) = self.known_to_copies(path).filter(|_| !is_own)?;
        let path = path.to_owned();
        let folder = self.place.around().unwrap_or(&self.dir).to_owned();
        Some(StoreError::Withheld { path, folder, at, n_live })
    }

    /// Adds the content of the newest backup to an error about a damaged file.
    pub(super) fn with_copy(&self, path: &Path, finding: Diagnostic) -> Diagnostic {
        let is_refusal = finding.severity == Severity::Error;
        match self.known_to_copies(path).filter(|_| is_refusal) {
            Some((at, n_live)) => Diagnostic {
                message: format!(
                    "{}; a copy of {at} holds {}: see `copydesk recover`",
                    finding.message,
                    count(n_live, "annotation")
                ),
                ..finding
            },
            None => finding,
        }
    }

    /// Returns the path of a file in the store, with `/` between components.
    pub(super) fn name_of(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.dir).ok()?.iter();
        let parts: Option<Vec<&str>> = parts.map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }
}
