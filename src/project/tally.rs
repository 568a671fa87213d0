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
        let labels = labels_of(sentences, &labelled);
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

/// The labels of all sentences; both come in reading order, so each is looked at about once.
fn labels_of(sentences: &[Sentence], labelled: &[&Annotation]) -> Vec<Option<LabelId>> {
    let mut coming = labelled.iter().copied().peekable();
    let mut near: Vec<&Annotation> = Vec::new();
    let label = |sentence: &Sentence| {
        let Span { start, end } = sentence.span;
        near.retain(|mark| mark.span.end > start);
        near.extend(std::iter::from_fn(|| {
            coming.next_if(|mark| mark.span.start < end)
        }));
        label_of(sentence.span, &near)
    };
    sentences.iter().map(label).collect()
}

/// A sentence is decided when a labelled annotation touches it; the one of exactly its span speaks for
/// it, else the first in reading order.
fn label_of(span: Span, near: &[&Annotation]) -> Option<LabelId> {
    let mut touching = near
        .iter()
        .filter(|mark| mark.span.overlaps(span))
        .peekable();
    let first = touching.peek().map(|mark| &mark.label);
    let exact = near
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

    /// The decisions of one article.
    pub fn tally_of(&self, index: usize) -> &Tally {
        &self.tallies[index]
    }

    /// Whether a sentence is decided.
    pub fn is_decided(&self, index: usize, sentence: usize) -> bool {
        self.tallies[index].label(sentence).is_some()
    }

    /// Sentences decided and sentences in all, of the articles that are loaded.
    pub fn progress(&self) -> (usize, usize) {
        self.tallies.iter().fold((0, 0), |(decided, all), tally| {
            (decided + tally.n_decided, all + tally.n_sentences)
        })
    }
}
