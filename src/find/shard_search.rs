//! Searches one shard with bit sets: the union of the words that match a term, the intersection
//! over terms.
//!
//! Apart from ranking, a passage is inspected to verify a split word, a phrase over two sentences, a
//! regular expression or a filter. Only passages that can still enter the top k are ranked. A scattered
//! search inspects every passage that is no hit and has no excluded term. The result of a search that is
//! not stopped equals a full scan (see `tests/naive.rs`).

use std::{cmp::Reverse, sync::Arc};

use super::{
    Filter, HitClass, SearchOptions,
    compiled_query::{CompiledQuery, CompiledTerm, SplitWords, TermExpansion},
    passage_set::PassageSet,
    rank::{Extent, HitRank, NEIGHBOURS, ScoreCache, TermPosition, all_places, places, rank_of},
    shard::Shard,
    term_cache::CachedTerm,
    term_matches::TermMatches,
    top_k::{HitCandidate, PartialHits, TopK},
    word_match::WordMatch,
};

/// Number of inspected passages between two checks for a stop.
const CHUNK: usize = 256;

/// The caller has stopped the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SearchStopped;

pub(super) struct ShardSearch<'a> {
    pub(super) shard: &'a Shard,
    /// The number of the shard.
    pub(super) part: usize,
    pub(super) compiled: &'a CompiledQuery,
    /// The wanted terms, then the excluded terms; and for each term its expansion in each volume of the
    /// vocabulary.
    pub(super) compiled_terms: (&'a [CompiledTerm], &'a [Vec<&'a TermExpansion>]),
    pub(super) filters: &'a [Filter],
    pub(super) options: &'a SearchOptions<'a>,
}

/// The results for the terms in the shard.
struct ShardTerms<'a> {
    terms: &'a [Arc<CachedTerm>],
    nots: &'a [Arc<CachedTerm>],
}

impl ShardTerms<'_> {
    /// Returns the matches of the wanted terms.
    fn matches(&self) -> impl Iterator<Item = &TermMatches> {
        self.terms.iter().map(|known| &known.matches)
    }

    /// Returns the passages with an excluded term. Excluded terms match words or word starts only, so they
    /// have no `pairs`.
    fn refused(&self, n_passages: usize) -> PassageSet {
        let mut all = PassageSet::none(n_passages);
        for known in self.nots {
            all.add(&known.matches.any);
        }
        all
    }
}

/// The hits of a shard.
struct ShardHits {
    /// Hits in one sentence with every term as word or word start.
    exact: PassageSet,
    /// The other hits in one sentence, for example with a typing slip.
    near: PassageSet,
    /// Hits in two sentences, by the first sentence.
    two: PassageSet,
    scattered: Vec<(usize, HitRank)>,
}

/// A value, unless the caller has stopped the search.
pub(super) type Unstopped<T> = Result<T, SearchStopped>;

