//! The k best hits of a search, by selection.
//!
//! Owns the candidates on their way from a shard to the result. The order of candidates is total.

use std::cmp::Reverse;

use super::rank::{Extent, HitRank};

/// The result for some parts of the passages; `PassageIndex::merge` joins the parts into
/// `SearchHits`.
#[derive(Clone, Debug, Default)]
pub struct PartialHits {
    pub(super) best: Vec<HitCandidate>,
    pub(super) exact: usize,
    pub(super) near: usize,
    pub(super) scattered: usize,
    pub(super) cancelled: bool,
}

/// A hit before its words are marked, in the order of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HitCandidate {
    pub(super) rank: HitRank,
    /// Position in the corpus,
    pub(super) article: usize,
    pub(super) sentence: usize,
    pub(super) extent: Extent,
    /// and in the index.
    pub(super) part: usize,
    pub(super) at: usize,
}

/// The best candidates, by selection: twice as many as wanted are gathered, then cut back.
pub(super) struct TopK {
    best: Vec<HitCandidate>,
    limit: usize,
    worst: Option<HitCandidate>,
}

impl TopK {
    pub(super) fn new(limit: usize) -> Self {
        Self { best: Vec::new(), limit, worst: None }
    }

    pub(super) fn push(&mut self, candidate: HitCandidate) {
        const FEWEST: usize = 128;
        if !self.has_room(&candidate) {
            return;
        }
        self.best.push(candidate);
        if self.best.len() >= self.limit.saturating_mul(2).max(FEWEST) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.limit > 0 && self.best.len() > self.limit {
            let (_, worst, _) = self.best.select_nth_unstable(self.limit - 1);
            self.worst = Some(*worst);
            self.best.truncate(self.limit);
        }
    }

    /// Returns `true` if a candidate would still enter.
    pub(super) fn has_room(&self, candidate: &HitCandidate) -> bool {
        self.limit > 0 && self.worst.is_none_or(|worst| *candidate < worst)
    }

    /// Returns `true` if a candidate of this rank with the best score could still enter.
    pub(super) fn has_room_for(&self, rank: HitRank) -> bool {
        let best = HitRank { score: Reverse(i64::MAX), ..rank };
        self.limit > 0 && self.worst.is_none_or(|worst| best <= worst.rank)
    }

    pub(super) fn into_best(mut self) -> Vec<HitCandidate> {
        self.cut();
        self.best
    }
}
