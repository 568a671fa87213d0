//! Labels of one annotator on common words: the label over a span, and labels that contradict each other.
//!
//! Two labelled annotations contradict each other if they share at least one byte and have different
//! labels, for example a sentence `sourced` with three of its words `unsourced`. Annotations without a
//! label, or without a place in the open text, contradict nothing.

use super::{Annotation, AnnotationSet};
use crate::text::Span;

/// Two annotations with different labels on common words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction<'a> {
    /// The annotation that comes first in reading order.
    pub first: &'a Annotation,
    /// The other annotation.
    pub second: &'a Annotation,
    /// The common words, in bytes of the open text; never empty.
    pub common: Span,
}

impl AnnotationSet {
    /// Returns the labelled annotation over `span`: of exactly `span`, else with the most bytes in
    /// common, else the first in reading order. `None` if no labelled annotation shares a byte.
    pub fn label_over(&self, span: Span) -> Option<&Annotation> {
        let exact = self.exactly(span).filter(|annotation| annotation.content.label.is_some());
        exact.or_else(|| {
            let n_common = |one: &Annotation| one.anchor.span.common(span).map_or(0, Span::len);
            let labelled =
                self.touching(span).filter(|annotation| annotation.content.label.is_some());
            labelled
                .reduce(|most, other| if n_common(other) > n_common(most) { other } else { most })
        })
    }

    /// Returns the pairs of annotations that contradict each other, in reading order.
    pub fn contradictions(&self) -> impl Iterator<Item = Contradiction<'_>> {
        self.iter().flat_map(|first| {
            let place = |one: &Annotation| (one.anchor.span, one.id);
            let others = self.contradicting(first);
            others.filter(move |second| place(second) > place(first)).filter_map(|second| {
                let common = first.anchor.span.common(second.anchor.span)?;
                Some(Contradiction { first, second, common })
            })
        })
    }

    /// Returns the annotations that contradict a placed annotation, in reading order.
    pub fn contradicting<'a>(
        &'a self,
        annotation: &'a Annotation,
    ) -> impl Iterator<Item = &'a Annotation> {
        let label = annotation.content.label.as_ref().filter(|_| annotation.is_placed());
        let touching = label.map(|label| {
            let touching = self.touching(annotation.anchor.span);
            touching.filter(move |other| {
                other.content.label.as_ref().is_some_and(|other| other != label)
            })
        });
        touching.into_iter().flatten()
    }
}