impl ShardSearch<'_> {
    /// Counts the hits, and offers them to `top`.
    ///
    /// # Errors
    /// [`SearchStopped`] if the caller stops the search. `top` keeps the hits found so far, and the counts
    /// of `partial` may be incomplete.
    pub(super) fn run(
        &self,
        top: &mut TopK,
        scores: &mut ScoreCache<'_>,
        partial: &mut PartialHits,
    ) -> Unstopped<()> {
        self.proceed()?;
        scores.begin();
        let compiled_terms = self.compiled_terms.0;
        let known =
            self.shard.cache.of(compiled_terms, |compiled_term| self.compute(compiled_term));
        let (terms, nots) = known.split_at(self.compiled.terms.len());
        let known = ShardTerms { terms, nots };
        self.proceed()?;
        let mut hits = self.hits(&known)?;
        if !self.filters.is_empty() {
            self.filter(&mut hits)?;
        }
        partial.exact += hits.exact.count();
        partial.near += hits.near.count() + hits.two.count();
        partial.scattered += hits.scattered.len();
        let mut ranker = ShardRanker { search: self, terms, top, scores, places: Vec::new() };
        // Best class first, so that later hits are skipped sooner; the order changes no result.
        ranker.exact(&hits.exact)?;
        ranker.near(&hits.near)?;
        ranker.two(&hits.two)?;
        ranker.scattered(&hits.scattered)
    }

    fn compute(&self, compiled_term: usize) -> CachedTerm {
        let (compiled_terms, expansions) = self.compiled_terms;
        let expansion = TermExpansion::gathered(&expansions[compiled_term], &self.shard.term_ids);
        let matches = TermMatches::new(self.shard, &compiled_terms[compiled_term], &expansion);
        CachedTerm { expansion, matches }
    }

    fn proceed(&self) -> Unstopped<()> {
        if (self.options.proceed)() { Ok(()) } else { Err(SearchStopped) }
    }

    /// Calls `look` with each passage, and asks now and then whether to go on.
    fn each(&self, passages: &PassageSet, mut look: impl FnMut(usize)) -> Unstopped<()> {
        for (n, at) in passages.iter().enumerate() {
            if n % CHUNK == CHUNK - 1 {
                self.proceed()?;
            }
            look(at);
        }
        Ok(())
    }

    fn hits(&self, known: &ShardTerms<'_>) -> Unstopped<ShardHits> {
        let mut one = self.in_one_word_each(known);
        self.add_pairs(known, &mut one)?;
        let refused = known.refused(self.shard.len());
        one.remove(&refused);
        if !self.compiled.regexes.is_empty() || !self.compiled.not_regexes.is_empty() {
            let all = one.clone();
            self.each(&all, |at| {
                if !self.is_match(at, Extent::Sentence) {
                    one.clear(at);
                }
            })?;
        }
        let mut exact = one.clone();
        for term in known.matches() {
            exact.keep(&term.exact);
        }
        let mut others = self.shard.live.without(&one);
        others.remove(&refused);
        Ok(ShardHits {
            two: self.in_two(known, &one, &refused)?,
            scattered: if self.options.scattered {
                self.strewn(known, &others)?
            } else {
                Vec::new()
            },
            near: one.without(&exact),
            exact,
        })
    }

    fn in_one_word_each(&self, known: &ShardTerms<'_>) -> PassageSet {
        let mut all = self.shard.live.clone();
        for term in known.matches() {
            all.keep(&term.any);
        }
        all
    }

    /// Adds the passages where a term is split over two neighbouring words, for example `isabram` in
    /// `isabella ramirez`.
    fn add_pairs(&self, known: &ShardTerms<'_>, one: &mut PassageSet) -> Unstopped<()> {
        if known.matches().all(|term| term.pairs.is_none()) {
            return Ok(());
        }
        let mut possible = self.shard.live.without(one);
        for term in known.matches() {
            let mut any = term.any.clone();
            if let Some(pairs) = &term.pairs {
                any.add(pairs);
            }
            possible.keep(&any);
        }
        self.each(&possible, |at| {
            let words = self.shard.words(at, Extent::Sentence);
            let is_pair =
                |halves: &SplitWords| words.windows(2).any(|two| halves.fit(two[0], two[1]));
            let is_there = |term: &Arc<CachedTerm>| {
                term.matches.any.has(at) || term.expansion.halves.as_ref().is_some_and(is_pair)
            };
            if known.terms.iter().all(is_there) {
                one.set(at);
            }
        })
    }

    /// Returns `true` if all expressions match and no excluded expression does.
    fn is_match(&self, at: usize, extent: Extent) -> bool {
        let text = self.shard.text(at, extent);
        let (compiled, unwanted) = (&self.compiled.regexes, &self.compiled.not_regexes);
        compiled.iter().all(|regex| regex.is_match(text))
            && !unwanted.iter().any(|regex| regex.is_match(text))
    }

    /// Finds pairs of neighbouring sentences of a block, by the first sentence.
    ///
    /// Neither sentence is a hit (before filters) or has an excluded term, and together they hold every term
    /// as word or word start. The sentences may also be scattered hits. A query with a wanted regular
    /// expression has no pairs, since an expression matches within one sentence.
    fn in_two(
        &self,
        known: &ShardTerms<'_>,
        one: &PassageSet,
        refused: &PassageSet,
    ) -> Unstopped<PassageSet> {
        let mut two = PassageSet::none(self.shard.len());
        if known.terms.is_empty() || !self.compiled.regexes.is_empty() {
            return Ok(two);
        }
        let mut second = self.shard.follows.clone();
        second.keep(&self.shard.live);
        // The first sentence holds a term or the first word of a phrase; otherwise the second one alone
        // would hold every term.
        let mut opens = PassageSet::none(self.shard.len());
        for term in known.matches() {
            let mut either = match &term.heads {
                Some(heads) => heads.clone(),
                None => term.exact.clone(),
            };
            either.add(&either.shifted());
            second.keep(&either);
            opens.add(term.heads());
        }
        second.keep(&opens.shifted());
        for none in [one, refused] {
            second.remove(none);
            second.remove(&none.shifted());
        }
        let is_plain = |compiled_terms: &[CompiledTerm]| {
            compiled_terms.iter().all(|compiled_term| compiled_term.slots.len() == 1)
        };
        let is_known = is_plain(&self.compiled.terms)
            && is_plain(&self.compiled.nots)
            && self.compiled.not_regexes.is_empty();
        let mut found = Vec::new();
        self.each(&second, |at| {
            if is_known || self.is_in_two(known, at - 1, &mut found) {
                two.set(at - 1);
            }
        })?;
        Ok(two)
    }

    /// Verifies the conditions that no set knows: phrases, excluded phrases over the border of the two
    /// sentences, and excluded regular expressions.
    fn is_in_two(&self, known: &ShardTerms<'_>, at: usize, found: &mut Vec<TermPosition>) -> bool {
        let words = self.shard.words(at, Extent::Neighbours);
        let mut best = |known: &Arc<CachedTerm>| {
            found.clear();
            places(&known.expansion, 0, words, found);
            // All places of a term have its best grade.
            found.first().map(|place| place.grade)
        };
        let mut terms = known.terms.iter();
        terms.all(|term| best(term).is_some_and(WordMatch::is_exact))
            && !known.nots.iter().any(|not| best(not).is_some())
            && self.is_match(at, Extent::Neighbours)
    }

    /// Finds the passages with every term in a word or as strewn letters, at least one term strewn.
    fn strewn(
        &self,
        known: &ShardTerms<'_>,
        passages: &PassageSet,
    ) -> Unstopped<Vec<(usize, HitRank)>> {
        let mut all = Vec::new();
        self.each(passages, |at| {
            let rank = self.strewn_rank(known, at);
            all.extend(rank.map(|rank| (at, rank)));
        })?;
        Ok(all)
    }

    /// Returns the rank without its score; `None` unless every term is there and at least one is strewn.
    ///
    /// The `distance` is in bytes of the text from the first to the last letter of each strewn term.
    fn strewn_rank(&self, known: &ShardTerms<'_>, at: usize) -> Option<HitRank> {
        let words = self.shard.words(at, Extent::Sentence);
        let text = self.shard.text(at, Extent::Sentence);
        let mut found = Vec::new();
        let (mut grades, mut distance, mut n_strewn) = (0, 0, 0);
        for (compiled_term, known) in self.compiled.terms.iter().zip(known.terms) {
            found.clear();
            places(&known.expansion, 0, words, &mut found);
            if let Some(place) = found.first() {
                grades += place.grade as u32;
                continue;
            }
            // Not only for speed: letters count only if they stand in the spelling of a word.
            let letters = self.shard.letters[at];
            let needle = compiled_term.loose().filter(|one| one.letters() & !letters == 0)?;
            grades += WordMatch::Scattered as u32;
            distance += needle.scattered(text)?.len();
            n_strewn += 1;
        }
        (n_strewn > 0 && self.is_match(at, Extent::Sentence)).then(|| HitRank {
            class: HitClass::Scattered,
            grades,
            distance: u32::try_from(distance).unwrap_or(u32::MAX),
            score: Reverse(0),
        })
    }

    /// Removes the hits that a filter refuses.
    fn filter(&self, hits: &mut ShardHits) -> Unstopped<()> {
        let accepts = |at, extent| {
            let passage = self.shard.passage(at, extent);
            let accepts = |filter| (self.options.accept)(filter, &passage) != filter.negated;
            self.filters.iter().all(accepts)
        };
        for (passages, extent) in [
            (&mut hits.exact, Extent::Sentence),
            (&mut hits.near, Extent::Sentence),
            (&mut hits.two, Extent::Neighbours),
        ] {
            let all = passages.clone();
            self.each(&all, |at| {
                if !accepts(at, extent) {
                    passages.clear(at);
                }
            })?;
        }
        let mut accepted = Vec::new();
        for (n, hit) in hits.scattered.drain(..).enumerate() {
            if n % CHUNK == CHUNK - 1 {
                self.proceed()?;
            }
            if accepts(hit.0, Extent::Sentence) {
                accepted.push(hit);
            }
        }
        hits.scattered = accepted;
        Ok(())
    }

    fn candidate(&self, at: usize, extent: Extent, rank: HitRank) -> HitCandidate {
        let (article, sentence) = self.shard.place(at);
        HitCandidate { rank, article, sentence, extent, part: self.part, at }
    }
}

