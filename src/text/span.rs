//! A half-open range of bytes on char boundaries: the one currency of places in a text.

use std::ops::Range;

/// A half-open byte range `[start, end)` of one decoded text, both ends on char boundaries.
///
/// Order is reading order: by start, then by end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of the span in `text`, which must be the text that the span was made for.
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

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without white space at its two ends, within `text`.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        let end = start + words.trim().len();
        Span { start, end }
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
}
