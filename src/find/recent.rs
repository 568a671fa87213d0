//! What the last search found out about a shard, for the next: while a query is typed, all of its terms
//! but one stay as they are.
//!
//! Only ever saves time. What is kept holds for the shard as it is; whoever changes a shard clears it.

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

/// The goals of the last search with what is known of them.
#[derive(Default)]
pub(super) struct Recent(Mutex<Vec<(Goal, Arc<Known>)>>);

impl Recent {
    /// What is known of goals; what was known of other goals is forgotten.
    pub(super) fn of(&self, goals: &[Goal], find_out: impl Fn(&Goal) -> Known) -> Vec<Arc<Known>> {
        let before = std::mem::take(&mut *self.lock());
        let known = goals.iter().map(|goal| {
            let same = before.iter().find(|(other, _)| other == goal);
            same.map_or_else(|| Arc::new(find_out(goal)), |(_, known)| Arc::clone(known))
        });
        let known: Vec<_> = known.collect();
        *self.lock() = goals.iter().cloned().zip(known.iter().cloned()).collect();
        known
    }

    pub(super) fn clear(&mut self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Goal, Arc<Known>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let known = self.lock();
        known
            .iter()
            .map(|(_, known)| known.fit.bytes() + known.holders.bytes())
            .sum()
    }
}

impl Clone for Recent {
    /// A copy starts with an empty memory.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for Recent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Recent").field(&self.lock().len()).finish()
    }
}
