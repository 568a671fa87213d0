//! Annotations of an earlier folder at the same place: brought back or let go, all at once.
//!
//! A store that was deleted leaves its backups behind. A file with a backup is not begun anew, since the
//! user may have lost the file; so one answer for all files decides.

use std::sync::Arc;

use jiff::Timestamp;

use super::{BackupRecovery, CODEBOOK, RestoreMode, WriteMode};
use crate::store::{Journal, StoreError, backup::BackupCopy};

/// Annotations that backups hold and whose files are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierAnnotations {
    /// Number of annotations.
    pub n_annotations: usize,
    /// Number of files: one for each annotator and article.
    pub n_files: usize,
    /// Time of the newest backup.
    pub at: Timestamp,
    /// True if the store has no file with annotations, for example in a new folder.
    pub is_all: bool,
}

/// The answer of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlierAnswer {
    /// Restores the content of the backups of each file.
    BringBack,
    /// Begins each file anew, and keeps the backups.
    LetGo,
}

/// The answer with all its data, for any thread.
#[derive(Debug)]
pub struct EarlierJob {
    recovery: BackupRecovery,
    journal: Arc<Journal>,
    answer: EarlierAnswer,
    at: Timestamp,
}

impl EarlierJob {
    /// Prepares an answer; the journal loses the steps that are let go.
    pub(crate) fn new(
        (recovery, journal): (BackupRecovery, Arc<Journal>),
        answer: EarlierAnswer,
        at: Timestamp,
    ) -> Self {
        Self { recovery, journal, answer, at }
    }

    /// Returns the answer.
    pub fn answer(&self) -> EarlierAnswer {
        self.answer
    }

    /// Carries the answer out; returns the annotations that were meant, `None` if nothing is missing.
    ///
    /// # Errors
    /// The [`StoreError`] of [`BackupRecovery::bring_back`] or [`BackupRecovery::let_go`], or of writing the
    /// undo journal.
    pub fn carry_out(&self) -> Result<Option<EarlierAnnotations>, StoreError> {
        let earlier = self.recovery.earlier();
        match self.answer {
            EarlierAnswer::BringBack => self.recovery.bring_back(WriteMode::Write, self.at)?,
            EarlierAnswer::LetGo => {
                // First, since a program that is killed in between asks again.
                self.journal.forget(&self.recovery.gone().collect())?;
                self.recovery.let_all_go(self.at)?;
            }
        }
        Ok(earlier)
    }
}

impl BackupRecovery {
    /// Returns the annotations whose files are gone and that backups hold; `None` without any.
    pub fn earlier(&self) -> Option<EarlierAnnotations> {
        let missing = self.missing();
        let at = missing.iter().map(|(_, copy, _)| copy.at).max()?;
        let is_there = |file: &String| file != CODEBOOK && self.is_there(file);
        Some(EarlierAnnotations {
            n_annotations: missing.iter().map(|(.., n_live)| n_live).sum(),
            n_files: missing.len(),
            at,
            is_all: !self.backups.names().iter().any(is_there),
        })
    }

    /// Returns the files that are gone, each with its newest backup with annotations, and the number of
    /// annotations of all backups.
    pub fn missing(&self) -> Vec<(String, BackupCopy, usize)> {
        let missing = self.gone().filter_map(|file| {
            let (copy, n_live) = self.backups.newest(&file)?;
            Some((file, copy, n_live))
        });
        missing.collect()
    }

    /// Restores the content of all backups of each file that is gone, and the labels if their file is
    /// gone.
    ///
    /// # Errors
    /// The [`StoreError`] of [`BackupRecovery::restore`] for the first file that fails. The files before
    /// are restored, and a second call goes on.
    pub fn bring_back(&self, mode: WriteMode, at: Timestamp) -> Result<(), StoreError> {
        let missing = self.missing();
        if missing.is_empty() {
            return Ok(());
        }
        if mode == WriteMode::Write {
            self.files.create_folder(&self.dir)?;
        }
        let labels = self.backups.copies(CODEBOOK).pop().filter(|_| !self.is_there(CODEBOOK));
        let labels = labels.map(|copy| (CODEBOOK.to_owned(), copy));
        if let Some((file, copy)) = labels {
            self.restore((&file, copy), RestoreMode::Folded, mode, at)?;
        }
        for (file, ..) in missing {
            if let Some(then) = self.backups.together(&file) {
                self.restore_state((&file, &then), RestoreMode::Folded, mode, at)?;
            }
        }
        Ok(())
    }

    /// Lets each file go that is gone; the backups stay.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub fn let_all_go(&self, at: Timestamp) -> Result<(), StoreError> {
        self.missing().iter().try_for_each(|(file, ..)| self.let_go(file, at))
    }

    /// Returns the files that have backups and are gone, also files of which every annotation was deleted.
    pub(crate) fn gone(&self) -> impl Iterator<Item = String> {
        self.backups.names().into_iter().filter(|file| !self.is_there(file))
    }

    fn is_there(&self, file: &str) -> bool {
        self.files.exists(&self.dir.join(file)).unwrap_or(true)
    }
}
