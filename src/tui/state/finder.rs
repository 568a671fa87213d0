//! [`FinderPopup`]: a typed line over its hits, either passages or the lines of a concordance.
//!
//! Owns the typed query, the answer, the selected row and the ticked rows. Both kinds of hits share the
//! line, the ticks and every command on rows; only the contents of a row differ.

use std::collections::BTreeSet;

use copydesk::{
    find::{Concordance, Filter, LineOrder, Passage, SearchHits, SearchMode, filters_in},
    text::Span,
};

use super::text_field::TextField;
use crate::tui::{layout::FinderShape, list::ListCursor};

/// The receiver of keys: the query or the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinderFocus {
    #[default]
    Field,
    Rows,
}

/// The answer of a search.
#[derive(Debug)]
pub enum SearchAnswer {
    Passages(SearchHits),
    Lines(Concordance),
}

/// The rows, with the state of this kind of rows.
#[derive(Debug)]
pub enum FinderResults {
    Passages {
        found: SearchHits,
        scattered: bool,
    },
    Lines {
        found: Concordance,
        mode: SearchMode,
        order: LineOrder,
        /// The articles with most lines and their numbers of lines, most first.
        counts: Vec<(usize, usize)>,
        /// Shows the counts in place of the lines.
        shows_counts: bool,
    },
}

impl FinderResults {
    /// Returns no passages yet.
    pub fn passages() -> Self {
        Self::Passages { found: SearchHits::default(), scattered: false }
    }

    /// Returns no lines yet.
    pub fn lines(mode: SearchMode, order: LineOrder) -> Self {
        let (found, counts) = (Concordance::default(), Vec::new());
        Self::Lines { found, mode, order, counts, shows_counts: false }
    }
}

/// The finder.
#[derive(Debug)]
pub struct FinderPopup {
    pub results: FinderResults,
    pub field: TextField,
    pub focus: FinderFocus,
    pub rows: ListCursor,
    /// Ticked sentences: index of the article, index of the sentence.
    pub ticked: BTreeSet<(usize, usize)>,
    /// The error in the query, for example an unknown filter.
    pub error: Option<String>,
    /// Number of the newest search; older answers are dropped.
    pub generation: u64,
    /// The complete answer is still to come.
    pub waiting: bool,
    /// Percentage of searched passages, until all are searched.
    pub percent: Option<u8>,
}

/// Most articles with a count; more than the rows of any screen.
const MOST_COUNTS: usize = 500;

impl FinderPopup {
    pub fn new(results: FinderResults, known: &str) -> Self {
        Self {
            results,
            field: TextField::new(known),
            focus: FinderFocus::Field,
            rows: ListCursor::default(),
            ticked: BTreeSet::new(),
            error: None,
            generation: 0,
            waiting: false,
            percent: None,
        }
    }

    /// Returns the mode of the query.
    pub fn mode(&self) -> SearchMode {
        match self.results {
            FinderResults::Passages { .. } => SearchMode::Words,
            FinderResults::Lines { mode, .. } => mode,
        }
    }

    /// Returns the filters of the query, each with its bytes.
    pub fn filters(&self) -> Vec<(Span, Filter)> {
        filters_in(self.field.text(), self.mode())
    }

    /// Returns the contents with an effect on the layout.
    pub fn shape(&self) -> FinderShape {
        FinderShape {
            has_chips: !self.filters().is_empty(),
            has_counts: matches!(self.results, FinderResults::Lines { .. }),
        }
    }

    /// The passage of a row.
    pub fn passage(&self, row: usize) -> Option<&Passage> {
        match &self.results {
            FinderResults::Passages { found, .. } => found.hits.get(row).map(|hit| &hit.passage),
            FinderResults::Lines { found, .. } => found.lines.get(row).map(|line| &line.passage),
        }
    }

    /// Returns the identity of a row, the same in every answer: its article and its words.
    fn identity(&self, row: usize) -> Option<(usize, Span)> {
        match &self.results {
            FinderResults::Passages { found, .. } => {
                let hit = found.hits.get(row)?;
                Some((hit.passage.article, hit.passage.span))
            }
            FinderResults::Lines { found, .. } => {
                let line = found.lines.get(row)?;
                Some((line.passage.article, line.keyword))
            }
        }
    }

