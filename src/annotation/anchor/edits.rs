//! Counting edits: how alike two short texts are, and where in a window an edited text stands best.
//!
//! Both walk a table of |a| × |b| cells and keep two columns of it, so callers bound the lengths.

use std::ops::Range;

/// How alike two short texts are, from 0 to 1: one minus the edits needed per char of the longer.
pub(super) fn similarity(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut column: Vec<usize> = (0..=a.len()).collect();
    for (j, right) in b.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut column[0], j + 1);
        for (i, left) in a.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = column[i + 1];
            column[i + 1] = replaced.min(diagonal + 1).min(column[i] + 1);
        }
    }
    alike(column[a.len()], a.len().max(b.len()))
}

/// One minus the edits per char.
fn alike(edits: usize, chars: usize) -> f64 {
    1.0 - edits as f64 / chars.max(1) as f64
}

/// A cell of the table: edits so far, and the char of the window where this alignment began.
#[derive(Clone, Copy)]
struct Cell {
    edits: usize,
    start: usize,
}

impl Cell {
    fn with(self, edits: usize) -> Self {
        Self {
            edits: self.edits + edits,
            ..self
        }
    }
}

/// The part of `window` that becomes `quote` with the fewest edits, at most `limit`, and how alike the
/// two are.
///
/// Only the rows that can still end within the limit are walked (Ukkonen's cut-off), so a window that
/// holds nothing alike is left after a few cells per char.
pub(super) fn best_part(
    window: &[char],
    quote: &[char],
    limit: usize,
) -> Option<(Range<usize>, f64)> {
    let mut column: Vec<Cell> = (0..=quote.len())
        .map(|edits| Cell { edits, start: 0 })
        .collect();
    let mut active = limit.min(quote.len());
    let mut best: Option<(usize, Range<usize>)> = None;
    for (j, right) in window.iter().enumerate() {
        active = step(&mut column, quote, *right, active.min(quote.len() - 1) + 1);
        column[0].start = j + 1;
        while column[active].edits > limit {
            active -= 1;
        }
        let here = column[quote.len()];
        let part = here.start..j + 1;
        let off = |part: &Range<usize>| part.len().abs_diff(quote.len());
        let better = |(edits, found): &(usize, Range<usize>)| {
            (here.edits, off(&part)) < (*edits, off(found))
        };
        if active == quote.len() && best.as_ref().is_none_or(better) {
            best = Some((here.edits, part));
        }
    }
    best.map(|(edits, part)| {
        let like = alike(edits, quote.len().max(part.len()));
        (part, like)
    })
}

/// Makes a column of its predecessor, up to and with row `last`.
fn step(column: &mut [Cell], quote: &[char], right: char, last: usize) -> usize {
    let mut diagonal = column[0];
    let mut above = Cell {
        start: diagonal.start + 1,
        ..diagonal
    };
    for (left, cell) in quote[..last].iter().zip(&mut column[1..=last]) {
        let mut next = diagonal.with(usize::from(*left != right));
        if cell.edits + 1 < next.edits {
            next = cell.with(1);
        }
        if above.edits + 1 < next.edits {
            next = above.with(1);
        }
        diagonal = std::mem::replace(cell, next);
        above = next;
    }
    last
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(window: &str, quote: &str) -> Option<(String, f64)> {
        let [window, quote] = [window, quote].map(|text| text.chars().collect::<Vec<_>>());
        let (range, like) = best_part(&window, &quote, 3)?;
        Some((window[range].iter().collect(), like))
    }

    #[test]
    fn similarity_counts_edits() {
        assert!((similarity("kitten", "sitting") - (1.0 - 3.0 / 7.0)).abs() < 1e-9);
        assert!(similarity("", "") >= 1.0);
        assert!(similarity("abc", "") <= 0.0);
    }

    #[test]
    fn the_part_with_fewest_edits_is_found() {
        let found = |words: &str, like: f64| Some((words.to_owned(), like));
        assert_eq!(
            part("one two thrée four", "two three"),
            found("two thrée", 1.0 - 1.0 / 9.0)
        );
        assert_eq!(
            part("say it ended today!", "it ended today."),
            found("it ended today!", 1.0 - 1.0 / 15.0)
        );
        assert_eq!(part("four edits are too many", "fxxr xxits"), None);
        assert_eq!(part("", "abcd"), None);
    }

    proptest! {
        #[test]
        fn cutting_off_changes_nothing(window in "[ab]{0,14}", quote in "[ab]{1,8}", limit in 0usize..9) {
            let chars: Vec<char> = window.chars().collect();
            let parts = (0..=chars.len()).flat_map(|end| (0..=end).map(move |start| start..end));
            let edits = |part: Range<usize>| {
                let words: String = chars[part].iter().collect();
                let longer = words.len().max(quote.len());
                ((1.0 - similarity(&words, &quote)) * longer as f64).round() as usize
            };
            let fewest = parts.filter(|part| part.end > 0).map(edits).min().filter(|edits| *edits <= limit);
            let quote: Vec<char> = quote.chars().collect();
            let found = best_part(&chars, &quote, limit).map(|(part, _)| edits(part));
            prop_assert_eq!(found, fewest);
        }
    }
}
