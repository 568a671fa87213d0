//! The surprisal of words after their predecessor, in bits: an interpolated bigram model.
//!
//! ```text
//! bits(w after v) = -log2( L * (c(vw) - n) / (c(v) - n) + (1 - L) * p(w) ),  L = (c(v) - n) / (c(v) - n + t(v))
//! ```
//!
//! `c` counts the corpus. `n` is the number of occurrences of the passage itself, which are left out of
//! the counts. `t(v)` is the number of different words behind `v`, at least 8 (Witten-Bell smoothing: the
//! more different words follow, the less surprising is a new word). `p(w)` is the larger of the word's
//! share of the corpus and of English. If the table of English has the pair `v w`, the smaller surprisal
//! holds. For example "American" after "Latin" has 2.2 bits in the five real articles.
//!
//! Two pairs may share a counter of the fixed table. Sharing only lowers the bits of a passage.

use super::{
    background::{BackgroundEntry, background},
    partition::{RadixPartition, ShardBuffer, n_shards},
    progress::StageProgress,
    token::mix,
    tokenized::{HashKeyMap, TokenizedCorpus},
};

/// Most bits of one word.
const WORD_BITS: f64 = 16.0;

/// Fewest different successors that a word is taken to have.
const FOLLOWERS: f64 = 8.0;

/// Words of the smallest corpus whose size decides the bits of an unseen word: 12 bits.
pub(super) const LEAST_WORDS: f64 = 4096.0;

/// Words of a corpus that weigh as much as the background table.
const BACKGROUND_WEIGHT: f64 = 1_000_000.0;

/// Counts below this have their bits computed in advance.
const RARE: u32 = 4096;

/// Most pair counters.
const MOST_COUNTERS: usize = 1 << 27;

/// Counts of words and of word pairs, from the corpus and from English.
#[derive(Debug)]
pub(super) struct BigramModel {
    n_words: usize,
    words: Vec<WordStats>,
    /// Probability of common pairs in English, by the two word numbers.
    english_pairs: HashKeyMap<f32>,
    pairs: PairCounters,
    /// Bits of a word with this count that the English table does not have.
    rare: Vec<f64>,
}

/// The counts of one word, in one place of memory.
#[derive(Clone, Copy, Debug)]
struct WordStats {
    /// Finds the counter of a pair.
    hash: u64,
    count: u32,
    /// Number of different words behind it.
    followers: u32,
    /// Probability in English, 0 when unknown.
    english: f32,
    /// The table has a pair that begins with the word.
    has_english_pair: bool,
}

impl BigramModel {
    /// Counts words and pairs; nothing when `stage` is stopped.
    pub(super) fn learn(
        corpus: &TokenizedCorpus,
        stage: &mut StageProgress<'_>,
    ) -> Option<BigramModel> {
        let n_counters = (4 * corpus.n_words()).next_power_of_two();
        let word = |&hash: &u64| WordStats {
            hash,
            count: 0,
            followers: 0,
            english: 0.0,
            has_english_pair: false,
        };
        let mut model = BigramModel {
            n_words: corpus.n_words(),
            words: corpus.hashes.iter().map(word).collect(),
            english_pairs: HashKeyMap::default(),
            pairs: PairCounters::new(n_counters.clamp(1024, MOST_COUNTERS)),
            rare: Vec::new(),
        };
        for &word in &corpus.words {
            model.words[word as usize].count += 1;
        }
        model.count_pairs(corpus, stage)?;
        model.learn_english();
        model.rare = (0..RARE).map(|n| bits(model.share(n))).collect();
        Some(model)
    }

