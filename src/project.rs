//! The facade of the library: articles, annotations and history of one corpus.
//!
//! [`ProjectOptions`] opens a [`Project`]. A program uses a project in four steps:
//!
//! 1. [`Project::load`] reads an article, or [`Project::admit`] takes one from a background reader.
//! 2. [`Project::edit`] and its neighbours change memory at once and return a [`Step`].
//! 3. A [`SaveJob`] writes the annotations of one article to disk, on any thread.
//! 4. [`Project::undo`] and [`Project::redo`] walk through the steps, across sessions too.
//!
//! Invariant: annotations that could not be saved stay in memory and in [`Project::unsaved`].
//!
//! ```
//! use copydesk::{
//!     annotation::LabelId,
//!     project::{AnnotationEdit, EditTarget, ProjectOptions},
//!     store::Dirs,
//! };
//! use jiff::Timestamp;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("tram.txt"), "The tram is late. Nobody said why.")?;
//! let options = ProjectOptions {
//!     dirs: Dirs::below(&folder.path().join("home")),
//!     annotator: "ana".to_owned(),
//!     store: None,
//!     seed: 1,
//! };
//! let mut project = options.open_paths(&[folder.path().to_owned()])?;
//!
//! // Label the second sentence of the first article, and save.
//! let sentence = project.load(0).outline.sentences[1].span;
//! let label = AnnotationEdit::Label(Some(LabelId("unsourced".to_owned())));
//! project.edit(&[EditTarget::Words(0, sentence)], &label, Timestamp::now());
//! project.save(0)?;
//!
//! assert_eq!(project.progress(), (1, 2));
//! assert_eq!(project.export_rows()[0].quote, "Nobody said why.");
//! assert!(folder.path().join("annotations/ana/tram.txt.ron").exists());
//! # Ok(())
//! # }
//! ```

mod open;
mod article_state;
mod loading;
mod decide;
mod undo;
mod tally;
mod save;
mod second_stores;
mod drafts;
mod anchors;
mod text_revisions;
mod conflicts;
mod missing;
mod external_changes;
mod shared_edits;
mod saved_searches;
mod unlabelled_places;
mod repeat_units;
mod attribution_parts;
mod rules;
mod settle;
mod label_edits;
mod annotators;
mod renames;
mod repeats;
mod imported_clusters;
mod shared_words;
mod sources;
mod filter_facts;
mod export_rows;
mod parallel;
mod parallel_search;
mod stdin_passages;

#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use unicode_normalization::UnicodeNormalization as _;

use jiff::Timestamp;

pub use self::{
    anchors::{AnchorExcerpt, AnchorSummary, DisplacedAnchor, quote_differences},
    annotators::PendingReview,
    conflicts::AnnotationVersion,
    decide::{AnnotationEdit, EditTarget},
    export_rows::AnnotatorChoice,
    external_changes::{ExternalChanges, RefreshDone, RefreshJob},
    filter_facts::{ArticleFacts, FilterFacts},
    imported_clusters::ClusterImport,
    label_edits::{LabelChange, LabelPlan, UnknownLabel},
    loading::{ReloadOutcome, ReloadScope},
    missing::{MissingAnnotation, MissingChoice, missing_words},
    open::{CorpusOrigin, OpenError, ProjectOptions},
    parallel::{map as parallel_map, n_threads, run_parallel},
    parallel_search::{concordance, concordance_parts, index_articles, search, search_parts},
    renames::{RenameJob, RenameSearch, RenamesDone, clear_moves},
    repeat_units::UnitPlace,
    repeats::RepeatComparison,
    rules::RulePlaces,
    save::{SaveDone, SaveJob, SaveQuestion, UnsavedReason},
    settle::SettleRow,
    shared_edits::{SharedEdit, SharedEditDone, SharedEditJob},
    shared_words::SharedWords,
    sources::sources_of,
    stdin_passages::StdinPassages,
    tally::Tally,
    text_revisions::{RevisionChange, TextRevision},
    undo::{UndoOutcome, short_time},
    unlabelled_places::BulkLabels,
};
use crate::{
    annotation::{Annotation, AnnotationId, AnnotationSet, Codebook, Step},
    corpus::Article,
    diagnostic::Diagnostic,
    exchange::passim::Member,
    store::{
        BackupRecovery, EarlierAnswer, EarlierJob, Entry, MissingRecord, RepeatsCache, SecondStore,
        SessionLock, Store, StoreCheck, StoreError,
    },
};

/// One corpus with the annotations of one annotator.
#[derive(Debug)]
pub struct Project {
    origin: CorpusOrigin,
    articles: article_state::ArticleTable,
    /// The articles of the given paths, if the corpus has more articles.
    named: Option<Vec<usize>>,
    second_stores: Vec<SecondStore>,
    shared: shared_edits::SharedState,
    /// Members of repeat clusters imported from `passim`.
    imported: Vec<Member>,
    /// Problems of files, each with the path of its article or the name of its file.
    findings: Vec<(String, Diagnostic)>,
    /// Files of copydesk's own that were left out of the articles.
    own_files: Vec<String>,
    history: undo::History,
    /// Annotations that a copy or the journal holds and the files do not, by article and id.
    missing: BTreeMap<(usize, AnnotationId), MissingRecord>,
    saves: save::PendingSaves,
    drafts: drafts::OpenDrafts,
    store: Store,
    session: SessionLock,
    repeats_cache: RepeatsCache,
    others: annotators::OtherAnnotators,
    /// Source of the ids of new annotations.
    ids: fastrand::Rng,
}

