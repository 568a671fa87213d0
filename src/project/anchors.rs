//! Reports how the anchors of annotations stand after the text of their article has changed.
//!
//! [`crate::annotation`] finds the quoted words in the new text. Invariant: an annotation keeps its recorded
//! place until the user accepts the new place or chooses another; nothing here changes an annotation.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::Project;
use crate::{
    annotation::{
        Anchor, AnchorPlace, AnchorState, Annotation, AnnotationId, AnnotationSet, WordIndex,
    },
    corpus::Article,
    diagnostic::Severity,
    text::{DiffPart, Span, count, word_diff},
};

/// Characters shown on each side of a quote; more than an annotation records.
const AROUND_CHARS: usize = 48;

/// Recorded characters on each side of a quote, unless the text ends earlier.
const RECORDED_CHARS: usize = 32;

/// Characters beside an orphan's quote that must match to find its old place.
const TRACE_CHARS: usize = 16;

/// Counts of an article's annotations by the state of their anchor.
///
/// The sum of the four counts is the number of annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AnchorSummary {
    /// Creation time of the newest annotation made on an earlier text; `None` if all were made on the
    /// open text.
    pub since: Option<Timestamp>,
    /// Annotations at their recorded place.
    pub kept: usize,
    /// Annotations found at one other place.
    pub moved: usize,
    /// Annotations found at several places.
    pub ambiguous: usize,
    /// Annotations found nowhere.
    pub orphan: usize,
}

impl AnchorSummary {
    /// Returns `None` if all annotations were made on the open text and stand at their recorded place.
    pub(super) fn of(article: &Article, annotations: &AnnotationSet) -> Option<Self> {
        let digest = article.digest.short();
        let others = annotations.iter();
        let others = others
            .filter(|one| !one.anchor.text_digest.is_empty() && one.anchor.text_digest != digest);
        let count = |state| annotations.iter().filter(|one| one.anchor.state == state).count();
        let summary = Self {
            since: others.map(|one| one.meta.created).max(),
            kept: count(AnchorState::Kept),
            moved: count(AnchorState::Moved),
            ambiguous: count(AnchorState::Ambiguous),
            orphan: count(AnchorState::Orphan),
        };
        (summary.since.is_some() || summary.n_displaced() > 0).then_some(summary)
    }

    /// Returns a warning if an annotation is displaced, else a note.
    pub fn severity(&self) -> Severity {
        if self.n_displaced() > 0 { Severity::Warning } else { Severity::Note }
    }

    /// Returns the number of annotations.
    pub fn n_annotations(&self) -> usize {
        self.kept + self.n_displaced()
    }

    /// Returns the number of annotations with the state moved, ambiguous or orphan.
    pub fn n_displaced(&self) -> usize {
        self.moved + self.ambiguous + self.orphan
    }
}

/// For example "text changed since 3 Nov 2026: of 12 marks 6 kept, 4 moved, 1 ambiguous, 1 orphan".
impl fmt::Display for AnchorSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.since {
            Some(at) => write!(f, "text changed since {}: ", at.strftime("%-d %b %Y"))?,
            None => f.write_str("marks are not where they were made: ")?,
        }
        let n = self.n_annotations();
        match (self.n_displaced(), n) {
            (0, 1) => return f.write_str("the one mark kept"),
            (0, _) => return write!(f, "all {} kept", count(n, "mark")),
            _ => write!(f, "of {} ", count(n, "mark"))?,
        }
        let all = [
            (self.kept, "kept"),
            (self.moved, "moved"),
            (self.ambiguous, "ambiguous"),
            (self.orphan, "orphan"),
        ];
        let told = all.iter().filter(|(n, _)| *n > 0).map(|(n, state)| format!("{n} {state}"));
        f.write_str(&told.collect::<Vec<_>>().join(", "))
    }
}

/// An annotation with the state moved, ambiguous or orphan.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplacedAnchor {
    /// Index of the article.
    pub article: usize,
    /// Id of the annotation.
    pub id: AnnotationId,
    /// Possible places, best first: one if moved, several if ambiguous, none if an orphan.
    pub places: Vec<AnchorPlace>,
}

/// A quote with the text on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorExcerpt {
    /// Text before the quote.
    pub before: String,
    /// The quote.
    pub words: String,
    /// Text after the quote.
    pub after: String,
}

impl AnchorExcerpt {
    /// Drops the first word of `before` and the last word of `after` where the text is cut.
    fn new(
        (before, starts_cut): (&str, bool),
        words: &str,
        (after, ends_cut): (&str, bool),
    ) -> Self {
        let rest = before.split_once(char::is_whitespace).filter(|_| starts_cut);
        let start = after.rsplit_once(char::is_whitespace).filter(|_| ends_cut);
        Self {
            before: rest.map_or(before, |(_, rest)| rest).to_owned(),
            words: words.to_owned(),
            after: start.map_or(after, |(start, _)| start).to_owned(),
        }
    }

    /// Returns the recorded quote with its context, without words cut at the ends of the record.
    pub fn recorded(annotation: &Annotation) -> Self {
        let is_cut = |side: &str| side.chars().count() >= RECORDED_CHARS;
        let (before, after) = (&*annotation.anchor.prefix, &*annotation.anchor.suffix);
        Self::new((before, is_cut(before)), &annotation.anchor.quote, (after, is_cut(after)))
    }

