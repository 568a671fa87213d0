//! Which words two wordings do not share.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::{Span, fold, words};

/// Words above which two wordings are not compared.
const MOST_WORDS: usize = 20_000;

/// The parts of each of two wordings that the other lacks; case, accents and signs do not count.
pub fn differences(one: &str, other: &str) -> (Vec<Span>, Vec<Span>) {
    let read = |text: &str| {
        let spans = words(text, Span::new(0, text.len()));
        let folded: Vec<String> = spans.iter().map(|span| fold(span.of(text)).text).collect();
        (spans, folded)
    };
    let ((here, one), (there, other)) = (read(one), read(other));
    if one.len().max(other.len()) > MOST_WORDS {
        return (Vec::new(), Vec::new());
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for part in capture_diff_slices(Algorithm::Myers, &one, &other) {
        if matches!(part, DiffOp::Equal { .. }) {
            continue;
        }
        let joined = |spans: &[Span]| spans.iter().copied().reduce(Span::join);
        left.extend(joined(&here[part.old_range()]));
        right.extend(joined(&there[part.new_range()]));
    }
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text with what the other lacks in brackets.
    #[track_caller]
    fn check(one: &str, other: &str) {
        let plain = |marked: &str| marked.replace(['[', ']'], "");
        let (left, right) = differences(&plain(one), &plain(other));
        for (marked, spans) in [(one, left), (other, right)] {
            let mut shown = plain(marked);
            for span in spans.iter().rev() {
                shown.insert(span.end, ']');
                shown.insert(span.start, '[');
            }
            assert_eq!(shown, marked);
        }
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        check(
            "in Latin [American organized crime].",
            "in Latin [America].",
        );
        check(
            "trends that will shape it",
            "trends that will [likely] shape it",
        );
        check("Key takeaway: é", "key takeaway – E");
        check("[a b c]", "[d]");
        check("", "");
    }
}
