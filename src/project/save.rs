//! Saves the annotations of one article, on any thread.
//!
//! A [`SaveJob`] holds everything that saving needs; the project takes the [`SaveDone`] back. The
//! command line does both steps at once with [`Project::save`].
//!
//! # Why jobs of one article may overlap
//!
//! A job holds the annotations in memory and the base: the lines of the file that memory is derived
//! from. Memory takes a new base only from a job with exactly the current annotations. If the
//! annotations changed meanwhile, the next job has the old base, and merges the lines of the first job
//! like lines of another program. Merging lines twice changes nothing.

use std::{collections::BTreeMap, sync::Arc};

use super::Project;
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    store::{DraftJob, Journal, Store, StoreError},
};

/// Changes in memory without a confirmed save.
#[derive(Debug, Default)]
pub(super) struct PendingSaves {
    /// Number of changes of each article.
    edits: BTreeMap<usize, u64>,
    /// Articles whose newest job is not done, with `edits` at the time of the job.
    under_way: BTreeMap<usize, u64>,
    /// Number of changes of each article in its last successful job.
    saved: BTreeMap<usize, u64>,
    /// Articles whose last save failed, each with the reason; `None` if a newer job is due.
    failed: BTreeMap<usize, Option<UnsavedReason>>,
    /// Articles whose files lost decisions that memory has, see [`OffDisk`].
    pub(super) off_disk: BTreeMap<usize, OffDisk>,
    /// Edits of labels, searches and rules that are under way.
    pub(super) n_shared_edits: usize,
}

impl PendingSaves {
    /// Counts a change of an article in memory.
    pub(super) fn changed(&mut self, index: usize) {
        *self.edits.entry(index).or_default() += 1;
    }

    /// Returns the number of changes of an article.
    pub(super) fn edits(&self, index: usize) -> u64 {
        self.edits.get(&index).copied().unwrap_or_default()
    }
}

/// Saved decisions of an article that another program took from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OffDisk {
    pub(super) n: usize,
    /// True if the file is gone.
    pub(super) is_gone: bool,
}

/// The reason why changes are only in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsavedReason {
    /// A few words, for one line of the screen.
    pub brief: String,
    /// The error with its remedy.
    pub whole: String,
    /// The question that waits for an answer.
    pub question: Option<SaveQuestion>,
}

/// A question whose answer lets a save go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveQuestion {
    /// A copy holds earlier annotations.
    Earlier,
    /// Another store has annotations of the articles.
    SecondStore,
}

/// The annotations of one article, ready to be written to disk on any thread.
#[derive(Debug)]
pub struct SaveJob {
    index: usize,
    edits: u64,
    store: Store,
    journal: Arc<Journal>,
    article: Arc<Article>,
    annotations: AnnotationSet,
    /// Drafts that became part of the annotations.
    drafts_over: Vec<DraftJob>,
}

/// Result of a [`SaveJob`] for [`Project::take_saved`].
#[derive(Debug)]
#[must_use]
pub struct SaveDone {
    index: usize,
    edits: u64,
    store: Store,
    journal_trouble: Option<Box<StoreError>>,
    came_in: Result<Option<AnnotationSet>, StoreError>,
}

impl SaveJob {
    /// Writes the annotations to disk; returns after they are durable or the write has failed.
    pub fn carry_out(mut self) -> SaveDone {
        // The journal is written before the annotation file, so every saved step can be undone. A
        // failed write of the journal does not stop the save of the annotations.
        let is_refused = self.store.check_beginning().is_err();
        // A refused step in the journal would be told as a missing annotation.
        let flushed = if is_refused { Ok(()) } else { self.journal.flush() };
        let journal_trouble = flushed.err().map(Box::new);
        let came_in = self.store.save(&self.article, &self.annotations);
        if came_in.is_ok() {
            // If a draft's file cannot be removed, the draft is offered again; no text is lost.
            for job in self.drafts_over {
                drop(job.carry_out());
            }
        }
        SaveDone {
            index: self.index,
            edits: self.edits,
            store: self.store,
            journal_trouble,
            came_in,
        }
    }

    /// Returns true if an older job became needless.
    pub fn replaces(&self, older: &SaveJob) -> bool {
        self.index == older.index
    }
}

impl Project {
    /// Returns the articles whose last changes are only in memory because saving failed.
    pub fn unsaved(&self) -> impl Iterator<Item = usize> {
        self.saves.failed.keys().copied()
    }

