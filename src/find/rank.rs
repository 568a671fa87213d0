//! Ranks hits: classes, scores and a total order.
//!
//! Owns the best positions of each term in a passage, the distance between terms, the score of
//! `fuzzy-matcher`, and the order of hits: class, sum of grades, distance, score, then corpus order. The
//! order is total.
//!
//! The score of a term is the score of `SkimMatcherV2` for the word, or the two words, at the term's
//! position, not for the whole sentence. So the score depends on the letters, and not on the position of
//! the word. The matrix of `fuzzy-matcher` stays as small as two words, and a word is scored once per
//! query.

use std::cmp::Reverse;

use fuzzy_matcher::skim::SkimMatcherV2;
use hashbrown::HashMap;

use super::{
    compiled_query::{CompiledQuery, SplitWords, TermExpansion, WordGrades},
    shard_vocabulary::{ShardVocabulary, WordId},
    word_match::{Needle, WordMatch},
};

/// The class of a passage as an answer to a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitClass {
    /// Every term matches a word or the start of a word, for example `harb` in `harbour`.
    Exact,
    /// Some term matches inside a word, with a slip, or with gaps within one or two words, for example
    /// `habour` for `harbour`; or the terms stand in two neighbouring sentences.
    Near,
    /// The letters of some term are strewn over the passage.
    Scattered,
}

impl HitClass {
    /// Returns the name in exported files, for example `exact`.
    pub fn name(self) -> &'static str {
        match self {
            HitClass::Exact => "exact",
            HitClass::Near => "near",
            HitClass::Scattered => "scattered",
        }
    }
}

/// The sort key of a hit, best first. Ties go by corpus order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HitRank {
    pub(super) class: HitClass,
    /// The sum of the grades.
    pub(super) grades: u32,
    /// Words between the terms, and whether they are out of order.
    pub(super) distance: u32,
    pub(super) score: Reverse<i64>,
}

/// Penalty of [`Extent::Neighbours`]: more than the grades of any hit in one sentence.
pub(super) const NEIGHBOURS: u32 = 1_000;

/// Maximum number of term positions that are compared in a passage; only absurd passages have more.
const MOST_PLACES: usize = 4_096;

/// One place of a term in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TermPosition {
    pub(super) term: usize,
    /// Its first word, counted from the start of the passage.
    pub(super) at: usize,
    /// Number of covered words.
    pub(super) len: usize,
    pub(super) grade: WordMatch,
}

/// Finds the positions of a term in words, at the best grade only.
pub(super) fn places(
    expansion: &TermExpansion,
    term: usize,
    words: &[WordId],
    out: &mut Vec<TermPosition>,
) {
    let start = out.len();
    let mut best = WordMatch::Scattered;
    let mut push = |at, len, grade| {
        if grade < best {
            best = grade;
            out.truncate(start);
        }
        if grade == best && out.len() - start < MOST_PLACES {
            out.push(TermPosition { term, at, len, grade });
        }
    };
    if let ([table], None) = (&expansion.slots[..], &expansion.joined) {
        for (at, &word) in words.iter().enumerate() {
            if let Some(grade) = table.grade(word) {
                push(at, 1, grade);
            }
        }
        return;
    }
    for at in 0..words.len() {
        if let Some(grade) = sequence(&expansion.slots, &words[at..]) {
            push(at, expansion.slots.len(), grade);
        }
        let joined = expansion.joined.as_ref().and_then(|table| table.grade(words[at]));
        if let Some(grade) = joined {
            push(at, 1, grade.max(WordMatch::Inside));
        }
    }
}

/// Returns the worst [`WordMatch`] of words side by side; `None` if a word does not match.
fn sequence(slots: &[WordGrades], words: &[WordId]) -> Option<WordMatch> {
    if words.len() < slots.len() {
        return None;
    }
    let grades = slots.iter().zip(words).map(|(table, word)| table.grade(*word));
    grades.reduce(|one, two| one.zip(two).map(|(one, two)| one.max(two))).flatten()
}

/// Finds the positions of all terms: in words, or else in two neighbouring words. A hit over two
/// sentences needs every term in words.
pub(super) fn all_places<'a>(
    terms: impl IntoIterator<Item = &'a TermExpansion>,
    words: &[WordId],
    extent: Extent,
    out: &mut Vec<TermPosition>,
) {
    for (term, expansion) in terms.into_iter().enumerate() {
        let start = out.len();
        places(expansion, term, words, out);
        let is_missing = out.len() == start && extent == Extent::Sentence;
        if let Some(halves) = expansion.halves.as_ref().filter(|_| is_missing) {
            pairs(halves, term, words, out);
        }
    }
}

