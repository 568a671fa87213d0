//! What comes from outside while a project is open: another screen has the store, others have changed
//! files.
//!
//! A [`RefreshJob`] holds all that reading some annotation files again needs, so any thread can carry it
//! out; the project takes the [`RefreshDone`] back. Nothing is written. What memory holds and no file does
//! stays: an article with changes on their way to the disk is passed over, since saving it folds in what
//! it finds, and an article that changed meanwhile is left to the save that follows.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{AnnotationSet, Codebook, Rule},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    find::SavedSearch,
    store::{ExternalChange, FileWatch, SessionClaim, Store, StoreError, WatchedFile},
};

/// Annotation files that are to be read again, with what memory holds of them.
#[derive(Debug)]
pub struct RefreshJob {
    parts: Vec<ArticleRefresh>,
    /// Whether labels, saved searches and rules are read again too; the store knows where they are.
    shared: Option<Store>,
}

#[derive(Debug)]
struct ArticleRefresh {
    index: usize,
    edits: u64,
    store: Store,
    article: Arc<Article>,
    annotations: AnnotationSet,
}

/// What was found in them; the project must take it back.
#[derive(Debug)]
#[must_use]
pub struct RefreshDone {
    parts: Vec<(ArticleRefresh, Result<Option<ExternalChange>, StoreError>)>,
    shared: Option<SharedFiles>,
}

/// What the files say that are about no single article, each with what is wrong with it.
#[derive(Debug)]
struct SharedFiles {
    codebook: (Codebook, Vec<Diagnostic>),
    searches: (Vec<SavedSearch>, Vec<Diagnostic>),
    rules: (Vec<Rule>, Vec<Diagnostic>),
    store: Store,
}

/// Under which names what is wrong with these files is found.
pub(super) const LABELS: &str = "project.ron";
pub(super) const SEARCHES: &str = "searches.ron";
pub(super) const RULES: &str = "~rules.ron";

/// What others have changed, to be told in one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalChanges {
    /// The articles of which the annotations are others now.
    pub articles: Vec<usize>,
    /// How many annotations came, changed or went.
    pub n_annotations: usize,
    /// How many decisions are here and not in the files any more, and in which article the first of
    /// them is.
    pub missing: Option<(usize, usize)>,
    /// A file that cannot be read as it should, or not written to while it is as it is: the first of them.
    pub trouble: Option<String>,
    /// Whether labels, saved searches or rules are others now.
    pub is_shared: bool,
}

impl RefreshJob {
    /// Reads the files.
    pub fn carry_out(self) -> RefreshDone {
        let read = |mut part: ArticleRefresh| {
            let news = part.store.news(&part.article, &part.annotations);
            (part, news)
        };
        let shared = self.shared.map(|mut store| SharedFiles {
            codebook: store.codebook(),
            searches: store.searches(),
            rules: store.rules(),
            store,
        });
        RefreshDone {
            shared,
            parts: self.parts.into_iter().map(read).collect(),
        }
    }
}

/// Takes what was read, unless its file cannot be read whole: then what is known of it stays. Whether it is
/// other than what was known.
fn take<T: PartialEq>(known: &mut T, read: T, findings: &[Diagnostic]) -> bool {
    let is_whole = findings
        .iter()
        .all(|found| found.severity != Severity::Error);
    let is_new = is_whole && read != *known;
    if is_new {
        *known = read;
    }
    is_new
}

impl ExternalChanges {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Project {
    /// Takes hold of the store for a screen, as far as that writes nothing into it. Whoever only looks or
    /// writes once need not ask: saving folds.
    pub fn look_at_session(&mut self, at: Timestamp) -> SessionClaim {
        self.hold.look(at)
    }

    /// Takes hold of the store to decide in it from a screen; asked before every decision.
    pub fn claim_session(&mut self, at: Timestamp) -> SessionClaim {
        self.hold.claim(at)
    }

    /// The files behind the project, to be looked at for changes.
    pub fn watch(&self) -> FileWatch {
        let entries = self.entries.iter().enumerate();
        let files = entries.flat_map(|(index, entry)| {
            let annotations = self.store.file_of(&entry.path);
            [
                (WatchedFile::Article(index), entry.file.clone()),
                (WatchedFile::Annotations(index), annotations),
            ]
        });
        let shared = self
            .store
            .shared_files()
            .map(|path| (WatchedFile::Shared, path));
        let files = files.chain(shared);
        // Articles of the program itself have no file.
        FileWatch::new(files.filter(|(_, path)| !path.as_os_str().is_empty()))
    }

