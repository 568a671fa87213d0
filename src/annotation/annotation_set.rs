//! Annotations and the set of them on one article, with the revisions that make merging safe.

use std::{collections::BTreeMap, fmt, ops::Range};

use jiff::Timestamp;

use super::{Anchored, BatchId, LabelId};
use crate::text::Span;

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

/// How sure the reviewer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// 1 in files.
    Low,
    /// 2 in files.
    Medium,
    /// 3 in files.
    High,
}

impl Confidence {
    /// The number used in files: 1, 2 or 3.
    pub fn number(self) -> u8 {
        match self {
            Confidence::Low => 1,
            Confidence::Medium => 2,
            Confidence::High => 3,
        }
    }

    /// The confidence of a number of a file; nothing outside 1 to 3.
    pub fn from_number(number: u8) -> Option<Self> {
        [Confidence::Low, Confidence::Medium, Confidence::High]
            .into_iter()
            .find(|confidence| confidence.number() == number)
    }
}

/// A place in the text that something was marked on, counted in Unicode scalars as files count.
///
/// It outlives that text: only accepting a new place changes what is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// First scalar.
    pub start: usize,
    /// One past the last scalar.
    pub end: usize,
}

/// A part of an annotation with its own place: the source or the cue of an attribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands now; empty when its words are lost.
    pub span: Span,
    /// Its exact words when it was marked.
    pub quote: String,
    /// Where it stood then.
    pub recorded: Recorded,
}

/// One decision of one annotator about one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its name for ever.
    pub id: AnnotationId,
    /// What it is about. When `anchored` is [`Anchored::Orphan`] or [`Anchored::Ambiguous`] this is
    /// where the words once stood, and it must not be drawn on the text.
    pub span: Span,
    /// Where it stood in the text of `text_digest`.
    pub recorded: Recorded,
    /// The exact words when it was made: the quote selector.
    pub quote: String,
    /// Up to 32 chars before the words.
    pub prefix: String,
    /// Up to 32 chars after the words.
    pub suffix: String,
    /// The decision; none for a bare note, which leaves the sentence undecided.
    pub label: Option<LabelId>,
    /// A remark; may hold line breaks.
    pub note: Option<String>,
    /// Who said it.
    pub source: Option<Part>,
    /// The word that attributes it.
    pub cue: Option<Part>,
    /// Where the evidence is.
    pub evidence: Option<String>,
    /// How sure the reviewer is.
    pub confidence: Option<Confidence>,
    /// The decisions that the label was put together with; none when it was put for these words alone.
    pub batch: Option<BatchId>,
    /// When it was made; whole seconds.
    pub created: Timestamp,
    /// When it was last changed; whole seconds.
    pub modified: Timestamp,
    /// SHA-256 of the text it was made on, or was last accepted on: its first 16 hexadecimal digits.
    pub text_digest: String,
    /// How it holds on to the text that is open now. Not saved.
    pub anchored: Anchored,
}

impl Annotation {
    /// Whether nothing is left that would be worth keeping.
    pub fn is_blank(&self) -> bool {
        self.label.is_none()
            && self.note.is_none()
            && self.source.is_none()
            && self.cue.is_none()
            && self.evidence.is_none()
            && self.confidence.is_none()
    }

    /// Whether both are the same decision about the same words of the same text, wherever these stand
    /// now and whenever it was taken.
    pub fn says_the_same(&self, other: &Self) -> bool {
        fn words(part: &Option<Part>) -> Option<(&str, Recorded)> {
            part.as_ref()
                .map(|part| (part.quote.as_str(), part.recorded))
        }
        self.quote == other.quote
            && self.recorded == other.recorded
            && self.text_digest == other.text_digest
            && self.label == other.label
            && self.note == other.note
            && self.evidence == other.evidence
            && self.confidence == other.confidence
            && self.batch == other.batch
            && words(&self.source) == words(&other.source)
            && words(&self.cue) == words(&other.cue)
    }

