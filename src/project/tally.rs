//! Which sentences are decided, and how many: kept up to date, so that no frame counts anything.

use super::Project;
use crate::{
    annotation::{Annotation, LabelId, Marks},
    text::{Sentence, Span},
};

/// The decisions of one article, sentence by sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The label of each sentence; empty while the article is not loaded or has no decision.
    labels: Vec<Option<LabelId>>,
    n_sentences: usize,
    n_decided: usize,
}

impl Tally {
    /// Of an article without sentences.
    const NONE: &'static Tally = &Tally {
        labels: Vec::new(),
        n_sentences: 0,
        n_decided: 0,
    };

    fn new(sentences: &[Sentence], marks: &Marks) -> Self {
        let labelled: Vec<&Annotation> = marks
            .iter()
            .filter(|mark| mark.is_placed() && mark.label.is_some())
            .collect();
        if labelled.is_empty() {
            return Self {
                n_sentences: sentences.len(),
                ..Self::default()
            };
        }
        let labels: Vec<_> = sentences
            .iter()
            .map(|sentence| label_of(sentence.span, &labelled))
            .collect();
        let n_decided = labels.iter().flatten().count();
        Self {
            labels,
            n_sentences: sentences.len(),
            n_decided,
        }
    }

    /// The label of a sentence, when it is decided.
    pub fn label(&self, sentence: usize) -> Option<&LabelId> {
        self.labels.get(sentence)?.as_ref()
    }

    /// How many sentences the article has.
    pub fn n_sentences(&self) -> usize {
        self.n_sentences
    }

    /// How many of them are decided.
    pub fn n_decided(&self) -> usize {
        self.n_decided
    }

    /// How many sentences carry this label.
    pub fn count(&self, label: &LabelId) -> usize {
        self.labels
            .iter()
            .flatten()
            .filter(|known| *known == label)
            .count()
    }
}

/// A sentence is decided when a labelled annotation touches it; the one of exactly its span speaks for
/// it, else the first in reading order.
fn label_of(span: Span, labelled: &[&Annotation]) -> Option<LabelId> {
    // Annotations are sorted by start, so none after this one can touch the span.
    let end = labelled.partition_point(|mark| mark.span.start < span.end);
    let mut touching = labelled[..end]
        .iter()
        .filter(|mark| mark.span.overlaps(span))
        .peekable();
    let first = touching.peek().map(|mark| &mark.label);
    let exact = labelled[..end]
        .iter()
        .rev()
        .find(|mark| mark.span == span)
        .map(|mark| &mark.label);
    exact.or(first).cloned().flatten()
}

impl Project {
    pub(super) fn tally(&mut self, index: usize) {
        let Some(article) = &self.articles[index] else {
            return;
        };
        self.tallies[index] = Tally::new(&article.outline.sentences, &self.marks[index]);
    }

    /// The decisions of one article; none when none is listed under the index.
    pub fn tally_of(&self, index: usize) -> &Tally {
        self.tallies.get(index).unwrap_or(Tally::NONE)
    }

    /// Whether a sentence is decided.
    pub fn is_decided(&self, index: usize, sentence: usize) -> bool {
        self.tally_of(index).label(sentence).is_some()
    }

    /// Sentences decided and sentences in all, of the articles that are loaded.
    pub fn progress(&self) -> (usize, usize) {
        self.tallies.iter().fold((0, 0), |(decided, all), tally| {
            (decided + tally.n_decided, all + tally.n_sentences)
        })
    }
}
