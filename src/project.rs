//! Corpus, annotations and history together: the facade that both surfaces work with.
//!
//! A [`Project`] holds what is open and what was decided. Articles come in one by one
//! ([`Project::load`] now, [`Project::admit`] from a background reader), so the first screen never waits
//! for the last article. Decisions change memory at once ([`Project::edit`] and friends) and name the
//! articles to save; a [`SaveJob`] puts one article's annotations on disk, on any thread. What could not
//! be saved stays in memory and in [`Project::unsaved`], and nothing is dropped.
//!
//! Invariant: `articles`, `annotations`, `tallies` and `anchor_summaries` have one entry per listed article, in corpus order.

mod decide;

mod drafts;

mod conflicts;

mod anchors;

mod filter_facts;

mod stdin_passages;

mod open;

mod annotators;

mod external_changes;

mod shared_words;

mod repeats;

mod imported_clusters;

mod shared_edits;

mod export_rows;

mod save;

mod rules;

mod parallel_search;

mod saved_searches;

mod sources;

mod tally;

mod text_revisions;

mod parallel;

mod undo;

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

pub use self::{
    anchors::{AnchorExcerpt, AnchorSummary, DisplacedAnchor, quote_differences},
    annotators::PendingReview,
    conflicts::AnnotationVersion,
    decide::{AnnotationEdit, EditTarget},
    external_changes::{ExternalChanges, RefreshDone, RefreshJob},
    filter_facts::{ArticleFacts, FilterFacts},
    imported_clusters::ClusterImport,
    open::{CorpusOrigin, OpenError, ProjectOptions},
    parallel::{n_threads, run_parallel},
    parallel_search::{concordance, concordance_parts, index_articles, search, search_parts},
    repeats::RepeatComparison,
    rules::RulePlaces,
    save::{SaveDone, SaveJob},
    shared_edits::{SharedEdit, SharedEditDone, SharedEditJob},
    shared_words::SharedWords,
    sources::sources_of,
    stdin_passages::StdinPassages,
    tally::Tally,
    text_revisions::{RevisionChange, TextRevision},
    undo::{UndoOutcome, short_time},
};
use crate::{
    annotation::{Annotation, AnnotationId, AnnotationSet, Codebook, Rule, Step},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    exchange::passim::Member,
    find::SavedSearch,
    store::{
        ArticleMapping, BackupRecovery, Entry, Journal, RepeatsCache, SessionLock, Store,
        StoreCheck, StoreError,
    },
};

/// How many articles are read between two looks at whether to go on.
const READ_AT_ONCE: usize = 1024;

/// What is open and what was decided.
#[derive(Debug)]
pub struct Project {
    origin: CorpusOrigin,
    entries: Vec<Entry>,
    articles: Vec<Option<Arc<Article>>>,
    annotations: Vec<AnnotationSet>,
    tallies: Vec<Tally>,
    anchor_summaries: Vec<Option<AnchorSummary>>,
    /// Texts of then that were looked up.
    revisions: Vec<TextRevision>,
    store: Store,
    repeats_cache: RepeatsCache,
    /// Members of clusters that another tool found.
    foreign: Vec<Member>,
    codebook: Codebook,
    searches: Vec<SavedSearch>,
    journal: Arc<Journal>,
    drafts: drafts::OpenDrafts,
    /// Why the last steps cannot be undone once the program has ended.
    journal_trouble: Option<Box<StoreError>>,
    has_decided: bool,
    rules: Vec<Rule>,
    hold: SessionLock,
    ids: fastrand::Rng,
    saves: save::PendingSaves,
    findings: Vec<(String, Diagnostic)>,
    by_path: BTreeMap<String, usize>,
}

/// What of an article is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReloadScope {
    /// Its text. The annotations of memory stay on it, whatever stands in their file: what others have written
    /// about it comes with [`Project::refresh_job`].
    Text,
    /// Its text and its annotations. What is not saved stays: only its places are found anew, and the next
    /// save takes in what others have written.
    All,
}

/// What reading an article again came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// It was read.
    Read,
    /// It cannot be read any more, for this reason; its text stays the one that was read before.
    Lost(String),
    /// It does not come from a file.
    NotAFile,
}

