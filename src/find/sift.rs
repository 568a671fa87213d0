//! Searches one shard with bit sets: the union of the words that match a term, the intersection
//! over terms.
//!
//! A passage is inspected only in two cases: to verify a condition that no set knows (a phrase, a
//! regular expression, a filter), or to rank a passage that can still enter the top k. The result
//! equals a full scan (see `tests/naive.rs`).

use std::{cmp::Reverse, sync::Arc};

use super::{
    Class, Filter, SearchOptions,
    bits::Bits,
    grade::Grade,
    holders::Holders,
    plan::{Fit, Goal, Halves, Wanted},
    rank::{NEIGHBOURS, Over, Place, Rank, Scores, all_places, places, rank_of},
    recent::Known,
    search::{Candidate, Partial, Top},
    shard::Shard,
};

/// Number of inspected passages between two checks for a stop.
const CHUNK: usize = 256;

/// The caller has stopped the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sifted {
    Done,
    Cancelled,
}

pub(super) struct Sift<'a> {
    pub(super) shard: &'a Shard,
    /// The number of the shard.
    pub(super) part: usize,
    pub(super) wanted: &'a Wanted,
    /// The terms that must and must not match, with their results for each volume of the
    /// vocabulary.
    pub(super) goals: (&'a [Goal], &'a [Vec<&'a Fit>]),
    pub(super) filters: &'a [Filter],
    pub(super) options: &'a SearchOptions<'a>,
}

/// The results for the terms in the shard.
struct Terms<'a> {
    terms: &'a [Arc<Known>],
    nots: &'a [Arc<Known>],
}

impl Terms<'_> {
    fn holders(&self) -> impl Iterator<Item = &Holders> {
        self.terms.iter().map(|known| &known.holders)
    }

    /// Returns the passages with an excluded term.
    fn refused(&self, n_passages: usize) -> Bits {
        let mut all = Bits::none(n_passages);
        for known in self.nots {
            all.add(&known.holders.any);
        }
        all
    }
}

/// The hits of a shard.
struct Hits {
    /// Hits in one sentence: with every term as word or word start, and the rest.
    exact: Bits,
    near: Bits,
    /// In two sentences, by the first.
    two: Bits,
    scattered: Vec<(usize, Rank)>,
}

/// Hits are asked for, and may be refused.
type Asked<T> = Result<T, Sifted>;

