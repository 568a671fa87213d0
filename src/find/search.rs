//! One search: scan the passages, rank those that match, keep the best, mark their words.
//!
//! # Moving parts
//!
//! The plan has compared the query with every *different* word already. The scan walks the word
//! numbers of each passage once and unites the sets of terms that they may serve; only where the
//! union is full does it look at places and grades. A passage that holds some of the terms may be
//! completed by its neighbour in the same block. The best hits are kept in a buffer that is cut
//! back by selection; words are marked for those that are returned and for no others.
//! Nothing depends on time or threads, so neither does the answer.

use std::cmp::Reverse;

use super::{
    Class, Filter, Passage, Passages, Query,
    grade::Grade,
    passages::{Entry, Segment},
    plan::{Plan, Sets, TermSet},
    rank::{Over, Place, Rank, Ranking, pairs, places},
    show,
};
use crate::text::Span;

/// How to search.
pub struct SearchOptions<'a> {
    /// How many hits are returned at most; all are counted.
    pub limit: usize,
    /// Whether passages count that hold only the strewn letters of a term.
    pub scattered: bool,
    /// Whether a passage is what the filter says, whether or not the filter is negated.
    pub accept: &'a dyn Fn(&Filter, &Passage) -> bool,
    /// Asked every few hundred passages; `false` ends the search with what was found so far.
    pub proceed: &'a dyn Fn() -> bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// How many passages there are of class exact,
    pub exact: usize,
    /// of class near,
    pub near: usize,
    /// and of class scattered, if those were wanted.
    pub scattered: usize,
    /// Whether the search was ended before its time.
    pub cancelled: bool,
}

/// One passage that answers the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The passage.
    pub passage: Passage,
    /// How well it answers.
    pub class: Class,
    /// The sum of `fuzzy-matcher`'s scores of the terms; only compares hits that are otherwise
    /// equally good.
    pub score: i64,
    /// The words that matched, as bytes of the article's text; sorted, disjoint.
    pub marks: Vec<Span>,
}

/// Passages between two questions whether to go on.
const CHUNK: usize = 256;

pub(super) fn search(passages: &Passages, query: &Query, options: &SearchOptions<'_>) -> Found {
    let plan = Plan::new(query, &passages.lexicon);
    if plan.is_empty() && query.filters.is_empty() {
        return Found::default();
    }
    let ranking = Ranking::new(&plan, &passages.lexicon);
    let mut scan = Scan {
        filters: &query.filters,
        options,
        ranking,
        top: Top {
            best: Vec::new(),
            limit: options.limit,
            worst: None,
        },
        found: Found::default(),
        seen: 0,
        places: Vec::new(),
    };
    for (&article, segment) in &passages.segments {
        if !scan.segment(article, segment) {
            scan.found.cancelled = true;
            break;
        }
    }
    scan.finish(passages)
}

/// A hit before its words are marked. Its order is that of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: Rank,
    article: usize,
    entry: usize,
    over: Over,
}

/// The best candidates, by selection: twice as many as wanted are gathered, then cut back.
struct Top {
    best: Vec<Candidate>,
    limit: usize,
    worst: Option<Candidate>,
}

