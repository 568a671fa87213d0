//! Which sentences are decided, and how many: kept up to date, so that no frame counts anything.

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
    /// How many sentences carry each label; never 0.
    counts: BTreeMap<LabelId, usize>,
    n_sentences: usize,
    n_decided: usize,
}

impl Tally {
    /// Of an article without sentences.
    const NONE: &'static Tally = &Tally {
        labels: Vec::new(),
        counts: BTreeMap::new(),
        n_sentences: 0,
        n_decided: 0,
    };

    fn new(outline: &Outline, annotations: &AnnotationSet) -> Self {
        let mut tally = Self {
            n_sentences: outline.sentences.len(),
            ..Self::default()
        };
        for annotation in annotations
            .iter()
            .filter(|annotation| annotation.label.is_some())
        {
            tally.update(outline, annotations, annotation.span);
        }
        tally
    }

    /// Counts the sentences anew that share a byte with `span`; the others are as they were.
    fn update(&mut self, outline: &Outline, annotations: &AnnotationSet, span: Span) {
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
        self.counts.get(label).copied().unwrap_or(0)
    }
}

/// A sentence is decided when labelled annotations cover at least half of it. The one of exactly its
/// span speaks for it, else the first in reading order.
fn label_of(span: Span, annotations: &AnnotationSet) -> Option<LabelId> {
    let touching = || {
        annotations
            .touching(span)
            .filter(|annotation| annotation.label.is_some())
    };
    let (mut covered, mut reached) = (0, span.start);
    for annotation in touching() {
        let end = annotation.span.end.min(span.end);
        covered += end.saturating_sub(annotation.span.start.max(reached));
        reached = reached.max(end);
    }
    if covered * 2 < span.len() {
        return None;
    }
    let exact = annotations
        .exactly(span)
        .filter(|annotation| annotation.label.is_some());
    exact.or_else(|| touching().next())?.label.clone()
}

impl Project {
    pub(super) fn tally(&mut self, index: usize) {
        let Some(article) = &self.articles[index] else {
            return;
        };
        self.tallies[index] = Tally::new(&article.outline, &self.annotations[index]);
        self.summarize_anchors(index);
    }

    /// Counts anew what a step that was just applied has changed.
    pub(super) fn tally_step(&mut self, step: &Step) {
        for change in &step.changes {
            let Some(index) = self.find_article(&change.article) else {
                continue;
            };
            let Some(article) = &self.articles[index] else {
                continue;
            };
            for side in [&change.before, &change.after].into_iter().flatten() {
                self.tallies[index].update(&article.outline, &self.annotations[index], side.span);
            }
        }
        for index in self.articles_of(step) {
            self.summarize_anchors(index);
        }
    }

    /// The decisions of one article; none when none is listed under the index.
    pub fn tally_of(&self, index: usize) -> &Tally {
        self.tallies.get(index).unwrap_or(Tally::NONE)
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
