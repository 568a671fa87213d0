//! Applies rules: a rule repeats the label of a batch of decisions at matching places that appear later.
//!
//! Owns which places a rule matches. Invariant: a rule never changes a labelled place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project};
use crate::{
    annotation::{Annotation, BatchId, LabelId, Rule, Step, whole_seconds},
    repeats::{Cluster, Occurrence, Repeats},
    text::{Span, count, words},
};

/// Percent of the longer of two spans that both must share to count as one passage.
const SAME: usize = 60;

/// A rule with its unlabelled matching places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePlaces {
    /// The rule.
    pub rule: Rule,
    /// The words to label.
    pub targets: Vec<EditTarget>,
}

impl RulePlaces {
    fn new(rule: Rule, places: Vec<(usize, Span)>) -> Self {
        let places = places.into_iter();
        let targets = places.map(|(article, span)| EditTarget::Words(article, span));
        Self { rule, targets: targets.collect() }
    }
}

impl Project {
    /// Returns the rules of this annotator in the order of creation.
    pub fn rules(&self) -> &[Rule] {
        &self.shared.rules
    }

    fn all_annotations(&self) -> impl Iterator<Item = &Annotation> {
        self.articles.iter().flat_map(|state| state.annotations.iter())
    }

    /// Returns the number of annotations of each batch, with the annotations of its rule.
    pub fn batches(&self) -> BTreeMap<BatchId, usize> {
        count_batches(self.all_annotations())
    }

    /// Returns the origin of a decision made for several places, for example "labelled with 2 others" or
    /// "by the rule “…”".
    pub fn inherited(&self, annotation: &Annotation) -> Option<String> {
        annotation.meta.batch?;
        told_of_batch(annotation, &self.batches(), self.rules())
    }

    /// Returns the span that a decision on an occurrence of a repeat is recorded on.
    ///
    /// Returns the sentence if the occurrence has all of its words, without punctuation at the ends; else
    /// the span of the occurrence.
    pub fn decision_span(&self, occurrence: &Occurrence) -> Span {
        let Some(article) = self.article(occurrence.article) else {
            return occurrence.span;
        };
        let outline = &article.outline;
        let own = occurrence.span.whole(&article.text);
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

    /// Returns a rule made from a batch; `None` if the batch assigned no label.
    pub fn new_rule(&self, batch: BatchId, at: Timestamp) -> Option<Rule> {
        let annotations = self.all_annotations();
        let mut of_batch = annotations.filter(|annotation| annotation.meta.batch == Some(batch));
        let found = of_batch.find_map(|annotation| {
            Some((annotation.anchor.quote.clone(), annotation.content.label.clone()?))
        });
        found.map(|(words, label)| Rule { id: batch, words, label, created: whole_seconds(at) })
    }

    /// Returns a rule that labels every place of a cluster; `None` if its first article is not loaded.
    pub fn rule_for(&mut self, cluster: &Cluster, label: LabelId, at: Timestamp) -> Option<Rule> {
        let first = cluster.occurrences.first()?;
        let article = self.article(first.article)?;
        let words = article.words(self.decision_span(first)).to_owned();
        Some(Rule { id: self.new_batch(), words, label, created: whole_seconds(at) })
    }

    /// Returns for each rule the matching places without a label.
    ///
    /// A rule matches all places of a cluster if any place has the rule's label or the rule's words.
    pub fn rule_places(&self, repeats: &Repeats) -> Vec<RulePlaces> {
        if self.shared.rules.is_empty() {
            return Vec::new();
        }
        let labelled = self.clusters_of_batches(repeats);
        let mut taken: BTreeSet<(usize, Span)> = BTreeSet::new();
        let mut found = Vec::new();
        for rule in &self.shared.rules {
            let known = labelled.get(&rule.id);
            let is_meant = |slot: usize, cluster: &Cluster| {
                known.is_some_and(|known| known.contains(&slot))
                    || self.has_words(cluster, &rule.words)
            };
            let meant = repeats.clusters.iter().enumerate();
            let meant = meant.filter(|(slot, cluster)| is_meant(*slot, cluster));
            let mut targets = self.undecided(meant.map(|(_, cluster)| cluster));
            targets.retain(|place| taken.insert(*place));
            if !targets.is_empty() {
                found.push(RulePlaces::new(rule.clone(), targets));
            }
        }
        found
    }

    /// Returns the matching places without a label of a rule that is not saved yet.
    pub fn places_for(&self, rule: &Rule, repeats: &Repeats) -> RulePlaces {
        let clusters = repeats.clusters.iter();
        let meant = clusters.filter(|cluster| self.has_words(cluster, &rule.words));
        RulePlaces::new(rule.clone(), self.undecided(meant))
    }

    /// Returns the places of clusters without a label, each once.
    fn undecided<'a>(&self, clusters: impl Iterator<Item = &'a Cluster>) -> Vec<(usize, Span)> {
        let mut known: BTreeSet<(usize, Span)> = BTreeSet::new();
        clusters
            .flat_map(|cluster| &cluster.occurrences)
            .map(|occurrence| (occurrence.article, self.decision_span(occurrence)))
            .filter(|place| !self.is_decided_alike(*place) && known.insert(*place))
            .collect()
    }

