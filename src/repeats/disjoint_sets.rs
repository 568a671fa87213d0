//! A union-find structure (disjoint sets), with path halving.
//!
//! Owns the sets only. Invariant: the smallest member represents its set, so the order of joins does not
//! show in the result.

/// Sets of numbers that are joined step by step.
pub(super) struct DisjointSets(Vec<u32>);

impl DisjointSets {
    /// Makes a set of each number below `n`.
    pub(super) fn new(n: usize) -> DisjointSets {
        DisjointSets((0..n as u32).collect())
    }

    /// Returns the smallest member of the set that holds `member`.
    pub(super) fn of(&mut self, member: u32) -> u32 {
        let mut at = member;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins the sets of two members.
    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
