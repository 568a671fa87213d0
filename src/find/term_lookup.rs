//! Looks up a term in a shard: sets of passages out of sets of words.
//!
//! Knows no query of several terms and no hits; both belong to `shard_search`.

use super::{
    compiled_query::{CompiledTerm, SplitWords, TermExpansion, WordGrades},
    passage_set::PassageSet,
    rank::{Extent, places},
    shard::Shard,
    term_matches::TermMatches,
    word_match::{MatchReach, Needle, WordMatch},
};

impl TermMatches {
    pub(super) fn new(
        shard: &Shard,
        compiled_term: &CompiledTerm,
        expansion: &TermExpansion,
    ) -> Self {
        let none = || PassageSet::none(shard.len());
        let mut matches =
            Self { whole: none(), exact: none(), any: none(), pairs: None, heads: None };
        match (&compiled_term.slots[..], &expansion.slots[..]) {
            ([needle], [table]) => matches.word(shard, needle, table),
            _ => matches.sequence(shard, expansion),
        }
        if let Some(table) = &expansion.joined {
            let joined = shard.passages_with(table);
            matches.any.add(&joined);
            if let Some(heads) = &mut matches.heads {
                heads.add(&joined);
            }
        }
        let halves = compiled_term.loose().zip(expansion.halves.as_ref());
        matches.pairs = halves.map(|(needle, halves)| shared(shard, needle, halves));
        matches
    }

    fn word(&mut self, shard: &Shard, needle: &Needle, table: &WordGrades) {
        let with = |passages: &mut PassageSet, (from, to): (WordMatch, WordMatch)| {
            let is_one = |word| table.grade(word).is_some_and(|one| from <= one && one <= to);
            let words = table.found.iter().copied().filter(|word| is_one(*word));
            shard.add_passages_with(passages, words, is_one);
        };
        with(&mut self.whole, (WordMatch::Whole, WordMatch::Whole));
        if let Some(letter) = needle.only_letter().filter(|_| needle.reach != MatchReach::Whole) {
            // Nearly every word holds or starts with some letters; each passage has them in a set.
            let having = |all: &[u64]| PassageSet::of(all.iter().map(|all| all & letter != 0));
            self.exact = having(&shard.initials);
            self.any = match needle.reach {
                MatchReach::Inside | MatchReach::Fuzzy => having(&shard.letters),
                MatchReach::Start | MatchReach::Whole => self.exact.clone(),
            };
        } else {
            self.exact = self.whole.clone();
            with(&mut self.exact, (WordMatch::Start, WordMatch::Start));
            self.any = self.exact.clone();
            with(&mut self.any, (WordMatch::Inside, WordMatch::Gaps));
        }
    }

    /// Finds a phrase: verifies the word order in the passages that contain all words.
    fn sequence(&mut self, shard: &Shard, expansion: &TermExpansion) {
        let mut all = PassageSet::all(shard.len());
        for (at, table) in expansion.slots.iter().enumerate() {
            let matches = shard.passages_with(table);
            all.keep(&matches);
            if at == 0 {
                self.heads = Some(matches);
            }
        }
        let mut found = Vec::new();
        for passage in all.iter() {
            found.clear();
            places(expansion, 0, shard.words(passage, Extent::Sentence), &mut found);
            let best = found.first().map(|place| place.grade);
            if best.is_some_and(WordMatch::is_exact) {
                self.exact.set(passage);
                self.any.set(passage);
            }
            if best == Some(WordMatch::Whole) {
                self.whole.set(passage);
            }
        }
    }
}

/// The passages that hold, for some place to part the needle, a word for either part.
fn shared(shard: &Shard, needle: &Needle, halves: &SplitWords) -> PassageSet {
    let mut all = PassageSet::none(shard.len());
    // Uncounted passages have no postings, so the search looks at each.
    for at in shard.uncounted() {
        all.set(at);
    }
    let mut lefts = PassageSet::none(shard.len());
    for split in needle.splits().rev() {
        let mut rights = PassageSet::none(shard.len());
        let of = |is_half: &dyn Fn(u16) -> bool, passages: &mut PassageSet| {
            let words = halves.found.iter().copied().filter(|word| is_half(*word));
            shard.add_passages_with(passages, words, |_| false);
        };
        of(&|word| usize::from(halves.left(word)) == split, &mut lefts);
        of(&|word| halves.right(word) >> split & 1 == 1, &mut rights);
        rights.keep(&lefts);
        all.add(&rights);
    }
    all
}
