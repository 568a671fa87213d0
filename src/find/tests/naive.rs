//! The naive search: grades every passage and every pair of neighbours separately.
//!
//! Uses no shards, postings or sets. The index must find equal hits, in equal order, with equal marks.

use std::cmp::Reverse;

use super::super::{
    HitClass, Passage, Query, SearchHit, SearchHits, SearchOptions,
    compiled_query::{CompiledQuery, ExpansionScope, QueryExpansion, TermExpansion},
    highlight,
    rank::{Extent, HitRank, ScoreCache, TermPosition, pairs, places, rank_of},
    shard_vocabulary::{ShardVocabulary, WordId},
    tokenize,
    word_match::{WordMatch, letters},
};
use crate::text::{Folded, Sentence, Span};

/// One or two sentences, cut up for themselves alone.
struct ShardArticle {
    folded: Folded,
    distinct: ShardVocabulary,
    words: Vec<WordId>,
    plan: QueryExpansion,
    nots: Vec<TermExpansion>,
    over: Extent,
}

impl ShardArticle {
    fn new(text: &str, spans: &[Span], wanted: &CompiledQuery) -> Self {
        let mut folded = Folded::default();
        let (mut distinct, mut numbers) = (ShardVocabulary::default(), Vec::new());
        for (at, span) in spans.iter().enumerate() {
            if at > 0 {
                folded.append_break();
            }
            let start = folded.text.len();
            folded.append(text, *span);
            tokenize::each(&folded.text[start..], &mut |_, word| {
                numbers.push(distinct.add(word));
            });
        }
        let plan = QueryExpansion::new(wanted, &distinct, ExpansionScope::All);
        let nots = wanted.nots.iter();
        let nots =
            nots.map(|goal| TermExpansion::new(goal, &distinct, ExpansionScope::All)).collect();
        let over = [Extent::Sentence, Extent::Neighbours][spans.len() - 1];
        Self { folded, distinct, words: numbers, plan, nots, over }
    }

    /// The places of all terms; none unless each has some.
    fn places(&self) -> Option<Vec<TermPosition>> {
        let mut found = Vec::new();
        for (term, fit) in self.plan.terms.iter().enumerate() {
            let start = found.len();
            places(fit, term, &self.words, &mut found);
            if let Some(halves) = fit.halves.as_ref().filter(|_| found.len() == start) {
                pairs(halves, term, &self.words, &mut found);
            }
            let is_exact = |place: &TermPosition| place.grade.is_exact();
            if !(found[start..].iter())
                .any(|place| self.over == Extent::Sentence || is_exact(place))
            {
                return None;
            }
        }
        Some(found)
    }

    /// Returns true if some word is a term, or could be the first word of a phrase.
    fn opens(&self) -> bool {
        let heads = |fit: &TermExpansion| {
            let tables = fit.slots.first().into_iter().chain(&fit.joined);
            let mut tables = tables.map(|table| !table.found.is_empty());
            tables.any(|is_there| is_there)
        };
        self.plan.terms.iter().any(heads)
    }

    fn is_clear(&self, wanted: &CompiledQuery) -> bool {
        let mut found = Vec::new();
        for fit in &self.nots {
            places(fit, 0, &self.words, &mut found);
        }
        let text = &self.folded.text;
        found.is_empty()
            && wanted.regexes.iter().all(|regex| regex.is_match(text))
            && !wanted.not_regexes.iter().any(|regex| regex.is_match(text))
    }

    fn rank(&self, wanted: &CompiledQuery) -> Option<HitRank> {
        let mut places = self.places().filter(|_| self.is_clear(wanted))?;
        let score = ScoreCache::new(wanted).of(&places, &self.words, &self.distinct);
        let rank = rank_of(&mut places, wanted.terms.len(), self.over);
        Some(HitRank { score: Reverse(score), ..rank })
    }

