//! Annotations and the set of them on one article, with the revisions that make merging safe.

use std::{collections::BTreeMap, fmt, ops::Range};

use jiff::Timestamp;

use super::{AnchorState, AnnotationContent, BatchId, RecordedPlace, anchor};
use crate::{corpus::Article, text::Span};

/// Names one annotation for ever: 64 random bits, made once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnnotationId(pub u64);

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

/// A time without its part of a second: files hold whole seconds, so memory does too, and what is
/// exported now equals what is exported later.
pub fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The words of an annotation, and how they hold on to the open text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationAnchor {
    /// The place in the open text. For [`AnchorState::Orphan`] and [`AnchorState::Ambiguous`] the former
    /// place, which must not be drawn on the text.
    pub span: Span,
    /// The place in the text of `text_digest`.
    pub recorded: RecordedPlace,
    /// The exact words when the annotation was made: the quote selector.
    pub quote: String,
    /// Up to 32 chars before the words.
    pub prefix: String,
    /// Up to 32 chars after the words.
    pub suffix: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the text that the annotation was made on, or was
    /// last accepted on.
    pub text_digest: String,
    /// How the words hold on to the open text. Not saved.
    pub state: AnchorState,
}

impl AnnotationAnchor {
    /// Records how words of the open text can be found again.
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
    /// The batch of decisions that the label is a part of; none when the label was put for these words
    /// alone.
    pub batch: Option<BatchId>,
    /// The time of the first decision; whole seconds.
    pub created: Timestamp,
    /// The time of the last change; whole seconds.
    pub modified: Timestamp,
}

/// One decision of one annotator about one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The name for ever.
    pub id: AnnotationId,
    /// The words that the decision is about.
    pub anchor: AnnotationAnchor,
    /// The decision; [`AnnotationField`](super::AnnotationField) describes each field.
    pub content: AnnotationContent,
    /// The times and the batch.
    pub meta: AnnotationMeta,
}

impl Annotation {
    /// Returns whether both are the same decision about the same words of the same text, whatever the
    /// places in the open text and the times.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let (mine, others) = (&self.anchor, &other.anchor);
        mine.quote == others.quote
            && mine.recorded == others.recorded
            && mine.text_digest == others.text_digest
            && self.meta.batch == other.meta.batch
            && self.content.as_recorded() == other.content.as_recorded()
    }

    /// Returns whether the annotation has a place in the open text.
    pub fn is_placed(&self) -> bool {
        matches!(self.anchor.state, AnchorState::Kept | AnchorState::Moved)
    }
}

/// A revision of one annotation: live, or a tombstone that outlives merges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Rises by one with every change; the highest wins when files are merged.
    pub rev: u32,
    /// What the revision says.
    pub state: RecordState,
}

/// What a revision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// The annotation as it is.
    Live(Box<Annotation>),
    /// It was deleted; its words are dropped.
    Dead {
        /// Where it stood: keeps the file sorted by position.
        span: Span,
        /// When it was deleted.
        at: Timestamp,
    },
}

/// All records of one annotator on one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationSet {
    records: BTreeMap<AnnotationId, Record>,
    /// What else is said of an annotation that several changed at once, best first.
    rivals: BTreeMap<AnnotationId, Vec<RecordState>>,
    /// Live annotations by (start, end, id).
    order: Vec<(Span, AnnotationId)>,
    /// For each in `order`, the last end of it and all before it: nothing that starts before and ends
    /// behind a place is missed by looking from the first that reaches it.
    reach: Vec<usize>,
}