    /// Returns the number of changes that are only in memory because saving failed.
    pub fn n_unsaved_changes(&self) -> usize {
        let n = |index: &usize| {
            let saved = self.saves.saved.get(index).copied().unwrap_or_default();
            usize::try_from(self.saves.edits(*index).saturating_sub(saved)).unwrap_or(usize::MAX)
        };
        self.saves.failed.keys().map(n).sum()
    }

    /// Returns the articles whose files lost decisions while open, each with the number of these decisions.
    /// The next save of the article writes them again.
    pub fn off_disk(&self) -> impl Iterator<Item = (usize, usize)> {
        self.saves.off_disk.iter().map(|(index, off)| (*index, off.n))
    }

    /// Returns the reason of the first failed save.
    pub fn why_unsaved(&self) -> Option<&UnsavedReason> {
        self.saves.failed.values().flatten().next()
    }

    /// Returns true while a save or a shared edit is under way.
    pub fn is_saving(&self) -> bool {
        !self.saves.under_way.is_empty() || self.saves.n_shared_edits > 0
    }

    /// Returns true if memory has changes of an article without a confirmed save.
    pub(super) fn is_ahead(&self, index: usize) -> bool {
        self.saves.failed.contains_key(&index) || self.saves.under_way.contains_key(&index)
    }

    /// Prepares the annotations of an article for [`SaveJob::carry_out`]; `None` if it is not loaded.
    pub fn save_job(&mut self, index: usize) -> Option<SaveJob> {
        let article = self.article(index)?.clone();
        let edits = self.saves.edits(index);
        self.saves.under_way.insert(index, edits);
        Some(SaveJob {
            index,
            edits,
            store: self.store.part(&article.path),
            journal: Arc::clone(&self.history.journal),
            annotations: self.annotations(index).clone(),
            drafts_over: self.drafts.over_with(index),
            article,
        })
    }

    /// Takes the result of a job; returns true if the file had changes by others, now merged into
    /// memory.
    ///
    /// Ignores a job, and its failure, if a newer job of the article is under way.
    ///
    /// # Errors
    /// Returns the error of [`Store::save`], for example [`StoreError::Io`] for a full disk. Memory
    /// keeps all annotations, and the article stays in [`Project::unsaved`].
    pub fn take_saved(&mut self, done: SaveDone) -> Result<bool, StoreError> {
        let SaveDone { index, edits, store, journal_trouble, came_in } = done;
        self.history.trouble = journal_trouble.or(self.history.trouble.take());
        if self.saves.under_way.get(&index) != Some(&edits) {
            return Ok(false);
        }
        self.saves.under_way.remove(&index);
        let reason = came_in.as_ref().err().map(|error| UnsavedReason {
            brief: error.in_brief(),
            whole: error.to_string(),
            question: match error {
                StoreError::Withheld { .. } => Some(SaveQuestion::Earlier),
                StoreError::SecondStore { .. } => Some(SaveQuestion::SecondStore),
                _ => None,
            },
        });
        let had_failed = self.saves.failed.insert(index, reason).is_some();
        let came_in = came_in?;
        self.saves.off_disk.remove(&index);
        self.saves.saved.insert(index, edits);
        if self.saves.edits(index) != edits {
            return Ok(false);
        }
        self.saves.failed.remove(&index);
        self.drafts.saved(index);
        let was_recounted = self.store.n_recounted(Some(self.path(index))) > 0;
        self.store.take_over(store);
        if had_failed {
            // The reason of the failure may be among the findings of the article.
            let of_store = self.store.findings_of(self.path(index));
            self.replace_article_findings(index, of_store);
        }
        if was_recounted {
            let of_store = self.store.findings_of(self.path(index));
            self.replace_article_findings(index, of_store);
        }
        let Some(annotations) = came_in else {
            return Ok(false);
        };
        self.articles[index].annotations = annotations;
        // The article may have been read again since the job was made.
        self.articles[index].reanchor();
        Ok(true)
    }

    /// Writes the annotations of an article to disk; returns true if the file had changes by others.
    ///
    /// # Errors
    /// Returns the error of [`Project::take_saved`], for example [`StoreError::Busy`].
    pub fn save(&mut self, index: usize) -> Result<bool, StoreError> {
        match self.save_job(index) {
            Some(job) => self.take_saved(job.carry_out()),
            None => Ok(false),
        }
    }
}
