//! The vocabulary: every distinct word of all shards, once.
//!
//! Shards share most of their words, and comparing a query word with a word is the main cost of a
//! search. So each term is compared with the words of the vocabulary once, and a shard looks up the
//! results for its own words ([`TermExpansion::gathered`]). The words lie in volumes, so that the
//! threads of a search can share the work: each thread takes the next free volume
//! ([`TermGrading::work`]).
//!
//! Words are never removed. An unused word does no harm, and articles that come and go have few
//! words of their own.

use std::{
    hash::BuildHasher,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{
    lexicon::{Lexicon, WordId},
    plan::{Fit, Goal, Words},
    recent::Recent,
};

/// Words in a volume.
const VOLUME: usize = 4096;

/// The position of a word in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) volume: u16,
    pub(super) word: WordId,
}

#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    pages: HashTable<Page>,
    hasher: DefaultHashBuilder,
    /// At least one; all but the last are full.
    volumes: Vec<Lexicon>,
    /// Results of the last search.
    pub(super) recent: Recent<Graded>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            pages: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            volumes: vec![Lexicon::default()],
            recent: Recent::default(),
        }
    }
}

impl Dictionary {
    /// Returns the ids of a shard's words after the first `n_known`, and adds the new words.
    pub(super) fn add(&mut self, lexicon: &Lexicon, n_known: usize) -> Vec<Page> {
        self.recent.clear();
        lexicon
            .iter()
            .skip(n_known)
            .map(|word| self.page(word))
            .collect()
    }

    fn page(&mut self, word: &str) -> Page {
        let hash = self.hasher.hash_one(word);
        let volumes = &self.volumes;
        let known = self
            .pages
            .find(hash, |page| word_of(volumes, *page) == word);
        if let Some(page) = known {
            return *page;
        }
        if self.volumes.last().is_none_or(|last| last.len() >= VOLUME) {
            self.volumes.push(Lexicon::default());
        }
        let volume = u16::try_from(self.volumes.len() - 1).expect("no language has so many words");
        let last = self.volumes.last_mut().expect("there is one, see above");
        let page = Page {
            volume,
            word: last.push(word),
        };
        let (volumes, hasher) = (&self.volumes, &self.hasher);
        let again = |page: &Page| hasher.hash_one(word_of(volumes, *page));
        self.pages.insert_unique(hash, page, again);
        page
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let volumes: usize = self.volumes.iter().map(Lexicon::bytes).sum();
        volumes + self.pages.allocation_size()
    }
}

fn word_of(volumes: &[Lexicon], page: Page) -> &str {
    volumes[usize::from(page.volume)].word(page.word)
}

/// The grading of a term against every word of the vocabulary, volume by volume.
pub(super) struct Graded {
    volumes: Vec<OnceLock<Fit>>,
    next: AtomicUsize,
}

impl Graded {
    pub(super) fn new(dictionary: &Dictionary) -> Self {
        let volumes = dictionary.volumes.iter().map(|_| OnceLock::new());
        Self {
            volumes: volumes.collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Takes volumes that nobody has taken and compares the goal with their words.
    pub(super) fn work(&self, goal: &Goal, dictionary: &Dictionary) {
        while self.next.load(Ordering::Relaxed) < self.volumes.len() {
            let volume = self.next.fetch_add(1, Ordering::Relaxed);
            self.fit(volume, goal, dictionary);
        }
    }

    /// Returns the results, one for each volume, and waits for the volumes of other threads.
    pub(super) fn fits(&self, goal: &Goal, dictionary: &Dictionary) -> Vec<&Fit> {
        let all = 0..self.volumes.len();
        all.filter_map(|volume| self.fit(volume, goal, dictionary))
            .collect()
    }

    /// Returns the result for a volume, graded now if necessary; `None` without such a volume.
    fn fit(&self, volume: usize, goal: &Goal, dictionary: &Dictionary) -> Option<&Fit> {
        let (fit, words) = (self.volumes.get(volume)?, dictionary.volumes.get(volume)?);
        Some(fit.get_or_init(|| Fit::new(goal, words, Words::All)))
    }
}
