//! Writes labels on many places at once, and never on a place that carries a label already.
//!
//! Owns the rule of all bulk labels: of `R`, of rules, of the places of a source. A place counts as
//! labelled if a labelled annotation of the annotator shares at least one byte with the place: of the
//! same words, inside, around or crossing. Invariant: [`Project::label_unlabelled`] writes no label that
//! overlaps an older label, or another label of the same step.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project};
use crate::{
    annotation::{Annotation, Step},
    text::Span,
};

/// Result of labels on many places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkLabels {
    /// The step; `None` if every place was labelled already.
    pub step: Option<Step>,
    /// Number of places without a change, because they were labelled already.
    pub n_left_alone: usize,
}

impl Project {
    /// Returns the labelled annotation over a place, in whole grapheme clusters; `None` for a place
    /// without a label. See [`AnnotationSet::label_over`](crate::annotation::AnnotationSet::label_over).
    pub fn label_over(&self, article: usize, span: Span) -> Option<&Annotation> {
        self.annotations(article).label_over(self.whole(article, span))
    }

    /// Takes a place without a label; returns false if the place has a label or overlaps a taken place.
    pub(super) fn take_unlabelled(
        &self,
        article: usize,
        span: Span,
        taken: &mut TakenPlaces,
    ) -> bool {
        self.label_over(article, span).is_none() && taken.take(article, self.whole(article, span))
    }

    /// Makes edits on the places without a label, all as one step.
    ///
    /// A target that [`EditTarget::Annotation`] names is the words of this annotation.
    pub fn label_unlabelled(
        &mut self,
        each: &[(EditTarget, Vec<AnnotationEdit>)],
        at: Timestamp,
    ) -> BulkLabels {
        let mut taken = TakenPlaces::default();
        let is_open = |(target, _): &&(EditTarget, Vec<AnnotationEdit>)| {
            let span = match *target {
                EditTarget::Words(_, span) => Some(span),
                EditTarget::Annotation(article, id) => {
                    self.annotation(article, id).map(|annotation| annotation.anchor.span)
                }
            };
            span.is_some_and(|span| self.take_unlabelled(target.article(), span, &mut taken))
        };
        let open: Vec<_> = each.iter().filter(is_open).cloned().collect();
        let n_left_alone = each.len() - open.len();
        BulkLabels { step: self.edit_each(&open, at), n_left_alone }
    }
}

/// Places of one step that never overlap each other.
#[derive(Debug, Default)]
pub(super) struct TakenPlaces(BTreeMap<(usize, usize), usize>);

impl TakenPlaces {
    /// Takes a place; returns false and takes nothing if a taken place shares a byte with the place.
    fn take(&mut self, article: usize, span: Span) -> bool {
        let before = self.0.range(..(article, span.end)).next_back();
        let is_taken =
            before.is_some_and(|((known, _), end)| *known == article && *end > span.start);
        if !is_taken {
            self.0.insert((article, span.start), span.end);
        }
        !is_taken
    }
}

#[cfg(test)]
mod tests;
