//! Anchors: finding the words of an annotation again after the article has changed.
//!
//! The selectors follow the W3C Web Annotation Data Model: a text quote selector (the exact quote with
//! 32 chars before and after) and a text position selector.
//!
//! # Search order
//!
//! 1. The recorded place.
//! 2. All places of the exact words, weighed by the context around each place.
//! 3. Places of lightly edited words, only if no exact place is good enough.
//!
//! A place below `FLOOR` is never taken: a reported orphan is better than a mark on wrong text. Two
//! places of equal rank and context give [`AnchorState::Ambiguous`].
//!
//! # Weights
//!
//! The words count most; the context decides between places. Short edited words, for example `the fee`,
//! need a matching context. Exact quotes of [`ALONE_CHARS`] or more need no context, for example a
//! paragraph that moved to another section.
//!
//! # Cost
//!
//! Candidate places come from the rarest words of the quote and its context. Only a few candidates are
//! weighed, and edits are counted inside a window of about the quote's length. If the words are too
//! common to look at every place, for example `no`, the result is [`AnchorState::Ambiguous`].

mod edits;

mod words;

pub use self::words::WordIndex;

use std::collections::HashSet;

use self::edits::similarity;
use crate::text::Span;

/// Number of chars recorded before and after the words.
const CONTEXT_CHARS: usize = 32;

/// Lowest similarity of words and context that counts as found, from 0 to 1.
const FLOOR: f64 = 0.8;

/// Weight of a context char relative to a quote char.
const CONTEXT_WEIGHT: f64 = 0.5;

/// Rank difference below which two places count as rivals.
const MARGIN: f64 = 0.02;

/// Chars of exact words that need no matching context at the recorded place.
const LONG_CHARS: usize = 32;

/// Chars of exact words that need no matching context anywhere.
const ALONE_CHARS: usize = 80;

/// Similarity of a context below which the context counts as unrelated text.
const CHANCE: f64 = 0.4;

/// Lowest similarity of the whole context around words that chance could repeat elsewhere.
const AROUND_FLOOR: f64 = 0.5;

/// Lowest similarity of edited words, unless both contexts match.
const WORDS_FLOOR: f64 = 0.7;

/// Lowest similarity of edited words between two matching contexts.
const ENCLOSED_FLOOR: f64 = 0.5;

/// The result of finding an annotation in the open text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AnchorState {
    /// The exact words stand at the recorded place.
    #[default]
    Kept,
    /// The words were found at a new place.
    Moved,
    /// The words stand in several equally likely places.
    Ambiguous,
    /// The words are not in the text.
    Orphan,
}

impl AnchorState {
    /// Returns the name in exported files and reports, for example `moved`.
    pub fn name(self) -> &'static str {
        match self {
            AnchorState::Kept => "kept",
            AnchorState::Moved => "moved",
            AnchorState::Ambiguous => "ambiguous",
            AnchorState::Orphan => "orphan",
        }
    }
}

/// A record of words and their context, for finding the words again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The recorded place of the words.
    pub span: Span,
    /// The exact words.
    pub quote: String,
    /// Up to 32 chars before the words.
    pub prefix: String,
    /// Up to 32 chars after the words.
    pub suffix: String,
}

/// Records the words of `span` with their context. `span` must fit `text`.
pub fn anchor(text: &str, span: Span) -> Anchor {
    Anchor {
        span,
        quote: span.of(text).to_owned(),
        prefix: before(text, span.start).to_owned(),
        suffix: after(text, span.end).to_owned(),
    }
}

/// A candidate place for recorded words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnchorPlace {
    /// The place.
    pub span: Span,
    /// Similarity of words and context to the record, from 0 to 1.
    pub score: f64,
}

/// The context on one side of a place, compared with the recorded context.
#[derive(Clone, Copy)]
struct Side {
    /// Number of recorded chars; fewer than [`CONTEXT_CHARS`] near an end of the text.
    recorded: usize,
    like: f64,
}

impl Side {
    fn new(here: &str, wanted: &str, part: fn(&str, usize) -> &str) -> Self {
        let recorded = wanted.chars().count();
        Self { recorded, like: similarity(part(here, recorded), wanted) }
    }

    fn support(self) -> f64 {
        CONTEXT_WEIGHT * weight(self.recorded, self.like)
    }

    /// Returns true if one matching side alone proves the place of a quote.
    fn holds(self, quote_chars: usize) -> bool {
        self.like >= 0.9 && self.recorded >= 16 && self.recorded + quote_chars >= 36
    }
}

/// A place under consideration, with its similarity to the record.
struct Candidate {
    span: Span,
    /// Similarity of the words to the quote: 1.0 for the exact words.
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
        let sides = [self.before, self.after];
        let is_exact = self.words >= 1.0;
        let enclosed = sides.iter().all(|side| side.like >= 0.9);
        let floor = if enclosed { ENCLOSED_FLOOR } else { WORDS_FLOOR };
        if self.words < floor {
            return false;
        }
        // A rewritten context on one side must not lose words with an intact other side.
        let one_side = self.words >= FLOOR && sides.iter().any(|side| side.holds(quote));
        let alone = is_exact && quote >= ALONE_CHARS;
        one_side || alone || self.is_like_enough(quote)
    }

    /// Returns true if words and context together reach `FLOOR`, and the context alone reaches
    /// `AROUND_FLOOR`.
    fn is_like_enough(&self, quote: usize) -> bool {
        let around = self.before.support() + self.after.support();
        let recorded = self.before.recorded + self.after.recorded;
        let all_around = CONTEXT_WEIGHT * recorded as f64;
        around >= AROUND_FLOOR * all_around
            && weight(quote, self.words) + around >= FLOOR * (quote as f64 + all_around)
    }

    /// Returns the rank among places that are all good enough, from 0 to 1.
    fn rank(&self) -> f64 {
        // Below `CHANCE` the context is unrelated text; differences there are noise.
        let told = |side: Side| if side.like < CHANCE { 0.0 } else { side.like };
        (4.0 * self.words + told(self.before) + told(self.after)) / 6.0
    }
}

