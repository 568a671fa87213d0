//! What a word is worth at its place: how often the words there stand in the corpus, and the bits of the
//! word.
//!
//! A passage of many articles is aligned many times, and reckoning a word costs looks into large tables. So each
//! place has 32 bits of its own: how often its words stand in the corpus, and the bits of the word after
//! the one before it, reckoned when first asked for. Two workers may reckon the same place; both find the
//! same.
//!
//! The places take over the memory of the grams, which nobody needs once they are joined to runs.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::{
    gram::{NONE, RepeatedGrams},
    surprisal::BigramModel,
    tokenized::TokenizedCorpus,
};

/// Bits of a word are kept in so many parts of one bit.
const PARTS: f64 = 1000.0;

/// The bits of a place are not reckoned yet.
const UNKNOWN: u32 = 0xFFFF;

/// The most different counts that 16 bits can tell apart.
const MOST_LEVELS: usize = 1 << 16;

/// How often the words at each place stand in the corpus, with the bits that follow.
#[derive(Debug, Default)]
pub(super) struct PlaceBits {
    /// The level of each place in the upper half, its bits after the word before in the lower half.
    places: Vec<AtomicU32>,
    /// The counts that there are, in order; a place has the index of its count.
    levels: Vec<u32>,
}

impl PlaceBits {
    /// Takes over how often grams stand at each place.
    pub(super) fn of(grams: RepeatedGrams) -> PlaceBits {
        let RepeatedGrams {
            len,
            at: mut places,
            counts,
            ..
        } = grams;
        let levels = levels(&counts);
        let level = |count: u32| {
            let found = levels.partition_point(|known| *known <= count);
            found.saturating_sub(1) as u32
        };
        let level_of: Vec<u32> = counts.into_iter().map(level).collect();
        for gram in &mut places {
            *gram = match *gram {
                NONE => 0,
                gram => level_of[gram as usize],
            };
        }
        // The words at `place - 1` and `place` stand in the gram that ends here and in the one that begins
        // before; both lie before this place, so from the end on each can be overwritten.
        for place in (0..places.len()).rev() {
            let ending = (place + 1).checked_sub(len).map_or(0, |at| places[at]);
            let starting = place.checked_sub(1).map_or(0, |at| places[at]);
            places[place] = ending.max(starting) << 16 | UNKNOWN;
        }
        PlaceBits {
            places: places.into_iter().map(AtomicU32::new).collect(),
            levels,
        }
    }

    /// How often the words at `place - 1` and `place` stand together in repeated passages; at least 2.
    pub(super) fn n_at(&self, place: usize) -> u32 {
        self.levels[(self.places[place].load(Relaxed) >> 16) as usize]
    }

    /// The bits of the same word at two places, whatever stands before it; the more of the two.
    pub(super) fn alone(&self, known: (&TokenizedCorpus, &BigramModel), [a, b]: [usize; 2]) -> f64 {
        let level = |place: usize| self.places[place].load(Relaxed) >> 16;
        // The more of a word's occurrences are in the passage, the fewer are left elsewhere.
        let n = self.levels[level(a).max(level(b)) as usize];
        known.1.alone(known.0.words[a], n)
    }

    /// The bits of the same two words at two places, of the second after the first; the more of the two.
    pub(super) fn after(&self, known: (&TokenizedCorpus, &BigramModel), [a, b]: [usize; 2]) -> f64 {
        let (one, other) = (self.places[a].load(Relaxed), self.places[b].load(Relaxed));
        let mut parts = [one & UNKNOWN, other & UNKNOWN];
        if one >> 16 == other >> 16 {
            // The same words that stand as often have the same bits, so one of the two is reckoned at most.
            parts = [match parts[0].min(parts[1]) {
                UNKNOWN => self.reckon(known, a),
                reckoned => reckoned,
            }; 2];
            self.keep(a, one, parts[0]);
            self.keep(b, other, parts[1]);
        } else {
            for (parts, place) in parts.iter_mut().zip([a, b]) {
                if *parts == UNKNOWN {
                    *parts = self.reckon(known, place);
                    self.keep(place, self.places[place].load(Relaxed), *parts);
                }
            }
        }
        f64::from(parts[0].max(parts[1])) / PARTS
    }

    /// Keeps bits that somebody reckoned for a passage of `n` occurrences, where that is what the place has.
    pub(super) fn note(&self, place: usize, n: u32, bits: f64) {
        let known = self.places[place].load(Relaxed);
        if self.levels[(known >> 16) as usize] == n {
            self.keep(place, known, (bits * PARTS) as u32);
        }
    }

    /// Asks for the memory of a place, which comes while others are asked for.
    pub(super) fn touch(&self, place: usize) -> u32 {
        self.places[place].load(Relaxed)
    }

    fn reckon(&self, (corpus, model): (&TokenizedCorpus, &BigramModel), place: usize) -> u32 {
        let bits = model.after(
            corpus.words[place - 1],
            corpus.words[place],
            self.n_at(place),
        );
        (bits * PARTS) as u32
    }

    fn keep(&self, place: usize, known: u32, parts: u32) {
        if known & UNKNOWN == UNKNOWN {
            self.places[place].store(known & !UNKNOWN | parts, Relaxed);
        }
    }
}

/// The different counts in order, 2 the least; the few above the most that can be told apart are left out.
fn levels(counts: &[u32]) -> Vec<u32> {
    let mut levels: Vec<u32> = counts.iter().copied().filter(|count| *count > 2).collect();
    levels.push(2);
    levels.sort_unstable();
    levels.dedup();
    levels.truncate(MOST_LEVELS);
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_the_larger_count_of_the_grams_around_it() {
        let grams = RepeatedGrams {
            len: 3,
            at: vec![0, NONE, NONE, 1, 2, NONE, NONE, NONE],
            counts: vec![5, 2, 70_000],
            n_articles: vec![2, 2, 2],
        };
        let place_bits = PlaceBits::of(grams);
        let counts: Vec<u32> = (0..8).map(|place| place_bits.n_at(place)).collect();
        assert_eq!(counts, [2, 5, 5, 2, 2, 70_000, 70_000, 2]);
    }
}
