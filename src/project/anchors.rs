//! What became of the annotations of articles whose text has changed: counted, listed, put right.
//!
//! An annotation stays recorded as it was made until somebody accepts where it stands now or places it anew;
//! nothing here happens by itself. Finding the words is [`crate::annotation`]'s.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::Project;
use crate::{
    annotation::{Anchor, Anchored, Annotation, AnnotationId, AnnotationSet, Place, WordIndex},
    corpus::Article,
    diagnostic::Severity,
    text::{DiffPart, Span, word_diff},
};

/// Chars on each side of a place that are shown with it: some more than are recorded.
const AROUND_CHARS: usize = 48;

/// Chars on each side of an annotation that are recorded with it, where the text has as many.
const RECORDED_CHARS: usize = 32;

/// Chars beside an orphan's words that show where they stood.
const TRACE_CHARS: usize = 16;

/// How the annotations of an article hold on to a text that is not the one they were made on.
///
/// The four numbers together are all annotations of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AnchorSummary {
    /// When the newest of the annotations on another text was made; the text has changed since.
    pub since: Option<Timestamp>,
    /// Annotations whose words stand where they stood.
    pub kept: usize,
    /// Annotations whose words stand elsewhere.
    pub moved: usize,
    /// Annotations whose words stand in several places.
    pub ambiguous: usize,
    /// Annotations whose words are gone.
    pub orphan: usize,
}

impl AnchorSummary {
    /// None when all annotations were made on this text and stand where they were made.
    pub(super) fn of(article: &Article, annotations: &AnnotationSet) -> Option<Self> {
        let digest = article.digest.short();
        let is_other = |annotation: &&Annotation| {
            !annotation.text_digest.is_empty() && annotation.text_digest != digest
        };
        let count = |state| {
            annotations
                .iter()
                .filter(|annotation| annotation.anchored == state)
                .count()
        };
        let drift = Self {
            since: annotations
                .iter()
                .filter(is_other)
                .map(|annotation| annotation.created)
                .max(),
            kept: count(Anchored::Kept),
            moved: count(Anchored::Moved),
            ambiguous: count(Anchored::Ambiguous),
            orphan: count(Anchored::Orphan),
        };
        (drift.since.is_some() || drift.n_displaced() > 0).then_some(drift)
    }

    /// How much it matters: nothing is lost while all annotations are kept.
    pub fn severity(&self) -> Severity {
        if self.n_displaced() > 0 {
            Severity::Warning
        } else {
            Severity::Note
        }
    }

    /// All annotations of the article.
    pub fn n_annotations(&self) -> usize {
        self.kept + self.n_displaced()
    }

    /// Annotations that do not stand where they were made.
    pub fn n_displaced(&self) -> usize {
        self.moved + self.ambiguous + self.orphan
    }
}

/// "text changed since 3 Nov 2026: of 12 marks 6 kept, 4 moved, 1 ambiguous, 1 orphan"
impl fmt::Display for AnchorSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.since {
            Some(at) => write!(f, "text changed since {}: ", at.strftime("%-d %b %Y"))?,
            None => f.write_str("marks are not where they were made: ")?,
        }
        let n = self.n_annotations();
        match (self.n_displaced(), n) {
            (0, 1) => return f.write_str("the one mark kept"),
            (0, _) => return write!(f, "all {n} marks kept"),
            (_, 1) => f.write_str("of 1 mark ")?,
            _ => write!(f, "of {n} marks ")?,
        }
        let all = [
            (self.kept, "kept"),
            (self.moved, "moved"),
            (self.ambiguous, "ambiguous"),
            (self.orphan, "orphan"),
        ];
        let told = all
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, state)| format!("{n} {state}"));
        f.write_str(&told.collect::<Vec<_>>().join(", "))
    }
}

/// An annotation that does not stand where it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplacedAnchor {
    /// Index of the article.
    pub article: usize,
    /// Which annotation.
    pub id: AnnotationId,
    /// Where it could stand now, best first: one for a moved annotation, several for an ambiguous one.
    pub places: Vec<Place>,
}

/// Words between what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorExcerpt {
    /// Some chars before the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// Some chars after them.
    pub after: String,
}

impl AnchorExcerpt {
    /// What is recorded of an annotation, without the words that were cut where the record ends.
    pub fn recorded(annotation: &Annotation) -> Self {
        let (before, after) = (annotation.prefix.as_str(), annotation.suffix.as_str());
        let is_cut = |side: &str| side.chars().count() >= RECORDED_CHARS;
        let before = if is_cut(before) {
            from_whole_word(before)
        } else {
            before
        };
        let after = if is_cut(after) {
            to_whole_word(after)
        } else {
            after
        };
        Self {
            before: before.to_owned(),
            words: annotation.quote.clone(),
            after: after.to_owned(),
        }
    }

