//! Which letters of a hit are highlighted.

use super::{
    grade::{Grade, Needle},
    plan::{Goal, Plan},
    rank::Place,
    words,
};
use crate::text::Span;

/// More marks in one passage help nobody.
const MOST_MARKS: usize = 1_000;

/// The spans of folded `text` behind the places of terms, and the matches of expressions.
pub(super) fn marks(plan: &Plan, places: &[Place], text: &str) -> Vec<Span> {
    let mut cut = Vec::new();
    words::each(text, &mut |span, word| cut.push((span, word.len())));
    let mut all = Vec::new();
    for place in places.iter().take(MOST_MARKS) {
        let Some(goal) = plan.terms.get(place.term) else {
            continue;
        };
        let Some(words) = cut.get(place.at..place.at + place.len) else {
            continue;
        };
        place_marks(goal, place, words, text, &mut all);
    }
    for window in plan.terms.iter().enumerate().filter_map(|(term, goal)| {
        let is_strewn = !places.iter().any(|place| place.term == term);
        goal.loose().filter(|_| is_strewn)
    }) {
        if let Some(range) = window.scattered(text) {
            letters(window, text, Span::from(range), &mut all);
        }
    }
    for regex in &plan.regexes {
        let found = regex.find_iter(text).filter(|found| !found.is_empty());
        all.extend(
            found
                .map(|found| Span::from(found.range()))
                .take(MOST_MARKS),
        );
    }
    all
}

fn place_marks(goal: &Goal, place: &Place, cut: &[(Span, usize)], text: &str, all: &mut Vec<Span>) {
    let needle = match &goal.joined {
        Some(joined) if place.len != goal.slots.len() => Some(&joined.needle),
        _ => goal.slots.last().map(|slot| &slot.needle),
    };
    let (Some(needle), Some((last, before))) = (needle, cut.split_last()) else {
        return;
    };
    if place.grade == Grade::Pair {
        let whole = before
            .iter()
            .fold(last.0, |whole, (span, _)| whole.join(*span));
        return letters(needle, text, whole, all);
    }
    all.extend(before.iter().map(|(span, _)| *span));
    word_marks(needle, place.grade, *last, text, all);
}

/// What of a word, given by its span and the bytes of its spelling, is marked for a needle.
pub(super) fn word_marks(
    needle: &Needle,
    grade: Grade,
    (word, spelled): (Span, usize),
    text: &str,
    all: &mut Vec<Span>,
) {
    // A word whose spelling leaves something out is marked whole.
    let at = (word.len() == spelled)
        .then(|| word.of(text).find(&needle.text))
        .flatten();
    match (grade, at) {
        (Grade::Gaps, _) => letters(needle, text, word, all),
        (Grade::Start | Grade::Inside, Some(at)) => {
            let start = word.start + at;
            all.push(Span::new(start, start + needle.text.len()));
        }
        (
            Grade::Whole
            | Grade::Start
            | Grade::Inside
            | Grade::Slip
            | Grade::SlipStart
            | Grade::Pair
            | Grade::Scattered,
            _,
        ) => all.push(word),
    }
}

/// The letters of a needle where they stand in order within a span.
pub(super) fn letters(needle: &Needle, text: &str, within: Span, all: &mut Vec<Span>) {
    let mut wanted = needle.text.chars().peekable();
    for (at, letter) in within.of(text).char_indices() {
        if wanted.next_if_eq(&letter).is_some() {
            let start = within.start + at;
            all.push(Span::new(start, start + letter.len_utf8()));
        }
    }
}

/// The same bytes as sorted, disjoint spans that do not touch.
pub(super) fn disjoint(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut all: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match all.last_mut() {
            Some(last) if span.start <= last.end => *last = last.join(span),
            _ => all.push(span),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_are_one() {
        let spans = [(4, 6), (0, 2), (2, 3), (5, 5), (5, 9)].map(|(a, b)| Span::new(a, b));
        assert_eq!(disjoint(spans.to_vec()), [Span::new(0, 3), Span::new(4, 9)]);
    }
}