    /// Labels the places of rules as one step.
    pub fn apply_rules(&mut self, places: &[RulePlaces], at: Timestamp) -> Option<Step> {
        let edits: Vec<(EditTarget, Vec<AnnotationEdit>)> = places
            .iter()
            .flat_map(|RulePlaces { rule, targets }| {
                let label = AnnotationEdit::Label(Some(rule.label.clone()));
                let edits = vec![label, AnnotationEdit::Batch(Some(rule.id))];
                targets.iter().map(move |target| (*target, edits.clone()))
            })
            .collect();
        self.edit_each(&edits, at)
    }

    /// Returns for each rule the indices of the clusters with a place that it labelled.
    fn clusters_of_batches(&self, repeats: &Repeats) -> BTreeMap<BatchId, BTreeSet<usize>> {
        let ids: BTreeSet<BatchId> = self.shared.rules.iter().map(|rule| rule.id).collect();
        let slots: BTreeMap<_, usize> =
            repeats.clusters.iter().map(|one| one.id).zip(0..).collect();
        let mut found: BTreeMap<BatchId, BTreeSet<usize>> = BTreeMap::new();
        for (article, state) in self.articles.iter().enumerate() {
            for annotation in state.annotations.iter().filter(|annotation| annotation.is_placed()) {
                let Some(batch) = annotation.meta.batch.filter(|batch| ids.contains(batch)) else {
                    continue;
                };
                for (place, cluster) in repeats.places_touching(article, annotation.anchor.span) {
                    let occurrence = Occurrence { article, span: place, slots: Vec::new() };
                    if is_same(self.decision_span(&occurrence), annotation.anchor.span) {
                        found.entry(batch).or_default().extend(slots.get(&cluster.id));
                    }
                }
            }
        }
        found
    }

    fn has_words(&self, cluster: &Cluster, words: &str) -> bool {
        cluster.occurrences.iter().any(|occurrence| {
            let article = self.article(occurrence.article);
            article.is_some_and(|article| {
                occurrence.span.len() <= words.len()
                    && article.words(self.decision_span(occurrence)) == words
            })
        })
    }

    /// Returns true if nearly the same passage of the article carries a label.
    fn is_decided_alike(&self, (article, span): (usize, Span)) -> bool {
        let mut annotations = self.annotations(article).touching(span);
        annotations.any(|annotation| {
            annotation.content.label.is_some() && is_same(annotation.anchor.span, span)
        })
    }
}

/// Returns the number of annotations of each batch.
pub(super) fn count_batches<'a>(
    annotations: impl Iterator<Item = &'a Annotation>,
) -> BTreeMap<BatchId, usize> {
    let mut batches = BTreeMap::new();
    for batch in annotations.filter_map(|annotation| annotation.meta.batch) {
        *batches.entry(batch).or_default() += 1;
    }
    batches
}

/// Does the work of [`Project::inherited`] with the counts and the rules of any annotator.
pub(super) fn told_of_batch(
    annotation: &Annotation,
    batches: &BTreeMap<BatchId, usize>,
    rules: &[Rule],
) -> Option<String> {
    let batch = annotation.meta.batch?;
    if let Some(rule) = rules.iter().find(|rule| rule.id == batch) {
        return Some(format!("by the rule “{}”", in_short(&rule.words)));
    }
    let n_others = batches.get(&batch).copied().unwrap_or(0).saturating_sub(1);
    (n_others > 0).then(|| format!("labelled with {}", count(n_others, "other")))
}

/// Returns true if two spans of one article share `SAME` percent of the longer span.
fn is_same(one: Span, other: Span) -> bool {
    let common = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    common * 100 >= one.len().max(other.len()) * SAME
}

/// Returns the first words of a passage on one line.
fn in_short(passage: &str) -> String {
    const SHOWN: usize = 40;
    let line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
