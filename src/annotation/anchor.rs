//! How an annotation holds on to its words when the article changes.
//!
//! The selectors are those of the W3C Web Annotation Data Model: exact quote with 32 chars before and
//! after (text quote selector) and position (text position selector).
//!
//! # How words are found again
//!
//! The recorded place is looked at first. Then every place of the exact words is weighed by what stands
//! around it, and only when none is good enough, places of lightly edited words. Nothing below the floor
//! is ever taken: an orphan that the reader is told of is better than a mark on a wrong text. Two places
//! that nothing tells apart are reported as such and not chosen between.
//!
//! Work is bounded: places come from the rarest words of the quote, few of them are weighed, and edits
//! are counted only inside a window of about the quote's length.

mod edits;

mod words;

pub use self::words::WordIndex;

use self::edits::similarity;
use crate::text::Span;

/// Chars recorded before and after the words.
const CONTEXT_CHARS: usize = 32;

/// The least similarity of words and surroundings that counts as found.
const FLOOR: f64 = 0.8;

/// How much surroundings count beside the words themselves when the floor is applied.
const CONTEXT_WEIGHT: f64 = 0.5;

/// Two places whose ranks differ by less are not told apart by their ranks alone.
const MARGIN: f64 = 0.02;

/// Exact words of this many chars need no proof from their surroundings at the recorded place.
const LONG_CHARS: usize = 32;

/// How an annotation holds on to the text that is open now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchored {
    /// The exact words stand at the recorded place.
    #[default]
    Kept,
    /// The words were found elsewhere.
    Moved,
    /// The words stand in several places that are equally likely.
    Ambiguous,
    /// The words are not in the text.
    Orphan,
}

/// What is recorded so that words can be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Where the words stood.
    pub span: Span,
    /// The exact words.
    pub quote: String,
    /// Up to 32 chars before them.
    pub prefix: String,
    /// Up to 32 chars after them.
    pub suffix: String,
}

/// Records how `span` of `text` can be found again; the span must fit the text.
pub fn anchor(text: &str, span: Span) -> Anchor {
    Anchor {
        span,
        quote: span.of(text).to_owned(),
        prefix: before(text, span.start).to_owned(),
        suffix: after(text, span.end).to_owned(),
    }
}

/// Finds recorded words in `text`, which may have changed since.
///
/// For [`Anchored::Ambiguous`] and [`Anchored::Orphan`] the span is the recorded one, clamped to the
/// text. For many anchors of one text make the [`WordIndex`] once.
pub fn reanchor(text: &str, wanted: &Anchor) -> (Anchored, Span) {
    WordIndex::new(text).reanchor(wanted)
}

/// What stands on one side of a place, compared with what was recorded.
#[derive(Clone, Copy)]
struct Side {
    /// Chars that were recorded; fewer than usual near an end of the text.
    recorded: usize,
    like: f64,
    /// Whether the text ends where the recorded one did, so that its end counts as surroundings too.
    same_end: bool,
}

impl Side {
    fn new(here: &str, wanted: &str, part: fn(&str, usize) -> &str) -> Self {
        let recorded = wanted.chars().count();
        Self {
            recorded,
            like: similarity(part(here, recorded), wanted),
            same_end: here.chars().count() <= recorded,
        }
    }

    fn evidence(self) -> f64 {
        let chars = if self.same_end {
            CONTEXT_CHARS
        } else {
            self.recorded
        };
        CONTEXT_WEIGHT * weight(chars, self.like)
    }

    /// Whether this side alone shows the place of a quote.
    fn holds(self, quote_chars: usize) -> bool {
        self.like >= 0.9 && self.recorded >= 16 && self.recorded + quote_chars >= 40
    }
}

/// A place that may be the wanted one.
struct Candidate {
    span: Span,
    /// How much its words are like the quote: 1 for the exact words.
    words: f64,
    before: Side,
    after: Side,
}

impl Candidate {
    fn new(text: &str, wanted: &Anchor, place: (Span, f64)) -> Self {
        let (span, words) = place;
        Self {
            span,
            words,
            before: Side::new(before(text, span.start), &wanted.prefix, last),
            after: Side::new(after(text, span.end), &wanted.suffix, first),
        }
    }