    /// Counts the pairs of all articles, in shards of the counters.
    fn count_pairs(
        &mut self,
        corpus: &TokenizedCorpus,
        stage: &mut StageProgress<'_>,
    ) -> Option<()> {
        let (words, n_counters) = (&self.words, self.pairs.len());
        let n_shards = n_shards(n_counters);
        let len = n_counters / n_shards;
        let mut shards: Vec<CounterShard<'_>> =
            self.pairs.small.chunks_mut(len).map(CounterShard::new).collect();
        let pairs = RadixPartition {
            scatter: |article: usize, buffers: &mut [ShardBuffer<'_, (u32, u32)>]| {
                let words_here = corpus.words[corpus.places(article)].windows(2);
                for pair in words_here {
                    let counter = counter(words, pair[0], pair[1]) & (n_counters - 1);
                    buffers[counter / len].push(((counter % len) as u32, pair[0]));
                }
            },
            gather: |shard: &mut CounterShard<'_>, pairs: &[(u32, u32)]| {
                for &(counter, before) in pairs {
                    if shard.add(counter as usize) {
                        shard.followed.push(before);
                    }
                }
            },
        };
        pairs.run(corpus, &mut shards, stage)?;
        let (mut rest, mut followed) = (HashKeyMap::default(), Vec::new());
        for (shard, first) in shards.into_iter().zip((0..).step_by(len)) {
            rest.extend(shard.rest.into_iter().map(|(at, n)| (at + first, n)));
            followed.push(shard.followed);
        }
        for before in followed.into_iter().flatten() {
            self.words[before as usize].followers += 1;
        }
        self.pairs.rest = rest;
        Some(())
    }

    /// Returns the number of words of the corpus.
    pub(super) fn n_words(&self) -> usize {
        self.n_words
    }

    /// Looks up the words of the corpus in the table of English.
    fn learn_english(&mut self) {
        let numbered = self.words.iter().zip(0..);
        let numbers: HashKeyMap<u32> = numbered.map(|(word, number)| (word.hash, number)).collect();
        let loudness = BACKGROUND_WEIGHT / (BACKGROUND_WEIGHT + self.n_words as f64);
        for known in background() {
            match known {
                BackgroundEntry::Word(word, chance) => {
                    if let Some(&number) = numbers.get(&word) {
                        self.words[number as usize].english = (chance * loudness) as f32;
                    }
                }
                BackgroundEntry::Pair(word, next, chance) => {
                    if let (Some(&word), Some(&next)) = (numbers.get(&word), numbers.get(&next)) {
                        let key = pair_key(word, next);
                        self.words[word as usize].has_english_pair = true;
                        self.english_pairs.insert(key, (chance * loudness) as f32);
                    }
                }
            }
        }
    }

    /// Returns the bits of a word without its predecessor, in a passage of `n` occurrences.
    pub(super) fn alone(&self, word: u32, n: u32) -> f64 {
        let known = &self.words[word as usize];
        let others = known.count.saturating_sub(n);
        match self.rare.get(others as usize) {
            Some(bits) if known.english == 0.0 => *bits,
            _ => bits(self.chance(word, n)),
        }
    }

    /// Returns the bits of a word after another word, in a passage of `n` occurrences.
    pub(super) fn after(&self, before: u32, word: u32, n: u32) -> f64 {
        let first = &self.words[before as usize];
        let others = f64::from(first.count.saturating_sub(n));
        let together = self.pairs.get(self.counter(before, word));
        let together = together.saturating_sub(n);
        let together = f64::from(together).min(others);
        let trust = others / (others + f64::from(first.followers).max(FOLLOWERS));
        let share = if others > 0.0 { together / others } else { 0.0 };
        let chance = trust * share + (1.0 - trust) * self.chance(word, n);
        bits(chance.max(self.english_pair(before, word)))
    }

    /// Returns the bits of each word of a passage of `n` occurrences; the first word has no
    /// predecessor.
    pub(super) fn each<'a>(&'a self, words: &'a [u32], n: u32) -> impl Iterator<Item = f64> + 'a {
        let first = words.first().map(|&word| self.alone(word, n));
        let rest = words.windows(2).map(move |pair| self.after(pair[0], pair[1], n));
        first.into_iter().chain(rest)
    }

    /// Prefetches the counter of a pair.
    pub(super) fn touch(&self, before: u32, word: u32) -> u32 {
        u32::from(self.pairs.small[self.counter(before, word)])
    }

    /// Returns the bits of a passage of `n` occurrences.
    pub(super) fn of(&self, words: &[u32], n: u32) -> f64 {
        self.each(words, n).sum()
    }

    fn chance(&self, word: u32, n: u32) -> f64 {
        let word = &self.words[word as usize];
        let seen = self.share(word.count.saturating_sub(n));
        seen.max(f64::from(word.english))
    }

    /// Returns the share of a word with this count, counted once more so that no share is 0.
    fn share(&self, others: u32) -> f64 {
        (f64::from(others) + 1.0) / (self.n_words as f64).max(LEAST_WORDS)
    }

    fn english_pair(&self, before: u32, word: u32) -> f64 {
        if !self.words[before as usize].has_english_pair {
            return 0.0;
        }
        let known = self.english_pairs.get(&pair_key(before, word));
        known.copied().map_or(0.0, f64::from)
    }

    fn counter(&self, before: u32, word: u32) -> usize {
        counter(&self.words, before, word) & (self.pairs.len() - 1)
    }
}

/// Returns the hash of a pair; its low bits choose the counter.
fn counter(words: &[WordStats], before: u32, word: u32) -> usize {
    mix(words[before as usize].hash, words[word as usize].hash) as usize
}

/// A share of the counters while pairs are counted.
struct CounterShard<'a> {
    small: &'a mut [u8],
    rest: HashKeyMap<u32>,
    /// The first word of each new pair.
    followed: Vec<u32>,
}

impl<'a> CounterShard<'a> {
    fn new(small: &'a mut [u8]) -> CounterShard<'a> {
        CounterShard { small, rest: HashKeyMap::default(), followed: Vec::new() }
    }

    fn add(&mut self, at: usize) -> bool {
        add_one((self.small, &mut self.rest), at)
    }
}

/// Counters of 8 bits, with the excess of a few frequent pairs in a map.
#[derive(Debug)]
struct PairCounters {
    small: Vec<u8>,
    /// Counts above [`u8::MAX`].
    rest: HashKeyMap<u32>,
}

impl PairCounters {
    fn new(n: usize) -> PairCounters {
        PairCounters { small: vec![0; n], rest: HashKeyMap::default() }
    }

    fn len(&self) -> usize {
        self.small.len()
    }

    fn get(&self, at: usize) -> u32 {
        match self.small[at] {
            u8::MAX => u32::from(u8::MAX) + self.rest.get(&(at as u64)).copied().unwrap_or(0),
            small => u32::from(small),
        }
    }
}

/// Adds one to a counter; returns whether the counter was 0.
fn add_one((small, rest): (&mut [u8], &mut HashKeyMap<u32>), at: usize) -> bool {
    let small = &mut small[at];
    if *small == u8::MAX {
        *rest.entry(at as u64).or_insert(0) += 1;
        return false;
    }
    *small += 1;
    *small == 1
}

fn pair_key(before: u32, word: u32) -> u64 {
    mix(u64::from(before) + 1, u64::from(word) + 1)
}

fn bits(chance: f64) -> f64 {
    if chance <= 0.0 {
        return WORD_BITS;
    }
    (-chance.log2()).clamp(0.0, WORD_BITS)
}
