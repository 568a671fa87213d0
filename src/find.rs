//! Finding passages: what a query means and which passages answer it, best first.
//!
//! Owns the query language, the index of passages, ranking, the concordance, the search inside one
//! text and the choice from lists. What a label, a source or an article is called is the caller's business: it
//! answers for [`Filter`]s. Knows no files, threads or clock; a long search asks whether to go on.
//!
//! The classes of hits, [`Class`], keep the counts honest: over sentences of 300 letters the letters
//! of "committee" stand in order in more than half of all passages, the word in one of two hundred.

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
