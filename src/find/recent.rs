//! A cache of a shard's or the vocabulary's results for the terms of the last search: while a query
//! is typed, all terms but the last stay the same.
//!
//! The cache only saves time. An entry is valid for a fixed vocabulary, so every change of the
//! words clears the cache.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    holders::Holders,
    plan::{Fit, Goal},
};

/// A goal's words and passages in one shard.
pub(super) struct Known {
    pub(super) fit: Fit,
    pub(super) holders: Holders,
}

/// The terms of the last search with their results.
pub(super) struct Recent<T>(Mutex<Vec<(Goal, Arc<T>)>>);

impl<T> Recent<T> {
    /// Returns the results for terms and drops the results for all other terms.
    ///
    /// Threads that ask at the same time get the same values. `compute` gets the index of a missing
    /// term.
    pub(super) fn of(&self, goals: &[Goal], find_out: impl Fn(usize) -> T) -> Vec<Arc<T>> {
        let mut kept = self.lock();
        let known = goals.iter().enumerate().map(|(at, goal)| {
            let same = kept.iter().find(|(other, _)| other == goal);
            same.map_or_else(|| Arc::new(find_out(at)), |(_, known)| Arc::clone(known))
        });
        let known: Vec<_> = known.collect();
        *kept = goals.iter().cloned().zip(known.iter().cloned()).collect();
        known
    }

    pub(super) fn clear(&mut self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Goal, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent<Known> {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let known = self.lock();
        known
            .iter()
            .map(|(_, known)| known.fit.bytes() + known.holders.bytes())
            .sum()
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Clone for Recent<T> {
    /// A copy starts with an empty memory.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> std::fmt::Debug for Recent<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Recent").field(&self.lock().len()).finish()
    }
}
