//! Searches every shard, merges the hits, and marks their matched words.
//!
//! # Moving parts
//!
//! The query is compiled once ([`CompiledQuery`]). Each thread of a search takes shards one after the
//! other ([`parts`]); `shard_search` counts the hits of a shard and offers the hits that can still enter
//! the top k ([`TopK`]). At the end ([`merge`]) the best hits of all shards are sorted, and only the
//! returned hits get their words marked. The order of hits is total, so neither threads nor the order of
//! shards matter.

use super::{
    HitClass, Passage, PassageIndex, Query, SearchOptions,
    compiled_query::{CompiledQuery, ExpansionScope, QueryExpansion},
    highlight,
    rank::{ScoreCache, TermPosition, all_places},
    shard::Shard,
    shard_search::ShardSearch,
    top_k::{HitCandidate, PartialHits, TopK},
    vocabulary::TermGrading,
};
use crate::text::Span;

/// The result of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchHits {
    /// The best hits, best first.
    pub hits: Vec<SearchHit>,
    /// Number of passages of [`HitClass::Exact`].
    pub exact: usize,
    /// Number of passages of [`HitClass::Near`].
    pub near: usize,
    /// Number of passages of [`HitClass::Scattered`]; 0 without [`SearchOptions::scattered`].
    pub scattered: usize,
    /// `true` if the search was stopped early.
    pub cancelled: bool,
}

/// A passage with a match of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The passage.
    pub passage: Passage,
    /// Class of the answer.
    pub class: HitClass,
    /// The sum of `fuzzy-matcher`'s scores of the terms; only compares hits that are otherwise
    /// equally good.
    pub score: i64,
    /// The words that matched, as bytes of the article's text; sorted, disjoint.
    pub marks: Vec<Span>,
}

impl PassageIndex {
    /// Returns the passages that answer a query, best first.
    ///
    /// ```
    /// use copydesk::{find::{PassageIndex, Query, SearchOptions}, text::{Markup, outline}};
    ///
    /// let text = "The bridge opened. The harbour closed. Nobody said why.";
    /// let mut index = PassageIndex::default();
    /// index.add(0, text, &outline(text, Markup::Plain).sentences);
    /// index.close();
    /// let options =
    ///     SearchOptions { limit: 10, scattered: false, accept: &|_, _| true, proceed: &|| true };
    /// let found = index.search(&Query::parse("habour")?, &options); // one letter is missing
    /// assert_eq!(found.hits[0].passage.span.of(text), "The harbour closed.");
    /// # Ok::<(), copydesk::find::QueryError>(())
    /// ```
    pub fn search(&self, query: &Query, options: &SearchOptions<'_>) -> SearchHits {
        let all = self.search_parts(query, options, &mut (0..self.n_parts()));
        self.merge(query, options.limit, vec![all])
    }

    /// Returns the number of parts that threads can search independently.
    pub fn n_parts(&self) -> usize {
        self.shards.len()
    }

    /// Searches some parts; each part must be given to one search only.
    ///
    /// Threads may take the parts in any order: [`PassageIndex::merge`] returns the same result.
    pub fn search_parts(
        &self,
        query: &Query,
        options: &SearchOptions<'_>,
        parts: &mut dyn Iterator<Item = usize>,
    ) -> PartialHits {
        let compiled = CompiledQuery::new(query);
        if compiled.is_empty() && query.filters.is_empty() {
            return PartialHits::default();
        }
        let compiled_terms = [&compiled.terms[..], &compiled.nots].concat();
        let vocabulary = &self.vocabulary;
        let grading = vocabulary.cache.of(&compiled_terms, |_| TermGrading::new(vocabulary));
        for (compiled_term, grading) in compiled_terms.iter().zip(&grading) {
            grading.work(compiled_term, vocabulary);
        }
        let expansions = grading.iter().zip(&compiled_terms);
        let expansions: Vec<_> = expansions
            .map(|(grading, compiled_term)| grading.expansions(compiled_term, vocabulary))
            .collect();
        let mut scores = ScoreCache::new(&compiled);
        let mut top = TopK::new(options.limit);
        let mut partial = PartialHits::default();
        for part in parts {
            let Some(shard) = self.shards.get(part) else {
                continue;
            };
            let search = ShardSearch {
                shard,
                part,
                compiled: &compiled,
                compiled_terms: (&compiled_terms, &expansions),
                filters: &query.filters,
                options,
            };
            if search.run(&mut top, &mut scores, &mut partial).is_err() {
                partial.cancelled = true;
                break;
            }
        }
        partial.best = top.into_best();
        partial
    }

    /// Merges the results of all parts.
    pub fn merge(&self, query: &Query, limit: usize, partials: Vec<PartialHits>) -> SearchHits {
        let mut found = SearchHits::default();
        let mut best = Vec::new();
        for mut partial in partials {
            best.append(&mut partial.best);
            found.exact += partial.exact;
            found.near += partial.near;
            found.scattered += partial.scattered;
            found.cancelled |= partial.cancelled;
        }
        best.sort_unstable();
        best.truncate(limit);
        let hits = best.iter().filter_map(|one| {
            let shard = self.shards.get(one.part)?;
            Some(SearchHit {
                passage: shard.passage(one.at, one.extent),
                class: one.rank.class,
                score: one.rank.score.0,
                marks: Vec::new(),
            })
        });
        found.hits = hits.collect();
        mark(self, query, &best, &mut found.hits);
        found
    }
}

/// Marks the matched words, shard by shard, because words have numbers inside a shard only.
fn mark(passages: &PassageIndex, query: &Query, best: &[HitCandidate], hits: &mut [SearchHit]) {
    let compiled = CompiledQuery::new(query);
    let mut order: Vec<usize> = (0..best.len()).collect();
    order.sort_unstable_by_key(|&hit| best[hit].part);
    for group in order.chunk_by(|&one, &two| best[one].part == best[two].part) {
        let Some(shard) = passages.shards.get(best[group[0]].part) else {
            continue;
        };
        let words = |&hit: &usize| shard.words(best[hit].at, best[hit].extent);
        let words: Vec<_> = group.iter().flat_map(words).copied().collect();
        let plan = QueryExpansion::new(&compiled, &shard.distinct, ExpansionScope::Of(&words));
        for &hit in group {
            hits[hit].marks = marks(shard, (&compiled, &plan), best[hit]);
        }
    }
}

/// Returns the matched words of a hit.
fn marks(
    shard: &Shard,
    (compiled, plan): (&CompiledQuery, &QueryExpansion),
    hit: HitCandidate,
) -> Vec<Span> {
    let (words, text) = (shard.words(hit.at, hit.extent), shard.text(hit.at, hit.extent));
    let mut found: Vec<TermPosition> = Vec::new();
    all_places(&plan.terms, words, hit.extent, &mut found);
    let marks = highlight::marks(compiled, &found, text).into_iter();
    highlight::disjoint(marks.map(|mark| shard.original(hit.at, mark)).collect())
}
