//! The passages of a shard that match a term, as bit sets by quality of the match.

use super::passage_set::PassageSet;

/// The passages that match a term. Each set contains the set before.
pub(super) struct TermMatches {
    /// As whole words.
    pub(super) whole: PassageSet,
    /// As words or word starts.
    pub(super) exact: PassageSet,
    /// By any match within one word.
    pub(super) any: PassageSet,
    /// Candidates for a match across two words: a superset of the real matches.
    pub(super) pairs: Option<PassageSet>,
    /// The passages with a word that could be the first of a term of several.
    pub(super) heads: Option<PassageSet>,
}

impl TermMatches {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let sets = [&self.whole, &self.exact, &self.any].into_iter();
        sets.chain(&self.pairs).chain(&self.heads).map(PassageSet::bytes).sum()
    }

    /// Returns the passages with the term, or with the first word of a phrase.
    pub(super) fn heads(&self) -> &PassageSet {
        self.heads.as_ref().unwrap_or(&self.any)
    }
}
