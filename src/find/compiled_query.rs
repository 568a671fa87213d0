//! A query compiled for search: once for all passages, and once for the words of each shard.
//!
//! Compares letters once per query and distinct word. Afterwards a search compares numbers only:
//! [`WordGrades::grade`] returns the match of a word.

use regex::Regex;

use super::{
    Query,
    query::{PhraseEnd, QueryTerm, TermKind, words_of},
    shard_vocabulary::{MissingLetters, OTHER, ShardVocabulary, TermId, WordId},
    word_match::{MatchReach, Needle, WordMatch},
};

/// A query, independent of any vocabulary.
#[derive(Default)]
pub(super) struct CompiledQuery {
    /// Terms that must match, for example `bridge`, in the order typed.
    pub(super) terms: Vec<CompiledTerm>,
    /// Terms that must not match, for example `-bridge`.
    pub(super) nots: Vec<CompiledTerm>,
    /// Regular expressions that must match, and `not_regexes` that must not.
    pub(super) regexes: Vec<Regex>,
    pub(super) not_regexes: Vec<Regex>,
}

/// A term: a single word, or words side by side, for example `well-known`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CompiledTerm {
    pub(super) slots: Vec<Needle>,
    /// The words of a hyphenated term written together, for example `wellknown`.
    pub(super) joined: Option<Needle>,
}

impl CompiledTerm {
    fn new(term: &QueryTerm) -> Option<CompiledTerm> {
        let words = words_of(term);
        let last = match (&term.kind, term.negated) {
            (TermKind::Word, false) if words.len() == 1 => MatchReach::Fuzzy,
            (TermKind::Phrase(PhraseEnd::Closed), _) => MatchReach::Whole,
            (TermKind::Word | TermKind::Exact | TermKind::Phrase(_) | TermKind::Regex(_), _) => {
                MatchReach::Start
            }
        };
        let (end, start) = words.split_last()?;
        let mut slots: Vec<Needle> =
            start.iter().map(|word| Needle::new(word, MatchReach::Whole)).collect();
        slots.push(Needle::new(end, last));
        let is_loose = matches!(term.kind, TermKind::Word) && !term.negated && words.len() > 1;
        let joined = is_loose.then(|| Needle::new(&words.concat(), MatchReach::Fuzzy));
        Some(CompiledTerm { slots, joined })
    }

    /// Returns the needle that may match in two words or as scattered letters, for example of a single
    /// [`TermKind::Word`].
    pub(super) fn loose(&self) -> Option<&Needle> {
        let needle = match (&self.slots[..], &self.joined) {
            (_, Some(joined)) => joined,
            ([needle], None) => needle,
            _ => return None,
        };
        (needle.reach == MatchReach::Fuzzy).then_some(needle)
    }
}

impl CompiledQuery {
    pub(super) fn new(query: &Query) -> CompiledQuery {
        let mut compiled = CompiledQuery::default();
        for term in &query.terms {
            match (&term.kind, term.negated) {
                (TermKind::Regex(regex), false) => compiled.regexes.push(regex.clone()),
                (TermKind::Regex(regex), true) => compiled.not_regexes.push(regex.clone()),
                (_, true) => compiled.nots.extend(CompiledTerm::new(term)),
                (_, false) => compiled.terms.extend(CompiledTerm::new(term)),
            }
        }
        compiled
    }

    /// Returns `true` without any term or expression.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
            && self.nots.is_empty()
            && self.regexes.is_empty()
            && self.not_regexes.is_empty()
    }
}

/// The terms of a query, expanded to the words of a few passages.
pub(super) struct QueryExpansion {
    pub(super) terms: Vec<TermExpansion>,
}

/// The words of a vocabulary that match a term.
pub(super) struct TermExpansion {
    pub(super) slots: Vec<WordGrades>,
    pub(super) joined: Option<WordGrades>,
    /// The words that match together with a neighbour, for example `isabella` for `isabram`.
    pub(super) halves: Option<SplitWords>,
}

/// The grade of every word of a [`ShardVocabulary`] for one [`Needle`].
pub(super) struct WordGrades {
    grades: Vec<Option<WordMatch>>,
    /// The words with a match.
    pub(super) found: Vec<WordId>,
}

/// The words that can be the left, or the right, of two words that share a needle's letters. For
/// example `isabram` matches `isabella ramirez`.
pub(super) struct SplitWords {
    left: Vec<u8>,
    right: Vec<u32>,
    /// The words on either side.
    pub(super) found: Vec<WordId>,
}

/// The words that a [`QueryExpansion`] covers.
#[derive(Clone, Copy)]
pub(super) enum ExpansionScope<'a> {
    /// All words of the [`ShardVocabulary`].
    All,
    /// The words of some passages, with or without duplicates.
    Of(&'a [WordId]),
}

impl QueryExpansion {
    pub(super) fn new(
        compiled: &CompiledQuery,
        distinct: &ShardVocabulary,
        words: ExpansionScope<'_>,
    ) -> QueryExpansion {
        let expansion =
            |compiled_term: &CompiledTerm| TermExpansion::new(compiled_term, distinct, words);
        QueryExpansion { terms: compiled.terms.iter().map(expansion).collect() }
    }
}

impl TermExpansion {
    pub(super) fn new(
        compiled_term: &CompiledTerm,
        distinct: &ShardVocabulary,
        words: ExpansionScope<'_>,
    ) -> TermExpansion {
        let table = |needle: &Needle| WordGrades::new(needle, distinct, words);
        TermExpansion {
            slots: compiled_term.slots.iter().map(table).collect(),
            joined: compiled_term.joined.as_ref().map(table),
            halves: compiled_term
                .loose()
                .and_then(|needle| SplitWords::new(needle, distinct, words)),
        }
    }

