//! An index by which one article of many comes, changes or goes without the others being compared anew.
//!
//! Owns what must be known of a corpus to find what a new article shares with it: how often words and
//! pairs of words stand there, and where sequences of words and the keys of frames stand ([`seeds`]). It
//! keeps no text and no clusters: texts are read again where they matter, [`Repeats`] are the
//! caller's, who gets a [`Change`] to apply. How a change is found is [`near`]'s.
//!
//! # What holds when
//!
//! A change is found with the counts of now, but clusters that it does not touch keep their scores, and
//! what only all articles together would show stays unseen. [`RepeatIndex::is_stale`] says when so
//! much changed that [`super::find_repeats`] should run again; its result depends on the articles only.
//!
//! Invariant: counts and living seeds are those of the articles' present texts.

mod near;

mod seeds;

use std::ops::ControlFlow;

use self::seeds::Seeds;
use super::{
    Change, Found, Known, RepeatInput, RepeatOptions, Repeats, Scale,
    frame::{FramePlaces, frame_keys},
    gram,
    progress::{Progress, alone},
    stream::{ArticleWords, HashedMap},
    surprise::Surprise,
};

/// Neighbouring sequences of words of which one becomes a seed.
const WINDOW: usize = 3;

/// The corpus is stale when one word in so many came or went.
const STALE: usize = 10;

/// An article that is gone.
const GONE: u32 = u32::MAX;

/// What is known of a corpus beside its clusters.
#[derive(Debug)]
pub struct RepeatIndex {
    options: RepeatOptions,
    gram_words: usize,
    numbers: HashedMap<u32>,
    hashes: Vec<u64>,
    surprise: Surprise,
    seeds: Seeds,
    places: FramePlaces,
    homes: Homes,
    n_changed: usize,
    n_learnt: usize,
}

/// Which article has which places; a changed article gets new ones.
#[derive(Debug, Default)]
struct Homes {
    /// First place and article, by place.
    all: Vec<(u32, u32)>,
    /// For each article its entry in `all`.
    of: Vec<Option<u32>>,
    /// The first place that nothing has.
    end: u32,
}

impl Homes {
    /// Gives an article room for `n` words; nothing when there is no place left.
    fn settle(&mut self, article: usize, n: usize) -> Option<u32> {
        self.leave(article);
        let start = self.end;
        self.end = u32::try_from(n).ok().and_then(|n| start.checked_add(n))?;
        if self.of.len() <= article {
            self.of.resize(article + 1, None);
        }
        self.of[article] = Some(self.all.len() as u32);
        self.all.push((start, article as u32));
        Some(start)
    }

    fn leave(&mut self, article: usize) {
        if let Some(home) = self.of.get_mut(article).and_then(Option::take) {
            self.all[home as usize].1 = GONE;
        }
    }

    /// The article that has a place now, and where its places begin.
    fn at(&self, place: u32) -> Option<(usize, u32)> {
        let home = self.all.partition_point(|&(start, _)| start <= place);
        let (start, article) = self.all[home.checked_sub(1)?];
        (article != GONE).then_some((article as usize, start))
    }
}

impl RepeatIndex {
    /// Learns all articles; nothing when `progress` stopped it.
    ///
    /// `n_words` is how many words they have together, as [`Repeats`] tells; it sets the sizes of tables.
    pub fn learn(
        articles: &[RepeatInput<'_>],
        n_words: usize,
        options: RepeatOptions,
        progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
    ) -> Option<RepeatIndex> {
        let gram_words = options
            .gram_words
            .unwrap_or_else(|| gram::words_for(n_words));
        let mut index = RepeatIndex {
            options,
            gram_words: gram_words.max(2),
            numbers: HashedMap::default(),
            hashes: Vec::new(),
            surprise: Surprise::empty(n_words),
            seeds: Seeds::default(),
            places: FramePlaces::default(),
            homes: Homes::default(),
            n_changed: 0,
            n_learnt: n_words,
        };
        let mut progress = Progress::new(progress, &alone);
        let mut stage = progress.part(0..100);
        let mut seeds = Vec::new();
        let mut read = ArticleWords::default();
        for (article, input) in articles.iter().enumerate() {
            stage.step(article, articles.len())?;
            read.read(input);
            index.admit(article, &read, &mut seeds);
        }
        index.surprise.learn_english();
        index.add(seeds);
        index.n_changed = 0;
        Some(index)
    }

    /// Whether so much came and went that all articles should be compared anew.
    pub fn is_stale(&self) -> bool {
        self.n_changed * STALE > self.n_learnt
    }

    /// How many words came or went since it was learnt.
    pub fn n_moved(&self) -> usize {
        self.n_changed
    }

    /// How many words the articles have together.
    pub fn n_words(&self) -> usize {
        self.surprise.n_words()
    }

    /// Bytes that the index takes, as near as its tables tell.
    pub fn n_bytes(&self) -> usize {
        self.seeds.n_bytes()
            + self.surprise.n_bytes()
            + self.hashes.capacity() * 8
            + self.numbers.capacity() * 16
            + self.homes.all.capacity() * 8
            + self.homes.of.capacity() * 8
    }

    /// Takes in that the text of an article is another now, and finds what that means for `repeats`.
    ///
    /// An article that comes was empty before, one that goes is empty now. `texts` gives the other
    /// articles as they are. The change is to be applied with [`Repeats::apply`] before the next one is
    /// asked for.
    pub fn change<'a>(
        &mut self,
        repeats: &Repeats,
        article: usize,
        (before, now): (RepeatInput<'a>, RepeatInput<'a>),
        texts: &dyn Fn(usize) -> RepeatInput<'a>,
    ) -> Change {
        let mut read = ArticleWords::default();
        read.read(&before);
        self.dismiss(article, &read);
        let mut seeds = Vec::new();
        read.read(&now);
        let is_there = self.admit(article, &read, &mut seeds);
        let mut change = Change {
            article,
            n_words: self.n_words(),
            ..Change::default()
        };
        if is_there && !read.hashes.is_empty() {
            near::find(self, repeats, (article, now, &read), texts, &mut change);
            self.add(seeds);
        }
        change
    }

