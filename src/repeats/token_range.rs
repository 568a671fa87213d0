//! A half-open range of places in a tokenized corpus.
//!
//! Owns the arithmetic of ranges. A place is the number of a word in the sequence of all articles; the
//! articles themselves are `tokenized`'s.

/// A run of words, from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TokenRange {
    /// First place.
    pub start: u32,
    /// One past the last place.
    pub end: u32,
}

impl TokenRange {
    /// Returns the number of words.
    pub(super) fn len(self) -> u32 {
        self.end - self.start
    }

    /// Returns the number of words that two ranges share.
    pub(super) fn shared(self, other: TokenRange) -> u32 {
        let end = self.end.min(other.end);
        end.saturating_sub(self.start.max(other.start))
    }

    /// Returns the words of the range in the words of a corpus.
    pub(super) fn of(self, words: &[u32]) -> &[u32] {
        &words[self.start as usize..self.end as usize]
    }
}