/// Offers hits to the top k, and skips every hit that cannot enter.
struct ShardRanker<'a, 'w> {
    search: &'a ShardSearch<'a>,
    terms: &'a [Arc<CachedTerm>],
    top: &'a mut TopK,
    scores: &'a mut ScoreCache<'w>,
    /// Buffer reused from passage to passage.
    places: Vec<TermPosition>,
}

impl ShardRanker<'_, '_> {
    /// Offers exact hits. Sets know the grades and all scores are equal, so only the distance between the
    /// terms of a passage needs an inspection; a single term needs none.
    fn exact(&mut self, hits: &PassageSet) -> Unstopped<()> {
        let mut whole = hits.clone();
        for term in self.terms {
            whole.keep(&term.matches.whole);
        }
        self.exact_of_grades(&whole, 0)?;
        self.exact_of_grades(&hits.without(&whole), 1)
    }

    fn exact_of_grades(&mut self, hits: &PassageSet, fewest: u32) -> Unstopped<()> {
        let search = self.search;
        let rank = |grades, distance, score| HitRank {
            class: HitClass::Exact,
            grades,
            distance,
            score: Reverse(score),
        };
        if !self.top.has_room_for(rank(fewest, 0, i64::MAX)) {
            return Ok(());
        }
        let n_terms = self.terms.len();
        let score = self.scores.of_exact();
        search.each(hits, |at| {
            let is_whole = |term: &&Arc<CachedTerm>| term.matches.whole.has(at);
            let not_whole = self.terms.iter().filter(|term| !is_whole(term));
            let grades = not_whole.count() as u32;
            let best = search.candidate(at, Extent::Sentence, rank(grades, 0, score));
            if n_terms < 2 {
                self.top.push(best);
            } else if self.top.has_room(&best) {
                self.find_places(at, Extent::Sentence);
                let distance = rank_of(&mut self.places, n_terms, Extent::Sentence).distance;
                self.top.push(HitCandidate { rank: rank(grades, distance, score), ..best });
            }
        })
    }