impl Project {
    /// Returns the files of copydesk's own among the articles, for example exports. They are no articles.
    pub fn own_files(&self) -> &[String] {
        &self.own_files
    }

    /// Returns the number of listed articles, loaded or not.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Returns true if no article is listed.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Returns the indices of the articles at or below the given paths, in corpus order: all articles, or
    /// those of a part of the corpus.
    pub fn named(&self) -> Vec<usize> {
        self.named.clone().unwrap_or_else(|| (0..self.len()).collect())
    }

    /// Returns true if the given paths name only a part of the corpus.
    pub fn names_a_part(&self) -> bool {
        self.named.is_some()
    }

    /// Returns the source of the articles.
    pub fn origin(&self) -> &CorpusOrigin {
        &self.origin
    }

    /// Returns the path of an article inside the corpus; empty if the index is out of range.
    pub fn path(&self, index: usize) -> &str {
        self.articles.get(index).map_or("", |state| &state.entry.path)
    }

    /// Returns path and file of an article.
    ///
    /// # Panics
    /// Panics if the index is out of range.
    pub fn entry(&self, index: usize) -> &Entry {
        &self.articles[index].entry
    }

    /// Returns an article if it is loaded.
    pub fn article(&self, index: usize) -> Option<&Arc<Article>> {
        self.articles.get(index)?.article.as_ref()
    }

    /// Returns the name of an article for the screen: safe to print, different from the shown names of
    /// all other articles, and to be typed back ([`Self::find_shown`]).
    pub fn shown_path(&self, index: usize) -> Cow<'_, str> {
        self.articles.shown(index)
    }

    /// Returns the article with a typed name: its path, its shown name, or the only path with the same
    /// letters in another composition, for example `é` as one or as two characters.
    pub fn find_shown(&self, name: &str) -> Option<usize> {
        let only = |is_it: &dyn Fn(usize) -> bool| {
            let mut found = (0..self.len()).filter(|index| is_it(*index));
            found.next().filter(|_| found.next().is_none())
        };
        let composed = |name: &str| name.nfc().collect::<String>();
        self.find_article(name)
            .or_else(|| only(&|index| self.shown_path(index) == name))
            .or_else(|| only(&|index| composed(self.path(index)) == composed(name)))
    }

    /// Returns the index of the article with this path.
    pub fn find_article(&self, path: &str) -> Option<usize> {
        self.articles.find(path)
    }

    /// Returns the annotations of an article; empty if the index is out of range.
    pub fn annotations(&self, index: usize) -> &AnnotationSet {
        let state = self.articles.get(index);
        state.map_or(AnnotationSet::NONE, |state| &state.annotations)
    }

    /// Returns one live annotation.
    pub fn annotation(&self, index: usize, id: AnnotationId) -> Option<&Annotation> {
        self.annotations(index).get(id)
    }

    /// Returns the labels.
    pub fn codebook(&self) -> &Codebook {
        &self.shared.codebook
    }

    /// Returns the name of the annotator who decides.
    pub fn annotator(&self) -> &str {
        self.store.annotator()
    }

    /// Returns the folder of the annotations; the folder may not exist yet.
    pub fn store_dir(&self) -> &Path {
        self.store.dir()
    }

    /// Returns the problems of the corpus and the store, each with a path: an article's or a file's.
    pub fn findings(&self) -> &[(String, Diagnostic)] {
        &self.findings
    }

    /// Returns once the reason why backups fail; annotations are saved nevertheless.
    pub fn take_backup_trouble(&mut self) -> Option<String> {
        self.store.take_trouble()
    }

    /// Returns the backups of the store's files.
    pub fn recovery(&self) -> Option<BackupRecovery> {
        self.store.recovery()
    }

    /// Prepares an answer about annotations of an earlier folder; `None` for a store without backups.
    pub fn earlier_job(&self, answer: EarlierAnswer, at: Timestamp) -> Option<EarlierJob> {
        let journal = Arc::clone(&self.history.journal);
        Some(EarlierJob::new((self.recovery()?, journal), answer, at))
    }

    /// Lets a file of annotations go; undo no longer reaches the decisions of a file that is gone.
    ///
    /// # Errors
    /// The [`StoreError`] of [`BackupRecovery::let_go`], or of writing the undo journal.
    pub fn let_go(&self, file: &str, at: Timestamp) -> Result<(), StoreError> {
        let Some(recovery) = self.recovery() else { return Ok(()) };
        let gone = recovery.gone().filter(|gone| gone == file);
        self.history.journal.forget(&gone.collect())?;
        recovery.let_go(file, at)
    }

    /// Returns a check of the files of all annotators in the store; the check can also repair the files.
    pub fn examination(&self) -> Option<StoreCheck> {
        let articles = self.articles.iter().map(|state| state.entry.path.clone());
        Some(self.store.examination()?.knowing(articles, self.origin.folder()))
    }

    /// Returns the indices of a step's articles, each once, in corpus order.
    pub fn articles_of(&self, step: &Step) -> Vec<usize> {
        let changes = step.changes.iter();
        let indices: BTreeSet<usize> =
            changes.filter_map(|change| self.find_article(&change.article)).collect();
        indices.into_iter().collect()
    }
}
