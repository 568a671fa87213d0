//! What waits for a choice among the annotations of the others of a store.

use super::Project;
use crate::annotation::Anchored;

/// What somebody else has to look at in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingReview {
    /// Who.
    pub annotator: String,
    /// The article's path.
    pub article: String,
    /// Annotations with several versions.
    pub n_contested: usize,
    /// Annotations of which the words stand elsewhere now.
    pub n_moved: usize,
    /// Annotations of which the words stand in several places.
    pub n_ambiguous: usize,
    /// Annotations of which the words are gone.
    pub n_orphans: usize,
}

impl Project {
    /// What waits for the other annotators of the store, in the articles that are loaded.
    pub fn pending_reviews(&self) -> Vec<PendingReview> {
        let others = self.store.annotators().into_iter();
        let others = others.filter(|name| name != self.annotator());
        let mut all: Vec<PendingReview> = others.flat_map(|name| self.waiting_for(&name)).collect();
        all.sort_by(|a, b| (&a.article, &a.annotator).cmp(&(&b.article, &b.annotator)));
        all
    }

    fn waiting_for(&self, annotator: &str) -> Vec<PendingReview> {
        let articles = self.articles.loaded();
        let waiting = articles.map(|(_, article, _)| {
            let (annotations, _) = self.store.annotations_by(annotator, article);
            let n = |state| {
                annotations
                    .iter()
                    .filter(|annotation| annotation.anchored == state)
                    .count()
            };
            PendingReview {
                annotator: annotator.to_owned(),
                article: article.path.clone(),
                n_contested: annotations.contested().count(),
                n_moved: n(Anchored::Moved),
                n_ambiguous: n(Anchored::Ambiguous),
                n_orphans: n(Anchored::Orphan),
            }
        });
        waiting.filter(|waiting| !waiting.is_empty()).collect()
    }
}

impl PendingReview {
    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.n_contested + self.n_moved + self.n_ambiguous + self.n_orphans == 0
    }
}
