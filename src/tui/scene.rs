//! [`Scene`]: the state for views: the project, the reader, results of the workers, colours.
//!
//! Answers the questions that `update` and the views share, for example for the sentence with the
//! cursor. A scene borrows and changes nothing. The state of the views is no part of a scene, so a view
//! can change its own rows while reading a scene.

use std::sync::Arc;

use copydesk::{
    annotation::{Annotation, Label, LabelId, RepeatUnit},
    corpus::Article,
    project::{EditTarget, Project},
    repeats::{Cluster, Occurrence},
    store::Settings,
    suggest::Source,
    text::{Sentence, Span},
};

use super::{
    background::Background,
    layout::{Regions, regions},
    state::reader::Reader,
    theme::Theme,
};

/// A borrowed look at the state of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub project: &'a Project,
    pub settings: &'a Settings,
    pub theme: Theme,
    /// The environment has `NO_COLOR` set.
    pub no_color: bool,
    /// Columns and rows of the terminal, for example `(80, 24)`.
    pub size: (u16, u16),
    pub reader: &'a Reader,
    pub background: &'a Background,
}

impl<'a> Scene<'a> {
    /// Returns the parts of the screen; `None` on a screen below
    /// [`layout::SMALLEST`](super::layout::SMALLEST).
    pub fn regions(self) -> Option<Regions> {
        regions(self.size)
    }

    /// Returns the article in the reader.
    pub fn article(self) -> Option<&'a Arc<Article>> {
        self.project.article(self.reader.place.article)
    }

    /// Returns the sentences of the article in the reader.
    pub fn sentences(self) -> &'a [Sentence] {
        self.article().map_or(&[], |article| &article.outline.sentences)
    }

    /// Returns the sentence with the cursor.
    pub fn sentence(self) -> Option<Sentence> {
        self.sentences().get(self.reader.place.sentence).copied()
    }

    /// Returns the words for the next label: the selected words, else the sentence.
    pub fn focus(self) -> Option<Span> {
        let selected = self.reader.selection.map(|selection| selection.span);
        selected.or_else(|| self.sentence().map(|sentence| sentence.span))
    }

    /// Returns the target of a decision in the reader: an annotation or bare words.
    pub fn target(self) -> Option<EditTarget> {
        let article = self.reader.place.article;
        let selected = self.reader.selection;
        match selected.and_then(|selection| selection.annotation) {
            Some(id) => Some(EditTarget::Annotation(article, id)),
            None => self.focus().map(|span| EditTarget::Words(article, span)),
        }
    }

    /// Returns the annotation with the cursor: the annotation of exactly the words in focus, else the
    /// shortest around them, else the first with a common word.
    pub fn annotation_here(self) -> Option<&'a Annotation> {
        let target = self.target()?;
        let exact = self.project.annotation_of(target);
        exact.or_else(|| {
            let span = self.focus()?;
            let touching = self.project.annotations(target.article()).touching(span);
            touching.min_by_key(|annotation| {
                (
                    !annotation.anchor.span.contains(span),
                    annotation.anchor.span.len(),
                    annotation.anchor.span,
                )
            })
        })
    }

    /// Returns the label of an id; `None` if the codebook has lost the label.
    pub fn label(self, id: &LabelId) -> Option<&'a Label> {
        self.project.codebook().by_id(id)
    }

    /// Returns the clusters that touch the focus, best first.
    pub fn clusters_here(self) -> Vec<&'a Cluster> {
        let (Some(repeats), Some(focus)) = (&self.background.repeats, self.focus()) else {
            return Vec::new();
        };
        let mut here: Vec<&Cluster> = repeats.touching(self.reader.place.article, focus).collect();
        here.sort_by(|one, other| {
            let by_weight = other.weight().total_cmp(&one.weight());
            by_weight.then(one.id.cmp(&other.id))
        });
        here.dedup_by_key(|cluster| cluster.id);
        here
    }

    /// Returns the source with a key.
    pub fn source(self, key: &str) -> Option<&'a Source> {
        self.background.ledger.as_ref()?.get(key)
    }

    /// Returns the label over words of an article: of these words, inside, around or across.
    pub fn label_over(self, article: usize, words: Span) -> Option<&'a LabelId> {
        self.project.label_over(article, words)?.content.label.as_ref()
    }

    /// Returns the label over a unit of an occurrence.
    pub fn label_over_occurrence(
        self,
        occurrence: &Occurrence,
        unit: RepeatUnit,
    ) -> Option<&'a LabelId> {
        self.label_over(occurrence.article, self.project.unit_place(occurrence, unit).span)
    }
}