    /// All of it in one piece.
    pub fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.words, self.after)
    }
}

/// A text without the word that it may begin in the middle of.
fn from_whole_word(text: &str) -> &str {
    text.split_once(char::is_whitespace)
        .map_or(text, |(_, rest)| rest)
}

/// A text without the word that it may end in the middle of.
fn to_whole_word(text: &str) -> &str {
    text.rsplit_once(char::is_whitespace)
        .map_or(text, |(rest, _)| rest)
}

/// What differs between what is recorded and what stands there now.
///
/// More is shown of the text of now than was recorded, so what is new at its ends is no difference.
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
    /// What became of the annotations of an article; none while its text is the one they were made on.
    pub fn anchor_summary(&self, index: usize) -> Option<&AnchorSummary> {
        self.anchor_summaries.get(index)?.as_ref()
    }

    /// Counts anew what became of the annotations of an article.
    pub(super) fn summarize_anchors(&mut self, index: usize) {
        let article = self.articles[index].as_ref();
        self.anchor_summaries[index] =
            article.and_then(|article| AnchorSummary::of(article, &self.annotations[index]));
    }

    /// The annotations of an article that do not stand where they were made, in reading order.
    pub fn displaced_anchors(&self, index: usize) -> Vec<DisplacedAnchor> {
        let is_any = self
            .anchor_summary(index)
            .is_some_and(|drift| drift.n_displaced() > 0);
        let Some(article) = self.article(index).filter(|_| is_any) else {
            return Vec::new();
        };
        let words = WordIndex::new(&article.text);
        let annotations = self.annotations(index).iter();
        let displaced = annotations.filter(|annotation| annotation.anchored != Anchored::Kept);
        displaced
            .map(|annotation| DisplacedAnchor {
                article: index,
                id: annotation.id,
                places: places(article, &words, annotation),
            })
            .collect()
    }

    /// Some words of an article with what stands around them now.
    pub fn excerpt(&self, index: usize, span: Span) -> Option<AnchorExcerpt> {
        let article = self.article(index)?;
        span.get(&article.text)?;
        let text = &article.text;
        let start = text[..span.start]
            .char_indices()
            .rev()
            .nth(AROUND_CHARS - 1);
        let end = text[span.end..].char_indices().nth(AROUND_CHARS);
        let start = start.map_or(0, |(at, _)| at);
        let end = end.map_or(text.len(), |(at, _)| span.end + at);
        let (before, after) = (&text[start..span.start], &text[span.end..end]);
        Some(AnchorExcerpt {
            before: if start > 0 {
                from_whole_word(before)
            } else {
                before
            }
            .to_owned(),
            words: span.of(text).to_owned(),
            after: if end < text.len() {
                to_whole_word(after)
            } else {
                after
            }
            .to_owned(),
        })
    }

    /// What stands now where the words of an orphan stood: behind what stood before them, or before what
    /// stood behind them.
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
        let start = annotation.prefix.char_indices().rev().nth(TRACE_CHARS - 1);
        let before = &annotation.prefix[start.map_or(0, |(at, _)| at)..];
        let end = annotation.suffix.char_indices().nth(TRACE_CHARS);
        let after = &annotation.suffix[..end.map_or(annotation.suffix.len(), |(at, _)| at)];
        let (start, end) = (find(before).map(|at| at + before.len()), find(after));
        let len = annotation.quote.len();
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

/// Where an annotation could stand: a moved one where it is drawn, an ambiguous one wherever it is as likely.
fn places(article: &Article, words: &WordIndex<'_>, annotation: &Annotation) -> Vec<Place> {
    let recorded = (annotation.recorded.start, annotation.recorded.end);
    let span = article.span_of_scalars(recorded.0, recorded.1);
    let wanted = Anchor {
        span: span.unwrap_or(annotation.span),
        quote: annotation.quote.clone(),
        prefix: annotation.prefix.clone(),
        suffix: annotation.suffix.clone(),
    };
    let mut places = words.places_of(&wanted);
    match annotation.anchored {
        Anchored::Kept | Anchored::Moved => places.retain(|place| place.span == annotation.span),
        Anchored::Orphan => places.clear(),
        Anchored::Ambiguous => {}
    }
    places
}

#[cfg(test)]
mod tests;