impl Top {
    fn push(&mut self, candidate: Candidate) {
        if self.limit == 0 || self.worst.is_some_and(|worst| worst <= candidate) {
            return;
        }
        self.best.push(candidate);
        if self.best.len() >= self.limit.saturating_mul(2).max(CHUNK) {
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

    /// Whether a rank, with the best of scores, could still enter.
    fn has_room(&self, rank: Rank) -> bool {
        let best = Rank {
            score: Reverse(i64::MAX),
            ..rank
        };
        self.limit > 0 && self.worst.is_none_or(|worst| best < worst.rank)
    }

    fn into_sorted(mut self) -> Vec<Candidate> {
        self.cut();
        self.best.sort_unstable();
        self.best
    }
}

struct Scan<'a> {
    filters: &'a [Filter],
    options: &'a SearchOptions<'a>,
    ranking: Ranking<'a>,
    top: Top,
    found: Found,
    seen: usize,
    /// Kept from passage to passage so as not to allocate it anew.
    places: Vec<Place>,
}

/// What is remembered of the sentence before.
#[derive(Clone, Copy, Default)]
struct Before {
    any: TermSet,
    is_open: bool,
}

impl Scan<'_> {
    /// Searches one article; whether to go on.
    fn segment(&mut self, article: usize, segment: &Segment) -> bool {
        let all = self.ranking.plan.all();
        let mut before = Before::default();
        for (at, entry) in segment.entries.iter().enumerate() {
            if self.seen.is_multiple_of(CHUNK) && !(self.options.proceed)() {
                return false;
            }
            self.seen += 1;
            let sets = union(self.ranking.plan, segment.words(entry, entry));
            let mut rank = None;
            if (sets.any | sets.left) & all == all {
                rank = self.one(segment, entry);
            }
            let candidate = |rank, entry, over| Candidate {
                rank,
                article,
                entry,
                over,
            };
            if rank.is_none() && before.is_open && (before.any | sets.any) & all == all {
                let two = self.two(segment, at);
                self.take(segment, two.map(|rank| candidate(rank, at - 1, Over::Two)));
            }
            // A passage that holds all terms needs no neighbour, and one without any is none.
            before = Before {
                any: sets.any,
                is_open: rank.is_none() && sets.any != 0,
            };
            if rank.is_none() && self.options.scattered {
                rank = self.scattered(segment, entry);
            }
            self.take(segment, rank.map(|rank| candidate(rank, at, Over::One)));
        }
        true
    }

    /// The rank of a sentence by itself.
    fn one(&mut self, segment: &Segment, entry: &Entry) -> Option<Rank> {
        self.evaluate(segment, (entry, entry), Over::One)
    }

    /// The rank of a sentence with the one before, if both are of one block.
    fn two(&mut self, segment: &Segment, at: usize) -> Option<Rank> {
        let (one, two) = (&segment.entries[at - 1], &segment.entries[at]);
        let is_apart = one.block != two.block || !self.ranking.plan.regexes.is_empty();
        if is_apart {
            None
        } else {
            self.evaluate(segment, (one, two), Over::Two)
        }
    }

    fn evaluate(&mut self, segment: &Segment, of: (&Entry, &Entry), over: Over) -> Option<Rank> {
        let words = segment.words(of.0, of.1);
        let mut places = std::mem::take(&mut self.places);
        let is_hit = self.find_places(words, over, &mut places) && self.is_clear(segment, of);
        let rank = is_hit.then(|| self.ranking.rank(&mut places, words, over));
        self.places = places;
        rank
    }

    /// Finds every term's places; whether each has some. In two sentences only words count.
    fn find_places(&self, words: &[u32], over: Over, out: &mut Vec<Place>) -> bool {
        out.clear();
        self.ranking
            .plan
            .terms
            .iter()
            .enumerate()
            .all(|(term, goal)| {
                let start = out.len();
                places(goal, term, words, out);
                if over == Over::Two {
                    return out.get(start).is_some_and(|place| place.grade.is_exact());
                }
                if out.len() == start
                    && let Some(needle) = goal.loose()
                {
                    pairs(needle, term, &self.spell(words), out);
                }
                out.len() > start
            })
    }

    fn spell(&self, words: &[u32]) -> Vec<&str> {
        words
            .iter()
            .map(|id| self.ranking.lexicon.word(*id as usize))
            .collect()
    }

    /// Whether the expressions match, and nothing that must not.
    fn is_clear(&self, segment: &Segment, of: (&Entry, &Entry)) -> bool {
        let (plan, text) = (self.ranking.plan, segment.text(of.0, of.1));
        let words = segment.words(of.0, of.1);
        let mut found = Vec::new();
        let is_there = |goal| {
            places(goal, 0, words, &mut found);
            !found.is_empty()
        };
        plan.regexes.iter().all(|regex| regex.is_match(text))
            && !plan.not_regexes.iter().any(|regex| regex.is_match(text))
            && !plan.nots.iter().any(is_there)
    }

