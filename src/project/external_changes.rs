//! Takes in changes by other programs while a project is open, and asks for the session lock.
//!
//! A [`RefreshJob`] reads files again on any thread; the project takes the [`RefreshDone`] back. Nothing
//! is written.
//!
//! Invariant: a refresh never replaces unsaved annotations. A refresh skips an article if a save of the
//! article is under way, failed or started meanwhile. Each save merges changes by others (see
//! `save.rs`).

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{
    Project,
    save::OffDisk,
    shared_edits::{SharedFindings, SharedState},
};
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    store::{ExternalChange, FileWatch, SessionClaim, Store, StoreError, WatchedFile},
};

/// Files to read again, on any thread.
#[derive(Debug)]
pub struct RefreshJob {
    parts: Vec<ArticleRefresh>,
    /// Store for reading labels, saved searches and rules again; `None` leaves these files out.
    shared: Option<Store>,
}

/// One article with its annotations in memory, for reading the annotation file again.
#[derive(Debug)]
struct ArticleRefresh {
    index: usize,
    edits: u64,
    store: Store,
    article: Arc<Article>,
    annotations: AnnotationSet,
}

/// Result of a [`RefreshJob`] for [`Project::take_refresh`].
#[derive(Debug)]
#[must_use]
pub struct RefreshDone {
    /// The folder that has disappeared; then nothing was read.
    gone: Option<std::path::PathBuf>,
    parts: Vec<(ArticleRefresh, Result<Option<ExternalChange>, StoreError>)>,
    /// Labels, saved searches and rules with their findings.
    shared: Option<(SharedState, SharedFindings, Store)>,
}

/// Changes by other programs, summarized for one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalChanges {
    /// Articles with changed annotations.
    pub articles: Vec<usize>,
    /// Number of added, changed or removed annotations.
    pub n_annotations: usize,
    /// Articles with decisions that their files lost, each with the number of these decisions.
    pub missing: Vec<(usize, usize)>,
    /// First problem of a file, for example a damaged line.
    pub trouble: Option<String>,
    /// True if labels, saved searches or rules changed.
    pub is_shared: bool,
}

impl RefreshJob {
    /// Reads the files again.
    pub fn carry_out(self) -> RefreshDone {
        let stores = self.parts.iter().map(|part| &part.store).chain(&self.shared);
        let gone = stores.filter_map(|store| store.gone().ok().flatten()).next();
        if gone.is_some() {
            return RefreshDone { shared: None, parts: Vec::new(), gone };
        }
        let read = |mut part: ArticleRefresh| {
            let news = part.store.news(&part.article, &part.annotations);
            (part, news)
        };
        let shared = self.shared.map(|mut store| {
            let (state, findings) = SharedState::read(&mut store);
            (state, findings, store)
        });
        RefreshDone { shared, parts: self.parts.into_iter().map(read).collect(), gone: None }
    }
}

/// Replaces `known` by `read`; returns true if they differ. Keeps `known` if the file has an error.
fn take<T: PartialEq>(known: &mut T, read: T, findings: &[Diagnostic]) -> bool {
    let is_whole = findings.iter().all(|found| found.severity != Severity::Error);
    let is_new = is_whole && read != *known;
    if is_new {
        *known = read;
    }
    is_new
}

impl ExternalChanges {
    /// Returns true if nothing changed and no problem was found.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Project {
    /// Asks for the session lock without writing into the store.
    ///
    /// Only a screen needs the lock. The command line does without, because each save merges.
    pub fn look_at_session(&mut self, at: Timestamp) -> SessionClaim {
        self.session.look(at)
    }

    /// Takes the session lock for decisions from a screen; called before each decision.
    pub fn claim_session(&mut self, at: Timestamp) -> SessionClaim {
        self.session.claim(at)
    }

    /// Returns a watch over the files of the project.
    pub fn watch(&self) -> FileWatch {
        let articles = self.articles.iter().enumerate();
        let files = articles.flat_map(|(index, state)| {
            let annotations = self.store.file_of(&state.entry.path);
            [
                (WatchedFile::Article(index), state.entry.file.clone()),
                (WatchedFile::Annotations(index), annotations),
            ]
        });
        let shared = self.store.shared_files().map(|path| (WatchedFile::Shared, path));
        let files = files.chain(shared);
        // Sample articles have no file.
        FileWatch::new(files.filter(|(_, path)| !path.as_os_str().is_empty()))
    }

