//! The word k-grams that stand in two or more articles.
//!
//! Two passes over the words: the first marks in a small table what was seen twice, the second numbers
//! only that, in the order of the text. The table may take two grams for one; the counts of the
//! second pass set that right.

use super::{
    progress::Part as Stage,
    stream::{HashedMap, Streams},
    token::mix,
};

/// The gram of a place that no other article has.
pub(super) const NONE: u32 = u32::MAX;

/// Words of a corpus up to which grams are of four words; above, of five.
const FOUR_UP_TO: usize = 5_000_000;

/// The largest table of what was seen, in cells of two bits.
const MOST_CELLS: usize = 1 << 30;

/// How many words a gram has in a corpus of `n_words`.
pub(super) fn words_for(n_words: usize) -> usize {
    if n_words <= FOUR_UP_TO { 4 } else { 5 }
}

/// The repeated grams.
#[derive(Debug, Default)]
pub(super) struct Grams {
    /// Words of a gram.
    pub len: usize,
    /// The gram that begins at each place, or [`NONE`].
    pub at: Vec<u32>,
    /// How often each gram stands in the corpus.
    pub counts: Vec<u32>,
    /// In how many articles each gram stands.
    pub n_articles: Vec<u32>,
}

impl Grams {
    /// Finds the grams of `len` words that two or more articles have.
    pub(super) fn count(streams: &Streams, len: usize, stage: &mut Stage<'_>) -> Option<Grams> {
        let n_articles = streams.n_articles();
        let n_cells = (streams.n_words() * 8).next_power_of_two();
        let mut seen = Seen::new(n_cells.clamp(1024, MOST_CELLS));
        for article in 0..n_articles {
            stage.step(article, 2 * n_articles)?;
            let words = &streams.words[streams.places(article)];
            each(words, &streams.hashes, len, |_, hash| seen.note(hash));
        }
        let mut grams = Grams {
            len,
            at: vec![NONE; streams.n_words()],
            ..Grams::default()
        };
        let mut numbers: HashedMap<u32> = HashedMap::default();
        let mut last_article: Vec<u32> = Vec::new();
        for article in 0..n_articles {
            stage.step(n_articles + article, 2 * n_articles)?;
            let places = streams.places(article);
            let words = &streams.words[places.clone()];
            each(words, &streams.hashes, len, |at, hash| {
                if !seen.is_repeated(hash) {
                    return;
                }
                let number = *numbers.entry(hash).or_insert_with(|| {
                    grams.counts.push(0);
                    grams.n_articles.push(0);
                    last_article.push(u32::MAX);
                    grams.counts.len() as u32 - 1
                });
                let gram = number as usize;
                grams.counts[gram] += 1;
                if last_article[gram] != article as u32 {
                    last_article[gram] = article as u32;
                    grams.n_articles[gram] += 1;
                }
                grams.at[places.start + at] = number;
            });
        }
        grams.forget_lone();
        Some(grams)
    }

    /// Drops the grams of one article.
    fn forget_lone(&mut self) {
        for gram in &mut self.at {
            if *gram != NONE && self.n_articles[*gram as usize] < 2 {
                *gram = NONE;
            }
        }
    }

    /// How often the words at `place - 1` and `place` stand together in repeated passages; at least 2.
    pub(super) fn n_at(&self, place: usize) -> u32 {
        let count = |place: usize| match self.at.get(place) {
            Some(&gram) if gram != NONE => self.counts[gram as usize],
            _ => 0,
        };
        let ending = (place + 1).checked_sub(self.len).map_or(0, count);
        let starting = place.checked_sub(1).map_or(0, count);
        ending.max(starting).max(2)
    }
}

/// Calls `sink` with the index of each word where a gram begins, and with the gram's hash.
///
/// The hash rolls: it is a polynomial of the word hashes, so each step costs the same for any length.
pub(super) fn each(words: &[u32], hashes: &[u64], len: usize, mut sink: impl FnMut(usize, u64)) {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let oldest = (1..len).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let hash_of = |at: usize| hashes[words[at] as usize];
    let mut rolling = 0_u64;
    for at in 0..words.len() {
        if at >= len {
            rolling = rolling.wrapping_sub(hash_of(at - len).wrapping_mul(oldest));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(hash_of(at));
        if at + 1 >= len {
            sink(at + 1 - len, mix(rolling, 0));
        }
    }
}

/// How often grams were seen, found by hash: never, once or more often.
struct Seen(Vec<u64>);

impl Seen {
    fn new(n_cells: usize) -> Seen {
        Seen(vec![0; n_cells / 32])
    }

    /// Notes that a gram was seen.
    fn note(&mut self, hash: u64) {
        let (word, shift) = self.cell(hash);
        let before = self.0[word] >> shift & 3;
        // 1 after the first time, 3 after the second.
        self.0[word] |= ((before << 1 | 1) & 3) << shift;
    }

    fn is_repeated(&self, hash: u64) -> bool {
        let (word, shift) = self.cell(hash);
        self.0[word] >> shift & 2 == 2
    }

    fn cell(&self, hash: u64) -> (usize, usize) {
        let cell = (hash >> 20) as usize & (self.0.len() * 32 - 1);
        (cell / 32, cell % 32 * 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seen_tells_once_from_often() {
        let mut seen = Seen::new(1024);
        let (one, other) = (7 << 20, 8 << 20);
        seen.note(one);
        assert!(!seen.is_repeated(one));
        for _ in 0..3 {
            seen.note(one);
            assert!(seen.is_repeated(one) && !seen.is_repeated(other));
        }
    }
}
