//! Mapping between records of a file and annotations on a text.
//!
//! Files count Unicode scalars of the annotated text. Annotations hold bytes of the open text. If the
//! two texts differ only by their line ends, the offsets are converted exactly (`earlier_counting`);
//! otherwise the words are searched for again.

use std::{collections::BTreeMap, iter};

use super::{
    annotation_file::AnnotationFile,
    earlier_counting::EarlierTexts,
    lineage::Lineage,
    record::{RecordFields, RecordLine, RecordOp},
};
use crate::{
    annotation::{
        Anchor, AnchorState, Annotation, AnnotationAnchor, AnnotationId, AnnotationMeta,
        AttributionPart, BatchId, Record, RecordState, RecordedPlace, WordIndex, whole_seconds,
    },
    corpus::Article,
    text::Span,
};

/// Distance from the annotation within which the words of a source or cue are searched for, in bytes.
const PART_REACH: usize = 4000;

/// One article with the index for finding words.
pub(crate) struct ArticleMapping<'a> {
    article: &'a Article,
    digest: String,
    words: WordIndex<'a>,
    earlier: EarlierTexts<'a>,
}

impl<'a> ArticleMapping<'a> {
    pub(crate) fn new(article: &'a Article) -> Self {
        Self {
            article,
            digest: article.digest.short(),
            words: WordIndex::new(&article.text),
            earlier: EarlierTexts::new(article),
        }
    }

    /// Maps the fields of a line to a record on the article.
    pub(crate) fn record(&self, fields: &RecordFields) -> Record {
        let span = self.span(fields.start, fields.end);
        let state = match fields.op {
            RecordOp::Del => RecordState::Dead { span, at: fields.at },
            RecordOp::Put => RecordState::Live(Box::new(self.annotation(fields, span))),
        };
        Record { rev: fields.rev, state }
    }

    /// Returns the rival versions of each annotation with concurrent changes.
    pub(crate) fn rivals(&self, file: &AnnotationFile) -> BTreeMap<AnnotationId, Vec<RecordState>> {
        let states = |lines: &[&RecordLine]| {
            let states = lines.iter().map(|line| self.record(&line.fields).state);
            states.collect()
        };
        let rivals = file.rivals().into_iter();
        rivals.map(|(id, lines)| (id, states(&lines[1..]))).collect()
    }

    /// Returns the annotation on the article for fields made by [`live_fields`].
    pub(crate) fn present(&self, fields: &RecordFields) -> Annotation {
        self.annotation(fields, self.span(fields.start, fields.end))
    }

    fn annotation(&self, fields: &RecordFields, span: Span) -> Annotation {
        let mut annotation = Annotation {
            id: fields.id,
            anchor: AnnotationAnchor {
                span,
                recorded: RecordedPlace { start: fields.start, end: fields.end },
                quote: fields.quote.clone(),
                prefix: fields.prefix.clone(),
                suffix: fields.suffix.clone(),
                text_digest: fields.text.clone(),
                state: AnchorState::Kept,
            },
            content: fields.content.clone(),
            meta: AnnotationMeta {
                batch: fields.batch.as_deref().and_then(BatchId::from_digits),
                created: fields.created.unwrap_or(fields.at),
                modified: fields.at,
            },
        };
        self.settle(&mut annotation);
        annotation
    }

    /// Finds the words of an annotation in the article.
    ///
    /// Changes only unsaved fields: the place in the open text and the [`AnchorState`]. The exception is
    /// an annotation that counted carriage returns: its record is converted.
    pub(crate) fn settle(&self, annotation: &mut Annotation) {
        if annotation.anchor.text_digest != self.digest {
            self.earlier.convert(annotation);
        }
        let recorded = self.recorded(annotation.anchor.recorded);
        (annotation.anchor.state, annotation.anchor.span) = self.place(annotation, recorded);
        let now = annotation.anchor.span;
        for part in annotation.content.parts_mut() {
            part.span = self.part(part, recorded, now);
        }
    }

    /// Returns the bytes of a recorded place, clamped to the text.
    fn recorded(&self, recorded: RecordedPlace) -> Span {
        self.span(recorded.start, recorded.end)
    }

