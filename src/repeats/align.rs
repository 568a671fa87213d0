//! Pairwise alignment: extends matches of equal words over small edits and splits weak alignments.
//!
//! An alignment is a list of matches in order. Each end grows word by word with an X-drop rule as
//! in BLAST: growth stops 24 bits below the best score and goes back to that place. An edit costs 6
//! bits and 3 bits a word (affine gaps); equal words add their surprisal. For example "shape the
//! future" grows over the edit in "likely shape the future". Gaps inside an alignment are filled
//! with a longest common subsequence.

use super::{
    bit_cache::PlaceBits, lcs::common_words, surprisal::BigramModel, threshold::Thresholds,
    token_range::TokenRange, tokenized::TokenizedCorpus,
};

/// Cost of an edit of any length, in bits.
const JUMP_BITS: f64 = 6.0;

/// Cost of each word that only one side has, in bits.
const GAP_BITS: f64 = 3.0;

/// Most words of an edit that an end grows over.
const JUMP_WORDS: usize = 4;

/// Bits below the best score at which an end stops (X-drop).
const GIVE_UP_BITS: f64 = 24.0;

/// Bits that a piece of another line must add; a line break ends most passages.
const LINE_BITS: f64 = 12.0;

/// Bits that a series of edits must lose to split an alignment.
const PART_BITS: f64 = 20.0;

/// Bits that a sentence start adds to the loss.
const SENTENCE_BITS: f64 = 6.0;

/// An alignment splits only if its weaker side has at most this many times the bits of the loss:
/// long passages may have longer edits.
const LONG: f64 = 8.0;

/// Words behind an edit that are compared before the edit is accepted.
const AHEAD: usize = 3;

/// A run of equal words at two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExactMatch {
    /// First place in the earlier article.
    pub a: u32,
    /// First place in the later article.
    pub b: u32,
    /// Number of words.
    pub len: u32,
}

impl ExactMatch {
    /// Returns the end in the earlier article.
    pub(super) fn a_end(self) -> u32 {
        self.a + self.len
    }

    /// Returns the end in the later article.
    pub(super) fn b_end(self) -> u32 {
        self.b + self.len
    }
}

/// The tables that alignments need.
pub(super) struct PairAligner<'a> {
    /// The words of all articles.
    pub corpus: &'a TokenizedCorpus,
    /// The bits of words.
    pub model: &'a BigramModel,
    /// The cached bits of places.
    pub place_bits: &'a PlaceBits,
    /// The threshold of a passage in `n` articles, in bits, at index `n`.
    pub threshold_bits: Vec<f64>,
}

/// The end of an alignment that grows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GrowthDirection {
    Forward,
    Backward,
}

