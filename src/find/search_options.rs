//! The options of a search, with the callbacks to its caller.

use super::{Filter, Passage};

/// Options of a search.
pub struct SearchOptions<'a> {
    /// Maximum number of returned hits; all hits are counted.
    pub limit: usize,
    /// `true` to include passages with only the scattered letters of a term.
    pub scattered: bool,
    /// Answers a filter for a passage, regardless of negation.
    pub accept: &'a (dyn Fn(&Filter, &Passage) -> bool + Sync),
    /// Called before every part and every few hundred inspected passages; `false` stops the search
    /// with the hits so far.
    pub proceed: &'a dyn Fn() -> bool,
}