/// Finds the letters of a term in two neighbouring words.
pub(super) fn pairs(
    halves: &SplitWords,
    term: usize,
    words: &[WordId],
    out: &mut Vec<TermPosition>,
) {
    let found = words.windows(2).enumerate();
    let found = found.filter(|(_, pair)| halves.fit(pair[0], pair[1]));
    let place = |(at, _)| TermPosition { term, at, len: 2, grade: WordMatch::Pair };
    out.extend(found.map(place).take(MOST_PLACES));
}

/// Returns the smallest distance between the terms: twice the number of words between them, plus
/// one when out of order.
pub(super) fn distance(places: &mut [TermPosition], n_terms: usize) -> u32 {
    if n_terms < 2 {
        return 0;
    }
    places.sort_unstable_by_key(|place| (place.at, place.term));
    let mut last: Vec<Option<(usize, usize)>> = vec![None; n_terms];
    let mut best = u32::MAX;
    for place in places.iter() {
        last[place.term] = Some((place.at, place.at + place.len));
        let mut known = last.iter().flatten();
        if known.clone().count() < n_terms {
            continue;
        }
        let covered: usize = known.clone().map(|(start, end)| end - start).sum();
        let start = known.clone().map(|(start, _)| *start).min().unwrap_or(0);
        let end = known.clone().map(|(_, end)| *end).max().unwrap_or(0);
        let between = (end - start).saturating_sub(covered);
        let is_ordered = known.next().is_some_and(|(first, _)| {
            last.iter()
                .flatten()
                .skip(1)
                .try_fold(*first, |before, (at, _)| (before <= *at).then_some(*at))
                .is_some()
        });
        let distance = u32::try_from(2 * between).unwrap_or(u32::MAX - 1) + u32::from(!is_ordered);
        best = best.min(distance);
    }
    best
}

/// `fuzzy-matcher`, never given much at once.
pub(super) struct FuzzyScorer(SkimMatcherV2);

/// Maximum length of text for the matcher, in bytes; the matrix of the matcher grows with the
/// length.
const LONGEST_SCORED: usize = 1_024;

impl FuzzyScorer {
    pub(super) fn new() -> Self {
        Self(SkimMatcherV2::default().respect_case())
    }

    /// Returns the score of letters in a text; 0 if the letters do not stand there in order.
    pub(super) fn score(&self, text: &str, needle: &str) -> i64 {
        let text = &text[..text.floor_char_boundary(LONGEST_SCORED)];
        self.0.fuzzy(text, needle, false).map_or(0, |(score, _)| score)
    }
}

/// The scores of a search, computed once for each word.
pub(super) struct ScoreCache<'a> {
    compiled: &'a CompiledQuery,
    scorer: FuzzyScorer,
    /// Score of each term at the start of a word: equal for all words.
    at_start: Vec<i64>,
    /// Scores of terms in words of the current [`ShardVocabulary`].
    known: HashMap<(usize, WordId), i64>,
}

impl<'a> ScoreCache<'a> {
    pub(super) fn new(compiled: &'a CompiledQuery) -> Self {
        let scorer = FuzzyScorer::new();
        let own = |needle: &Needle| scorer.score(&needle.text, &needle.text);
        let at_start = compiled
            .terms
            .iter()
            .map(|compiled_term| compiled_term.slots.iter().map(own).sum())
            .collect();
        Self { compiled, scorer, at_start, known: HashMap::new() }
    }

    /// Forgets the scores of the last shard, because `WordId`s differ by shard.
    pub(super) fn begin(&mut self) {
        self.known.clear();
    }

    /// The score of a passage where all terms are words or word starts.
    pub(super) fn of_exact(&self) -> i64 {
        self.at_start.iter().sum()
    }

    /// The score of terms that all have places: of each the best.
    pub(super) fn of(
        &mut self,
        places: &[TermPosition],
        words: &[WordId],
        distinct: &ShardVocabulary,
    ) -> i64 {
        let scores = (0..self.compiled.terms.len()).map(|term| {
            let own = places.iter().filter(|place| place.term == term);
            let scores = own.map(|place| self.of_place(place, words, distinct));
            scores.max().unwrap_or(0)
        });
        scores.sum()
    }

