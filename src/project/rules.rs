//! Applies rules: a rule repeats the label of a batch of decisions at matching places that appear later.
//!
//! Owns which places a rule matches. Invariant: a rule never labels words with a label, see
//! [`Project::label_unlabelled`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{AnnotationEdit, BulkLabels, Project, UnitPlace, unlabelled_places::TakenPlaces};
use crate::{
    annotation::{Annotation, BatchId, LabelId, RepeatUnit, Rule, whole_seconds},
    repeats::{Cluster, ClusterId, Occurrence, Repeats},
    text::{Span, count},
};

/// Percent of the longer of two spans that both must share to count as one passage.
const SAME: usize = 60;

/// A rule with its unlabelled matching places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePlaces {
    /// The rule.
    pub rule: Rule,
    /// The places to label.
    pub places: Vec<UnitPlace>,
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

    /// Returns a rule made from a batch; `None` if the batch assigned no label.
    ///
    /// The rule has the words and the unit of the repeat whose units have most labels of the batch. A
    /// batch without such a repeat gives a rule on its words. The reviewer has seen the places of today and left
    /// some without a label, so the rule leaves their articles out.
    pub fn new_rule(
        &self,
        batch: BatchId,
        repeats: Option<&Repeats>,
        at: Timestamp,
    ) -> Option<Rule> {
        let (first, label) = self.first_of_batch(batch)?;
        let found = repeats.and_then(|repeats| self.repeat_of_batch(batch, repeats));
        let (words, unit) = found.unwrap_or((first, RepeatUnit::Words));
        let created = whole_seconds(at);
        let mut rule = Rule { id: batch, words, label, unit, created, left_out: Vec::new() };
        let open = repeats.map(|repeats| self.places_for(&rule, repeats).places);
        rule.left_out = self.paths_of(&open.unwrap_or_default());
        Some(rule)
    }

    /// Returns the paths of the articles of some places, each once.
    fn paths_of(&self, places: &[UnitPlace]) -> Vec<String> {
        let articles: BTreeSet<usize> = places.iter().map(|place| place.article).collect();
        let known = articles.into_iter().filter_map(|index| self.article(index));
        known.map(|article| article.path.clone()).collect()
    }

    /// Returns the words and the label of the first annotation of a batch.
    fn first_of_batch(&self, batch: BatchId) -> Option<(String, LabelId)> {
        let mut of_batch = self.all_annotations().filter(|one| one.meta.batch == Some(batch));
        of_batch.find_map(|one| Some((one.anchor.quote.clone(), one.content.label.clone()?)))
    }

    /// Returns the words and the unit of the repeat that a batch labelled.
    fn repeat_of_batch(&self, batch: BatchId, repeats: &Repeats) -> Option<(String, RepeatUnit)> {
        let mut counts: BTreeMap<(usize, RepeatUnit), usize> = BTreeMap::new();
        let slots = slots_of(repeats);
        for (article, state) in self.articles.iter().enumerate() {
            let of_batch = state.annotations.iter().filter(|one| one.meta.batch == Some(batch));
            for annotation in of_batch.filter(|annotation| annotation.is_placed()) {
                for (place, cluster) in repeats.places_touching(article, annotation.anchor.span) {
                    let occurrence = Occurrence { article, span: place, slots: Vec::new() };
                    for unit in self.units(cluster) {
                        let is_meant =
                            self.unit_place(&occurrence, unit).span == annotation.anchor.span;
                        if let (true, Some(slot)) = (is_meant, slots.get(&cluster.id)) {
                            *counts.entry((*slot, unit)).or_default() += 1;
                        }
                    }
                }
            }
        }
        // Clusters stand best first; of equal counts the best cluster with its default unit stays.
        let rank = |(slot, unit): (usize, RepeatUnit)| {
            let cluster = &repeats.clusters[slot];
            (slot, self.default_unit(cluster) != unit, unit)
        };
        let most = counts.into_iter().min_by_key(|(key, n)| (std::cmp::Reverse(*n), rank(*key)));
        let ((slot, unit), _) = most?;
        let first = repeats.clusters[slot].occurrences.first()?;
        let words = self.article(first.article)?.words(self.decision_span(first));
        Some((words.to_owned(), unit))
    }

    /// Returns a rule that labels every place of a cluster; `None` if its first article is not loaded.
    ///
    /// The rule has the default unit of the cluster, unless `unit` is another.
    pub fn rule_for(
        &mut self,
        cluster: &Cluster,
        (label, unit): (LabelId, Option<RepeatUnit>),
        at: Timestamp,
    ) -> Option<Rule> {
        let unit = unit.unwrap_or_else(|| self.default_unit(cluster));
        let first = cluster.occurrences.first()?;
        let article = self.article(first.article)?;
        let words = article.words(self.decision_span(first)).to_owned();
        Some(Rule {
            id: self.new_batch(),
            words,
            label,
            unit,
            created: whole_seconds(at),
            left_out: Vec::new(),
        })
    }

    /// Returns for each rule the matching places without a label.
    ///
    /// A rule matches all places of a cluster if any place has the rule's label or the rule's words.
    pub fn rule_places(&self, repeats: &Repeats) -> Vec<RulePlaces> {
        if self.shared.rules.is_empty() {
            return Vec::new();
        }
        let labelled = self.clusters_of_batches(repeats);
        let mut taken = TakenPlaces::default();
        let mut found = Vec::new();
        for rule in &self.shared.rules {
            let known = labelled.get(&rule.id);
            let is_meant = |slot: usize, cluster: &Cluster| {
                known.is_some_and(|known| known.contains(&slot))
                    || self.has_words(cluster, &rule.words)
            };
            let meant = repeats.clusters.iter().enumerate();
            let meant = meant.filter(|(slot, cluster)| is_meant(*slot, cluster));
            let clusters = meant.map(|(_, cluster)| cluster);
            let places = self.unlabelled_of(clusters, rule, &mut taken);
            if !places.is_empty() {
                found.push(RulePlaces { rule: rule.clone(), places });
            }
        }
        found
    }

    /// Returns the matching places without a label of a rule that is not saved yet.
    pub fn places_for(&self, rule: &Rule, repeats: &Repeats) -> RulePlaces {
        let clusters = repeats.clusters.iter();
        let meant = clusters.filter(|cluster| self.has_words(cluster, &rule.words));
        let places = self.unlabelled_of(meant, rule, &mut TakenPlaces::default());
        RulePlaces { rule: rule.clone(), places }
    }

    /// Returns the places of clusters without a label that overlap no taken place, and takes them. Articles
    /// that the rule leaves out have no place.
    fn unlabelled_of<'a>(
        &self,
        clusters: impl Iterator<Item = &'a Cluster>,
        rule: &Rule,
        taken: &mut TakenPlaces,
    ) -> Vec<UnitPlace> {
        let is_meant = |one: &&Occurrence| {
            let path = self.article(one.article).map(|article| &article.path);
            rule.left_out.iter().all(|left_out| Some(left_out) != path)
        };
        let occurrences = clusters.flat_map(|cluster| &cluster.occurrences).filter(is_meant);
        let places = occurrences.map(|one| self.unit_place(one, rule.unit));
        places.filter(|place| self.take_unlabelled(place.article, place.span, taken)).collect()
    }

    /// Labels the places of rules as one step. Leaves places alone that got a label in the meantime.
    pub fn apply_rules(&mut self, places: &[RulePlaces], at: Timestamp) -> BulkLabels {
        let mut edits = Vec::new();
        for RulePlaces { rule, places } in places {
            let label = AnnotationEdit::Label(Some(rule.label.clone()));
            let of_rule = [label, AnnotationEdit::Batch(Some(rule.id))];
            edits.extend(self.unit_edits(places, rule.unit, &of_rule));
        }
        self.label_unlabelled(&edits, at)
    }

    /// Returns for each rule the indices of the clusters with a place that it labelled.
    fn clusters_of_batches(&self, repeats: &Repeats) -> BTreeMap<BatchId, BTreeSet<usize>> {
        let rules = self.shared.rules.iter();
        let units: BTreeMap<BatchId, RepeatUnit> = rules.map(|rule| (rule.id, rule.unit)).collect();
        let slots = slots_of(repeats);
        let mut found: BTreeMap<BatchId, BTreeSet<usize>> = BTreeMap::new();
        for (article, state) in self.articles.iter().enumerate() {
            for annotation in state.annotations.iter().filter(|annotation| annotation.is_placed()) {
                let known = annotation.meta.batch.and_then(|id| Some((id, *units.get(&id)?)));
                let Some((batch, unit)) = known else { continue };
                for (place, cluster) in repeats.places_touching(article, annotation.anchor.span) {
                    let occurrence = Occurrence { article, span: place, slots: Vec::new() };
                    if is_same(self.unit_place(&occurrence, unit).span, annotation.anchor.span) {
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
}

/// Returns the index of each cluster by its id.
fn slots_of(repeats: &Repeats) -> BTreeMap<ClusterId, usize> {
    repeats.clusters.iter().map(|cluster| cluster.id).zip(0..).collect()
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
