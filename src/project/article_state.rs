//! One listed article with its annotations, and the counts of both.
//!
//! Invariant: `tally` and `anchors` agree with `article` and `annotations`. Each method that changes
//! `article` or `annotations` counts anew. Code in other files calls a `recount` method after a change,
//! for example [`ArticleState::recount_span`].

use std::{borrow::Cow, collections::BTreeMap, ops, sync::Arc};

use super::{AnchorSummary, Tally, text_revisions::TextRevision};
use crate::{
    annotation::AnnotationSet,
    corpus::Article,
    store::{ArticleMapping, Entry, distinct_names},
    text::{Span, visible},
};

/// Everything a project knows of one listed article.
#[derive(Debug)]
pub(super) struct ArticleState {
    pub(super) entry: Entry,
    /// The text; `None` until the article is loaded.
    pub(super) article: Option<Arc<Article>>,
    pub(super) annotations: AnnotationSet,
    pub(super) tally: Tally,
    /// `None` while every annotation stands on its original text.
    pub(super) anchors: Option<AnchorSummary>,
    /// Earlier texts of the article from the store.
    pub(super) revisions: Vec<TextRevision>,
}

impl ArticleState {
    fn new(entry: Entry) -> Self {
        Self {
            entry,
            article: None,
            annotations: AnnotationSet::default(),
            tally: Tally::default(),
            anchors: None,
            revisions: Vec::new(),
        }
    }

    /// Replaces the annotations.
    pub(super) fn set_annotations(&mut self, annotations: AnnotationSet) {
        self.annotations = annotations;
        self.recount();
    }

    /// Finds the annotations in the open text.
    pub(super) fn reanchor(&mut self) {
        if let Some(article) = &self.article {
            let mapping = ArticleMapping::new(article);
            self.annotations.settle(|annotation| mapping.settle(annotation));
        }
        self.recount();
    }

    /// Counts the decisions and the anchors anew; does nothing until the article is loaded.
    pub(super) fn recount(&mut self) {
        if let Some(article) = &self.article {
            self.tally = Tally::new(&article.outline, &self.annotations);
            self.recount_anchors();
        }
    }

    /// Counts only the decisions on sentences touching `span`.
    pub(super) fn recount_span(&mut self, span: Span) {
        if let Some(article) = &self.article {
            self.tally.update(&article.outline, &self.annotations, span);
        }
    }

    /// Counts only the anchors anew.
    pub(super) fn recount_anchors(&mut self) {
        let article = self.article.as_ref();
        self.anchors = article.and_then(|article| AnchorSummary::of(article, &self.annotations));
    }
}

/// All listed articles in corpus order; the index of an article never changes.
#[derive(Debug)]
pub(super) struct ArticleTable {
    states: Vec<ArticleState>,
    by_path: BTreeMap<String, usize>,
    /// Shown names of the articles that would be shown like another article.
    shown: BTreeMap<usize, String>,
}

impl ArticleTable {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let names: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let shown = distinct_names(&names);
        let by_path = entries.iter().map(|entry| entry.path.clone()).zip(0..);
        Self {
            by_path: by_path.collect(),
            shown,
            states: entries.into_iter().map(ArticleState::new).collect(),
        }
    }

    /// Returns the index of the article with this path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Returns the name of an article for the screen, different from all other names.
    pub(super) fn shown(&self, index: usize) -> Cow<'_, str> {
        match self.shown.get(&index) {
            Some(shown) => Cow::Borrowed(shown),
            None => visible(self.states.get(index).map_or("", |state| &state.entry.path)),
        }
    }

    /// Returns the loaded articles with their index and state.
    pub(super) fn loaded(&self) -> impl Iterator<Item = (usize, &Arc<Article>, &ArticleState)> {
        let states = self.states.iter().enumerate();
        states.filter_map(|(index, state)| Some((index, state.article.as_ref()?, state)))
    }
}

impl ops::Deref for ArticleTable {
    type Target = [ArticleState];

    fn deref(&self) -> &Self::Target {
        &self.states
    }
}

impl ops::DerefMut for ArticleTable {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.states
    }
}