impl Sift<'_> {
    /// Counts the hits, and offers them to `top`.
    pub(super) fn run(
        &self,
        top: &mut Top,
        scores: &mut Scores<'_>,
        partial: &mut Partial,
    ) -> Sifted {
        scores.begin();
        self.try_run(top, scores, partial)
            .err()
            .unwrap_or(Sifted::Done)
    }

    fn try_run(&self, top: &mut Top, scores: &mut Scores<'_>, partial: &mut Partial) -> Asked<()> {
        let goals = self.goals.0;
        let known = self.shard.recent.of(goals, |goal| self.find_out(goal));
        let (terms, nots) = known.split_at(self.wanted.terms.len());
        let known = Terms { terms, nots };
        self.proceed()?;
        let mut hits = self.hits(&known)?;
        if !self.filters.is_empty() {
            self.filter(&mut hits)?;
        }
        partial.exact += hits.exact.count();
        partial.near += hits.near.count() + hits.two.count();
        partial.scattered += hits.scattered.len();
        let mut ranker = Ranker {
            sift: self,
            terms,
            top,
            scores,
            places: Vec::new(),
        };
        ranker.exact(&hits.exact)?;
        ranker.near(&hits.near)?;
        ranker.two(&hits.two)?;
        ranker.scattered(&hits.scattered)
    }

    fn find_out(&self, goal: usize) -> Known {
        let (goals, fits) = self.goals;
        let fit = Fit::gathered(&fits[goal], &self.shard.pages);
        let holders = Holders::new(self.shard, &goals[goal], &fit);
        Known { fit, holders }
    }

    fn proceed(&self) -> Asked<()> {
        if (self.options.proceed)() {
            Ok(())
        } else {
            Err(Sifted::Cancelled)
        }
    }

    /// Calls `look` with each passage, and asks now and then whether to go on.
    fn each(&self, passages: &Bits, mut look: impl FnMut(usize)) -> Asked<()> {
        for (n, at) in passages.iter().enumerate() {
            if n % CHUNK == CHUNK - 1 {
                self.proceed()?;
            }
            look(at);
        }
        Ok(())
    }

    fn hits(&self, known: &Terms<'_>) -> Asked<Hits> {
        let mut one = self.in_one_word_each(known);
        self.add_pairs(known, &mut one)?;
        let refused = known.refused(self.shard.len());
        one.remove(&refused);
        if !self.wanted.regexes.is_empty() || !self.wanted.not_regexes.is_empty() {
            let all = one.clone();
            self.each(&all, |at| {
                if !self.is_match(at, Over::One) {
                    one.clear(at);
                }
            })?;
        }
        let mut exact = one.clone();
        for term in known.holders() {
            exact.keep(&term.exact);
        }
        let mut others = self.shard.live.without(&one);
        others.remove(&refused);
        Ok(Hits {
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

    fn in_one_word_each(&self, known: &Terms<'_>) -> Bits {
        let mut all = self.shard.live.clone();
        for term in known.holders() {
            all.keep(&term.any);
        }
        all
    }

    /// Adds the passages where some terms stand in two words.
    fn add_pairs(&self, known: &Terms<'_>, one: &mut Bits) -> Asked<()> {
        if known.holders().all(|term| term.pairs.is_none()) {
            return Ok(());
        }
        let mut possible = self.shard.live.without(one);
        for term in known.holders() {
            let mut any = term.any.clone();
            if let Some(pairs) = &term.pairs {
                any.add(pairs);
            }
            possible.keep(&any);
        }
        self.each(&possible, |at| {
            let words = self.shard.words(at, Over::One);
            let is_pair = |halves: &Halves| words.windows(2).any(|two| halves.fit(two[0], two[1]));
            let is_there = |term: &Arc<Known>| {
                term.holders.any.has(at) || term.fit.halves.as_ref().is_some_and(is_pair)
            };
            if known.terms.iter().all(is_there) {
                one.set(at);
            }
        })
    }

    /// Returns `true` if all expressions match and no excluded expression does.
    fn is_match(&self, at: usize, over: Over) -> bool {
        let text = self.shard.text(at, over);
        let (wanted, unwanted) = (&self.wanted.regexes, &self.wanted.not_regexes);
        wanted.iter().all(|regex| regex.is_match(text))
            && !unwanted.iter().any(|regex| regex.is_match(text))
    }

    /// Finds pairs of sentences of a block, by the first, that are no hits alone and contain all
    /// terms as words or word starts together.
    fn in_two(&self, known: &Terms<'_>, one: &Bits, refused: &Bits) -> Asked<Bits> {
        let mut two = Bits::none(self.shard.len());
        if known.terms.is_empty() || !self.wanted.regexes.is_empty() {
            return Ok(two);
        }
        let mut second = self.shard.follows.clone();
        second.keep(&self.shard.live);
        let mut opens = Bits::none(self.shard.len());
        for term in known.holders() {
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
        let is_plain = |goals: &[Goal]| goals.iter().all(|goal| goal.slots.len() == 1);
        let is_known = is_plain(&self.wanted.terms)
            && is_plain(&self.wanted.nots)
            && self.wanted.not_regexes.is_empty();
        let mut found = Vec::new();
        self.each(&second, |at| {
            if is_known || self.is_in_two(known, at - 1, &mut found) {
                two.set(at - 1);
            }
        })?;
        Ok(two)
    }

    fn is_in_two(&self, known: &Terms<'_>, at: usize, found: &mut Vec<Place>) -> bool {
        let words = self.shard.words(at, Over::Two);
        let mut best = |known: &Arc<Known>| {
            found.clear();
            places(&known.fit, 0, words, found);
            found.first().map(|place| place.grade)
        };
        let mut terms = known.terms.iter();
        terms.all(|term| best(term).is_some_and(Grade::is_exact))
            && !known.nots.iter().any(|not| best(not).is_some())
            && self.is_match(at, Over::Two)
    }

    /// Of some passages those where the letters of some terms are strewn about.
    fn strewn(&self, known: &Terms<'_>, passages: &Bits) -> Asked<Vec<(usize, Rank)>> {
        let mut all = Vec::new();
        self.each(passages, |at| {
            let rank = self.strewn_rank(known, at);
            all.extend(rank.map(|rank| (at, rank)));
        })?;
        Ok(all)
    }

    /// The rank but for the score.
    fn strewn_rank(&self, known: &Terms<'_>, at: usize) -> Option<Rank> {
        let words = self.shard.words(at, Over::One);
        let text = self.shard.text(at, Over::One);
        let mut found = Vec::new();
        let (mut grades, mut distance, mut n_strewn) = (0, 0, 0);
        for (goal, known) in self.wanted.terms.iter().zip(known.terms) {
            found.clear();
            places(&known.fit, 0, words, &mut found);
            if let Some(place) = found.first() {
                grades += place.grade as u32;
                continue;
            }
            let letters = self.shard.letters[at];
            let needle = goal.loose().filter(|one| one.letters() & !letters == 0)?;
            grades += Grade::Scattered as u32;
            distance += needle.scattered(text)?.len();
            n_strewn += 1;
        }
        (n_strewn > 0 && self.is_match(at, Over::One)).then(|| Rank {
            class: Class::Scattered,
            grades,
            distance: u32::try_from(distance).unwrap_or(u32::MAX),
            score: Reverse(0),
        })
    }

    /// Removes the hits that a filter refuses.
    fn filter(&self, hits: &mut Hits) -> Asked<()> {
        let accepts = |at, over| {
            let passage = self.shard.passage(at, over);
            let accepts = |filter| (self.options.accept)(filter, &passage) != filter.negated;
            self.filters.iter().all(accepts)
        };
        for (passages, over) in [
            (&mut hits.exact, Over::One),
            (&mut hits.near, Over::One),
            (&mut hits.two, Over::Two),
        ] {
            let all = passages.clone();
            self.each(&all, |at| {
                if !accepts(at, over) {
                    passages.clear(at);
                }
            })?;
        }
        hits.scattered.retain(|(at, _)| accepts(*at, Over::One));
        Ok(())
    }

    fn candidate(&self, at: usize, over: Over, rank: Rank) -> Candidate {
        let (article, sentence) = self.shard.place(at);
        Candidate {
            rank,
            article,
            sentence,
            over,
            part: self.part,
            at,
        }
    }
}

/// Offers hits to the top k, and skips every hit that cannot enter.
struct Ranker<'a, 'w> {
    sift: &'a Sift<'a>,
    terms: &'a [Arc<Known>],
    top: &'a mut Top,
    scores: &'a mut Scores<'w>,
    /// Buffer reused from passage to passage.
    places: Vec<Place>,
}

impl Ranker<'_, '_> {
    /// Their grades are known from sets and their scores are all the same: only how close the terms
    /// stand needs a look.
    fn exact(&mut self, hits: &Bits) -> Asked<()> {
        let mut whole = hits.clone();
        for term in self.terms {
            whole.keep(&term.holders.whole);
        }
        self.exact_of_grades(&whole, 0)?;
        self.exact_of_grades(&hits.without(&whole), 1)
    }

    fn exact_of_grades(&mut self, hits: &Bits, fewest: u32) -> Asked<()> {
        let sift = self.sift;
        let rank = |grades, distance, score| Rank {
            class: Class::Exact,
            grades,
            distance,
            score: Reverse(score),
        };
        if !self.top.has_room_for(rank(fewest, 0, i64::MAX)) {
            return Ok(());
        }
        let n_terms = self.terms.len();
        let score = self.scores.of_exact();
        sift.each(hits, |at| {
            let is_whole = |term: &&Arc<Known>| term.holders.whole.has(at);
            let not_whole = self.terms.iter().filter(|term| !is_whole(term));
            let grades = not_whole.count() as u32;
            let best = sift.candidate(at, Over::One, rank(grades, 0, score));
            if n_terms < 2 {
                self.top.push(best);
            } else if self.top.has_room(&best) {
                self.find_places(at, Over::One);
                let distance = rank_of(&mut self.places, n_terms, Over::One).distance;
                self.top.push(Candidate {
                    rank: rank(grades, distance, score),
                    ..best
                });
            }
        })
    }

    fn near(&mut self, hits: &Bits) -> Asked<()> {
        let least = Rank {
            class: Class::Near,
            grades: Grade::Inside as u32,
            distance: 0,
            score: Reverse(i64::MAX),
        };
        self.ranked(hits, Over::One, least)
    }

    fn two(&mut self, hits: &Bits) -> Asked<()> {
        let least = Rank {
            class: Class::Near,
            grades: NEIGHBOURS,
            distance: 0,
            score: Reverse(i64::MAX),
        };
        self.ranked(hits, Over::Two, least)
    }

    /// Ranks passages that are at best of a rank.
    fn ranked(&mut self, hits: &Bits, over: Over, least: Rank) -> Asked<()> {
        let sift = self.sift;
        if !self.top.has_room_for(least) {
            return Ok(());
        }
        sift.each(hits, |at| {
            let grades = match over {
                Over::One => self.least_grades(at),
                Over::Two => least.grades,
            };
            let least = sift.candidate(at, over, Rank { grades, ..least });
            if self.top.has_room(&least) {
                self.look(least);
            }
        })
    }

    /// The least that the grades of a passage can be, as far as sets know.
    fn least_grades(&self, at: usize) -> u32 {
        let least = self.terms.iter().map(|term| {
            let term = &term.holders;
            let grade = if term.whole.has(at) {
                Grade::Whole
            } else if term.exact.has(at) {
                Grade::Start
            } else if term.any.has(at) {
                Grade::Inside
            } else {
                Grade::Pair
            };
            grade as u32
        });
        least.sum()
    }

    fn look(&mut self, least: Candidate) {
        let (at, over) = (least.at, least.over);
        self.find_places(at, over);
        let rank = rank_of(&mut self.places, self.terms.len(), over);
        let score = Reverse(i64::MAX);
        let best = Candidate {
            rank: Rank { score, ..rank },
            ..least
        };
        if self.top.has_room(&best) {
            let shard = self.sift.shard;
            let words = shard.words(at, over);
            let score = self.scores.of(&self.places, words, &shard.lexicon);
            let score = Reverse(score);
            self.top.push(Candidate {
                rank: Rank { score, ..rank },
                ..least
            });
        }
    }

    fn find_places(&mut self, at: usize, over: Over) {
        let words = self.sift.shard.words(at, over);
        self.places.clear();
        let fits = self.terms.iter().map(|known| &known.fit);
        all_places(fits, words, over, &mut self.places);
    }

    fn scattered(&mut self, hits: &[(usize, Rank)]) -> Asked<()> {
        let sift = self.sift;
        for (n, &(at, rank)) in hits.iter().enumerate() {
            if n % CHUNK == CHUNK - 1 {
                sift.proceed()?;
            }
            let score = Reverse(i64::MAX);
            let best = sift.candidate(at, Over::One, Rank { score, ..rank });
            if self.top.has_room(&best) {
                let score = Reverse(self.strewn_score(at));
                self.top.push(Candidate {
                    rank: Rank { score, ..rank },
                    ..best
                });
            }
        }
        Ok(())
    }

    /// The score of the letters that are strewn about.
    fn strewn_score(&mut self, at: usize) -> i64 {
        let (shard, places) = (self.sift.shard, &mut self.places);
        let (words, text) = (shard.words(at, Over::One), shard.text(at, Over::One));
        let goals = self.sift.wanted.terms.iter().zip(self.terms);
        let scores = goals.map(|(goal, known)| {
            places.clear();
            super::rank::places(&known.fit, 0, words, places);
            let needle = goal.loose().filter(|_| places.is_empty());
            let window = needle.and_then(|needle| Some((needle, needle.scattered(text)?)));
            window.map_or(0, |(needle, range)| {
                self.scores.of_window(&text[range], needle)
            })
        });
        scores.sum()
    }
}