impl Project {
    /// How many articles are listed, loaded or not.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no article is listed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where the articles come from.
    pub fn origin(&self) -> &CorpusOrigin {
        &self.origin
    }

    /// The path of an article inside the corpus; empty when none is listed under the index.
    pub fn path(&self, index: usize) -> &str {
        self.entries
            .get(index)
            .map_or("", |entry| entry.path.as_str())
    }

    /// The entry of an article: its path and its file.
    pub fn entry(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// The article, when it is loaded.
    pub fn article(&self, index: usize) -> Option<&Arc<Article>> {
        self.articles.get(index)?.as_ref()
    }

    /// The index of the article with this path.
    pub fn find_article(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// How many articles are not loaded yet.
    pub fn n_waiting(&self) -> usize {
        self.articles
            .iter()
            .filter(|article| article.is_none())
            .count()
    }

    /// The annotations of an article; none when none is listed under the index.
    pub fn annotations(&self, index: usize) -> &AnnotationSet {
        self.annotations.get(index).unwrap_or(AnnotationSet::NONE)
    }

    /// One live annotation.
    pub fn annotation(&self, index: usize, id: AnnotationId) -> Option<&Annotation> {
        self.annotations.get(index)?.get(id)
    }

    /// The labels.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Who decides.
    pub fn annotator(&self) -> &str {
        self.store.annotator()
    }

    /// The folder of the annotations, which may not exist yet.
    pub fn store_dir(&self) -> &Path {
        self.store.dir()
    }

    /// What is odd about the corpus and its annotations, each with the article's path.
    pub fn findings(&self) -> &[(String, Diagnostic)] {
        &self.findings
    }

    /// Reads an article now, unless it is loaded, and returns it.
    pub fn load(&mut self, index: usize) -> Arc<Article> {
        if let Some(article) = &self.articles[index] {
            return Arc::clone(article);
        }
        let article = Arc::new(crate::store::read(&self.entries[index]));
        self.admit(index, &article);
        article
    }

    /// Reads every article that is not loaded.
    pub fn load_all(&mut self) {
        self.load_all_telling(&mut |_| ControlFlow::Continue(()));
    }

    /// The same; `progress` is told the percentage now and then, and what is left stays unread when it
    /// says so.
    pub fn load_all_telling(&mut self, progress: &mut dyn FnMut(u8) -> ControlFlow<()>) {
        let is_waiting = |index: &usize| self.articles[*index].is_none();
        let waiting: Vec<usize> = (0..self.len()).filter(is_waiting).collect();
        let all = waiting.len().max(1);
        for (at, chunk) in waiting.chunks(READ_AT_ONCE).enumerate() {
            let percent = u8::try_from(at * READ_AT_ONCE * 100 / all).unwrap_or(100);
            if progress(percent).is_break() {
                return;
            }
            let entries = &self.entries;
            let read = |index: &usize| Arc::new(crate::store::read(&entries[*index]));
            let articles = parallel::map(chunk, n_threads(), read);
            for (index, article) in chunk.iter().zip(&articles) {
                self.admit(*index, article);
            }
        }
    }

    /// Takes an article that was read elsewhere, with its annotations from the store.
    pub fn admit(&mut self, index: usize, article: &Arc<Article>) {
        let (annotations, diagnostics) = self.store.load(article);
        if self.articles[index].is_some() {
            self.forget_findings(index);
        }
        let path = &self.entries[index].path;
        let all = article.diagnostics.iter().cloned().chain(diagnostics);
        self.findings
            .extend(all.map(|diagnostic| (path.clone(), diagnostic)));
        self.articles[index] = Some(Arc::clone(article));
        self.annotations[index] = annotations;
        self.tally(index);
    }

    /// Reads an article from disk again, and finds its annotations in the text of now. One that cannot be read
    /// any more keeps the text that it had.
    pub fn reload(&mut self, index: usize, what: ReloadScope) -> ReloadOutcome {
        let CorpusOrigin::Folder(_) = self.origin else {
            return ReloadOutcome::NotAFile;
        };
        let read = Arc::new(crate::store::read(&self.entries[index]));
        self.take_reread(index, read, what)
    }

    /// The same with an article that was read again elsewhere.
    pub fn take_reread(
        &mut self,
        index: usize,
        read: Arc<Article>,
        what: ReloadScope,
    ) -> ReloadOutcome {
        let keeps_annotations = match what {
            ReloadScope::All => self.is_ahead(index),
            ReloadScope::Text => self.articles[index].is_some(),
        };
        let known = self.articles[index].clone();
        let lost = read
            .diagnostics
            .iter()
            .find(|found| found.severity == Severity::Error);
        let (article, lost) = match (known, lost) {
            (Some(known), Some(lost)) if known.digest != read.digest => {
                (known, Some(lost.message.clone()))
            }
            _ => (read, None),
        };
        if keeps_annotations {
            self.exchange_text(index, article);
        } else {
            self.admit(index, &article);
        }
        match lost {
            Some(reason) => {
                let told =
                    format!("cannot be read any more ({reason}): its text is the one read before");
                let finding = Diagnostic::new(Severity::Warning, told);
                self.findings
                    .push((self.entries[index].path.clone(), finding));
                ReloadOutcome::Lost(reason)
            }
            None => ReloadOutcome::Read,
        }
    }

    /// Takes a new text for an article and keeps the annotations of memory on it.
    fn exchange_text(&mut self, index: usize, article: Arc<Article>) {
        self.forget_findings(index);
        let path = &self.entries[index].path;
        let of_store = self.store.findings_of(path);
        let findings = article.diagnostics.iter().cloned().chain(of_store);
        self.findings
            .extend(findings.map(|found| (path.clone(), found)));
        self.articles[index] = Some(article);
        self.settle(index);
    }

    /// Finds the annotations of memory in the text that is open.
    fn settle(&mut self, index: usize) {
        if let Some(article) = &self.articles[index] {
            let ground = ArticleMapping::new(article);
            self.annotations[index].settle(|annotation| ground.settle(annotation));
        }
        self.tally(index);
    }

    /// Looks through the findings of all articles, so it is not done for articles that have none yet.
    fn forget_findings(&mut self, index: usize) {
        let path = &self.entries[index].path;
        self.findings.retain(|(of, _)| of != path);
    }

    /// Why no copies of the annotations can be made, once; they are saved all the same.
    pub fn take_backup_trouble(&mut self) -> Option<String> {
        self.store.take_trouble()
    }

    /// The copies of the store's files.
    pub fn recovery(&self) -> Option<BackupRecovery> {
        self.store.recovery()
    }

    /// What is wrong with the files of the store, of all annotators, and mending it.
    pub fn examination(&self) -> Option<StoreCheck> {
        let articles = self.entries.iter().map(|entry| entry.path.clone());
        let root = match &self.origin {
            CorpusOrigin::Folder(root) => Some(root.as_path()),
            CorpusOrigin::Input | CorpusOrigin::Sample => None,
        };
        Some(self.store.examination()?.knowing(articles, root))
    }

    /// Puts the last steps into the journal, as saving an article does first.
    pub fn flush_journal(&mut self) {
        if let Err(trouble) = self.journal.flush() {
            self.journal_trouble = Some(Box::new(trouble));
        }
    }

    /// Why the last steps cannot be undone once the program has ended; told once.
    pub fn take_journal_trouble(&mut self) -> Option<StoreError> {
        self.journal_trouble.take().map(|trouble| *trouble)
    }

    /// How many steps can be undone and redone, those of earlier sessions too.
    pub fn history_depth(&self) -> (usize, usize) {
        self.journal.depth()
    }

    /// Whether anything was decided, undone or redone since the project was opened.
    pub fn has_decided(&self) -> bool {
        self.has_decided
    }

    /// The step's articles, by index, each once.
    pub fn articles_of(&self, step: &Step) -> Vec<usize> {
        let indices: BTreeSet<usize> = step
            .changes
            .iter()
            .filter_map(|change| self.find_article(&change.article))
            .collect();
        indices.into_iter().collect()
    }
}
