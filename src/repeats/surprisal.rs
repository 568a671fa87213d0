//! The bits of a passage: how surprising its words are, each after the one before.
//!
//! ```text
//! bits(w after v) = -log2( L * (c(vw) - n) / (c(v) - n) + (1 - L) * p(w) ),  L = (c(v) - n) / (c(v) - n + t(v))
//! ```
//!
//! c counts the corpus, n the occurrences of the passage itself, which must not vouch for itself, and t(v)
//! how many different words follow v, at least 8: the more there are, the less a new one tells.
//! p(w) is the larger of the word's share of the corpus, without the n, and of English. It
//! counts as seen once more, so that a word which is nowhere else is not impossible. Where English
//! knows "v w" as a common pair, the smaller surprise holds.
//!
//! Pairs are counted in a table of fixed size, so two pairs may share a counter; that can only make a
//! passage less surprising than it is.

use super::{
    background::{BackgroundEntry, background},
    partition::{RadixPartition, ShardBuffer, n_shards},
    progress::StageProgress,
    token::mix,
    tokenized::{HashKeyMap, TokenizedCorpus},
};

/// The most that one word can be worth, in bits.
const WORD_BITS: f64 = 16.0;

/// The least number of different words that are taken to follow a word.
const FOLLOWERS: f64 = 8.0;

/// Words of a corpus that is large enough to say how rare an unseen word is: about 12 bits.
pub(super) const LEAST_WORDS: f64 = 4096.0;

/// Words of a corpus that speak as loudly as the background table.
const BACKGROUND_WEIGHT: f64 = 1_000_000.0;

/// How often a word may stand whose bits are reckoned once for all.
const RARE: u32 = 4096;

/// The largest table of pairs, in counters.
const MOST_COUNTERS: usize = 1 << 27;

/// What was learnt from the corpus and from English.
#[derive(Debug)]
pub(super) struct BigramModel {
    n_words: usize,
    words: Vec<WordStats>,
    /// The chance of common pairs in English, by the two word numbers.
    english_pairs: HashKeyMap<f32>,
    pairs: PairCounters,
    /// The bits of a word that stands so often elsewhere and that English does not know.
    rare: Vec<f64>,
}

/// What is known of one word; all of it is asked for at the same time.
#[derive(Clone, Copy, Debug)]
struct WordStats {
    /// To find the counter of a pair.
    hash: u64,
    count: u32,
    /// How many different words follow it.
    followers: u32,
    /// Its chance in English.
    english: f32,
    /// Whether English knows a common pair that begins with it.
    has_english_pair: bool,
}

impl BigramModel {
    /// Counts words and pairs.
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

    /// Counts the pairs of all articles, each share of the counters by itself.
    fn count_pairs(
        &mut self,
        corpus: &TokenizedCorpus,
        stage: &mut StageProgress<'_>,
    ) -> Option<()> {
        let (words, n_counters) = (&self.words, self.pairs.len());
        let n_shards = n_shards(n_counters);
        let len = n_counters / n_shards;
        let mut shards: Vec<CounterShard<'_>> = self
            .pairs
            .small
            .chunks_mut(len)
            .map(CounterShard::new)
            .collect();
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

    /// How many words were counted.
    pub(super) fn n_words(&self) -> usize {
        self.n_words
    }

    /// Looks up in the table of English the words that were counted so far.
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

    /// Bits of a word without looking at what stands before it, in a passage of `n` occurrences.
    pub(super) fn alone(&self, word: u32, n: u32) -> f64 {
        let known = &self.words[word as usize];
        let others = known.count.saturating_sub(n);
        match self.rare.get(others as usize) {
            Some(bits) if known.english == 0.0 => *bits,
            _ => bits(self.chance(word, n)),
        }
    }

    /// Bits of a word after another, in a passage of `n` occurrences.
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

    /// Bits of each word of a passage of `n` occurrences, the first without what stands before it.
    pub(super) fn each<'a>(&'a self, words: &'a [u32], n: u32) -> impl Iterator<Item = f64> + 'a {
        let first = words.first().map(|&word| self.alone(word, n));
        let rest = words
            .windows(2)
            .map(move |pair| self.after(pair[0], pair[1], n));
        first.into_iter().chain(rest)
    }

    /// Asks for the memory of a pair, which comes while others are asked for.
    pub(super) fn touch(&self, before: u32, word: u32) -> u32 {
        u32::from(self.pairs.small[self.counter(before, word)])
    }

    /// Bits of a whole passage of `n` occurrences.
    pub(super) fn of(&self, words: &[u32], n: u32) -> f64 {
        self.each(words, n).sum()
    }

    fn chance(&self, word: u32, n: u32) -> f64 {
        let word = &self.words[word as usize];
        let seen = self.share(word.count.saturating_sub(n));
        seen.max(f64::from(word.english))
    }

    /// The share of the corpus of a word that stands so often elsewhere.
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

/// Where a pair is counted, before it is cut to the number of counters.
fn counter(words: &[WordStats], before: u32, word: u32) -> usize {
    mix(words[before as usize].hash, words[word as usize].hash) as usize
}

/// Some of the counters, while all articles are counted.
struct CounterShard<'a> {
    small: &'a mut [u8],
    rest: HashKeyMap<u32>,
    /// The first word of each pair that is new.
    followed: Vec<u32>,
}

impl<'a> CounterShard<'a> {
    fn new(small: &'a mut [u8]) -> CounterShard<'a> {
        CounterShard {
            small,
            rest: HashKeyMap::default(),
            followed: Vec::new(),
        }
    }

    fn add(&mut self, at: usize) -> bool {
        add_one((self.small, &mut self.rest), at)
    }
}

/// Counters of 8 bits; the few that need more have the rest elsewhere.
#[derive(Debug)]
struct PairCounters {
    small: Vec<u8>,
    /// What is above [`u8::MAX`].
    rest: HashKeyMap<u32>,
}

impl PairCounters {
    fn new(n: usize) -> PairCounters {
        PairCounters {
            small: vec![0; n],
            rest: HashKeyMap::default(),
        }
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

/// Adds one to a counter; whether it is the first.
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
