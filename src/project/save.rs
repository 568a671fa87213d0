//! Saving: what is to be written as a value, and what became of it.
//!
//! A [`SaveJob`] holds all that saving one article needs, so any thread can carry it out; the project
//! takes the [`SaveDone`] back. The command line does both at once with [`Project::save`].
//!
//! # Why jobs of one article may overlap
//!
//! A job is made from what memory holds and from the lines of the file that memory stands on. Memory
//! takes new lines to stand on only from a job that was made from exactly what it still holds. So when
//! it changed meanwhile, the next job is made from the old lines again, and whatever the first one
//! wrote or found is folded in like what anybody else wrote: to fold twice changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Project;
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    store::{DraftJob, Journal, Store, StoreError},
};

/// What must still get to the disk.
#[derive(Debug, Default)]
pub(super) struct PendingSaves {
    /// How often each article was changed.
    edits: BTreeMap<usize, u64>,
    /// Articles whose newest job is not done, with the number of changes that it holds.
    under_way: BTreeMap<usize, u64>,
    /// Articles that could not be saved.
    failed: BTreeSet<usize>,
    /// Changes of labels, searches and rules that are under way.
    pub(super) n_changes: usize,
}

impl PendingSaves {
    /// Remembers that an article changed in memory.
    pub(super) fn changed(&mut self, index: usize) {
        *self.edits.entry(index).or_default() += 1;
    }

    pub(super) fn edits(&self, index: usize) -> u64 {
        self.edits.get(&index).copied().unwrap_or_default()
    }
}

/// The annotations of one article, ready to be put on disk by any thread.
#[derive(Debug)]
pub struct SaveJob {
    index: usize,
    edits: u64,
    store: Store,
    journal: Arc<Journal>,
    article: Arc<Article>,
    annotations: AnnotationSet,
    /// What was typed and is now part of these annotations.
    drafts_over: Vec<DraftJob>,
}

/// What became of a [`SaveJob`]; the project must take it back.
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
    /// Puts the annotations on disk; when this returns they are durable, or it says why not.
    pub fn carry_out(mut self) -> SaveDone {
        // Before what it undoes. That a step cannot be kept is no reason not to save what it did.
        let journal_trouble = self.journal.flush().err().map(Box::new);
        let came_in = self.store.save(&self.article, &self.annotations);
        if came_in.is_ok() {
            // One that stays is offered again, which is better than one that goes too early.
            let removed = self.drafts_over.into_iter().map(DraftJob::carry_out);
            removed.for_each(drop);
        }
        SaveDone {
            index: self.index,
            edits: self.edits,
            store: self.store,
            journal_trouble,
            came_in,
        }
    }

    /// Whether this job makes an older one needless.
    pub fn replaces(&self, older: &SaveJob) -> bool {
        self.index == older.index
    }
}

impl Project {
    /// Articles whose last changes are in memory only, because saving failed.
    pub fn unsaved(&self) -> impl Iterator<Item = usize> {
        self.saves.failed.iter().copied()
    }

    /// Whether something is on its way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.saves.under_way.is_empty() || self.saves.n_changes > 0
    }

    /// Whether memory holds changes of an article that are not known to be on disk.
    pub(super) fn is_ahead(&self, index: usize) -> bool {
        self.saves.failed.contains(&index) || self.saves.under_way.contains_key(&index)
    }

    /// What puts the annotations of an article on disk; none while the article is not loaded.
    pub fn save_job(&mut self, index: usize) -> Option<SaveJob> {
        let article = self.articles[index].clone()?;
        let edits = self.saves.edits(index);
        self.saves.under_way.insert(index, edits);
        Some(SaveJob {
            index,
            edits,
            store: self.store.part(&article.path),
            journal: Arc::clone(&self.journal),
            annotations: self.annotations[index].clone(),
            drafts_over: self.drafts.over_with(index),
            article,
        })
    }

    /// Takes back what became of a job; true when changes of others came in with it.
    ///
    /// # Errors
    /// Whatever kept the file from being replaced. Memory keeps everything; the article stays in
    /// [`Project::unsaved`]. Of a job that a newer one follows nothing is told: the newer one will tell.
    pub fn take_saved(&mut self, done: SaveDone) -> Result<bool, StoreError> {
        let SaveDone {
            index,
            edits,
            store,
            journal_trouble,
            came_in,
        } = done;
        self.journal_trouble = journal_trouble.or(self.journal_trouble.take());
        let is_newest = self.saves.under_way.get(&index) == Some(&edits);
        if !is_newest {
            return Ok(false);
        }
        self.saves.under_way.remove(&index);
        self.saves.failed.insert(index);
        let came_in = came_in?;
        if self.saves.edits(index) != edits {
            return Ok(false);
        }
        self.saves.failed.remove(&index);
        self.drafts.saved(index);
        self.store.take_over(store);
        let Some(annotations) = came_in else {
            return Ok(false);
        };
        self.annotations[index] = annotations;
        // The article may have been read again since the job was made.
        self.settle(index);
        Ok(true)
    }

    /// Puts the annotations of an article on disk; true when changes of others came in with it.
    ///
    /// # Errors
    /// As [`Project::take_saved`].
    pub fn save(&mut self, index: usize) -> Result<bool, StoreError> {
        match self.save_job(index) {
            Some(job) => self.take_saved(job.carry_out()),
            None => Ok(false),
        }
    }
}