    /// The rank of a sentence where the letters of some terms are strewn about.
    fn scattered(&mut self, segment: &Segment, entry: &Entry) -> Option<Rank> {
        let plan = self.ranking.plan;
        let words = segment.words(entry, entry);
        let text = segment.text(entry, entry);
        let mut places_of_term = Vec::new();
        let mut windows = Vec::new();
        let (mut grades, mut distance) = (0, 0);
        for (term, goal) in plan.terms.iter().enumerate() {
            places_of_term.clear();
            places(goal, term, words, &mut places_of_term);
            if let Some(place) = places_of_term.first() {
                grades += place.grade as u32;
                continue;
            }
            let needle = goal
                .loose()
                .filter(|one| one.letters() & !entry.letters == 0)?;
            let window = needle.scattered(text)?;
            grades += Grade::Scattered as u32;
            distance += window.len();
            windows.push((needle, window));
        }
        if windows.is_empty() || !self.is_clear(segment, (entry, entry)) {
            return None;
        }
        let distance = u32::try_from(distance).unwrap_or(u32::MAX);
        let rank = Rank {
            class: Class::Scattered,
            grades,
            distance,
            score: Reverse(0),
        };
        let scorer = &self.ranking.scorer;
        let score = |rank| -> i64 {
            let is_wanted = self.top.has_room(rank);
            let wanted = windows.iter().filter(|_| is_wanted);
            wanted
                .map(|(needle, at)| scorer.score(&text[at.clone()], &needle.text))
                .sum()
        };
        Some(Rank {
            score: Reverse(score(rank)),
            ..rank
        })
    }

    /// Counts and keeps a hit that the filters accept.
    fn take(&mut self, segment: &Segment, candidate: Option<Candidate>) {
        let Some(candidate) = candidate else { return };
        let passage = candidate.passage(segment);
        let accepts = |filter| (self.options.accept)(filter, &passage) != filter.negated;
        if !self.filters.iter().all(accepts) {
            return;
        }
        match candidate.rank.class {
            Class::Exact => self.found.exact += 1,
            Class::Near => self.found.near += 1,
            Class::Scattered => self.found.scattered += 1,
        }
        self.top.push(candidate);
    }

    fn finish(mut self, passages: &Passages) -> Found {
        let top = std::mem::replace(
            &mut self.top,
            Top {
                best: Vec::new(),
                limit: 0,
                worst: None,
            },
        );
        let mut found = std::mem::take(&mut self.found);
        for candidate in top.into_sorted() {
            let Some(segment) = passages.segments.get(&candidate.article) else {
                continue;
            };
            found.hits.push(Hit {
                passage: candidate.passage(segment),
                class: candidate.rank.class,
                score: candidate.rank.score.0,
                marks: self.marks(segment, candidate),
            });
        }
        found
    }

    /// The words of a hit that matched.
    fn marks(&self, segment: &Segment, hit: Candidate) -> Vec<Span> {
        let (first, last) = hit.entries(segment);
        let (words, text) = (segment.words(first, last), segment.text(first, last));
        let mut found = Vec::new();
        for (term, goal) in self.ranking.plan.terms.iter().enumerate() {
            let start = found.len();
            places(goal, term, words, &mut found);
            if let Some(needle) = goal.loose().filter(|_| found.len() == start) {
                pairs(needle, term, &self.spell(words), &mut found);
            }
        }
        let marks = show::marks(self.ranking.plan, &found, text);
        show::disjoint(
            marks
                .into_iter()
                .map(|mark| segment.original(first, mark))
                .collect(),
        )
    }
}

impl Candidate {
    fn entries<'s>(&self, segment: &'s Segment) -> (&'s Entry, &'s Entry) {
        let last = self.entry + usize::from(self.over == Over::Two);
        (&segment.entries[self.entry], &segment.entries[last])
    }

    fn passage(&self, segment: &Segment) -> Passage {
        let (first, last) = self.entries(segment);
        let span = first.span.join(last.span);
        Passage {
            article: self.article,
            sentence: first.sentence,
            span,
        }
    }
}

/// For which terms the words may serve: by themselves in `any`, as two neighbours in `left`.
fn union(plan: &Plan, words: &[u32]) -> Sets {
    let mut all = Sets::default();
    let mut left = 0;
    for word in words {
        let sets = plan.sets(*word);
        all.any |= sets.any;
        all.left |= left & sets.right;
        left = sets.left;
    }
    all
}