impl PairAligner<'_> {
    /// Returns the bits that a passage in `n` articles needs.
    pub(super) fn needed_bits(&self, thresholds: Thresholds, n: u32) -> f64 {
        let known = self.threshold_bits.get(n as usize);
        known.copied().unwrap_or_else(|| thresholds.bits(n as usize))
    }

    /// Extends both ends of `matches` inside two ranges.
    pub(super) fn grow(&self, matches: &mut Vec<ExactMatch>, within: (TokenRange, TokenRange)) {
        let Some(&last) = matches.last() else {
            return;
        };
        let ends = (last.a_end() as usize, last.b_end() as usize);
        let limits = (within.0.end as usize, within.1.end as usize);
        matches.extend(self.extend(GrowthDirection::Forward, ends, limits));
        let first = matches[0];
        let ends = (first.a as usize, first.b as usize);
        let limits = (within.0.start as usize, within.1.start as usize);
        let mut before = self.extend(GrowthDirection::Backward, ends, limits);
        // Most seeds are chance and do not grow.
        if before.len() + matches.len() > 1 {
            before.reverse();
            before.append(matches);
            *matches = joined(&before);
        }
        self.trim(matches);
    }

    /// Cuts a piece of another line with few bits off both ends.
    fn trim(&self, matches: &mut [ExactMatch]) {
        let Some(last) = matches.last_mut() else {
            return;
        };
        let inner = (1..last.len).rev();
        if let Some(at) = inner.into_iter().find(|at| self.is_new_line(*last, *at))
            && self.piece_bits(*last, at..last.len) < LINE_BITS
        {
            last.len = at;
        }
        let first = &mut matches[0];
        let found = (1..first.len).find(|at| self.is_new_line(*first, *at));
        if let Some(at) = found
            && self.piece_bits(*first, 0..at) < LINE_BITS
        {
            *first = ExactMatch { a: first.a + at, b: first.b + at, len: first.len - at };
        }
    }

    fn is_new_line(&self, one: ExactMatch, at: u32) -> bool {
        let starts = |place: u32| self.corpus.is_line_start(place as usize);
        starts(one.a + at) || starts(one.b + at)
    }

    fn piece_bits(&self, one: ExactMatch, piece: std::ops::Range<u32>) -> f64 {
        let start = piece.start;
        piece
            .map(|at| self.word_bits((one.a + at) as usize, (one.b + at) as usize, at > start))
            .sum()
    }

    /// Splits an alignment where edits outweigh the words between them and both sides have
    /// `needed_bits`.
    pub(super) fn part(&self, matches: &[ExactMatch], needed_bits: f64) -> Vec<Vec<ExactMatch>> {
        let whole = || vec![matches.to_vec()];
        let Some((lost, left, right)) = self.weakest(matches) else {
            return whole();
        };
        let (before, behind) = (&matches[..=left], &matches[right..]);
        let weaker = self.bits(before).min(self.bits(behind));
        if weaker < needed_bits || lost * LONG < weaker {
            return whole();
        }
        let mut parts = self.part(before, needed_bits);
        parts.extend(self.part(behind, needed_bits));
        parts
    }

    /// Returns the series of edits with the largest loss: the loss in bits, and the indices of the
    /// matches around it.
    fn weakest(&self, matches: &[ExactMatch]) -> Option<(f64, usize, usize)> {
        let mut worst = (-PART_BITS, None);
        let (mut sum, mut from) = (0.0, 0);
        for (at, pair) in matches.windows(2).enumerate() {
            if sum >= 0.0 {
                (sum, from) = (0.0, at);
            }
            let gap = pair[1].a.saturating_sub(pair[0].a_end());
            let gap = gap.max(pair[1].b.saturating_sub(pair[0].b_end()));
            sum -= gap_cost(f64::from(gap));
            let ends = (pair[0].a_end()..pair[1].a + 1, pair[0].b_end()..pair[1].b + 1);
            if self.corpus.has_sentence_start(ends.0) || self.corpus.has_sentence_start(ends.1) {
                sum -= SENTENCE_BITS;
            }
            if sum < worst.0 {
                worst = (sum, Some((-sum, from, at + 1)));
            }
            sum += self.piece_bits(pair[1], 0..pair[1].len);
        }
        worst.1
    }

    /// Returns the bits of the equal words less the cost of the gaps.
    pub(super) fn bits(&self, matches: &[ExactMatch]) -> f64 {
        let words = matches.iter().map(|one| self.piece_bits(*one, 0..one.len));
        words.sum::<f64>() - gap_costs(matches)
    }

    /// Returns the smaller of [`PairAligner::bits`] and `most`; stops reading words at `most`.
    pub(super) fn bits_up_to(&self, matches: &[ExactMatch], most: f64) -> f64 {
        let costs = gap_costs(matches);
        let mut sum = 0.0;
        let mut words =
            matches.iter().flat_map(|one| (0..one.len).map(|at| (one.a + at, one.b + at, at > 0)));
        let is_enough = words.any(|(a, b, follows)| {
            sum += self.word_bits(a as usize, b as usize, follows);
            sum - costs >= most
        });
        if is_enough { most } else { sum - costs }
    }

    /// Returns a longest common subsequence of the words between two matches, as matches of one word.
    pub(super) fn between(&self, last: ExactMatch, next: ExactMatch) -> Vec<ExactMatch> {
        let (a, b) = (last.a_end(), last.b_end());
        let words = |start: u32, end: u32| &self.corpus.words[start as usize..end as usize];
        let pairs = common_words(words(a, next.a), words(b, next.b)).into_iter();
        let one = |(at, other_at): (usize, usize)| ExactMatch {
            a: a + at as u32,
            b: b + other_at as u32,
            len: 1,
        };
        pairs.map(one).collect()
    }

    /// Returns the bits of an equal word; `follows` means that the words before it are equal too.
    fn word_bits(&self, a: usize, b: usize, follows: bool) -> f64 {
        let known = (self.corpus, self.model);
        if follows {
            self.place_bits.after(known, [a, b])
        } else {
            self.place_bits.alone(known, [a, b])
        }
    }

    /// Extends one end; returns matches of one word, nearest first.
    fn extend(
        &self,
        way: GrowthDirection,
        ends: (usize, usize),
        limits: (usize, usize),
    ) -> Vec<ExactMatch> {
        let (mut a, mut b) = ends;
        let (mut score, mut best, mut kept) = (0.0, 0.0, 0);
        let mut found = Vec::new();
        let mut follows = true;
        while score > best - GIVE_UP_BITS {
            let Some((place_a, place_b)) = step(way, (a, b), limits) else {
                break;
            };
            if self.corpus.words[place_a] == self.corpus.words[place_b] {
                score += self.gain(way, (place_a, place_b), follows);
                score -= self.line_cost(way, (place_a, place_b));
                found.push(ExactMatch { a: place_a as u32, b: place_b as u32, len: 1 });
                if score > best {
                    best = score;
                    kept = found.len();
                }
                (a, b) = beyond(way, (place_a, place_b));
                follows = true;
            } else if let Some((cost, place)) = self.jump(way, (a, b), limits) {
                score -= cost;
                (a, b) = place;
                follows = false;
            } else {
                break;
            }
        }
        found.truncate(kept);
        found
    }

    /// Returns the cost of crossing a line break.
    fn line_cost(&self, way: GrowthDirection, (a, b): (usize, usize)) -> f64 {
        let step = usize::from(way == GrowthDirection::Backward);
        let starts = |place| self.corpus.is_line_start(place + step);
        if starts(a) || starts(b) { LINE_BITS } else { 0.0 }
    }

    /// Returns the bits that one more equal word adds.
    fn gain(&self, way: GrowthDirection, (a, b): (usize, usize), follows: bool) -> f64 {
        if !follows {
            return self.word_bits(a, b, false);
        }
        match way {
            GrowthDirection::Forward => self.word_bits(a, b, true),
            // The passage now begins a word earlier, and its old first word follows.
            GrowthDirection::Backward => {
                let added = self.word_bits(a, b, false) + self.word_bits(a + 1, b + 1, true);
                added - self.word_bits(a + 1, b + 1, false)
            }
        }
    }

    /// Returns the cost and the target of the best edit at two ends whose next words differ.
    fn jump(
        &self,
        way: GrowthDirection,
        ends: (usize, usize),
        limits: (usize, usize),
    ) -> Option<(f64, (usize, usize))> {
        let near = |end, limit, none| window(&self.corpus.words, way, (end, limit, none));
        let one = near(ends.0, limits.0, u32::MAX);
        let other = near(ends.1, limits.1, u32::MAX - 1);
        let mut best: Option<(f64, f64, (usize, usize))> = None;
        for (skip_a, word) in one.iter().enumerate() {
            for (skip_b, _) in other.iter().enumerate().filter(|there| there.1 == word) {
                let place = match way {
                    GrowthDirection::Forward => (ends.0 + skip_a, ends.1 + skip_b),
                    GrowthDirection::Backward => (ends.0 - skip_a, ends.1 - skip_b),
                };
                let cost = gap_cost(skip_a.max(skip_b) as f64);
                let gained = self.ahead(way, place, limits);
                if gained > 0.0 && best.is_none_or(|(total, ..)| gained - cost > total) {
                    best = Some((gained - cost, cost, place));
                }
            }
        }
        best.map(|(_, cost, place)| (cost, place))
    }

    /// Returns the bits of the next equal words, at most [`AHEAD`] of them.
    fn ahead(&self, way: GrowthDirection, ends: (usize, usize), limits: (usize, usize)) -> f64 {
        let (mut at, mut bits) = (ends, 0.0);
        for _ in 0..AHEAD {
            match step(way, at, limits) {
                Some((a, b)) if self.corpus.words[a] == self.corpus.words[b] => {
                    bits += self.word_bits(a, b, false);
                    at = beyond(way, (a, b));
                }
                _ => break,
            }
        }
        bits
    }
}

