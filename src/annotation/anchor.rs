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
//! Words count most, and what stands around them decides: short words are found with an error in them
//! when their surroundings are as recorded, and not without, however like they are. Only words that are
//! too long to stand somewhere by chance need no surroundings ([`ALONE_CHARS`]): a paragraph may have
//! been moved.
//!
//! Work is bounded: places come from the rarest words of the quote and its surroundings, few of them are
//! weighed, and edits are counted only inside a window of about the quote's length. Where words are so
//! common that not all places are looked at, none of them is chosen.

mod edits;

mod words;

pub use self::words::WordIndex;

use std::collections::HashSet;

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

/// Exact words of this many chars need no proof from their surroundings anywhere.
const ALONE_CHARS: usize = 80;

/// Surroundings that are no more alike than this tell nothing about a place.
const CHANCE: f64 = 0.4;

/// The least likeness of all that stands around words that could stand elsewhere by chance.
const AROUND_FLOOR: f64 = 0.5;

/// The least likeness of edited words, unless both sides are as recorded.
const WORDS_FLOOR: f64 = 0.7;

/// The least likeness of edited words between two sides that are as recorded.
const ENCLOSED_FLOOR: f64 = 0.5;

/// How an annotation holds on to the text that is open now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AnchorState {
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

impl AnchorState {
    /// The name in exported files and reports.
    pub fn name(self) -> &'static str {
        match self {
            AnchorState::Kept => "kept",
            AnchorState::Moved => "moved",
            AnchorState::Ambiguous => "ambiguous",
            AnchorState::Orphan => "orphan",
        }
    }
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
/// For [`AnchorState::Ambiguous`] and [`AnchorState::Orphan`] the span is the recorded one, clamped to the
/// text. For many anchors of one text make the [`WordIndex`] once.
pub fn reanchor(text: &str, wanted: &Anchor) -> (AnchorState, Span) {
    WordIndex::new(text).reanchor(wanted)
}

/// A place where recorded words could stand now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnchorPlace {
    /// Where.
    pub span: Span,
    /// How much words and surroundings are as recorded, from 0 to 1.
    pub score: f64,
}

/// What stands on one side of a place, compared with what was recorded.
#[derive(Clone, Copy)]
struct Side {
    /// Chars that were recorded; fewer than usual near an end of the text.
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

    /// Whether this side alone shows the place of a quote.
    fn holds(self, quote_chars: usize) -> bool {
        self.like >= 0.9 && self.recorded >= 16 && self.recorded + quote_chars >= 36
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
        let sides = [self.before, self.after];
        let is_exact = self.words >= 1.0;
        let enclosed = sides.iter().all(|side| side.like >= 0.9);
        let floor = if enclosed { ENCLOSED_FLOOR } else { WORDS_FLOOR };
        if self.words < floor {
            return false;
        }
        // One side that was rewritten must not lose words whose other side is intact.
        let one_side = self.words >= FLOOR && sides.iter().any(|side| side.holds(quote));
        let alone = is_exact && quote >= ALONE_CHARS;
        one_side || alone || self.is_like_enough(quote)
    }

    /// Whether words and surroundings together are above the floor, and the surroundings are no others.
    fn is_like_enough(&self, quote: usize) -> bool {
        let around = self.before.support() + self.after.support();
        let recorded = self.before.recorded + self.after.recorded;
        let all_around = CONTEXT_WEIGHT * recorded as f64;
        around >= AROUND_FLOOR * all_around
            && weight(quote, self.words) + around >= FLOOR * (quote as f64 + all_around)
    }

    /// For choosing among places that are all good enough.
    fn rank(&self) -> f64 {
        // What is hardly alike is another text, and chance may make it a little more so here than there.
        let told = |side: Side| if side.like < CHANCE { 0.0 } else { side.like };
        (4.0 * self.words + told(self.before) + told(self.after)) / 6.0
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
    let mut sides = [here.before, here.after].into_iter().filter(|side| side.recorded > 0);
    long || sides.clone().next().is_none() || sides.any(|side| side.like >= 0.6)
}

/// What weighing the places came to.
enum Choice {
    Nothing,
    One(Span),
    Several,
}

/// The places that are good enough, best first.
fn good_places(text: &str, wanted: &Anchor, places: Vec<(Span, f64)>) -> Vec<Candidate> {
    let mut good: Vec<Candidate> = places
        .into_iter()
        .map(|place| Candidate::new(text, wanted, place))
        .filter(|candidate| candidate.is_good_enough(wanted))
        .collect();
    good.sort_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.span.cmp(&b.span)));
    // Several words can vote for one place, and their windows may weigh it differently.
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

/// Up to [`CONTEXT_CHARS`] chars before `at`.
fn before(text: &str, at: usize) -> &str {
    last(&text[..at], CONTEXT_CHARS)
}

/// Up to [`CONTEXT_CHARS`] chars from `at` on.
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

/// The span cut to what fits `text`, on char boundaries.
pub(crate) fn clamp(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.floor_char_boundary(span.end).max(start))
}

impl WordIndex<'_> {
    /// Finds recorded words in the indexed text; see [`reanchor`].
    pub fn reanchor(&self, wanted: &Anchor) -> (AnchorState, Span) {
        let text = self.text();
        // Words that an accent or a joiner follows now are others than those that were marked.
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

    /// Every place that is good enough for recorded words, best first.
    pub fn places_of(&self, wanted: &Anchor) -> Vec<AnchorPlace> {
        let (good, _) = self.weighed(wanted);
        let place =
            |candidate: &Candidate| AnchorPlace { span: candidate.span, score: candidate.rank() };
        good.iter().map(place).collect()
    }

    /// The places that are good enough: of the exact words, else of edited ones; and whether every
    /// place was looked at.
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
