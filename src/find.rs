//! Finds passages: the query language, the index and the ranking, best first.
//!
//! Owns the query language, the index of passages, ranking, the concordance, the search inside a
//! text and the filtering of lists. Labels, sources and articles are the caller's business: the
//! caller answers [`Filter`]s. Knows no files, threads or clock; a long search asks its caller
//! whether to stop.
//!
//! [`HitClass`] keeps the counts honest: in sentences of 300 letters the letters of "committee"
//! stand in order in more than half of all passages, the word in one of two hundred.

mod query;

mod mode;

mod passages;

mod search;

mod rank;

mod sift;

mod holders;

mod recent;

mod plan;

mod grade;

mod shard;

mod lexicon;

mod dictionary;

mod postings;

mod bits;

mod words;

mod show;

mod concordance;

mod saved;

mod around;

mod within;

mod pick;

#[cfg(test)]
mod tests;

pub use self::{
    around::{Around, around},
    concordance::{Concordance, Context, Line, LineOptions, Order, PartialLines},
    mode::{Mode, filters_in},
    passages::{Passage, Passages},
    pick::{Picked, pick},
    query::{Field, Filter, Phrase, Query, QueryError, Term, TermKind},
    rank::Class,
    saved::{SavedSearch, SavedView},
    search::{Found, Hit, Partial, SearchOptions},
    within::find_in,
};