    fn is_good_enough(&self, wanted: &Anchor) -> bool {
        let quote = wanted.quote.chars().count();
        let evidence = weight(quote, self.words) + self.before.evidence() + self.after.evidence();
        let whole = weight(quote, 1.0) + 2.0 * CONTEXT_WEIGHT * weight(CONTEXT_CHARS, 1.0);
        // One side that was rewritten must not lose words whose other side is intact.
        let one_side = self.words >= 1.0 && (self.before.holds(quote) || self.after.holds(quote));
        evidence >= FLOOR * whole || one_side
    }

    /// For choosing among places that are all good enough.
    fn rank(&self) -> f64 {
        (4.0 * self.words + self.before.like + self.after.like) / 6.0
    }
}

fn weight(chars: usize, like: f64) -> f64 {
    chars as f64 * like
}

/// Whether the recorded words stand where they stood, and are the ones that were meant.
fn stands(text: &str, wanted: &Anchor) -> bool {
    if wanted.quote.is_empty() || wanted.span.get(text) != Some(wanted.quote.as_str()) {
        return false;
    }
    let here = Candidate::new(text, wanted, (wanted.span, 1.0));
    let long = wanted.quote.chars().nth(LONG_CHARS - 1).is_some();
    let mut sides = [here.before, here.after]
        .into_iter()
        .filter(|side| side.recorded > 0);
    long || sides.clone().next().is_none() || sides.any(|side| side.like >= 0.6)
}

/// What weighing the places came to.
enum Choice {
    Nothing,
    One(Span),
    Several,
}

fn choose(text: &str, wanted: &Anchor, places: Vec<(Span, f64)>) -> Choice {
    let mut good: Vec<Candidate> = places
        .into_iter()
        .map(|place| Candidate::new(text, wanted, place))
        .filter(|candidate| candidate.is_good_enough(wanted))
        .collect();
    good.sort_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.span.cmp(&b.span)));
    let Some(best) = good.first() else {
        return Choice::Nothing;
    };
    let rivals = || {
        let close = |candidate: &&Candidate| best.rank() - candidate.rank() < MARGIN;
        good.iter().skip(1).take_while(close)
    };
    if rivals().any(|rival| cannot_be_told_apart(text, best, rival)) {
        return Choice::Several;
    }
    let distance = |candidate: &&Candidate| candidate.span.start.abs_diff(wanted.span.start);
    let nearest = rivals().chain([best]).min_by_key(distance);
    Choice::One(nearest.map_or(best.span, |candidate| candidate.span))
}

fn cannot_be_told_apart(text: &str, one: &Candidate, other: &Candidate) -> bool {
    let around = |place: &Candidate| (before(text, place.span.start), after(text, place.span.end));
    one.rank().total_cmp(&other.rank()).is_eq() || around(one) == around(other)
}

/// Up to [`CONTEXT_CHARS`] chars before `at`.
fn before(text: &str, at: usize) -> &str {
    last(&text[..at], CONTEXT_CHARS)
}

/// Up to [`CONTEXT_CHARS`] chars from `at` on.
fn after(text: &str, at: usize) -> &str {
    first(&text[at..], CONTEXT_CHARS)
}

fn last(text: &str, chars: usize) -> &str {
    let skipped = chars
        .checked_sub(1)
        .and_then(|nth| text.char_indices().rev().nth(nth));
    match skipped {
        Some((start, _)) => &text[start..],
        None if chars == 0 => "",
        None => text,
    }
}

fn first(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars);
    &text[..end.map_or(text.len(), |(end, _)| end)]
}

/// The span cut to what fits `text`, on char boundaries.
pub(crate) fn clamp(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.floor_char_boundary(span.end).max(start))
}

impl WordIndex<'_> {
    /// Finds recorded words in the indexed text; see [`reanchor`].
    pub fn reanchor(&self, wanted: &Anchor) -> (Anchored, Span) {
        let text = self.text();
        if stands(text, wanted) {
            return (Anchored::Kept, wanted.span);
        }
        let choice = match choose(text, wanted, self.exact_places(wanted)) {
            Choice::Nothing => choose(text, wanted, self.edited_places(wanted)),
            decided => decided,
        };
        match choice {
            Choice::One(span) if span.get(text) == Some(&wanted.quote) && span == wanted.span => {
                (Anchored::Kept, span)
            }
            Choice::One(span) => (Anchored::Moved, span),
            Choice::Several => (Anchored::Ambiguous, clamp(text, wanted.span)),
            Choice::Nothing => (Anchored::Orphan, clamp(text, wanted.span)),
        }
    }
}

#[cfg(test)]
mod tests;
