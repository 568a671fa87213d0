//! A half-open range of bytes on char boundaries: the one currency of places in a text.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::GraphemeCursor;

/// A half-open byte range `[start, end)` of one decoded text, both ends on char boundaries.
///
/// Order is reading order: by start, then by end.
///
/// ```
/// use copydesk::text::Span;
///
/// let text = "The café is closed.";
/// let word = Span::new(4, 9); // `é` has two bytes
/// assert_eq!(word.of(text), "café");
/// assert_eq!(word.get("The cafés"), Some("café"));
/// assert_eq!(word.get("The"), None);
/// assert!(Span::new(0, 19).contains(word) && !word.overlaps(Span::new(9, 12)));
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte; never before `start`.
    pub end: usize,
}

impl Span {
    /// Makes a span; `start` must not be after `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns `true` if the span has no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the words of the span in `text`. Panics unless `text` is the text of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The words of the span in `text`, or nothing when the span does not fit that text.
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The span as a standard range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns `true` if `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns `true` if both spans share at least one byte; touching spans do not.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the bytes that both spans share; `None` if they share no byte.
    pub fn common(self, other: Span) -> Option<Span> {
        let overlaps = self.overlaps(other);
        overlaps.then(|| Span::new(self.start.max(other.start), self.end.min(other.end)))
    }

    /// Returns the smallest span around both spans.
    pub fn join(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Returns the span without white space at both ends, within `text`.
    ///
    /// A blank with a combining mark is drawn as the mark and is not white space. If the ends of
    /// the span are borders of grapheme clusters, so are the ends of the result.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        let bare = Span::new(start, start + words.trim().len());
        if bare.is_empty() {
            return bare;
        }
        let whole = bare.whole(text);
        Span::new(whole.start.max(self.start), whole.end.min(self.end))
    }

    /// Returns the smallest span of whole grapheme clusters of `text` around the span.
    pub fn whole(self, text: &str) -> Span {
        Span { start: border_before(text, self.start), end: border_after(text, self.end) }
    }
}

/// `byte`, or the border between two grapheme clusters before it.
pub(super) fn border_before(text: &str, byte: usize) -> usize {
    if is_border(text, byte) {
        return byte;
    }
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    // The cursor has the whole text and never asks for more.
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// `byte`, or the border between two grapheme clusters after it.
pub(super) fn border_after(text: &str, byte: usize) -> usize {
    if is_border(text, byte) {
        return byte;
    }
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    let found = cursor.next_boundary(text, 0).ok().flatten();
    found.unwrap_or(text.len())
}

/// Returns `true` if a grapheme cluster (Unicode UAX 29) begins or ends at a char boundary.
pub(super) fn is_border(text: &str, byte: usize) -> bool {
    let bytes = text.as_bytes();
    match (byte.checked_sub(1).map(|at| bytes[at]), bytes.get(byte)) {
        (None, _) | (_, None) => true,
        // Of ASCII nothing but CR LF is one cluster; most places are settled here.
        (Some(before), Some(after)) if before.is_ascii() && after.is_ascii() => {
            (before, *after) != (b'\r', b'\n')
        }
        _ => {
            let mut cursor = GraphemeCursor::new(byte, text.len(), true);
            cursor.is_boundary(text, 0).unwrap_or(true)
        }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
        assert!(
            !Span::new(2, 2).overlaps(Span::new(0, 4)) || Span::new(0, 4).contains(Span::new(2, 2))
        );
    }

    #[test]
    fn trim_keeps_char_boundaries() {
        let text = "\u{a0} »x« \n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "»x«");
        assert!(Span::new(0, 2).trim(text).is_empty());
    }

    #[test]
    fn a_blank_with_an_accent_is_not_trimmed() {
        let text = "One.  \u{301}Two \u{301} ";
        let trimmed = |start: usize| Span::new(start, text.len()).trim(text).of(text);
        assert_eq!(trimmed(4), " \u{301}Two \u{301}");
        assert_eq!(trimmed(6), "\u{301}Two \u{301}", "nothing of before");
    }

    #[test]
    fn whole_spans_part_no_cluster() {
        let text = "a\r\nb🇩🇪🇫🇷e\u{301}\u{302}";
        let whole = |start, end| Span::new(start, end).whole(text).of(text);
        assert_eq!(whole(2, 2), "\r\n");
        assert_eq!(whole(0, 1), "a");
        assert_eq!(whole(8, 12), "🇩🇪");
        assert_eq!(whole(4, 8), "🇩🇪");
        assert_eq!(whole(20, 23), "e\u{301}\u{302}");
        assert_eq!(whole(23, 23), "e\u{301}\u{302}");
    }
}