    /// Returns a further revision of a line that counted carriage returns, with the offsets of today;
    /// `None` for any other line.
    ///
    /// The revision depends on the line and the text alone, so every clone makes the same bytes.
    pub(crate) fn recounted(&self, line: &RecordLine) -> Option<RecordLine> {
        let fields = &line.fields;
        let is_live = fields.op == RecordOp::Put && fields.text != self.digest;
        self.earlier.recount(&fields.text).filter(|_| is_live)?;
        let rev = fields.rev.checked_add(1).filter(|rev| *rev < u32::MAX)?;
        let was = Lineage::over([line].into_iter(), iter::empty());
        let fields = RecordFields { rev, was, ..live_fields(&self.present(fields)) };
        Some(RecordLine::write(fields, &line.extra()))
    }

    fn place(&self, annotation: &Annotation, recorded: Span) -> (AnchorState, Span) {
        let same_words = recorded.get(&self.article.text) == Some(annotation.anchor.quote.as_str());
        if annotation.anchor.text_digest == self.digest && same_words {
            return (AnchorState::Kept, recorded);
        }
        self.words.reanchor(&Anchor {
            span: recorded,
            quote: annotation.anchor.quote.clone(),
            prefix: annotation.anchor.prefix.clone(),
            suffix: annotation.anchor.suffix.clone(),
        })
    }

    /// Returns the place of a source or cue, which follows its annotation from `old` to `new`. An empty
    /// span means lost words.
    fn part(&self, part: &AttributionPart, old: Span, new: Span) -> Span {
        let text = self.article.text.as_str();
        let recorded = self.recorded(part.recorded);
        let shifted = |at: usize| (at + new.start).saturating_sub(old.start).min(text.len());
        let start = shifted(recorded.start);
        let there = Span::new(start, (start + part.quote.len()).min(text.len()));
        let found = [recorded, there].into_iter().find(|span| span.get(text) == Some(&part.quote));
        let found = found.or_else(|| self.only_place_near(&part.quote, new));
        let lost = text.floor_char_boundary(start);
        found.unwrap_or(Span::new(lost, lost))
    }

    fn only_place_near(&self, quote: &str, span: Span) -> Option<Span> {
        let text = self.article.text.as_str();
        let from = text.floor_char_boundary(span.start.saturating_sub(PART_REACH));
        let to = text.floor_char_boundary((span.end + PART_REACH).min(text.len()));
        let mut places = text[from..to].match_indices(quote).map(|(at, _)| from + at);
        let (first, second) = (places.next()?, places.next());
        (second.is_none() && !quote.is_empty()).then(|| Span::new(first, first + quote.len()))
    }

    /// Returns the bytes of a range of scalars, clamped to the end of the text.
    fn span(&self, start: usize, end: usize) -> Span {
        let byte = |scalar| self.article.scalars.byte(&self.article.text, scalar);
        let len = self.article.text.len();
        let start = byte(start).unwrap_or(len);
        Span::new(start, byte(end).unwrap_or(len).max(start))
    }

    /// Returns the state on the article for fields made by [`state_fields`].
    pub(crate) fn state(&self, fields: &RecordFields) -> RecordState {
        self.record(fields).state
    }

    /// Returns the fields of a revision.
    pub(crate) fn fields(&self, id: AnnotationId, record: &Record) -> RecordFields {
        RecordFields { rev: record.rev, ..state_fields(self.article, id, &record.state) }
    }
}

/// Returns the fields of a version of an annotation on `article`.
pub(crate) fn state_fields(
    article: &Article,
    id: AnnotationId,
    state: &RecordState,
) -> RecordFields {
    let scalar = |byte| article.scalars.scalar(&article.text, byte);
    match state {
        RecordState::Live(annotation) => live_fields(annotation),
        RecordState::Dead { span, at } => {
            RecordFields::blank(id, (scalar(span.start), scalar(span.end)), *at)
        }
    }
}

/// Returns the fields of a live revision.
///
/// Writes the recorded anchor unchanged: an annotation on a changed article keeps its old anchor until a
/// reviewer accepts a new place.
pub(crate) fn live_fields(annotation: &Annotation) -> RecordFields {
    let AnnotationAnchor { recorded, quote, .. } = &annotation.anchor;
    let meta = annotation.meta;
    RecordFields {
        op: RecordOp::Put,
        quote: quote.clone(),
        prefix: annotation.anchor.prefix.clone(),
        suffix: annotation.anchor.suffix.clone(),
        content: annotation.content.as_recorded(),
        batch: meta.batch.map(|batch| batch.to_string()),
        created: Some(whole_seconds(meta.created)),
        text: annotation.anchor.text_digest.clone(),
        ..RecordFields::blank(annotation.id, (recorded.start, recorded.end), meta.modified)
    }
}
