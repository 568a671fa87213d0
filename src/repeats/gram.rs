//! The word k-grams that stand in two or more articles.
//!
//! Two passes over the words: the first marks in a small table what was seen twice, the second counts
//! only that. The table may take two grams for one; the counts of the second pass set that right.
//! Grams are dealt out by hash to shards, which are counted apart; at last they are numbered in
//! the order of the text, so nothing tells how many shards there were.

use std::ops::Range;

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

/// Shards that grams are dealt out to.
const SHARDS: usize = 4;

/// Words of a corpus below which dealing out is more work than counting.
const FEW_WORDS: usize = 100_000;

/// Articles that each shard looks through between two questions to the caller.
const COUNTED_AT_ONCE: usize = 2048;

/// The base of the polynomial that is a gram's hash: odd, with bits that look like chance.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

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
        let n_shards = if streams.n_words() < FEW_WORDS {
            1
        } else {
            SHARDS
        };
        let mut shards: Vec<Shard> = (0..n_shards)
            .map(|index| Shard::new(index, streams.n_words() / n_shards))
            .collect();
        let n_articles = streams.n_articles();
        let mut done = 0;
        for pass in [Shard::note as Pass, Shard::count] {
            for first in (0..n_articles).step_by(COUNTED_AT_ONCE) {
                stage.ask(done, 2 * n_articles)?;
                let articles = first..n_articles.min(first + COUNTED_AT_ONCE);
                done += articles.len();
                stage.each(&mut shards, |shard| {
                    for article in articles.clone() {
                        pass(shard, streams, article, (len, n_shards));
                    }
                });
            }
        }
        stage.each(&mut shards, Shard::forget_lone);
        let mut grams = Grams {
            len,
            at: vec![NONE; streams.n_words()],
            ..Grams::default()
        };
        grams.put_together(shards);
        Some(grams)
    }

    /// Takes over the grams of all shards, in the order of the text.
    fn put_together(&mut self, shards: Vec<Shard>) {
        let mut numbered: Vec<(u32, u32)> = Vec::new();
        for shard in shards {
            let first = numbered.len() as u32;
            numbered.extend(shard.counts.into_iter().zip(shard.n_articles));
            for (place, gram) in shard.places {
                self.at[place as usize] = first + gram;
            }
        }
        let mut numbers = vec![NONE; numbered.len()];
        for gram in self.at.iter_mut().filter(|gram| **gram != NONE) {
            let number = &mut numbers[*gram as usize];
            if *number == NONE {
                let (count, n_articles) = numbered[*gram as usize];
                *number = self.counts.len() as u32;
                self.counts.push(count);
                self.n_articles.push(n_articles);
            }
            *gram = *number;
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

/// What is done with each article: a shard, all words, the article, the words of a gram, how many shards.
type Pass = fn(&mut Shard, &Streams, usize, (usize, usize));

/// The grams of one share of all hashes.
struct Shard {
    index: usize,
    seen: Seen,
    numbers: HashedMap<u32>,
    counts: Vec<u32>,
    n_articles: Vec<u32>,
    last_article: Vec<u32>,
    /// Where each stands, as (place, gram), in order.
    places: Vec<(u32, u32)>,
}

impl Shard {
    fn new(index: usize, n_words: usize) -> Shard {
        let n_cells = (n_words * 8).next_power_of_two();
        Shard {
            index,
            seen: Seen::new(n_cells.clamp(1024, MOST_CELLS)),
            numbers: HashedMap::default(),
            counts: Vec::new(),
            n_articles: Vec::new(),
            last_article: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Marks what an article has.
    fn note(&mut self, streams: &Streams, article: usize, sizes: (usize, usize)) {
        let places = streams.places(article);
        let seen = &mut self.seen;
        own((streams, places), sizes, self.index, |_, hash| {
            seen.note(hash);
        });
    }

    /// Counts what an article has of what was marked twice.
    fn count(&mut self, streams: &Streams, article: usize, sizes: (usize, usize)) {
        let places = streams.places(article);
        own((streams, places), sizes, self.index, |place, hash| {
            if !self.seen.is_repeated(hash) {
                return;
            }
            let number = *self.numbers.entry(hash).or_insert_with(|| {
                self.counts.push(0);
                self.n_articles.push(0);
                self.last_article.push(u32::MAX);
                self.counts.len() as u32 - 1
            });
            let gram = number as usize;
            self.counts[gram] += 1;
            if self.last_article[gram] != article as u32 {
                self.last_article[gram] = article as u32;
                self.n_articles[gram] += 1;
            }
            self.places.push((place as u32, number));
        });
    }

    /// Drops the places of what one article has, and what counting needed.
    fn forget_lone(&mut self) {
        self.seen = Seen(Vec::new());
        self.numbers = HashedMap::default();
        self.last_article = Vec::new();
        let n_articles = &self.n_articles;
        self.places
            .retain(|(_, gram)| n_articles[*gram as usize] > 1);
    }
}

/// Calls `sink` with the place and the hash of each gram in `places` that belongs to a shard.
fn own(
    (streams, places): (&Streams, Range<usize>),
    (len, n_shards): (usize, usize),
    shard: usize,
    mut sink: impl FnMut(usize, u64),
) {
    let start = places.start;
    // The hash of a word would have to be fetched, and these need to be the same in this run only.
    let hash_of = |word: u32| {
        let spread = (u64::from(word) + 1).wrapping_mul(BASE);
        spread ^ spread >> 32
    };
    each(&streams.words[places], hash_of, len, |at, hash| {
        // The lower bits find the cell and the bucket.
        if (hash >> 60) as usize % n_shards == shard {
            sink(start + at, hash);
        }
    });
}

/// Calls `sink` with the index of each word where a gram begins, and with the gram's hash.
///
/// The hash rolls: it is a polynomial of the word hashes, so each step costs the same for any length.
pub(super) fn each(
    words: &[u32],
    hash_of: impl Fn(u32) -> u64,
    len: usize,
    mut sink: impl FnMut(usize, u64),
) {
    let oldest = (1..len).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = 0_u64;
    for at in 0..words.len() {
        if at >= len {
            rolling = rolling.wrapping_sub(hash_of(words[at - len]).wrapping_mul(oldest));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(hash_of(words[at]));
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
