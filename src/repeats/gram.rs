//! The word k-grams that two or more articles share.
//!
//! Two passes: the first marks in a table of two bits a cell which hashes occur twice. The second collects
//! only these grams and sorts them. Two grams may share a cell; sorting tells them apart. Shards of the
//! hash space are counted by themselves ([`super::partition`]).
//!
//! Invariant: grams are numbered in the order of the text, so the number of shards does not show.

use super::{
    partition::{RadixPartition, ShardBuffer, n_shards},
    progress::RunProgress,
    token::mix,
    tokenized::TokenizedCorpus,
};

/// The gram of a place whose words no other article has.
pub(super) const NONE: u32 = u32::MAX;

/// Words of the largest corpus with grams of four words; larger corpora have grams of five.
const FOUR_UP_TO: usize = 5_000_000;

/// Cells of the largest filter, each of two bits.
const MOST_CELLS: usize = 1 << 30;

/// Base of the polynomial hash of a gram; odd.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns the words of a gram in a corpus of `n_words`.
pub(super) fn words_for(n_words: usize) -> usize {
    if n_words <= FOUR_UP_TO { 4 } else { 5 }
}

/// All grams that two or more articles share.
#[derive(Debug, Default)]
pub(super) struct RepeatedGrams {
    /// Words of a gram.
    pub len: usize,
    /// The gram that begins at each place, or [`NONE`].
    pub at: Vec<u32>,
    /// Number of occurrences of each gram.
    pub counts: Vec<u32>,
    /// Number of articles of each gram.
    pub n_articles: Vec<u32>,
}

impl RepeatedGrams {
    /// Counts the grams of `len` words; nothing when `progress` is stopped.
    pub(super) fn count(
        corpus: &TokenizedCorpus,
        len: usize,
        progress: &mut RunProgress<'_>,
    ) -> Option<RepeatedGrams> {
        let n_cells = (corpus.n_words() * 8).next_power_of_two().clamp(1024, MOST_CELLS);
        let n_shards = n_shards(n_cells / 4);
        let n_cells = n_cells / n_shards;
        let mut shards: Vec<GramShard> = (0..n_shards).map(|_| GramShard::new(n_cells)).collect();
        let shard_of = |hash: u64| (hash >> 56) as usize & (n_shards - 1);
        let note = RadixPartition {
            scatter: |article: usize, buffers: &mut [ShardBuffer<'_, u32>]| {
                let words = &corpus.words[corpus.places(article)];
                each(words, spread, len, |_, hash| {
                    buffers[shard_of(hash)].push(cell(hash, n_cells));
                });
            },
            gather: |shard: &mut GramShard, cells: &[u32]| {
                cells.iter().for_each(|&cell| shard.seen.note(cell));
            },
        };
        note.run(corpus, &mut shards, &mut progress.part(25..33))?;
        let collect = RadixPartition {
            scatter: |article: usize, buffers: &mut [ShardBuffer<'_, u128>]| {
                let places = corpus.places(article);
                each(&corpus.words[places.clone()], spread, len, |at, hash| {
                    let place = (places.start + at) as u32;
                    buffers[shard_of(hash)].push(occurrence(hash, article as u32, place));
                });
            },
            gather: |shard: &mut GramShard, occurrences: &[u128]| {
                let seen = &shard.seen;
                let is_repeated = |one: &&u128| seen.is_repeated(cell(hash_of(**one), n_cells));
                shard.repeated.extend(occurrences.iter().filter(is_repeated));
            },
        };
        collect.run(corpus, &mut shards, &mut progress.part(33..41))?;
        for shard in &mut shards {
            shard.seen = SeenFilter::default();
        }
        progress.part(41..45).each(&mut shards, GramShard::count);
        let mut grams =
            RepeatedGrams { len, at: vec![NONE; corpus.n_words()], ..RepeatedGrams::default() };
        grams.put_together(shards);
        Some(grams)
    }

    /// Numbers the grams of all shards in the order of the text.
    fn put_together(&mut self, shards: Vec<GramShard>) {
        let mut firsts = RankedPlaces::new(self.at.len());
        for shard in &shards {
            shard.firsts().for_each(|place| firsts.add(place));
        }
        let n_grams = firsts.count();
        self.counts = vec![0; n_grams];
        self.n_articles = vec![0; n_grams];
        for shard in shards {
            let mut places = shard.places.as_slice();
            for (count, n_articles) in shard.counts {
                let (here, rest) = places.split_at(count as usize);
                let gram = firsts.rank(here[0]);
                self.counts[gram as usize] = count;
                self.n_articles[gram as usize] = n_articles;
                here.iter().for_each(|&place| self.at[place as usize] = gram);
                places = rest;
            }
        }
    }
}