    /// Whether it has a place in the text that is open now.
    pub fn is_placed(&self) -> bool {
        matches!(self.anchored, Anchored::Kept | Anchored::Moved)
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
            if annotations
                .records
                .get(&id)
                .is_none_or(|known| known.rev < record.rev)
            {
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
            let live = others
                .iter()
                .position(|other| matches!(other, RecordState::Live(_)));
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
        let span = placed.map(|annotation| annotation.span);
        let first = span.map_or(0, |span| {
            self.order.partition_point(|(known, _)| *known < span)
        });
        let same = self.order[first..]
            .iter()
            .take_while(move |(known, _)| Some(*known) == span);
        let others = same.filter(move |(_, other)| *other != id);
        others
            .filter_map(|(_, id)| self.get(*id))
            .filter(|annotation| annotation.is_placed())
    }

    /// Whether somebody has to choose: several versions, or several annotations of the same words.
    pub fn is_contested(&self, id: AnnotationId) -> bool {
        !self.rivals(id).is_empty() || self.doubles(id).next().is_some()
    }

    /// The live annotations about which somebody has to choose, in reading order.
    pub fn contested(&self) -> impl Iterator<Item = &Annotation> {
        self.iter()
            .filter(|annotation| self.is_contested(annotation.id))
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
        self.window(first..end)
            .filter(move |annotation| annotation.is_placed() && annotation.span.overlaps(span))
    }

    /// The placed annotation of exactly this span; the newest where there are several.
    pub fn exactly(&self, span: Span) -> Option<&Annotation> {
        let first = self.order.partition_point(|(known, _)| *known < span);
        self.order[first..]
            .iter()
            .take_while(|(known, _)| *known == span)
            .filter_map(|(_, id)| self.get(*id))
            .filter(|annotation| annotation.is_placed())
            .max_by_key(|annotation| (annotation.modified, annotation.id))
    }

    /// Puts `after` in the place of what is known of `id` as a new revision; none deletes.
    ///
    /// Deleting what is not there does nothing.
    pub fn put(&mut self, id: AnnotationId, after: Option<Annotation>, at: Timestamp) {
        let known = self.records.get(&id);
        let rev = known.map_or(1, |record| record.rev.saturating_add(1));
        let state = match (after, known) {
            (Some(annotation), _) => RecordState::Live(Box::new(annotation)),
            (
                None,
                Some(Record {
                    state: RecordState::Live(live),
                    ..
                }),
            ) => RecordState::Dead {
                span: live.span,
                at,
            },
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
                RecordState::Live(annotation) => Some((annotation.span, *id)),
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

    fn annotation(id: u64, span: Span, anchored: Anchored) -> Annotation {
        let at = Timestamp::UNIX_EPOCH;
        Annotation {
            id: AnnotationId(id),
            span,
            recorded: Recorded::default(),
            quote: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            label: None,
            note: None,
            source: None,
            cue: None,
            evidence: None,
            confidence: None,
            batch: None,
            created: at,
            modified: at,
            text_digest: String::new(),
            anchored,
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
                let anchored = if placed { Anchored::Kept } else { Anchored::Orphan };
                let annotation = annotation(id, Span::new(start, start + len), anchored);
                annotations.put(annotation.id, Some(annotation), Timestamp::UNIX_EPOCH);
            }
            let span = Span::new(start, start + len);
            let placed = || annotations.iter().filter(|annotation| annotation.is_placed());
            let touching: Vec<_> = placed().filter(|annotation| annotation.span.overlaps(span)).collect();
            prop_assert_eq!(annotations.touching(span).collect::<Vec<_>>(), touching);
            let exactly = placed().filter(|annotation| annotation.span == span);
            prop_assert_eq!(annotations.exactly(span), exactly.max_by_key(|annotation| annotation.id));
        }
    }
}
