//! The bits of each place, computed once.
//!
//! A passage of many articles is aligned many times, and the bits of a word take lookups in large
//! tables. Each place has 32 bits here: the number of occurrences of its words, and the surprisal of its
//! word after the word before, computed on first use. Two workers may compute one place; both get equal
//! values.
//!
//! The places take over the memory of the grams.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::{
    gram::{NONE, RepeatedGrams},
    surprisal::BigramModel,
    tokenized::TokenizedCorpus,
};

/// Units of a bit in the cache.
const PARTS: f64 = 1000.0;

/// The surprisal of a place is not computed yet.
const UNKNOWN: u32 = 0xFFFF;

/// Most different counts: 16 bits tell so many apart.
const MOST_LEVELS: usize = 1 << 16;

/// The count and the surprisal of each place.
#[derive(Debug, Default)]
pub(super) struct PlaceBits {
    /// Upper half: the index of the count. Lower half: the surprisal after the word before.
    places: Vec<AtomicU32>,
    /// The different counts, in order.
    levels: Vec<u32>,
}

impl PlaceBits {
    /// Takes over the counts of grams.
    pub(super) fn of(grams: RepeatedGrams) -> PlaceBits {
        let RepeatedGrams { len, at: mut places, counts, .. } = grams;
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
        // The words at `place - 1` and `place` are in the gram that ends here and in the gram that
        // begins before. Both lie before this place, so a walk from the end can overwrite each.
        for place in (0..places.len()).rev() {
            let ending = (place + 1).checked_sub(len).map_or(0, |at| places[at]);
            let starting = place.checked_sub(1).map_or(0, |at| places[at]);
            places[place] = ending.max(starting) << 16 | UNKNOWN;
        }
        PlaceBits { places: places.into_iter().map(AtomicU32::new).collect(), levels }
    }

    /// Returns the number of occurrences of the words at `place - 1` and `place` in repeated
    /// passages; at least 2.
    pub(super) fn n_at(&self, place: usize) -> u32 {
        self.levels[(self.places[place].load(Relaxed) >> 16) as usize]
    }

    /// Returns the bits of an equal word at two places without a predecessor; the larger of both.
    pub(super) fn alone(&self, known: (&TokenizedCorpus, &BigramModel), [a, b]: [usize; 2]) -> f64 {
        let level = |place: usize| self.places[place].load(Relaxed) >> 16;
        // The more occurrences belong to the passage, the fewer are left elsewhere.
        let n = self.levels[level(a).max(level(b)) as usize];
        known.1.alone(known.0.words[a], n)
    }

    /// Returns the bits of an equal word at two places after its predecessor; the larger of both.
    pub(super) fn after(&self, known: (&TokenizedCorpus, &BigramModel), [a, b]: [usize; 2]) -> f64 {
        let (one, other) = (self.places[a].load(Relaxed), self.places[b].load(Relaxed));
        let mut parts = [one & UNKNOWN, other & UNKNOWN];
        if one >> 16 == other >> 16 {
            // Equal words with equal counts have equal bits, so at most one place is computed.
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

    /// Stores bits that were computed for a passage of `n` occurrences, if the place has that
    /// count.
    pub(super) fn note(&self, place: usize, n: u32, bits: f64) {
        let known = self.places[place].load(Relaxed);
        if self.levels[(known >> 16) as usize] == n {
            self.keep(place, known, (bits * PARTS) as u32);
        }
    }

    /// Prefetches a place.
    pub(super) fn touch(&self, place: usize) -> u32 {
        self.places[place].load(Relaxed)
    }

    fn reckon(&self, (corpus, model): (&TokenizedCorpus, &BigramModel), place: usize) -> u32 {
        let bits = model.after(corpus.words[place - 1], corpus.words[place], self.n_at(place));
        (bits * PARTS) as u32
    }

    fn keep(&self, place: usize, known: u32, parts: u32) {
        if known & UNKNOWN == UNKNOWN {
            self.places[place].store(known & !UNKNOWN | parts, Relaxed);
        }
    }
}

/// Returns the different counts in order, the smallest 2; counts beyond the limit are left out.
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
