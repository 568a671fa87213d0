//! Word differences between two texts, by Myers' algorithm (crate `similar`).
//!
//! All white space counts as equal, so a text with other line breaks has no difference. Passages
//! are compared word by word. Whole texts are compared sentence by sentence first, and word by word
//! only inside changed sentences, which bounds the work for long texts.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Span, fold, words};

/// Limit on the pieces of one text times the pieces of the other. Above the limit the diff is
/// coarse.
const WORK_LIMIT: usize = 40_000_000;

/// Words of the longest passage of [`differing_spans`].
const PASSAGE_WORDS: usize = 20_000;

/// A stretch of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffPart<'a> {
    /// Words of both texts, spelled as in the new text.
    Same(&'a str),
    /// Words of the old text only.
    Gone(&'a str),
    /// Words of the new text only.
    New(&'a str),
}

/// Returns the differences of two passages in reading order, removed words before added words.
///
/// Time grows with the number of words times the number of differences; for whole texts use
/// [`stretches`].
///
/// ```
/// use copydesk::text::{DiffPart, word_diff};
///
/// let parts = word_diff("The tram is late.", "The bus is late.");
/// assert_eq!(parts[1..3], [DiffPart::Gone("tram"), DiffPart::New("bus")]);
/// ```
pub fn word_diff<'a>(old: &'a str, new: &'a str) -> Vec<DiffPart<'a>> {
    let (before, after) = (tokens(old), tokens(new));
    let words = |text: &'a str, tokens: &[(usize, &str)], from: usize, len: usize| {
        let start = tokens.get(from).map_or(text.len(), |(at, _)| *at);
        let end = tokens.get(from + len).map_or(text.len(), |(at, _)| *at);
        &text[start..end]
    };
    let changes = capture_diff_slices(Algorithm::Myers, &keys(&before), &keys(&after));
    let parts = changes.into_iter().flat_map(|change| {
        let (_, old_range, new_range) = change.as_tag_tuple();
        let gone = words(old, &before, old_range.start, old_range.len());
        let there = words(new, &after, new_range.start, new_range.len());
        match change {
            DiffOp::Equal { .. } => [DiffPart::Same(there), DiffPart::Same("")],
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                [DiffPart::Gone(gone), DiffPart::New(there)]
            }
        }
    });
    parts.filter(|part| !part.text().is_empty()).collect()
}

