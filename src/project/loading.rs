//! Loads articles into a project, and reads changed articles again.
//!
//! Owns the findings of articles. Articles are loaded separately, at once ([`Project::load`]) or by a
//! background reader ([`Project::admit`]). So the first screen never waits for the last article.
//! Invariant: after a failed read an article keeps its text and its annotations.

use std::{ops::ControlFlow, sync::Arc};

use super::{CorpusOrigin, Project, n_threads, parallel};
use crate::{
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
};

/// Articles that are read between two reports of the progress.
const READ_AT_ONCE: usize = 1024;

/// Selects how much of an article is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReloadScope {
    /// The text. The annotations in memory stay; [`Project::refresh_job`] reads changes by others.
    Text,
    /// The text and the annotations. Unsaved annotations stay and are anchored anew; the next save
    /// merges changes by others.
    All,
}

/// Result of reading an article again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// The article was read.
    Read,
    /// The read failed with this reason; the project keeps the earlier text.
    Lost(String),
    /// The article does not come from a file, for example a sample article.
    NotAFile,
}

impl Project {
    /// Returns the number of unloaded articles.
    pub fn n_waiting(&self) -> usize {
        self.articles.iter().filter(|state| state.article.is_none()).count()
    }

    /// Returns an article, and reads the article first if needed.
    pub fn load(&mut self, index: usize) -> Arc<Article> {
        if let Some(article) = self.article(index) {
            return Arc::clone(article);
        }
        let article = Arc::new(crate::store::read(self.entry(index)));
        self.admit(index, &article);
        article
    }

    /// Reads the unloaded articles of the given paths.
    pub fn load_named(&mut self) {
        let named = self.named();
        self.load_waiting(&named, &mut |_| ControlFlow::Continue(()));
    }

    /// Reads all unloaded articles.
    pub fn load_all(&mut self) {
        self.load_all_telling(&mut |_| ControlFlow::Continue(()));
    }

    /// Reads all unloaded articles, and calls `progress` with the percentage now and then.
    ///
    /// Stops early if `progress` returns [`ControlFlow::Break`].
    pub fn load_all_telling(&mut self, progress: &mut dyn FnMut(u8) -> ControlFlow<()>) {
        let all: Vec<usize> = (0..self.len()).collect();
        self.load_waiting(&all, progress);
    }

    fn load_waiting(&mut self, indices: &[usize], progress: &mut dyn FnMut(u8) -> ControlFlow<()>) {
        let is_waiting = |index: &usize| self.articles[*index].article.is_none();
        let waiting: Vec<usize> = indices.iter().copied().filter(is_waiting).collect();
        let all = waiting.len().max(1);
        for (at, chunk) in waiting.chunks(READ_AT_ONCE).enumerate() {
            let percent = u8::try_from(at * READ_AT_ONCE * 100 / all).unwrap_or(100);
            if progress(percent).is_break() {
                return;
            }
            let articles = &self.articles;
            let read = |index: &usize| Arc::new(crate::store::read(&articles[*index].entry));
            let articles = parallel::map(chunk, n_threads(), read);
            for (index, article) in chunk.iter().zip(&articles) {
                self.admit(*index, article);
            }
        }
    }

    /// Takes an article from a background reader, and loads its annotations from the store.
    pub fn admit(&mut self, index: usize, article: &Arc<Article>) {
        let (annotations, of_store) = self.store.load(article);
        self.set_text(index, Arc::clone(article), of_store);
        self.articles[index].set_annotations(annotations);
    }

    /// Reads the annotations of a loaded article from disk, unless memory has unsaved changes.
    pub fn read_annotations_again(&mut self, index: usize) {
        if !self.is_ahead(index)
            && let Some(article) = self.article(index).cloned()
        {
            self.saves.off_disk.remove(&index);
            self.admit(index, &article);
        }
    }

    /// Reads an article from disk again, and anchors its annotations in the new text.
    pub fn reload(&mut self, index: usize, scope: ReloadScope) -> ReloadOutcome {
        let CorpusOrigin::Folder(_) = self.origin else {
            return ReloadOutcome::NotAFile;
        };
        let read = Arc::new(crate::store::read(self.entry(index)));
        self.take_reread(index, read, scope)
    }

    /// Takes an article from a second read in the background, like [`Self::reload`].
    pub fn take_reread(
        &mut self,
        index: usize,
        read: Arc<Article>,
        scope: ReloadScope,
    ) -> ReloadOutcome {
        let keeps_annotations = match scope {
            ReloadScope::All => self.is_ahead(index),
            ReloadScope::Text => self.article(index).is_some(),
        };
        let mut errors = read.diagnostics.iter();
        let error = errors.find(|found| found.severity == Severity::Error);
        let (article, lost) = match (self.article(index), error) {
            (Some(known), Some(error)) if known.digest != read.digest => {
                (Arc::clone(known), Some(error.message.clone()))
            }
            _ => (read, None),
        };
        if keeps_annotations {
            let of_store = self.store.findings_of(self.path(index));
            self.set_text(index, article, of_store);
            self.articles[index].reanchor();
        } else {
            self.admit(index, &article);
        }
        let Some(reason) = lost else {
            return ReloadOutcome::Read;
        };
        let told = format!("cannot be read any more ({reason}): its text is the one read before");
        let finding = Diagnostic::new(Severity::Warning, told);
        self.findings.push((self.path(index).to_owned(), finding));
        ReloadOutcome::Lost(reason)
    }

    /// Replaces the text of an article, and its findings by the findings of text and annotation file.
    fn set_text(&mut self, index: usize, article: Arc<Article>, of_store: Vec<Diagnostic>) {
        let findings = article.diagnostics.iter().cloned().chain(of_store).collect();
        let path = self.path(index).to_owned();
        // The first load removes no findings: a search through all of them would take time per article.
        if self.articles[index].article.replace(article).is_some() {
            self.replace_findings(&path, findings);
        } else {
            self.add_findings(&path, findings);
        }
    }

    /// Replaces the findings of an article by the findings of its text and its annotation file.
    pub(super) fn replace_article_findings(&mut self, index: usize, of_store: Vec<Diagnostic>) {
        let of_text = self.article(index).into_iter();
        let of_text = of_text.flat_map(|article| article.diagnostics.clone());
        let path = self.path(index).to_owned();
        self.replace_findings(&path, of_text.chain(of_store).collect());
    }

    /// Replaces the findings of a file.
    pub(super) fn replace_findings(&mut self, file: &str, findings: Vec<Diagnostic>) {
        self.findings.retain(|(of, _)| of != file);
        self.add_findings(file, findings);
    }

    fn add_findings(&mut self, file: &str, findings: Vec<Diagnostic>) {
        let findings = findings.into_iter().map(|found| (file.to_owned(), found));
        self.findings.extend(findings);
    }
}
