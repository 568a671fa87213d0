//! Decisions made together, and the rules that carry some of them to places that turn up later.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{AnnotationEdit, EditTarget, Project};
use crate::{
    annotation::{Annotation, AnnotationSet, BatchId, LabelId, Rule, Step, whole_seconds},
    repeats::{Cluster, Occurrence, Repeats},
    text::{Span, words},
};

/// Share of the longer of two spans that they have in common where they are one passage, in percent.
const SAME: usize = 60;

/// Places that a rule means and that nobody has decided on.
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
        Self {
            rule,
            targets: targets.collect(),
        }
    }
}

impl Project {
    /// The rules of this annotator, in order of their making.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many places carry a decision of each batch, those of its rule too.
    pub fn batches(&self) -> BTreeMap<BatchId, usize> {
        let mut batches = BTreeMap::new();
        let annotations = self.annotations.iter().flat_map(AnnotationSet::iter);
        for batch in annotations.filter_map(|annotation| annotation.batch) {
            *batches.entry(batch).or_default() += 1;
        }
        batches
    }

    /// Where an annotation has its decision from, when it was not made for it alone: "by the rule “…”",
    /// "labelled with 2 others".
    pub fn inherited(&self, annotation: &Annotation) -> Option<String> {
        annotation.batch?;
        self.told_of_batch(annotation, &self.batches())
    }

    /// The same, where all batches are counted already.
    pub(super) fn told_of_batch(
        &self,
        annotation: &Annotation,
        batches: &BTreeMap<BatchId, usize>,
    ) -> Option<String> {
        let batch = annotation.batch?;
        if let Some(rule) = self.rules.iter().find(|rule| rule.id == batch) {
            return Some(format!("by the rule “{}”", in_short(&rule.words)));
        }
        let n_others = batches.get(&batch).copied().unwrap_or(0).saturating_sub(1);
        (n_others > 0).then(|| {
            let others = if n_others == 1 { "other" } else { "others" };
            format!("labelled with {n_others} {others}")
        })
    }

    /// The words that a decision on an occurrence is put on: its sentence, when only marks at the ends make
    /// the difference, else its own words.
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

    /// The rule that a batch would become; none when no label was put at it.
    pub fn new_rule(&self, batch: BatchId, at: Timestamp) -> Option<Rule> {
        let annotations = self.annotations.iter().flat_map(AnnotationSet::iter);
        let mut of_batch = annotations.filter(|annotation| annotation.batch == Some(batch));
        let found = of_batch
            .find_map(|annotation| Some((annotation.quote.clone(), annotation.label.clone()?)));
        found.map(|(words, label)| Rule {
            id: batch,
            words,
            label,
            created: whole_seconds(at),
        })
    }

    /// The rule that a decision on every place of a cluster would become; none when its articles are gone.
    pub fn rule_for(&mut self, cluster: &Cluster, label: LabelId, at: Timestamp) -> Option<Rule> {
        let first = cluster.occurrences.first()?;
        let article = self.article(first.article)?;
        let words = article.words(self.decision_span(first)).to_owned();
        Some(Rule {
            id: self.new_batch(),
            words,
            label,
            created: whole_seconds(at),
        })
    }

    /// The places that rules mean and that carry no decision, rule by rule.
    ///
    /// A rule means every cluster that has one of its labels, or an occurrence with exactly its words.
    pub fn rule_places(&self, repeats: &Repeats) -> Vec<RulePlaces> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let labelled = self.clusters_of_batches(repeats);
        let mut taken: BTreeSet<(usize, Span)> = BTreeSet::new();
        let mut found = Vec::new();
        for rule in &self.rules {
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

    /// The undecided places that a rule would mean which is not kept yet.
    pub fn places_for(&self, rule: &Rule, repeats: &Repeats) -> RulePlaces {
        let clusters = repeats.clusters.iter();
        let meant = clusters.filter(|cluster| self.has_words(cluster, &rule.words));
        RulePlaces::new(rule.clone(), self.undecided(meant))
    }

    /// The places of clusters that carry no decision, each once.
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

    /// For each rule the clusters with an occurrence that it has labelled.
    fn clusters_of_batches(&self, repeats: &Repeats) -> BTreeMap<BatchId, BTreeSet<usize>> {
        let ids: BTreeSet<BatchId> = self.rules.iter().map(|rule| rule.id).collect();
        let slots: BTreeMap<_, usize> =
            repeats.clusters.iter().map(|one| one.id).zip(0..).collect();
        let mut found: BTreeMap<BatchId, BTreeSet<usize>> = BTreeMap::new();
        for (article, annotations) in self.annotations.iter().enumerate() {
            for annotation in annotations
                .iter()
                .filter(|annotation| annotation.is_placed())
            {
                let Some(batch) = annotation.batch.filter(|batch| ids.contains(batch)) else {
                    continue;
                };
                for (place, cluster) in repeats.places_touching(article, annotation.span) {
                    let occurrence = Occurrence {
                        article,
                        span: place,
                        slots: Vec::new(),
                    };
                    if is_same(self.decision_span(&occurrence), annotation.span) {
                        found
                            .entry(batch)
                            .or_default()
                            .extend(slots.get(&cluster.id));
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

    /// Whether the same passage of an article, or nearly the same, carries a label.
    fn is_decided_alike(&self, (article, span): (usize, Span)) -> bool {
        let mut annotations = self.annotations(article).touching(span);
        annotations.any(|annotation| annotation.label.is_some() && is_same(annotation.span, span))
    }
}

/// Whether two spans of one article are one passage.
fn is_same(one: Span, other: Span) -> bool {
    let common = one
        .end
        .min(other.end)
        .saturating_sub(one.start.max(other.start));
    common * 100 >= one.len().max(other.len()) * SAME
}

/// The first words of a passage, on one line.
fn in_short(passage: &str) -> String {
    const SHOWN: usize = 40;
    let line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
