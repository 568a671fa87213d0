//! A query compiled for search: once for all passages, and once for the words of each shard.
//!
//! All work with letters happens here, once per query and distinct word. After that a search
//! compares numbers only: [`WordGrades::grade`] returns the match of a word.

use regex::Regex;

use super::{
    Query,
    dictionary::Page,
    grade::{Grade, Needle, Reach},
    lexicon::{Lacking, Lexicon, OTHER, WordId},
    query::{Phrase, Term, TermKind, words_of},
};

/// A query, independent of any vocabulary.
#[derive(Default)]
pub(super) struct Wanted {
    /// Terms that must match, in the order typed.
    pub(super) terms: Vec<Goal>,
    /// Terms that must not match.
    pub(super) nots: Vec<Goal>,
    /// Regular expressions that must, and must not, match.
    pub(super) regexes: Vec<Regex>,
    pub(super) not_regexes: Vec<Regex>,
}

/// A term: a single word, or words side by side, for example `well-known`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Goal {
    pub(super) slots: Vec<Needle>,
    /// The words of a hyphenated term written together.
    pub(super) joined: Option<Needle>,
}

impl Goal {
    fn new(term: &Term) -> Option<Goal> {
        let words = words_of(term);
        let last = match (&term.kind, term.negated) {
            (TermKind::Word, false) if words.len() == 1 => Reach::Fuzzy,
            (TermKind::Phrase(Phrase::Closed), _) => Reach::Whole,
            (TermKind::Word | TermKind::Exact | TermKind::Phrase(_) | TermKind::Regex(_), _) => {
                Reach::Start
            }
        };
        let (end, start) = words.split_last()?;
        let mut slots: Vec<Needle> = start
            .iter()
            .map(|word| Needle::new(word, Reach::Whole))
            .collect();
        slots.push(Needle::new(end, last));
        let is_loose = matches!(term.kind, TermKind::Word) && !term.negated && words.len() > 1;
        let joined = is_loose.then(|| Needle::new(&words.concat(), Reach::Fuzzy));
        Some(Goal { slots, joined })
    }

    /// The needle that may be looked for in two words or as scattered letters.
    pub(super) fn loose(&self) -> Option<&Needle> {
        let needle = match (&self.slots[..], &self.joined) {
            (_, Some(joined)) => joined,
            ([needle], None) => needle,
            _ => return None,
        };
        (needle.reach == Reach::Fuzzy).then_some(needle)
    }
}

