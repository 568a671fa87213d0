//! Highlights: the matched letters of a hit.

use super::{
    compiled_query::{CompiledQuery, CompiledTerm},
    rank::TermPosition,
    tokenize,
    word_match::{Needle, WordMatch},
};
use crate::text::Span;

/// Maximum number of marks in a passage.
const MOST_MARKS: usize = 1_000;

/// The spans of folded `text` behind the places of terms, and the matches of expressions.
pub(super) fn marks(compiled: &CompiledQuery, places: &[TermPosition], text: &str) -> Vec<Span> {
    let mut cut = Vec::new();
    tokenize::each(text, &mut |span, word| cut.push((span, word.len())));
    let mut marks = HighlightMarks::new(text);
    for place in places.iter().take(MOST_MARKS) {
        let words = cut.get(place.at..place.at + place.len);
        if let Some((compiled_term, words)) = compiled.terms.get(place.term).zip(words) {
            marks.place(compiled_term, place, words);
        }
    }
    for (term, compiled_term) in compiled.terms.iter().enumerate() {
        let is_strewn = !places.iter().any(|place| place.term == term);
        if let Some(needle) = compiled_term.loose().filter(|_| is_strewn)
            && let Some(range) = needle.scattered(text)
        {
            marks.letters(needle, Span::from(range));
        }
    }
    for regex in &compiled.regexes {
        let found = regex.find_iter(text).filter(|found| !found.is_empty());
        marks.spans.extend(found.map(|found| Span::from(found.range())).take(MOST_MARKS));
    }
    marks.spans
}

/// The marks on one folded text, in any order.
pub(super) struct HighlightMarks<'a> {
    text: &'a str,
    pub(super) spans: Vec<Span>,
}

impl<'a> HighlightMarks<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, spans: Vec::new() }
    }

    /// Marks a term in its words, given by their spans and the bytes of their spelling.
    fn place(
        &mut self,
        compiled_term: &CompiledTerm,
        place: &TermPosition,
        words: &[(Span, usize)],
    ) {
        let needle = match &compiled_term.joined {
            Some(joined) if place.len != compiled_term.slots.len() => Some(joined),
            _ => compiled_term.slots.last(),
        };
        let (Some(needle), Some((last, before))) = (needle, words.split_last()) else {
            return;
        };
        if place.grade == WordMatch::Pair {
            let whole = before.iter().fold(last.0, |whole, (span, _)| whole.join(*span));
            return self.letters(needle, whole);
        }
        self.spans.extend(before.iter().map(|(span, _)| *span));
        self.word(needle, place.grade, *last);
    }

    /// Marks the match of a needle in a word. A word whose spelling leaves out characters, for
    /// example `5,000`, is marked whole.
    pub(super) fn word(
        &mut self,
        needle: &Needle,
        grade: WordMatch,
        (word, spelled): (Span, usize),
    ) {
        let inside = || word.of(self.text).find(&needle.text).filter(|_| word.len() == spelled);
        match grade {
            WordMatch::Gaps | WordMatch::Pair | WordMatch::Scattered => self.letters(needle, word),
            WordMatch::Start | WordMatch::Inside => {
                let part = inside().map(|at| {
                    let start = word.start + at;
                    Span::new(start, start + needle.text.len())
                });
                self.spans.push(part.unwrap_or(word));
            }
            WordMatch::Whole | WordMatch::Slip | WordMatch::SlipStart => self.spans.push(word),
        }
    }

    /// Marks the letters of a needle where they stand in order within a span.
    pub(super) fn letters(&mut self, needle: &Needle, within: Span) {
        let mut wanted = needle.text.chars().peekable();
        for (at, letter) in within.of(self.text).char_indices() {
            if wanted.next_if_eq(&letter).is_some() {
                let start = within.start + at;
                self.spans.push(Span::new(start, start + letter.len_utf8()));
            }
        }
    }
}

/// Returns the same bytes as sorted spans that neither overlap nor touch.
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