    /// Returns context and quote as one string.
    pub fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.words, self.after)
    }
}

/// Returns the word diff of a recorded excerpt and the excerpt of the current text.
///
/// Drops insertions at both ends, because the current excerpt is longer.
pub fn quote_differences<'a>(then: &'a str, now: &'a str) -> Vec<DiffPart<'a>> {
    let mut all = word_diff(then, now);
    let is_new = |part: Option<&DiffPart<'_>>| matches!(part, Some(DiffPart::New(_)));
    if all.len() > 1 && is_new(all.last()) {
        all.pop();
    }
    if all.len() > 1 && is_new(all.first()) {
        all.remove(0);
    }
    all
}

impl Project {
    /// Returns the anchor counts of an article; `None` while its text is unchanged.
    pub fn anchor_summary(&self, index: usize) -> Option<&AnchorSummary> {
        self.articles.get(index)?.anchors.as_ref()
    }

    /// Returns the number of annotations that counted carriage returns, until their next save.
    pub fn n_recounted(&self) -> usize {
        self.store.n_recounted(None)
    }

    /// Returns the displaced annotations of an article in reading order.
    pub fn displaced_anchors(&self, index: usize) -> Vec<DisplacedAnchor> {
        let summary = self.anchor_summary(index);
        let is_any = summary.is_some_and(|summary| summary.n_displaced() > 0);
        let Some(article) = self.article(index).filter(|_| is_any) else {
            return Vec::new();
        };
        let words = WordIndex::new(&article.text);
        let annotations = self.annotations(index).iter();
        let displaced = annotations.filter(|one| one.anchor.state != AnchorState::Kept);
        let displaced = displaced.map(|annotation| DisplacedAnchor {
            article: index,
            id: annotation.id,
            places: places(article, &words, annotation),
        });
        displaced.collect()
    }

    /// Returns a span of the current text with some whole words on both sides.
    pub fn excerpt(&self, index: usize, span: Span) -> Option<AnchorExcerpt> {
        let article = self.article(index)?;
        let text = &article.text;
        span.get(text)?;
        let start = text[..span.start].char_indices().rev().nth(AROUND_CHARS - 1);
        let end = text[span.end..].char_indices().nth(AROUND_CHARS);
        let start = start.map_or(0, |(at, _)| at);
        let end = end.map_or(text.len(), |(at, _)| span.end + at);
        let (before, after) = (&text[start..span.start], &text[span.end..end]);
        let (before, after) = ((before, start > 0), (after, end < text.len()));
        Some(AnchorExcerpt::new(before, span.of(text), after))
    }

    /// Returns the current text at the old place of an orphan, found by the text before or after its quote.
    pub fn replacement_excerpt(
        &self,
        index: usize,
        annotation: &Annotation,
    ) -> Option<AnchorExcerpt> {
        let text = &self.article(index)?.text;
        let find = |trace: &str| {
            let mut places = text.match_indices(trace).map(|(at, _)| at);
            let first = places.next().filter(|_| places.next().is_none());
            first.filter(|_| trace.chars().count() == TRACE_CHARS)
        };
        let start = annotation.anchor.prefix.char_indices().rev().nth(TRACE_CHARS - 1);
        let before = &annotation.anchor.prefix[start.map_or(0, |(at, _)| at)..];
        let end = annotation.anchor.suffix.char_indices().nth(TRACE_CHARS);
        let after =
            &annotation.anchor.suffix[..end.map_or(annotation.anchor.suffix.len(), |(at, _)| at)];
        let (start, end) = (find(before).map(|at| at + before.len()), find(after));
        let len = annotation.anchor.quote.len();
        let span = match (start, end) {
            (Some(start), Some(end)) if start <= end && end - start <= 4 * len + 200 => {
                Span::new(start, end)
            }
            (Some(start), _) => Span::new(start, text.floor_char_boundary(start + len)),
            (None, Some(end)) => Span::new(text.floor_char_boundary(end.saturating_sub(len)), end),
            (None, None) => return None,
        };
        self.excerpt(index, span)
    }
}

/// Returns the possible places of an annotation; for an ambiguous annotation all equally likely places.
fn places(article: &Article, words: &WordIndex<'_>, annotation: &Annotation) -> Vec<AnchorPlace> {
    let recorded = (annotation.anchor.recorded.start, annotation.anchor.recorded.end);
    let span = article.span_of_scalars(recorded.0, recorded.1);
    let wanted = Anchor {
        span: span.unwrap_or(annotation.anchor.span),
        quote: annotation.anchor.quote.clone(),
        prefix: annotation.anchor.prefix.clone(),
        suffix: annotation.anchor.suffix.clone(),
    };
    let mut places = words.places_of(&wanted);
    match annotation.anchor.state {
        AnchorState::Kept | AnchorState::Moved => {
            places.retain(|place| place.span == annotation.anchor.span);
        }
        AnchorState::Orphan => places.clear(),
        AnchorState::Ambiguous => {}
    }
    places
}

#[cfg(test)]
mod tests;