impl Wanted {
    pub(super) fn new(query: &Query) -> Wanted {
        let mut wanted = Wanted::default();
        for term in &query.terms {
            match (&term.kind, term.negated) {
                (TermKind::Regex(regex), false) => wanted.regexes.push(regex.clone()),
                (TermKind::Regex(regex), true) => wanted.not_regexes.push(regex.clone()),
                (_, true) => wanted.nots.extend(Goal::new(term)),
                (_, false) => wanted.terms.extend(Goal::new(term)),
            }
        }
        wanted
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
pub(super) struct Plan {
    pub(super) terms: Vec<Fit>,
}

/// The words of a vocabulary that match a term.
pub(super) struct Fit {
    pub(super) slots: Vec<Table>,
    pub(super) joined: Option<Table>,
    /// The words that serve together with a neighbour.
    pub(super) halves: Option<Halves>,
}

/// The grade of every word of the lexicon for one needle.
pub(super) struct Table {
    grades: Vec<Option<Grade>>,
    /// The words with a match.
    pub(super) found: Vec<WordId>,
}

/// The words that can be the left, or the right, of two words that share a needle's letters. For
/// example `isabram` matches `isabella ramirez`.
pub(super) struct Halves {
    left: Vec<u8>,
    right: Vec<u32>,
    /// The words on either side.
    pub(super) found: Vec<WordId>,
}

/// The words that a plan is made for.
#[derive(Clone, Copy)]
pub(super) enum Words<'a> {
    /// All of the lexicon,
    All,
    /// or the words of some passages, perhaps with duplicates.
    Of(&'a [WordId]),
}

impl Plan {
    pub(super) fn new(wanted: &Wanted, lexicon: &Lexicon, words: Words<'_>) -> Plan {
        let fit = |goal: &Goal| Fit::new(goal, lexicon, words);
        Plan {
            terms: wanted.terms.iter().map(fit).collect(),
        }
    }
}

impl Fit {
    pub(super) fn new(goal: &Goal, lexicon: &Lexicon, words: Words<'_>) -> Fit {
        let table = |needle: &Needle| Table::new(needle, lexicon, words);
        Fit {
            slots: goal.slots.iter().map(table).collect(),
            joined: goal.joined.as_ref().map(table),
            halves: goal
                .loose()
                .and_then(|needle| Halves::new(needle, lexicon, words)),
        }
    }

    /// Returns the expansion to a shard's words, looked up in the results of all volumes.
    ///
    /// The result equals a comparison of the term with each word.
    pub(super) fn gathered(volumes: &[&Fit], pages: &[Page]) -> Fit {
        let table = |of: &dyn Fn(&'_ Fit) -> Option<&'_ Table>| {
            let tables: Vec<&Table> = volumes.iter().filter_map(|fit| of(fit)).collect();
            (!tables.is_empty()).then(|| Table::gathered(&tables, pages))
        };
        let n_slots = volumes.first().map_or(0, |fit| fit.slots.len());
        let halves = volumes.iter().filter_map(|fit| fit.halves.as_ref());
        let halves: Vec<&Halves> = halves.collect();
        Fit {
            slots: (0..n_slots)
                .filter_map(|slot| table(&|fit| fit.slots.get(slot)))
                .collect(),
            joined: table(&|fit| fit.joined.as_ref()),
            halves: (!halves.is_empty()).then(|| Halves::gathered(&halves, pages)),
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let of = |table: &Table| table.grades.len() + table.found.capacity() * size_of::<WordId>();
        let tables = self.slots.iter().chain(&self.joined).map(of);
        let halves = self.halves.as_ref().map_or(0, |halves| {
            halves.left.len() * 5 + halves.found.capacity() * size_of::<WordId>()
        });
        tables.sum::<usize>() + halves
    }
}

impl Table {
    fn new(needle: &Needle, lexicon: &Lexicon, words: Words<'_>) -> Table {
        let mut table = Table {
            grades: vec![None; lexicon.len()],
            found: Vec::new(),
        };
        let lacking = match needle.reach {
            Reach::Fuzzy => Lacking::One,
            Reach::Whole | Reach::Start | Reach::Inside => Lacking::Nothing,
        };
        match words {
            Words::All => {
                for (id, word, letters) in lexicon.with_letters(needle.letters(), lacking) {
                    table.set(id, needle.grade(word, letters));
                }
            }
            Words::Of(words) => {
                for &id in words.iter().filter(|id| **id != OTHER) {
                    if table.grade(id).is_none() {
                        table.set(id, needle.grade(lexicon.word(id), lexicon.letters(id)));
                    }
                }
            }
        }
        table
    }

    fn gathered(volumes: &[&Table], pages: &[Page]) -> Table {
        let mut table = Table {
            grades: vec![None; pages.len()],
            found: Vec::new(),
        };
        for (id, page) in (0..OTHER).zip(pages) {
            table.set(id, volumes[usize::from(page.volume)].grade(page.word));
        }
        table
    }

    fn set(&mut self, word: WordId, grade: Option<Grade>) {
        if grade.is_some() {
            self.grades[usize::from(word)] = grade;
            self.found.push(word);
        }
    }

    /// Returns the match of a word of the vocabulary.
    pub(super) fn grade(&self, word: WordId) -> Option<Grade> {
        self.grades.get(usize::from(word)).copied().flatten()
    }
}

impl Halves {
    fn new(needle: &Needle, lexicon: &Lexicon, words: Words<'_>) -> Option<Halves> {
        let (left, right) = needle.half_letters()?;
        let mut halves = Halves {
            left: vec![0; lexicon.len()],
            right: vec![0; lexicon.len()],
            found: Vec::new(),
        };
        match words {
            Words::All => {
                for (id, word, letters) in lexicon.with_letters(left & right, Lacking::Nothing) {
                    if left & !letters == 0 || right & !letters == 0 {
                        halves.set(id, needle, word);
                    }
                }
            }
            Words::Of(words) => {
                for &id in words.iter().filter(|id| **id != OTHER) {
                    halves.set(id, needle, lexicon.word(id));
                }
            }
        }
        Some(halves)
    }

    fn gathered(volumes: &[&Halves], pages: &[Page]) -> Halves {
        let mut halves = Halves {
            left: vec![0; pages.len()],
            right: vec![0; pages.len()],
            found: Vec::new(),
        };
        for (id, page) in (0..OTHER).zip(pages) {
            let volume = volumes[usize::from(page.volume)];
            halves.put(id, (volume.left(page.word), volume.right(page.word)));
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
