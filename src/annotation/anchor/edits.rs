//! Edit distance: the similarity of two short texts, and the best place of an edited text in a window.
//!
//! Both functions walk a table of |a| × |b| cells and keep two columns, so callers bound the lengths.

use std::ops::Range;

/// Returns the similarity of two short texts, from 0 to 1: one minus the edits per char of the longer
/// text. For example `abc` and `abd` give 2/3.
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

/// Returns one minus the edits per char.
fn alike(edits: usize, chars: usize) -> f64 {
    1.0 - edits as f64 / chars.max(1) as f64
}

/// A text to search for, and the part whose place is wanted.
pub(super) struct Pattern<'a> {
    pub(super) chars: &'a [char],
    pub(super) from: usize,
    pub(super) till: usize,
}

impl<'a> Pattern<'a> {
    /// Makes a pattern whose wanted part is the whole text.
    pub(super) fn of(chars: &'a [char]) -> Self {
        Self { chars, from: 0, till: chars.len() }
    }
}

/// A cell of the table: edits so far, and the window columns at which the wanted part begins and ends.
#[derive(Clone, Copy)]
struct Cell {
    edits: usize,
    start: usize,
    end: usize,
}

impl Cell {
    fn with(self, edits: usize) -> Self {
        Self { edits: self.edits + edits, ..self }
    }

    /// Updates the borders of the wanted part after `row` chars of the pattern and `column` chars of the
    /// window.
    ///
    /// Chars inserted at a border belong to the context. `is_put_in` means that the last window char was
    /// inserted.
    fn passing(
        self,
        (row, column): (usize, usize),
        pattern: &Pattern<'_>,
        is_put_in: bool,
    ) -> Self {
        let ends = row < pattern.till || row == pattern.till && !is_put_in;
        Self {
            start: if row <= pattern.from { column } else { self.start },
            end: if ends { column } else { self.end },
            ..self
        }
    }
}

/// Returns the place of the wanted part in `window`, and the similarity of the whole pattern. The
/// pattern is aligned with at most `limit` edits.
///
/// Walks only rows that can still end within `limit` (Ukkonen's cut-off), so an unrelated window costs a
/// few cells per char.
pub(super) fn best_part(
    window: &[char],
    pattern: &Pattern<'_>,
    limit: usize,
) -> Option<(Range<usize>, f64)> {
    let rows = pattern.chars.len();
    let mut column: Vec<Cell> = (0..=rows).map(|edits| Cell { edits, start: 0, end: 0 }).collect();
    let mut active = limit.min(rows);
    let mut best: Option<(usize, Range<usize>)> = None;
    for (j, right) in window.iter().enumerate() {
        active = step(&mut column, pattern, (j, *right), active.min(rows - 1) + 1);
        while column[active].edits > limit {
            active -= 1;
        }
        let here = column[rows];
        let part = here.start..here.end;
        let off = |part: &Range<usize>| part.len().abs_diff(pattern.till - pattern.from);
        let better = |(edits, found): &(usize, Range<usize>)| {
            (here.edits, off(&part)) < (*edits, off(found))
        };
        if active == rows && best.as_ref().is_none_or(better) {
            best = Some((here.edits, part));
        }
    }
    best.map(|(edits, part)| {
        let like = alike(edits, rows.max(part.len()));
        (part, like)
    })
}

/// Computes the next column from its predecessor, up to and with row `last`.
fn step(
    column: &mut [Cell],
    pattern: &Pattern<'_>,
    (j, right): (usize, char),
    last: usize,
) -> usize {
    let mut diagonal = column[0];
    column[0] = column[0].passing((0, j + 1), pattern, false);
    let mut above = column[0];
    for (i, left) in pattern.chars[..last].iter().enumerate() {
        let cell = column[i + 1];
        let mut next = diagonal.with(usize::from(*left != right));
        let is_put_in = cell.edits + 1 < next.edits;
        if is_put_in {
            next = cell.with(1);
        }
        let is_left_out = above.edits + 1 < next.edits;
        if is_left_out {
            next = above.with(1);
        }
        diagonal = cell;
        above = next.passing((i + 1, j + 1), pattern, is_put_in && !is_left_out);
        column[i + 1] = above;
    }
    last
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(window: &str, quote: &str) -> Option<(String, f64)> {
        let [window, quote] = [window, quote].map(|text| text.chars().collect::<Vec<_>>());
        let (range, like) = best_part(&window, &Pattern::of(&quote), 3)?;
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
        assert_eq!(part("one two thrée four", "two three"), found("two thrée", 1.0 - 1.0 / 9.0));
        assert_eq!(
            part("say it ended today!", "it ended today."),
            found("it ended today!", 1.0 - 1.0 / 15.0)
        );
        assert_eq!(part("four edits are too many", "fxxr xxits"), None);
        assert_eq!(part("", "abcd"), None);
    }

    /// Returns the words at the place of the words between brackets, found by the whole pattern.
    fn inner(window: &str, pattern: &str) -> Option<String> {
        let (head, rest) = pattern.split_once('[')?;
        let (words, tail) = rest.split_once(']')?;
        let chars: Vec<char> = format!("{head}{words}{tail}").chars().collect();
        let pattern = Pattern { chars: &chars, from: head.len(), till: head.len() + words.len() };
        let window: Vec<char> = window.chars().collect();
        let (range, _) = best_part(&window, &pattern, 6)?;
        Some(window[range].iter().collect())
    }

    #[test]
    fn what_was_put_in_at_a_border_belongs_to_the_surroundings() {
        let check = |window: &str, pattern: &str, expected: &str| {
            assert_eq!(inner(window, pattern).as_deref(), Some(expected), "{window}");
        };
        check("one two three", "one [two] three", "two");
        check("one XX two three", "one [two] three", "two");
        check("one two XX three", "one [two] three", "two");
        check("one twXo three", "one [two] three", "twXo");
        check("one to three", "one [two] three", "to");
        check("ne two thre", "one [two] three", "two");
        check("one  three", "one [two] three", "");
    }

    #[test]
    fn of_parts_with_as_many_edits_the_first_of_the_nearest_length_is_taken() {
        assert_eq!(part("abc abd", "abe").unwrap().0, "abc");
        assert_eq!(inner("xacb", "x[ab]").as_deref(), Some("ac"));
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
            let found = best_part(&chars, &Pattern::of(&quote), limit).map(|(part, _)| edits(part));
            prop_assert_eq!(found, fewest);
        }
    }
}