impl AnnotationSet {
    /// No records.
    pub const NONE: &'static AnnotationSet = &AnnotationSet {
        records: BTreeMap::new(),
        rivals: BTreeMap::new(),
        order: Vec::new(),
        reach: Vec::new(),
    };

    /// The set of the given records; of two with one id the higher revision stays.
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

    /// The same set with what else is said of annotations that several changed at once.
    ///
    /// Of an annotation that one deleted and another changed the changed one is shown, until somebody
    /// chooses: what is not seen cannot be chosen.
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

    /// What else is said of an annotation that several changed at once; nothing of any other.
    pub fn rivals(&self, id: AnnotationId) -> &[RecordState] {
        self.rivals.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether several changed anything here at once.
    pub fn has_rivals(&self) -> bool {
        !self.rivals.is_empty()
    }

    /// The other live annotations of exactly the same words: two people, or one on two machines, each
    /// made one.
    pub fn doubles(&self, id: AnnotationId) -> impl Iterator<Item = &Annotation> {
        let placed = self.get(id).filter(|annotation| annotation.is_placed());
        let span = placed.map(|annotation| annotation.anchor.span);
        let first = span.map_or(0, |span| self.order.partition_point(|(known, _)| *known < span));
        let same = self.order[first..].iter().take_while(move |(known, _)| Some(*known) == span);
        let others = same.filter(move |(_, other)| *other != id);
        others.filter_map(|(_, id)| self.get(*id)).filter(|annotation| annotation.is_placed())
    }

    /// Whether somebody has to choose: several versions, or several annotations of the same words.
    pub fn is_contested(&self, id: AnnotationId) -> bool {
        !self.rivals(id).is_empty() || self.doubles(id).next().is_some()
    }

    /// The live annotations about which somebody has to choose, in reading order.
    pub fn contested(&self) -> impl Iterator<Item = &Annotation> {
        self.iter().filter(|annotation| self.is_contested(annotation.id))
    }

    /// Every record with its id, tombstones too, in order of id.
    pub fn records(&self) -> impl Iterator<Item = (AnnotationId, &Record)> {
        self.records.iter().map(|(id, record)| (*id, record))
    }

    /// The live annotations in reading order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Annotation> {
        self.order.iter().filter_map(|(_, id)| self.get(*id))
    }

    /// Some of the live annotations, counted in reading order.
    pub fn window(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Annotation> {
        let seen = self.order.get(range).unwrap_or_default();
        seen.iter().filter_map(|(_, id)| self.get(*id))
    }

    /// How many live annotations start before `byte`.
    pub fn n_starting_before(&self, byte: usize) -> usize {
        self.order.partition_point(|(span, _)| span.start < byte)
    }

    /// How many live annotations there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no live annotation.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// One live annotation.
    pub fn get(&self, id: AnnotationId) -> Option<&Annotation> {
        match &self.records.get(&id)?.state {
            RecordState::Live(annotation) => Some(annotation),
            RecordState::Dead { .. } => None,
        }
    }

    /// The placed annotations that share at least one byte with `span`, in reading order.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = &Annotation> {
        let first = self.reach.partition_point(|end| *end <= span.start);
        let end = self.n_starting_before(span.end);
        self.window(first..end).filter(move |annotation| {
            annotation.is_placed() && annotation.anchor.span.overlaps(span)
        })
    }

    /// The placed annotation of exactly this span; the newest where there are several.
    pub fn exactly(&self, span: Span) -> Option<&Annotation> {
        let first = self.order.partition_point(|(known, _)| *known < span);
        self.order[first..]
            .iter()
            .take_while(|(known, _)| *known == span)
            .filter_map(|(_, id)| self.get(*id))
            .filter(|annotation| annotation.is_placed())
            .max_by_key(|annotation| (annotation.meta.modified, annotation.id))
    }

    /// Puts `after` in the place of what is known of `id` as a new revision; none deletes.
    ///
    /// Deleting what is not there does nothing.
    pub fn put(&mut self, id: AnnotationId, after: Option<Annotation>, at: Timestamp) {
        let known = self.records.get(&id);
        let rev = known.map_or(1, |record| record.rev.saturating_add(1));
        let state = match (after, known) {
            (Some(annotation), _) => RecordState::Live(Box::new(annotation)),
            (None, Some(Record { state: RecordState::Live(live), .. })) => {
                RecordState::Dead { span: live.anchor.span, at }
            }
            (None, _) => return,
        };
        self.records.insert(id, Record { rev, state });
        self.rivals.remove(&id);
        self.reorder();
    }

    /// Lets every version of every live annotation be found in another text.
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
