//! Annotations of renamed articles: finds the articles of today, and moves the annotations there.
//!
//! [`crate::store`] finds the evidence and moves the records. Everything else that names the article
//! follows here: steps of undo, drafts and the reading position. Only the annotator's own annotations
//! are moved; annotations of others are named, and their annotators move them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{CorpusOrigin, Project};
use crate::{
    annotation::AnnotationId,
    corpus::Article,
    find::SavedSearch,
    store::{
        Dirs, DraftFolder, Journal, MovedAnnotations, ReadingPosition, RecordMove, RenamedArticle,
        Store, StoreCheck, StoreError, corpus_id,
    },
};

/// A search for renamed articles, for any thread.
#[derive(Debug)]
pub struct RenameSearch {
    check: StoreCheck,
    articles: Vec<Arc<Article>>,
}

/// Moves of records to the articles of today, for any thread.
#[derive(Debug)]
pub struct RenameJob {
    moves: Vec<RecordMove>,
    at: Timestamp,
    store: Store,
    journal: Arc<Journal>,
    drafts: DraftFolder,
    corpus: Option<String>,
}

/// Result of a [`RenameJob`] for [`Project::take_renames`].
#[derive(Debug)]
#[must_use]
pub struct RenamesDone {
    moves: Vec<RecordMove>,
    moved: Result<Vec<MovedAnnotations>, StoreError>,
}

impl RenameSearch {
    /// Returns the annotations of all annotators whose article has another name now.
    pub fn carry_out(&self) -> Vec<RenamedArticle> {
        self.check.renamed_articles(&self.articles)
    }
}

impl RenameJob {
    /// Moves the records; returns after they are durable or a write has failed.
    pub fn carry_out(self, dirs: &Dirs) -> RenamesDone {
        let Self { moves, at, mut store, journal, drafts, corpus } = self;
        let follow = |moved: &[MovedAnnotations]| {
            journal.rename_articles(&|article, id| new_name(moved, article, Some(id)))?;
            drafts.rename_articles(&|article, id| new_name(moved, article, id))?;
            let position = |article: &str| new_name(moved, article, None);
            let corpus = corpus.as_ref();
            corpus.map_or(Ok(()), |id| ReadingPosition::rename_article(dirs, id, position))
        };
        let moved = rename_in_searches(&mut store, &moves);
        let moved = moved.and_then(|()| store.move_records(&moves, at, follow));
        RenamesDone { moves, moved }
    }
}

/// Renames articles in the filters of saved searches, if all annotations of an article move.
fn rename_in_searches(store: &mut Store, moves: &[RecordMove]) -> Result<(), StoreError> {
    let whole: BTreeMap<&str, &str> = moves
        .iter()
        .filter(|one| store.ids_of(&one.from).is_subset(&one.ids))
        .map(|one| (one.from.as_str(), one.to.as_str()))
        .collect();
    let new_name = |name: &str| whole.get(name).map(|to| (*to).to_owned());
    let (searches, _) = store.searches();
    if searches.iter().all(|search| search.with_articles(new_name).is_none()) {
        return Ok(());
    }
    let rename = |search: &mut SavedSearch| {
        if let Some(query) = search.with_articles(new_name) {
            search.query = query;
        }
    };
    store.change_searches(|all| all.iter_mut().for_each(rename)).map(drop)
}

/// Returns the new name of an annotation, or of an article whose annotations have all moved.
fn new_name(moved: &[MovedAnnotations], article: &str, id: Option<AnnotationId>) -> Option<String> {
    let has_moved = |one: &&MovedAnnotations| {
        one.from == article && id.map_or(one.is_whole, |id| one.ids.contains(&id))
    };
    moved.iter().find(has_moved).map(|one| one.to.clone())
}

impl Project {
    /// Returns a search for renamed articles; `None` without files, or before all articles are loaded.
    pub fn rename_search(&self) -> Option<RenameSearch> {
        let CorpusOrigin::Folder(_) = self.origin else {
            return None;
        };
        let articles: Option<Vec<_>> =
            self.articles.iter().map(|state| state.article.clone()).collect();
        Some(RenameSearch { check: self.examination()?, articles: articles? })
    }

    /// Returns the own annotations of an article name, to be moved to a listed article that a person
    /// chose; `None` without annotations.
    pub fn annotations_to_move(&self, from: &str, to: &str) -> Option<RecordMove> {
        let ids = self.store.ids_of(from);
        let (from, to) = (from.to_owned(), to.to_owned());
        (!ids.is_empty()).then_some(RecordMove { from, to, ids })
    }

    /// Prepares moves; `None` if an article of a move has unsaved annotations.
    pub fn rename_job(&self, moves: Vec<RecordMove>, at: Timestamp) -> Option<RenameJob> {
        let names = moves.iter().flat_map(|one| [&one.from, &one.to]);
        let is_ahead = |name: &String| self.find_article(name).is_some_and(|at| self.is_ahead(at));
        if names.into_iter().any(is_ahead) {
            return None;
        }
        Some(RenameJob {
            moves,
            at,
            store: self.store.part(""),
            journal: Arc::clone(&self.history.journal),
            drafts: self.drafts.folder().clone(),
            corpus: self.origin.folder().map(|root| corpus_id(Some(root))),
        })
    }

    /// Takes the result of a job, and loads the annotations of its articles; returns the moves.
    ///
    /// # Errors
    /// Returns the error of the move, for example [`StoreError::Busy`]. Every record is then in its old
    /// file, in its new file, or in both.
    pub fn take_renames(&mut self, done: RenamesDone) -> Result<Vec<MovedAnnotations>, StoreError> {
        let names: BTreeSet<&String> =
            done.moves.iter().flat_map(|one| [&one.from, &one.to]).collect();
        let listed: Vec<usize> = names.iter().filter_map(|name| self.find_article(name)).collect();
        for index in listed {
            // A save that began meanwhile merges the file.
            if let Some(article) = self.article(index).filter(|_| !self.is_ahead(index)).cloned() {
                self.admit(index, &article);
            }
        }
        self.drafts.read_again();
        if done.moved.is_ok() {
            self.shared.searches = self.store.searches().0;
        }
        done.moved
    }
}

/// Returns the clear moves of one annotator among all renamed articles, one for each annotation file.
pub fn clear_moves(renamed: &[RenamedArticle], annotator: &str) -> Vec<RecordMove> {
    let own = renamed.iter().filter(|one| one.annotator == annotator);
    let clear = own.filter_map(|one| Some((one, one.clear_target()?)));
    let moves = clear.map(|(one, target)| {
        let (from, to) = (one.from.clone(), target.article.clone());
        ((from.clone(), to.clone()), RecordMove { from, to, ids: one.ids.clone() })
    });
    moves.collect::<BTreeMap<_, _>>().into_values().collect()
}
