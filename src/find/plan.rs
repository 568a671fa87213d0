//! A query made ready for one lexicon: which words serve which term, and how well.
//!
//! Everything that needs letters happens here, once per query and word. The scan over the passages
//! then looks only at numbers: [`Plan::sets`] of a word says for which terms it may serve, and
//! [`Slot::grade`] how well.

use std::collections::HashMap;

use regex::Regex;

use super::{
    Query,
    grade::{Grade, Needle, Reach},
    lexicon::{Lexicon, WordId},
    query::{Phrase, Term, TermKind, words_of},
};

/// A query that knows the words.
pub(super) struct Plan {
    /// What must match, in the order typed.
    pub(super) terms: Vec<Goal>,
    /// What must not match.
    pub(super) nots: Vec<Goal>,
    /// Regular expressions that must, and must not, match.
    pub(super) regexes: Vec<Regex>,
    pub(super) not_regexes: Vec<Regex>,
    /// For each word an index into `kinds`; most words serve no term and share index 0.
    table: Vec<u16>,
    kinds: Vec<Sets>,
}

/// One bit per term.
pub(super) type TermSet = u64;

/// For which terms a word may serve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets {
    /// As the (first) word of the term.
    pub(super) any: TermSet,
    /// As the left of two words that share the letters of the term.
    pub(super) left: TermSet,
    /// As the right of two.
    pub(super) right: TermSet,
}

/// One term: words side by side, mostly one.
pub(super) struct Goal {
    pub(super) slots: Vec<Slot>,
    /// The words of a hyphenated term written together.
    pub(super) joined: Option<Slot>,
}

/// One word of a term with the grade of every word of the lexicon.
pub(super) struct Slot {
    pub(super) needle: Needle,
    grades: Vec<Option<Grade>>,
}

impl Slot {
    fn new(word: &str, reach: Reach, lexicon: &Lexicon) -> Self {
        let needle = Needle::new(word, reach);
        let grades = lexicon
            .iter()
            .map(|(_, word, letters)| needle.grade(word, letters))
            .collect();
        Self { needle, grades }
    }

    /// How well a word of the lexicon serves.
    pub(super) fn grade(&self, word: WordId) -> Option<Grade> {
        self.grades.get(word as usize).copied().flatten()
    }
}

impl Goal {
    fn new(term: &Term, lexicon: &Lexicon) -> Option<Goal> {
        let words = words_of(term);
        let last = match (&term.kind, term.negated) {
            (TermKind::Word, false) if words.len() == 1 => Reach::Fuzzy,
            (TermKind::Phrase(Phrase::Closed), _) => Reach::Whole,
            (TermKind::Word | TermKind::Exact | TermKind::Phrase(_) | TermKind::Regex(_), _) => {
                Reach::Start
            }
        };
        let (end, start) = words.split_last()?;
        let mut slots: Vec<Slot> = start
            .iter()
            .map(|word| Slot::new(word, Reach::Whole, lexicon))
            .collect();
        slots.push(Slot::new(end, last, lexicon));
        let is_loose = matches!(term.kind, TermKind::Word) && !term.negated && words.len() > 1;
        let joined = is_loose.then(|| Slot::new(&words.concat(), Reach::Fuzzy, lexicon));
        Some(Goal { slots, joined })
    }

    /// The single words that may serve for the whole term, or for its start.
    fn heads(&self) -> impl Iterator<Item = &Slot> {
        self.slots.first().into_iter().chain(&self.joined)
    }

    /// The needle that may be looked for in two words or as scattered letters.
    pub(super) fn loose(&self) -> Option<&Needle> {
        let slot = match (&self.slots[..], &self.joined) {
            (_, Some(joined)) => joined,
            ([slot], None) => slot,
            _ => return None,
        };
        (slot.needle.reach == Reach::Fuzzy).then_some(&slot.needle)
    }
}

impl Plan {
    /// Compares the query with every word of the lexicon.
    pub(super) fn new(query: &Query, lexicon: &Lexicon) -> Plan {
        let mut plan = Plan {
            terms: Vec::new(),
            nots: Vec::new(),
            regexes: Vec::new(),
            not_regexes: Vec::new(),
            table: vec![0; lexicon.len()],
            kinds: vec![Sets::default()],
        };
        for term in &query.terms {
            match (&term.kind, term.negated) {
                (TermKind::Regex(regex), false) => plan.regexes.push(regex.clone()),
                (TermKind::Regex(regex), true) => plan.not_regexes.push(regex.clone()),
                (_, true) => plan.nots.extend(Goal::new(term, lexicon)),
                (_, false) => plan.terms.extend(Goal::new(term, lexicon)),
            }
        }
        plan.fill_table(lexicon);
        plan
    }

    /// Whether no term and no expression is left to look for, or to avoid.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
            && self.nots.is_empty()
            && self.regexes.is_empty()
            && self.not_regexes.is_empty()
    }

    /// For which terms a word may serve.
    pub(super) fn sets(&self, word: WordId) -> Sets {
        self.kinds[usize::from(self.table[word as usize])]
    }

    /// The set of all terms.
    pub(super) fn all(&self) -> TermSet {
        (0..self.terms.len()).fold(0, |all, term| all | 1 << term)
    }

    fn fill_table(&mut self, lexicon: &Lexicon) {
        let mut known = HashMap::new();
        for (id, word, _) in lexicon.iter() {
            let sets = self.sets_of(id, word);
            if sets == Sets::default() {
                continue;
            }
            let key = (sets.any, sets.left, sets.right);
            let kind = *known.entry(key).or_insert_with(|| {
                self.kinds.push(sets);
                self.kinds.len() - 1
            });
            // More than 65,535 different sets need a query made for it; its last words then share
            // the set of all terms, which only costs time.
            self.table[id] = u16::try_from(kind).unwrap_or(u16::MAX);
        }
        if self.kinds.len() > usize::from(u16::MAX) {
            let all = self.all();
            self.kinds.truncate(usize::from(u16::MAX));
            self.kinds.push(Sets {
                any: all,
                left: all,
                right: all,
            });
        }
    }

    fn sets_of(&self, id: usize, word: &str) -> Sets {
        let mut sets = Sets::default();
        for (term, goal) in self.terms.iter().enumerate() {
            let bit = 1 << term;
            if goal.heads().any(|slot| slot.grades[id].is_some()) {
                sets.any |= bit;
            }
            if let Some(needle) = goal.loose() {
                sets.left |= if needle.left(word) > 0 { bit } else { 0 };
                sets.right |= if needle.right(word) != 0 { bit } else { 0 };
            }
        }
        sets
    }
}
