//! The unit of a label on an occurrence of a repeat: the repeated words, or more of the article.
//!
//! Owns the default unit of each kind of repeat, the span of each unit, and the source that a label on
//! an attribution fills in. A label is judged and stored on the span of the unit, for example on the
//! quotation around “says Dr. Ana Ruiz, a hydrologist”.

use std::{collections::HashMap, sync::Arc};

use super::{AnnotationEdit, EditTarget, Project};
use crate::{
    annotation::{RepeatUnit, WordsField},
    corpus::Article,
    repeats::{Cluster, ClusterKind, Occurrence, names_speaker},
    suggest::{self, Attribution, attributions},
    text::{Span, words},
};

/// A place for a label on an occurrence of a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitPlace {
    /// Index of the article.
    pub article: usize,
    /// The words of the unit, in bytes of the article: a label is stored for these words.
    pub span: Span,
    /// The repeated words, in bytes of the article.
    pub repeat: Span,
}

impl UnitPlace {
    /// Returns the object of the edits.
    pub fn target(self) -> EditTarget {
        EditTarget::Words(self.article, self.span)
    }
}

impl Project {
    /// Returns the unit of a label on a repeat, unless the reviewer chooses another:
    ///
    /// - an attribution, also in an article so short that the passage is a reprint: the quotation with its
    ///   sentence;
    /// - site text, a byline, a label: the whole line;
    /// - another kind: the sentence if each occurrence has at least half of the bytes of its sentences,
    ///   else the words.
    pub fn default_unit(&self, cluster: &Cluster) -> RepeatUnit {
        match cluster.kind {
            ClusterKind::Attribution => RepeatUnit::Quotation,
            ClusterKind::Chrome | ClusterKind::Byline | ClusterKind::Label => RepeatUnit::Line,
            ClusterKind::Reprint if self.is_part_with_speaker(cluster) => RepeatUnit::Quotation,
            ClusterKind::Template
            | ClusterKind::Quotation
            | ClusterKind::Copied
            | ClusterKind::Reprint => {
                let covers_most = |one: &Occurrence| {
                    let sentences = self.unit_place(one, RepeatUnit::Sentence).span;
                    one.span.len() * 2 >= sentences.len()
                };
                let is_most = cluster.occurrences.iter().all(covers_most);
                if is_most { RepeatUnit::Sentence } else { RepeatUnit::Words }
            }
        }
    }

    /// Returns true if most occurrences are a part of one sentence that names a speaker.
    fn is_part_with_speaker(&self, cluster: &Cluster) -> bool {
        let is_part = |one: &&Occurrence| {
            self.article(one.article).is_some_and(|article| {
                let sentences = article.outline.sentences_in(one.span);
                let is_one = sentences.len() == 1;
                let sentence = article.outline.sentences.get(sentences.start);
                let is_whole = sentence.is_some_and(|all| self.decision_span(one) == all.span);
                is_one && !is_whole && names_speaker(&article.text, one.span)
            })
        };
        cluster.occurrences.iter().filter(is_part).count() * 2 > cluster.occurrences.len()
    }

    /// Returns the units that differ at any occurrence of a repeat, the default unit first.
    pub fn units(&self, cluster: &Cluster) -> Vec<RepeatUnit> {
        let spans = |unit: RepeatUnit| -> Vec<Span> {
            let occurrences = cluster.occurrences.iter();
            occurrences.map(|one| self.unit_place(one, unit).span).collect()
        };
        let mut known: Vec<(RepeatUnit, Vec<Span>)> = Vec::new();
        for unit in [self.default_unit(cluster)].into_iter().chain(RepeatUnit::ALL) {
            let spans = spans(unit);
            if known.iter().all(|(_, other)| *other != spans) {
                known.push((unit, spans));
            }
        }
        known.into_iter().map(|(unit, _)| unit).collect()
    }

    /// Returns the place of a label on an occurrence.
    pub fn unit_place(&self, occurrence: &Occurrence, unit: RepeatUnit) -> UnitPlace {
        let Occurrence { article, span: repeat, .. } = *occurrence;
        let span = match self.article(article) {
            Some(of) => unit_span(of, repeat, unit),
            None => repeat,
        };
        UnitPlace { article, span, repeat }
    }

    /// Returns the span that a label on the words of an occurrence is stored for: the sentence if the
    /// occurrence has all of its words, without punctuation at the ends; else the occurrence.
    pub fn decision_span(&self, occurrence: &Occurrence) -> Span {
        self.unit_place(occurrence, RepeatUnit::Words).span
    }