fn weight(chars: usize, like: f64) -> f64 {
    chars as f64 * like
}

/// Returns true if the recorded words still stand at the recorded place, with enough context as proof.
fn stands(text: &str, wanted: &Anchor) -> bool {
    if wanted.quote.is_empty() || wanted.span.get(text) != Some(wanted.quote.as_str()) {
        return false;
    }
    let here = Candidate::new(text, wanted, (wanted.span, 1.0));
    let long = wanted.quote.chars().nth(LONG_CHARS - 1).is_some();
    let mut sides = [here.before, here.after].into_iter().filter(|side| side.recorded > 0);
    long || sides.clone().next().is_none() || sides.any(|side| side.like >= 0.6)
}

/// The result of comparing the candidates.
enum Choice {
    Nothing,
    One(Span),
    Several,
}

/// Returns the places that are good enough, best first.
fn good_places(text: &str, wanted: &Anchor, places: Vec<(Span, f64)>) -> Vec<Candidate> {
    let mut good: Vec<Candidate> = places
        .into_iter()
        .map(|place| Candidate::new(text, wanted, place))
        .filter(|candidate| candidate.is_good_enough(wanted))
        .collect();
    good.sort_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.span.cmp(&b.span)));
    // Several words can vote for one place, with different windows and scores.
    let mut known = HashSet::new();
    good.retain(|candidate| known.insert((candidate.span.start, candidate.span.end)));
    good
}

fn choose(text: &str, wanted: &Anchor, good: &[Candidate]) -> Choice {
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

/// Returns up to [`CONTEXT_CHARS`] chars before `at`.
fn before(text: &str, at: usize) -> &str {
    last(&text[..at], CONTEXT_CHARS)
}

/// Returns up to [`CONTEXT_CHARS`] chars from `at` on.
fn after(text: &str, at: usize) -> &str {
    first(&text[at..], CONTEXT_CHARS)
}

fn last(text: &str, chars: usize) -> &str {
    let skipped = chars.checked_sub(1).and_then(|nth| text.char_indices().rev().nth(nth));
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

/// Clamps a span to `text`, on char boundaries.
pub(crate) fn clamp(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.floor_char_boundary(span.end).max(start))
}

impl WordIndex<'_> {
    /// Finds recorded words in the indexed text, which may have changed.
    ///
    /// Returns the recorded span, clamped to the text, for [`AnchorState::Ambiguous`] and
    /// [`AnchorState::Orphan`].
    ///
    /// ```
    /// use copydesk::{
    ///     annotation::{AnchorState, WordIndex, anchor},
    ///     text::Span,
    /// };
    ///
    /// let recorded = anchor("The tram is late.", Span::new(4, 8));
    /// let text = "On Monday the tram was late.";
    /// let (state, span) = WordIndex::new(text).reanchor(&recorded);
    /// assert_eq!((state, span.of(text)), (AnchorState::Moved, "tram"));
    /// ```
    pub fn reanchor(&self, wanted: &Anchor) -> (AnchorState, Span) {
        let text = self.text();
        // A combining accent or joiner after the words changes the marked word.
        let found = |span: Span| {
            let whole = span.whole(text);
            let is_kept = whole == wanted.span && whole.of(text) == wanted.quote;
            let anchored = if is_kept { AnchorState::Kept } else { AnchorState::Moved };
            (anchored, whole)
        };
        if stands(text, wanted) {
            return found(wanted.span);
        }
        let (good, are_all) = self.weighed(wanted);
        match choose(text, wanted, &good) {
            Choice::One(span) if are_all || span == wanted.span => found(span),
            Choice::One(_) | Choice::Several => (AnchorState::Ambiguous, clamp(text, wanted.span)),
            Choice::Nothing => (AnchorState::Orphan, clamp(text, wanted.span)),
        }
    }

    /// Returns every place that is good enough for recorded words, best first.
    pub fn places_of(&self, wanted: &Anchor) -> Vec<AnchorPlace> {
        let (good, _) = self.weighed(wanted);
        let place =
            |candidate: &Candidate| AnchorPlace { span: candidate.span, score: candidate.rank() };
        good.iter().map(place).collect()
    }

    /// Returns the places that are good enough, and true if every place was looked at. Edited words are
    /// tried only if no exact place is good enough.
    fn weighed(&self, wanted: &Anchor) -> (Vec<Candidate>, bool) {
        let (exact, are_all) = self.exact_places(wanted);
        let good = good_places(self.text(), wanted, exact);
        if !good.is_empty() {
            return (good, are_all);
        }
        let edited = self.edited_places(wanted);
        (good_places(self.text(), wanted, edited), true)
    }
}

#[cfg(test)]
mod tests;