    /// What reads the annotation files of these articles again, and the files that all share; none when
    /// nothing of them is open.
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
            annotations: self.annotations[index].clone(),
            article,
        })
    }

    /// Takes in what was found in the files.
    pub fn take_refresh(&mut self, refreshed: RefreshDone) -> ExternalChanges {
        let mut came_in = ExternalChanges::default();
        for (part, news) in refreshed.parts {
            let is_same = self.saves.edits(part.index) == part.edits;
            let article = self.article(part.index);
            // A save of what changed meanwhile has found the same file, or will.
            if is_same && article.is_some_and(|known| known.digest == part.article.digest) {
                self.take_news(part, news, &mut came_in);
            }
        }
        if let Some(shared) = refreshed.shared {
            self.take_shared(shared, &mut came_in);
        }
        came_in
    }

    fn take_shared(&mut self, shared: SharedFiles, came_in: &mut ExternalChanges) {
        let (codebook, of_codebook) = shared.codebook;
        let (searches, of_searches) = shared.searches;
        let (rules, of_rules) = shared.rules;
        self.store.take_over(shared.store);
        let is_new = [
            take(&mut self.codebook, codebook, &of_codebook),
            take(&mut self.searches, searches, &of_searches),
            take(&mut self.rules, rules, &of_rules),
        ];
        came_in.is_shared = is_new.contains(&true);
        let files = [
            (LABELS, of_codebook),
            (SEARCHES, of_searches),
            (RULES, of_rules),
        ];
        for (file, findings) in files {
            let is_told =
                |found: &Diagnostic| self.findings.iter().any(|(_, known)| known == found);
            let grave = |found: &&Diagnostic| found.severity != Severity::Note;
            let trouble = findings.iter().filter(grave).find(|found| !is_told(found));
            if let Some(trouble) = trouble {
                // The screen has no room for the folders before the name.
                let words = trouble.message.split_once(&format!("{file}: "));
                let words = words.map_or(&*trouble.message, |(_, words)| words);
                came_in.trouble.get_or_insert(format!("{file}: {words}"));
            }
            self.replace_findings(file, findings);
        }
    }

    /// What is wrong with a file now, in place of what was wrong with it.
    pub(super) fn replace_findings(&mut self, file: &str, findings: Vec<Diagnostic>) {
        self.findings.retain(|(of, _)| of != file);
        let findings = findings.into_iter().map(|found| (file.to_owned(), found));
        self.findings.extend(findings);
    }

    fn take_news(
        &mut self,
        part: ArticleRefresh,
        news: Result<Option<ExternalChange>, StoreError>,
        came_in: &mut ExternalChanges,
    ) {
        let index = part.index;
        let news = match news {
            Ok(Some(news)) => news,
            Ok(None) => return,
            Err(error) => {
                came_in.trouble.get_or_insert(error.in_brief());
                return;
            }
        };
        self.store.take_over(part.store);
        if let Some(told) = news.first {
            let kept = if news.is_refused {
                "; what is decided stays here"
            } else {
                ""
            };
            let words = format!("{}: {}{kept}", self.path(index), told.message);
            came_in.trouble.get_or_insert(words);
        }
        self.tell_findings(index, news.findings);
        if news.n_missing > 0 && !news.is_refused {
            let (_, n) = came_in.missing.get_or_insert((index, 0));
            *n += news.n_missing;
        }
        if let Some(annotations) = news.annotations {
            came_in.n_annotations += n_differing(&self.annotations[index], &annotations);
            came_in.articles.push(index);
            self.annotations[index] = annotations;
            self.tally(index);
        }
    }

    /// The findings of an article with those of its annotation file as it is now.
    fn tell_findings(&mut self, index: usize, findings: Vec<Diagnostic>) {
        self.forget_findings(index);
        let path = self.path(index).to_owned();
        let article = self.articles[index].iter();
        let all = article.flat_map(|article| article.diagnostics.clone());
        let all = all.chain(findings).map(|found| (path.clone(), found));
        self.findings.extend(all);
    }
}

/// How many annotations are others in one set than in the other.
fn n_differing(before: &AnnotationSet, after: &AnnotationSet) -> usize {
    let ids = before
        .iter()
        .chain(after.iter())
        .map(|annotation| annotation.id);
    let ids: BTreeSet<_> = ids.collect();
    let differs =
        |id: &_| before.get(*id) != after.get(*id) || before.rivals(*id) != after.rivals(*id);
    ids.into_iter().filter(differs).count()
}