    /// Returns `edits` for each place. A quotation also gets its source and its cue, if the repeated
    /// words name the speaker and no source is marked yet.
    pub fn unit_edits(
        &self,
        places: &[UnitPlace],
        unit: RepeatUnit,
        edits: &[AnnotationEdit],
    ) -> Vec<(EditTarget, Vec<AnnotationEdit>)> {
        let mut known: HashMap<usize, Vec<Attribution>> = HashMap::new();
        let mut all = Vec::new();
        for place in places {
            let mut edits = edits.to_vec();
            if unit == RepeatUnit::Quotation {
                let said = known.entry(place.article).or_insert_with(|| {
                    let article = self.article(place.article);
                    article.map_or(Vec::new(), |of| attributions(&of.text, &of.outline))
                });
                edits.extend(self.source_edits(*place, said));
            }
            all.push((place.target(), edits));
        }
        all
    }

    /// Returns the edits that mark the source and the cue of a place, from the attributions of its
    /// article.
    fn source_edits(&self, place: UnitPlace, said: &[Attribution]) -> Vec<AnnotationEdit> {
        let known = self.annotation_of(place.target());
        if known.is_some_and(|annotation| annotation.content.source.is_some()) {
            return Vec::new();
        }
        if let Some(own) = self.own_source(place) {
            return own;
        }
        let names = |one: &&Attribution| {
            one.rule != suggest::Rule::Pronoun
                && place.span.contains(one.source)
                && (place.repeat.overlaps(one.source)
                    || one.description.is_some_and(|words| place.repeat.overlaps(words)))
        };
        let found = said.iter().find(names);
        found.map_or(Vec::new(), |one| {
            let cue = (!one.cue.is_empty()).then_some(one.cue);
            vec![
                AnnotationEdit::Words(WordsField::Source, Some(one.source)),
                AnnotationEdit::Words(WordsField::Cue, cue),
            ]
        })
    }
}

impl Project {
    /// Returns the edits that mark the source and the cue that the reviewer has marked inside of a place, for
    /// example on one of its sentences; `None` without such a source.
    fn own_source(&self, place: UnitPlace) -> Option<Vec<AnnotationEdit>> {
        let inside = self.annotations(place.article).touching(place.span);
        let fields = [WordsField::Source, WordsField::Cue];
        let mut marked = inside.filter_map(|annotation| {
            annotation.content.source.as_ref()?;
            let spans = fields.map(|field| annotation.content.words(field).map(|part| part.span));
            let is_inside = spans.iter().flatten().all(|span| place.span.contains(*span));
            is_inside.then_some(spans)
        });
        let [source, cue] = marked.next()?;
        Some(vec![
            AnnotationEdit::Words(WordsField::Source, source),
            AnnotationEdit::Words(WordsField::Cue, cue),
        ])
    }
}

/// Returns the words of a unit around repeated words, in whole grapheme clusters.
fn unit_span(article: &Arc<Article>, repeat: Span, unit: RepeatUnit) -> Span {
    let (text, outline) = (&article.text, &article.outline);
    let own = repeat.whole(text);
    let sentences = |span: Span| {
        let touched = outline.sentences.get(outline.sentences_in(span)).unwrap_or_default();
        let spans = touched.iter().map(|sentence| sentence.span);
        spans.reduce(Span::join).map_or(own, |all| all.join(own))
    };
    match unit {
        RepeatUnit::Words => words_or_sentence(article, own),
        RepeatUnit::Sentence => sentences(own),
        RepeatUnit::Quotation => {
            outline.quotation_around(text, own).map_or(own, |all| all.join(own))
        }
        RepeatUnit::Line => {
            let start = text[..own.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[own.end..].find('\n').map_or(text.len(), |at| own.end + at);
            sentences(Span::new(start, end))
        }
    }
}

fn words_or_sentence(article: &Article, own: Span) -> Span {
    let outline = &article.outline;
    let mut sentences = outline.sentences_in(own);
    let (Some(index), None) = (sentences.next(), sentences.next()) else {
        return own;
    };
    let sentence = outline.sentences[index].span;
    let words = words(&article.text, sentence);
    let whole = words.first().zip(words.last());
    let is_whole = whole.is_some_and(|(first, last)| own.contains(first.join(*last)));
    if is_whole { sentence } else { own }
}
