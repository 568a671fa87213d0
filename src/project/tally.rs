//! Counts the decided sentences of an article, and updates the counts with each step.
//!
//! Invariant: an updated [`Tally`] equals a new one, so drawing a frame counts nothing.

use std::collections::BTreeMap;

use super::Project;
use crate::{
    annotation::{AnnotationSet, LabelId, Step},
    text::{Outline, Span},
};

/// The decisions of one article, sentence by sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The label of each sentence; empty while the article is not loaded or has no decision.
    labels: Vec<Option<LabelId>>,
    /// Number of sentences with each label; never 0.
    counts: BTreeMap<LabelId, usize>,
    n_sentences: usize,
    n_decided: usize,
}

impl Tally {
    /// The tally of an article without sentences.
    const NONE: &'static Tally =
        &Tally { labels: Vec::new(), counts: BTreeMap::new(), n_sentences: 0, n_decided: 0 };

    pub(super) fn new(outline: &Outline, annotations: &AnnotationSet) -> Self {
        let mut tally = Self { n_sentences: outline.sentences.len(), ..Self::default() };
        for annotation in annotations.iter().filter(|annotation| annotation.content.label.is_some())
        {
            tally.update(outline, annotations, annotation.anchor.span);
        }
        tally
    }

    /// Counts only the sentences touching `span` anew.
    pub(super) fn update(&mut self, outline: &Outline, annotations: &AnnotationSet, span: Span) {
        self.labels.resize(self.n_sentences, None);
        for sentence in outline.sentences_in(span) {
            let label = label_of(outline.sentences[sentence].span, annotations);
            let known = std::mem::replace(&mut self.labels[sentence], label.clone());
            if let Some(known) = known {
                self.n_decided -= 1;
                self.lower(&known);
            }
            if let Some(label) = label {
                self.n_decided += 1;
                *self.counts.entry(label).or_default() += 1;
            }
        }
    }

    fn lower(&mut self, label: &LabelId) {
        if let Some(count) = self.counts.get_mut(label) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(label);
            }
        }
    }

    /// Returns the label of a decided sentence.
    pub fn label(&self, sentence: usize) -> Option<&LabelId> {
        self.labels.get(sentence)?.as_ref()
    }

    /// Returns the number of sentences.
    pub fn n_sentences(&self) -> usize {
        self.n_sentences
    }

    /// Returns the number of decided sentences.
    pub fn n_decided(&self) -> usize {
        self.n_decided
    }

    /// Returns the number of sentences with this label.
    pub fn count(&self, label: &LabelId) -> usize {
        self.counts.get(label).copied().unwrap_or(0)
    }
}

/// Returns the label of a sentence, if labelled annotations cover at least half of its bytes.
///
/// The annotation of exactly its span gives the label, else the first annotation in reading order.
fn label_of(span: Span, annotations: &AnnotationSet) -> Option<LabelId> {
    let touching =
        || annotations.touching(span).filter(|annotation| annotation.content.label.is_some());
    let (mut covered, mut reached) = (0, span.start);
    for annotation in touching() {
        let end = annotation.anchor.span.end.min(span.end);
        covered += end.saturating_sub(annotation.anchor.span.start.max(reached));
        reached = reached.max(end);
    }
    if covered * 2 < span.len() {
        return None;
    }
    let exact = annotations.exactly(span).filter(|annotation| annotation.content.label.is_some());
    exact.or_else(|| touching().next())?.content.label.clone()
}

impl Project {
    /// Counts anew the decisions and the anchors after a step.
    pub(super) fn recount_step(&mut self, step: &Step) {
        for change in &step.changes {
            let Some(index) = self.find_article(&change.article) else {
                continue;
            };
            for side in [&change.before, &change.after].into_iter().flatten() {
                self.articles[index].recount_span(side.anchor.span);
            }
        }
        for index in self.articles_of(step) {
            self.articles[index].recount_anchors();
        }
    }

    /// Returns the decisions of an article; empty if the index is out of range.
    pub fn tally_of(&self, index: usize) -> &Tally {
        self.articles.get(index).map_or(Tally::NONE, |state| &state.tally)
    }

    /// Returns true if a sentence is decided.
    pub fn is_decided(&self, index: usize, sentence: usize) -> bool {
        self.tally_of(index).label(sentence).is_some()
    }

    /// Returns the number of decided sentences and of all sentences of the loaded articles.
    pub fn progress(&self) -> (usize, usize) {
        let tallies = self.articles.iter().map(|state| &state.tally);
        tallies.fold((0, 0), |(decided, all), tally| {
            (decided + tally.n_decided, all + tally.n_sentences)
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        project::{AnnotationEdit, EditTarget, ProjectOptions},
        store::Dirs,
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn counting_what_changed_is_counting_all(
            decisions in prop::collection::vec((0..400_usize, 1..300_usize, 0..4_usize), 1..24),
            n_undone in 0..12_usize,
        ) {
            let at = Timestamp::UNIX_EPOCH;
            let opening = ProjectOptions {
                dirs: Dirs::below(std::path::Path::new("nowhere")),
                annotator: "ana".to_owned(),
                store: Some("nowhere".into()),
                seed: 1,
            };
            let mut project = opening.open_sample();
            let article = project.article(0).cloned().expect("the sample is loaded");
            let names = ["sourced", "unsourced", "boilerplate"];
            for (start, len, label) in decisions {
                let start = article.text.floor_char_boundary(start);
                let end = article.text.floor_char_boundary(start + len);
                let edit = match names.get(label) {
                    Some(name) => AnnotationEdit::Label(Some(LabelId((*name).to_owned()))),
                    None => AnnotationEdit::Delete,
                };
                project.edit(&[EditTarget::Words(0, Span::new(start, end))], &edit, at);
            }
            for _ in 0..n_undone {
                project.undo(at);
            }
            let kept = project.tally_of(0).clone();
            let all = Tally::new(&article.outline, project.annotations(0));
            prop_assert_eq!(&kept.counts, &all.counts);
            prop_assert_eq!(kept.n_decided, all.n_decided);
            for sentence in 0..all.n_sentences {
                let span = article.outline.sentences[sentence].span;
                let label = label_of(span, project.annotations(0));
                prop_assert_eq!(kept.label(sentence), all.label(sentence));
                prop_assert_eq!(label.as_ref(), all.label(sentence));
            }
        }
    }
}