    fn scattered(&self, wanted: &CompiledQuery) -> Option<HitRank> {
        let (mut grades, mut distance, mut score, mut n_strewn) = (0, 0, 0, 0);
        let scores = ScoreCache::new(wanted);
        for (goal, fit) in wanted.terms.iter().zip(&self.plan.terms) {
            let mut found = Vec::new();
            places(fit, 0, &self.words, &mut found);
            if let Some(place) = found.first() {
                grades += place.grade as u32;
                continue;
            }
            // Letters count that stand in words, so signs between words are none.
            let all = (self.words.iter()).fold(0, |all, id| all | letters(self.distinct.word(*id)));
            let needle = goal.loose().filter(|one| one.letters() & !all == 0)?;
            let window = needle.scattered(&self.folded.text)?;
            grades += WordMatch::Scattered as u32;
            distance += window.len() as u32;
            score += scores.of_window(&self.folded.text[window], needle);
            n_strewn += 1;
        }
        (n_strewn > 0 && self.is_clear(wanted)).then_some(HitRank {
            class: HitClass::Scattered,
            grades,
            distance,
            score: Reverse(score),
        })
    }

    fn marks(&self, wanted: &CompiledQuery) -> Vec<Span> {
        let mut found = Vec::new();
        for (term, fit) in self.plan.terms.iter().enumerate() {
            let start = found.len();
            places(fit, term, &self.words, &mut found);
            if let Some(halves) = fit.halves.as_ref().filter(|_| found.len() == start) {
                pairs(halves, term, &self.words, &mut found);
            }
        }
        let marks = highlight::marks(wanted, &found, &self.folded.text).into_iter();
        highlight::disjoint(marks.map(|mark| self.folded.original(mark)).collect())
    }
}

/// Returns the hits in articles, given with their numbers and sentences.
pub(super) fn search(
    articles: &[(usize, &str, Vec<Sentence>)],
    query: &Query,
    options: &SearchOptions<'_>,
) -> SearchHits {
    let wanted = CompiledQuery::new(query);
    if wanted.is_empty() && query.filters.is_empty() {
        return SearchHits::default();
    }
    let mut all = Vec::new();
    for (article, text, sentences) in articles {
        let mut before: Option<Sentence> = None;
        let words = sentences.iter().enumerate();
        for (sentence, known) in words.filter(|(_, known)| !known.span.is_empty()) {
            let piece = ShardArticle::new(text, &[known.span], &wanted);
            let rank = piece.rank(&wanted);
            let mut take = |rank: Option<HitRank>, piece: &ShardArticle, sentence, span| {
                let passage = Passage { article: *article, sentence, span };
                let accepts = |filter| (options.accept)(filter, &passage) != filter.negated;
                if let Some(rank) = rank.filter(|_| query.filters.iter().all(accepts)) {
                    let place = (rank, *article, sentence, piece.over);
                    all.push((place, passage, piece.marks(&wanted)));
                }
            };
            let neighbour = before.filter(|before| before.block == known.block);
            if let Some(before) = neighbour.filter(|_| rank.is_none()) {
                let first = ShardArticle::new(text, &[before.span], &wanted);
                let two = ShardArticle::new(text, &[before.span, known.span], &wanted);
                let is_alone = first.rank(&wanted).is_some() || !first.opens();
                let both = two.rank(&wanted);
                let both = both.filter(|_| !is_alone && wanted.regexes.is_empty());
                take(both, &two, sentence - 1, before.span.join(known.span));
            }
            if rank.is_none() && options.scattered {
                take(piece.scattered(&wanted), &piece, sentence, known.span);
            }
            take(rank, &piece, sentence, known.span);
            before = Some(*known);
        }
    }
    all.sort_by_key(|(place, ..)| *place);
    let count = |class| all.iter().filter(|(place, ..)| place.0.class == class).count();
    let (exact, near, scattered) =
        (count(HitClass::Exact), count(HitClass::Near), count(HitClass::Scattered));
    let hits = all.into_iter().take(options.limit).map(|(place, passage, marks)| SearchHit {
        passage,
        class: place.0.class,
        score: place.0.score.0,
        marks,
    });
    SearchHits { hits: hits.collect(), exact, near, scattered, cancelled: false }
}