    /// Takes in an answer, complete or partial.
    ///
    /// The best row is selected for a user in the query. A user in the rows stays on the same row, if
    /// the answer still has the row.
    pub fn take(&mut self, answer: SearchAnswer, percent: Option<u8>) {
        let selected = self.identity(self.rows.selected);
        self.waiting = percent.is_some();
        self.percent = percent;
        let len = match (&mut self.results, answer) {
            (FinderResults::Passages { found, .. }, SearchAnswer::Passages(answer)) => {
                *found = answer;
                found.hits.len()
            }
            (FinderResults::Lines { found, counts, .. }, SearchAnswer::Lines(answer)) => {
                *found = answer;
                *counts = largest(&found.counts);
                found.lines.len()
            }
            // A finder has one kind for life, and its searches have the same kind.
            (FinderResults::Passages { .. } | FinderResults::Lines { .. }, _) => return,
        };
        self.rows.resize(len);
        if self.focus == FinderFocus::Field {
            self.rows = ListCursor { len, ..ListCursor::default() };
        } else if let Some(row) =
            selected.and_then(|known| (0..len).find(|row| self.identity(*row) == Some(known)))
        {
            self.rows.select(row);
        }
    }

    /// Ticks the selected row, or takes its tick away, and goes on.
    pub fn tick(&mut self) {
        if let Some(row) = self.sentence(self.rows.selected) {
            if !self.ticked.remove(&row) {
                self.ticked.insert(row);
            }
            self.go_on();
        }
    }

    /// Goes to the next row of another sentence. Lines of one sentence often stand together, and a
    /// decision on the sentence has decided them all.
    pub fn go_on(&mut self) {
        let here = self.sentence(self.rows.selected);
        let rest = self.rows.selected..self.rows.len;
        let next = rest.into_iter().find(|row| self.sentence(*row) != here);
        self.rows.select(next.unwrap_or(self.rows.len));
    }

    /// Ticks all rows, or none if all are ticked.
    pub fn tick_all(&mut self) {
        let all = (0..self.rows.len).filter_map(|row| self.sentence(row)).collect();
        self.ticked = if self.ticked == all { BTreeSet::new() } else { all };
    }

    /// Returns article and sentence of a row.
    pub fn sentence(&self, row: usize) -> Option<(usize, usize)> {
        let passage = self.passage(row)?;
        Some((passage.article, passage.sentence))
    }

    /// Takes a filter out of the query; returns false if the query has no `nth` filter.
    pub fn remove_filter(&mut self, nth: usize) -> bool {
        let filters = self.filters();
        let Some((span, _)) = filters.get(nth) else { return false };
        let text = self.field.text();
        let (before, after) = (text[..span.start].trim_end(), text[span.end..].trim_start());
        let gap = if before.is_empty() || after.is_empty() { "" } else { " " };
        self.field = TextField::new(format!("{before}{gap}{after}"));
        true
    }

    /// Types a filter at the start, where every mode reads filters.
    pub fn add_filter(&mut self, filter: &str) {
        let text = self.field.text();
        let gap = if text.is_empty() { "" } else { " " };
        self.field = TextField::new(format!("{filter}{gap}{text}"));
    }
}

/// Returns the articles with most lines, most first.
fn largest(counts: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let order =
        |one: &(usize, usize), two: &(usize, usize)| two.1.cmp(&one.1).then(one.0.cmp(&two.0));
    let mut counts = counts.to_vec();
    if counts.len() > MOST_COUNTS {
        counts.select_nth_unstable_by(MOST_COUNTS, order);
        counts.truncate(MOST_COUNTS);
    }
    counts.sort_unstable_by(order);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(typed: &str, mode: SearchMode) -> FinderPopup {
        let results = FinderResults::Lines {
            found: Concordance::default(),
            mode,
            order: LineOrder::default(),
            counts: Vec::new(),
            shows_counts: false,
        };
        FinderPopup::new(results, typed)
    }

    #[test]
    fn filters_come_and_go_and_the_words_stay() {
        let mut finder = lines("in:a b c !label:x", SearchMode::Phrase);
        assert!(finder.remove_filter(1));
        assert_eq!(finder.field.text(), "in:a b c");
        assert!(finder.remove_filter(0) && !finder.remove_filter(0));
        assert_eq!(finder.field.text(), "b c");
        finder.add_filter("kind:claim");
        assert_eq!(finder.field.text(), "kind:claim b c");
        let mut finder = lines("é in:ñ b", SearchMode::Exact);
        assert!(finder.remove_filter(0));
        assert_eq!(finder.field.text(), "é b");
    }

    #[test]
    fn most_lines_first() {
        let counts: Vec<_> = (0..2_000).map(|article| (article, article % 900)).collect();
        let largest = largest(&counts);
        assert_eq!(largest[..3], [(899, 899), (1_799, 899), (898, 898)]);
        assert_eq!(largest.len(), MOST_COUNTS);
    }
}
