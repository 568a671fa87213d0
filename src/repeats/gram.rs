//! The word k-grams that stand in two or more articles.
//!
//! Two passes over the words: the first marks in a bit table what was seen before, the second numbers
//! only that, in the order of the text. The bit table may take two grams for one; the counts of the
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

/// The largest bit table, in bits.
const MOST_BITS: usize = 1 << 30;

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
        let n_bits = (streams.n_words() * 8)
            .next_power_of_two()
            .clamp(1024, MOST_BITS);
        let (mut once, mut twice) = (Bits::new(n_bits), Bits::new(n_bits));
        for article in 0..n_articles {
            stage.step(article, 2 * n_articles)?;
            each(streams, article, len, |_, hash| {
                if once.set(hash) {
                    twice.set(hash);
                }
            });
        }
        drop(once);
        let mut grams = Grams {
            len,
            at: vec![NONE; streams.n_words()],
            ..Grams::default()
        };
        let mut numbers: HashedMap<u32> = HashedMap::default();
        let mut last_article: Vec<u32> = Vec::new();
        for article in 0..n_articles {
            stage.step(n_articles + article, 2 * n_articles)?;
            each(streams, article, len, |place, hash| {
                if !twice.get(hash) {
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
                grams.at[place] = number;
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

/// Calls `sink` with each place of an article where a gram begins, and with the gram's hash.
fn each(streams: &Streams, article: usize, len: usize, mut sink: impl FnMut(usize, u64)) {
    let places = streams.places(article);
    for (at, words) in streams.words[places.clone()].windows(len).enumerate() {
        let hash = words
            .iter()
            .fold(0, |hash, &word| mix(hash, u64::from(word) + 1));
        sink(places.start + at, hash);
    }
}

/// A table of bits found by hash.
struct Bits(Vec<u64>);

impl Bits {
    fn new(n_bits: usize) -> Bits {
        Bits(vec![0; n_bits / 64])
    }

    fn get(&self, hash: u64) -> bool {
        let at = self.place(hash);
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// Sets a bit; whether it was set before.
    fn set(&mut self, hash: u64) -> bool {
        let at = self.place(hash);
        let before = self.0[at / 64];
        self.0[at / 64] = before | 1 << (at % 64);
        before >> (at % 64) & 1 == 1
    }

    fn place(&self, hash: u64) -> usize {
        (hash >> 20) as usize & (self.0.len() * 64 - 1)
    }
}