    fn of_place(
        &mut self,
        place: &TermPosition,
        words: &[WordId],
        distinct: &ShardVocabulary,
    ) -> i64 {
        let compiled_term = &self.compiled.terms[place.term];
        if place.grade.is_exact() {
            return self.at_start[place.term];
        }
        let Some(needle) = compiled_term.loose() else {
            return 0;
        };
        let first = words[place.at];
        if place.grade == WordMatch::Pair {
            let two = [first, words[place.at + 1]].map(|id| distinct.word(id));
            return self.scorer.score(&two.join(" "), &needle.text);
        }
        let scorer = &self.scorer;
        *self
            .known
            .entry((place.term, first))
            .or_insert_with(|| scorer.score(distinct.word(first), &needle.text))
    }

    /// The score of scattered letters in their window.
    pub(super) fn of_window(&self, window: &str, needle: &Needle) -> i64 {
        self.scorer.score(window, &needle.text)
    }
}

/// Returns the rank, without the score, of terms that all have positions in a passage or two
/// neighbours.
pub(super) fn rank_of(places: &mut [TermPosition], n_terms: usize, extent: Extent) -> HitRank {
    let distance = distance(places, n_terms);
    let (mut grades, mut worst, mut seen) = (0, WordMatch::Whole, 0_u64);
    for place in places.iter() {
        // All places of a term have one grade.
        if seen >> place.term & 1 == 0 {
            seen |= 1 << place.term;
            grades += place.grade as u32;
            worst = worst.max(place.grade);
        }
    }
    let class = match (worst.is_exact(), extent) {
        (true, Extent::Sentence) => HitClass::Exact,
        (true, Extent::Neighbours) | (false, _) => HitClass::Near,
    };
    grades += if extent == Extent::Neighbours { NEIGHBOURS } else { 0 };
    HitRank { class, grades, distance, score: Reverse(0) }
}

/// The number of sentences of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// A single sentence.
    Sentence,
    /// Two neighbouring sentences of a block.
    Neighbours,
}

impl Extent {
    /// The number of sentences.
    pub(super) fn n(self) -> usize {
        match self {
            Extent::Sentence => 1,
            Extent::Neighbours => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{
        Query,
        compiled_query::{ExpansionScope, QueryExpansion},
    };

    #[test]
    fn every_word_that_starts_with_a_needle_scores_the_same() {
        let scorer = FuzzyScorer::new();
        for (word, needle) in [
            ("maduro", "maduro"),
            ("weaponization", "weapon"),
            ("mama", "ma"),
            ("5000", "5"),
            ("3.55", "3.5"),
            ("ñandú", "ñan"),
        ] {
            assert_eq!(scorer.score(word, needle), scorer.score(needle, needle), "{word}");
            assert!(scorer.score(&format!("x{word}"), needle) < scorer.score(word, needle));
        }
    }

    #[test]
    fn the_matcher_is_never_given_much() {
        let scorer = FuzzyScorer::new();
        assert!(scorer.score(&"ab".repeat(1_000_000), "aab") > 0);
        assert_eq!(scorer.score("", "a"), 0);
        assert_eq!(scorer.score(&"é".repeat(600), "x"), 0);
    }

    #[test]
    fn close_and_in_order_is_near() {
        let place = |term, at| TermPosition { term, at, len: 1, grade: WordMatch::Whole };
        assert_eq!(distance(&mut [place(0, 3), place(1, 4)], 2), 0);
        assert_eq!(distance(&mut [place(1, 3), place(0, 4)], 2), 1);
        assert_eq!(distance(&mut [place(0, 3), place(1, 5)], 2), 2);
        assert_eq!(distance(&mut [place(0, 3), place(1, 9), place(0, 8)], 2), 0);
        assert_eq!(distance(&mut [place(0, 3), place(1, 3)], 2), 0);
        assert_eq!(distance(&mut [place(0, 3)], 1), 0);
    }

    #[test]
    fn two_words_that_share_a_term() {
        let compiled = CompiledQuery::new(&Query::parse("isabram").unwrap());
        let mut distinct = ShardVocabulary::default();
        let words = ["dr", "isabella", "ramirez", "isabella"].map(|word| distinct.add(word));
        let plan = QueryExpansion::new(&compiled, &distinct, ExpansionScope::All);
        let mut found = Vec::new();
        let halves = plan.terms[0].halves.as_ref().unwrap();
        pairs(halves, 0, &words, &mut found);
        assert_eq!(found, [TermPosition { term: 0, at: 1, len: 2, grade: WordMatch::Pair }]);
    }
}
