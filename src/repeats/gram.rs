//! The word k-grams that stand in two or more articles.
//!
//! Two passes over the words: the first marks in a small table what was seen twice, the second collects
//! only that and sorts it. The table may take two grams for one; sorting sets that right. Grams are
//! dealt out by hash to shards, which share nothing; at last they are numbered in the order of the
//! text, so nothing tells how many shards there were.

use std::ops::Range;

use super::{progress::Part as Stage, stream::Streams, token::mix};

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

/// Articles whose grams one worker deals out at a time.
const DEALT_AT_ONCE: usize = 64;

/// Such handfuls of articles between two questions to the caller.
const HANDFULS: usize = 16;

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
        let empty = Deal {
            articles: 0..0,
            hands: vec![Vec::new(); n_shards],
        };
        let mut deals = vec![empty; HANDFULS];
        let n_articles = streams.n_articles();
        for (pass, before) in [(Shard::note as Pass, 0), (Shard::collect, n_articles)] {
            for first in (0..n_articles).step_by(HANDFULS * DEALT_AT_ONCE) {
                stage.ask(before + first, 2 * n_articles)?;
                for (deal, start) in deals.iter_mut().zip((first..).step_by(DEALT_AT_ONCE)) {
                    deal.articles = start.min(n_articles)..(start + DEALT_AT_ONCE).min(n_articles);
                }
                stage.each(&mut deals, |deal| deal.deal(streams, len));
                stage.each(&mut shards, |shard| {
                    for deal in &deals {
                        pass(shard, &deal.hands[shard.index]);
                    }
                });
            }
        }
        drop(deals);
        stage.each(&mut shards, Shard::count);
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
            numbered.extend(shard.counts);
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

/// One occurrence of a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    hash: u64,
    place: u32,
    article: u32,
}

/// The grams of some articles, by shard.
#[derive(Clone)]
struct Deal {
    articles: Range<usize>,
    hands: Vec<Vec<Occurrence>>,
}

impl Deal {
    /// Gives each shard its grams of these articles.
    fn deal(&mut self, streams: &Streams, len: usize) {
        self.hands.iter_mut().for_each(Vec::clear);
        // The hash of a word would have to be fetched, and these need to be the same in this run only.
        let hash_of = |word: u32| {
            let spread = (u64::from(word) + 1).wrapping_mul(BASE);
            spread ^ spread >> 32
        };
        let n_shards = self.hands.len();
        for article in self.articles.clone() {
            let places = streams.places(article);
            each(&streams.words[places.clone()], hash_of, len, |at, hash| {
                // The lower bits find the cell.
                self.hands[(hash >> 60) as usize % n_shards].push(Occurrence {
                    hash,
                    place: (places.start + at) as u32,
                    article: article as u32,
                });
            });
        }
    }
}

/// What is done with the grams of some articles.
type Pass = fn(&mut Shard, &[Occurrence]);

/// The grams of one share of all hashes.
struct Shard {
    index: usize,
    seen: Seen,
    repeated: Vec<Occurrence>,
    /// For each gram how often it stands and in how many articles.
    counts: Vec<(u32, u32)>,
    /// Where each stands, as (place, gram).
    places: Vec<(u32, u32)>,
}

impl Shard {
    fn new(index: usize, n_words: usize) -> Shard {
        let n_cells = (n_words * 8).next_power_of_two();
        Shard {
            index,
            seen: Seen::new(n_cells.clamp(1024, MOST_CELLS)),
            repeated: Vec::new(),
            counts: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Marks grams.
    fn note(&mut self, grams: &[Occurrence]) {
        for gram in grams {
            self.seen.note(gram.hash);
        }
    }

    /// Keeps those that were marked twice.
    fn collect(&mut self, grams: &[Occurrence]) {
        let repeated = grams.iter().filter(|gram| self.seen.is_repeated(gram.hash));
        self.repeated.extend(repeated);
    }

    /// Counts what two or more articles have.
    fn count(&mut self) {
        self.seen = Seen(Vec::new());
        let mut repeated = std::mem::take(&mut self.repeated);
        repeated.sort_unstable();
        for group in repeated.chunk_by(|one, other| one.hash == other.hash) {
            let articles = group.chunk_by(|one, other| one.article == other.article);
            let n_articles = articles.count() as u32;
            if n_articles > 1 {
                let gram = self.counts.len() as u32;
                self.counts.push((group.len() as u32, n_articles));
                self.places
                    .extend(group.iter().map(|one| (one.place, gram)));
            }
        }
    }
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