/// Returns the next places of two ends, or nothing at a limit.
fn step(
    way: GrowthDirection,
    (a, b): (usize, usize),
    limits: (usize, usize),
) -> Option<(usize, usize)> {
    match way {
        GrowthDirection::Forward => (a < limits.0 && b < limits.1).then_some((a, b)),
        GrowthDirection::Backward => (a > limits.0 && b > limits.1).then(|| (a - 1, b - 1)),
    }
}

/// Returns the ends behind two places.
fn beyond(way: GrowthDirection, (a, b): (usize, usize)) -> (usize, usize) {
    match way {
        GrowthDirection::Forward => (a + 1, b + 1),
        GrowthDirection::Backward => (a, b),
    }
}

/// Returns the next words of an end, nearest first, filled up with `none` behind the limit.
fn window(
    words: &[u32],
    way: GrowthDirection,
    (end, limit, none): (usize, usize, u32),
) -> [u32; JUMP_WORDS + 1] {
    let mut near = [none; JUMP_WORDS + 1];
    let len = near.len();
    match way {
        GrowthDirection::Forward => {
            let here = &words[end..limit.min(end + len)];
            near[..here.len()].copy_from_slice(here);
        }
        GrowthDirection::Backward => {
            let here = words[limit.max(end.saturating_sub(len))..end].iter().rev();
            here.zip(&mut near).for_each(|(word, cell)| *cell = *word);
        }
    }
    near
}

