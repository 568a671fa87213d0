//! From the records of a file to annotations on a text, and back.
//!
//! Files count Unicode scalars of the text that an annotation was made on; annotations hold bytes of the
//! text that is open. When that text is another one, the words are found again.

use jiff::Timestamp;

use super::record::{Fields, Op, PartFields};
use crate::{
    annotation::{
        Anchor, Anchored, Annotation, AnnotationId, Confidence, Part, Record, RecordState,
        WordIndex, whole_seconds,
    },
    corpus::Article,
    text::Span,
};

/// How far from its annotation the words of a source or cue are looked for, in bytes.
const PART_REACH: usize = 4000;

/// The digest of a text as annotations record it: the first 16 hexadecimal digits.
pub(crate) fn short_digest(article: &Article) -> String {
    article.digest.to_string()[..16].to_owned()
}

/// One article with what finding words again needs.
pub(crate) struct Ground<'a> {
    article: &'a Article,
    digest: String,
    words: WordIndex<'a>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(article: &'a Article) -> Self {
        Self {
            article,
            digest: short_digest(article),
            words: WordIndex::new(&article.text),
        }
    }

    /// What the fields of a line mean on this article.
    pub(crate) fn record(&self, fields: &Fields) -> Record {
        let span = self.span(fields.start, fields.end);
        let state = match fields.op {
            Op::Del => RecordState::Dead {
                span,
                at: fields.at,
            },
            Op::Put => RecordState::Live(Box::new(self.annotation(fields, span))),
        };
        Record {
            rev: fields.rev,
            state,
        }
    }

    fn annotation(&self, fields: &Fields, recorded: Span) -> Annotation {
        let (anchored, span) = self.place(fields, recorded);
        let part =
            |part: &Option<PartFields>| part.as_ref().map(|part| self.part(part, recorded, span));
        Annotation {
            id: fields.id,
            span,
            quote: fields.quote.clone(),
            prefix: fields.prefix.clone(),
            suffix: fields.suffix.clone(),
            label: fields.label.clone(),
            note: fields.note.clone(),
            source: part(&fields.source),
            cue: part(&fields.cue),
            evidence: fields.evidence.clone(),
            confidence: fields.confidence.and_then(Confidence::from_number),
            created: fields.created.unwrap_or(fields.at),
            modified: fields.at,
            text_digest: fields.text.clone(),
            anchored,
        }
    }

    fn place(&self, fields: &Fields, recorded: Span) -> (Anchored, Span) {
        let same_words = recorded.get(&self.article.text) == Some(fields.quote.as_str());
        if fields.text == self.digest && same_words {
            return (Anchored::Kept, recorded);
        }
        self.words.reanchor(&Anchor {
            span: recorded,
            quote: fields.quote.clone(),
            prefix: fields.prefix.clone(),
            suffix: fields.suffix.clone(),
        })
    }

    /// A source or cue goes with its annotation; an empty span says that its words are lost.
    fn part(&self, part: &PartFields, old: Span, new: Span) -> Part {
        let text = self.article.text.as_str();
        let recorded = self.span(part.start, part.end);
        let shifted = |at: usize| (at + new.start).saturating_sub(old.start).min(text.len());
        let start = shifted(recorded.start);
        let there = Span::new(start, (start + part.quote.len()).min(text.len()));
        let found = [recorded, there]
            .into_iter()
            .find(|span| span.get(text) == Some(&part.quote));
        let found = found.or_else(|| self.only_place_near(&part.quote, new));
        let lost = text.floor_char_boundary(start);
        Part {
            span: found.unwrap_or(Span::new(lost, lost)),
            quote: part.quote.clone(),
        }
    }

    fn only_place_near(&self, quote: &str, span: Span) -> Option<Span> {
        let text = self.article.text.as_str();
        let from = text.floor_char_boundary(span.start.saturating_sub(PART_REACH));
        let to = text.floor_char_boundary((span.end + PART_REACH).min(text.len()));
        let mut places = text[from..to].match_indices(quote).map(|(at, _)| from + at);
        let (first, second) = (places.next()?, places.next());
        (second.is_none() && !quote.is_empty()).then(|| Span::new(first, first + quote.len()))
    }

    /// Bytes of a range of scalars; what lies beyond the text is clamped to its end.
    fn span(&self, start: usize, end: usize) -> Span {
        let byte = |scalar| self.article.scalars.byte(&self.article.text, scalar);
        let len = self.article.text.len();
        let start = byte(start).unwrap_or(len);
        Span::new(start, byte(end).unwrap_or(len).max(start))
    }

    /// The fields of a new revision; `earlier` is the line that it replaces.
    pub(crate) fn fields(
        &self,
        id: AnnotationId,
        record: &Record,
        earlier: Option<&Fields>,
    ) -> Fields {
        match &record.state {
            RecordState::Live(annotation) => Fields {
                rev: record.rev,
                ..self.live_fields(annotation, earlier)
            },
            RecordState::Dead { span, at } => {
                let (start, end) = self.scalars(*span);
                Fields {
                    rev: record.rev,
                    ..blank_fields(id, (start, end), *at)
                }
            }
        }
    }

    fn live_fields(&self, annotation: &Annotation, earlier: Option<&Fields>) -> Fields {
        let same_words = |earlier: &&Fields| earlier.quote == annotation.quote;
        let (start, end) = match earlier.filter(same_words) {
            // Without a place in this text the recorded one is all there is.
            Some(earlier) if !annotation.is_placed() => (earlier.start, earlier.end),
            Some(_) | None => self.scalars(annotation.span),
        };
        let stands = annotation.is_placed()
            && annotation.span.get(&self.article.text) == Some(&annotation.quote);
        let text = if stands {
            &self.digest
        } else {
            &annotation.text_digest
        };
        Fields {
            op: Op::Put,
            quote: annotation.quote.clone(),
            prefix: annotation.prefix.clone(),
            suffix: annotation.suffix.clone(),
            label: annotation.label.clone(),
            note: annotation.note.clone(),
            source: self.part_fields(
                annotation.source.as_ref(),
                earlier.and_then(|it| it.source.as_ref()),
            ),
            cue: self.part_fields(
                annotation.cue.as_ref(),
                earlier.and_then(|it| it.cue.as_ref()),
            ),
            evidence: annotation.evidence.clone(),
            confidence: annotation.confidence.map(Confidence::number),
            created: Some(whole_seconds(annotation.created)),
            text: text.clone(),
            ..blank_fields(annotation.id, (start, end), annotation.modified)
        }
    }

    fn part_fields(&self, part: Option<&Part>, earlier: Option<&PartFields>) -> Option<PartFields> {
        let part = part?;
        let lost = part.span.is_empty();
        if let Some(earlier) = earlier.filter(|earlier| lost && earlier.quote == part.quote) {
            return Some(earlier.clone());
        }
        let (start, end) = self.scalars(part.span);
        let quote = part.quote.clone();
        Some(PartFields { start, end, quote })
    }

    fn scalars(&self, span: Span) -> (usize, usize) {
        let scalar = |byte| self.article.scalars.scalar(&self.article.text, byte);
        (scalar(span.start), scalar(span.end))
    }
}

fn blank_fields(id: AnnotationId, (start, end): (usize, usize), at: Timestamp) -> Fields {
    Fields {
        id,
        rev: 1,
        op: Op::Del,
        start,
        end,
        quote: String::new(),
        prefix: String::new(),
        suffix: String::new(),
        label: None,
        note: None,
        source: None,
        cue: None,
        evidence: None,
        confidence: None,
        created: None,
        at: whole_seconds(at),
        text: String::new(),
    }
}
