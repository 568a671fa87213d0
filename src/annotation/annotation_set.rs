//! Annotations and the set of all annotations on one article, with revisions for safe merging.

use std::{collections::BTreeMap, fmt, ops::Range};

use jiff::Timestamp;
use serde::Deserialize;

use super::{AnchorState, AnnotationContent, BatchId, RecordedPlace, anchor, id_from_digits};
use crate::{corpus::Article, text::Span};

/// Permanent id of an annotation: 64 random bits, shown as `00000000000000a1`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct AnnotationId(pub u64);

impl TryFrom<String> for AnnotationId {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        let id = id_from_digits(&digits).map(Self);
        id.ok_or("an id is 16 lower-case hexadecimal digits")
    }
}

impl fmt::Display for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnnotationId({self})")
    }
}

/// Truncates a time to whole seconds.
///
/// Files hold whole seconds. Memory holds the same precision, so exports before and after a restart are
/// equal.
pub fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The words of an annotation and their place in the open text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationAnchor {
    /// The place in the open text. For [`AnchorState::Orphan`] and [`AnchorState::Ambiguous`] the former
    /// place, not drawn on the screen.
    pub span: Span,
    /// The place in the text of `text_digest`.
    pub recorded: RecordedPlace,
    /// The exact words at the time of annotation: the quote selector.
    pub quote: String,
    /// Up to 32 chars before the words.
    pub prefix: String,
    /// Up to 32 chars after the words.
    pub suffix: String,
    /// First 16 hexadecimal digits of the SHA-256 of the annotated text. Accepting a new place updates
    /// the digest.
    pub text_digest: String,
    /// The result of finding the words in the open text. Not saved.
    pub state: AnchorState,
}

impl AnnotationAnchor {
    /// Records words of the open text with their context.
    pub fn new(article: &Article, span: Span) -> Self {
        let made = anchor(&article.text, span);
        Self {
            span,
            recorded: RecordedPlace::new(article, span),
            quote: made.quote,
            prefix: made.prefix,
            suffix: made.suffix,
            text_digest: article.digest.short(),
            state: AnchorState::Kept,
        }
    }
}

/// The origin of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnnotationMeta {
    /// The batch of decisions that the label belongs to; `None` for a label put on these words alone.
    pub batch: Option<BatchId>,
    /// Time of the first decision, in whole seconds.
    pub created: Timestamp,
    /// Time of the last change, in whole seconds.
    pub modified: Timestamp,
}

/// One decision of one annotator about one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The permanent id.
    pub id: AnnotationId,
    /// The annotated words.
    pub anchor: AnnotationAnchor,
    /// The decision; [`AnnotationField`](super::AnnotationField) describes each field.
    pub content: AnnotationContent,
    /// Times and batch.
    pub meta: AnnotationMeta,
}

impl Annotation {
    /// Returns true if both annotations hold an equal decision about equal words of one text. Ignores
    /// times and places in the open text.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let (mine, others) = (&self.anchor, &other.anchor);
        mine.quote == others.quote
            && mine.recorded == others.recorded
            && mine.text_digest == others.text_digest
            && self.meta.batch == other.meta.batch
            && self.content.as_recorded() == other.content.as_recorded()
    }

    /// Returns true if the annotation has a place in the open text.
    pub fn is_placed(&self) -> bool {
        matches!(self.anchor.state, AnchorState::Kept | AnchorState::Moved)
    }
}

/// A revision of one annotation: live, or a tombstone that survives merges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Number of the revision, from 1. Every change adds 1; a merge keeps the highest. A change that
    /// brings rival versions back numbers the rivals first, the best last: with two rivals it adds 3.
    pub rev: u32,
    /// Content of the revision.
    pub state: RecordState,
}

/// Content of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// The live annotation.
    Live(Box<Annotation>),
    /// A deletion, without the words.
    Dead {
        /// Former place; keeps the file sorted by position.
        span: Span,
        /// Time of the deletion.
        at: Timestamp,
    },
}

/// All records of one annotator on one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationSet {
    records: BTreeMap<AnnotationId, Record>,
    /// Rival versions of each annotation with concurrent changes, best first.
    rivals: BTreeMap<AnnotationId, Vec<RecordState>>,
    /// Live annotations by (start, end, id).
    order: Vec<(Span, AnnotationId)>,
    /// Running maximum of the ends in `order`. A search from the first maximum behind `x` misses no
    /// annotation that spans `x`.
    reach: Vec<usize>,
}