/// Returns the parts of each of two passages that the other passage lacks; case, accents and signs do not
/// count.
///
/// Passages of more than 20,000 words are not compared and have no differences.
pub fn differing_spans(one: &str, other: &str) -> (Vec<Span>, Vec<Span>) {
    let read = |text: &str| {
        let spans = words(text, Span::new(0, text.len()));
        let folded: Vec<String> = spans.iter().map(|span| fold(span.of(text)).text).collect();
        (spans, folded)
    };
    let ((here, one), (there, other)) = (read(one), read(other));
    if one.len().max(other.len()) > PASSAGE_WORDS {
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

/// A stretch of two texts, by its place in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffStretch {
    /// Range in the old text, in bytes.
    pub old: Span,
    /// Range in the new text, in bytes.
    pub new: Span,
    /// `true` if both texts have the same words here.
    pub is_same: bool,
}

/// The stretches of two whole texts in reading order.
pub fn stretches(old: &str, new: &str) -> Vec<DiffStretch> {
    let mut all: Vec<DiffStretch> = Vec::new();
    for piece in compared(old, new, pieces) {
        let words = if piece.is_same {
            vec![piece]
        } else {
            let words = compared(piece.old.of(old), piece.new.of(new), tokens);
            let shifted = words.into_iter().map(|word| DiffStretch {
                old: Span::new(piece.old.start + word.old.start, piece.old.start + word.old.end),
                new: Span::new(piece.new.start + word.new.start, piece.new.start + word.new.end),
                ..word
            });
            shifted.collect()
        };
        for stretch in words {
            join(&mut all, stretch, old);
        }
    }
    // A space at the start of both sides is not a difference.
    for at in 1..all.len() {
        let (before, here) = (all[at - 1], all[at]);
        let space = |text: &str| text.len() - text.trim_start().len();
        let (gone, there) = (space(here.old.of(old)), space(here.new.of(new)));
        if before.is_same && gone > 0 && there > 0 {
            all[at].old.start += gone;
            all[at].new.start += there;
            all[at - 1].old.end += gone;
            all[at - 1].new.end += there;
        }
    }
    all
}

/// Adds a stretch; spaces between changed words do not part them.
fn join(all: &mut Vec<DiffStretch>, stretch: DiffStretch, old: &str) {
    if let [.., changed, space] = all.as_slice()
        && !(stretch.is_same || changed.is_same)
        && space.old.of(old).trim().is_empty()
    {
        all.pop();
    }
    match all.last_mut() {
        Some(last) if last.is_same == stretch.is_same => {
            last.old.end = stretch.old.end;
            last.new.end = stretch.new.end;
        }
        _ => all.push(stretch),
    }
}

/// The stretches of two texts that are cut into pieces.
fn compared(
    old: &str,
    new: &str,
    cut: for<'a> fn(&'a str) -> Vec<(usize, &'a str)>,
) -> Vec<DiffStretch> {
    let (before, after) = (cut(old), cut(new));
    let (old_keys, new_keys) = (keys(&before), keys(&after));
    let common = |(one, other): &(&&str, &&str)| one == other;
    let n_first = old_keys.iter().zip(&new_keys).take_while(common).count();
    let (old_keys, new_keys) = (&old_keys[n_first..], &new_keys[n_first..]);
    let last = old_keys.iter().rev().zip(new_keys.iter().rev());
    let n_last = last.take_while(common).count();
    let old_keys = &old_keys[..old_keys.len() - n_last];
    let new_keys = &new_keys[..new_keys.len() - n_last];
    let place = |pieces: &[(usize, &str)], len: usize, range: Range<usize>| {
        let at = |index: usize| pieces.get(index).map_or(len, |(at, _)| *at);
        Span::new(at(range.start), at(range.end))
    };
    let stretch = |is_same, olds: Range<usize>, news: Range<usize>| DiffStretch {
        old: place(&before, old.len(), olds),
        new: place(&after, new.len(), news),
        is_same,
    };
    let (old_end, new_end) = (n_first + old_keys.len(), n_first + new_keys.len());
    let mut all = vec![stretch(true, 0..n_first, 0..n_first)];
    if old_keys.len().saturating_mul(new_keys.len()) > WORK_LIMIT {
        all.push(stretch(false, n_first..old_end, n_first..new_end));
    } else {
        let changes = capture_diff_slices(Algorithm::Myers, old_keys, new_keys);
        all.extend(changes.into_iter().map(|change| {
            let (_, olds, news) = change.as_tag_tuple();
            let shifted = |range: Range<usize>| n_first + range.start..n_first + range.end;
            let is_same = matches!(change, DiffOp::Equal { .. });
            stretch(is_same, shifted(olds), shifted(news))
        }));
    }
    all.push(stretch(true, old_end..before.len(), new_end..after.len()));
    all.retain(|stretch| !(stretch.old.is_empty() && stretch.new.is_empty()));
    all
}

/// Returns the comparison key of a piece: any run of white space becomes one space.
fn keys<'a>(pieces: &[(usize, &'a str)]) -> Vec<&'a str> {
    pieces.iter().map(|(_, piece)| piece.trim()).collect()
}

/// Lines, cut once more where a sentence may end.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut is_end = false;
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        if sign == '\n' || (is_end && sign.is_whitespace()) {
            found.push((start, &text[start..end]));
            start = end;
        }
        is_end = matches!(sign, '.' | '?' | '!' | '”' | '"');
    }
    if start < text.len() {
        found.push((start, &text[start..]));
    }
    found
}

impl<'a> DiffPart<'a> {
    /// The words of the stretch.
    pub fn text(self) -> &'a str {
        match self {
            DiffPart::Same(text) | DiffPart::Gone(text) | DiffPart::New(text) => text,
        }
    }
}

