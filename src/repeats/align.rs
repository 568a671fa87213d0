//! Two articles side by side: from a seed of equal words to the passage that both hold, edits and all.
//!
//! An alignment is a list of matches in order. Its ends grow over small edits as long as that pays in
//! bits and stop where it paid best; its gaps are filled with the words that both have.

use super::{
    bit_cache::PlaceBits, lcs::common_words, surprisal::BigramModel, threshold::Thresholds,
    token_range::TokenRange, tokenized::TokenizedCorpus,
};

/// Bits that an edit costs, whatever its length.
const JUMP_BITS: f64 = 6.0;

/// Bits that each word costs that only one side has.
const GAP_BITS: f64 = 3.0;

/// Words of the longest edit that an end grows over.
const JUMP_WORDS: usize = 4;

/// Bits below its best at which an end stops to grow.
const GIVE_UP_BITS: f64 = 24.0;

/// Bits that a piece of a line must be worth beside other lines: a new line is a new thought.
const LINE_BITS: f64 = 12.0;

/// Bits that a stretch of edits loses where it parts two passages that can stand alone.
const PART_BITS: f64 = 20.0;

/// Bits that such a stretch loses where a sentence ends in it.
const SENTENCE_BITS: f64 = 6.0;

/// How many times such a loss the weaker side may be worth: long passages bear longer edits.
const LONG: f64 = 8.0;

/// Words that are looked at behind an edit.
const AHEAD: usize = 3;

/// Equal words of two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExactMatch {
    /// First place in the one article.
    pub a: u32,
    /// First place in the other.
    pub b: u32,
    /// How many words.
    pub len: u32,
}

impl ExactMatch {
    /// One past its last place in the one article.
    pub(super) fn a_end(self) -> u32 {
        self.a + self.len
    }

    /// One past its last place in the other.
    pub(super) fn b_end(self) -> u32 {
        self.b + self.len
    }
}

/// What alignments are made from.
pub(super) struct PairAligner<'a> {
    /// The articles.
    pub corpus: &'a TokenizedCorpus,
    /// What words are worth.
    pub model: &'a BigramModel,
    /// What they are worth at their places.
    pub place_bits: &'a PlaceBits,
    /// The bits that passages of few articles need, by how many.
    pub threshold_bits: Vec<f64>,
}

/// Which way an end grows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GrowthDirection {
    Forward,
    Backward,
}

impl PairAligner<'_> {
    /// What a passage in `n` articles needs.
    pub(super) fn needed_bits(&self, thresholds: Thresholds, n: u32) -> f64 {
        let known = self.threshold_bits.get(n as usize);
        known
            .copied()
            .unwrap_or_else(|| thresholds.bits(n as usize))
    }

    /// Lets both ends of `matches` grow within two stretches.
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
        // Most seeds are chance and grow nowhere.
        if before.len() + matches.len() > 1 {
            before.reverse();
            before.append(matches);
            *matches = joined(&before);
        }
        self.trim(matches);
    }

    /// Cuts a short piece of another line off both ends.
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
            *first = ExactMatch {
                a: first.a + at,
                b: first.b + at,
                len: first.len - at,
            };
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

    /// Parts an alignment where edits outweigh what is between them and both sides have `needed` bits.
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

    /// What the stretch of edits loses that loses most, with the matches around it.
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
            let ends = (
                pair[0].a_end()..pair[1].a + 1,
                pair[0].b_end()..pair[1].b + 1,
            );
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

    /// The bits of an alignment: its words, less what the gaps cost.
    pub(super) fn bits(&self, matches: &[ExactMatch]) -> f64 {
        let words = matches.iter().map(|one| self.piece_bits(*one, 0..one.len));
        words.sum::<f64>() - gap_costs(matches)
    }

    /// The bits of an alignment, at most so many; looks at no more words than it must.
    pub(super) fn bits_up_to(&self, matches: &[ExactMatch], most: f64) -> f64 {
        let costs = gap_costs(matches);
        let mut sum = 0.0;
        let mut words = matches
            .iter()
            .flat_map(|one| (0..one.len).map(|at| (one.a + at, one.b + at, at > 0)));
        let is_enough = words.any(|(a, b, follows)| {
            sum += self.word_bits(a as usize, b as usize, follows);
            sum - costs >= most
        });
        if is_enough { most } else { sum - costs }
    }

    /// Equal words of two short stretches, as many as possible, in order.
    pub(super) fn common(&self, a: TokenRange, b: TokenRange) -> Vec<ExactMatch> {
        let one = a.of(&self.corpus.words);
        let other = b.of(&self.corpus.words);
        let matches = common_words(one, other);
        matches
            .into_iter()
            .map(|(at, other_at)| ExactMatch {
                a: a.start + at as u32,
                b: b.start + other_at as u32,
                len: 1,
            })
            .collect()
    }

    /// The bits of an equal word; `follows` tells whether the word before it is equal too.
    fn word_bits(&self, a: usize, b: usize, follows: bool) -> f64 {
        let known = (self.corpus, self.model);
        if follows {
            self.place_bits.after(known, [a, b])
        } else {
            self.place_bits.alone(known, [a, b])
        }
    }

    /// Matches beyond an end, in the order they are met; each is one word.
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
                found.push(ExactMatch {
                    a: place_a as u32,
                    b: place_b as u32,
                    len: 1,
                });
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

    /// What it costs to go on in another line.
    fn line_cost(&self, way: GrowthDirection, (a, b): (usize, usize)) -> f64 {
        let step = usize::from(way == GrowthDirection::Backward);
        let starts = |place| self.corpus.is_line_start(place + step);
        if starts(a) || starts(b) {
            LINE_BITS
        } else {
            0.0
        }
    }

    /// What one more word is worth to the passage.
    fn gain(&self, way: GrowthDirection, (a, b): (usize, usize), follows: bool) -> f64 {
        if !follows {
            return self.word_bits(a, b, false);
        }
        match way {
            GrowthDirection::Forward => self.word_bits(a, b, true),
            // The passage then begins a word earlier, and its old first word follows.
            GrowthDirection::Backward => {
                let added = self.word_bits(a, b, false) + self.word_bits(a + 1, b + 1, true);
                added - self.word_bits(a + 1, b + 1, false)
            }
        }
    }

    /// The edit behind which most is gained: its cost and where it leads; the next words differ.
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

    /// The bits of the next few words that are equal.
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

/// The next two places from two ends; ends are the borders before which, or behind which, they lie.
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

/// The borders behind two places.
fn beyond(way: GrowthDirection, (a, b): (usize, usize)) -> (usize, usize) {
    match way {
        GrowthDirection::Forward => (a + 1, b + 1),
        GrowthDirection::Backward => (a, b),
    }
}

/// The words that an edit can lead to, the nearest first, and `none` where the limit is.
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

/// What it costs that one side has `n_words` between two matches.
pub(super) fn gap_cost(n_words: f64) -> f64 {
    JUMP_BITS + GAP_BITS * n_words
}

/// What the gaps of an alignment cost.
fn gap_costs(matches: &[ExactMatch]) -> f64 {
    let gap = |end: u32, start: u32| f64::from(start.saturating_sub(end));
    let costs = matches.windows(2).map(|pair| {
        let a = gap(pair[0].a_end(), pair[1].a);
        gap_cost(a.max(gap(pair[0].b_end(), pair[1].b)))
    });
    costs.sum()
}

/// Joins matches that touch on both sides.
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