    /// Prepares reading the annotation files of these articles again, with `shared` also the shared
    /// files.
    ///
    /// Returns `None` if no article is loaded or all loaded articles are being saved.
    pub fn refresh_job(&self, articles: &[usize], shared: bool) -> Option<RefreshJob> {
        let parts: Vec<ArticleRefresh> = articles
            .iter()
            .filter(|index| !self.is_ahead(**index))
            .filter_map(|index| self.refresh_part(*index))
            .collect();
        let shared = shared.then(|| self.store.rules_part());
        (!parts.is_empty() || shared.is_some()).then_some(RefreshJob { parts, shared })
    }

    fn refresh_part(&self, index: usize) -> Option<ArticleRefresh> {
        let article = self.article(index)?.clone();
        Some(ArticleRefresh {
            index,
            edits: self.saves.edits(index),
            store: self.store.part(&article.path),
            annotations: self.annotations(index).clone(),
            article,
        })
    }

    /// Takes in the result of a refresh; returns the changes.
    pub fn take_refresh(&mut self, refreshed: RefreshDone) -> ExternalChanges {
        let mut changes = ExternalChanges::default();
        if let Some(folder) = refreshed.gone {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let words = format!("{name} was moved or deleted · kept here until the folder is back");
            changes.trouble = Some(words);
        }
        for (part, news) in refreshed.parts {
            let is_same = self.saves.edits(part.index) == part.edits;
            let article = self.article(part.index);
            // An article that changed meanwhile has a save that merges the same file.
            if is_same && article.is_some_and(|known| known.digest == part.article.digest) {
                self.take_news(part, news, &mut changes);
            }
        }
        if let Some((state, findings, store)) = refreshed.shared {
            self.store.take_over(store);
            self.take_shared((state, findings), &mut changes);
        }
        changes
    }

    fn take_shared(
        &mut self,
        (state, findings): (SharedState, SharedFindings),
        changes: &mut ExternalChanges,
    ) {
        let known = &mut self.shared;
        let is_new = [
            take(&mut known.codebook, state.codebook, &findings[0].1),
            take(&mut known.searches, state.searches, &findings[1].1),
            take(&mut known.rules, state.rules, &findings[2].1),
        ];
        changes.is_shared = is_new.contains(&true);
        for (file, findings) in findings {
            let is_told =
                |found: &Diagnostic| self.findings.iter().any(|(_, known)| known == found);
            let grave = |found: &&Diagnostic| found.severity != Severity::Note;
            let trouble = findings.iter().filter(grave).find(|found| !is_told(found));
            if let Some(trouble) = trouble {
                // The status line has no room for the folders before the name.
                let words = trouble.message.split_once(&format!("{file}: "));
                let words = words.map_or(&*trouble.message, |(_, words)| words);
                changes.trouble.get_or_insert(format!("{file}: {words}"));
            }
            self.replace_findings(file, findings);
        }
    }

    fn take_news(
        &mut self,
        part: ArticleRefresh,
        news: Result<Option<ExternalChange>, StoreError>,
        changes: &mut ExternalChanges,
    ) {
        let index = part.index;
        let news = match news {
            Ok(Some(news)) => news,
            Ok(None) => {
                // A file that is back with its bytes has everything again.
                let is_back = self.saves.off_disk.get(&index).is_some_and(|off| off.is_gone);
                if is_back {
                    self.saves.off_disk.remove(&index);
                }
                return;
            }
            Err(error) => {
                changes.trouble.get_or_insert(error.in_brief());
                return;
            }
        };
        self.store.take_over(part.store);
        if let Some(told) = news.first {
            let kept = if news.is_refused { "; what is decided stays here" } else { "" };
            let words = format!("{}: {}{kept}", self.path(index), told.message);
            changes.trouble.get_or_insert(words);
        }
        self.replace_article_findings(index, news.findings);
        if news.n_missing > 0 && !news.is_refused {
            let off_disk = OffDisk { n: news.n_missing, is_gone: news.is_gone };
            let known = self.saves.off_disk.insert(index, off_disk);
            if known != Some(off_disk) {
                changes.missing.push((index, news.n_missing));
            }
        } else {
            self.saves.off_disk.remove(&index);
        }
        if let Some(annotations) = news.annotations {
            changes.n_annotations += n_differing(self.annotations(index), &annotations);
            changes.articles.push(index);
            self.articles[index].set_annotations(annotations);
            self.history.may_stand = true;
        }
    }
}

/// Returns the number of annotations that differ between two sets.
fn n_differing(before: &AnnotationSet, after: &AnnotationSet) -> usize {
    let ids = before.iter().chain(after.iter()).map(|annotation| annotation.id);
    let ids: BTreeSet<_> = ids.collect();
    let differs =
        |id: &_| before.get(*id) != after.get(*id) || before.rivals(*id) != after.rivals(*id);
    ids.into_iter().filter(differs).count()
}
