//! The passages of a shard that match a term: sets of passages out of sets of words.
//!
//! Knows no query of several terms and no hits; both belong to `shard_search`.

use super::{
    bits::Bits,
    grade::{Grade, Needle, Reach},
    plan::{Fit, Goal, Halves, Table},
    rank::{Over, places},
    shard::Shard,
};

/// The passages that match a term. Each set contains the set before.
pub(super) struct Holders {
    /// As whole words.
    pub(super) whole: Bits,
    /// As words or word starts.
    pub(super) exact: Bits,
    /// By any match within one word.
    pub(super) any: Bits,
    /// Candidates for a match across two words: a superset of the real matches.
    pub(super) pairs: Option<Bits>,
    /// The passages with a word that could be the first of a term of several.
    pub(super) heads: Option<Bits>,
}

impl Holders {
    pub(super) fn new(shard: &Shard, goal: &Goal, fit: &Fit) -> Self {
        let none = || Bits::none(shard.len());
        let mut holders = Self {
            whole: none(),
            exact: none(),
            any: none(),
            pairs: None,
            heads: None,
        };
        match (&goal.slots[..], &fit.slots[..]) {
            ([needle], [table]) => holders.word(shard, needle, table),
            _ => holders.sequence(shard, fit),
        }
        if let Some(table) = &fit.joined {
            let joined = shard.holders(table);
            holders.any.add(&joined);
            if let Some(heads) = &mut holders.heads {
                heads.add(&joined);
            }
        }
        let halves = goal.loose().zip(fit.halves.as_ref());
        holders.pairs = halves.map(|(needle, halves)| shared(shard, needle, halves));
        holders
    }

    fn word(&mut self, shard: &Shard, needle: &Needle, table: &Table) {
        let with = |passages: &mut Bits, (from, to): (Grade, Grade)| {
            let is_one = |word| {
                table
                    .grade(word)
                    .is_some_and(|one| from <= one && one <= to)
            };
            let words = table.found.iter().copied().filter(|word| is_one(*word));
            shard.add_holders(passages, words, is_one);
        };
        with(&mut self.whole, (Grade::Whole, Grade::Whole));
        if let Some(letter) = needle
            .only_letter()
            .filter(|_| needle.reach != Reach::Whole)
        {
            // Nearly every word holds or starts with some letters; each passage has them in a set.
            let having = |all: &[u64]| Bits::of(all.iter().map(|all| all & letter != 0));
            self.exact = having(&shard.initials);
            self.any = match needle.reach {
                Reach::Inside | Reach::Fuzzy => having(&shard.letters),
                Reach::Start | Reach::Whole => self.exact.clone(),
            };
        } else {
            self.exact = self.whole.clone();
            with(&mut self.exact, (Grade::Start, Grade::Start));
            self.any = self.exact.clone();
            with(&mut self.any, (Grade::Inside, Grade::Gaps));
        }
    }

    /// Finds a phrase: verifies the word order in the passages that contain all words.
    fn sequence(&mut self, shard: &Shard, fit: &Fit) {
        let mut all = Bits::all(shard.len());
        for (at, table) in fit.slots.iter().enumerate() {
            let holders = shard.holders(table);
            all.keep(&holders);
            if at == 0 {
                self.heads = Some(holders);
            }
        }
        let mut found = Vec::new();
        for passage in all.iter() {
            found.clear();
            places(fit, 0, shard.words(passage, Over::One), &mut found);
            let best = found.first().map(|place| place.grade);
            if best.is_some_and(Grade::is_exact) {
                self.exact.set(passage);
                self.any.set(passage);
            }
            if best == Some(Grade::Whole) {
                self.whole.set(passage);
            }
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let sets = [&self.whole, &self.exact, &self.any].into_iter();
        sets.chain(&self.pairs)
            .chain(&self.heads)
            .map(Bits::bytes)
            .sum()
    }

    /// Returns the passages with the term, or with the first word of a phrase.
    pub(super) fn heads(&self) -> &Bits {
        self.heads.as_ref().unwrap_or(&self.any)
    }
}

/// The passages that hold, for some place to part the needle, a word for either part.
fn shared(shard: &Shard, needle: &Needle, halves: &Halves) -> Bits {
    let mut all = Bits::none(shard.len());
    // Uncounted passages have no postings, so the search looks at each.
    for at in shard.uncounted() {
        all.set(at);
    }
    let mut lefts = Bits::none(shard.len());
    for split in needle.splits().rev() {
        let mut rights = Bits::none(shard.len());
        let of = |is_half: &dyn Fn(u16) -> bool, passages: &mut Bits| {
            let words = halves.found.iter().copied().filter(|word| is_half(*word));
            shard.add_holders(passages, words, |_| false);
        };
        of(&|word| usize::from(halves.left(word)) == split, &mut lefts);
        of(&|word| halves.right(word) >> split & 1 == 1, &mut rights);
        rights.keep(&lefts);
        all.add(&rights);
    }
    all
}
