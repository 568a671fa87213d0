//! Sets of passages as bit sets, one bit of a `u64` for each passage of a shard.
//!
//! All sets of a shard have the length of the shard, and no bit beyond the length is ever set.

/// A set of numbers below a fixed length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PassageSet(Vec<u64>);

impl PassageSet {
    /// The empty set.
    pub(super) fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// The set of all numbers below `len`.
    pub(super) fn all(len: usize) -> Self {
        let mut bits = Self(vec![u64::MAX; len.div_ceil(64)]);
        if let Some(last) = bits.0.last_mut().filter(|_| !len.is_multiple_of(64)) {
            *last = (1 << (len % 64)) - 1;
        }
        bits
    }

    /// Returns the set of the numbers with a true condition.
    pub(super) fn of(conditions: impl ExactSizeIterator<Item = bool>) -> Self {
        let mut bits = Self::none(conditions.len());
        for (at, holds) in conditions.enumerate() {
            bits.0[at / 64] |= u64::from(holds) << (at % 64);
        }
        bits
    }

    pub(super) fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn clear(&mut self, at: usize) {
        self.0[at / 64] &= !(1 << (at % 64));
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Makes room for `at`, and adds `at` if the condition is true.
    pub(super) fn push(&mut self, at: usize, holds: bool) {
        self.0.resize(at / 64 + 1, 0);
        self.0[at / 64] |= u64::from(holds) << (at % 64);
    }

    /// Adds all members of another set. A shorter set has no members beyond its end.
    pub(super) fn add(&mut self, other: &PassageSet) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// Keeps only the members of both sets.
    pub(super) fn keep(&mut self, other: &PassageSet) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
    }

    /// Removes the members of the other set.
    pub(super) fn remove(&mut self, other: &PassageSet) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= !theirs;
        }
    }

    pub(super) fn without(&self, other: &PassageSet) -> PassageSet {
        let mut rest = self.clone();
        rest.remove(other);
        rest
    }

    /// Adds 1 to every number; the overflow of the last `u64` is dropped.
    pub(super) fn shifted(&self) -> PassageSet {
        let mut carry = 0;
        let words = self.0.iter().map(|word| {
            let shifted = word << 1 | carry;
            carry = word >> 63;
            shifted
        });
        PassageSet(words.collect())
    }

    /// The numbers, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate().filter(|(_, word)| **word != 0);
        words.flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    at * 64 + bit
                })
            })
        })
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(numbers: &BTreeSet<usize>) -> PassageSet {
        PassageSet::of((0..200).map(|at| numbers.contains(&at)))
    }

    proptest! {
        #[test]
        fn they_are_sets(
            one in proptest::collection::btree_set(0_usize..200, 0..60),
            two in proptest::collection::btree_set(0_usize..200, 0..60),
        ) {
            let numbers = |bits: &PassageSet| bits.iter().collect::<BTreeSet<_>>();
            let (a, b) = (of(&one), of(&two));
            prop_assert_eq!(numbers(&a), one.clone());
            prop_assert_eq!(a.count(), one.len());
            let mut joined = a.clone();
            joined.add(&b);
            prop_assert_eq!(numbers(&joined), &one | &two);
            let mut common = a.clone();
            common.keep(&b);
            prop_assert_eq!(numbers(&common), &one & &two);
            prop_assert_eq!(numbers(&a.without(&b)), &one - &two);
            let higher: BTreeSet<_> = one.iter().map(|at| at + 1).collect();
            prop_assert_eq!(numbers(&a.shifted()), higher);
            prop_assert!((0..300).all(|at| a.has(at) == one.contains(&at)));
        }
    }

    #[test]
    fn all_are_no_more_than_all() {
        for len in [0, 1, 63, 64, 65, 128] {
            assert_eq!(PassageSet::all(len).count(), len);
        }
    }
}