/// Words, runs of white space, and single other signs, with their offsets.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let kind = |sign: char| match sign {
        _ if sign.is_alphanumeric() => 0,
        _ if sign.is_whitespace() => 1,
        _ => 2,
    };
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut last = 2;
    for (at, sign) in text.char_indices() {
        let here = kind(sign);
        let end = at + sign.len_utf8();
        match found.last_mut() {
            Some((start, token)) if here == last && here != 2 => *token = &text[*start..end],
            _ => found.push((at, &text[at..end])),
        }
        last = here;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let parts = word_diff(old, new).into_iter();
        let shown = parts.map(|part| match part {
            DiffPart::Same(text) => text.to_owned(),
            DiffPart::Gone(text) => format!("[-{text}-]"),
            DiffPart::New(text) => format!("{{+{text}+}}"),
        });
        shown.collect()
    }

    #[test]
    fn words_differ_as_wholes() {
        assert_eq!(
            shown("It ended on Monday, he said.", "It ended on Tuesday, she said."),
            "It ended on [-Monday-]{+Tuesday+}, [-he-]{+she+} said."
        );
        assert_eq!(shown("one two", "one"), "one[- two-]");
        assert_eq!(shown("", "Zürich 2"), "{+Zürich 2+}");
    }

    fn marked(old: &str, new: &str) -> String {
        let all = stretches(old, new);
        let mut ends = (0, 0);
        for stretch in &all {
            assert_eq!((stretch.old.start, stretch.new.start), ends, "nothing is left out");
            ends = (stretch.old.end, stretch.new.end);
        }
        assert_eq!(ends, (old.len(), new.len()));
        let words = all.iter().map(|stretch| {
            let (gone, there) = (stretch.old.of(old), stretch.new.of(new));
            if stretch.is_same {
                assert!(gone.split_whitespace().eq(there.split_whitespace()));
                there.to_owned()
            } else {
                format!("[-{gone}-]{{+{there}+}}")
            }
        });
        words.collect()
    }

    #[test]
    fn whole_texts_differ_where_their_words_do() {
        assert_eq!(
            marked("One fact.\nTwo facts. Three.\n", "One fact.\nTwo lies. Three.\nFour.\n"),
            "One fact.\nTwo [-facts-]{+lies+}. Three.\n[--]{+Four.\n+}"
        );
        assert_eq!(marked("a b", "a\n\nb"), "a\n\nb");
        assert_eq!(marked("", ""), "");
        assert_eq!(marked("", "Zürich"), "[--]{+Zürich+}");
    }

    #[test]
    fn any_two_texts_are_told_from_end_to_end() {
        let mut rng = fastrand::Rng::with_seed(4);
        let signs = ["a", "b", "é", " ", "\n", "\u{a0}", ".", "”", "漢", "👩\u{200d}", ""];
        for _ in 0..2_000 {
            let mut text = || -> String {
                let n = rng.usize(..14);
                (0..n).filter_map(|_| rng.choice(signs)).collect()
            };
            let (old, new) = (text(), text());
            marked(&old, &new);
        }
    }

    #[test]
    fn a_long_text_costs_as_much_as_differs_in_it() {
        let sentence = |n: usize| format!("Sentence {n} says “ü” and more. ");
        let old: String = (0..5_000).map(sentence).collect();
        let new = old.replace("Sentence 77 says", "Sentence 77 denies");
        let changed = stretches(&old, &new).into_iter().filter(|one| !one.is_same);
        let changed: Vec<_> = changed.map(|one| (one.old.of(&old), one.new.of(&new))).collect();
        assert_eq!(changed, [("says", "denies")]);
        let other: String = (0..9_000).map(|n| format!("Other {n}. ")).collect();
        let all = stretches(&old, &other);
        assert!(all.iter().any(|one| !one.is_same) && all.len() < 4, "{}", all.len());
    }

    #[test]
    fn line_breaks_are_no_difference() {
        assert_eq!(shown("one\n two", "one two"), "one two");
        assert_eq!(shown("", ""), "");
    }

    /// Each text has the parts that the other text lacks in brackets.
    #[track_caller]
    fn check_spans(one: &str, other: &str) {
        let plain = |marked: &str| marked.replace(['[', ']'], "");
        let (left, right) = differing_spans(&plain(one), &plain(other));
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
    fn differing_spans_are_marked_on_both_sides() {
        check_spans("in Latin [American organized crime].", "in Latin [America].");
        check_spans("trends that will shape it", "trends that will [likely] shape it");
        check_spans("Key takeaway: é", "key takeaway – E");
        check_spans("[a b c]", "[d]");
        check_spans("", "");
    }
}
