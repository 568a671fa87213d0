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
mod search_mode;
mod passage;
mod passage_index;
mod search;
mod search_options;
mod top_k;
mod rank;
mod shard_search;
mod term_lookup;
mod term_matches;
mod term_cache;
mod compiled_query;
mod word_match;
mod shard;
mod shard_vocabulary;
mod vocabulary;
mod postings;
mod passage_set;
mod tokenize;
mod highlight;
mod concordance;
mod saved_search;
mod snippet;
mod in_article;
mod fuzzy_filter;

#[cfg(test)]
mod tests;

pub use self::{
    concordance::{
        Concordance, ConcordanceLine, ConcordanceOptions, LineContext, LineOrder, PartialLines,
    },
    fuzzy_filter::{FilteredItem, pick},
    in_article::find_in,
    passage::Passage,
    passage_index::PassageIndex,
    query::{Filter, FilterField, PhraseEnd, Query, QueryError, QueryTerm, TermKind},
    rank::HitClass,
    saved_search::{SavedSearch, SavedView},
    search::{SearchHit, SearchHits},
    search_mode::{SearchMode, filters_in},
    search_options::SearchOptions,
    snippet::{Snippet, around},
    top_k::PartialHits,
};