impl AnnotationSet {
    /// The empty set.
    pub const NONE: &'static AnnotationSet = &AnnotationSet {
        records: BTreeMap::new(),
        rivals: BTreeMap::new(),
        order: Vec::new(),
        reach: Vec::new(),
    };

    /// Builds a set of records. If two records have one id, the higher revision stays.
    pub fn from_records(records: impl IntoIterator<Item = (AnnotationId, Record)>) -> Self {
        let mut annotations = Self::default();
        for (id, record) in records {
            if annotations.records.get(&id).is_none_or(|known| known.rev < record.rev) {
                annotations.records.insert(id, record);
            }
        }
        annotations.reorder();
        annotations
    }

    /// Adds rival versions of annotations with concurrent changes.
    ///
    /// If one side deleted an annotation and another side changed it, the changed version is shown until
    /// a reviewer chooses. A hidden version could not be chosen.
    #[must_use]
    pub fn with_rivals(mut self, rivals: BTreeMap<AnnotationId, Vec<RecordState>>) -> Self {
        self.rivals = rivals;
        for (id, others) in &mut self.rivals {
            let Some(record) = self.records.get_mut(id) else {
                continue;
            };
            let live = others.iter().position(|other| matches!(other, RecordState::Live(_)));
            if let (RecordState::Dead { .. }, Some(at)) = (&record.state, live) {
                std::mem::swap(&mut record.state, &mut others[at]);
                others[..=at].rotate_right(1);
            }
        }
        self.reorder();
        self
    }

    /// Returns the rival versions of an annotation; empty without concurrent changes.
    pub fn rivals(&self, id: AnnotationId) -> &[RecordState] {
        self.rivals.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns true if any annotation has concurrent changes.
    pub fn has_rivals(&self) -> bool {
        !self.rivals.is_empty()
    }

    /// Returns the other live annotations of exactly the same words, for example from two annotators or
    /// two machines.
    pub fn doubles(&self, id: AnnotationId) -> impl Iterator<Item = &Annotation> {
        let placed = self.get(id).filter(|annotation| annotation.is_placed());
        let span = placed.map(|annotation| annotation.anchor.span);
        let first = span.map_or(0, |span| self.order.partition_point(|(known, _)| *known < span));
        let same = self.order[first..].iter().take_while(move |(known, _)| Some(*known) == span);
        let others = same.filter(move |(_, other)| *other != id);
        others.filter_map(|(_, id)| self.get(*id)).filter(|annotation| annotation.is_placed())
    }

    /// Returns true if a reviewer has to choose between versions, or between annotations of equal words.
    pub fn is_contested(&self, id: AnnotationId) -> bool {
        !self.rivals(id).is_empty() || self.doubles(id).next().is_some()
    }

    /// Returns the live annotations that need a choice, in reading order.
    pub fn contested(&self) -> impl Iterator<Item = &Annotation> {
        self.iter().filter(|annotation| self.is_contested(annotation.id))
    }

    /// Returns every record with its id, with tombstones, in order of id.
    pub fn records(&self) -> impl Iterator<Item = (AnnotationId, &Record)> {
        self.records.iter().map(|(id, record)| (*id, record))
    }

    /// Returns the record of an annotation, also of a deleted annotation.
    pub fn record(&self, id: AnnotationId) -> Option<&Record> {
        self.records.get(&id)
    }

    /// Returns the live annotations in reading order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Annotation> {
        self.order.iter().filter_map(|(_, id)| self.get(*id))
    }

    /// Returns a range of the live annotations, counted in reading order.
    pub fn window(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Annotation> {
        let seen = self.order.get(range).unwrap_or_default();
        seen.iter().filter_map(|(_, id)| self.get(*id))
    }

    /// Returns the number of live annotations that start before `byte`.
    pub fn n_starting_before(&self, byte: usize) -> usize {
        self.order.partition_point(|(span, _)| span.start < byte)
    }

    /// Returns the number of live annotations.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Returns true without live annotations.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Returns a live annotation by id.
    pub fn get(&self, id: AnnotationId) -> Option<&Annotation> {
        match &self.records.get(&id)?.state {
            RecordState::Live(annotation) => Some(annotation),
            RecordState::Dead { .. } => None,
        }
    }

    /// Returns the placed annotations that share at least one byte with `span`, in reading order.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = &Annotation> {
        let first = self.reach.partition_point(|end| *end <= span.start);
        let end = self.n_starting_before(span.end);
        self.window(first..end).filter(move |annotation| {
            annotation.is_placed() && annotation.anchor.span.overlaps(span)
        })
    }

    /// Returns the placed annotation of exactly `span`. Of several, the newest.
    pub fn exactly(&self, span: Span) -> Option<&Annotation> {
        let first = self.order.partition_point(|(known, _)| *known < span);
        self.order[first..]
            .iter()
            .take_while(|(known, _)| *known == span)
            .filter_map(|(_, id)| self.get(*id))
            .filter(|annotation| annotation.is_placed())
            .max_by_key(|annotation| (annotation.meta.modified, annotation.id))
    }

    /// Adds a revision of `id` with the content `after`; `None` deletes.
    ///
    /// Deleting an unknown or dead annotation does nothing.
    pub fn put(&mut self, id: AnnotationId, after: Option<Annotation>, at: Timestamp) {
        self.put_versions(id, after, Vec::new(), at);
    }

    /// Adds a revision of `id` like [`AnnotationSet::put`], and makes `rivals` its further versions, best
    /// first.
    ///
    /// Each rival has a revision of its own below the new revision, see [`Record::rev`].
    pub fn put_versions(
        &mut self,
        id: AnnotationId,
        after: Option<Annotation>,
        rivals: Vec<RecordState>,
        at: Timestamp,
    ) {
        let known = self.records.get(&id);
        let n_rivals = u32::try_from(rivals.len()).unwrap_or(u32::MAX);
        let rev = known.map_or(1, |record| record.rev.saturating_add(1)).saturating_add(n_rivals);
        let state = match (after, known) {
            (Some(annotation), _) => RecordState::Live(Box::new(annotation)),
            (None, Some(Record { state: RecordState::Live(live), .. })) => {
                RecordState::Dead { span: live.anchor.span, at }
            }
            (None, _) => return,
        };
        self.records.insert(id, Record { rev, state });
        self.rivals.remove(&id);
        if !rivals.is_empty() {
            self.rivals.insert(id, rivals);
        }
        self.reorder();
    }

    /// Takes a record with its rival versions in, in its own revision.
    pub(crate) fn adopt(&mut self, id: AnnotationId, record: Record, rivals: Vec<RecordState>) {
        self.records.insert(id, record);
        self.rivals.remove(&id);
        if !rivals.is_empty() {
            self.rivals.insert(id, rivals);
        }
        self.reorder();
    }

    /// Takes a record out, as if it had never been there.
    pub(crate) fn forget(&mut self, id: AnnotationId) {
        self.records.remove(&id);
        self.rivals.remove(&id);
        self.reorder();
    }

    /// Runs `find` on every version of every live annotation, to place it in the open text.
    pub(crate) fn settle(&mut self, mut find: impl FnMut(&mut Annotation)) {
        let records = self.records.values_mut().map(|record| &mut record.state);
        for state in records.chain(self.rivals.values_mut().flatten()) {
            if let RecordState::Live(annotation) = state {
                find(annotation);
            }
        }
        self.reorder();
    }

    fn reorder(&mut self) {
        self.order = self
            .records
            .iter()
            .filter_map(|(id, record)| match &record.state {
                RecordState::Live(annotation) => Some((annotation.anchor.span, *id)),
                RecordState::Dead { .. } => None,
            })
            .collect();
        self.order.sort_unstable();
        let mut reach = 0;
        let ends = self.order.iter().map(|(span, _)| span.end);
        self.reach = ends
            .map(|end| {
                reach = reach.max(end);
                reach
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn annotation(id: u64, span: Span, state: AnchorState) -> Annotation {
        let at = Timestamp::UNIX_EPOCH;
        Annotation {
            id: AnnotationId(id),
            anchor: AnnotationAnchor {
                span,
                recorded: RecordedPlace::default(),
                quote: String::new(),
                prefix: String::new(),
                suffix: String::new(),
                text_digest: String::new(),
                state,
            },
            content: AnnotationContent::default(),
            meta: AnnotationMeta { batch: None, created: at, modified: at },
        }
    }

    proptest! {
        #[test]
        fn looking_up_finds_what_looking_through_finds(
            all in prop::collection::vec((0..30_usize, 0..12_usize, any::<bool>()), 0..20),
            (start, len) in (0..30_usize, 0..12_usize),
        ) {
            let mut annotations = AnnotationSet::default();
            for (id, (start, len, placed)) in (0..).zip(all) {
                let anchored = if placed { AnchorState::Kept } else { AnchorState::Orphan };
                let annotation = annotation(id, Span::new(start, start + len), anchored);
                annotations.put(annotation.id, Some(annotation), Timestamp::UNIX_EPOCH);
            }
            let span = Span::new(start, start + len);
            let placed = || annotations.iter().filter(|annotation| annotation.is_placed());
            let touching: Vec<_> = placed().filter(|annotation| annotation.anchor.span.overlaps(span)).collect();
            prop_assert_eq!(annotations.touching(span).collect::<Vec<_>>(), touching);
            let exactly = placed().filter(|annotation| annotation.anchor.span == span);
            prop_assert_eq!(annotations.exactly(span), exactly.max_by_key(|annotation| annotation.id));
        }
    }
}