    /// Counts an article and notes its seeds, which are not in the index yet.
    fn admit(&mut self, article: usize, read: &ArticleWords, seeds: &mut Vec<(u32, u32)>) -> bool {
        let Some(base) = self.homes.settle(article, read.hashes.len()) else {
            return false;
        };
        let words = self.number(read);
        self.surprise.count(&words, &self.hashes);
        self.places.count(&read.parts, 1);
        self.n_changed += words.len();
        let grams = self.grams(&words);
        seeds.extend(winnow(&grams).map(|at| (grams[at], base + at as u32)));
        let frames = frame_keys(&words, &self.hashes, &read.parts);
        seeds.extend(frames.map(|(key, first, _)| (short(key), base + first)));
        true
    }

    /// Takes an article out of the counts; its seeds are dead from now on.
    fn dismiss(&mut self, article: usize, read: &ArticleWords) {
        if self.homes.of.get(article).copied().flatten().is_none() {
            return;
        }
        let words = self.number(read);
        self.surprise.discount(&words);
        self.places.count(&read.parts, -1);
        self.n_changed += words.len();
        self.homes.leave(article);
    }

    fn add(&mut self, seeds: Vec<(u32, u32)>) {
        let homes = &self.homes;
        self.seeds.add(seeds, &|place| homes.at(place).is_some());
    }

    fn number(&mut self, read: &ArticleWords) -> Vec<u32> {
        let (numbers, hashes) = (&mut self.numbers, &mut self.hashes);
        let number = |&hash: &u64| {
            *numbers.entry(hash).or_insert_with(|| {
                hashes.push(hash);
                hashes.len() as u32 - 1
            })
        };
        read.hashes.iter().map(number).collect()
    }

    /// The short hash of the sequence that begins at each word.
    fn grams(&self, words: &[u32]) -> Vec<u32> {
        let mut grams = Vec::with_capacity(words.len());
        let hash_of = |word: u32| self.hashes[word as usize];
        gram::each(words, hash_of, self.gram_words, |_, hash| {
            grams.push(short(hash));
        });
        grams
    }
}

/// Living seeds as (hash, article, word), and how often each word stands.
#[cfg(test)]
pub(super) type Knowledge = (Vec<(u32, usize, u32)>, Vec<(u64, u32)>);

#[cfg(test)]
impl RepeatIndex {
    /// Everything that the index knows, told so that two ways to it can be compared.
    pub(super) fn knowledge(&self) -> Knowledge {
        let living = self.seeds.live(&|place| self.homes.at(place).is_some());
        let mut seeds: Vec<(u32, usize, u32)> = living
            .into_iter()
            .filter_map(|(hash, place)| {
                let (article, start) = self.homes.at(place)?;
                Some((hash, article, place - start))
            })
            .collect();
        seeds.sort_unstable();
        (seeds, self.surprise.known_counts())
    }
}

/// The half of a hash that seeds keep.
fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The least of each [`WINDOW`] neighbours, as indices, each once.
///
/// Two texts that share as many neighbours share a seed, wherever they begin.
fn winnow(grams: &[u32]) -> impl Iterator<Item = usize> + '_ {
    let mut last = None;
    let windows = grams.windows(WINDOW.min(grams.len().max(1))).enumerate();
    windows.filter_map(move |(start, window)| {
        let least = (0..window.len()).min_by_key(|&at| (window[at], std::cmp::Reverse(at)))?;
        (last.replace(start + least) != Some(start + least)).then_some(start + least)
    })
}