    /// Returns the expansion to a shard's words, looked up in the results of all volumes.
    ///
    /// The result equals [`Needle::grade`] of the term for each word.
    pub(super) fn gathered(volumes: &[&TermExpansion], term_ids: &[TermId]) -> TermExpansion {
        let table = |of: &dyn Fn(&'_ TermExpansion) -> Option<&'_ WordGrades>| {
            let tables: Vec<&WordGrades> =
                volumes.iter().filter_map(|expansion| of(expansion)).collect();
            (!tables.is_empty()).then(|| WordGrades::gathered(&tables, term_ids))
        };
        let n_slots = volumes.first().map_or(0, |expansion| expansion.slots.len());
        let halves = volumes.iter().filter_map(|expansion| expansion.halves.as_ref());
        let halves: Vec<&SplitWords> = halves.collect();
        TermExpansion {
            slots: (0..n_slots)
                .filter_map(|slot| table(&|expansion| expansion.slots.get(slot)))
                .collect(),
            joined: table(&|expansion| expansion.joined.as_ref()),
            halves: (!halves.is_empty()).then(|| SplitWords::gathered(&halves, term_ids)),
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let of =
            |table: &WordGrades| table.grades.len() + table.found.capacity() * size_of::<WordId>();
        let tables = self.slots.iter().chain(&self.joined).map(of);
        let halves = self.halves.as_ref().map_or(0, |halves| {
            halves.left.len() * 5 + halves.found.capacity() * size_of::<WordId>()
        });
        tables.sum::<usize>() + halves
    }
}

impl WordGrades {
    fn new(needle: &Needle, distinct: &ShardVocabulary, words: ExpansionScope<'_>) -> WordGrades {
        let mut table = WordGrades { grades: vec![None; distinct.len()], found: Vec::new() };
        let lacking = match needle.reach {
            MatchReach::Fuzzy => MissingLetters::One,
            MatchReach::Whole | MatchReach::Start | MatchReach::Inside => MissingLetters::Nothing,
        };
        match words {
            ExpansionScope::All => {
                for (id, word, letters) in distinct.with_letters(needle.letters(), lacking) {
                    table.set(id, needle.grade(word, letters));
                }
            }
            ExpansionScope::Of(words) => {
                for &id in words.iter().filter(|id| **id != OTHER) {
                    if table.grade(id).is_none() {
                        table.set(id, needle.grade(distinct.word(id), distinct.letters(id)));
                    }
                }
            }
        }
        table
    }

    fn gathered(volumes: &[&WordGrades], term_ids: &[TermId]) -> WordGrades {
        let mut table = WordGrades { grades: vec![None; term_ids.len()], found: Vec::new() };
        for (id, term_id) in (0..OTHER).zip(term_ids) {
            table.set(id, volumes[usize::from(term_id.volume)].grade(term_id.word));
        }
        table
    }

    fn set(&mut self, word: WordId, grade: Option<WordMatch>) {
        if grade.is_some() {
            self.grades[usize::from(word)] = grade;
            self.found.push(word);
        }
    }

    /// Returns the match of a word of the vocabulary.
    pub(super) fn grade(&self, word: WordId) -> Option<WordMatch> {
        self.grades.get(usize::from(word)).copied().flatten()
    }
}

impl SplitWords {
    fn new(
        needle: &Needle,
        distinct: &ShardVocabulary,
        words: ExpansionScope<'_>,
    ) -> Option<SplitWords> {
        let (left, right) = needle.half_letters()?;
        let mut halves = SplitWords {
            left: vec![0; distinct.len()],
            right: vec![0; distinct.len()],
            found: Vec::new(),
        };
        match words {
            ExpansionScope::All => {
                for (id, word, letters) in
                    distinct.with_letters(left & right, MissingLetters::Nothing)
                {
                    if left & !letters == 0 || right & !letters == 0 {
                        halves.set(id, needle, word);
                    }
                }
            }
            ExpansionScope::Of(words) => {
                for &id in words.iter().filter(|id| **id != OTHER) {
                    halves.set(id, needle, distinct.word(id));
                }
            }
        }
        Some(halves)
    }

    fn gathered(volumes: &[&SplitWords], term_ids: &[TermId]) -> SplitWords {
        let mut halves = SplitWords {
            left: vec![0; term_ids.len()],
            right: vec![0; term_ids.len()],
            found: Vec::new(),
        };
        for (id, term_id) in (0..OTHER).zip(term_ids) {
            let volume = volumes[usize::from(term_id.volume)];
            halves.put(id, (volume.left(term_id.word), volume.right(term_id.word)));
        }
        halves
    }

    fn set(&mut self, id: WordId, needle: &Needle, word: &str) {
        // More letters than 255 are no half of at most 24.
        self.put(id, (needle.left(word) as u8, needle.right(word)));
    }

    fn put(&mut self, id: WordId, (left, right): (u8, u32)) {
        if left > 0 || right != 0 {
            self.left[usize::from(id)] = left;
            self.right[usize::from(id)] = right;
            self.found.push(id);
        }
    }

    /// Returns the number of first letters that a word can stand for.
    pub(super) fn left(&self, word: WordId) -> u8 {
        self.left.get(usize::from(word)).copied().unwrap_or(0)
    }

    /// Returns the letters from which a word can stand for the rest, one bit each.
    pub(super) fn right(&self, word: WordId) -> u32 {
        self.right.get(usize::from(word)).copied().unwrap_or(0)
    }

    /// Returns `true` if two neighbouring words share the letters: any split up to the longest left
    /// part is valid.
    pub(super) fn fit(&self, left: WordId, right: WordId) -> bool {
        let len = self.left(left);
        len > 0 && self.right(right) & ((1 << (len + 1)) - 1) != 0
    }
}
