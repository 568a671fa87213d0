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
#[allow(clippy::cast_precision_loss)]
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

/// The part of `window` that needs the fewest edits to become `quote`, and how alike the two are.
pub(super) fn best_part(window: &[char], quote: &[char]) -> (Range<usize>, f64) {
    let fresh = |start: usize| move |edits: usize| Cell { edits, start };
    let mut column: Vec<Cell> = (0..=quote.len()).map(fresh(0)).collect();
    let (mut best, mut found) = (column[quote.len()], 0..0);
    for (j, right) in window.iter().enumerate() {
        let mut diagonal = std::mem::replace(
            &mut column[0],
            Cell {
                edits: 0,
                start: j + 1,
            },
        );
        for (i, left) in quote.iter().enumerate() {
            let replaced = diagonal.with(usize::from(left != right));
            diagonal = column[i + 1];
            let options = [replaced, diagonal.with(1), column[i].with(1)];
            column[i + 1] = options
                .into_iter()
                .min_by_key(|cell| cell.edits)
                .unwrap_or(replaced);
        }
        let here = column[quote.len()];
        let off = |part: &Range<usize>| part.len().abs_diff(quote.len());
        let part = here.start..j + 1;
        if here.edits < best.edits || here.edits == best.edits && off(&part) < off(&found) {
            (best, found) = (here, part);
        }
    }
    let like = alike(best.edits, quote.len().max(found.len()));
    (found, like)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(window: &str, quote: &str) -> (String, f64) {
        let [window, quote] = [window, quote].map(|text| text.chars().collect::<Vec<_>>());
        let (range, like) = best_part(&window, &quote);
        (window[range].iter().collect(), like)
    }

    #[test]
    fn similarity_counts_edits() {
        assert!((similarity("kitten", "sitting") - (1.0 - 3.0 / 7.0)).abs() < 1e-9);
        assert!(similarity("", "") >= 1.0);
        assert!(similarity("abc", "") <= 0.0);
    }

    #[test]
    fn the_part_with_fewest_edits_is_found() {
        assert_eq!(
            part("one two thrée four", "two three"),
            ("two thrée".to_owned(), 1.0 - 1.0 / 9.0)
        );
        assert_eq!(
            part("say it ended today!", "it ended today."),
            ("it ended today!".to_owned(), 1.0 - 1.0 / 15.0)
        );
        assert_eq!(part("", "abc").1, 0.0);
    }
}