    fn near(&mut self, hits: &PassageSet) -> Unstopped<()> {
        let least = HitRank {
            class: HitClass::Near,
            grades: WordMatch::Inside as u32,
            distance: 0,
            score: Reverse(i64::MAX),
        };
        self.ranked(hits, Extent::Sentence, least)
    }

    fn two(&mut self, hits: &PassageSet) -> Unstopped<()> {
        let least = HitRank {
            class: HitClass::Near,
            grades: NEIGHBOURS,
            distance: 0,
            score: Reverse(i64::MAX),
        };
        self.ranked(hits, Extent::Neighbours, least)
    }

    /// Ranks passages; `least` is the best rank that any of them can have.
    fn ranked(&mut self, hits: &PassageSet, extent: Extent, least: HitRank) -> Unstopped<()> {
        let search = self.search;
        if !self.top.has_room_for(least) {
            return Ok(());
        }
        search.each(hits, |at| {
            let grades = match extent {
                Extent::Sentence => self.least_grades(at),
                Extent::Neighbours => least.grades,
            };
            let least = search.candidate(at, extent, HitRank { grades, ..least });
            if self.top.has_room(&least) {
                self.look(least);
            }
        })
    }

    /// The least that the grades of a passage can be, as far as sets know.
    fn least_grades(&self, at: usize) -> u32 {
        let least = self.terms.iter().map(|term| {
            let term = &term.matches;
            let grade = if term.whole.has(at) {
                WordMatch::Whole
            } else if term.exact.has(at) {
                WordMatch::Start
            } else if term.any.has(at) {
                WordMatch::Inside
            } else {
                WordMatch::Pair
            };
            grade as u32
        });
        least.sum()
    }