/// Returns the cost of a gap of `n_words` on the longer side, in bits.
pub(super) fn gap_cost(n_words: f64) -> f64 {
    JUMP_BITS + GAP_BITS * n_words
}

/// Returns the cost of all gaps of an alignment, in bits.
fn gap_costs(matches: &[ExactMatch]) -> f64 {
    let gap = |end: u32, start: u32| f64::from(start.saturating_sub(end));
    let costs = matches.windows(2).map(|pair| {
        let a = gap(pair[0].a_end(), pair[1].a);
        gap_cost(a.max(gap(pair[0].b_end(), pair[1].b)))
    });
    costs.sum()
}

/// Joins matches that touch in both articles.
pub(super) fn joined(matches: &[ExactMatch]) -> Vec<ExactMatch> {
    let mut found: Vec<ExactMatch> = Vec::with_capacity(matches.len());
    for &next in matches {
        match found.last_mut() {
            Some(last) if last.a_end() == next.a && last.b_end() == next.b => last.len += next.len,
            _ => found.push(next),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_matches_are_one() {
        let one = |a, b, len| ExactMatch { a, b, len };
        assert_eq!(
            joined(&[one(0, 5, 1), one(1, 6, 2), one(4, 8, 1)]),
            [one(0, 5, 3), one(4, 8, 1)]
        );
    }
}