/// A bitmap of places with rank queries.
struct RankedPlaces {
    bits: Vec<u64>,
    /// Members before each group of 64 places, after `count`.
    before: Vec<u32>,
}

impl RankedPlaces {
    fn new(n_places: usize) -> RankedPlaces {
        RankedPlaces { bits: vec![0; n_places.div_ceil(64)], before: Vec::new() }
    }

    fn add(&mut self, place: u32) {
        self.bits[place as usize / 64] |= 1 << (place % 64);
    }

    /// Completes `before` and returns the number of members.
    fn count(&mut self) -> usize {
        let mut n = 0;
        let before = self.bits.iter().map(|bits| {
            n += bits.count_ones();
            n - bits.count_ones()
        });
        self.before = before.collect();
        n as usize
    }

    fn rank(&self, place: u32) -> u32 {
        let at = place as usize / 64;
        let lower = self.bits[at] & ((1 << (place % 64)) - 1);
        self.before[at] + lower.count_ones()
    }
}

/// Packs the hash, article and place of an occurrence into a number, which sorts fast.
fn occurrence(hash: u64, article: u32, place: u32) -> u128 {
    u128::from(hash) << 64 | u128::from(article) << 32 | u128::from(place)
}

fn hash_of(occurrence: u128) -> u64 {
    (occurrence >> 64) as u64
}

fn article_of(occurrence: u128) -> u32 {
    (occurrence >> 32) as u32
}

/// Hashes a word by its number, which saves a lookup; the hash holds for this run only.
fn spread(word: u32) -> u64 {
    let spread = (u64::from(word) + 1).wrapping_mul(BASE);
    spread ^ spread >> 32
}

/// Returns the cell of a gram in the filter of its shard; the shard comes from other bits of the
/// hash.
fn cell(hash: u64, n_cells: usize) -> u32 {
    (hash >> 20) as u32 & (n_cells - 1) as u32
}

/// The grams of one share of the hash space.
struct GramShard {
    seen: SeenFilter,
    repeated: Vec<u128>,
    /// For each gram its number of occurrences and of articles.
    counts: Vec<(u32, u32)>,
    /// The places of the first gram, then of the second, and so on.
    places: Vec<u32>,
}

impl GramShard {
    fn new(n_cells: usize) -> GramShard {
        GramShard {
            seen: SeenFilter::new(n_cells),
            repeated: Vec::new(),
            counts: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Counts the grams of two or more articles.
    fn count(&mut self) {
        let mut repeated = std::mem::take(&mut self.repeated);
        repeated.sort_unstable();
        for group in repeated.chunk_by(|one, other| hash_of(*one) == hash_of(*other)) {
            let articles = group.chunk_by(|one, other| article_of(*one) == article_of(*other));
            let n_articles = articles.count() as u32;
            if n_articles > 1 {
                self.counts.push((group.len() as u32, n_articles));
                self.places.extend(group.iter().map(|one| *one as u32));
            }
        }
    }

    /// Returns the first place of each gram.
    fn firsts(&self) -> impl Iterator<Item = u32> {
        let mut at = 0;
        self.counts.iter().map(move |&(count, _)| {
            at += count as usize;
            self.places[at - count as usize]
        })
    }
}

/// Calls `sink` with the index of the first word of each gram and the gram's hash.
///
/// The hash rolls (Rabin-Karp): each step costs the same for any length.
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

/// Cells of two bits that tell hashes seen once from hashes seen more often.
#[derive(Default)]
struct SeenFilter(Vec<u64>);

impl SeenFilter {
    fn new(n_cells: usize) -> SeenFilter {
        SeenFilter(vec![0; n_cells / 32])
    }

    /// Counts one occurrence.
    fn note(&mut self, cell: u32) {
        let cells = &mut self.0[cell as usize / 32];
        let shift = cell % 32 * 2;
        // A cell is 1 after the first occurrence and 3 after the second.
        *cells |= ((*cells >> shift & 1) << 1 | 1) << shift;
    }

    fn is_repeated(&self, cell: u32) -> bool {
        self.0[cell as usize / 32] >> (cell % 32 * 2) & 2 == 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seen_tells_once_from_often() {
        let mut seen = SeenFilter::new(1024);
        let (one, other) = (7, 1008);
        seen.note(one);
        assert!(!seen.is_repeated(one));
        for _ in 0..3 {
            seen.note(one);
            assert!(seen.is_repeated(one) && !seen.is_repeated(other));
        }
    }
}