    fn look(&mut self, least: HitCandidate) {
        let (at, extent) = (least.at, least.extent);
        self.find_places(at, extent);
        let rank = rank_of(&mut self.places, self.terms.len(), extent);
        let score = Reverse(i64::MAX);
        let best = HitCandidate { rank: HitRank { score, ..rank }, ..least };
        if self.top.has_room(&best) {
            let shard = self.search.shard;
            let words = shard.words(at, extent);
            let score = self.scores.of(&self.places, words, &shard.distinct);
            let score = Reverse(score);
            self.top.push(HitCandidate { rank: HitRank { score, ..rank }, ..least });
        }
    }

    fn find_places(&mut self, at: usize, extent: Extent) {
        let words = self.search.shard.words(at, extent);
        self.places.clear();
        let expansions = self.terms.iter().map(|known| &known.expansion);
        all_places(expansions, words, extent, &mut self.places);
    }

    fn scattered(&mut self, hits: &[(usize, HitRank)]) -> Unstopped<()> {
        let search = self.search;
        for (n, &(at, rank)) in hits.iter().enumerate() {
            if n % CHUNK == CHUNK - 1 {
                search.proceed()?;
            }
            let score = Reverse(i64::MAX);
            let best = search.candidate(at, Extent::Sentence, HitRank { score, ..rank });
            if self.top.has_room(&best) {
                let score = Reverse(self.strewn_score(at));
                self.top.push(HitCandidate { rank: HitRank { score, ..rank }, ..best });
            }
        }
        Ok(())
    }

    /// The score of the letters that are strewn about.
    fn strewn_score(&mut self, at: usize) -> i64 {
        let (shard, places) = (self.search.shard, &mut self.places);
        let (words, text) = (shard.words(at, Extent::Sentence), shard.text(at, Extent::Sentence));
        let compiled_terms = self.search.compiled.terms.iter().zip(self.terms);
        let scores = compiled_terms.map(|(compiled_term, known)| {
            places.clear();
            super::rank::places(&known.expansion, 0, words, places);
            let needle = compiled_term.loose().filter(|_| places.is_empty());
            let window = needle.and_then(|needle| Some((needle, needle.scattered(text)?)));
            window.map_or(0, |(needle, range)| self.scores.of_window(&text[range], needle))
        });
        scores.sum()
    }
}
