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
    compiled_query::{CompiledTerm, ExpansionScope, TermExpansion},
    shard_vocabulary::{ShardVocabulary, TermId},
    term_cache::TermCache,
};

/// Words in a volume.
const VOLUME: usize = 4096;

#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    term_ids: HashTable<TermId>,
    hasher: DefaultHashBuilder,
    /// At least one; all but the last are full.
    volumes: Vec<ShardVocabulary>,
    /// Results of the last search.
    pub(super) cache: TermCache<TermGrading>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            term_ids: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            volumes: vec![ShardVocabulary::default()],
            cache: TermCache::default(),
        }
    }
}

impl Vocabulary {
    /// Returns the ids of a shard's words after the first `n_known`, and adds the new words.
    pub(super) fn add(&mut self, distinct: &ShardVocabulary, n_known: usize) -> Vec<TermId> {
        self.cache.clear();
        distinct.iter().skip(n_known).map(|word| self.term_id(word)).collect()
    }

    fn term_id(&mut self, word: &str) -> TermId {
        let hash = self.hasher.hash_one(word);
        let volumes = &self.volumes;
        let known = self.term_ids.find(hash, |term_id| word_of(volumes, *term_id) == word);
        if let Some(term_id) = known {
            return *term_id;
        }
        if self.volumes.last().is_none_or(|last| last.len() >= VOLUME) {
            self.volumes.push(ShardVocabulary::default());
        }
        let volume = u16::try_from(self.volumes.len() - 1).expect("no language has so many words");
        let last = self.volumes.last_mut().expect("there is one, see above");
        let term_id = TermId { volume, word: last.push(word) };
        let (volumes, hasher) = (&self.volumes, &self.hasher);
        let again = |term_id: &TermId| hasher.hash_one(word_of(volumes, *term_id));
        self.term_ids.insert_unique(hash, term_id, again);
        term_id
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let volumes: usize = self.volumes.iter().map(ShardVocabulary::bytes).sum();
        volumes + self.term_ids.allocation_size()
    }
}

fn word_of(volumes: &[ShardVocabulary], term_id: TermId) -> &str {
    volumes[usize::from(term_id.volume)].word(term_id.word)
}

/// The grading of a term against every word of the vocabulary, volume by volume.
pub(super) struct TermGrading {
    volumes: Vec<OnceLock<TermExpansion>>,
    next: AtomicUsize,
}

impl TermGrading {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let volumes = vocabulary.volumes.iter().map(|_| OnceLock::new());
        Self { volumes: volumes.collect(), next: AtomicUsize::new(0) }
    }

    /// Takes volumes that nobody has taken and compares the term with their words.
    pub(super) fn work(&self, compiled_term: &CompiledTerm, vocabulary: &Vocabulary) {
        while self.next.load(Ordering::Relaxed) < self.volumes.len() {
            let volume = self.next.fetch_add(1, Ordering::Relaxed);
            self.expansion(volume, compiled_term, vocabulary);
        }
    }

    /// Returns the results, one for each volume, and waits for the volumes of other threads.
    pub(super) fn expansions(
        &self,
        compiled_term: &CompiledTerm,
        vocabulary: &Vocabulary,
    ) -> Vec<&TermExpansion> {
        let all = 0..self.volumes.len();
        all.filter_map(|volume| self.expansion(volume, compiled_term, vocabulary)).collect()
    }

    /// Returns the result for a volume, graded now if necessary; `None` without such a volume.
    fn expansion(
        &self,
        volume: usize,
        compiled_term: &CompiledTerm,
        vocabulary: &Vocabulary,
    ) -> Option<&TermExpansion> {
        let (expansion, words) = (self.volumes.get(volume)?, vocabulary.volumes.get(volume)?);
        Some(
            expansion.get_or_init(|| TermExpansion::new(compiled_term, words, ExpansionScope::All)),
        )
    }
}
