//! A cache of a shard's or the vocabulary's results for the terms of the last search: while a query
//! is typed, all terms but the last stay the same.
//!
//! The cache only saves time. An entry is valid for a fixed vocabulary, so every change of the
//! words clears the cache.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    compiled_query::{CompiledTerm, TermExpansion},
    term_matches::TermMatches,
};

/// The words of a term and passages in one shard.
pub(super) struct CachedTerm {
    pub(super) expansion: TermExpansion,
    pub(super) matches: TermMatches,
}

/// The terms of the last search with their results.
pub(super) struct TermCache<T>(Mutex<Vec<(CompiledTerm, Arc<T>)>>);

impl<T> TermCache<T> {
    /// Returns the results for terms and drops the results for all other terms.
    ///
    /// Threads that ask at the same time get the same values. `compute` gets the index of a missing
    /// term.
    pub(super) fn of(
        &self,
        compiled_terms: &[CompiledTerm],
        compute: impl Fn(usize) -> T,
    ) -> Vec<Arc<T>> {
        let mut kept = self.lock();
        let known = compiled_terms.iter().enumerate().map(|(at, compiled_term)| {
            let same = kept.iter().find(|(other, _)| other == compiled_term);
            same.map_or_else(|| Arc::new(compute(at)), |(_, known)| Arc::clone(known))
        });
        let known: Vec<_> = known.collect();
        *kept = compiled_terms.iter().cloned().zip(known.iter().cloned()).collect();
        known
    }

    pub(super) fn clear(&mut self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(CompiledTerm, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TermCache<CachedTerm> {
    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let known = self.lock();
        known.iter().map(|(_, known)| known.expansion.bytes() + known.matches.bytes()).sum()
    }
}

impl<T> Default for TermCache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Clone for TermCache<T> {
    /// A copy starts with an empty memory.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> std::fmt::Debug for TermCache<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TermCache").field(&self.lock().len()).finish()
    }
}
