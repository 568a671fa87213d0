//! A search: every shard is searched, the hits are merged, and the matched words of hits are
//! marked.
//!
//! # Moving parts
//!
//! The query is compiled once ([`CompiledQuery`]). Each thread of a search takes shards one after
//! the other ([`parts`]); `shard_search` counts the hits of a shard and offers the hits that can
//! still enter the top k ([`TopK`]). At the end ([`merge`]) the best hits of all shards are sorted,
//! and only the returned hits get their words marked. The order of hits is total, so neither
//! threads nor the order of shards matter.

use std::cmp::Reverse;

use super::{
    Class, Filter, Passage, Passages, Query,
    dictionary::Graded,
    plan::{Plan, Wanted, Words},
    rank::{Over, Place, Rank, Scores, all_places},
    shard::Shard,
    show,
    sift::{Sift, Sifted},
};
use crate::text::Span;

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

/// The result of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// Number of passages of class exact,
    pub exact: usize,
    /// of class near,
    pub near: usize,
    /// and of class scattered, if those were wanted.
    pub scattered: usize,
    /// `true` if the search was stopped early.
    pub cancelled: bool,
}

/// A passage that answers the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The passage.
    pub passage: Passage,
    /// Class of the answer.
    pub class: Class,
    /// The sum of `fuzzy-matcher`'s scores of the terms; only compares hits that are otherwise
    /// equally good.
    pub score: i64,
    /// The words that matched, as bytes of the article's text; sorted, disjoint.
    pub marks: Vec<Span>,
}

/// The result for some parts of the passages; [`PassageIndex::merge`] joins the parts into
/// [`SearchHits`].
#[derive(Clone, Debug, Default)]
pub struct Partial {
    pub(super) best: Vec<Candidate>,
    pub(super) exact: usize,
    pub(super) near: usize,
    pub(super) scattered: usize,
    pub(super) cancelled: bool,
}

pub(super) fn parts(
    passages: &Passages,
    query: &Query,
    options: &SearchOptions<'_>,
    parts: &mut dyn Iterator<Item = usize>,
) -> Partial {
    let wanted = Wanted::new(query);
    if wanted.is_empty() && query.filters.is_empty() {
        return Partial::default();
    }
    let goals = [&wanted.terms[..], &wanted.nots].concat();
    let dictionary = &passages.dictionary;
    let graded = dictionary.recent.of(&goals, |_| Graded::new(dictionary));
    for (goal, graded) in goals.iter().zip(&graded) {
        graded.work(goal, dictionary);
    }
    let fits = graded.iter().zip(&goals);
    let fits: Vec<_> = fits
        .map(|(graded, goal)| graded.fits(goal, dictionary))
        .collect();
    let mut scores = Scores::new(&wanted);
    let mut top = Top::new(options.limit);
    let mut partial = Partial::default();
    for part in parts {
        let Some(shard) = passages.shards.get(part) else {
            continue;
        };
        let sift = Sift {
            shard,
            part,
            wanted: &wanted,
            goals: (&goals, &fits),
            filters: &query.filters,
            options,
        };
        let sifted = if (options.proceed)() {
            sift.run(&mut top, &mut scores, &mut partial)
        } else {
            Sifted::Cancelled
        };
        if sifted == Sifted::Cancelled {
            partial.cancelled = true;
            break;
        }
    }
    partial.best = top.into_best();
    partial
}

pub(super) fn merge(
    passages: &Passages,
    query: &Query,
    limit: usize,
    partials: Vec<Partial>,
) -> Found {
    let mut found = Found::default();
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
        let shard = passages.shards.get(one.part)?;
        Some(Hit {
            passage: shard.passage(one.at, one.over),
            class: one.rank.class,
            score: one.rank.score.0,
            marks: Vec::new(),
        })
    });
    found.hits = hits.collect();
    mark(passages, query, &best, &mut found.hits);
    found
}

/// Marks the matched words, shard by shard, because words have numbers inside a shard only.
fn mark(passages: &Passages, query: &Query, best: &[Candidate], hits: &mut [Hit]) {
    let wanted = Wanted::new(query);
    let mut order: Vec<usize> = (0..best.len()).collect();
    order.sort_unstable_by_key(|&hit| best[hit].part);
    for group in order.chunk_by(|&one, &two| best[one].part == best[two].part) {
        let Some(shard) = passages.shards.get(best[group[0]].part) else {
            continue;
        };
        let words = |&hit: &usize| shard.words(best[hit].at, best[hit].over);
        let words: Vec<_> = group.iter().flat_map(words).copied().collect();
        let plan = Plan::new(&wanted, &shard.lexicon, Words::Of(&words));
        for &hit in group {
            hits[hit].marks = marks(shard, (&wanted, &plan), best[hit]);
        }
    }
}

/// Returns the matched words of a hit.
fn marks(shard: &Shard, (wanted, plan): (&Wanted, &Plan), hit: Candidate) -> Vec<Span> {
    let (words, text) = (shard.words(hit.at, hit.over), shard.text(hit.at, hit.over));
    let mut found: Vec<Place> = Vec::new();
    all_places(&plan.terms, words, hit.over, &mut found);
    let marks = show::marks(wanted, &found, text).into_iter();
    show::disjoint(marks.map(|mark| shard.original(hit.at, mark)).collect())
}

/// A hit before its words are marked, in the order of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) rank: Rank,
    /// Position in the corpus,
    pub(super) article: usize,
    pub(super) sentence: usize,
    pub(super) over: Over,
    /// and in the index.
    pub(super) part: usize,
    pub(super) at: usize,
}

/// The best candidates, by selection: twice as many as wanted are gathered, then cut back.
pub(super) struct Top {
    best: Vec<Candidate>,
    limit: usize,
    worst: Option<Candidate>,
}

impl Top {
    fn new(limit: usize) -> Self {
        Self {
            best: Vec::new(),
            limit,
            worst: None,
        }
    }

    pub(super) fn push(&mut self, candidate: Candidate) {
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
    pub(super) fn has_room(&self, candidate: &Candidate) -> bool {
        self.limit > 0 && self.worst.is_none_or(|worst| *candidate < worst)
    }

    /// Returns `true` if a candidate of this rank with the best score could still enter.
    pub(super) fn has_room_for(&self, rank: Rank) -> bool {
        let best = Rank {
            score: Reverse(i64::MAX),
            ..rank
        };
        self.limit > 0 && self.worst.is_none_or(|worst| best <= worst.rank)
    }

    fn into_best(mut self) -> Vec<Candidate> {
        self.cut();
        self.best
    }
}
